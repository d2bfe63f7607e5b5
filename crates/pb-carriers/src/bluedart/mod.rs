//! Blue Dart: waybills with their labels, cancellations, tracking and serviceability by the API gateway of DHL
//! eCommerce India, under the merchant's own contract, within India.

mod answer;
mod connection;
mod host;
mod label;
mod login;
mod measure;
mod number;
mod party;
mod product;
mod rate;
mod reads;
mod reference;
mod serve;
mod settle;
mod ship;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod track;
mod void;
mod wire;
mod xml;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Blue Dart in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "bluedart",
    name: "Blue Dart",
    about: "Your own Blue Dart contract, spoken to directly: parcels within India, prepaid or with cash on delivery; it states no prices, so yours go into a table here.",
    form: FORM,
    table: Some(&table::ContractPrices),
    limits: &LIMITS,
    test: Some(&connection::BlueDartTest),
    rates: &rate::BlueDartRates,
    ship: Ship::Remote(&ship::BlueDartShips),
    void: Some(&void::BlueDartVoids),
    track: Some(&track::BlueDartTracks),
    label_again: None,
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&serve::BlueDartServiceability),
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::BlueDartReads),
    likeness: number::likeness,
};

/// No limits are published; a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["login"],
            calls: 10,
            per: Duration::from_secs(300),
            burst: 5,
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
        name: login::CLIENT_ID,
        label: "Client ID",
        help: "The consumer key of your app on the developer portal, with the Blue Dart APIs added to it",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: login::CLIENT_SECRET,
        label: "Client secret",
        help: "The consumer secret beside it",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::LOGIN_ID,
        label: "Login ID",
        help: "Blue Dart gives it with the licence key, such as three letters and five digits",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::LICENCE_KEY,
        label: "Licence key",
        help: "The shipping licence key of that login, from Blue Dart's mail",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::TRACKING_KEY,
        label: "Tracking licence key",
        help: "Only if Blue Dart gave you another licence key for tracking",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "Blue Dart's sandbox ships nothing, and has credentials of its own",
        kind: FieldKind::Choice(&[("production", "Production"), (host::SANDBOX, "Sandbox")]),
        required: true,
        default: "production",
    },
    Field {
        name: ship::CUSTOMER_CODE,
        label: "Customer code",
        help: "Of your contract with Blue Dart. It must be opened for the API in your area",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: ship::ORIGIN_AREA,
        label: "Origin area",
        help: "The three letters of the area that your contract ships from, such as BOM",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: ship::VENDOR_CODE,
        label: "Vendor code",
        help: "Only if your contract has one",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: ship::GOODS,
        label: "What you sell",
        help: "Stands on the label where an order does not list its goods, such as Kitchenware",
        kind: FieldKind::Text,
        required: true,
        default: "General merchandise",
    },
    Field {
        name: ship::PICKUP_TIME,
        label: "Ready at",
        help: "The time of day from which parcels can be fetched, in India, written as HH:MM",
        kind: FieldKind::Text,
        required: true,
        default: "16:00",
    },
    Field {
        name: ship::REGISTER_PICKUP,
        label: "Pickup",
        help: "Whether each purchase orders a pickup too. Choose no if the driver comes every day anyway",
        kind: FieldKind::Choice(&[
            ("no", "Ordered otherwise"),
            (ship::YES, "With each purchase"),
        ]),
        required: true,
        default: "no",
    },
    Field {
        name: "currency",
        label: "Currency",
        help: "The currency of the prices in the table below: INR",
        kind: FieldKind::Currency,
        required: true,
        default: "INR",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty: Blue Dart itself. Only for a proxy of your own or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
