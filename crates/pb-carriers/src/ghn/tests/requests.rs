//! What leaves, whole.
use super::*;
use crate::{
    Instruction, Instructions as _, LabelAgain as _, Rates as _, Test as _, Tracks as _, Voids as _,
};

/// An order to the customer, as it is previewed and made.
fn order() -> Value {
    json!({
        "payment_type_id": 1,
        "required_note": "KHONGCHOXEMHANG",
        "note": "",
        "to_name": "Trần Anh",
        "to_phone": "0987654321",
        "to_address": "72 Lê Thánh Tôn, Tầng 3",
        "is_new_to_address": true,
        "to_ward_name": "Phường Sài Gòn",
        "to_province_name": "Hồ Chí Minh",
        "cod_amount": 285_000,
        "insurance_value": 0,
        "weight": 600,
        "length": 20,
        "width": 15,
        "height": 10,
        "service_type_id": 2,
        "content": "Hàng hóa",
        "items": [{
            "name": "Hàng hóa", "code": "#1001", "quantity": 1, "price": 285_000,
            "weight": 600, "length": 20, "width": 15, "height": 10,
        }],
    })
}

/// Whether a call proved who asks, and for which shop.
fn shows(said: &Unsent, shop: bool) {
    assert!(said.headers.contains(&"token: …".to_owned()), "{said:?}");
    let for_shop = said.headers.contains(&"ShopId: 885".to_owned());
    assert_eq!(for_shop, shop, "{said:?}");
}

#[tokio::test]
async fn an_order_of_the_new_division_is_previewed_by_names() {
    let answers = new_places()
        .into_iter()
        .chain([recorded!("preview_200.json")]);
    let bench = Bench::new(account(), answers);
    let offers = rate::GhnRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap();
    assert_eq!(offers.rates.len(), 1);
    let said = bench.said();
    let urls: Vec<&str> = said.iter().map(|s| s.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            format!("{API}/v3/master-data/province/all?offset=0&limit=200"),
            format!(
                "{API}/v3/master-data/ward/all-by-province-id?province_id=1000002&offset=0&limit=200"
            ),
            format!("{API}/v2/shipping-order/preview"),
        ]
    );
    assert_eq!(said[2].method, "POST");
    assert_eq!(said[2].body, order());
    shows(&said[0], false);
    shows(&said[2], true);
}

#[tokio::test]
async fn an_order_of_the_old_division_is_previewed_by_numbers() {
    let bench = Bench::new(
        account(),
        [
            recorded!("provinces_200.json"),
            recorded!("districts_200.json"),
            recorded!("wards_200.json"),
            recorded!("preview_200.json"),
        ],
    );
    let old = Consignment {
        ship_to: old_customer(),
        ..consignment()
    };
    rate::GhnRates.rate(bench.cx(), &old).await.unwrap();
    let said = bench.said();
    let urls: Vec<&str> = said.iter().map(|s| s.url.as_str()).collect();
    assert_eq!(
        urls[..3],
        [
            format!("{API}/master-data/province"),
            format!("{API}/master-data/district?province_id=202"),
            format!("{API}/master-data/ward?district_id=1442"),
        ]
    );
    let mut expected = order();
    let order = expected.as_object_mut().unwrap();
    for name in ["is_new_to_address", "to_ward_name", "to_province_name"] {
        order.remove(name);
    }
    order.insert("to_ward_code".to_owned(), json!("00104"));
    order.insert("to_district_id".to_owned(), json!(1442));
    assert_eq!(said[3].body, expected);
}

#[tokio::test]
async fn lists_are_fetched_once() {
    let preview = || recorded!("preview_200.json");
    let answers = new_places().into_iter().chain([preview(), preview()]);
    let bench = Bench::new(account(), answers);
    for _ in 0..2 {
        rate::GhnRates
            .rate(bench.cx(), &consignment())
            .await
            .unwrap();
    }
    assert_eq!(bench.said().len(), 4);
}

