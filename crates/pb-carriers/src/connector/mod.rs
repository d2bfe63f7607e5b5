//! Connector: a server of the merchant's own, or of a local courier, that speaks Packbench's small
//! HTTP protocol (`docs/connector.md`).

mod answer;
mod connection;
mod consignment;
mod label;
mod number;
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

/// Connector in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "connector",
    name: "Connector",
    about: "A server of your own, or of a local courier, that speaks Packbench's small HTTP protocol.",
    form: FORM,
    table: None,
    limits: &Limits::OWN_SERVER,
    test: Some(&connection::ConnectorTest),
    rates: &rate::ConnectorRates,
    ship: Ship::Remote(&ship::ConnectorShips),
    void: Some(&void::ConnectorVoids),
    track: Some(&track::ConnectorTracks),
    label_again: Some(&label::ConnectorLabelAgain),
    numbers: Some(&number::ConnectorNumbers),
    books: Some(&number::ConnectorBooks),
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
        help: "Where the server answers, such as https://courier.example.com/packbench; the protocol's paths begin below it",
        kind: FieldKind::Url,
        required: true,
        default: "",
    },
    Field {
        name: "token",
        label: "Token",
        help: "What the server knows you by. Whoever runs it gives you one",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: "currency",
        label: "Currency",
        help: "What the server charges in. Rates in another currency are not offered",
        kind: FieldKind::Currency,
        required: true,
        default: "USD",
    },
    Field {
        name: settle::SETTING,
        label: "When an answer is lost",
        help: "How to find out whether a label was sold. Choose what the server promises; Test connection compares the two",
        kind: FieldKind::Choice(settle::CHOICES),
        required: true,
        default: settle::PERSON,
    },
    Field {
        name: "allow_plain_http",
        label: "Unencrypted HTTP",
        help: "Only for a server in your own network: anyone on the way can read the token and your customers' addresses",
        kind: FieldKind::Choice(&[("no", "Refuse"), ("yes", "Allow")]),
        required: true,
        default: "no",
    },
];
