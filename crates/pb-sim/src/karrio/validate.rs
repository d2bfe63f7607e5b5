//! What Karrio's serializers accept and refuse, field by field, with their words.
//!
//! Unknown fields pass in silence there, and so they do here. Measured on 2026.1.32.
use pb_domain::{CountryCode, Currency};
use serde_json::{Map, Value, json};

/// What a field may hold.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    Number,
    Integer,
    Boolean,
    OneOf(&'static [&'static str]),
    Country,
    Currency,
    Date,
    /// Any object.
    Dictionary,
    /// A list of texts.
    Texts,
    Object(&'static Schema),
    /// At least one object.
    Objects(&'static Schema),
}

/// Whether a field may be left out or be `null`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    /// May be left out, not `null`; what it is then, as JSON.
    Default(&'static str),
    Nullable,
}

pub(super) struct Field {
    name: &'static str,
    kind: Kind,
    presence: Presence,
}

/// Fields that are refused by a look at the whole, and why.
type Refusals = Vec<(&'static str, String)>;

/// An object: its fields in the order in which their errors come, and a last look at the whole.
pub(super) struct Schema {
    fields: &'static [Field],
    whole: fn(&mut Map<String, Value>) -> Refusals,
}

const fn field(name: &'static str, kind: Kind, presence: Presence) -> Field {
    Field {
        name,
        kind,
        presence,
    }
}

fn nothing(_: &mut Map<String, Value>) -> Refusals {
    Vec::new()
}

use Kind as K;
use Presence::{Default, Nullable, Required};

static ADDRESS_FIELDS: &[Field] = &[
    field("postal_code", K::Text(20), Nullable),
    field("city", K::Text(50), Nullable),
    field("federal_tax_id", K::Text(50), Nullable),
    field("state_tax_id", K::Text(50), Nullable),
    field("person_name", K::Text(100), Nullable),
    field("company_name", K::Text(100), Nullable),
    field("country_code", K::Country, Required),
    field("email", K::Text(usize::MAX), Nullable),
    field("phone_number", K::Text(50), Nullable),
    field("state_code", K::Text(50), Nullable),
    field("residential", K::Boolean, Default("false")),
    field("street_number", K::Text(100), Nullable),
    field("address_line1", K::Text(100), Nullable),
    field("address_line2", K::Text(100), Nullable),
    field("validate_location", K::Boolean, Default("false")),
];

static ADDRESS: Schema = Schema {
    fields: ADDRESS_FIELDS,
    whole: postal_code_and_phone,
};

static PARCEL: Schema = Schema {
    fields: &[
        field("weight", K::Number, Required),
        field("width", K::Number, Nullable),
        field("height", K::Number, Nullable),
        field("length", K::Number, Nullable),
        field("packaging_type", K::Text(100), Nullable),
        field("package_preset", K::Text(100), Nullable),
        field("description", K::Text(250), Nullable),
        field("content", K::Text(100), Nullable),
        field("is_document", K::Boolean, Default("false")),
        field("weight_unit", K::OneOf(&["KG", "LB", "OZ", "G"]), Required),
        field("dimension_unit", K::OneOf(&["CM", "IN"]), Nullable),
        field("reference_number", K::Text(100), Nullable),
        field("freight_class", K::Text(6), Nullable),
        field("options", K::Dictionary, Default("{}")),
    ],
    whole: dimensions_together,
};

static PAYMENT: Schema = Schema {
    fields: &[
        field(
            "paid_by",
            K::OneOf(&["sender", "recipient", "third_party"]),
            Default("\"sender\""),
        ),
        field("currency", K::Currency, Nullable),
        field("account_number", K::Text(usize::MAX), Nullable),
    ],
    whole: nothing,
};

static DUTY: Schema = Schema {
    fields: &[
        field(
            "paid_by",
            K::OneOf(&["sender", "recipient", "third_party"]),
            Nullable,
        ),
        field("currency", K::Currency, Nullable),
        field("declared_value", K::Number, Nullable),
        field("account_number", K::Text(usize::MAX), Nullable),
    ],
    whole: nothing,
};

static COMMODITY: Schema = Schema {
    fields: &[
        field("weight", K::Number, Required),
        field("weight_unit", K::OneOf(&["KG", "LB", "OZ", "G"]), Required),
        field("title", K::Text(200), Nullable),
        field("description", K::Text(200), Nullable),
        field("quantity", K::Integer, Default("1")),
        field("sku", K::Text(100), Nullable),
        field("hs_code", K::Text(100), Nullable),
        field("value_amount", K::Number, Nullable),
        field("value_currency", K::Currency, Nullable),
        field("origin_country", K::Country, Nullable),
        field("product_url", K::Text(usize::MAX), Nullable),
        field("image_url", K::Text(usize::MAX), Nullable),
        field("product_id", K::Text(usize::MAX), Nullable),
        field("variant_id", K::Text(usize::MAX), Nullable),
        field("parent_id", K::Text(100), Nullable),
        field("metadata", K::Dictionary, Nullable),
    ],
    whole: nothing,
};

static CUSTOMS: Schema = Schema {
    fields: &[
        field("commodities", K::Objects(&COMMODITY), Required),
        field("duty", K::Object(&DUTY), Nullable),
        field(
            "content_type",
            K::OneOf(&[
                "documents",
                "gift",
                "sample",
                "merchandise",
                "return_merchandise",
                "other",
            ]),
            Nullable,
        ),
        field("content_description", K::Text(usize::MAX), Nullable),
        field(
            "incoterm",
            K::OneOf(&[
                "CFR", "CIF", "CIP", "CPT", "DAP", "DAF", "DDP", "DDU", "DEQ", "DES", "EXW", "FAS",
                "FCA", "FOB",
            ]),
            Nullable,
        ),
        field("invoice", K::Text(50), Nullable),
        field("invoice_date", K::Date, Nullable),
        field("commercial_invoice", K::Boolean, Nullable),
        field("certify", K::Boolean, Nullable),
        field("signer", K::Text(50), Nullable),
        field("options", K::Dictionary, Default("{}")),
    ],
    whole: nothing,
};

const LABEL_TYPE: Kind = K::OneOf(&["PDF", "ZPL", "PNG"]);

/// `POST /v1/proxy/rates`.
pub(super) static RATE_REQUEST: Schema = Schema {
    fields: &[
        field("shipper", K::Object(&ADDRESS), Required),
        field("recipient", K::Object(&ADDRESS), Required),
        field("parcels", K::Objects(&PARCEL), Required),
        field("services", K::Texts, Default("[]")),
        field("carrier_ids", K::Texts, Default("[]")),
    ],
    whole: nothing,
};

/// `POST /v1/shipments`.
pub(super) static SHIPMENT: Schema = Schema {
    fields: &[
        field("recipient", K::Object(&ADDRESS), Required),
        field("shipper", K::Object(&ADDRESS), Required),
        field("return_address", K::Object(&ADDRESS), Nullable),
        field("billing_address", K::Object(&ADDRESS), Nullable),
        field("parcels", K::Objects(&PARCEL), Required),
        field(
            "payment",
            K::Object(&PAYMENT),
            Default(r#"{"paid_by":"sender","currency":null,"account_number":null}"#),
        ),
        field("customs", K::Object(&CUSTOMS), Nullable),
        field("reference", K::Text(100), Nullable),
        field("order_id", K::Text(50), Nullable),
        field("label_type", LABEL_TYPE, Default("\"PDF\"")),
        field("service", K::Text(usize::MAX), Nullable),
        field("services", K::Texts, Default("[]")),
        field("carrier_ids", K::Texts, Default("[]")),
        field("metadata", K::Dictionary, Default("{}")),
    ],
    whole: service_not_blank,
};

/// `PUT /v1/shipments/{id}`; what is left out stays as it is.
pub(super) static UPDATE: Schema = Schema {
    fields: &[
        field("label_type", LABEL_TYPE, Nullable),
        field("payment", K::Object(&PAYMENT), Nullable),
        field("reference", K::Text(100), Nullable),
        field("metadata", K::Dictionary, Nullable),
    ],
    whole: nothing,
};

/// `POST /v1/shipments/{id}/purchase`. A label type that is left out is PDF, whatever the draft said.
pub(super) static PURCHASE: Schema = Schema {
    fields: &[
        field("selected_rate_id", K::Text(usize::MAX), Nullable),
        field("service", K::Text(usize::MAX), Nullable),
        field("label_type", LABEL_TYPE, Default("\"PDF\"")),
        field("payment", K::Object(&PAYMENT), Nullable),
        field("reference", K::Text(100), Nullable),
        field("metadata", K::Dictionary, Nullable),
    ],
    whole: nothing,
};

/// `POST /v1/shipments/{id}/rates`.
pub(super) static REFRESH: Schema = Schema {
    fields: &[
        field("services", K::Texts, Nullable),
        field("carrier_ids", K::Texts, Nullable),
        field("reference", K::Text(100), Nullable),
        field("metadata", K::Dictionary, Nullable),
    ],
    whole: nothing,
};

/// `POST /v1/proxy/shipping/{carrier}/cancel`.
pub(super) static CANCEL: Schema = Schema {
    fields: &[
        field("shipment_identifier", K::Text(usize::MAX), Required),
        field("carrier_id", K::Text(usize::MAX), Nullable),
    ],
    whole: nothing,
};

/// `POST /v1/proxy/tracking` and `POST /v1/trackers`.
pub(super) static TRACK: Schema = Schema {
    fields: &[
        field("tracking_number", K::Text(50), Required),
        field("carrier_name", K::Text(usize::MAX), Required),
    ],
    whole: nothing,
};

/// One refusal: where and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    pub(super) path: String,
    pub(super) text: String,
}

impl Schema {
    /// The body as Karrio keeps it, with defaults filled in; or everything that is wrong with it.
    pub(super) fn read(&self, body: &Value) -> Result<Map<String, Value>, Vec<Invalid>> {
        let mut wrong = Vec::new();
        // A body that is no object is taken as an empty one.
        let empty = Map::new();
        let read = self.object(body.as_object().unwrap_or(&empty), "", &mut wrong);
        if wrong.is_empty() {
            Ok(read)
        } else {
            Err(wrong)
        }
    }

    fn object(
        &self,
        given: &Map<String, Value>,
        path: &str,
        wrong: &mut Vec<Invalid>,
    ) -> Map<String, Value> {
        let before = wrong.len();
        let mut read = Map::new();
        for field in self.fields {
            let path = join(path, field.name);
            let value = match (given.get(field.name), field.presence) {
                (None, Required) => {
                    refuse(wrong, &path, "This field is required.");
                    continue;
                }
                (Some(Value::Null), Required | Default(_)) => {
                    refuse(wrong, &path, "This field may not be null.");
                    continue;
                }
                (None, Default(default)) => serde_json::from_str(default).unwrap_or_default(),
                (None | Some(Value::Null), Nullable) => Value::Null,
                (Some(Value::String(s)), Nullable) if s.is_empty() => Value::String(String::new()),
                (Some(value), _) => field.kind.read(value, &path, wrong),
            };
            read.insert(field.name.to_owned(), value);
        }
        if wrong.len() == before {
            for (field, text) in (self.whole)(&mut read) {
                refuse(wrong, &join(path, field), text);
            }
        }
        read
    }
}

impl Kind {
    fn read(self, value: &Value, path: &str, wrong: &mut Vec<Invalid>) -> Value {
        let read = match self {
            K::Text(most) => text(value, most),
            K::Number => number(value)
                .map(Value::from)
                .ok_or_else(|| "A valid number is required.".to_owned()),
            K::Integer => integer(value)
                .map(Value::from)
                .ok_or_else(|| "A valid integer is required.".to_owned()),
            K::Boolean => boolean(value)
                .map(Value::from)
                .ok_or_else(|| "Must be a valid boolean.".to_owned()),
            K::OneOf(choices) => choice(value, |s| choices.contains(&s)),
            K::Country => choice(value, |s| {
                CountryCode::from_code(s).is_some_and(|c| c.code() == s)
            }),
            K::Currency => choice(value, |s| {
                Currency::from_code(s).is_ok_and(|c| c.code() == s)
            }),
            K::Date => match value.as_str().map(str::parse::<jiff::civil::Date>) {
                Some(Ok(date)) => Ok(json!(date.to_string())),
                _ => Err("The date format must match YYYY-MM-DD".to_owned()),
            },
            K::Dictionary => value.is_object().then(|| value.clone()).ok_or_else(|| {
                format!(
                    "Expected a dictionary of items but got type \"{}\".",
                    python_type(value)
                )
            }),
            K::Texts => value.as_array().map(|_| value.clone()).ok_or_else(|| {
                format!(
                    "Expected a list of items but got type \"{}\".",
                    python_type(value)
                )
            }),
            K::Object(schema) => match value.as_object() {
                Some(object) => return Value::Object(schema.object(object, path, wrong)),
                None => {
                    refuse(wrong, &join(path, "non_field_errors"), no_dictionary(value));
                    return Value::Null;
                }
            },
            K::Objects(schema) => return objects(schema, value, path, wrong),
        };
        read.unwrap_or_else(|text| {
            refuse(wrong, path, text);
            Value::Null
        })
    }
}

fn objects(schema: &Schema, value: &Value, path: &str, wrong: &mut Vec<Invalid>) -> Value {
    let whole = join(path, "non_field_errors");
    let Some(items) = value.as_array() else {
        refuse(
            wrong,
            &whole,
            format!(
                "Expected a list of items but got type \"{}\".",
                python_type(value)
            ),
        );
        return Value::Null;
    };
    if items.is_empty() {
        refuse(wrong, &whole, "This list may not be empty.");
    }
    let read = items.iter().enumerate().map(|(i, item)| {
        let path = format!("{path}[{i}]");
        match item.as_object() {
            Some(object) => Value::Object(schema.object(object, &path, wrong)),
            None => {
                refuse(wrong, &join(&path, "non_field_errors"), no_dictionary(item));
                Value::Null
            }
        }
    });
    Value::Array(read.collect())
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn refuse(wrong: &mut Vec<Invalid>, path: &str, text: impl Into<String>) {
    wrong.push(Invalid {
        path: path.to_owned(),
        text: text.into(),
    });
}

fn no_dictionary(value: &Value) -> String {
    format!(
        "Invalid data. Expected a dictionary, but got {}.",
        python_type(value)
    )
}

fn python_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(n) if n.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// Numbers are taken as text; lists, objects and booleans are not.
fn text(value: &Value, most: usize) -> Result<Value, String> {
    let text = match value {
        Value::String(s) => s.trim().to_owned(),
        Value::Number(n) => n.to_string(),
        _ => return Err("Not a valid string.".to_owned()),
    };
    if text.chars().count() > most {
        return Err(format!(
            "Ensure this field has no more than {most} characters."
        ));
    }
    Ok(json!(text))
}

/// Text is taken as a number when it is one.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

/// `2`, `2.0`, `"2"` and `"2.0"`.
fn integer(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(n) => n.to_string(),
        Value::String(s) => s.trim().to_owned(),
        _ => return None,
    };
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::String(s) => match s.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
            "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
            _ => None,
        },
        Value::Number(n) => match n.as_i64() {
            Some(1) => Some(true),
            Some(0) => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn choice(value: &Value, known: impl Fn(&str) -> bool) -> Result<Value, String> {
    let text = match value {
        Value::String(s) => s.clone(),
        other => other.to_string(),
    };
    if known(&text) {
        Ok(json!(text))
    } else {
        Err(format!("\"{text}\" is not a valid choice."))
    }
}

fn postal_code_and_phone(address: &mut Map<String, Value>) -> Refusals {
    let of = |name: &str| address.get(name).and_then(Value::as_str).map(str::to_owned);
    let country = of("country_code").unwrap_or_default();
    let mut wrong = Vec::new();
    if let Some(code) = of("postal_code") {
        let squeezed: String = code.split_whitespace().collect();
        match country.as_str() {
            "US" if !is_zip(&squeezed) => {
                wrong.push((
                    "postal_code",
                    "The American postal code must match 12345 or 12345-6789".to_owned(),
                ));
            }
            "CA" if !is_canadian(&squeezed) => {
                wrong.push((
                    "postal_code",
                    "The Canadian postal code must match Z9Z9Z9".to_owned(),
                ));
            }
            "US" => drop(address.insert("postal_code".to_owned(), json!(squeezed))),
            "CA" => drop(address.insert("postal_code".to_owned(), json!(squeezed.to_uppercase()))),
            _ => {}
        }
    }
    let phone = address
        .get("phone_number")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if wrong.is_empty() && !phone.is_empty() && !may_be_phone(phone) {
        wrong.push(("phone_number", "Invalid phone number format".to_owned()));
    }
    wrong
}

fn is_zip(code: &str) -> bool {
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    match code.split_once('-') {
        Some((five, four)) => digits(five, 5) && digits(four, 4),
        None => digits(code, 5),
    }
}

fn is_canadian(code: &str) -> bool {
    let code = code.replace(['-', '_'], "");
    code.len() >= 6
        && code.bytes().take(6).enumerate().all(|(i, b)| {
            if i % 2 == 0 {
                b.is_ascii_alphabetic()
            } else {
                b.is_ascii_digit()
            }
        })
}

/// The parsing library behind Karrio takes whatever has 2 to 17 digits in it, words included.
fn may_be_phone(phone: &str) -> bool {
    (2..=17).contains(&phone.bytes().filter(u8::is_ascii_digit).count())
}

fn dimensions_together(parcel: &mut Map<String, Value>) -> Refusals {
    let given = |name: &str| parcel.get(name).is_some_and(|v| !v.is_null());
    let sides = ["width", "height", "length"]
        .into_iter()
        .filter(|side| given(side))
        .count();
    match (sides, given("dimension_unit")) {
        (0, _) | (3, true) => Vec::new(),
        (3, false) => {
            vec![(
                "dimension_unit",
                "dimension_unit is required when dimensions are specified".to_owned(),
            )]
        }
        _ => vec![(
            "dimensions",
            "When one dimension is specified, all must be specified with a dimension_unit"
                .to_owned(),
        )],
    }
}

fn service_not_blank(shipment: &mut Map<String, Value>) -> Refusals {
    match shipment.get("service").and_then(Value::as_str) {
        Some("") => vec![("service", "This field may not be blank.".to_owned())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(schema: &Schema, body: &Value) -> Vec<String> {
        match schema.read(body) {
            Ok(_) => Vec::new(),
            Err(wrong) => wrong
                .into_iter()
                .map(|w| format!("{}: {}", w.path, w.text))
                .collect(),
        }
    }

    fn rate_request() -> Value {
        json!({
            "shipper": {"country_code": "US", "postal_code": "43215", "city": "Columbus"},
            "recipient": {"country_code": "US", "postal_code": "80202", "city": "Denver"},
            "parcels": [{"weight": 1.2, "weight_unit": "KG"}],
        })
    }

    #[test]
    fn refuses_in_the_words_of_the_real_server() {
        // Each line was answered so by Karrio 2026.1.32.
        let parcel = |extra: Value| json!({ "parcels": [extra] });
        for (change, refusal) in [
            (
                parcel(json!({"weight": 1, "weight_unit": "STONE"})),
                "parcels[0].weight_unit: \"STONE\" is not a valid choice.",
            ),
            (
                parcel(json!({"weight": 1, "weight_unit": "kg"})),
                "parcels[0].weight_unit: \"kg\" is not a valid choice.",
            ),
            (
                parcel(json!({"weight_unit": "KG"})),
                "parcels[0].weight: This field is required.",
            ),
            (
                parcel(json!({"weight": null, "weight_unit": "KG"})),
                "parcels[0].weight: This field may not be null.",
            ),
            (
                parcel(json!({"weight": "1,2", "weight_unit": "KG"})),
                "parcels[0].weight: A valid number is required.",
            ),
            (
                parcel(
                    json!({"weight": 1, "weight_unit": "KG", "length": 1, "width": 1, "height": 1}),
                ),
                "parcels[0].dimension_unit: dimension_unit is required when dimensions are specified",
            ),
            (
                parcel(
                    json!({"weight": 1, "weight_unit": "KG", "length": 1, "dimension_unit": "CM"}),
                ),
                "parcels[0].dimensions: When one dimension is specified, all must be specified with a dimension_unit",
            ),
            (
                parcel(json!({"weight": 1, "weight_unit": "KG", "dimension_unit": "MM"})),
                "parcels[0].dimension_unit: \"MM\" is not a valid choice.",
            ),
            (
                json!({"parcels": []}),
                "parcels.non_field_errors: This list may not be empty.",
            ),
            (
                json!({"parcels": "x"}),
                "parcels.non_field_errors: Expected a list of items but got type \"str\".",
            ),
            (
                json!({"parcels": ["x"]}),
                "parcels[0].non_field_errors: Invalid data. Expected a dictionary, but got str.",
            ),
            (
                json!({"recipient": {"country_code": "XX"}}),
                "recipient.country_code: \"XX\" is not a valid choice.",
            ),
            (
                json!({"recipient": {"country_code": "us"}}),
                "recipient.country_code: \"us\" is not a valid choice.",
            ),
            (
                json!({"recipient": {"city": "Denver"}}),
                "recipient.country_code: This field is required.",
            ),
            (
                json!({"recipient": {"country_code": "US", "postal_code": "8020"}}),
                "recipient.postal_code: The American postal code must match 12345 or 12345-6789",
            ),
            (
                json!({"recipient": {"country_code": "CA", "postal_code": "80202"}}),
                "recipient.postal_code: The Canadian postal code must match Z9Z9Z9",
            ),
            (
                json!({"recipient": {"country_code": "US", "phone_number": "abc"}}),
                "recipient.phone_number: Invalid phone number format",
            ),
            (
                json!({"recipient": {"country_code": "DE", "city": ["x"]}}),
                "recipient.city: Not a valid string.",
            ),
            (
                json!({"recipient": {"country_code": "DE", "city": "c".repeat(51)}}),
                "recipient.city: Ensure this field has no more than 50 characters.",
            ),
            (
                json!({"services": "x"}),
                "services: Expected a list of items but got type \"str\".",
            ),
        ] {
            let mut body = rate_request();
            for (key, value) in change.as_object().expect("an object") {
                body[key] = value.clone();
            }
            assert_eq!(refusals(&RATE_REQUEST, &body), [refusal]);
        }
        assert_eq!(
            refusals(&PURCHASE, &json!({"label_type": "EPL"})),
            ["label_type: \"EPL\" is not a valid choice."]
        );
        assert_eq!(
            refusals(&PURCHASE, &json!({"payment": {"paid_by": "me"}})),
            ["payment.paid_by: \"me\" is not a valid choice."]
        );
        assert_eq!(
            refusals(&SHIPMENT, &json!({})),
            [
                "recipient: This field is required.",
                "shipper: This field is required.",
                "parcels: This field is required."
            ]
        );
    }

    #[test]
    fn takes_what_the_real_server_takes() {
        let mut body = rate_request();
        body["unknown"] = json!(1);
        body["parcels"][0]["weight"] = json!("-1.5");
        body["recipient"]["email"] = json!("no address");
        let read = RATE_REQUEST.read(&body).expect("taken");
        assert_eq!(read["parcels"][0]["weight"], json!(-1.5));
        assert_eq!(read["parcels"][0]["is_document"], json!(false));
        assert_eq!(read["recipient"]["person_name"], Value::Null);
        assert!(!read.contains_key("unknown"));
    }
}
