//! Answers read by the name of their operation, as JSON.

use super::super::seventeen;
use super::{connection, label, ship};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct InternationalReads;

const OPERATIONS: &[&str] = &[
    "test",
    "buy",
    "label",
    "track register",
    "subscribe",
    "track",
    "webhook",
];

impl Reads for InternationalReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        let numbers = [asked.number];
        Ok(match operation {
            "test" => json!({ "products": connection::parse(answer)? }),
            "buy" => sold(&ship::parse(
                answer,
                &Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                },
            )?),
            "label" => document(&label::parse(answer)?),
            "track register" | "subscribe" => {
                seventeen::parse_register(answer, &numbers)?.remove(0)?;
                json!({ "registered": true })
            }
            "track" => json!(seventeen::parse(answer, &numbers)?.remove(0)?),
            // Whether 17TRACK sent it is looked at before, by its header.
            "webhook" => json!(seventeen::news(&answer.body)?),
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
