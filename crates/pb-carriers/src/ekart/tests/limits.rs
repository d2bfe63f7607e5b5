//! What Ekart does not take, told before it is asked.
use super::*;

fn problem(account: &Account, consignment: &Consignment) -> pb_domain::Problem {
    let refused = ship::shipment(account, consignment, TODAY);
    let problem = refused.expect_err("it is not sayable");
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
        ("ship_to.line1", |c| c.ship_to.line1.clear()),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "4000".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "012345".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "40000A".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.phone", |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_from.phone", |c| c.ship_from.phone.clear()),
        ("parcels", |c| c.parcels.clear()),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| {
            c.parcels[0].weight = Weight::from_micrograms(30_000_000_001);
        }),
        ("parcels.0.dimensions", |c| c.parcels[0].dimensions = None),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions.as_mut().unwrap().width = Length::from_mm(0);
        }),
        ("ship_date", |c| c.ship_date = "soon".to_owned()),
        ("options.reference", |c| c.reference = " ".to_owned()),
        ("options.cod", |c| c.options.cod = Some(inr(4_999_901))),
        ("options.cod", |c| c.options.cod = Some(inr(0))),
        ("options.cod", |c| {
            c.options.cod = Some(Money::new(100, Currency::from_code("USD").unwrap()));
        }),
        ("goods_value", |c| c.goods_value = None),
        ("goods_value", |c| c.goods_value = Some(inr(117))),
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
fn what_ekart_has_no_place_for_is_refused_in_words() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.country", |c| {
            c.ship_to.country = Some(country("NP"));
        }),
        ("ship_from.country", |c| {
            c.ship_from.country = Some(country("US"));
        }),
        ("options.instructions", |c| {
            c.options.instructions = "Ring".to_owned();
        }),
        ("options.insurance", |c| {
            c.options.insurance = Some(inr(100));
        }),
        ("options.signature", |c| c.options.signature = true),
        ("parcels", |c| {
            *c = back();
            c.parcels.push(c.parcels[0].clone());
        }),
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
    }
    // A return's fields are named as the form has them.
    let mut odd = back();
    odd.ship_from.phone.clear();
    let problem = problem(&account(), &odd);
    assert_eq!(problem.field.as_deref(), Some("ship_from.phone"));
}

#[test]
fn an_account_must_be_whole_too() {
    for (name, value) in [
        ("gstin", ""),
        ("gstin", "29AAAAA0000A1Z"),
        ("gstin", "29AAAAA0000A1Z-"),
        ("category_of_goods", " "),
        (TAX, ""),
        (TAX, "a lot"),
        (TAX, "-1"),
        (TAX, "101"),
    ] {
        let problem = problem(&with(&[(name, value)]), &consignment());
        assert_eq!(problem.field.as_deref(), Some(name), "{value}");
    }
    let without = with(&[("return_reason", "")]);
    let refused = problem(&without, &back());
    assert_eq!(refused.field.as_deref(), Some("return_reason"));
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate()
    };
    let shipment = ship::shipment(&account(), &consignment(), TODAY).unwrap();
    let refused = ship::prepared(&account(), &shipment, &foreign).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
}

#[test]
fn what_just_fits_is_taken_and_measures_never_go_down() {
    let mut tight = consignment();
    tight.options.cod = Some(inr(4_999_900));
    tight.goods_value = Some(inr(118));
    tight.parcels[0].weight = Weight::from_micrograms(29_999_000_001);
    tight.parcels[0].dimensions.as_mut().unwrap().length = Length::from_micrometres(300_001);
    let said = shipment_of(&account(), &tight);
    assert_eq!(
        (&said["weight"], &said["length"]),
        (&json!(30_000), &json!(31))
    );
    assert_eq!(
        (&said["cod_amount"], &said["taxable_amount"]),
        (&json!(49_999), &json!(1))
    );
    // Without tax nothing is taken off.
    let said = shipment_of(&with(&[(TAX, "0")]), &tight);
    assert_eq!(
        (&said["tax_value"], &said["taxable_amount"]),
        (&json!(0), &json!(1.18))
    );
}
