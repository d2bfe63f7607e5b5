//! Purchases: what is sold, its labels, what comes with them, and cancellations.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn several_parcels_are_sold_with_labels_that_can_be_read() {
    let client = start().await;
    for (format, stock) in [
        ("ZPLII", "STOCK_4X6"),
        ("PDF", "PAPER_4X6"),
        ("PNG", "PAPER_4X6"),
        ("PDF", "STOCK_4X6"),
    ] {
        let mut body = shipment();
        let asked = &mut body["requestedShipment"];
        asked["requestedPackageLineItems"] =
            json!([package("#1001"), package("#1001"), package("#1002")]);
        asked["totalPackageCount"] = json!(3);
        asked["labelSpecification"] = json!({ "imageType": format, "labelStockType": stock });
        let bought = client.buy(&body).await;
        let pieces = bought["pieceResponses"].as_array().expect("pieces");
        assert_eq!(pieces.len(), 3);
        assert_eq!(bought["masterTrackingNumber"], pieces[0]["trackingNumber"]);
        let mut cents = 0;
        for (place, piece) in (1..).zip(pieces) {
            let number = text_of(&piece["trackingNumber"]);
            assert_eq!(number.len(), 12);
            assert_eq!(piece["packageSequenceNumber"], place);
            let label = &piece["packageDocuments"][0];
            assert_eq!(
                (&label["contentType"], &label["docType"]),
                (&json!("LABEL"), &json!(format))
            );
            carries(&label["encodedLabel"], &number);
            cents += cents_of(&piece["netChargeAmount"]);
        }
        let sale = client.sim.ledger().pop().expect("a sale");
        assert_eq!(
            (sale.carrier, sale.service.as_str()),
            ("fedex", "PRIORITY_OVERNIGHT")
        );
        assert_eq!(sale.references, ["#1001", "#1002"]);
        assert_eq!(sale.numbers().len(), 3);
        let rating = &bought["completedShipmentDetail"]["shipmentRating"];
        let paid = rating["shipmentRateDetails"].as_array().expect("details");
        let paid = paid
            .iter()
            .find(|d| d["rateType"] == rating["actualRateType"]);
        let paid = cents_of(&paid.expect("what was paid")["totalNetCharge"]);
        assert_eq!((sale.charge.minor, paid), (paid, cents));
    }
}

fn cents_of(amount: &Value) -> i64 {
    let amount: rust_decimal::Decimal = amount.to_string().parse().expect("a number");
    let cents = (amount * rust_decimal::Decimal::ONE_HUNDRED).normalize();
    cents.to_string().parse().expect("whole cents")
}

#[tokio::test]
async fn grouped_pieces_have_a_number_each() {
    let client = start().await;
    let mut body = ground();
    let asked = &mut body["requestedShipment"];
    asked["requestedPackageLineItems"][0]["groupPackageCount"] = json!(2);
    let (status, answer) = client.ship(&body).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "REQUESTEDSHIPMENT.TOTALPACKAGECOUNT.INVALID")
    );
    body["requestedShipment"]["totalPackageCount"] = json!(2);
    let bought = client.buy(&body).await;
    let pieces = bought["pieceResponses"].as_array().expect("pieces");
    assert_eq!(pieces.len(), 2);
    assert_eq!(text_of(&pieces[1]["trackingNumber"]).len(), 15);
    assert_ne!(pieces[0]["trackingNumber"], pieces[1]["trackingNumber"]);
}

#[tokio::test]
async fn labels_may_be_left_at_an_address() {
    let client = start().await;
    let mut body = shipment();
    body["labelResponseOptions"] = json!("URL_ONLY");
    let bought = client.buy(&body).await;
    let document = &bought["pieceResponses"][0]["packageDocuments"][0];
    assert!(document["url"].is_string() && document["encodedLabel"].is_null());
}

#[tokio::test]
async fn options_cost() {
    let client = start().await;
    let price = |bought: &Value| cents_of(&bought["pieceResponses"][0]["netChargeAmount"]);
    let plain = price(&client.buy(&shipment()).await);
    let signature =
        json!({ "specialServiceTypes": ["SIGNATURE_OPTION"], "signatureOptionType": "ADULT" });
    for (field, value) in [
        ("packageSpecialServices", signature),
        (
            "declaredValue",
            json!({ "amount": 1_200, "currency": "USD" }),
        ),
    ] {
        let mut body = shipment();
        body["requestedShipment"]["requestedPackageLineItems"][0][field] = value;
        assert!(price(&client.buy(&body).await) > plain, "{field}");
    }
    let mut cash = shipment();
    cash["requestedShipment"]["shipmentSpecialServices"] = json!({
        "specialServiceTypes": ["COD"],
        "shipmentCODDetail": {
            "codCollectionType": "CASH", "codCollectionAmount": { "amount": 49.9, "currency": "USD" },
        },
    });
    client.buy(&cash).await;
    let charges: Vec<i64> = client.sim.ledger().iter().map(|s| s.charge.minor).collect();
    assert!(charges[3] > charges[0], "{charges:?}");
    let mut business = shipment();
    business["requestedShipment"]["recipients"][0]["address"]["residential"] = json!(false);
    assert!(
        price(&client.buy(&business).await) < plain,
        "a home costs more"
    );
}

