//! What leaves, as Bring spells it.
use super::*;

fn guide(account: &Account, consignment: &Consignment) -> Value {
    let (offered, _) = rate::offered(account, consignment).unwrap();
    body(&rate::request(account, consignment, &offered, &now()).unwrap())
}

fn booking(account: &Account, consignment: &Consignment, service: &str) -> Value {
    body(&try_prepare(account, consignment, service).unwrap().request)["consignments"][0].clone()
}

#[test]
fn prices_are_asked_for_in_grams_and_centimetres() {
    let consignment = consignment();
    let (offered, notes) = rate::offered(&account(), &consignment).unwrap();
    assert_eq!(notes, []);
    let request = rate::request(&account(), &consignment, &offered, &now()).unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        (
            "POST",
            "https://api.bring.com/shippingguide/api/v2/products"
        )
    );
    let product = |id: &str| json!({ "id": id, "customerNumber": "10001123456" });
    assert_eq!(
        body(&request),
        json!({
            "language": "EN",
            "withPrice": true,
            "withExpectedDelivery": true,
            "withGuiInformation": true,
            "edi": true,
            "postingAtPostoffice": false,
            "consignments": [{
                "id": "1",
                "fromCountryCode": "NO",
                "fromPostalCode": "0263",
                "toCountryCode": "NO",
                "toPostalCode": "5003",
                "shippingDate": { "year": "2026", "month": "11", "day": "27", "hour": "16", "minute": "00" },
                "products": [product("5800"), product("5600"), product("3584"), product("5000"), product("4850")],
                "packages": [{ "id": "1", "length": 30, "width": 20, "height": 10, "grossWeight": 1250 }],
            }],
        })
    );
}

#[test]
fn sides_that_are_not_known_are_left_out() {
    let mut bare = consignment();
    bare.parcels = vec![
        parcel(1),
        Parcel {
            weight: Weight::from_micrograms(1),
            ..parcel(0)
        },
    ];
    assert_eq!(
        guide(&account(), &bare)["consignments"][0]["packages"],
        json!([{ "id": "1", "grossWeight": 1 }, { "id": "2", "grossWeight": 1 }])
    );
}

#[test]
fn extras_are_priced_by_the_shipping_guides_names() {
    let cash = with(&[("cod_account", "1234 56 78903"), ("signature", "1133")]);
    let mut wanted = consignment();
    wanted.options.cod = Some(nok(49_950));
    wanted.options.signature = true;
    let asked = guide(&cash, &wanted);
    let asked = &asked["consignments"][0];
    assert_eq!(asked["products"].as_array().unwrap().len(), 1, "{asked}");
    assert_eq!(asked["products"][0]["id"], "5800");
    assert_eq!(
        asked["additionalServices"],
        json!([{ "id": "POSTOPPKRAV" }, { "id": "1133" }])
    );
    let mut nordic = abroad();
    nordic.options.insurance = Some(nok(5_000_000));
    let asked = guide(&account(), &nordic);
    let asked = &asked["consignments"][0];
    assert_eq!(asked["toPostalCode"], "21122");
    assert_eq!(asked["products"][0]["id"], "BUSINESS_PARCEL");
    assert_eq!(
        asked["additionalServices"],
        json!([{ "id": "INSURANCE" }, { "id": "EVARSLING" }])
    );
}

#[test]
fn the_accounts_products_are_asked_for() {
    let named = with(&[
        ("services", "3570, pickup_parcel;3584"),
        ("customer_number", "PARCELS-0010001"),
    ]);
    let asked = guide(&named, &consignment());
    assert_eq!(
        asked["consignments"][0]["products"],
        json!([
            { "id": "3570", "customerNumber": "10001" },
            { "id": "3584", "customerNumber": "10001" },
        ]),
        "mailbox parcels want the bare number"
    );
    let wrong = with(&[("services", "5800, SERVICEPAKKE")]);
    let problem = rate::offered(&wrong, &consignment()).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("services"));
    let back = Consignment {
        direction: Direction::Return,
        ..consignment()
    };
    let ids: Vec<String> = guide(&account(), &back)["consignments"][0]["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["9300", "9350", "9000", "9600"]);
}

#[test]
fn what_bring_does_not_carry_is_not_asked_for() {
    let far = Consignment {
        ship_from: malmo(),
        ship_to: Address {
            country: Some(country("RU")),
            ..malmo()
        },
        ..consignment()
    };
    let nothing = rate::offered(&account(), &far).unwrap_err();
    assert_eq!(nothing.kind, ProblemKind::Unsupported);
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_grams(5_001);
    let (offered, notes) = rate::offered(&account(), &heavy).unwrap();
    assert_eq!(offered.len(), 4);
    assert!(
        notes[0].text.contains("Mailbox parcel takes 5 kg"),
        "{notes:?}"
    );
    // Into Norway no customs data are taken, which a person must know.
    let import = Consignment {
        ship_from: malmo(),
        ship_to: bergen(),
        ..abroad()
    };
    let (offered, notes) = rate::offered(&account(), &import).unwrap();
    assert_eq!(offered.len(), 2);
    assert!(notes[0].text.contains("no customs data"), "{notes:?}");
}

