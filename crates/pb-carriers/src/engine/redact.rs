//! Takes secrets and personal data out of what is captured, and secrets out of what carriers say.
//!
//! Five nets, each for what the others let through: headers are shown only when known to be harmless; JSON
//! values and form fields are hidden by their key; every secret of the account and the credential that left
//! is taken out of all text by its literal value, encoded ones too; so is every personal value of the
//! shipment and of the request; and what looks like a credential or an e-mail address goes whoever it is of.
//!
//! Secrets become an ellipsis. Personal values keep their shape, since what is wrong with an address is often
//! its form.

use super::About;
use super::literal::{Finder, HIDDEN, Literals, hidden, shape};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Account, Problem};
use regex::{Captures, Regex};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use url::{Url, form_urlencoded};

/// Longer texts are documents; their length says enough.
const LONGEST_TEXT: usize = 400;
/// What is shown of one.
const HEAD: usize = 40;
/// What is shown of a body that is neither JSON nor a form: enough for a proxy's page to be known by.
const BODY_HEAD: usize = 200;
/// A whole message is cut here.
const LONGEST_MESSAGE: usize = 16 * 1024;

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
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "sessionid",
    "cookie",
    "jwt",
    "credential",
    "credentials",
    "signature",
    "datadigest",
    "accountnumber",
    "cardnumber",
    "iban",
    "downloadlink",
    "labelurl",
];

/// Keys whose values tell of a person, likewise.
const PERSONAL_KEYS: &[&str] = &[
    "personname",
    "companyname",
    "attentionname",
    "contactname",
    "contactperson",
    "customername",
    "employeename",
    "fullname",
    "firstname",
    "lastname",
    "addressline",
    "addressline1",
    "addressline2",
    "addressline3",
    "add",
    "address1",
    "address2",
    "address3",
    "street",
    "street1",
    "street2",
    "streetname",
    "streetnumber",
    "streetaddress",
    "homeno",
    "secondaryaddress",
    "housenumber",
    "postalcode",
    "postcode",
    "pin",
    "pincode",
    "zip",
    "zipcode",
    "zipplus4",
    "firm",
    "phone",
    "phonenumber",
    "tel",
    "telephone",
    "mobile",
    "email",
    "emailaddress",
    "emailnotificationto",
    "instructions",
    "ordernote",
    "recipientname",
    "toname",
    "fromname",
    "returnname",
    "pickname",
    "towardname",
    "fromwardname",
    "ward",
    "consigneename",
    "receivedby",
    "signatory",
    "signedby",
    "taxid",
    "federaltaxid",
    "statetaxid",
    "vatnumber",
    "eorinumber",
    "passportnumber",
    "birthdate",
    "latitude",
    "longitude",
];

/// Objects that are a person or a place where one lives: everything in them is hidden but the country. What
/// ends in `address` is one too.
const PEOPLE: &[&str] = &[
    "shipper",
    "recipient",
    "shipto",
    "shipfrom",
    "sender",
    "receiver",
    "consignee",
    "consignor",
    "buyer",
    "seller",
    "contact",
    "customer",
    "signedby",
    "acceptor",
    "droplocation",
    "pickuplocation",
    "returnlocation",
    "origindetails",
    "destinationdetails",
    "returndetails",
];

/// `Authorization` as words in a text: `Bearer abc…`, `Basic abc…`, `Token abc…`.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(\b(?:bearer|basic|token|apikey)\s+)([A-Za-z0-9+/._~=-]{8,})")
        .expect("a constant pattern")
});
/// `password=…`, `"api_key": "…"` in a text that is no JSON by itself.
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?:password|passwd|passphrase|secret|token|api[_-]?key|authorization|cookie)["']?\s*[:=]\s*["']?)([^\s"'&,;<>{}]+)"#,
    )
    .expect("a constant pattern")
});
/// A JSON web token (RFC 7519): three parts in base64, the first an object.
static JWT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*").expect("a constant pattern")
});
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+").expect("a constant pattern")
});

