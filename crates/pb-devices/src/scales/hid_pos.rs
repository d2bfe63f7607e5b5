//! HID Point of Sale scales: USB reports of usage page 0x8D.
//!
//! A data report is status, unit, power of ten and a 16-bit weight, with the report id 3 before them
//! when the device has report ids (HID Point of Sale Usage Tables 1.02, section 6). Some devices send
//! their status alone in between, as report 4. The control report, id 2, asks for zero; many a scale
//! does not listen to it.
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::{FrameKind, ScaleFrame, Weight, WeightUnit};
use rust_decimal::Decimal;

/// Report id of weights.
const DATA: u8 = 3;
/// Report id of a status alone. Other ids carry attributes and statistics.
const STATUS: u8 = 4;
/// Report id of the control report; its bit 0 enforces a return to zero, its bit 1 sets zero.
const CONTROL: u8 = 2;

pub(super) struct HidPos;

impl ScaleProtocol for HidPos {
    fn id(&self) -> &'static str {
        "hid-pos"
    }

    fn name(&self) -> &'static str {
        "USB scale (Dymo, Stamps.com, Mettler-Toledo, Fairbanks and others)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &[]
    }

    fn poll(&self) -> Option<Poll> {
        None
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(&[CONTROL, 1 << 1])
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(HidPosDecoder { numbered: false }))
    }
}

struct HidPosDecoder {
    /// Whether this device has report ids. One that has sends no data without.
    numbered: bool,
}

impl Decoder for HidPosDecoder {
    /// A report of 5 bytes has no id. Longer ones start with it; a slow reader may get several
    /// reports at once, and some devices pad theirs.
    fn push(&mut self, report: &[u8]) -> Vec<ScaleFrame> {
        match report {
            &[STATUS, status, ref padding @ ..]
                if report.len() != 5 && padding.iter().all(|byte| *byte == 0) =>
            {
                self.numbered = true;
                return status_alone(&report[..2], status).into_iter().collect();
            }
            [_, _, _, _, _] if !self.numbered => {
                return frame(report, report).into_iter().collect();
            }
            _ => {}
        }
        let (reports, padding) = report.as_chunks::<6>();
        let several = padding.is_empty() && reports.iter().all(|one| one[0] == DATA);
        let frames: Vec<ScaleFrame> = reports
            .iter()
            .take(if several { reports.len() } else { 1 })
            .filter(|one| one[0] == DATA)
            .filter_map(|one| frame(one, &one[1..]))
            .collect();
        self.numbered |= !frames.is_empty();
        frames
    }
}

/// What a status means; `None` for the one that makes the number beside it a weight.
fn status_kind(status: u8) -> (Option<FrameKind>, &'static str) {
    match status {
        1 => (Some(FrameKind::Fault), "fault"),
        2 => (
            Some(FrameKind::Steady(Weight::ZERO)),
            "stable at centre of zero",
        ),
        3 => (Some(FrameKind::Moving), "in motion"),
        4 => (None, "stable"),
        5 => (Some(FrameKind::UnderZero), "under zero"),
        6 => (Some(FrameKind::Over), "over its weight limit"),
        7 => (
            Some(FrameKind::Fault),
            "it asks for calibration: see its manual",
        ),
        8 => (Some(FrameKind::NeedsZero), "it asks to be set to zero"),
        _ => (Some(FrameKind::Fault), "not a status that is defined"),
    }
}

/// A report that holds a status alone; one that would need a number to be a weight says nothing.
fn status_alone(raw: &[u8], status: u8) -> Option<ScaleFrame> {
    match status_kind(status) {
        (None | Some(FrameKind::Steady(_)), _) => None,
        (Some(kind), says) => Some(ScaleFrame {
            kind,
            raw: raw.to_vec(),
            shown: String::new(),
            says: format!("status {status} alone: {says}"),
            once: false,
        }),
    }
}

fn frame(raw: &[u8], data: &[u8]) -> Option<ScaleFrame> {
    let &[status, unit, exponent, low, high] = data else {
        return None;
    };
    let known = Unit::from_code(unit);
    let value = scaled(u16::from_le_bytes([low, high]), exponent.cast_signed());
    let (verdict, says) = status_kind(status);
    let weight = || {
        value
            .zip(known)
            .and_then(|(value, unit)| unit.weight(value))
    };
    let kind = verdict.unwrap_or_else(|| weight().map_or(FrameKind::Fault, FrameKind::Steady));
    let mut says = format!("status {status}: {says}");
    if status == 4 && kind == FrameKind::Fault {
        let why = match known {
            Some(Unit::Foreign(symbol)) => {
                format!("; {symbol} is not one unit everywhere; set the scale to kg, g, lb or oz")
            }
            None => format!("; unit {unit} is not defined"),
            Some(_) => "; no scale means such a number".to_owned(),
        };
        says.push_str(&why);
    }
    let sign = if status == 5 { "-" } else { "" };
    let shown = match (value, known) {
        (Some(value), Some(unit)) => format!("{sign}{value} {}", unit.symbol()),
        (Some(value), None) => format!("{sign}{value}"),
        (None, _) => String::new(),
    };
    Some(ScaleFrame {
        kind,
        raw: raw.to_vec(),
        shown,
        says,
        once: false,
    })
}

