//! The good way, what is sold, and what is refused.
use super::*;

#[tokio::test]
async fn a_parcel_is_sold_drawn_and_given_again() {
    let client = start();
    let item = client.buy(shipment()).await;
    let number = text_of(&item["shipmentNo"]);
    assert!(
        number.len() == 20 && CheckRule::Mod10Gs1.ends(&number),
        "{number}"
    );
    assert_eq!(item["shipmentRefNo"], "order-0001");
    let pdf = BASE64_STANDARD
        .decode(text_of(&item["label"]["b64"]))
        .expect("base64");
    carries(pdf, &number);
    let path = format!("{ORDERS}?shipment={number}&docFormat=ZPL2&printFormat=910-300-400");
    let (status, again) = client.get(&path).await;
    assert_eq!(status, 200, "{again}");
    let zpl = text_of(&again["items"][0]["label"]["zpl2"]).into_bytes();
    carries(zpl, &number);
    let ledger = client.sim.ledger();
    assert_eq!(
        (ledger.len(), ledger[0].shipment.as_str()),
        (1, number.as_str())
    );
    // The same again is sold again.
    client.buy(shipment()).await;
    assert_eq!(client.sim.ledger().len(), 2);
    for odd in [
        "docFormat=GIF",
        "printFormat=A5",
        "includeDocs=URL",
        "validate=yes",
    ] {
        let (status, answer) = client
            .post(&format!("{ORDERS}?{odd}"), &order(&[shipment()]))
            .await;
        assert_eq!(status, 400, "{odd}");
        words(&answer);
    }
}

#[tokio::test]
async fn several_are_told_one_by_one() {
    let client = start();
    let mut heavy = shipment();
    heavy["details"]["weight"] = json!({ "uom": "g", "value": 31_501 });
    let (status, part) = client
        .post(ORDERS, &order(&[shipment(), heavy.clone()]))
        .await;
    assert_eq!(status, 207, "{part}");
    let items = part["items"].as_array().expect("a list");
    assert_eq!(items[0]["sstatus"]["status"], 200);
    assert_eq!(items[1]["sstatus"]["statusCode"], 400);
    assert!(items[1]["shipmentNo"].is_null());
    assert_eq!(
        items[1]["validationMessages"][0]["property"],
        "details.weight"
    );
    assert_eq!(client.sim.ledger().len(), 1, "a part was sold");
    let (status, none) = client.post(ORDERS, &order(&[heavy.clone(), heavy])).await;
    assert_eq!(
        (status, none["items"].as_array().map(Vec::len)),
        (400, Some(2))
    );
    let path = format!("{ORDERS}?validate=true");
    let (status, tried) = client.post(&path, &order(&[shipment(), shipment()])).await;
    assert_eq!(status, 207);
    assert!(tried["items"][0]["shipmentNo"].is_null() && client.sim.ledger().len() == 1);
    let mut short = shipment();
    short["billingNumber"] = json!("44444444440102");
    let (_, tried) = client
        .post(&path, &order(&[short.clone(), short.clone()]))
        .await;
    assert_eq!(
        tried["items"][1]["sstatus"]["status"], 200,
        "a rehearsal takes no number"
    );
    let (status, part) = client.post(ORDERS, &order(&[short.clone(), short])).await;
    assert_eq!(status, 207);
    assert_eq!(
        part["items"][1]["sstatus"]["status"], 400,
        "the range is exhausted"
    );
}