#[test]
fn a_booking_is_in_kilograms_and_says_whether_it_is_a_test() {
    let prepared = prepared();
    assert_eq!(prepared.reference, REFERENCE);
    assert_eq!(prepared.quoted, nok(11_500));
    assert_eq!(
        (
            prepared.request.method.as_str(),
            prepared.request.url.as_str()
        ),
        ("POST", "https://api.bring.com/booking/api/booking")
    );
    assert_eq!(
        body(&prepared.request),
        json!({
            "schemaVersion": 1,
            "testIndicator": false,
            "consignments": [{
                "shippingDateTime": "2026-11-27T16:00:00",
                "correlationId": REFERENCE,
                "parties": {
                    "sender": {
                        "name": "Acorn Goods AS", "addressLine": "Mølleveien 12", "postalCode": "0263", "city": "Oslo", "countryCode": "NO",
                        "reference": REFERENCE,
                        "contact": { "name": "Packing Dept", "email": "pack@acorn.example", "phoneNumber": "+4722000000" },
                    },
                    "recipient": {
                        "name": "Bo Bjørk", "addressLine": "Almeveien 5", "addressLine2": "Leilighet 3", "postalCode": "5003", "city": "Bergen", "countryCode": "NO",
                        "contact": { "name": "Bo Bjørk", "email": "bo@birch.example", "phoneNumber": "+4741234567" },
                    },
                },
                "product": { "id": "5800", "customerNumber": "10001123456" },
                "packages": [{
                    "weightInKg": 1.25,
                    "dimensions": { "heightInCm": 10, "widthInCm": 20, "lengthInCm": 30 },
                    "correlationId": "1",
                }],
            }],
        })
    );
    let test = with(&[("environment", "test"), ("booking_path", "booking-api")]);
    let prepared = try_prepare(&test, &consignment(), "5800").unwrap();
    assert_eq!(body(&prepared.request)["testIndicator"], true);
    assert_eq!(
        prepared.request.url,
        "https://api.bring.com/booking-api/api/booking"
    );
}

#[test]
fn the_key_is_in_no_prepared_request() {
    let prepared = prepared();
    let shown = serde_json::to_string(&prepared.request).unwrap();
    assert!(!shown.contains("hush-"));
    assert!(!String::from_utf8_lossy(&prepared.request.body).contains("hush-"));
}

#[test]
fn extras_are_booked_by_their_numbers() {
    let account = with(&[("cod_account", "1234.56.78903"), ("signature", "1133")]);
    let mut wanted = consignment();
    wanted.options.cod = Some(nok(49_950));
    wanted.options.signature = true;
    wanted.options.instructions = "Ring  the bell".to_owned();
    let booked = booking(&account, &wanted, "5800");
    assert_eq!(
        booked["product"]["additionalServices"],
        json!([
            { "id": "1000", "accountNumber": "12345678903", "amount": 499.5, "currencyCode": "NOK" },
            { "id": "1133" },
        ])
    );
    assert_eq!(
        booked["parties"]["recipient"]["additionalAddressInfo"],
        "Ring the bell"
    );
    let mut home = consignment();
    home.options.signature = true;
    let booked = booking(&super::account(), &home, "5600");
    assert_eq!(
        booked["product"]["additionalServices"],
        json!([{ "id": "1280" }])
    );
}

#[test]
fn nordic_products_notify_where_that_is_sold() {
    let swedish = Consignment {
        ship_from: malmo(),
        ship_to: malmo(),
        customs: None,
        ..consignment()
    };
    let booked = booking(&account(), &swedish, "PICKUP_PARCEL");
    assert_eq!(
        booked["product"]["additionalServices"],
        json!([{ "id": "EVARSLING", "mobile": "+46701234567" }])
    );
    let quiet = with(&[("notification", "no")]);
    let booked = booking(&quiet, &swedish, "PICKUP_PARCEL");
    assert!(booked["product"]["additionalServices"].is_null());
}

