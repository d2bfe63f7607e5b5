//! What leaves, whole.
use super::*;
use crate::{Instruction, Instructions as _, LabelAgain as _, Rates as _, Tracks as _, Voids as _};

/// The numbers of the two addresses, in the new division.
fn lane() -> Value {
    json!({
        "SENDER_PROVINCE": 2, "SENDER_DISTRICT": 0, "SENDER_WARD": 300_002,
        "RECEIVER_PROVINCE": 2, "RECEIVER_DISTRICT": 0, "RECEIVER_WARD": 300_001,
    })
}

/// What is in the parcel.
fn goods() -> Value {
    json!({
        "PRODUCT_TYPE": "HH", "PRODUCT_WEIGHT": 500, "PRODUCT_PRICE": 250_000, "MONEY_COLLECTION": 285_000,
        "PRODUCT_LENGTH": 20, "PRODUCT_WIDTH": 15, "PRODUCT_HEIGHT": 10,
    })
}

fn merged(parts: &[Value]) -> Value {
    let mut whole = serde_json::Map::new();
    for part in parts {
        whole.extend(part.as_object().unwrap().clone());
    }
    Value::Object(whole)
}

/// The order of the fixtures, as it is made.
fn order() -> Value {
    merged(&[
        lane(),
        goods(),
        json!({
            "ORDER_NUMBER": OURS,
            "GROUPADDRESS_ID": 0,
            "CUS_ID": 0,
            "DELIVERY_DATE": "27/11/2026 15:00:00",
            "SENDER_FULLNAME": "Cửa hàng Sồi",
            "SENDER_ADDRESS": "590 Cách Mạng Tháng 8",
            "SENDER_PHONE": "0911222333",
            "SENDER_EMAIL": "",
            "RECEIVER_FULLNAME": "Trần Anh",
            "RECEIVER_ADDRESS": "72 Lê Thánh Tôn, Tầng 3",
            "RECEIVER_PHONE": "0987654321",
            "RECEIVER_EMAIL": "",
            "PRODUCT_NAME": "Hàng hóa",
            "PRODUCT_DESCRIPTION": "",
            "PRODUCT_QUANTITY": 1,
            "ORDER_PAYMENT": 3,
            "ORDER_SERVICE": "VCN",
            "ORDER_SERVICE_ADD": "",
            "ORDER_VOUCHER": "",
            "ORDER_NOTE": "",
            "EXTRA_MONEY": 0,
            "CHECK_UNIQUE": true,
            "ENABLE_SORT_CODE": true,
            "LIST_ITEM": [{
                "PRODUCT_NAME": "Hàng hóa", "PRODUCT_PRICE": 250_000, "PRODUCT_WEIGHT": 500, "PRODUCT_QUANTITY": 1,
            }],
        }),
    ])
}

fn shows_the_token(said: &Unsent) {
    assert!(said.headers.contains(&"token: …".to_owned()), "{said:?}");
}

#[tokio::test]
async fn prices_are_asked_between_places_of_the_new_division() {
    let answers = new_places()
        .into_iter()
        .chain([recorded!("prices_200.json")]);
    let bench = Bench::new(account(), answers);
    rate::ViettelRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap();
    let said = bench.said();
    assert_eq!(
        urls(&said),
        [
            "/v3/categories/listProvinceNew",
            "/v3/categories/listWardsNew?provinceId=2",
            "/v2/order/getPriceAll",
        ]
    );
    assert_eq!(said[2].method, "POST");
    assert_eq!(
        said[2].body,
        merged(&[lane(), goods(), json!({ "TYPE": 1 })])
    );
    said.iter().for_each(shows_the_token);
}

#[tokio::test]
async fn prices_are_asked_between_places_of_the_old_division() {
    let bench = Bench::new(
        account(),
        [
            recorded!("provinces_200.json"),
            recorded!("districts_200.json"),
            recorded!("wards_200.json"),
            recorded!("wards_old_200.json"),
            recorded!("prices_200.json"),
        ],
    );
    let old = Consignment {
        ship_from: old_shop(),
        ship_to: old_customer(),
        ..consignment()
    };
    rate::ViettelRates.rate(bench.cx(), &old).await.unwrap();
    let said = bench.said();
    assert_eq!(
        urls(&said)[..4],
        [
            "/v2/categories/listProvinceById?provinceId=-1",
            "/v2/categories/listDistrict?provinceId=2",
            "/v2/categories/listWards?districtId=43",
            "/v2/categories/listWards?districtId=52",
        ]
    );
    let old_lane = json!({
        "SENDER_PROVINCE": 2, "SENDER_DISTRICT": 52, "SENDER_WARD": 905,
        "RECEIVER_PROVINCE": 2, "RECEIVER_DISTRICT": 43, "RECEIVER_WARD": 780,
    });
    assert_eq!(
        said[4].body,
        merged(&[old_lane, goods(), json!({ "TYPE": 1 })])
    );
}