#[tokio::test]
async fn what_is_not_so_is_refused_by_its_property() {
    let client = start();
    let refused = async |good: Value, pointer: &str, odd: Value, property: &str| {
        let mut shipment = good;
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        shipment.pointer_mut(parent).expect("there")[name] = odd;
        let path = format!("{ORDERS}?mustEncode=true");
        let (status, answer) = client.post(&path, &order(&[shipment])).await;
        assert_eq!(status, 400, "{pointer}: {answer}");
        let message = &answer["items"][0]["validationMessages"][0];
        assert_eq!(message["property"], property, "{answer}");
        assert_eq!(message["validationState"], "Error");
    };
    let customs = |mut there: Value| {
        there.as_object_mut().expect("an object").remove("customs");
        there
    };
    refused(shipment(), "/product", json!("V62WP"), "product").await;
    refused(
        shipment(),
        "/billingNumber",
        json!("11111111110101"),
        "billingNumber",
    )
    .await;
    refused(
        shipment(),
        "/billingNumber",
        json!("33333333335301"),
        "billingNumber",
    )
    .await;
    refused(shipment(), "/refNo", json!("1001"), "refNo").await;
    refused(shipment(), "/shipDate", json!("2026-01-14"), "shipDate").await;
    let yesterday = json!("2026-01-14T10:00:00");
    refused(shipment(), "/shipDate", yesterday, "shipDate").await;
    refused(shipment(), "/shipDate", json!("15.01.2026"), "shipDate").await;
    let side = "details.dim.length";
    refused(shipment(), "/details/dim/length", json!(30.5), side).await;
    refused(
        shipment(),
        "/consignee/country",
        json!("FRA"),
        "consignee.country",
    )
    .await;
    refused(
        shipment(),
        "/consignee/phone",
        json!("+4930901820"),
        "consignee.phone",
    )
    .await;
    refused(
        shipment(),
        "/consignee/postalCode",
        json!("99999"),
        "consignee.postalCode",
    )
    .await;
    refused(
        shipment(),
        "/consignee/postalCode",
        json!("1011"),
        "consignee.postalCode",
    )
    .await;
    let cash = json!({ "cashOnDelivery": { "amount": { "currency": "USD", "value": 1 }, "transferNote1": "x" } });
    refused(
        shipment(),
        "/services",
        cash,
        "services.cashOnDelivery.amount",
    )
    .await;
    let locker = json!({ "name": "N", "lockerID": 99, "postNumber": "123456", "city": "B", "postalCode": "10115" });
    refused(shipment(), "/consignee", locker, "consignee.lockerID").await;
    let office = json!({ "name": "N", "retailID": 512, "city": "B", "postalCode": "10115" });
    refused(shipment(), "/consignee", office, "consignee.postNumber").await;
    refused(customs(abroad()), "/refNo", json!("order-0002"), "customs").await;
    assert!(client.sim.ledger().is_empty());
    // Printed all the same, with a warning.
    let mut unknown = shipment();
    unknown["consignee"]["postalCode"] = json!("99999");
    let item = client.buy(unknown).await;
    assert_eq!(item["validationMessages"][0]["validationState"], "Warning");
    client.buy(abroad()).await;
    let (status, answer) = client
        .post(
            ORDERS,
            &json!({ "profile": "X", "shipments": [shipment()] }),
        )
        .await;
    assert_eq!(status, 400);
    assert!(words(&answer).contains("profile"));
    let many = vec![shipment(); 31];
    assert_eq!(client.post(ORDERS, &order(&many)).await.0, 400);
}

