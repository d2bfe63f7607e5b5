//! Code 128 with the subsets chosen by rule, on whole dots.
use super::Area;
use crate::{LabelError, Resolution};
use anyd::codes::code128::{Code128Encoder, Code128Input};
use anyd::output::LinearPattern;
use pb_domain::WaybillBarcode;

/// White modules that a scanner needs on both sides (ISO/IEC 15417).
const QUIET: i64 = 10;
/// Symbol values that change the subset or begin one.
const TO_C: u8 = 99;
const TO_B: u8 = 100;
const START_B: u8 = 104;
const START_C: u8 = 105;
const FNC1: u8 = 102;
/// GS1's application identifier of an SSCC, and the SSCC's length.
const SSCC: &str = "00";
const SSCC_DIGITS: usize = 18;

/// A barcode, encoded and placed; the area does not hold its quiet zones.
#[derive(Debug)]
pub(crate) struct Code128 {
    pub area: Area,
    /// Width of the narrowest bar in nanometres.
    pub module: i64,
    /// Widths of bars and spaces in modules, a bar first.
    pub widths: Vec<u8>,
    /// Symbol values from the start character to the last before the check.
    symbols: Vec<u8>,
}

/// Widths that the narrowest bar may have, widest first, in nanometres. On a known printer they
/// are whole dots; on paper of unknown kind, half a millimetre is whole at 203 and at 300 dpi.
fn modules(printer: Option<Resolution>) -> Vec<i64> {
    let dots = |resolution: Resolution, dots: &[i64]| {
        dots.iter()
            .map(|n| n * 1_000_000_000 / i64::from(resolution.dots_per_metre()))
            .collect()
    };
    match printer {
        Some(Resolution::Dpi203) => dots(Resolution::Dpi203, &[4, 3]),
        Some(fine @ (Resolution::Dpi300 | Resolution::Inch300)) => dots(fine, &[6, 5, 4]),
        None => vec![500_000, 375_000],
    }
}

impl Code128 {
    /// The text as the widest barcode that stands in the area with its quiet zones, centred.
    pub(crate) fn new(
        text: &str,
        kind: WaybillBarcode,
        area: Area,
        printer: Option<Resolution>,
        field: &str,
    ) -> Result<Self, LabelError> {
        let refuse = |reason: &str| LabelError::NoBarcode {
            field: field.to_owned(),
            text: text.to_owned(),
            reason: reason.to_owned(),
        };
        if text.is_empty() {
            return Err(refuse("it is empty"));
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(refuse(
                "only letters without accents, digits and signs can stand in it",
            ));
        }
        let encoder = Code128Encoder::new();
        let symbols = match kind {
            WaybillBarcode::Gs1Sscc => sscc(text).ok_or_else(|| refuse("an SSCC has 18 digits"))?,
            WaybillBarcode::Code128 => {
                let input: Vec<Code128Input> = text.bytes().map(Code128Input::Data).collect();
                let mut symbols = vec![0; Code128Encoder::max_symbols(input.len())];
                let used = encoder
                    .plan_into(&input, false, &mut symbols)
                    .map_err(|e| refuse(&e.to_string()))?;
                symbols.truncate(used);
                symbols
            }
        };
        let mut pattern = LinearPattern::new();
        encoder
            .encode_into(&symbols, &mut pattern)
            .map_err(|e| refuse(&e.to_string()))?;

        let count = i64::try_from(pattern.modules.len()).unwrap_or(i64::MAX / 1_000_000_000);
        let module = modules(printer)
            .into_iter()
            .find(|module| (count + 2 * QUIET) * module <= area.width * 1_000)
            .ok_or_else(|| refuse("it is too long for the label"))?;
        let width = count * module / 1_000;
        Ok(Self {
            area: Area {
                x: area.x + (area.width - width) / 2,
                width,
                ..area
            },
            module,
            widths: pattern
                .modules
                .chunk_by(|a, b| a == b)
                .map(|run| u8::try_from(run.len()).unwrap_or(u8::MAX))
                .collect(),
            symbols,
        })
    }

    /// The bars: where each begins and how wide it is, in modules.
    pub(crate) fn bars(&self) -> impl Iterator<Item = (i64, i64)> {
        let mut at = 0;
        self.widths
            .iter()
            .map(move |width| {
                let start = at;
                at += i64::from(*width);
                (start, i64::from(*width))
            })
            .step_by(2)
    }

