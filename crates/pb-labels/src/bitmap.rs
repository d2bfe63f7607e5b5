//! A page of dots: one bit each, black is one.

/// One bit per dot, rows padded to whole bytes, the leftmost dot in the highest bit, 1 = black.
/// Padding bits are always white.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    row_bytes: usize,
    bytes: Vec<u8>,
}

/// The eight dots of a byte in grey.
static SHADES: [[u8; 8]; 256] = shades();

const fn shades() -> [[u8; 8]; 256] {
    let mut table = [[255; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut dot = 0;
        while dot < 8 {
            if byte & (0x80 >> dot) != 0 {
                table[byte][dot] = 0;
            }
            dot += 1;
        }
        byte += 1;
    }
    table
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({}×{})", self.width, self.height)
    }
}

/// A rectangle of dots; right and bottom are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DotRect {
    /// Leftmost column.
    pub left: u32,
    /// Topmost row.
    pub top: u32,
    /// One past the rightmost column.
    pub right: u32,
    /// One past the lowest row.
    pub bottom: u32,
}

impl DotRect {
    /// All of a page.
    pub fn whole(width: u32, height: u32) -> Self {
        Self {
            left: 0,
            top: 0,
            right: width,
            bottom: height,
        }
    }

    /// Columns.
    pub fn width(self) -> u32 {
        self.right - self.left
    }

    /// Rows.
    pub fn height(self) -> u32 {
        self.bottom - self.top
    }
}

impl Bitmap {
    /// A white page.
    pub fn new(width: u32, height: u32) -> Self {
        let row_bytes = width.div_ceil(8) as usize;
        Self {
            width,
            height,
            row_bytes,
            bytes: vec![0; row_bytes * height as usize],
        }
    }

    /// From packed rows as [`Bitmap::bytes`] gives them; `None` when their number is wrong.
    pub fn from_bytes(width: u32, height: u32, bytes: Vec<u8>) -> Option<Self> {
        let row_bytes = width.div_ceil(8) as usize;
        if bytes.len() != row_bytes.checked_mul(height as usize)? {
            return None;
        }
        let mut bitmap = Self {
            width,
            height,
            row_bytes,
            bytes,
        };
        bitmap.clear_padding();
        Some(bitmap)
    }

    /// From 8-bit grey, one byte a pixel: what is darker than `threshold` becomes black. Pixels
    /// that are missing stay white.
    pub fn from_gray(width: u32, height: u32, gray: &[u8], threshold: u8) -> Self {
        Self::from_pixels(width, height, gray, |pixel| *pixel < threshold)
    }

    /// From pixels of any kind, row by row: those that are `dark` become black. Pixels that are missing stay white.
    pub fn from_pixels<P>(
        width: u32,
        height: u32,
        pixels: &[P],
        dark: impl Fn(&P) -> bool,
    ) -> Self {
        let mut bitmap = Self::new(width, height);
        if width == 0 {
            return bitmap;
        }
        let byte = |eight: &[P]| {
            let dots = eight.iter().enumerate();
            dots.fold(0, |byte, (i, pixel)| {
                byte | u8::from(dark(pixel)) << (7 - i)
            })
        };
        for (row, pixels) in bitmap
            .bytes
            .chunks_exact_mut(bitmap.row_bytes)
            .zip(pixels.chunks_exact(width as usize))
        {
            // Eights whose number is known are worked on all at once.
            let (whole, rest) = pixels.as_chunks::<8>();
            for (to, eight) in row.iter_mut().zip(whole) {
                *to = byte(eight);
            }
            if let (false, Some(last)) = (rest.is_empty(), row.last_mut()) {
                *last = byte(rest);
            }
        }
        bitmap
    }

