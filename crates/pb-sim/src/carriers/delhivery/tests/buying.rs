//! Manifests, labels and cancellations.
use super::*;

#[tokio::test]
async fn a_parcel_is_sold_and_labelled() {
    let client = start();
    let (status, answer) = client.create(&one()).await;
    assert_eq!(status, 200);
    assert_eq!(answer["package_count"], 1);
    assert!(text_of(&answer["upload_wbn"]).starts_with("UPL"));
    let package = &answer["packages"][0];
    assert_eq!(package["status"], "Success");
    assert_eq!(
        (
            &package["refnum"],
            &package["payment"],
            &package["sort_code"]
        ),
        (&json!("#1001"), &json!("Pre-paid"), &json!("BLR/ASH"))
    );
    let number = text_of(&package["waybill"]);
    assert_eq!(number.len(), 14);
    let sold = client.sim.ledger();
    assert_eq!(sold.len(), 1);
    assert_eq!(
        (sold[0].shipment.as_str(), sold[0].numbers()),
        (number.as_str(), vec![number.as_str()])
    );
    assert_eq!(sold[0].references, ["#1001"]);
    assert!(sold[0].charge.minor > 0 && sold[0].charge.currency.code() == "INR");

    for (size, is_small) in [("4R", true), ("A4", false)] {
        let path = format!("/api/p/packing_slip?wbns={number}&pdf=true&pdf_size={size}");
        let (status, answer) = client.get(&path).await;
        assert_eq!((status, &answer["packages_found"]), (200, &json!(1)));
        assert_eq!(answer["packages"][0]["wbn"], number);
        let link = text_of(&answer["packages"][0]["pdf_download_link"]);
        // The link needs no token.
        let file = client.http.get(&link).send().await.expect("an answer");
        assert_eq!(file.status().as_u16(), 200, "{link}");
        let bytes = file.bytes().await.expect("a body").to_vec();
        assert_eq!(Format::sniff(&bytes), Some(Format::Pdf));
        if is_small {
            carries(bytes, &number);
        }
        for broken in [
            link.replace("Signature=", "Signature=0"),
            link.replace(&number, "84301230000001"),
        ] {
            let file = client.http.get(&broken).send().await.expect("an answer");
            assert_eq!(file.status().as_u16(), 403, "{broken}");
        }
        client.sim.pass(8 * 24 * HOUR);
        let file = client.http.get(&link).send().await.expect("an answer");
        assert_eq!(file.status().as_u16(), 403, "it is too old");
    }
    let (_, none) = client
        .get("/api/p/packing_slip?wbns=84301239999990&pdf=true")
        .await;
    assert_eq!(none, json!({ "packages": [], "packages_found": 0 }));
}

#[tokio::test]
async fn a_waybill_is_used_once() {
    let client = start();
    let number = client.waybill().await;
    let numbered = with(json!({ "waybill": number }));
    assert_eq!(client.buy(&numbered).await, std::slice::from_ref(&number));
    assert_eq!(client.remark(&numbered).await, "Duplicate waybill");
    let foreign = with(json!({ "waybill": "84309990000011", "order": "#1002" }));
    assert_eq!(
        client.remark(&foreign).await,
        "Unable to consume waybill 84309990000011"
    );
    assert_eq!(client.sim.ledger().len(), 1, "sold once");
}

#[tokio::test]
async fn an_order_that_is_alike_in_all_is_a_duplicate() {
    let client = start();
    client.buy(&one()).await;
    assert_eq!(client.remark(&one()).await, "Duplicate Order Id");
    for change in [
        json!({ "total_amount": "1499" }),
        json!({ "products_desc": "Bowl" }),
        json!({ "name": "Ora Example" }),
        json!({ "order": "#1001-2" }),
    ] {
        client.buy(&with(change)).await;
    }
    // A number and its text are the same amount.
    assert_eq!(
        client
            .remark(&with(json!({ "total_amount": 1499.50 })))
            .await,
        "Duplicate Order Id"
    );
}

#[tokio::test]
async fn several_boxes_are_one_shipment() {
    let client = start();
    let (master, child) = (client.waybill().await, client.waybill().await);
    let boxed = |order: &str, waybill: &str, change: &Value| {
        let mut parcel = parcel(order);
        parcel["payment_mode"] = json!("COD");
        parcel["cod_amount"] = json!("500");
        parcel["shipment_type"] = json!("MPS");
        parcel["mps_children"] = json!("2");
        parcel["mps_amount"] = json!("1000");
        parcel["master_id"] = json!(master);
        parcel["waybill"] = json!(waybill);
        for (name, value) in change.as_object().expect("fields") {
            parcel[name] = value.clone();
        }
        parcel
    };
    for (change, remark) in [
        (
            json!({ "mps_children": "3" }),
            "mps_children is not the number of boxes",
        ),
        (
            json!({ "mps_amount": "999" }),
            "mps_amount is not the sum of the boxes",
        ),
        (
            json!({ "master_id": "" }),
            "Prefetched waybills are mandatory for MPS",
        ),
        (
            json!({ "shipment_type": "SPS" }),
            "shipment_type is not MPS",
        ),
    ] {
        // The same of both, so that none of them is sold.
        let shipments = json!([boxed("1", &master, &change), boxed("2", &child, &change)]);
        let (_, answer) = client.create(&manifest(shipments)).await;
        let packages = answer["packages"].as_array().expect("packages");
        assert!(
            packages.iter().all(|p| p["remarks"][0] == remark),
            "{change}: {answer}"
        );
        assert!(client.sim.ledger().is_empty());
    }
    let client = start();
    let (master, child) = (client.waybill().await, client.waybill().await);
    let boxed = |order: &str, waybill: &str| {
        let mut parcel = parcel(order);
        parcel["shipment_type"] = json!("MPS");
        parcel["mps_children"] = json!(2);
        parcel["mps_amount"] = json!(0);
        parcel["master_id"] = json!(master);
        parcel["waybill"] = json!(waybill);
        parcel
    };
    let shipments = json!([boxed("1", &master), boxed("2", &child)]);
    let sold = client.buy(&manifest(shipments)).await;
    assert_eq!(sold, [master.clone(), child.clone()]);
    let ledger = client.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(
        (ledger[0].shipment.as_str(), ledger[0].parcels.len()),
        (master.as_str(), 2)
    );
}

