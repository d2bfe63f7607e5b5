//! What leaves and what comes back, as data, and the rule which addresses may be spoken to.

use super::literal::HIDDEN;
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::{Host, Url};

/// Longer answers are labels and lists; no refusal is.
const LONGEST_WORDS: usize = 64 * 1024;

/// A request as data, without credentials: what the journal keeps and what leaves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute address.
    pub url: String,
    /// Headers without credentials.
    pub headers: Vec<(String, String)>,
    /// The body, to the byte; in JSON as base64.
    #[serde(with = "base64_text")]
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Request({} {}, {} bytes)",
            self.method,
            self.url,
            self.body.len()
        )
    }
}

impl Request {
    /// A request without a body.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
        }
    }

    /// A request with a form as its body, encoded.
    pub fn post_form(url: impl Into<String>, body: &str) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                ("Accept".to_owned(), "application/json".to_owned()),
                (
                    "Content-Type".to_owned(),
                    "application/x-www-form-urlencoded".to_owned(),
                ),
            ],
            body: body.as_bytes().to_vec(),
        }
    }

    /// A request with a JSON body.
    pub fn post_json(url: impl Into<String>, body: &impl Serialize) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                ("Accept".to_owned(), "application/json".to_owned()),
                ("Content-Type".to_owned(), "application/json".to_owned()),
            ],
            body: serde_json::to_vec(body).expect("plain data with text keys is always JSON"),
        }
    }
}

/// What a server answered. `Debug` never shows the body: it may hold labels and addresses.
#[derive(Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
    /// How long it asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// What was heard at a time, from which `Retry-After` as a date counts.
    pub fn new(status: u16, headers: HeaderMap, body: Vec<u8>, now: Timestamp) -> Self {
        let retry_after = headers
            .get(http::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| wait_in(text, now));
        Self {
            status,
            headers,
            body,
            retry_after,
        }
    }

    /// A header's text; empty when it is absent or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Takes a token out that the server repeats: nobody who reads the answer needs it, and what carriers
    /// say is shown and kept.
    pub(super) fn forget(&mut self, token: &str) {
        let token = token.as_bytes();
        if token.is_empty() || self.body.len() > LONGEST_WORDS {
            return;
        }
        while let Some(at) = self.body.windows(token.len()).position(|w| w == token) {
            self.body.splice(at..at + token.len(), HIDDEN.bytes());
        }
    }

    /// The server asks for patience; `who` is it.
    pub fn too_often(&self, who: &str) -> Problem {
        let mut problem = Problem::new(
            ProblemKind::RateLimited,
            format!("{who} was asked too often and refuses for now"),
        )
        .hint("Wait, then try again");
        problem.retry_after = self.retry_after_seconds();
        problem
    }

    /// The wait that was asked for, in the whole seconds that a [`Problem`] holds.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after
            .map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX))
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3).
fn wait_in(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// The address, if it may be spoken to: TLS, but for this machine or the merchant's deliberate choice.
pub(crate) fn admit(url: &str, plain_http: bool) -> Result<Url, Problem> {
    let refused = |text: String, hint: &str| {
        Err(Problem::new(ProblemKind::Invalid, text)
            .hint(hint)
            .field("url"))
    };
    let Ok(url) = Url::parse(url.trim()) else {
        return refused(
            "The server's address cannot be read".to_owned(),
            "Enter it whole, such as https://ship.example.com",
        );
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    if !url.username().is_empty() || url.password().is_some() {
        return refused(
            format!("The address of {host} has a user name or password in it"),
            "Leave them out: credentials have fields of their own",
        );
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if plain_http || is_loopback(&url) => Ok(url),
        "http" => refused(
            format!(
                "{host} would be spoken to without encryption, so its token could be read on the way"
            ),
            "Use an https:// address, or allow unencrypted HTTP in the account if the server is in your own network",
        ),
        other => refused(
            format!("“{other}:” is not a web address"),
            "Enter an address that begins with https://",
        ),
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

mod base64_text {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(from)?)
            .map_err(D::Error::custom)
    }
}
