//! Who is there: a bench without operators notices nothing; one with some asks, keeps to the roles, and says in
//! its records who did what.
use jiff::{SignedDuration, Timestamp};
use journeys::bench::{Bench, PASSPHRASE, new_app, new_app_with_clock};
use pb_domain::{PrintState, Role, WeightSource};
use pb_station::api::{
    Code, Failure, ParcelWeight, PeopleView, RecordPage, RecordRow, Settings, SettingsView,
    ShipmentView,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

const ANN: &str = "9021";
const BEN: &str = "4711";

/// Ann is a manager and signed in; Ben is an operator.
fn people(bench: &Bench) -> PeopleView {
    add(bench, "Ann", Role::Manager, ANN).expect("the first manager");
    add(bench, "Ben", Role::Operator, BEN).expect("an operator")
}

fn add(bench: &Bench, name: &str, role: Role, pin: &str) -> Result<PeopleView, Failure> {
    bench.attempt(
        "save_operator",
        json!({ "id": null, "name": name, "role": role, "pin": pin }),
    )
}

fn sign_in(bench: &Bench, name: &str, pin: &str) -> Result<PeopleView, Failure> {
    bench.attempt("sign_in", json!({ "name": name, "pin": pin }))
}

fn change_settings(bench: &Bench) -> Result<SettingsView, Failure> {
    let view: SettingsView = bench.ask("settings", json!({}));
    let settings = Settings {
        price_tolerance: view.settings.price_tolerance + 1,
        ..view.settings
    };
    bench.attempt("save_settings", settings)
}

fn records(bench: &Bench, query: Value) -> Vec<RecordRow> {
    let page: RecordPage = bench.ask("records", query);
    page.rows
}

#[test]
fn a_bench_without_operators_notices_nothing() {
    let bench = Bench::new();
    let view: PeopleView = bench.ask("people", json!({}));
    assert!(view.operators.is_empty() && view.signed_in.is_none());
    let bought = bench.bought("T-1", true);
    bench.until_print(bought.id, PrintState::Printed);
    change_settings(&bench).expect("anybody may");
    let people: Vec<String> = records(&bench, json!({ "kind": "settings_saved" }))
        .into_iter()
        .map(|r| r.person)
        .collect();
    assert_eq!(people, ["person"]);
    let view: SettingsView = bench.ask("settings", json!({}));
    let named = Settings {
        operator: "Cleo".into(),
        ..view.settings
    };
    bench.ask::<SettingsView>("save_settings", named);
    bench.order("T-2");
    let rows = records(&bench, json!({ "order": "T-2" }));
    assert_eq!(
        rows[0].person, "Cleo",
        "whoever the settings say packs here"
    );
}

#[test]
fn the_first_one_is_a_manager_and_the_last_manager_stays() {
    let bench = Bench::new();
    for (name, role, pin, field) in [
        ("Ben", Role::Operator, BEN, "role"),
        ("", Role::Manager, ANN, "name"),
        ("Station", Role::Manager, ANN, "name"),
        ("Ann", Role::Manager, "1234", "pin"),
        ("Ann", Role::Manager, "12a4", "pin"),
    ] {
        let refused = add(&bench, name, role, pin).expect_err(name);
        let fields: Vec<_> = refused.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, [field], "{name}: {refused:?}");
    }
    let view = people(&bench);
    let (ann, ben) = (view.operators[0].clone(), view.operators[1].clone());
    assert_eq!(
        view.signed_in.as_ref(),
        Some(&ann),
        "whoever set the first PIN is in"
    );
    let taken = add(&bench, "ben", Role::Operator, BEN).expect_err("one in the records");
    assert_eq!(taken.fields[0].field, "name");
    let refused = bench
        .attempt::<Value>("remove_operator", json!({ "id": ann.id }))
        .expect_err("the last manager");
    assert_eq!(refused.code, Code::Precondition);
    let demoted = json!({ "id": ann.id, "name": "Ann", "role": "operator", "pin": null });
    assert!(bench.attempt::<Value>("save_operator", demoted).is_err());
    bench.ask::<Value>("remove_operator", json!({ "id": ben.id }));
    let back = add(&bench, "Ben", Role::Operator, "8642").expect("he is back");
    assert_eq!(back.operators[1].id, ben.id, "the same person");
    bench.ask::<Value>("remove_operator", json!({ "id": ben.id }));
    bench.ask::<Value>("remove_operator", json!({ "id": ann.id }));
    change_settings(&bench).expect("nobody is asked any more");
}

