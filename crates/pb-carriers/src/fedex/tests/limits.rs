//! What FedEx does not take, told before it is asked.
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
        ("ship_to.region", |c| {
            c.ship_to.region = "Nevada".to_owned();
        }),
        ("ship_to.region", |c| c.ship_to.region.clear()),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_from.country", |c| c.ship_from.country = None),
        ("ship_from.phone", |c| {
            c.ship_from.phone.clear();
            c.ship_to.phone = "775 555 0123".to_owned();
        }),
        ("ship_from.name", |c| {
            c.ship_from.name.clear();
            c.ship_from.company.clear();
        }),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(pounds(10)); 41]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| c.parcels[0].weight = pounds(1_501)),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(inches(120, 1, 1));
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
        ("options.reference", |c| c.reference = "x".repeat(41)),
        ("options.insurance", |c| c.options.insurance = Some(usd(0))),
        ("options.cod", |c| c.options.cod = Some(usd(0))),
        ("customs.items", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items", |c| {
            *c = abroad();
            let customs = c.customs.as_mut().unwrap();
            customs.items = vec![customs.items[0].clone(); 1_000];
        }),
        ("customs.items.1.unit_value", |c| {
            *c = abroad();
            let euro = Currency::from_code("EUR").unwrap();
            c.customs.as_mut().unwrap().items[1].unit_value = Money::new(1, euro);
        }),
        ("customs.items.1.unit_value", |c| {
            *c = abroad();
            let item = &mut c.customs.as_mut().unwrap().items[1];
            (item.unit_value, item.quantity) = (usd(i64::MAX), 2);
        }),
        ("customs.invoice_number", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().invoice_number = "x".repeat(31);
        }),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        assert_eq!(field(*change), *expected, "case {at}");
    }
}

#[test]
fn ground_prints_a_shorter_reference() {
    let mut long = consignment();
    long.reference = "x".repeat(31);
    let by = |service: &str| {
        ship::prepared(&account(), purchase(), &long, &by(service), Format::Zpl)
            .map_err(|problem| problem.field.unwrap_or_default())
            .map(|_| ())
    };
    assert_eq!(by("PRIORITY_OVERNIGHT"), Ok(()));
    assert_eq!(by("FEDEX_GROUND"), Err("options.reference".to_owned()));
}

#[test]
fn what_just_fits_is_said_whole() {
    let mut tight = consignment();
    tight.parcels[0].weight = pounds(1_500);
    tight.parcels[0].dimensions = Some(inches(59, 30, 23));
    tight.ship_to.line1 = "1234 Extraordinarily Long Avenue Northwest".to_owned();
    tight.ship_to.line2 = "Apt 12B".to_owned();
    let asked = body(&prepared_for(&account(), &tight).request);
    let shipment = &asked["requestedShipment"];
    assert_eq!(
        shipment["recipients"][0]["address"]["streetLines"],
        json!(["1234 Extraordinarily Long Avenue", "Northwest", "Apt 12B"])
    );
    assert_eq!(
        shipment["requestedPackageLineItems"][0]["weight"]["value"],
        150
    );
}

#[test]
fn weights_and_sizes_never_go_down() {
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_micrograms(pounds(28).micrograms() + 1);
    let asked = body(&prepared_for(&account(), &heavy).request);
    let parcel = &asked["requestedShipment"]["requestedPackageLineItems"][0];
    assert_eq!(parcel["weight"]["value"], 2.9);
    assert_eq!(asked["requestedShipment"]["totalWeight"], 2.9);
    // From Germany it is said in kilograms and whole centimetres.
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
    let parcel = &asked["requestedShipment"]["requestedPackageLineItems"][0];
    assert_eq!(parcel["weight"], json!({ "units": "KG", "value": 1.3 }));
    assert_eq!(
        parcel["dimensions"],
        json!({ "length": 11, "width": 6, "height": 2, "units": "CM" })
    );
    metric.parcels[0].weight = Weight::from_grams(68_001);
    let refused = ship::prepared(&account(), purchase(), &metric, &rate(), Format::Zpl);
    assert_eq!(
        refused.unwrap_err().field.as_deref(),
        Some("parcels.0.weight")
    );
}

#[test]
fn goods_for_the_customs_must_be_whole() {
    type Change = fn(&mut CustomsItem);
    let cases: &[(&str, Change)] = &[
        ("description", |i| i.description = " ".to_owned()),
        ("quantity", |i| i.quantity = 0),
        ("unit_weight", |i| i.unit_weight = Weight::ZERO),
        ("unit_weight", |i| {
            i.unit_weight = Weight::from_micrograms(i64::MAX);
        }),
        ("origin", |i| i.origin = None),
        ("hs_code", |i| i.hs_code = "tea".to_owned()),
    ];
    for (name, change) in cases {
        let mut odd = abroad();
        change(&mut odd.customs.as_mut().unwrap().items[1]);
        let refused = ship::prepared(&account(), purchase(), &odd, &rate(), Format::Zpl);
        let field = refused.unwrap_err().field;
        assert_eq!(field, Some(format!("customs.items.1.{name}")));
    }
}

#[test]
fn an_account_without_its_number_and_a_strangers_rate_are_told() {
    for odd in ["", "12345678", "1234567890", "12345678x"] {
        let account = with(&[("account_number", odd)]);
        let problem = rate::request(&account, &consignment(), Uuid::nil()).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("account_number"), "{odd}");
    }
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate()
    };
    for odd in [foreign, by(" ")] {
        let refused = ship::prepared(&account(), purchase(), &consignment(), &odd, Format::Zpl);
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
    }
}
