//! Addresses, pickups and SCAN forms.
use super::*;

#[tokio::test]
async fn addresses_are_known_or_not() {
    let client = start().await;
    let ask = async |query: &str| client.get(&format!("/addresses/v3/address?{query}")).await;
    let (status, answer) = ask("streetAddress=5+Elm+Street&city=Reno&state=NV&ZIPCode=89501").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["address"]["streetAddress"], "5 ELM STREET");
    assert_eq!(answer["additionalInfo"]["DPVConfirmation"], "Y");
    let (_, answer) = ask("streetAddress=5+Elm+Tower&city=Reno&state=NV&ZIPCode=89501").await;
    assert_eq!(answer["additionalInfo"]["DPVConfirmation"], "D");
    for (query, expected) in [
        ("streetAddress=1+Nowhere+Road&city=Reno&state=NV", "010005"),
        ("streetAddress=1+Twin+Road&city=Reno&state=NV", "010006"),
        ("streetAddress=1+Elm&state=NV", "010004"),
        ("streetAddress=1+Elm&city=Reno&state=XX", "010003"),
        (
            "streetAddress=1+Elm&city=Reno&state=NV&ZIPCode=123",
            "010002",
        ),
        (
            "streetAddress=1+Elm&city=Reno&state=NV&ZIPCode=78701",
            "010005",
        ),
        ("city=Reno&state=NV", "400"),
        ("streetAddress=1+Elm&city=Reno&state=NV&zip=89501", "400"),
    ] {
        let (status, answer) = ask(query).await;
        assert_eq!((status, code(&answer)), (400, expected), "{query}");
    }
}

fn order() -> Value {
    json!({
        "pickupDate": "2026-01-16",
        "pickupAddress": {
            "firstName": "Kit", "lastName": "Kiln", "firm": "Kiln and Kettle",
            "address": { "streetAddress": "12 Dock Street", "city": "Austin", "state": "TX", "ZIPCode": "78701" },
            "contact": [{ "email": "post@kiln.example" }],
        },
        "packages": [{ "packageType": "PRIORITY_MAIL", "packageCount": 3 }],
        "estimatedWeight": 11,
        "pickupLocation": { "packageLocation": "FRONT_DOOR" },
    })
}

