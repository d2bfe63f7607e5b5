//! Tracking, by number and by reference.
use super::*;
use crate::carriers::Course;

fn statuses(answer: &Value) -> Vec<String> {
    let events = answer["consignmentSet"][0]["packageSet"][0]["eventSet"].as_array();
    let events = events.expect("events");
    events.iter().map(|e| text_of(&e["status"])).collect()
}

#[tokio::test]
async fn a_booking_shows_once_its_data_have_come_through() {
    let client = start();
    let bought = client.buy(&booking()).await;
    let parcel = text_of(&bought["packages"][0]["packageNumber"]);
    let consignment = text_of(&bought["consignmentNumber"]);
    let error = |answer: &Value| answer["consignmentSet"][0]["error"]["code"].clone();
    assert_eq!(error(&client.track(&parcel).await), 404);
    client.sim.pass(Duration::from_secs(61));
    for asked in [&parcel, &consignment, "SO-1"] {
        let answer = client.track(asked).await;
        let set = &answer["consignmentSet"][0];
        assert_eq!(set["consignmentId"], consignment);
        assert_eq!(set["senderReference"], "SO-1");
        assert_eq!(set["packageSet"][0]["packageNumber"], parcel);
        assert_eq!(set["packageSet"][0]["weightInKgs"], 1.2);
        assert_eq!(statuses(&answer), ["PRE_NOTIFIED"]);
    }
    assert_eq!(error(&client.track("SO-2").await), 404);
    // Two under one reference are two.
    client.buy(&booking()).await;
    client.sim.pass(HOUR);
    let answer = client.track("SO-1").await;
    assert_eq!(answer["consignmentSet"].as_array().expect("sets").len(), 2);
}

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let client = start();
    let bought = client.buy(&booking()).await;
    let parcel = text_of(&bought["packages"][0]["packageNumber"]);
    client.sim.pass(57 * HOUR);
    let answer = client.track(&parcel).await;
    assert_eq!(
        statuses(&answer),
        [
            "DELIVERED",
            "TRANSPORT_TO_RECIPIENT",
            "IN_TRANSIT",
            "IN_TRANSIT",
            "HANDED_IN",
            "PRE_NOTIFIED"
        ]
    );
    let package = &answer["consignmentSet"][0]["packageSet"][0];
    assert_eq!(package["dateOfEstimatedDelivery"], "17.01.2026");
    assert_eq!(
        package["eventSet"][5]["dateIso"],
        "2026-01-15T12:00:00+01:00"
    );
    assert!(client.sim.set_course(&parcel, Course::Returned));
    client.sim.pass(100 * HOUR);
    let back = statuses(&client.track(&parcel).await);
    assert_eq!(
        back[..3],
        ["DELIVERED_SENDER", "RETURN", "ATTEMPTED_DELIVERY"]
    );
}

#[tokio::test]
async fn failures_are_in_a_200() {
    let client = start();
    for path in ["q=&lang=en", "lang=en", "q=1&lang=fr"] {
        let (status, answer) = client
            .get(&format!("/tracking/api/v2/tracking.json?{path}"))
            .await;
        assert_eq!(status, 200);
        assert_eq!(answer["consignmentSet"][0]["error"]["code"], 400, "{path}");
    }
}

#[tokio::test]
async fn who_asks_too_much_that_is_not_there_is_blocked_for_a_while() {
    let client = start();
    for n in 0..50 {
        let answer = client.track(&format!("NOTHING-{n}")).await;
        assert_eq!(answer["consignmentSet"][0]["error"]["code"], 404);
    }
    let blocked = client.track("NOTHING").await;
    let error = &blocked["shipments"][0]["consignmentSet"][0]["error"];
    assert_eq!(error["code"], 503);
    client.sim.pass(Duration::from_secs(601));
    let answer = client.track("NOTHING").await;
    assert_eq!(answer["consignmentSet"][0]["error"]["code"], 404);
}
