//! Purchases that end as they should.

use crate::bench::{Bench, abroad, consignment, kept, parcel, profile, world};
use pb_carriers::Settled;
use pb_domain::{Currency, Document, Format, Incoterm, Money, ProblemKind};
use pb_sim::carriers::{Answer, Fault, Op, ups};

fn one(labels: &[Document]) -> &Document {
    let [label] = labels else {
        panic!("one document: {labels:?}")
    };
    label
}

fn times(text: &str, bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).matches(text).count()
}

#[tokio::test]
async fn a_zpl_label_of_a_rate_sheet() {
    let bought = Bench::new()
        .buy(&consignment(), "valley-courier/valley_ground", Format::Zpl)
        .await
        .expect("sold");
    let label = one(&bought.labels);
    assert_eq!(label.format, Format::Zpl);
    assert_eq!(times("^XA", &label.bytes), 1);
    assert_eq!(bought.charged.to_string(), "7.40 USD");
    assert_eq!(bought.parcels.len(), 1);
}

#[tokio::test]
async fn a_pdf_label_of_a_rate_sheet() {
    let bought = Bench::new()
        .buy(&consignment(), "valley-courier/valley_ground", Format::Pdf)
        .await
        .expect("sold");
    assert_eq!(one(&bought.labels).format, Format::Pdf);
}

#[tokio::test]
async fn two_parcels_have_a_number_each_and_one_document() {
    let mut shipment = consignment();
    shipment.parcels = vec![parcel(1_250), parcel(900)];
    for (service, accept) in [
        ("valley-courier/valley_ground", Format::Pdf),
        ("valley-courier/valley_ground", Format::Zpl),
        ("ups-main/ups_ground", Format::Zpl),
    ] {
        let bought = Bench::new()
            .buy(&shipment, service, accept)
            .await
            .expect("sold");
        let numbers: Vec<_> = bought.parcels.iter().map(|p| &p.tracking_number).collect();
        assert_eq!(numbers.len(), 2);
        assert_ne!(numbers[0], numbers[1]);
        let label = one(&bought.labels);
        assert_eq!(label.format, accept);
        let labels = match accept {
            Format::Zpl => times("^XA", &label.bytes),
            _ => times("/Type /Page", &label.bytes) - times("/Type /Pages", &label.bytes),
        };
        assert_eq!(labels, 2, "{service} {accept:?}");
        if service.starts_with("ups") {
            for number in numbers {
                assert!(times(number, &label.bytes) > 0);
            }
        }
    }
    let sales = world().sold(&shipment.reference);
    assert_eq!(sales.len(), 1);
    assert_eq!(sales[0].parcels.len(), 2);
}

#[tokio::test]
async fn what_ups_sells_is_what_was_asked() {
    let bench = Bench::new();
    let shipment = consignment();
    let bought = bench
        .buy(&shipment, "ups-main/ups_ground", Format::Pdf)
        .await
        .expect("sold");
    assert_eq!(
        one(&bought.labels).format,
        Format::Pdf,
        "made by Karrio of UPS' picture"
    );
    assert_eq!(bought.charged.to_string(), "12.18 USD");
    assert!(
        bought.tracking_url.starts_with("https://www.ups.com/"),
        "{}",
        bought.tracking_url
    );
    let sales = world().sold(&shipment.reference);
    assert_eq!(sales.len(), 1, "sold once, and a person can find it");
    assert_eq!(sales[0].numbers(), [&bought.parcels[0].tracking_number]);
    assert_eq!(sales[0].charge, bought.charged);
    let parcel = &sales[0].asked["Shipment"]["Package"];
    assert_eq!(
        parcel.pointer("/0/PackageWeight/Weight"),
        Some(&"2.76".into()),
        "1250 g: {parcel}"
    );
}

#[tokio::test]
async fn abroad_with_customs() {
    let mut shipment = abroad();
    // Karrio names who buys by the company alone, and UPS wants a name.
    "Birch GmbH".clone_into(&mut shipment.ship_to.company);
    let usd = Currency::from_code("USD").expect("USD");
    shipment.goods_value = Some(Money::new(5_000, usd));
    if let Some(customs) = &mut shipment.customs {
        customs.incoterm = Incoterm::Ddp;
    }
    let bought = Bench::new()
        .buy(&shipment, "ups-main/ups_worldwide_saver", Format::Zpl)
        .await;
    // UPS takes references at the parcel only within the country; Karrio keeps to that.
    let bought = bought.expect("sold");
    assert_eq!(bought.charged.to_string(), "165.20 USD");
    let sale = world().sale(&bought.parcels[0].tracking_number);
    assert_eq!((sale.service.as_str(), sale.charge), ("65", bought.charged));
}

