//! What a person does about a booking: correct it and book again, or say what the carrier has.
use super::{book, offer};
use crate::Station;
use crate::api::{
    BookingAnswer, Code, Failure, Rebook, Result, SettleBooking, ShipmentRef, ShipmentView,
};
use crate::bought_documents::save_labels;
use crate::{accounts, orders, own_label, print, settings, shipments};
use pb_carriers::{Consignment, Cx};
use pb_domain::{
    BookingEvent, BookingState, Direction, PooledRate, PurchaseState, Rate, ShipmentId,
};
use pb_store::{Change, StoredBooking, StoredPurchase};
use serde_json::json;

/// The booking of a shipment that is still bought.
async fn find(station: &Station, id: ShipmentId) -> Result<(StoredPurchase, StoredBooking)> {
    let purchase = station
        .store
        .purchase_of(id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", id))?;
    let booking = station.store.booking_of(purchase.id).await?;
    let booking = booking.filter(|_| purchase.state == PurchaseState::Bought);
    let none = || {
        Failure::new(
            Code::Precondition,
            "There is nothing to book for this shipment",
        )
        .shipment(id)
    };
    Ok((purchase, booking.ok_or_else(none)?))
}

/// Settles a booking of which nobody can say whether the carrier took it.
pub(crate) async fn settle_booking(
    station: &Station,
    request: SettleBooking,
) -> Result<ShipmentView> {
    let (purchase, booking) = find(station, request.id).await?;
    let lock = station.order_lock(purchase.order);
    {
        let _one_at_a_time = lock.lock().await;
        let (_, booking) = find(station, request.id).await?;
        if booking.state != BookingState::Unknown {
            return Err(
                Failure::new(Code::Precondition, "This booking is settled already")
                    .shipment(request.id),
            );
        }
        match request.answer {
            BookingAnswer::AskCarrier => {}
            BookingAnswer::PersonSaysBooked => {
                let mut change = station.store.change(station.now()).await?;
                book::take(
                    station,
                    &mut change,
                    &booking,
                    "A person looked: the carrier has it",
                    None,
                )
                .await?;
                change.commit().await?;
            }
            BookingAnswer::PersonSaysNot => {
                let mut change = station.store.change(station.now()).await?;
                change
                    .step_booking(booking.id, BookingEvent::Renew, booking.problem.as_ref())
                    .await?;
                let text = "A person looked: the carrier does not have it";
                change
                    .log(
                        "booking_due",
                        Some(request.id.0),
                        text,
                        &json!({ "booking": booking.id }),
                    )
                    .await?;
                change.commit().await?;
            }
        }
    }
    book::announce(station, &booking).await;
    book_it(station, &booking).await;
    shipments::get(station, ShipmentRef { id: request.id }).await
}

/// Whoever corrects or answers waits for what the carrier says to it.
async fn book_it(station: &Station, booking: &StoredBooking) {
    book::book_open(station.clone()).await;
    book::announce(station, booking).await;
}

/// Corrects a shipment whose booking was refused, and books it again with the same numbers.
pub(crate) async fn rebook(station: &Station, request: Rebook) -> Result<ShipmentView> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let id = request.id;
            let (purchase, booking) = find(&station, id).await?;
            let redrawn = {
                let lock = station.order_lock(purchase.order);
                let _one_at_a_time = lock.lock().await;
                let (purchase, booking) = find(&station, id).await?;
                if booking.state != BookingState::Refused {
                    return Err(Failure::new(
                        Code::Precondition,
                        "The carrier has not refused this booking",
                    )
                    .shipment(id));
                }
                correct(&station, request, &purchase, &booking).await?
            };
            if redrawn {
                print::give_up_waiting(&station, id, "A corrected label took its place").await?;
            }
            book::announce(&station, &booking).await;
            // Not within: whoever closes the station waits for this, and the pass waits for it too.
            super::catch_up_soon(&station);
            shipments::get(&station, ShipmentRef { id }).await
        })
        .await
}

