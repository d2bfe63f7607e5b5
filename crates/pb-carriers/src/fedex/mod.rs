//! FedEx: rates, labels, voids, tracking, addresses, pickups, the close of Ground's day and webhooks by its REST API of
//! the merchant's own account.

mod address;
mod answer;
mod close;
mod connection;
mod consignment;
mod customs;
mod host;
mod label;
mod login;
mod measure;
mod news;
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

/// FedEx in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "fedex",
    name: "FedEx",
    about: "Your own FedEx account, spoken to directly: Express and Ground, within and between most countries.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::FedexTest),
    rates: &rate::FedexRates,
    ship: Ship::Remote(&ship::FedexShips),
    void: Some(&void::FedexVoids),
    track: Some(&track::FedexTracks),
    label_again: None,
    numbers: None,
    books: None,
    addresses: Some(&address::FedexAddresses),
    serviceability: None,
    pickups: Some(&pickup::FedexPickups),
    manifests: Some(&close::FedexManifests),
    instructions: None,
    webhooks: Some(&news::FedexWebhooks),
    reads: Some(&reads::FedexReads),
    likeness: number::likeness,
};

/// FedEx takes 1,400 calls in ten seconds of a project, which a whole firm may share, and blocks an address for ten
/// minutes that logs in three times a second, or once a second for two minutes.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["login"],
            calls: 6,
            per: Duration::from_secs(60),
            burst: 2,
        },
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
        name: "client_id",
        label: "API key",
        help: "At developer.fedex.com under My Projects: of a project with the APIs Rates, Ship, Address Validation, Pickup and Ground End of Day Close",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "client_secret",
        label: "Secret key",
        help: "Beside the API key; it is shown once, when the project is made",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "account_number",
        label: "Account number",
        help: "The nine digits of your shipping account, as on your invoices; it must belong to the project",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "The sandbox sells nothing, has keys and an account number of its own, and gives canned answers to many questions",
        kind: FieldKind::Choice(&[("production", "Production"), (host::SANDBOX, "Sandbox")]),
        required: true,
        default: "production",
    },
    Field {
        name: "track_client_id",
        label: "API key for tracking",
        help: "Only if tracking has a project of its own, as FedEx mostly wants it: that project's API key",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "track_client_secret",
        label: "Secret key for tracking",
        help: "Beside the API key for tracking",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "pickup_type",
        label: "How parcels reach FedEx",
        help: "Prices differ by it; choose what your contract says",
        kind: FieldKind::Choice(&[
            ("USE_SCHEDULED_PICKUP", "A driver comes every day"),
            ("CONTACT_FEDEX_TO_SCHEDULE", "A driver is ordered each time"),
            (
                "DROPOFF_AT_FEDEX_LOCATION",
                "They are brought to a FedEx location",
            ),
        ]),
        required: true,
        default: "USE_SCHEDULED_PICKUP",
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
        help: "They cost more, and Ground to them is Home Delivery; orders do not say which they are",
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
        kind: FieldKind::Choice(&[
            ("anyone", "Anyone at the address"),
            ("neighbour", "Anyone there or at a neighbour's"),
            ("adult", "An adult"),
        ]),
        required: true,
        default: "anyone",
    },
    Field {
        name: "cod_funds",
        label: "Cash on delivery by",
        help: "What the driver takes where an order is paid on delivery",
        kind: FieldKind::Choice(&[
            ("ANY", "Anything"),
            ("CASH", "Cash alone"),
            ("GUARANTEED_FUNDS", "Guaranteed cheques and money orders"),
        ]),
        required: true,
        default: "ANY",
    },
    Field {
        name: "invoice",
        label: "Invoice for the customs",
        help: "FedEx can make it and send it to the customs (electronic trade documents), where the account is enrolled for it; else print it and put it into the pouch",
        kind: FieldKind::Choice(&[
            ("print", "I print it here"),
            ("electronic", "FedEx makes and sends it"),
        ]),
        required: true,
        default: "print",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes what the label printer likes best: ZPL or EPL as they are, PNG, for others PDF",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("ZPLII", "Always ZPL"),
            ("EPL2", "Always EPL"),
            ("PDF", "Always PDF"),
            ("PNG", "Always a picture (PNG)"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_size",
        label: "Label size",
        help: "In inches: width and height of the labels in the printer",
        kind: FieldKind::Choice(&[
            ("4X6", "4 × 6"),
            ("4X675", "4 × 6¾"),
            ("4X8", "4 × 8"),
            ("4X9", "4 × 9"),
        ]),
        required: true,
        default: "4X6",
    },
    Field {
        name: "label_resolution",
        label: "Resolution of ZPL",
        help: "Dots an inch of the label printer; a label for another one is drawn too large or too small",
        kind: FieldKind::Choice(&[("203", "203 dpi"), ("300", "300 dpi")]),
        required: true,
        default: "203",
    },
    Field {
        name: "pickup_location",
        label: "Where drivers find parcels",
        help: "Said with every order of a driver; Ground wants to know it",
        kind: FieldKind::Choice(&[
            ("FRONT", "At the front"),
            ("REAR", "At the rear"),
            ("SIDE", "At the side"),
            ("NONE", "Nowhere in particular"),
        ]),
        required: true,
        default: "FRONT",
    },
    Field {
        name: "webhook_token",
        label: "Webhook security token",
        help: "Only if FedEx sends tracking to an address of yours: the security token of that webhook project at developer.fedex.com",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of FedEx, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