/// weight × 10^exponent; `None` when no scale can mean it.
fn scaled(weight: u16, exponent: i8) -> Option<Decimal> {
    let places = u32::from(exponent.unsigned_abs());
    if exponent <= 0 {
        return Decimal::try_new(weight.into(), places).ok();
    }
    10_i64
        .checked_pow(places)
        .and_then(|ten| Decimal::from(weight).checked_mul(Decimal::from(ten)))
}

/// The units the usage table knows.
#[derive(Clone, Copy)]
enum Unit {
    Known(WeightUnit),
    /// A symbol, and grams in one unit: digits and how many of them are decimals. All are exact.
    Grams(&'static str, i64, u32),
    /// Shown, and never used: the tael, because it differs from place to place; the ton, because it is
    /// long or short.
    Foreign(&'static str),
}

impl Unit {
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Grams("mg", 1, 3),
            2 => Self::Known(WeightUnit::G),
            3 => Self::Known(WeightUnit::Kg),
            4 => Self::Grams("ct", 2, 1),
            5 => Self::Foreign("tael"),
            6 => Self::Grams("gr", 6_479_891, 8),
            7 => Self::Grams("dwt", 155_517_384, 8),
            8 => Self::Grams("t", 1_000_000, 0),
            9 => Self::Foreign("ton"),
            10 => Self::Grams("ozt", 311_034_768, 7),
            11 => Self::Known(WeightUnit::Oz),
            12 => Self::Known(WeightUnit::Lb),
            _ => return None,
        })
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Known(unit) => unit.symbol(),
            Self::Grams(symbol, ..) | Self::Foreign(symbol) => symbol,
        }
    }

    fn weight(self, value: Decimal) -> Option<Weight> {
        match self {
            Self::Known(unit) => Weight::new(value, unit),
            Self::Grams(_, digits, decimals) => Weight::new(
                value.checked_mul(Decimal::new(digits, decimals))?,
                WeightUnit::G,
            ),
            Self::Foreign(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(report: &[u8]) -> Vec<(FrameKind, String)> {
        HidPosDecoder { numbered: false }
            .push(report)
            .into_iter()
            .map(|frame| (frame.kind, frame.shown))
            .collect()
    }

    fn one(report: &[u8]) -> (FrameKind, String) {
        let mut frames = read(report);
        assert_eq!(frames.len(), 1, "{report:02x?}");
        frames.remove(0)
    }

    fn steady(micrograms: i64) -> FrameKind {
        FrameKind::Steady(Weight::from_micrograms(micrograms))
    }

    #[test]
    fn reads_the_captures() {
        for (report, kind, shown) in [
            (
                [3, 4, 0x0B, 0xFF, 0x34, 0x19],
                steady(18_291_112_320),
                "645.2 oz",
            ),
            (
                [3, 4, 0x02, 0x00, 0xD2, 0x04],
                steady(1_234_000_000),
                "1234 g",
            ),
            ([3, 2, 0x0B, 0xFF, 0x00, 0x00], steady(0), "0.0 oz"),
            ([3, 3, 0x0B, 0xFF, 0x10, 0x00], FrameKind::Moving, "1.6 oz"),
            (
                [3, 5, 0x02, 0x00, 0x0C, 0x00],
                FrameKind::UnderZero,
                "-12 g",
            ),
            ([3, 6, 0x0C, 0xFF, 0x00, 0x00], FrameKind::Over, "0.0 lb"),
            ([3, 1, 0x02, 0x00, 0x00, 0x00], FrameKind::Fault, "0 g"),
            ([3, 7, 0x02, 0x00, 0x05, 0x00], FrameKind::Fault, "5 g"),
            ([3, 8, 0x02, 0x00, 0x05, 0x00], FrameKind::NeedsZero, "5 g"),
            ([3, 9, 0x02, 0x00, 0x05, 0x00], FrameKind::Fault, "5 g"),
            ([3, 0, 0x02, 0x00, 0x05, 0x00], FrameKind::Fault, "5 g"),
        ] {
            assert_eq!(one(&report), (kind, shown.to_owned()), "{report:02x?}");
            assert_eq!(
                one(&report[1..]),
                (kind, shown.to_owned()),
                "the same without report id"
            );
        }
    }

    #[test]
    fn converts_units_exactly_and_refuses_the_doubtful() {
        for (unit, exponent, weight, kind, shown) in [
            (1, 0, 5_u16, steady(5_000), "5 mg"),
            (3, -3_i8, 1234, steady(1_234_000_000), "1.234 kg"),
            (8, -3, 12, steady(12_000_000_000), "0.012 t"),
            (11, -1, 1, steady(2_834_952), "0.1 oz"),
            (12, -2, 100, steady(453_592_370), "1.00 lb"),
            (2, 1, 12, steady(120_000_000), "120 g"),
            (4, 0, 7, steady(1_400_000), "7 ct"),
            (5, 0, 7, FrameKind::Fault, "7 tael"),
            (6, 0, 100, steady(6_479_891), "100 gr"),
            (7, 0, 100, steady(155_517_384), "100 dwt"),
            (9, 0, 7, FrameKind::Fault, "7 ton"),
            (10, -1, 10, steady(31_103_477), "1.0 ozt"),
            (0, 0, 7, FrameKind::Fault, "7"),
            (13, 0, 7, FrameKind::Fault, "7"),
            (3, 100, 7, FrameKind::Fault, ""),
            (3, -100, 7, FrameKind::Fault, ""),
            (3, 18, 7, FrameKind::Fault, "7000000000000000000 kg"),
        ] {
            let [low, high] = weight.to_le_bytes();
            let report = [3, 4, unit, exponent.cast_unsigned(), low, high];
            assert_eq!(one(&report), (kind, shown.to_owned()), "{report:02x?}");
        }
    }

    #[test]
    fn other_reports_are_not_weights() {
        for report in [
            &[4, 4][..],
            &[4, 2],
            &[4, 2, 0, 0, 0, 0, 0, 0],
            &[4, 3, 1],
            &[1, 4, 2, 0, 1, 0],
            &[5, 4, 2, 0, 1, 0],
            &[],
            &[3],
            &[3, 4, 2, 0],
        ] {
            assert_eq!(read(report), [], "{report:02x?}");
        }
    }

    #[test]
    fn several_reports_in_one_read_and_padding() {
        let both = [3, 3, 2, 0, 1, 0, 3, 4, 2, 0, 9, 0];
        assert_eq!(
            read(&both),
            [
                (FrameKind::Moving, "1 g".to_owned()),
                (steady(9_000_000), "9 g".to_owned())
            ]
        );
        let padded = [3, 4, 2, 0, 9, 0, 0, 0];
        assert_eq!(read(&padded), [(steady(9_000_000), "9 g".to_owned())]);
        let padded_to_twelve = [3, 4, 2, 0, 9, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(read(&padded_to_twelve).len(), 1);
    }

    #[test]
    fn a_status_alone_is_never_a_weight() {
        for (status, kind) in [
            (1, FrameKind::Fault),
            (3, FrameKind::Moving),
            (5, FrameKind::UnderZero),
            (6, FrameKind::Over),
            (7, FrameKind::Fault),
            (8, FrameKind::NeedsZero),
        ] {
            assert_eq!(one(&[4, status]), (kind, String::new()), "{status}");
        }
    }

    #[test]
    fn a_device_with_report_ids_sends_no_data_without() {
        let mut decoder = HidPosDecoder { numbered: false };
        assert_eq!(decoder.push(&[3, 4, 2, 0, 9, 0]).len(), 1);
        assert_eq!(decoder.push(&[4, 2, 0, 9, 0]), [], "a status, padded");
    }

    #[test]
    fn says_what_the_status_means_and_why_a_unit_is_refused() {
        let says = |report: &[u8]| {
            let mut decoder = HidPosDecoder { numbered: false };
            decoder.push(report).remove(0).says
        };
        assert_eq!(says(&[3, 4, 2, 0, 9, 0]), "status 4: stable");
        assert_eq!(says(&[3, 3, 2, 0, 9, 0]), "status 3: in motion");
        assert!(says(&[3, 4, 5, 0, 9, 0]).contains("tael is not one unit"));
        assert!(says(&[3, 4, 13, 0, 9, 0]).contains("unit 13 is not defined"));
    }

    proptest! {
        #[test]
        fn any_report_is_read_without_panic_and_weighs_only_when_stable(
            report in proptest::collection::vec(any::<u8>(), 0..64)
        ) {
            for frame in (HidPosDecoder { numbered: false }).push(&report) {
                prop_assert!([2, 5, 6].contains(&frame.raw.len()));
                if frame.raw.len() == 2 {
                    prop_assert!(!matches!(frame.kind, FrameKind::Steady(_)));
                    continue;
                }
                let status = frame.raw[frame.raw.len() - 5];
                if let FrameKind::Steady(weight) = frame.kind {
                    prop_assert!(status == 4 || (status == 2 && weight == Weight::ZERO));
                    prop_assert!(weight >= Weight::ZERO);
                }
            }
        }

        #[test]
        fn shows_what_was_weighed(grams in any::<u16>(), places in 0_u32..4) {
            let [low, high] = grams.to_le_bytes();
            let exponent = -i8::try_from(places).expect("small");
            let report = [3, 4, 2, exponent.cast_unsigned(), low, high];
            let value = Decimal::new(grams.into(), places);
            let weight = Weight::new(value, WeightUnit::G).expect("fits");
            prop_assert_eq!(one(&report), (FrameKind::Steady(weight), format!("{value} g")));
        }
    }
}
