//! What an answer of DHL's means for what was asked, where all its APIs agree.
//!
//! A failure is a JSON object with `title`, `detail` and a status. To what binds, such words with a status of 4xx
//! mean that nothing was done; anything else proves nothing.

use super::wire::text;
use crate::engine::{Answer, Effect};
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// What a failing answer says: DHL's code and all of its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The code; the status where there is none.
    pub(super) code: String,
    /// The words that come first.
    pub(super) words: String,
    /// Further ones.
    pub(super) more: Vec<String>,
    /// Our form's field that it is about.
    pub(super) field: Option<String>,
    /// The API was not well: nobody can say what was done, whatever the status.
    pub(super) unwell: bool,
    /// It is about the form of what was asked.
    pub(super) malformed: bool,
}

impl Said {
    /// All words, as a person reads them.
    fn all(&self) -> String {
        let mut all = vec![words(&self.words)];
        all.extend(self.more.iter().filter(|w| **w != self.words).cloned());
        all.join("; ")
    }
}

/// A whole JSON object of an answer that says yes; else the problem that it states, whose words `said` reads.
pub(super) fn read(
    answer: &Answer,
    effect: Effect,
    who: &str,
    said: impl Fn(&Value) -> Option<Said>,
) -> Result<Value, Problem> {
    let value = object(answer);
    if !(200..300).contains(&answer.status) {
        let said = value.as_ref().ok().and_then(said);
        return Err(problem(answer, effect, who, said));
    }
    let value = value.map_err(|why| unreadable(effect, format!("{who}'s answer {why}")))?;
    match said(&value) {
        Some(said) => Err(problem(answer, effect, who, Some(said))),
        None => Ok(value),
    }
}

/// A whole JSON object; else why it is none.
pub(super) fn object(answer: &Answer) -> Result<Value, String> {
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        format!("is not whole JSON: line {line}, column {column}")
    })?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err("is JSON, but not an answer".to_owned()),
    }
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect, who: &str, said: Option<Said>) -> Problem {
    let Some(said) = said else {
        return foreign(answer, effect, who);
    };
    let all = said.all();
    let with = |kind, text: String| {
        Problem::new(kind, text).carrier(said.code.clone(), words(&said.words))
    };
    if answer.status == 429 {
        return answer
            .too_often(who)
            .carrier(said.code.clone(), words(&said.words));
    }
    if answer.status == 401 || answer.status == 403 {
        return with(
            ProblemKind::Auth,
            format!("{who} does not let the account do this: {all}"),
        )
        .hint("Compare the credentials with developer.dhl.com, and that the application there has the API for it");
    }
    // With a status that says yes, words that say no leave what binds in doubt.
    if !(400..500).contains(&answer.status) || said.unwell || answer.status == 408 {
        let mut problem = unreadable(effect, format!("{who} failed: {all}"))
            .carrier(said.code.clone(), words(&said.words));
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    if said.malformed || said.field.is_some() {
        let mut problem = with(
            ProblemKind::Invalid,
            format!("{who} does not take it as it is: {all}"),
        )
        .hint("Correct it and try again");
        problem.field = said.field;
        return problem;
    }
    with(ProblemKind::Refused, format!("{who} refuses: {all}"))
}

/// An answer that is not in DHL's words at all.
fn foreign(answer: &Answer, effect: Effect, who: &str) -> Problem {
    if answer.status == 429 {
        let mut problem = answer.too_often(who);
        problem.text = format!("{} (status 429)", problem.text);
        return problem;
    }
    let location = answer.header("location");
    let status = answer.status;
    let mut problem = if matches!(status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!("{who} sends us on to {location} with status {status}"),
        )
    } else {
        unreadable(
            effect,
            format!("{who} answered with status {status} and not in its own words"),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, who: &str, what: &str) -> Problem {
    unreadable(effect, format!("{who}'s answer holds no {what}"))
}

/// An answer that tells nothing about what was done.
pub(super) fn unreadable(effect: Effect, text: String) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => {
            Problem::new(ProblemKind::Unavailable, text).hint("Try again in a while")
        }
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: do not simply try again"),
    }
}

/// `title` and `detail` of RFC 7807, as the two APIs of the developer portal write them; none where there is no
/// status beside them.
pub(super) fn stated(value: &Value) -> Option<Said> {
    let status = match text(&value["status"]) {
        none if none.is_empty() => text(&value["statusCode"]),
        status => status,
    };
    let (title, detail) = (text(&value["title"]), text(&value["detail"]));
    let (first, more) = match (title.as_str(), detail.as_str()) {
        ("", "") => return None,
        (title, "") => (title, Vec::new()),
        ("", detail) => (detail, Vec::new()),
        (title, detail) => (detail, vec![title.to_owned()]),
    };
    if status.is_empty() {
        return None;
    }
    Some(Said {
        code: status,
        words: first.to_owned(),
        more,
        ..Said::default()
    })
}

/// Our form's field that DHL's words or its path are about, such as `receiverDetails/postalAddress/postalCode` or
/// `shipments[0].consignee.city`.
pub(super) fn field(says: &str) -> Option<String> {
    const PARTIES: &[(&str, &[&str])] = &[
        ("ship_to", &["receiver", "consignee", "destination"]),
        ("ship_from", &["shipper", "origin"]),
    ];
    const PARTS: &[(&str, &[&str])] = &[
        ("postal_code", &["postalcode", "postal code", "postcode"]),
        ("region", &["province", "state"]),
        ("city", &["city"]),
        ("phone", &["phone"]),
        ("email", &["email"]),
        (
            "line1",
            &["addressline", "address line", "street", "addresshouse"],
        ),
        ("country", &["country"]),
        ("name", &["name"]),
    ];
    let says = says.to_lowercase();
    let of = |list: &[(&'static str, &[&str])]| {
        list.iter()
            .find(|(_, words)| words.iter().any(|w| says.contains(w)))
            .map(|(name, _)| *name)
    };
    Some(format!("{}.{}", of(PARTIES)?, of(PARTS)?))
}

/// Words on one line; something where there are none.
pub(super) fn words(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        "it gives no reason".to_owned()
    } else {
        plain
    }
}