#[test]
fn what_leaves_norway_is_declared() {
    let account = with(&[
        ("customs_consent", "yes"),
        ("vat_number", "NO 999 999 999 MVA"),
    ]);
    let booked = booking(&account, &abroad(), "BUSINESS_PARCEL");
    assert_eq!(
        booked["customsInformation"],
        json!({
            "consent": true,
            "natureOfCargo": { "type": "SALE_OF_GOODS" },
            "customsDeclarations": [
                { "amount": 251, "currency": "NOK", "goodsDescription": "Green tea", "customsArticleNumber": "090210", "grossWeight": 0.5, "netWeight": 0.5, "numberOfPieces": 2, "countryCodeOrigin": "VN" },
                { "amount": 99, "currency": "NOK", "goodsDescription": "Tea cup", "customsArticleNumber": "090210", "grossWeight": 0.25, "netWeight": 0.25, "numberOfPieces": 1, "countryCodeOrigin": "VN" },
            ],
        })
    );
    let parties = &booked["parties"];
    assert_eq!(parties["sender"]["reference"], REFERENCE);
    assert_eq!(parties["exporter"]["name"], "Acorn Goods AS");
    assert_eq!(parties["exporter"]["vatNumber"], "NO 999 999 999 MVA");
    assert!(parties["exporter"]["reference"].is_null());
    assert_eq!(parties["importer"]["countryCode"], "SE");
    assert_eq!(
        booked["packages"][0]["goodsDescription"],
        "Green tea, Tea cup"
    );
    // Within Norway and into it there is nothing to declare.
    let import = Consignment {
        ship_from: malmo(),
        ship_to: bergen(),
        ..abroad()
    };
    let booked = booking(&account, &import, "PICKUP_PARCEL");
    assert!(booked["customsInformation"].is_null() && booked["parties"]["importer"].is_null());
    let mut other = abroad();
    other.customs.as_mut().unwrap().contents = ContentsType::Other;
    let booked = booking(&account, &other, "BUSINESS_PARCEL");
    assert_eq!(
        booked["customsInformation"]["natureOfCargo"],
        json!({ "type": "OTHER", "detail": "Other goods" })
    );
}

#[test]
fn an_ioss_number_takes_the_references_place() {
    let account = with(&[("customs_consent", "yes"), ("ioss", "im2460000001")]);
    let booked = booking(&account, &abroad(), "BUSINESS_PARCEL");
    assert_eq!(booked["customsInformation"]["ioss"], "IM2460000001");
    assert!(booked["parties"]["sender"]["reference"].is_null());
    assert_eq!(booked["correlationId"], REFERENCE);
    // Gifts are not sold, and Britain is not in the EU.
    let mut gift = abroad();
    gift.customs.as_mut().unwrap().contents = ContentsType::Gift;
    let mut british = abroad();
    british.ship_to.country = Some(country("GB"));
    british.ship_to.phone.clear();
    for other in [gift, british] {
        let booked = booking(&account, &other, "BUSINESS_PARCEL");
        assert!(booked["customsInformation"]["ioss"].is_null());
        assert_eq!(booked["parties"]["sender"]["reference"], REFERENCE);
    }
}

#[test]
fn the_time_of_today_is_ahead() {
    let late: Zoned = "2026-11-27T17:21:40+01:00[Europe/Oslo]".parse().unwrap();
    let at = |now: &Zoned| {
        let prepared = ship::prepared(
            &account(),
            purchase(),
            &consignment(),
            &rate_of("5800"),
            now,
        )
        .unwrap();
        body(&prepared.request)["consignments"][0]["shippingDateTime"].clone()
    };
    assert_eq!(at(&late), "2026-11-27T17:31:00");
    let before: Zoned = "2026-11-26T17:21:40+01:00[Europe/Oslo]".parse().unwrap();
    assert_eq!(at(&before), "2026-11-27T16:00:00");
}

#[test]
fn tracking_asks_for_one_number() {
    let request = track::request(&account(), "1001-a b").unwrap();
    assert_eq!(
        request.url,
        "https://api.bring.com/tracking/api/v2/tracking.json?q=1001-a+b&lang=en"
    );
    let request = connection::request(&account()).unwrap();
    assert_eq!(
        request.url,
        "https://api.bring.com/booking/api/customers.json"
    );
}

#[test]
fn a_subscription_says_where_and_with_which_secret() {
    let request = cast::request(&account(), FIRST).unwrap();
    assert_eq!(
        request.url,
        "https://api.bring.com/event-cast/api/v1/webhooks"
    );
    let mut asked = body(&request);
    let events = asked["event_groups"].take();
    assert_eq!(events.as_array().unwrap().len(), 15);
    assert_eq!(
        asked,
        json!({
            "trackingId": FIRST,
            "event_groups": null,
            "configuration": {
                "url": "https://hooks.acorn.example/bring",
                "content_type": "application/json",
                "headers": [{ "key": "x-packbench-secret", "value": "hush-webhook_secret" }],
            },
        })
    );
    for (name, value) in [
        ("webhook_url", String::new()),
        ("webhook_url", format!("https://a/{}", "x".repeat(250))),
    ] {
        let odd = with(&[(name, &value)]);
        assert_eq!(
            cast::request(&odd, FIRST).unwrap_err().field.as_deref(),
            Some(name)
        );
    }
}
