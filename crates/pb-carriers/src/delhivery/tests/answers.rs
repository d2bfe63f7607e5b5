//! What is made of prices, days, pincodes, waybills, labels, cancellations, edits, actions and pickups.
use super::*;
use crate::Likeness;
use rate::Mode;

fn priced(answer: &Answer) -> Result<Rate, Problem> {
    rate::parse(answer, &account(), Mode::Express)
}

#[test]
fn a_price_is_with_its_taxes_and_parts() {
    let rate = priced(&recorded!("rate_200.json")).unwrap();
    assert_eq!(
        (
            rate.service.as_str(),
            rate.service_name.as_str(),
            rate.total
        ),
        ("Express", "Express", inr(11_800))
    );
    let parts: Vec<(&str, i64)> = rate
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(
        parts,
        [("Fuel (FSC)", 1_250), ("Transport", 8_750), ("IGST", 1_800)]
    );
    // An object in the list's place, with texts for numbers.
    let local = priced(&recorded!("rate_object_200.json")).unwrap();
    assert_eq!((local.total, local.charges.len()), (inr(11_800), 4));
    // Parts that do not add up are left out.
    let odd = r#"[{"charge_DL":1,"total_amount":118.0}]"#;
    let rate = priced(&answer(200, odd)).unwrap();
    assert_eq!((rate.total, rate.charges), (inr(11_800), Vec::new()));
}

#[test]
fn staging_asks_nothing_and_production_does() {
    let free = recorded!("rate_free_200.json");
    let problem = priced(&free).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    let staging = with(&[("environment", "staging")]);
    let rate = rate::parse(&free, &staging, Mode::Surface).unwrap();
    assert_eq!(rate.total, inr(0));
}

#[test]
fn the_same_question_is_not_asked_twice_in_five_minutes() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let noon = at("2026-11-27T12:00:00Z");
    let mut kept = kept::Kept::default();
    kept.put("q", &rate(), noon);
    let account = AccountId(Uuid::nil());
    let soon = at("2026-11-27T12:04:59Z");
    assert_eq!(kept.get(account, "q", soon), Some(rate()));
    assert_eq!(kept.get(account, "another", soon), None);
    assert_eq!(kept.get(AccountId(Uuid::max()), "q", soon), None);
    assert_eq!(kept.get(account, "q", at("2026-11-27T12:05:00Z")), None);
    let before = at("2026-11-27T11:59:59Z");
    assert_eq!(
        kept.get(account, "q", before),
        None,
        "the clock was set back"
    );
    // It does not grow for ever.
    for question in 0..1_000 {
        kept.put(&question.to_string(), &rate(), noon);
    }
    assert_eq!(kept.get(account, "q", noon), None);
    assert_eq!(kept.get(account, "999", noon), Some(rate()));
}

#[test]
fn a_price_that_is_refused_says_why() {
    let nowhere = priced(&recorded!("rate_nsz_200.json")).unwrap_err();
    assert_eq!(
        (nowhere.kind, nowhere.carrier_text.as_str()),
        (ProblemKind::Refused, "NSZ")
    );
    let pin = priced(&recorded!("rate_pin_400.json")).unwrap_err();
    assert_eq!(
        (pin.kind, pin.field.as_deref()),
        (ProblemKind::Invalid, Some("ship_to.postal_code"))
    );
}

#[test]
fn days_are_read() {
    assert_eq!(transit::parse(&recorded!("transit_200.json")), Ok(3));
    for none in [
        "{}",
        r#"{"data":{"tat":"soon"}}"#,
        r#"{"data":{"tat":0}}"#,
        r#"{"data":3}"#,
    ] {
        assert!(transit::parse(&answer(200, none)).is_err(), "{none}");
    }
}

#[test]
fn a_pincode_is_served_or_not() {
    let serve = |answer: &Answer, consignment: &Consignment| {
        serve::parse(answer, "560001", consignment).unwrap()
    };
    let yes = serve(&recorded!("serve_200.json"), &consignment());
    assert_eq!(
        (yes.served, yes.cash_on_delivery, yes.words.as_str()),
        (true, Some(true), "")
    );
    assert!(serve(&recorded!("serve_200.json"), &back()).served);
    let embargo = serve(&recorded!("serve_embargo_200.json"), &consignment());
    assert_eq!((embargo.served, embargo.words.as_str()), (false, "Embargo"));
    let nowhere = serve(&recorded!("serve_nowhere_200.json"), &consignment());
    assert_eq!((nowhere.served, nowhere.cash_on_delivery), (false, None));

    let no_cash = recorded!("serve_no_cash_200.json");
    assert!(serve(&no_cash, &consignment()).served, "4200.50 of 5000");
    let mut cash = consignment();
    cash.options.cod = Some(inr(100));
    let refused = serve(&no_cash, &cash);
    assert_eq!(
        (refused.served, refused.cash_on_delivery),
        (false, Some(false))
    );
    assert!(!serve(&no_cash, &back()).served, "no returns are fetched");
    let mut dear = consignment();
    dear.goods_value = Some(inr(500_001));
    let refused = serve(&no_cash, &dear);
    assert!(
        !refused.served && refused.words.contains("5000"),
        "{refused:?}"
    );
    // Another's pincode says nothing about ours.
    assert!(serve::parse(&no_cash, "560002", &consignment()).is_err());
}

