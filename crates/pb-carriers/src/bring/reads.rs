//! Answers read by the name of their operation, as JSON.

use super::{cast, connection, label, rate, settle, ship, track};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};
use url::Url;

pub(super) struct BringReads;

const OPERATIONS: &[&str] = &[
    "test",
    "rate",
    "buy",
    "label",
    "find",
    "track",
    "subscribe",
    "webhook",
];

impl Reads for BringReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            "test" => json!({ "reached": connection::parse(answer, asked.account)? }),
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
                let (bought, _) = ship::parse(answer, &prepared, parcels)?;
                sold(&bought)
            }
            "label" => {
                // Where it would have been asked for, for an address that leads on from there.
                let at = Url::parse("https://api.bring.com/labels/").expect("a constant address");
                match label::parse(answer, &at)? {
                    label::Found::Label(label) => document(&label),
                    label::Found::Moved(to) => json!({ "moved_to": to }),
                    label::Found::NotYet => return Err(label::not_there()),
                }
            }
            "find" => match settle::parse(answer, asked.number, asked.consignment, asked.now)? {
                settle::Found::Sold(sold) => {
                    json!({ "consignment": sold.consignment, "tracking_numbers": sold.numbers })
                }
                settle::Found::Unclear(problem) => json!({ "still_unknown": problem }),
            },
            "track" => json!(track::parse(answer, asked.number)?),
            "subscribe" => {
                cast::parse_subscription(answer)?;
                json!({ "subscribed": true })
            }
            // Whether Bring sent it is looked at before, by its headers.
            "webhook" => json!(cast::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Bring has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
