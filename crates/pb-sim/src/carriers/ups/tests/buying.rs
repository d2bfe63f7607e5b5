//! Purchases: what is sold, its labels, what comes with them, and voids.
use super::*;
use crate::carriers::Course;
use pb_domain::Currency;

#[tokio::test]
async fn several_parcels_are_sold_with_labels_that_can_be_read() {
    let client = start().await;
    for format in ["ZPL", "GIF", "PNG"] {
        let mut body = shipment();
        body["ShipmentRequest"]["Shipment"]["Package"] =
            json!([package("#1001"), package("#1001"), package("#1002")]);
        body["ShipmentRequest"]["LabelSpecification"]["LabelImageFormat"]["Code"] = json!(format);
        let bought = client.buy(&body).await;
        let packages = bought["PackageResults"].as_array().expect("packages");
        assert_eq!(packages.len(), 3);
        assert_eq!(
            bought["ShipmentIdentificationNumber"],
            packages[0]["TrackingNumber"]
        );
        for package in packages {
            let number = text_of(&package["TrackingNumber"]);
            assert!(super::super::number::is_number(&number) && number.starts_with("1ZA1B2C303"));
            let label = &package["ShippingLabel"];
            assert_eq!(label["ImageFormat"]["Code"], format);
            assert_eq!(label["HTMLImage"].is_string(), format != "ZPL");
            carries(&label["GraphicImage"], &number);
        }
        let sale = client.sim.ledger().pop().expect("a sale");
        assert_eq!((sale.carrier, sale.service.as_str()), ("ups", "03"));
        assert_eq!(sale.references, ["#1001", "#1002"]);
        assert_eq!(sale.numbers().len(), 3);
        let total = text_of(&bought["NegotiatedRateCharges"]["TotalCharge"]["MonetaryValue"]);
        assert_eq!(sale.charge.decimal().to_string(), total);
        assert_eq!(
            sale.charge.currency,
            Currency::from_code("USD").expect("dollars")
        );
    }
}

#[tokio::test]
async fn an_account_without_negotiated_rates_pays_what_is_published() {
    let client = start().await;
    let mut body = shipment();
    let shipment = &mut body["ShipmentRequest"]["Shipment"];
    shipment["Shipper"]["ShipperNumber"] = json!(PLAIN_ACCOUNT);
    shipment["PaymentInformation"]["ShipmentCharge"][0]["BillShipper"]["AccountNumber"] =
        json!(PLAIN_ACCOUNT);
    let bought = client.buy(&body).await;
    assert!(bought["NegotiatedRateCharges"].is_null());
    let total = text_of(&bought["ShipmentCharges"]["TotalCharges"]["MonetaryValue"]);
    assert_eq!(client.sim.ledger()[0].charge.decimal().to_string(), total);
}

#[tokio::test]
async fn options_cost_and_bring_their_papers() {
    let client = start().await;
    let plain = client.buy(&shipment()).await;
    let price = |bought: &Value| -> f64 {
        let total = text_of(&bought["ShipmentCharges"]["TotalCharges"]["MonetaryValue"]);
        total.parse().expect("a number")
    };
    let pdf = |image: &Value| {
        let bytes = BASE64_STANDARD.decode(text_of(&image["Image"]["GraphicImage"]));
        assert!(bytes.expect("base64").starts_with(b"%PDF"));
    };
    let money = |value: &str| json!({ "CurrencyCode": "USD", "MonetaryValue": value });
    for (options, paper) in [
        (json!({ "DeliveryConfirmation": { "DCISType": "2" } }), None),
        (
            json!({ "DeclaredValue": money("1200") }),
            Some("HighValueReport"),
        ),
        (
            json!({ "COD": { "CODFundsCode": "0", "CODAmount": money("49.90") } }),
            Some("CODTurnInPage"),
        ),
    ] {
        let mut body = shipment();
        body["ShipmentRequest"]["Shipment"]["Package"][0]["PackageServiceOptions"] =
            options.clone();
        let bought = client.buy(&body).await;
        assert!(price(&bought) > price(&plain), "{options}");
        if let Some(paper) = paper {
            pdf(&bought[paper]);
        }
    }
    let mut receipt = shipment();
    receipt["ShipmentRequest"]["ReceiptSpecification"] =
        json!({ "ImageFormat": { "Code": "HTML" } });
    let bought = client.buy(&receipt).await;
    assert!(bought["PackageResults"][0]["ShippingReceipt"]["GraphicImage"].is_string());

    let bought = client.buy(&abroad()).await;
    assert_eq!(bought["Form"]["Code"], "01");
    pdf(&bought["Form"]);
    let mut undescribed = abroad();
    let shipment = undescribed["ShipmentRequest"]["Shipment"].as_object_mut();
    shipment.expect("a shipment").remove("Description");
    let (status, answer) = client.ship(&undescribed).await;
    assert_eq!(status, 400);
    assert!(message(&answer).contains("Shipment/Description"));
}

