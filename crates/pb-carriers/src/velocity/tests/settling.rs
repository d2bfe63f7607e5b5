//! What a look-up of an order's number proves.
use super::*;
use crate::Settled;
use settle::{Found, Row};

fn found(answer: &Answer) -> Found {
    settle::parse(answer, ORDER).unwrap()
}

fn row() -> Row {
    Row {
        number: BILL.to_owned(),
        shipment: "SHIHB0BMT4DYM".to_owned(),
        courier: "Delhivery Standard".to_owned(),
        courier_id: COURIER.to_owned(),
    }
}

/// A list with rows of our order.
fn list(rows: &[Value]) -> Answer {
    let rows: Vec<Value> = rows
        .iter()
        .map(|attributes| {
            let mut attributes = attributes.clone();
            attributes["order"] = json!({ "external_id": ORDER });
            json!({ "attributes": attributes })
        })
        .collect();
    answer(200, &json!({ "data": rows }).to_string())
}

#[test]
fn the_row_of_the_very_order_counts() {
    assert_eq!(found(&recorded!("found_200.json")), Found::Sold(row()));
    let Found::Sold(back) = found(&recorded!("found_return_200.json")) else {
        panic!("it is there")
    };
    assert_eq!(
        (back.number.as_str(), back.shipment.as_str()),
        ("VEHR4336705675", "SHIUEOB5S6CS5")
    );
    assert_eq!(found(&recorded!("found_none_200.json")), Found::Nothing);
    // Another order's row is none of ours, though a search finds it.
    let other = settle::parse(&recorded!("found_200.json"), "1001-ffffffff").unwrap();
    assert_eq!(other, Found::Nothing);
}

#[test]
fn an_order_may_be_unbooked_cancelled_or_there_twice() {
    let there = |number: &str, status: &str| json!({ "tracking_number": number, "status": status });
    assert_eq!(found(&list(&[there("", "pending")])), Found::NotBooked);
    let Found::Cancelled(cancelled) = found(&list(&[there(BILL, "cancelled")])) else {
        panic!("it is cancelled")
    };
    assert_eq!(cancelled.number, BILL);
    // A page that shows a row twice shows one.
    let twice = [there(BILL, "in_transit"), there(BILL, "in_transit")];
    assert!(matches!(found(&list(&twice)), Found::Sold(_)));
    let several = [there(BILL, "in_transit"), there("34812010700777", "new")];
    assert_eq!(
        found(&list(&several)),
        Found::Several(vec![BILL.to_owned(), "34812010700777".to_owned()])
    );
    // One that was cancelled and another that was not: that one.
    let again = [there(BILL, "cancelled"), there("34812010700777", "new")];
    let Found::Sold(row) = found(&list(&again)) else {
        panic!("one is sold")
    };
    assert_eq!(row.number, "34812010700777");
}

#[test]
fn what_was_found_is_a_sale_without_its_price_and_label() {
    let now = now().timestamp();
    let settled = settle::settled(Found::Sold(row()), &prepared(), now);
    let Settled::Bought(bought) = settled else {
        panic!("{settled:?}")
    };
    assert_eq!(bought.parcels[0].tracking_number, BILL);
    assert_eq!(bought.carrier_ref, "SHIHB0BMT4DYM");
    assert_eq!((bought.charged, bought.labels.len()), (rate().total, 0));
}

#[test]
fn everything_else_stays_unknown_and_is_asked_again_for_a_day() {
    let sent = now().timestamp();
    let later = |hours: i64| {
        sent.checked_add(jiff::SignedDuration::from_hours(hours))
            .unwrap()
    };
    let several = Found::Several(vec![BILL.to_owned()]);
    for (found, again) in [
        (Found::Nothing, Some(300)),
        (Found::NotBooked, Some(300)),
        (Found::Cancelled(row()), None),
        (several, None),
    ] {
        for (now, again) in [(later(23), again), (later(25), None)] {
            let settled = settle::settled(found.clone(), &prepared(), now);
            let Settled::StillUnknown(problem) = settled else {
                panic!("{found:?}: {settled:?}")
            };
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
            assert_eq!(problem.retry_after, again, "{found:?}");
            assert!(problem.hint.contains(ORDER), "{problem:?}");
        }
    }
    // A journal that cannot be read is a person's.
    let odd = Prepared {
        request: Request::get("https://shazam.velocity.in"),
        ..prepared()
    };
    let Settled::StillUnknown(problem) = settle::settled(Found::Nothing, &odd, sent) else {
        panic!("nothing is proven")
    };
    assert_eq!(problem.retry_after, None);
}