#[tokio::test]
async fn the_divisions_are_never_mixed() {
    let mixed = [
        Consignment {
            ship_to: old_customer(),
            ..consignment()
        },
        Consignment {
            ship_from: old_shop(),
            ..consignment()
        },
    ];
    for consignment in mixed {
        let bench = Bench::new(account(), []);
        let problem = prepare(&bench, &consignment).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("ship_to.district"));
        assert_eq!(bench.said(), [], "nobody was asked");
    }
    // A warehouse has numbers of its own division.
    let old = with(&[
        (order::SENDER, order::WAREHOUSE),
        (warehouse::SETTING, "5818803"),
    ]);
    let bench = Bench::new(old, [recorded!("inventory_200.json")]);
    let problem = prepare(&bench, &consignment()).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_to.district"));
    // The account's word decides for both ends.
    let forced = with(&[(places::SETTING, "two_level")]);
    let answers = new_places()
        .into_iter()
        .chain([recorded!("price_200.json")]);
    let bench = Bench::new(forced, answers);
    let odd = Consignment {
        ship_from: Address {
            district: "Quận 3".to_owned(),
            ..shop()
        },
        ..consignment()
    };
    let order = body(&prepare(&bench, &odd).await.unwrap().request.body);
    assert_eq!(
        (&order["SENDER_DISTRICT"], &order["RECEIVER_DISTRICT"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn a_purchase_is_priced_whole_and_prepared_to_the_byte() {
    let (bench, prepared) = prepared(account(), &consignment(), []).await;
    let said = bench.said();
    assert_eq!(urls(&said)[2], "/v2/order/getPrice");
    let chosen = json!({ "ORDER_SERVICE": "VCN", "ORDER_SERVICE_ADD": "", "NATIONAL_TYPE": 1 });
    assert_eq!(said[2].body, merged(&[lane(), goods(), chosen]));
    assert_eq!(prepared.reference, OURS);
    assert_eq!(prepared.quoted, dong(27_500), "with surcharges");
    assert_eq!(prepared.request.url, format!("{API}/v2/order/createOrder"));
    assert_eq!(body(&prepared.request.body), order());
    let text = String::from_utf8(prepared.request.body.clone()).unwrap();
    assert!(
        !text.contains("hush") && !text.contains("anh@example.com"),
        "{text}"
    );
    // The same again is the same to the byte; the places are known by then.
    let again = Bench::new(bench.account.clone(), [recorded!("price_200.json")]);
    assert_eq!(prepare(&again, &consignment()).await.unwrap(), prepared);
}

#[tokio::test]
async fn a_purchase_says_all_that_was_chosen() {
    let account = with(&[
        (order::CONTENT, "Quần áo"),
        (order::TYPE, "TH"),
        (order::EXTRAS, "gbp, XMG"),
        (order::EXTRA_MONEY, "30000"),
        (order::PAYMENT, order::CUSTOMER),
    ]);
    let mut rich = consignment();
    rich.options.instructions = "Gọi trước\n khi giao".to_owned();
    rich.parcels[0].weight = Weight::from_micrograms(500_000_001);
    rich.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_mm(201),
        ..centimetres([20, 15, 10])
    });
    rich.goods_value = None;
    rich.ship_date = "2026-11-30".to_owned();
    let (bench, prepared) = prepared(account, &rich, []).await;
    let expected = json!({
        "DELIVERY_DATE": "30/11/2026 15:00:00",
        "PRODUCT_NAME": "Quần áo",
        "PRODUCT_TYPE": "TH",
        "PRODUCT_WEIGHT": 501,
        "PRODUCT_LENGTH": 21,
        "PRODUCT_PRICE": 285_000,
        "ORDER_PAYMENT": 2,
        "ORDER_SERVICE_ADD": "GBP,XMG",
        "ORDER_NOTE": "Gọi trước khi giao",
        "EXTRA_MONEY": 30_000,
        "LIST_ITEM": [{
            "PRODUCT_NAME": "Quần áo", "PRODUCT_PRICE": 285_000, "PRODUCT_WEIGHT": 501, "PRODUCT_QUANTITY": 1,
        }],
    });
    assert_eq!(body(&prepared.request.body), merged(&[order(), expected]));
    let quote = &bench.said()[2].body;
    assert_eq!(quote["ORDER_SERVICE_ADD"], "GBP,XMG");
}

#[tokio::test]
async fn what_is_collected_follows_from_cash_and_account() {
    for (payer, cash, expected) in [
        ("sender", None, 1),
        (order::CUSTOMER, Some(dong(285_000)), 2),
        ("sender", Some(dong(285_000)), 3),
        (order::CUSTOMER, None, 4),
    ] {
        let mut odd = consignment();
        odd.options.cod = cash;
        let (_, prepared) = prepared(with(&[(order::PAYMENT, payer)]), &odd, []).await;
        let order = body(&prepared.request.body);
        assert_eq!(order["ORDER_PAYMENT"], expected);
        let collected = cash.map_or(0, |cash| cash.minor);
        assert_eq!(order["MONEY_COLLECTION"], collected);
    }
}

#[tokio::test]
async fn a_warehouse_is_the_sender_and_returns_may_go_elsewhere() {
    let account = with(&[
        (order::SENDER, order::WAREHOUSE),
        (warehouse::SETTING, "5818802"),
        (order::RETURNS, order::BENCH),
    ]);
    let answers = [recorded!("inventory_200.json")]
        .into_iter()
        .chain(new_places())
        .chain([recorded!("price_200.json")]);
    let bench = Bench::new(account, answers);
    let mut elsewhere = consignment();
    elsewhere.ship_from.ward = "Xã Tân Lập".to_owned();
    let prepared = prepare(&bench, &elsewhere).await.unwrap();
    let expected = json!({
        "GROUPADDRESS_ID": 5_818_802,
        "CUS_ID": 7_000_001,
        "SENDER_FULLNAME": "Kho Sồi",
        "SENDER_WARD": 300_002,
        "RETURN_ADDRESS": {
            "REQUIRED": true,
            "FULLADDRESS": "590 Cách Mạng Tháng 8, XÃ TÂN LẬP, Hồ Chí Minh",
            "PROVINCE_ID": 2, "DISTRICT_ID": 0, "WARDS_ID": 300_004,
        },
    });
    assert_eq!(body(&prepared.request.body), merged(&[order(), expected]));
    assert_eq!(urls(&bench.said())[0], "/v2/user/listInventory");
    // Who picks up at the bench has returns come there anyway.
    let (_, plain) =
        super::prepared(with(&[(order::RETURNS, order::BENCH)]), &consignment(), []).await;
    assert_eq!(body(&plain.request.body).get("RETURN_ADDRESS"), None);
}

#[tokio::test]
async fn the_driver_is_wanted_in_the_afternoon_or_in_an_hour_in_vietnam() {
    for (now, day, wanted) in [
        (
            "2026-11-27T10:00:00+07:00[+07:00]",
            "2026-11-27",
            "27/11/2026 15:00:00",
        ),
        (
            "2026-11-27T10:00:00+07:00[+07:00]",
            "2026-12-01",
            "01/12/2026 15:00:00",
        ),
        (
            "2026-11-27T14:30:00+07:00[+07:00]",
            "2026-11-27",
            "27/11/2026 15:30:00",
        ),
        (
            "2026-11-27T14:30:00+07:00[+07:00]",
            "2026-11-20",
            "27/11/2026 15:30:00",
        ),
        (
            "2026-11-27T17:45:10+01:00[+01:00]",
            "2026-11-27",
            "28/11/2026 00:45:10",
        ),
    ] {
        let now: Zoned = now.parse().unwrap();
        assert_eq!(time::wanted(day, &now).unwrap(), wanted);
    }
    let bench = Bench::new(account(), []);
    let dayless = Consignment {
        ship_date: "soon".to_owned(),
        ..consignment()
    };
    let problem = prepare(&bench, &dayless).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_date"));
}

#[tokio::test]
async fn a_number_is_the_purchases_alone_where_the_reference_is_long_or_none() {
    for reference in ["", "#", "A-VERY-LONG-REFERENCE-INDEED-IT-IS"] {
        let odd = Consignment {
            reference: reference.to_owned(),
            ..consignment()
        };
        let (_, prepared) = prepared(account(), &odd, []).await;
        assert_eq!(prepared.reference, PURCHASE.replace('-', ""));
    }
}

#[tokio::test]
async fn lists_are_fetched_once() {
    let prices = || recorded!("prices_200.json");
    let answers = new_places().into_iter().chain([prices(), prices()]);
    let bench = Bench::new(account(), answers);
    for _ in 0..2 {
        let rated = rate::ViettelRates.rate(bench.cx(), &consignment()).await;
        rated.unwrap();
    }
    assert_eq!(bench.said().len(), 4);
}

#[tokio::test]
async fn voids_tracks_and_labels_ask_for_one_order() {
    let bench = Bench::new(
        account(),
        [
            recorded!("updated_200.json"),
            recorded!("track_200.json"),
            recorded!("code_200.json"),
            recorded!("label_200.pdf"),
        ],
    );
    let (cx, bought) = (bench.cx(), bought_ref());
    void::ViettelVoids.void(cx, &bought).await.unwrap();
    let tracked = track::ViettelTracks.track(cx, &bought, ORDER).await;
    tracked.unwrap();
    let labels = label::ViettelLabelAgain.label_again(cx, &bought).await;
    assert_eq!(labels.unwrap()[0].format, Format::Pdf);
    let said = bench.said();
    let page = "https://digitalize.viettelpost.vn/DigitalizePrint/report.do?type=2&bill=ISJDgZ3NSiYMtPUk7%2BTzQK8ZWUDexv%2FDKIclc0NplOU%3D&showPostage=0";
    assert_eq!(
        urls(&said),
        [
            "/v2/order/UpdateOrder",
            "/v2/order/detail-v2?o=28936127423",
            "/v2/order/printing-code",
            page,
        ]
    );
    assert_eq!(
        said[0].body,
        json!({ "TYPE": 4, "ORDER_NUMBER": ORDER, "NOTE": "Shop hủy đơn" })
    );
    // A day after the bench's now.
    assert_eq!(
        said[2].body,
        json!({ "EXPIRY_TIME": 1_795_834_800_000_i64, "ORDER_ARRAY": [ORDER] })
    );
    said[..3].iter().for_each(shows_the_token);
    assert_eq!(said[3].headers, ["Accept: application/pdf"], "no token");
}

#[tokio::test]
async fn instructions_are_a_number_with_words() {
    let instruct = |instruction: Instruction, answers: Vec<Answer>| async move {
        let bench = Bench::new(account(), answers);
        let told = instruct::ViettelInstructions
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
    for (instruction, expected, words) in [
        (try_again(None, ""), 3, "Phát tiếp"),
        (try_again(None, "Gọi trước"), 3, "Gọi trước"),
        (back(""), 2, "Duyệt hoàn"),
        (back("Sai màu"), 2, "Sai màu"),
    ] {
        let (told, said) = instruct(instruction, vec![recorded!("updated_200.json")]).await;
        told.unwrap();
        assert_eq!(said[0].url, format!("{API}/v2/order/UpdateOrder"));
        assert_eq!(
            said[0].body,
            json!({ "TYPE": expected, "ORDER_NUMBER": ORDER, "NOTE": words })
        );
        shows_the_token(&said[0]);
    }
    let moved = Instruction::ChangeAddress {
        address: Box::new(customer()),
    };
    for (instruction, kind, field) in [
        (
            try_again(Some("2026-12-01"), ""),
            ProblemKind::Unsupported,
            "day",
        ),
        (moved, ProblemKind::Unsupported, "address"),
        (back(&"ố".repeat(51)), ProblemKind::Invalid, "words"),
    ] {
        let (told, said) = instruct(instruction, Vec::new()).await;
        let problem = told.unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, Some(field))
        );
        assert_eq!(said, []);
    }
}

