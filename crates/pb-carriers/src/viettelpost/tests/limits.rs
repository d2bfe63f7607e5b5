//! What Viettel Post does not take, told before it is asked.
use super::*;
use crate::Rates as _;

#[tokio::test]
async fn each_limit_names_its_field_before_anything_leaves() {
    type Change = fn(&mut Consignment);
    use ProblemKind::{Invalid, Unsupported};
    // Three bytes a letter, 153 in all: fewer than 150 letters are too long.
    let cases: &[(&str, ProblemKind, Change)] = &[
        ("ship_to.name", Invalid, |c| c.ship_to.name.clear()),
        ("ship_to.name", Invalid, |c| c.ship_to.name = "ễ".repeat(51)),
        ("ship_to.name", Invalid, |c| {
            c.ship_to.name = "a".repeat(100);
            c.ship_to.company = "b".repeat(48);
        }),
        ("ship_to.line1", Invalid, |c| {
            c.ship_to.line1 = " ".to_owned();
        }),
        ("ship_to.line1", Invalid, |c| {
            c.ship_to.line1 = "ố".repeat(51);
        }),
        ("ship_to.line2", Invalid, |c| {
            c.ship_to.line2 = "ố".repeat(50);
        }),
        ("ship_from.line1", Invalid, |c| {
            c.ship_from.line1 = "a".repeat(151);
        }),
        ("ship_from.name", Invalid, |c| c.ship_from.company.clear()),
        ("ship_from.phone", Invalid, |c| c.ship_from.phone.clear()),
        ("ship_to.phone", Invalid, |c| c.ship_to.phone.clear()),
        ("ship_to.phone", Invalid, |c| {
            c.ship_to.phone = "ask".to_owned();
        }),
        ("ship_to.phone", Invalid, |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.phone", Invalid, |c| {
            c.ship_to.phone = "0987".to_owned();
        }),
        ("ship_to.country", Invalid, |c| c.ship_to.country = None),
        ("ship_to.country", Unsupported, |c| {
            c.ship_to.country = CountryCode::from_code("TH");
        }),
        ("ship_from.country", Unsupported, |c| {
            c.ship_from.country = CountryCode::from_code("US");
        }),
        ("direction", Unsupported, |c| {
            c.direction = Direction::Return;
        }),
        ("options.signature", Unsupported, |c| {
            c.options.signature = true;
        }),
        ("options.insurance", Unsupported, |c| {
            c.options.insurance = Some(dong(1_000_000));
        }),
        ("options.instructions", Invalid, |c| {
            c.options.instructions = "ờ".repeat(51);
        }),
        ("options.cod", Invalid, |c| c.options.cod = Some(dong(0))),
        ("options.cod", Invalid, |c| {
            c.options.cod = Some(Money::new(100, Currency::from_code("USD").unwrap()));
        }),
        ("parcels", Invalid, |c| c.parcels.clear()),
        ("parcels", Unsupported, |c| c.parcels.push(parcel())),
        ("parcels.0.weight", Invalid, |c| {
            c.parcels[0].weight = Weight::ZERO;
        }),
        ("parcels.0.dimensions", Invalid, |c| {
            c.parcels[0].dimensions = Some(centimetres([20, 0, 10]));
        }),
    ];
    for (at, (field, kind, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let bench = Bench::new(account(), []);
        let bought = prepare(&bench, &odd).await;
        let rated = rate::ViettelRates.rate(bench.cx(), &odd).await;
        for problem in [bought.unwrap_err(), rated.unwrap_err()] {
            assert_eq!(
                problem.field.as_deref(),
                Some(*field),
                "case {at}: {problem:?}"
            );
            assert_eq!(problem.kind, *kind, "case {at}: {problem:?}");
            assert!(
                !problem.hint.is_empty() && !problem.text.is_empty(),
                "case {at}"
            );
        }
        assert_eq!(bench.said(), [], "case {at}");
    }
}

#[tokio::test]
async fn what_just_fits_is_said_whole() {
    let mut tight = consignment();
    tight.ship_to.name = "ễ".repeat(50);
    tight.ship_to.line1 = "ố".repeat(40);
    tight.ship_to.line2 = "a".repeat(28);
    tight.options.instructions = "a".repeat(150);
    tight.parcels[0].dimensions = None;
    let (_, prepared) = prepared(account(), &tight, []).await;
    let order = body(&prepared.request.body);
    for name in ["RECEIVER_FULLNAME", "RECEIVER_ADDRESS", "ORDER_NOTE"] {
        assert_eq!(order[name].as_str().unwrap().len(), 150, "{name}");
    }
    assert_eq!(order.get("PRODUCT_LENGTH"), None, "no size is no size");
}

