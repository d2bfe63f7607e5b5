//! Karrio, the shipping gateway that the merchant runs: one account here, many carriers behind it.

mod answer;
mod connection;
mod consignment;
mod history;
mod label;
mod option;
mod rate;
mod server;
mod settle;
mod ship;
#[cfg(test)]
mod tests;
mod track;
mod void;
mod wire;

use crate::engine::Limits;
use crate::{Field, FieldKind, Likeness, Profile, Ship};

/// Karrio in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "karrio",
    name: "Karrio",
    about: "A shipping server that you run yourself; the carriers connected to it are rated and bought through it.",
    form: FORM,
    table: None,
    limits: &Limits::OWN_SERVER,
    test: Some(&connection::KarrioTest),
    rates: &rate::KarrioRates,
    ship: Ship::Remote(&ship::KarrioShips),
    void: Some(&void::KarrioVoids),
    track: Some(&track::KarrioTracks),
    label_again: Some(&label::KarrioLabelAgain),
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: None,
    likeness: |_| Likeness::No,
};

const FORM: &[Field] = &[
    Field {
        name: "url",
        label: "Server address",
        help: "Where your Karrio server answers, such as https://karrio.example.com or http://127.0.0.1:5002",
        kind: FieldKind::Url,
        required: true,
        default: "",
    },
    Field {
        name: "token",
        label: "API key",
        help: "In Karrio's dashboard under Developers, API keys. A test key sees only test connections, a live key only live ones",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "label_format",
        label: "Label format",
        help: "What to ask carriers for. Automatic takes what the label printer likes best",
        kind: FieldKind::Choice(&[
            ("auto", "Automatic"),
            ("PDF", "Always PDF"),
            ("ZPL", "Always ZPL"),
        ]),
        required: true,
        default: "auto",
    },
    Field {
        name: "allow_plain_http",
        label: "Unencrypted HTTP",
        help: "Only for a server in your own network: anyone on the way can read the API key and your customers' addresses",
        kind: FieldKind::Choice(&[("no", "Refuse"), ("yes", "Allow")]),
        required: true,
        default: "no",
    },
];
