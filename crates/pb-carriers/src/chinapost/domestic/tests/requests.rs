//! What leaves.
use super::*;
use crate::{Addresses as _, LabelAgain as _, Tracks as _, Voids as _};

/// What the sealed message says, after its form was compared whole.
fn unsealed(sent: &Value, code: &str) -> Value {
    let form = sent.as_object().unwrap();
    let names: Vec<&str> = form.keys().map(String::as_str).collect();
    let mut wanted = [
        "apiCode",
        "authorization",
        "logitcsInterface",
        "msgType",
        "senderNo",
        "timeStamp",
        "version",
    ];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert_eq!(form["apiCode"], code);
    assert_eq!(form["senderNo"], "11001234567890");
    assert_eq!(form["authorization"], "hush-authorization");
    assert_eq!(form["msgType"], "0");
    assert_eq!(form["version"], "V1.0.0");
    // China is six hours ahead of the bench.
    assert_eq!(form["timeStamp"], "2026-10-12 10:00:00");
    let key = seal::SignKey::read(KEY, "key").unwrap();
    let json = key
        .open(form["logitcsInterface"].as_str().unwrap())
        .unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Catches what leaves, by a server of one answer.
async fn caught(
    answer: &'static str,
) -> (
    Account,
    std::sync::Arc<std::sync::Mutex<Vec<(String, Value)>>>,
) {
    let seen: std::sync::Arc<std::sync::Mutex<Vec<(String, Value)>>> = std::sync::Arc::default();
    let sink = std::sync::Arc::clone(&seen);
    let app = axum::Router::new().fallback(axum::routing::any(
        async move |uri: axum::http::Uri, body: axum::body::Bytes| {
            sink.lock()
                .unwrap()
                .push((uri.path().to_owned(), json!(fields(&body))));
            ([("content-type", "application/json")], answer)
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut account = account();
    let url = format!("http://{}", listener.local_addr().unwrap());
    account.settings.insert("url".to_owned(), url);
    tokio::spawn(async move { axum::serve(listener, app).await });
    (account, seen)
}

fn asking(account: Account) -> Bench {
    Bench {
        engine: Engine::new(EngineOptions::default()).unwrap(),
        ..Bench::new(account, [])
    }
}

#[tokio::test]
async fn an_order_leaves_as_the_platform_has_it() {
    let (account, seen) = caught(include_str!("../../fixtures/created_200.json")).await;
    let bench = asking(account);
    let prepared = prepared(&bench, &consignment()).await.unwrap();
    assert_eq!(prepared.reference, ORDER);
    // What is written down holds no secret, and no time at which it leaves.
    let kept = fields(&prepared.request.body);
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        ["apiCode", "logitcsInterface"]
    );
    let bought = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    assert_eq!(bought.carrier_ref, WAYBILL);
    assert!(bought.labels.is_empty());
    let seen = seen.lock().unwrap();
    // The order, and then its label.
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].0, "/amp-prod-api/f/amp/api/open");
    assert_eq!(
        unsealed(&seen[0].1, "020003"),
        json!([{
            "createdTime": "2026-10-12 10:00:00",
            "ecommerceUserId": "0193c0de000070008000000000000001",
            "senderNo": "11001234567890",
            "logisticsOrderNo": ORDER,
            "contentsAttribute": "3",
            "bizProductNo": "10",
            "weight": "500",
            "length": "20.00", "width": "15.00", "height": "10.00", "volume": "3000.000",
            "pickupType": "1", "paymentMode": "1",
            "codFlag": "9", "codAmount": "0",
            "insuranceFlag": "1", "oneBillFlag": "0", "receiptFlag": "1", "valuableFlag": "0",
            "sender": {
                "name": "林木", "mobile": "13800138000", "phone": "", "postCode": "",
                "prov": "广东省", "city": "深圳市", "county": "南山区", "address": "科技路1号",
            },
            "receiver": {
                "name": "白桦", "mobile": "", "phone": "01066661234", "postCode": "",
                "prov": "北京市", "city": "北京市", "county": "西城区", "address": "永安路1号",
            },
            "cargos": [{
                "cargoName": "商品", "cargoQuantity": "1", "cargoWeight": "500", "cargoValue": "50.00",
            }],
        }])
    );
    assert_eq!(
        unsealed(&seen[1].1, "010004"),
        json!({ "waybillNo": WAYBILL, "type": "129" })
    );
}

#[tokio::test]
async fn other_questions_leave_as_the_platform_has_them() {
    let (account, seen) = caught(include_str!("../../fixtures/parsed_200.json")).await;
    let mut sandbox = account.clone();
    sandbox
        .settings
        .insert(host::ENVIRONMENT.to_owned(), host::SANDBOX.to_owned());
    let bench = asking(account);
    let _odd = void::DomesticVoids.void(bench.cx(), &bought()).await;
    let _odd = track::DomesticTracks
        .track(bench.cx(), &bought(), WAYBILL)
        .await;
    let _odd = label::DomesticLabelAgain
        .label_again(bench.cx(), &bought())
        .await;
    let checked = address::DomesticAddresses
        .check(bench.cx(), &consignment().ship_to)
        .await;
    assert_eq!(checked.unwrap().standing, crate::AddressStanding::Known);
    let words = PROFILE
        .test
        .unwrap()
        .test(asking(sandbox).cx())
        .await
        .unwrap();
    assert!(words.contains("北京市"), "{words}");
    let seen = seen.lock().unwrap();
    let asked = |at: usize, code: &str| unsealed(&seen[at].1, code);
    assert_eq!(
        asked(0, "020006"),
        json!({ "logisticsOrderNo": ORDER, "waybillNo": WAYBILL, "cancelReason": "商家取消" })
    );
    assert_eq!(
        asked(1, "040001"),
        json!({ "waybillNo": WAYBILL, "direction": "0" })
    );
    assert_eq!(
        asked(2, "010004"),
        json!({ "waybillNo": WAYBILL, "type": "129" })
    );
    assert_eq!(
        asked(3, "060001"),
        json!([{ "wholeAddress": "北京市北京市西城区永安路1号" }])
    );
    assert_eq!(
        asked(4, "060001"),
        json!([{ "wholeAddress": "北京市西城区金融大街甲3号" }])
    );
    assert_eq!(seen[4].0, "/amp-prod-api/f/amp/api/test");
}

#[tokio::test]
async fn cash_and_insurance_are_in_yuan() {
    let bench = Bench::new(account(), []);
    let mut with = consignment();
    with.options.cod = Some(yuan(12_345));
    with.options.insurance = Some(yuan(100_000));
    let prepared = prepared(&bench, &with).await.unwrap();
    let kept = fields(&prepared.request.body);
    let order: Value = serde_json::from_str(&kept["logitcsInterface"]).unwrap();
    assert_eq!(order[0]["codFlag"], "1");
    assert_eq!(order[0]["codAmount"], "123.45");
    assert_eq!(order[0]["insuranceFlag"], "2");
    assert_eq!(order[0]["insuranceAmount"], "1000.00");
}

#[tokio::test]
async fn what_china_post_does_not_take_is_said_beforehand() {
    let bench = Bench::new(account(), []);
    let dollars = Money::new(100, Currency::from_code("USD").unwrap());
    type Change = fn(&mut Consignment, Money);
    let wrong: [(&str, Change); 11] = [
        ("parcels", |c, _| c.parcels.push(c.parcels[0].clone())),
        ("parcels.0.weight", |c, _| {
            c.parcels[0].weight = Weight::ZERO;
        }),
        ("options.cod", |c, usd| c.options.cod = Some(usd)),
        ("options.insurance", |c, _| {
            c.options.insurance = Some(yuan(0));
        }),
        ("options.signature", |c, _| c.options.signature = true),
        ("options.instructions", |c, _| {
            "Ring".clone_into(&mut c.options.instructions);
        }),
        ("ship_to.country", |c, _| {
            c.ship_to.country = CountryCode::from_code("US");
        }),
        ("ship_to.district", |c, _| c.ship_to.district.clear()),
        ("ship_to.region", |c, _| c.ship_to.region.clear()),
        ("ship_from.phone", |c, _| {
            "+1 212 555 0134".clone_into(&mut c.ship_from.phone);
        }),
        ("ship_to.name", |c, _| c.ship_to.name.clear()),
    ];
    for (field, change) in wrong {
        let mut consignment = consignment();
        change(&mut consignment, dollars);
        let problem = prepared(&bench, &consignment).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field), "{problem:?}");
    }
    let none: Vec<Unsent> = bench.said();
    assert!(none.is_empty());
}

#[tokio::test]
async fn what_was_prepared_for_the_sandbox_is_not_sent_elsewhere() {
    let mut sandbox = account();
    sandbox
        .settings
        .insert(host::ENVIRONMENT.to_owned(), host::SANDBOX.to_owned());
    let prepared = prepared(&Bench::new(sandbox, []), &consignment())
        .await
        .unwrap();
    let bench = Bench::new(account(), [recorded!("created_200.json")]);
    let problem = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(host::ENVIRONMENT));
    assert!(bench.said().is_empty());
}
