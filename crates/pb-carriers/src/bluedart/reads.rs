//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::{serve, settle, ship, track, void};
use crate::engine::{Answer, Login as _, Request};
use crate::named::sold;
use crate::{Asked, Prepared, Reads, Settled};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct BlueDartReads;

const OPERATIONS: &[&str] = &["login", "serviceability", "buy", "resend", "void", "track"];

impl Reads for BlueDartReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        let prepared = || Prepared {
            reference: asked.number.to_owned(),
            quoted: asked.quoted,
            request: Request::get(""),
        };
        let parcels = asked.consignment.parcels.len();
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": LOGIN.read(answer)?.lifetime.as_secs() }),
            "serviceability" => {
                let [_, to] = ship::parties(asked.consignment);
                let place = serve::parse(answer, &to.pin()?)?;
                let lane = [place.clone(), place];
                let products = super::product::PRODUCTS.iter();
                let goes = products.map(|product| {
                    let paid = serve::goes(&lane, product, false);
                    let cash = serve::goes(&lane, product, true);
                    json!({ "product": product.code, "paid": paid, "cash": cash })
                });
                goes.collect()
            }
            "buy" => sold(&ship::parse(answer, &prepared(), parcels)?),
            "resend" => match settle::resent(answer, &prepared(), parcels) {
                Settled::Bought(bought) => sold(&bought),
                Settled::NotBought(problem) | Settled::StillUnknown(problem) => {
                    return Err(problem);
                }
            },
            "void" => {
                void::parse(answer)?;
                json!({ "void": true })
            }
            "track" => json!(track::parse(answer, asked.number)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Blue Dart has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
