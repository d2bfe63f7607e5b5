//! Labels: a token by `POST /v2/a5/gen-token`, and the page that it opens for half an hour.
//!
//! Who says that nothing but PDF is accepted gets PDF; a browser gets the page that it prints.
use super::desk::{Desk, Opened, Payload, Shop, sold, text, yes};
use super::refusal::Refusal;
use super::shape::{ORDERS, number};
use crate::carriers::World;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;
use uuid::Uuid;

const LIFETIME: Duration = Duration::from_secs(30 * 60);
const PAGES: &[&str] = &["printA5", "print80x80", "print52x70"];

pub(super) async fn token(
    State(desk): State<Desk>,
    _: Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(ORDERS)?;
    let codes = asked["order_codes"].as_array().into_iter().flatten();
    let orders: Vec<String> = codes.filter_map(Value::as_str).map(str::to_owned).collect();
    let world = desk.world();
    for code in &orders {
        if sold(&world, code)?.voided() {
            return Err(Refusal::input(format!("{code} is cancelled")));
        }
    }
    let token = Uuid::new_v4().to_string();
    let now = world.clock.now();
    let until = now.checked_add(LIFETIME).unwrap_or(now);
    let opened = Opened { orders, until };
    desk.own().labels.insert(token.clone(), opened);
    Ok(yes(json!({ "token": token })))
}

pub(super) async fn page(
    State(desk): State<Desk>,
    Path(page): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !PAGES.contains(&page.as_str()) {
        return Err(Refusal::new(404, "USER_ERR_COMMON", "Not Found"));
    }
    let token = query.get("token").map_or("", String::as_str);
    let world = desk.world();
    let now = world.clock.now();
    let opened = desk.own().labels.get(token).cloned();
    let opened = opened
        .filter(|opened| now < opened.until)
        .ok_or_else(|| Refusal::input("token is not valid or has expired"))?;
    let accepts = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    match accepts == Some(b"application/pdf") {
        true => Ok((
            [(header::CONTENT_TYPE, "application/pdf")],
            pdf(&world, &opened)?,
        )
            .into_response()),
        false => Ok(Html(html(&opened)).into_response()),
    }
}

fn pdf(world: &World, opened: &Opened) -> Result<Vec<u8>, Refusal> {
    let sales = opened.orders.iter().map(|code| sold(world, code));
    let sales: Vec<&Sale> = sales.collect::<Result<_, _>>()?;
    let labels: Vec<Label<'_>> = sales.iter().map(|sale| of(sale)).collect();
    Ok(label::pdf(&labels))
}

fn of(sale: &Sale) -> Label<'_> {
    let asked = &sale.asked;
    let line = |name: &str| text(asked, name).to_owned();
    let cash = number(asked, "cod_amount");
    Label {
        carrier: "GHN",
        service: text(asked, "sort_code"),
        tracking_number: &sale.shipment,
        reference: text(asked, "client_order_code"),
        shipper: vec![line("from_name"), line("from_address")],
        recipient: vec![
            line("to_name"),
            line("to_phone"),
            line("to_address"),
            line("to_ward_name"),
            line("to_province_name"),
            format!("COD {cash} VND"),
        ],
        piece: (1, 1),
        weight: format!("{} g", number(asked, "weight")),
    }
}

fn html(opened: &Opened) -> String {
    let mut page = String::from("<!DOCTYPE html><html><body onload=\"window.print()\">");
    for code in &opened.orders {
        // Writing to a text cannot fail.
        let _ = write!(page, "<section><h1>GHN</h1><p>{code}</p></section>");
    }
    page.push_str("</body></html>");
    page
}
