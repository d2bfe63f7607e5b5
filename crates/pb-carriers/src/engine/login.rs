//! How an account's access token is got and shown, as a carrier's folder describes it.
//!
//! A login is one request whose answer holds a token and a lifetime. OAuth 2's client credentials
//! (RFC 6749, 4.4) are described by data, [`ClientCredentials`]; anything else by a [`Login`] of the
//! carrier's own. Neither keeps anything: that is done by the engine.

use super::credential;
use super::request::{Answer, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem, ProblemKind};
use secrecy::SecretString;
use serde_json::Value;
use std::time::Duration;
use url::form_urlencoded;

/// How long a token is used whose answer states no lifetime (RFC 6749, 5.1, only recommends it).
const UNSTATED_LIFETIME: Duration = Duration::from_secs(300);
/// Longest text of a carrier's that is shown where its words are not known.
const LONGEST_WORDS: usize = 200;

/// A way to an account's access token.
pub trait Login: Send + Sync {
    /// Tells the logins of one account apart; stored with the token.
    fn name(&self) -> &'static str;

    /// The login whose token this one needs to ask; `None` where the account's secrets are enough.
    fn needs(&self) -> Option<&'static dyn Login> {
        None
    }

    /// What is asked. Its secrets never reach a journal, log or capture.
    fn request(&self, account: &Account) -> Result<LoginRequest, Problem>;

    /// The token in an answer whose status is 2xx; a problem where there is none.
    fn read(&self, answer: &Answer) -> Result<Grant, Problem>;

    /// The carrier's code and words in an answer that gave no token.
    fn said(&self, answer: &Answer) -> (String, String) {
        oauth_words(answer)
    }

    /// The header that shows the token in a call.
    fn show(&self, token: &str) -> Result<(HeaderName, HeaderValue), Problem> {
        Ok((AUTHORIZATION, credential(&format!("Bearer {token}"))?))
    }

    /// Whether an answer says that the token is not taken any more. It must be a clear "nothing was
    /// done": the call is made once more with another token, a purchase too.
    fn expired(&self, answer: &Answer) -> bool {
        answer.status == 401
    }
}

/// What a login sends.
pub struct LoginRequest {
    /// The request; its body may hold the account's secrets.
    pub request: Request,
    /// Headers that prove who asks.
    pub credentials: Vec<(HeaderName, HeaderValue)>,
}

/// A token as its login gave it.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The token.
    pub token: SecretString,
    /// How long it is taken from now on.
    pub lifetime: Duration,
}

/// OAuth 2's client credentials, and grants that differ from them by some fields.
pub struct ClientCredentials {
    /// See [`Login::name`].
    pub name: &'static str,
    /// Where the token is got, for an account.
    pub url: fn(&Account) -> String,
    /// The account's field that holds the client's id: a setting or a secret.
    pub id: &'static str,
    /// The account's secret that holds the client's secret.
    pub secret: &'static str,
    /// How both are shown, and the body's form.
    pub by: By,
    /// `grant_type`; `client_credentials`, but for carriers with a word of their own.
    pub grant: &'static str,
    /// `scope`; left out when empty.
    pub scope: &'static str,
    /// Further headers: the name, and the account's field with the value. An empty one is left out.
    pub headers: &'static [(&'static str, &'static str)],
    /// Further fields of the body, likewise.
    pub fields: &'static [(&'static str, &'static str)],
}

/// How a client's id and secret are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// `Authorization: Basic …`; the body is a form.
    Basic,
    /// In the body, which is a form.
    Form,
    /// In the body, which is JSON.
    Json,
}

