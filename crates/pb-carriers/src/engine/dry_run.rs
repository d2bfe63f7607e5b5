//! Calls that are made without being sent: for whoever wants to see what would leave.

use super::literal::{HIDDEN, Literals, hidden};
use super::request::Answer;
use super::send::{Call, Credential};
use pb_domain::{Problem, ProblemKind};
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What would have been sent, and the answers that are given instead of a carrier's.
#[derive(Clone)]
pub struct DryRun(Arc<Mutex<Script>>);

struct Script {
    answers: VecDeque<Answer>,
    said: Vec<Unsent>,
}

/// A request that would have left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unsent {
    /// What for, as in captures: `rate`, `buy`.
    pub operation: &'static str,
    /// HTTP method.
    pub method: String,
    /// Address, its secrets masked.
    pub url: String,
    /// Headers, `Name: value`, in the order they leave; credentials have their names and no values.
    pub headers: Vec<String>,
    /// The body: JSON as it is, other text as a text, anything else as its length; `null` where there is none.
    pub body: Value,
}

impl DryRun {
    /// Calls are answered by `answers`, in turn. The one after the last is not answered, which ends the operation.
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Mutex::new(Script {
            answers: answers.into_iter().collect(),
            said: Vec::new(),
        })))
    }

    /// What would have left so far, in order.
    pub fn said(&self) -> Vec<Unsent> {
        self.script().said.clone()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call, and answers it. Nobody is asked for a token: its header is there all the same.
    pub(super) fn call(&self, call: &Call<'_>) -> Result<Answer, Problem> {
        let said = unsent(call)?;
        let mut script = self.script();
        script.said.push(said);
        script.answers.pop_front().ok_or_else(|| {
            Problem::new(
                ProblemKind::Unavailable,
                "This was a dry run: nothing was sent, so nothing was answered",
            )
            .hint("Give an answer to see what is made of it and what is asked next")
        })
    }
}

impl std::fmt::Debug for DryRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DryRun")
    }
}

fn unsent(call: &Call<'_>) -> Result<Unsent, Problem> {
    let mut secrets = Literals::default();
    call.account
        .secrets
        .values()
        .for_each(|s| secrets.secret(s));
    let finder = secrets.finder();
    let masked = |text: &str| finder.replace(text, hidden);
    let request = call.request;
    let mut headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", masked(value)))
        .collect();
    let mut url = masked(&request.url);
    for credential in call.credentials {
        let name = match *credential {
            Credential::Header(name, _) => name.to_string(),
            Credential::Query(name, _) => {
                let mark = if url.contains('?') { '&' } else { '?' };
                url.push_str(&format!("{mark}{name}={HIDDEN}"));
                continue;
            }
            Credential::Login(login) => login.show("token")?.0.to_string(),
        };
        headers.push(format!("{name}: {HIDDEN}"));
    }
    let body = match std::str::from_utf8(&request.body) {
        Ok("") => Value::Null,
        Ok(text) => {
            let text = masked(text);
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        Err(_) => Value::String(format!("({} bytes)", request.body.len())),
    };
    Ok(Unsent {
        operation: call.operation,
        method: request.method.clone(),
        url,
        headers,
        body,
    })
}
