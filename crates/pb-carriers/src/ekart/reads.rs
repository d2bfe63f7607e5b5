//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::serviceability::Place;
use super::{
    instruct, label, manifest, rate, serviceability, ship, track, void, warehouse, webhook,
};
use crate::engine::{Answer, Login as _, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct EkartReads;

const OPERATIONS: &[&str] = &[
    "login",
    "addresses",
    "address",
    "rate",
    "buy",
    "void",
    "label",
    "track",
    "serviceability",
    "instruct",
    "manifest",
    "manifest paper",
    "webhooks",
    "subscribe",
    "webhook",
];

impl Reads for EkartReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": LOGIN.read(answer)?.lifetime.as_secs() }),
            "addresses" => json!({ "aliases": warehouse::parse_list(answer)? }),
            "address" => {
                warehouse::parse(answer, asked.number)?;
                json!({ "kept": true })
            }
            "rate" => {
                let read = rate::parse(answer, asked.account)?;
                json!({ "rates": read.rates, "notes": read.notes })
            }
            "buy" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                let parcels = asked.consignment.parcels.len();
                sold(&ship::parse(answer, &prepared, parcels)?)
            }
            "void" => {
                void::parse(answer, asked.number)?;
                json!({ "void": true })
            }
            "label" => document(&label::parse(answer, "label")?),
            "track" => json!(track::parse(answer, asked.number)?),
            "serviceability" => place(&serviceability::parse(answer)?),
            "instruct" => {
                instruct::parse(answer)?;
                json!({ "agreed": true })
            }
            "manifest" => {
                let made = manifest::parse(answer)?;
                json!({ "number": made.number, "url": made.url })
            }
            "manifest paper" => document(&label::parse(answer, "manifest")?),
            "webhooks" => {
                let hooks = webhook::parse_list(answer)?;
                let shown = |hook: &webhook::Hook| json!({ "id": hook.id, "url": hook.url, "topics": hook.topics });
                hooks.iter().map(shown).collect()
            }
            "subscribe" => json!({ "webhook": webhook::parse_hook(answer)? }),
            // Whether Ekart sent it is looked at before, by its headers.
            "webhook" => json!(webhook::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Ekart has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}

fn place(place: &Place) -> Value {
    json!({
        "forward_pickup": place.forward_pickup,
        "forward_drop": place.forward_drop,
        "reverse_pickup": place.reverse_pickup,
        "reverse_drop": place.reverse_drop,
        "cash": place.cash.map(|most| most.to_string()),
        "words": place.words,
    })
}
