//! The one HTTP client: deadlines, capped bodies, retries of what is safe to repeat, redacted capture.

use serde::{Deserialize, Serialize};

/// A request as data, without credentials: what the journal keeps and what leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute address.
    pub url: String,
    /// Headers without credentials.
    pub headers: Vec<(String, String)>,
    /// The body, to the byte.
    pub body: Vec<u8>,
}
