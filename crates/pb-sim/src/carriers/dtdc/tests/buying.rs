//! Consignments: sold one by one, labelled, cancelled until they are booked; and what goes wrong on the way.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn a_consignment_is_sold_and_labelled() {
    let client = start().await;
    let (_, made) = client.upload(&consignment()).await;
    let number = text_of(&made["reference_number"]);
    assert_eq!(made["customer_reference_number"], "K1001");
    assert_eq!(
        made["pieces"][0]["reference_number"],
        format!("{number}001")
    );
    assert_eq!(made["chargeable_weight"], json!(1.5));
    let [sale] = client.sim.ledger().try_into().expect("one sale");
    assert_eq!(
        (sale.shipment, sale.references),
        (number.clone(), vec!["K1001".to_owned()])
    );
    let query = format!("reference_number={number}&label_code=SHIP_LABEL_4X6");
    let (status, pdf) = client.label(&query).await;
    assert_eq!((status, pages_with(pdf.clone(), &number)), (200, 1));
    let (status, coded) = client.label(&format!("{query}&label_format=base64")).await;
    let coded: Value = serde_json::from_slice(&coded).expect("JSON");
    assert_eq!((status, &coded["referenceNumber"]), (200, &json!(number)));
    let decoded = STANDARD.decode(text_of(&coded["label"])).expect("base64");
    assert_eq!(pages_with(decoded, &number), 1);
    for wrong in [
        "reference_number=D00000000&label_code=SHIP_LABEL_4X6".to_owned(),
        format!("reference_number={number}&label_code=LABEL"),
        format!("reference_number={number}"),
        format!("{query}&label_format=zpl"),
    ] {
        assert_eq!(client.label(&wrong).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_same_is_sold_twice_and_each_is_its_own() {
    let client = start().await;
    let first = client.buy(&consignment()).await;
    let second = client.buy(&consignment()).await;
    assert_ne!(first, second);
    // Of several in one request each is sold or refused by itself.
    let body = json!({ "consignments": [
        with(&[("service_type_id", json!("B2B"))]), consignment(),
    ] });
    let (status, answer) = client.post(&format!("{CONSIGNMENT}/softdata"), &body).await;
    assert_eq!(status, 200);
    let [no, yes] = [0, 1].map(|at| answer["data"][at].clone());
    assert_eq!(
        (&no["success"], &no["reason"]),
        (&json!(false), &json!("WRONG_INPUT"))
    );
    assert!(
        text_of(&no["message"]).contains("does not Belong to Client"),
        "{no}"
    );
    assert_eq!(yes["success"], true);
    assert_eq!(client.sim.ledger().len(), 3);
}

#[tokio::test]
async fn several_pieces_have_one_number() {
    let client = start().await;
    let piece = json!({
        "description": "Mugs", "declared_value": "200", "weight": "0.5", "height": "5", "length": "5", "width": "5",
    });
    let several = |count: &str, pieces: usize| {
        with(&[
            ("num_pieces", json!(count)),
            ("pieces_detail", json!(vec![piece.clone(); pieces])),
        ])
    };
    let (_, no) = client.upload(&several("3", 2)).await;
    assert_eq!(no["success"], false);
    let number = client.buy(&several("2", 2)).await;
    let query = format!("reference_number={number}&label_code=SHIP_LABEL_A6");
    assert_eq!(pages_with(client.label(&query).await.1, &number), 2);
    assert_eq!(client.sim.ledger()[0].numbers(), [number.as_str(); 2]);
}

#[tokio::test]
async fn a_consignment_is_cancelled_until_it_is_booked() {
    let client = start().await;
    let number = client.buy(&consignment()).await;
    let done = client.cancel(&number).await;
    assert_eq!(done["success"], true);
    assert_eq!(
        done["successConsignments"],
        json!([{ "success": true, "reference_number": number }])
    );
    assert!(client.sim.ledger()[0].voided());
    let query = format!("reference_number={number}&label_code=SHIP_LABEL_4X6");
    assert_eq!(
        client.label(&query).await.0,
        400,
        "it has no label any more"
    );
    let failure = async |number: &str| {
        let no = client.cancel(number).await;
        assert_eq!(
            (&no["success"], &no["successConsignments"]),
            (&json!(false), &json!([]))
        );
        text_of(&no["failures"][0]["message"])
    };
    assert!(failure(&number).await.contains("already cancelled"));
    assert!(failure("D00000000").await.contains("not found"));
    let other = client.buy(&consignment()).await;
    client.sim.pass(HOUR * 7);
    assert!(failure(&other).await.contains("picked up"));
    assert!(!client.sim.ledger()[1].voided());
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start().await;
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
    ] {
        for (fault, sold) in [
            (Fault::instead(answer.clone()), 0),
            (Fault::after(answer.clone()), 1),
        ] {
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            let request = client
                .http
                .post(client.url(&format!("{CONSIGNMENT}/softdata")));
            let request = request
                .header("api-key", API_KEY)
                .json(&json!({ "consignments": [consignment()] }));
            let status = request.send().await.ok().map(|r| r.status().as_u16());
            let wanted = match answer {
                Answer::Dropped => None,
                Answer::Html500 => Some(500),
                _ => Some(200),
            };
            assert_eq!(status, wanted, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn each_kind_of_request_can_fail() {
    let client = start().await;
    let body = json!({ "consignments": [consignment()] });
    let cancel = json!({ "AWBNo": ["D00000000"], "customerCode": CUSTOMER_CODE });
    let track = json!({ "trkType": "cnno", "strcnno": "D00000000", "addtnlDtl": "Y" });
    let lane = json!({ "orgPincode": "560001", "desPincode": "400001" });
    for (op, path, body) in [
        (Op::Buy, format!("{CONSIGNMENT}/softdata"), body),
        (Op::Void, format!("{CONSIGNMENT}/cancel"), cancel),
        (Op::Track, TRACK.to_owned(), track),
        (Op::Address, "/ratecalapi/PincodeApiCall".to_owned(), lane),
    ] {
        let refuses = Answer::Refuses {
            status: 503,
            code: "DOWN".to_owned(),
            message: "Try later".to_owned(),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(refuses));
        let (status, answer) = client.post(&path, &body).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (503, &json!("DOWN")),
            "{path}"
        );
        let throttled = Answer::Throttled {
            retry_after: Some(3),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(throttled));
        assert_eq!(client.post(&path, &body).await.0, 429, "{path}");
    }
    let html = || Fault::instead(Answer::Html500);
    client.sim.fail_next(PREFIX, Op::Label, html());
    let query = "reference_number=D00000000&label_code=SHIP_LABEL_4X6";
    assert_eq!(client.label(query).await.0, 500);
    client.sim.fail_next(PREFIX, Op::Token, html());
    assert_eq!(client.authenticate(USERNAME, PASSWORD).await.0, 500);
    assert_eq!(client.sim.ledger().len(), 0);
}
