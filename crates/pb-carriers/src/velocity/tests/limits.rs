//! What Velocity does not take, told before it is asked.
use super::*;

fn problem(account: &Account, consignment: &Consignment) -> pb_domain::Problem {
    let problem = try_prepare(account, consignment).expect_err("it is not sayable");
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
        ("ship_to.name", |c| c.ship_to.name = " ".to_owned()),
        ("ship_to.name", |c| c.ship_to.name = "B".repeat(101)),
        ("ship_to.line1", |c| c.ship_to.line1.clear()),
        ("ship_to.line1", |c| c.ship_to.line1 = "Elm ".repeat(70)),
        ("ship_to.line1", |c| {
            c.ship_to.line1 = "E".repeat(200);
            c.ship_to.line2 = "F".repeat(50);
        }),
        ("ship_to.city", |c| c.ship_to.city.clear()),
        ("ship_to.city", |c| c.ship_to.city = "M".repeat(51)),
        ("ship_to.region", |c| c.ship_to.region.clear()),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "4000".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "012345".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.phone", |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("parcels", |c| c.parcels.clear()),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.dimensions", |c| c.parcels[0].dimensions = None),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions.as_mut().unwrap().width = Length::from_mm(0);
        }),
        ("options.reference", |c| c.reference = " ".to_owned()),
        ("options.reference", |c| c.reference = "1".repeat(42)),
        ("options.cod", |c| c.options.cod = Some(inr(99))),
        ("options.cod", |c| {
            c.options.cod = Some(Money::new(100, Currency::from_code("USD").unwrap()));
        }),
        ("goods_value", |c| c.goods_value = None),
        ("goods_value", |c| c.goods_value = Some(inr(0))),
        ("goods_value", |c| {
            c.goods_value = Some(Money::new(100, Currency::from_code("EUR").unwrap()));
        }),
        ("customs.items.1.unit_value", |c| {
            *c = listed();
            let euro = Currency::from_code("EUR").unwrap();
            c.customs.as_mut().unwrap().items[1].unit_value = Money::new(1, euro);
        }),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let problem = problem(&account(), &odd);
        assert_eq!(problem.kind, ProblemKind::Invalid, "case {at}: {problem:?}");
        assert_eq!(problem.field.as_deref(), Some(*expected), "case {at}");
    }
}

#[test]
fn what_velocity_has_no_place_for_is_refused_in_words() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.country", |c| {
            c.ship_to.country = Some(country("NP"));
        }),
        ("options.instructions", |c| {
            c.options.instructions = "Ring".to_owned();
        }),
        ("options.insurance", |c| {
            c.options.insurance = Some(inr(100));
        }),
        ("options.signature", |c| c.options.signature = true),
        ("parcels", |c| c.parcels.push(c.parcels[0].clone())),
        ("options.cod", |c| {
            *c = back();
            c.options.cod = Some(inr(100));
        }),
    ];
    for (expected, change) in cases {
        let mut odd = consignment();
        change(&mut odd);
        let problem = problem(&account(), &odd);
        assert_eq!(problem.kind, ProblemKind::Unsupported, "{problem:?}");
        assert_eq!(problem.field.as_deref(), Some(*expected));
        // Nor is it priced.
        let priced = rate::request(&account(), &odd).expect_err("nor priced");
        assert_eq!(priced, problem);
    }
}

#[test]
fn what_just_fits_is_taken_and_measures_never_go_down() {
    let mut tight = consignment();
    tight.reference = "1".repeat(41);
    tight.ship_to.name = "B".repeat(100);
    tight.ship_to.city = "M".repeat(50);
    tight.ship_to.line1 = "E".repeat(255);
    tight.ship_to.district.clear();
    tight.parcels[0].weight = Weight::from_micrograms(1_000_000_001);
    tight.parcels[0].dimensions.as_mut().unwrap().length = Length::from_micrometres(300_001);
    let prepared = try_prepare(&account(), &tight).unwrap();
    assert_eq!(prepared.reference.len(), 50);
    let said = body(&prepared.request);
    assert_eq!(
        (&said["weight"], &said["length"]),
        (&json!(1.001), &json!(31))
    );
    let priced = body(&rate::request(&account(), &tight).unwrap());
    assert_eq!(priced["dead_weight"], json!(1_001));
    // What comes back has two lines for its address.
    let mut long = back();
    long.ship_from.line1 = "E".repeat(200);
    long.ship_from.line2 = "F".repeat(200);
    long.ship_from.district.clear();
    let said = body(&try_prepare(&account(), &long).unwrap().request);
    assert_eq!(said["pickup_address_2"], json!("F".repeat(200)));
}

#[test]
fn warehouses_are_written_in_one_way() {
    let account = with(&[(
        warehouse::KEPT,
        " 560001=WHAB12  Main Warehouse ; WHZZ99 Other place;",
    )]);
    let kept = warehouse::kept(&account).unwrap();
    let shown: Vec<(Option<&str>, &str, &str)> = kept
        .iter()
        .map(|w| (w.pin.as_deref(), w.id.as_str(), w.name.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (Some("560001"), "WHAB12", "Main Warehouse"),
            (None, "WHZZ99", "Other place")
        ]
    );
    for odd in [
        "WHAB12",
        "560001=WHAB12",
        "5600=WHAB12 Main",
        "560001=AB12 Main",
        "560001=whab12 Main",
        "560001=WH Main",
        "Main Warehouse",
        "560001=WHAB12 Main, 110001=",
    ] {
        let result = warehouse::kept(&with(&[(warehouse::KEPT, odd)]));
        if odd.ends_with("110001=") {
            // A comma separates nothing: it is part of the name.
            assert!(result.is_ok());
            continue;
        }
        let problem = result.expect_err(odd);
        assert_eq!(problem.field.as_deref(), Some(warehouse::KEPT), "{odd}");
    }
}

#[test]
fn a_new_warehouse_wants_an_email_and_a_name_with_letters() {
    let mut odd = bengaluru();
    odd.email.clear();
    let problem = warehouse::place(("ship_to", &odd)).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_to.email"));
    let mut odd = bengaluru();
    odd.name = "-- 7 --".to_owned();
    let problem = warehouse::place(("ship_from", &odd)).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_from.name"));
}

#[test]
fn states_are_named() {
    for (given, name) in [
        ("KA", "Karnataka"),
        ("in-mh", "in-mh"),
        ("IN-MH", "Maharashtra"),
        ("dl", "Delhi"),
        ("Kerala", "Kerala"),
        ("XX", "XX"),
    ] {
        assert_eq!(state::name(given), name);
    }
}
