//! What a carrier takes in JSON, field by field: names, presence, types, lengths and values.
//!
//! A carrier's folder has a table of fields for each of its requests and its own words for what is wrong
//! with one. Objects are closed: a name that is not in the table is refused, as a misspelt one would be
//! missed where it is required.
use rust_decimal::Decimal;
use serde_json::Value;

/// What a field may hold.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Anything; what is in it is not looked at.
    Any,
    /// Text of at least one and at most so many characters.
    Text(usize),
    /// Text of any length, which may be empty: its presence says it.
    Flag,
    /// Text that is one of these.
    OneOf(&'static [&'static str]),
    /// Text with a number above zero.
    Positive,
    /// Text with an amount of money, zero or more.
    Amount,
    /// Text with a whole number from 1 on.
    Count,
    /// A number above zero, and no text.
    Number,
    /// A whole number from 1 on, and no text.
    Whole,
    /// Yes or no, and no text.
    Truth,
    /// Text of a shape: `9` is a digit, `A` a capital letter, `X` either, others are themselves.
    Shape(&'static str),
    /// One to so many texts of at most so many characters.
    Texts(usize, usize),
    /// An object.
    Object(&'static [Field]),
    /// One to so many objects.
    List(&'static [Field], usize),
    /// An object, or one to so many of them.
    OneOrMany(&'static [Field], usize),
    /// One to so many texts of at most so many characters, or one alone.
    TextOrMany(usize, usize),
}

/// One field of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

/// A field that must be there.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: true,
    }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
    }
}

/// What is wrong with a request, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Names from the outside in, `/` between them; entries of lists by their number, from 1.
    pub(super) path: String,
    pub(super) wrong: Wrong,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is required and not there.
    Missing,
    /// No such field.
    Unknown,
    /// It is of another type than this.
    Type(&'static str),
    /// It may not be this.
    Value(String),
}

/// Looks through an object; the first thing that is wrong.
pub(super) fn check(value: &Value, fields: &[Field], path: &str) -> Result<(), Complaint> {
    let complain = |path: String, wrong| Err(Complaint { path, wrong });
    let Some(object) = value.as_object() else {
        return complain(path.to_owned(), Wrong::Type("an object"));
    };
    let at = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}/{name}"),
    };
    for field in fields {
        match object.get(field.name) {
            Some(value) => check_kind(value, field.kind, &at(field.name))?,
            None if field.required => return complain(at(field.name), Wrong::Missing),
            None => {}
        }
    }
    let known = |name: &String| fields.iter().any(|f| f.name == name);
    match object.keys().find(|name| !known(name)) {
        Some(name) => complain(at(name), Wrong::Unknown),
        None => Ok(()),
    }
}

fn check_kind(value: &Value, kind: Kind, path: &str) -> Result<(), Complaint> {
    let wrong = |wrong| {
        Err(Complaint {
            path: path.to_owned(),
            wrong,
        })
    };
    match kind {
        Kind::Any => return Ok(()),
        Kind::Truth => {
            return match value {
                Value::Bool(_) => Ok(()),
                _ => wrong(Wrong::Type("true or false")),
            };
        }
        Kind::Number | Kind::Whole => {
            let Value::Number(number) = value else {
                return wrong(Wrong::Type("a number"));
            };
            let good = match kind {
                Kind::Whole => number.as_u64().is_some_and(|n| n > 0),
                _ => decimal(&number.to_string()).is_some_and(|n| n > Decimal::ZERO),
            };
            return match good {
                true => Ok(()),
                false => wrong(Wrong::Value(number.to_string())),
            };
        }
        Kind::Object(fields) => return check(value, fields, path),
        Kind::OneOrMany(fields, most) => {
            return match value {
                Value::Array(_) => check_kind(value, Kind::List(fields, most), path),
                _ => check(value, fields, path),
            };
        }
        Kind::TextOrMany(most, length) => {
            return match value {
                Value::Array(_) => check_kind(value, Kind::Texts(most, length), path),
                _ => check_kind(value, Kind::Text(length), path),
            };
        }
        Kind::List(_, most) | Kind::Texts(most, _) => {
            let Some(items) = value.as_array() else {
                return wrong(Wrong::Type("a list"));
            };
            if items.is_empty() {
                return wrong(Wrong::Missing);
            }
            if items.len() > most {
                return wrong(Wrong::Value(format!(
                    "{} entries, at most {most}",
                    items.len()
                )));
            }
            for (number, item) in (1..).zip(items) {
                let path = format!("{path}/{number}");
                match kind {
                    Kind::List(fields, _) => check(item, fields, &path)?,
                    Kind::Texts(_, length) => check_kind(item, Kind::Text(length), &path)?,
                    _ => {}
                }
            }
            return Ok(());
        }
        _ => {}
    }
    let Some(text) = value.as_str() else {
        return wrong(Wrong::Type("a text"));
    };
    let good = match kind {
        Kind::Flag => true,
        Kind::Text(_) if text.trim().is_empty() => return wrong(Wrong::Missing),
        Kind::Text(most) => text.chars().count() <= most,
        Kind::OneOf(values) => values.contains(&text),
        Kind::Positive => decimal(text).is_some_and(|n| n > Decimal::ZERO),
        Kind::Amount => decimal(text).is_some_and(|n| n >= Decimal::ZERO),
        Kind::Count => text.parse::<u32>().is_ok_and(|n| n > 0),
        Kind::Shape(shape) => has_shape(text, shape),
        _ => true,
    };
    if good {
        Ok(())
    } else {
        wrong(Wrong::Value(text.to_owned()))
    }
}

