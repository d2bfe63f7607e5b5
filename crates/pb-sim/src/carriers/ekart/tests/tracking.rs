//! Where a parcel is.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let client = start().await;
    let (id, _) = client.buy(&shipment()).await;
    let placed = client.track(&id).await;
    assert_eq!(placed["track"]["status"], "Order Placed");
    assert_eq!(
        (&placed["_id"], &placed["order_number"]),
        (&json!(id), &json!("#1001"))
    );
    assert!(placed["edd"].is_null(), "it was not picked up");
    assert_eq!(placed["track"]["ctime"], NOON);
    for (hours, status, details) in [
        (7, "Picked Up", 2),
        (8, "In Transit", 3),
        (38, "Out for Delivery", 5),
        (4, "Delivered", 6),
    ] {
        client.sim.pass(HOUR * hours);
        let there = client.track(&id).await;
        assert_eq!(there["track"]["status"], status);
        let scans = there["track"]["details"].as_array().expect("a list");
        assert_eq!(scans.len(), details);
        assert_eq!(there["edd"], NOON + 56 * 3_600_000);
        assert_eq!(there["track"]["pickupTime"], NOON + 6 * 3_600_000);
        assert!(there["track"]["ndrActions"].is_null());
    }
}

#[tokio::test]
async fn a_failed_delivery_says_why_and_what_may_be_done() {
    let client = start().await;
    let (id, waybill) = client.buy(&shipment()).await;
    client.sim.set_course(&waybill, Course::Returned);
    client.sim.pass(57 * HOUR);
    let track = client.track(&id).await["track"].clone();
    assert_eq!(track["status"], "Undelivered");
    assert_eq!(track["ndrStatus"], "Customer Unavailable");
    assert_eq!(track["ndrActions"], json!(["Re-Attempt", "RTO"]));
    assert_eq!(track["attempts"], 1);
    client.sim.pass(24 * HOUR);
    assert_eq!(client.status(&id).await, "RTO In Transit");
    client.sim.pass(48 * HOUR);
    assert_eq!(client.status(&id).await, "RTO Delivered");
}

#[tokio::test]
async fn what_is_not_known_has_no_track() {
    let client = start().await;
    let (_, waybill) = client.buy(&shipment()).await;
    for id in ["500000PB0000000", waybill.as_str()] {
        assert_eq!(client.track(id).await, json!({ "_id": id }));
    }
}
