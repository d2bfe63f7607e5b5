//! Pickups: made, cancelled, listed, and priced.
use super::desk::{Client, Desk, Payload, header_of, is_account, response, text};
use super::price::amount;
use super::rate::known_version;
use super::refusal::Refusal;
use super::shape::{PICKUP_REQUEST, other_code};
use super::transit;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

/// Cents.
const CHARGE: i64 = 875;
/// What is wrong with a pickup: the one code of theirs that is known.
const NO: &str = "9560131";

/// A pickup that was asked for.
pub(super) struct Pickup {
    prn: String,
    account: String,
    day: String,
    asked: Value,
    cancelled: bool,
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    Path(version): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    let request = payload.read("PickupCreationRequest", PICKUP_REQUEST, other_code)?;
    let account = text(request, "/Shipper/Account/AccountNumber");
    if !account.is_empty() && !is_account(account) {
        let path = "PickupCreationRequest/Shipper/Account/AccountNumber";
        return Err(Refusal::bad(NO, format!("Missing or invalid {path}")));
    }
    if text(request, "/PaymentMethod") == "01" && account.is_empty() {
        let words = "Missing or empty PickupCreationRequest/Shipper/Account";
        return Err(Refusal::bad(NO, words));
    }
    let dates = &request["PickupDateInfo"];
    let day = text(dates, "/PickupDate");
    let parsed = jiff::fmt::strtime::parse("%Y%m%d", day).and_then(|day| day.to_date());
    let mut world = desk.world();
    let today = transit::today(world.clock.now());
    if !parsed.is_ok_and(|day| day >= today) {
        let path = "PickupCreationRequest/PickupDateInfo/PickupDate";
        return Err(Refusal::bad(NO, format!("Invalid value of {path}: {day}")));
    }
    if text(dates, "/ReadyTime") >= text(dates, "/CloseTime") {
        let path = "PickupCreationRequest/PickupDateInfo/CloseTime";
        return Err(Refusal::bad(NO, format!("{path} is not after ReadyTime")));
    }
    // Eleven characters.
    let prn = format!("29{:09}", world.next_serial() % 1_000_000_000);
    desk.own().pickups.push(Pickup {
        prn: prn.clone(),
        account: account.to_owned(),
        day: day.to_owned(),
        asked: request.clone(),
        cancelled: false,
    });
    let mut answer = json!({
        "Response": response(request),
        "PRN": prn,
        "RateStatus": { "Code": "01", "Description": "Rate available" },
    });
    if text(request, "/RatePickupIndicator") == "Y" {
        answer["RateResult"] = rate_result();
    }
    Ok(Json(json!({ "PickupCreationResponse": answer })))
}

fn rate_result() -> Value {
    let total = amount(CHARGE);
    json!({
        "RateType": "SD",
        "CurrencyCode": total["CurrencyCode"],
        "GrandTotalOfAllCharge": total["MonetaryValue"],
    })
}

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    Path((version, by)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    let prn = header_of(&headers, "prn");
    let account = header_of(&headers, "accountnumber");
    let is_meant = |pickup: &&mut Pickup| match by.as_str() {
        "01" => !account.is_empty() && pickup.account == account,
        "02" => pickup.prn == prn,
        _ => false,
    };
    if !["01", "02"].contains(&by.as_str()) {
        return Err(Refusal::bad(
            "10006",
            format!("There is no way {by} to cancel"),
        ));
    }
    let mut own = desk.own();
    let mut live = own.pickups.iter_mut().filter(|p| !p.cancelled);
    let pickup = live.find(is_meant).ok_or_else(|| {
        let words = "There is no pending pickup to cancel";
        Refusal::bad(NO, words)
    })?;
    pickup.cancelled = true;
    Ok(Json(json!({
        "PickupCancelResponse": {
            "Response": response(&Value::Null),
            "PickupType": by,
        },
    })))
}

pub(super) async fn pending(
    State(desk): State<Desk>,
    _: Client,
    Path((version, kind)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    is_kind(&kind)?;
    let account = header_of(&headers, "accountnumber");
    if !is_account(account) {
        return Err(Refusal::bad(NO, "Missing or invalid header AccountNumber"));
    }
    let own = desk.own();
    let pending: Vec<Value> = own
        .pickups
        .iter()
        .filter(|p| p.account == account && !p.cancelled)
        .map(|p| {
            json!({
                "PickupType": "01",
                "ServiceDate": p.day,
                "PRN": p.prn,
                "PickupStatusMessage": "Received at dispatch",
                "ContactName": text(&p.asked, "/PickupAddress/ContactName"),
                "ReferenceNumber": text(&p.asked, "/ReferenceNumber"),
            })
        })
        .collect();
    Ok(Json(json!({
        "PickupPendingStatusResponse": {
            "Response": response(&Value::Null),
            "PendingStatus": pending,
        },
    })))
}

/// The price of a pickup. Of its request only that it is one is looked at: the documentation at hand does not
/// have its fields.
pub(super) async fn quote(
    State(_): State<Desk>,
    _: Client,
    Path((version, kind)): Path<(String, String)>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    is_kind(&kind)?;
    let request = &payload.0["PickupRateRequest"];
    if !request.is_object() {
        return Err(Refusal::bad("10002", "Missing or empty PickupRateRequest"));
    }
    Ok(Json(json!({
        "PickupRateResponse": {
            "Response": response(request),
            "RateResult": rate_result(),
        },
    })))
}

fn is_kind(kind: &str) -> Result<(), Refusal> {
    match kind {
        "oncall" | "smart" | "both" => Ok(()),
        _ => Err(Refusal::bad(
            "10006",
            format!("There is no kind {kind} of pickup"),
        )),
    }
}