#[tokio::test]
async fn a_parcel_is_deleted_until_the_day_is_closed() {
    let client = start();
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(text_of(&client.buy(shipment()).await["shipmentNo"]));
    }
    let path = |numbers: &[String]| {
        let all: Vec<String> = numbers.iter().map(|n| format!("&shipment={n}")).collect();
        format!("{ORDERS}?profile=STANDARD_GRUPPENPROFIL{}", all.concat())
    };
    let (status, answer) = client.delete(&path(&numbers[..1])).await;
    assert_eq!(status, 200, "{answer}");
    let (status, twice) = client.delete(&path(&numbers[..2])).await;
    assert_eq!(status, 207, "{twice}");
    assert_eq!(twice["items"][0]["sstatus"]["status"], 400);
    assert_eq!(client.sim.ledger().iter().filter(|s| s.voided()).count(), 2);
    assert_eq!(
        client
            .delete(&format!("{ORDERS}?shipment={}", numbers[2]))
            .await
            .0,
        400
    );
    let close =
        json!({ "profile": "STANDARD_GRUPPENPROFIL", "shipmentNumbers": [numbers[2], numbers[0]] });
    let (status, closed) = client.post(&format!("{MANIFESTS}?all=false"), &close).await;
    assert_eq!(status, 207, "{closed}");
    assert_eq!(closed["items"][0]["sstatus"]["status"], 200);
    assert_eq!(closed["items"][1]["sstatus"]["status"], 400, "it is void");
    let (status, paper) = client.get(&format!("{MANIFESTS}?date=2026-01-15")).await;
    assert_eq!(status, 200);
    let bytes = BASE64_STANDARD
        .decode(text_of(&paper["manifest"][0]["b64"]))
        .expect("base64");
    assert_eq!(Format::sniff(&bytes), Some(Format::Pdf));
    assert_eq!(
        client.get(&format!("{MANIFESTS}?date=2026-01-16")).await.0,
        400
    );
    let (status, late) = client.delete(&path(&numbers[2..])).await;
    assert_eq!(status, 400, "{late}");
    assert_eq!(
        client
            .get(&format!("{ORDERS}?shipment={}", numbers[2]))
            .await
            .0,
        400
    );
    // By itself at six in the evening.
    let number = text_of(&client.buy(shipment()).await["shipmentNo"]);
    client.sim.pass(HOUR * 9);
    assert_eq!(client.delete(&path(&[number])).await.0, 400);
}

#[tokio::test]
async fn a_token_ends_and_a_key_alone_is_not_enough() {
    let client = start();
    let token = async |password: &str| {
        let form = [
            ("grant_type", "password"),
            ("client_id", API_KEY),
            ("client_secret", API_SECRET),
            ("username", USERNAME),
            ("password", password),
        ];
        read(
            client
                .bare("POST", "/parcel/de/account/auth/ropc/v1/token")
                .form(&form),
        )
        .await
    };
    let (status, answer) = token(PASSWORD).await;
    assert_eq!((status, answer["expires_in"].as_u64()), (200, Some(1_799)));
    assert_eq!(token("other").await.0, 401);
    let bearer = text_of(&answer["access_token"]);
    let ask = async || {
        let path = format!("{ORDERS}?shipment=00340434161094015902");
        read(client.bare("GET", &path).bearer_auth(&bearer)).await.0
    };
    assert_eq!(ask().await, 400, "let in, and there is none");
    client.sim.pass(Duration::from_secs(1_799));
    assert_eq!(ask().await, 401);
    let path = format!("{ORDERS}?shipment=1");
    let keyless = client
        .bare("GET", &path)
        .basic_auth(USERNAME, Some(PASSWORD));
    assert_eq!(read(keyless).await.0, 401);
    let userless = client.bare("GET", &path).header("dhl-api-key", API_KEY);
    let (status, answer) = read(userless).await;
    assert_eq!(status, 401);
    words(&answer);
}

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let client = start();
    let number = text_of(&client.buy(shipment()).await["shipmentNo"]);
    let track = async |query: &str| {
        let request = client.bare("GET", &format!("/track/shipments?{query}"));
        read(request.header("DHL-API-Key", API_KEY)).await
    };
    let ours = format!("trackingNumber={number}&service=parcel-de");
    let word = async || track(&ours).await.1["shipments"][0]["status"]["statusCode"].clone();
    assert_eq!(word().await, "pre-transit");
    client.sim.pass(HOUR * 53);
    let (status, there) = track(&ours).await;
    assert_eq!(status, 200);
    let shipment = &there["shipments"][0];
    assert_eq!(shipment["events"].as_array().expect("a list").len(), 5);
    assert_eq!(shipment["status"], shipment["events"][0], "newest first");
    assert_eq!(
        shipment["status"]["timestamp"], "2026-01-17T13:00:00",
        "Germany's, without a zone"
    );
    assert!(client.sim.set_course(&number, Course::Returned));
    client.sim.pass(HOUR * 100);
    assert_eq!(word().await, "delivered");
    for (query, expected) in [
        ("trackingNumber=1", 404),
        (&*format!("trackingNumber={number}&service=freight"), 404),
        (&*format!("trackingNumber={number}&service=moon"), 400),
        ("service=parcel-de", 400),
    ] {
        let (status, answer) = track(query).await;
        assert_eq!(status, expected, "{query}");
        words(&answer);
    }
    let nobody = client.bare("GET", &format!("/track/shipments?{ours}"));
    assert_eq!(read(nobody).await.0, 401);
}