#[test]
fn waybills_come_as_one_text() {
    let bulk = number::parse(&recorded!("numbers_200.json"), 25).unwrap();
    assert_eq!(bulk, [FIRST, SECOND, "84301230000036"]);
    let one = number::parse(&recorded!("number_200.json"), 1).unwrap();
    assert_eq!(one, [FIRST]);
    let list = format!("[\"{FIRST}\",\"{SECOND}\"]");
    assert_eq!(number::parse(&answer(200, &list), 2).unwrap().len(), 2);
    // Leading zeros are part of a number.
    let zeros = number::parse(&answer(200, "\"0031320000017\""), 1).unwrap();
    assert_eq!(zeros, ["0031320000017"]);
    let none = number::parse(&recorded!("number_none_200.json"), 1).unwrap_err();
    assert_eq!(none.kind, ProblemKind::Unavailable);
    for words in [
        recorded!("numbers_too_many_400.json"),
        answer(200, "Bad Request! Invalid count for client ACORN GOODS"),
        answer(200, "\"Bad Request! Invalid count for client ACORN GOODS\""),
    ] {
        let problem = number::parse(&words, 10).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused);
        assert!(
            problem.carrier_text.starts_with("Bad Request!"),
            "{problem:?}"
        );
    }
    let twice = format!("\"{FIRST},{FIRST}\"");
    for odd in [
        twice.as_str(),
        "\"1,2\"",
        "\"\"",
        "\"84301230000014,\"",
        "84301230000014",
    ] {
        let problem = number::parse(&answer(200, odd), 10).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{odd}");
    }
    let more = number::parse(&recorded!("numbers_200.json"), 2).unwrap_err();
    assert!(more.text.contains("gives 3"), "{more:?}");
}

#[test]
fn its_numbers_have_a_form_and_no_check_digit() {
    for (text, likeness) in [
        (FIRST, Likeness::Form),
        ("3132110050050", Likeness::Form),
        ("84301230000015", Likeness::Form),
        ("313211005005", Likeness::No),
        ("843012300000145", Likeness::No),
        ("8430123000001A", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}

#[test]
fn a_label_is_a_link_to_a_whole_pdf() {
    let link = label::parse(&recorded!("slip_200.json"), FIRST).unwrap();
    assert!(link.starts_with("https://slips.example.com/"), "{link}");
    let none = label::parse(&recorded!("slip_none_200.json"), FIRST).unwrap_err();
    assert_eq!(none.kind, ProblemKind::Refused);
    let others = label::parse(&recorded!("slip_200.json"), SECOND).unwrap_err();
    assert_eq!(others.kind, ProblemKind::Unavailable);
    for bad in [
        "http://slips.example.com/a.pdf",
        "file:///etc/passwd",
        "a.pdf",
        "https://me:pw@slips.example.com/a",
    ] {
        let slip = json!({ "packages": [{ "wbn": FIRST, "pdf_download_link": bad }] });
        assert!(
            label::parse(&answer(200, &slip.to_string()), FIRST).is_err(),
            "{bad}"
        );
    }
    let whole = recorded!("slip_200.pdf");
    assert_eq!(label::document(&whole).unwrap().bytes, whole.body);
    let half = bytes(200, &whole.body[..whole.body.len() / 2]);
    assert!(label::document(&half).is_err());
    assert!(label::document(&bytes(403, &whole.body)).is_err());
    assert!(label::document(&answer(200, "<html>no label</html>")).is_err());
}

#[test]
fn a_cancellation_is_a_clear_yes_or_no() {
    let parse = |answer: &Answer| void::parse(answer, FIRST);
    assert_eq!(parse(&recorded!("cancelled_200.json")), Ok(()));
    assert_eq!(parse(&recorded!("edited_200.json")), Ok(()));
    let late = parse(&recorded!("cancel_refused_200.json")).unwrap_err();
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("Delivered"), "{late:?}");
    let anothers = include_str!("../fixtures/cancelled_200.json").replace(FIRST, SECOND);
    for unclear in [
        answer(200, &anothers),
        answer(200, "{}"),
        answer(200, r#"{"status":true,"error":"no"}"#),
        answer(204, ""),
        answer(400, "nonsense"),
    ] {
        let kind = parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
    let wrong = parse(&recorded!("wrong_400.json")).unwrap_err();
    assert_eq!(wrong.kind, ProblemKind::Refused);
}

#[test]
fn an_action_is_a_job() {
    let job = instruct::parse_again(&recorded!("again_200.json"));
    assert_eq!(job.as_deref(), Ok("UPL000000000000000009"));
    let refused = instruct::parse_again(&recorded!("again_refused_400.json")).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    for unclear in [
        "{}",
        r#"{"request_id":"7"}"#,
        r#"{"request_id":"UPL1","error":"no"}"#,
    ] {
        let kind = instruct::parse_again(&answer(200, unclear))
            .unwrap_err()
            .kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear}");
    }
}

#[test]
fn a_pickup_that_is_open_already_is_a_pickup() {
    for made in [
        recorded!("pickup_201.json"),
        recorded!("pickup_open_400.json"),
    ] {
        let pickup = pickup::parse(&made).unwrap();
        assert_eq!((pickup.number.as_str(), pickup.charged), ("4021337", None));
    }
    let refused = pickup::parse(&recorded!("pickup_refused_400.json")).unwrap_err();
    assert_eq!(
        (refused.kind, refused.carrier_text.as_str()),
        (ProblemKind::Refused, "Pickup date is not valid")
    );
    for unclear in [
        answer(500, include_str!("../fixtures/pickup_open_400.json")),
        answer(201, "{}"),
    ] {
        let kind = pickup::parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}
