//! Bookings: what is sold, and its labels.
use super::*;

#[tokio::test]
async fn several_parcels_are_sold_with_one_document_of_labels() {
    let client = start();
    let mut body = booking();
    body["consignments"][0]["packages"] =
        json!([package("1", &json!(1.2)), package("2", &json!(2))]);
    let bought = client.buy(&body).await;
    let packages = bought["packages"].as_array().expect("packages");
    assert_eq!(packages.len(), 2);
    let number = text_of(&bought["consignmentNumber"]);
    assert!(number.len() == 17 && number.starts_with("70438101"));
    assert_eq!(packages[1]["correlationId"], "2");
    let link = text_of(&bought["links"]["labels"]);
    assert!(link.ends_with(".pdf") && link.starts_with(&client.sim.url_of(PREFIX)));
    for package in packages {
        carries(
            client.label(&link).await,
            &text_of(&package["packageNumber"]),
        );
    }
    let sale = client.sim.ledger().pop().expect("a sale");
    assert_eq!((sale.carrier, sale.service.as_str()), ("bring", "5800"));
    assert_eq!(sale.references, ["SO-1"]);
    assert_eq!(sale.shipment, number);
    // The same again is sold again.
    client.buy(&body).await;
    assert_eq!(client.sim.ledger().len(), 2);
}

#[tokio::test]
async fn only_rfid_comes_as_zpl() {
    let client = start();
    let mut body = set(&booking(), "/consignments/0/product/id", json!("3570"));
    body["consignments"][0]["packages"][0]["dimensions"]["heightInCm"] = json!(9);
    let bought = client.buy(&body).await;
    let link = text_of(&bought["links"]["labels"]);
    assert!(link.ends_with(".zpl"));
    let label = client.label(&link).await;
    assert!(label.starts_with(b"^XA"));
    carries(label, &text_of(&bought["packages"][0]["packageNumber"]));
}

