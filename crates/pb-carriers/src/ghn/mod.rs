//! GHN (Giao Hàng Nhanh): prices, orders, labels, cancellations, tracking, addresses, redelivery and news by its
//! public API of the merchant's own account, within Vietnam.

mod address;
mod answer;
mod connection;
mod draw;
mod host;
mod instruct;
mod label;
mod news;
mod number;
mod order;
mod party;
mod places;
mod rate;
mod reads;
mod reason;
mod serve;
mod settle;
mod shift;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod void;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::vietnam::FORMS;
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// GHN in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "ghn",
    name: "GHN (Giao Hàng Nhanh)",
    about: "Your own GHN account, spoken to directly: parcels within Vietnam, with cash on delivery.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::GhnTest),
    rates: &rate::GhnRates,
    ship: Ship::Remote(&ship::GhnShips),
    void: Some(&void::GhnVoids),
    track: Some(&track::GhnTracks),
    label_again: Some(&label::GhnLabelAgain),
    numbers: None,
    books: None,
    addresses: Some(&address::GhnAddresses),
    serviceability: Some(&serve::GhnServiceability),
    pickups: None,
    manifests: None,
    instructions: Some(&instruct::GhnInstructions),
    webhooks: Some(&news::GhnWebhooks),
    reads: Some(&reads::GhnReads),
    likeness: number::likeness,
};

/// GHN publishes no figures. A few calls a second are a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 3,
        per: Duration::from_secs(1),
        burst: 6,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::TOKEN,
        label: "API token",
        help: "At khachhang.ghn.vn, Shop owner, under API token; the sandbox has another, at 5sao.ghn.dev",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::SHOP,
        label: "Shop ID",
        help: "The number of the shop that ships, beside its name at khachhang.ghn.vn; it must belong to the token",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "The sandbox ships nothing; it has tokens and shops of its own",
        kind: FieldKind::Choice(&[
            ("production", "Production"),
            (host::SANDBOX, "Sandbox (dev)"),
        ]),
        required: true,
        default: "production",
    },
    Field {
        name: places::SETTING,
        label: "Addresses",
        help: "In which of Vietnam's divisions orders write their addresses",
        kind: FieldKind::Choice(FORMS),
        required: true,
        default: "auto",
    },
    Field {
        name: order::SENDER,
        label: "Picked up at",
        help: "The shop's address as GHN has it, or the one that a shipment leaves from here",
        kind: FieldKind::Choice(&[
            ("shop", "The shop's address at GHN"),
            (order::BENCH, "The address that it ships from"),
        ]),
        required: true,
        default: "shop",
    },
    Field {
        name: shift::SETTING,
        label: "Picked up when",
        help: "GHN plans the driver by itself, or comes in the first of the shifts that it offers at the purchase",
        kind: FieldKind::Choice(&[
            ("auto", "GHN decides"),
            (shift::FIRST, "In the first shift"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: order::STATION,
        label: "Drop-off station",
        help: "Only if you bring parcels to a station of GHN's: its number; leave it empty for a driver",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: order::VIEWING,
        label: "Before paying, the customer may",
        help: "GHN wants this said with each parcel, and the driver goes by it",
        kind: FieldKind::Choice(order::VIEWINGS),
        required: true,
        default: order::NO_VIEWING,
    },
    Field {
        name: order::CONTENT,
        label: "What parcels hold",
        help: "A few words for GHN and its driver, such as Quần áo (clothes); also the name of the goods in the order",
        kind: FieldKind::Text,
        required: true,
        default: "Hàng hóa",
    },
    Field {
        name: label::SETTING,
        label: "Label",
        help: "Drawn here with GHN's order code and sorting code, 4 × 6 in; or GHN's own page, used where GHN gives it as PDF",
        kind: FieldKind::Choice(label::CHOICES),
        required: true,
        default: label::DRAWN,
    },
    Field {
        name: news::HEADER,
        label: "Webhook header",
        help: "Only if GHN sends news to an address of yours: the name of the header that you entered at developer.ghn.vn",
        kind: FieldKind::Text,
        required: false,
        default: "X-Webhook-Key",
    },
    Field {
        name: news::CREDENTIAL,
        label: "Webhook key",
        help: "The value of that header, a long random text of your own; without it no news is believed",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of GHN, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