#[test]
fn each_environment_has_its_hosts_and_another_server_is_the_accounts() {
    let url = |settings: &[(&str, &str)]| track::request(&with(settings), ORDER).unwrap().url;
    let page = |settings: &[(&str, &str)]| label::page_request(&with(settings), "c").unwrap().url;
    let path = "v2/order/detail-v2?o=28936127423";
    let report = "DigitalizePrint/report.do";
    assert_eq!(url(&[]), format!("{API}/{path}"));
    let dev = [(host::ENVIRONMENT, host::DEV)];
    assert_eq!(
        url(&dev),
        format!("https://partnerdev.viettelpost.vn/{path}")
    );
    assert_eq!(
        page(&dev),
        format!("https://dev-print.viettelpost.vn/{report}?type=2&bill=c&showPostage=0")
    );
    let own = [
        ("url", "https://gateway.example.com/vtp"),
        (label::SETTING, "a5"),
    ];
    assert_eq!(url(&own), format!("https://gateway.example.com/vtp/{path}"));
    assert_eq!(
        page(&own),
        format!("https://gateway.example.com/vtp/{report}?type=1&bill=c&showPostage=0")
    );
    let small = page(&[(label::SETTING, "a7")]);
    assert!(small.contains("?type=100&"), "{small}");
}

#[tokio::test]
async fn nothing_leaves_for_another_host() {
    let (_, prepared) = prepared(account(), &consignment(), []).await;
    let moved = Bench::new(
        with(&[(host::ENVIRONMENT, host::DEV)]),
        [recorded!("ship_200.json")],
    );
    let problem = ships()
        .buy(moved.cx(), &prepared, &consignment())
        .await
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(host::ENVIRONMENT));
    assert_eq!(moved.said(), []);
}
