//! `GET /services/shipment/fee`: one price, of one transport. Nobody going there is no failure: `delivery` says it.
use super::desk::{Asked, Client, read, text, yes};
use super::place;
use super::price::Load;
use super::refusal::Refusal;
use super::shape::{self, FEE, HEAVIEST, MOST_MONEY};
use axum::Json;
use serde_json::{Value, json};

pub(super) async fn fee(_: Client, Asked(asked): Asked) -> Result<Json<Value>, Refusal> {
    let asked = read(&asked, FEE)?;
    let whole = |name: &str, most: i64| match &asked[name] {
        Value::Null => Ok(0),
        given => {
            let number = given.as_str().and_then(|given| given.parse::<i64>().ok());
            number
                .filter(|number| (0..=most).contains(number))
                .ok_or_else(|| Refusal::input(format!("{name} is not valid: {given}")))
        }
    };
    let tags: Result<Vec<i64>, Refusal> = asked["tags[]"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| {
            let tag = tag.as_str().and_then(|tag| tag.parse().ok());
            tag.ok_or_else(|| Refusal::input("tags[] must be numbers"))
        })
        .collect();
    let load = Load {
        from: place::from(asked, &["pick_province", "pick_ward"])?,
        to: place::to(asked)?,
        grams: whole("weight", HEAVIEST)?,
        value: whole("value", MOST_MONEY)?,
        by_air: text(asked, "transport") == "fly",
        express: text(asked, "deliver_option") == "xteam",
        tags: tags?,
    };
    shape::tags(&load.tags, load.grams)?;
    Ok(yes("fee", quoted(&load)))
}

fn quoted(load: &Load) -> Value {
    json!({
        "name": format!("area{}", load.area()),
        "fee": load.transport(),
        "insurance_fee": load.insurance(),
        "include_vat": 0,
        "cost_id": 123,
        "delivery_type": "",
        "a": load.area(),
        "dt": if load.area() == 1 { "local" } else { "inter" },
        "ship_fee_only": load.transport(),
        "distance": 0,
        "delivery": load.served(),
        "extFees": load.ext_fees(),
        "options": { "shipMoney": load.transport() },
    })
}
