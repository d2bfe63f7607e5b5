//! What is made of good answers.
use super::*;
use crate::vietnam::Resolved;
use crate::{
    AddressStanding, Addresses as _, Likeness, Serviceability as _, Tracks as _, Voids as _,
};

#[test]
fn a_preview_is_a_price_with_its_parts_and_the_day_in_vietnam() {
    let account = account();
    let rate = rate::parse(&recorded!("preview_200.json"), &account, order::LIGHT).unwrap();
    assert_eq!((rate.service.as_str(), rate.total), ("2", dong(25_500)));
    let parts: Vec<(&str, i64)> = rate
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(
        parts,
        [
            ("Transport", 22_000),
            ("Insurance", 1_500),
            ("Cash on delivery", 2_000)
        ]
    );
    // Half past five in the afternoon in Greenwich is the next day there.
    assert_eq!(rate.delivery_date.as_deref(), Some("2026-11-30"));
    let short = include_str!("../fixtures/preview_200.json").replace("22000", "21000");
    let rate = rate::parse(&crate::spoilt::answer(200, &short), &account, order::LIGHT).unwrap();
    assert_eq!((rate.total, rate.charges), (dong(25_500), Vec::new()));
}

#[tokio::test]
async fn a_sale_brings_its_code_its_price_and_a_label() {
    let (bench, prepared) = prepared(account(), &consignment(), [recorded!("ship_200.json")]).await;
    let bought = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    assert_eq!(bought.carrier_ref, ORDER);
    assert_eq!(bought.parcels[0].tracking_number, ORDER);
    assert_eq!(bought.charged, dong(25_500));
    assert_eq!(
        bought.tracking_url,
        "https://donhang.ghn.vn/?order_code=L8TKYG"
    );
    assert_eq!(
        bought.carrier_data,
        json!({ "sort_code": "190-G-01-A2", "client_order_code": CODE })
    );
    let label = String::from_utf8(bought.labels[0].bytes.clone()).unwrap();
    assert_eq!(bought.labels[0].format, Format::Zpl);
    for part in [
        "^FDL8TKYG^FS",
        "190-G-01-A2",
        "Tran Anh +84 987 654 321",
        "72 Le Thanh Ton, Tang 3",
        "COD 285000 VND",
        "Khong cho xem hang",
        "0.6 kg, #1001",
    ] {
        assert!(label.contains(part), "{part}: {label}");
    }
    assert!(label.is_ascii(), "a printer's letters have no diacritics");
    assert!(label.starts_with("^XA") && label.ends_with("^XZ\n"));
}

#[tokio::test]
async fn ghns_page_is_taken_as_pdf_alone() {
    for (page, format) in [
        (recorded!("label_200.pdf"), Format::Pdf),
        (recorded!("label_200.html"), Format::Zpl),
        (recorded!("down_500.json"), Format::Zpl),
    ] {
        let account = with(&[(label::SETTING, "print80x80")]);
        let answers = [
            recorded!("ship_200.json"),
            recorded!("label_token_200.json"),
            page,
        ];
        let (bench, prepared) = prepared(account, &consignment(), answers).await;
        let bought = ships()
            .buy(bench.cx(), &prepared, &consignment())
            .await
            .unwrap();
        assert_eq!(bought.labels.len(), 1);
        assert_eq!(bought.labels[0].format, format);
        let last = bench.said().pop().unwrap().url;
        assert!(last.contains("/print80x80?token="), "{last}");
    }
    let problem = label::parse_page(&recorded!("label_200.html")).unwrap_err();
    assert!(problem.hint.contains("khachhang.ghn.vn"), "{problem:?}");
}

#[test]
fn a_label_holds_what_is_long_and_escapes_what_would_command() {
    let drawn = |consignment: &Consignment, sort: &str| {
        let label = draw::label(&account(), consignment, ORDER, sort)?;
        Some(String::from_utf8(label.bytes).unwrap())
    };
    let mut long = consignment();
    long.ship_to.line1 = "Số nhà 123 đường ".repeat(12);
    long.options.instructions = "Gọi trước ^XZ ~JA _0A\nkhi giao".to_owned();
    let label = drawn(&long, "190-G-01-A2-VERY-LONG-SORTING-CODE").unwrap();
    assert_eq!(label.matches("duong").count(), 12);
    assert!(label.contains("_5EXZ _7EJA _5F0A khi giao"), "{label}");
    assert_eq!(label.matches("^XZ").count(), 1);
    // Nothing is cut: what does not fit is not drawn.
    long.ship_to.line1 = "Số nhà 123 đường ".repeat(60);
    assert_eq!(drawn(&long, ""), None);
    assert!(drawn(&consignment(), "").is_some());
}

