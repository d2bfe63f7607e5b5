//! Calls without an answer: what happened, whether anything can have left, what to do.

use super::Effect;
use pb_domain::{Problem, ProblemKind};
use std::error::Error;
use std::time::Duration;

/// A call that brought no answer.
pub(super) struct Failure {
    /// Whether bytes of the request may have left.
    pub(super) sent: bool,
    /// Whether another attempt may help.
    pub(super) again: bool,
    /// Whether it says that the carrier does not answer, rather than something about us.
    pub(super) counts: bool,
    /// What happened, for a person.
    pub(super) text: String,
    /// What to do about it.
    hint: &'static str,
}

const CHECK_NETWORK: &str = "Check the network and the server's address";

impl Failure {
    /// From the client's error; `left` is the time that the call had.
    pub(super) fn new(host: &str, error: &reqwest::Error, left: Duration) -> Self {
        let causes: Vec<String> =
            std::iter::successors(Some(error as &(dyn Error + 'static)), |e| (*e).source())
                .map(ToString::to_string)
                .collect();
        let says = |words: &[&str]| {
            causes
                .iter()
                .any(|c| words.iter().any(|w| c.to_lowercase().contains(w)))
        };
        if error.is_builder() {
            return Self::unsendable(host, "a header or the address is not valid");
        }
        if !error.is_connect() {
            let (again, text) = if error.is_timeout() {
                (
                    false,
                    format!(
                        "{host} did not answer within {} s",
                        left.as_secs_f32().ceil()
                    ),
                )
            } else {
                (
                    true,
                    format!("The connection to {host} broke before its answer was complete"),
                )
            };
            return Self {
                sent: true,
                again,
                counts: true,
                text,
                hint: CHECK_NETWORK,
            };
        }
        // The connection was never made, so nothing of the request can have left.
        let (again, text, hint) = if error.is_timeout() {
            (
                false,
                format!("{host} cannot be reached: no connection in time"),
                CHECK_NETWORK,
            )
        } else if says(&["dns", "lookup"]) {
            (
                true,
                format!("The name {host} cannot be found"),
                CHECK_NETWORK,
            )
        } else if says(&["certificate"]) {
            (
                false,
                format!("The certificate of {host} is not trusted"),
                "Check the address, this machine's clock, and that the server's certificate is valid",
            )
        } else if says(&["refused"]) {
            (
                true,
                format!("{host} refuses the connection"),
                "Check that the server runs, and the port in its address",
            )
        } else {
            (true, format!("{host} cannot be reached"), CHECK_NETWORK)
        };
        Self {
            sent: false,
            again,
            counts: true,
            text,
            hint,
        }
    }

    /// The deadline had passed before the call began.
    pub(super) fn too_late(host: &str) -> Self {
        Self {
            sent: false,
            again: false,
            counts: false,
            text: format!("{host} was not asked: the time was up"),
            hint: "Try again",
        }
    }

    /// The request is not one that HTTP has.
    pub(super) fn unsendable(host: &str, why: &str) -> Self {
        Self {
            sent: false,
            again: false,
            counts: false,
            text: format!("The request to {host} cannot be sent: {why}"),
            hint: "Check the account's settings",
        }
    }

    /// The answer does not end.
    pub(super) fn too_long(host: &str, limit: usize) -> Self {
        Self {
            sent: true,
            again: false,
            counts: false,
            text: format!(
                "The answer of {host} is longer than {} MB and was not read",
                limit / (1024 * 1024)
            ),
            hint: "Check that the address leads to the right server",
        }
    }

    /// What it means for a call of some effect.
    pub(super) fn problem(self, effect: Effect) -> Problem {
        if self.sent && effect == Effect::Binds {
            Problem::new(ProblemKind::UnknownOutcome, self.text)
                .hint("It may have taken effect: it is settled by asking, not by trying again")
        } else {
            Problem::new(ProblemKind::Unavailable, self.text).hint(self.hint)
        }
    }
}