#[test]
fn an_operator_packs_and_a_manager_allows_the_rest_once() {
    let bench = Bench::new();
    people(&bench);
    sign_in(&bench, "ben", BEN).expect("in any case of the name");
    let draft = bench.draft(bench.order("T-1"));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", true));
    bench.until_print(bought.id, PrintState::Printed);

    let refused = change_settings(&bench).expect_err("it takes a manager");
    assert_eq!(refused.code, Code::ManagerNeeded);
    assert!(
        refused.text.contains("manager") && refused.text.contains("Ben"),
        "{refused:?}"
    );
    let allow = |name: &str, pin: &str| {
        let request = json!({ "command": "save_settings", "name": name, "pin": pin });
        bench.attempt::<Value>("allow_once", request)
    };
    assert_eq!(
        allow("Ben", BEN).expect_err("an operator").code,
        Code::ManagerNeeded
    );
    assert_eq!(
        allow("Ann", BEN).expect_err("another's PIN").code,
        Code::WrongPin
    );
    allow("Ann", ANN).expect("a manager");
    let other = bench
        .attempt::<Value>("delete_account", json!({ "id": uuid::Uuid::nil() }))
        .expect_err("another act");
    assert_eq!(other.code, Code::ManagerNeeded);
    change_settings(&bench).expect("this once");
    let again = change_settings(&bench).expect_err("once");
    assert_eq!(again.code, Code::ManagerNeeded);

    let kinds: Vec<(String, String)> = records(&bench, json!({ "limit": 200 }))
        .into_iter()
        .map(|r| (r.kind, r.person))
        .collect();
    for (kind, person) in [
        ("purchase_intended", "Ben"),
        ("purchase_sent", "Ben"),
        ("purchase_bought", "Ben"),
        ("print_queued", "Ben"),
        ("print", "station"),
        ("order_saved", "Ben"),
        ("weight_typed", "Ben"),
        ("refused", "Ben"),
        ("manager_allowed", "Ben"),
        ("settings_saved", "Ben"),
        ("wrong_pin", "person"),
        ("signed_in", "Ann"),
        ("signed_in", "Ben"),
    ] {
        let found = kinds.contains(&(kind.to_owned(), person.to_owned()));
        assert!(found, "{kind} by {person} is not in {kinds:?}");
    }
    let WeightSource::Typed { by, .. } = &bought.parcels[0].weight_source else {
        panic!("{bought:?}")
    };
    assert_eq!(by, "Ben");
    let chain: Value = bench.ask("check_records", json!({}));
    assert_eq!(chain["broken_at"], Value::Null, "{chain}");
}

#[test]
fn nobody_gets_in_without_saying_who() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    people(&bench);
    bench.ask::<Value>("sign_out", json!({}));
    for harmless in ["people", "bench", "settings", "doctor"] {
        bench.ask::<Value>(harmless, json!({}));
    }
    for (name, request) in [
        ("orders", json!({})),
        ("order", json!({ "id": order })),
        ("records", json!({})),
        ("save_settings", json!({})),
        ("new_shipment", json!({ "order": order, "another": false })),
    ] {
        let refused = bench.attempt::<Value>(name, request).expect_err(name);
        assert_eq!(refused.code, Code::SignIn, "{name}: {refused:?}");
    }
    // Another process signs in for itself, and the window stays as it is.
    let second = new_app(bench.home());
    bench.runtime().block_on(async {
        second.open_if_unlocked().await;
        let call = async |name: &str, request: Value| second.call(name, request).await;
        let refused = call("orders", json!({})).await.expect_err("not signed in");
        assert_eq!(refused.code, Code::SignIn);
        call("sign_in", json!({ "name": "Ben", "pin": BEN }))
            .await
            .expect("signs in");
        call("orders", json!({})).await.expect("may look");
        second.close().await;
    });
    let still = bench
        .attempt::<Value>("orders", json!({}))
        .expect_err("here nobody is");
    assert_eq!(still.code, Code::SignIn);
}

