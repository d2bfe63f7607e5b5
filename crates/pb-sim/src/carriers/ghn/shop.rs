//! The owner's shops, and the shifts in which drivers come.
use super::SHOPS;
use super::desk::{Client, Desk, yes};
use super::refusal::Refusal;
use axum::Json;
use axum::extract::{Query, State};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn all(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    for name in ["offset", "limit"] {
        let given = query.get(name).map(|given| given.parse::<u32>());
        if !matches!(given, Some(Ok(_))) {
            return Err(Refusal::input(format!("{name} is not valid")));
        }
    }
    let shop = |id: u64| {
        json!({
            "_id": id, "name": format!("Shop {id}"), "phone": "0911222333",
            "address": "590 Cách Mạng Tháng 8", "ward_code": "20301", "district_id": 1444, "status": 1,
        })
    };
    Ok(yes(
        json!({ "last_offset": SHOPS[1], "shops": SHOPS.map(shop) }),
    ))
}

pub(super) async fn shifts(State(desk): State<Desk>, _: Client) -> Json<Value> {
    yes(offered(desk.world().clock.now()).into())
}

/// The morning and the afternoon of two days, as far as they are not over.
pub(super) fn offered(now: Timestamp) -> Vec<Value> {
    const SHIFTS: [(i64, i64, i64); 2] = [(1, 7, 12), (2, 12, 18)];
    let local = now.to_zoned(TimeZone::fixed(offset(7)));
    let mut offered = Vec::new();
    for day in 0..2 {
        for (number, from, to) in SHIFTS {
            if day == 0 && i64::from(local.hour()) >= to {
                continue;
            }
            let date = local.date().saturating_add(jiff::Span::new().days(day));
            let date = date.strftime("%d-%m-%Y");
            offered.push(json!({
                "id": day * 2 + number,
                "title": format!("Ca lấy {date} ({from}h00 - {to}h00)"),
                "from_time": (day * 24 + from) * 3_600,
                "to_time": (day * 24 + to) * 3_600,
            }));
        }
    }
    offered
}
