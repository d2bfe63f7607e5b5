//! `POST /rates`.
use super::desk::{Client, Desk, Payload, accounts, planned};
use super::price::Load;
use super::refusal::Refusal;
use super::shape::RATES;
use crate::carriers::dhl::text;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn rate(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let body = payload.read(RATES)?;
    accounts(body)?;
    let now = desk.world().clock.now();
    planned(text(body, "/plannedShippingDateAndTime"), now)?;
    let of = |side: &str| text(body, &format!("/customerDetails/{side}/countryCode"));
    let load = Load::of(body, of("shipperDetails"), of("receiverDetails"), body)?;
    let day = text(body, "/plannedShippingDateAndTime")
        .get(..10)
        .and_then(|day| day.parse().ok())
        .ok_or_else(|| Refusal::coded(400, "998", "Invalid date"))?;
    let wanted = text(body, "/productCode");
    let mut products = load.offers(day);
    products.retain(|product| wanted.is_empty() || product["productCode"] == wanted);
    if products.is_empty() {
        let words = format!("The product {wanted} is not available on this lane");
        return Err(Refusal::new(404, words));
    }
    Ok(Json(json!({
        "products": products,
        "exchangeRates": [{ "currentExchangeRate": 1.1, "currency": "USD", "baseCurrency": "EUR" }],
        "warnings": [],
    })))
}
