//! What UPS does not take, told before it is asked.
use super::*;

fn field(change: impl FnOnce(&mut Consignment)) -> String {
    let mut odd = consignment();
    change(&mut odd);
    let refused = ship::prepared(&account(), purchase(), &odd, &rate(), Format::Zpl);
    let problem = refused.expect_err("it is not sayable");
    assert!(
        !problem.hint.is_empty() && !problem.text.is_empty(),
        "{problem:?}"
    );
    problem.field.unwrap_or_default()
}

#[test]
fn each_limit_names_its_field() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.name", |c| c.ship_to.name = "x".repeat(36)),
        ("ship_to.company", |c| c.ship_to.company = "x".repeat(36)),
        ("ship_to.line1", |c| c.ship_to.line1 = "x".repeat(36)),
        ("ship_to.line1", |c| c.ship_to.line1 = "seven w ".repeat(20)),
        ("ship_to.line1", |c| c.ship_to.line1 = " ".to_owned()),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(31)),
        ("ship_to.region", |c| {
            c.ship_to.region = "Nevada State".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "1234567890".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_from.name", |c| {
            c.ship_from.name.clear();
            c.ship_from.company.clear();
        }),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(pounds(10)); 201]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| c.parcels[0].weight = pounds(1_501)),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(inches(109, 1, 1));
        }),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(inches(60, 30, 23));
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
        ("options.reference", |c| c.reference = "x".repeat(36)),
        ("options.instructions", |c| {
            c.options.instructions = "Ring twice".to_owned();
        }),
        ("options.insurance", |c| c.options.insurance = Some(usd(0))),
        ("options.cod", |c| {
            c.options.cod = Some(usd(100));
            c.parcels.push(parcel(pounds(10)));
        }),
        ("ship_to.phone", |c| {
            c.ship_to = berlin();
            c.ship_to.phone.clear();
        }),
        ("customs.items", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items.1.unit_value", |c| {
            *c = abroad();
            let euro = Currency::from_code("EUR").unwrap();
            c.customs.as_mut().unwrap().items[1].unit_value = Money::new(1, euro);
        }),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        assert_eq!(field(*change), *expected, "case {at}");
    }
}

#[test]
fn what_just_fits_is_said_whole() {
    let mut tight = consignment();
    tight.parcels[0].weight = pounds(1_500);
    tight.parcels[0].dimensions = Some(inches(59, 30, 23));
    tight.ship_to.line1 = "1234 Extraordinarily Long Avenue Northwest".to_owned();
    tight.ship_to.line2 = "Apt 12B".to_owned();
    let asked = body(&prepared_for(&account(), &tight).request);
    let shipment = &asked["ShipmentRequest"]["Shipment"];
    assert_eq!(
        shipment["ShipTo"]["Address"]["AddressLine"],
        json!(["1234 Extraordinarily Long Avenue", "Northwest", "Apt 12B"])
    );
    assert_eq!(shipment["Package"][0]["PackageWeight"]["Weight"], "150");
}

#[test]
fn weights_and_sizes_never_go_down() {
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_micrograms(pounds(28).micrograms() + 1);
    let asked = body(&prepared_for(&account(), &heavy).request);
    let parcel = &asked["ShipmentRequest"]["Shipment"]["Package"][0];
    assert_eq!(parcel["PackageWeight"]["Weight"], "2.9");
    // From Germany it is said in kilograms and centimetres.
    let mut metric = consignment();
    metric.ship_from = berlin();
    metric.ship_to = berlin();
    metric.parcels[0].weight = Weight::from_grams(1_201);
    metric.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_mm(101),
        width: Length::from_micrometres(50_001),
        height: Length::from_mm(20),
    });
    let asked = body(&prepared_for(&account(), &metric).request);
    let parcel = &asked["ShipmentRequest"]["Shipment"]["Package"][0];
    assert_eq!(
        parcel["PackageWeight"],
        json!({ "UnitOfMeasurement": { "Code": "KGS" }, "Weight": "1.3" })
    );
    assert_eq!(
        parcel["Dimensions"],
        json!({ "UnitOfMeasurement": { "Code": "CM" }, "Length": "10.1", "Width": "5.1", "Height": "2" })
    );
}

#[test]
fn an_invoice_that_ups_sends_must_be_whole() {
    let account = with(&[("invoice", "electronic")]);
    type Change = fn(&mut CustomsItem);
    let cases: &[(&str, Change)] = &[
        ("description", |i| i.description = " ".to_owned()),
        ("description", |i| i.description = "x".repeat(36)),
        ("quantity", |i| i.quantity = 0),
        ("unit_weight", |i| i.unit_weight = Weight::ZERO),
        ("origin", |i| i.origin = None),
        ("hs_code", |i| i.hs_code = "tea".to_owned()),
    ];
    for (name, change) in cases {
        let mut odd = abroad();
        change(&mut odd.customs.as_mut().unwrap().items[1]);
        let refused = ship::prepared(&account, purchase(), &odd, &rate(), Format::Zpl);
        let field = refused.unwrap_err().field;
        assert_eq!(field, Some(format!("customs.items.1.{name}")));
    }
}

#[test]
fn an_account_without_its_number_and_a_strangers_rate_are_told() {
    let problem = rate::request(
        &with(&[("account_number", "12")]),
        &consignment(),
        Uuid::nil(),
    );
    assert_eq!(
        problem.unwrap_err().field.as_deref(),
        Some("account_number")
    );
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate()
    };
    let refused = ship::prepared(
        &account(),
        purchase(),
        &consignment(),
        &foreign,
        Format::Zpl,
    );
    assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
}

#[test]
fn services_have_a_name_each_and_one_more_in_canada() {
    let mut seen = std::collections::BTreeSet::new();
    for service in service::SERVICES.iter() {
        assert!(!service.name.is_empty());
        assert!(
            seen.insert((&service.code, &service.origin)),
            "{}",
            service.code
        );
    }
    assert_eq!(service::SERVICES.len(), 43);
    let name = |code, origin| service::find(code, origin).map(|s| s.name.as_str());
    assert_eq!(name("02", "CA"), Some("Expedited"));
    assert_eq!(name("02", "US"), Some("2nd Day Air"));
    assert_eq!(name("03", "CA"), Some("Ground"));
    assert_eq!(name("ZZ", "US"), None);
}
