//! Waybills: sold once a reference, labelled, cancelled until they are scanned in.
use super::*;

#[tokio::test]
async fn a_waybill_is_sold_with_its_label() {
    let client = start().await;
    let made = client.buy(&waybill()).await;
    let number = text_of(&made["AWBNo"]);
    assert_eq!(number.len(), 11);
    assert_eq!(made["DestinationArea"], "BOM");
    assert_eq!(made["CCRCRDREF"], "K1001");
    assert_eq!(made["TokenNumber"], format!("P{number}"));
    assert_eq!(pages_with(label(&made), &number), 1);
    let [sale] = client.sim.ledger().try_into().expect("one sale");
    assert_eq!((sale.shipment, sale.service), (number, "AP".to_owned()));
    let bare = with(&[
        ("/Request/Services/CreditReferenceNo", json!("K1002")),
        ("/Request/Services/PDFOutputNotRequired", json!(true)),
        ("/Request/Services/RegisterPickup", json!(false)),
    ]);
    let made = client.buy(&bare).await;
    assert_eq!(made["AWBPrintContent"], Value::Null);
    assert_eq!(made["TokenNumber"], "");
}

#[tokio::test]
async fn a_reference_is_sold_once() {
    let client = start().await;
    let number = text_of(&client.buy(&waybill()).await["AWBNo"]);
    for again in [
        waybill(),
        with(&[("/Request/Services/ActualWeight", json!("7.00"))]),
    ] {
        let (status, answer) = client.generate(&again).await;
        let (code, words) = failure(&answer);
        assert_eq!((status, code.as_str()), (400, "CreditReferenceNo"));
        assert!(
            words.starts_with(
                "Waybill already genereated for this CreditReferenceNo. Waybill No : "
            ) && words.contains(&number),
            "{words}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 1);
    // A void does not set it free.
    assert_eq!(client.cancel(&number).await["IsError"], false);
    assert_eq!(client.generate(&waybill()).await.0, 400);
}

#[tokio::test]
async fn several_pieces_have_one_number() {
    let client = start().await;
    let dimensions = json!([
        { "Length": 30, "Breadth": 20, "Height": 10, "Count": 1 },
        { "Length": 20, "Breadth": 20, "Height": 10, "Count": 2 },
    ]);
    let several = |count: &str| {
        with(&[
            ("/Request/Services/PieceCount", json!(count)),
            ("/Request/Services/Dimensions", dimensions.clone()),
        ])
    };
    let (status, answer) = client.generate(&several("2")).await;
    assert_eq!(
        (status, failure(&answer).0.as_str()),
        (400, "InvalidPieceCount")
    );
    let made = client.buy(&several("3")).await;
    let number = text_of(&made["AWBNo"]);
    assert_eq!(pages_with(label(&made), &number), 3);
    assert_eq!(client.sim.ledger()[0].numbers(), [number.as_str(); 3]);
}

#[tokio::test]
async fn a_waybill_is_cancelled_until_it_is_scanned_in() {
    let mut client = start().await;
    let number = text_of(&client.buy(&waybill()).await["AWBNo"]);
    let done = client.cancel(&number).await;
    assert_eq!(done["IsError"], false);
    assert_eq!(done["Status"][0]["StatusCode"], "Valid");
    assert!(client.sim.ledger()[0].voided());
    let again = client.cancel(&number).await;
    assert_eq!(again["Status"][0]["StatusCode"], "AlreadyCancelled");
    let unknown = client.cancel("79999999999").await;
    assert_eq!(unknown["IsError"], true);
    let other = with(&[("/Request/Services/CreditReferenceNo", json!("K1002"))]);
    let number = text_of(&client.buy(&other).await["AWBNo"]);
    client.sim.pass(HOUR * 7);
    client.log_in().await;
    let late = client.cancel(&number).await;
    assert_eq!(late["Status"][0]["StatusCode"], "Inscanned");
    assert!(!client.sim.ledger()[1].voided());
}

#[tokio::test]
async fn cash_has_its_amount_and_what_is_paid_has_none() {
    let client = start().await;
    let with_cash = |sub: &str, amounts: &[(&str, u32)], reference: &str| {
        let mut changes = vec![
            ("/Request/Services/SubProductCode", json!(sub)),
            ("/Request/Services/CreditReferenceNo", json!(reference)),
        ];
        changes.extend(amounts.iter().map(|(name, amount)| (*name, json!(amount))));
        with(&changes)
    };
    let one = "/Request/Services/CollactableAmount";
    let other = "/Request/Services/CollectableAmount";
    for wrong in [
        with_cash("P", &[(one, 100)], "W1"),
        with_cash("C", &[], "W2"),
        with_cash("C", &[(one, 100), (other, 90)], "W3"),
    ] {
        let (status, answer) = client.generate(&wrong).await;
        let code = failure(&answer).0;
        assert_eq!((status, code.as_str()), (400, "InvalidCollectableAmount"));
    }
    for (at, amounts) in [
        &[(one, 100)][..],
        &[(other, 100)][..],
        &[(one, 100), (other, 100)][..],
    ]
    .iter()
    .enumerate()
    {
        client
            .buy(&with_cash("C", amounts, &format!("C{at}")))
            .await;
    }
    assert_eq!(client.sim.ledger().len(), 3);
}
