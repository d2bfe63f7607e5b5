//! Faults on demand: the same for every carrier.
use crate::http;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use std::time::Duration;

/// What a request asks for; faults are set by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Tokens.
    Token,
    /// Prices and transit times.
    Rate,
    /// Purchases.
    Buy,
    /// Labels of what was bought.
    Label,
    /// Voids.
    Void,
    /// Tracking, by number or by reference.
    Track,
    /// Addresses.
    Address,
    /// Pickups.
    Pickup,
    /// Documents that are uploaded.
    Document,
    /// What is to become of a parcel that is on its way.
    Instruct,
    /// The paper that hands parcels over.
    Manifest,
    /// Tracking numbers ahead of a purchase.
    Number,
    /// Subscriptions to what happens.
    Subscribe,
}

/// Something that goes wrong with one request.
pub type Fault = http::Fault<Answer>;

/// What a client gets instead of the usual answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The usual answer, this much later; the deed is done before the wait or after it, and always.
    Late(Duration),
    /// No answer, with the connection open.
    Never,
    /// No answer: the connection is closed. After the deed, it is what was sold without anybody knowing.
    Dropped,
    /// 500 with a page of HTML, as from a proxy in front.
    Html500,
    /// 200 without a body.
    Empty200,
    /// The usual status with the first half of the JSON.
    HalfJson,
    /// The usual answer in a changed schema: no field has its name any more.
    Renamed,
    /// The usual answer as another program would write it: a list of one is its entry, a text that is a
    /// number is a number and the other way round, and every object has a field that nobody knows.
    Retyped,
    /// 429 in the carrier's words; never carried out.
    Throttled {
        /// Seconds in `Retry-After`, which may be absent.
        retry_after: Option<u32>,
    },
    /// Every token of this carrier ends now, and the request is then looked at as usual.
    TokenExpired,
    /// The carrier's own error; never carried out.
    Refuses {
        /// HTTP status.
        status: u16,
        /// Code.
        code: String,
        /// Words.
        message: String,
    },
}

/// What an answer begins with that was never made.
const STAND_IN: &str = r#"{"response":{"status":"1","data":[{"id""#;

/// What goes wrong between a carrier and its client, where it is the same for all.
pub(super) async fn spoilt(answer: Answer, done: Option<Response>) -> Response {
    match answer {
        Answer::Never => std::future::pending().await,
        Answer::Html500 => http::html_500(),
        Answer::Empty200 => StatusCode::OK.into_response(),
        Answer::HalfJson => http::rewritten(done, STAND_IN, |whole| http::half(&whole)).await,
        Answer::Renamed => reshaped(done, renamed).await,
        Answer::Retyped => reshaped(done, retyped).await,
        // The others are the gate's.
        Answer::Dropped
        | Answer::Late(_)
        | Answer::Throttled { .. }
        | Answer::TokenExpired
        | Answer::Refuses { .. } => http::dropped(),
    }
}

async fn reshaped(done: Option<Response>, change: fn(Value) -> Value) -> Response {
    http::rewritten(
        done,
        r#"{"response":{"status":"1"}}"#,
        |whole| match serde_json::from_slice(&whole) {
            Ok(value) => change(value).to_string().into(),
            Err(_) => whole,
        },
    )
    .await
}

fn renamed(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (format!("{name}V9"), renamed(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(renamed).collect(),
        other => other,
    }
}

fn retyped(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| (name, retyped(value)))
                .collect();
            fields.insert("sinceNextRelease".to_owned(), Value::from("new"));
            Value::Object(fields)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(retyped).collect();
            match items.len() {
                1 => items.swap_remove(0),
                _ => Value::Array(items),
            }
        }
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(Value::Number(number)) => Value::Number(number),
            _ => Value::String(text),
        },
        other => other,
    }
}

/// A carrier, and what is asked of it.
type Kind = (&'static str, Op);

/// A fault for a request of a kind that speaks of something.
#[derive(Debug)]
struct Aimed {
    kind: Kind,
    about: String,
    fault: Fault,
}

/// Faults that wait for their request: any of a kind, or one that speaks of something.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) any: http::Faults<Kind, Answer>,
    aimed: Vec<Aimed>,
}

impl Faults {
    /// The next so many requests of a kind that speak of something go wrong.
    pub(super) fn aim(&mut self, kind: Kind, about: &str, times: usize, fault: &Fault) {
        self.aimed.extend((0..times).map(|_| Aimed {
            kind,
            about: about.to_owned(),
            fault: fault.clone(),
        }));
    }

    /// The fault of a request, by its path and body; those that speak of something go first.
    pub(super) fn take(&mut self, kind: Kind, path: &str, body: &[u8]) -> Option<Fault> {
        let speaks = |about: &str| {
            let mut windows = body.windows(about.len());
            path.contains(about) || windows.any(|part| part == about.as_bytes())
        };
        let first = self
            .aimed
            .iter()
            .position(|aimed| aimed.kind == kind && speaks(&aimed.about));
        match first {
            Some(at) => Some(self.aimed.remove(at).fault),
            None => self.any.take(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faults_about_something_leave_the_rest_alone() {
        let kind = ("ups", Op::Void);
        let mut faults = Faults::default();
        faults.any.fail_next(kind, Fault::instead(Answer::Empty200));
        faults.aim(kind, "1Z7", 1, &Fault::instead(Answer::Html500));
        let mut take = |kind, path, body: &str| faults.take(kind, path, body.as_bytes());
        assert_eq!(take(("ups", Op::Buy), "/ship", "for 1Z7"), None);
        let html = Some(Fault::instead(Answer::Html500));
        assert_eq!(take(kind, "/void", "of 1Z7"), html, "in the body");
        let empty = Some(Fault::instead(Answer::Empty200));
        assert_eq!(take(kind, "/void/1Z7", ""), empty, "the one is used up");
        faults.aim(kind, "1Z7", 1, &Fault::instead(Answer::Html500));
        assert_eq!(faults.take(kind, "/void/1Z8", b""), None);
        assert_eq!(faults.take(kind, "/void/1Z7", b""), html, "in the path");
    }

    #[test]
    fn answers_are_reshaped_all_the_way_down() {
        let answer = json!({ "a": [{ "b": "12.50", "c": "1Z" }], "d": [1, 2] });
        assert_eq!(
            renamed(answer.clone()),
            json!({ "aV9": [{ "bV9": "12.50", "cV9": "1Z" }], "dV9": [1, 2] })
        );
        assert_eq!(
            retyped(answer),
            json!({
                "a": { "b": 12.5, "c": "1Z", "sinceNextRelease": "new" },
                "d": ["1", "2"], "sinceNextRelease": "new",
            })
        );
    }
}