#[tokio::test]
async fn a_cancellation_may_be_refused_within_a_yes() {
    let refused = Bench::new(account(), [recorded!("cancel_late_200.json")]);
    let problem = void::GhnVoids
        .void(refused.cx(), &bought_ref())
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.carrier_text.contains("đã được lấy"), "{problem:?}");
    // A yes about another order is none.
    let problem = void::parse_switch(&recorded!("cancel_200.json"), "L9AAAA").unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    // The answer was lost; the order says it.
    let lost = || recorded!("down_500.json");
    let told = Bench::new(account(), [lost(), recorded!("found_cancelled_200.json")]);
    void::GhnVoids.void(told.cx(), &bought_ref()).await.unwrap();
    let untold = Bench::new(account(), [lost(), recorded!("track_200.json")]);
    let problem = void::GhnVoids
        .void(untold.cx(), &bought_ref())
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
}

#[tokio::test]
async fn a_track_is_its_status_and_its_log_newest_first() {
    let bench = Bench::new(account(), [recorded!("track_200.json")]);
    let track = track::GhnTracks
        .track(bench.cx(), &bought_ref(), ORDER)
        .await
        .unwrap();
    assert_eq!(track.status, Some(ShipmentStatus::OutForDelivery));
    assert_eq!(track.expected.as_deref(), Some("2026-11-29"));
    let codes: Vec<&str> = track.events.iter().map(|e| e.code.as_str()).collect();
    assert_eq!(
        codes,
        ["delivering", "transporting", "picked", "ready_to_pick"]
    );
    assert_eq!(track.events[0].at, "2026-11-29T01:10:00Z");
    let listed = track::parse(&recorded!("track_listed_200.json"), ORDER).unwrap();
    assert_eq!(listed.status, Some(ShipmentStatus::ReturnedToSender));
    assert_eq!(listed.expected.as_deref(), Some("2025-11-29"), "in seconds");
    assert_eq!(listed.events[1].at, "yesterday");
    assert_eq!(
        (listed.events[1].status, listed.events[1].text.as_str()),
        (None, "hibernating")
    );
    let other = track::parse(&recorded!("track_200.json"), "L9AAAA").unwrap_err();
    assert_eq!(other.kind, ProblemKind::Unavailable);
}

#[test]
fn every_status_has_a_meaning() {
    use ShipmentStatus as S;
    for (words, meaning) in [
        (
            "ready_to_pick picking money_collect_picking",
            S::LabelCreated,
        ),
        ("cancel", S::Cancelled),
        ("picked", S::PickedUp),
        ("storing transporting sorting exception", S::InTransit),
        ("delivering money_collect_delivering", S::OutForDelivery),
        ("delivered", S::Delivered),
        (
            "delivery_fail waiting_to_return return_fail",
            S::DeliveryFailed,
        ),
        (
            "return return_transporting return_sorting returning",
            S::Returning,
        ),
        ("returned", S::ReturnedToSender),
        ("damage", S::Damaged),
        ("lost scrap", S::Lost),
    ] {
        for word in words.split(' ') {
            assert_eq!(status::meaning(word), Some(meaning), "{word}");
        }
    }
    assert_eq!(status::meaning("hibernating"), None);
    assert_eq!(status::meaning(""), None);
}

#[tokio::test]
async fn lanes_are_served_or_not_in_ghns_words() {
    let answers = new_places()
        .into_iter()
        .chain([recorded!("preview_200.json"), recorded!("route_400.json")]);
    let bench = Bench::new(account(), answers);
    let served = serve::GhnServiceability
        .serves(bench.cx(), &consignment())
        .await
        .unwrap();
    assert_eq!((served.served, served.transit_days), (true, Some(3)));
    let not = serve::GhnServiceability
        .serves(bench.cx(), &consignment())
        .await
        .unwrap();
    assert!(!not.served);
    assert_eq!(not.words, "Không tìm thấy dịch vụ cho tuyến này");
}

