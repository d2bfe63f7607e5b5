//! China Post as a client sees it that was written from what its clients do.
use super::{domestic, international};
use crate::carriers::{CarriersSetup, SimCarriers};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ecb::cipher::block_padding::Pkcs7;
use ecb::cipher::{BlockModeEncrypt as _, KeyInit as _};
use md5::{Digest as _, Md5};
use serde_json::{Value, json};
use std::time::Duration;

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-10-12T02:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client");
    Client { sim, http }
}

fn sealed(json: &str) -> String {
    let key: [u8; 16] = *b"0123456789abcdef";
    let text = format!("{json}{}", domestic::SIGN_KEY);
    let mut buffer = text.into_bytes();
    let length = buffer.len();
    buffer.resize((length / 16 + 1) * 16, 0);
    let cipher = ecb::Encryptor::<sm4::Sm4>::new(&key.into());
    let out = cipher
        .encrypt_padded::<Pkcs7>(&mut buffer, length)
        .expect("room");
    format!("|$4|{}", BASE64_STANDARD.encode(out))
}

fn signed(text: &str) -> String {
    BASE64_STANDARD.encode(Md5::digest(format!("{text}{}", international::KEY)))
}

impl Client {
    async fn form(&self, prefix: &str, path: &str, form: &[(&str, String)]) -> Value {
        let url = format!("{}{path}", self.sim.url_of(prefix));
        let answer = self
            .http
            .post(url)
            .form(form)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.json().await.expect("JSON")
    }

    /// Asks the open platform, with a field of the form changed.
    async fn ask(&self, code: &str, payload: &Value, change: (&str, &str)) -> Value {
        let mut form = vec![
            ("apiCode", code.to_owned()),
            ("senderNo", domestic::SENDER.to_owned()),
            ("authorization", domestic::AUTHORIZATION.to_owned()),
            ("timeStamp", "2026-10-12 10:00:00".to_owned()),
            ("msgType", "0".to_owned()),
            ("version", "V1.0.0".to_owned()),
            ("logitcsInterface", sealed(&payload.to_string())),
        ];
        if let Some(field) = form.iter_mut().find(|(name, _)| *name == change.0) {
            change.1.clone_into(&mut field.1);
        }
        self.form(domestic::PREFIX, "/amp-prod-api/f/amp/api/open", &form)
            .await
    }

    /// What a yes holds.
    async fn yes(&self, code: &str, payload: &Value) -> Value {
        let answer = self.ask(code, payload, ("", "")).await;
        assert_eq!(
            (&answer["success"], &answer["retCode"]),
            (&json!(true), &json!("00000")),
            "{answer}"
        );
        let body = answer["retBody"].as_str().expect("a text");
        serde_json::from_str(body).unwrap_or_else(|_| json!(body))
    }

    /// The words of a no.
    async fn no(&self, code: &str, payload: &Value) -> String {
        let answer = self.ask(code, payload, ("", "")).await;
        assert_eq!(answer["success"], false, "{answer}");
        assert_ne!(answer["retCode"], "00000");
        answer["retMsg"].as_str().expect("words").to_owned()
    }

    async fn order(&self, order: &Value) -> Value {
        let text = order.to_string();
        let form = [
            ("data_digest", signed(&text)),
            ("logistics_interface", text),
            ("msg_type", "B2C_TRADE".to_owned()),
            ("ecCompanyId", international::CUSTOMER.to_owned()),
            ("data_type", "JSON".to_owned()),
        ];
        let path = "/pcpErp-web/a/pcp/orderService/OrderReceiveBack";
        self.form(international::PREFIX, path, &form).await
    }
}

fn at_home(ours: &str) -> Value {
    let party = |name: &str, places: [&str; 3]| {
        json!({
            "name": name, "mobile": "13800138000", "prov": places[0], "city": places[1],
            "county": places[2], "address": "1号",
        })
    };
    json!([{
        "createdTime": "2026-10-12 10:00:00", "ecommerceUserId": "u-1", "senderNo": domestic::SENDER,
        "logisticsOrderNo": ours, "contentsAttribute": "3", "bizProductNo": "10", "weight": "500",
        "pickupType": "1", "paymentMode": "1", "codFlag": "9", "codAmount": "0", "insuranceFlag": "1",
        "oneBillFlag": "0", "receiptFlag": "1",
        "sender": party("A", ["广东省", "深圳市", "南山区"]),
        "receiver": party("B", ["北京市", "北京市", "西城区"]),
        "cargos": [{ "cargoName": "书" }],
    }])
}

fn abroad(ours: &str) -> Value {
    let mut order = json!({
        "created_time": "2026-10-12 10:00:00", "sender_no": international::CUSTOMER,
        "wh_code": international::OFFICE, "mailType": international::MAIL_TYPE, "logistics_order_no": ours,
        "biz_product_no": "019", "weight": "500", "contents_total_weight": "400",
        "contents_total_value": "25.00", "battery_flag": "0", "declare_source": "2", "declare_type": "2",
        "declare_curr_code": "USD", "forecastshut": "0", "mail_sign": "2",
    });
    let party = |nation: &str| {
        json!({
            "name": "A", "post_code": "1", "nation": nation, "province": "P", "city": "C",
            "address": "1 Road", "linker": "A",
        })
    };
    order["sender"] = party("CN");
    order["receiver"] = party("GB");
    order["items"] = json!([{
        "cargo_name": "书", "cargo_name_en": "Book", "cargo_origin_name": "CN", "cargo_quantity": "1",
        "cargo_value": "25", "cost": "25", "cargo_currency": "USD", "carogo_weight": "400",
    }]);
    order
}