#[tokio::test]
async fn forms_of_ones_own_are_uploaded_first() {
    let client = start().await;
    let upload = json!({ "UploadRequest": {
        "ShipperNumber": ACCOUNT,
        "UserCreatedForm": [{
            "UserCreatedFormFileName": "invoice", "UserCreatedFormFileFormat": "pdf",
            "UserCreatedFormDocumentType": "002",
            "UserCreatedFormFile": BASE64_STANDARD.encode(b"%PDF-1.7 an invoice"),
        }],
    } });
    let path = "/api/paperlessdocuments/v1/upload";
    let request = client
        .request("POST", path)
        .header("ShipperNumber", ACCOUNT)
        .json(&upload);
    let (status, answer) = read(request.send().await.expect("an answer")).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["UploadResponse"]["FormsHistoryDocumentID"]["DocumentID"][0].clone();
    let forms = |id: &Value| {
        let mut body = abroad();
        body["ShipmentRequest"]["Shipment"]["ShipmentServiceOptions"]["InternationalForms"] = json!({
            "FormType": "07", "UserCreatedForm": { "DocumentID": [id] }, "CurrencyCode": "USD",
        });
        body
    };
    client.buy(&forms(&id)).await;
    let (status, answer) = client.ship(&forms(&json!("2026-01-01-00.00.00.1"))).await;
    assert_eq!((status, code(&answer)), (400, "120800"));
    let (status, answer) = client.post(path, &upload).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "10006"),
        "the header is missing"
    );
}

#[tokio::test]
async fn returns_are_one_parcel_that_is_described() {
    let client = start().await;
    let mut body = shipment();
    let shipment = &mut body["ShipmentRequest"]["Shipment"];
    shipment["ReturnService"] = json!({ "Code": "9" });
    let (status, answer) = client.ship(&body).await;
    assert_eq!((status, code(&answer)), (400, "120600"));
    assert!(message(&answer).contains("Package/1/Description"));
    body["ShipmentRequest"]["Shipment"]["Package"][0]["Description"] = json!("Mugs, back");
    let bought = client.buy(&body).await;
    assert!(text_of(&bought["ShipmentIdentificationNumber"]).starts_with("1ZA1B2C390"));
    body["ShipmentRequest"]["Shipment"]["Service"]["Code"] = json!("13");
    assert_eq!(client.ship(&body).await.0, 400);
}

