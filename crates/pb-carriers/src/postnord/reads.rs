//! Answers read by the name of their operation, as JSON.

use super::{label, point, settle, ship, track, transit};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct PostNordReads;

const OPERATIONS: &[&str] = &["rate", "point", "buy", "find", "label", "track"];

impl Reads for PostNordReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // Prices are the table's, not the answer's.
            "rate" => {
                let times = transit::parse(answer)?;
                let served = transit::served(&times);
                json!({ "transit": times, "served": served })
            }
            "point" => json!(point::parse(answer)?),
            "buy" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                let parcels = asked.consignment.parcels.len();
                sold(&ship::parse(answer, &prepared, parcels)?)
            }
            "find" => match settle::parse(answer, asked.number, asked.consignment, asked.now)? {
                settle::Found::Sold(sold) => {
                    json!({ "shipment": sold.shipment, "tracking_numbers": sold.numbers })
                }
                settle::Found::Unclear(problem) => json!({ "still_unknown": problem }),
            },
            "label" => {
                let labels = label::parse(answer, &[asked.number.to_owned()])?;
                json!({ "labels": labels.iter().map(document).collect::<Vec<_>>() })
            }
            "track" => json!(track::parse(answer, asked.number, "")?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("PostNord has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
