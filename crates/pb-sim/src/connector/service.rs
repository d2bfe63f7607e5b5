//! The service itself: what it asks for, sells, finds, voids, gives ahead and books.
use super::contract::{Address, Booking, Consignment, Money, Purchase, Reserve, Void, time};
use super::fault::{Answer, Fault};
use super::ledger::{Event, Reserved, Sale};
use super::refusal::Refusal;
use super::server::Shared;
use super::{Settles, World};
use crate::label::{self, Label};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

const CURRENCY: &str = "USD";
/// Heavier parcels are not taken.
const MOST_GRAMS: i64 = 30_000;

struct Service {
    code: &'static str,
    name: &'static str,
    days: u32,
    /// Cents for the first kilogram, and for every further one begun.
    first: i64,
    further: i64,
}

const SERVICES: &[Service] = &[
    Service {
        code: "van",
        name: "Van",
        days: 2,
        first: 490,
        further: 80,
    },
    Service {
        code: "bike",
        name: "Bike same day",
        days: 1,
        first: 990,
        further: 250,
    },
];

type AtWork = Option<Extension<Fault>>;
type Answered = Result<Response, Refusal>;

pub(super) async fn about(State(shared): State<Shared>) -> Json<Value> {
    let setup = shared.world().setup.clone();
    Json(json!({
        "protocol": 1,
        "name": "Sim Courier",
        "currencies": [CURRENCY],
        "features": {
            "rates": true,
            "find": setup.settles == Settles::Find,
            "idempotency": setup.settles == Settles::Keys,
            "void": true,
            "track": true,
            "label_again": true,
            "numbers": true,
            "booking": true,
        },
        "keys_kept_hours": (setup.settles == Settles::Keys).then_some(setup.keys_kept.as_secs() / 3_600),
    }))
}

