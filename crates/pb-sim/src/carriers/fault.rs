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

/// Faults that wait for their request, by carrier and what it asks for.
pub(super) type Faults = http::Faults<(&'static str, Op), Answer>;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
