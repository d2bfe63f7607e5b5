//! The contract's page, its OpenAPI document and the fixtures say the same.
use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn document() -> Value {
    let text = std::fs::read_to_string(docs().join("connector.openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn fixtures() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/connector/fixtures");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

/// The schema that a fixture is an example of, and whether Packbench makes it.
fn schema_of(name: &str) -> (&'static str, bool) {
    const REQUESTS: &[(&str, &str)] = &[
        ("rates_request", "Consignment"),
        ("abroad_request", "Consignment"),
        ("purchase_request", "Purchase"),
        ("booking_request", "Book"),
        ("numbers_request", "Reserve"),
        ("void_request", "Nothing"),
    ];
    const ANSWERS: &[(&str, &str)] = &[
        ("about_", "About"),
        ("rates_", "Rates"),
        ("sold_", "Shipment"),
        ("shipment_", "Shipment"),
        ("processing_202", "Shipment"),
        ("void_", "Shipment"),
        ("found_", "Found"),
        ("labels_", "Labels"),
        ("tracking_", "Tracking"),
        ("numbers_", "Numbers"),
        ("booking_", "Booking"),
    ];
    let within = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(start, _)| name.starts_with(start))
            .map(|(_, schema)| *schema)
    };
    match within(REQUESTS) {
        Some(schema) => (schema, true),
        None => (within(ANSWERS).unwrap_or("Problem"), false),
    }
}

/// What is wrong with a value by a schema of the document. A keyword that is not known here is wrong
/// too: nothing is passed over.
fn wrong(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        let mut say = |text: String| found.push(format!("{at}: {text}"));
        match keyword.as_str() {
            "description" => {}
            "$ref" => {
                let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                match document.pointer(path) {
                    Some(target) => found.extend(wrong(document, target, value, at)),
                    None => say(format!("{path} is not there")),
                }
            }
            "type" => {
                let is = match rule.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64(),
                    other => panic!("{other} is no type"),
                };
                if !is {
                    say(format!("it is not of type {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    say(format!("{value} is not one of {rule}"));
                }
            }
            "minimum" => {
                if value.as_i64() < rule.as_i64() {
                    say(format!("{value} is below {rule}"));
                }
            }
            "minItems" => {
                let count = value.as_array().map_or(0, Vec::len);
                if (count as u64) < rule.as_u64().unwrap() {
                    say(format!("{count} entries"));
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(wrong(document, rule, item, &format!("{at}.{i}")));
                }
            }
            "properties" => {
                for (name, inner) in rule.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        found.extend(wrong(document, inner, member, &format!("{at}.{name}")));
                    }
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        say(format!("{name} is missing"));
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, false);
                for name in value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name)
                {
                    if schema["properties"].get(name).is_none() {
                        say(format!("{name} is unknown"));
                    }
                }
            }
            other => panic!("{other} is not checked here"),
        }
    }
    found
}

fn by_name(document: &Value, name: &str, value: &Value) -> Vec<String> {
    let schema = &document["components"]["schemas"][name];
    assert!(schema.is_object(), "there is no {name}");
    wrong(document, schema, value, name)
}

#[test]
fn every_fixture_is_as_the_document_says() {
    let document = document();
    let mut used = BTreeSet::new();
    for (name, value) in fixtures() {
        let (schema, _) = schema_of(&name);
        used.insert(schema);
        assert_eq!(by_name(&document, schema, &value), [""; 0], "{name}");
    }
    assert!(used.len() >= 14, "{used:?}");
}

#[test]
fn the_document_is_strict_with_requests_and_open_with_answers() {
    let document = document();
    for (name, mut value) in fixtures() {
        let (schema, ours) = schema_of(&name);
        value["unheard_of"] = json!(1);
        let complaints = by_name(&document, schema, &value);
        assert_eq!(complaints.is_empty(), !ours, "{name}: {complaints:?}");
    }
    let spoil = |name: &str, schema: &str, pointer: &str, bad: Value| {
        let mut value = fixtures()[name].clone();
        *value.pointer_mut(pointer).unwrap() = bad;
        assert_ne!(by_name(&document, schema, &value), [""; 0], "{pointer}");
    };
    spoil(
        "purchase_request.json",
        "Purchase",
        "/parcels/0/weight_g",
        json!(0),
    );
    spoil("purchase_request.json", "Purchase", "/parcels", json!([]));
    spoil(
        "purchase_request.json",
        "Purchase",
        "/max_charge/minor",
        json!(6.4),
    );
    spoil(
        "purchase_request.json",
        "Purchase",
        "/direction",
        json!("up"),
    );
    spoil("sold_201.json", "Shipment", "/status", json!("maybe"));
    spoil("found_200.json", "Found", "/settled", json!("yes"));
}

#[test]
fn the_document_is_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], wire::PROTOCOL.to_string());
    let mut ids = BTreeSet::new();
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.insert(format!("{} {path}", method.to_uppercase()));
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()));
            let parameters = operation["parameters"].as_array();
            for name in path.split('/').filter_map(|p| p.strip_prefix('{')) {
                let name = name.trim_end_matches('}');
                let declared = parameters.is_some_and(|list| {
                    list.iter()
                        .any(|p| p["name"] == name && p["in"] == "path" && p["required"] == true)
                });
                assert!(declared, "{path}: {name}");
            }
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.contains_key("default") && responses.len() > 1,
                "{path}"
            );
        }
    }
    // Each path is a section of the page, and the other way round.
    let page = std::fs::read_to_string(docs().join("connector.md")).unwrap();
    let mut sections: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    sections.insert("GET /v1/shipments".to_owned());
    assert!(page.contains("GET /v1/shipments?reference="));
    assert_eq!(sections, operations);
    // Every schema is used, and every reference leads somewhere.
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in schemas.keys() {
        let reference = format!("\"#/components/schemas/{name}\"");
        assert!(text.contains(&reference), "{name} is not used");
    }
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is not there");
    }
}

#[test]
fn the_page_shows_what_is_tested() {
    let page = std::fs::read_to_string(docs().join("connector.md")).unwrap();
    let fixtures = fixtures();
    let mut shown = 0;
    for block in page.split("```json\n").skip(1) {
        let text = block.split("\n```").next().unwrap();
        let example: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert!(
            fixtures.values().any(|f| *f == example),
            "no fixture: {text}"
        );
        shown += 1;
    }
    assert!(shown >= 15, "{shown}");
    // Every code that is read has its line in the table.
    for name in fixtures.keys() {
        let code = fixtures[name]["code"].as_str().unwrap_or("internal");
        assert!(
            code == "internal" || page.contains(&format!("`{code}`")),
            "{code}"
        );
    }
}
