//! What is made of rates, voids, labels, places, instructions, manifests, webhooks and logins.
use super::*;
use crate::Likeness;
use crate::engine::Login as _;
use rust_decimal::Decimal;
use secrecy::ExposeSecret as _;
use serviceability::{Lane, Place};
use std::time::Duration;

#[test]
fn a_price_has_its_parts_where_they_add_up() {
    let read = rate::parse(&recorded!("estimate_200.json"), &account()).unwrap();
    let [rate] = read.rates.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(
        (rate.service.as_str(), rate.service_name.as_str()),
        ("SURFACE", "Surface")
    );
    assert_eq!(rate.total, inr(24_662));
    let parts: Vec<(&str, i64)> = rate
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(
        parts,
        [
            ("Transport", 19_000),
            ("Fuel surcharge", 1_900),
            ("Tax", 3_762)
        ]
    );
    assert_eq!(rate.carrier_data["zone"], "C");
    assert_eq!(rate.carrier_data["billing_weight"], "1500");
    assert_eq!(
        (rate.transit_days, rate.delivery_date.as_ref()),
        (None, None)
    );
    let express = with(&[("service_type", "EXPRESS")]);
    let cash = rate::parse(&recorded!("estimate_cod_200.json"), &express).unwrap();
    assert_eq!(cash.rates[0].service_name, "Express");
    assert_eq!(cash.rates[0].charges.len(), 3);
    let odd = json!({ "shippingCharge": "50", "taxes": "9", "total": 60 });
    let odd = rate::parse(&answer(200, &odd.to_string()), &account()).unwrap();
    assert_eq!(
        (odd.rates[0].total, odd.rates[0].charges.len()),
        (inr(6_000), 0)
    );
}

#[test]
fn a_price_that_cannot_be_is_a_note() {
    for total in [json!("0"), json!("-5"), json!("much"), json!("1e99")] {
        let odd = json!({ "total": total });
        let read = rate::parse(&answer(200, &odd.to_string()), &account()).unwrap();
        assert_eq!((read.rates.len(), read.notes.len()), (0, 1), "{total}");
        assert_eq!(read.notes[0].kind, ProblemKind::Refused);
    }
    let refused = rate::parse(&recorded!("validation_400.json"), &account()).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
}

