//! Operations by name, with JSON in and out: for whoever integrates a carrier or looks for a fault. Nothing is sent.

mod example;
#[cfg(test)]
mod tests;

pub use example::example;

use crate::engine::{Answer, DryRun, Engine, EngineOptions, Unsent};
use crate::{
    Asked, Booked, Bought, BoughtRef, Consignment, Cx, Instruction, Manifest, PickupOrder, Profile,
    Settled, Ship,
};
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, Document, Format, Paper, Problem, ProblemKind, PurchaseId, Rate,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What an operation is given; each takes from it what it needs ([`Operation::takes`]).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    account: Settings,
    consignment: Consignment,
    rate: Rate,
    purchase: PurchaseId,
    accept: Format,
    bought: BoughtRef,
    number: String,
    numbers: Vec<String>,
    count: u32,
    address: Address,
    pickup: PickupOrder,
    day: String,
    shipments: Vec<BoughtRef>,
    instruction: Instruction,
}

/// The account's fields, by their names in its form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    settings: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
    table: Option<String>,
}

/// An operation that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Its name, as in captures.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The members of the input that it reads, besides `account`.
    pub takes: &'static [&'static str],
}

/// All there may be, in the order a shipment meets them.
const OPERATIONS: &[Operation] = &[
    Operation {
        name: "test",
        about: "Whether the account answers",
        takes: &[],
    },
    Operation {
        name: "address",
        about: "Looks an address up",
        takes: &["address"],
    },
    Operation {
        name: "serviceability",
        about: "Whether it goes there",
        takes: &["consignment"],
    },
    Operation {
        name: "rate",
        about: "Prices",
        takes: &["consignment"],
    },
    Operation {
        name: "buy",
        about: "A purchase",
        takes: &["consignment", "rate", "purchase", "accept"],
    },
    Operation {
        name: "settle",
        about: "Finding out whether a purchase without an answer was made",
        takes: &["consignment", "rate", "purchase", "accept"],
    },
    Operation {
        name: "reserve",
        about: "Tracking numbers ahead",
        takes: &["count"],
    },
    Operation {
        name: "book",
        about: "Booking parcels that bear such numbers",
        takes: &["consignment", "rate", "numbers"],
    },
    Operation {
        name: "label",
        about: "A label once more",
        takes: &["bought"],
    },
    Operation {
        name: "void",
        about: "Taking a purchase back",
        takes: &["bought"],
    },
    Operation {
        name: "track",
        about: "Where a parcel is",
        takes: &["bought", "number"],
    },
    Operation {
        name: "instruct",
        about: "Telling it what to do with a parcel on its way",
        takes: &["bought", "number", "instruction"],
    },
    Operation {
        name: "manifest",
        about: "Handing a day's parcels over",
        takes: &["day", "shipments"],
    },
    Operation {
        name: "pickup",
        about: "Ordering a driver",
        takes: &["pickup"],
    },
    Operation {
        name: "pickup cancel",
        about: "Taking that order back, by its number",
        takes: &["number"],
    },
    Operation {
        name: "subscribe",
        about: "Asking to be told about parcels",
        takes: &["numbers"],
    },
];

/// The operations that a carrier has.
pub fn operations(profile: &Profile) -> impl Iterator<Item = Operation> {
    let has = |name: &str| match name {
        "test" => profile.test.is_some(),
        "rate" => profile.rates.needs_network(),
        "buy" | "settle" => matches!(profile.ship, Ship::Remote(_)),
        "reserve" => profile.numbers.is_some(),
        "book" => profile.books.is_some(),
        "label" => profile.label_again.is_some(),
        "void" => profile.void.is_some(),
        "track" => profile.track.is_some(),
        "address" => profile.addresses.is_some(),
        "serviceability" => profile.serviceability.is_some(),
        "instruct" => profile.instructions.is_some(),
        "manifest" => profile.manifests.is_some(),
        "pickup" | "pickup cancel" => profile.pickups.is_some(),
        "subscribe" => profile.webhooks.is_some(),
        _ => false,
    };
    OPERATIONS.iter().copied().filter(move |o| has(o.name))
}

/// What an operation would send, and what it makes of the answers that it was given.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// What would leave, in order. More may follow once the last one is answered.
    pub requests: Vec<Unsent>,
    /// What came of it; `None` where an answer was missing or was no good one.
    pub result: Option<Value>,
    /// Why nothing came of it; `None` where only an answer was missing.
    pub problem: Option<Problem>,
}

