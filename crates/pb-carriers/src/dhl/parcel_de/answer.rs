//! What the Shipping API answers: a status for the whole, and one for each parcel that was asked about.
//!
//! `{"status":{…},"items":[{"shipmentNo","sstatus":{…},"validationMessages":[…]}]}`, where a status is
//! `title`, `detail`, and `status` or, as it was called before, `statusCode`. A multi-status is 207.

use super::WHO;
use crate::dhl::answer::{self as shared, Said, field, words};
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect};
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// An answer whose items are looked at one by one, whatever its status: it holds a list of them. Else the problem
/// that it states.
pub(super) fn items(answer: &Answer, effect: Effect) -> Result<Vec<Item>, Problem> {
    let value = match shared::object(answer) {
        Ok(value) => value,
        Err(why) if (200..300).contains(&answer.status) => {
            return Err(shared::unreadable(effect, format!("{WHO}'s answer {why}")));
        }
        Err(_) => return Err(shared::problem(answer, effect, WHO, None)),
    };
    // Only these statuses are documented with items.
    let has_items = matches!(answer.status, 200 | 207 | 400);
    let all: Vec<Item> = match has_items {
        true => list(&value["items"]).iter().map(Item::of).collect(),
        false => Vec::new(),
    };
    if !all.is_empty() {
        return Ok(all);
    }
    if (200..300).contains(&answer.status) {
        return Err(shared::missing(effect, WHO, "shipments"));
    }
    let said = said(&value);
    Err(shared::problem(answer, effect, WHO, said))
}

/// A whole answer of another API of Parcel Germany, or of one that has no items.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    shared::read(answer, effect, WHO, |value| {
        let said = said(value)?;
        // A head that says yes is no failure.
        (!is_yes(&said.code)).then_some(said)
    })
}

/// The failure that an answer states, in DHL's words.
pub(super) fn stated(answer: &Answer) -> Option<Said> {
    said(&shared::object(answer).ok()?)
}

/// The status of the whole: at the top, or one level down.
fn said(value: &Value) -> Option<Said> {
    let head = match value["status"].is_object() {
        true => &value["status"],
        false => value,
    };
    let mut said = shared::stated(head)?;
    let messages: Vec<Message> = list(&value["items"])
        .iter()
        .chain([value])
        .flat_map(messages)
        .collect();
    said.field = messages.iter().find_map(|message| message.field(0));
    said.more.extend(messages.iter().map(Message::say));
    Some(said)
}

fn is_yes(code: &str) -> bool {
    code.len() == 3 && code.starts_with('2')
}

/// What became of one parcel.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its number; empty where none was given.
    pub(super) number: String,
    /// DHL's code and words for it.
    said: Said,
    messages: Vec<Message>,
    /// The whole of it.
    pub(super) value: Value,
}

impl Item {
    fn of(value: &Value) -> Self {
        Self {
            number: text(&value["shipmentNo"]),
            said: shared::stated(&value["sstatus"]).unwrap_or_default(),
            messages: messages(value),
            value: value.clone(),
        }
    }

    /// DHL says yes to it.
    pub(super) fn is_yes(&self) -> bool {
        is_yes(&self.said.code)
    }

    /// DHL says clearly no to it: a status of 4xx.
    pub(super) fn is_no(&self) -> bool {
        self.said.code.len() == 3 && self.said.code.starts_with('4')
    }

    /// Why not; `index` is the parcel's place.
    pub(super) fn problem(&self, index: usize) -> Problem {
        let mut all = vec![words(&self.said.words)];
        all.extend(self.messages.iter().map(Message::say));
        let all = all.join("; ");
        let field = self.messages.iter().find_map(|m| m.field(index));
        let (kind, text) = match field {
            Some(_) => (
                ProblemKind::Invalid,
                format!("{WHO} does not take it as it is: {all}"),
            ),
            None => (ProblemKind::Refused, format!("{WHO} refuses: {all}")),
        };
        let mut problem =
            Problem::new(kind, text).carrier(self.said.code.clone(), words(&self.said.words));
        if field.is_some() {
            problem = problem.hint("Correct it and try again");
        }
        problem.field = field;
        problem
    }
}

/// What is wrong with one member of what was asked.
#[derive(Clone, Debug)]
struct Message {
    property: String,
    words: String,
    is_warning: bool,
}

impl Message {
    fn say(&self) -> String {
        match self.property.as_str() {
            "" => self.words.clone(),
            property => format!("{property}: {}", self.words),
        }
    }

    fn field(&self, index: usize) -> Option<String> {
        if self.is_warning {
            return None;
        }
        let property = self.property.to_lowercase();
        let of_parcel = |name: &str| Some(format!("parcels.{index}.{name}"));
        if property.contains("weight") && !property.contains("item") {
            return of_parcel("weight");
        }
        if property.contains("dim") {
            return of_parcel("dimensions");
        }
        field(&property)
    }
}

fn messages(value: &Value) -> Vec<Message> {
    list(&value["validationMessages"])
        .iter()
        .map(|message| Message {
            property: text(&message["property"]),
            words: words(&text(&message["validationMessage"])),
            is_warning: text(&message["validationState"]).eq_ignore_ascii_case("warning"),
        })
        .collect()
}
