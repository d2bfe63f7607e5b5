//! Ekart: rates, labels, voids, tracking, serviceability, manifests, instructions and news by the Elite API of the
//! merchant's own account, within India.

mod answer;
mod connection;
mod goods;
mod host;
mod instruct;
mod label;
mod login;
mod manifest;
mod measure;
mod number;
mod party;
mod rate;
mod reads;
mod serviceability;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod time;
mod track;
mod void;
mod warehouse;
mod webhook;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Ekart in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "ekart",
    name: "Ekart",
    about: "Your own Ekart Elite account, spoken to directly: parcels within India, prepaid or with cash on delivery.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::EkartTest),
    rates: &rate::EkartRates,
    ship: Ship::Remote(&ship::SHIPS),
    void: Some(&void::EkartVoids),
    track: Some(&track::EkartTracks),
    label_again: Some(&label::EkartLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&serviceability::EkartServiceability),
    pickups: None,
    manifests: Some(&manifest::EkartManifests),
    instructions: Some(&instruct::EkartInstructions),
    webhooks: Some(&webhook::EkartWebhooks),
    reads: Some(&reads::EkartReads),
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

/// Ekart publishes no figures. These are an integrator's guesses on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[
        allow(&["login"], 10, 300, 5),
        allow(&["buy"], 2, 1, 2),
        allow(&["track", "void check", "serviceability"], 10, 1, 10),
        allow(&["label"], 1, 1, 1),
        allow(&["manifest"], 1, 2, 1),
        allow(&["address", "addresses", "test"], 2, 1, 2),
        allow(&["webhooks", "subscribe"], 5, 60, 5),
        allow(&[], 5, 1, 5),
    ],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "client_id",
        label: "Client ID",
        help: "Ekart gives it with the account, such as EKART_ and letters and digits",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "username",
        label: "User name",
        help: "Of the account's API access, from Ekart's onboarding mail",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "password",
        label: "Password",
        help: "Beside the user name",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "gstin",
        label: "GSTIN",
        help: "Your GST identification number, 15 letters and digits; Ekart takes no shipment without it",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: "seller_name",
        label: "Seller's name",
        help: "As on your GST registration; empty takes the company that a shipment leaves from",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "category_of_goods",
        label: "Category of goods",
        help: "What you sell, in a word or two, such as Apparel; Ekart wants it with every shipment",
        kind: FieldKind::Text,
        required: true,
        default: "General merchandise",
    },
    Field {
        name: "products_desc",
        label: "Description of goods",
        help: "Said of a shipment whose customs items do not describe it; empty takes the category",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "hsn_code",
        label: "HSN code",
        help: "Of what you sell, if it is all alike; customs items with a code of their own come first",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: TAX,
        label: "GST in prices, in percent",
        help: "What of the goods' value is tax: 18 means that 118 rupees are 100 and 18 of tax",
        kind: FieldKind::Text,
        required: true,
        default: "18",
    },
    Field {
        name: rate::SERVICE,
        label: "Service",
        help: "What your contract says. Ekart prices by it, and a purchase cannot choose it",
        kind: FieldKind::Choice(&[(rate::SURFACE, "Surface"), (rate::EXPRESS, "Express")]),
        required: true,
        default: rate::SURFACE,
    },
    Field {
        name: warehouse::SETTING,
        label: "Ship-from addresses",
        help: "Ekart keeps the addresses that it picks up from. Where it takes none, each shipment bears the whole address",
        kind: FieldKind::Choice(&[
            (
                warehouse::REGISTER,
                "Registered with Ekart when first shipped from",
            ),
            (warehouse::ADDRESS, "Sent whole with every shipment"),
        ]),
        required: true,
        default: warehouse::REGISTER,
    },
    Field {
        name: "open_box",
        label: "Open box delivery",
        help: "The customer may look into the box before taking it; Ekart must have enabled it for the account",
        kind: FieldKind::Choice(&[("no", "No"), ("yes", "Yes, with every shipment")]),
        required: true,
        default: "no",
    },
    Field {
        name: "quality_check",
        label: "Quality check of returns",
        help: "The driver compares what comes back with its description before taking it",
        kind: FieldKind::Choice(&[("no", "No"), ("yes", "Yes, with every return")]),
        required: true,
        default: "no",
    },
    Field {
        name: "return_reason",
        label: "Reason of returns",
        help: "Ekart wants a reason with every return that it fetches",
        kind: FieldKind::Text,
        required: true,
        default: "Returned by the customer",
    },
    Field {
        name: webhook::URL,
        label: "Webhook address",
        help: "Only if Ekart is to tell about parcels by itself: the address of yours that it is to call, https://…",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: webhook::SECRET,
        label: "Webhook secret",
        help: "6 to 30 characters of your own; with it Ekart signs what it sends to the webhook address",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: webhook::HEADER,
        label: "Webhook signature header",
        help: "Ekart does not document which header bears the signature; ask your account manager if this one does not",
        kind: FieldKind::Text,
        required: false,
        default: webhook::USUAL_HEADER,
    },
    Field {
        name: webhook::WRITTEN,
        label: "Webhook signature's form",
        help: "Nor does it document how the HMAC-SHA256 is written",
        kind: FieldKind::Choice(&[(webhook::HEX, "Hexadecimal"), (webhook::BASE64, "Base64")]),
        required: true,
        default: webhook::HEX,
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of Ekart, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];

/// The account's setting with the share of tax.
const TAX: &str = "tax_percent";
