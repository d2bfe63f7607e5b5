//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::{address, close, news, pickup, rate, settle, ship, track, void};
use crate::engine::{Answer, Login as _};
use crate::named::{document, sold};
use crate::{Asked, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct FedexReads;

const OPERATIONS: &[&str] = &[
    "login",
    "rate",
    "buy",
    "find",
    "void",
    "track",
    "address",
    "pickup",
    "pickup cancel",
    "close",
    "webhook",
];

impl Reads for FedexReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": LOGIN.read(answer)?.lifetime.as_secs() }),
            "rate" => {
                let read = rate::parse(answer, asked.account, asked.consignment)?;
                json!({ "rates": read.rates, "notes": read.notes })
            }
            "buy" => sold(&ship::parse(
                answer,
                asked.quoted,
                asked.consignment.parcels.len(),
            )?),
            "find" => match settle::parse(answer, asked.number, asked.consignment, asked.now)? {
                settle::Found::Sold(sold) => {
                    json!({ "shipment": sold.shipment, "tracking_numbers": sold.numbers })
                }
                settle::Found::Unclear(problem) => json!({ "still_unknown": problem }),
            },
            "void" => {
                void::parse(answer, asked.number)?;
                json!({ "void": true })
            }
            "track" => json!(track::parse(answer, asked.number)?),
            "address" => json!(address::parse(answer, &asked.consignment.ship_to)?),
            "pickup" => json!(pickup::parse(answer, "FDXE", &asked.consignment.ship_date)?),
            "pickup cancel" => {
                pickup::parse_cancel(answer)?;
                json!({ "cancelled": true })
            }
            "close" => {
                let documents = close::parse(answer)?.documents;
                json!({ "documents": documents.iter().map(document).collect::<Vec<_>>() })
            }
            // Whether FedEx sent it is looked at before, by its signature.
            "webhook" => json!(news::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("FedEx has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
