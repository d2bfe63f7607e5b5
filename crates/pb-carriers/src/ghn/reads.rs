//! Answers read by the name of their operation, as JSON.

use super::{
    connection, instruct, label, news, order, places, rate, serve, settle, shift, ship, track, void,
};
use crate::engine::{Answer, Request};
use crate::named::{document, sold};
use crate::{Asked, Prepared, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct GhnReads;

const OPERATIONS: &[&str] = &[
    "test",
    "places",
    "rate",
    "serviceability",
    "shifts",
    "buy",
    "find",
    "resend",
    "void",
    "label token",
    "label",
    "track",
    "instruct",
    "update",
    "webhook",
];

impl Reads for GhnReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        // What was asked about may be no parcel of GHN's; then it is a light one.
        let service = order::services(asked.consignment).map_or(order::LIGHT, |all| all[0]);
        Ok(match operation {
            "test" => json!({ "shops": connection::parse(answer)? }),
            "places" => {
                let places = places::parse(answer)?;
                let place = |p: &crate::vietnam::Place| json!({ "id": p.id, "name": p.name, "also": p.also });
                json!({ "places": places.iter().map(place).collect::<Vec<_>>() })
            }
            "rate" => json!({ "rates": [rate::parse(answer, asked.account, service)?] }),
            "serviceability" => {
                let today = asked.now.to_zoned(jiff::tz::TimeZone::UTC).date();
                json!(serve::parse(answer, asked.account, service, today)?)
            }
            "shifts" => json!({ "shifts": shift::parse(answer)? }),
            "buy" | "resend" => {
                let prepared = Prepared {
                    reference: asked.number.to_owned(),
                    quoted: asked.quoted,
                    request: Request::get(""),
                };
                sold(&ship::parse(answer, asked.account, &prepared)?)
            }
            "find" => match settle::parse(answer, asked.number)? {
                settle::Found::Order { code, sort_code } => {
                    json!({ "order_code": code, "sort_code": sort_code })
                }
                settle::Found::Cancelled { code } => json!({ "cancelled": code }),
                settle::Found::Nothing => json!({ "order_code": null }),
            },
            "void" | "instruct" => {
                void::parse_switch(answer, asked.number)?;
                json!({ "done": true })
            }
            "update" => {
                instruct::parse_update(answer)?;
                json!({ "done": true })
            }
            // The token itself is nobody's to see.
            "label token" => {
                label::parse_token(answer)?;
                json!({ "token": true })
            }
            "label" => document(&label::parse_page(answer)?),
            "track" => json!(track::parse(answer, asked.number)?),
            // Whether GHN sent it is looked at before, by its headers.
            "webhook" => json!(news::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("GHN has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