#[tokio::test]
async fn a_cancellation_shows_only_where_it_moves_something() {
    let client = start();
    let number = client.buy(&one()).await.remove(0);
    let answer = client.cancel(&number).await;
    assert_eq!(
        (&answer["status"], &answer["waybill"], &answer["order_id"]),
        (&json!(true), &json!(number), &json!("#1001"))
    );
    assert_eq!(
        client.stands(&number).await,
        ("UD".to_owned(), "Manifested".to_owned())
    );
    assert!(client.sim.ledger()[0].voided());
    let again = client.cancel(&number).await;
    assert_eq!(again["status"], false, "{again}");
    client.sim.pass(60 * HOUR);
    assert_eq!(
        client.stands(&number).await.1,
        "Manifested",
        "it stays where it is"
    );

    let under_way = client
        .buy(&with(json!({ "order": "#1002" })))
        .await
        .remove(0);
    client.sim.pass(20 * HOUR);
    assert_eq!(client.cancel(&under_way).await["status"], true);
    assert_eq!(
        client.stands(&under_way).await,
        ("RT".to_owned(), "In Transit".to_owned())
    );
    assert!(!client.sim.ledger()[1].voided(), "it was handed over");
    client.sim.pass(48 * HOUR);
    assert_eq!(
        client.stands(&under_way).await,
        ("DL".to_owned(), "RTO".to_owned())
    );

    let there = client
        .buy(&with(json!({ "order": "#1003" })))
        .await
        .remove(0);
    client.sim.pass(53 * HOUR);
    let refused = client.cancel(&there).await;
    assert_eq!(
        (&refused["status"], &refused["waybill"]),
        (&json!(false), &json!(there))
    );
    assert!(text_of(&refused["error"]).contains("Dispatched"));
    let stranger = client.cancel("84301239999990").await;
    assert_eq!(stranger["status"], false);
}

#[tokio::test]
async fn an_edit_changes_what_may_be_changed() {
    let client = start();
    let number = client.buy(&one()).await.remove(0);
    let edit = async |body: Value| {
        let mut body = body;
        body["waybill"] = json!(number);
        client.post("/api/p/edit", &body).await
    };
    let (_, answer) =
        edit(json!({ "name": "Ora Example", "add": "7 Fig Lane", "phone": "9000012345" })).await;
    assert_eq!(answer["status"], true, "{answer}");
    assert_eq!(
        client.track(&number).await["Consignee"]["Name"],
        "Ora Example"
    );
    let (_, answer) = edit(json!({ "phone": "12" })).await;
    assert_eq!(answer["status"], false);
    let (_, answer) = edit(json!({ "pt": "COD" })).await;
    assert_eq!(answer["error"], "cod is mandatory");
    let (_, answer) = edit(json!({ "pt": "COD", "cod": 100 })).await;
    assert_eq!(answer["status"], true);
    let (_, answer) = edit(json!({ "pt": "Pickup" })).await;
    assert_eq!(answer["status"], false);
    let (status, answer) = edit(json!({ "pin": "110001" })).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &json!("pin is not a known key"))
    );
    let (status, _) = client
        .post("/api/p/edit/", &json!({ "waybill": number }))
        .await;
    assert_eq!(status, 404, "no slash at the end");
}

#[tokio::test]
async fn a_return_is_fetched_brought_and_cancelled_in_its_own_words() {
    let client = start();
    let back = json!({
        "payment_mode": "Pickup", "return_name": "Acorn", "return_add": "12 Mill Road", "return_city": "Pune",
        "return_pin": "411001", "return_phone": "9876543210", "return_country": "India",
    });
    let number = client.buy(&with(back.clone())).await.remove(0);
    assert_eq!(
        client.stands(&number).await,
        ("PP".to_owned(), "Scheduled".to_owned())
    );
    client.sim.pass(7 * HOUR);
    assert_eq!(
        client.stands(&number).await,
        ("PU".to_owned(), "In Transit".to_owned())
    );
    assert_eq!(
        client.cancel(&number).await["status"],
        false,
        "only a scheduled one"
    );
    client.sim.pass(60 * HOUR);
    assert_eq!(
        client.stands(&number).await,
        ("DL".to_owned(), "DTO".to_owned())
    );
    let mut other = with(back);
    other["shipments"][0]["order"] = json!("#1002");
    let number = client.buy(&other).await.remove(0);
    assert_eq!(client.cancel(&number).await["status"], true);
    assert_eq!(
        client.stands(&number).await,
        ("CN".to_owned(), "Canceled".to_owned())
    );
}
