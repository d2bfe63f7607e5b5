//! The one address: the form, its seal, and what is asked by its code.
use super::shape::{CANCEL, LABEL, ORDER, TRACK, WHOLE};
use super::{AUTHORIZATION, PREFIX, SENDER, TEST_AUTHORIZATION, seal};
use crate::carriers::chinapost::{label, text, words};
use crate::carriers::course::{Course, Stage};
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};
use pb_domain::{Currency, Money};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Places that the address parser knows: province, city, county.
const PLACES: &[[&str; 3]] = &[
    ["北京市", "北京市", "西城区"],
    ["广东省", "深圳市", "南山区"],
    ["上海市", "上海市", "浦东新区"],
];
/// Places that nobody delivers to.
const NOT_SERVED: &str = "三沙市";

/// A no, with HTTP 200. Only the code for yes is public, so these are of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) words: String,
}

impl Refusal {
    pub(super) fn new(code: &str, words: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            words: words.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Json(json!({
            "success": false, "retCode": self.code, "retMsg": self.words, "retBody": null, "serialNo": "0",
        }))
        .into_response()
    }
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    Path(environment): Path<String>,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Result<Json<Value>, Refusal> {
    let Form(form) = form.map_err(|e| Refusal::new("A0001", format!("表单不正确: {e}")))?;
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let authorization = match environment.as_str() {
        "open" => AUTHORIZATION,
        "test" => TEST_AUTHORIZATION,
        _ => return Err(Refusal::new("A0002", "接口地址不存在")),
    };
    if field("senderNo") != SENDER || field("authorization") != authorization {
        return Err(Refusal::new("A0003", "授权码错误"));
    }
    if field("msgType") != "0" || field("version") != "V1.0.0" {
        return Err(Refusal::new("A0004", "msgType 或 version 不正确"));
    }
    let at = DateTime::strptime("%Y-%m-%d %H:%M:%S", field("timeStamp"));
    if at.is_err() {
        return Err(Refusal::new("A0005", "timeStamp 格式不正确"));
    }
    let opened = seal::open(field("logitcsInterface"));
    let opened = opened.ok_or_else(|| Refusal::new("A0006", "报文解密失败"))?;
    let asked: Value =
        serde_json::from_str(&opened).map_err(|_| Refusal::new("A0007", "报文不是 JSON"))?;
    let mut world = shared.world();
    let body = match field("apiCode") {
        "020003" => create(&mut world, &asked)?.to_string(),
        "020006" => cancel(&mut world, &asked)?,
        "010004" => paper(&world, &asked)?,
        "040001" => track(&world, &asked)?.to_string(),
        "060001" => parse(&asked)?.to_string(),
        _ => return Err(Refusal::new("A0002", "apiCode 不存在")),
    };
    let serial = world.next_serial().to_string();
    Ok(Json(json!({
        "success": true, "retCode": "00000", "retMsg": "成功", "retBody": body, "serialNo": serial,
    })))
}

fn read<'a>(asked: &'a Value, fields: &[Field]) -> Result<&'a Value, Refusal> {
    check(asked, fields, "").map_err(|c| Refusal::new("B0001", words(&c)))?;
    Ok(asked)
}

/// The one entry of a list.
fn only<'a>(asked: &'a Value, fields: &[Field]) -> Result<&'a Value, Refusal> {
    match asked.as_array().map(Vec::as_slice) {
        Some([one]) => read(one, fields),
        _ => Err(Refusal::new("B0002", "报文应为一个元素的数组")),
    }
}

fn create(world: &mut World, asked: &Value) -> Result<Value, Refusal> {
    let order = only(asked, ORDER)?;
    if text(order, "senderNo") != SENDER {
        return Err(Refusal::new("B0003", "senderNo 与协议客户不一致"));
    }
    for who in ["sender", "receiver"] {
        let who = &order[who];
        let (mobile, phone) = (text(who, "mobile"), text(who, "phone"));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let good = digits(mobile) && digits(phone) && (mobile.len() == 11 || phone.len() >= 10);
        if !good {
            return Err(Refusal::new("B0004", "联系电话不正确"));
        }
        if text(who, "city") == NOT_SERVED {
            return Err(Refusal::new("B0005", "地址不在服务范围"));
        }
    }
    let amount = |name: &str| {
        text(order, name)
            .parse::<rust_decimal::Decimal>()
            .unwrap_or_default()
    };
    let zero = rust_decimal::Decimal::ZERO;
    if text(order, "codFlag") == "1" && amount("codAmount") <= zero {
        return Err(Refusal::new("B0006", "代收货款金额不正确"));
    }
    if text(order, "insuranceFlag") == "2" && amount("insuranceAmount") <= zero {
        return Err(Refusal::new("B0007", "保价金额不正确"));
    }
    let ours = text(order, "logisticsOrderNo");
    if world.ledger.under(PREFIX, ours).next().is_some() {
        return Err(Refusal::new("B0008", "物流订单号重复"));
    }
    let waybill = format!("98{:011}", world.next_serial() % 100_000_000_000);
    let sold_at = world.clock.now();
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: waybill.clone(),
        service: text(order, "bizProductNo").to_owned(),
        references: vec![ours.to_owned()],
        parcels: vec![Sold {
            number: waybill.clone(),
            voided_at: None,
            course: Course::default(),
        }],
        // The order states none: it is billed by the contract.
        charge: Money::zero(Currency::from_code("CNY").expect("a currency")),
        sold_at,
        asked: order.clone(),
    });
    Ok(json!({ "waybillNo": waybill }))
}

