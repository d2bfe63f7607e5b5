//! What is made of answers: above all, of those that say yes to a part.
use super::*;
use crate::{BoughtRef, SettleWay, Settled, Ship};
use pb_domain::Problem;
use ship::{Said, Sale};

fn said(answer: &Answer, parcels: usize) -> Said {
    let sale = Sale {
        format: "ZPL2".to_owned(),
        size: "910-300-400".to_owned(),
        returned: false,
    };
    ship::parse(answer, euro(490), parcels, &sale)
}

fn sold(answer: &Answer, parcels: usize) -> crate::Bought {
    match said(answer, parcels) {
        Said::Sold(bought) => *bought,
        other => panic!("it was sold: {other:?}"),
    }
}

fn no(answer: &Answer, parcels: usize) -> Problem {
    match said(answer, parcels) {
        Said::No(problem) => problem,
        other => panic!("it was refused: {other:?}"),
    }
}

fn unclear(answer: &Answer, parcels: usize) -> Problem {
    match said(answer, parcels) {
        Said::Unclear(problem) => {
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
            problem
        }
        other => panic!("nobody can say: {other:?}"),
    }
}

#[test]
fn a_sale_is_a_sale() {
    let one = sold(&recorded!("parcel_sold_200.json"), 1);
    assert_eq!(one.carrier_ref, FIRST);
    assert_eq!(one.parcels[0].tracking_number, FIRST);
    assert_eq!(one.charged, euro(490), "DHL states no price");
    assert_eq!(one.labels[0].format, Format::Zpl, "ZPL is no Base64");
    assert_eq!(
        one.carrier_data,
        json!({ "format": "ZPL2", "size": "910-300-400", "returned": false })
    );
    assert!(one.tracking_url.ends_with(FIRST));
    // The older name of a status, and a PDF.
    let pdf = sold(&recorded!("parcel_sold_pdf_200.json"), 1);
    assert_eq!(pdf.labels[0].format, Format::Pdf);
    let two = sold(&recorded!("parcel_sold_two_207.json"), 2);
    let numbers: Vec<&str> = two
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, [FIRST, SECOND]);
    assert_eq!(two.labels.len(), 2);
    // A label that cannot be read does not unmake a sale.
    let odd = include_str!("../../fixtures/parcel_sold_200.json").replace("^XA", "<b>");
    assert_eq!(sold(&answer(200, &odd), 1).labels, []);
}

#[test]
fn a_part_is_neither_a_sale_nor_a_refusal() {
    let Said::InPart { sold, problem } = said(&recorded!("parcel_part_207.json"), 2) else {
        panic!("a part was sold")
    };
    assert_eq!(sold, [FIRST]);
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    assert!(problem.text.contains("does not fit the city"));
    // The same with a status that says yes to the whole, or no.
    let part = include_str!("../../fixtures/parcel_part_207.json");
    for status in [200, 400] {
        let said = said(&answer(status, part), 2);
        assert!(matches!(said, Said::InPart { .. }), "{status}: {said:?}");
    }
}

#[test]
fn only_what_dhl_calls_a_no_is_one() {
    for (answer, kind, code, field) in [
        (
            recorded!("parcel_refused_400.json"),
            ProblemKind::Invalid,
            "400",
            Some("ship_to.postal_code"),
        ),
        (
            recorded!("parcel_malformed_400.json"),
            ProblemKind::Refused,
            "400",
            None,
        ),
        (
            recorded!("parcel_credentials_401.json"),
            ProblemKind::Auth,
            "401",
            None,
        ),
        (
            recorded!("parcel_throttled_429.json"),
            ProblemKind::RateLimited,
            "429",
            None,
        ),
    ] {
        let problem = no(&answer, 1);
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{problem:?}"
        );
        assert_eq!(problem.field.as_deref(), field);
        assert!(!problem.carrier_text.is_empty());
    }
    // All of several, in a multi-status.
    let refused = include_str!("../../fixtures/parcel_refused_400.json");
    let mut both: Value = serde_json::from_str(refused).unwrap();
    let item = both["items"][0].clone();
    both["items"].as_array_mut().unwrap().push(item);
    no(&answer(207, &both.to_string()), 2);
}

