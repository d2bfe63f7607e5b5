//! DHL Parcel Germany (DHL Paket) by its Shipping and Returns APIs, with the contract of a business customer.
//!
//! It states no prices, so that the merchant keeps them in the account's table. Each parcel is a shipment of its own:
//! one purchase may be sold in part, and what was is then taken back (`ship.rs`).

mod address;
mod answer;
mod connection;
mod customs;
mod host;
mod label;
mod login;
mod manifest;
mod price;
mod product;
mod rate;
mod reads;
mod returns;
mod ship;
#[cfg(test)]
mod tests;
mod void;

pub(super) use host::{KEY, PRODUCTION, at, held};

use super::{number, unified};
use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// What problems call it.
const WHO: &str = "DHL Parcel Germany";

/// DHL Parcel Germany in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "dhl_parcel_de",
    name: "DHL Paket (Germany)",
    about: "Your own contract with DHL in Germany, spoken to directly: parcels that leave from German addresses.",
    form: FORM,
    table: Some(&price::ContractPrices),
    limits: &LIMITS,
    test: Some(&connection::ParcelTest),
    rates: &rate::ParcelRates,
    ship: Ship::Remote(&ship::ParcelShips),
    void: Some(&void::ParcelVoids),
    track: Some(&unified::UnifiedTracks),
    label_again: Some(&label::ParcelLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: Some(&manifest::ParcelManifests),
    instructions: None,
    webhooks: Some(&unified::UnifiedWebhooks),
    reads: Some(&reads::ParcelReads),
    likeness: number::parcel_de,
};

/// Tracking: newer keys are given one call in five seconds (and 250 a day, which only a batch at night would reach).
/// For the rest DHL publishes no figures; a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["track"],
            calls: 1,
            per: Duration::from_secs(5),
            burst: 1,
        },
        Allowance {
            operations: &["login"],
            calls: 6,
            per: Duration::from_secs(60),
            burst: 3,
        },
        Allowance {
            operations: &[],
            calls: 3,
            per: Duration::from_secs(1),
            burst: 5,
        },
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "api_key",
        label: "API key",
        help: "At developer.dhl.com under Apps: of an app that has Parcel DE Shipping and Shipment Tracking – Unified (and Parcel DE Returns for returns)",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "api_secret",
        label: "API secret",
        help: "Beside the API key. With it a token is shown in place of user name and password; leave it empty if the app has no Authentication API",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "username",
        label: "User name",
        help: "Of a system user of the Post & DHL business customer portal, not your own",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "password",
        label: "Password",
        help: "Of the same system user; it does not expire",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: product::EKP,
        label: "Customer number (EKP)",
        help: "Ten digits: the first ten of every billing number in your contract",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: "participation_v01pak",
        label: "Participation of DHL Paket",
        help: "The last two characters of its billing number; leave it empty if your contract has no DHL Paket",
        kind: FieldKind::Text,
        required: false,
        default: "01",
    },
    Field {
        name: "participation_v62kp",
        label: "Participation of DHL Kleinpaket",
        help: "The last two characters of its billing number; empty if your contract has none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "participation_v53wpak",
        label: "Participation of DHL Paket International",
        help: "The last two characters of its billing number; empty if your contract has none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "participation_v54epak",
        label: "Participation of DHL Europaket",
        help: "The last two characters of its billing number; empty if your contract has none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "participation_v66wpi",
        label: "Participation of Warenpost International",
        help: "The last two characters of its billing number; empty if your contract has none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: returns::RECEIVER,
        label: "Return receiver ID",
        help: "In the portal under Returns, Settings: where parcels come back to, such as deu; empty if you make no return labels",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "DHL's sandbox ships nothing and has credentials and numbers of its own; tracking has no sandbox",
        kind: FieldKind::Choice(&[("production", "Production"), (host::SANDBOX, "Sandbox")]),
        required: true,
        default: "production",
    },
    Field {
        name: "unknown_addresses",
        label: "Addresses that DHL does not know",
        help: "In Germany. A label for one costs a surcharge and may come back; refusing it lets you correct it before",
        kind: FieldKind::Choice(&[
            ("refuse", "Refuse the label"),
            ("print", "Print it all the same"),
        ]),
        required: true,
        default: "refuse",
    },
    Field {
        name: "contact",
        label: "E-mail and telephone of recipients",
        help: "DHL announces parcels by them. You need the recipients' consent to pass them on; some countries want them",
        kind: FieldKind::Choice(&[("keep", "Not passed on"), ("pass", "Passed on to DHL")]),
        required: true,
        default: "keep",
    },
    Field {
        name: "age",
        label: "Check of age",
        help: "For all parcels of this account within Germany; choose it in a second account if only some need it",
        kind: FieldKind::Choice(&[("none", "None"), ("A16", "16 years"), ("A18", "18 years")]),
        required: true,
        default: "none",
    },
    Field {
        name: "endorsement",
        label: "Undeliverable abroad",
        help: "What happens to parcels that cannot be delivered in another country; coming back costs",
        kind: FieldKind::Choice(&[
            ("RETURN", "They come back"),
            ("ABANDON", "They are given up"),
        ]),
        required: true,
        default: "RETURN",
    },
    Field {
        name: "abroad",
        label: "Speed of DHL Paket International",
        help: "Premium is faster and tracked further, where the country has it",
        kind: FieldKind::Choice(&[("economy", "Economy"), ("premium", "Premium")]),
        required: true,
        default: "economy",
    },
    Field {
        name: "cod_holder",
        label: "Cash on delivery: account holder",
        help: "Of the bank account that collected money goes to; only for cash on delivery",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "cod_iban",
        label: "Cash on delivery: IBAN",
        help: "Of that bank account; only for cash on delivery",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes ZPL for printers that like it best, for others PDF",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("ZPL2", "Always ZPL"),
            ("PDF", "Always PDF"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_size",
        label: "Label size",
        help: "By DHL's stock numbers; 910-300-400 is 103 × 150 mm and 910-300-600 is 103 × 199 mm on a roll",
        kind: FieldKind::Choice(&[
            ("910-300-400", "910-300-400 (103 × 150 mm, thermal)"),
            ("910-300-600", "910-300-600 (103 × 199 mm, thermal)"),
            ("910-300-300", "910-300-300 (105 × 148 mm, A5)"),
            ("910-300-700", "910-300-700 (A5)"),
            ("100x70mm", "100 × 70 mm (Kleinpaket, Warenpost)"),
            ("A4", "A4"),
        ]),
        required: true,
        default: "910-300-400",
    },
    Field {
        name: unified::HOOK,
        label: "Address for tracking messages",
        help: "Only if DHL is to send you what happens: an https:// address of yours that leads to this station",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: unified::TOKEN,
        label: "Token of tracking messages",
        help: "A long random text of your own, which DHL then shows in the header x-packbench-token; only with the address",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of DHL, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
