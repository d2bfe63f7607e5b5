//! What leaves, whole.
use super::*;
use crate::{LabelAgain as _, Rates as _, Serviceability as _, Test as _, Tracks as _, Voids as _};
use url::Url;

/// The query of an address, decoded, in its order.
fn query(url: &str) -> Vec<(String, String)> {
    Url::parse(url)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn a_price_is_asked_once_for_each_way_of_transport() {
    let account = with(&[(mode::EXPRESS, mode::WANTED)]);
    let fees = [
        recorded!("fee_200.json"),
        recorded!("fee_200.json"),
        recorded!("fee_200.json"),
    ];
    let bench = Bench::new(account, fees);
    let offers = rate::GhtkRates
        .rate(bench.cx(), &consignment())
        .await
        .unwrap();
    let services: Vec<&str> = offers.rates.iter().map(|r| r.service.as_str()).collect();
    assert_eq!(services, ["road", "fly", "xteam"]);
    for (said, (transport, option)) in
        bench
            .said()
            .iter()
            .zip([("road", "none"), ("fly", "none"), ("road", "xteam")])
    {
        assert_eq!(said.method, "GET");
        assert!(
            said.url.starts_with(&format!("{API}/shipment/fee?")),
            "{said:?}"
        );
        assert_eq!(
            query(&said.url),
            pairs(&[
                ("pick_address", "590 Cách Mạng Tháng 8"),
                ("pick_province", "Hồ Chí Minh"),
                ("pick_ward", "Phường Nhiêu Lộc"),
                ("address", "72 Lê Thánh Tôn, Tầng 3"),
                ("province", "Hồ Chí Minh"),
                ("ward", "Phường Sài Gòn"),
                ("weight", "600"),
                ("value", "285000"),
                ("transport", transport),
                ("deliver_option", option),
            ])
        );
        assert!(said.headers.contains(&"token: …".to_owned()), "{said:?}");
        assert!(
            said.headers
                .contains(&"X-Client-Source: S1234567".to_owned()),
            "{said:?}"
        );
    }
    assert_eq!(bench.said().len(), 3);
}

#[tokio::test]
async fn a_price_knows_pickup_addresses_districts_and_tags() {
    let account = with(&[
        (mode::SETTING, mode::FLY),
        (order::PICKUP, "88256"),
        (extras::TAGS, "1, 10"),
    ]);
    let mut old = consignment();
    old.ship_to.district = "Quận 1".to_owned();
    old.ship_to.ward = "Phường Bến Nghé".to_owned();
    let bench = Bench::new(account, [recorded!("fee_200.json")]);
    rate::GhtkRates.rate(bench.cx(), &old).await.unwrap();
    let said = bench.said();
    assert_eq!(said.len(), 1, "by air alone");
    assert_eq!(
        query(&said[0].url),
        pairs(&[
            ("pick_address_id", "88256"),
            ("address", "72 Lê Thánh Tôn, Tầng 3"),
            ("province", "Hồ Chí Minh"),
            ("district", "Quận 1"),
            ("ward", "Phường Bến Nghé"),
            ("weight", "600"),
            ("value", "285000"),
            ("transport", "fly"),
            ("deliver_option", "none"),
            ("tags[]", "1"),
            ("tags[]", "10"),
        ])
    );
}

#[tokio::test]
async fn a_purchase_bears_its_own_id() {
    let bench = Bench::new(account(), []);
    let prepared = prepare(&bench, &consignment()).await.unwrap();
    assert_eq!(bench.said(), [], "nobody is asked");
    assert_eq!(prepared.reference, ID);
    assert_eq!(prepared.quoted, dong(31_900));
    assert_eq!(prepared.request.method, "POST");
    assert_eq!(
        prepared.request.url,
        format!("{API}/shipment/order/?ver=1.5")
    );
    let shop = ("X-Client-Source".to_owned(), "S1234567".to_owned());
    assert!(prepared.request.headers.contains(&shop));
    assert_eq!(
        body(&prepared),
        json!({
            "products": [{
                "name": "Hàng hóa", "product_code": "#1001", "quantity": 1,
                "price": 285_000, "weight": 600,
            }],
            "order": {
                "id": ID,
                "pick_name": "Cửa hàng Sồi",
                "pick_tel": "0911222333",
                "pick_address": "590 Cách Mạng Tháng 8",
                "pick_province": "Hồ Chí Minh",
                "pick_ward": "Phường Nhiêu Lộc",
                "name": "Trần Anh",
                "tel": "0987654321",
                "address": "72 Lê Thánh Tôn, Tầng 3",
                "province": "Hồ Chí Minh",
                "ward": "Phường Sài Gòn",
                "hamlet": "Khác",
                "is_freeship": 1,
                "pick_money": 285_000,
                "value": 285_000,
                "note": "",
                "transport": "road",
                "pick_option": "cod",
                "deliver_option": "none",
                "weight_option": "gram",
                "total_weight": 600,
                "use_return_address": 0,
            },
        })
    );
    let written = serde_json::to_string(&prepared).unwrap();
    assert!(!written.contains("hush-"), "no secret is prepared");
    assert_eq!(prepare(&bench, &consignment()).await.unwrap(), prepared);
}

#[tokio::test]
async fn a_purchase_holds_all_that_was_chosen() {
    let account = with(&[
        (order::PICKUP, "88256"),
        (order::HANDOVER, "post"),
        (order::CONTENT, "Quần áo"),
    ]);
    let mut rich = consignment();
    rich.options.cod = None;
    rich.options.insurance = Some(dong(1_000_000));
    rich.options.instructions = "Gọi trước\nkhi giao".to_owned();
    rich.parcels[0].weight = Weight::from_micrograms(600_000_001);
    rich.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_micrometres(200_001),
        ..centimetres([20, 15, 10])
    });
    let bench = Bench::new(account, []);
    let rate = Rate {
        service: "xteam".to_owned(),
        ..rate_of(&bench.account)
    };
    let prepare = ships().prepare(bench.cx(), purchase(), &rich, &rate, Format::Pdf);
    let whole = body(&prepare.await.unwrap());
    assert_eq!(
        (
            &whole["products"][0]["name"],
            &whole["products"][0]["weight"]
        ),
        (&json!("Quần áo"), &json!(601))
    );
    let order = &whole["order"];
    for (name, value) in [
        ("pick_address_id", json!("88256")),
        ("pick_name", Value::Null),
        ("pick_province", Value::Null),
        ("pick_option", json!("post")),
        ("pick_money", json!(0)),
        ("value", json!(1_000_000)),
        ("note", json!("Gọi trước khi giao")),
        ("transport", json!("road")),
        ("deliver_option", json!("xteam")),
        ("total_weight", json!(601)),
        ("length", json!(21)),
        ("width", json!(15)),
        ("height", json!(10)),
    ] {
        assert_eq!(order[name], value, "{name}");
    }
}