#[test]
fn wrong_pins_cost_time_and_a_restart_gives_none_back() {
    let mut bench = Bench::new();
    people(&bench);
    bench.ask::<Value>("sign_out", json!({}));
    for _ in 0..3 {
        let refused = sign_in(&bench, "Ben", "0000").expect_err("wrong");
        assert_eq!(refused.code, Code::WrongPin);
    }
    let early = sign_in(&bench, "Ben", BEN).expect_err("too early, though right");
    assert!(early.text.contains("Too many"), "{early:?}");
    bench.kill();
    bench.start();
    let early = sign_in(&bench, "Ben", BEN).expect_err("still");
    assert!(early.text.contains("Too many") && early.retry, "{early:?}");
    sign_in(&bench, "Ann", ANN).expect("others are not kept out");
    let view: PeopleView = bench.ask("people", json!({}));
    let ben = view.operators[1].id;
    let new = json!({ "id": ben, "name": "Ben", "role": "operator", "pin": "8642" });
    bench.ask::<Value>("save_operator", new);
    sign_in(&bench, "Ben", "8642").expect("a manager gave a new PIN");
}

#[test]
fn one_changes_ones_own_pin_and_the_owner_of_the_key_a_managers() {
    let bench = Bench::new();
    people(&bench);
    sign_in(&bench, "Ben", BEN).expect("signs in");
    let change = |pin: &str, new: &str| {
        bench.attempt::<Value>("change_pin", json!({ "pin": pin, "new_pin": new }))
    };
    assert_eq!(
        change("0000", "8642").expect_err("wrong").code,
        Code::WrongPin
    );
    assert_eq!(
        change(BEN, "1111").expect_err("too easy").code,
        Code::Invalid
    );
    change(BEN, "8642").expect("changes");
    assert!(sign_in(&bench, "Ben", BEN).is_err());
    sign_in(&bench, "Ben", "8642").expect("the new one");

    let second = new_app(bench.home());
    bench.runtime().block_on(async {
        second.open_if_unlocked().await;
        let refused = second
            .reset_manager("Ann", "7531")
            .await
            .expect_err("not its owner");
        assert_eq!(refused.code, Code::ProfileInUse);
        second.close().await;
        let owner = bench.app();
        let unknown = owner
            .reset_manager("Ben", "7531")
            .await
            .expect_err("no manager");
        assert!(unknown.hint.contains("Ann"), "{unknown:?}");
        owner.reset_manager("ann", "7531").await.expect("resets");
    });
    assert!(sign_in(&bench, "Ann", ANN).is_err());
    sign_in(&bench, "Ann", "7531").expect("the new one");
    let rows = records(&bench, json!({ "kind": "pin_reset" }));
    assert_eq!(rows.len(), 1);
}

static LATER: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(LATER.load(Ordering::SeqCst))
}

#[test]
fn whoever_went_away_is_signed_out() {
    let mut bench = Bench::new();
    people(&bench);
    bench.ask::<Value>("set_idle", json!({ "minutes": 15 }));
    bench.kill();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = new_app_with_clock(bench.home(), clock);
        app.call("open_bench", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("opens");
        let ben = json!({ "name": "Ben", "pin": BEN });
        app.call("sign_in", ben).await.expect("signs in");
        LATER.store(14, Ordering::SeqCst);
        app.call("orders", json!({})).await.expect("still there");
        app.call("still_here", json!({})).await.expect("says so");
        LATER.store(28, Ordering::SeqCst);
        app.call("orders", json!({})).await.expect("still there");
        LATER.store(30, Ordering::SeqCst);
        let gone = app.call("orders", json!({})).await.expect_err("went away");
        assert_eq!(gone.code, Code::SignIn);
        let ann = json!({ "name": "Ann", "pin": ANN });
        app.call("sign_in", ann).await.expect("signs in");
        let out = app
            .call("records", json!({ "kind": "signed_out" }))
            .await
            .expect("reads");
        assert_eq!(out["rows"][0]["person"], "station", "{out}");
        app.close().await;
    });
}