#[tokio::test]
async fn addresses_are_known_or_one_of_several_or_unknown() {
    let bench = Bench::new(account(), new_places());
    let check = async |ward: &str, city: &str| {
        let asked = Address {
            ward: ward.to_owned(),
            city: city.to_owned(),
            ..customer()
        };
        address::GhnAddresses
            .check(bench.cx(), &asked)
            .await
            .unwrap()
    };
    let known = check("sai gon", "TPHCM").await;
    assert_eq!(known.standing, AddressStanding::Known);
    assert_eq!(known.candidates[0].ward, "Phường Sài Gòn");
    assert_eq!(known.candidates[0].region, "Hồ Chí Minh");
    assert_eq!(known.candidates[0].phone, customer().phone);
    // A province that became part of another is known by its old name.
    assert_eq!(
        check("P. Sài Gòn", "Bình Dương").await.standing,
        AddressStanding::Known
    );
    let several = check("Tân Lập", "Hồ Chí Minh").await;
    assert_eq!(several.standing, AddressStanding::Ambiguous);
    let wards: Vec<&str> = several.candidates.iter().map(|c| c.ward.as_str()).collect();
    assert_eq!(wards, ["Phường Tân Lập", "Xã Tân Lập"]);
    let unknown = check("Phường Bến Nghé", "Hồ Chí Minh").await;
    assert_eq!(
        (unknown.standing, unknown.candidates.len()),
        (AddressStanding::Unknown, 0)
    );
    let abroad = Address {
        country: CountryCode::from_code("TH"),
        ..customer()
    };
    let problem = address::GhnAddresses
        .check(bench.cx(), &abroad)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(address::GhnAddresses.covers(CountryCode::from_code("VN").unwrap()));
    assert!(!address::GhnAddresses.covers(CountryCode::from_code("TH").unwrap()));
}

#[test]
fn places_that_are_tried_out_or_retired_are_left_out() {
    let names = |answer: &Answer| -> Vec<String> {
        let places = places::parse(answer).unwrap();
        places.into_iter().map(|p| p.name).collect()
    };
    assert_eq!(
        names(&recorded!("provinces_200.json")),
        ["Hồ Chí Minh", "Hà Nội"]
    );
    let wards = places::parse(&recorded!("wards_200.json")).unwrap();
    assert_eq!(wards[0].id, "00104", "a code keeps its zeros");
}

#[tokio::test]
async fn long_lists_come_in_pages_and_end() {
    use crate::vietnam::{Form, Gazetteer as _, List};
    let page = |from: u64, count: u64| {
        let rows: Vec<Value> = (from..from + count)
            .map(|n| json!({ "_id": n, "name": format!("Xã Số {n}"), "status": 1 }))
            .collect();
        let body = json!({ "code": 200, "message": "Success", "data": rows });
        crate::spoilt::answer(200, &body.to_string())
    };
    // The third page is the second again, from a server that does not know more.
    let bench = Bench::new(account(), [page(0, 200), page(200, 200), page(200, 200)]);
    let lists = places::Lists(bench.cx());
    let provinces = lists.list(List::Provinces(Form::TwoLevel)).await.unwrap();
    assert_eq!((provinces.len(), bench.said().len()), (400, 3));
    assert!(bench.said()[2].url.ends_with("offset=400&limit=200"));
    assert!(matches!(
        crate::vietnam::resolve(&lists, Form::TwoLevel, &customer()).await,
        Ok(Resolved::Doubtful(_))
    ));
}

#[tokio::test]
async fn a_shop_of_somebody_elses_is_told() {
    use crate::Test as _;
    for (shop, kind) in [("999", ProblemKind::Auth), ("ours", ProblemKind::Invalid)] {
        let bench = Bench::new(with(&[(host::SHOP, shop)]), [recorded!("shops_200.json")]);
        let problem = connection::GhnTest.test(bench.cx()).await.unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, Some(host::SHOP))
        );
    }
}

#[test]
fn numbers_look_like_ghns() {
    for number in ["L8TKYG", "FFFNL9HH", "ABCDEFGHJK"] {
        assert_eq!(number::likeness(number), Likeness::Form, "{number}");
    }
    for number in [
        "",
        "L8TKY",
        "L8TKYGABCDE",
        "l8tkyg",
        "12345678",
        "L8-KYG",
        "1ZA1B2C30310420013",
    ] {
        assert_eq!(number::likeness(number), Likeness::No, "{number}");
    }
}