#[tokio::test]
async fn a_pickup_is_taken_back_by_the_version_that_was_read() {
    let client = start().await;
    let path = "/pickup/v3/carrier-pickup";
    let response = client
        .request("POST", path)
        .json(&order())
        .send()
        .await
        .expect("an answer");
    assert!(response.headers().contains_key("etag"));
    let (status, answer) = read(response).await;
    assert_eq!(status, 200, "{answer}");
    let number = text_of(&answer["confirmationNumber"]);
    let (status, answer) = client.post(path, &order()).await;
    assert_eq!((status, code(&answer)), (400, "020001"));
    let one = format!("{path}/{number}");
    let look = client.request("GET", &one).send().await.expect("an answer");
    let version = look.headers()["etag"].to_str().expect("text").to_owned();
    assert_eq!(read(look).await.1[0]["confirmationNumber"], json!(number));
    let cancel = async |version: &str| {
        let request = client.request("DELETE", &one).header("If-Match", version);
        let response = request.send().await.expect("an answer");
        (
            response.status().as_u16(),
            response.text().await.expect("text"),
        )
    };
    assert_eq!(client.delete(&one).await.0, 400, "without a version");
    assert_eq!(cancel("another").await.0, 412);
    assert_eq!(cancel(&version).await, (200, String::new()));
    assert_eq!(cancel(&version).await.0, 400, "gone");
    for (pointer, value, expected) in [
        ("/pickupDate", json!("2026-01-14"), "020016"),
        ("/pickupDate", json!("2027-02-01"), "020017"),
        ("/pickupDate", json!("2026-01-18"), "020018"),
        ("/pickupLocation/packageLocation", json!("OTHER"), "020019"),
        ("/pickupAddress/address/ZIPCode", json!("89501"), "010005"),
        ("/packages/0/packageType", json!("BOX"), "400"),
        ("/packages/0/packageCount", json!(0), "400"),
        ("/estimatedWeight", json!("11"), "400"),
        ("/pickupAddress/contact", json!([]), "400"),
    ] {
        let mut odd = order();
        *odd.pointer_mut(pointer).expect("a field") = value;
        let (status, answer) = client.post(path, &odd).await;
        assert_eq!(
            (status, code(&answer)),
            (400, expected),
            "{pointer}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_label_is_on_one_scan_form() {
    let client = start().await;
    let path = "/scan-forms/v3/scan-form";
    let (first, second) = (
        client.buy(LABEL, &label()).await,
        client.buy(ABROAD, &abroad()).await,
    );
    let form = |numbers: Value| {
        json!({
            "form": "5630",
            "imageInfo": { "imageType": "PDF", "labelType": "8.5X11LABEL" },
            "mailingDate": "2026-01-15",
            "overwriteMailingDate": false,
            "entryFacilityZIPCode": "78701",
            "destinationEntryFacilityType": "NONE",
            "shipment": { "trackingNumbers": numbers },
            "fromAddress": shop(),
        })
    };
    let returned = client.buy(RETURN, &back()).await;
    let mut later = label();
    later["packageDescription"]["mailingDate"] = json!("2026-01-16");
    let later = client.buy(LABEL, &later).await;
    let void = client.buy(LABEL, &label()).await;
    assert_eq!(client.delete(&format!("{LABEL}/{void}")).await.0, 200);
    for (numbers, expected) in [
        (json!(["9400111206206406260787"]), "160039"),
        (json!([first, first]), "160040"),
        (json!([returned]), "160160"),
        (json!([later]), "160006"),
        (json!([void]), "160397"),
    ] {
        let (status, answer) = client.post(path, &form(numbers.clone())).await;
        assert_eq!((status, code(&answer)), (400, expected), "{numbers}");
    }
    for (pointer, value, expected) in [
        ("/mailingDate", json!("2026-02-20"), "160034"),
        ("/entryFacilityZIPCode", json!("75201"), "160161"),
        ("/fromAddress/firm", json!(" "), "400"),
        ("/shipment", json!({ "MID": "123456" }), "160165"),
        ("/shipment", json!({}), "400"),
    ] {
        let mut odd = form(json!([first]));
        *odd.pointer_mut(pointer).expect("a field") = value;
        let (status, answer) = client.post(path, &odd).await;
        assert_eq!(
            (status, code(&answer)),
            (400, expected),
            "{pointer}: {answer}"
        );
    }
    let mut all = form(json!([first, second, later]));
    all["overwriteMailingDate"] = json!(true);
    let (status, answer) = client.post(path, &all).await;
    assert_eq!(status, 200, "{answer}");
    let number = text_of(&answer["manifestNumber"]);
    assert!(number::is_package_number(&number), "{number}");
    assert_eq!(answer["trackingNumbers"], json!([first, second, later]));
    carries(&answer["SCANFormImage"], &number);
    let (status, answer) = client.post(path, &form(json!([first]))).await;
    assert_eq!((status, code(&answer)), (400, "160040"));
    // What is on a form went out: at home a refund, abroad nothing.
    let (_, answer) = client.delete(&format!("{LABEL}/{first}")).await;
    assert_eq!(answer["status"], "DISPUTED");
    let (status, answer) = client.delete(&format!("{ABROAD}/{second}")).await;
    assert_eq!((status, code(&answer)), (400, "160277"));
    // By the Mailer ID: whatever is left.
    let rest = client.buy(LABEL, &label()).await;
    let mut by_mid = form(json!([]));
    by_mid["shipment"] = json!({ "MID": MID });
    let (status, answer) = client.post(path, &by_mid).await;
    assert_eq!((status, &answer["trackingNumbers"]), (200, &json!([rest])));
    let (status, answer) = client.post(path, &by_mid).await;
    assert_eq!((status, code(&answer)), (400, "160037"));
}