#[test]
fn everything_else_is_unknown() {
    let of = |fixture: &str, change: fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(fixture).unwrap();
        change(&mut value);
        answer(207, &value.to_string())
    };
    let two = include_str!("../../fixtures/parcel_sold_two_207.json");
    let part = include_str!("../../fixtures/parcel_part_207.json");
    for unclear_answer in [
        recorded!("parcel_down_500.json"),
        recorded!("parcel_sold_200.json"),
        answer(200, "{}"),
        answer(200, "<html>"),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
        // A yes without a number, a number with a no, the same number twice, one too many.
        of(two, |v| v["items"][1]["shipmentNo"] = json!("")),
        of(part, |v| v["items"][1]["shipmentNo"] = json!(SECOND)),
        of(two, |v| v["items"][1]["shipmentNo"] = json!(FIRST)),
        of(two, |v| v["items"].as_array_mut().unwrap().push(json!({}))),
        of(two, |v| v["items"][1]["sstatus"] = json!({})),
    ] {
        let problem = unclear(&unclear_answer, 2);
        assert!(!problem.hint.is_empty(), "{problem:?}");
    }
    let named = unclear(&of(two, |v| v["items"][1]["sstatus"] = json!({})), 2);
    assert!(
        named.text.contains(FIRST) && named.text.contains(SECOND),
        "nothing is lost"
    );
}

#[test]
fn a_rehearsal_refuses_what_would_be_sold_in_part() {
    let tried = |answer: &Answer| ship::parse_rehearsal(answer, 2);
    assert_eq!(tried(&recorded!("parcel_checked_207.json")), Ok(()));
    let no = tried(&recorded!("parcel_unchecked_207.json")).unwrap_err();
    assert_eq!(no.field.as_deref(), Some("ship_to.postal_code"));
    let fewer = ship::parse_rehearsal(&recorded!("parcel_checked_207.json"), 3).unwrap_err();
    assert_eq!(fewer.kind, ProblemKind::Unavailable, "nothing was bought");
}

#[test]
fn a_void_is_of_the_whole() {
    let one = [FIRST.to_owned()];
    let two = [FIRST.to_owned(), SECOND.to_owned()];
    assert_eq!(
        void::parse(&recorded!("parcel_void_200.json"), &one),
        Ok(())
    );
    assert_eq!(
        void::parse(&recorded!("parcel_void_two_207.json"), &two),
        Ok(())
    );
    let closed = void::parse(&recorded!("parcel_void_closed_400.json"), &one).unwrap_err();
    assert_eq!(closed.kind, ProblemKind::Refused);
    assert!(closed.text.contains("already deleted") && !closed.hint.is_empty());
    for (answer, numbers) in [
        (recorded!("parcel_void_part_207.json"), &two[..]),
        (recorded!("parcel_void_200.json"), &two[..]),
        (recorded!("parcel_down_500.json"), &one[..]),
        (answer(200, "{}"), &one[..]),
    ] {
        let problem = void::parse(&answer, numbers).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    }
    let part = void::parse(&recorded!("parcel_void_part_207.json"), &two).unwrap_err();
    assert!(part.text.contains(SECOND), "{}", part.text);
}

#[test]
fn labels_come_again_in_the_parcels_order() {
    let two = [SECOND.to_owned(), FIRST.to_owned()];
    let labels = label::parse(&recorded!("parcel_sold_two_207.json"), &two).unwrap();
    assert_eq!(labels.len(), 2);
    let fewer = label::parse(&recorded!("parcel_sold_200.json"), &two).unwrap_err();
    assert!(fewer.text.contains(SECOND));
    let closed = label::parse(&recorded!("parcel_void_closed_400.json"), &two[1..]).unwrap_err();
    assert_eq!(closed.kind, ProblemKind::Refused);
    assert!(closed.hint.contains("until the day is closed"));
}

