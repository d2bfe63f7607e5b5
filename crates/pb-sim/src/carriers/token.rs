//! Tokens by OAuth2 client credentials, which end by the carriers' clock.
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Tokens that were given out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    given: HashMap<String, Token>,
}

#[derive(Debug)]
struct Token {
    carrier: &'static str,
    client: String,
    ends_at: Timestamp,
}

/// What a token that comes in is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// It is this client's.
    Good(String),
    /// It was good once.
    Expired,
    /// This carrier never gave it.
    Unknown,
}

impl Tokens {
    /// Gives a client a new one.
    pub(super) fn give(
        &mut self,
        carrier: &'static str,
        client: &str,
        now: Timestamp,
        lifetime: Duration,
    ) -> String {
        let text = format!("sim{}", Uuid::new_v4().simple());
        let token = Token {
            carrier,
            client: client.to_owned(),
            ends_at: now.checked_add(lifetime).unwrap_or(Timestamp::MAX),
        };
        self.given.insert(text.clone(), token);
        text
    }

    pub(super) fn worth(&self, carrier: &str, text: &str, now: Timestamp) -> Worth {
        match self.given.get(text).filter(|t| t.carrier == carrier) {
            Some(token) if now < token.ends_at => Worth::Good(token.client.clone()),
            Some(_) => Worth::Expired,
            None => Worth::Unknown,
        }
    }

    /// Ends all of a carrier's.
    pub(super) fn end_all(&mut self, carrier: &str) {
        for token in self.given.values_mut().filter(|t| t.carrier == carrier) {
            token.ends_at = Timestamp::MIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_carriers_and_ends() {
        let mut tokens = Tokens::default();
        let (now, hour) = (Timestamp::UNIX_EPOCH, Duration::from_secs(3_600));
        let token = tokens.give("acme", "client", now, hour);
        let later = now.checked_add(hour).expect("a time");
        let client = Worth::Good("client".to_owned());
        assert_eq!(tokens.worth("acme", &token, now), client);
        assert_eq!(tokens.worth("acme", &token, later), Worth::Expired);
        assert_eq!(tokens.worth("other", &token, now), Worth::Unknown);
        tokens.end_all("other");
        assert_eq!(tokens.worth("acme", &token, now), client);
        tokens.end_all("acme");
        assert_eq!(tokens.worth("acme", &token, now), Worth::Expired);
    }
}
