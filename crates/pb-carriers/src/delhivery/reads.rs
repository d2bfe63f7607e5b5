//! Answers read by the name of their operation, as JSON.

use super::rate::Mode;
use super::settle::Borne;
use super::{
    book, instruct, label, number, pickup, push, rate, serve, settle, ship, track, transit, void,
};
use crate::engine::Answer;
use crate::named::document;
use crate::{Asked, Reads};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct DelhiveryReads;

const OPERATIONS: &[&str] = &[
    "rate",
    "transit",
    "serviceability",
    "numbers",
    "number",
    "buy",
    "find",
    "book",
    "label",
    "label file",
    "void",
    "return",
    "change address",
    "try again",
    "track",
    "pickup",
    "webhook",
];

/// Most numbers of an answer that nobody counted beforehand.
const MOST: u32 = 10_000;

impl Reads for DelhiveryReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        let number = asked.number;
        let borne = || Borne {
            number: number.to_owned(),
            order: String::new(),
        };
        Ok(match operation {
            "rate" => json!({ "rate": rate::parse(answer, asked.account, Mode::Surface)? }),
            "transit" => json!({ "days": transit::parse(answer)? }),
            "serviceability" => {
                // A pincode may be asked for in the number's place, where the consignment has none.
                let pin = serve::customer(asked.consignment).unwrap_or_else(|_| number.to_owned());
                json!(serve::parse(answer, &pin, asked.consignment)?)
            }
            "numbers" => json!({ "numbers": number::parse(answer, MOST)? }),
            "number" => json!({ "numbers": number::parse(answer, 1)? }),
            "buy" => {
                ship::parse(answer, &[number.to_owned()])?;
                json!({ "tracking_numbers": [number], "charged": asked.quoted, "tracking_url": ship::page(number) })
            }
            "find" => match settle::parse(answer, &[borne()])? {
                settle::Found::Sold => json!({ "tracking_numbers": [number] }),
                settle::Found::Nothing => json!({
                    "still_unknown": settle::nothing_yet(number, asked.consignment, asked.now)
                }),
                settle::Found::Unclear(problem) => json!({ "still_unknown": problem }),
            },
            "book" => match book::parse(answer, &[borne()])? {
                book::Told::Booked => json!({ "booked": true }),
                book::Told::InUse(problem) => json!({ "to_be_looked_up": problem }),
            },
            "label" => {
                // The link lets anybody in who has it.
                let link = label::parse(answer, number)?;
                json!({ "host": url::Url::parse(&link).ok().and_then(|l| l.host_str().map(str::to_owned)) })
            }
            "label file" => document(&label::document(answer)?),
            "void" | "return" | "change address" => {
                void::parse(answer, number)?;
                json!({ "done": true })
            }
            "try again" => json!({ "job": instruct::parse_again(answer)? }),
            "track" => json!(track::parse(answer, number)?),
            "pickup" => json!(pickup::parse(answer)?),
            // Whether Delhivery sent it is looked at before, by its header.
            "webhook" => json!(push::parse(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("Delhivery has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
