//! Keys, lanes, warehouses, lists, and where all of it is.
use super::*;

#[tokio::test]
async fn a_key_is_taken_in_its_own_way_and_for_a_year() {
    let client = start();
    let lane = json!({ "from": "560001", "to": "400001", "payment_mode": "cod", "shipment_type": "forward" });
    let ask = async |shown: Option<&str>| {
        let url = format!("{}/custom/api/v1/serviceability", client.sim.url_of(PREFIX));
        let mut request = client.http.post(url).json(&lane);
        if let Some(shown) = shown {
            request = request.header("Authorization", shown);
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let answer: Value = response.json().await.expect("JSON");
        if status != 200 {
            assert_eq!(answer["error"], "Authorisation failed");
        }
        status
    };
    for (shown, wanted) in [
        (Some(API_KEY.to_owned()), 200),
        (Some(format!("Bearer {API_KEY}")), 401),
        (Some(BEARER_KEY.to_owned()), 401),
        (Some(format!("Bearer {BEARER_KEY}")), 200),
        (Some("another".to_owned()), 401),
        (None, 401),
    ] {
        assert_eq!(ask(shown.as_deref()).await, wanted, "{shown:?}");
    }
    client.sim.pass(365 * 24 * HOUR);
    assert_eq!(ask(Some(API_KEY)).await, 401);
}

#[tokio::test]
async fn lanes_are_served_by_who_goes_there() {
    let client = start();
    let ask = async |from: &str, to: &str, mode: &str, way: &str| {
        let lane = json!({ "from": from, "to": to, "payment_mode": mode, "shipment_type": way });
        let (status, answer) = client.post("serviceability", &lane).await;
        assert_eq!((status, &answer["status"]), (200, &json!("SUCCESS")));
        let found = answer["result"]["serviceability_results"]
            .as_array()
            .expect("a list");
        (found.len(), answer["result"]["zone"].clone())
    };
    let (count, zone) = ask("560001", "400001", "cod", "forward").await;
    assert_eq!((count, zone), (3, json!("zone_c")));
    assert_eq!(
        ask("400001", "411001", "prepaid", "forward").await.1,
        "zone_b"
    );
    assert_eq!(
        ask("560001", "560002", "prepaid", "forward").await.1,
        "zone_a"
    );
    assert_eq!(ask("560001", "400009", "cod", "forward").await.0, 0);
    assert_eq!(ask("560001", "400009", "prepaid", "forward").await.0, 3);
    assert_eq!(ask("400001", "560001", "prepaid", "return").await.0, 2);
    assert_eq!(ask("400008", "560001", "prepaid", "return").await.0, 0);
    assert_eq!(ask("560001", "194101", "prepaid", "forward").await.0, 0);
    // It is served, and every booking refused all the same.
    assert_eq!(ask("560001", "400007", "prepaid", "forward").await.0, 3);
}

#[tokio::test]
async fn a_courier_that_does_not_take_it_has_no_price() {
    let client = start();
    let asked = json!({
        "journey_type": "return", "origin_pincode": "400001", "destination_pincode": "560001",
        "dead_weight": 1250, "length": 30, "width": 20, "height": 10, "payment_method": "prepaid",
        "qc_applicable": false,
    });
    let (_, rates) = client.post("rates", &asked).await;
    let couriers = rates["result"]["serviceable_couriers"]
        .as_array()
        .expect("a list");
    let air = couriers
        .iter()
        .find(|c| c["service_level"] == "air")
        .expect("it is there");
    assert_eq!(
        (&air["status"], &air["charges"]),
        (&json!(false), &json!({}))
    );
    assert!(couriers[0]["charges"]["total_return_charges"].is_number());
    assert_eq!(
        couriers[0]["expected_delivery"]["delivery"]["datetime"],
        "2026-11-28T20:00:00+05:30"
    );
    let (status, answer) = client
        .post(
            "rates",
            &with(asked, &[("origin_pincode", json!("194101"))]),
        )
        .await;
    assert_eq!(status, 422);
    assert!(words(status, &answer).contains("194101"), "{answer}");
}

#[tokio::test]
async fn a_warehouse_has_a_new_id_each_time() {
    let client = start();
    let place = json!({
        "name": "Dock Street 560001", "phone_number": "9810000012", "email": "dock@example.com",
        "contact_person": "Nora Example",
        "address_attributes": {
            "street_address": "12 Dock Street", "zip": "560001", "city": "Bengaluru",
            "state": "Karnataka", "country": "India",
        },
    });
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (status, answer) = client.post("warehouse", &place).await;
        assert_eq!((status, &answer["status"]), (200, &json!("SUCCESS")));
        ids.push(text_of(&answer["payload"]["warehouse_id"]));
    }
    assert!(ids[0] != ids[1] && ids[0].starts_with("WH"), "{ids:?}");
    // It is shipped from by its ID and its name.
    let from = |name: &str| {
        with(
            order(),
            &[
                ("warehouse_id", json!(ids[0])),
                ("pickup_location", json!(name)),
            ],
        )
    };
    let (status, answer) = client.post(FORWARD, &from("Main Warehouse")).await;
    assert_eq!(status, 400);
    assert!(words(status, &answer).contains("pickup_location"));
    client.buy(FORWARD, &from("Dock Street 560001")).await;
    for (name, value, said) in [
        ("name", json!("Dock & Street"), "name"),
        ("contact_person", json!("Nora 2"), "contact_person"),
        ("phone_number", json!("+919810000012"), "phone_number"),
    ] {
        let odd = with(place.clone(), &[(name, value)]);
        let (status, answer) = client.post("warehouse", &odd).await;
        assert_eq!(status, 400, "{name}");
        assert!(words(status, &answer).contains(said), "{answer}");
    }
    let mut far = place;
    far["address_attributes"]["zip"] = json!("194101");
    assert_eq!(client.post("warehouse", &far).await.0, 422);
}

