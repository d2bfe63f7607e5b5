//! Sizes that no label has, and more fields than any label has. The renderer draws a field in memory before it cuts it to the label,
//! and a damaged number can ask for more memory than there is.

/// Largest letters and codes, in dots: taller than the stock at 300 dpi.
const MAX_SIZE: f64 = 2_000.0;
/// Largest cell of a two-dimensional code, and largest narrow bar, in dots.
const MAX_MODULE: f64 = 60.0;
/// Dots of one field at most.
const MAX_DOTS: f64 = 400e6;
/// Modules that a character takes at most in any linear code.
const MODULES_PER_CHARACTER: f64 = 35.0;

/// Farthest place and longest side that is drawn, in dots.
pub(crate) const MAX_PLACE: i32 = 32_000;
/// Fields of one label at most.
pub(crate) const MAX_FIELDS: usize = 5_000;
/// Dots that are drawn for one label at most, those included that are drawn over.
pub(crate) const MAX_WORK: f64 = 1e9;

/// The first thing in a line of EPL that is too large to be drawn, for a person: of `A`, `B` and `b`
/// (Zebra's EPL2 programming guide).
pub(crate) fn too_large_in_epl(line: &[u8]) -> Option<String> {
    let parameters = line.split(|b| *b == b'"').next().unwrap_or_default();
    let at = |i: usize| {
        parameters[1..]
            .split(|b| *b == b',')
            .nth(i)
            .map_or(0.0, |n| number(n.trim_ascii()))
    };
    let length = f64::from(u32::try_from(line.len()).unwrap_or(u32::MAX));
    match line.first() {
        // Multipliers of letters of 48 dots at most.
        Some(b'A') if at(4).max(at(5)) > 24.0 || length > 1_000.0 => {
            Some("letters that large, or so many".to_owned())
        }
        Some(b'B') if at(4).max(at(5)) > MAX_MODULE || at(6) > MAX_SIZE || length > 500.0 => {
            Some(format!("bars of {:.0} × {:.0} dots", at(4), at(6)))
        }
        // Cells are stated as `h` and `d` with a number.
        Some(b'b') => parameters
            .split(|b| !b.is_ascii_digit())
            .skip(3)
            .any(|n| number(n) > 400.0)
            .then(|| "a code with cells that large".to_owned()),
        _ => None,
    }
}

/// The first thing in a document that is too large to be drawn, for a person.
pub(crate) fn too_large(zpl: &[u8], carets: &[u8], dots_per_mm: i32) -> Option<String> {
    let mut unit = 1.0;
    let (mut letters, mut module, mut bars) = (0.0_f64, 2.0_f64, 0.0_f64);
    for command in zpl.split(|b| *b == b'~' || carets.contains(b)) {
        let [first, second, rest @ ..] = command else {
            continue;
        };
        let (first, second) = (first.to_ascii_uppercase(), second.to_ascii_uppercase());
        let numbers: Vec<f64> = rest
            .split(|b| *b == b',')
            .map(|n| number(n) * unit)
            .collect();
        let at = |i: usize| numbers.get(i).copied().unwrap_or(0.0);
        match (first, second) {
            (b'M', b'U') => unit = unit_in_dots(rest, dots_per_mm),
            (b'C', b'F') | (b'A', _) => {
                letters = letters.max(at(1)).max(at(2));
                if letters > MAX_SIZE {
                    return Some(format!("letters of {letters:.0} dots"));
                }
            }
            (b'B', b'Y') => {
                (module, bars) = (module.max(at(0)), bars.max(at(2)));
                if module > MAX_MODULE || bars > MAX_SIZE {
                    return Some(format!("bars of {module:.0} × {bars:.0} dots"));
                }
            }
            // Two-dimensional codes state the size of a cell, the others that of the whole.
            (b'B', b'0' | b'7' | b'D' | b'F' | b'O' | b'Q' | b'R' | b'X') => {
                let cell = at(1).max(if second == b'Q' { at(2) } else { 0.0 });
                if cell > MAX_MODULE {
                    return Some(format!("a code with cells of {cell:.0} dots"));
                }
            }
            (b'B', _) => {
                bars = bars.max(at(1)).max(at(2));
                if bars > MAX_SIZE {
                    return Some(format!("a barcode of {bars:.0} dots"));
                }
            }
            (b'F', b'D' | b'V') => {
                let length = f64::from(u32::try_from(rest.len()).unwrap_or(u32::MAX));
                let code = length * MODULES_PER_CHARACTER * module * bars;
                if length * letters * letters > MAX_DOTS || code > MAX_DOTS {
                    return Some(format!("a field of {length} characters in such a size"));
                }
            }
            _ => {}
        }
    }
    None
}

/// The number that a parameter begins with.
fn number(text: &[u8]) -> f64 {
    let digits = text
        .iter()
        .take_while(|b| b.is_ascii_digit() || **b == b'.')
        .count();
    std::str::from_utf8(&text[..digits])
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0.0)
}

/// Dots in the unit that `^MU` chooses. A conversion to a finer printer makes it three times as
/// large at most.
fn unit_in_dots(parameters: &[u8], dots_per_mm: i32) -> f64 {
    let converted = if parameters.contains(&b',') { 3.0 } else { 1.0 };
    let per_mm = f64::from(dots_per_mm);
    converted
        * match parameters.first().map(u8::to_ascii_uppercase) {
            Some(b'I') => per_mm * 25.4,
            Some(b'M') => per_mm,
            _ => 1.0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_sizes_that_no_label_has() {
        for zpl in [
            "^XA^A0N,32000,32000^FDX^FS^XZ",
            "^XA^CF0,9999^FDX^FS^XZ",
            "^XA^BY100^BCR,100,Y,N,N^FDX^FS^XZ",
            "^XA^BY3^BCN,32000^FDX^FS^XZ",
            "^XA^BXN,9999,200^FDX^FS^XZ",
            "^XA^MUI,600,600^A0N,5000,5000^FDX^FS^XZ",
            "^XA^MUI^A0N,20,20^FDX^FS^XZ",
        ] {
            assert!(too_large(zpl.as_bytes(), b"^", 8).is_some(), "{zpl}");
        }
        let long = format!("^XA^A0R,1500,1500^FD{}^FS^XZ", "X".repeat(500));
        assert!(too_large(long.as_bytes(), b"^", 8).is_some());
        assert!(too_large(b"^XA+A0R,9999^XZ", b"^+", 8).is_some());
    }

    #[test]
    fn lets_labels_pass() {
        let terms = "Terms and conditions. ".repeat(60);
        for zpl in [
            "^XA^FO10,10^A0N,600,600^FDN^FS^BY3^BCN,300,Y,N,N^FDPB000000001C^FS^XZ".to_owned(),
            format!("^XA^CF0,20^FO10,10^A0N,400^FDA^FS^FO1,1^FB700,99^FD{terms}^FS^XZ"),
            "^XA^BY4,3,200^B7N,8,5,,,N^FDdata^FS^BXN,6,200^FDdata^FS^BQN,2,8^FDQA,x^FS^XZ"
                .to_owned(),
            "^XA^MUM^A0N,4,4^FDX^FS^XZ".to_owned(),
        ] {
            assert_eq!(too_large(zpl.as_bytes(), b"^", 8), None, "{zpl}");
        }
    }
}
