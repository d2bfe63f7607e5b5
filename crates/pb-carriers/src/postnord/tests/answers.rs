//! What is made of answers about transit times, service points and the customer number; and how numbers look.
use super::*;
use crate::Likeness;

#[test]
fn transit_times_say_what_goes_there_and_when() {
    let times = transit::parse(&recorded!("transit_200.json")).unwrap();
    let of = |service: &str| transit::of(&times, &service::Chosen::read(service).unwrap());
    let collect = of("19").unwrap();
    assert_eq!((collect.days, collect.offered), (Some(2), true));
    assert_eq!(collect.arrives.as_deref(), Some("2026-11-30"));
    // Friday to Monday is one working day, where no range is stated.
    assert_eq!(of("17").unwrap().days, Some(1));
    let early = of("17+D6").unwrap();
    assert!(!early.offered && early.words.contains("SE-17-D6"));
    // A variant that is not listed is taken for the service alone.
    assert_eq!(of("17+F1"), of("17"));
    assert!(!of("18").unwrap().offered);
    assert_eq!(of("91"), None);
    let one = transit::parse(&recorded!("transit_object_200.json")).unwrap();
    assert_eq!(one.len(), 1);
}

#[test]
fn a_lane_is_served_where_any_service_is() {
    let served = transit::served(&transit::parse(&recorded!("transit_200.json")).unwrap());
    assert!(served.served && served.words.is_empty());
    assert_eq!(served.transit_days, Some(1));
    let none = transit::served(&transit::parse(&recorded!("transit_none_200.json")).unwrap());
    assert!(!none.served && none.words.contains("9170"));
    let silent = transit::served(&transit::parse(&answer(200, "[]")).unwrap());
    assert!(!silent.served && !silent.words.is_empty());
}

#[test]
fn a_parcel_is_sent_to_the_points_delivery_address() {
    let point = point::parse(&recorded!("points_200.json")).unwrap();
    assert_eq!(
        (point.id.as_str(), point.street.as_str()),
        ("209042", "Koivukatu 9 B")
    );
    let mut later: Value =
        serde_json::from_str(include_str!("../fixtures/points_200.json")).unwrap();
    let points = &mut later["servicePointInformationResponse"]["servicePoints"];
    points[0]["servicePointId"] = Value::Null;
    let point = point::parse(&answer(200, &later.to_string())).unwrap();
    assert_eq!(
        point.street, "Kuusikuja 2",
        "the visiting one, for want of it"
    );
    let none = point::parse(&recorded!("points_none_200.json")).unwrap_err();
    assert_eq!(none.field.as_deref(), Some("ship_to.postal_code"));
    let refused = point::parse(&recorded!("points_refused_200.json")).unwrap_err();
    assert_eq!(
        (refused.kind, refused.carrier_code.as_str()),
        (ProblemKind::Refused, "API-005")
    );
    assert!(refused.text.contains("postalCode"));
}

#[test]
fn a_customer_number_is_valid_by_a_word() {
    assert_eq!(connection::parse(&answer(200, "VALID")), Ok(()));
    assert_eq!(connection::parse(&answer(200, "\"VALID\"\n")), Ok(()));
    let invalid = connection::parse(&answer(200, "INVALID")).unwrap_err();
    assert_eq!(invalid.field.as_deref(), Some("customer_number"));
    for odd in ["", "<html>VALID</html>", "valid?", "{}"] {
        let problem = connection::parse(&answer(200, odd)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{odd}");
    }
    let refused = connection::parse(&recorded!("key_403.json")).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Auth);
}

#[test]
fn a_key_that_opens_one_product_is_not_wrong() {
    let refused = transit::parse(&recorded!("key_403.json")).map(|_| ());
    assert_eq!(connection::is_open(refused), Ok(false));
    assert_eq!(connection::is_open(Ok(())), Ok(true));
    let down = transit::parse(&recorded!("down_503.json")).map(|_| ());
    assert!(connection::is_open(down).is_err());
}

#[test]
fn numbers_are_known_by_their_form() {
    for (text, expected) in [
        (FIRST, Likeness::CheckDigit),
        ("00373500454541020957", Likeness::CheckDigit),
        ("00373500450000000011", Likeness::No),
        ("00106141412345678908", Likeness::Form),
        ("UO553662591SE", Likeness::CheckDigit),
        ("UO553662592SE", Likeness::No),
        ("UO553662591DK", Likeness::CheckDigit),
        ("UO553662591US", Likeness::No),
        ("84971563697SE", Likeness::Form),
        ("84971563697DK", Likeness::No),
        ("1ZA1B2C30310420013", Likeness::No),
        ("00373500450000000ä0", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!(number::likeness(text), expected, "{text}");
    }
}