    /// Dots across.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Dots down.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Bytes a row.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// All rows, top first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The rows one by one, top first.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.bytes.chunks_exact(self.row_bytes.max(1))
    }

    /// Whether a dot is black; outside the page all is white.
    pub fn get(&self, x: u32, y: u32) -> bool {
        x < self.width
            && y < self.height
            && self.bytes[y as usize * self.row_bytes + (x / 8) as usize] & (0x80 >> (x % 8)) != 0
    }

    /// Sets a dot; outside the page nothing happens.
    pub fn set(&mut self, x: u32, y: u32, black: bool) {
        if x < self.width && y < self.height {
            let byte = &mut self.bytes[y as usize * self.row_bytes + (x / 8) as usize];
            let bit = 0x80 >> (x % 8);
            if black { *byte |= bit } else { *byte &= !bit }
        }
    }

    /// Blackens a rectangle, cut to the page.
    pub fn fill(&mut self, rect: DotRect) {
        for y in rect.top..rect.bottom.min(self.height) {
            for x in rect.left..rect.right.min(self.width) {
                self.set(x, y, true);
            }
        }
    }

    /// One byte a dot, 0 black and 255 white, as picture libraries want it.
    pub fn to_gray(&self) -> Vec<u8> {
        self.to_gray_of_rows(1)
    }

    /// The same of the first of every so many rows.
    pub(crate) fn to_gray_of_rows(&self, every: usize) -> Vec<u8> {
        let width = self.width as usize;
        let rows = (self.height as usize).div_ceil(every.max(1));
        let mut gray = Vec::with_capacity(width * rows + 8);
        for (i, row) in self.rows().step_by(every.max(1)).enumerate() {
            for byte in row {
                gray.extend_from_slice(&SHADES[usize::from(*byte)]);
            }
            gray.truncate((i + 1) * width);
        }
        gray
    }

    /// The smallest rectangle that holds every black dot; `None` when all is white.
    pub fn ink(&self) -> Option<DotRect> {
        let is_inked = |row: &[u8]| row.iter().any(|b| *b != 0);
        let top = self.rows().position(is_inked)?;
        let bottom = self.rows().rposition(is_inked)? + 1;
        let mut columns = vec![0u8; self.row_bytes];
        for row in self.rows() {
            for (all, byte) in columns.iter_mut().zip(row) {
                *all |= byte;
            }
        }
        let first = columns.iter().position(|b| *b != 0)?;
        let last = columns.iter().rposition(|b| *b != 0)?;
        let dots = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(DotRect {
            left: dots(first * 8) + columns[first].leading_zeros(),
            top: dots(top),
            right: dots(last * 8) + 8 - columns[last].trailing_zeros(),
            bottom: dots(bottom),
        })
    }

    /// The part inside a rectangle, which is cut to the page.
    #[must_use]
    pub fn crop(&self, rect: DotRect) -> Self {
        let right = rect.right.min(self.width);
        let bottom = rect.bottom.min(self.height);
        let mut part = Self::new(
            right.saturating_sub(rect.left),
            bottom.saturating_sub(rect.top),
        );
        part.paste(self, -i64::from(rect.left), -i64::from(rect.top));
        part
    }

    /// Blackens the dots that are black in `other`, whose top left dot lies at (`x`, `y`); what
    /// falls outside is lost.
    pub fn paste(&mut self, other: &Self, x: i64, y: i64) {
        let shift = u32::try_from(x.rem_euclid(8)).unwrap_or(0);
        let first = x.div_euclid(8);
        let width = self.row_bytes;
        for (row, source) in (y..).zip(other.rows()) {
            let Some(row) = usize::try_from(row)
                .ok()
                .filter(|r| *r < self.height as usize)
            else {
                continue;
            };
            let target = &mut self.bytes[row * width..(row + 1) * width];
            or_bytes(target, source, first, |byte| byte >> shift);
            if shift > 0 {
                or_bytes(target, source, first + 1, |byte| byte << (8 - shift));
            }
        }
        self.clear_padding();
    }

    /// Turned a quarter clockwise, dot for dot.
    #[must_use]
    pub fn rotate(&self) -> Self {
        let mut turned = Self::new(self.height, self.width);
        for (y, row) in (0u32..).zip(self.rows()) {
            let x = self.height - 1 - y;
            let (at, bit) = ((x / 8) as usize, 0x80u8 >> (x % 8));
            for (i, byte) in row.iter().enumerate() {
                let mut rest = *byte;
                while rest != 0 {
                    let lead = rest.leading_zeros();
                    turned.bytes[(i * 8 + lead as usize) * turned.row_bytes + at] |= bit;
                    rest &= !(0x80u8 >> lead);
                }
            }
        }
        turned
    }

    /// Left and right exchanged, dot for dot.
    #[must_use]
    pub fn mirror(&self) -> Self {
        let mut mirrored = Self::new(self.width, self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                if self.get(x, y) {
                    mirrored.set(self.width - 1 - x, y, true);
                }
            }
        }
        mirrored
    }

    fn clear_padding(&mut self) {
        let used = self.width % 8;
        if used != 0 {
            let mask = 0xFFu8 << (8 - used);
            for row in self.bytes.chunks_exact_mut(self.row_bytes) {
                if let Some(last) = row.last_mut() {
                    *last &= mask;
                }
            }
        }
    }
}

/// Adds to the bytes of a row those of another that begins at byte `first`, each of them `moved`.
fn or_bytes(target: &mut [u8], source: &[u8], first: i64, moved: impl Fn(u8) -> u8) {
    let distance = usize::try_from(first.unsigned_abs()).unwrap_or(usize::MAX);
    let (skip, at) = if first < 0 {
        (distance, 0)
    } else {
        (0, distance)
    };
    let target = target.get_mut(at..).unwrap_or_default();
    let source = source.get(skip..).unwrap_or_default();
    for (to, from) in target.iter_mut().zip(source) {
        *to |= moved(*from);
    }
}