/// What a carrier says without the secrets of the account that asked: servers put keys into their refusals,
/// and a refusal is shown, logged and kept.
pub fn without_secrets(account: &Account, mut problem: Problem) -> Problem {
    let mut secrets = Literals::default();
    account.secrets.values().for_each(|s| secrets.secret(s));
    let finder = secrets.finder();
    let clean = |text: &mut String| *text = patterns(&finder.replace(text, hidden));
    clean(&mut problem.text);
    clean(&mut problem.hint);
    clean(&mut problem.carrier_code);
    clean(&mut problem.carrier_text);
    problem.field.as_mut().map(clean);
    problem
}

/// Knows what to hide in one exchange with one account.
pub(super) struct Redactor {
    secrets: Literals,
    personal: Literals,
    /// Finders of the two; made anew when something was learned.
    finders: (Finder, Finder),
}

impl Redactor {
    /// Knows the account's secrets, the credentials that left, and the people that the call is about.
    pub(super) fn new<'a>(
        secrets: impl Iterator<Item = &'a str>,
        credentials: impl Iterator<Item = &'a str>,
        about: Option<&About>,
    ) -> Self {
        let mut redactor = Self {
            secrets: Literals::default(),
            personal: Literals::default(),
            finders: (Finder::Nothing, Finder::Nothing),
        };
        secrets.for_each(|s| redactor.secrets.secret(s));
        credentials.for_each(|c| redactor.learn_credential(c));
        if let Some(about) = about {
            about
                .values
                .iter()
                .for_each(|v| redactor.personal.personal(v));
            about.words.iter().for_each(|w| redactor.personal.word(w));
        }
        redactor.look();
        redactor
    }

    /// Headers and body as one text.
    pub(super) fn message<'a>(
        &mut self,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> String {
        let mut text = String::new();
        let mut form = false;
        for (name, value) in headers {
            form |= name.eq_ignore_ascii_case("content-type")
                && value
                    .to_ascii_lowercase()
                    .starts_with("application/x-www-form-urlencoded");
            let shown = SHOWN_HEADERS.iter().any(|h| h.eq_ignore_ascii_case(name));
            let value = if shown {
                self.scrub(value)
            } else {
                HIDDEN.to_owned()
            };
            text.push_str(&format!("{name}: {value}\n"));
        }
        text.push('\n');
        text.push_str(&if form {
            self.form(body)
        } else {
            self.body(body)
        });
        cut(text)
    }

    /// An address: without a query's values, and without secrets and people in its path.
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

    /// A text of our own about the exchange.
    pub(super) fn text(&self, text: &str) -> String {
        self.scrub(text)
    }

    fn body(&mut self, bytes: &[u8]) -> String {
        if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
            self.learn_from(&value, Net::Nothing);
            self.look();
            self.hide(&mut value, Net::Nothing);
            return value.to_string();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => shorten(&self.scrub(text), BODY_HEAD),
            Err(_) => format!("{HIDDEN} ({} bytes)", bytes.len()),
        }
    }

    /// The fields of a form, hidden by their names.
    fn form(&mut self, bytes: &[u8]) -> String {
        let fields: Vec<(String, String)> = form_urlencoded::parse(bytes).into_owned().collect();
        for (name, value) in &fields {
            match nested(value) {
                Some(inner) => self.learn_from(&inner, net(name, Net::Nothing)),
                None => self.learn(value, net(name, Net::Nothing)),
            }
        }
        self.look();
        let shown: Vec<String> = fields
            .iter()
            .map(|(name, value)| {
                let net = net(name, Net::Nothing);
                let value = match (net, nested(value)) {
                    (Net::Secret, _) => HIDDEN.to_owned(),
                    (_, Some(mut inner)) => {
                        self.hide(&mut inner, net);
                        inner.to_string()
                    }
                    (Net::Nothing, None) => shorten(&self.scrub(value), HEAD),
                    (Net::Personal, None) => shape(value),
                };
                format!("{}={value}", self.scrub(name))
            })
            .collect();
        shown.join("&")
    }

    /// The credential as it left, its part after the scheme, and what a basic one is made of (RFC 7617).
    fn learn_credential(&mut self, credential: &str) {
        self.secrets.secret(credential);
        let Some((scheme, rest)) = credential.split_once(' ') else {
            return;
        };
        self.secrets.secret(rest);
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(decoded) = STANDARD.decode(rest.trim())
            && let Ok(pair) = String::from_utf8(decoded)
        {
            let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
            self.secrets.secret(user);
            self.secrets.secret(password);
        }
    }

    fn learn(&mut self, text: &str, net: Net) {
        match net {
            Net::Nothing => {}
            Net::Secret => self.secrets.secret(text),
            Net::Personal => self.personal.personal(text),
        }
    }

    /// Remembers every text that is hidden by its key, so that it is hidden elsewhere too.
    fn learn_from(&mut self, value: &Value, within: Net) {
        match value {
            Value::String(text) => match nested(text) {
                Some(inner) => self.learn_from(&inner, within),
                None => self.learn(text, within),
            },
            Value::Array(items) => items.iter().for_each(|v| self.learn_from(v, within)),
            Value::Object(fields) => {
                let within = around(fields, within);
                for (key, v) in fields {
                    self.learn_from(v, within(key));
                }
            }
            _ => {}
        }
    }

    fn hide(&self, value: &mut Value, within: Net) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => match within {
                Net::Nothing => {}
                Net::Secret => *value = Value::from(HIDDEN),
                Net::Personal => *value = Value::from(shape(&number.to_string())),
            },
            Value::String(text) => {
                if text.is_empty() {
                    return;
                }
                *text = match (within, nested(text)) {
                    (Net::Secret, _) => HIDDEN.to_owned(),
                    (_, Some(mut inner)) => {
                        self.hide(&mut inner, within);
                        inner.to_string()
                    }
                    (Net::Nothing, None) => shorten(&self.scrub(text), HEAD),
                    (Net::Personal, None) => shorten(&shape(text), HEAD),
                };
            }
            Value::Array(items) => items.iter_mut().for_each(|v| self.hide(v, within)),
            Value::Object(fields) => {
                let within = around(fields, within);
                let shown = std::mem::take(fields).into_iter().map(|(key, mut v)| {
                    self.hide(&mut v, within(&key));
                    (self.scrub(&key), v)
                });
                *fields = shown.collect();
            }
        }
    }

    fn look(&mut self) {
        self.finders = (self.secrets.finder(), self.personal.finder());
    }

    fn scrub(&self, text: &str) -> String {
        let text = self.finders.0.replace(text, hidden);
        let text = self.finders.1.replace(&text, shape);
        EMAIL
            .replace_all(&patterns(&text), |found: &Captures<'_>| shape(&found[0]))
            .into_owned()
    }
}