/// Writes a correction down, with new labels where they say something else now. Answers whether they do.
async fn correct(
    station: &Station,
    request: Rebook,
    purchase: &StoredPurchase,
    booking: &StoredBooking,
) -> Result<bool> {
    let before = book::consignment(station, booking).await?;
    let mut after = before.clone();
    if let Some(address) = request.ship_to {
        settings::refuse(address.problems("ship_to"))?;
        match after.direction {
            Direction::Outbound => after.ship_to = address,
            Direction::Return => after.ship_from = address,
        }
    }
    let service = request
        .service
        .as_deref()
        .map(str::trim)
        .filter(|s| *s != purchase.rate.service);
    let readdressed = (&after.ship_to, &after.ship_from) != (&before.ship_to, &before.ship_from);
    let redrawn = readdressed || service.is_some();
    let rate = match &purchase.rate.pooled {
        Some(pooled) if redrawn => {
            corrected_rate(station, purchase, pooled, service, &after).await?
        }
        _ => purchase.rate.clone(),
    };
    let prepared = prepare(station, purchase, booking, &after, &rate).await?;
    let mut change = station.store.change(station.now()).await?;
    if redrawn {
        redraw(station, &mut change, purchase, &rate, &after).await?;
    }
    change.prepare_booking(booking.id, &prepared).await?;
    change
        .step_booking(booking.id, BookingEvent::Renew, None)
        .await?;
    let text = match (readdressed, service) {
        (true, Some(_)) => "Address and service corrected, to be booked again",
        (true, None) => "Address corrected, to be booked again",
        (false, Some(_)) => "Service corrected, to be booked again",
        (false, None) => "To be booked again as it is",
    };
    let facts = json!({ "booking": booking.id, "readdressed": readdressed, "service": service });
    change
        .log("booking_corrected", Some(purchase.shipment.0), text, &facts)
        .await?;
    change.commit().await?;
    Ok(redrawn)
}

/// The request for a corrected shipment, under the numbers that it has.
async fn prepare(
    station: &Station,
    purchase: &StoredPurchase,
    booking: &StoredBooking,
    after: &Consignment,
    rate: &Rate,
) -> Result<serde_json::Value> {
    let books = accounts::carrier(&booking.carrier)?.books.ok_or_else(|| {
        Failure::new(
            Code::Precondition,
            "This carrier books nothing afterwards any more",
        )
    })?;
    let account = accounts::to_ask(station, purchase.account).await?;
    let parcels = station.store.parcels(purchase.shipment).await?;
    let numbers: Vec<String> = parcels.into_iter().map(|p| p.tracking_number).collect();
    let now = station.zoned_now();
    let cx = Cx {
        account: &account,
        engine: &station.engine,
        now: &now,
    };
    let prepared = books.prepare(cx, &numbers, after, rate)?;
    serde_json::to_value(&prepared).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The request cannot be written down: {e}"),
        )
    })
}

/// What the corrected shipment costs until the carrier says so.
async fn corrected_rate(
    station: &Station,
    purchase: &StoredPurchase,
    pooled: &PooledRate,
    service: Option<&str>,
    after: &Consignment,
) -> Result<Rate> {
    let pool = station.store.pool(pooled.pool).await?;
    let pool = pool.ok_or_else(|| Failure::not_found("pool of waybill numbers", pooled.pool))?;
    let code = service.unwrap_or(&purchase.rate.service);
    let service = offer::serves(&pool, code).ok_or_else(|| {
        let known: Vec<&str> = pool
            .terms
            .services
            .iter()
            .map(|s| s.code.as_str())
            .collect();
        Failure::new(
            Code::Invalid,
            format!("The numbers of {} are not for “{code}”", pool.name),
        )
        .hint(format!(
            "They are for: {}. For another service, void this shipment and ship the order again",
            known.join(", ")
        ))
    })?;
    let account = accounts::to_ask(station, purchase.account).await?;
    let now = station.zoned_now();
    offer::price(station, &account, &pool, service, after, &now).await
}

/// The same numbers on new labels.
async fn redraw(
    station: &Station,
    change: &mut Change,
    purchase: &StoredPurchase,
    rate: &Rate,
    after: &Consignment,
) -> Result<()> {
    let mut shipment = station
        .store
        .shipment(purchase.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", purchase.shipment))?;
    let to = match after.direction {
        Direction::Outbound => &after.ship_to,
        Direction::Return => &after.ship_from,
    };
    shipment.name = orders::addressee(to);
    shipment.place = orders::place(to);
    shipment.consignment = serde_json::to_value(after).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The shipment cannot be written down: {e}"),
        )
    })?;
    let numbers: Vec<String> = change
        .parcels(purchase.shipment)
        .await?
        .into_iter()
        .map(|p| p.tracking_number)
        .collect();
    let barcode = match &rate.pooled {
        Some(pooled) => station
            .store
            .pool(pooled.pool)
            .await?
            .map(|p| p.terms.barcode)
            .unwrap_or_default(),
        None => pb_domain::WaybillBarcode::default(),
    };
    let settings = station.settings();
    let labels = own_label::draw(station, after, rate, &numbers, barcode, &settings).await?;
    change.save_shipment(&shipment).await?;
    change.index_tracking_numbers(shipment.id, &numbers).await?;
    change.correct_rate(purchase.id, rate).await?;
    save_labels(station, change, shipment.id, &labels).await
}
