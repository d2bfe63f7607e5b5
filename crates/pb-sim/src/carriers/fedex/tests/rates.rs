//! Prices.
use super::*;

fn quote() -> Value {
    json!({
        "accountNumber": { "value": ACCOUNT },
        "rateRequestControlParameters": { "returnTransitTimes": true },
        "requestedShipment": {
            "shipper": { "address": { "postalCode": "38116", "countryCode": "US" } },
            "recipient": { "address": { "postalCode": "78701", "countryCode": "US", "residential": true } },
            "pickupType": "DROPOFF_AT_FEDEX_LOCATION",
            "rateRequestType": ["ACCOUNT", "LIST"],
            "requestedPackageLineItems": [{
                "weight": { "units": "LB", "value": 3.2 },
                "dimensions": { "length": 10, "width": 8, "height": 4, "units": "IN" },
            }],
        },
    })
}

async fn offers(client: &Client, body: &Value) -> Vec<Value> {
    let (status, answer) = client.post(RATE, body).await;
    assert_eq!(status, 200, "{answer}");
    let offers = &answer["output"]["rateReplyDetails"];
    offers.as_array().expect("offers").clone()
}

fn codes(offers: &[Value]) -> Vec<String> {
    offers.iter().map(|o| text_of(&o["serviceType"])).collect()
}

#[tokio::test]
async fn the_minimal_request_of_the_documentation_is_priced() {
    let client = start().await;
    let all = offers(&client, &quote()).await;
    let sold = codes(&all);
    assert!(
        sold.contains(&"GROUND_HOME_DELIVERY".to_owned()),
        "{sold:?}"
    );
    assert!(!sold.contains(&"FEDEX_GROUND".to_owned()), "not to a home");
    for offer in &all {
        let details = offer["ratedShipmentDetails"].as_array().expect("prices");
        let kinds: Vec<&str> = details
            .iter()
            .filter_map(|d| d["rateType"].as_str())
            .collect();
        assert_eq!(kinds, ["ACCOUNT", "LIST"]);
        let total = |d: &Value| d["totalNetCharge"].as_f64().expect("a number");
        assert!(total(&details[0]) < total(&details[1]), "{offer}");
        for detail in details {
            let surcharges = detail["shipmentRateDetail"]["surCharges"].as_array();
            let further: f64 = surcharges
                .expect("a list")
                .iter()
                .filter_map(|s| s["amount"].as_f64())
                .sum();
            let base = detail["totalBaseCharge"].as_f64().expect("a number");
            let off = detail["totalDiscounts"].as_f64().expect("a number");
            assert!(
                (base - off + further - total(detail)).abs() < 0.001,
                "{detail}"
            );
        }
    }
    let by = |code: &str| {
        all.iter()
            .find(|o| o["serviceType"] == code)
            .expect("offered")
    };
    let overnight = by("PRIORITY_OVERNIGHT");
    assert_eq!(overnight["operationalDetail"]["transitTime"], "ONE_DAY");
    assert_eq!(
        overnight["operationalDetail"]["deliveryDate"],
        "2026-01-16T10:30:00"
    );
    let home = by("GROUND_HOME_DELIVERY");
    assert_eq!(
        home["commit"]["transitDays"]["minimumTransitTime"],
        "FOUR_DAYS"
    );
    assert!(home["operationalDetail"]["deliveryDate"].is_null());
}

#[tokio::test]
async fn what_is_sold_follows_the_way_and_the_parcel() {
    let client = start().await;
    let mut business = quote();
    business["requestedShipment"]["recipient"]["address"]["residential"] = json!(false);
    let sold = codes(&offers(&client, &business).await);
    assert!(sold.contains(&"FEDEX_GROUND".to_owned()), "{sold:?}");
    let mut one = business.clone();
    one["requestedShipment"]["serviceType"] = json!("FEDEX_2_DAY");
    assert_eq!(codes(&offers(&client, &one).await), ["FEDEX_2_DAY"]);
    let mut long = business.clone();
    long["requestedShipment"]["requestedPackageLineItems"][0]["dimensions"]["length"] = json!(115);
    let sold = codes(&offers(&client, &long).await);
    assert!(!sold.contains(&"FEDEX_GROUND".to_owned()) && sold.contains(&"FEDEX_2_DAY".to_owned()));
    let mut untimed = business;
    untimed["rateRequestControlParameters"]["returnTransitTimes"] = json!(false);
    let all = offers(&client, &untimed).await;
    assert!(all.iter().all(|o| o["commit"].is_null()));
    let mut away = quote();
    let shipment = &mut away["requestedShipment"];
    shipment["recipient"]["address"] = json!({ "postalCode": "80331", "countryCode": "DE" });
    let (status, answer) = client.post(RATE, &away).await;
    assert_eq!((status, code(&answer)), (400, "COMMODITY.NOT.FOUND"));
    away["requestedShipment"]["customsClearanceDetail"] = json!({
        "commodities": [{ "customsValue": { "amount": 20, "currency": "USD" } }],
    });
    let sold = codes(&offers(&client, &away).await);
    assert!(
        sold.contains(&"INTERNATIONAL_ECONOMY".to_owned()),
        "{sold:?}"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_said() {
    let client = start().await;
    let at = "/requestedShipment";
    for (pointer, value, wanted) in [
        (
            format!("{at}/rateRequestType"),
            json!(["CHEAP"]),
            "REQUESTEDSHIPMENT.RATEREQUESTTYPE.INVALID",
        ),
        (
            format!("{at}/shipDateStamp"),
            json!("2026-01-14"),
            "REQUESTEDSHIPMENT.SHIPDATESTAMP.INVALID",
        ),
        (
            format!("{at}/recipient/address/postalCode"),
            json!("787"),
            "COUNTRY.POSTALCODE.INVALID",
        ),
        (
            format!("{at}/serviceType"),
            json!("FEDEX_GROUND"),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            format!("{at}/totalPackageCount"),
            json!(2),
            "REQUESTEDSHIPMENT.TOTALPACKAGECOUNT.INVALID",
        ),
        (
            format!("{at}/requestedPackageLineItems/0/weight/value"),
            json!("3.2"),
            "REQUESTEDPACKAGELINEITEMSWEIGHT.VALUE.INVALID",
        ),
        (
            format!("{at}/recipients"),
            json!([]),
            "REQUESTEDSHIPMENT.RECIPIENT.INVALID",
        ),
    ] {
        let mut body = quote();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("there")[name] = value.clone();
        let (status, answer) = client.post(RATE, &body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, wanted),
            "{value} as {pointer}: {answer}"
        );
    }
}
