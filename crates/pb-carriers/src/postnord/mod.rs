//! PostNord: labels, tracking, transit times and service points by its REST API, for agreements in Sweden,
//! Denmark, Norway and Finland. It states no prices, and takes no label back.

mod answer;
mod connection;
mod consignment;
mod customs;
mod host;
mod label;
mod number;
mod party;
mod point;
mod rate;
mod reads;
mod service;
mod settle;
mod ship;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod track;
mod transit;
mod wire;

use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// PostNord in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "postnord",
    name: "PostNord",
    about: "Your own PostNord agreement in Sweden, Denmark, Norway or Finland, spoken to directly; it states no prices, so yours go into a table here, and it takes no label back, so one that is not used is thrown away.",
    form: FORM,
    table: Some(&table::ContractPrices),
    test: Some(&connection::PostNordTest),
    limits: &LIMITS,
    rates: &rate::PostNordRates,
    ship: Ship::Remote(&ship::PostNordShips),
    void: None,
    track: Some(&track::PostNordTracks),
    label_again: Some(&label::PostNordLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: Some(&transit::PostNordServes),
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: Some(&reads::PostNordReads),
    likeness: number::likeness,
};

/// Its documents state no limit for bookings; tracking is said to bear three millions a day. A guess on the
/// careful side.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 5,
        per: Duration::from_secs(1),
        burst: 5,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: "api_key",
        label: "API key",
        help: "The 32 characters at developer.postnord.com, My applications. The key must be let into Booking; Track and Trace, Transit Time and Service Points are further products there",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "The sandbox is PostNord's own (AT): it has keys of its own, and moves nothing. Production is opened by PostNord on request",
        kind: FieldKind::Choice(&[
            ("production", "Production"),
            (host::SANDBOX, "Sandbox (AT)"),
        ]),
        required: true,
        default: "production",
    },
    Field {
        name: host::ISSUER,
        label: "Agreement with",
        help: "The PostNord company that gave you the customer number",
        kind: FieldKind::Choice(&[
            ("Z12", "PostNord Sweden"),
            ("Z11", "PostNord Denmark"),
            ("Z13", "PostNord Norway"),
            ("Z14", "PostNord Finland"),
        ]),
        required: true,
        default: "Z12",
    },
    Field {
        name: "customer_number",
        label: "Customer number",
        help: "Of your agreement: 8 or 10 digits in Sweden and Finland, 9 in Denmark (8 for groupage), 7 in Norway. The address that parcels leave from must be the one that PostNord knows for it",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: "application_id",
        label: "Application ID",
        help: "The number that PostNord gave your integration when it opened it for bookings. 9999 in examples is nobody's",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: "currency",
        label: "Currency",
        help: "The currency of the prices in the table below, such as SEK, DKK, NOK or EUR",
        kind: FieldKind::Currency,
        required: true,
        default: "SEK",
    },
    Field {
        name: "notify",
        label: "Notice to the recipient",
        help: "Beyond what a service does by itself; each may cost, by your contract. It needs the telephone number or the e-mail address in the order",
        kind: FieldKind::Choice(&[
            ("none", "As the service does"),
            ("sms", "By text message (A3)"),
            ("email", "By e-mail (A4)"),
            ("both", "By both"),
        ]),
        required: true,
        default: "none",
    },
    Field {
        name: "service_point",
        label: "Service point",
        help: "Where MyPack Collect goes. To Norway, Finland and beyond the Nordics one must be named, so the nearest is looked up there in any case",
        kind: FieldKind::Choice(&[
            ("default", "The one PostNord chooses"),
            ("nearest", "The nearest to the recipient"),
        ]),
        required: true,
        default: "default",
    },
    Field {
        name: "signature",
        label: "Signature",
        help: "PostNord has no plain signature to order. Where an order wants one, it can have the recipient's identity card checked (C4) instead",
        kind: FieldKind::Choice(&[
            ("refuse", "Refuse such a shipment"),
            ("id_check", "Have the identity card checked"),
        ]),
        required: true,
        default: "refuse",
    },
    Field {
        name: "cod_account",
        label: "Cash on delivery to",
        help: "Bank giro, plus giro or account that PostNord pays the collected money to. Empty: the one in your agreement",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "cod_bank",
        label: "Which is a",
        help: "The kind of the account above; it counts only where one is entered",
        kind: FieldKind::Choice(&[
            ("Z01", "Swedish bank giro"),
            ("Z04", "Swedish plus giro"),
            ("ADE", "Bank account"),
            ("IBAN", "IBAN"),
        ]),
        required: true,
        default: "Z01",
    },
    Field {
        name: "customs",
        label: "Customs declaration",
        help: "Sent with the booking of what leaves a customs union. Choose what your contract says for the service, or none where another declares it",
        kind: FieldKind::Choice(&[
            ("cn23", "CN23"),
            ("cn22", "CN22, for small things"),
            ("none", "None: it is declared elsewhere"),
        ]),
        required: true,
        default: "cn23",
    },
    Field {
        name: "eori",
        label: "EORI number",
        help: "Yours, such as SE5561234567. A declaration needs this, or a VOEC or IOSS number for its country",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "voec",
        label: "VOEC number",
        help: "For goods sold to Norway with the tax paid; empty where you have none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "ioss",
        label: "IOSS number",
        help: "For goods sold into the European Union with the tax paid; empty where you have none",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "Automatic takes ZPL for a printer that likes it, else PDF. PostNord's ZPL writes with fonts that must be on the printer's E: drive (ARI000.TTF, ARIAL.TTF, T0003M_); without them texts stay blank: choose PDF then",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("zpl", "Always ZPL"),
            ("pdf", "Always PDF"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "label_type",
        label: "Label",
        help: "Standard labels are 190 × 105 mm, which is longer than 4 × 6 inches; small ones are 75 × 105 mm, and not of every service",
        kind: FieldKind::Choice(&[
            ("standard", "Standard, 190 × 105 mm"),
            ("small", "Small, 75 × 105 mm"),
        ]),
        required: true,
        default: "standard",
    },
    Field {
        name: "paper",
        label: "Paper of a PDF",
        help: "The label alone for a label printer, or a sheet that it is on",
        kind: FieldKind::Choice(&[
            ("LABEL", "The label alone"),
            ("A4", "A4"),
            ("A5", "A5"),
            ("A6", "A6"),
        ]),
        required: true,
        default: "LABEL",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of PostNord, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
