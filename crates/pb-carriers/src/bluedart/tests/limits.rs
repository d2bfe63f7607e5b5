//! What Blue Dart does not take, told before it is asked.
use super::*;

fn problem(account: &Account, consignment: &Consignment) -> pb_domain::Problem {
    let refused = ship::prepared(account, purchase(), consignment, &rate("A"), TODAY);
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
        ("ship_to.name", |c| c.ship_to.name = "B".repeat(31)),
        ("ship_to.line1", |c| c.ship_to.line1.clear()),
        ("ship_to.line1", |c| {
            c.ship_to.line1 = "12 Long Road ".repeat(8);
        }),
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
        ("ship_date", |c| c.ship_date = "2026-11-25".to_owned()),
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
fn what_blue_dart_is_not_asked_for_is_refused_in_words() {
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
    for (name, value) in [
        (host::LOGIN_ID, ""),
        (ship::CUSTOMER_CODE, " "),
        (ship::ORIGIN_AREA, ""),
        (ship::PICKUP_TIME, "4 pm"),
        (ship::GOODS, ""),
    ] {
        let problem = problem(&with(&[(name, value)]), &consignment());
        assert_eq!(problem.field.as_deref(), Some(name), "{value}");
    }
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate("A")
    };
    for odd in [foreign, rate("X9"), rate("")] {
        let refused = ship::prepared(&account(), purchase(), &consignment(), &odd, TODAY);
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
    }
    let mut without = account();
    without.secrets.remove(host::LICENCE_KEY);
    let refused = host::licensed(&without, &prepared().request).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Auth);
    assert_eq!(refused.field.as_deref(), Some(host::LICENCE_KEY));
}

#[test]
fn measures_never_go_down() {
    let mut tight = consignment();
    tight.parcels[0].weight = Weight::from_micrograms(1);
    tight.parcels[0].dimensions.as_mut().unwrap().length = Length::from_micrometres(300_001);
    let said = body(&prepared_of(&account(), &tight, "A").request);
    let services = &said["Request"]["Services"];
    assert_eq!(services["ActualWeight"], "0.01");
    assert_eq!(services["Dimensions"][0]["Length"], 31);
}
