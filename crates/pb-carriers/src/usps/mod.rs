//! USPS: rates, domestic, international and return labels, refunds, tracking, addresses, pickups, SCAN forms and
//! subscriptions by its REST APIs (v3) with the merchant's own Enterprise Payment account.

mod address;
mod answer;
mod connection;
mod consignment;
mod customs;
mod host;
mod label;
mod login;
mod measure;
mod multipart;
mod number;
mod order;
mod party;
mod pickup;
mod rate;
mod reads;
mod scan_form;
mod service;
mod ship;
mod status;
mod subscription;
#[cfg(test)]
mod tests;
mod track;
mod void;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// USPS in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "usps",
    name: "USPS",
    about: "Your own USPS account, spoken to directly: parcels from the United States to everywhere.",
    form: FORM,
    table: None,
    limits: &LIMITS,
    test: Some(&connection::UspsTest),
    rates: &rate::UspsRates,
    ship: Ship::Remote(&ship::UspsShips),
    void: Some(&void::UspsVoids),
    track: Some(&track::UspsTracks),
    label_again: Some(&label::UspsLabelAgain),
    numbers: None,
    books: None,
    addresses: Some(&address::UspsAddresses),
    serviceability: None,
    pickups: Some(&pickup::UspsPickups),
    manifests: Some(&scan_form::UspsManifests),
    instructions: None,
    webhooks: Some(&subscription::UspsWebhooks),
    reads: Some(&reads::UspsReads),
    likeness: number::likeness,
};

/// An application may ask each product 60 times an hour until USPS raises it, which it does on request. Logins and
/// tracking, which nobody waits for, keep to it; what a packer waits for is held back only where USPS itself says so.
static LIMITS: Limits = Limits {
    allowances: &[
        Allowance {
            operations: &["login"],
            calls: 60,
            per: Duration::from_secs(3_600),
            burst: 10,
        },
        Allowance {
            operations: &["track", "track one"],
            calls: 60,
            per: Duration::from_secs(3_600),
            burst: 10,
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
        name: "client_id",
        label: "Consumer key",
        help: "At developers.usps.com under Apps: of an app that has the products for labels, prices, payments, tracking, addresses, pickup and SCAN forms",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "client_secret",
        label: "Consumer secret",
        help: "Beside the consumer key, in the same app",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::CRID,
        label: "Customer Registration ID (CRID)",
        help: "In the Business Customer Gateway (gateway.usps.com), beside your company's address; it must be enrolled in USPS Ship",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::MID,
        label: "Mailer ID (MID)",
        help: "Six or nine digits, in the Business Customer Gateway under Mailer ID: tracking numbers are made of it. Return labels need one that is enrolled for returns",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::MANIFEST_MID,
        label: "Manifest MID",
        help: "Only where USPS gave you a separate Mailer ID for manifests; empty means the Mailer ID above",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: host::ACCOUNT,
        label: "EPS account number",
        help: "Of the Enterprise Payment account that pays, in the Business Customer Gateway under Enterprise Payment System",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "USPS's test environment (TEM) sells nothing; it needs an app and an account that are enabled for it",
        kind: FieldKind::Choice(&[("production", "Production"), (host::TEM, "Test (TEM)")]),
        required: true,
        default: "production",
    },
    Field {
        name: "prices",
        label: "Prices",
        help: "Commercial prices need no contract; choose your contract only where you have a negotiated one",
        kind: FieldKind::Choice(&[
            ("COMMERCIAL", "Commercial"),
            ("CONTRACT", "By my contract (NSA)"),
            ("RETAIL", "Retail"),
        ]),
        required: true,
        default: "COMMERCIAL",
    },
    Field {
        name: "flat_rate",
        label: "Flat Rate envelopes and boxes",
        help: "Their prices hold for USPS's own packaging alone; a parcel in another box under such a label costs postage due",
        kind: FieldKind::Choice(&[
            ("no", "I pack in my own boxes"),
            ("yes", "Offer them as well"),
        ]),
        required: true,
        default: "no",
    },
    Field {
        name: "media",
        label: "Media, Library and printed matter",
        help: "Cheaper classes that the law keeps for books, recordings and bound print; USPS opens and checks such parcels",
        kind: FieldKind::Choice(&[("no", "Do not offer"), ("yes", "Offer them as well")]),
        required: true,
        default: "no",
    },
    Field {
        name: "signature",
        label: "Signature by",
        help: "Who may sign where an order wants a signature",
        kind: FieldKind::Choice(&[
            ("anyone", "Anyone there"),
            ("adult", "An adult of 21 or over"),
        ]),
        required: true,
        default: "anyone",
    },
    Field {
        name: customs::LEGEND,
        label: "Export exemption",
        help: "Printed on customs forms in the place of an ITN. The one given here holds while no line of goods is worth more than 2,500 USD",
        kind: FieldKind::Text,
        required: true,
        default: customs::SMALL_VALUE,
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes ZPL for label printers that like it, PDF for all others. With a customs form there are ZPL and PDF alone",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("ZPL203DPI", "Always ZPL for 203 dpi"),
            ("ZPL300DPI", "Always ZPL for 300 dpi"),
            ("EPL300DPI", "Always EPL for 300 dpi"),
            ("PDF", "Always PDF"),
            ("PNG", "Always a picture (PNG)"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_size",
        label: "Label size",
        help: "In inches. Customs forms, EPL, and ZPL in the place of 4 × 4 are always 4 × 6",
        kind: FieldKind::Choice(&[
            ("4X6LABEL", "4 × 6"),
            ("4X5LABEL", "4 × 5"),
            ("4X4LABEL", "4 × 4"),
        ]),
        required: true,
        default: "4X6LABEL",
    },
    Field {
        name: "scan_form_size",
        label: "SCAN form size",
        help: "The form that hands a day's parcels over in one scan",
        kind: FieldKind::Choice(&[
            ("8.5X11LABEL", "A letter page"),
            ("4X6LABEL", "A 4 × 6 label"),
        ]),
        required: true,
        default: "8.5X11LABEL",
    },
    Field {
        name: "pickup_location",
        label: "Parcels lie ready at",
        help: "Where the letter carrier finds them when a pickup is ordered",
        kind: FieldKind::Choice(&[
            ("FRONT_DOOR", "Front door"),
            ("BACK_DOOR", "Back door"),
            ("SIDE_DOOR", "Side door"),
            ("KNOCK_ON_DOOR", "Knock on the door"),
            ("MAIL_ROOM", "Mail room"),
            ("OFFICE", "Office"),
            ("PORCH", "Porch"),
            ("RECEPTION", "Reception"),
            ("MAILBOX", "Mailbox"),
            ("OTHER", "Elsewhere: say it with each pickup"),
        ]),
        required: true,
        default: "FRONT_DOOR",
    },
    Field {
        name: subscription::LISTENER,
        label: "Address for tracking news",
        help: "Only if USPS shall send tracking to an https:// address of yours, which must answer USPS's challenge itself",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
    Field {
        name: subscription::SECRET,
        label: "Secret for tracking news",
        help: "32 characters or more, of your own choice; it goes along when tracking news are subscribed to, and proves them",
        kind: FieldKind::Secret,
        required: false,
        default: "",
    },
    Field {
        name: subscription::EMAIL,
        label: "E-mail for tracking news",
        help: "Where USPS writes when the address does not answer any more",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of USPS, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
