//! What USPS does not take, told before it is asked.
use super::*;

type Change = fn(&mut Consignment);

fn refused(consignment: &Consignment) -> pb_domain::Problem {
    let service = match consignment::way(consignment) {
        Ok(consignment::Way::Abroad) => "PRIORITY_MAIL_INTERNATIONAL",
        Ok(consignment::Way::Return) => "PRIORITY_MAIL_RETURN_SERVICE",
        _ => "PRIORITY_MAIL",
    };
    let rate = rate_of(service, consignment.parcels.len());
    let refused = ship::prepared(&account(), purchase(), consignment, &rate, Format::Zpl);
    let problem = refused.expect_err("it is not sayable");
    assert!(
        !problem.hint.is_empty() && !problem.text.is_empty(),
        "{problem:?}"
    );
    problem
}

#[test]
fn each_limit_names_its_field() {
    let cases: &[(&str, Change)] = &[
        ("ship_to.name", |c| {
            c.ship_to.name = format!("{} x", "y".repeat(51));
        }),
        ("ship_to.name", |c| c.ship_to.name.clear()),
        ("ship_to.company", |c| c.ship_to.company = "x".repeat(51)),
        ("ship_to.line1", |c| c.ship_to.line1 = "x".repeat(51)),
        ("ship_to.line1", |c| c.ship_to.line1 = "seven w ".repeat(20)),
        ("ship_to.line1", |c| c.ship_to.line1 = " ".to_owned()),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(29)),
        ("ship_to.city", |c| c.ship_to.city.clear()),
        ("ship_to.region", |c| c.ship_to.region = "Nevada".to_owned()),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "8950".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "8950A".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_from.country", |c| c.ship_from = berlin()),
        ("ship_to.country", |c| {
            *c = back();
            c.ship_to = berlin();
        }),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(pounds(10)); 26]),
        ("parcels", |c| {
            *c = abroad();
            c.parcels.push(parcel(pounds(10)));
        }),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| c.parcels[0].weight = pounds(701)),
        ("parcels.0.dimensions", |c| c.parcels[0].dimensions = None),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(inches(60, 20, 16));
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
        ("options.reference", |c| c.reference = "x".repeat(31)),
        ("options.instructions", |c| {
            c.options.instructions = "Ring twice".to_owned();
        }),
        ("options.cod", |c| c.options.cod = Some(usd(100))),
        ("options.insurance", |c| c.options.insurance = Some(usd(0))),
        ("options.insurance", |c| {
            let euro = Currency::from_code("EUR").unwrap();
            c.options.insurance = Some(Money::new(100, euro));
        }),
        ("options.signature", |c| {
            *c = abroad();
            c.options.signature = true;
        }),
        ("ship_to.postal_code", |c| {
            *c = abroad();
            c.ship_to.postal_code = "x".repeat(12);
        }),
        ("ship_to.region", |c| {
            *c = abroad();
            c.ship_to.region = "x".repeat(41);
        }),
        ("customs.incoterm", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().incoterm = Incoterm::Ddp;
        }),
        ("customs", |c| {
            *c = abroad();
            c.customs = None;
        }),
        ("customs.items", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items", |c| {
            *c = abroad();
            c.parcels[0].weight = Weight::from_grams(749);
        }),
        ("customs.items", |c| {
            *c = abroad();
            let items = &mut c.customs.as_mut().unwrap().items;
            *items = vec![items[0].clone(); 31];
        }),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let field = refused(&odd).field.unwrap_or_default();
        assert_eq!(field, *expected, "case {at}");
    }
}

#[test]
fn a_customs_form_must_be_whole() {
    type Change = fn(&mut CustomsItem);
    let cases: &[(&str, Change)] = &[
        ("description", |i| i.description = " ".to_owned()),
        ("description", |i| i.description = "x".repeat(31)),
        ("description", |i| i.description = "GIFT".to_owned()),
        ("quantity", |i| i.quantity = 0),
        ("quantity", |i| i.quantity = 10_000),
        ("unit_weight", |i| i.unit_weight = Weight::ZERO),
        ("unit_value", |i| i.unit_value = usd(0)),
        ("unit_value", |i| i.unit_value = usd(250_001)),
        ("unit_value", |i| {
            i.unit_value = Money::new(100, Currency::from_code("EUR").unwrap());
        }),
        ("origin", |i| i.origin = None),
        ("hs_code", |i| i.hs_code = "tea".to_owned()),
    ];
    for (name, change) in cases {
        let mut odd = abroad();
        change(&mut odd.customs.as_mut().unwrap().items[1]);
        assert_eq!(refused(&odd).field, Some(format!("customs.items.1.{name}")));
    }
    // With an ITN more is let through.
    let mut dear = abroad();
    dear.customs.as_mut().unwrap().items[1].unit_value = usd(250_001);
    let declared = with(&[("export_legend", "X20261127123456")]);
    let asked = body(&prepared_for(&declared, &dear, "PRIORITY_MAIL_INTERNATIONAL").request);
    assert_eq!(asked["customsForm"]["AESITN"], "X20261127123456");
}