/// The page as a 1-bit PNG.
pub fn to_png(bitmap: &Bitmap) -> Vec<u8> {
    let mut bytes = Vec::new();
    // In a PNG a set bit is white.
    let inverted: Vec<u8> = bitmap.bytes.iter().map(|b| !b).collect();
    let mut encoder = png::Encoder::new(&mut bytes, bitmap.width.max(1), bitmap.height.max(1));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let whole = if inverted.is_empty() {
        &[0xFF][..]
    } else {
        &inverted
    };
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(whole))
        .expect("a Vec takes every byte, and the rows are as wide as the header says");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arbitrary() -> impl Strategy<Value = Bitmap> {
        (1u32..70, 1u32..40).prop_flat_map(|(width, height)| {
            let length = width.div_ceil(8) as usize * height as usize;
            prop::collection::vec(any::<u8>(), length)
                .prop_map(move |bytes| Bitmap::from_bytes(width, height, bytes).expect("length"))
        })
    }

    proptest! {
        #[test]
        fn grey_and_back_is_the_same(page in arbitrary()) {
            let gray = page.to_gray();
            prop_assert_eq!(&Bitmap::from_gray(page.width(), page.height(), &gray, 128), &page);
        }

        #[test]
        fn turning_moves_every_dot(page in arbitrary()) {
            let turned = page.rotate();
            for y in 0..page.height() {
                for x in 0..page.width() {
                    prop_assert_eq!(page.get(x, y), turned.get(page.height() - 1 - y, x));
                }
            }
            prop_assert_eq!(&turned.rotate().rotate().rotate(), &page);
        }

        #[test]
        fn a_mirror_moves_every_dot(page in arbitrary()) {
            let mirrored = page.mirror();
            for y in 0..page.height() {
                for x in 0..page.width() {
                    prop_assert_eq!(page.get(x, y), mirrored.get(page.width() - 1 - x, y));
                }
            }
        }

        #[test]
        fn ink_holds_all_black_and_touches_it(page in arbitrary()) {
            let Some(ink) = page.ink() else {
                prop_assert!(page.bytes().iter().all(|b| *b == 0));
                return Ok(());
            };
            let black: Vec<(u32, u32)> = (0..page.height())
                .flat_map(|y| (0..page.width()).map(move |x| (x, y)))
                .filter(|(x, y)| page.get(*x, *y))
                .collect();
            prop_assert_eq!(Some(ink.left), black.iter().map(|d| d.0).min());
            prop_assert_eq!(Some(ink.right - 1), black.iter().map(|d| d.0).max());
            prop_assert_eq!(Some(ink.top), black.iter().map(|d| d.1).min());
            prop_assert_eq!(Some(ink.bottom - 1), black.iter().map(|d| d.1).max());
        }

        #[test]
        fn what_is_cut_out_and_put_back_is_the_same(page in arbitrary()) {
            let mut copy = Bitmap::new(page.width(), page.height());
            if let Some(ink) = page.ink() {
                copy.paste(&page.crop(ink), i64::from(ink.left), i64::from(ink.top));
            }
            prop_assert_eq!(copy, page);
        }

        #[test]
        fn pasting_moves_every_dot(page in arbitrary(), x in -80i64..80, y in -50i64..50) {
            let mut target = Bitmap::new(61, 33);
            target.paste(&page, x, y);
            for ty in 0..33u32 {
                for tx in 0..61u32 {
                    let from = |t: u32, by: i64| u32::try_from(i64::from(t) - by).unwrap_or(u32::MAX);
                    prop_assert_eq!(target.get(tx, ty), page.get(from(tx, x), from(ty, y)));
                }
            }
        }

        #[test]
        fn the_png_shows_every_dot(page in arbitrary()) {
            let png = image::load_from_memory(&to_png(&page)).expect("a PNG").into_luma8();
            prop_assert_eq!(png.dimensions(), (page.width(), page.height()));
            prop_assert_eq!(png.as_raw(), &page.to_gray());
        }
    }

    #[test]
    fn padding_stays_white() {
        let page = Bitmap::from_bytes(3, 1, vec![0xFF]).expect("one byte");
        assert_eq!(page.bytes(), [0b1110_0000]);
        assert_eq!(Bitmap::from_bytes(9, 1, vec![0]), None);
        assert_eq!(Bitmap::new(0, 0).ink(), None);
        assert!(!to_png(&Bitmap::new(0, 0)).is_empty());
    }
}
