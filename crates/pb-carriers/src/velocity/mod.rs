//! Velocity Shipping: rates, labels, voids, tracking, serviceability and warehouses by the merchant's own account,
//! within India. It carries nothing itself: it books Delhivery, Ekart, Blue Dart and others, and is paid from one
//! wallet.

mod answer;
mod connection;
mod goods;
mod host;
mod label;
mod measure;
mod number;
mod order;
mod party;
mod rate;
mod reads;
mod serviceability;
mod settle;
mod ship;
mod state;
mod status;
#[cfg(test)]
mod tests;
mod time;
mod track;
mod void;
mod warehouse;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Velocity in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "velocity",
    name: "Velocity",
    about: "Your own Velocity Shipping account, spoken to directly: many couriers within India, paid from one wallet.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::VelocityTest),
    rates: &rate::VelocityRates,
    ship: Ship::Remote(&ship::SHIPS),
    void: Some(&void::VelocityVoids),
    track: Some(&track::VelocityTracks),
    label_again: Some(&label::VelocityLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&serviceability::VelocityServiceability),
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::VelocityReads),
    likeness: number::likeness,
};

/// So many calls of some operations in so many seconds.
const fn allow(
    operations: &'static [&'static str],
    calls: u32,
    seconds: u64,
    burst: u32,
) -> Allowance {
    Allowance {
        operations,
        calls,
        per: Duration::from_secs(seconds),
        burst,
    }
}

/// Velocity publishes a figure for its finance API alone, which is not asked here. These are guesses on the careful
/// side.
static LIMITS: Limits = Limits {
    allowances: &[
        allow(&["buy", "void"], 2, 1, 2),
        allow(&["warehouse"], 5, 60, 5),
        allow(&["find"], 1, 1, 2),
        allow(&[], 5, 1, 5),
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::TOKEN,
        label: "API key",
        help: "Made at app.velocity.in, Settings, API, and shown once; it lives for a year at most",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::SHOWN,
        label: "How the key is sent",
        help: "Velocity's pages differ about it. Either way tries the key alone first, and “Bearer” when it is not taken",
        kind: FieldKind::Choice(&[
            (host::EITHER, "Either way, whichever is taken"),
            (host::ALONE, "The key alone"),
            (host::BEARER, "“Bearer” and the key"),
        ]),
        required: true,
        default: host::EITHER,
    },
    Field {
        name: warehouse::KEPT,
        label: "Warehouses",
        help: "Where you ship from, as Velocity keeps it: PIN code, ID and exact name, such as 560001=WHAB12 Main Warehouse. Several are separated by semicolons",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: warehouse::UNKNOWN,
        label: "Ship-from addresses without a warehouse",
        help: "Velocity picks up from warehouses that it keeps. A new one is registered once, and its ID shown for the field above",
        kind: FieldKind::Choice(&[
            (
                warehouse::REGISTER,
                "Registered with Velocity when first shipped from",
            ),
            (
                warehouse::REFUSE,
                "Refused until the warehouse is entered above",
            ),
        ]),
        required: true,
        default: warehouse::REGISTER,
    },
    Field {
        name: rate::TAX,
        label: "GST on Velocity's prices, in percent",
        help: "Added to the prices that Velocity states, which seem to be without it; 0 where your wallet is charged what is stated",
        kind: FieldKind::Text,
        required: true,
        default: "18",
    },
    Field {
        name: goods::DESCRIPTION,
        label: "Description of goods",
        help: "Said of a shipment whose customs items do not describe it; Velocity wants one item at least",
        kind: FieldKind::Text,
        required: true,
        default: "General merchandise",
    },
    Field {
        name: order::STORE,
        label: "Store",
        help: "The name of one of your stores at Velocity, if orders are to be counted to it",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: host::URL,
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of Velocity, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
