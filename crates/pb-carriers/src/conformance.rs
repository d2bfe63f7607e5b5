//! What every carrier must pass, whoever wrote it: a form that can be filled in, a README, and no
//! secret that shows.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::engine::{Capture, Engine, EngineOptions, Request};
use crate::{
    Books, CARRIERS, Consignment, Cx, FieldKind, Prepared, Profile, SettleWay, Settled, Ship, find,
    template,
};
use jiff::Zoned;
use pb_domain::{
    Account, AccountId, Address, Currency, Direction, Money, Parcel, ParcelId, Rate, RateSurety,
    ShipOptions, Weight, WeightSource,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

/// Those of the registry, and the one to copy.
fn all() -> impl Iterator<Item = &'static Profile> {
    CARRIERS.iter().copied().chain([&template::PROFILE])
}

/// The folder named as the carrier, or as the first word of its id where one company has several carriers.
fn folder(carrier: &Profile) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let own = all.join(carrier.id);
    match carrier.id.split_once('_') {
        Some((company, _)) if !own.is_dir() => all.join(company),
        _ => own,
    }
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
    for carrier in all() {
        assert!(is_plain(carrier.id), "{}", carrier.id);
        assert!(ids.insert(carrier.id), "{} is there twice", carrier.id);
        let found = find(carrier.id);
        let in_registry = CARRIERS.iter().any(|c| std::ptr::eq(*c, carrier));
        assert_eq!(found.is_some_and(|f| std::ptr::eq(f, carrier)), in_registry);
    }
    assert!(find("no-such-carrier").is_none());
}

#[test]
fn what_a_carrier_allows_can_be_kept() {
    for carrier in all() {
        for allowance in carrier.limits.allowances {
            assert!(
                allowance.calls > 0 && allowance.burst > 0 && !allowance.per.is_zero(),
                "{}: {allowance:?}",
                carrier.id
            );
        }
    }
}

