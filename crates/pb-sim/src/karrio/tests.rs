//! The simulated server as a client sees it; shapes and words are those of Karrio 2026.1.32.
mod fault;

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_domain::{Document, Fit, Format};
use pb_labels::{Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

struct Client {
    karrio: SimKarrio,
    http: reqwest::Client,
}

fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client");
    Client {
        karrio: SimKarrio::start().expect("starts"),
        http,
    }
}

impl Client {
    async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<reqwest::Response> {
        let method = method.parse().expect("a method");
        let request = self
            .http
            .request(method, format!("{}{path}", self.karrio.url()));
        let request = request.header("Authorization", format!("Token {}", SimKarrio::TOKEN));
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let response = self.send(method, path, body).await.expect("an answer");
        (
            response.status().as_u16(),
            response.json().await.expect("JSON"),
        )
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, Some(body)).await
    }

    async fn draft(&self, body: Value) -> Value {
        let (status, draft) = self.post("/v1/shipments", body).await;
        assert_eq!(status, 201, "{draft}");
        draft
    }

    async fn buy(&self, draft: &Value, label_type: &str) -> (u16, Value) {
        let path = format!(
            "/v1/shipments/{}/purchase",
            draft["id"].as_str().expect("an id")
        );
        self.post(
            &path,
            json!({ "selected_rate_id": draft["rates"][0]["id"], "label_type": label_type }),
        )
        .await
    }
}

fn shipment() -> Value {
    json!({
        "shipper": {
            "person_name": "Ann Packer", "company_name": "Bench Shop", "address_line1": "1 Dock Street",
            "city": "Columbus", "state_code": "OH", "postal_code": "43215", "country_code": "US",
        },
        "recipient": {
            "person_name": "Bob Buyer", "address_line1": "2 Elm Street", "city": "Denver",
            "state_code": "CO", "postal_code": "80202", "country_code": "US",
        },
        "parcels": [{
            "weight": 1.2, "weight_unit": "KG", "length": 20, "width": 15, "height": 10, "dimension_unit": "CM",
        }],
        "reference": "#1001",
        "label_type": "ZPL",
        "metadata": { "purchase": "p-1" },
    })
}

fn only(carrier: &str) -> Value {
    let mut body = shipment();
    body["carrier_ids"] = json!([carrier]);
    body
}

fn abroad() -> Value {
    let mut body = only("sim-express");
    body["recipient"] = json!({
        "person_name": "Jürgen Müller", "address_line1": "Hauptstraße 1", "city": "Berlin", "postal_code": "10115",
        "country_code": "DE",
    });
    body
}

fn codes(answer: &Value, envelope: &str) -> Vec<String> {
    answer[envelope]
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| e["code"].as_str().unwrap_or("-").to_owned())
        .collect()
}

#[tokio::test]
async fn keys_are_looked_at() {
    let client = start();
    let path = format!("{}/v1/connections", client.karrio.url());
    for (given, status, code) in [
        (None, 401, "not_authenticated"),
        (Some("Token".to_owned()), 401, "not_authenticated"),
        (Some("Token a b".to_owned()), 401, "not_authenticated"),
        (Some("Token key_nope".to_owned()), 401, "invalid_token"),
        (
            Some(format!("Bearer {}", SimKarrio::TOKEN)),
            401,
            "invalid_token",
        ),
    ] {
        let mut request = client.http.get(&path);
        if let Some(given) = &given {
            request = request.header("Authorization", given);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(
            codes(&response.json().await.expect("JSON"), "errors"),
            [code],
            "{given:?}"
        );
    }
    let basic = client
        .http
        .get(&path)
        .basic_auth(SimKarrio::TOKEN, Some(""))
        .send()
        .await
        .expect("an answer");
    assert_eq!(basic.json::<Value>().await.expect("JSON")["count"], 3);
    let live = client
        .http
        .get(&path)
        .header("Authorization", format!("Token {}", SimKarrio::LIVE_TOKEN));
    let live = live.send().await.expect("an answer");
    assert_eq!(live.headers()["X-test-mode"], "False");
    assert_eq!(live.json::<Value>().await.expect("JSON")["count"], 0);
    let open = client
        .http
        .get(format!("{}/v1/references", client.karrio.url()))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        open.json::<Value>().await.expect("JSON")["VERSION"],
        "2026.1.32"
    );
}

