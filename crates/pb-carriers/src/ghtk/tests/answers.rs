//! What is made of good answers.
use super::*;
use crate::{
    LabelAgain as _, Likeness, Rates as _, Serviceability as _, Test as _, Tracks as _, Voids as _,
};
use http::{HeaderMap, HeaderValue};

fn parts(rate: &Rate) -> Vec<(&str, i64)> {
    let charges = rate.charges.iter();
    charges
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect()
}

/// The offers of an answer, by road.
async fn offers(answer: Answer) -> Result<crate::RateAnswer, Problem> {
    let bench = Bench::new(by_road(), [answer]);
    rate::GhtkRates.rate(bench.cx(), &consignment()).await
}

#[tokio::test]
async fn a_price_is_freight_and_insurance() {
    let offers = offers(recorded!("fee_200.json")).await.unwrap();
    let rate = &offers.rates[0];
    assert_eq!((rate.service.as_str(), rate.total), ("road", dong(31_900)));
    assert_eq!(parts(rate), [("Transport", 30_400), ("Insurance", 1_500)]);
    assert_eq!(offers.notes, []);
}

#[tokio::test]
async fn surcharges_are_parts_where_they_are_and_else_a_note() {
    let within = offers(recorded!("fee_surcharge_200.json")).await.unwrap();
    assert_eq!(within.rates[0].total, dong(37_800));
    assert_eq!(
        parts(&within.rates[0]),
        [("Transport", 30_400), ("Phụ phí hàng dễ vỡ", 7_400)]
    );
    assert_eq!(within.notes, []);
    let beside = include_str!("../fixtures/fee_surcharge_200.json").replace("37800", "30400");
    let beside = offers(crate::spoilt::answer(200, &beside)).await.unwrap();
    assert_eq!(beside.rates[0].total, dong(30_400));
    assert!(
        beside.notes[0].text.contains(&dong(7_400).to_string()),
        "{beside:?}"
    );
}

#[tokio::test]
async fn a_way_that_is_not_served_leaves_the_other() {
    let served = || recorded!("fee_200.json");
    let not = || recorded!("not_served_200.json");
    let bench = Bench::new(account(), [served(), not()]);
    let offers = rate::GhtkRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap();
    assert_eq!((offers.rates.len(), offers.notes.len()), (1, 1));
    assert_eq!(offers.notes[0].carrier_text, "Tuyến đường không hỗ trợ");
    let bench = Bench::new(account(), [not(), not()]);
    let problem = rate::GhtkRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    let bench = Bench::new(account(), [recorded!("ward_200.json"), served()]);
    let offers = rate::GhtkRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap();
    assert_eq!(offers.rates[0].service, "fly");
    assert_eq!(offers.notes[0].field.as_deref(), Some("ship_to.ward"));
}

#[tokio::test]
async fn lanes_are_served_in_one_way_or_in_none() {
    let serves = async |answers: [Answer; 2]| {
        let bench = Bench::new(account(), answers);
        let served = serve::GhtkServiceability
            .serves(bench.cx(), &consignment())
            .await;
        (served, bench.said().len())
    };
    let served = || recorded!("fee_200.json");
    let not = || recorded!("not_served_200.json");
    let (first, asked) = serves([served(), not()]).await;
    assert_eq!((first.unwrap().served, asked), (true, 1));
    let (second, asked) = serves([not(), served()]).await;
    assert_eq!((second.unwrap().served, asked), (true, 2));
    let none = serves([not(), not()]).await.0.unwrap();
    assert!(!none.served);
    assert_eq!(none.words, "Tuyến đường không hỗ trợ");
    let unknown = serves([recorded!("ward_200.json"), served()]).await.0;
    assert_eq!(unknown.unwrap_err().field.as_deref(), Some("ship_to.ward"));
}

#[tokio::test]
async fn a_sale_brings_its_label_and_what_it_costs() {
    let answers = [recorded!("ship_200.json"), recorded!("label_200.pdf")];
    let bench = Bench::new(account(), answers);
    let prepared = prepare(&bench, &consignment()).await.unwrap();
    let bought = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    assert_eq!(bought.carrier_ref, LABEL);
    assert_eq!(bought.parcels[0].tracking_number, LABEL);
    assert_eq!(bought.charged, dong(31_900), "texts with numbers");
    assert_eq!(bought.tracking_url, format!("https://i.ghtk.vn/{LABEL}"));
    assert_eq!(bought.carrier_data, json!({ "partner_id": ID }));
    assert_eq!(bought.labels[0].format, Format::Pdf);
}

