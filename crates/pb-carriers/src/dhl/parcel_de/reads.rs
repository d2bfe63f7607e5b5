//! Answers read by the name of their operation, as JSON.

use super::login::LOGIN;
use super::ship::{self, Said, Sale};
use super::{connection, label, manifest, returns, void};
use crate::dhl::unified;
use crate::engine::{Answer, Login as _};
use crate::named::{document, sold};
use crate::{Asked, Reads};
use pb_domain::{Direction, Problem, ProblemKind};
use serde_json::{Value, json};

pub(super) struct ParcelReads;

/// A subscription is not among them: its yes is a status whose body nobody documents.
const OPERATIONS: &[&str] = &[
    "login",
    "test",
    "validate",
    "buy",
    "return",
    "void",
    "label",
    "manifest",
    "manifest paper",
    "track",
    "webhook",
];

impl Reads for ParcelReads {
    fn operations(&self) -> &'static [&'static str] {
        OPERATIONS
    }

    fn read(&self, operation: &str, asked: Asked<'_>, answer: &Answer) -> Result<Value, Problem> {
        let numbers = [asked.number.to_owned()];
        let parcels = asked.consignment.parcels.len();
        let returned = asked.consignment.direction == Direction::Return;
        Ok(match operation {
            // The token itself is nobody's to see.
            "login" => json!({ "seconds": LOGIN.read(answer)?.lifetime.as_secs() }),
            "test" => {
                connection::let_in(answer)?;
                json!({ "let_in": true })
            }
            "validate" => {
                ship::parse_rehearsal(answer, parcels)?;
                json!({ "taken": parcels })
            }
            "return" => sold(&returns::parse(answer, asked.quoted)?),
            "buy" if returned => sold(&returns::parse(answer, asked.quoted)?),
            "buy" => match ship::parse(answer, asked.quoted, parcels, &Sale::default()) {
                Said::Sold(bought) => sold(&bought),
                Said::No(problem) | Said::Unclear(problem) => return Err(problem),
                Said::InPart {
                    sold: numbers,
                    problem,
                } => {
                    return Err(Problem {
                        kind: ProblemKind::UnknownOutcome,
                        text: format!(
                            "A part was sold, {}, and is taken back: {}",
                            numbers.join(", "),
                            problem.text
                        ),
                        ..problem
                    });
                }
            },
            "void" => {
                void::parse(answer, &numbers)?;
                json!({ "void": true })
            }
            "label" => {
                let labels = label::parse(answer, &numbers)?;
                json!({ "labels": labels.iter().map(document).collect::<Vec<_>>() })
            }
            "manifest" => {
                let closed = manifest::parse_close(answer, &numbers)?;
                let closed = closed
                    .into_iter()
                    .map(|(number, said)| json!({ "number": number, "problem": said.err() }));
                json!({ "shipments": closed.collect::<Vec<_>>() })
            }
            "manifest paper" => {
                let papers = manifest::parse_paper(answer)?;
                json!({ "papers": papers.iter().map(document).collect::<Vec<_>>() })
            }
            "track" => json!(unified::parse(answer, asked.number)?),
            // Whether DHL sent it is looked at before, by its headers.
            "webhook" => json!(unified::parse_message(&answer.body)?),
            other => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!("DHL Parcel Germany has no operation {other} here"),
                )
                .hint(format!("It has {}", OPERATIONS.join(", "))));
            }
        })
    }
}
