//! A carrier to copy: the least that one has. Its API is invented; it is compiled for the tests alone.

mod call;
mod rate;
mod reads;
mod ship;
mod tests;
mod track;
mod void;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Likeness, Profile, Ship};
use std::time::Duration;

/// The template, which stands in no registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "template",
    name: "Template",
    about: "A carrier that nobody has, to be copied.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&rate::TemplateTest),
    rates: &rate::TemplateRates,
    ship: Ship::Remote(&ship::TemplateShips),
    void: Some(&void::TemplateVoids),
    track: Some(&track::TemplateTracks),
    // What it does not have is `None`: there are no flags beside it.
    label_again: None,
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::TemplateReads),
    likeness,
};

/// What it publishes, or a guess on the careful side; which of the two is for the README to say.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 5,
        per: Duration::from_secs(1),
        burst: 5,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "key",
        label: "API key",
        help: "Where the merchant finds it, in the carrier's own words",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];

/// `TP` and nine digits, without a check digit.
fn likeness(number: &str) -> Likeness {
    match number.strip_prefix("TP") {
        Some(digits) if digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Likeness::Form
        }
        _ => Likeness::No,
    }
}
