//! What a carrier said no to, as data.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A carrier's refusal or failure. Its own code and words are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{text}")]
pub struct Problem {
    /// What kind of problem it is; decides what the station may do next.
    pub kind: ProblemKind,
    /// What happened, for a person.
    pub text: String,
    /// What to do about it, for a person; empty when nothing is known.
    pub hint: String,
    /// The carrier's own code; empty when it gave none.
    pub carrier_code: String,
    /// The carrier's own words; empty when it gave none.
    pub carrier_text: String,
    /// The field of our form it is about.
    pub field: Option<String>,
    /// Seconds the carrier asked us to wait.
    pub retry_after: Option<u32>,
}

/// Kinds of carrier problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The credentials are wrong or lack a right.
    Auth,
    /// The request lacks or misstates something; nothing was done.
    Invalid,
    /// The carrier understood and said no; nothing was done.
    Refused,
    /// Too many requests.
    RateLimited,
    /// The carrier cannot be reached or is down, and the request cannot have had an effect.
    Unavailable,
    /// The request may or may not have had its effect.
    UnknownOutcome,
    /// This carrier does not offer the operation.
    Unsupported,
}

impl Problem {
    /// A problem of a kind with a text for a person.
    pub fn new(kind: ProblemKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            hint: String::new(),
            carrier_code: String::new(),
            carrier_text: String::new(),
            field: None,
            retry_after: None,
        }
    }

    /// The same with what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with the carrier's own code and words.
    #[must_use]
    pub fn carrier(mut self, code: impl Into<String>, text: impl Into<String>) -> Self {
        self.carrier_code = code.into();
        self.carrier_text = text.into();
        self
    }

    /// The same, about a field of our form.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}