/// What looks like a credential, whoever it is of. “Invalid token provided” and “token: required” are words of
/// a refusal, which a person needs: those stay.
fn patterns(text: &str) -> String {
    let random = |found: &Captures<'_>| {
        let value = &found[2];
        if value.len() >= 8 && (value.len() >= 24 || value.bytes().any(|b| b.is_ascii_digit())) {
            format!("{}{HIDDEN}", &found[1])
        } else {
            found[0].to_owned()
        }
    };
    let text = SCHEME.replace_all(text, random);
    let text = JWT.replace_all(&text, HIDDEN);
    ASSIGNED.replace_all(&text, random).into_owned()
}

/// JSON in a text of JSON: some servers pass a carrier's answer on so.
fn nested(text: &str) -> Option<Value> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok()
}

fn shorten(text: &str, head: usize) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let shown: String = text.chars().take(head).collect();
    format!("{shown}{HIDDEN} ({} bytes)", text.len())
}

/// The beginning of a message that is too long to keep.
fn cut(mut text: String) -> String {
    let whole = text.len();
    if whole > LONGEST_MESSAGE {
        text.truncate(text.floor_char_boundary(LONGEST_MESSAGE));
        text.push_str(&format!("{HIDDEN} ({whole} bytes in all)"));
    }
    text
}