#[tokio::test]
async fn a_purchase_bears_its_own_code_and_all_that_was_chosen() {
    let account = with(&[
        (order::SENDER, order::BENCH),
        (order::VIEWING, "CHOTHUHANG"),
        (order::CONTENT, "Quần áo"),
        (shift::SETTING, shift::FIRST),
    ]);
    let mut rich = consignment();
    rich.options.insurance = Some(dong(1_000_000));
    rich.options.instructions = "Gọi trước khi giao".to_owned();
    rich.parcels[0].weight = Weight::from_micrograms(600_000_001);
    let (bench, prepared) = prepared(account, &rich, [recorded!("shifts_200.json")]).await;
    assert_eq!(
        bench.said().last().unwrap().url,
        format!("{API}/v2/shift/date")
    );
    assert_eq!(prepared.reference, CODE);
    assert_eq!(prepared.quoted, dong(25_500));
    assert_eq!(
        prepared.request.url,
        format!("{API}/v2/shipping-order/create")
    );
    let shop = ("ShopId".to_owned(), "885".to_owned());
    assert!(prepared.request.headers.contains(&shop));
    assert_eq!(
        body(&prepared.request.body),
        json!({
            "client_order_code": CODE,
            "payment_type_id": 1,
            "required_note": "CHOTHUHANG",
            "note": "Gọi trước khi giao",
            "from_name": "Cửa hàng Sồi",
            "from_phone": "0911222333",
            "from_address": "590 Cách Mạng Tháng 8",
            "from_ward_name": "Phường Nhiêu Lộc",
            "from_province_name": "Hồ Chí Minh",
            "is_new_from_address": true,
            "to_name": "Trần Anh",
            "to_phone": "0987654321",
            "to_address": "72 Lê Thánh Tôn, Tầng 3",
            "is_new_to_address": true,
            "to_ward_name": "Phường Sài Gòn",
            "to_province_name": "Hồ Chí Minh",
            "cod_amount": 285_000,
            "insurance_value": 1_000_000,
            "weight": 601,
            "length": 20,
            "width": 15,
            "height": 10,
            "service_type_id": 2,
            "content": "Quần áo",
            "pick_shift": [3],
            "items": [{
                "name": "Quần áo", "code": "#1001", "quantity": 1, "price": 285_000,
                "weight": 601, "length": 20, "width": 15, "height": 10,
            }],
        })
    );
    // The same again is the same to the byte; the places are known by then.
    let again = Bench::new(bench.account.clone(), [recorded!("shifts_200.json")]);
    let rate = rate_of(&again.account);
    let ships = ships();
    let again = ships.prepare(again.cx(), purchase(), &rich, &rate, Format::Zpl);
    assert_eq!(again.await.unwrap(), prepared);
}

#[tokio::test]
async fn parcels_brought_to_a_station_ask_for_no_driver() {
    let account = with(&[(order::STATION, "1442"), (shift::SETTING, shift::FIRST)]);
    let (bench, prepared) = prepared(account, &consignment(), []).await;
    let order = body(&prepared.request.body);
    assert_eq!(order["pick_station_id"], 1442);
    assert_eq!(order.get("pick_shift"), None);
    assert_eq!(bench.said().len(), 2, "no shift was asked for");
}

#[tokio::test]
async fn a_code_is_the_purchases_alone_where_the_reference_is_long() {
    let long = Consignment {
        reference: "A-VERY-LONG-REFERENCE".to_owned(),
        ..consignment()
    };
    let (_, prepared) = prepared(account(), &long, []).await;
    assert_eq!(prepared.reference, PURCHASE.replace('-', ""));
    assert!(prepared.reference.len() <= 50);
}

