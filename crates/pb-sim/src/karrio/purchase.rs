//! Requests about one shipment: draft, purchase, label, cancel.
use super::carriers::{self, Connection};
use super::fault::{Answer, Fault};
use super::refusal::Refusal;
use super::server::{Live, Payload, Shared, ask, at_carrier, is_live, refused_by, void_at_carrier};
use super::shipment::{Shipment, new_id};
use super::{validate, world};
use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const STATUSES: &[&str] = &[
    "draft",
    "created",
    "cancelled",
    "shipped",
    "in_transit",
    "delivered",
    "needs_attention",
    "out_for_delivery",
    "delivery_failed",
];

type LiveKey = Option<Extension<Live>>;
type AtCarrier = Option<Extension<Fault>>;

/// `POST /v1/shipments`: a draft with rates; with a `service` it is bought in the same breath.
pub(super) async fn draft(
    State(shared): State<Shared>,
    live: LiveKey,
    fault: AtCarrier,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let fields = payload.read(&validate::SHIPMENT)?;
    let now = Timestamp::now();
    let mut fields = world::with_options(fields, &payload.0, now).map_err(Refusal::exception)?;
    let wanted = fields
        .remove("service")
        .and_then(|s| s.as_str().map(str::to_owned));
    if let (Some(service), Some(Value::Array(services))) = (&wanted, fields.get_mut("services")) {
        *services = vec![json!(service)];
    }
    let (rates, messages) = ask(&fields, is_live(live), fault.as_deref()).await?;
    give_ids(&mut fields);
    let created = now
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%d %H:%M:%S.%6f+00:00")
        .to_string();
    let shipment = Shipment {
        id: new_id("shp"),
        fields,
        rates,
        messages,
        status: "draft",
        created_at: created,
        request_id: new_id("req"),
        bought: None,
    };
    let id = shipment.id.clone();
    if let Some(service) = &wanted {
        let rate = shipment
            .rates
            .iter()
            .find(|r| r["service"] == **service)
            .cloned()
            .ok_or_else(unavailable)?;
        let bought = buy(&shared, shipment, &rate, None).await?;
        let mut world = shared.world();
        let answer = bought.json(true);
        world.shipments.push(bought);
        return Ok((StatusCode::CREATED, Json(answer)));
    }
    let mut world = shared.world();
    world.shipments.push(shipment);
    let answer = world
        .shipment(&id)
        .map(|s| s.json(false))
        .unwrap_or_default();
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What Karrio adds to the parts of a shipment when it keeps them.
fn give_ids(fields: &mut Map<String, Value>) {
    for parcel in fields
        .get_mut("parcels")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let id = new_id("pcl");
        if parcel["reference_number"].is_null() {
            parcel["reference_number"] = json!(id[4..16]);
        }
        parcel["id"] = json!(id[..16]);
        parcel["items"] = json!([]);
        parcel["meta"] = json!({});
        parcel["object_type"] = json!("parcel");
    }
    if let Some(customs) = fields.get_mut("customs").filter(|c| c.is_object()) {
        customs["duty_billing_address"] = Value::Null;
        for commodity in customs["commodities"].as_array_mut().into_iter().flatten() {
            commodity["meta"] = json!({});
        }
    }
    for side in ["shipper", "recipient", "return_address", "billing_address"] {
        if let Some(address) = fields.get_mut(side).filter(|a| a.is_object()) {
            address["id"] = json!(new_id("adr")[..16]);
            address["meta"] = json!({});
            address["object_type"] = json!("address");
            address["validation"] = Value::Null;
        }
    }
}

fn missing() -> Refusal {
    Refusal::error(404, "not_found", "Shipment not found")
}

fn unavailable() -> Refusal {
    Refusal::error(
        400,
        "service_unavailable",
        "The service you selected is not available for this shipment.",
    )
}

fn state_error(text: String) -> Refusal {
    Refusal::error(409, "state_error", text)
}

fn find(shared: &Shared, id: &str, live: LiveKey) -> Result<Shipment, Refusal> {
    shared
        .world()
        .shipment(id)
        .filter(|_| !is_live(live))
        .cloned()
        .ok_or_else(missing)
}

/// `POST /v1/shipments/{id}/purchase`. As in the real one nothing guards it while the carrier is asked:
/// three requests at once are three bookings, and the last one's label is the one that stays.
pub(super) async fn purchase(
    State(shared): State<Shared>,
    live: LiveKey,
    fault: AtCarrier,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let mut shipment = find(&shared, &id, live)?;
    if shipment.status == "created" {
        return Err(state_error(
            "The shipment is 'created' and cannot be purchased again".to_owned(),
        ));
    }
    may_change(&shipment)?;
    let fields = payload.read(&validate::PURCHASE)?;
    let given = |name: &str| fields[name].as_str().filter(|s| !s.is_empty());
    let rate = match (given("selected_rate_id"), given("service")) {
        (None, None) => {
            let text = "Either 'selected_rate_id' or 'service' must be provided.";
            return Err(Refusal::error(400, "validation_error", text));
        }
        (Some(id), _) => shipment.rates.iter().find(|r| r["id"] == id),
        (None, Some(service)) => shipment.rates.iter().find(|r| r["service"] == service),
    };
    let rate = rate.cloned().ok_or_else(unavailable)?;
    for name in ["label_type", "payment", "reference", "metadata"] {
        if !fields[name].is_null() {
            shipment
                .fields
                .insert(name.to_owned(), fields[name].clone());
        }
    }
    let bought = buy(&shared, shipment, &rate, fault.as_deref()).await?;
    let answer = bought.json(true);
    if let Some(kept) = shared.world().shipment_mut(&id) {
        *kept = bought;
    }
    Ok(Json(answer))
}

