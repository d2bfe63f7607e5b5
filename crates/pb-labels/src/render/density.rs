//! How dense the pixels of a picture are, where its file says so and can be believed.
use std::io::Cursor;

/// Densities below this are what programs write that do not know one: 72, 96 and 120.
const LEAST: f64 = 150.0;
/// No label is drawn denser.
const MOST: f64 = 1_300.0;

/// Dots an inch, if a label can have so many, the same both ways.
pub(super) fn believable(across: f64, down: f64) -> Option<f64> {
    ((across - down).abs() <= 0.01 * across && (LEAST..=MOST).contains(&across)).then_some(across)
}

/// What a PNG's `pHYs` says.
pub(super) fn of_png(bytes: &[u8]) -> Option<f64> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let stated = reader.info().pixel_dims?;
    let dpi = |per_metre: u32| f64::from(per_metre) * 0.0254;
    (stated.unit == png::Unit::Meter)
        .then(|| believable(dpi(stated.xppu), dpi(stated.yppu)))
        .flatten()
}

/// What a JPEG's JFIF header says, which stands first (JFIF 1.02: `APP0`, “JFIF”, version, units, two densities).
pub(super) fn of_jpeg(bytes: &[u8]) -> Option<f64> {
    let header = bytes.get(2..18)?;
    if header[..2] != [0xFF, 0xE0] || &header[4..9] != b"JFIF\0" {
        return None;
    }
    let density = |at: usize| f64::from(u16::from_be_bytes([header[at], header[at + 1]]));
    match header[11] {
        1 => believable(density(12), density(14)),
        2 => believable(density(12) * 2.54, density(14) * 2.54),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_label_can_have_is_believed() {
        assert_eq!(believable(203.0, 203.0), Some(203.0));
        assert_eq!(believable(72.0, 72.0), None);
        assert_eq!(believable(204.0, 98.0), None);
        assert_eq!(believable(2_400.0, 2_400.0), None);
        let jfif = |units: u8, density: u16| {
            let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
            bytes.extend(b"JFIF\0\x01\x02");
            bytes.push(units);
            bytes.extend(density.to_be_bytes());
            bytes.extend(density.to_be_bytes());
            bytes.extend([0, 0]);
            bytes
        };
        assert_eq!(of_jpeg(&jfif(1, 300)), Some(300.0));
        assert_eq!(of_jpeg(&jfif(2, 80)), Some(203.2));
        assert_eq!(of_jpeg(&jfif(0, 1)), None);
        assert_eq!(of_jpeg(&jfif(1, 300)[..10]), None);
    }
}
