//! Takes secrets and personal data out of what is captured.
//!
//! Three nets, each for what the others let through: headers are shown only when known to be
//! harmless; JSON values are hidden by their key; and every secret of the account, and every
//! personal value that the request held, is taken out of all other text by its literal value.

use pb_domain::Account;
use serde_json::Value;
use url::Url;

/// What stands where something was hidden.
const HIDDEN: &str = "…";
/// Longer texts are documents; their length says enough.
const LONGEST_TEXT: usize = 400;
/// A literal shorter than this stands in too much innocent text to be replaced.
const SHORTEST_LITERAL: usize = 4;

/// Headers that hold neither secrets nor personal data.
const SHOWN_HEADERS: &[&str] = &[
    "accept",
    "allow",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "user-agent",
    "x-request-id",
];

/// Keys whose values are secret, in lower case without separators; a key that ends so counts too.
const SECRET_KEYS: &[&str] = &[
    "authorization",
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "credentials",
    "signature",
    "accountnumber",
];

/// Keys whose values tell of a person, likewise.
const PERSONAL_KEYS: &[&str] = &[
    "personname",
    "companyname",
    "attentionname",
    "fullname",
    "firstname",
    "lastname",
    "addressline",
    "addressline1",
    "addressline2",
    "addressline3",
    "street",
    "streetname",
    "streetnumber",
    "postalcode",
    "postcode",
    "zip",
    "phone",
    "phonenumber",
    "mobile",
    "email",
    "emailaddress",
    "emailnotificationto",
    "instructions",
    "recipientname",
    "receivedby",
    "signatory",
    "signedby",
    "taxid",
    "federaltaxid",
    "statetaxid",
    "latitude",
    "longitude",
];

/// Objects that are a person or a place where one lives: everything in them is hidden but the country.
const PEOPLE: &[&str] = &[
    "shipper",
    "recipient",
    "shipto",
    "shipfrom",
    "sender",
    "receiver",
    "consignee",
    "address",
    "returnaddress",
    "billingaddress",
    "customer",
    "signedby",
];

/// Knows what to hide in one exchange with one account.
pub(super) struct Redactor {
    literals: Vec<String>,
}

impl Redactor {
    /// Knows the account's secrets.
    pub(super) fn new(account: &Account) -> Self {
        let mut redactor = Self {
            literals: Vec::new(),
        };
        for secret in account.secrets.values() {
            redactor.learn(secret);
        }
        redactor
    }

    /// Headers and body as one text.
    pub(super) fn message<'a>(
        &mut self,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> String {
        let mut text = String::new();
        for (name, value) in headers {
            let shown = SHOWN_HEADERS.iter().any(|h| h.eq_ignore_ascii_case(name));
            let value = if shown {
                self.scrub(value)
            } else {
                HIDDEN.to_owned()
            };
            text.push_str(&format!("{name}: {value}\n"));
        }
        text.push('\n');
        text.push_str(&self.body(body));
        text
    }

    /// An address: without a query's values, and without secrets in its path.
    pub(super) fn url(&self, url: &str) -> String {
        let Ok(mut parsed) = Url::parse(url) else {
            return HIDDEN.to_owned();
        };
        if parsed.query().is_some() {
            let names: Vec<String> = parsed
                .query_pairs()
                .map(|(name, _)| name.into_owned())
                .collect();
            parsed
                .query_pairs_mut()
                .clear()
                .extend_pairs(names.iter().map(|name| (name, "")));
        }
        self.scrub(parsed.as_str())
    }

    fn body(&mut self, bytes: &[u8]) -> String {
        if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
            self.learn_from(&value, false);
            self.hide(&mut value, false);
            return value.to_string();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => self.shorten(&self.scrub(text)),
            Err(_) => format!("{HIDDEN} ({} bytes)", bytes.len()),
        }
    }

    fn learn(&mut self, literal: &str) {
        let literal = literal.trim();
        if literal.chars().count() >= SHORTEST_LITERAL
            && !self.literals.iter().any(|l| l == literal)
        {
            self.literals.push(literal.to_owned());
            // The longest first, so that no part of a longer one is left standing.
            self.literals.sort_by_key(|l| std::cmp::Reverse(l.len()));
        }
    }

    /// Remembers every text that is hidden by its key, so that it is hidden elsewhere too.
    fn learn_from(&mut self, value: &Value, hidden: bool) {
        match value {
            Value::String(text) if hidden => self.learn(text),
            Value::Array(items) => items.iter().for_each(|v| self.learn_from(v, hidden)),
            Value::Object(fields) => {
                for (key, v) in fields {
                    self.learn_from(v, hides(key, hidden));
                }
            }
            _ => {}
        }
    }

    fn hide(&self, value: &mut Value, hidden: bool) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(_) if !hidden => {}
            Value::String(text) if !hidden => *text = self.shorten(&self.scrub(text)),
            Value::String(text) if text.is_empty() => {}
            Value::Number(_) | Value::String(_) => *value = Value::String(HIDDEN.to_owned()),
            Value::Array(items) => items.iter_mut().for_each(|v| self.hide(v, hidden)),
            Value::Object(fields) => {
                for (key, v) in fields.iter_mut() {
                    self.hide(v, hides(key, hidden));
                }
            }
        }
    }

    fn scrub(&self, text: &str) -> String {
        self.literals.iter().fold(text.to_owned(), |text, literal| {
            text.replace(literal, HIDDEN)
        })
    }

    fn shorten(&self, text: &str) -> String {
        if text.chars().count() <= LONGEST_TEXT {
            return text.to_owned();
        }
        let head: String = text.chars().take(40).collect();
        format!("{head}{HIDDEN} ({} bytes)", text.len())
    }
}

/// Whether the value under a key is hidden, given whether what it stands in is.
fn hides(key: &str, within: bool) -> bool {
    let key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if within {
        return !matches!(
            key.as_str(),
            "country" | "countrycode" | "id" | "objecttype"
        );
    }
    SECRET_KEYS.iter().any(|k| key.ends_with(k))
        || PERSONAL_KEYS.iter().any(|k| key.ends_with(k))
        || PEOPLE.contains(&key.as_str())
}