/// A number as carriers write it: digits and at most one point.
fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| plain)
}

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(c, s): (char, char)| match s {
        '9' => c.is_ascii_digit(),
        'A' => c.is_ascii_uppercase(),
        'X' => c.is_ascii_digit() || c.is_ascii_uppercase(),
        other => c == other,
    };
    text.chars().count() == shape.chars().count() && text.chars().zip(shape.chars()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static BOX: &[Field] = &[
        must("kind", Kind::OneOf(&["a", "b"])),
        must("weight", Kind::Positive),
        may("day", Kind::Shape("99999999")),
        may("lines", Kind::Texts(2, 3)),
        may("size", Kind::Number),
        may("pieces", Kind::Whole),
        may("fragile", Kind::Truth),
    ];
    static ALL: &[Field] = &[
        must("boxes", Kind::List(BOX, 2)),
        may("one", Kind::OneOrMany(BOX, 1)),
    ];

    #[test]
    fn the_first_wrong_field_is_named() {
        let good = json!({ "kind": "a", "weight": "1.5" });
        assert_eq!(
            check(&json!({ "boxes": [good], "one": good }), ALL, ""),
            Ok(())
        );
        let wrong = |change: Value, path: &str, wrong: Wrong| {
            let mut box_ = good.clone();
            for (name, value) in change.as_object().expect("fields") {
                box_[name] = value.clone();
            }
            let found = check(&json!({ "boxes": [good, box_] }), ALL, "").expect_err("wrong");
            assert_eq!((found.path.as_str(), found.wrong), (path, wrong));
        };
        wrong(
            json!({ "weight": 1.5 }),
            "boxes/2/weight",
            Wrong::Type("a text"),
        );
        wrong(
            json!({ "weight": "-1" }),
            "boxes/2/weight",
            Wrong::Value("-1".into()),
        );
        wrong(
            json!({ "kind": "c" }),
            "boxes/2/kind",
            Wrong::Value("c".into()),
        );
        wrong(
            json!({ "day": "2026-1-1" }),
            "boxes/2/day",
            Wrong::Value("2026-1-1".into()),
        );
        wrong(
            json!({ "lines": "abc" }),
            "boxes/2/lines",
            Wrong::Type("a list"),
        );
        wrong(
            json!({ "lines": ["abcd"] }),
            "boxes/2/lines/1",
            Wrong::Value("abcd".into()),
        );
        wrong(json!({ "Weight": "1" }), "boxes/2/Weight", Wrong::Unknown);
        let is_a = Wrong::Type("a number");
        wrong(json!({ "size": "1.5" }), "boxes/2/size", is_a.clone());
        wrong(
            json!({ "size": 0 }),
            "boxes/2/size",
            Wrong::Value("0".into()),
        );
        wrong(json!({ "pieces": true }), "boxes/2/pieces", is_a);
        wrong(
            json!({ "pieces": 1.5 }),
            "boxes/2/pieces",
            Wrong::Value("1.5".into()),
        );
        wrong(
            json!({ "fragile": "true" }),
            "boxes/2/fragile",
            Wrong::Type("true or false"),
        );
        let numbered =
            json!({ "kind": "a", "weight": "1", "size": 1.5, "pieces": 2, "fragile": false });
        assert_eq!(check(&json!({ "boxes": [numbered] }), ALL, ""), Ok(()));
        let missing = check(&json!({ "boxes": [{ "kind": "a" }] }), ALL, "").expect_err("wrong");
        assert_eq!(
            (missing.path.as_str(), missing.wrong),
            ("boxes/1/weight", Wrong::Missing)
        );
    }
}
