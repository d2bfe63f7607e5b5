//! Secrets and people are planted, a whole bench is driven through all that can go wrong, and then everything
//! that the station wrote or said is searched for them.
//!
//! Each kind of place must hold a control that is meant to be there, so that a search that finds nothing has
//! looked at something.
mod gossip;
mod needle;
mod process;

use async_trait::async_trait;
use gossip::{Gossip, Words};
use needle::{PASSPHRASE, PEOPLE, SECRETS, WRONG_PASSPHRASE, none, some};
use pb_domain::{Account, AccountId};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_sim::{SimKarrio, SimPrinter, SimScale};
use pb_station::api::{AccountDraft, OpenBench, ShipFromDraft};
use pb_station::{App, AppOptions, DemoBench, DemoSetup};
use process::{Process, pb, try_wrong};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Column as _, ConnectOptions as _, Row as _};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(30);

/// How a station is asked: in this process or in another one.
type Ask<'a> = dyn Fn(&str, &Value) -> Result<Value, Value> + 'a;

/// A bench that is driven, and all its answers.
struct Drive<'a> {
    ask: &'a Ask<'a>,
    karrio: &'a SimKarrio,
    gossip: &'a Gossip,
    answers: RefCell<String>,
}

impl Drive<'_> {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "every caller writes it down in place"
    )]
    fn attempt(&self, name: &str, request: Value) -> Result<Value, Value> {
        let answer = (self.ask)(name, &request);
        let (Ok(said) | Err(said)) = &answer;
        self.answers.borrow_mut().push_str(&said.to_string());
        answer
    }

    fn ask(&self, name: &str, request: Value) -> Value {
        self.attempt(name, request)
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn refused(&self, name: &str, request: Value) -> Value {
        match self.attempt(name, request) {
            Err(failure) => failure,
            Ok(answer) => panic!("{name} worked: {answer}"),
        }
    }

    fn until(&self, what: &str, look: impl Fn() -> bool) {
        let end = Instant::now() + DEADLINE;
        while !look() {
            assert!(Instant::now() < end, "{what} did not come about");
            std::thread::yield_now();
        }
    }

    /// An address, an account behind the gossip, a printer.
    fn set_up(&self, printer: &SimPrinter) -> Value {
        self.ask("save_address", ship_from());
        let account = self.ask("save_account", account(&self.gossip.url()));
        self.ask("set_printer", json!({ "printer": { "name": "Z", "port": { "kind": "tcp", "host": "127.0.0.1", "port": printer.port() },
            "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 3, "never_answers": false } }));
        account["id"].clone()
    }

    /// A draft of a new order to the one who is planted, weighed.
    fn draft(&self, number: &str) -> Value {
        let order = self.ask("save_order", json!({ "id": null, "number": number, "note": "", "total": null, "cod": null,
            "ship_to": { "name": PEOPLE[0], "line1": PEOPLE[1], "city": "Reno", "region": "NV", "postal_code": "89501",
                "country": "US", "phone": PEOPLE[2], "email": PEOPLE[3] },
            "lines": [{ "title": "Mug", "quantity": 1, "needs_shipping": true }] }));
        self.ask("scan", json!({ "text": number }));
        let started = self.ask(
            "new_shipment",
            json!({ "order": order["order"]["id"], "another": false }),
        );
        let mut draft = started["draft"].clone();
        let parcel = draft["parcels"][0]["id"].clone();
        draft["parcels"][0]["weight"] =
            self.ask("weigh", json!({ "parcel": parcel, "typed": "1.2 kg" }));
        draft
    }

    fn purchase(&self, draft: &Value, print: bool) -> Value {
        let rates = self.ask("rate", json!({ "request": "r", "draft": draft }));
        let rate = rates["rates"]
            .as_array()
            .and_then(|r| r.first())
            .expect("a rate");
        json!({ "draft": draft, "rate": rate, "accepted": null, "print": print })
    }

    fn shipment(&self, id: &Value) -> Value {
        self.ask("shipment", json!({ "id": id }))
    }

    /// Buys, prints, tracks and voids; and fails in every way on the way there. Answers the ids of a shipment
    /// that went well and of all others.
    fn everything(&self, account: &Value) -> Vec<Value> {
        let gossip = self.gossip;
        for words in [Words::Errors(401), Words::Errors(403), Words::Page(500)] {
            gossip.about("/", words, || {
                self.refused("test_account", json!({ "id": account }))
            });
        }
        self.ask("test_account", json!({ "id": account }));

        let well = self.draft("P-1");
        for words in [
            Words::Errors(400),
            Words::Errors(429),
            Words::Page(503),
            Words::Page(200),
        ] {
            gossip.about("rates", words, || {
                self.ask("rate", json!({ "request": "r", "draft": well }))
            });
        }
        let buy = self.purchase(&well, true);
        for words in [Words::Errors(400), Words::Errors(401), Words::Page(502)] {
            gossip.about("/v1/shipments", words, || self.refused("buy", buy.clone()));
        }
        self.ask("buy", buy);
        self.until("a printed label", || {
            self.shipment(&well["id"])["jobs"][0]["state"] == "printed"
        });
        for words in [Words::Errors(400), Words::Errors(404), Words::Page(500)] {
            let track = json!({ "id": well["id"] });
            // A carrier that does not know it yet is no failure.
            let _either = gossip.about("track", words, || self.attempt("track", track));
        }
        self.ask("track", json!({ "id": well["id"] }));
        self.refused("label_again", json!({ "id": well["id"] }));
        self.ask(
            "document_file",
            json!({ "shipment": well["id"], "kind": "packing_slip" }),
        );
        self.ask(
            "export_tracking",
            json!({ "format": "mapped", "again": true }),
        );

        let unknown = self.draft("P-2");
        let buy = self.purchase(&unknown, false);
        gossip.about("/purchase", Words::Page(500), || self.refused("buy", buy));
        assert_eq!(self.shipment(&unknown["id"])["purchase"], "unknown");
        let ask = json!({ "id": unknown["id"], "answer": { "kind": "ask_carrier" } });
        for words in [Words::Page(500), Words::Errors(401)] {
            gossip.about("/", words, || self.refused("settle", ask.clone()));
        }
        // A draft that nobody answered for proves nothing: a person looks.
        self.refused("settle", ask);
        let person = json!({ "id": unknown["id"], "answer": { "kind": "person_says_not" } });
        self.ask("settle", person);

        let lost = self.draft("P-3");
        let buy = self.purchase(&lost, false);
        self.karrio
            .fail_next(Op::Purchase, Fault::after(Answer::Dropped));
        self.refused("buy", buy);
        self.ask(
            "settle",
            json!({ "id": lost["id"], "answer": { "kind": "ask_carrier" } }),
        );

        let refused = self.draft("P-4");
        let buy = self.purchase(&refused, false);
        let said = Answer::CarrierRefuses {
            code: "E7".into(),
            message: format!("account of key {} is closed", SimKarrio::TOKEN),
        };
        self.karrio.fail_next(Op::Purchase, Fault::instead(said));
        self.refused("buy", buy);

        let voided = self.draft("P-5");
        let buy = self.purchase(&voided, false);
        self.ask("buy", buy);
        let void = json!({ "id": voided["id"], "person_says_voided": false });
        gossip.about("/cancel", Words::Errors(400), || {
            self.refused("void", void.clone())
        });
        gossip.about("/cancel", Words::Page(500), || {
            self.refused("void", void.clone())
        });
        // Whether the cheapest carrier can void is another test's matter.
        let _either = self.attempt("void", void);

        self.refused("no_such_command", json!({}));
        self.refused("save_account", json!({ "secrets": SimKarrio::TOKEN }));
        self.refused("open_bench", json!(PASSPHRASE));
        vec![
            well["id"].clone(),
            unknown["id"].clone(),
            lost["id"].clone(),
            refused["id"].clone(),
            voided["id"].clone(),
        ]
    }

    /// Every call to the carrier as anyone may see it, once all are written down.
    fn calls(&self) -> String {
        let page = |offset: usize| {
            self.ask("api_calls", json!({ "limit": 200, "offset": offset }))["rows"]
                .as_array()
                .expect("rows")
                .clone()
        };
        let rows: Vec<Value> = page(0);
        assert!(rows.len() > 20, "{} calls were kept", rows.len());
        rows.iter()
            .map(|row| self.ask("api_call", json!({ "id": row["id"] })).to_string())
            .collect()
    }
}

fn ship_from() -> Value {
    json!({ "id": null, "name": "Warehouse", "default": true, "address": { "name": PEOPLE[4], "company": "Example Goods",
        "line1": "12 Dock Street", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US",
        "phone": "+15125550100" } })
}

fn account(url: &str) -> Value {
    json!({ "id": null, "carrier": "karrio", "name": "Karrio", "enabled": true, "settings": { "url": url },
        "secrets": { "token": SimKarrio::TOKEN }, "table": null })
}

fn tls() {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// All files under a folder, with their contents.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn a_process_never_tells() {
    tls();
    let place = tempfile::tempdir().expect("a folder");
    let home = place.path().join("home");
    let karrio = SimKarrio::start().expect("a carrier");
    let gossip = Gossip::start(karrio.port());
    let printer = SimPrinter::start().expect("a printer");

    let first = Process::start(&home);
    let ask = |name: &str, request: &Value| first.call(name, request);
    let drive = Drive {
        ask: &ask,
        karrio: &karrio,
        gossip: &gossip,
        answers: RefCell::default(),
    };
    drive.ask("open_bench", json!({ "passphrase": PASSPHRASE }));
    let account = drive.set_up(&printer);
    let shipments = drive.everything(&account);
    let mut answers = drive.answers.take();
    let browser = first.token.clone();
    let (_, stderr, events) = first.kill();
    let (mut said, mut heard) = (
        stderr.lock().unwrap().clone(),
        events.lock().unwrap().clone(),
    );

    // Started again, a wrong passphrase first; then `pb` beside it, and alone.
    let second = Process::start(&home);
    let wrong = try_wrong(&second);
    assert_eq!(wrong["code"], "passphrase", "{wrong}");
    let ask = |name: &str, request: &Value| second.call(name, request);
    let drive = Drive {
        ask: &ask,
        karrio: &karrio,
        gossip: &gossip,
        answers: RefCell::default(),
    };
    drive.ask("open_bench", json!({ "passphrase": PASSPHRASE }));
    let draft = drive.draft("P-6");
    let buy = drive.purchase(&draft, true);
    drive.ask("buy", buy);
    drive.until("calls are written down", || {
        let about = json!({ "shipment": draft["id"], "operation": "buy" });
        drive.ask("api_calls", about)["rows"]
            .as_array()
            .is_some_and(|r| !r.is_empty())
    });
    let calls = drive.calls();
    answers.push_str(&drive.answers.take());
    let export = place.path().join("tracking.csv");
    let export = export.to_str().expect("a plain path");
    let mut ran = Vec::new();
    let mut run = |passphrase: Option<&str>, args: &[&str]| {
        let output = pb(&home, passphrase, args);
        ran.extend_from_slice(&output.stdout);
        ran.extend_from_slice(&output.stderr);
        output.status.code()
    };
    assert_eq!(run(None, &["show", "P-1"]), Some(0));
    assert_eq!(run(None, &["--json", "show", "P-1"]), Some(0));
    assert_eq!(run(None, &["--json", "calls"]), Some(0));
    assert_eq!(
        run(None, &["calls", "--failed", "--shipment", "P-1"]),
        Some(0)
    );
    assert_eq!(run(None, &["--json", "setup", "show"]), Some(0));
    assert_eq!(run(None, &["attention"]), Some(0));
    let tracking = [
        "export", "tracking", "--format", "mapped", "--again", "--out", export,
    ];
    assert_eq!(run(None, &tracking), Some(0));
    let (stdout, stderr, events) = second.stop();
    said.extend_from_slice(&stderr.lock().unwrap());
    heard.extend_from_slice(&events.lock().unwrap());
    assert_eq!(run(Some(WRONG_PASSPHRASE), &["orders"]), Some(7));
    assert_eq!(run(Some(PASSPHRASE), &["--json", "shipments"]), Some(0));
    assert_eq!(run(Some(PASSPHRASE), &["speed"]), Some(0));

    let shipment = shipments[0].as_str().expect("an id");
    // Every place holds what it should, or this test proves nothing.
    some("the answers", answers.as_bytes(), PEOPLE[0]);
    some("the events", &heard, shipment);
    some("stderr", &said, "answered");
    some("stderr", &said, shipment);
    some("stdout", &stdout.lock().unwrap(), "token");
    some("what pb says", &ran, PEOPLE[0]);
    some("the log of calls", calls.as_bytes(), "Xxxxxxx Xxxxxxxxxxx");
    some("the log of calls", calls.as_bytes(), shipment);
    let written = files(place.path());
    let logs: Vec<u8> = written
        .iter()
        .filter(|(path, _)| path.parent().is_some_and(|p| p.ends_with("logs")))
        .flat_map(|(_, bytes)| bytes.clone())
        .collect();
    for control in ["answered", "begun", "bought", "print job", shipment] {
        some("the log files", &logs, control);
    }
    let database = written
        .iter()
        .find(|(path, _)| path.extension().is_some_and(|e| e == "db"));
    let (_, database) = database.expect("a database");
    assert!(database.len() > 100_000 && !database.starts_with(b"SQLite format 3"));

    for (place, bytes) in [
        ("the answers", answers.as_bytes()),
        ("the events", &heard),
        ("stderr", &said),
        ("stdout", &stdout.lock().unwrap()),
        ("what pb says", &ran),
        ("the log of calls", calls.as_bytes()),
    ] {
        none(place, bytes, &SECRETS);
    }
    for (place, bytes) in [
        ("stderr", said.as_slice()),
        ("the log of calls", calls.as_bytes()),
    ] {
        none(place, bytes, &PEOPLE);
    }
    none("stderr", &said, &[browser.as_str()]);
    for (path, bytes) in &written {
        none(&path.display().to_string(), bytes, &SECRETS);
        none(&path.display().to_string(), bytes, &[browser.as_str()]);
        if path.starts_with(&home) {
            none(&path.display().to_string(), bytes, &PEOPLE);
        }
    }
}

/// A bench whose database this test may open: a demo, whose key guards nothing, with the planted account.
struct Planted {
    url: String,
    printer: u16,
    scale: u16,
    protocol: String,
}

#[async_trait]
impl DemoBench for Planted {
    async fn start(&self) -> Result<DemoSetup, String> {
        let read = |e: serde_json::Error| e.to_string();
        let account: AccountDraft = serde_json::from_value(account(&self.url)).map_err(read)?;
        let ship_from: ShipFromDraft = serde_json::from_value(ship_from()).map_err(read)?;
        let printer = json!({ "name": "Z", "port": { "kind": "tcp", "host": "127.0.0.1", "port": self.printer },
            "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 3, "never_answers": false });
        let scale = json!({ "id": "", "name": "S", "port": { "kind": "tcp", "host": "127.0.0.1", "port": self.scale },
            "protocol": self.protocol, "unit": "kg", "reports_zero": true, "pattern": null, "only_stable": false });
        let orders = std::fs::read(journeys::checkout().join("assets/samples/shopify-orders.csv"));
        Ok(DemoSetup {
            scale: serde_json::from_value(scale).map_err(read)?,
            printer: serde_json::from_value(printer).map_err(read)?,
            accounts: vec![account],
            ship_from,
            boxes: Vec::new(),
            orders: ("orders.csv".into(), orders.map_err(|e| e.to_string())?),
            keep: Box::new(()),
        })
    }
}

#[test]
fn the_database_keeps_secrets_in_one_place_alone() {
    tls();
    let home = tempfile::tempdir().expect("a folder");
    let karrio = SimKarrio::start().expect("a carrier");
    let gossip = Gossip::start(karrio.port());
    let printer = SimPrinter::start().expect("a printer");
    let scale = SimScale::start().expect("a scale");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let app = App::new(AppOptions {
        home: home.path().to_owned(),
        bench: "bench".into(),
        demo: Some(Arc::new(Planted {
            url: gossip.url(),
            printer: printer.port(),
            scale: scale.port(),
            protocol: scale.protocol().into(),
        })),
        fonts: journeys::fonts(),
        clock: jiff::Timestamp::now,
        here: journeys::bench::whereabouts(home.path()),
    });
    let ask = |name: &str, request: &Value| {
        let answer = runtime.block_on(app.call(name, request.clone()));
        answer.map_err(|failure| serde_json::to_value(failure).expect("JSON"))
    };
    let drive = Drive {
        ask: &ask,
        karrio: &karrio,
        gossip: &gossip,
        answers: RefCell::default(),
    };
    let opened = drive.ask("open_demo", json!({}));
    let folder = opened["profile"]["folder"]
        .as_str()
        .expect("a folder")
        .to_owned();
    let accounts = drive.ask("accounts", json!({}));
    drive.everything(&accounts["accounts"][0]["id"]);
    // What waits to be written down is written by closing.
    runtime.block_on(app.close());

    let path = Path::new(&folder).join("station.db");
    let cells = runtime.block_on(cells(&path));
    let of = |table: &str| -> Vec<u8> {
        let of = cells.iter().filter(|(place, _)| place.starts_with(table));
        of.flat_map(|(_, bytes)| [bytes.as_slice(), b"\n"].concat())
            .collect()
    };
    some("account.secrets", &of("account.secrets"), SimKarrio::TOKEN);
    some("orders.data", &of("orders.data"), PEOPLE[0]);
    some("api_call", &of("api_call."), "Xxxxxxx Xxxxxxxxxxx");
    some("api_call", &of("api_call.operation"), "buy");
    some("log", &of("log."), "purchase_unknown");
    some("purchase.problem", &of("purchase.problem"), "not known");
    some("void.problem", &of("void.problem"), "not known");
    for (place, bytes) in &cells {
        if place != "account.secrets" {
            none(place, bytes, &SECRETS);
        }
        if place.starts_with("api_call") {
            none(place, bytes, &PEOPLE);
        }
    }
    // Words stand in an index by themselves, and each without what it shares with the one before.
    let count = |word: &str| runtime.block_on(calls_with(&path, word));
    assert!(count("rate") > 0 && count("xxxxxxxxxxx") > 0);
    for word in [
        "plantedname",
        "plantedstreet",
        "quirina",
        "17755550999",
        "5109ba7c0ffee0005109ba7c0ffee000",
    ] {
        assert_eq!(count(word), 0, "{word}");
    }
}

/// How many calls are found by a word.
async fn calls_with(path: &Path, word: &str) -> i64 {
    let search = "SELECT count(*) FROM api_call_search WHERE api_call_search MATCH ?";
    let mut database = open(path).await;
    let found = sqlx::query_scalar(search).bind(format!("\"{word}\"*"));
    found.fetch_one(&mut database).await.expect("it searches")
}

async fn open(path: &Path) -> sqlx::SqliteConnection {
    let key: String = b"packbench demo: guards nothing.."
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .pragma("key", format!("\"x'{key}'\""))
        .disable_statement_logging();
    options.connect().await.expect("it opens")
}

/// Every text and every blob of every table, the hidden ones of the search indexes too.
async fn cells(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut database = open(path).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut database)
    .await
    .expect("its tables");
    assert!(tables.len() > 20, "{tables:?}");
    let mut cells = Vec::new();
    for table in tables {
        let all = sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\""));
        // An index without contents cannot be read as a table; its hidden tables are.
        let Ok(rows) = sqlx::query(all).fetch_all(&mut database).await else {
            continue;
        };
        for row in &rows {
            for (at, column) in row.columns().iter().enumerate() {
                let bytes: Option<Vec<u8>> = row.try_get_unchecked(at).unwrap_or_default();
                if let Some(bytes) = bytes {
                    cells.push((format!("{table}.{}", column.name()), bytes));
                }
            }
        }
    }
    cells
}

#[test]
fn debug_never_tells() {
    let draft: AccountDraft =
        serde_json::from_value(account("http://127.0.0.1:1")).expect("a draft");
    let kept = Account {
        id: AccountId(uuid::Uuid::nil()),
        carrier: draft.carrier.clone(),
        name: draft.name.clone(),
        enabled: true,
        settings: BTreeMap::new(),
        secrets: draft.secrets.clone(),
        table: None,
    };
    let open = OpenBench {
        passphrase: Some(PASSPHRASE.into()),
    };
    let key = pb_store::DatabaseKey::new(*b"planted passphrase 7f3a91 padded");
    let shown = format!("{draft:?} {kept:?} {open:?} {key:?}");
    some("Debug", shown.as_bytes(), "OpenBench");
    some("Debug", shown.as_bytes(), "karrio");
    none("Debug", shown.as_bytes(), &SECRETS);
}
