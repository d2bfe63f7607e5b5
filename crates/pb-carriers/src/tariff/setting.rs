//! The account's settings: the form, and what was entered in it.

use super::cell;
use super::postcode::{Pattern, Postcode};
use super::working_days::WorkingWeek;
use crate::{Field, FieldKind};
use pb_domain::{Account, Address, CountryCode, Currency, Problem, ProblemKind};

/// The account's form.
pub(super) const FORM: &[Field] = &[
    Field {
        name: "currency",
        label: "Currency",
        help: "The currency of every amount in the table, such as USD, EUR or VND.",
        kind: FieldKind::Currency,
        required: true,
        default: "USD",
    },
    Field {
        name: "working_week",
        label: "Working days",
        help: "The days on which these couriers move parcels; delivery estimates skip the others.",
        kind: FieldKind::Choice(&[
            ("mon-fri", "Monday to Friday"),
            ("mon-sat", "Monday to Saturday"),
            ("sun-thu", "Sunday to Thursday"),
            ("every-day", "Every day"),
        ]),
        required: true,
        default: "mon-fri",
    },
    Field {
        name: "handling_days",
        label: "Handling days",
        help: "Working days between hand-over and departure, added to every estimate. 0 when the courier leaves the same day.",
        kind: FieldKind::Text,
        required: false,
        default: "0",
    },
    Field {
        name: "origin",
        label: "Prices hold from",
        help: "The country, and the postal codes where needed, that the table's prices and distances start from: VN, or US 100*|10001..10299. Parcels from elsewhere get no rate. Empty: from anywhere.",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
];

/// What was entered.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) currency: Currency,
    pub(super) week: WorkingWeek,
    pub(super) handling_days: u32,
    pub(super) origin: Option<Origin>,
}

/// Where parcels must start for the prices to hold.
#[derive(Debug)]
pub(super) struct Origin {
    entered: String,
    country: CountryCode,
    postcodes: Vec<Pattern>,
}

impl Settings {
    /// Reads an account's settings; the problem names the field that cannot be read.
    pub(super) fn read(account: &Account) -> Result<Self, Problem> {
        let wrong = |field: &str, text: String| {
            Problem::new(ProblemKind::Invalid, format!("“{}”: {text}", account.name))
                .hint("Change it in the account's settings")
                .field(field)
        };
        let currency = Currency::from_code(account.setting("currency"))
            .map_err(|error| wrong("currency", error.to_string()))?;
        let week = match account.setting("working_week") {
            "" | "mon-fri" => WorkingWeek::MondayToFriday,
            "mon-sat" => WorkingWeek::MondayToSaturday,
            "sun-thu" => WorkingWeek::SundayToThursday,
            "every-day" => WorkingWeek::EveryDay,
            other => {
                return Err(wrong(
                    "working_week",
                    format!("“{other}” is not a choice of working days"),
                ));
            }
        };
        let handling_days = match account.setting("handling_days") {
            "" => 0,
            text => cell::days(text).map_err(|why| {
                wrong(
                    "handling_days",
                    format!("handling days are “{text}”: {why}"),
                )
            })?,
        };
        let origin = match account.setting("origin") {
            "" => None,
            text => Some(Origin::parse(text).map_err(|why| wrong("origin", why))?),
        };
        Ok(Self {
            currency,
            week,
            handling_days,
            origin,
        })
    }
}

impl Origin {
    fn parse(text: &str) -> Result<Self, String> {
        let (country, postcodes) = text.split_once(' ').unwrap_or((text, ""));
        Ok(Self {
            entered: text.to_owned(),
            country: CountryCode::from_code(country).ok_or_else(|| {
                format!("“{text}” must begin with a country's two letters, such as VN or US 100*")
            })?,
            postcodes: cell::list(postcodes)
                .map(Pattern::parse)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether an address lies in it.
    pub(super) fn holds(&self, address: &Address) -> bool {
        address.country == Some(self.country)
            && (self.postcodes.is_empty()
                || Postcode::new(&address.postal_code)
                    .is_some_and(|code| self.postcodes.iter().any(|p| p.covers(&code))))
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.entered)
    }
}
