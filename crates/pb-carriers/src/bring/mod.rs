//! Bring (Posten Norge): prices, bookings, labels, tracking and Event Cast by its APIs of the merchant's own
//! Mybring account.

mod answer;
mod cast;
mod connection;
mod consignment;
mod customs;
mod extra;
mod host;
mod label;
mod measure;
mod number;
mod party;
mod rate;
mod reads;
mod service;
mod settle;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// Bring in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "bring",
    name: "Bring",
    about: "Your own Bring (Posten) agreement, spoken to directly: parcels within and between the Nordic countries, and from there to most others.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::BringTest),
    rates: &rate::BringRates,
    ship: Ship::Remote(&ship::BringShips),
    // A label that is not used expires by itself; there is nothing to call.
    void: None,
    track: Some(&track::BringTracks),
    label_again: Some(&label::BringLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: Some(&cast::BringWebhooks),
    reads: Some(&reads::BringReads),
    likeness: number::likeness,
};

/// Bring publishes 18 calls a second for booking and 120 for the Shipping Guide; what it calls too many invalid
/// questions about parcels it does not publish, and then it blocks for a while.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["buy", "test"],
            calls: 9,
            per: Duration::from_secs(1),
            burst: 9,
        },
        Allowance {
            operations: &["rate"],
            calls: 60,
            per: Duration::from_secs(1),
            burst: 60,
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
        name: host::UID,
        label: "Mybring user",
        help: "The e-mail address you log in to mybring.com with; the user needs the right to book for your customer number",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::KEY,
        label: "API key",
        help: "At mybring.com under Settings, API",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::CLIENT,
        label: "Your web address",
        help: "Bring wants to be told with every call who asks: the address of your shop",
        kind: FieldKind::Url,
        required: true,
        default: "",
    },
    Field {
        name: "customer_number",
        label: "Customer number",
        help: "At mybring.com under Settings, API. For test bookings Bring has 5 (within Norway) and 6 (Sweden, Denmark, Finland and across borders)",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: ship::ENVIRONMENT,
        label: "Bookings",
        help: "A test booking gives a label that nobody carries; prices and tracking are the real ones either way",
        kind: FieldKind::Choice(&[("production", "Real"), (ship::TEST, "Tests only")]),
        required: true,
        default: "production",
    },
    Field {
        name: "services",
        label: "Products",
        help: "Those that prices are asked for, by Bring's codes with commas between: 5800, 5600, PICKUP_PARCEL. Left empty, those that go where the parcel goes",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "prices",
        label: "Prices",
        help: "Bring states both; what is shown is also what counts as charged, since a booking states no price",
        kind: FieldKind::Choice(&[
            (rate::WITH_VAT, "With VAT"),
            (rate::WITHOUT_VAT, "Without VAT"),
        ]),
        required: true,
        default: rate::WITH_VAT,
    },
    Field {
        name: "notification",
        label: "Notify the recipient",
        help: "By SMS or e-mail, where that is an additional service (EVARSLING): on Nordic products. Norwegian ones do it anyway",
        kind: FieldKind::Choice(&[("yes", "Yes"), ("no", "No")]),
        required: true,
        default: "yes",
    },
    Field {
        name: "signature",
        label: "Signature by",
        help: "What is booked where an order wants a signature. ID is also checked at pickup points; it needs an agreement",
        kind: FieldKind::Choice(&[
            (extra::SIGNATURE, "Signature required (1280)"),
            (extra::IDENTITY, "ID verification (1133)"),
        ]),
        required: true,
        default: extra::SIGNATURE,
    },
    Field {
        name: "cod_account",
        label: "Account for cash on delivery",
        help: "The Norwegian bank account, 11 digits, that collected money goes to; only for parcels to pickup points within Norway",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "customs_consent",
        label: "Consent for the customs",
        help: "From Norway abroad Bring prints in your name that the customs data are right and nothing dangerous or prohibited is inside. Say yes if that is so for all you send",
        kind: FieldKind::Choice(&[("no", "Not given"), ("yes", "Given")]),
        required: true,
        default: "no",
    },
    Field {
        name: "vat_number",
        label: "VAT number",
        help: "Of your company, for the customs; may be left empty",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "ioss",
        label: "IOSS number",
        help: "For goods sold from Norway into the EU. Bring takes no reference beside it, so an unknown purchase is then looked up by you",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "webhook_url",
        label: "Address for Event Cast",
        help: "Only if Bring is to tell you about parcels: an address of yours that is reached from outside, 250 characters at most",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: "webhook_secret",
        label: "Event Cast secret",
        help: "Only beside that address: a long random text that Bring repeats, so that its messages are known from others",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: host::BOOKING,
        label: "Address of the booking",
        help: "Bring has two; the second is the newer one. Change it only if bookings are not found (404)",
        kind: FieldKind::Choice(&[
            (host::BOOKING_FIRST, "/booking/api"),
            (host::BOOKING_SECOND, "/booking-api/api"),
        ]),
        required: true,
        default: host::BOOKING_FIRST,
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of Bring, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
