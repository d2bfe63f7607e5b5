//! Labels: a code by `POST /v2/order/printing-code`, and the page that it opens until the moment that was asked for.
//!
//! Who says that nothing but PDF is accepted gets PDF; a browser gets the page that it prints.
use super::desk::{Client, Desk, Opened, Payload, header_of, number, sold, text};
use super::refusal::Refusal;
use super::shape::PRINT;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// What a code begins with: `+/+/`, so that whoever puts it into an address as it is finds nothing.
const BEGINS: [u8; 3] = [0xfb, 0xff, 0xbf];

pub(super) async fn code(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(PRINT)?;
    let world = desk.world();
    let mut own = desk.own();
    let until = Timestamp::from_millisecond(number(asked, "EXPIRY_TIME"));
    let until = until.ok().filter(|until| *until > world.clock.now());
    let until = until.ok_or_else(|| Refusal::field("EXPIRY_TIME"))?;
    let orders = asked["ORDER_ARRAY"].as_array().into_iter().flatten();
    let orders: Vec<String> = orders
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    for order in &orders {
        if sold(&world, &own, order)?.voided() {
            return Err(Refusal::state());
        }
    }
    let code = STANDARD.encode([BEGINS.as_slice(), Uuid::new_v4().as_bytes()].concat());
    own.labels.insert(code.clone(), Opened { orders, until });
    Ok(Json(
        json!({ "status": 200, "error": false, "message": code, "data": null }),
    ))
}

/// The size of a page.
fn size(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "1" => "A5",
        "2" | "a6_1" => "A6",
        "100" | "1001" => "A7",
        _ => return None,
    })
}

pub(super) async fn page(
    State(desk): State<Desk>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let asked = |name: &str| query.get(name).map_or("", String::as_str);
    let Some(size) = size(asked("type")) else {
        return Html(nothing("type")).into_response();
    };
    if !["", "0", "1"].contains(&asked("showPostage")) {
        return Html(nothing("showPostage")).into_response();
    }
    let world = desk.world();
    let own = desk.own();
    let opened = own.labels.get(asked("bill"));
    let Some(opened) = opened.filter(|opened| world.clock.now() < opened.until) else {
        return Html(nothing("bill")).into_response();
    };
    let sales = opened.orders.iter();
    let sales: Vec<&Sale> = sales
        .filter_map(|order| sold(&world, &own, order).ok())
        .collect();
    let shows_postage = asked("showPostage") == "1";
    if header_of(&headers, header::ACCEPT.as_str()) == "application/pdf" {
        let labels: Vec<Label<'_>> = sales.iter().map(|sale| of(sale, shows_postage)).collect();
        let kind = [(header::CONTENT_TYPE, "application/pdf")];
        return (kind, label::pdf(&labels)).into_response();
    }
    Html(html(&sales, size, shows_postage)).into_response()
}

fn of(sale: &Sale, shows_postage: bool) -> Label<'_> {
    let asked = &sale.asked;
    let line = |name: &str| text(asked, name).to_owned();
    let mut recipient = vec![
        line("RECEIVER_FULLNAME"),
        line("RECEIVER_PHONE"),
        line("RECEIVER_ADDRESS"),
        format!("COD {} VND", number(&asked["SOLD"], "MONEY_COLLECTION")),
    ];
    if shows_postage {
        recipient.push(format!("Cuoc {} VND", sale.charge.minor));
    }
    Label {
        carrier: "ViettelPost",
        service: &sale.service,
        tracking_number: &sale.shipment,
        reference: sale.references.first().map_or("", String::as_str),
        shipper: vec![line("SENDER_FULLNAME"), line("SENDER_ADDRESS")],
        recipient,
        piece: (1, 1),
        weight: format!("{} g", number(asked, "PRODUCT_WEIGHT")),
    }
}

fn html(sales: &[&Sale], size: &str, shows_postage: bool) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html><head><style>@page{{size:{size}}}</style></head>\
         <body onload=\"window.print()\">"
    );
    for sale in sales {
        let postage = match shows_postage {
            true => format!("<p>{} VND</p>", sale.charge.minor),
            false => String::new(),
        };
        // Writing to a text cannot fail.
        let _ = write!(
            page,
            "<section><h1>ViettelPost</h1><p>{}</p>{postage}</section>",
            sale.shipment
        );
    }
    page.push_str("</body></html>");
    page
}

/// A page that says that there is nothing to print.
fn nothing(odd: &str) -> String {
    format!("<!DOCTYPE html><html><body><p>Liên kết không hợp lệ: {odd}</p></body></html>")
}