/// Runs an operation without sending anything: `answers` are taken for the carrier's, in turn.
///
/// `input` is laid over [`example`]: it says what differs, member by member. [`ProblemKind::Invalid`] for an input that
/// does not fit, [`ProblemKind::Unsupported`] for an operation that the carrier has not.
pub async fn run(
    profile: &Profile,
    operation: &str,
    input: &Value,
    answers: Vec<Answer>,
) -> Result<Outcome, Problem> {
    let Some(operation) = operations(profile).find(|o| o.name == operation) else {
        return Err(none_such(
            profile,
            operation,
            operations(profile).map(|o| o.name),
        ));
    };
    let input = read_input(profile, input)?;
    let account = input.account.of(profile);
    let answered = answers.len();
    let dry_run = DryRun::new(answers);
    let engine = Engine::new(EngineOptions {
        dry_run: Some(dry_run.clone()),
        ..EngineOptions::default()
    })
    .map_err(|e| Problem::new(ProblemKind::Unavailable, e.to_string()))?;
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &Zoned::now(),
    };
    let result = ask(profile, operation.name, cx, &input).await;
    let requests = dry_run.said();
    let unanswered = requests.len() > answered;
    let (result, problem) = match result {
        Ok(_) | Err(_) if unanswered => (None, None),
        Ok(result) => (Some(result), None),
        Err(problem) => (None, Some(problem)),
    };
    Ok(Outcome {
        requests,
        result,
        problem,
    })
}

/// Reads one answer as the carrier's folder reads it, by the operation's name in [`crate::Reads::operations`].
/// `input` says what was asked about, as in [`run`], and fails likewise; the inner problem is the carrier's.
pub fn read(
    profile: &Profile,
    operation: &str,
    input: &Value,
    answer: &Answer,
) -> Result<Result<Value, Problem>, Problem> {
    let Some(reads) = profile.reads else {
        return Err(none_such(profile, operation, std::iter::empty()));
    };
    if !reads.operations().contains(&operation) {
        let offered = reads.operations().iter().copied();
        return Err(none_such(profile, operation, offered));
    }
    let input = read_input(profile, input)?;
    let asked = Asked {
        account: &input.account.of(profile),
        consignment: &input.consignment,
        number: &input.number,
        quoted: input.rate.total,
        now: Timestamp::now(),
    };
    Ok(reads.read(operation, asked, answer))
}

fn none_such<'a>(
    profile: &Profile,
    operation: &str,
    offered: impl Iterator<Item = &'a str>,
) -> Problem {
    let offered: Vec<&str> = offered.collect();
    let problem = Problem::new(
        ProblemKind::Unsupported,
        format!("{} has no operation “{operation}”", profile.name),
    );
    match offered.is_empty() {
        true => problem.hint("It has none that can be named"),
        false => problem.hint(format!("It has {}", offered.join(", "))),
    }
}

async fn ask(
    profile: &Profile,
    operation: &str,
    cx: Cx<'_>,
    input: &Input,
) -> Result<Value, Problem> {
    let missing = || Problem::new(ProblemKind::Unsupported, "The carrier does not have this");
    let number = input.number.as_str();
    Ok(match operation {
        "test" => json!(profile.test.ok_or_else(missing)?.test(cx).await?),
        "rate" => {
            let answer = profile.rates.rate(cx, &input.consignment).await?;
            json!({ "rates": answer.rates, "notes": answer.notes })
        }
        "buy" | "settle" => {
            let Ship::Remote(ships) = &profile.ship else {
                return Err(missing());
            };
            let chosen = chosen(&input.rate)?;
            let prepared = ships
                .prepare(cx, input.purchase, &input.consignment, chosen, input.accept)
                .await?;
            if operation == "buy" {
                sold(&ships.buy(cx, &prepared, &input.consignment).await?)
            } else {
                settled(&ships.settle(cx, &prepared, &input.consignment).await?)
            }
        }
        "reserve" => {
            let numbers = profile.numbers.ok_or_else(missing)?;
            json!(numbers.reserve(cx, input.count).await?)
        }
        "book" => {
            let books = profile.books.ok_or_else(missing)?;
            let chosen = chosen(&input.rate)?;
            let prepared = books.prepare(cx, &input.numbers, &input.consignment, chosen)?;
            booked(&books.book(cx, &prepared, &input.consignment).await?)
        }
        "label" => {
            let label = profile.label_again.ok_or_else(missing)?;
            let labels = label.label_again(cx, &input.bought).await?;
            labels.iter().map(document).collect()
        }
        "void" => {
            profile
                .void
                .ok_or_else(missing)?
                .void(cx, &input.bought)
                .await?;
            json!({ "void": true })
        }
        "track" => {
            let tracks = profile.track.ok_or_else(missing)?;
            json!(tracks.track(cx, &input.bought, number).await?)
        }
        "address" => {
            let addresses = profile.addresses.ok_or_else(missing)?;
            json!(addresses.check(cx, &input.address).await?)
        }
        "serviceability" => {
            let serviceability = profile.serviceability.ok_or_else(missing)?;
            json!(serviceability.serves(cx, &input.consignment).await?)
        }
        "instruct" => {
            let instructions = profile.instructions.ok_or_else(missing)?;
            instructions
                .instruct(cx, &input.bought, number, &input.instruction)
                .await?;
            json!({ "told": true })
        }
        "manifest" => {
            let manifests = profile.manifests.ok_or_else(missing)?;
            manifest(&manifests.close(cx, &input.day, &input.shipments).await?)
        }
        "pickup" => {
            let pickups = profile.pickups.ok_or_else(missing)?;
            json!(pickups.order(cx, &input.pickup).await?)
        }
        "pickup cancel" => {
            profile
                .pickups
                .ok_or_else(missing)?
                .cancel(cx, number)
                .await?;
            json!({ "cancelled": true })
        }
        "subscribe" => {
            let webhooks = profile.webhooks.ok_or_else(missing)?;
            json!({ "not_taken": webhooks.subscribe(cx, &input.numbers).await? })
        }
        _ => return Err(missing()),
    })
}

