//! Answers read by the name of their operation, as JSON.

use super::{rate, ship, track, void};
use crate::engine::Answer;
use crate::named::sold;
use crate::{Asked, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct TemplateReads;

impl Reads for TemplateReads {
    fn operations(&self) -> &'static [&'static str] {
        &["rate", "buy", "void", "track"]
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            "rate" => json!(rate::parse(answer, asked.account)?.rates),
            "buy" => sold(&ship::parse(answer, asked.consignment.parcels.len())?),
            "void" => {
                void::parse(answer)?;
                json!({ "void": true })
            }
            "track" => json!(track::parse(answer)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("There is no operation {other}"),
                ));
            }
        })
    }
}
