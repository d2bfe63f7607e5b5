//! DTDC: consignments with their labels, cancellations, tracking and serviceability by its customer API (Shipsy), under
//! the merchant's own contract, within India.

mod answer;
mod connection;
mod host;
mod label;
mod login;
mod measure;
mod number;
mod party;
mod rate;
mod reads;
mod reference;
mod serve;
mod service;
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

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// DTDC in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "dtdc",
    name: "DTDC",
    about: "Your own DTDC contract, spoken to directly: parcels within India, prepaid or with cash on delivery; it states no prices, so yours go into a table here.",
    form: FORM,
    table: Some(&table::ContractPrices),
    limits: &LIMITS,
    test: Some(&connection::DtdcTest),
    rates: &rate::DtdcRates,
    ship: Ship::Remote(&ship::DtdcShips),
    void: Some(&void::DtdcVoids),
    track: Some(&track::DtdcTracks),
    label_again: Some(&label::DtdcLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&serve::DtdcServiceability),
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::DtdcReads),
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
        name: host::API_KEY,
        label: "API key",
        help: "DTDC gives it for order upload, label and cancellation",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: ship::CUSTOMER_CODE,
        label: "Customer code",
        help: "Of your contract with DTDC, such as two letters and some digits",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: login::USERNAME,
        label: "Tracking user name",
        help: "DTDC gives it for the tracking API, such as your customer code and _trk_json. Without it parcels are not tracked, and a purchase whose answer was lost is for you to look up",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: login::PASSWORD,
        label: "Tracking password",
        help: "Beside the tracking user name",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: ship::COMMODITY,
        label: "Commodity",
        help: "What you sell, as a name or a number of DTDC's list of commodities",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: label::CODE,
        label: "Label",
        help: "The form that DTDC prints, always as a PDF",
        kind: FieldKind::Choice(&[
            ("SHIP_LABEL_4X6", "4 × 6 in"),
            ("SHIP_LABEL_A6", "A6"),
            ("SHIP_LABEL_A4", "A4"),
            ("SHIP_LABEL_POD", "With proof of delivery"),
        ]),
        required: true,
        default: "SHIP_LABEL_4X6",
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
        help: "Leave it empty: DTDC itself. Only for DTDC's staging, a proxy of your own or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: host::TRACKING_URL,
        label: "Other tracking server",
        help: "Likewise, for tracking",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: host::PINCODE_URL,
        label: "Other PIN code server",
        help: "Likewise, for the question where DTDC goes",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
