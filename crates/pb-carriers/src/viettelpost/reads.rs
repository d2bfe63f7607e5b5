//! Answers read by the name of their operation, as JSON.

use super::login::OWNER;
use super::{label, news, places, rate, serve, ship, track, void, warehouse};
use crate::engine::{Answer, Login as _, Request};
use crate::named::{document, sold};
use crate::vietnam::Place;
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct ViettelReads;

const OPERATIONS: &[&str] = &[
    "login",
    "test",
    "warehouses",
    "places",
    "rate",
    "quote",
    "serviceability",
    "buy",
    "void",
    "label code",
    "label",
    "track",
    "instruct",
    "webhook",
];

impl Reads for ViettelReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": OWNER.read(answer)?.lifetime.as_secs() }),
            "test" | "warehouses" => {
                let all = warehouse::parse(answer)?;
                json!({ "warehouses": all.iter().map(|w| w.id).collect::<Vec<_>>() })
            }
            "places" => {
                let places = places::parse(answer)?;
                let place = |p: &Place| json!({ "id": p.id, "name": p.name, "also": p.also });
                json!({ "places": places.iter().map(place).collect::<Vec<_>>() })
            }
            "rate" => {
                let parcels = asked.consignment.parcels.iter();
                let micrograms: i64 = parcels.map(|p| p.weight.micrograms()).sum();
                let offers = rate::parse(answer, asked.account, micrograms / 1_000_000)?;
                json!({ "rates": offers.rates, "notes": offers.notes })
            }
            "quote" => json!({ "total": rate::parse_quote(answer)? }),
            "serviceability" => json!(serve::parse(answer, asked.account)?),
            "buy" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                sold(&ship::parse(answer, asked.account, &prepared)?)
            }
            "void" | "instruct" => {
                void::parse(answer)?;
                json!({ "done": true })
            }
            // The code opens the label, so it is nobody's to see either.
            "label code" => {
                label::parse_code(answer)?;
                json!({ "code": true })
            }
            "label" => document(&label::parse_page(answer)?),
            "track" => json!(track::parse(answer, asked.number)?),
            // Whether Viettel Post sent it is looked at before, by its secret.
            "webhook" => json!(news::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Viettel Post has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