#[test]
fn a_void_is_of_the_shipment_that_was_asked_for() {
    let parse = |answer: &Answer| void::parse(answer, ID);
    assert_eq!(parse(&recorded!("cancelled_200.json")), Ok(()));
    let object = r#"{"data":{"status":true,"remark":"done"}}"#;
    assert_eq!(parse(&answer(200, object)), Ok(()));
    let late = parse(&recorded!("cancel_refused_200.json")).unwrap_err();
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("Delivered") && !late.hint.is_empty());
    for unclear in [
        answer(200, "{}"),
        answer(200, r#"{"data":[]}"#),
        answer(200, r#"{"data":[{"status":true,"tracking_id":"another"}]}"#),
        answer(200, r#"{"data":[{"status":true},{"status":true}]}"#),
        answer(200, &format!(r#"{{"data":[{{"tracking_id":"{ID}"}}]}}"#)),
        answer(204, ""),
    ] {
        let kind = parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}

#[test]
fn a_label_is_one_whole_document() {
    let label = label::parse(&recorded!("label_200.pdf"), "label").unwrap();
    assert_eq!(label.format, pb_domain::Format::Pdf);
    let missing = label::parse(&recorded!("alias_404.json"), "label").unwrap_err();
    assert_eq!(missing.carrier_code, "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION");
    let inside = label::parse(&recorded!("failure_200.json"), "label").unwrap_err();
    assert_eq!(inside.carrier_code, "SWIFT_VALIDATION_EXCEPTION");
    assert!(label::parse(&answer(200, "^XA^FO1,1^FS^XZ"), "label").is_err());
}

fn place() -> Place {
    serviceability::parse(&recorded!("served_200.json")).unwrap()
}

#[test]
fn places_say_what_is_done_there() {
    let there = place();
    assert_eq!(there.cash, Some(Decimal::from(25_000)));
    assert!(there.forward_drop && !there.reverse_drop);
    for no in [
        recorded!("not_served_422.json"),
        recorded!("not_served_200.json"),
        answer(
            422,
            r#"{"status":false,"pincode":194101,"remark":"Not serviceable"}"#,
        ),
    ] {
        let nothing = serviceability::parse(&no).unwrap();
        let words = nothing.words.clone();
        assert!(words.to_lowercase().contains("serviceable"), "{words}");
        assert_eq!(
            nothing,
            Place {
                words,
                ..Place::default()
            }
        );
    }
    for unclear in [
        answer(422, "<html>"),
        answer(422, "{}"),
        answer(200, r#"{"status":true}"#),
    ] {
        let kind = serviceability::parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::Unavailable, "{unclear:?}");
    }
}

#[test]
fn a_lane_needs_both_its_ends() {
    let nowhere = serviceability::parse(&recorded!("not_served_422.json")).unwrap();
    let lane = |direction, cash: Option<i64>| Lane {
        direction,
        cash: cash.map(Decimal::from),
    };
    let there = lane(Direction::Outbound, None).served((560_001, &place()), (400_001, &place()));
    assert!(there.served, "{there:?}");
    assert_eq!(there.cash_on_delivery, Some(true));
    let not = lane(Direction::Outbound, None).served((560_001, &place()), (194_101, &nowhere));
    assert!(!not.served && not.words.contains("194101"), "{not:?}");
    assert_eq!(not.cash_on_delivery, Some(false));
    // The fixture's place brings no returns back.
    let back = lane(Direction::Return, None).served((560_001, &place()), (400_001, &place()));
    assert!(!back.served && back.words.contains("560001"), "{back:?}");
    for (cash, served) in [(25_000, true), (25_001, false)] {
        let asked = lane(Direction::Outbound, Some(cash));
        let asked = asked.served((560_001, &place()), (400_001, &place()));
        assert_eq!(asked.served, served, "{asked:?}");
    }
    let no_cash = Place {
        cash: None,
        ..place()
    };
    let asked = lane(Direction::Outbound, Some(1)).served((560_001, &place()), (400_001, &no_cash));
    assert!(!asked.served);
}

#[test]
fn an_instruction_is_taken_refused_or_unknown() {
    assert_eq!(instruct::parse(&recorded!("ndr_200.json")), Ok(()));
    let no = instruct::parse(&recorded!("ndr_refused_200.json")).unwrap_err();
    assert_eq!(no.kind, ProblemKind::Refused);
    assert!(no.carrier_text.contains("Delivered"));
    let unclear = instruct::parse(&answer(200, r#"{"remark":"hm"}"#)).unwrap_err();
    assert_eq!(unclear.kind, ProblemKind::UnknownOutcome);
}

#[test]
fn a_manifest_has_a_number_and_a_paper() {
    let made = manifest::parse(&recorded!("manifest_200.json")).unwrap();
    assert_eq!(made.number, "8800421");
    assert!(made.url.starts_with("https://files.example.com/"));
    for odd in [
        r#"{"manifestNumber":7}"#,
        r#"{"manifestDownloadUrl":"https://x"}"#,
    ] {
        let kind = manifest::parse(&answer(200, odd)).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{odd}");
    }
}

#[test]
fn an_address_is_kept_under_the_alias_that_was_asked_for() {
    let aliases = warehouse::parse_list(&recorded!("addresses_200.json")).unwrap();
    assert_eq!(aliases, ["Main store", ALIAS]);
    assert_eq!(
        warehouse::parse(&recorded!("address_200.json"), ALIAS),
        Ok(())
    );
    assert!(warehouse::parse(&recorded!("address_200.json"), "Another").is_err());
    let no = warehouse::parse(&recorded!("address_refused_200.json"), ALIAS).unwrap_err();
    assert_eq!(no.kind, ProblemKind::Refused);
    assert_eq!(warehouse::parse_list(&answer(200, "[]")), Ok(Vec::new()));
}

#[test]
fn a_webhook_must_be_at_work() {
    let id = webhook::parse_hook(&recorded!("webhook_200.json")).unwrap();
    assert_eq!(id, "66aa03");
    assert!(webhook::parse_hook(&answer(200, r#"{"id":"66aa03","active":false}"#)).is_err());
}

#[test]
fn a_login_gives_a_token_and_what_is_left_of_its_time() {
    let grant = login::LOGIN.read(&recorded!("token_200.json")).unwrap();
    assert_eq!(grant.token.expose_secret(), "made-up-token");
    assert_eq!(grant.lifetime, Duration::from_secs(61_234));
    let said = login::LOGIN.said(&recorded!("wrong_password_401.json"));
    assert_eq!(
        said,
        (
            "SWIFT_AUTHENTICATION_EXCEPTION".to_owned(),
            "Unauthorized: Invalid username or password".to_owned()
        )
    );
    // What is not in its words is not repeated.
    let page = answer(400, "hush-password");
    assert_eq!(login::LOGIN.said(&page), ("400".to_owned(), String::new()));
    assert!(login::LOGIN.expired(&recorded!("wrong_password_401.json")));
    assert!(!login::LOGIN.expired(&recorded!("validation_400.json")));
}

#[test]
fn its_numbers_are_known_by_their_form() {
    for (text, likeness) in [
        (ID, Likeness::Form),
        (WAYBILL, Likeness::Form),
        ("500999A3408005", Likeness::Form),
        ("500999AT876841", Likeness::Form),
        ("PBXC0000004712", Likeness::Form),
        ("PBXD0000004712", Likeness::No),
        ("PBXC000000471", Likeness::No),
        ("512034bk7041963", Likeness::No),
        ("512034BKQX7041963", Likeness::No),
        ("5120347041963", Likeness::No),
        ("512034BK704196", Likeness::Form),
        ("512034BK70419", Likeness::No),
        ("512034BK7041963A", Likeness::No),
        ("५१२०३४BK7041963", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}
