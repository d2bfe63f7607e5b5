//! Answers read by the name of their operation, as JSON.

use super::{address, label, news, ship, track, void};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct DomesticReads;

const OPERATIONS: &[&str] = &[
    "test", "address", "buy", "void", "label", "track", "webhook",
];

impl Reads for DomesticReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            "test" => json!({ "places": address::places(answer)?.len() }),
            "address" => json!(address::parse(answer, &asked.consignment.ship_to)?),
            "buy" => sold(&ship::parse(
                answer,
                &Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                },
            )?),
            "void" => {
                void::parse(answer)?;
                json!({ "done": true })
            }
            "label" => document(&label::parse(answer)?),
            "track" => json!(track::parse(answer, asked.number)?),
            // The seal is looked at before: here is what was in it.
            "webhook" => json!(news::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("China Post has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
