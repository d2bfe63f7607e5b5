//! What a helper needs to see of a bench, as a ZIP file: no secret and nothing of a person is in it.
//!
//! Settings and records go in by name, so that what is added later stays out until somebody thought about it.
//! Words that the merchant chose (names of people, accounts, printers, addresses) are struck out everywhere.
use super::{findings, journal, report};
use crate::Station;
use crate::api::{Code, Failure, FileOut, Nothing, Result};
use crate::{printers, retention, scale};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_devices::Port;
use pb_store::{Actor, Record, RecordFilter};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// Records that go in, the newest.
const RECORDS: u32 = 1_000;
/// Of a record's data, what says how something went and nothing of whom.
const HARMLESS: &[&str] = &[
    "state", "sent", "code", "kind", "reprint", "forced", "tries", "minutes", "lines", "labels",
    "check", "rule", "format", "events", "status",
];
/// Shorter words would strike out half of everything.
const SHORTEST: usize = 3;

/// Words that may not leave the bench.
struct Private(Vec<String>);

impl Private {
    async fn of(station: &Station) -> Result<Self> {
        let mut words = BTreeSet::new();
        let settings = station.settings();
        words.insert(settings.operator);
        words.extend(station.store.record_operators().await?);
        for account in station.store.accounts().await? {
            words.insert(account.name);
            words.extend(account.secrets.into_values());
            words.extend(account.settings.into_values());
        }
        for from in station.store.ship_froms().await? {
            words.insert(from.name);
            let a = from.address;
            words.extend([
                a.name,
                a.company,
                a.line1,
                a.line2,
                a.city,
                a.postal_code,
                a.phone,
                a.email,
            ]);
        }
        for printer in printers::all(station).await? {
            words.extend(where_it_leads(&printer.port));
            words.insert(printer.name);
        }
        for scale in scale::all(station).await? {
            words.extend(where_it_leads(&scale.port));
            words.insert(scale.name);
        }
        words.insert(station.profile.folder.clone());
        if let Some(home) = directories::UserDirs::new() {
            words.insert(home.home_dir().display().to_string());
        }
        let known =
            |w: &String| w.chars().count() >= SHORTEST && !Actor::RESERVED.contains(&w.as_str());
        let mut words: Vec<String> = words.into_iter().filter(known).collect();
        // The longest first: a part of one would leave the rest.
        words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        Ok(Self(words))
    }

    fn strike(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, word| {
            text.replace(word.as_str(), "…")
        })
    }

    /// Strikes out in all texts of a value.
    fn strike_all(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.strike(&text)),
            Value::Array(values) => values.into_iter().map(|v| self.strike_all(v)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, v)| (name, self.strike_all(v)))
                .collect::<Map<_, _>>()
                .into(),
            other => other,
        }
    }
}

/// What a helper needs to see, as a ZIP file.
pub(crate) async fn bundle(station: &Station, _: Nothing) -> Result<FileOut> {
    let private = Private::of(station).await?;
    let report = report(findings(station).await, Vec::new(), station.now());
    let (schema, sqlite, cipher) = station.store.versions().await?;
    let versions = json!({
        "packbench": station.profile.version, "schema": schema, "sqlite": sqlite, "sqlcipher": cipher,
        "system": std::env::consts::OS, "machine": std::env::consts::ARCH, "demo": station.profile.demo,
    });
    let files = [
        ("versions.json", versions),
        ("checks.json", private.strike_all(json!(report))),
        (
            "settings.json",
            private.strike_all(settings(station).await?),
        ),
        ("counts.json", journal::in_numbers(station).await?),
        ("records.json", records(station).await?),
    ];
    let bytes = zipped(&files).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The file for a helper cannot be made: {e}"),
        )
    })?;
    let mut change = station.store.change(station.now()).await?;
    change
        .log(
            "bundle_saved",
            None,
            "What a helper needs to see was saved as a file",
            &json!({ "bytes": bytes.len() }),
        )
        .await?;
    change.commit().await?;
    let day = station.zoned_now().date();
    Ok(FileOut {
        name: format!("packbench-doctor-{day}.zip"),
        mime: "application/zip".into(),
        base64: STANDARD.encode(bytes),
    })
}