#[tokio::test]
async fn labels_are_recovered_in_any_format() {
    let client = start().await;
    let mut body = shipment();
    body["ShipmentRequest"]["Shipment"]["Package"] = json!([package("#1"), package("#1")]);
    let bought = client.buy(&body).await;
    let number = text_of(&bought["PackageResults"][1]["TrackingNumber"]);
    let lead = text_of(&bought["ShipmentIdentificationNumber"]);
    let request = |number: &str, format: &str| {
        json!({ "LabelRecoveryRequest": {
            "LabelSpecification": {
                "HTTPUserAgent": "Mozilla/4.5", "LabelImageFormat": { "Code": format },
            },
            "TrackingNumber": number,
        } })
    };
    let path = "/api/labels/v1/recovery";
    for format in ["ZPL", "PDF", "GIF"] {
        let (status, answer) = client.post(path, &request(&number, format)).await;
        assert_eq!(status, 200, "{answer}");
        let results = answer["LabelRecoveryResponse"]["LabelResults"]
            .as_array()
            .expect("labels");
        assert_eq!(results.len(), 1);
        assert_eq!(results[0]["TrackingNumber"], number);
        assert_eq!(results[0]["LabelImage"]["LabelImageFormat"]["Code"], format);
        carries(&results[0]["LabelImage"]["GraphicImage"], &number);
    }
    let (_, answer) = client.post(path, &request(&lead, "ZPL")).await;
    let results = &answer["LabelRecoveryResponse"]["LabelResults"];
    assert_eq!(results.as_array().map(Vec::len), Some(2));
    for (number, format, status) in [
        ("1Z5R89390357567127", "ZPL", 404),
        ("1Z1111111111111111", "ZPL", 400),
        (number.as_str(), "JPG", 400),
    ] {
        assert_eq!(client.post(path, &request(number, format)).await.0, status);
    }
}

#[tokio::test]
async fn voids_are_whole_or_in_part_and_once() {
    let client = start().await;
    let mut body = shipment();
    body["ShipmentRequest"]["Shipment"]["Package"] =
        json!([package("#1"), package("#1"), package("#1")]);
    let bought = client.buy(&body).await;
    let number = |at: usize| text_of(&bought["PackageResults"][at]["TrackingNumber"]);
    let path = format!("/api/shipments/v2409/void/cancel/{}", number(0));
    let done = json!({ "Code": "1", "Description": "Voided" });
    let (status, answer) = client
        .delete(&format!("{path}?trackingnumber={}", number(1)))
        .await;
    assert_eq!(status, 200, "{answer}");
    let answer = &answer["VoidShipmentResponse"];
    assert_eq!(answer["SummaryResult"]["Status"], done);
    assert_eq!(answer["PackageLevelResult"]["TrackingNumber"], number(1));
    let voided = |sim: &SimCarriers| -> Vec<bool> {
        let sale = sim.ledger().pop().expect("a sale");
        sale.parcels.iter().map(|p| p.voided_at.is_some()).collect()
    };
    assert_eq!(voided(&client.sim), [false, true, false]);
    let (status, answer) = client
        .delete(&format!("{path}?trackingnumber={}", number(1)))
        .await;
    assert_eq!((status, code(&answer)), (400, "190102"));
    assert_eq!(client.delete(&path).await.0, 200);
    assert_eq!(voided(&client.sim), [true, true, true]);
    let (status, answer) = client.delete(&path).await;
    assert_eq!((status, code(&answer)), (400, "190102"));
    let shipment = client.track(&number(0)).await;
    assert_eq!(shipment["package"][0]["currentStatus"]["type"], "MV");
}

#[tokio::test]
async fn what_was_handed_over_or_is_old_is_not_voided() {
    let mut client = start().await;
    let handed_over = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    let kept = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    assert!(client.sim.set_course(&kept, Course::NotHandedOver));
    let path = |number: &str| format!("/api/shipments/v2409/void/cancel/{number}");
    client.sim.pass(7 * HOUR);
    client.log_in().await;
    let (status, answer) = client.delete(&path(&handed_over)).await;
    assert_eq!((status, code(&answer)), (400, "190102"));
    client.sim.pass(29 * 24 * HOUR);
    client.log_in().await;
    let (status, answer) = client.delete(&path(&kept)).await;
    assert_eq!((status, code(&answer)), (400, "190102"));
    assert!(client.sim.ledger().iter().all(|sale| !sale.voided()));
}