    /// The same symbols in the spelling of `^BC`, so that the printer's barcode is this one.
    pub(crate) fn zpl_data(&self) -> String {
        let mut data = String::new();
        let mut in_c = false;
        for (i, symbol) in self.symbols.iter().enumerate() {
            match *symbol {
                START_B if i == 0 => data.push_str(">:"),
                START_C if i == 0 => {
                    data.push_str(">;");
                    in_c = true;
                }
                TO_B if in_c => {
                    data.push_str(">6");
                    in_c = false;
                }
                FNC1 => data.push_str(">8"),
                digits if in_c => data.push_str(&format!("{digits:02}")),
                TO_C => {
                    data.push_str(">5");
                    in_c = true;
                }
                // Characters that ZPL or `^BC` would take for itself (Zebra's guide, ^BC).
                30 => data.push_str(">0"),
                62 => data.push_str("><"),
                94 => data.push_str(">="),
                value => data.push(char::from(value + b' ')),
            }
        }
        data
    }
}

/// The symbols of an SSCC as GS1-128: FNC1 right after the start, then identifier and number in pairs of digits.
fn sscc(text: &str) -> Option<Vec<u8>> {
    if text.len() != SSCC_DIGITS || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{SSCC}{text}").into_bytes();
    let pairs = digits
        .chunks(2)
        .map(|pair| (pair[0] - b'0') * 10 + pair[1] - b'0');
    Some([START_C, FNC1].into_iter().chain(pairs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area {
        x: 0,
        y: 0,
        width: 101_500,
        height: 25_000,
    };

    fn code(text: &str) -> Code128 {
        Code128::new(
            text,
            WaybillBarcode::Code128,
            AREA,
            Some(Resolution::Dpi203),
            "number",
        )
        .expect("encodes")
    }

    #[test]
    fn chooses_subsets_as_the_standard_says() {
        // Lengths in modules and spelling, from ISO/IEC 15417's rule.
        for (text, modules, data) in [
            ("123456", 68, ">;123456"),
            ("31321100505055", 112, ">;31321100505055"),
            ("RR473124829GB", 156, ">:RR4>573124829>6GB"),
            ("AB12", 79, ">:AB12"),
            ("PB000000001C", 145, ">:PB0>500000001>6C"),
        ] {
            let code = code(text);
            assert_eq!(
                code.widths.iter().map(|w| u32::from(*w)).sum::<u32>(),
                modules,
                "{text}"
            );
            assert_eq!(code.zpl_data(), data);
        }
        assert_eq!(code("A>B^C~D_E").zpl_data(), ">:A>0B><C>=D_E");
    }

    #[test]
    fn is_on_whole_dots_with_its_quiet_zones() {
        for (printer, dots) in [(Resolution::Dpi203, 4), (Resolution::Dpi300, 6)] {
            let code = Code128::new(
                "PB000000001C",
                WaybillBarcode::Code128,
                AREA,
                Some(printer),
                "n",
            )
            .expect("encodes");
            assert_eq!(
                code.module * i64::from(printer.dots_per_metre()) / 1_000,
                dots * 1_000_000
            );
            assert!(code.area.x * 1_000 >= 10 * code.module);
            assert!((AREA.width - code.area.right()) * 1_000 >= 10 * code.module);
        }
        // A long one gets narrower bars, and one that is too long is refused.
        assert_eq!(code("ABCDEF123456789XABC").module, 375_000);
        let plain = |text: &str| {
            Code128::new(
                text,
                WaybillBarcode::Code128,
                AREA,
                None,
                "The tracking number",
            )
        };
        let long = plain(&"X".repeat(60));
        assert_eq!(
            long.expect_err("too long").to_string(),
            format!(
                "The tracking number “{}” cannot be a barcode: it is too long for the label",
                "X".repeat(60)
            )
        );
        assert!(plain("PB 1").is_err());
        assert!(plain("PBé1").is_err());
        assert!(plain("").is_err());
    }
    #[test]
    fn an_sscc_is_gs1_128() {
        // GS1 General Specifications: FNC1, then (00) and the SSCC, all in subset C; 156 modules.
        let sscc = |text: &str| {
            Code128::new(
                text,
                WaybillBarcode::Gs1Sscc,
                AREA,
                Some(Resolution::Dpi203),
                "n",
            )
        };
        let code = sscc("189012345000000177").expect("encodes");
        assert_eq!(code.widths.iter().map(|w| u32::from(*w)).sum::<u32>(), 156);
        assert_eq!(code.zpl_data(), ">;>800189012345000000177");
        assert!(sscc("18901234500000017").is_err());
        assert!(sscc("18901234500000017X").is_err());
    }
}
