//! What Delhivery does not take, told before it is asked.
use super::*;
use crate::Instruction;

fn refused(account: &Account, change: impl FnOnce(&mut Consignment)) -> Problem {
    let mut odd = consignment();
    change(&mut odd);
    let numbers = vec![FIRST.to_owned(); odd.parcels.len()];
    let refused = ship::prepared(account, &numbers, &odd, &rate());
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
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "56000".to_owned();
        }),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "060001".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        ("ship_to.phone", |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_to.country", |c| {
            c.ship_to.country = Some(country("US"));
        }),
        ("ship_from.country", |c| {
            c.ship_from.country = Some(country("NP"));
        }),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(100); 51]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(size(0, 1, 1));
        }),
        ("options.reference", |c| c.reference = " ".to_owned()),
        ("options.reference", |c| c.reference = "x".repeat(51)),
        ("options.reference", |c| {
            c.reference = "x".repeat(49);
            c.parcels.push(parcel(100));
        }),
        ("options.insurance", |c| {
            c.options.insurance = Some(inr(100));
        }),
        ("options.signature", |c| c.options.signature = true),
        ("options.instructions", |c| {
            c.options.instructions = "Ring".to_owned();
        }),
        ("options.cod", |c| c.options.cod = Some(inr(0))),
        ("options.cod", |c| {
            c.options.cod = Some(Money::new(1, Currency::from_code("USD").unwrap()));
        }),
        ("options.cod", |c| {
            *c = back();
            c.options.cod = Some(inr(100));
        }),
    ];
    for (at, (expected, change)) in cases.iter().enumerate() {
        let problem = refused(&account(), *change);
        assert_eq!(problem.field.as_deref(), Some(*expected), "case {at}");
    }
}

#[test]
fn an_account_that_says_too_little_is_told() {
    let problem = refused(&with(&[("pickup_location", " ")]), |_| {});
    assert_eq!(problem.field.as_deref(), Some("pickup_location"));
    let problem = refused(&with(&[("gstin", "27")]), |_| {});
    assert_eq!(problem.field.as_deref(), Some("gstin"));
    // A number for each parcel, no more and no fewer.
    for numbers in [numbers(0), numbers(2)] {
        let refused = ship::prepared(&account(), &numbers, &consignment(), &rate());
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
    }
}

#[test]
fn weights_and_sizes_never_go_down() {
    let mut tight = consignment();
    tight.parcels[0].weight = Weight::from_micrograms(Weight::from_grams(1_250).micrograms() + 1);
    tight.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_micrometres(100_001),
        width: Length::from_mm(100),
        height: Length::from_mm(1),
    });
    let said = data(&prepared_for(&account(), &tight));
    let parcel = &said["shipments"][0];
    assert_eq!(parcel["weight"], "1251");
    assert_eq!(
        (
            &parcel["shipment_length"],
            &parcel["shipment_width"],
            &parcel["shipment_height"]
        ),
        (&json!("11"), &json!("10"), &json!("1"))
    );
}

#[test]
fn a_value_in_another_currency_is_left_out() {
    let mut abroad = consignment();
    abroad.goods_value = Some(Money::new(100, Currency::from_code("USD").unwrap()));
    let said = data(&prepared_for(&account(), &abroad));
    assert!(said["shipments"][0].get("total_amount").is_none());
}

#[tokio::test]
async fn what_cannot_be_told_is_refused_before_anything_leaves() {
    use crate::engine::{Engine, EngineOptions};
    use crate::{Instructions as _, Pickups as _, Webhooks as _};
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = Engine::new(EngineOptions::default()).unwrap();
    let (account, now) = (with(&[("url", "http://127.0.0.1:9")]), jiff::Zoned::now());
    let cx = crate::Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let bought = crate::BoughtRef {
        carrier_ref: FIRST.to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: numbers(1),
        service: "Surface".to_owned(),
    };
    let day = Some("2026-11-30".to_owned());
    let words = || "at noon".to_owned();
    for (instruction, field) in [
        (
            Instruction::TryAgain {
                day,
                words: String::new(),
            },
            "day",
        ),
        (
            Instruction::TryAgain {
                day: None,
                words: words(),
            },
            "words",
        ),
        (Instruction::Return { words: words() }, "words"),
    ] {
        let told = instruct::DelhiveryInstructions
            .instruct(cx, &bought, FIRST, &instruction)
            .await;
        let problem = told.unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (ProblemKind::Unsupported, Some(field))
        );
    }
    let cancel = pickup::DelhiveryPickups.cancel(cx, "4021337").await;
    assert_eq!(cancel.unwrap_err().kind, ProblemKind::Unsupported);
    let subscribed = push::DelhiveryWebhooks.subscribe(cx, &numbers(1)).await;
    assert_eq!(subscribed.unwrap_err().kind, ProblemKind::Unsupported);
}
