//! Answers read by the name of their operation, as JSON.

use super::login::{OAUTH, PAYMENT};
use super::{
    address, answer, connection, label, pickup, rate, scan_form, ship, subscription, track, void,
    wire,
};
use crate::engine::{Answer, Login as _, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct UspsReads;

const OPERATIONS: &[&str] = &[
    "login",
    "test",
    "rate",
    "buy",
    "resend",
    "void",
    "label",
    "track",
    "track one",
    "address",
    "pickup",
    "pickup look",
    "pickup cancel",
    "manifest",
    "subscribe",
    "webhook",
];

impl Reads for UspsReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // The tokens themselves are nobody's to see; both logins have this name.
            "login" => {
                let is_payment = answer::plain::<wire::PaymentToken>(answer)
                    .is_some_and(|given| !given.token.is_empty());
                let grant = match is_payment {
                    true => PAYMENT.read(answer)?,
                    false => OAUTH.read(answer)?,
                };
                json!({ "seconds": grant.lifetime.as_secs() })
            }
            "test" => json!({ "sufficient_funds": connection::parse(answer)? }),
            "rate" => {
                let offers = rate::parse(answer, asked.account, asked.consignment)?;
                let read = rate::combined(asked.account, &[offers]);
                json!({ "rates": read.rates, "notes": read.notes })
            }
            "buy" | "resend" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                sold(&ship::bought(vec![ship::parse(answer)?], &prepared)?)
            }
            "void" => {
                void::parse(answer, asked.number)?;
                json!({ "void": true })
            }
            "label" => document(&label::parse(answer)?),
            "track" => {
                let mut answers = track::parse_many(answer, &[asked.number])?;
                json!(answers.remove(0)?)
            }
            "track one" => json!(track::parse_one(answer, asked.number)?),
            "address" => json!(address::parse(answer, &asked.consignment.ship_to)?),
            "pickup" => json!(pickup::parse(answer)?),
            "pickup look" => json!({ "version": pickup::parse_look(answer)? }),
            "pickup cancel" => {
                pickup::parse_cancel(answer)?;
                json!({ "cancelled": true })
            }
            "manifest" => {
                let (manifest, numbers) = scan_form::parse(answer)?;
                json!({
                    "number": manifest.number,
                    "tracking_numbers": numbers,
                    "documents": manifest.documents.iter().map(document).collect::<Vec<_>>(),
                })
            }
            "subscribe" => {
                subscription::parse_subscription(answer)?;
                json!({ "subscribed": true })
            }
            // Whether USPS sent it is looked at before, by its signature.
            "webhook" => json!(subscription::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("USPS has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