#[tokio::test]
async fn heavy_and_bulky_goods_are_asked_about_as_such() {
    for (kilograms, sides, services) in [
        (19, [20, 15, 10], &[2][..]),
        (20, [20, 15, 10], &[5]),
        (3, [50, 50, 40], &[2, 5]),
    ] {
        let mut goods = consignment();
        goods.parcels[0].weight = Weight::from_grams(kilograms * 1_000);
        goods.parcels[0].dimensions = Some(centimetres(sides));
        let previews = services.iter().map(|_| recorded!("preview_200.json"));
        let bench = Bench::new(account(), new_places().into_iter().chain(previews));
        let offers = rate::GhnRates.rate(bench.cx(), &goods).await.unwrap();
        let codes: Vec<String> = services.iter().map(ToString::to_string).collect();
        let offered: Vec<&str> = offers.rates.iter().map(|r| r.service.as_str()).collect();
        assert_eq!(offered, codes);
        let asked = bench.said().split_off(2);
        let asked: Vec<i64> = asked
            .iter()
            .filter_map(|s| s.body["service_type_id"].as_i64())
            .collect();
        assert_eq!(asked, services);
    }
}

#[tokio::test]
async fn one_service_that_is_refused_leaves_the_other() {
    let mut bulky = consignment();
    bulky.parcels[0].dimensions = Some(centimetres([50, 50, 40]));
    let answers = [recorded!("preview_200.json"), recorded!("route_400.json")];
    let bench = Bench::new(account(), new_places().into_iter().chain(answers));
    let offers = rate::GhnRates.rate(bench.cx(), &bulky).await.unwrap();
    assert_eq!((offers.rates.len(), offers.notes.len()), (1, 1));
    let none = [recorded!("route_400.json"), recorded!("route_400.json")];
    let bench = Bench::new(account(), new_places().into_iter().chain(none));
    let problem = rate::GhnRates.rate(bench.cx(), &bulky).await.unwrap_err();
    assert_eq!(problem.carrier_code, "ROUTE_NOT_FOUND_SERVICE");
}

#[tokio::test]
async fn voids_tracks_and_labels_ask_for_one_order() {
    let bench = Bench::new(
        account(),
        [
            recorded!("cancel_200.json"),
            recorded!("track_200.json"),
            recorded!("label_token_200.json"),
            recorded!("label_200.pdf"),
            recorded!("shops_200.json"),
        ],
    );
    void::GhnVoids
        .void(bench.cx(), &bought_ref())
        .await
        .unwrap();
    track::GhnTracks
        .track(bench.cx(), &bought_ref(), ORDER)
        .await
        .unwrap();
    let labels = label::GhnLabelAgain
        .label_again(bench.cx(), &bought_ref())
        .await
        .unwrap();
    assert_eq!(labels[0].format, Format::Pdf);
    let words = connection::GhnTest.test(bench.cx()).await.unwrap();
    assert!(words.contains("885"), "{words}");
    let said = bench.said();
    let lines: Vec<(&str, &str)> = said
        .iter()
        .map(|s| (s.method.as_str(), s.url.as_str()))
        .collect();
    let token = "3f1c0a2e-0000-4000-8000-5a6b7c8d9e0f";
    let page = format!("https://online-gateway.ghn.vn/a5/public-api/printA5?token={token}");
    let at = |path: &str| format!("{API}/{path}");
    assert_eq!(
        lines,
        [
            ("POST", at("v2/switch-status/cancel").as_str()),
            ("POST", at("v2/shipping-order/detail").as_str()),
            ("POST", at("v2/a5/gen-token").as_str()),
            ("GET", page.as_str()),
            ("GET", at("v2/shop/all?offset=0&limit=200").as_str()),
        ]
    );
    assert_eq!(
        said[0].body,
        json!({ "order_codes": [ORDER], "reason_code": "GHN-CANCEL-OTHER", "reason": "Shop hủy đơn" })
    );
    assert_eq!(said[1].body, json!({ "order_code": ORDER }));
    assert_eq!(said[2].body, json!({ "order_codes": [ORDER] }));
    shows(&said[0], true);
    shows(&said[1], false);
}