#[tokio::test]
async fn wrong_ways_in_are_answered_like_the_real_ones() {
    let client = start();
    for (method, path, status) in [
        ("GET", "/v1/shipments/", 404),
        ("GET", "/v1/nope", 404),
        ("GET", "/v1/shipments/shp_x/label.pdf", 500),
    ] {
        let response = client.send(method, path, None).await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert!(
            response.headers()["Content-Type"]
                .to_str()
                .expect("text")
                .starts_with("text/html"),
            "{path}"
        );
    }
    let (status, answer) = client.ask("DELETE", "/v1/shipments", None).await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (405, vec!["method_not_allowed".to_owned()])
    );
    for (path, words) in [
        ("/v1/shipments/shp_x", "Shipment not found"),
        ("/v1/trackers/trk_x", "Tracking not found"),
    ] {
        let (status, answer) = client.ask("GET", path, None).await;
        assert_eq!(
            (status, &answer["errors"][0]["message"]),
            (404, &json!(words))
        );
    }
    let post = |kind: &str, body: &'static str| {
        client
            .http
            .post(format!("{}/v1/proxy/rates", client.karrio.url()))
            .header("Authorization", format!("Token {}", SimKarrio::TOKEN))
            .header("Content-Type", kind)
            .body(body)
            .send()
    };
    let response = post("application/json", "{nope").await.expect("an answer");
    assert_eq!(response.status().as_u16(), 400);
    assert_eq!(
        codes(&response.json().await.expect("JSON"), "errors"),
        ["parse_error"]
    );
    assert_eq!(
        post("text/plain", "{}")
            .await
            .expect("an answer")
            .status()
            .as_u16(),
        415
    );
    let (status, answer) = client
        .ask("GET", "/v1/shipments?status=purchased", None)
        .await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (400, vec!["validation".to_owned()])
    );
}

#[tokio::test]
async fn rates_by_weight_zone_and_carrier() {
    let client = start();
    let (status, answer) = client.post("/v1/proxy/rates", shipment()).await;
    assert_eq!((status, &answer["messages"]), (200, &json!([])));
    let rates = answer["rates"].as_array().expect("rates");
    let totals: Vec<f64> = rates
        .iter()
        .map(|r| r["total_charge"].as_f64().expect("a number"))
        .collect();
    assert_eq!(rates.len(), 5);
    assert!(totals.is_sorted());
    for rate in rates {
        let parts: f64 = rate["extra_charges"]
            .as_array()
            .expect("charges")
            .iter()
            .filter_map(|c| c["amount"].as_f64())
            .sum();
        assert!(
            (parts - rate["total_charge"].as_f64().expect("a number")).abs() < 0.001,
            "{rate}"
        );
    }
    let mut heavier = shipment();
    heavier["parcels"][0]["weight"] = json!(9);
    let (_, heavier) = client.post("/v1/proxy/rates", heavier).await;
    assert!(heavier["rates"][0]["total_charge"].as_f64() > rates[0]["total_charge"].as_f64());
    let mut nothing_fits = shipment();
    nothing_fits["parcels"][0]["weight"] = json!(900);
    assert_eq!(
        client.post("/v1/proxy/rates", nothing_fits).await,
        (200, json!({ "messages": [], "rates": [] }))
    );
    let (status, answer) = client.post("/v1/proxy/rates", only("nobody")).await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (404, vec!["not_found".to_owned()])
    );
    let (_, answer) = client.post("/v1/proxy/rates", abroad()).await;
    assert_eq!(answer["rates"][0]["service"], "sim_express_worldwide");
    let mut wrong_day = shipment();
    wrong_day["options"] = json!({ "shipment_date": "03/04/2026" });
    let (status, answer) = client.post("/v1/proxy/rates", wrong_day).await;
    assert_eq!(status, 500);
    assert_eq!(
        answer["errors"][0]["message"],
        "time data '03/04/2026' does not match format '%Y-%m-%d'"
    );
    let (status, answer) = client.post("/v1/proxy/rates", json!({})).await;
    assert_eq!((status, codes(&answer, "errors").len()), (400, 3));
}

