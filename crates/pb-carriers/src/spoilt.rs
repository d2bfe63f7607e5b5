//! Answers that no carrier should give and every one may: what its reading must make of them, for the tests of
//! every carrier.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::engine::{Answer, Effect};
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

/// A page as a proxy or a server that is down shows it.
const PAGE: &str = "<!DOCTYPE html><html><head><title>Service unavailable</title></head><body><h1>We will be back \
                    soon</h1><p>Reference 18.5e2f1402.1764288000</p></body></html>";
/// Entities within entities, a gigabyte of them if anybody unfolds them.
const LAUGHS: &str = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]><lolz>&i;</lolz>"#;

/// An operation, with an answer that is as it should be.
pub(crate) struct Good {
    pub(crate) name: &'static str,
    effect: Effect,
    answer: Answer,
    lists: bool,
    silent: bool,
}

impl Good {
    pub(crate) fn new(name: &'static str, effect: Effect, answer: Answer) -> Self {
        Self {
            name,
            effect,
            answer,
            lists: false,
            silent: false,
        }
    }

    /// An empty body is an answer to it: the status says all.
    pub(crate) fn silent(self) -> Self {
        Self {
            silent: true,
            ..self
        }
    }

    /// An empty list is an answer to it: there is nothing.
    pub(crate) fn listing(self) -> Self {
        Self {
            lists: true,
            ..self
        }
    }

    /// What becomes of it when nobody can tell what the carrier did.
    fn in_doubt(&self) -> ProblemKind {
        match self.effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        }
    }

    fn is_login(&self) -> bool {
        self.name == "login"
    }
}

/// An answer with a body of text.
pub(crate) fn answer(status: u16, body: &str) -> Answer {
    bytes(status, body.as_bytes().to_vec())
}

fn bytes(status: u16, body: Vec<u8>) -> Answer {
    Answer::new(status, HeaderMap::new(), body, Timestamp::UNIX_EPOCH)
}

/// Every operation of a carrier must be here, by its name in [`crate::Reads::operations`] and but for `webhook`, and
/// `read` reads it as [`crate::Reads::read`] does.
pub(crate) fn bears(
    reads: &dyn crate::Reads,
    all: &[Good],
    read: impl Fn(&str, &Answer) -> Result<Value, Problem>,
) {
    let names: Vec<&str> = all.iter().map(|good| good.name).collect();
    let offered: Vec<&str> = reads.operations().to_vec();
    let offered: Vec<&str> = offered.into_iter().filter(|n| *n != "webhook").collect();
    assert_eq!(names, offered, "none is left out");
    for good in all {
        let whole = read(good.name, &good.answer);
        assert!(whole.is_ok(), "{}: {whole:?}", good.name);
        bears_odd_bodies(good, &read);
        bears_pages(good, &read);
        bears_wrong_types(good, &read);
    }
    let unknown = read("teleport", &all[0].answer).expect_err("nobody teleports");
    assert_eq!(unknown.kind, ProblemKind::Unsupported);
}

/// What is not in the carrier's words, or half of them, is no answer.
fn bears_odd_bodies(good: &Good, read: &impl Fn(&str, &Answer) -> Result<Value, Problem>) {
    let whole = &good.answer.body;
    let mut odd: Vec<Vec<u8>> = [
        "", " ", "null", "true", "7", "\"OK\"", "OK", "{}", PAGE, LAUGHS,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    odd.push("[".repeat(100_000).into_bytes());
    odd.push("{\"a\":".repeat(100_000).into_bytes());
    odd.push("<a>".repeat(100_000).into_bytes());
    odd.push(vec![0xff; 300]);
    // A whole answer ends with a bracket or a tag; without it, it was cut off.
    odd.extend((1..16).map(|part| whole[..whole.len() * part / 16].to_vec()));
    odd.push([whole.as_slice(), whole.as_slice()].concat());
    odd.push(format!("{{\"pad\":\"{}\"}}", "x".repeat(50 << 20)).into_bytes());
    if !good.lists {
        odd.push(b"[]".to_vec());
    }
    if good.silent {
        odd.retain(|body| !body.trim_ascii().is_empty());
    }
    for body in odd {
        let said = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
        let result = read(good.name, &bytes(200, body));
        let Err(problem) = result else {
            panic!("{}: {said} is no answer: {result:?}", good.name);
        };
        assert_eq!(problem.kind, good.in_doubt(), "{}: {said}", good.name);
    }
}

/// A page says no to nothing, whatever its status.
fn bears_pages(good: &Good, read: &impl Fn(&str, &Answer) -> Result<Value, Problem>) {
    // A login's failure is looked at by its status before it is read.
    if good.is_login() {
        return;
    }
    for status in [301, 400, 404, 408, 409, 418, 500, 502, 503, 504] {
        let problem = read(good.name, &answer(status, PAGE)).expect_err(good.name);
        assert!(
            !matches!(problem.kind, ProblemKind::Refused | ProblemKind::Invalid),
            "{} {status}: {problem:?}",
            good.name
        );
        assert!(problem.text.contains(&status.to_string()), "{problem:?}");
    }
}

/// Each value of a good answer in turn is of another type, missing, or odd. Whatever comes of it, nothing panics,
/// and what binds is never refused by it: a sale would be forgotten.
fn bears_wrong_types(good: &Good, read: &impl Fn(&str, &Answer) -> Result<Value, Problem>) {
    let Ok(whole) = serde_json::from_slice::<Value>(&good.answer.body) else {
        return;
    };
    let odd_values = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1.5e300),
        json!(""),
        json!("\u{fffd}¿€"),
        json!("99999999999999999999999999"),
        json!([]),
        json!({}),
        json!([[1]]),
        json!([{}, {}]),
        json!({ "code": { "code": [] } }),
    ];
    // A bare text has no places in it; what it may be else is among the odd bodies.
    if whole.is_string() {
        return;
    }
    let mut pointers = Vec::new();
    walk(&whole, String::new(), &mut pointers);
    assert!(!pointers.is_empty(), "{}: {whole}", good.name);
    for pointer in pointers {
        for odd in &odd_values {
            let mut spoilt = whole.clone();
            *spoilt.pointer_mut(&pointer).unwrap() = odd.clone();
            if let Err(problem) = read(good.name, &answer(200, &spoilt.to_string())) {
                assert!(!problem.text.is_empty());
                assert!(
                    good.effect != Effect::Binds || problem.kind == ProblemKind::UnknownOutcome,
                    "{}{pointer} = {odd}: {problem:?}",
                    good.name
                );
            }
        }
    }
}

/// The places of all values, as JSON pointers.
fn walk(value: &Value, at: String, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(k, v)| (k.replace('~', "~0").replace('/', "~1"), v))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        walk(value, format!("{at}/{name}"), found);
    }
    if !at.is_empty() {
        found.push(at);
    }
}
