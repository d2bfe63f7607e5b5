//! `DELETE /labels/v3/label/{number}`, and by the idempotency key; abroad likewise.
//!
//! Until the data went to the postal systems a label is cancelled; after that a refund is asked for, and what was
//! handed over is not refunded.
use super::desk::{Desk, Payer, local, text};
use super::label::by_key;
use super::refusal::Refusal;
use super::{PREFIX, number};
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use serde_json::{Value, json};

pub(super) async fn by_number(
    State(desk): State<Desk>,
    _: Payer,
    uri: Uri,
    Path(number): Path<String>,
) -> Result<Json<Value>, Refusal> {
    take_back(&desk, &uri, &number)
}

pub(super) async fn by_key_route(
    State(desk): State<Desk>,
    _: Payer,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let number = by_key(&desk.own(), &headers)?;
    take_back(&desk, &uri, &number)
}

fn take_back(desk: &Desk, uri: &Uri, number: &str) -> Result<Json<Value>, Refusal> {
    let mut world = desk.world();
    let now = world.clock.now();
    // Each API has its own labels.
    let abroad = uri.path().starts_with("/international-labels");
    let sale = world.ledger.numbered(PREFIX, number);
    let sale = sale.filter(|_| number::is_s10(number) == abroad);
    let sale = sale.ok_or_else(|| Refusal::bad("160039", "There is no such label"))?;
    if sale.voided() {
        return Err(Refusal::bad(
            "160301",
            "The label was canceled or disputed before",
        ));
    }
    let handed_over = sale.parcels.iter().any(|p| sale.handed_over(p, now));
    if handed_over {
        return Err(Refusal::bad(
            "160301",
            "The label was used and is not eligible for a refund",
        ));
    }
    let told = is_manifested(sale, now) || desk.own().scanned.contains(number);
    if told && abroad {
        return Err(Refusal::bad(
            "160277",
            "International labels are not refundable after manifest",
        ));
    }
    if let Some(parcel) = world.ledger.parcel_mut(number) {
        parcel.voided_at = Some(now);
    }
    let mut answer = json!({ "trackingNumber": number, "status": "CANCELED" });
    if told {
        answer["status"] = "DISPUTED".into();
        // One a day.
        answer["disputeId"] = local(now).strftime("1%y%m%d").to_string().into();
    }
    Ok(Json(answer))
}

/// Half an hour after the end of the day of mailing, Central Time; a return's the day after it was made.
pub(super) fn is_manifested(sale: &Sale, now: Timestamp) -> bool {
    let sold = local(sale.sold_at).date();
    let mailing: Date = match text(&sale.asked, "/packageDescription/mailingDate") {
        "" => sold,
        given => given
            .get(..10)
            .and_then(|day| day.parse().ok())
            .unwrap_or(sold),
    };
    let sent = mailing
        .tomorrow()
        .unwrap_or(mailing)
        .to_datetime(time(0, 30, 0, 0));
    local(now).datetime() >= sent
}