#[tokio::test]
async fn a_draft_is_bought_once_in_sequence() {
    let client = start();
    let draft = client.draft(only("sim-ground")).await;
    assert_eq!(
        (&draft["status"], &draft["label_type"]),
        (&json!("draft"), &json!("ZPL"))
    );
    let id = draft["id"].as_str().expect("an id");
    let purchase = format!("/v1/shipments/{id}/purchase");
    for (body, code) in [
        (json!({}), "validation_error"),
        (
            json!({ "selected_rate_id": "rat_nope" }),
            "service_unavailable",
        ),
        (
            json!({ "selected_rate_id": draft["rates"][0]["id"], "label_type": "EPL" }),
            "validation",
        ),
    ] {
        let (status, answer) = client.post(&purchase, body).await;
        assert_eq!(
            (status, codes(&answer, "errors")),
            (400, vec![code.to_owned()])
        );
    }
    let (status, answer) = client
        .post(&format!("/v1/shipments/{id}/documents/label"), json!({}))
        .await;
    assert_eq!((status, &answer["errors"][0].get("code")), (404, &None));
    assert_eq!(client.karrio.ledger(), []);

    let (status, bought) = client.buy(&draft, "ZPL").await;
    assert_eq!(status, 200, "{bought}");
    let sale = &client.karrio.ledger()[0];
    assert_eq!(bought["tracking_number"], json!(sale.tracking_numbers[0]));
    assert_eq!(
        bought["parcels"][0]["reference_number"], bought["tracking_number"],
        "the merchant's own is overwritten"
    );
    assert_eq!(
        bought["selected_rate"]["total_charge"].as_f64(),
        Some(sale.charged.minor as f64 / 100.0)
    );
    assert_eq!(
        (&bought["status"], &bought["meta"]["ext"]),
        (&json!("created"), &json!("sim_ground"))
    );
    assert_eq!((sale.reference.as_str(), sale.voided), ("#1001", false));

    let (status, answer) = client.buy(&draft, "ZPL").await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (409, vec!["state_error".to_owned()])
    );
    let (_, kept) = client
        .ask("GET", &format!("/v1/shipments/{id}"), None)
        .await;
    assert_eq!(kept["shipping_documents"][0]["base64"], Value::Null);
    let (_, label) = client
        .post(&format!("/v1/shipments/{id}/documents/label"), json!({}))
        .await;
    assert_eq!(label["base64"], bought["shipping_documents"][0]["base64"]);
    let (_, found) = client
        .ask(
            "GET",
            "/v1/shipments?metadata_key=purchase&metadata_value=p-1",
            None,
        )
        .await;
    assert_eq!(
        (&found["count"], &found["results"][0]["id"]),
        (&json!(1), &draft["id"])
    );
    let (_, found) = client
        .ask("GET", "/v1/shipments?metadata_value=p-2", None)
        .await;
    assert_eq!(found["count"], 0);
}

#[tokio::test]
async fn purchases_at_once_are_as_many_bookings() {
    let client = start();
    let draft = client.draft(only("sim-ground")).await;
    client.karrio.fail_all(
        Op::Purchase,
        Fault::after(Answer::Late(Duration::from_millis(300))),
    );
    let (a, b, c) = tokio::join!(
        client.buy(&draft, "ZPL"),
        client.buy(&draft, "ZPL"),
        client.buy(&draft, "ZPL")
    );
    assert_eq!([a.0, b.0, c.0], [200; 3]);
    assert_eq!(client.karrio.ledger().len(), 3);
}

