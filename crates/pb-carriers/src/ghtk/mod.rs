//! GHTK (Giao Hàng Tiết Kiệm): prices, orders, labels, cancellations, tracking and news by its API of the merchant's
//! own account, within Vietnam.

mod answer;
mod connection;
mod extras;
mod host;
mod label;
mod mode;
mod news;
mod number;
mod order;
mod party;
mod rate;
mod reads;
mod reason;
mod serve;
mod settle;
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

/// GHTK in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "ghtk",
    name: "GHTK (Giao Hàng Tiết Kiệm)",
    about: "Your own GHTK account, spoken to directly: parcels within Vietnam by road or air, with cash on delivery.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::GhtkTest),
    rates: &rate::GhtkRates,
    ship: Ship::Remote(&ship::GhtkShips),
    void: Some(&void::GhtkVoids),
    track: Some(&track::GhtkTracks),
    label_again: Some(&label::GhtkLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&serve::GhtkServiceability),
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: Some(&news::GhtkWebhooks),
    reads: Some(&reads::GhtkReads),
    likeness: number::likeness,
};

/// GHTK publishes no figures. A few calls a second are a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 3,
        per: Duration::from_secs(1),
        burst: 6,
    }],
    quota: None,
};

/// A line of text that may stay empty.
const fn optional(name: &'static str, label: &'static str, help: &'static str) -> Field {
    Field {
        name,
        label,
        help,
        kind: FieldKind::Text,
        required: false,
        default: "",
    }
}

const FORM: &[Field] = &[
    Field {
        name: host::TOKEN,
        label: "API token",
        help: "At khachhang.giaohangtietkiem.vn, Shop information, under API configuration; staging has another",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::SHOP,
        label: "Shop code",
        help: "Your shop's code at GHTK, such as S1234567, or the partner code that GHTK gave you; it goes as X-Client-Source",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "Staging ships nothing; it has shops and tokens of its own",
        kind: FieldKind::Choice(&[
            ("production", "Production"),
            (host::STAGING, "Staging (ghtklab.com)"),
        ]),
        required: true,
        default: "production",
    },
    optional(
        order::PICKUP,
        "Pickup address ID",
        "The number of one of your pickup addresses at GHTK, which Test connection lists; empty for the address that a shipment leaves from",
    ),
    Field {
        name: party::SETTING,
        label: "Addresses",
        help: "In which of Vietnam's divisions orders write their addresses",
        kind: FieldKind::Choice(FORMS),
        required: true,
        default: "auto",
    },
    Field {
        name: mode::SETTING,
        label: "Transport",
        help: "Which ways GHTK is asked for prices; the one that is chosen is the one that is bought",
        kind: FieldKind::Choice(&[
            ("both", "By road and by air"),
            (mode::ROAD, "By road only"),
            (mode::FLY, "By air only"),
        ]),
        required: true,
        default: "both",
    },
    Field {
        name: mode::EXPRESS,
        label: "Express (xTeam)",
        help: "Whether GHTK is also asked for express within a city, which not every shop has",
        kind: FieldKind::Choice(&[("no", "Do not ask"), (mode::WANTED, "Ask as well")]),
        required: true,
        default: "no",
    },
    Field {
        name: order::HANDOVER,
        label: "Handed over",
        help: "GHTK comes for the parcels, or you bring them to one of its post offices",
        kind: FieldKind::Choice(order::HANDOVERS),
        required: true,
        default: "cod",
    },
    Field {
        name: extras::PICK_SHIFT,
        label: "Picked up when",
        help: "The part of the day in which GHTK is asked to come for parcels",
        kind: FieldKind::Choice(extras::SHIFTS),
        required: true,
        default: "auto",
    },
    Field {
        name: extras::DELIVER_SHIFT,
        label: "Delivered when",
        help: "The part of the day in which GHTK is asked to deliver",
        kind: FieldKind::Choice(extras::SHIFTS),
        required: true,
        default: "auto",
    },
    Field {
        name: order::CONTENT,
        label: "What parcels hold",
        help: "A few words for GHTK, such as Quần áo (clothes): the name of the goods in the order and on the label",
        kind: FieldKind::Text,
        required: true,
        default: "Hàng hóa",
    },
    Field {
        name: order::DECLARED,
        label: "Declared value",
        help: "GHTK answers for what is declared, up to 20 million dong, and charges insurance above 1 or 3 million",
        kind: FieldKind::Choice(&[
            (
                order::GOODS,
                "What is to be insured, else what the goods are worth",
            ),
            ("insured", "Only what is to be insured"),
        ]),
        required: true,
        default: order::GOODS,
    },
    optional(
        extras::TAGS,
        "Tags",
        "Numbers, with commas, for every parcel: 1 fragile, 2 valuable, 7 food, 10 may look, 11 check together, 13 call the shop, 17 choose a part, 18 return a part, 20 full box, 22 documents, 39 fresh, 40 up to 300 g, 42 this side up, 52 liquid, 75 plants",
    ),
    optional(
        extras::SUB_TAGS,
        "Kinds of plants",
        "Only with the tag 75: GHTK's numbers from 1 to 5, with commas",
    ),
    optional(
        extras::FAILED_FEE,
        "Fee when refused",
        "Dong that the customer pays for a delivery that fails, up to 20,000,000 (tag 19); empty for none",
    ),
    optional(
        extras::RETURN_NAME,
        "Returns go to",
        "Who gets what cannot be delivered, if that is not where it was picked up; then the address below is needed too",
    ),
    optional(
        extras::RETURN_TEL,
        "Returns: telephone",
        "A Vietnamese telephone number for returns",
    ),
    optional(
        extras::RETURN_ADDRESS,
        "Returns: street",
        "House number and street for returns",
    ),
    optional(
        extras::RETURN_WARD,
        "Returns: ward",
        "The ward, such as Phường Nhiêu Lộc",
    ),
    optional(
        extras::RETURN_DISTRICT,
        "Returns: district",
        "Only for an address of the division before July 2025",
    ),
    optional(
        extras::RETURN_PROVINCE,
        "Returns: province",
        "The province or city, such as Hồ Chí Minh",
    ),
    Field {
        name: label::SETTING,
        label: "Label",
        help: "The paper that GHTK draws its label for, as PDF",
        kind: FieldKind::Choice(label::CHOICES),
        required: true,
        default: label::DEFAULT,
    },
    Field {
        name: news::SECRET,
        label: "Webhook secret",
        help: "Only if GHTK sends news to an address of yours: a long random text of letters and digits, at the end of that address as ?hash=…; without it no news is believed",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of GHTK, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