fn sold<'a>(world: &'a World, asked: &Value) -> Result<&'a Sale, Refusal> {
    let sale = world.ledger.numbered(PREFIX, text(asked, "waybillNo"));
    sale.ok_or_else(|| Refusal::new("B0009", "邮件号不存在"))
}

fn cancel(world: &mut World, asked: &Value) -> Result<String, Refusal> {
    let asked = read(asked, CANCEL)?;
    let now = world.clock.now();
    let sale = sold(world, asked)?;
    if !sale
        .references
        .iter()
        .any(|r| r == text(asked, "logisticsOrderNo"))
    {
        return Err(Refusal::new("B0010", "物流订单号与邮件号不一致"));
    }
    if sale.voided() {
        return Err(Refusal::new("B0011", "订单已取消"));
    }
    if sale
        .parcels
        .iter()
        .any(|parcel| sale.handed_over(parcel, now))
    {
        return Err(Refusal::new("B0012", "邮件已收寄，不能取消"));
    }
    if let Some(parcel) = world.ledger.parcel_mut(text(asked, "waybillNo")) {
        parcel.voided_at = Some(now);
    }
    Ok(String::new())
}

fn paper(world: &World, asked: &Value) -> Result<String, Refusal> {
    let sale = sold(world, read(asked, LABEL)?)?;
    if sale.voided() {
        return Err(Refusal::new("B0011", "订单已取消"));
    }
    let order = text(&sale.asked, "logisticsOrderNo");
    let drawn = label(sale, &sale.service, order, &["prov", "city", "county"]);
    Ok(BASE64_STANDARD.encode(crate::label::pdf(&[drawn])))
}

fn track(world: &World, asked: &Value) -> Result<Value, Refusal> {
    let sale = sold(world, read(asked, TRACK)?)?;
    let mut items = Vec::new();
    for parcel in &sale.parcels {
        for scan in sale.scans(parcel, world.clock.now()) {
            let (code, name, more) = match scan.stage {
                // An order that nobody has seen yet has no events.
                Stage::LabelCreated => continue,
                Stage::PickedUp => ("203", "收寄计费信息", json!({})),
                Stage::InTransit => ("305", "处理中心封车", json!({})),
                Stage::OutForDelivery => ("702", "投递邮件接收-下段", json!({})),
                Stage::Delivered => ("704", "投递结果反馈-妥投", json!({ "deliverCode": "10" })),
                Stage::Exception => (
                    "705",
                    "投递结果反馈-未妥投",
                    json!({ "attemptDeliveryCode": "4" }),
                ),
                Stage::Returning => ("708", "退回", json!({})),
                Stage::Returned => ("711", "退回妥投", json!({})),
            };
            items.push(item(&parcel.number, scan.at, code, name, &more));
        }
        if let Some(at) = parcel.voided_at {
            items.push(item(&parcel.number, at, "801", "撤单", &json!({})));
        }
    }
    Ok(json!({ "responseItems": items }))
}

fn item(number: &str, at: Timestamp, code: &str, name: &str, more: &Value) -> Value {
    let local = at.to_zoned(TimeZone::fixed(offset(8)));
    let mut item = json!({
        "waybillNo": number,
        "opTime": local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "opCode": code,
        "opName": name,
        "opDesc": name,
        "opOrgProvName": "广东省",
        "opOrgCity": "深圳市",
        "opOrgCode": "51800001",
        "opOrgName": "南山营业部",
        "operatorNo": "",
        "operatorName": "",
    });
    if let (Some(item), Some(more)) = (item.as_object_mut(), more.as_object()) {
        item.extend(more.clone());
    }
    item
}

fn parse(asked: &Value) -> Result<Value, Refusal> {
    let whole = text(only(asked, WHOLE)?, "wholeAddress");
    let found = PLACES.iter().find(|[province, city, county]| {
        whole.starts_with(province) && whole.contains(city) && whole.contains(county)
    });
    Ok(match found {
        None => json!([]),
        Some([prov, city, county]) => json!([{
            "prov": prov, "city": city, "county": county,
            "address": whole.split(county).last().unwrap_or_default(),
            "proCode": "", "cityCode": "", "countyCode": "", "districtCode": "",
        }]),
    })
}