/// What a service asks for a consignment, and of what it is made.
fn price(
    world: &World,
    service: &Service,
    consignment: &Consignment,
) -> (i64, Vec<(&'static str, i64)>) {
    let kilograms = (consignment.grams() - 1) / 1_000 + 1;
    let base = service.first + service.further * (kilograms - 1);
    let mut parts = vec![("Base", base)];
    if consignment.signature {
        parts.push(("Signature", 150));
    }
    if world.surcharge != 0 {
        parts.push(("Surcharge", world.surcharge));
    }
    (parts.iter().map(|(_, cents)| cents).sum(), parts)
}

fn money(minor: i64) -> Value {
    json!({ "minor": minor, "currency": CURRENCY })
}

pub(super) async fn rates(State(shared): State<Shared>, fault: AtWork, body: Bytes) -> Answered {
    let consignment = Consignment::read(&body)?;
    take_time(fault.as_deref()).await;
    let world = shared.world();
    if let Some(refusal) = too_heavy(&consignment) {
        let note = json!({ "code": refusal.code, "detail": refusal.detail });
        return Ok(Json(json!({ "rates": [], "notes": [note] })).into_response());
    }
    let rates: Vec<Value> = SERVICES
        .iter()
        .map(|service| {
            let (total, parts) = price(&world, service, &consignment);
            let charges: Vec<Value> = parts
                .iter()
                .map(|(label, cents)| json!({ "label": label, "amount": money(*cents) }))
                .collect();
            json!({
                "service": service.code,
                "service_name": service.name,
                "carrier_name": "Sim Courier",
                "total": money(total),
                "charges": charges,
                "transit_days": service.days,
                "quote": format!("Q-{}", service.code),
            })
        })
        .collect();
    Ok(Json(json!({ "rates": rates, "notes": [] })).into_response())
}

fn too_heavy(consignment: &Consignment) -> Option<Refusal> {
    let heavy = consignment.parcels.iter().any(|p| p.weight_g > MOST_GRAMS);
    heavy.then(|| Refusal::new(422, "refused", "We carry parcels of up to 30 kg"))
}

async fn take_time(fault: Option<&Fault>) {
    if let Some(Fault {
        answer: Answer::Late(time),
        ..
    }) = fault
    {
        tokio::time::sleep(*time).await;
    }
}

/// `POST /v1/shipments`.
pub(super) async fn buy(
    State(shared): State<Shared>,
    fault: AtWork,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let key = headers
        .get("idempotency-key")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let purchase = Purchase::read(&body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let fault = fault.map(|Extension(fault)| fault.answer);
    let work = match fault {
        Some(Answer::Late(time) | Answer::Accepted(time)) => time,
        _ => shared.world().setup.processing,
    };
    let id = {
        let mut world = shared.world();
        if let Some(replayed) = looked_up(&world, &purchase, &key, &body)? {
            return Ok((StatusCode::OK, Json(replayed)).into_response());
        }
        if let Some(refusal) = refused(&world, &purchase) {
            if world.setup.settles == Settles::Keys {
                let at = world.now();
                let kept = Event::Refused {
                    key,
                    body,
                    at,
                    refusal: refusal.clone(),
                };
                world.ledger.record(kept)?;
            }
            return Err(refusal);
        }
        let done = world.now().checked_add(work).unwrap_or(Timestamp::MAX);
        world
            .underway
            .insert(purchase.reference.clone(), (key.clone(), done));
        world.serial += 1;
        format!("S-{}", world.serial)
    };
    if let Some(Answer::Accepted(_)) = fault {
        let answer = processing(&shared.world(), &id, &purchase.reference);
        tokio::spawn(async move {
            tokio::time::sleep(work).await;
            if let Err(error) = sell(&shared, &id, &purchase, key, body) {
                tracing::error!(?error, "a purchase was not sold");
            }
        });
        return Ok((StatusCode::ACCEPTED, Json(answer)).into_response());
    }
    tokio::time::sleep(work).await;
    let sale = sell(&shared, &id, &purchase, key, body)?;
    let world = shared.world();
    let mut answer = shipment_json(&sale);
    if fault != Some(Answer::WithoutLabels) {
        answer["labels"] = labels_json(&world, &sale);
    }
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        let text = format!("The ledger cannot be written: {error}");
        Self::new(500, "internal", text)
    }
}

/// What is known of the purchase already: the answer to repeat, or why it cannot be sold.
fn looked_up(
    world: &World,
    purchase: &Purchase,
    key: &str,
    body: &str,
) -> Result<Option<Value>, Refusal> {
    let conflict = |code: &str, text: &str| Err(Refusal::new(409, code, text));
    let age = world.now().duration_since(purchase.requested_at);
    let older_than = |limit: Duration| Duration::try_from(age).is_ok_and(|age| age > limit);
    let under_way = world.underway.get(&purchase.reference);
    match world.setup.settles {
        Settles::Neither => Ok(None),
        Settles::Find => {
            if under_way.is_some() || world.ledger.under(&purchase.reference).is_some() {
                return conflict(
                    "duplicate_reference",
                    "There is a purchase of this reference",
                );
            }
            if older_than(world.setup.accepts_within) {
                let text = "requested_at is too long ago";
                return Err(Refusal::new(422, "too_late", text));
            }
            Ok(None)
        }
        Settles::Keys => {
            if key.is_empty() {
                return Err(Refusal::invalid("Idempotency-Key", "The header is missing"));
            }
            if under_way.is_some_and(|(other, _)| other == key) {
                let refusal = Refusal::new(409, "processing", "The first request is still at work");
                return Err(refusal.wait(1));
            }
            let kept = world.ledger.keys.get(key).filter(|kept| {
                Duration::try_from(world.now().duration_since(kept.at))
                    .is_ok_and(|age| age <= world.setup.keys_kept)
            });
            match kept {
                Some(kept) if kept.body != body => {
                    conflict("key_conflict", "This key was used for another request")
                }
                Some(kept) => match &kept.outcome {
                    Err(refusal) => Err(refusal.clone()),
                    Ok(shipment) => {
                        let sale = world
                            .ledger
                            .sale(shipment)
                            .ok_or_else(|| Refusal::not_found("such shipment"))?;
                        let mut answer = shipment_json(sale);
                        answer["labels"] = labels_json(world, sale);
                        Ok(Some(answer))
                    }
                },
                None if older_than(world.setup.keys_kept) => {
                    conflict("key_expired", "Keys of that time are not kept any more")
                }
                None if under_way.is_some()
                    || world.ledger.under(&purchase.reference).is_some() =>
                {
                    conflict(
                        "duplicate_reference",
                        "There is a purchase of this reference",
                    )
                }
                None => Ok(None),
            }
        }
    }
}

/// Why it is not sold.
fn refused(world: &World, purchase: &Purchase) -> Option<Refusal> {
    let Some(service) = SERVICES.iter().find(|s| s.code == purchase.service) else {
        return Some(Refusal::invalid("service", "There is no such service"));
    };
    if purchase
        .quote
        .as_ref()
        .is_some_and(|quote| *quote != format!("Q-{}", service.code))
    {
        return Some(Refusal::invalid(
            "quote",
            "This quote is not of this service",
        ));
    }
    if let Some(refusal) = too_heavy(&purchase.consignment) {
        return Some(refusal);
    }
    let (total, _) = price(world, service, &purchase.consignment);
    let most = &purchase.max_charge;
    if most.currency != CURRENCY || most.minor < total {
        let text = format!("It costs {total} cents of {CURRENCY} now");
        return Some(Refusal::new(422, "price_changed", text));
    }
    None
}

/// The sale, as it counts.
fn sell(
    shared: &Shared,
    id: &str,
    purchase: &Purchase,
    key: String,
    body: String,
) -> Result<Sale, Refusal> {
    let mut world = shared.world();
    let world = &mut *world;
    world.underway.remove(&purchase.reference);
    let service = SERVICES
        .iter()
        .find(|s| s.code == purchase.service)
        .ok_or_else(|| Refusal::not_found("such service"))?;
    let (total, _) = price(world, service, &purchase.consignment);
    let tracking_numbers = purchase
        .consignment
        .parcels
        .iter()
        .map(|_| next_number(&mut world.serial))
        .collect();
    let sale = Sale {
        shipment: id.to_owned(),
        reference: purchase.reference.clone(),
        key,
        service: service.code.to_owned(),
        tracking_numbers,
        charge: Money {
            minor: total,
            currency: CURRENCY.to_owned(),
        },
        customer_reference: purchase.consignment.customer_reference.clone(),
        sold_at: world.now(),
        booked: false,
        voided: false,
        scans: Vec::new(),
    };
    let sold = Event::Sold {
        sale: sale.clone(),
        body,
    };
    world.ledger.record(sold)?;
    Ok(sale)
}

/// The next tracking number, with a check digit.
fn next_number(serial: &mut u64) -> String {
    *serial += 1;
    let digits = serial.to_string();
    let sum: u64 = digits
        .bytes()
        .rev()
        .zip([3, 1].into_iter().cycle())
        .map(|(digit, weight)| u64::from(digit - b'0') * weight)
        .sum();
    format!("SC{digits}{}", (10 - sum % 10) % 10)
}

fn shipment_json(sale: &Sale) -> Value {
    let parcels: Vec<Value> = sale
        .tracking_numbers
        .iter()
        .map(|number| json!({ "tracking_number": number }))
        .collect();
    let first = sale.tracking_numbers.first().map_or("", String::as_str);
    json!({
        "id": sale.shipment,
        "reference": sale.reference,
        "status": if sale.voided { "void" } else { "sold" },
        "parcels": parcels,
        "charge": sale.charge,
        "tracking_url": format!("https://courier.example/track/{first}"),
    })
}

fn processing(world: &World, id: &str, reference: &str) -> Value {
    let done = world.underway.get(reference).map(|(_, done)| *done);
    json!({ "id": id, "reference": reference, "status": "processing", "settled_after": done })
}

/// The labels of a sale, in the first format of those that were asked for that is drawn here.
fn labels_json(world: &World, sale: &Sale) -> Value {
    let purchase = world
        .ledger
        .body(&sale.shipment)
        .and_then(|body| Purchase::read(body.as_bytes()).ok());
    let Some(purchase) = purchase else {
        return json!([]);
    };
    let consignment = &purchase.consignment;
    let drawn: Vec<Label<'_>> = sale
        .tracking_numbers
        .iter()
        .zip(&consignment.parcels)
        .zip(1..)
        .map(|((number, parcel), piece)| Label {
            carrier: "Sim Courier",
            service: SERVICES
                .iter()
                .find(|s| s.code == sale.service)
                .map_or("", |s| s.name),
            tracking_number: number,
            reference: &consignment.customer_reference,
            shipper: Address::lines(&consignment.ship_from),
            recipient: Address::lines(&consignment.ship_to),
            piece: (piece, sale.tracking_numbers.len()),
            weight: format!("{} g", parcel.weight_g),
        })
        .collect();
    let each = |format: &str, draw: &dyn Fn(&[Label<'_>]) -> Vec<u8>| {
        drawn
            .chunks(1)
            .map(|one| json!({ "format": format, "base64": BASE64_STANDARD.encode(draw(one)) }))
            .collect::<Vec<_>>()
    };
    let wanted = purchase
        .label_formats
        .iter()
        .map(String::as_str)
        .find(|format| matches!(*format, "zpl" | "pdf"));
    json!(match wanted {
        Some("zpl") => each("zpl", &label::zpl),
        Some(_) => each("pdf", &label::pdf),
        None => Vec::new(),
    })
}

/// `GET /v1/shipments?reference=…&requested_at=…`.
pub(super) async fn find(
    State(shared): State<Shared>,
    fault: AtWork,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answered {
    take_time(fault.as_deref()).await;
    let world = shared.world();
    if world.setup.settles != Settles::Find {
        return Err(Refusal::new(
            422,
            "unsupported",
            "We do not look up references",
        ));
    }
    let asked = |name: &str| {
        query
            .get(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::invalid(name, format!("{name} is missing")))
    };
    let reference = asked("reference")?;
    let requested_at = time("requested_at", asked("requested_at")?)?;
    if let Some(extra) = query
        .keys()
        .find(|name| !matches!(name.as_str(), "reference" | "requested_at"))
    {
        return Err(Refusal::invalid(extra, "There is no such question"));
    }
    let settled_after = requested_at
        .checked_add(world.setup.accepts_within)
        .unwrap_or(Timestamp::MAX);
    let shipments = if let Some((_, done)) = world.underway.get(reference) {
        vec![json!({
            "id": format!("P-{reference}"), "reference": reference, "status": "processing", "settled_after": done
        })]
    } else {
        world
            .ledger
            .under(reference)
            .map(shipment_json)
            .into_iter()
            .collect()
    };
    Ok(Json(json!({
        "settled": world.now() > settled_after,
        "settled_after": settled_after,
        "shipments": shipments,
    }))
    .into_response())
}

fn sale<'a>(world: &'a World, id: &str) -> Result<&'a Sale, Refusal> {
    world
        .ledger
        .sale(id)
        .ok_or_else(|| Refusal::not_found("such shipment"))
}

pub(super) async fn shipment(State(shared): State<Shared>, Path(id): Path<String>) -> Answered {
    let world = shared.world();
    Ok(Json(shipment_json(sale(&world, &id)?)).into_response())
}

pub(super) async fn labels(State(shared): State<Shared>, Path(id): Path<String>) -> Answered {
    let world = shared.world();
    let sale = sale(&world, &id)?;
    if sale.booked {
        return Err(Refusal::not_found("label of ours: it was drawn by you"));
    }
    Ok(Json(json!({ "labels": labels_json(&world, sale) })).into_response())
}

/// `POST /v1/shipments/{id}/void`: as often as it is asked, until the courier has the parcel.
pub(super) async fn void(
    State(shared): State<Shared>,
    fault: AtWork,
    Path(id): Path<String>,
    body: Bytes,
) -> Answered {
    Void::read(&body)?;
    take_time(fault.as_deref()).await;
    let mut world = shared.world();
    let known = sale(&world, &id)?;
    if !known.voided {
        if !known.scans.is_empty() {
            let text = "The courier has the parcel";
            return Err(Refusal::new(409, "not_voidable", text));
        }
        let voided = Event::Voided {
            shipment: id.clone(),
        };
        world.ledger.record(voided)?;
    }
    Ok(Json(shipment_json(sale(&world, &id)?)).into_response())
}

/// `GET /v1/tracking/{number}`.
pub(super) async fn track(
    State(shared): State<Shared>,
    fault: AtWork,
    Path(number): Path<String>,
) -> Answered {
    take_time(fault.as_deref()).await;
    let world = shared.world();
    let sale = world
        .ledger
        .numbered(&number)
        .ok_or_else(|| Refusal::not_found("such number"))?;
    let steps = [
        ("picked_up", "PU", "Picked up"),
        ("in_transit", "HUB", "At the hub"),
        ("out_for_delivery", "OUT", "Out for delivery"),
        ("delivered", "POD", "Delivered"),
    ];
    let events: Vec<Value> = sale
        .scans
        .iter()
        .zip(steps)
        .map(|(at, (status, code, text))| {
            json!({ "at": at, "status": status, "code": code, "text": text, "location": "Austin" })
        })
        .rev()
        .collect();
    let status = match events.first() {
        _ if sale.voided => json!("cancelled"),
        Some(newest) => newest["status"].clone(),
        None => json!("label_created"),
    };
    Ok(Json(json!({ "number": number, "status": status, "events": events })).into_response())
}

/// `POST /v1/numbers`.
pub(super) async fn numbers(State(shared): State<Shared>, fault: AtWork, body: Bytes) -> Answered {
    let asked = Reserve::read(&body)?;
    take_time(fault.as_deref()).await;
    let mut world = shared.world();
    let world = &mut *world;
    let expires_at = world
        .setup
        .numbers_kept
        .and_then(|kept| world.now().checked_add(kept).ok());
    let numbers: Vec<Reserved> = (0..asked.count)
        .map(|_| Reserved {
            number: next_number(&mut world.serial),
            expires_at,
        })
        .collect();
    let answer = json!({ "numbers": numbers });
    world.ledger.record(Event::Reserved { numbers })?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `POST /v1/bookings`: the same numbers twice are the same booking.
pub(super) async fn book(State(shared): State<Shared>, fault: AtWork, body: Bytes) -> Answered {
    let booking = Booking::read(&body)?;
    take_time(fault.as_deref()).await;
    let body = String::from_utf8_lossy(&body).into_owned();
    let mut world = shared.world();
    let world = &mut *world;
    for number in &booking.numbers {
        if let Some(known) = world.ledger.numbered(number) {
            if known.booked && world.ledger.body(&known.shipment) == Some(body.as_str()) {
                return Ok(Json(booking_json(known)).into_response());
            }
            let text = format!("{number} is another shipment's");
            return Err(Refusal::new(409, "number_used", text));
        }
        let Some(reserved) = world.ledger.numbers.get(number) else {
            let text = format!("{number} was not given by us");
            return Err(Refusal::new(409, "number_unknown", text));
        };
        if reserved.expires_at.is_some_and(|end| world.now() >= end) {
            let text = format!("{number} has expired");
            return Err(Refusal::new(409, "number_expired", text));
        }
    }
    let Some(service) = SERVICES.iter().find(|s| s.code == booking.service) else {
        return Err(Refusal::invalid("service", "There is no such service"));
    };
    if let Some(refusal) = too_heavy(&booking.consignment) {
        return Err(refusal);
    }
    let (total, _) = price(world, service, &booking.consignment);
    world.serial += 1;
    let sale = Sale {
        shipment: format!("B-{}", world.serial),
        reference: String::new(),
        key: String::new(),
        service: service.code.to_owned(),
        tracking_numbers: booking.numbers,
        charge: Money {
            minor: total,
            currency: CURRENCY.to_owned(),
        },
        customer_reference: booking.consignment.customer_reference,
        sold_at: world.now(),
        booked: true,
        voided: false,
        scans: Vec::new(),
    };
    let answer = booking_json(&sale);
    world.ledger.record(Event::Sold { sale, body })?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

fn booking_json(sale: &Sale) -> Value {
    let first = sale.tracking_numbers.first().map_or("", String::as_str);
    json!({
        "id": sale.shipment,
        "numbers": sale.tracking_numbers,
        "charge": sale.charge,
        "tracking_url": format!("https://courier.example/track/{first}"),
    })
}