#[test]
fn settings_and_accounts_say_what_changed_and_never_a_secret() {
    let bench = Bench::new();
    change_settings(&bench).expect("changes");
    let rows = records(&bench, json!({ "kind": "settings_saved" }));
    assert_eq!(rows[0].text, "Settings changed: price_tolerance");
    assert!(
        rows[0].data.as_deref().is_some_and(|d| d.contains("[0,1]")),
        "{rows:?}"
    );
    let accounts: Value = bench.ask("accounts", json!({}));
    let karrio = accounts["accounts"]
        .as_array()
        .and_then(|all| all.iter().find(|a| a["carrier"] == "karrio"))
        .expect("an account");
    let mut draft = karrio.clone();
    draft["secrets"] = json!({ "token": "sesame-open-now" });
    draft["table"] = Value::Null;
    draft["name"] = json!("Gateway");
    bench.ask::<Value>("save_account", draft);
    let rows = records(&bench, json!({ "kind": "account_saved" }));
    assert_eq!(rows[0].text, "Account Gateway changed: name, secrets");
    for row in records(&bench, json!({ "limit": 500 })) {
        let data = row.data.unwrap_or_default();
        assert!(
            !data.contains("sesame") && !row.text.contains("sesame"),
            "{data}"
        );
    }
}

#[test]
fn records_are_found_and_saved_as_files() {
    let bench = Bench::new();
    let bought = bench.bought("T-1", true);
    bench.until_print(bought.id, PrintState::Printed);
    bench.order("T-2");
    let rows = records(&bench, json!({ "order": "#t-1", "limit": 200 }));
    let kinds: Vec<&str> = rows.iter().map(|r| r.kind.as_str()).collect();
    for kind in ["order_saved", "weight_typed", "purchase_bought", "print"] {
        assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
    }
    let today: Value = bench.ask("bench", json!({}));
    let today = today["today"].as_str().expect("a day").to_owned();
    let all = records(&bench, json!({ "from": today, "to": today, "limit": 500 }));
    assert!(all.len() > rows.len());
    assert_eq!(records(&bench, json!({ "to": "2020-01-01" })).len(), 0);
    let wrong = bench
        .attempt::<Value>("records", json!({ "from": "yesterday" }))
        .expect_err("no day");
    assert_eq!(wrong.fields[0].field, "from");
    let page: RecordPage = bench.ask("records", json!({ "limit": 3 }));
    assert!(page.more && page.people.contains(&"station".to_owned()));
    let next = records(&bench, json!({ "limit": 3, "before": page.rows[2].number }));
    assert_eq!(next[0].number, page.rows[2].number - 1);
    for (format, begin) in [("csv", "number,at,person,kind"), ("json", "[\n")] {
        let query = json!({ "order": "T-1" });
        let file: pb_station::api::FileOut = bench.ask(
            "export_records",
            json!({ "query": query, "format": format }),
        );
        let bytes = decode(&file.base64);
        assert!(bytes.starts_with(begin), "{bytes}");
        assert!(bytes.contains("purchase_bought"));
    }
    // Lines about a shipment and about its parcel name their order, too.
    for kind in ["order_saved", "weight_typed", "purchase_bought"] {
        let found = records(&bench, json!({ "kind": kind }));
        let oldest = found.last().map(|r| r.order.as_str());
        assert_eq!(oldest, Some("T-1"), "{found:?}");
    }
    let weight: ParcelWeight = bench.ask(
        "weigh",
        json!({ "parcel": uuid::Uuid::now_v7(), "typed": "1 kg" }),
    );
    assert!(matches!(weight.source, WeightSource::Typed { .. }));
}

fn decode(base64: &str) -> String {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(base64)
        .expect("base64");
    String::from_utf8(bytes).expect("text")
}
