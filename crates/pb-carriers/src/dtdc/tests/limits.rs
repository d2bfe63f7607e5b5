//! What DTDC does not take, told before it is asked.
use super::*;

fn problem(account: &Account, consignment: &Consignment) -> pb_domain::Problem {
    let refused = ship::prepared(account, purchase(), consignment, &rate("B2C PRIORITY"));
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
        ("ship_to.city", |c| c.ship_to.city.clear()),
        ("ship_to.region", |c| c.ship_to.region.clear()),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "4000".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "012345".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        ("ship_to.phone", |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_from.phone", |c| c.ship_from.phone.clear()),
        ("parcels", |c| c.parcels.clear()),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.dimensions", |c| c.parcels[0].dimensions = None),
        ("ship_date", |c| c.ship_date = "soon".to_owned()),
        ("options.cod", |c| c.options.cod = Some(inr(0))),
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
fn what_dtdc_is_not_asked_for_is_refused_in_words() {
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
        ("direction", |c| c.direction = Direction::Return),
    ];
    for (expected, change) in cases {
        let mut odd = consignment();
        change(&mut odd);
        let problem = problem(&account(), &odd);
        assert_eq!(problem.kind, ProblemKind::Unsupported, "{problem:?}");
        assert_eq!(problem.field.as_deref(), Some(*expected));
    }
}

#[test]
fn an_account_must_be_whole_too() {
    for name in [ship::CUSTOMER_CODE, ship::COMMODITY] {
        let problem = problem(&with(&[(name, " ")]), &consignment());
        assert_eq!(problem.field.as_deref(), Some(name));
    }
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate("B2C PRIORITY")
    };
    for odd in [foreign, rate("B2C/X"), rate("")] {
        let refused = ship::prepared(&account(), purchase(), &consignment(), &odd);
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
    }
    let without = host::secret(&account(), "nothing").unwrap_err();
    assert_eq!(without.kind, ProblemKind::Auth);
}

#[test]
fn measures_never_go_down() {
    let mut tight = consignment();
    tight.parcels[0].weight = Weight::from_micrograms(1);
    tight.parcels[0].dimensions.as_mut().unwrap().length = Length::from_micrometres(300_001);
    let said = body(&prepared_of(&account(), &tight).request);
    let said = &said["consignments"][0];
    assert_eq!(
        (&said["weight"], &said["length"]),
        (&json!("0.01"), &json!("31"))
    );
}