/// Karrio names nobody's account where the recipient pays the duties, and UPS wants one.
#[tokio::test]
async fn a_missing_field_is_named_in_the_carriers_words() {
    let shipment = abroad();
    let problem = Bench::new()
        .buy(&shipment, "ups-main/ups_worldwide_saver", Format::Zpl)
        .await
        .expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "120400")
    );
    let words = &problem.carrier_text;
    assert!(words.contains("BillReceiver/AccountNumber"), "{words}");
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

#[tokio::test]
async fn the_label_comes_again_byte_for_byte() {
    let bench = Bench::new();
    let again = profile().label_again.expect("labels come again");
    for accept in [Format::Zpl, Format::Pdf] {
        let bought = bench
            .buy(&consignment(), "ups-main/ups_ground", accept)
            .await
            .expect("sold");
        let fetched = again
            .label_again(bench.cx(), &kept(&bought))
            .await
            .expect("a label");
        assert_eq!(fetched, bought.labels);
    }
}

#[tokio::test]
async fn a_draft_has_no_label() {
    let bench = Bench::new();
    let prepared = bench
        .prepare(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await;
    let bought = pb_carriers::BoughtRef {
        carrier_ref: prepared.reference,
        carrier_data: serde_json::Value::Null,
        tracking_numbers: Vec::new(),
        service: String::new(),
    };
    let again = profile().label_again.expect("labels come again");
    let problem = again
        .label_again(bench.cx(), &bought)
        .await
        .expect_err("nothing was bought");
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
}

#[tokio::test]
async fn a_refusal_keeps_the_carriers_code_and_words() {
    let bench = Bench::new();
    let shipment = consignment();
    let refusal = Fault::instead(Answer::Refuses {
        status: 400,
        code: "120124".to_owned(),
        message: "Requested service is not available between the selected locations".to_owned(),
    });
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Buy, &shipment.reference, 2, &refusal);
    let problem = bench
        .buy(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_code, "120124");
    assert!(problem.text.starts_with("UPS refuses"), "{}", problem.text);
    assert_eq!(
        world().calls("/ship", &shipment.reference),
        2,
        "Karrio sends what failed again"
    );
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

#[tokio::test]
async fn the_account_may_insist_on_a_format() {
    let mut bench = Bench::new();
    bench
        .account
        .settings
        .insert("label_format".to_owned(), "PDF".to_owned());
    let bought = bench
        .buy(&consignment(), "valley-courier/valley_ground", Format::Zpl)
        .await
        .expect("sold");
    assert_eq!(one(&bought.labels).format, Format::Pdf);
}

#[tokio::test]
async fn a_purchase_sent_twice_is_one_purchase() {
    let bench = Bench::new();
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    let first = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect("sold");
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("sold already");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert_eq!(problem.carrier_code, "state_error");
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &shipment)
        .await
        .expect("asked");
    let Settled::Bought(adopted) = settled else {
        panic!("{settled:?}")
    };
    assert_eq!(*adopted, first, "adopted whole, its label too");
    assert_eq!(world().sold(&shipment.reference).len(), 1);
}

#[tokio::test]
async fn cash_is_not_promised_where_it_is_not_collected() {
    let bench = Bench::new();
    let mut shipment = consignment();
    let rate = bench.rate(&shipment, "valley-courier/valley_ground").await;
    shipment.options.cod = Some(rate.total);
    let problem = bench
        .ships()
        .prepare(
            bench.cx(),
            pb_domain::PurchaseId(uuid::Uuid::now_v7()),
            &shipment,
            &rate,
            Format::Zpl,
        )
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert_eq!(problem.field.as_deref(), Some("options.cod"));
}

#[tokio::test]
async fn captures_hold_neither_the_key_nor_the_customer() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let captures = bench.captures.lock().unwrap();
    let operations: Vec<_> = captures.iter().map(|c| c.operation).collect();
    assert_eq!(operations, ["rate", "draft", "buy"]);
    for capture in captures.iter() {
        let all = format!("{capture:?}");
        for secret in [
            "key_test",
            "Bo Birch",
            "34 Hill Street",
            "89501",
            "512 555 0143",
        ] {
            assert!(!all.contains(secret), "{secret} is in {all}");
        }
    }
    assert!(format!("{:?}", captures[2]).contains(&bought.parcels[0].tracking_number));
}