fn chosen(rate: &Rate) -> Result<&Rate, Problem> {
    if rate.service.is_empty() {
        return Err(Problem::new(ProblemKind::Invalid, "No service was chosen")
            .hint("Give its code as rate.service, as “rate” answers it")
            .field("rate.service"));
    }
    Ok(rate)
}

fn read_input(profile: &Profile, input: &Value) -> Result<Input, Problem> {
    let mut whole = example(profile);
    lay_over(&mut whole, input);
    serde_json::from_value(whole).map_err(|e| {
        Problem::new(ProblemKind::Invalid, format!("The input does not fit: {e}"))
            .hint("Start from the carrier's example input")
    })
}

/// Members of objects one by one; anything else whole.
fn lay_over(whole: &mut Value, over: &Value) {
    match (whole, over) {
        (Value::Object(whole), Value::Object(over)) => {
            for (name, value) in over {
                lay_over(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (whole, over) => *whole = over.clone(),
    }
}

impl Settings {
    fn of(&self, profile: &Profile) -> Account {
        Account {
            id: AccountId(Uuid::nil()),
            carrier: profile.id.to_owned(),
            name: profile.name.to_owned(),
            enabled: true,
            settings: self.settings.clone(),
            secrets: self.secrets.clone(),
            table: self.table.clone(),
        }
    }
}

/// A sale as JSON, without the labels' bytes, which hold people's addresses.
pub(crate) fn sold(bought: &Bought) -> Value {
    let numbers: Vec<&str> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    json!({
        "shipment": bought.carrier_ref,
        "tracking_numbers": numbers,
        "charged": bought.charged,
        "labels": bought.labels.iter().map(document).collect::<Vec<_>>(),
        "papers": bought.papers.iter().map(paper).collect::<Vec<_>>(),
        "carrier_data": bought.carrier_data,
        "tracking_url": bought.tracking_url,
    })
}

/// What a document is, without its bytes.
pub(crate) fn document(document: &Document) -> Value {
    json!({ "format": document.format, "bytes": document.bytes.len() })
}

fn paper(paper: &Paper) -> Value {
    json!({ "title": paper.title, "format": paper.document.format, "bytes": paper.document.bytes.len() })
}

fn settled(settled: &Settled) -> Value {
    match settled {
        Settled::Bought(bought) => json!({ "bought": sold(bought) }),
        Settled::NotBought(why) => json!({ "not_bought": why }),
        Settled::StillUnknown(why) => json!({ "still_unknown": why }),
    }
}

fn booked(booked: &Booked) -> Value {
    json!({
        "shipment": booked.carrier_ref,
        "charged": booked.charged,
        "carrier_data": booked.carrier_data,
        "tracking_url": booked.tracking_url,
    })
}

fn manifest(manifest: &Manifest) -> Value {
    json!({
        "number": manifest.number,
        "documents": manifest.documents.iter().map(document).collect::<Vec<_>>(),
        "left_out": manifest.left_out,
    })
}
