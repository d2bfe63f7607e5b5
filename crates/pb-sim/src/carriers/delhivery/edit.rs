//! `POST /api/p/edit`: changes, and cancellations. Both only as long as a parcel has a status that allows it.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::{EDIT, check, is_blank, is_phone, truth};
use super::story::{Told, find};
use crate::carriers::course::Stage;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn edit(
    State(desk): State<Desk>,
    _: Client,
    Payload(request): Payload,
) -> Result<Json<Value>, Refusal> {
    check(&request, EDIT, &["waybill"]).map_err(Refusal::bad)?;
    let number = text(&request, "waybill").to_owned();
    let mut world = desk.world();
    let mut own = desk.own();
    let now = world.clock.now();
    let no = |words: &str| {
        Ok(Json(json!({
            "status": false, "waybill": number, "remark": null, "order_id": null, "error": words,
        })))
    };
    let Some(known) = find(&world, &number) else {
        return no("Waybill does not exist");
    };
    let order = text(known.asked, "order").to_owned();
    let status = known.status(&own, now);
    let stage = known.scans(&own, now).last().map(|scan| scan.stage);
    let cancelled = own.told.get(&number).is_some_and(|told| told.cancelled);
    let allowed = match known.is_reverse() {
        false => {
            status.kind == "UD" && ["Manifested", "In Transit", "Pending"].contains(&status.word)
        }
        true => status.word == "Scheduled",
    };
    if !allowed || cancelled {
        return no(&format!("{} is not an allowed status", status.word));
    }
    let yes = |remark: &str| {
        Ok(Json(json!({
            "status": true, "waybill": number, "remark": remark, "order_id": order,
        })))
    };
    if truth(&request["cancellation"]) == Some(true) {
        if stage == Some(Stage::LabelCreated) {
            if let Some(parcel) = world.ledger.parcel_mut(&number) {
                parcel.voided_at = Some(now);
            }
            let told = Told {
                cancelled: true,
                ..Told::default()
            };
            own.told.insert(number.clone(), told);
        } else {
            own.told.insert(number.clone(), Told::back(now));
        }
        return yes("Shipment has been cancelled.");
    }
    if !is_blank(&request["phone"]) && !is_phone(&request["phone"]) {
        return no("Incorrect phone number(s)");
    }
    if !is_blank(&request["pt"]) {
        let (from, to) = (text(known.asked, "payment_mode"), text(&request, "pt"));
        let known = [("COD", "Pre-paid"), ("Prepaid", "COD"), ("Pre-paid", "COD")];
        if !known.contains(&(from, to)) {
            return no("The payment mode cannot be changed so");
        }
        if to == "COD" && is_blank(&request["cod"]) {
            return no("cod is mandatory");
        }
    }
    let at = known
        .sale
        .parcels
        .iter()
        .position(|parcel| parcel.number == number);
    let mut sales = world.ledger.sales.iter_mut();
    let sale = sales.find(|s| s.carrier == PREFIX && s.numbers().contains(&number.as_str()));
    if let Some(asked) = sale.and_then(|sale| sale.asked.get_mut(at.unwrap_or_default())) {
        for (name, value) in request.as_object().into_iter().flatten() {
            let name = match name.as_str() {
                "waybill" | "cancellation" => continue,
                "pt" => "payment_mode",
                "cod" => "cod_amount",
                name => name,
            };
            asked[name] = value.clone();
        }
    }
    yes("Shipment has been updated.")
}
