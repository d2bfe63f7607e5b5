//! What carriers are and do, for whoever integrates or supports them: needs no bench, and sends nothing.
use crate::api::{Code, Failure, Result};
use http::HeaderMap;
use jiff::Timestamp;
use pb_carriers::engine::Answer;
use pb_carriers::named::{self, Operation};
use pb_carriers::{CARRIERS, FieldKind, Profile};
use pb_domain::Problem;
use serde::Serialize;
use serde_json::Value;

/// A carrier.
#[derive(Debug, Serialize)]
pub struct Carrier {
    /// Its id, which accounts and shipments are stored with.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// One sentence that helps a merchant choose it.
    pub about: &'static str,
    /// What it has, by the names that `request` takes.
    pub operations: Vec<&'static str>,
}

/// A carrier, whole.
#[derive(Debug, Serialize)]
pub struct CarrierView {
    /// As in the list.
    #[serde(flatten)]
    pub carrier: Carrier,
    /// The account's form, top to bottom.
    pub form: Vec<FormField>,
    /// What it has, with what each reads of its input.
    pub inputs: Vec<Operation>,
    /// The answers that can be read alone, by the names that `parse` takes.
    pub answers: &'static [&'static str],
    /// The input of its operations where nothing else is said.
    pub example: Value,
}

/// One field of an account's form.
#[derive(Debug, Serialize)]
pub struct FormField {
    /// Key in the account's settings or secrets.
    pub name: &'static str,
    /// Label beside the input.
    pub label: &'static str,
    /// What to enter and where to find it.
    pub help: &'static str,
    /// Whether it is a secret.
    pub secret: bool,
    /// The values it may have; empty where it is free.
    pub choices: Vec<&'static str>,
    /// Whether the account works without it.
    pub required: bool,
    /// What it starts with.
    pub default: &'static str,
}

/// All carriers, in the order they are offered.
pub fn list() -> Vec<Carrier> {
    CARRIERS.iter().map(|profile| summary(profile)).collect()
}

/// One carrier, by its id.
pub fn show(id: &str) -> Result<CarrierView> {
    let profile = find(id)?;
    Ok(CarrierView {
        carrier: summary(profile),
        form: profile.form.iter().map(form_field).collect(),
        inputs: named::operations(profile).collect(),
        answers: profile.reads.map_or(&[], |reads| reads.operations()),
        example: named::example(profile),
    })
}

/// What an operation would send, its secrets masked, and what it makes of the answers given for the carrier's: each a
/// status and a body.
pub async fn request(
    id: &str,
    operation: &str,
    input: &Value,
    answers: Vec<(u16, Vec<u8>)>,
) -> Result<named::Outcome> {
    let answers = answers.into_iter().map(answer).collect();
    Ok(named::run(find(id)?, operation, input, answers).await?)
}

/// What is understood of an answer: the result, or the problem that the carrier's answer means.
pub fn parse(
    id: &str,
    operation: &str,
    input: &Value,
    status_and_body: (u16, Vec<u8>),
) -> Result<std::result::Result<Value, Problem>> {
    let profile = find(id)?;
    Ok(named::read(
        profile,
        operation,
        input,
        &answer(status_and_body),
    )?)
}

fn answer((status, body): (u16, Vec<u8>)) -> Answer {
    Answer::new(status, HeaderMap::new(), body, Timestamp::now())
}

fn find(id: &str) -> Result<&'static Profile> {
    pb_carriers::find(id).ok_or_else(|| {
        let ids: Vec<&str> = CARRIERS.iter().map(|c| c.id).collect();
        Failure::new(Code::NotFound, format!("There is no carrier “{id}”"))
            .hint(format!("There are {}", ids.join(", ")))
    })
}

fn summary(profile: &Profile) -> Carrier {
    Carrier {
        id: profile.id,
        name: profile.name,
        about: profile.about,
        operations: named::operations(profile).map(|o| o.name).collect(),
    }
}

fn form_field(field: &pb_carriers::Field) -> FormField {
    FormField {
        name: field.name,
        label: field.label,
        help: field.help,
        secret: field.kind == FieldKind::Secret,
        choices: match field.kind {
            FieldKind::Choice(choices) => choices.iter().map(|(value, _)| *value).collect(),
            _ => Vec::new(),
        },
        required: field.required,
        default: field.default,
    }
}
