//! What leaves, as USPS spells it.
use super::*;
use crate::engine::Login as _;

#[test]
fn the_app_logs_in_and_then_says_who_pays() {
    let app = login::OAUTH.request(&account()).unwrap();
    assert_eq!(app.request.url, "https://apis.usps.com/oauth2/v3/token");
    assert_eq!(
        body(&app.request),
        json!({ "grant_type": "client_credentials", "client_id": "hush-client_id", "client_secret": "hush-client_secret" })
    );
    let payment = login::PAYMENT.request(&account()).unwrap();
    assert!(login::PAYMENT.needs().is_some_and(|l| l.name() == "usps"));
    assert_eq!(
        payment.request.url,
        "https://apis.usps.com/payments/v3/payment-authorization"
    );
    assert_eq!(
        body(&payment.request),
        json!({ "roles": [
            { "roleName": "PAYER", "CRID": "12345678", "MID": "900000017", "manifestMID": "900000017", "accountType": "EPS", "accountNumber": "1000012345" },
            { "roleName": "LABEL_OWNER", "CRID": "12345678", "MID": "900000017", "manifestMID": "900000017" },
        ] })
    );
    let (name, _) = login::PAYMENT.show("abc").unwrap();
    assert_eq!(name.as_str(), "x-payment-authorization-token");
    let contract = with(&[("prices", "CONTRACT"), ("manifest_mid", "123456")]);
    let roles = body(&login::PAYMENT.request(&contract).unwrap().request)["roles"].clone();
    assert_eq!(roles[1]["manifestMID"], "123456");
    assert_eq!(
        roles[2],
        json!({ "roleName": "RATE_HOLDER", "CRID": "12345678", "accountType": "EPS", "accountNumber": "1000012345" })
    );
}

#[test]
fn what_logins_answer_is_read() {
    let grant = login::OAUTH.read(&recorded!("token_200.json")).unwrap();
    assert_eq!(grant.lifetime.as_secs(), 28_799);
    let none = login::OAUTH.read(&recorded!("token_no_products_200.json"));
    assert_eq!(none.unwrap_err().kind, ProblemKind::Auth);
    let payment = login::PAYMENT.read(&recorded!("payment_200.json")).unwrap();
    assert_eq!(payment.lifetime.as_secs(), 28_800);
    let (code, words) = login::OAUTH.said(&recorded!("credentials_401.json"));
    assert_eq!(code, "invalid_client");
    assert!(words.contains("not valid"), "{words}");
    let (code, words) = login::PAYMENT.said(&recorded!("funds_400.json"));
    assert_eq!(code, "100007");
    assert!(words.contains("insufficient funds"), "{words}");
    assert!(login::PAYMENT.expired(&recorded!("unauthorized_401.json")));
    assert!(!login::PAYMENT.expired(&recorded!("forbidden_403.json")));
}

#[test]
fn prices_are_asked_for_all_classes_of_a_way() {
    let asked = |account: &Account, consignment: &Consignment| {
        let requests = rate::requests(account, consignment).unwrap();
        assert_eq!(requests.len(), consignment.parcels.len());
        assert_eq!(
            requests[0].url,
            "https://apis.usps.com/shipments/v3/options/search"
        );
        body(&requests[0])
    };
    assert_eq!(
        asked(&account(), &consignment()),
        json!({
            "pricingOptions": [{ "priceType": "COMMERCIAL" }],
            "originZIPCode": "78701",
            "destinationZIPCode": "89501",
            "packageDescription": { "mailClass": "ALL_OUTBOUND", "weight": 2.8, "length": 10, "width": 8, "height": 4, "mailingDate": "2026-11-27" },
        })
    );
    assert_eq!(
        asked(&account(), &abroad()),
        json!({
            "pricingOptions": [{ "priceType": "COMMERCIAL" }],
            "originZIPCode": "78701",
            "foreignPostalCode": "10115",
            "destinationCountryCode": "DE",
            "packageDescription": { "mailClass": "ALL", "weight": 2.8, "length": 10, "width": 8, "height": 4, "mailingDate": "2026-11-27" },
        })
    );
    let contract = with(&[("prices", "CONTRACT")]);
    let home = asked(&contract, &consignment());
    assert_eq!(
        home["pricingOptions"],
        json!([{ "priceType": "CONTRACT", "paymentAccount": { "accountType": "EPS", "accountNumber": "1000012345", "CRID": "12345678" } }])
    );
    let returned = asked(&contract, &back());
    assert_eq!(returned["packageDescription"]["mailClass"], "ALL_RETURNS");
    assert_eq!(
        returned["pricingOptions"][0]["paymentAccount"],
        json!({ "accountType": "MID", "accountNumber": "900000017", "CRID": "12345678" })
    );
}

