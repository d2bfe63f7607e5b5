//! What the MyDHL API says when it fails: `{"status","title","message","detail":"7008: …","additionalDetails":[]}`.

use super::WHO;
use crate::dhl::answer::{self, Said};
use crate::dhl::wire::text;
use crate::engine::{Answer, Effect};
use pb_domain::Problem;
use serde_json::Value;

/// The process failed: it may have gone through all the same.
const PROCESS_FAILED: &str = "999";
/// A time that is not written as it must be.
const FORMAT: &str = "998";
/// Before the path of a field that is against the schema.
const SCHEMA: &str = "#/";

/// A whole answer that says yes.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    answer::read(answer, effect, WHO, stated)
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    answer::missing(effect, WHO, what)
}

/// Whether an answer says in DHL's words that nothing was found.
pub(super) fn is_not_found(answer: &Answer) -> bool {
    answer.status == 404
        && answer::object(answer)
            .ok()
            .and_then(|v| stated(&v))
            .is_some()
}

/// The failure that an answer states; none where it has no status of its own and no words.
fn stated(value: &Value) -> Option<Said> {
    let status = text(&value["status"]);
    let detail = text(&value["detail"]);
    let words: Vec<String> = [&value["detail"], &value["message"], &value["title"]]
        .into_iter()
        .map(text)
        .filter(|words| !words.is_empty())
        .collect();
    let first = words.first()?.clone();
    if status.is_empty() {
        return None;
    }
    let further = value["additionalDetails"].as_array();
    let more: Vec<String> = further
        .into_iter()
        .flatten()
        .map(text)
        .filter(|words| !words.is_empty())
        .collect();
    // Several problems are told one by one; the first of them has the code.
    let about = || [&detail].into_iter().chain(&more);
    let code = about()
        .find_map(|words| prefix(words))
        .unwrap_or(&status)
        .to_owned();
    let schema = about().any(|words| words.starts_with(SCHEMA));
    let field = about().find_map(|words| answer::field(words));
    Some(Said {
        unwell: code == PROCESS_FAILED,
        malformed: schema || code == FORMAT,
        code,
        field,
        words: first,
        more,
    })
}

/// The digits before the first colon.
fn prefix(words: &str) -> Option<&str> {
    let (code, _) = words.split_once(':')?;
    let code = code.trim();
    (!code.is_empty() && code.len() <= 8 && code.bytes().all(|b| b.is_ascii_digit()))
        .then_some(code)
}
