//! UPS: rates, labels, voids, tracking, addresses, pickups and Track Alerts by its REST API of the merchant's
//! own account.

mod address;
mod alert;
mod answer;
mod connection;
mod consignment;
mod customs;
mod host;
mod label;
mod login;
mod measure;
mod number;
mod party;
mod pickup;
mod rate;
mod reads;
mod service;
mod settle;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod void;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// UPS in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "ups",
    name: "UPS",
    about: "Your own UPS account, spoken to directly: parcels within and between most countries.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::UpsTest),
    rates: &rate::UpsRates,
    ship: Ship::Remote(&ship::UpsShips),
    void: Some(&void::UpsVoids),
    track: Some(&track::UpsTracks),
    label_again: Some(&label::UpsLabelAgain),
    numbers: None,
    books: None,
    addresses: Some(&address::UpsAddresses),
    serviceability: None,
    pickups: Some(&pickup::UpsPickups),
    manifests: None,
    instructions: None,
    webhooks: Some(&alert::UpsWebhooks),
    reads: Some(&reads::UpsReads),
    likeness: number::likeness,
};

/// UPS publishes no figures; clients were throttled for getting a token with every call. A guess on the
/// careful side.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["login"],
            calls: 6,
            per: Duration::from_secs(60),
            burst: 3,
        },
        Allowance {
            operations: &[],
            calls: 5,
            per: Duration::from_secs(1),
            burst: 5,
        },
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "client_id",
        label: "Client ID",
        help: "At developer.ups.com under My Apps: of an application that has the products Rating, Shipping, Tracking and Address Validation",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "client_secret",
        label: "Client secret",
        help: "Beside the client ID, in the same application",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "account_number",
        label: "Account number",
        help: "The six letters and digits of your shipper account, as on your invoices; it must belong to the application",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "UPS's test environment sells nothing, and knows addresses in NY and CA alone; the same credentials work there",
        kind: FieldKind::Choice(&[("production", "Production"), (host::CIE, "Test (CIE)")]),
        required: true,
        default: "production",
    },
    Field {
        name: "pickup_type",
        label: "How parcels reach UPS",
        help: "Prices differ by it; choose what your contract says",
        kind: FieldKind::Choice(&[
            ("01", "A driver comes every day"),
            ("06", "A driver is ordered each time"),
            ("03", "They are brought to a counter"),
            ("19", "They are dropped into a letter center"),
            ("20", "They are brought to an air service center"),
        ]),
        required: true,
        default: "01",
    },
    Field {
        name: "prices",
        label: "Prices",
        help: "What your contract says, where the account has one, or the public list",
        kind: FieldKind::Choice(&[
            ("negotiated", "By my contract"),
            ("published", "The public list"),
        ]),
        required: true,
        default: "negotiated",
    },
    Field {
        name: "residential",
        label: "Deliveries to homes",
        help: "They cost more; a wrong guess is corrected on the invoice. Orders do not say which they are",
        kind: FieldKind::Choice(&[
            ("auto", "Where the address names no company"),
            ("always", "All"),
            ("never", "None"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "signature",
        label: "Signature by",
        help: "Who may sign where an order wants a signature",
        kind: FieldKind::Choice(&[("anyone", "Anyone there"), ("adult", "An adult")]),
        required: true,
        default: "anyone",
    },
    Field {
        name: "invoice",
        label: "Invoice for the customs",
        help: "UPS can send it to the customs (paperless), where the account is enrolled for it; else print it and put it into the pouch",
        kind: FieldKind::Choice(&[("print", "I print it here"), ("electronic", "UPS sends it")]),
        required: true,
        default: "print",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes what the label printer likes best: ZPL or EPL as they are, for others a picture",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("ZPL", "Always ZPL"),
            ("EPL", "Always EPL"),
            ("GIF", "Always a picture (GIF)"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_size",
        label: "Label size",
        help: "Of ZPL and EPL, in inches; pictures are of one size",
        kind: FieldKind::Choice(&[("4x6", "4 × 6"), ("4x8", "4 × 8")]),
        required: true,
        default: "4x6",
    },
    Field {
        name: "webhook_credential",
        label: "Webhook credential",
        help: "Only if UPS sends Track Alerts to an address of yours: the credential entered at developer.ups.com beside it",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of UPS, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