#[test]
fn extras_are_priced_and_bought_alike() {
    let mut rich = two_parcels();
    rich.options.signature = true;
    rich.options.insurance = Some(usd(70_001));
    let adult = with(&[("signature", "adult")]);
    let requests = rate::requests(&adult, &rich).unwrap();
    let asked: Vec<Value> = requests
        .iter()
        .map(|r| body(r)["packageDescription"].clone())
        .collect();
    assert_eq!(asked[0]["extraServices"], json!([922, 930]));
    assert_eq!(asked[0]["packageValue"], json!(350.01));
    assert_eq!(asked[1]["packageValue"], json!(350.00));
    rich.options.insurance = Some(usd(100_002));
    let prepared = prepared_for(&account(), &rich, "PRIORITY_MAIL");
    let bodies = order::bodies(&prepared.request);
    for label in &bodies {
        let package = &label["packageDescription"];
        assert_eq!(package["extraServices"], json!([921, 931]));
        assert_eq!(package["packageOptions"], json!({ "packageValue": 500.01 }));
    }
}

#[test]
fn a_domestic_label_is_said_whole() {
    let prepared = prepared();
    let request = &prepared.request;
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://apis.usps.com/labels/v3/label")
    );
    assert_eq!(header(request, "X-Idempotency-Key"), PURCHASE);
    assert_eq!(
        header(request, "Accept"),
        "application/vnd.usps.labels+json"
    );
    assert_eq!(
        (prepared.reference.as_str(), prepared.quoted),
        (PURCHASE, usd(956))
    );
    assert_eq!(
        body(request),
        json!({
            "imageInfo": { "imageType": "ZPL203DPI", "labelType": "4X6LABEL", "receiptOption": "NONE" },
            "toAddress": { "firstName": "Bo", "lastName": "Birch", "streetAddress": "5 Elm Street", "secondaryAddress": "Flat 3", "city": "Reno", "state": "NV", "ZIPCode": "89501", "ZIPPlus4": "1203" },
            "fromAddress": { "firstName": "Packing", "lastName": "Dept", "firm": "Acorn Goods", "streetAddress": "12 Mill Road", "city": "Austin", "state": "TX", "ZIPCode": "78701", "phone": "5125550143", "email": "post@acorn.example" },
            "packageDescription": {
                "mailClass": "USPS_GROUND_ADVANTAGE", "rateIndicator": "SP", "processingCategory": "MACHINABLE", "destinationEntryFacilityType": "NONE",
                "weightUOM": "lb", "weight": 2.8, "dimensionsUOM": "in", "length": 10, "width": 8, "height": 4, "mailingDate": "2026-11-27",
                "customerReference": [{ "referenceNumber": "1001", "printReferenceNumber": true }],
            },
        })
    );
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap();
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn each_parcel_is_a_call_with_a_key_of_its_own() {
    let prepared = prepared_for(&account(), &two_parcels(), "PRIORITY_MAIL");
    let calls = order::apart(&prepared);
    let keys: Vec<&str> = calls
        .iter()
        .map(|c| header(c, "X-Idempotency-Key"))
        .collect();
    assert_eq!(keys, [PURCHASE, SECOND_KEY]);
    let weights: Vec<Value> = calls
        .iter()
        .map(|c| body(c)["packageDescription"]["weight"].clone())
        .collect();
    assert_eq!(weights, [json!(2.8), json!(5)]);
    assert_eq!(
        body(&calls[1])["imageInfo"],
        json!({ "imageType": "ZPL203DPI", "labelType": "4X6LABEL", "receiptOption": "NONE", "packageNumber": 2, "totalPackages": 2 })
    );
    assert!(
        calls
            .iter()
            .all(|c| c.url == prepared.request.url && c.headers.len() == 3)
    );
    // One of a single parcel is itself, but for where the key stands.
    let one = super::prepared();
    let calls = order::apart(&one);
    assert_eq!((calls.len(), &calls[0].body), (1, &one.request.body));
    // Without a key of its own it still has the purchase's.
    let bare = Prepared {
        request: Request::post_json("https://apis.usps.com/labels/v3/label", &json!({})),
        ..one
    };
    assert_eq!(
        header(&order::apart(&bare)[0], "X-Idempotency-Key"),
        PURCHASE
    );
}

