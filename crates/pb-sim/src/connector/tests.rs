//! The service keeps its promises, refuses what the contract refuses, and goes wrong on demand.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Once;

struct Client {
    http: reqwest::Client,
    url: String,
}

type Reply = Result<(u16, Value), reqwest::Error>;

fn plain_client() -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0);
    builder.build().unwrap()
}

impl Client {
    fn of(sim: &SimConnector) -> Self {
        static TLS: Once = Once::new();
        TLS.call_once(|| {
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        Self {
            http: plain_client(),
            url: sim.url(),
        }
    }

    async fn send(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Reply {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(SimConnector::TOKEN);
        if !key.is_empty() {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(json!(text))))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(Method::GET, path, "", None).await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(Method::POST, path, "", Some(body)).await.unwrap()
    }

    async fn buy(&self, body: &Value) -> (u16, Value) {
        let key = body["reference"].as_str().unwrap_or_default();
        self.send(Method::POST, "/v1/shipments", key, Some(body))
            .await
            .unwrap()
    }
}

/// Looks until something holds.
async fn until(what: &str, look: impl AsyncFn() -> bool) {
    let end = std::time::Instant::now() + Duration::from_secs(20);
    while !look().await {
        assert!(std::time::Instant::now() < end, "not so in time: {what}");
        tokio::task::yield_now().await;
    }
}

fn consignment() -> Value {
    json!({
        "ship_from": { "name": "Packing", "line1": "12 Dock Street", "city": "Austin", "country": "US" },
        "ship_to": { "name": "Nora", "line1": "5 Elm Street", "city": "Reno", "postal_code": "89501", "country": "US" },
        "parcels": [{ "weight_g": 1200 }],
        "ship_date": "2026-11-20",
        "direction": "outbound",
        "customer_reference": "T-1",
    })
}

#[expect(clippy::needless_pass_by_value, reason = "it is always made for this")]
fn with(mut base: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

fn purchase(reference: &str) -> Value {
    with(
        consignment(),
        json!({
            "reference": reference,
            "requested_at": Timestamp::now(),
            "service": "van",
            "quote": "Q-van",
            "max_charge": { "minor": 570, "currency": "USD" },
            "label_formats": ["zpl", "pdf"],
        }),
    )
}

#[tokio::test]
async fn a_key_is_sold_once_and_answered_alike() {
    let sim = SimConnector::start(Settles::Keys).unwrap();
    let client = Client::of(&sim);
    let body = purchase("r-1");
    let (status, first) = client.buy(&body).await;
    assert_eq!((status, &first["status"]), (201, &json!("sold")));
    let (status, again) = client.buy(&body).await;
    assert_eq!((status, &again), (200, &first));
    let (status, conflict) = client
        .buy(&with(body.clone(), json!({ "signature": true })))
        .await;
    assert_eq!((status, &conflict["code"]), (409, &json!("key_conflict")));
    let other_key = client
        .send(Method::POST, "/v1/shipments", "another", Some(&body))
        .await
        .unwrap();
    assert_eq!(other_key.1["code"], "duplicate_reference");
    let none = client.post("/v1/shipments", &body).await;
    assert_eq!(none.1["field"], "Idempotency-Key");
    // A refusal is kept too.
    let cheap = with(
        purchase("r-2"),
        json!({ "max_charge": { "minor": 1, "currency": "USD" } }),
    );
    let (status, refused) = client.buy(&cheap).await;
    assert_eq!((status, &refused["code"]), (422, &json!("price_changed")));
    assert_eq!(client.buy(&cheap).await, (status, refused));
    assert_eq!(sim.ledger().len(), 1);
    // Keys grow old: never sold again, for all that the service has forgotten it.
    sim.wind(Duration::from_secs(73 * 3_600));
    assert_eq!(client.buy(&body).await.1["code"], "key_expired");
    assert_eq!(client.buy(&purchase("r-3")).await.1["code"], "key_expired");
    assert_eq!(sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_reference_is_found_from_its_arrival_on() {
    let setup = ConnectorSetup {
        settles: Settles::Find,
        processing: Duration::from_secs(3_600),
        ..ConnectorSetup::default()
    };
    let slow = SimConnector::start_with(setup).unwrap();
    let client = Client::of(&slow);
    let body = purchase("r-1");
    let find = format!(
        "/v1/shipments?reference=r-1&requested_at={}",
        body["requested_at"].as_str().unwrap()
    );
    let (_, before) = client.get(&find).await;
    assert_eq!(
        (&before["settled"], &before["shipments"]),
        (&json!(false), &json!([]))
    );
    let buying = Client::of(&slow);
    let asked = body.clone();
    let waiting = tokio::spawn(async move { buying.buy(&asked).await });
    until("it is processed", async || {
        let (_, found) = client.get(&find).await;
        found["shipments"][0]["status"] == "processing"
    })
    .await;
    assert_eq!(client.buy(&body).await.1["code"], "duplicate_reference");
    waiting.abort();
    let (_, still) = client.get(&find).await;
    assert_eq!(
        still["shipments"][0]["status"], "processing",
        "it goes on without its client"
    );

    let sim = SimConnector::start(Settles::Find).unwrap();
    let client = Client::of(&sim);
    assert_eq!(client.buy(&body).await.0, 201);
    assert_eq!(client.buy(&body).await.1["code"], "duplicate_reference");
    let (_, found) = client.get(&find).await;
    assert_eq!(found["shipments"][0]["id"], sim.ledger()[0].shipment);
    // What arrives late is refused, and only then is "nothing" a promise.
    let late = purchase("r-2");
    sim.wind(Duration::from_secs(121));
    assert_eq!(client.buy(&late).await.1["code"], "too_late");
    let find = format!(
        "/v1/shipments?reference=r-2&requested_at={}",
        late["requested_at"].as_str().unwrap()
    );
    let (_, nothing) = client.get(&find).await;
    assert_eq!(
        (&nothing["settled"], &nothing["shipments"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(client.get("/v1/shipments?reference=r-2").await.0, 422);
    assert_eq!(sim.ledger().len(), 1);
}

#[tokio::test]
async fn who_promises_nothing_sells_twice() {
    let sim = SimConnector::start(Settles::Neither).unwrap();
    let client = Client::of(&sim);
    let body = purchase("r-1");
    assert_eq!(client.buy(&body).await.0, 201);
    assert_eq!(client.buy(&body).await.0, 201);
    assert_eq!(sim.ledger().len(), 2);
    let find = "/v1/shipments?reference=r-1&requested_at=2026-11-20T00:00:00Z";
    assert_eq!(client.get(find).await.1["code"], "unsupported");
    let (_, about) = client.get("/v1/about").await;
    assert_eq!(about["features"]["find"], false);
    assert_eq!(about["features"]["idempotency"], false);
}

#[tokio::test]
async fn the_contract_is_kept_to_the_letter() {
    let sim = SimConnector::start(Settles::Keys).unwrap();
    let client = Client::of(&sim);
    for (i, (more, field)) in [
        (json!({ "unheard_of": 1 }), "unheard_of"),
        (json!({ "parcels": [] }), "parcels"),
        (
            json!({ "parcels": [{ "weight_g": 1.5 }] }),
            "parcels.0.weight_g",
        ),
        (
            json!({ "parcels": [{ "weight_g": 0 }] }),
            "parcels.0.weight_g",
        ),
        (
            json!({ "parcels": [{ "weight_g": 9, "length_mm": 1 }] }),
            "parcels.0.length_mm",
        ),
        (json!({ "direction": "up" }), "direction"),
        (json!({ "ship_date": "20-11-2026" }), "ship_date"),
        (json!({ "cod": { "minor": -1, "currency": "USD" } }), "cod"),
        (json!({ "reference": "" }), "reference"),
        (json!({ "requested_at": "now" }), "requested_at"),
        (json!({ "label_formats": [] }), "label_formats"),
        (json!({ "service": "rocket" }), "service"),
        (json!({ "quote": "Q-bike" }), "quote"),
        (json!({ "max_charge": 570 }), "max_charge"),
    ]
    .into_iter()
    .enumerate()
    {
        let (status, refused) = client.buy(&with(purchase(&format!("r-{i}")), more)).await;
        assert_eq!(
            (status, refused["field"].as_str()),
            (422, Some(field)),
            "{refused}"
        );
    }
    for (path, value, field) in [
        ("/ship_to/country", json!("USA"), "ship_to.country"),
        ("/ship_to/country", json!("FR"), "customs"),
        ("/ship_from/line1", json!(""), "ship_from.line1"),
        ("/ship_from/name", json!(7), "ship_from.name"),
    ] {
        let mut body = consignment();
        *body.pointer_mut(path).unwrap() = value;
        assert_eq!(client.post("/v1/rates", &body).await.1["field"], field);
    }
    let back = with(consignment(), json!({ "direction": "return" }));
    assert_eq!(
        client.post("/v1/rates", &back).await.1["code"],
        "unsupported"
    );
    let http = plain_client();
    let stranger = http.get(format!("{}/v1/about", sim.url()));
    assert_eq!(stranger.send().await.unwrap().status().as_u16(), 401);
    let wrong = http
        .post(format!("{}/v1/rates", sim.url()))
        .bearer_auth(SimConnector::TOKEN)
        .body("{}");
    assert_eq!(wrong.send().await.unwrap().status().as_u16(), 415);
    assert_eq!(client.get("/v1/nothing").await.1["code"], "not_found");
    assert_eq!(client.post("/v1/about", &json!({})).await.0, 405);
    let heavy = with(
        consignment(),
        json!({ "parcels": [{ "weight_g": 31_000 }] }),
    );
    let (_, none) = client.post("/v1/rates", &heavy).await;
    assert_eq!(
        (&none["rates"], &none["notes"][0]["code"]),
        (&json!([]), &json!("refused"))
    );
    assert_eq!(sim.ledger(), []);
}

#[tokio::test]
async fn faults_happen_before_or_after_the_sale() {
    let sim = SimConnector::start(Settles::Neither).unwrap();
    let client = Client::of(&sim);
    let send = async |reference: &str| {
        let body = purchase(reference);
        client
            .send(Method::POST, "/v1/shipments", "k", Some(&body))
            .await
    };
    let mut sold = 0;
    for (fault, sells, status) in [
        (Fault::instead(Answer::Dropped), 0, None),
        (Fault::after(Answer::Dropped), 1, None),
        (Fault::instead(Answer::Html500), 0, Some(500)),
        (Fault::after(Answer::Problem500), 1, Some(500)),
        (Fault::after(Answer::HalfJson), 1, Some(201)),
        (Fault::after(Answer::SaidTwice), 1, Some(201)),
        (Fault::after(Answer::Empty200), 1, Some(200)),
        (Fault::after(Answer::Repeated), 2, Some(201)),
        (Fault::after(Answer::WithoutLabels), 1, Some(201)),
        (
            Fault::after(Answer::Late(Duration::from_millis(5))),
            1,
            Some(201),
        ),
        (
            Fault::after(Answer::Throttled {
                retry_after: Some(3),
            }),
            0,
            Some(429),
        ),
        (
            Fault::instead(Answer::Throttled { retry_after: None }),
            0,
            Some(429),
        ),
        (
            Fault::instead(Answer::Unavailable { retry_after: 2 }),
            0,
            Some(503),
        ),
        (
            Fault::instead(Answer::Refuses {
                code: "refused".into(),
                detail: "No".into(),
            }),
            0,
            Some(422),
        ),
    ] {
        sim.fail_next(Op::Buy, fault.clone());
        let reply = send("r").await;
        if let Ok((201, whole)) = &reply
            && whole.is_object()
        {
            let bare = fault.answer == Answer::WithoutLabels;
            assert_eq!(whole.get("labels").is_none(), bare, "{fault:?}");
        }
        assert_eq!(reply.ok().map(|(s, _)| s), status, "{fault:?}");
        sold += sells;
        assert_eq!(sim.ledger().len(), sold, "{fault:?}");
    }
    for name in Answer::NAMES.split(", ") {
        assert!(Answer::from_name(name).is_some(), "{name}");
    }
    assert_eq!(Answer::from_name("none"), None);
}

#[tokio::test]
async fn accepted_is_sold_afterwards() {
    let sim = SimConnector::start(Settles::Find).unwrap();
    let client = Client::of(&sim);
    sim.fail_next(
        Op::Buy,
        Fault::after(Answer::Accepted(Duration::from_millis(20))),
    );
    let (status, answer) = client.buy(&purchase("r-1")).await;
    assert_eq!((status, &answer["status"]), (202, &json!("processing")));
    until("it is sold", async || !sim.ledger().is_empty()).await;
    assert_eq!(sim.ledger()[0].shipment, answer["id"]);
}

#[tokio::test]
async fn a_sale_is_labelled_tracked_and_voided() {
    let sim = SimConnector::start(Settles::Keys).unwrap();
    let client = Client::of(&sim);
    let two = json!({ "parcels": [{ "weight_g": 500 }, { "weight_g": 700 }] });
    let (_, sold) = client.buy(&with(purchase("r-1"), two)).await;
    let id = sold["id"].as_str().unwrap();
    let (_, again) = client.get(&format!("/v1/shipments/{id}/labels")).await;
    assert_eq!(again["labels"], sold["labels"]);
    assert_eq!(again["labels"].as_array().unwrap().len(), 2);
    let number = sold["parcels"][1]["tracking_number"].as_str().unwrap();
    let zpl = again["labels"][1]["base64"].as_str().unwrap();
    let zpl = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, zpl).unwrap();
    assert!(
        String::from_utf8(zpl)
            .unwrap()
            .contains(&format!("^FD{number}^FS"))
    );
    let track = format!("/v1/tracking/{number}");
    assert_eq!(client.get(&track).await.1["status"], "label_created");
    let void = format!("/v1/shipments/{id}/void");
    for _ in 0..2 {
        let (status, answer) = client.post(&void, &json!({})).await;
        assert_eq!((status, &answer["status"]), (200, &json!("void")));
    }
    assert!(sim.ledger()[0].voided);
    assert_eq!(client.get(&track).await.1["status"], "cancelled");
    let (_, other) = client.buy(&purchase("r-2")).await;
    sim.advance(Timestamp::now()).unwrap();
    let late = format!("/v1/shipments/{}/void", other["id"].as_str().unwrap());
    assert_eq!(
        client.post(&late, &json!({})).await.1["code"],
        "not_voidable"
    );
    assert_eq!(client.get("/v1/tracking/SC0").await.0, 404);
    assert_eq!(client.get("/v1/shipments/S-0").await.0, 404);
}

#[tokio::test]
async fn numbers_are_given_ahead_and_booked_once() {
    let sim = SimConnector::start(Settles::Keys).unwrap();
    let client = Client::of(&sim);
    let (status, given) = client.post("/v1/numbers", &json!({ "count": 3 })).await;
    assert_eq!(status, 201);
    let number = |i: usize| given["numbers"][i]["number"].as_str().unwrap().to_owned();
    assert_ne!(number(0), number(1));
    for count in [json!(0), json!(1_001), json!("3")] {
        let refused = client.post("/v1/numbers", &json!({ "count": count })).await;
        assert_eq!(refused.0, 422);
    }
    let booking = |numbers: &[String]| {
        with(
            consignment(),
            json!({ "numbers": numbers, "service": "van" }),
        )
    };
    let body = booking(&[number(0)]);
    let (status, booked) = client.post("/v1/bookings", &body).await;
    assert_eq!((status, &booked["numbers"][0]), (201, &json!(number(0))));
    assert_eq!(client.post("/v1/bookings", &body).await, (200, booked));
    let other = with(body, json!({ "customer_reference": "T-2" }));
    assert_eq!(
        client.post("/v1/bookings", &other).await.1["code"],
        "number_used"
    );
    let foreign = booking(&["SC1".to_owned()]);
    assert_eq!(
        client.post("/v1/bookings", &foreign).await.1["code"],
        "number_unknown"
    );
    let many = booking(&[number(1), number(2)]);
    assert_eq!(
        client.post("/v1/bookings", &many).await.1["field"],
        "numbers"
    );
    sim.wind(Duration::from_secs(31 * 86_400));
    let old = booking(&[number(1)]);
    assert_eq!(
        client.post("/v1/bookings", &old).await.1["code"],
        "number_expired"
    );
    assert_eq!(sim.ledger().len(), 1);
    assert!(sim.ledger()[0].booked);
}

#[tokio::test]
async fn the_ledger_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.jsonl");
    let setup = ConnectorSetup {
        ledger: Some(file.clone()),
        ..ConnectorSetup::default()
    };
    let sim = SimConnector::start_with(setup.clone()).unwrap();
    let client = Client::of(&sim);
    let body = purchase("r-1");
    let (_, sold) = client.buy(&body).await;
    client.buy(&purchase("r-2")).await;
    let (_, given) = client.post("/v1/numbers", &json!({ "count": 1 })).await;
    let void = format!("/v1/shipments/{}/void", sold["id"].as_str().unwrap());
    client.post(&void, &json!({})).await;
    let before = sim.ledger();
    drop(sim);
    // A line that was cut short by a kill was told to nobody.
    let mut bytes = std::fs::read(&file).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(b"{\"event\":\"sold\",\"sa");
    std::fs::write(&file, bytes).unwrap();
    let sim = SimConnector::start_with(setup.clone()).unwrap();
    assert_eq!(std::fs::read(&file).unwrap().len(), whole);
    assert_eq!(sim.ledger(), before);
    let client = Client::of(&sim);
    let (status, again) = client.buy(&body).await;
    assert_eq!((status, &again["id"]), (200, &sold["id"]));
    assert_eq!(again["labels"], sold["labels"]);
    let booking = with(
        consignment(),
        json!({ "numbers": [given["numbers"][0]["number"]], "service": "van" }),
    );
    assert_eq!(client.post("/v1/bookings", &booking).await.0, 201);
    let (_, shown) = client.get("/sim/ledger").await;
    assert_eq!(shown["sales"].as_array().unwrap().len(), 3);
    std::fs::write(&file, "not a ledger\n").unwrap();
    assert!(SimConnector::start_with(setup).is_err());
}