#[tokio::test]
async fn a_label_is_had_by_who_was_sent_on() {
    let client = start();
    let bought = client.buy(&booking()).await;
    let link = text_of(&bought["links"]["labels"]);
    let file = link.rsplit_once('/').expect("a path").1;
    for (path, status) in [
        (format!("/label-store/{file}"), 403),
        (format!("/label-store/{file}?sig=x"), 403),
        ("/labels/id/nothing.pdf".to_owned(), 404),
        (
            "/labels/id/0f9e8d7c-0000-4000-8000-000000000001.pdf".to_owned(),
            404,
        ),
    ] {
        let answer = client.bare("GET", &path).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn both_addresses_book_and_list_customers() {
    let client = start();
    let (status, answer) = client.post("/booking-api/api/booking", &booking()).await;
    assert_eq!(status, 200, "{answer}");
    for base in ["booking", "booking-api"] {
        let (status, listed) = client.get(&format!("/{base}/api/customers.json")).await;
        assert_eq!(status, 200);
        let norwegian = &listed["customers"][0];
        assert_eq!(
            (&norwegian["customerNumber"], &norwegian["countryCode"]),
            (&json!(CUSTOMER), &json!("NO"))
        );
        let products = norwegian["products"].as_array().expect("products");
        assert!(products.contains(&json!("5800")) && products.contains(&json!("PICKUP_PARCEL")));
    }
}

#[tokio::test]
async fn a_test_sells_nothing_and_has_a_label() {
    let client = start();
    let mut body = set(&booking(), "/testIndicator", json!(true));
    body["consignments"][0]["product"]["customerNumber"] = json!("5");
    let bought = client.buy(&body).await;
    let number = text_of(&bought["packages"][0]["packageNumber"]);
    carries(
        client.label(&text_of(&bought["links"]["labels"])).await,
        &number,
    );
    assert_eq!(client.sim.ledger().len(), 0);
    client.sim.pass(HOUR);
    assert_eq!(
        client.track(&number).await["consignmentSet"][0]["error"]["code"],
        404
    );
    // Those numbers are for tests, and each for its products.
    let (_, real) = client
        .book(&set(&body, "/testIndicator", json!(false)))
        .await;
    assert_eq!(code(&real), "BOOK-INPUT-029");
    let (_, wrong) = client
        .book(&set(
            &body,
            "/consignments/0/product/customerNumber",
            json!("6"),
        ))
        .await;
    assert_eq!(code(&wrong), "BOOK-INPUT-029");
}

#[tokio::test]
async fn what_is_not_carried_is_refused_in_a_200() {
    let client = start();
    let at = |pointer: &str| format!("/consignments/0{pointer}");
    let cash = json!([{ "id": "1000", "accountNumber": "12345678903", "amount": 499.5, "currencyCode": "NOK" }]);
    let with_cash = set(&booking(), &at("/product/additionalServices"), cash);
    let cases = [
        (
            set(&booking(), &at("/product/id"), json!("1202")),
            "BOOK-INPUT-020",
        ),
        (
            set(&booking(), &at("/product/customerNumber"), json!("77")),
            "BOOK-INPUT-021",
        ),
        (
            set(&booking(), &at("/packages/0/weightInKg"), json!(35.01)),
            "BOOK-INPUT-023",
        ),
        (
            set(
                &booking(),
                &at("/packages/0/dimensions/lengthInCm"),
                json!(241),
            ),
            "BOOK-INPUT-023",
        ),
        (
            set(&booking(), &at("/product/id"), json!("PICKUP_PARCEL")),
            "BOOK-INPUT-025",
        ),
        (
            set(
                &booking(),
                &at("/parties/recipient/postalCode"),
                json!("50030"),
            ),
            "BOOK_INPUT-057-RECIPIENT",
        ),
        (
            set(&booking(), &at("/parties/sender/countryCode"), json!("XX")),
            "BOOK-INPUT-028-SENDER",
        ),
        (
            set(&booking(), &at("/shippingDateTime"), json!("tomorrow")),
            "BOOK-INPUT-012",
        ),
        (
            set(
                &booking(),
                &at("/product/additionalServices"),
                json!([{ "id": "1280" }]),
            ),
            "BOOK-INPUT-027",
        ),
        (
            set(
                &booking(),
                &at("/product/additionalServices"),
                json!([{ "id": "1000" }]),
            ),
            "BOOK-INPUT-037",
        ),
        (
            set(
                &with_cash,
                &at("/product/additionalServices/0/amount"),
                json!(1.234),
            ),
            "BOOK-INPUT-054",
        ),
        (
            set(
                &with_cash,
                &at("/product/additionalServices/0/currencyCode"),
                json!("SEK"),
            ),
            "BOOK-INPUT-036",
        ),
        (
            set(
                &export(),
                &at("/product/additionalServices"),
                json!([{ "id": "EVARSLING" }]),
            ),
            "BOOK_VALIDATION-002",
        ),
        (
            set(&export(), &at("/customsInformation"), Value::Null),
            "BOOK_VALIDATION-014",
        ),
        (
            set(&export(), &at("/customsInformation/consent"), json!(false)),
            "BOOK-INPUT-001",
        ),
        (
            set(&export(), &at("/parties/importer"), Value::Null),
            "BOOK-INPUT-001",
        ),
        (
            set(
                &export(),
                &at("/customsInformation/ioss"),
                json!("IM2460000001"),
            ),
            "BOOK-INPUT-001",
        ),
        (
            set(
                &export(),
                &at("/customsInformation/customsDeclarations/0/grossWeight"),
                json!(36),
            ),
            "BOOK_VALIDATION-015",
        ),
        (
            set(
                &export(),
                &at("/customsInformation/customsDeclarations/0/customsArticleNumber"),
                json!("33.0510"),
            ),
            "BOOK-INPUT-001",
        ),
        (
            set(
                &export(),
                &at("/customsInformation/customsDeclarations/0/countryCodeOrigin"),
                json!("XX"),
            ),
            "BOOK-INPUT-028",
        ),
    ];
    for (body, expected) in &cases {
        let (status, answer) = client.book(body).await;
        assert_eq!((status, code(&answer)), (200, *expected), "{answer}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
    for good in [
        with_cash,
        export(),
        set(
            &booking(),
            &at("/shippingDateTime"),
            json!(1_768_474_800_000_u64),
        ),
    ] {
        client.buy(&good).await;
    }
    // With an IOSS number in the reference's place.
    let mut ioss = set(
        &export(),
        &at("/customsInformation/ioss"),
        json!("IM2460000001"),
    );
    ioss["consignments"][0]["parties"]["sender"]["reference"] = Value::Null;
    client.buy(&ioss).await;
}

#[tokio::test]
async fn only_one_consignment_is_taken() {
    let client = start();
    let mut body = booking();
    let one = body["consignments"][0].clone();
    body["consignments"] = json!([one, one]);
    let (status, answer) = client.book(&body).await;
    assert_eq!((status, code(&answer)), (400, "BOOK-INPUT-005"));
}