#[tokio::test]
async fn instructions_are_a_status_or_a_whole_address() {
    let instruct = |instruction: Instruction, answers: Vec<Answer>| async move {
        let bench = Bench::new(account(), answers);
        let told = instruct::GhnInstructions
            .instruct(bench.cx(), &bought_ref(), ORDER, &instruction)
            .await;
        (told, bench.said())
    };
    let try_again = |day: Option<&str>, words: &str| Instruction::TryAgain {
        day: day.map(str::to_owned),
        words: words.to_owned(),
    };
    let back = |words: &str| Instruction::Return {
        words: words.to_owned(),
    };
    for (instruction, path) in [(try_again(None, ""), "storing"), (back(""), "return")] {
        let (told, said) = instruct(instruction, vec![recorded!("cancel_200.json")]).await;
        told.unwrap();
        assert_eq!(said[0].url, format!("{API}/v2/switch-status/{path}"));
        assert_eq!(said[0].body, json!({ "order_codes": [ORDER] }));
        shows(&said[0], true);
    }
    for (instruction, field) in [
        (try_again(Some("2026-12-01"), ""), "day"),
        (try_again(None, "Ring twice"), "words"),
        (back("Wrong size"), "words"),
    ] {
        let (told, said) = instruct(instruction, Vec::new()).await;
        let problem = told.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unsupported);
        assert_eq!(problem.field.as_deref(), Some(field));
        assert_eq!(said, []);
    }
    let moved = Instruction::ChangeAddress {
        address: Box::new(customer()),
    };
    let answers = new_places()
        .into_iter()
        .chain([recorded!("updated_200.json")]);
    let (told, said) = instruct(moved, answers.collect()).await;
    told.unwrap();
    assert_eq!(said[2].url, format!("{API}/v2/shipping-order/update"));
    assert_eq!(
        said[2].body,
        json!({
            "order_code": ORDER,
            "to_name": "Trần Anh",
            "to_phone": "0987654321",
            "to_address": "72 Lê Thánh Tôn, Tầng 3",
            "is_new_to_address": true,
            "to_ward_name": "Phường Sài Gòn",
            "to_province_name": "Hồ Chí Minh",
        })
    );
}

#[test]
fn each_world_has_its_host_and_another_server_is_the_accounts() {
    let url = |settings: &[(&str, &str)]| track::request(&with(settings), ORDER).unwrap().url;
    let path = "shiip/public-api/v2/shipping-order/detail";
    assert_eq!(url(&[]), format!("https://online-gateway.ghn.vn/{path}"));
    assert_eq!(
        url(&[(host::ENVIRONMENT, host::SANDBOX)]),
        format!("https://dev-online-gateway.ghn.vn/{path}")
    );
    assert_eq!(
        url(&[("url", "https://gateway.example.com/ghn")]),
        format!("https://gateway.example.com/ghn/{path}")
    );
    let page = |setting: &str| {
        let account = with(&[(label::SETTING, setting)]);
        label::page_request(&account, "t&t").unwrap().url
    };
    let pages = "https://online-gateway.ghn.vn/a5/public-api";
    assert_eq!(
        page("print80x80"),
        format!("{pages}/print80x80?token=t%26t")
    );
    assert_eq!(page(label::DRAWN), format!("{pages}/printA5?token=t%26t"));
}

#[tokio::test]
async fn nothing_leaves_for_another_host_or_without_a_token() {
    let (bench, prepared) = prepared(account(), &consignment(), [recorded!("ship_200.json")]).await;
    let moved = Bench::new(
        with(&[(host::ENVIRONMENT, host::SANDBOX)]),
        [recorded!("ship_200.json")],
    );
    let problem = ships()
        .buy(moved.cx(), &prepared, &consignment())
        .await
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(host::ENVIRONMENT));
    let mut nameless = bench.account.clone();
    nameless.secrets.clear();
    let nameless = Bench::new(nameless, []);
    let problem = ships()
        .buy(nameless.cx(), &prepared, &consignment())
        .await
        .unwrap_err();
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some(host::TOKEN))
    );
    assert_eq!(moved.said().len() + nameless.said().len(), 0);
}