#[tokio::test]
async fn each_setting_that_cannot_be_is_named() {
    let long = "ố".repeat(51);
    for (settings, kind, field) in [
        (
            &[(order::CONTENT, long.as_str())][..],
            ProblemKind::Invalid,
            order::CONTENT,
        ),
        (
            &[(order::EXTRAS, "GBP, not-one")],
            ProblemKind::Invalid,
            order::EXTRAS,
        ),
        (
            &[(order::EXTRAS, "PTTX")],
            ProblemKind::Unsupported,
            order::EXTRAS,
        ),
        (
            &[(order::EXTRA_MONEY, "30000")],
            ProblemKind::Invalid,
            order::EXTRA_MONEY,
        ),
        (
            &[(order::EXTRAS, "XMG"), (order::EXTRA_MONEY, "-5")],
            ProblemKind::Invalid,
            order::EXTRA_MONEY,
        ),
        (
            &[(order::EXTRAS, "XMG"), (order::EXTRA_MONEY, "30.000")],
            ProblemKind::Invalid,
            order::EXTRA_MONEY,
        ),
    ] {
        let bench = Bench::new(with(settings), []);
        let problem = prepare(&bench, &consignment()).await.unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, Some(field))
        );
        assert_eq!(bench.said(), []);
    }
}

#[tokio::test]
async fn looking_costs_no_more_than_twice_the_freight() {
    for (fee, taken) in [("55000", true), ("55001", false)] {
        let account = with(&[(order::EXTRAS, "XMG"), (order::EXTRA_MONEY, fee)]);
        let answers = new_places()
            .into_iter()
            .chain([recorded!("price_200.json")]);
        let bench = Bench::new(account, answers);
        match prepare(&bench, &consignment()).await {
            Ok(_) => assert!(taken),
            Err(problem) => {
                assert!(!taken, "{problem:?}");
                assert_eq!(problem.field.as_deref(), Some(order::EXTRA_MONEY));
            }
        }
    }
}

#[tokio::test]
async fn a_warehouse_that_cannot_be_the_sender_is_told() {
    let nameless = include_str!("../fixtures/inventory_200.json")
        .replace("\"phone\":\"0911222333\"", "\"phone\":\"******\"");
    let one = r#"{"status":200,"error":false,"message":"OK","data":[]}"#;
    for (number, answer, says) in [
        ("", recorded!("inventory_200.json"), "5818802, 5818803"),
        ("999", recorded!("inventory_200.json"), "5818802, 5818803"),
        ("", crate::spoilt::answer(200, one), "no warehouse"),
        ("999", crate::spoilt::answer(200, one), "it has none"),
        ("5818802", crate::spoilt::answer(200, &nameless), "5818802"),
    ] {
        let account = with(&[
            (order::SENDER, order::WAREHOUSE),
            (warehouse::SETTING, number),
        ]);
        let bench = Bench::new(account, [answer]);
        let problem = prepare(&bench, &consignment()).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(warehouse::SETTING));
        assert!(problem.text.contains(says), "{problem:?}");
    }
}

#[tokio::test]
async fn a_strangers_rate_is_told() {
    let bench = Bench::new(account(), []);
    let odd = |service: &str| Rate {
        service: service.to_owned(),
        ..rate_of(&bench.account)
    };
    for rate in [rate_of(&account()), odd(""), odd("V C N")] {
        let plain = consignment();
        let prepare = ships().prepare(bench.cx(), purchase(), &plain, &rate, Format::Zpl);
        assert_eq!(prepare.await.unwrap_err().field.as_deref(), Some("rate"));
    }
    assert_eq!(bench.said(), []);
}

#[tokio::test]
async fn an_address_in_doubt_is_asked_about_and_nothing_is_bought() {
    for (ward, text) in [
        ("Tân Lập", "several wards"),
        ("Phường Bến Nghé", "has no ward"),
        ("", "is missing"),
    ] {
        let mut odd = consignment();
        odd.ship_to.ward = ward.to_owned();
        let bench = Bench::new(account(), new_places());
        let problem = prepare(&bench, &odd).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("ship_to.ward"));
        assert!(problem.text.contains(text), "{problem:?}");
    }
}