#[tokio::test]
async fn an_id_is_the_purchases_alone_where_the_reference_is_long() {
    let long = Consignment {
        reference: "A-VERY-LONG-REFERENCE".to_owned(),
        ..consignment()
    };
    let bench = Bench::new(account(), []);
    let prepared = prepare(&bench, &long).await.unwrap();
    assert_eq!(prepared.reference, PURCHASE.replace('-', ""));
}

#[tokio::test]
async fn places_go_as_they_are_written_in_the_division_that_is_meant() {
    for (setting, district, places) in [
        ("auto", "", (Value::Null, "Hồ Chí Minh")),
        ("auto", "Quận 1", (json!("Quận 1"), "Hồ Chí Minh")),
        ("two_level", "Quận 1", (Value::Null, "Hồ Chí Minh")),
        ("three_level", "Quận 1", (json!("Quận 1"), "Hồ Chí Minh")),
        // The city is the district where it is not the province.
        ("three_level", "", (json!("TP.HCM"), "Hồ Chí Minh")),
    ] {
        let mut there = consignment();
        there.ship_from.district = "Quận 3".to_owned();
        there.ship_to.district = district.to_owned();
        let order = order_of(with(&[(party::SETTING, setting)]), &there).await;
        let said = (
            order["district"].clone(),
            order["province"].as_str().unwrap(),
        );
        assert_eq!(said, places, "{setting} {district}");
    }
}

