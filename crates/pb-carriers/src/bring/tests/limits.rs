//! What Bring does not take, told before it is asked.
use super::*;

#[test]
fn each_limit_names_its_field() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.name", |c| c.ship_to.name = "x".repeat(36)),
        ("ship_from.company", |c| {
            c.ship_from.company = "x".repeat(36);
        }),
        ("ship_from.name", |c| c.ship_from.name = "x".repeat(36)),
        ("ship_to.name", |c| c.ship_to.name.clear()),
        ("ship_to.line1", |c| c.ship_to.line1 = "x".repeat(36)),
        ("ship_to.line1", |c| c.ship_to.line1 = "seven w ".repeat(10)),
        ("ship_to.line1", |c| c.ship_to.line1 = " ".to_owned()),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(36)),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "1".repeat(36);
        }),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(10); 51]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| {
            c.parcels[0].weight = Weight::from_grams(35_001);
        }),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(millimetres(2_401, 10, 10));
        }),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(millimetres(1_200, 700, 501));
        }),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(millimetres(1, 1, 0));
        }),
        ("parcels.0.dimensions", |c| {
            let huge = Length::from_micrometres(i64::MAX);
            c.parcels[0].dimensions = Some(Dimensions {
                length: huge,
                width: huge,
                height: huge,
            });
        }),
        ("ship_date", |c| c.ship_date = "soon".to_owned()),
        ("options.reference", |c| c.reference = "x".repeat(23)),
        ("options.instructions", |c| {
            c.options.instructions = "x".repeat(71);
        }),
        ("options.signature", |c| c.options.signature = true),
        ("options.insurance", |c| {
            c.options.insurance = Some(nok(100));
        }),
        ("options.cod", |c| c.options.cod = Some(money(100, "EUR"))),
        ("options.cod", |c| c.options.cod = Some(nok(0))),
        ("cod_account", |c| c.options.cod = Some(nok(100))),
        ("rate", |c| c.ship_to = malmo()),
        ("rate", |c| c.direction = Direction::Return),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let problem = try_prepare(&account(), &odd, "5800").expect_err("it is not sayable");
        assert_eq!(
            problem.field.as_deref(),
            Some(*expected),
            "{at}: {problem:?}"
        );
        assert!(!problem.hint.is_empty() && !problem.text.is_empty());
    }
    let mut long = consignment();
    long.reference = "x".repeat(22);
    assert_eq!(
        try_prepare(&account(), &long, "5800")
            .unwrap()
            .reference
            .len(),
        35
    );
}

#[test]
fn customs_data_are_looked_at_before() {
    type Change = fn(&mut Consignment);
    fn item(c: &mut Consignment) -> &mut CustomsItem {
        &mut c.customs.as_mut().unwrap().items[1]
    }
    let cases: &[(&str, Change)] = &[
        ("customs.items", |c| c.customs = None),
        ("customs.items", |c| {
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items", |c| item(c).quantity = 9),
        ("customs.items.1.quantity", |c| item(c).quantity = 0),
        ("customs.items.1.unit_weight", |c| {
            item(c).unit_weight = Weight::ZERO;
        }),
        ("customs.items.1.origin", |c| item(c).origin = None),
        ("customs.items.1.description", |c| {
            item(c).description.clear();
        }),
        ("customs.items.1.description", |c| {
            item(c).description = "x".repeat(36);
        }),
        ("customs.items.1.unit_value", |c| {
            item(c).unit_value = nok(-1);
        }),
        ("customs.items.1.unit_value", |c| {
            item(c).unit_value = nok(i64::MAX);
            item(c).quantity = 2;
        }),
        ("customs.items.1.hs_code", |c| {
            item(c).hs_code = "09021".to_owned();
        }),
        ("customs.items.1.hs_code", |c| {
            item(c).hs_code = "tea".to_owned();
        }),
    ];
    let consenting = with(&[("customs_consent", "yes")]);
    for (at, (expected, change)) in cases.iter().enumerate() {
        let mut odd = abroad();
        change(&mut odd);
        let problem = try_prepare(&consenting, &odd, "BUSINESS_PARCEL").unwrap_err();
        assert_eq!(
            problem.field.as_deref(),
            Some(*expected),
            "{at}: {problem:?}"
        );
    }
    let problem = try_prepare(&account(), &abroad(), "BUSINESS_PARCEL").unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("customs_consent"));
    let odd = with(&[("customs_consent", "yes"), ("ioss", "IM12")]);
    let problem = try_prepare(&odd, &abroad(), "BUSINESS_PARCEL").unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ioss"));
    let mut uncoded = abroad();
    item(&mut uncoded).hs_code.clear();
    assert!(try_prepare(&consenting, &uncoded, "BUSINESS_PARCEL").is_ok());
}

#[test]
fn insurance_and_notification_have_their_own() {
    let consenting = with(&[("customs_consent", "yes")]);
    for (value, good) in [
        (nok(10_000_000), true),
        (nok(10_000_001), false),
        (money(1_000_000, "EUR"), true),
        (money(1_000_001, "EUR"), false),
        (money(100, "USD"), false),
        (nok(0), false),
    ] {
        let mut insured = abroad();
        insured.options.insurance = Some(value);
        let prepared = try_prepare(&consenting, &insured, "BUSINESS_PARCEL");
        assert_eq!(prepared.is_ok(), good, "{value}: {prepared:?}");
    }
    let mut unreachable = abroad();
    unreachable.ship_to.phone.clear();
    let problem = try_prepare(&consenting, &unreachable, "BUSINESS_PARCEL").unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_to.phone"));
    // From Norway a pickup parcel has neither.
    let mut insured = abroad();
    insured.options.insurance = Some(nok(100));
    let problem = try_prepare(&consenting, &insured, "PICKUP_PARCEL").unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
}

#[test]
fn a_rate_of_another_account_or_product_is_none() {
    let mut foreign = rate_of("5800");
    foreign.account = AccountId(Uuid::max());
    for rate in [foreign, rate_of("SERVICEPAKKE"), rate_of("")] {
        let problem =
            ship::prepared(&account(), purchase(), &consignment(), &rate, &now()).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("rate"));
    }
    let nameless = with(&[("customer_number", " ")]);
    let problem = try_prepare(&nameless, &consignment(), "5800").unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("customer_number"));
}

#[test]
fn a_state_stands_with_its_town() {
    let mut american = abroad();
    american.ship_to = Address {
        name: "Dee Dogwood".to_owned(),
        line1: "5 Elm Street".to_owned(),
        city: "Reno".to_owned(),
        region: "NV".to_owned(),
        postal_code: "89501-1203".to_owned(),
        country: Some(country("US")),
        ..Address::default()
    };
    let consenting = with(&[("customs_consent", "yes")]);
    let prepared = try_prepare(&consenting, &american, "PICKUP_PARCEL").unwrap();
    let to = &body(&prepared.request)["consignments"][0]["parties"]["recipient"];
    assert_eq!(
        (&to["city"], &to["postalCode"]),
        (&json!("Reno, NV"), &json!("89501-1203"))
    );
}

#[test]
fn the_list_of_products_can_be_read() {
    assert!(service::SERVICES.len() > 10);
    let mut ids: Vec<&str> = service::SERVICES.iter().map(|s| s.id.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