fn zipped(files: &[(&str, Value)]) -> std::result::Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, value) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(&serde_json::to_vec_pretty(value)?)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Settings that say how the bench works and nothing of whose it is.
async fn settings(station: &Station) -> Result<Value> {
    let s = station.settings();
    let printers: Vec<Value> = printers::all(station)
        .await?
        .iter()
        .map(|p| {
            json!({
                "port": port(&p.port), "language": p.language, "dpi": p.dpi, "media": p.media,
                "tracking": p.tracking, "prints": p.prints, "proof_seconds": p.proof_seconds,
                "never_answers": p.never_answers, "trust_queue": p.trust_queue, "confirmed": p.confirmed,
                "fallback": p.fallback.is_some(),
            })
        })
        .collect();
    let scales: Vec<Value> = scale::all(station)
        .await?
        .iter()
        .map(|s| {
            json!({
                "port": port(&s.port), "protocol": s.protocol, "unit": s.unit,
                "reports_zero": s.reports_zero, "only_stable": s.only_stable,
            })
        })
        .collect();
    let accounts: Vec<Value> = station
        .store
        .accounts()
        .await?
        .iter()
        .map(|a| json!({ "carrier": a.carrier, "enabled": a.enabled }))
        .collect();
    let mut roles: BTreeMap<&str, u32> = BTreeMap::new();
    for operator in station.store.operators().await? {
        *roles.entry(operator.role.word()).or_default() += 1;
    }
    Ok(json!({
        "units": s.units, "currency": s.currency, "time_zone": s.time_zone, "rate_rule": s.rate_rule,
        "price_tolerance": s.price_tolerance, "print_at_once": s.print_at_once, "sounds": s.sounds,
        "theme": s.theme, "printers": printers, "scales": scales, "accounts": accounts, "operators": roles,
        "retention": retention::view(station, Nothing {}).await?,
    }))
}

/// What kind of port it is; where it leads is the merchant's business.
fn port(port: &Port) -> Value {
    serde_json::to_value(port)
        .ok()
        .and_then(|p| p.get("kind").cloned())
        .unwrap_or_default()
}

/// The words of a port that say where it leads: a host, a path, a queue.
fn where_it_leads(port: &Port) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(port) else {
        return Vec::new();
    };
    fields
        .into_iter()
        .filter(|(name, _)| name != "kind")
        .filter_map(|(_, value)| value.as_str().map(str::to_owned))
        .collect()
}

/// The newest records: what kind of thing happened when and how it went, each person as a number.
async fn records(station: &Station) -> Result<Value> {
    let newest = station
        .store
        .records(RecordFilter::default(), RECORDS)
        .await?;
    let mut people: Vec<String> = Vec::new();
    Ok(newest
        .iter()
        .map(|record| {
            json!({
                "number": record.seq, "at": record.at, "kind": record.kind, "who": who(record, &mut people),
                "data": harmless(record.payload.as_deref()),
            })
        })
        .collect())
}

fn who(record: &Record, people: &mut Vec<String>) -> String {
    let Some(name) = &record.operator else {
        return String::new();
    };
    if Actor::RESERVED.contains(&name.as_str()) {
        return name.clone();
    }
    let at = people.iter().position(|p| p == name).unwrap_or_else(|| {
        people.push(name.clone());
        people.len() - 1
    });
    format!("operator {}", at + 1)
}

/// Of a record's data the known fields, where they are numbers or words of this program.
fn harmless(payload: Option<&str>) -> Map<String, Value> {
    let payload: Option<Value> = payload.and_then(|p| serde_json::from_str(p).ok());
    let Some(Value::Object(fields)) = payload else {
        return Map::new();
    };
    let plain = |v: &Value| match v {
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(word) => {
            word.len() <= 40 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        }
        _ => false,
    };
    fields
        .into_iter()
        .filter(|(name, value)| HARMLESS.contains(&name.as_str()) && plain(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_records_data_only_known_plain_fields_are_left() {
        let payload = r#"{"state":"printed","sent":12,"says":"Nora","code":"Elm Street","lines":["x"],"forced":true}"#;
        let left = harmless(Some(payload));
        assert_eq!(
            json!(left),
            json!({ "state": "printed", "sent": 12, "forced": true })
        );
        assert_eq!(json!(harmless(None)), json!({}));
        assert_eq!(json!(harmless(Some("null"))), json!({}));
    }

    #[test]
    fn a_longer_private_word_leaves_nothing_of_itself() {
        let private = Private(vec!["Ann Miller".into(), "Ann".into()]);
        let value = json!({ "text": ["Ann Miller and Ann", 3] });
        assert_eq!(private.strike_all(value), json!({ "text": ["… and …", 3] }));
    }
}