#[test]
fn a_day_is_closed_parcel_by_parcel() {
    let two = [FIRST.to_owned(), SECOND.to_owned()];
    let closed = manifest::parse_close(&recorded!("parcel_manifest_207.json"), &two).unwrap();
    assert_eq!(closed[0], (FIRST.to_owned(), Ok(())));
    assert_eq!(closed[1].1.clone().unwrap_err().kind, ProblemKind::Refused);
    let third = ["00340434123450000038".to_owned(), FIRST.to_owned()];
    let unsaid = manifest::parse_close(&recorded!("parcel_manifest_207.json"), &third).unwrap();
    assert_eq!(
        unsaid[0].1.clone().unwrap_err().kind,
        ProblemKind::UnknownOutcome
    );
    let papers = manifest::parse_paper(&recorded!("parcel_paper_200.json")).unwrap();
    assert_eq!(papers[0].format, Format::Pdf);
    assert!(manifest::parse_paper(&answer(200, r#"{"manifest":[]}"#)).is_err());
}

#[test]
fn a_return_is_sold_once_and_stays() {
    let made = returns::parse(&recorded!("parcel_return_201.json"), euro(450)).unwrap();
    assert_eq!(made.carrier_ref, "999991587211");
    assert_eq!(made.labels[0].format, Format::Pdf);
    assert!(Sale::of(&made.carrier_data).returned);
    let no = returns::parse(&recorded!("parcel_return_400.json"), euro(450)).unwrap_err();
    assert_eq!(no.kind, ProblemKind::Refused);
    for unclear in [
        recorded!("parcel_down_500.json"),
        answer(201, "{}"),
        answer(201, "<html>"),
    ] {
        let problem = returns::parse(&unclear, euro(450)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
}

/// A return label can neither be taken back nor had again: nobody is asked.
#[tokio::test]
async fn a_return_is_neither_void_nor_given_again() {
    let made = returns::parse(&recorded!("parcel_return_201.json"), euro(450)).unwrap();
    let bought = BoughtRef {
        carrier_ref: made.carrier_ref,
        carrier_data: made.carrier_data,
        tracking_numbers: vec!["999991587211".to_owned()],
        service: "V07PAK".to_owned(),
    };
    let desk = desk();
    let void = PROFILE.void.unwrap().void(desk.cx(), &bought).await;
    assert_eq!(void.unwrap_err().kind, ProblemKind::Unsupported);
    let label = PROFILE
        .label_again
        .unwrap()
        .label_again(desk.cx(), &bought)
        .await;
    assert_eq!(label.unwrap_err().kind, ProblemKind::Unsupported);
    let close = PROFILE
        .manifests
        .unwrap()
        .close(desk.cx(), "2026-11-27", &[bought])
        .await;
    let manifest = close.unwrap();
    assert_eq!((manifest.left_out.len(), manifest.documents.len()), (1, 0));
}

#[tokio::test]
async fn a_person_settles() {
    let desk = desk();
    let prepared = prepared_at(&desk, &consignment(), "V01PAK");
    let Ship::Remote(ships) = &PROFILE.ship else {
        panic!("it sells")
    };
    assert_eq!(ships.settle_way(&desk.account), SettleWay::AskAPerson);
    let settled = ships
        .settle(desk.cx(), &prepared, &consignment())
        .await
        .unwrap();
    let Settled::StillUnknown(problem) = settled else {
        panic!("nobody can say")
    };
    assert!(problem.hint.contains(REFERENCE));
}

#[test]
fn who_is_let_in_may_ask_about_nothing() {
    for good in [
        recorded!("parcel_sold_200.json"),
        recorded!("parcel_malformed_400.json"),
        recorded!("parcel_void_closed_400.json"),
    ] {
        assert_eq!(connection::let_in(&good), Ok(()), "{good:?}");
    }
    for (bad, kind) in [
        (recorded!("parcel_credentials_401.json"), ProblemKind::Auth),
        (recorded!("parcel_down_500.json"), ProblemKind::Unavailable),
        (answer(404, "<html>"), ProblemKind::Unavailable),
        (answer(200, "{}"), ProblemKind::Unavailable),
    ] {
        assert_eq!(connection::let_in(&bad).unwrap_err().kind, kind, "{bad:?}");
    }
}
