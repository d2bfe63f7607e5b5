//! Answers read by the name of their operation, as JSON.

use super::{address, pickup, rate, settle, ship, track};
use crate::engine::Answer;
use crate::named::sold;
use crate::{Asked, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct ExpressReads;

/// A pickup's cancellation is not among them: its yes is a status without a body.
const OPERATIONS: &[&str] = &["rate", "buy", "find", "track", "address", "pickup"];

impl Reads for ExpressReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            "rate" => {
                let read = rate::parse(answer, asked.account.id)?;
                json!({ "rates": read.rates, "notes": read.notes })
            }
            "buy" => {
                let parcels = asked.consignment.parcels.len();
                sold(&ship::parse(answer, asked.quoted, parcels)?)
            }
            "find" => match settle::parse(answer, asked.number, asked.consignment, asked.now)? {
                settle::Found::Sold(waybill, numbers) => {
                    json!({ "shipment": waybill, "tracking_numbers": numbers })
                }
                settle::Found::Unclear(problem) => json!({ "still_unknown": problem }),
            },
            "track" => json!(track::parse(answer, asked.number, asked.number)?),
            "address" => json!(address::parse(answer, &asked.consignment.ship_to)?),
            "pickup" => json!(pickup::parse(answer)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("DHL Express has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
