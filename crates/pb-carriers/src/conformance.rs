//! What every carrier must pass, whoever wrote it: a form that can be filled in, a README, and no
//! secret that shows.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::engine::{Engine, EngineOptions};
use crate::{CARRIERS, Consignment, Cx, FieldKind, Profile, Ship, find};
use jiff::Zoned;
use pb_domain::{
    Account, AccountId, Address, Currency, Direction, Parcel, ParcelId, ShipOptions, Weight,
    WeightSource,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

fn folder(carrier: &Profile) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(carrier.id)
}

/// A key of a field, an account's setting, a folder: lower case, digits, underscores.
fn is_plain(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[test]
fn ids_are_plain_and_each_carriers_own() {
    let mut ids = BTreeSet::new();
    for carrier in CARRIERS {
        assert!(is_plain(carrier.id), "{}", carrier.id);
        assert!(ids.insert(carrier.id), "{} is there twice", carrier.id);
        assert!(std::ptr::eq(find(carrier.id).unwrap(), *carrier));
    }
    assert!(find("no-such-carrier").is_none());
}

#[test]
fn a_carrier_says_who_it_is() {
    for carrier in CARRIERS {
        assert!(!carrier.name.trim().is_empty(), "{}", carrier.id);
        assert!(
            carrier.about.ends_with('.') && carrier.about.len() > 20,
            "{}: one sentence",
            carrier.id
        );
        let readme = std::fs::read_to_string(folder(carrier).join("README.md"));
        let readme = readme.unwrap_or_else(|_| panic!("{} has no README.md", carrier.id));
        assert!(readme.len() > 500, "{}: sources, dates, quirks", carrier.id);
    }
}

#[test]
fn a_form_can_be_filled_in() {
    for carrier in CARRIERS {
        let mut names = BTreeSet::new();
        for field in carrier.form {
            let at = format!("{}.{}", carrier.id, field.name);
            assert!(is_plain(field.name), "{at}");
            assert!(names.insert(field.name), "{at} is there twice");
            assert!(!field.label.trim().is_empty(), "{at} has no label");
            assert!(field.help.trim().len() > 10, "{at} says not what to enter");
            match field.kind {
                FieldKind::Choice(choices) => {
                    let values: BTreeSet<_> = choices.iter().map(|(value, _)| *value).collect();
                    assert!(choices.len() > 1 && values.len() == choices.len(), "{at}");
                    assert!(
                        values.contains(field.default),
                        "{at}: the default is not a choice"
                    );
                    assert!(choices.iter().all(|(_, text)| !text.is_empty()), "{at}");
                }
                FieldKind::Secret => assert_eq!(field.default, "", "{at}: a secret has no default"),
                FieldKind::Currency => assert!(
                    field.default.is_empty() || Currency::from_code(field.default).is_ok(),
                    "{at}"
                ),
                FieldKind::Url => assert!(
                    field.default.is_empty() || url::Url::parse(field.default).is_ok(),
                    "{at}"
                ),
                FieldKind::Text => {}
            }
        }
    }
}

#[test]
fn a_table_explains_itself_and_its_example_is_good() {
    for table in CARRIERS.iter().filter_map(|c| c.table) {
        assert!(!table.title().is_empty());
        let names: BTreeSet<_> = table.columns().iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names.len(),
            table.columns().len(),
            "a column is there twice"
        );
        for (name, meaning) in table.columns() {
            assert!(
                !name.is_empty() && meaning.len() > 5,
                "{name}: says not what it means"
            );
        }
        assert_eq!(table.check(table.example()), []);
        assert_ne!(table.check("no,such,columns\n1,2,3\n"), []);
    }
}

#[test]
fn what_is_sold_by_others_can_be_settled_and_tested() {
    for carrier in CARRIERS {
        if matches!(carrier.ship, Ship::Remote(_)) {
            assert!(carrier.rates.needs_network(), "{}", carrier.id);
            assert!(
                carrier.test.is_some(),
                "{}: a remote account can be tested",
                carrier.id
            );
            assert!(
                carrier.form.iter().any(|f| f.kind == FieldKind::Secret),
                "{}: a remote account has a secret",
                carrier.id
            );
        }
    }
}

/// An account filled in as its form asks, at a server that does not answer.
fn account(carrier: &Profile, url: &str) -> Account {
    let mut account = Account {
        id: AccountId(Uuid::nil()),
        carrier: carrier.id.to_owned(),
        name: "Main".to_owned(),
        enabled: true,
        settings: std::collections::BTreeMap::new(),
        secrets: std::collections::BTreeMap::new(),
        table: carrier.table.map(|t| t.example().to_owned()),
    };
    for field in carrier.form {
        let value = match field.kind {
            FieldKind::Url => url.to_owned(),
            FieldKind::Secret => {
                account
                    .secrets
                    .insert(field.name.to_owned(), format!("hush-{}", field.name));
                continue;
            }
            _ => field.default.to_owned(),
        };
        account.settings.insert(field.name.to_owned(), value);
    }
    account
}

fn consignment() -> Consignment {
    let party = |name: &str| Address {
        name: name.to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: "Austin".to_owned(),
        region: "TX".to_owned(),
        postal_code: "78701".to_owned(),
        country: pb_domain::CountryCode::from_code("US"),
        ..Address::default()
    };
    Consignment {
        ship_from: party("Ada Acorn"),
        ship_to: party("Bo Birch"),
        parcels: vec![Parcel {
            id: ParcelId(Uuid::nil()),
            weight: Weight::from_grams(1_250),
            weight_source: WeightSource::Typed {
                entered: "1.25kg".to_owned(),
                by: "Test".to_owned(),
            },
            dimensions: None,
            box_id: None,
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: "2026-11-20".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// Whatever a server says back, even all that it was told, no secret is captured or shown.
#[tokio::test]
async fn no_secret_shows() {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let echo = axum::Router::new().fallback(axum::routing::any(
        async |headers: axum::http::HeaderMap, body: String| {
            (
                axum::http::StatusCode::BAD_REQUEST,
                format!("{headers:?} {body}"),
            )
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, echo).await });
    for carrier in CARRIERS {
        let account = account(carrier, &url);
        let captures = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&captures);
        let engine = Engine::new(EngineOptions {
            timeout: Duration::from_secs(5),
            sink: Some(Arc::new(move |capture| sink.lock().unwrap().push(capture))),
            ..EngineOptions::default()
        })
        .unwrap();
        let now = Zoned::now();
        let cx = Cx {
            account: &account,
            engine: &engine,
            now: &now,
        };
        let tested = match carrier.test {
            Some(test) => Some(test.test(cx).await),
            None => None,
        };
        let rated = carrier.rates.rate(cx, &consignment()).await;
        let captures = captures.lock().unwrap();
        assert_eq!(
            captures.is_empty(),
            !carrier.rates.needs_network(),
            "{}: every call is captured",
            carrier.id
        );
        let shown = format!("{tested:?} {rated:?} {captures:?} {account:?} {carrier:?} {engine:?}");
        assert!(!shown.contains("hush-"), "{}: {shown}", carrier.id);
        assert!(!shown.contains("Bo Birch"), "{}: {shown}", carrier.id);
    }
}
