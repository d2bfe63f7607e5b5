//! HID Point of Sale scales: USB reports of usage page 0x8D.
//!
//! A data report is status, unit, power of ten and a 16-bit weight, with the report id 3 before them
//! when the device has report ids (HID Point of Sale Usage Tables 1.02, section 6).
use super::{Decoder, Poll, ScaleProtocol};
use pb_domain::{FrameKind, ScaleFrame, Weight, WeightUnit};
use rust_decimal::Decimal;

/// Report id of weights. Other ids carry attributes and statistics, never a weight.
const DATA: u8 = 3;

pub(super) struct HidPos;

impl ScaleProtocol for HidPos {
    fn id(&self) -> &'static str {
        "hid-pos"
    }

    fn name(&self) -> &'static str {
        "USB scale (Dymo, Stamps.com, Mettler-Toledo, Fairbanks and others)"
    }

    fn line(&self) -> &'static str {
        ""
    }

    fn reports_zero(&self) -> bool {
        true
    }

    fn poll(&self) -> Option<Poll> {
        None
    }

    fn decoder(&self, _unit: Option<WeightUnit>) -> Box<dyn Decoder> {
        Box::new(HidPosDecoder)
    }
}

struct HidPosDecoder;

impl Decoder for HidPosDecoder {
    /// A report of 5 bytes has no id. Longer ones start with it; a slow reader may get several
    /// reports at once, and some devices pad theirs.
    fn push(&mut self, report: &[u8]) -> Vec<ScaleFrame> {
        if report.len() == 5 {
            return frame(report, report).into_iter().collect();
        }
        let (reports, padding) = report.as_chunks::<6>();
        let several = padding.is_empty() && reports.iter().all(|one| one[0] == DATA);
        reports
            .iter()
            .take(if several { reports.len() } else { 1 })
            .filter(|one| one[0] == DATA)
            .filter_map(|one| frame(one, &one[1..]))
            .collect()
    }
}

fn frame(raw: &[u8], data: &[u8]) -> Option<ScaleFrame> {
    let &[status, unit, exponent, low, high] = data else {
        return None;
    };
    let unit = Unit::from_code(unit);
    let value = scaled(u16::from_le_bytes([low, high]), exponent.cast_signed());
    let kind = match status {
        2 => FrameKind::Steady(Weight::ZERO),
        3 => FrameKind::Moving,
        4 => value
            .zip(unit)
            .and_then(|(value, unit)| unit.weight(value))
            .map_or(FrameKind::Fault, FrameKind::Steady),
        5 => FrameKind::UnderZero,
        6 => FrameKind::Over,
        8 => FrameKind::NeedsZero,
        // 1 is a fault, 7 asks for calibration, and others are not defined.
        _ => FrameKind::Fault,
    };
    let sign = if status == 5 { "-" } else { "" };
    let shown = match (value, unit) {
        (Some(value), Some(unit)) => format!("{sign}{value} {}", unit.symbol()),
        (Some(value), None) => format!("{sign}{value}"),
        (None, _) => String::new(),
    };
    Some(ScaleFrame {
        kind,
        raw: raw.to_vec(),
        shown,
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
    Milligram,
    Known(WeightUnit),
    Tonne,
    /// Shown, and never used: the jewellers' units, because no parcel scale is meant to be set to
    /// them; the tael, because it differs from place to place; the ton, because it is long or short.
    Foreign(&'static str),
}

impl Unit {
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Milligram,
            2 => Self::Known(WeightUnit::G),
            3 => Self::Known(WeightUnit::Kg),
            4 => Self::Foreign("ct"),
            5 => Self::Foreign("tael"),
            6 => Self::Foreign("gr"),
            7 => Self::Foreign("dwt"),
            8 => Self::Tonne,
            9 => Self::Foreign("ton"),
            10 => Self::Foreign("ozt"),
            11 => Self::Known(WeightUnit::Oz),
            12 => Self::Known(WeightUnit::Lb),
            _ => return None,
        })
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Milligram => "mg",
            Self::Known(unit) => unit.symbol(),
            Self::Tonne => "t",
            Self::Foreign(symbol) => symbol,
        }
    }

    fn weight(self, value: Decimal) -> Option<Weight> {
        match self {
            Self::Milligram => Weight::new(value.checked_div(1000.into())?, WeightUnit::G),
            Self::Known(unit) => Weight::new(value, unit),
            Self::Tonne => Weight::new(value.checked_mul(1000.into())?, WeightUnit::Kg),
            Self::Foreign(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(report: &[u8]) -> Vec<(FrameKind, String)> {
        HidPosDecoder
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
            (4, 0, 7, FrameKind::Fault, "7 ct"),
            (5, 0, 7, FrameKind::Fault, "7 tael"),
            (6, 0, 7, FrameKind::Fault, "7 gr"),
            (7, 0, 7, FrameKind::Fault, "7 dwt"),
            (9, 0, 7, FrameKind::Fault, "7 ton"),
            (10, 0, 7, FrameKind::Fault, "7 ozt"),
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

    proptest! {
        #[test]
        fn any_report_is_read_without_panic_and_weighs_only_when_stable(
            report in proptest::collection::vec(any::<u8>(), 0..64)
        ) {
            for frame in HidPosDecoder.push(&report) {
                prop_assert!(frame.raw.len() == 5 || frame.raw.len() == 6);
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