#[tokio::test]
async fn lists_have_pages_that_are_objects() {
    let client = start();
    for number in ["A-1", "A-2", "B-1"] {
        client.buy(FORWARD, &numbered(number)).await;
    }
    let list = async |body: Value| client.post("shipments", &body).await;
    let (status, answer) = list(json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(
        answer["meta"],
        json!({ "current_page": 1, "per_page": 20, "total": 3 })
    );
    assert_eq!(
        answer["data"][0]["attributes"]["order"]["display_id"], "B-1",
        "newest first"
    );
    let (_, answer) = list(json!({ "search": "a-", "per_page": 1, "page": { "number": 2 } })).await;
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["meta"]["total"], 2);
    let (status, answer) = list(json!({ "page": 1 })).await;
    assert_eq!(
        (status, words(status, &answer).as_str()),
        (500, "Internal Server Error")
    );
    let (status, _) = list(json!({ "per_page": 101 })).await;
    assert_eq!(status, 400);
    let (_, answer) = list(json!({ "search": "no such thing" })).await;
    assert_eq!(answer["data"], json!([]));
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_a_body_is_json() {
    let client = start();
    let (status, answer) = client.post("auth-token", &json!({})).await;
    assert_eq!(
        (status, words(status, &answer).as_str()),
        (404, "Not Found")
    );
    let url = format!("{}/custom/api/v1/{FORWARD}", client.sim.url_of(PREFIX));
    let got = client
        .http
        .get(&url)
        .header("Authorization", API_KEY)
        .send()
        .await;
    assert_eq!(got.expect("an answer").status().as_u16(), 404);
    for (kind, body) in [
        ("text/plain", order().to_string()),
        ("application/json", "{\"order_id\":".to_owned()),
        ("application/json", "[]".to_owned()),
    ] {
        let request = client.http.post(&url).header("Authorization", API_KEY);
        let response = request.header("Content-Type", kind).body(body).send().await;
        assert_eq!(
            response.expect("an answer").status().as_u16(),
            400,
            "{kind}"
        );
    }
    // At its own host names, the label is at the file store's.
    let request = client
        .http
        .post(format!(
            "{}/shazam.velocity.in/custom/api/v1/{FORWARD}",
            client.sim.url()
        ))
        .header("Authorization", API_KEY)
        .json(&order());
    let answer: Value = request
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let link = text_of(&answer["payload"]["label_url"]);
    let at_home = link.replacen("https://", &format!("{}/", client.sim.url()), 1);
    assert!(
        link.starts_with("https://velocity-shazam-prod.s3."),
        "{link}"
    );
    assert_eq!(client.file(&at_home).await.0, 200);
}
