//! Parcels on their way: asked about in batches, told what to do, heard of, found by any scan.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::bench::Bench;
use pb_domain::ShipmentStatus;
use pb_sim::carriers::{Course, SimCarriers};
use pb_station::api::{
    AccountView, AddressChecks, AddressStanding, Code, HeardNews, InstructionKind, OrderView,
    ScanResult, ShipmentView, TrackedAll,
};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

fn with_account(carrier: &str, secrets: &[(&str, &str)]) -> (Bench, SimCarriers, AccountView) {
    let bench = Bench::new();
    let carriers = SimCarriers::start().expect("carriers");
    let mut draft = carriers.account(carrier).expect("an account");
    let secrets = secrets
        .iter()
        .map(|(n, s)| ((*n).to_owned(), (*s).to_owned()));
    draft.secrets.extend(secrets);
    let account = bench.ask("save_account", &draft);
    (bench, carriers, account)
}

fn bought(bench: &Bench, account: &AccountView, number: &str) -> ShipmentView {
    let draft = bench.with_size(bench.draft(bench.order(number)));
    bench.ask("buy", bench.purchase(&draft, &account.name, false))
}

#[test]
fn all_parcels_are_asked_about_as_many_a_call_as_the_carrier_takes() {
    let (bench, carriers, account) = with_account("fedex", &[]);
    let first = bought(&bench, &account, "T-1");
    let second = bought(&bench, &account, "T-2");
    let own = bench.bought("T-3", false);
    carriers.set_course(&first.parcels[0].tracking_number, Course::Exception);
    carriers.pass(HOUR * 60);
    let before = carriers.requests().len();
    let all: TrackedAll = bench.ask("track_all", json!({}));
    assert_eq!((all.asked, all.changed), (2, 2), "{all:?}");
    assert_eq!(all.problems, Vec::<String>::new());
    let asked = carriers.requests().split_off(before);
    let numbers = |r: &pb_sim::carriers::Seen| r.path.contains("/track/");
    assert_eq!(
        asked.iter().filter(|r| numbers(r)).count(),
        1,
        "one call for both"
    );
    assert_eq!(
        bench.shipment(first.id).status,
        ShipmentStatus::DeliveryFailed
    );
    assert_ne!(
        bench.shipment(second.id).status,
        ShipmentStatus::LabelCreated
    );
    assert_eq!(bench.shipment(own.id).status, ShipmentStatus::LabelCreated);
    // What arrived is not asked about any more.
    carriers.pass(HOUR * 24 * 9);
    bench.ask::<TrackedAll>("track_all", json!({}));
    assert_eq!(bench.shipment(second.id).status, ShipmentStatus::Delivered);
    let all: TrackedAll = bench.ask("track_all", json!({}));
    assert!(all.asked < 2, "{all:?}");
}

#[test]
fn a_carrier_is_told_what_to_do_with_a_parcel() {
    let (bench, carriers, account) = with_account("ekart", &[]);
    let place = |name: &str, line1: &str, city: &str, region: &str, pin: &str| {
        json!({ "name": name, "company": "", "line1": line1, "city": city, "region": region, "postal_code": pin,
                "country": "IN", "phone": "+919845012345" })
    };
    bench.ask::<Value>(
        "save_address",
        json!({ "id": null, "name": "Bengaluru", "default": true,
        "address": place("Packing Dept", "12 Residency Road", "Bengaluru", "KA", "560025") }),
    );
    let order: OrderView = bench.ask("save_order", json!({
        "id": null, "number": "I-1", "note": "", "cod": null, "total": { "minor": 118_050, "currency": "INR" },
        "ship_to": place("Nora Example", "5 Elm Street", "Mumbai", "MH", "400001"),
        "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 1, "needs_shipping": true }]
    }));
    let draft = bench.with_size(bench.draft(order.order.id));
    let shipment: ShipmentView = bench.ask("buy", bench.purchase(&draft, &account.name, false));
    assert!(shipment.can.instruct.contains(&InstructionKind::TryAgain));
    carriers.set_course(&shipment.parcels[0].tracking_number, Course::Exception);
    carriers.pass(HOUR * 57);
    let tell = |instruction: Value| {
        let request = json!({ "id": shipment.id, "number": null, "instruction": instruction });
        bench.attempt::<ShipmentView>("instruct", request)
    };
    // It is the third day there.
    let today = jiff::Zoned::now().date();
    let day = today.saturating_add(jiff::Span::new().days(5)).to_string();
    let again = json!({ "kind": "try_again", "day": day, "words": "Ring twice" });
    let told = tell(again.clone()).expect("it is brought again");
    let said = told.timeline.last().expect("a line");
    assert!(said.text.contains("will bring it once more"), "{said:?}");
    let refused = tell(again).expect_err("one at a time");
    assert_eq!(refused.code, Code::CarrierRefused, "{refused:?}");
    let wrong = tell(json!({ "kind": "try_again", "day": "soon", "words": "" }));
    assert_eq!(wrong.expect_err("no day").fields[0].field, "day");
    let other = json!({ "id": shipment.id, "number": "NONE", "instruction": { "kind": "return", "words": "" } });
    let other = bench
        .attempt::<Value>("instruct", other)
        .expect_err("not here");
    assert_eq!(other.code, Code::NotFound);
}