#[test]
fn what_just_fits_is_said_whole() {
    let mut tight = consignment();
    tight.parcels[0].weight = pounds(700);
    tight.parcels[0].dimensions = Some(inches(58, 20, 16));
    tight.ship_to.line1 = "12345 Most Extraordinarily Long Avenue Northwest".to_owned();
    tight.ship_to.line2 = "Apt 12B".to_owned();
    tight.ship_to.name = "Cher".to_owned();
    tight.ship_from.name = "Cher".to_owned();
    let asked = body(&prepared_for(&account(), &tight, "PRIORITY_MAIL").request);
    assert_eq!(asked["toAddress"]["secondaryAddress"], "Apt 12B");
    assert_eq!(
        asked["toAddress"]["firm"], "Cher",
        "one name alone is no person to USPS"
    );
    assert!(asked["toAddress"]["firstName"].is_null());
    assert_eq!(asked["fromAddress"]["firm"], "Acorn Goods, Cher");
    assert_eq!(asked["packageDescription"]["weight"], 70);
}

#[test]
fn weights_and_sizes_never_go_down() {
    let said = |weight: Weight, side: Length| {
        let mut odd = consignment();
        odd.parcels[0].weight = weight;
        odd.parcels[0].dimensions = Some(Dimensions {
            length: side,
            width: side,
            height: side,
        });
        let package = body(&prepared_for(&account(), &odd, "PRIORITY_MAIL").request);
        let package = &package["packageDescription"];
        (package["weight"].to_string(), package["length"].to_string())
    };
    let exact = pounds(28);
    let more = Weight::from_micrograms(exact.micrograms() + 1);
    let mm = Length::from_micrometres;
    assert_eq!(
        said(exact, mm(254_000)),
        ("2.8".to_owned(), "10".to_owned())
    );
    assert_eq!(
        said(more, mm(254_001)),
        ("2.81".to_owned(), "10.01".to_owned())
    );
    // A quarter of a pound in every unit is a quarter of a pound.
    for (amount, unit) in [
        (Decimal::new(4, 0), WeightUnit::Oz),
        (Decimal::new(25, 2), WeightUnit::Lb),
    ] {
        let quarter = Weight::new(amount, unit).unwrap();
        assert_eq!(
            said(quarter, mm(20_000)),
            ("0.25".to_owned(), "0.79".to_owned())
        );
    }
    assert_eq!(measure::whole_pounds(pounds(105)), 11);
    assert_eq!(measure::whole_pounds(pounds(110)), 11);
}

#[test]
fn an_account_says_who_it_is() {
    for (name, value) in [
        ("crid", ""),
        ("crid", "1"),
        ("mid", "12345"),
        ("mid", "12345678X"),
        ("manifest_mid", "12"),
        ("account_number", "EPS-1"),
    ] {
        let refused = crate::engine::Login::request(&login::PAYMENT, &with(&[(name, value)]));
        let field = refused.err().and_then(|p| p.field);
        assert_eq!(field.as_deref(), Some(name), "{value}");
    }
}

#[test]
fn a_strangers_or_a_stale_rate_is_told() {
    let prepared =
        |rate: &Rate| ship::prepared(&account(), purchase(), &consignment(), rate, Format::Zpl);
    let good = rate_of("PRIORITY_MAIL", 1);
    assert!(prepared(&good).is_ok());
    for stale in [
        Rate {
            account: AccountId(Uuid::max()),
            ..good.clone()
        },
        rate_of("PRIORITY_MAIL_INTERNATIONAL", 1),
        rate_of("TELEPORT", 1),
        rate_of("PRIORITY_MAIL", 2),
        Rate {
            carrier_data: Value::Null,
            ..good.clone()
        },
        Rate {
            carrier_data: json!([{}]),
            ..good
        },
    ] {
        let problem = prepared(&stale).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid);
        assert_eq!(problem.field.as_deref(), Some("rate"));
    }
}

#[test]
fn services_have_a_name_each() {
    let mut seen = std::collections::BTreeSet::new();
    for service in service::SERVICES.iter() {
        assert!(!service.name.is_empty() && !service.kind.is_empty());
        assert!(seen.insert(&service.code), "{}", service.code);
    }
    assert_eq!(service::SERVICES.len(), 12);
    let name = |code| service::find(code).map(|s| s.name.as_str());
    assert_eq!(name("PRIORITY_MAIL/FB"), Some("Priority Mail"));
    assert_eq!(name("PRIORITY_MAILS"), None);
}