#[tokio::test]
async fn a_sale_without_a_document_is_one() {
    for answer in [
        recorded!("label_missing_200.json"),
        recorded!("down_500.json"),
    ] {
        let bench = Bench::new(account(), [recorded!("ship_200.json"), answer]);
        let prepared = prepare(&bench, &consignment()).await.unwrap();
        let bought = ships()
            .buy(bench.cx(), &prepared, &consignment())
            .await
            .unwrap();
        assert_eq!(
            (bought.labels.len(), bought.carrier_ref.as_str()),
            (0, LABEL)
        );
        assert_eq!(bench.said()[1].operation, "label");
    }
}

#[tokio::test]
async fn an_order_that_exists_under_our_id_is_ours() {
    let buy = async |answer: Answer| {
        let bench = Bench::new(account(), [answer]);
        let prepared = prepare(&bench, &consignment()).await.unwrap();
        ships().buy(bench.cx(), &prepared, &consignment()).await
    };
    let bought = buy(recorded!("exists_200.json")).await.unwrap();
    assert_eq!(
        (bought.carrier_ref.as_str(), bought.charged),
        (LABEL, dong(31_900))
    );
    let under_400 = crate::spoilt::answer(400, include_str!("../fixtures/exists_200.json"));
    assert_eq!(buy(under_400).await.unwrap().carrier_ref, LABEL);
    let foreign = include_str!("../fixtures/exists_200.json").replace(ID, "1001-other");
    let nameless = include_str!("../fixtures/exists_200.json").replace(LABEL, "");
    for odd in [
        recorded!("exists_cancelled_200.json"),
        crate::spoilt::answer(200, &foreign),
        crate::spoilt::answer(200, &nameless),
    ] {
        let problem = buy(odd).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    }
}

#[tokio::test]
async fn a_label_is_a_pdf_and_says_so() {
    let typed = |kind: &'static str| {
        let mut answer = recorded!("label_200.pdf");
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(kind));
        answer.headers = headers;
        answer
    };
    for kind in [
        "application/pdf",
        "Application/PDF; charset=binary",
        "application/octet-stream",
    ] {
        assert_eq!(
            label::parse(&typed(kind)).unwrap().format,
            Format::Pdf,
            "{kind}"
        );
    }
    for kind in ["application/json", "text/html"] {
        let problem = label::parse(&typed(kind)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{kind}");
    }
    let bench = Bench::new(account(), [recorded!("label_missing_200.json")]);
    let again = label::GhtkLabelAgain
        .label_again(bench.cx(), &bought_ref())
        .await;
    assert_eq!(
        again.unwrap_err().carrier_text,
        "Không tìm thấy nhãn đơn hàng"
    );
}

#[tokio::test]
async fn a_cancellation_is_looked_up_where_its_answer_does_not_say_yes() {
    let void = async |answers: [Answer; 2]| {
        let bench = Bench::new(account(), answers);
        let voided = void::GhtkVoids.void(bench.cx(), &bought_ref()).await;
        (voided.map_err(|problem| problem.kind), bench.said().len())
    };
    let (late, lost) = (
        || recorded!("cancel_late_200.json"),
        || recorded!("down_500.json"),
    );
    let (cancelled, going) = (
        || recorded!("found_cancelled_200.json"),
        || recorded!("track_200.json"),
    );
    for (answers, result) in [
        ([late(), going()], Err(ProblemKind::Refused)),
        ([late(), cancelled()], Ok(())),
        ([lost(), cancelled()], Ok(())),
        ([lost(), going()], Err(ProblemKind::UnknownOutcome)),
        ([lost(), lost()], Err(ProblemKind::UnknownOutcome)),
    ] {
        assert_eq!(void(answers).await, (result, 2));
    }
    let answers = [recorded!("token_401.json"), cancelled()];
    assert_eq!(void(answers).await, (Err(ProblemKind::Auth), 1));
}

