//! Tracking, which moves with the clock.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn a_parcel_moves_with_the_clock_until_it_is_there() {
    let client = start();
    let number = client.buy(&one()).await.remove(0);
    for (hours, kind, word) in [
        (0, "UD", "Manifested"),
        (6, "UD", "In Transit"),
        (46, "UD", "Dispatched"),
        (4, "DL", "Delivered"),
    ] {
        client.sim.pass(hours * HOUR);
        let stands = client.stands(&number).await;
        assert_eq!(stands, (kind.to_owned(), word.to_owned()));
    }
    let shipment = client.track(&number).await;
    assert_eq!(
        (&shipment["AWB"], &shipment["ReferenceNo"]),
        (&json!(number), &json!("#1001"))
    );
    let scans = shipment["Scans"].as_array().expect("scans");
    assert_eq!(scans.len(), 6);
    let first = &scans[0]["ScanDetail"];
    assert_eq!(first["ScanDateTime"], "2026-01-15T12:00:00", "Indian time");
    assert_eq!(first["StatusCode"], "X-UCI");
    assert_eq!(
        scans[5]["ScanDetail"]["ScannedLocation"],
        "Bengaluru_Hub (Karnataka)"
    );
}

#[tokio::test]
async fn parcels_go_the_bad_ways_too() {
    let client = start();
    for (order, (course, kind, word)) in [
        (Course::Exception, "UD", "Pending"),
        (Course::Returned, "DL", "RTO"),
        (Course::NotHandedOver, "UD", "Manifested"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = client
            .buy(&with(json!({ "order": order.to_string() })))
            .await
            .remove(0);
        assert!(client.sim.set_course(&number, course));
        client.sim.pass(200 * HOUR);
        let stands = client.stands(&number).await;
        assert_eq!(stands, (kind.to_owned(), word.to_owned()), "{course:?}");
    }
}

#[tokio::test]
async fn many_are_asked_for_at_once_and_by_their_orders() {
    let client = start();
    let first = client.buy(&one()).await.remove(0);
    let second = client
        .buy(&with(json!({ "order": "#1002" })))
        .await
        .remove(0);
    let found = async |query: String| {
        let (status, answer) = client.get(&format!("/api/v1/packages/json/?{query}")).await;
        assert_eq!(status, 200);
        let data = answer["ShipmentData"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        data.iter()
            .map(|d| text_of(&d["Shipment"]["AWB"]))
            .collect::<Vec<_>>()
    };
    let both = found(format!("waybill={first},{second},84301239999990&ref_ids=")).await;
    assert_eq!(
        both,
        [first.clone(), second.clone()],
        "those that there are"
    );
    assert_eq!(found("waybill=&ref_ids=%231002".to_owned()).await, [second]);
    let (status, answer) = client
        .get("/api/v1/packages/json/?waybill=84301239999990")
        .await;
    assert_eq!((status, &answer["Success"]), (200, &json!(false)));
    assert_eq!(answer["Error"], "No such waybill or order ID found");
    let many = vec![first; 51].join(",");
    let (status, _) = client
        .get(&format!("/api/v1/packages/json/?waybill={many}"))
        .await;
    assert_eq!(status, 400, "fifty at most");
}
