//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::{address, alert, label, pickup, rate, settle, ship, track, void};
use crate::engine::{Answer, Login as _, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct UpsReads;

const OPERATIONS: &[&str] = &[
    "login",
    "rate",
    "buy",
    "find",
    "void",
    "label",
    "track",
    "address",
    "pickup",
    "pickup cancel",
    "subscribe",
    "webhook",
];

impl Reads for UpsReads {
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
            "void" => {
                void::parse(answer, asked.number)?;
                json!({ "void": true })
            }
            "label" => {
                let recovered = label::parse(answer)?;
                let labels: serde_json::Map<String, Value> = recovered
                    .labels
                    .iter()
                    .map(|(number, label)| (number.clone(), document(label)))
                    .collect();
                json!({ "shipment": recovered.shipment, "labels": labels })
            }
            "track" => json!(track::parse(answer, asked.number)?),
            "address" => json!(address::parse(answer, &asked.consignment.ship_to)?),
            "pickup" => json!(pickup::parse(answer)?),
            "pickup cancel" => {
                pickup::parse_cancel(answer)?;
                json!({ "cancelled": true })
            }
            "subscribe" => {
                let numbers = [asked.number.to_owned()];
                json!({ "not_taken": alert::parse_subscription(answer, &numbers)? })
            }
            // Whether UPS sent it is looked at before, by its headers.
            "webhook" => json!(alert::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("UPS has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