#[tokio::test]
async fn returns_have_labels_of_their_own() {
    let client = start();
    let path = "/parcel/de/shipping/returns/v1/orders?labelType=SHIPMENT_LABEL";
    let body = json!({
        "receiverId": RECEIVER,
        "customerReference": "1001",
        "shipper": {
            "name1": "Nora Example", "addressStreet": "Allee", "addressHouse": "2",
            "postalCode": "10115", "city": "Berlin",
        },
        "itemWeight": { "uom": "g", "value": 900 },
    });
    let (status, made) = client.post(path, &body).await;
    assert_eq!(status, 201, "{made}");
    let number = text_of(&made["shipmentNo"]);
    assert!(CheckRule::Mod10FourNine.ends(&number), "{number}");
    let pdf = BASE64_STANDARD
        .decode(text_of(&made["label"]["b64"]))
        .expect("base64");
    carries(pdf, &number);
    for (pointer, odd) in [
        ("/receiverId", json!("moon")),
        ("/shipper/addressHouse", Value::Null),
        ("/itemWeight/uom", json!("lb")),
    ] {
        let mut wrong = body.clone();
        *wrong.pointer_mut(pointer).expect("there") = odd;
        let (status, answer) = client.post(path, &wrong).await;
        assert_eq!(status, 400, "{pointer}: {answer}");
        words(&answer);
    }
    assert_eq!(
        client
            .post(&path.replace("SHIPMENT_LABEL", "X"), &body)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_subscription_wants_its_secret() {
    let client = start();
    let good = json!({
        "hook": { "uri": "http://127.0.0.1:9/dhl", "authentication": {
            "type": "ApiKeyAuthentication", "header": "x-packbench-token", "token": "t",
        } },
        "format": "Default", "type": "Shipment", "service": "parcel-de",
        "events": ["Delivered"], "shipmentIDs": ["00340434161094015902"],
    });
    let path = "/tracking/push/v1/subscription";
    let (status, made) = client.post(path, &good).await;
    assert_eq!(status, 202, "{made}");
    let id = text_of(&made["subscriptionId"]);
    let wrong = client
        .request("POST", &format!("{path}/{id}"))
        .header("DHL-API-Hook-Secret", "x");
    assert_eq!(read(wrong).await.0, 403);
    assert_eq!(
        client.post(&format!("{path}/other"), &json!({})).await.0,
        404
    );
    for (pointer, odd, expected) in [
        ("/events/0", json!("Lost"), 400),
        ("/service", json!("moon"), 400),
        ("/service", json!("express"), 403),
        ("/shipmentIDs", json!(vec!["1"; 11]), 400),
        ("/hook/authentication/type", json!("Basic"), 400),
    ] {
        let mut body = good.clone();
        *body.pointer_mut(pointer).expect("there") = odd;
        assert_eq!(client.post(path, &body).await.0, expected, "{pointer}");
    }
}

#[tokio::test]
async fn faults_come_in_its_own_shape() {
    let client = start();
    client.sim.fail_next(
        PREFIX,
        Op::Track,
        Fault::instead(Answer::Throttled { retry_after: None }),
    );
    let (status, answer) = client.get("/track/shipments?trackingNumber=1").await;
    assert_eq!(status, 429);
    words(&answer);
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = client
        .request("POST", ORDERS)
        .json(&order(&[shipment()]))
        .send()
        .await;
    assert!(
        lost.is_err() && client.sim.ledger().len() == 1,
        "sold without anybody knowing"
    );
}