#[tokio::test]
async fn voids_tracks_and_labels_ask_for_one_order() {
    let answers = [
        recorded!("cancel_200.json"),
        recorded!("track_200.json"),
        recorded!("label_200.pdf"),
        recorded!("pickups_200.json"),
        recorded!("fee_200.json"),
    ];
    let bench = Bench::new(by_road(), answers);
    let (cx, bought) = (bench.cx(), bought_ref());
    void::GhtkVoids.void(cx, &bought).await.unwrap();
    track::GhtkTracks.track(cx, &bought, LABEL).await.unwrap();
    let labels = label::GhtkLabelAgain
        .label_again(cx, &bought)
        .await
        .unwrap();
    assert_eq!((labels.len(), labels[0].format), (1, Format::Pdf));
    connection::GhtkTest.test(cx).await.unwrap();
    serve::GhtkServiceability
        .serves(cx, &consignment())
        .await
        .unwrap();
    let said = bench.said();
    let lines: Vec<String> = said
        .iter()
        .map(|s| format!("{} {}", s.method, s.url))
        .collect();
    assert_eq!(
        lines[..4],
        [
            format!("POST {API}/shipment/cancel/{LABEL}"),
            format!("GET {API}/shipment/v2/{LABEL}"),
            format!("GET {API}/label/{LABEL}?original=portrait&page_size=A6"),
            format!("GET {API}/shipment/list_pick_add"),
        ]
    );
    assert!(lines[4].starts_with(&format!("GET {API}/shipment/fee?")));
    for said in said {
        assert_eq!(said.body, Value::Null, "{said:?}");
        assert!(said.headers.contains(&"token: …".to_owned()), "{said:?}");
        assert!(
            said.headers
                .contains(&"X-Client-Source: S1234567".to_owned()),
            "{said:?}"
        );
    }
}

#[test]
fn each_paper_has_its_size_and_its_way_up() {
    for (paper, asked) in [
        ("a6_portrait", "original=portrait&page_size=A6"),
        ("a6_landscape", "original=landscape&page_size=A6"),
        ("a5_portrait", "original=portrait&page_size=A5"),
        ("a5_landscape", "original=landscape&page_size=A5"),
    ] {
        let request = label::request(&with(&[(label::SETTING, paper)]), LABEL).unwrap();
        assert!(
            request.url.ends_with(&format!("/{LABEL}?{asked}")),
            "{request:?}"
        );
        let accept = ("Accept".to_owned(), "application/pdf".to_owned());
        assert!(request.headers.contains(&accept));
    }
}

#[test]
fn each_world_has_its_host_and_another_server_is_the_accounts() {
    let url = |settings: &[(&str, &str)]| track::request(&with(settings), "S1/2 3").unwrap().url;
    let path = "services/shipment/v2/S1%2F2%203";
    assert_eq!(
        url(&[]),
        format!("https://services.giaohangtietkiem.vn/{path}")
    );
    assert_eq!(
        url(&[(host::ENVIRONMENT, host::STAGING)]),
        format!("https://services-staging.ghtklab.com/{path}")
    );
    assert_eq!(
        url(&[("url", "https://gateway.example.com/ghtk")]),
        format!("https://gateway.example.com/ghtk/{path}")
    );
}

#[tokio::test]
async fn nothing_leaves_for_another_host_or_without_a_token() {
    let bench = Bench::new(account(), []);
    let prepared = prepare(&bench, &consignment()).await.unwrap();
    let buy = async |account: Account| {
        let bench = Bench::new(account, [recorded!("ship_200.json")]);
        let bought = ships().buy(bench.cx(), &prepared, &consignment()).await;
        assert_eq!(bench.said(), []);
        let problem = bought.unwrap_err();
        (problem.kind, problem.field.unwrap())
    };
    let moved = buy(with(&[(host::ENVIRONMENT, host::STAGING)])).await;
    assert_eq!(moved, (ProblemKind::Invalid, host::ENVIRONMENT.to_owned()));
    let mut nameless = account();
    nameless.secrets.clear();
    assert_eq!(
        buy(nameless).await,
        (ProblemKind::Auth, host::TOKEN.to_owned())
    );
}
