//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::{label, serve, settle, ship, track, void};
use crate::engine::{Answer, Login as _, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct DtdcReads;

const OPERATIONS: &[&str] = &[
    "login",
    "serviceability",
    "buy",
    "find",
    "label",
    "void",
    "track",
];

impl Reads for DtdcReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": LOGIN.read(answer)?.lifetime.as_secs() }),
            "serviceability" => {
                let [_, to] = ship::parties(asked.consignment);
                json!(serve::parse(answer, &to.pin()?)?)
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
            "find" => json!({ "found": settle::parse(answer, asked.number)? }),
            "label" => document(&label::parse(answer, asked.number)?),
            "void" => {
                void::parse(answer, asked.number)?;
                json!({ "void": true })
            }
            "track" => json!(track::parse(answer, asked.number)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("DTDC has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