#[test]
fn a_return_label_has_no_day_and_no_facility() {
    let prepared = prepared_for(&account(), &back(), "PRIORITY_MAIL_RETURN_SERVICE");
    assert_eq!(
        prepared.request.url,
        "https://apis.usps.com/labels/v3/return-label"
    );
    let asked = body(&prepared.request);
    assert_eq!(asked["toAddress"]["firm"], "Acorn Goods");
    assert_eq!(asked["fromAddress"]["lastName"], "Birch");
    let package = &asked["packageDescription"];
    assert!(package["mailingDate"].is_null() && package["destinationEntryFacilityType"].is_null());
    assert_eq!(package["mailClass"], "PRIORITY_MAIL_RETURN_SERVICE");
    assert_eq!(ship::sale(&prepared.request).way, consignment::Way::Return);
}

#[test]
fn abroad_a_label_has_a_customs_form() {
    let prepared = prepared_for(&account(), &abroad(), "PRIORITY_MAIL_INTERNATIONAL");
    assert_eq!(
        prepared.request.url,
        "https://apis.usps.com/international-labels/v3/international-label"
    );
    let asked = body(&prepared.request);
    assert_eq!(
        asked["imageInfo"],
        json!({ "imageType": "ZPL203DPI", "labelType": "4X6LABEL" })
    );
    assert_eq!(
        asked["toAddress"],
        json!({ "firstName": "Cara", "lastName": "Cedar", "streetAddress": "Lange Straße 7", "city": "Berlin", "postalCode": "10115", "province": "Berlin", "country": "Germany", "countryISOAlpha2Code": "DE", "phone": "4930901820" })
    );
    assert_eq!(
        asked["packageDescription"]["packageOptions"],
        json!({ "nonDeliveryOption": "RETURN" })
    );
    assert_eq!(
        asked["packageDescription"]["customerReference"],
        json!([{ "referenceNumber": "1001" }])
    );
    assert_eq!(
        asked["customsForm"],
        json!({
            "customsContentType": "MERCHANDISE",
            "AESITN": "NO EEI 30.37(a)",
            "invoiceNumber": "INV-7",
            "contents": [
                { "itemDescription": "Green tea", "itemQuantity": 2, "itemTotalValue": 25, "weightUOM": "lb", "itemTotalWeight": 1.1024, "HSTariffNumber": "090210", "countryofOrigin": "VN" },
                { "itemDescription": "Tea cup", "itemQuantity": 1, "itemTotalValue": 9.99, "weightUOM": "lb", "itemTotalWeight": 0.5512, "HSTariffNumber": "090210", "countryofOrigin": "VN" },
            ],
        })
    );
    // Within the country too, where the order has customs data: to the armed forces.
    let mut forces = abroad();
    forces.ship_to = Address {
        city: "APO".to_owned(),
        region: "AE".to_owned(),
        postal_code: "09008".to_owned(),
        ..reno()
    };
    forces.customs.as_mut().unwrap().contents = ContentsType::Other;
    let asked = body(&prepared_for(&account(), &forces, "PRIORITY_MAIL").request);
    assert_eq!(asked["customsForm"]["customsContentType"], "OTHER");
    assert_eq!(asked["customsForm"]["contentComments"], "Other goods");
}

#[test]
fn labels_are_asked_for_as_usps_has_them() {
    use consignment::Way::{Abroad, Home, Return};
    for (format, size, accept, way, customs, image) in [
        (
            "auto",
            "4X6LABEL",
            Format::Zpl,
            Home,
            false,
            ("ZPL203DPI", "4X6LABEL"),
        ),
        (
            "auto",
            "4X6LABEL",
            Format::Pdf,
            Home,
            false,
            ("PDF", "4X6LABEL"),
        ),
        (
            "auto",
            "4X6LABEL",
            Format::Epl,
            Home,
            false,
            ("PDF", "4X6LABEL"),
        ),
        (
            "auto",
            "4X5LABEL",
            Format::Zpl,
            Home,
            false,
            ("ZPL203DPI", "4X5LABEL"),
        ),
        (
            "auto",
            "4X4LABEL",
            Format::Zpl,
            Home,
            false,
            ("ZPL203DPI", "4X6LABEL"),
        ),
        (
            "PDF",
            "4X4LABEL",
            Format::Zpl,
            Home,
            false,
            ("PDF", "4X4LABEL"),
        ),
        (
            "PDF",
            "4X4LABEL",
            Format::Zpl,
            Home,
            true,
            ("PDF", "4X6LABEL"),
        ),
        (
            "ZPL300DPI",
            "4X6LABEL",
            Format::Pdf,
            Abroad,
            true,
            ("ZPL300DPI", "4X6LABEL"),
        ),
        (
            "EPL300DPI",
            "4X5LABEL",
            Format::Pdf,
            Home,
            false,
            ("EPL300DPI", "4X6LABEL"),
        ),
        (
            "EPL300DPI",
            "4X6LABEL",
            Format::Pdf,
            Return,
            false,
            ("PDF", "4X6LABEL"),
        ),
        (
            "PNG",
            "4X5LABEL",
            Format::Zpl,
            Return,
            false,
            ("PNG", "4X5LABEL"),
        ),
        (
            "PNG",
            "4X6LABEL",
            Format::Zpl,
            Abroad,
            true,
            ("PDF", "4X6LABEL"),
        ),
        (
            "EPL300DPI",
            "4X6LABEL",
            Format::Zpl,
            Home,
            true,
            ("PDF", "4X6LABEL"),
        ),
    ] {
        let account = with(&[("label_format", format), ("label_size", size)]);
        let asked = label::image(&account, accept, way, customs);
        assert_eq!(
            (asked.format, asked.size),
            image,
            "{format} {size} {way:?} {customs}"
        );
    }
}

