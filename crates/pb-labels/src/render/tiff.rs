//! TIFF to dots, page by page. Pages that a fax would send (CCITT T.4 and T.6) are decoded here; all others by the
//! picture decoder, which is shown one page at a time.
//!
//! Tags and their values are those of TIFF 6.0.
use super::picture::{self, MAX_SIDE, Picture};
use super::{Lay, MAX_PAGES, density, too_many_pages, unreadable};
use crate::{LabelError, Stock};
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};
use image::GrayImage;
use pb_domain::Format;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
const STRIP_OFFSETS: u16 = 273;
const ROWS_PER_STRIP: u16 = 278;
const STRIP_BYTES: u16 = 279;
const X_RESOLUTION: u16 = 282;
const Y_RESOLUTION: u16 = 283;
const T4_OPTIONS: u16 = 292;
const RESOLUTION_UNIT: u16 = 296;

/// Every page.
pub(super) fn each_page(bytes: &[u8], stock: &Stock, lay: Lay<'_>) -> Result<(), LabelError> {
    let file = File::open(bytes).ok_or_else(damaged)?;
    let pages = file.directories().ok_or_else(damaged)?;
    if pages.len() > MAX_PAGES {
        return Err(too_many_pages(Format::Tiff, pages.len()));
    }
    for (number, directory) in (1..).zip(pages) {
        let tags = file.tags(directory).ok_or_else(damaged)?;
        let pixels = match tags.number(COMPRESSION) {
            Some(2..=4) => fax(&file, &tags).ok_or_else(damaged)?,
            _ => picture::decode(&file.beginning_at(directory), Format::Tiff)?,
        };
        let dpi = tags.dpi();
        lay(number, &Picture::new(pixels, Format::Tiff, dpi, stock))?;
    }
    Ok(())
}

fn damaged() -> LabelError {
    unreadable(Format::Tiff, "it is damaged")
}

/// The bytes of a file, in its own order.
struct File<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let little = bytes.get(..2)? == b"II";
        Some(Self { bytes, little })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let two = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let four = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
    }

    /// Where each page's tags lie. A chain that bites its tail ends there.
    fn directories(&self) -> Option<Vec<u32>> {
        let mut all = Vec::new();
        let mut next = self.u32(4)?;
        while next != 0 && !all.contains(&next) && all.len() <= MAX_PAGES {
            all.push(next);
            let at = next as usize;
            let entries = usize::from(self.u16(at)?);
            // Some writers leave out the last pointer.
            next = self.u32(at + 2 + entries * 12).unwrap_or(0);
        }
        Some(all)
    }

    fn tags(&self, directory: u32) -> Option<Tags<'_>> {
        let at = directory as usize;
        let entries = usize::from(self.u16(at)?);
        Some(Tags {
            file: self,
            first: at + 2,
            entries,
        })
    }

    /// The file with another page first.
    fn beginning_at(&self, directory: u32) -> Vec<u8> {
        let mut file = self.bytes.to_vec();
        let pointer = if self.little {
            directory.to_le_bytes()
        } else {
            directory.to_be_bytes()
        };
        if let Some(header) = file.get_mut(4..8) {
            header.copy_from_slice(&pointer);
        }
        file
    }
}

/// The tags of one page.
struct Tags<'a> {
    file: &'a File<'a>,
    first: usize,
    entries: usize,
}

