//! Numbers and units as scales print them, and what a printed weight means.
use pb_domain::{FrameKind, Weight, WeightUnit};
use rust_decimal::Decimal;

/// What a frame means, before its bytes are put beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) kind: FrameKind,
    /// The scale's own value and unit.
    pub(super) shown: String,
    /// What the frame says in words: the bits and letters that were set.
    pub(super) says: String,
}

impl Said {
    /// A frame that tells a state and no weight.
    pub(super) fn state(kind: FrameKind, says: impl Into<String>) -> Self {
        Self {
            kind,
            shown: String::new(),
            says: says.into(),
        }
    }

    /// A printed weight, of a scale that says whether it stands still.
    pub(super) fn weight(still: bool, number: &Number, unit: Unit<'_>, more: &[&str]) -> Self {
        let mut says = vec![if still { "stable" } else { "in motion" }];
        says.extend(more.iter().filter(|word| !word.is_empty()));
        let (kind, complaint) = match unit.known() {
            _ if !still => (FrameKind::Moving, None),
            None => (FrameKind::Fault, Some(unit.complaint())),
            Some(_) if number.is_negative() => {
                says.push("below zero");
                (FrameKind::UnderZero, None)
            }
            Some(unit) => Weight::new(number.value, unit).map_or_else(
                || (FrameKind::Fault, Some("too large a number".to_owned())),
                |weight| (FrameKind::Steady(weight), None),
            ),
        };
        let says = says.join(", ");
        Self {
            kind,
            shown: number.shown(unit.symbol()),
            says: complaint.map_or(says.clone(), |complaint| format!("{says}; {complaint}")),
        }
    }

    /// A printed weight whose frame does not say whether it stands still.
    pub(super) fn unmarked(
        number: &Number,
        unit: Unit<'_>,
        only_stable: bool,
        more: &[&str],
    ) -> Self {
        if only_stable {
            let mut said = Self::weight(true, number, unit, more);
            said.says = said
                .says
                .replacen("stable", "stable, as this scale's owner says", 1);
            return said;
        }
        Self {
            kind: FrameKind::Fault,
            shown: number.shown(unit.symbol()),
            says:
                "its frames do not tell a weight that stands still from one that moves; say in its \
                   settings if it sends only weights that stand still"
                    .to_owned(),
        }
    }
}

/// A printed number with its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The minus was printed, also before a zero.
    pub(super) minus: bool,
    /// Never below zero.
    pub(super) value: Decimal,
}

impl Number {
    /// Reads `12.34`, `+0012.34`, `-  1.5`, with spaces around; `None` for anything else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        let (minus, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let value = plain(digits.trim_start_matches(' '))?;
        Some(Self { minus, value })
    }

    fn is_negative(&self) -> bool {
        self.minus && !self.value.is_zero()
    }

    fn shown(&self, symbol: &str) -> String {
        let minus = if self.minus { "-" } else { "" };
        format!("{minus}{} {symbol}", self.value)
            .trim_end()
            .to_owned()
    }
}

/// A number of digits with at most one point inside, as `12.34`; `None` for anything else, signs
/// included.
pub(super) fn plain(text: &str) -> Option<Decimal> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(decimals))
        .then(|| text.parse().ok())
        .flatten()
}

/// A unit, from the frame or from the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit<'a> {
    /// As the frame spells it.
    Printed(&'a str),
    /// The frame does not say it; the settings do, or do not.
    Set(Option<WeightUnit>),
}

impl<'a> Unit<'a> {
    /// What the frame spells; when it spells nothing, what the settings say.
    pub(super) fn printed_or(text: &'a str, set: Option<WeightUnit>) -> Self {
        match text.trim_matches(' ') {
            "" => Self::Set(set),
            text => Self::Printed(text),
        }
    }

    /// Only the spellings that mean one thing everywhere: `gr`, for one, is gram here and grain there.
    fn known(self) -> Option<WeightUnit> {
        match self {
            Self::Set(unit) => unit,
            Self::Printed(text) => match text.to_ascii_lowercase().as_str() {
                "g" => Some(WeightUnit::G),
                "kg" => Some(WeightUnit::Kg),
                "oz" => Some(WeightUnit::Oz),
                "lb" | "lbs" => Some(WeightUnit::Lb),
                _ => None,
            },
        }
    }

    fn symbol(self) -> &'a str {
        match self {
            Self::Printed(text) => text,
            Self::Set(unit) => unit.map_or("", WeightUnit::symbol),
        }
    }

    fn complaint(self) -> String {
        match self {
            Self::Printed(text) => {
                format!("the unit “{text}” is not used here; set the scale to kg, g, lb or oz")
            }
            Self::Set(_) => "its frames do not say the unit; say it in its settings".to_owned(),
        }
    }
}

/// The words of the bits that are set, such as `in motion, net`.
pub(super) fn bits(value: u8, names: &[(u8, &str)]) -> String {
    let set: Vec<&str> = names
        .iter()
        .filter(|(bit, _)| value & (1 << bit) != 0)
        .map(|(_, name)| *name)
        .collect();
    set.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_nothing_like_them() {
        for (text, minus, value) in [
            ("12.34", false, "12.34"),
            ("+0012.34", false, "12.34"),
            ("  -  1.5 ", true, "1.5"),
            ("-0.000", true, "0.000"),
            ("7", false, "7"),
        ] {
            let value = value.parse().expect("a number");
            assert_eq!(Number::read(text), Some(Number { minus, value }), "{text}");
        }
        for text in [
            "", "-", ".", "1.", ".5", "1.2.3", "+-1", "1 2", "1e3", "0x10", "1,5", "٣",
        ] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_unmarked_weight_is_used_only_on_the_owners_word() {
        let number = Number::read("1.5").expect("a number");
        let unit = Unit::Printed("kg");
        let without = Said::unmarked(&number, unit, false, &[]);
        assert_eq!(without.kind, FrameKind::Fault);
        assert!(without.says.contains("settings"));
        let with = Said::unmarked(&number, unit, true, &[]);
        assert_eq!(
            with.kind,
            FrameKind::Steady(Weight::from_micrograms(1_500_000_000))
        );
        assert!(with.says.contains("owner"));
    }
}