#[test]
fn territories_are_states() {
    let mut island = consignment();
    island.ship_to = Address {
        city: "San Juan".to_owned(),
        region: "Puerto Rico".to_owned(),
        postal_code: "00907".to_owned(),
        ward: "Urb Las Gladiolas".to_owned(),
        country: Some(country("PR")),
        ..reno()
    };
    let asked = body(&prepared_for(&account(), &island, "PRIORITY_MAIL").request);
    assert_eq!(asked["toAddress"]["state"], "PR");
    assert_eq!(asked["toAddress"]["urbanization"], "Urb Las Gladiolas");
}

#[test]
fn the_account_says_where() {
    let tem = with(&[("environment", "tem")]);
    let request = track::request(&tem, &[FIRST]).unwrap();
    assert_eq!(
        request.url,
        "https://apis-tem.usps.com/tracking/v3r2/tracking"
    );
    let own = with(&[
        ("url", "http://127.0.0.1:5009/usps/"),
        ("environment", "tem"),
    ]);
    assert_eq!(
        login::OAUTH.request(&own).unwrap().request.url,
        "http://127.0.0.1:5009/usps/oauth2/v3/token"
    );
    let unencrypted = with(&[("url", "http://usps.example.com")]);
    assert!(track::request(&unencrypted, &[FIRST]).is_err());
}

#[test]
fn the_other_operations_ask_for_what_they_should() {
    let account = account();
    assert_eq!(
        connection::request(&account).unwrap().url,
        "https://apis.usps.com/payments/v3/payment-account/1000012345?accountType=EPS&amount=1.00"
    );
    for (way, number, void, again) in [
        (
            consignment::Way::Home,
            FIRST,
            "labels/v3/label/9400190000001700000014",
            "labels/v3/label-reprint/9400190000001700000014",
        ),
        (
            consignment::Way::Abroad,
            ABROAD,
            "international-labels/v3/international-label/LZ123456785US",
            "international-labels/v3/international-label-reprint/LZ123456785US",
        ),
    ] {
        let request = void::request(&account, way, number).unwrap();
        assert_eq!(
            (request.method.as_str(), request.url),
            ("DELETE", format!("https://apis.usps.com/{void}"))
        );
        let sale = ship::Sale {
            way,
            image: "ZPL203DPI".to_owned(),
            size: "4X6LABEL".to_owned(),
            ..ship::Sale::default()
        };
        let request = label::request(&account, &sale, number).unwrap();
        assert_eq!(request.url, format!("https://apis.usps.com/{again}"));
        assert_eq!(
            header(&request, "Accept"),
            "application/vnd.usps.labels+json"
        );
        assert_eq!(
            body(&request),
            json!({ "imageInfo": { "imageType": "ZPL203DPI", "labelType": "4X6LABEL" } })
        );
    }
    let address = address::request(&account, &reno()).unwrap();
    assert_eq!(
        address.url,
        "https://apis.usps.com/addresses/v3/address?streetAddress=5+Elm+Street&secondaryAddress=Flat+3&city=Reno&state=NV&ZIPCode=89501&ZIPPlus4=1203"
    );
    let routed = format!("420895011203{FIRST}");
    let track = track::request(&account, &[&routed, SECOND]).unwrap();
    assert_eq!(
        body(&track),
        json!([{ "trackingNumber": FIRST }, { "trackingNumber": SECOND }])
    );
    let one = track::request_one(&account, FIRST).unwrap();
    assert_eq!(
        one.url,
        format!("https://apis.usps.com/tracking/v3/tracking/{FIRST}?expand=DETAIL")
    );
    // A number cannot lead to another place.
    let odd = void::request(&account, consignment::Way::Home, "../../x?y").unwrap();
    assert!(odd.url.ends_with("/label/..%2F..%2Fx%3Fy"), "{}", odd.url);
}
