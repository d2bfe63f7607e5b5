//! Answers read by the name of their operation, as JSON.

use super::settle::Found;
use super::{label, rate, serviceability, settle, ship, track, void, warehouse};
use crate::engine::Answer;
use crate::named::{document, sold};
use crate::{Asked, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct VelocityReads;

const OPERATIONS: &[&str] = &[
    "warehouse",
    "rate",
    "serviceability",
    "buy",
    "find",
    "label",
    "void",
    "track",
];

impl Reads for VelocityReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            "warehouse" => json!({ "warehouse": warehouse::parse(answer)? }),
            "rate" => {
                let read = rate::parse(answer, asked.account)?;
                json!({ "rates": read.rates, "notes": read.notes })
            }
            "serviceability" => {
                let lane = serviceability::parse(answer)?;
                json!({ "couriers": lane.couriers, "zone": lane.zone })
            }
            "buy" => sold(&ship::parse(answer, asked.account, asked.quoted)?),
            "find" => match settle::parse(answer, asked.number)? {
                Found::Sold(row) => json!({ "sold": row.number, "courier": row.courier }),
                Found::Cancelled(row) => json!({ "cancelled": row.number }),
                Found::NotBooked => json!({ "not_booked": true }),
                Found::Nothing => json!({ "nothing": true }),
                Found::Several(numbers) => json!({ "several": numbers }),
            },
            "label" => document(&label::parse(answer)?),
            // That it is taken; what is void is said by the track.
            "void" => {
                void::parse(answer)?;
                json!({ "taken": true })
            }
            "track" => json!(track::parse(answer, asked.number)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Velocity has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
