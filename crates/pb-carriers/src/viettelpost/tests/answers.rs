//! What is made of good answers.
use super::*;
use crate::{
    AddressStanding, Addresses as _, Likeness, Serviceability as _, Test as _, Tracks as _,
    Voids as _,
};

#[test]
fn services_have_prices_and_days_and_size_is_noted() {
    let account = account();
    let offers = rate::parse(&recorded!("prices_200.json"), &account, 500).unwrap();
    let offered: Vec<_> = offers
        .rates
        .iter()
        .map(|r| (r.service.as_str(), r.total, r.transit_days))
        .collect();
    assert_eq!(
        offered,
        [
            ("VCN", dong(26_400), Some(2)),
            ("PHS", dong(16_500), Some(2))
        ],
        "hours that were begun are a day"
    );
    assert_eq!(offers.rates[0].service_name, "Chuyển phát nhanh");
    assert_eq!(offers.notes.len(), 1);
    assert!(offers.notes[0].text.contains("600 g"), "{:?}", offers.notes);
    let heavy = rate::parse(&recorded!("prices_200.json"), &account, 600).unwrap();
    assert_eq!(heavy.notes, []);
    // The list may stand in the usual envelope; what has no price is not offered.
    let list = include_str!("../fixtures/prices_200.json").replace("26400", "-1");
    let wrapped = format!(r#"{{"status":200,"error":false,"message":"OK","data":{list}}}"#);
    let offers = rate::parse(&crate::spoilt::answer(200, &wrapped), &account, 600).unwrap();
    assert_eq!(offers.rates.len(), 1);
    let none = rate::parse(&crate::spoilt::answer(200, "[]"), &account, 600).unwrap();
    assert_eq!((none.rates.len(), none.notes.len()), (0, 1));
}

#[test]
fn promises_are_read_as_hours_or_days_or_not_at_all() {
    for (text, days) in [
        ("24 giờ", Some(1)),
        ("25 giờ", Some(2)),
        ("48giờ", Some(2)),
        ("3 ngày", Some(3)),
        ("giờ", None),
        ("Dịch vụ chưa quy định chỉ tiêu", None),
        ("48", None),
        ("99999999999 giờ", None),
    ] {
        let list = include_str!("../fixtures/prices_200.json").replace("48 giờ", text);
        let offers = rate::parse(&crate::spoilt::answer(200, &list), &account(), 600);
        assert_eq!(offers.unwrap().rates[0].transit_days, days, "{text}");
    }
}

#[tokio::test]
async fn a_sale_brings_its_number_and_its_price() {
    let (bench, prepared) = prepared(account(), &consignment(), [recorded!("ship_200.json")]).await;
    let bought = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    assert_eq!(bought.carrier_ref, ORDER);
    assert_eq!(bought.parcels[0].tracking_number, ORDER);
    assert_eq!(bought.charged, dong(27_600), "as it says now");
    assert_eq!(
        bought.tracking_url,
        format!(
            "https://viettelpost.vn/thong-tin-don-hang?peopleTracking=sender&orderNumber={ORDER}"
        )
    );
    assert_eq!(
        bought.carrier_data,
        json!({ "sort_code": "HCM-Q1-012", "order_number": OURS })
    );
    let dev = with(&[(host::ENVIRONMENT, host::DEV)]);
    let bought = ship::parse(&recorded!("ship_200.json"), &dev, &prepared).unwrap();
    assert_eq!(bought.tracking_url, "", "what is tried out is nowhere");
}

#[tokio::test]
async fn a_cancellation_is_a_yes_or_the_orders_own_word() {
    let void = async |answers: Vec<Answer>| {
        let bench = Bench::new(account(), answers);
        let voided = void::ViettelVoids.void(bench.cx(), &bought_ref()).await;
        (voided, bench.said().len())
    };
    let late = refusal(201, "Order cannot be cancelled");
    let (refused, asked) = void(vec![late]).await;
    assert_eq!(
        (refused.unwrap_err().kind, asked),
        (ProblemKind::Refused, 1)
    );
    // The answer was lost, or it is cancelled already; the order says it.
    let cancelled = || recorded!("track_cancelled_200.json");
    for lost in [
        recorded!("system_200.json"),
        recorded!("duplicate_200.json"),
        crate::spoilt::answer(504, "<html>"),
    ] {
        let (told, asked) = void(vec![lost, cancelled()]).await;
        told.unwrap();
        assert_eq!(asked, 2);
    }
    for check in [recorded!("track_200.json"), recorded!("system_200.json")] {
        let (untold, _) = void(vec![recorded!("system_200.json"), check]).await;
        assert_eq!(untold.unwrap_err().kind, ProblemKind::UnknownOutcome);
    }
}

#[tokio::test]
async fn a_track_is_its_status_and_what_happened_last() {
    let bench = Bench::new(account(), [recorded!("track_200.json")]);
    let track = track::ViettelTracks
        .track(bench.cx(), &bought_ref(), ORDER)
        .await
        .unwrap();
    assert_eq!(track.status, Some(ShipmentStatus::OutForDelivery));
    assert_eq!(track.expected.as_deref(), Some("2026-11-29"));
    let event = &track.events[0];
    assert_eq!(
        (event.at.as_str(), event.code.as_str()),
        ("2026-11-29T01:10:00Z", "500")
    );
    assert_eq!(event.text, "Giao bưu tá đi phát");
    assert_eq!(event.location, "HCM, Q1, Bưu cục Quận 1");
    // Without a time nothing is known to have happened.
    let bare = track::parse(&recorded!("track_cancelled_200.json"), ORDER).unwrap();
    assert_eq!(bare.status, Some(ShipmentStatus::Cancelled));
    assert_eq!((bare.events, bare.expected), (Vec::new(), None));
    let masked = include_str!("../fixtures/track_200.json")
        .replace("HCM, Q1, Bưu cục Quận 1", "******")
        .replace("Giao bưu tá đi phát", "******");
    let masked = track::parse(&crate::spoilt::answer(200, &masked), ORDER).unwrap();
    assert_eq!(
        (
            masked.events[0].location.as_str(),
            masked.events[0].text.as_str()
        ),
        ("", "out for delivery"),
        "what is masked is not told"
    );
    let other = track::parse(&recorded!("track_200.json"), "28936127424").unwrap_err();
    assert_eq!(other.kind, ProblemKind::Unavailable);
    let gone = track::parse(&refusal(201, "Order does not exist"), ORDER).unwrap_err();
    assert_eq!(gone.kind, ProblemKind::Refused);
}

#[test]
fn every_status_has_a_meaning() {
    use ShipmentStatus as S;
    for (codes, forth, back) in [
        ("100", S::Pending, S::Pending),
        ("102 103 104 106", S::LabelCreated, S::LabelCreated),
        ("105 200", S::PickedUp, S::PickedUp),
        ("101 107 201 503", S::Cancelled, S::Cancelled),
        (
            "202 300 301 302 303 400 401 402 403 508 509 510 550",
            S::InTransit,
            S::Returning,
        ),
        ("500", S::OutForDelivery, S::Returning),
        ("501", S::Delivered, S::ReturnedToSender),
        ("502 515", S::Returning, S::Returning),
        ("504", S::ReturnedToSender, S::ReturnedToSender),
        ("505 506 507", S::DeliveryFailed, S::DeliveryFailed),
    ] {
        for code in codes.split(' ') {
            assert_eq!(status::meaning(code, false), Some(forth), "{code}");
            assert_eq!(status::meaning(code, true), Some(back), "{code}");
            assert!(!status::words(code).is_empty(), "{code}");
        }
    }
    for code in ["", "99", "-1", "516", "delivered"] {
        assert_eq!(status::meaning(code, false), None);
        assert_eq!(status::words(code), "");
    }
}

#[tokio::test]
async fn lanes_are_served_or_not() {
    let answers = new_places().into_iter().chain([
        recorded!("prices_200.json"),
        recorded!("route_200.json"),
        crate::spoilt::answer(200, "[]"),
        recorded!("system_200.json"),
    ]);
    let bench = Bench::new(account(), answers);
    let ask = async || {
        serve::ViettelServiceability
            .serves(bench.cx(), &consignment())
            .await
    };
    let served = ask().await.unwrap();
    assert_eq!((served.served, served.transit_days), (true, Some(2)));
    for _ in 0..2 {
        let not = ask().await.unwrap();
        assert!(!not.served && !not.words.is_empty(), "{not:?}");
    }
    assert_eq!(ask().await.unwrap_err().kind, ProblemKind::Unavailable);
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
        address::ViettelAddresses
            .check(bench.cx(), &asked)
            .await
            .unwrap()
    };
    let known = check("sai gon", "HCM").await;
    assert_eq!(known.standing, AddressStanding::Known);
    assert_eq!(known.candidates[0].ward, "PHƯỜNG SÀI GÒN");
    assert_eq!(known.candidates[0].region, "Hồ Chí Minh");
    assert_eq!(known.candidates[0].phone, customer().phone);
    let several = check("Tân Lập", "Hồ Chí Minh").await;
    assert_eq!(several.standing, AddressStanding::Ambiguous);
    assert_eq!(several.candidates.len(), 2);
    let unknown = check("Phường Bến Nghé", "Hồ Chí Minh").await;
    assert_eq!(unknown.standing, AddressStanding::Unknown);
    let abroad = Address {
        country: CountryCode::from_code("TH"),
        ..customer()
    };
    let problem = address::ViettelAddresses
        .check(bench.cx(), &abroad)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(address::ViettelAddresses.covers(CountryCode::from_code("VN").unwrap()));
    assert!(!address::ViettelAddresses.covers(CountryCode::from_code("TH").unwrap()));
}