/// The carrier's part of a purchase, and what Karrio makes of it.
async fn buy(
    shared: &Shared,
    shipment: Shipment,
    rate: &Value,
    fault: Option<&Fault>,
) -> Result<Shipment, Refusal> {
    let code = rate["service"].as_str().unwrap_or_default();
    let (connection, service) = carriers::find_service(code).ok_or_else(unavailable)?;
    at_carrier(fault).await;
    if let Some((code, words)) = world::carrier_refusal(&shipment) {
        return Err(Refusal::carrier(424, connection, code, words));
    }
    let carried_out = fault.is_some_and(|f| f.carried_out);
    let refusal = refused_by(fault, 424, connection);
    let mut world = shared.world();
    let bookings = match fault.map(|f| &f.answer) {
        Some(Answer::SdkInternalError) if carried_out => 2,
        Some(Answer::BookedTwice) => 2,
        _ if refusal.is_none() || carried_out => 1,
        _ => 0,
    };
    let numbers = (0..bookings)
        .map(|_| world.sell(&shipment, connection, service))
        .last();
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    if shipment.text("label_type") == "PNG" && shipment.parcels().len() > 1 {
        return Err(no_image(connection));
    }
    let mut bought = world.bought(
        &shipment,
        connection,
        service,
        rate,
        numbers.unwrap_or_default(),
    );
    if matches!(
        fault,
        Some(Fault {
            answer: Answer::WithoutLabel,
            ..
        })
    ) {
        bought.label = None;
    }
    Ok(Shipment {
        status: "created",
        bought: Some(bought),
        ..shipment
    })
}

/// Karrio cannot join several images, and finds that out after the carrier sold.
fn no_image(connection: &Connection) -> Refusal {
    Refusal::carrier(
        424,
        connection,
        "SHIPPING_SDK_INTERNAL_ERROR",
        "cannot identify image file",
    )
}

fn may_change(shipment: &Shipment) -> Result<(), Refusal> {
    if shipment.status == "draft" {
        return Ok(());
    }
    Err(state_error(format!(
        "Shipment is {} and cannot be updated anymore...",
        shipment.status
    )))
}

/// `GET /v1/shipments/{id}`.
pub(super) async fn get(
    State(shared): State<Shared>,
    live: LiveKey,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    find(&shared, &id, live).map(|s| Json(s.json(false)))
}

/// `GET /v1/shipments`, newest first.
pub(super) async fn list(
    State(shared): State<Shared>,
    live: LiveKey,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let of = |name: &str| {
        query
            .get(name)
            .map(String::as_str)
            .filter(|s| !s.is_empty())
    };
    if let Some(status) = of("status").filter(|s| !STATUSES.contains(s)) {
        let text =
            format!("status: Select a valid choice. {status} is not one of the available choices.");
        return Err(Refusal::error(400, "validation", text));
    }
    let number = |name: &str| of(name).and_then(|n| n.parse::<usize>().ok());
    let (limit, offset) = (number("limit").unwrap_or(20), number("offset").unwrap_or(0));
    let world = shared.world();
    let within = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let matching: Vec<&Shipment> = world
        .shipments
        .iter()
        .rev()
        .filter(|_| !is_live(live))
        .filter(|s| of("id").is_none_or(|ids| ids.split(',').any(|id| id == s.id)))
        .filter(|s| of("status").is_none_or(|status| s.status == status))
        .filter(|s| of("reference").is_none_or(|part| within(s.text("reference"), part)))
        .filter(|s| of("order_id").is_none_or(|part| within(s.text("order_id"), part)))
        .filter(|s| {
            let numbers = s.bought.as_ref().map_or(&[][..], |b| &b.tracking_numbers);
            of("tracking_number")
                .is_none_or(|part| numbers.first().is_some_and(|n| within(n, part)))
        })
        .filter(|s| of("metadata_key").is_none_or(|key| s.fields["metadata"].get(key).is_some()))
        .filter(|s| {
            let mut values = s.fields["metadata"]
                .as_object()
                .into_iter()
                .flat_map(|m| m.values());
            of("metadata_value").is_none_or(|value| values.any(|v| v == value))
        })
        .collect();
    let page: Vec<Value> = matching
        .iter()
        .skip(offset)
        .take(limit)
        .map(|s| s.json(false))
        .collect();
    let link = |offset: usize| format!("/v1/shipments?limit={limit}&offset={offset}");
    Ok(Json(json!({
        "count": matching.len(),
        "next": (offset + limit < matching.len()).then(|| link(offset + limit)),
        "previous": (offset > 0).then(|| link(offset.saturating_sub(limit))),
        "results": page,
    })))
}