/// Why a value is hidden.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Net {
    Nothing,
    Secret,
    Personal,
}

/// How values are hidden in an object: by their key, but that a name beside a street or a telephone number is a
/// person's.
fn around(fields: &Map<String, Value>, within: Net) -> impl Fn(&str) -> Net + use<> {
    let is_somebody = fields.keys().any(|key| net(key, within) == Net::Personal);
    move |key| match net(key, within) {
        Net::Nothing if is_somebody && key.eq_ignore_ascii_case("name") => Net::Personal,
        net => net,
    }
}

/// How the value under a key is hidden, given how what it stands in is.
fn net(key: &str, within: Net) -> Net {
    let key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let ends = |keys: &[&str]| keys.iter().any(|k| key.ends_with(k));
    if within == Net::Secret || ends(SECRET_KEYS) {
        return Net::Secret;
    }
    if within == Net::Personal {
        return match key.as_str() {
            "country" | "countrycode" | "id" | "objecttype" => Net::Nothing,
            _ => Net::Personal,
        };
    }
    if ends(PERSONAL_KEYS) || PEOPLE.contains(&key.as_str()) || key.ends_with("address") {
        return Net::Personal;
    }
    Net::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::{AccountId, Address, ProblemKind};
    use std::collections::BTreeMap;

    fn redactor(about: Option<&About>) -> Redactor {
        Redactor::new(
            ["sesame-1234"].into_iter(),
            ["Basic bWVyY2hhbnQ6d2ludGVyLTk5"].into_iter(),
            about,
        )
    }

    fn json(about: Option<&About>, body: &Value) -> String {
        redactor(about).message(std::iter::empty(), body.to_string().as_bytes())
    }

    #[test]
    fn values_are_hidden_by_their_keys_and_keep_their_shape() {
        let shown = json(
            None,
            &serde_json::json!({
                "accessToken": "abc", "recipient": { "person_name": "Bo Birch", "zip": 89501, "country_code": "US" },
                "billing_address": { "city": "Reno" }, "acceptor": { "name": "Cy" }, "weight": 1.5, "carrier": "ups", "note": "Bo Birch was out"
            }),
        );
        assert_eq!(
            shown.trim(),
            r#"{"accessToken":"…","recipient":{"person_name":"Xx Xxxxx","zip":"00000","country_code":"US"},"billing_address":{"city":"Xxxx"},"acceptor":{"name":"Xx"},"weight":1.5,"carrier":"ups","note":"Xx Xxxxx was out"}"#
        );
    }

    #[test]
    fn telephones_and_wards_by_their_short_names_are_hidden_too() {
        let shown = json(
            None,
            &serde_json::json!({
                "id": "1001-a", "name": "Bo Birch", "tel": "0987654321", "customer_tel": "0987654322",
                "pick_name": "Oak Shop", "ward": "Elm Park", "pick_ward": "Oak Park", "value": 285000
            }),
        );
        assert_eq!(
            shown.trim(),
            r#"{"id":"1001-a","name":"Xx Xxxxx","tel":"0000000000","customer_tel":"0000000000","pick_name":"Xxx Xxxx","ward":"Xxx Xxxx","pick_ward":"Xxx Xxxx","value":285000}"#
        );
    }

    #[test]
    fn json_within_json_is_no_hiding_place() {
        let inner = serde_json::json!({ "phone": "+17755550123", "password": "hush" }).to_string();
        let shown = json(
            None,
            &serde_json::json!({ "raw": inner, "sesame-1234": true }),
        );
        assert!(
            !shown.contains("7755550123") && !shown.contains("hush"),
            "{shown}"
        );
        assert!(
            shown.contains("+00000000000") && !shown.contains("sesame"),
            "{shown}"
        );
    }

    #[test]
    fn forms_are_hidden_by_their_names() {
        let shown = redactor(None).message(
            [("Content-Type", "application/x-www-form-urlencoded")].into_iter(),
            b"grant_type=client_credentials&client_secret=hush&street=Elm%20Street",
        );
        assert!(
            shown.ends_with("grant_type=client_credentials&client_secret=…&street=Xxx Xxxxxx"),
            "{shown}"
        );
    }

    #[test]
    fn json_within_a_form_is_no_hiding_place() {
        let parcel = serde_json::json!({
            "order": "1001", "name": "Bo Birch", "add": "5 Elm Street", "pin": "411001",
            "service": { "name": "Surface" },
        });
        let shown = redactor(None).message(
            [("content-type", "application/x-www-form-urlencoded")].into_iter(),
            format!("format=json&data={}", parcel.to_string().replace(' ', "+")).as_bytes(),
        );
        assert!(
            shown.ends_with(
                r#"format=json&data={"order":"1001","name":"Xx Xxxxx","add":"0 Xxx Xxxxxx","pin":"000000","service":{"name":"Surface"}}"#
            ),
            "{shown}"
        );
    }

    #[test]
    fn what_a_basic_credential_is_made_of_is_hidden_too() {
        let mut redactor = redactor(None);
        for said in [
            "no user winter-99",
            "bWVyY2hhbnQ6d2ludGVyLTk5 is wrong",
            "Token abcdefghi1",
            "api_key=abc45678",
        ] {
            let shown = redactor.message(std::iter::empty(), said.as_bytes());
            assert!(shown.contains(HIDDEN), "{shown}");
            assert!(
                !shown.contains("winter") && !shown.contains("bWVy") && !shown.contains("abc"),
                "{shown}"
            );
        }
    }

    #[test]
    fn the_people_of_a_shipment_are_hidden_in_plain_text() {
        let to = Address {
            name: "Nora Example".into(),
            line1: "5 Elm Street".into(),
            city: "Reno".into(),
            postal_code: "89501".into(),
            phone: "+1 775 555 0123".into(),
            email: "nora@example.com".into(),
            ..Address::default()
        };
        let about = About::addresses(&[&to]);
        let page = "<html>NORA, 5 elm street, 89501 Reno; tel 17755550123, nora@example.com. Order 1001</html>";
        let shown = redactor(Some(&about)).message(std::iter::empty(), page.as_bytes());
        for gone in ["NORA", "elm", "89501", "Reno", "7755550123", "nora@"] {
            assert!(!shown.contains(gone), "{gone} in {shown}");
        }
        assert!(shown.contains("Order 1001"), "{shown}");
    }

    #[test]
    fn long_texts_are_shortened_and_long_messages_cut() {
        let shown = json(None, &serde_json::json!({ "label": "A".repeat(5000) }));
        assert!(
            shown.contains("(5000 bytes)") && shown.len() < 200,
            "{shown}"
        );
        let many: Vec<String> = (0..4000).map(|n| format!("rate {n}")).collect();
        let shown = json(None, &serde_json::json!({ "rates": many }));
        assert!(shown.len() < LONGEST_MESSAGE + 100 && shown.ends_with("bytes in all)"));
    }

    #[test]
    fn a_carrier_that_repeats_the_key_is_not_repeated() {
        let account = Account {
            id: AccountId(uuid::Uuid::nil()),
            carrier: "acme".into(),
            name: "Acme".into(),
            enabled: true,
            settings: BTreeMap::new(),
            secrets: BTreeMap::from([("token".to_owned(), "sesame-1234".to_owned())]),
            table: None,
        };
        let said = Problem::new(
            ProblemKind::Auth,
            "Acme refuses: key sesame-1234 is unknown",
        )
        .carrier("E1", "Authorization: Token sesame-1234");
        let shown = without_secrets(&account, said);
        assert_eq!(shown.text, "Acme refuses: key … is unknown");
        let words = "Invalid token provided; token: required; Basic International";
        let said = Problem::new(ProblemKind::Auth, words);
        assert_eq!(without_secrets(&account, said).text, words);
        assert!(!format!("{shown:?}").contains("sesame"), "{shown:?}");
    }
}
