//! Where a parcel stands.
use super::*;
use pb_domain::ShipmentStatus as S;
use pb_domain::TrackingStatus;

fn tracked(answer: &Answer) -> TrackingStatus {
    track::parse(answer, NUMBER).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = tracked(&recorded!("track_200.xml"));
    assert_eq!(there.status, Some(S::InTransit));
    assert_eq!(there.expected.as_deref(), Some("2026-11-30"));
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(statuses, [Some(S::InTransit), Some(S::PickedUp)]);
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-11-27T22:40:00Z", "India is ahead");
    assert_eq!(
        (newest.code.as_str(), newest.location.as_str()),
        ("003", "MUMBAI HUB")
    );
    let done = tracked(&recorded!("track_delivered_200.xml"));
    assert_eq!(done.status, Some(S::Delivered));
    assert_eq!(done.events[1].status, Some(S::OutForDelivery));
    assert_eq!(done.expected, None);
}

#[test]
fn what_is_not_known_is_not_wrong() {
    for none in [
        recorded!("track_unknown_200.xml"),
        answer(200, "<ShipmentData/>"),
        answer(200, "<ShipmentData><Shipment></Shipment></ShipmentData>"),
    ] {
        let there = tracked(&none);
        assert_eq!((there.status, there.events.len()), (None, 0), "{none:?}");
    }
    // Another waybill's track is not this one's.
    assert!(track::parse(&recorded!("track_200.xml"), "59812345679").is_err());
    let refused = track::parse(&recorded!("unauthorized_401.json"), NUMBER).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Auth);
}

#[test]
fn a_document_is_whole_or_none() {
    let inner =
        r#"<Shipment WaybillNo="59812345678"><Status>SHIPMENT PICKED UP</Status></Shipment>"#;
    let good = format!("<ShipmentData>{inner}</ShipmentData>");
    let there = tracked(&answer(200, &format!("\u{feff}{good}")));
    assert_eq!(there.status, Some(S::PickedUp));
    assert_eq!(there.events.len(), 1, "the status is the one event");
    for odd in [
        format!("{good}{good}"),
        format!("{good}more"),
        format!("<Error>{inner}</Error>"),
        format!("<ShipmentData>{inner}"),
        good.replace("</Status>", "</Stat>"),
        good.replace("PICKED", "&unheard;"),
        format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{good}"),
    ] {
        let problem = track::parse(&answer(200, &odd), NUMBER).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{odd}");
    }
    let entities = good.replace("PICKED UP", "PICKED &amp; PACKED &#65;");
    assert_eq!(
        tracked(&answer(200, &entities)).events[0].text,
        "SHIPMENT PICKED & PACKED A"
    );
}

#[test]
fn words_codes_and_types_have_their_meaning() {
    for (kind, code, words, expected) in [
        ("DL", "000", "SHIPMENT DELIVERED", Some(S::Delivered)),
        ("", "", "Shipment delivered", Some(S::Delivered)),
        ("DL", "", "SHIPMENT FURTHER CONNECTED", Some(S::Delivered)),
        (
            "UD",
            "002",
            "SHIPMENT OUT FOR DELIVERY",
            Some(S::OutForDelivery),
        ),
        ("UD", "", "Shipment Outscan", Some(S::OutForDelivery)),
        ("UD", "", "SHIPMENT OUTSCAN TO NETWORK", Some(S::InTransit)),
        ("UD", "015", "SHIPMENT PICKED UP", Some(S::PickedUp)),
        (
            "UD",
            "",
            "PICKUP HAS BEEN REGISTERED",
            Some(S::LabelCreated),
        ),
        (
            "UD",
            "",
            "PICK UP EMPLOYEE IS OUT TO P/U SHIPMENT",
            Some(S::LabelCreated),
        ),
        ("IT", "", "SHIPMENT FURTHER CONNECTED", Some(S::InTransit)),
        (
            "UD",
            "",
            "CONSIGNEE REFUSED TO ACCEPT",
            Some(S::DeliveryFailed),
        ),
        (
            "UD",
            "",
            "UNDELIVERED: CARTON OPEN",
            Some(S::DeliveryFailed),
        ),
        ("UD", "", "SHIPMENT RTO INITIATED", Some(S::Returning)),
        ("RT", "", "RETURN TO ORIGIN", Some(S::Returning)),
        ("DL", "", "SHIPMENT RTO", Some(S::ReturnedToSender)),
        (
            "RT",
            "",
            "RETURNED TO ORIGIN AT SHIPPER'S REQUEST",
            Some(S::ReturnedToSender),
        ),
        ("UD", "", "SHIPMENT LOST", Some(S::Lost)),
        ("UD", "", "SHIPMENT DAMAGED", Some(S::Damaged)),
        ("UD", "", "WAYBILL CANCELLED", Some(S::Cancelled)),
        ("UD", "099", "CARTON SEEN", None),
        ("UD", "", "HOLIDAY", None),
        ("", "", "", None),
    ] {
        assert_eq!(
            status::meaning(kind, code, words),
            expected,
            "{kind} {code} {words}"
        );
    }
}