#[test]
fn districts_that_are_none_are_left_out_and_bare_lists_are_read() {
    let names = |answer: &Answer| -> Vec<String> {
        let places = places::parse(answer).unwrap();
        places.into_iter().map(|p| p.name).collect()
    };
    assert_eq!(
        names(&recorded!("districts_200.json")),
        ["QUẬN 1", "QUẬN 10"]
    );
    let bare = r#"[{"PROVINCE_ID":1,"PROVINCE_CODE":"HNI","PROVINCE_NAME":"Hà Nội"}]"#;
    let places = places::parse(&crate::spoilt::answer(200, bare)).unwrap();
    assert_eq!(
        (places[0].id.as_str(), places[0].also.as_slice()),
        ("1", &["TPHNI".to_owned(), "HNI".to_owned()][..])
    );
    let wards = places::parse(&recorded!("wards_200.json")).unwrap();
    assert_eq!(wards[0].id, "780", "not the district's number");
}

#[tokio::test]
async fn the_connection_test_says_what_was_reached() {
    let test = async |settings: &[(&str, &str)], answer: Answer| {
        let bench = Bench::new(with(settings), [answer]);
        connection::ViettelTest.test(bench.cx()).await
    };
    let all = test(&[], recorded!("inventory_200.json")).await.unwrap();
    assert!(
        all.contains("production") && all.contains("5818802 (Kho Sồi), 5818803"),
        "{all}"
    );
    let none = crate::spoilt::answer(
        200,
        r#"{"status":200,"error":false,"message":"OK","data":[]}"#,
    );
    let dev = test(&[(host::ENVIRONMENT, host::DEV)], none).await.unwrap();
    assert!(
        dev.contains("dev environment") && dev.contains("no warehouse"),
        "{dev}"
    );
    let chosen = [
        (order::SENDER, order::WAREHOUSE),
        (warehouse::SETTING, "5818803"),
        ("url", "https://gateway.example.com"),
    ];
    let one = test(&chosen, recorded!("inventory_200.json"))
        .await
        .unwrap();
    assert!(
        one.contains("gateway.example.com") && one.ends_with("5818803, Kho cũ"),
        "{one}"
    );
    let missing = [(order::SENDER, order::WAREHOUSE), (warehouse::SETTING, "1")];
    let problem = test(&missing, recorded!("inventory_200.json"))
        .await
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(warehouse::SETTING));
    let refused = test(&[], recorded!("token_200.json")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Auth);
}

#[test]
fn numbers_look_like_viettel_posts() {
    for number in [
        ORDER,
        "301298000044",
        "1684063821201",
        "TUANPAD3024822076",
        "PKE12345678",
    ] {
        assert_eq!(number::likeness(number), Likeness::Form, "{number}");
    }
    for number in [
        "",
        "2893612742",
        "28936127423000",
        "PKE1234567",
        "vtp301298000044",
        "28936 127423",
        "EE123456785VN",
        "1ZA1B2C30310420013",
        "ABCDEFGHIJKLMNO",
        "ABCDEFGHIJK12345678",
    ] {
        assert_eq!(number::likeness(number), Likeness::No, "{number}");
    }
}
