//! What leaves.
use super::*;
use crate::LabelAgain as _;

fn form(unsent: &Unsent) -> std::collections::BTreeMap<String, String> {
    fields(unsent.body.as_str().unwrap().as_bytes())
}

#[tokio::test]
async fn an_order_leaves_signed_and_as_china_post_has_it() {
    let pdf = recorded!("label_200.pdf");
    let bench = Bench::new(account(), [recorded!("ordered_200.json"), pdf]);
    let prepared = prepared(&bench, &consignment()).await.unwrap();
    assert_eq!(prepared.reference, ORDER);
    assert!(!fields(&prepared.request.body).contains_key("data_digest"));
    let bought = ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    assert_eq!(bought.carrier_ref, WAYBILL);
    assert_eq!(bought.labels.len(), 1);
    let said = bench.said();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0].method, "POST");
    assert_eq!(
        said[0].url,
        "https://my.ems.com.cn/pcpErp-web/a/pcp/orderService/OrderReceiveBack"
    );
    let sent = form(&said[0]);
    let names: Vec<&str> = sent.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "data_digest",
            "data_type",
            "ecCompanyId",
            "logistics_interface",
            "msg_type"
        ]
    );
    assert_eq!(sent["data_type"], "JSON");
    assert_eq!(sent["msg_type"], "B2C_TRADE");
    assert_eq!(sent["ecCompanyId"], "90000001234567");
    let payload = &sent["logistics_interface"];
    assert_eq!(sent["data_digest"], host::digest(payload, "hush-key"));
    assert_eq!(
        serde_json::from_str::<Value>(payload).unwrap(),
        serde_json::from_str::<Value>(
            r#"{
            "created_time": "2026-10-12 10:00:00",
            "sender_no": "90000001234567",
            "wh_code": "51800001",
            "mailType": "PACKBENCH",
            "logistics_order_no": "1001-0193c0de000070008000000000000001",
            "biz_product_no": "019",
            "weight": "500", "length": "20", "width": "15", "height": "10", "volume": "3000",
            "contents_total_weight": "400", "contents_total_value": "25.00",
            "postage_total": "65.00", "postage_currency": "CNY",
            "battery_flag": "0", "insurance_flag": "1", "undelivery_option": "2", "valuable_flag": "0",
            "declare_source": "2", "declare_type": "2", "declare_curr_code": "USD",
            "forecastshut": "0", "mail_sign": "2",
            "sender": {
                "name": "Lin Mu", "company": "", "post_code": "518000", "phone": "8613800138000",
                "mobile": "8613800138000", "email": "", "nation": "CN", "province": "Guangdong",
                "city": "Shenzhen", "county": "Nanshan", "address": "1 Keji Road", "linker": "Lin Mu"
            },
            "receiver": {
                "name": "Bo Birch", "company": "", "post_code": "LS1 4AP", "phone": "441134960123",
                "mobile": "441134960123", "email": "bo@example.com", "nation": "GB", "province": "Leeds",
                "city": "Leeds", "county": "", "address": "12 Mill Road, Flat 3", "linker": "Bo Birch"
            },
            "items": [{
                "cargo_no": "SH-1", "cargo_name": "商品", "cargo_name_en": "Cotton shirt",
                "cargo_type_name": "商品", "cargo_type_name_en": "Cotton shirt", "cargo_origin_name": "CN",
                "cargo_quantity": "2", "cargo_value": "12.50", "cost": "12.50", "cargo_currency": "USD",
                "carogo_weight": "200", "cargo_serial": "610510", "unit": "个"
            }]
        }"#
        )
        .unwrap()
    );
    assert_eq!(
        said[1].url,
        "https://my.ems.com.cn/pcpErp-web/a/pcp/surface/download"
    );
    let label = form(&said[1]);
    assert_eq!(
        label,
        [
            ("barCode", WAYBILL),
            ("dataDigest", &host::digest(WAYBILL, "hush-key")),
            ("ecCompanyId", "90000001234567"),
            ("version", "1.0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    );
}

#[tokio::test]
async fn settings_say_what_differs_between_contracts() {
    let mut account = account();
    for (name, value) in [
        (order::ITEM_WEIGHT, order::KILOGRAMS),
        (order::BATTERY, "1"),
        (order::IOSS, "IM0000000001"),
        (order::GOODS, "衬衫"),
        ("url", "https://post.example/pcpErp-web/a/pcp"),
    ] {
        account.settings.insert(name.to_owned(), value.to_owned());
    }
    let bench = Bench::new(account, []);
    let prepared = prepared(&bench, &consignment()).await.unwrap();
    assert_eq!(
        prepared.request.url,
        "https://post.example/pcpErp-web/a/pcp/orderService/OrderReceiveBack"
    );
    let kept = fields(&prepared.request.body);
    let order: Value = serde_json::from_str(&kept["logistics_interface"]).unwrap();
    assert_eq!(order["items"][0]["carogo_weight"], "0.200");
    assert_eq!(order["items"][0]["cargo_name"], "衬衫");
    assert_eq!(order["battery_flag"], "1");
    assert_eq!(order["s_tax_id"], "IM0000000001");
}

#[tokio::test]
async fn what_china_post_does_not_take_is_said_beforehand() {
    let bench = Bench::new(account(), []);
    fn item(c: &mut Consignment) -> &mut CustomsItem {
        &mut c.customs.as_mut().unwrap().items[0]
    }
    type Change = fn(&mut Consignment);
    let wrong: [(&str, Change); 14] = [
        ("parcels", |c| c.parcels.push(c.parcels[0].clone())),
        ("customs", |c| c.customs = None),
        ("customs.items", |c| {
            item(c).unit_weight = Weight::from_grams(300);
        }),
        ("customs.items.0.description", |c| {
            "衬衫".clone_into(&mut item(c).description);
        }),
        ("customs.items.0.quantity", |c| item(c).quantity = 0),
        ("options.cod", |c| c.options.cod = Some(dollars(1))),
        ("options.insurance", |c| {
            c.options.insurance = Some(dollars(1));
        }),
        ("options.signature", |c| c.options.signature = true),
        ("options.instructions", |c| {
            "Ring".clone_into(&mut c.options.instructions);
        }),
        ("ship_to.country", |c| {
            c.ship_to.country = CountryCode::from_code("CN");
        }),
        ("ship_to.postal_code", |c| c.ship_to.postal_code.clear()),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        // The sender is wanted in Latin letters, and only the sender; not every script has a spelling in them.
        ("ship_from.city", |c| {
            "\u{12000}".clone_into(&mut c.ship_from.city);
        }),
        ("ship_from.country", |c| {
            c.ship_from.country = CountryCode::from_code("GB");
        }),
    ];
    for (field, change) in wrong {
        let mut consignment = consignment();
        change(&mut consignment);
        let problem = prepared(&bench, &consignment).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field), "{problem:?}");
    }
    let mut chinese = consignment();
    "深圳市".clone_into(&mut chinese.ship_from.city);
    let sent = prepared(&bench, &chinese).await.unwrap().request;
    assert!(
        String::from_utf8_lossy(&sent.body).contains("Shen+Zhen+Shi"),
        "{sent:?}"
    );
    let note = party::spelled_anew(&chinese.ship_from).unwrap().unwrap();
    assert!(note.text.contains("深圳市 → Shen Zhen Shi"), "{note:?}");
    assert_eq!(party::spelled_anew(&consignment().ship_from), Ok(None));
    let mut greek = consignment();
    "Αθήνα".clone_into(&mut greek.ship_to.city);
    assert!(prepared(&bench, &greek).await.is_ok());
}

#[tokio::test]
async fn products_are_asked_for_and_labels_once_more() {
    let bench = Bench::new(
        account(),
        [
            recorded!("products_200.json"),
            recorded!("no_label_200.json"),
        ],
    );
    let words = PROFILE.test.unwrap().test(bench.cx()).await.unwrap();
    assert!(words.contains("2 products"), "{words}");
    let again = label::InternationalLabelAgain
        .label_again(bench.cx(), &bought(WAYBILL))
        .await;
    assert_eq!(again.unwrap_err().carrier_code, "B13");
    assert_eq!(
        bench.said()[0].url,
        "https://my.ems.com.cn/pcpErp-web/a/pcp/businessDataService/getBusinessData?queryType=queryBusinessType"
    );
}
