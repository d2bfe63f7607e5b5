//! What is made of prices.
use super::*;
use crate::RateAnswer;
use pb_domain::Charge;

fn offered(account: &Account, answers: &[Answer], consignment: &Consignment) -> RateAnswer {
    let offers: Vec<rate::Offers> = answers
        .iter()
        .map(|a| rate::parse(a, account, consignment).unwrap())
        .collect();
    rate::combined(account, &offers)
}

fn services(answer: &RateAnswer) -> Vec<(&str, i64)> {
    answer
        .rates
        .iter()
        .map(|r| (r.service.as_str(), r.total.minor))
        .collect()
}

#[test]
fn own_boxes_are_offered_at_their_cheapest() {
    let answer = offered(&account(), &[recorded!("options_200.json")], &consignment());
    assert_eq!(
        services(&answer),
        [
            ("USPS_GROUND_ADVANTAGE", 956),
            ("PRIORITY_MAIL", 1_640),
            ("PRIORITY_MAIL_EXPRESS", 4_535)
        ]
    );
    let ground = &answer.rates[0];
    assert_eq!(ground.service_name, "Ground Advantage");
    assert_eq!(ground.transit_days, Some(4));
    assert_eq!(ground.delivery_date.as_deref(), Some("2026-12-01"));
    assert_eq!(
        ground.carrier_data,
        json!([{ "rate_indicator": "CP", "processing_category": "MACHINABLE" }])
    );
    let charge = |label: &str, cents| Charge {
        label: label.to_owned(),
        amount: usd(cents),
    };
    assert_eq!(
        answer.rates[1].charges,
        [
            charge("Postage", 1_240),
            charge("Nonstandard Length fee > 22", 400)
        ]
    );
    let express = &answer.rates[2];
    assert_eq!(
        express.delivery_date.as_deref(),
        Some("2026-11-28"),
        "the older name"
    );
    assert_eq!(
        express.carrier_data[0]["processing_category"], "NONSTANDARD",
        "by its present name"
    );
    assert!(answer.notes.is_empty());
}

#[test]
fn flat_rate_and_media_are_the_merchants_choice() {
    let account = with(&[("flat_rate", "yes"), ("media", "yes")]);
    let answer = offered(&account, &[recorded!("options_200.json")], &consignment());
    assert_eq!(
        services(&answer),
        [
            ("USPS_GROUND_ADVANTAGE", 956),
            ("PRIORITY_MAIL", 1_640),
            ("PRIORITY_MAIL/FB", 1_915),
            ("PRIORITY_MAIL/FE", 1_010),
            ("PRIORITY_MAIL_EXPRESS", 4_535),
            ("MEDIA_MAIL", 511)
        ]
    );
    assert_eq!(
        answer.rates[2].service_name,
        "Priority Mail Medium Flat Rate Box"
    );
    // And such a rate is bought as what it is.
    let prepared = ship::prepared(
        &account,
        purchase(),
        &consignment(),
        &answer.rates[3],
        Format::Pdf,
    );
    let package = body(&prepared.unwrap().request)["packageDescription"].clone();
    assert_eq!(
        (
            &package["mailClass"],
            &package["rateIndicator"],
            &package["processingCategory"]
        ),
        (&json!("PRIORITY_MAIL"), &json!("FE"), &json!("FLATS"))
    );
}

#[test]
fn what_lacks_an_extra_is_not_offered() {
    let mut rich = consignment();
    rich.options.signature = true;
    rich.options.insurance = Some(usd(10_000));
    let answer = offered(&account(), &[recorded!("options_extras_200.json")], &rich);
    assert_eq!(services(&answer), [("USPS_GROUND_ADVANTAGE", 1_630)]);
    let labels: Vec<&str> = answer.rates[0]
        .charges
        .iter()
        .map(|c| c.label.as_str())
        .collect();
    assert_eq!(labels[..2], ["Postage", "Signature Confirmation"]);
    assert_eq!(answer.notes.len(), 1);
    assert!(
        answer.notes[0].text.contains("Express"),
        "{:?}",
        answer.notes
    );
}

#[test]
fn parcels_are_priced_together() {
    let both = [
        recorded!("options_200.json"),
        recorded!("options_extras_200.json"),
    ];
    let answer = offered(&account(), &both, &two_parcels());
    assert_eq!(
        services(&answer),
        [
            ("USPS_GROUND_ADVANTAGE", 956 + 1_630),
            ("PRIORITY_MAIL_EXPRESS", 4_535 + 4_905)
        ]
    );
    assert_eq!(
        answer.rates[0].carrier_data,
        json!([
            { "rate_indicator": "CP", "processing_category": "MACHINABLE" },
            { "rate_indicator": "SP", "processing_category": "MACHINABLE" },
        ])
    );
    let total: i64 = answer.rates[0].charges.iter().map(|c| c.amount.minor).sum();
    assert_eq!(total, answer.rates[0].total.minor);
    // Alike parcels are asked about once: the same bytes.
    let mut alike = two_parcels();
    alike.parcels[1] = alike.parcels[0].clone();
    let requests = rate::requests(&account(), &alike).unwrap();
    assert_eq!(requests[0], requests[1]);
}

#[test]
fn each_way_has_its_classes() {
    let answer = offered(
        &account(),
        &[recorded!("options_abroad_200.json")],
        &abroad(),
    );
    assert_eq!(
        services(&answer),
        [
            ("FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE", 3_417),
            ("PRIORITY_MAIL_INTERNATIONAL", 5_890)
        ]
    );
    assert_eq!(answer.rates[0].delivery_date, None);
    let answer = offered(
        &account(),
        &[recorded!("options_returns_200.json")],
        &back(),
    );
    assert_eq!(
        services(&answer),
        [("USPS_GROUND_ADVANTAGE_RETURN_SERVICE", 985)]
    );
    // Nothing is said in words.
    let none = offered(
        &account(),
        &[recorded!("options_none_200.json")],
        &consignment(),
    );
    assert_eq!((none.rates.len(), none.notes.len()), (0, 1));
}

#[test]
fn odd_prices_are_no_offers() {
    for (price, note) in [
        (json!("free"), "amount"),
        (json!(0), "asks"),
        (json!(-3.5), "asks"),
    ] {
        let mut odd: Value =
            serde_json::from_str(include_str!("../fixtures/options_200.json")).unwrap();
        let options = &mut odd["pricingOptions"][0]["shippingOptions"];
        options[2]["rateOptions"][0]["totalBasePrice"] = price;
        let answer = offered(&account(), &[answer(200, &odd.to_string())], &consignment());
        assert_eq!(answer.rates.len(), 2);
        assert!(answer.notes[0].text.contains(note), "{:?}", answer.notes);
    }
    // Charges that do not add up are left out, and the price stays.
    let mut odd: Value =
        serde_json::from_str(include_str!("../fixtures/options_200.json")).unwrap();
    odd["pricingOptions"][0]["shippingOptions"][2]["rateOptions"][0]["rates"][0]["price"] =
        json!(1);
    let answer = offered(&account(), &[answer(200, &odd.to_string())], &consignment());
    assert_eq!(
        (answer.rates[2].total, answer.rates[2].charges.len()),
        (usd(4_535), 0)
    );
}