#[tokio::test]
async fn the_label_is_pdf_unless_the_purchase_says_otherwise() {
    let client = start();
    let draft = client.draft(only("sim-ground")).await;
    let path = format!(
        "/v1/shipments/{}/purchase",
        draft["id"].as_str().expect("an id")
    );
    let (_, bought) = client
        .post(&path, json!({ "service": "sim_ground_economy" }))
        .await;
    assert_eq!(
        (
            &bought["label_type"],
            &bought["shipping_documents"][0]["format"]
        ),
        (&json!("PDF"), &json!("PDF"))
    );
    let url = bought["label_url"].as_str().expect("a path");
    assert!(url.ends_with("label.pdf") && url.starts_with("/v1/"));
    let other_name = url.replace(".pdf", ".zpl");
    let same = client
        .send("GET", &other_name, None)
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("bytes");
    assert!(
        same.starts_with(b"%PDF-"),
        "by either name it is the same file"
    );
    let anonymous = client
        .http
        .get(format!("{}{url}", client.karrio.url()))
        .send()
        .await
        .expect("an answer");
    assert_eq!(anonymous.status().as_u16(), 403);

    // Worldwide labels are PDF whatever was asked; a custom carrier's PNG is no PNG.
    let mut abroad = abroad();
    abroad["customs"] =
        json!({ "commodities": [{ "weight": 1, "weight_unit": "KG", "quantity": 1 }] });
    let (status, bought) = client.buy(&client.draft(abroad).await, "ZPL").await;
    assert_eq!(
        (status, &bought["label_type"]),
        (200, &json!("PDF")),
        "{bought}"
    );
    let (_, bought) = client
        .buy(&client.draft(only("corner-courier")).await, "PNG")
        .await;
    let bytes = BASE64_STANDARD
        .decode(
            bought["shipping_documents"][0]["base64"]
                .as_str()
                .expect("text"),
        )
        .expect("base64");
    assert!(bytes.starts_with(b"<svg"));
    assert_eq!(
        (
            &bought["carrier_name"],
            &bought["selected_rate"]["carrier_name"]
        ),
        (&json!("generic"), &json!("corner_courier"))
    );
}

#[tokio::test]
async fn labels_carry_their_tracking_numbers() {
    let client = start();
    for label_type in ["ZPL", "PDF"] {
        let mut two = only("sim-ground");
        two["parcels"] = json!([two["parcels"][0], two["parcels"][0]]);
        two["recipient"]["person_name"] = json!("Nguyễn ^XZ~ Văn_An");
        let (status, bought) = client.buy(&client.draft(two).await, label_type).await;
        assert_eq!(status, 200, "{bought}");
        let bytes = BASE64_STANDARD
            .decode(
                bought["shipping_documents"][0]["base64"]
                    .as_str()
                    .expect("text"),
            )
            .expect("base64");
        let format = Format::sniff(&bytes).expect("a document");
        let document = Document { format, bytes };
        let pages = pb_labels::lay_out(
            &document,
            &Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203),
            &Fit::default(),
            &pb_zpl::Renderer,
        )
        .expect("draws");
        let numbers: Vec<String> =
            serde_json::from_value(bought["meta"]["tracking_numbers"].clone()).expect("numbers");
        assert_eq!((pages.len(), numbers.len()), (2, 2));
        for (page, number) in pages.iter().zip(&numbers) {
            let texts: Vec<String> = pb_labels::decode(&page.bitmap)
                .into_iter()
                .map(|b| b.text)
                .collect();
            assert!(
                texts.contains(number),
                "{label_type}: {texts:?} lacks {number}"
            );
        }
    }
}

#[tokio::test]
async fn carriers_refuse_what_karrio_lets_through() {
    let client = start();
    let nameless = {
        let mut body = only("sim-ground");
        body["recipient"]["person_name"] = Value::Null;
        body
    };
    let weightless = {
        let mut body = only("sim-ground");
        body["parcels"][0]["weight"] = json!(-1);
        body
    };
    for (body, code) in [
        (nameless, "SIM120"),
        (weightless, "SIM121"),
        (abroad(), "SIM122"),
    ] {
        let draft = client.draft(body).await;
        let (status, answer) = client.buy(&draft, "PDF").await;
        assert_eq!(
            (status, codes(&answer, "messages")),
            (424, vec![code.to_owned()])
        );
    }
    assert_eq!(client.karrio.ledger(), []);
}