#[tokio::test]
async fn a_track_is_where_the_order_stands() {
    let bench = Bench::new(account(), [recorded!("track_200.json")]);
    let track = track::GhtkTracks
        .track(bench.cx(), &bought_ref(), LABEL)
        .await
        .unwrap();
    assert_eq!(track.status, Some(ShipmentStatus::OutForDelivery));
    assert_eq!(track.expected.as_deref(), Some("2026-11-29"));
    assert_eq!(track.events.len(), 1);
    let event = &track.events[0];
    assert_eq!((event.code.as_str(), event.status), ("4", track.status));
    // Ten past eight in Vietnam.
    assert_eq!(event.at, "2026-11-29T01:10:00Z");
    assert_eq!(
        event.text,
        "out for delivery; Đã điều phối giao hàng/Đang giao hàng; Không giao buổi tối"
    );
    let other = track::parse(&recorded!("track_200.json"), "S1.A1.1").unwrap_err();
    assert_eq!(other.kind, ProblemKind::Unavailable);
}

#[test]
fn every_status_has_a_meaning() {
    use ShipmentStatus as S;
    for (codes, meaning) in [
        (&[-1][..], S::Cancelled),
        (&[1, 2, 12, 8, 7, 127, 128], S::LabelCreated),
        (&[3, 123], S::PickedUp),
        (&[10, 410], S::InTransit),
        (&[4, 45], S::OutForDelivery),
        (&[9, 49], S::DeliveryFailed),
        (&[5, 6], S::Delivered),
        (&[20], S::Returning),
        (&[21, 11], S::ReturnedToSender),
        (&[13], S::Lost),
    ] {
        for code in codes {
            assert_eq!(status::meaning(*code, ""), Some(meaning), "{code}");
            assert!(!status::words(&code.to_string(), []).is_empty(), "{code}");
        }
    }
    assert_eq!(status::meaning(13, "Hàng bị Vỡ"), Some(S::Damaged));
    assert_eq!(status::meaning(99, ""), None);
    for provisional in ["45", "49", "123", "127", "128", "410"] {
        let words = status::words(provisional, []);
        assert!(words.contains("the driver says so"), "{words}");
    }
    assert!(!status::words("5", []).contains("the driver says so"));
    assert_eq!(
        status::words("99", ["mới".to_owned(), String::new()]),
        "mới"
    );
}

#[tokio::test]
async fn a_connection_names_the_pickup_addresses_and_misses_one_that_is_not_there() {
    let test = async |settings: &[(&str, &str)], answer: Answer| {
        let bench = Bench::new(with(settings), [answer]);
        connection::GhtkTest.test(bench.cx()).await
    };
    let pickups = || recorded!("pickups_200.json");
    let words = test(&[], pickups()).await.unwrap();
    assert!(
        words.contains("production") && words.contains("88257 (12 Nguyễn Huệ"),
        "{words}"
    );
    assert!(test(&[(order::PICKUP, "88256")], pickups()).await.is_ok());
    let problem = test(&[(order::PICKUP, "1")], pickups()).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(order::PICKUP));
    let none = crate::spoilt::answer(200, r#"{"success":true,"message":"","data":[]}"#);
    let words = test(&[(host::ENVIRONMENT, host::STAGING)], none)
        .await
        .unwrap();
    assert!(
        words.contains("staging") && words.contains("no pickup addresses"),
        "{words}"
    );
    let problem = test(&[], recorded!("token_200.json")).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(host::TOKEN));
}

#[test]
fn numbers_look_like_ghtks() {
    for number in [
        LABEL,
        "S22749126.SGP39-J31.1375835526",
        "S1.A1.17373471",
        "S1.8663516",
    ] {
        assert_eq!(number::likeness(number), Likeness::Form, "{number}");
    }
    for number in [
        "",
        "17373471",
        "S1",
        "S1.A1.12345",
        "s1.a1.17373471",
        "S1..17373471",
        "1.A1.17373471",
        "S1.A1.1737347A",
        "S1 A1.17373471",
        "1ZA1B2C30310420013",
    ] {
        assert_eq!(number::likeness(number), Likeness::No, "{number}");
    }
}