#[tokio::test]
async fn an_order_at_home_is_made_labelled_and_cancelled() {
    let client = start();
    let made = client.yes("020003", &at_home("ST-1")).await;
    let waybill = made["waybillNo"].as_str().expect("a number").to_owned();
    assert_eq!(waybill.len(), 13);
    assert!(client.no("020003", &at_home("ST-1")).await.contains("重复"));
    let label = client
        .yes("010004", &json!({ "waybillNo": waybill, "type": "129" }))
        .await;
    let label = BASE64_STANDARD
        .decode(label.as_str().expect("a text"))
        .expect("Base64");
    assert!(label.starts_with(b"%PDF-"));
    let cancel =
        |ours: &str| json!({ "logisticsOrderNo": ours, "waybillNo": waybill, "cancelReason": "x" });
    assert!(
        client
            .no("020006", &cancel("ST-2"))
            .await
            .contains("不一致")
    );
    client.yes("020006", &cancel("ST-1")).await;
    assert!(
        client
            .no("020006", &cancel("ST-1"))
            .await
            .contains("已取消")
    );
    assert!(client.sim.ledger()[0].voided());
}

#[tokio::test]
async fn what_was_handed_over_is_tracked_and_not_cancelled() {
    let client = start();
    let made = client.yes("020003", &at_home("ST-1")).await;
    let track = json!({ "waybillNo": made["waybillNo"], "direction": "0" });
    assert_eq!(
        client.yes("040001", &track).await["responseItems"],
        json!([])
    );
    client.sim.pass(Duration::from_secs(14 * 24 * 3_600));
    let items = client.yes("040001", &track).await["responseItems"].clone();
    let last = items
        .as_array()
        .and_then(|items| items.last())
        .expect("events");
    assert_eq!(
        (&last["opCode"], &last["deliverCode"]),
        (&json!("704"), &json!("10"))
    );
    let cancel =
        json!({ "logisticsOrderNo": "ST-1", "waybillNo": made["waybillNo"], "cancelReason": "x" });
    assert!(client.no("020006", &cancel).await.contains("已收寄"));
}

#[tokio::test]
async fn each_field_at_home_is_wanted_as_a_text() {
    let client = start();
    let good = at_home("ST-1");
    for name in good[0].as_object().expect("an object").keys() {
        if ["pickupType", "codAmount"].contains(&name.as_str()) {
            continue;
        }
        for odd in [None, Some(json!(true))] {
            let mut order = good.clone();
            let fields = order[0].as_object_mut().expect("an object");
            match odd {
                None => {
                    fields.shift_remove(name);
                }
                Some(odd) => {
                    fields.insert(name.clone(), odd);
                }
            }
            let words = client.no("020003", &order).await;
            assert!(words.contains(name.as_str()), "{name}: {words}");
        }
    }
    let mut order = good;
    order[0]["wieght"] = json!("1");
    assert!(client.no("020003", &order).await.contains("wieght"));
    assert!(client.sim.ledger().is_empty());
}

#[tokio::test]
async fn what_is_not_sealed_or_let_in_is_refused() {
    let client = start();
    for (name, value, words) in [
        ("authorization", domestic::TEST_AUTHORIZATION, "授权码"),
        ("senderNo", "1", "授权码"),
        ("timeStamp", "12.10.2026", "timeStamp"),
        ("msgType", "1", "msgType"),
        ("apiCode", "999999", "apiCode"),
        ("logitcsInterface", "[]", "解密"),
        ("logitcsInterface", "|$4|ROLdD4bj36zBcXdpAVOiHw==", "解密"),
    ] {
        let answer = client
            .ask("060001", &json!([{ "wholeAddress": "x" }]), (name, value))
            .await;
        assert_eq!(answer["success"], false, "{name}: {answer}");
        assert!(
            answer["retMsg"].as_str().expect("words").contains(words),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn an_order_abroad_is_checked_and_sold_once() {
    let client = start();
    for name in abroad("1").as_object().expect("an object").keys() {
        let mut order = abroad("1");
        order.as_object_mut().expect("an object").shift_remove(name);
        let answer = client.order(&order).await;
        assert_eq!(answer["success"], "false", "{name}");
        assert!(
            answer["msg"]
                .as_str()
                .expect("words")
                .contains(name.as_str()),
            "{answer}"
        );
    }
    for (path, odd, reason) in [
        ("/sender/name", json!("林木"), "B07"),
        ("/receiver/nation", json!("KP"), "B04"),
        ("/weight", json!("2001"), "B05"),
        ("/contents_total_weight", json!("501"), "B06"),
        ("/biz_product_no", json!("999"), "B03"),
        ("/wh_code", json!("1"), "B02"),
        ("/items/0/carogo_weight", json!(400), "B01"),
    ] {
        let mut order = abroad("1");
        *order.pointer_mut(path).expect("it is there") = odd;
        assert_eq!(client.order(&order).await["reason"], reason, "{path}");
    }
    assert!(client.sim.ledger().is_empty());
    let sold = client.order(&abroad("1")).await;
    assert_eq!(sold["success"], "true", "{sold}");
    assert_eq!(client.order(&abroad("1")).await["reason"], "B08");
    assert_eq!(client.sim.ledger().len(), 1);
    let path = "/pcpErp-web/a/pcp/surface/download";
    let number = sold["waybillNo"].as_str().expect("a number").to_owned();
    let form = [
        ("barCode", number.clone()),
        ("dataDigest", hex::encode(Md5::digest(number))),
        ("ecCompanyId", international::CUSTOMER.to_owned()),
        ("version", "1.0".to_owned()),
    ];
    assert_eq!(
        client.form(international::PREFIX, path, &form).await["reason"],
        "S04"
    );
}