#[tokio::test]
async fn an_invoice_comes_where_it_is_asked_for() {
    let client = start().await;
    let bought = client.buy(&abroad()).await;
    assert!(bought["shipmentDocuments"].is_null());
    let mut sent = abroad();
    sent["requestedShipment"]["shipmentSpecialServices"] = json!({
        "specialServiceTypes": ["ELECTRONIC_TRADE_DOCUMENTS"],
        "etdDetail": { "requestedDocumentTypes": ["COMMERCIAL_INVOICE"] },
    });
    let bought = client.buy(&sent).await;
    assert_eq!(
        bought["shipmentDocuments"][0]["contentType"],
        "COMMERCIAL_INVOICE"
    );
    is_pdf(&bought["shipmentDocuments"][0]["encodedLabel"]);
    let services = &mut sent["requestedShipment"]["shipmentSpecialServices"];
    services["etdDetail"]["attachedDocuments"] = json!([{ "documentId": "090493e181586308" }]);
    let (status, answer) = client.ship(&sent).await;
    assert_eq!(status, 400);
    assert!(message(&answer).contains("uploaded"), "{answer}");
}

#[tokio::test]
async fn a_return_has_its_detail() {
    let client = start().await;
    let mut body = shipment();
    body["requestedShipment"]["shipmentSpecialServices"] =
        json!({ "specialServiceTypes": ["RETURN_SHIPMENT"] });
    let (status, answer) = client.ship(&body).await;
    assert_eq!(status, 400);
    assert!(
        message(&answer).contains("returnShipmentDetail"),
        "{answer}"
    );
    body["requestedShipment"]["shipmentSpecialServices"]["returnShipmentDetail"] =
        json!({ "returnType": "PRINT_RETURN_LABEL" });
    client.buy(&body).await;
}

#[tokio::test]
async fn the_same_request_twice_is_sold_twice_and_can_be_only_looked_at() {
    let client = start().await;
    let mut looked_at = shipment();
    looked_at
        .as_object_mut()
        .expect("an object")
        .remove("labelResponseOptions");
    let path = "/ship/v1/shipments/packages/validate";
    let (status, answer) = client.post(path, &looked_at).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        answer["output"]["alerts"][0]["code"],
        "SHIPMENT.VALIDATION.SUCCESS"
    );
    assert_eq!(client.sim.ledger(), []);
    let first = client.buy(&shipment()).await;
    let second = client.buy(&shipment()).await;
    assert_ne!(
        first["masterTrackingNumber"],
        second["masterTrackingNumber"]
    );
    assert_eq!(client.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_whole_shipment_is_cancelled_by_any_number_once_and_in_time() {
    let client = start().await;
    let mut body = shipment();
    body["requestedShipment"]["requestedPackageLineItems"] = json!([package("#1"), package("#2")]);
    body["requestedShipment"]["totalPackageCount"] = json!(2);
    let bought = client.buy(&body).await;
    let second = text_of(&bought["pieceResponses"][1]["trackingNumber"]);
    let (status, answer) = client.cancel(&second).await;
    assert_eq!(
        (status, &answer["output"]["cancelledShipment"]),
        (200, &json!(true))
    );
    assert!(client.sim.ledger()[0].voided());
    assert_eq!(
        client.track(&second).await["latestStatusDetail"]["code"],
        "CA"
    );
    let (status, answer) = client.cancel(&second).await;
    assert_eq!((status, code(&answer)), (400, "SHIPMENT.ALREADY.CANCELLED"));
    let (status, answer) = client.cancel("771000000013").await;
    assert_eq!(
        (status, code(&answer)),
        (400, "TRACKINGNUMBER.ENTERED.INVALID")
    );

    let kept = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    assert!(client.sim.set_course(&kept, Course::NotHandedOver));
    let gone = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    client.sim.pass(7 * HOUR);
    let mut client = client;
    client.log_in(WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET).await;
    let (status, answer) = client.cancel(&gone).await;
    assert_eq!(
        (status, &answer["output"]["cancelledShipment"]),
        (200, &json!(false))
    );
    assert!(text_of(&answer["output"]["message"]).contains("tendered"));
    let (_, answer) = client.cancel(&kept).await;
    assert_eq!(answer["output"]["cancelledShipment"], true);
}