#[tokio::test]
async fn voids_where_the_carrier_can() {
    let client = start();
    let cancel = |bought: &Value| {
        format!(
            "/v1/shipments/{}/cancel",
            bought["id"].as_str().expect("an id")
        )
    };
    let (_, ground) = client
        .buy(&client.draft(only("sim-ground")).await, "PDF")
        .await;
    let (_, corner) = client
        .buy(&client.draft(only("corner-courier")).await, "PDF")
        .await;
    for bought in [&ground, &corner] {
        let (status, answer) = client.ask("POST", &cancel(bought), None).await;
        assert_eq!((status, &answer["status"]), (200, &json!("cancelled")));
        assert_eq!(client.ask("POST", &cancel(bought), None).await.0, 202);
    }
    let voided: Vec<bool> = client.karrio.ledger().iter().map(|s| s.voided).collect();
    assert_eq!(voided, [true, false], "the custom carrier was never asked");

    let by_proxy = |ext: &str| format!("/v1/proxy/shipping/{ext}/cancel");
    let number = json!({ "shipment_identifier": corner["shipment_identifier"] });
    let (status, answer) = client.post(&by_proxy("generic"), number.clone()).await;
    assert_eq!(
        (status, &answer["confirmation"]["operation"]),
        (202, &json!("Safe cancellation allowed"))
    );
    assert_eq!(
        client.post(&by_proxy("corner_courier"), number).await.0,
        404,
        "the path wants the connector's name"
    );
    assert_eq!(client.post(&by_proxy("sim_ground"), json!({})).await.0, 400);

    // What was picked up cannot be voided: the carrier says so, and once Karrio knows, Karrio does.
    let (_, express) = client
        .buy(&client.draft(only("sim-express")).await, "PDF")
        .await;
    client
        .karrio
        .advance("2026-11-20T15:00:00Z".parse().expect("a time"));
    let (status, answer) = client.ask("POST", &cancel(&express), None).await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (409, vec!["state_error".to_owned()])
    );
    let (status, _) = client
        .post(
            &by_proxy("sim_express"),
            json!({ "shipment_identifier": express["shipment_identifier"] }),
        )
        .await;
    assert_eq!(status, 424);
}

#[tokio::test]
async fn tracks_step_by_step() {
    let client = start();
    let (_, bought) = client
        .buy(&client.draft(only("sim-ground")).await, "PDF")
        .await;
    let number = bought["tracking_number"]
        .as_str()
        .expect("a number")
        .to_owned();
    let live = format!("/v1/proxy/tracking/sim_ground/{number}");
    let (_, answer) = client.ask("GET", &live, None).await;
    assert_eq!(
        (&answer["tracking"]["status"], &answer["tracking"]["events"]),
        (&json!("pending"), &json!([]))
    );
    let (_, kept) = client
        .ask("GET", &format!("/v1/trackers/{number}"), None)
        .await;
    assert_eq!(
        (&kept["id"], &kept["events"][0]["status"]),
        (&bought["tracker_id"], &json!("created"))
    );
    for status in [
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "delivered",
    ] {
        client
            .karrio
            .advance("2026-11-20T15:00:00Z".parse().expect("a time"));
        let (_, answer) = client.ask("GET", &live, None).await;
        assert_eq!(answer["tracking"]["status"], status);
    }
    let (_, answer) = client.ask("GET", &live, None).await;
    assert_eq!(
        answer["tracking"]["events"].as_array().map(Vec::len),
        Some(4)
    );
    assert_eq!(
        answer["tracking"]["events"][0]["timestamp"], "2026-11-20T10:00:00.000Z",
        "local time stamped Z"
    );
    let (_, shipment) = client
        .ask(
            "GET",
            &format!("/v1/shipments/{}", bought["id"].as_str().expect("an id")),
            None,
        )
        .await;
    assert_eq!(shipment["status"], "delivered");

    let (status, answer) = client
        .post(
            "/v1/trackers",
            json!({ "tracking_number": "SG0", "carrier_name": "sim_ground" }),
        )
        .await;
    assert_eq!(
        (status, codes(&answer, "messages")),
        (404, vec!["SIM404".to_owned()])
    );
    let (status, answer) = client
        .post(
            "/v1/trackers",
            json!({ "tracking_number": "CC0", "carrier_name": "generic" }),
        )
        .await;
    assert_eq!(
        (status, codes(&answer, "errors")),
        (404, vec!["not_found".to_owned()])
    );
    let (status, _) = client
        .post(
            "/v1/trackers",
            json!({ "tracking_number": "CC0", "carrier_name": "nobody" }),
        )
        .await;
    assert_eq!(status, 400);
}
