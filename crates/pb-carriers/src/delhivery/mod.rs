//! Delhivery: rates, waybills ahead, manifests, packing slips, edits, tracking, pickups and scan pushes by its
//! B2C API of the merchant's own account, within India.

mod answer;
mod book;
mod connection;
mod consignment;
mod host;
mod instruct;
mod kept;
mod label;
mod number;
mod party;
mod pickup;
mod push;
mod rate;
mod reads;
mod serve;
mod settle;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod transit;
mod void;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Delhivery in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "delhivery",
    name: "Delhivery",
    about: "Your own Delhivery account, spoken to directly: parcels and returns within India.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::DelhiveryTest),
    rates: &rate::DelhiveryRates,
    ship: Ship::Remote(&ship::DelhiveryShips),
    void: Some(&void::DelhiveryVoids),
    track: Some(&track::DelhiveryTracks),
    label_again: Some(&label::DelhiveryLabelAgain),
    numbers: Some(&number::DelhiveryNumbers),
    books: Some(&book::DelhiveryBooks),
    addresses: None,
    serviceability: Some(&serve::DelhiveryServiceability),
    pickups: Some(&pickup::DelhiveryPickups),
    manifests: None,
    instructions: Some(&instruct::DelhiveryInstructions),
    webhooks: Some(&push::DelhiveryWebhooks),
    reads: Some(&reads::DelhiveryReads),
    likeness: number::likeness,
};

const FIVE_MINUTES: Duration = Duration::from_secs(300);

/// Delhivery counts calls by the address they come from, in five minutes. What may leave at once after a rest
/// and what comes back in that time are together no more than it takes.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["rate"],
            calls: 25,
            per: FIVE_MINUTES,
            burst: 25,
        },
        Allowance {
            operations: &["numbers"],
            calls: 2,
            per: FIVE_MINUTES,
            burst: 3,
        },
        Allowance {
            operations: &["number", "transit"],
            calls: 350,
            per: FIVE_MINUTES,
            burst: 350,
        },
        Allowance {
            operations: &["track"],
            calls: 200,
            per: FIVE_MINUTES,
            burst: 200,
        },
        // These ask for tracks too, and are counted with them there.
        Allowance {
            operations: &["find", "void check", "book check", "return check"],
            calls: 40,
            per: FIVE_MINUTES,
            burst: 40,
        },
        Allowance {
            operations: &["label", "label file", "serviceability", "test"],
            calls: 700,
            per: FIVE_MINUTES,
            burst: 700,
        },
        // Not published for the others, or said to be none.
        Allowance {
            operations: &[],
            calls: 10,
            per: Duration::from_secs(1),
            burst: 20,
        },
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::TOKEN,
        label: "API token",
        help: "At one.delhivery.com under Settings, API Setup: the existing token. Staging has another one than production",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "Delhivery's staging sells nothing, and states every price as 0",
        kind: FieldKind::Choice(&[
            ("production", "Production"),
            (host::STAGING, "Test (staging)"),
        ]),
        required: true,
        default: "production",
    },
    Field {
        name: host::PICKUP_LOCATION,
        label: "Pickup location",
        help: "The warehouse's name exactly as it is registered with Delhivery; capitals and spaces count",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::CLIENT,
        label: "Client name",
        help: "Your registered account name at Delhivery (HQ name), capitals count. Some accounts are refused without it; leave it empty else",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: rate::MODES,
        label: "Services",
        help: "What your contract has. Delhivery answers 50 questions about prices in 5 minutes, and each service is one",
        kind: FieldKind::Choice(&[
            ("both", "Surface and Express"),
            ("Surface", "Surface alone"),
            ("Express", "Express alone"),
        ]),
        required: true,
        default: "both",
    },
    Field {
        name: consignment::GOODS,
        label: "What you sell",
        help: "Stands on the label as the products, such as Tea and tea cups",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: consignment::GSTIN,
        label: "GSTIN",
        help: "Your GST identification number, fifteen letters and digits, which is told to Delhivery as the seller's",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: label::SIZE,
        label: "Label size",
        help: "Delhivery's packing slip is a PDF of this size",
        kind: FieldKind::Choice(&[("4R", "4 × 6 in"), ("A4", "A4")]),
        required: true,
        default: "4R",
    },
    Field {
        name: push::HEADER,
        label: "Webhook header",
        help: "Only if Delhivery pushes scans to an address of yours: the name of the header that it was asked to send",
        kind: FieldKind::Text,
        required: false,
        default: "Authorization",
    },
    Field {
        name: push::CREDENTIAL,
        label: "Webhook credential",
        help: "The whole value of that header, as it was agreed with Delhivery",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of Delhivery, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
