//! Answers read by the name of their operation, as JSON.

use super::mode::Mode;
use super::settle::Found;
use super::{connection, label, news, rate, serve, settle, ship, track, void};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, RateAnswer, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct GhtkReads;

const OPERATIONS: &[&str] = &[
    "test",
    "rate",
    "serviceability",
    "buy",
    "find",
    "resend",
    "void",
    "label",
    "track",
    "webhook",
];

impl Reads for GhtkReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        // An answer says nothing of the way that was asked about; it is taken for the account's first.
        let mode = Mode::wanted(asked.account)[0];
        Ok(match operation {
            "test" => json!({ "pickups": connection::parse(answer)? }),
            "rate" => {
                let mut offers = RateAnswer::default();
                rate::parse(answer, asked.account, mode)?.into_offers(&mut offers, mode);
                json!({ "rates": offers.rates, "notes": offers.notes })
            }
            "serviceability" => json!(serve::parse(answer, asked.account, mode)?),
            "buy" | "resend" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                sold(&ship::parse(answer, asked.account, &prepared)?)
            }
            "find" => match settle::parse(answer, asked.number)? {
                Found::Order { label, charged } => json!({ "label": label, "charged": charged }),
                Found::Cancelled { label } => json!({ "cancelled": label }),
                Found::Nothing => json!({ "label": null }),
            },
            "void" => {
                void::parse(answer)?;
                json!({ "done": true })
            }
            "label" => document(&label::parse(answer)?),
            "track" => json!(track::parse(answer, asked.number)?),
            // Whether GHTK sent it is looked at before, by its address.
            "webhook" => json!(news::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("GHTK has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