#[test]
fn what_a_carrier_tells_is_believed_where_it_proves_itself() {
    let credential = "a long random text that only they know";
    let (bench, _carriers, account) = with_account("ups", &[("webhook_credential", credential)]);
    let shipment = bought(&bench, &account, "N-1");
    let number = &shipment.parcels[0].tracking_number;
    let hear = |credential: &str, kind: &str, code: &str, at: &str| {
        let body = json!({
            "trackingNumber": number, "gmtActivityDate": "20261203", "gmtActivityTime": at, "gmtOffset": "-08:00",
            "localActivityDate": "20261203", "localActivityTime": at,
            "activityLocation": { "city": "RENO", "stateProvince": "NV", "postalCode": "89501", "country": "US" },
            "activityStatus": { "type": kind, "code": code, "description": "TOLD", "descriptionCode": "011" },
        });
        let headers =
            json!({ "credential": credential, "x-api-key": pb_sim::carriers::ups::CLIENT_ID });
        let request = json!({ "account": account.id, "query": "", "headers": headers, "body": STANDARD.encode(body.to_string()) });
        bench.attempt::<HeardNews>("hear_news", request)
    };
    hear("guessed", "D", "011", "181400").expect_err("it does not prove itself");
    assert_eq!(
        bench.shipment(shipment.id).status,
        ShipmentStatus::LabelCreated
    );
    let heard = hear(credential, "D", "011", "181400").expect("believed");
    assert_eq!((heard.events, heard.ours), (1, 1));
    let delivered = bench.shipment(shipment.id);
    assert_eq!(delivered.status, ShipmentStatus::Delivered);
    assert_eq!(delivered.tracking.len(), 1);
    // The same once more is kept once; what is older changes nothing.
    hear(credential, "D", "011", "181400").expect("believed");
    hear(credential, "I", "005", "091400").expect("believed");
    let after = bench.shipment(shipment.id);
    assert_eq!(after.status, ShipmentStatus::Delivered);
    assert_eq!(after.tracking.len(), 2);
}

#[test]
fn an_address_is_looked_up_by_the_carriers_that_can() {
    let (bench, _carriers, _) = with_account("usps", &[]);
    let address = |line1: &str, country: &str| {
        json!({ "address": { "name": "Nora Example", "line1": line1, "city": "Reno", "region": "NV",
                             "postal_code": "89501", "country": country } })
    };
    let known: AddressChecks = bench.ask("check_address", address("5 Elm Street", "US"));
    assert_eq!(known.checks[0].standing, AddressStanding::Known);
    let unknown: AddressChecks = bench.ask("check_address", address("1 Nowhere Road", "US"));
    assert_eq!(unknown.checks[0].standing, AddressStanding::Unknown);
    let abroad: AddressChecks = bench.ask("check_address", address("5 Elm Street", "FR"));
    assert_eq!(abroad.checks, []);
}

#[test]
fn a_scan_of_all_that_a_label_says_finds_its_shipment() {
    let (bench, _carriers, account) = with_account("usps", &[]);
    let shipment = bought(&bench, &account, "S-1");
    let number = &shipment.parcels[0].tracking_number;
    for scanned in [
        number.clone(),
        format!("42089501{number}"),
        format!("]C1420895012345\u{1d}{number}"),
    ] {
        let found: ScanResult = bench.ask("scan", json!({ "text": scanned }));
        let by_order = false;
        assert_eq!(
            found,
            ScanResult::Shipment {
                id: shipment.id,
                by_order
            },
            "{scanned}"
        );
    }
    let other: ScanResult = bench.ask("scan", json!({ "text": "9205590164917312751089" }));
    assert_eq!(other, ScanResult::Nothing);
}
