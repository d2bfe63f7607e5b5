//! What PostNord does not take, told before it is asked.
use super::*;

fn problem_with(
    account: &Account,
    service: &str,
    change: impl FnOnce(&mut Consignment),
) -> Problem {
    let mut odd = consignment();
    change(&mut odd);
    let problem = prepare(account, &odd, service).expect_err("it is not sayable");
    assert!(
        !problem.hint.is_empty() && !problem.text.is_empty(),
        "{problem:?}"
    );
    problem
}

#[test]
fn each_limit_names_its_field() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.name", |c| c.ship_to.name = "x".repeat(61)),
        ("ship_to.name", |c| {
            c.ship_to.name = " ".to_owned();
        }),
        ("ship_from.company", |c| {
            c.ship_from.company = "x".repeat(61);
        }),
        ("ship_to.line1", |c| c.ship_to.line1 = "x".repeat(51)),
        ("ship_to.line1", |c| {
            c.ship_to.line1 = "eight ch ".repeat(30);
        }),
        ("ship_to.line1", |c| c.ship_to.line1 = " ".to_owned()),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(36)),
        ("ship_to.city", |c| c.ship_to.city.clear()),
        ("ship_to.postal_code", |c| c.ship_to.postal_code.clear()),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.email", |c| c.ship_to.email = "bo".to_owned()),
        ("ship_to.email", |c| {
            c.ship_to.email = format!("{}@birch.example", "x".repeat(60));
        }),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(500); 101]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("ship_date", |c| c.ship_date = "soon".to_owned()),
        ("options.reference", |c| c.reference = "x".repeat(23)),
        ("options.instructions", |c| {
            c.options.instructions = "x".repeat(1_001);
        }),
        ("options.insurance", |c| c.options.insurance = Some(sek(0))),
        ("options.cod", |c| c.options.cod = Some(sek(-1))),
        ("options.signature", |c| c.options.signature = true),
        ("eori", |c| *c = abroad()),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        let problem = problem_with(&account(), "19", *change);
        assert_eq!(
            problem.field.as_deref(),
            Some(*expected),
            "case {at}: {problem:?}"
        );
    }
}

#[test]
fn whom_postnord_tells_must_be_told_of() {
    let silent = |c: &mut Consignment| {
        c.ship_to.phone.clear();
        c.ship_to.email.clear();
    };
    let field =
        |settings: &[(&str, &str)], service| problem_with(&with(settings), service, silent).field;
    assert_eq!(field(&[], "17").as_deref(), Some("ship_to.phone"));
    assert_eq!(
        field(&[("notify", "sms")], "19").as_deref(),
        Some("ship_to.phone")
    );
    assert_eq!(
        field(&[("notify", "email")], "18").as_deref(),
        Some("ship_to.email")
    );
    let mut quiet = consignment();
    silent(&mut quiet);
    let asked = body(&prepare(&account(), &quiet, "19").unwrap().request);
    assert!(asked["shipment"][0]["parties"]["consignee"]["party"]["contact"].is_null());
}

#[test]
fn what_postnord_does_not_do_is_said() {
    let back = problem_with(&account(), "19", |c| c.direction = Direction::Return);
    assert_eq!(back.kind, ProblemKind::Unsupported);
    let danish = with(&[("agreement", "Z11"), ("customer_number", "123456789")]);
    let foreign = problem_with(&danish, "30", |_| {});
    assert!(foreign.text.contains("MyPack Home Small"), "{foreign:?}");
    let far = problem_with(&danish, "91", |c| {
        c.ship_to.country = Some(country("DE"));
        c.options.insurance = Some(sek(100));
    });
    assert_eq!(far.field.as_deref(), Some("options.insurance"));
    let eori = with(&[("eori", "SE5561234567")]);
    let several = problem_with(&eori, "18", |c| {
        *c = abroad();
        c.parcels.push(parcel(100));
    });
    assert_eq!(several.field.as_deref(), Some("parcels"));
}

#[test]
fn a_declaration_must_be_whole() {
    type Change = fn(&mut CustomsItem);
    let cases: &[(&str, Change)] = &[
        ("description", |i| i.description = " ".to_owned()),
        ("description", |i| i.description = "x".repeat(1_026)),
        ("quantity", |i| i.quantity = 0),
        ("quantity", |i| i.quantity = 1_000_000),
        ("unit_weight", |i| i.unit_weight = Weight::ZERO),
        ("hs_code", |i| i.hs_code = "tea".to_owned()),
        ("unit_value", |i| {
            let euro = Currency::from_code("EUR").unwrap();
            i.unit_value = Money::new(1, euro);
        }),
    ];
    let account = with(&[("eori", "SE5561234567")]);
    for (name, change) in cases {
        let mut odd = abroad();
        change(&mut odd.customs.as_mut().unwrap().items[1]);
        let field = prepare(&account, &odd, "18").unwrap_err().field;
        assert_eq!(field, Some(format!("customs.items.1.{name}")));
    }
    let mut odd = abroad();
    let items = &mut odd.customs.as_mut().unwrap().items;
    *items = vec![items[0].clone(); 14];
    let field = prepare(&account, &odd, "18").unwrap_err().field;
    assert_eq!(field.as_deref(), Some("customs.items"));
    odd.customs.as_mut().unwrap().items.clear();
    assert!(prepare(&account, &odd, "18").is_err());
}

#[test]
fn an_account_must_be_filled_in_and_a_rate_be_its_own() {
    for (settings, field) in [
        (&[("customer_number", "12")][..], "customer_number"),
        (&[("customer_number", "12345abc")], "customer_number"),
        (&[("agreement", "Z13")], "customer_number"),
        (&[("application_id", "")], "application_id"),
        (&[("application_id", "9999a")], "application_id"),
        (&[("application_id", "0")], "application_id"),
    ] {
        let refused = prepare(&with(settings), &consignment(), "19").unwrap_err();
        assert_eq!(refused.field.as_deref(), Some(field), "{settings:?}");
    }
    for service in ["", "52", "17+", "17+D6+", "17 D6", "no such"] {
        let refused = prepare(&account(), &consignment(), service).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("rate"), "{service}");
    }
    let foreign = Account {
        id: AccountId(Uuid::max()),
        ..account()
    };
    let refused = prepare(&foreign, &consignment(), "19").unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("rate"));
}

#[test]
fn a_reference_is_the_merchants_with_the_purchases_own() {
    let reference = |text: &str| {
        let asked = Consignment {
            reference: text.to_owned(),
            ..consignment()
        };
        prepare(&account(), &asked, "19").unwrap().reference
    };
    assert_eq!(reference("#1001"), REFERENCE);
    assert_eq!(reference(""), "000000000001");
    assert_eq!(reference("A/B Ö_7.1"), "A-B--_7.1-000000000001");
    assert_eq!(reference(&"x".repeat(22)).len(), 35);
}

#[test]
fn services_are_known_once_each() {
    let mut seen = std::collections::BTreeSet::new();
    for service in service::SERVICES.iter() {
        assert!(!service.name.is_empty());
        assert!(seen.insert(&service.code), "{}", service.code);
        let homes = ["SE", "DK", "NO", "FI"];
        let known = |c: &String| homes.contains(&c.as_str());
        assert!(service.agreements.iter().all(known), "{}", service.code);
    }
    assert_eq!(service::SERVICES.len(), 15);
    let chosen = service::Chosen::read(" ux + a3 +A3").unwrap();
    assert_eq!(
        (chosen.code.as_str(), chosen.addons),
        ("UX", vec!["A3".to_owned()])
    );
}
