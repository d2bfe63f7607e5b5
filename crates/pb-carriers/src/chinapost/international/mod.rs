//! China Post abroad: ePacket and other parcels by the international order API (pcpErp), followed by 17TRACK.

mod connection;
mod host;
mod label;
mod order;
mod party;
mod reads;
mod ship;
#[cfg(test)]
mod tests;

use super::number::likeness;
use super::price::ContractPrices;
use super::seventeen;
use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// China Post abroad in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "chinapost_international",
    name: "China Post (international)",
    about: "Your own contract with a post office, for ePacket and other parcels from China; it states no prices, so yours go into a table, and it takes no label back.",
    form: FORM,
    table: Some(&PRICES),
    limits: &LIMITS,
    test: Some(&connection::InternationalTest),
    rates: &ship::InternationalRates,
    ship: Ship::Remote(&ship::InternationalShips),
    void: None,
    track: Some(&seventeen::SeventeenTracks),
    label_again: Some(&label::InternationalLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: Some(&seventeen::SeventeenWebhooks),
    reads: Some(&reads::InternationalReads),
    likeness,
};

static PRICES: ContractPrices = ContractPrices {
    example: include_str!("example.csv"),
    is_service: order::is_service,
    codes: "write the three digits that your post office tells, such as 019",
};

/// Neither publishes figures here; a client of China Post's waits 300 ms before it fetches a label.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 3,
        per: Duration::from_secs(1),
        burst: 2,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::CUSTOMER,
        label: "Customer number",
        help: "What your post office registered you under (ecCompanyId)",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::KEY,
        label: "Key",
        help: "The secret that your post office gave with it; orders are signed with it",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::OFFICE,
        label: "Collecting office",
        help: "The code of the post office that takes your parcels (wh_code)",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::MAIL_TYPE,
        label: "Platform code",
        help: "The code that China Post registered your software under (mailType); your post office tells it",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: order::GOODS,
        label: "Goods in Chinese",
        help: "What parcels hold, in Chinese, for the declaration; the English name comes from the order",
        kind: FieldKind::Text,
        required: true,
        default: "商品",
    },
    Field {
        name: order::ITEM_WEIGHT,
        label: "Weights of goods",
        help: "Clients of China Post's differ here: ask your account manager, and look at the first declaration",
        kind: FieldKind::Choice(&[("g", "In grams"), (order::KILOGRAMS, "In kilograms")]),
        required: true,
        default: "g",
    },
    Field {
        name: order::BATTERY,
        label: "Batteries",
        help: "Whether your parcels hold batteries; few products take them",
        kind: FieldKind::Choice(&[("0", "None"), ("1", "With batteries")]),
        required: true,
        default: "0",
    },
    Field {
        name: order::IOSS,
        label: "IOSS number",
        help: "Only if you pay the VAT of the European Union ahead: begins with IM",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: seventeen::KEY,
        label: "17TRACK key",
        help: "To follow parcels: at api.17track.net, Settings, Security. Each parcel uses one of its quota",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "currency",
        label: "Currency",
        help: "The currency of the prices in the table below",
        kind: FieldKind::Currency,
        required: true,
        default: "CNY",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for the test system that your post office names, or a simulator: up to and with /a/pcp",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: seventeen::SERVER,
        label: "Other server for 17TRACK",
        help: "Leave it empty. Only for a gateway of your own in front of 17TRACK, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