impl Login for ClientCredentials {
    fn name(&self) -> &'static str {
        self.name
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let (id, secret) = (field(account, self.id), account.secret(self.secret));
        for (name, value) in [(self.id, id), (self.secret, secret)] {
            if value.is_empty() {
                return Err(Problem::new(
                    ProblemKind::Auth,
                    format!("The account {} has no {name}", account.name),
                )
                .hint("Enter it in Settings, Carriers")
                .field(name));
            }
        }
        let mut fields = vec![("grant_type", self.grant)];
        if self.by != By::Basic {
            fields.extend([("client_id", id), ("client_secret", secret)]);
        }
        if !self.scope.is_empty() {
            fields.push(("scope", self.scope));
        }
        let further = self
            .fields
            .iter()
            .map(|(name, of)| (*name, field(account, of)));
        fields.extend(further.filter(|(_, value)| !value.is_empty()));
        let url = (self.url)(account);
        let request = if self.by == By::Json {
            let object: serde_json::Map<String, Value> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
                .collect();
            Request::post_json(url, &object)
        } else {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(fields);
            Request::post_form(url, &body.finish())
        };
        let mut credentials = Vec::new();
        if self.by == By::Basic {
            let pair = STANDARD.encode(format!("{id}:{secret}"));
            credentials.push((AUTHORIZATION, credential(&format!("Basic {pair}"))?));
        }
        for (name, of) in self.headers {
            let value = field(account, of);
            if !value.is_empty() {
                credentials.push((HeaderName::from_static(name), credential(value)?));
            }
        }
        Ok(LoginRequest {
            request,
            credentials,
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let Some(token) = value["access_token"]
            .as_str()
            .filter(|t| !t.trim().is_empty())
        else {
            let (code, words) = oauth_words(answer);
            return Err(Problem::new(
                ProblemKind::Unavailable,
                "The carrier answers the login without a token",
            )
            .carrier(code, words));
        };
        // Some write the seconds as a text.
        let stated = match &value["expires_in"] {
            Value::Number(seconds) => seconds.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        Ok(Grant {
            token: token.trim().to_owned().into(),
            lifetime: stated.map_or(UNSTATED_LIFETIME, Duration::from_secs),
        })
    }
}

/// A field of an account's form, wherever it is kept.
fn field<'a>(account: &'a Account, name: &str) -> &'a str {
    match account.secret(name) {
        "" => account.setting(name),
        secret => secret,
    }
}

/// `error` and `error_description` (RFC 6749, 5.2); else the beginning of what was answered.
fn oauth_words(answer: &Answer) -> (String, String) {
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let (code, words) = (text("error"), text("error_description"));
    if !code.is_empty() || !words.is_empty() {
        return (code, words);
    }
    let whole = String::from_utf8_lossy(&answer.body);
    (
        answer.status.to_string(),
        whole.trim().chars().take(LONGEST_WORDS).collect(),
    )
}

/// What a login's answer without a token means. It is never about what the login was for.
pub(super) fn refused(account: &Account, login: &dyn Login, answer: &Answer) -> Problem {
    let (code, words) = login.said(answer);
    let problem = match answer.status {
        429 => answer.too_often("The carrier's login"),
        500.. => Problem::new(
            ProblemKind::Unavailable,
            format!(
                "The login of the account {} does not work now",
                account.name
            ),
        )
        .hint("Try again later"),
        _ => denied(account),
    };
    problem.carrier(code, words)
}

/// The same for one that the carrier's folder read: its kind may be about the login alone.
pub(super) fn of_login(account: &Account, mut problem: Problem) -> Problem {
    if !matches!(
        problem.kind,
        ProblemKind::Auth | ProblemKind::RateLimited | ProblemKind::Unavailable
    ) {
        problem.kind = ProblemKind::Auth;
    }
    if problem.hint.is_empty() {
        problem.hint = denied(account).hint;
    }
    problem
}

/// The carrier does not let the account in.
pub(super) fn denied(account: &Account) -> Problem {
    Problem::new(
        ProblemKind::Auth,
        format!("The carrier does not let the account {} in", account.name),
    )
    .hint("Compare its credentials with the carrier's own pages, enter them in Settings, Carriers, and test the connection")
}
