//! pcpErp: signed orders, labels, and the list of products.
use super::shape::ORDER;
use super::{CUSTOMER, Desk, KEY, MAIL_TYPE, OFFICE, PREFIX};
use crate::carriers::chinapost::{label, text, words};
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::check;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest as _, Md5};
use pb_domain::{CheckRule, Currency, Money};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Products, and how many grams each carries at most; the limits are of memory.
const PRODUCTS: &[(&str, &str, u64)] = &[
    ("002", "挂号小包", 2_000),
    ("003", "平常小包", 2_000),
    ("019", "E邮宝", 2_000),
];
/// Where nothing goes.
const NOT_SERVED: &[&str] = &["KP"];

/// A no, with HTTP 200. Codes are of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) words: String,
}

impl Refusal {
    pub(super) fn new(reason: &str, words: impl Into<String>) -> Self {
        Self {
            reason: reason.to_owned(),
            words: words.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Json(json!({ "success": "false", "waybillNo": "", "reason": self.reason, "msg": self.words }))
            .into_response()
    }
}

/// The sixteen bytes of MD5 over a text and the key.
fn digest(text: &str) -> String {
    BASE64_STANDARD.encode(Md5::digest(format!("{text}{KEY}")))
}

/// A form, as it came.
type Came = Result<Form<HashMap<String, String>>, FormRejection>;

/// A form whose field `signed` is signed in `by`.
fn form(came: Came, signed: &str, by: &str) -> Result<HashMap<String, String>, Refusal> {
    let Form(form) = came.map_err(|e| Refusal::new("S02", format!("非法的请求格式: {e}")))?;
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("ecCompanyId") != CUSTOMER {
        return Err(Refusal::new("S03", "没有权限的物流公司"));
    }
    if field(signed).is_empty() || field(by) != digest(field(signed)) {
        return Err(Refusal::new("S04", "非法的数字签名"));
    }
    Ok(form)
}

pub(super) async fn order(State(desk): State<Desk>, came: Came) -> Result<Json<Value>, Refusal> {
    let form = form(came, "logistics_interface", "data_digest")?;
    if form.get("msg_type").map(String::as_str) != Some("B2C_TRADE") {
        return Err(Refusal::new("S05", "非法的通知类型"));
    }
    if form.get("data_type").map(String::as_str) != Some("JSON") {
        return Err(Refusal::new("S06", "仅支持 JSON"));
    }
    let order: Value = serde_json::from_str(&form["logistics_interface"])
        .map_err(|_| Refusal::new("S01", "非法的 JSON"))?;
    check(&order, ORDER, "").map_err(|c| Refusal::new("B01", words(&c)))?;
    let told = [
        ("sender_no", CUSTOMER),
        ("wh_code", OFFICE),
        ("mailType", MAIL_TYPE),
    ];
    if let Some((name, _)) = told
        .iter()
        .find(|(name, known)| text(&order, name) != *known)
    {
        return Err(Refusal::new("B02", format!("{name} 未登记")));
    }
    let product = text(&order, "biz_product_no");
    let Some((_, _, most)) = PRODUCTS.iter().find(|(code, _, _)| *code == product) else {
        return Err(Refusal::new("B03", "业务产品不存在"));
    };
    let number = |name: &str| text(&order, name).parse::<u64>().unwrap_or_default();
    if number("weight") > *most {
        return Err(Refusal::new("B05", "重量超限"));
    }
    if number("contents_total_weight") > number("weight") {
        return Err(Refusal::new("B06", "内件重量大于总重量"));
    }
    let sender = &order["sender"];
    let latin = |t: &Value| t.as_str().is_none_or(str::is_ascii);
    if text(sender, "nation") != "CN" || !sender.as_object().is_some_and(|s| s.values().all(latin))
    {
        return Err(Refusal::new("B07", "寄件人信息应为英文"));
    }
    let nation = text(&order["receiver"], "nation");
    if NOT_SERVED.contains(&nation) || nation == "CN" {
        return Err(Refusal::new("B04", "收件人国家不支持该产品"));
    }
    let mut world = desk.shared.world();
    let ours = text(&order, "logistics_order_no");
    if world.ledger.under(PREFIX, ours).next().is_some() {
        return Err(Refusal::new("B08", "订单号重复"));
    }
    let serial = format!("{:08}", world.next_serial() % 100_000_000);
    let digit = CheckRule::S10
        .digit(&serial)
        .expect("eight digits have a check digit");
    let waybill = format!("LX{serial}{digit}CN");
    let sold_at = world.clock.now();
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: waybill.clone(),
        service: product.to_owned(),
        references: vec![ours.to_owned()],
        parcels: vec![Sold {
            number: waybill.clone(),
            voided_at: None,
            course: Course::default(),
        }],
        // The order states none: it is billed by the contract.
        charge: Money::zero(Currency::from_code("CNY").expect("a currency")),
        sold_at,
        asked: order,
    });
    Ok(Json(
        json!({ "success": "true", "waybillNo": waybill, "reason": "", "msg": "" }),
    ))
}

pub(super) async fn paper(State(desk): State<Desk>, came: Came) -> Result<Response, Refusal> {
    let form = form(came, "barCode", "dataDigest")?;
    if form.get("version").map(String::as_str) != Some("1.0") {
        return Err(Refusal::new("S07", "version 不正确"));
    }
    let numbers: Vec<&str> = form["barCode"].split(',').collect();
    if numbers.len() > 50 {
        return Err(Refusal::new("B12", "一次最多 50 个邮件号"));
    }
    let world = desk.shared.world();
    let sale = |number: &&str| {
        let sale = world.ledger.numbered(PREFIX, number);
        sale.ok_or_else(|| Refusal::new("B13", "邮件号不存在"))
    };
    let sales: Vec<&Sale> = numbers.iter().map(sale).collect::<Result<_, _>>()?;
    let draw = |sale: &Sale| -> Vec<u8> {
        let order = text(&sale.asked, "logistics_order_no");
        let parts = ["nation", "province", "city", "post_code"];
        crate::label::pdf(&[label(sale, &sale.service, order, &parts)])
    };
    // Several come as one document with a page each; one is what the adapter and most clients ask for.
    let [one] = sales.as_slice() else {
        return Err(Refusal::new("B14", "请逐个下载"));
    };
    Ok(([(header::CONTENT_TYPE, "application/pdf")], draw(one)).into_response())
}

pub(super) async fn products(
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    if query.get("queryType").map(String::as_str) != Some("queryBusinessType") {
        return Err(Refusal::new("S08", "queryType 不正确"));
    }
    let product =
        |(code, name, _): &(&str, &str, u64)| json!({ "businessType": code, "businessName": name });
    let list: Vec<Value> = PRODUCTS.iter().map(product).collect();
    Ok(Json(json!({ "success": "true", "data": list })))
}
