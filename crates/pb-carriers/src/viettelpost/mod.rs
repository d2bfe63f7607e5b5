//! Viettel Post: prices, orders, labels, cancellations, tracking, addresses, redelivery and news by its partner API
//! with the merchant's own account, within Vietnam.

mod address;
mod answer;
mod connection;
mod draw;
mod event;
mod fit;
mod host;
mod instruct;
mod label;
mod login;
mod news;
mod number;
mod order;
mod party;
mod places;
mod rate;
mod reads;
mod reason;
mod serve;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod time;
mod track;
mod void;
mod warehouse;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::vietnam::FORMS;
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Viettel Post in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "viettelpost",
    name: "Viettel Post",
    about: "Your own Viettel Post account, spoken to directly: parcels within Vietnam, with cash on delivery.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::ViettelTest),
    rates: &rate::ViettelRates,
    ship: Ship::Remote(&ship::ViettelShips),
    void: Some(&void::ViettelVoids),
    track: Some(&track::ViettelTracks),
    label_again: Some(&label::ViettelLabelAgain),
    numbers: None,
    books: None,
    addresses: Some(&address::ViettelAddresses),
    serviceability: Some(&serve::ViettelServiceability),
    pickups: None,
    manifests: None,
    instructions: Some(&instruct::ViettelInstructions),
    webhooks: Some(&news::ViettelWebhooks),
    reads: Some(&reads::ViettelReads),
    likeness: number::likeness,
};

/// Viettel Post publishes no figures. A few calls a second are a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["login"],
            calls: 6,
            per: Duration::from_secs(60),
            burst: 6,
        },
        Allowance {
            operations: &[],
            calls: 3,
            per: Duration::from_secs(1),
            burst: 6,
        },
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::USERNAME,
        label: "User name",
        help: "What you sign in with at viettelpost.vn, usually a telephone number; leave it empty if you enter a token",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: host::PASSWORD,
        label: "Password",
        help: "Beside the user name; the dev environment has accounts of its own",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: host::TOKEN,
        label: "Token of the website",
        help: "Instead of user name and password: at viettelpost.vn, Cấu hình tài khoản (account configuration), add a token and copy it",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "The dev environment ships nothing; it has accounts of its own",
        kind: FieldKind::Choice(&[("production", "Production"), (host::DEV, "Dev")]),
        required: true,
        default: "production",
    },
    Field {
        name: places::SETTING,
        label: "Addresses",
        help: "In which of Vietnam's divisions orders write their addresses; one shipment has both its addresses in the same",
        kind: FieldKind::Choice(FORMS),
        required: true,
        default: "auto",
    },
    Field {
        name: order::SENDER,
        label: "Picked up at",
        help: "The address that a shipment leaves from here, or one of your warehouses as Viettel Post has it",
        kind: FieldKind::Choice(&[
            (order::BENCH, "The address that it ships from"),
            (order::WAREHOUSE, "A warehouse at Viettel Post"),
        ]),
        required: true,
        default: order::BENCH,
    },
    Field {
        name: warehouse::SETTING,
        label: "Warehouse",
        help: "Only if parcels are picked up at a warehouse and you have several: its number, which the connection test lists",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: order::RETURNS,
        label: "Returns go",
        help: "Only if parcels are picked up at a warehouse: what cannot be delivered may come to the address it ships from instead",
        kind: FieldKind::Choice(&[
            ("sender", "Where it was picked up"),
            (order::BENCH, "To the address that it ships from"),
        ]),
        required: true,
        default: "sender",
    },
    Field {
        name: order::PAYMENT,
        label: "Freight is paid by",
        help: "You, so that only the cash on delivery is collected; or the customer at the door, on top of the cash",
        kind: FieldKind::Choice(&[
            ("sender", "You"),
            (order::CUSTOMER, "The customer, at the door"),
        ]),
        required: true,
        default: "sender",
    },
    Field {
        name: order::CONTENT,
        label: "What parcels hold",
        help: "A few words for Viettel Post and its driver, such as Quần áo (clothes); also the name of the goods in the order",
        kind: FieldKind::Text,
        required: true,
        default: "Hàng hóa",
    },
    Field {
        name: order::TYPE,
        label: "Kind of parcel",
        help: "Goods, or papers alone; Viettel Post has other services and prices for papers",
        kind: FieldKind::Choice(&[(order::GOODS, "Goods"), ("TH", "Documents")]),
        required: true,
        default: order::GOODS,
    },
    Field {
        name: order::EXTRAS,
        label: "Add-ons",
        help: "Codes of what each parcel gets besides, parted by commas, such as GBP or XMG; your contract says which there are",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: order::EXTRA_MONEY,
        label: "Fee for looking only",
        help: "Only with the add-on XMG: what a customer pays who looks at the goods and does not take them, in dong; at most twice the freight",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: label::SETTING,
        label: "Label",
        help: "Drawn here with Viettel Post's number and sorting code, 4 × 6 in; or its own page, used where it comes as PDF",
        kind: FieldKind::Choice(label::CHOICES),
        required: true,
        default: label::DRAWN,
    },
    Field {
        name: news::SECRET,
        label: "Webhook secret",
        help: "Only if Viettel Post sends news to an address of yours: the “Secret parameters” that you entered there, a long random text",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of Viettel Post, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
