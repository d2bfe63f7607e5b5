//! Where a parcel is.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let client = start();
    let bill = text_of(&client.buy(FORWARD, &order()).await["awb_code"]);
    for (hours, status, scans) in [
        (0, "pickup_scheduled", 1),
        (7, "picked_up", 2),
        (8, "in_transit", 3),
        (38, "out_for_delivery", 5),
        (4, "delivered", 6),
    ] {
        client.sim.pass(HOUR * hours);
        let track = client.track(&bill).await;
        assert_eq!(track["shipment_status"], status);
        assert_eq!(track["shipment_track"][0]["current_status"], status);
        assert_eq!(
            track["shipment_track_activities"].as_array().map(Vec::len),
            Some(scans)
        );
    }
    let track = client.track(&bill).await;
    assert_eq!(
        track["shipment_track_activities"][0],
        json!({ "date": "2026-11-28 20:00:00", "activity": "DELIVERED", "location": "Mumbai" }),
        "newest first, in Indian time"
    );
    assert_eq!(
        track["shipment_track"][0]["pickup_date"],
        "2026-11-26 18:00:00"
    );
    assert_eq!(
        track["track_url"],
        format!("https://shipfastt.in/track/{bill}")
    );
}

#[tokio::test]
async fn a_failed_delivery_comes_back() {
    let client = start();
    let bill = text_of(&client.buy(FORWARD, &order()).await["awb_code"]);
    client.sim.set_course(&bill, Course::Returned);
    for (hours, status) in [
        (57, "ndr_raised"),
        (24, "rto_in_transit"),
        (48, "rto_delivered"),
    ] {
        client.sim.pass(HOUR * hours);
        assert_eq!(client.status(&bill).await, status);
    }
}

#[tokio::test]
async fn a_return_has_words_of_its_own() {
    let client = start();
    let bill = text_of(&client.buy(REVERSE, &back()).await["awb_code"]);
    for (hours, status) in [
        (0, "return_pickup_scheduled"),
        (7, "return_in_transit"),
        (50, "return_delivered"),
    ] {
        client.sim.pass(HOUR * hours);
        assert_eq!(client.status(&bill).await, status);
    }
}

#[tokio::test]
async fn several_are_tracked_at_once_and_strangers_have_no_track() {
    let client = start();
    let first = client.buy(FORWARD, &order()).await;
    let second = text_of(&client.buy(FORWARD, &numbered("2")).await["awb_code"]);
    let shipment = text_of(&first["shipment_id"]);
    let first = text_of(&first["awb_code"]);
    let awbs = json!({ "awbs": [first, second, shipment, "34810000000000"] });
    let (status, answer) = client.post("order-tracking", &awbs).await;
    assert_eq!(status, 200);
    let of = |number: &str| answer["result"][number]["tracking_data"]["shipment_status"].clone();
    assert_eq!(of(&first), "pickup_scheduled");
    assert_eq!(of(&second), "pickup_scheduled");
    assert!(of(&shipment).is_null() && of("34810000000000").is_null());
}
