//! `GET /v2/order/detail-v2?o=`, which is in no document.
//!
//! Some users are shown asterisks for telephones and addresses, and -1 for every amount.
use super::desk::{Client, Desk, local, sold, text, yes};
use super::refusal::Refusal;
use super::status::{self, stands_since};
use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What stands for what is not shown.
const MASK: &str = "******";
const HIDDEN_TEXTS: &[&str] = &[
    "SENDER_PHONE",
    "SENDER_ADDRESS",
    "RECEIVER_PHONE",
    "RECEIVER_ADDRESS",
    "RECEIVER_HOME_NO",
];
const HIDDEN_AMOUNTS: &[&str] = &[
    "PRODUCT_PRICE",
    "MONEY_COLLECTION",
    "MONEY_TOTAL",
    "MONEY_TOTALFEE",
    "MONEY_TOTALVAT",
];

pub(super) async fn detail(
    State(desk): State<Desk>,
    client: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let number = query.get("o").filter(|o| !o.is_empty());
    let number = number.ok_or_else(|| Refusal::field("o"))?;
    let world = desk.world();
    let own = desk.own();
    let sale = sold(&world, &own, number)?;
    let (stands, since) = stands_since(sale, &own, world.clock.now());
    let asked = &sale.asked;
    let sold = &asked["SOLD"];
    let home = text(asked, "RECEIVER_ADDRESS");
    let mut detail = json!({
        "ORDER_NUMBER": sale.shipment,
        "ORDER_REFERENCE": sale.references.first(),
        "ORDER_STATUS": stands,
        "STATUS_NAME": status::name(stands),
        "ORDER_STATUSDATE": local(since),
        "ORDER_SYSTEMDATE": local(sale.sold_at),
        "REASON_CODE": status::reason(stands),
        "IS_RETURNING": status::returning(stands),
        "SENDER_FULLNAME": asked["SENDER_FULLNAME"],
        "SENDER_PHONE": asked["SENDER_PHONE"],
        "SENDER_ADDRESS": asked["SENDER_ADDRESS"],
        "RECEIVER_FULLNAME": asked["RECEIVER_FULLNAME"],
        "RECEIVER_PHONE": asked["RECEIVER_PHONE"],
        "RECEIVER_HOME_NO": home.split([' ', ',']).next(),
        "RECEIVER_ADDRESS": home,
        "RECEIVER_PROVINCE": asked["RECEIVER_PROVINCE"],
        "RECEIVER_DISTRICT": asked["RECEIVER_DISTRICT"],
        "RECEIVER_WARD": asked["RECEIVER_WARD"],
        "PRODUCT_NAME": asked["PRODUCT_NAME"],
        "PRODUCT_WEIGHT": asked["PRODUCT_WEIGHT"],
        "PRODUCT_PRICE": asked["PRODUCT_PRICE"],
        "EXCHANGE_WEIGHT": sold["EXCHANGE_WEIGHT"],
        "ORDER_SERVICE": sale.service,
        "ORDER_SERVICE_ADD": text(asked, "ORDER_SERVICE_ADD"),
        "ORDER_PAYMENT": asked["ORDER_PAYMENT"],
        "ORDER_NOTE": text(asked, "ORDER_NOTE"),
        "MONEY_COLLECTION": sold["MONEY_COLLECTION"],
        "MONEY_TOTAL": sold["MONEY_TOTAL"],
        "MONEY_TOTALFEE": sold["MONEY_TOTALFEE"],
        "MONEY_TOTALVAT": sold["MONEY_TOTALVAT"],
    });
    if client.masked {
        for name in HIDDEN_TEXTS {
            detail[*name] = json!(MASK);
        }
        for name in HIDDEN_AMOUNTS {
            detail[*name] = json!(-1);
        }
    }
    Ok(yes(detail))
}