#[test]
fn a_carrier_says_who_it_is() {
    for carrier in all() {
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
    for carrier in all() {
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
    for table in all().filter_map(|c| c.table) {
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
    for carrier in all() {
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
            FieldKind::Text if field.required && field.default.is_empty() => "sample".to_owned(),
            _ => field.default.to_owned(),
        };
        account.settings.insert(field.name.to_owned(), value);
    }
    account
}

fn rate() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Any".to_owned(),
        service: "any".to_owned(),
        service_name: "Any".to_owned(),
        total: Money::new(500, Currency::from_code("USD").unwrap()),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: serde_json::Value::Null,
    }
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

/// The first of some consignments that a carrier books under a number: several carry within one country alone.
fn bookable(cx: Cx<'_>, books: &dyn Books) -> Consignment {
    let within_india = |address: &Address| Address {
        city: "Pune".to_owned(),
        region: "Maharashtra".to_owned(),
        postal_code: "411001".to_owned(),
        country: pb_domain::CountryCode::from_code("IN"),
        phone: "98765 43210".to_owned(),
        ..address.clone()
    };
    let here = consignment();
    let india = Consignment {
        ship_from: within_india(&here.ship_from),
        ship_to: within_india(&here.ship_to),
        ..here.clone()
    };
    let numbers = ["PB00000017".to_owned()];
    let taken = [here, india]
        .into_iter()
        .find(|c| books.prepare(cx, &numbers, c, &rate()).is_ok());
    taken.unwrap_or_else(|| panic!("{} books nothing", cx.account.carrier))
}

#[test]
fn numbers_ahead_can_be_booked_and_a_booking_is_made_without_the_network() {
    let engine = {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        Engine::new(EngineOptions::default()).unwrap()
    };
    let now = Zoned::now();
    for carrier in all() {
        assert!(
            carrier.numbers.is_none() || carrier.books.is_some(),
            "{}: numbers that nobody books are of no use",
            carrier.id
        );
        let Some(books) = carrier.books else { continue };
        let account = account(carrier, "http://127.0.0.1:9");
        let cx = Cx {
            account: &account,
            engine: &engine,
            now: &now,
        };
        let numbers = ["PB00000017".to_owned()];
        let consignment = bookable(cx, books);
        let prepare = |numbers: &[String]| books.prepare(cx, numbers, &consignment, &rate());
        let prepared = prepare(&numbers).unwrap();
        assert_eq!(prepared.reference, numbers[0], "{}", carrier.id);
        assert_eq!(prepared.quoted, rate().total, "{}", carrier.id);
        assert_eq!(
            prepared,
            prepare(&numbers).unwrap(),
            "{}: the same booking is the same bytes",
            carrier.id
        );
        let written = serde_json::to_string(&prepared.request.headers).unwrap()
            + &String::from_utf8_lossy(&prepared.request.body);
        assert!(written.contains("PB00000017"), "{}", carrier.id);
        assert!(!written.contains("hush-"), "{}: a secret", carrier.id);
        for wrong in [&[][..], &["A".to_owned(), "B".to_owned()]] {
            assert!(
                prepare(wrong).is_err(),
                "{}: one number a parcel",
                carrier.id
            );
        }
    }
}

/// Who says that a person must look asks nobody; who says that it can ask does. An echo proves nothing.
#[tokio::test]
async fn settling_goes_the_way_that_was_shown() {
    let url = echo().await;
    for carrier in all() {
        let Ship::Remote(ships) = &carrier.ship else {
            continue;
        };
        let asks = carrier.form.iter().flat_map(|field| match field.kind {
            FieldKind::Choice(choices) => choices.iter().map(|(v, _)| (field.name, *v)).collect(),
            _ => Vec::new(),
        });
        for (name, value) in asks {
            let mut account = account(carrier, &url);
            account.settings.insert(name.to_owned(), value.to_owned());
            let (engine, captures) = listening();
            let now = Zoned::now();
            let cx = Cx {
                account: &account,
                engine: &engine,
                now: &now,
            };
            let body = serde_json::json!({ "requested_at": "2026-11-20T10:00:00Z" });
            let prepared = Prepared {
                reference: "purchase-1".to_owned(),
                quoted: rate().total,
                request: Request::post_json(format!("{url}/v1/anything"), &body),
            };
            let settled = ships.settle(cx, &prepared, &consignment()).await;
            let at = format!("{}, {name} = {value}: {settled:?}", carrier.id);
            assert!(
                matches!(settled, Ok(Settled::StillUnknown(_)) | Err(_)),
                "{at}"
            );
            assert_eq!(
                ships.settle_way(&account) == SettleWay::AskAPerson,
                captures.lock().unwrap().is_empty(),
                "{at}"
            );
        }
    }
}

type Captures = Arc<Mutex<Vec<Capture>>>;

/// An engine, and what it captures.
fn listening() -> (Engine, Captures) {
    let captures: Captures = Arc::default();
    let sink = Arc::clone(&captures);
    let engine = Engine::new(EngineOptions {
        timeout: Duration::from_secs(5),
        sink: Some(Arc::new(move |exchange| {
            sink.lock().unwrap().push(exchange.capture());
        })),
        ..EngineOptions::default()
    })
    .unwrap();
    (engine, captures)
}

/// A server that refuses everything and says back all that it was told.
async fn echo() -> String {
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
    url
}

/// Whatever a server says back, even all that it was told, no secret is captured or shown.
#[tokio::test]
async fn no_secret_shows() {
    let url = echo().await;
    for carrier in all() {
        let account = account(carrier, &url);
        let (engine, captures) = listening();
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
        let reserved = match carrier.numbers {
            Some(numbers) => Some(numbers.reserve(cx, 5).await),
            None => None,
        };
        let booked = match carrier.books {
            Some(books) => {
                let numbers = ["PB00000017".to_owned()];
                let consignment = bookable(cx, books);
                let prepared = books.prepare(cx, &numbers, &consignment, &rate()).unwrap();
                Some(books.book(cx, &prepared, &consignment).await)
            }
            None => None,
        };
        assert!(
            reserved.as_ref().is_none_or(Result::is_err)
                && booked.as_ref().is_none_or(Result::is_err),
            "{}: an echo is no answer",
            carrier.id
        );
        let captures = captures.lock().unwrap();
        assert_eq!(
            captures.is_empty(),
            !carrier.rates.needs_network(),
            "{}: every call is captured",
            carrier.id
        );
        let shown = format!(
            "{tested:?} {rated:?} {reserved:?} {booked:?} {captures:?} {account:?} {carrier:?} {engine:?}"
        );
        assert!(!shown.contains("hush-"), "{}: {shown}", carrier.id);
        assert!(!shown.contains("Bo Birch"), "{}: {shown}", carrier.id);
    }
}