impl Tags<'_> {
    /// Kind, count and place of a tag's values.
    fn entry(&self, tag: u16) -> Option<(u16, usize, usize)> {
        let at = (0..self.entries)
            .map(|i| self.first + i * 12)
            .find(|at| self.file.u16(*at) == Some(tag))?;
        let kind = self.file.u16(at + 2)?;
        let count = self.file.u32(at + 4)? as usize;
        let size: usize = match kind {
            1 | 2 => 1,
            3 => 2,
            4 => 4,
            5 => 8,
            _ => return None,
        };
        let place = if size.checked_mul(count)? <= 4 {
            at + 8
        } else {
            self.file.u32(at + 8)? as usize
        };
        Some((kind, count, place))
    }

    fn numbers(&self, tag: u16) -> Option<Vec<u32>> {
        let (kind, count, place) = self.entry(tag)?;
        (0..count.min(self.file.bytes.len()))
            .map(|i| match kind {
                3 => self.file.u16(place + 2 * i).map(u32::from),
                4 => self.file.u32(place + 4 * i),
                _ => None,
            })
            .collect()
    }

    fn number(&self, tag: u16) -> Option<u32> {
        self.numbers(tag)?.first().copied()
    }

    fn ratio(&self, tag: u16) -> Option<f64> {
        let (kind, count, place) = self.entry(tag)?;
        let (above, below) = (self.file.u32(place)?, self.file.u32(place + 4)?);
        (kind == 5 && count == 1 && below != 0).then(|| f64::from(above) / f64::from(below))
    }

    fn dpi(&self) -> Option<f64> {
        let inches = match self.number(RESOLUTION_UNIT).unwrap_or(2) {
            2 => 1.0,
            3 => 2.54,
            _ => return None,
        };
        density::believable(
            self.ratio(X_RESOLUTION)? * inches,
            self.ratio(Y_RESOLUTION)? * inches,
        )
    }
}

/// A page of CCITT runs; `None` when it is damaged.
fn fax(file: &File<'_>, tags: &Tags<'_>) -> Option<GrayImage> {
    let side = |tag| tags.number(tag).filter(|n| (1..=MAX_SIDE).contains(n));
    let (width, height) = (side(WIDTH)?, side(HEIGHT)?);
    let compression = tags.number(COMPRESSION)?;
    let options = tags.number(T4_OPTIONS).unwrap_or(0);
    let rows_per_strip = tags.number(ROWS_PER_STRIP).unwrap_or(height).max(1);
    let offsets = tags.numbers(STRIP_OFFSETS)?;
    let lengths = tags.numbers(STRIP_BYTES)?;
    let reversed = tags.number(FILL_ORDER) == Some(2);
    let white_is_zero = tags.number(PHOTOMETRIC).unwrap_or(0) == 0;
    let mut rows = Rows {
        width: width as usize,
        pixels: Vec::with_capacity(width as usize * height as usize),
        room: width as usize * height as usize,
    };
    for ((offset, length), first) in offsets
        .iter()
        .zip(&lengths)
        .zip((0..height).step_by(rows_per_strip as usize))
    {
        let from = *offset as usize;
        let mut strip = file
            .bytes
            .get(from..from.checked_add(*length as usize)?)?
            .to_vec();
        if reversed {
            strip
                .iter_mut()
                .for_each(|byte| *byte = byte.reverse_bits());
        }
        let settings = DecodeSettings {
            columns: width,
            rows: rows_per_strip.min(height - first),
            end_of_block: true,
            end_of_line: compression == 3,
            // Compression 2 begins every row on a byte; T.4 may, with fill bits before its ends of lines.
            rows_are_byte_aligned: compression == 2,
            encoding: match compression {
                4 => EncodingMode::Group4,
                3 if options & 1 == 1 => EncodingMode::Group3_2D,
                _ => EncodingMode::Group3_1D,
            },
            strict: false,
        };
        hayro_ccitt::decode(&strip, &mut rows, &mut DecoderContext::new(settings)).ok()?;
    }
    // Runs are white and black as on paper; a file may mean them the other way round.
    if !white_is_zero {
        rows.pixels.iter_mut().for_each(|pixel| *pixel = !*pixel);
    }
    (rows.pixels.len() == rows.room)
        .then(|| GrayImage::from_raw(width, height, rows.pixels))
        .flatten()
}

/// Rows as they are decoded, one byte a pixel.
struct Rows {
    width: usize,
    pixels: Vec<u8>,
    room: usize,
}

impl Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        if self.pixels.len() + self.width > self.room {
            return;
        }
        let from = self.pixels.len();
        self.pixels.resize(from + self.width, 255);
        let row = &mut self.pixels[from..];
        for run in changes.chunks(2) {
            let start = (run[0] as usize).min(self.width);
            let end = run.get(1).map_or(self.width, |end| *end as usize);
            row[start..end.clamp(start, self.width)].fill(0);
        }
    }
}
