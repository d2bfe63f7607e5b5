//! DHL Express by the MyDHL API: rates, labels, tracking, addresses and pickups, with an account of the merchant's.
//!
//! There is no void: a waybill that is never used is never billed.

mod address;
mod connection;
mod consignment;
mod customs;
mod host;
mod party;
mod pickup;
mod rate;
mod reads;
mod said;
mod settle;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;

use super::number;
use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// What problems call it.
const WHO: &str = "DHL Express";

/// DHL Express in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "dhl_express",
    name: "DHL Express",
    about: "Your own DHL Express account, spoken to directly: time-definite parcels within and between most countries.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::ExpressTest),
    rates: &rate::ExpressRates,
    ship: Ship::Remote(&ship::ExpressShips),
    void: None,
    track: Some(&track::ExpressTracks),
    label_again: None,
    numbers: None,
    books: None,
    addresses: Some(&address::ExpressAddresses),
    serviceability: None,
    pickups: Some(&pickup::ExpressPickups),
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::ExpressReads),
    likeness: number::express,
};

/// DHL publishes no figures for the MyDHL API. A guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 3,
        per: Duration::from_secs(1),
        burst: 5,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "api_key",
        label: "API key",
        help: "At developer.dhl.com under Apps: the user name of an app that has DHL Express – MyDHL API",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "api_secret",
        label: "API secret",
        help: "Beside the API key, in the same app",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::ACCOUNT,
        label: "Account number",
        help: "Your DHL Express account for shipments that you send, as on your invoices; usually nine digits",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::IMPORT_ACCOUNT,
        label: "Import account number",
        help: "Who pays for parcels that come back to you; leave it empty if you have none, then there are no return labels",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "DHL's test environment ships nothing; it has credentials of its own and a limit for each day",
        kind: FieldKind::Choice(&[("production", "Production"), (host::TEST, "Test")]),
        required: true,
        default: "production",
    },
    Field {
        name: "invoice",
        label: "Invoice for the customs",
        help: "DHL can make it and send it ahead (Paperless Trade) where the account is enrolled for it; else print it and put it into the pouch",
        kind: FieldKind::Choice(&[("print", "I print it here"), ("electronic", "DHL sends it")]),
        required: true,
        default: "print",
    },
    Field {
        name: "waybill",
        label: "Waybill for the driver",
        help: "A copy for DHL's archive, which the driver takes; it comes after the labels, in the same document",
        kind: FieldKind::Choice(&[("none", "Not printed"), ("one", "Printed with the labels")]),
        required: true,
        default: "none",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes what the label printer likes best: ZPL or EPL as they are, for others PDF",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("zpl", "Always ZPL"),
            ("epl", "Always EPL"),
            ("pdf", "Always PDF"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_size",
        label: "Label size",
        help: "4 × 8 inches is DHL's own; A4 is for office printers, and for PDF alone",
        kind: FieldKind::Choice(&[
            ("ECOM26_84_001", "4 × 8 in"),
            ("ECOM26_A6_002", "A6 (4 × 6 in)"),
            ("ECOM26_84_A4_001", "A4"),
        ]),
        required: true,
        default: "ECOM26_84_001",
    },
    Field {
        name: "label_dpi",
        label: "Printer resolution",
        help: "Of labels in ZPL and EPL: as the label printer's plate says",
        kind: FieldKind::Choice(&[("200", "203 dpi"), ("300", "300 dpi")]),
        required: true,
        default: "200",
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