/// `PUT /v1/shipments/{id}`: changes to a draft.
pub(super) async fn update(
    State(shared): State<Shared>,
    live: LiveKey,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    may_change(&find(&shared, &id, live)?)?;
    let fields = payload.read(&validate::UPDATE)?;
    let mut world = shared.world();
    let shipment = world.shipment_mut(&id).ok_or_else(missing)?;
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
        shipment.fields.insert(name, value);
    }
    Ok(Json(shipment.json(false)))
}

/// `POST /v1/shipments/{id}/rates`: new rates for a draft.
pub(super) async fn refresh(
    State(shared): State<Shared>,
    live: LiveKey,
    fault: AtCarrier,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let mut shipment = find(&shared, &id, live)?;
    may_change(&shipment)?;
    for (name, value) in payload
        .read(&validate::REFRESH)?
        .into_iter()
        .filter(|(_, value)| !value.is_null())
    {
        shipment.fields.insert(name, value);
    }
    (shipment.rates, shipment.messages) =
        ask(&shipment.fields, is_live(live), fault.as_deref()).await?;
    let answer = shipment.json(false);
    if let Some(kept) = shared.world().shipment_mut(&id) {
        *kept = shipment;
    }
    Ok(Json(answer))
}

/// `POST /v1/shipments/{id}/cancel`. A carrier without a way to void is not asked, and nothing in the
/// answer says so.
pub(super) async fn cancel(
    State(shared): State<Shared>,
    live: LiveKey,
    fault: AtCarrier,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let shipment = find(&shared, &id, live)
        .map_err(|_| Refusal::error(404, "not_found", "Resource not found"))?;
    match shipment.status {
        "cancelled" => {
            return Ok((StatusCode::ACCEPTED, Json(shipment.json(false))).into_response());
        }
        "draft" | "created" => {}
        other => {
            return Err(state_error(format!(
                "The shipment is '{other}' and can not be cancelled anymore..."
            )));
        }
    }
    if let Some(bought) = shipment.bought.as_ref().filter(|b| b.connection.full) {
        let number = bought.tracking_numbers.first().map_or("", String::as_str);
        void_at_carrier(&shared, bought.connection, number, fault.as_deref()).await?;
    }
    let mut world = shared.world();
    let shipment = world.shipment_mut(&id).ok_or_else(missing)?;
    shipment.status = "cancelled";
    if let Some(bought) = &mut shipment.bought {
        bought.tracker_id = None;
    }
    Ok(Json(shipment.json(false)).into_response())
}

/// `POST /v1/shipments/{id}/documents/{kind}`.
pub(super) async fn document(
    State(shared): State<Shared>,
    live: LiveKey,
    Path((id, kind)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    if !matches!(kind.as_str(), "label" | "invoice") {
        return Err(Refusal::bare(400, format!("Invalid document type: {kind}")));
    }
    let none = || Refusal::bare(404, format!("Shipment '{id}' not found or has no {kind}"));
    let shipment = find(&shared, &id, live).map_err(|_| none())?;
    let url = shipment.label_url();
    let label = shipment
        .bought
        .and_then(|b| b.label)
        .filter(|_| kind == "label");
    let (format, bytes) = label.ok_or_else(none)?;
    Ok(Json(json!({
        "category": "label",
        "format": format,
        "print_format": null,
        "url": url,
        "base64": BASE64_STANDARD.encode(bytes),
    })))
}

/// `GET /v1/shipments/{id}/label.pdf`, `label.zpl`: the same bytes by either name.
pub(super) async fn file(
    State(shared): State<Shared>,
    live: LiveKey,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let kind = match file.split_once('.') {
        Some(("label", "pdf")) => "application/pdf; charset=utf-8",
        Some(("label", _)) => "application/octet-stream; charset=utf-8",
        // There are no invoices here, and an invoice that is not there is an empty file.
        Some(("invoice", "pdf")) => "application/pdf; charset=utf-8",
        _ => return Err(Refusal::not_found_page()),
    };
    if live.is_none() {
        let text = "Access token required. Use /api/tokens to generate one, or provide API token in Authorization header.";
        return Ok((
            StatusCode::FORBIDDEN,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            text,
        )
            .into_response());
    }
    // What is not there is an exception that nothing catches.
    let shipment = find(&shared, &id, live).map_err(|_| Refusal::server_error_page())?;
    let label = shipment
        .bought
        .and_then(|b| b.label)
        .ok_or_else(Refusal::server_error_page)?;
    let bytes = if file.starts_with("label") {
        label.1
    } else {
        Vec::new()
    };
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}
