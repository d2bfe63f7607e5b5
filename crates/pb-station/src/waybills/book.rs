//! Telling carriers what was labelled here: in order, journalled like a purchase, and never by chance twice.
use super::tell;
use crate::Station;
use crate::api::{Code, Event, Failure, Nothing, PoolsView, Result};
use crate::buy::within_tolerance;
use crate::failure::in_full;
use crate::{accounts, outcome};
use pb_carriers::engine::{About, without_secrets};
use pb_carriers::{Booked, Consignment, Cx, Prepared};
use pb_domain::{
    Account, AccountId, BookingEvent, BookingState, Problem, ProblemKind, PurchaseState,
    WaybillEvent,
};
use pb_store::{Change, StoredBooking};
use serde_json::json;
use std::sync::Arc;

/// Tells carriers now what they are to be told.
pub(crate) async fn book_now(station: &Station, _: Nothing) -> Result<PoolsView> {
    book_open(station.clone()).await;
    super::list(station, Nothing {}).await
}

/// Sends what is due, in the order of buying, and asks again what is unknown where that is safe: at start,
/// when the network is back, after a purchase. An account whose carrier cannot be reached is left for the
/// next pass with all that is due there, so that the order stays.
pub(crate) async fn book_open(station: Station) {
    let kept = station.clone();
    let passed = Station::finish(async move {
        let _one_at_a_time = kept.passes.booking.lock().await;
        pass(&kept).await
    })
    .await;
    if let Err(failure) = passed {
        tracing::error!(%failure, "what carriers are to be told cannot be read");
    }
}

async fn pass(station: &Station) -> Result<()> {
    let mut silent: Vec<AccountId> = Vec::new();
    let mut after = 0;
    while let Some(booking) = station.store.next_booking(after, &silent).await? {
        after = booking.seq;
        // A station that closes waits for the booking that is under way, and begins no other.
        let _open = station.keep_open().await;
        let lock = station.order_lock(booking.order);
        let _one_at_a_time = lock.lock().await;
        match book(station, &booking).await {
            Ok(Some(BookingState::Due)) => silent.push(booking.account),
            Ok(Some(_)) => {}
            Ok(None) => continue,
            Err(failure) => {
                tracing::warn!(shipment = %booking.shipment, %failure, "a booking stays open");
                silent.push(booking.account);
            }
        }
        announce(station, &booking).await;
    }
    Ok(())
}

pub(super) async fn announce(station: &Station, booking: &StoredBooking) {
    station.emit(Event::Shipment {
        id: booking.shipment,
    });
    tell(station);
    station.emit_attention().await;
}

/// Sends one booking, with the bytes that were written down when its labels were drawn. `None` when there
/// was nothing to send after all. The order's lock is held.
async fn book(station: &Station, booking: &StoredBooking) -> Result<Option<BookingState>> {
    let Some(books) = accounts::carrier(&booking.carrier)?.books else {
        return Ok(None);
    };
    let Some(booking) = still_open(station, booking).await? else {
        return Ok(None);
    };
    let account = accounts::to_ask(station, booking.account).await?;
    let consignment = consignment(station, &booking).await?;
    let prepared: Prepared = serde_json::from_value(booking.prepared.clone()).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The booking's row cannot be read: {e}"),
        )
    })?;
    let now = station.zoned_now();
    let about = About::shipment(booking.shipment, Some(booking.purchase), &consignment);
    let engine = station.engine.about(about);
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    // The carrier knows a booking by its numbers, so one that may have arrived is safe to send again.
    let again = booking.state == BookingState::Unknown;
    let event = if again {
        BookingEvent::SendAgain
    } else {
        BookingEvent::Send
    };
    let mut change = station.store.change(station.now()).await?;
    change.step_booking(booking.id, event, None).await?;
    let text = format!("Told {} of it", account.name);
    let sent = json!({ "booking": booking.id, "reference": prepared.reference, "again": again });
    change
        .log("booking_sent", Some(booking.shipment.0), &text, &sent)
        .await?;
    change.commit().await?;
    // From here on the carrier may have it.
    let answer = books.book(cx, &prepared, &consignment).await;
    let answer = answer.map_err(|p| without_secrets(&account, p));
    settle(station, &booking, &account, answer).await.map(Some)
}

/// The booking as it is now, where it is still to be sent and its shipment still bought.
async fn still_open(station: &Station, booking: &StoredBooking) -> Result<Option<StoredBooking>> {
    let Some(purchase) = station.store.purchase(booking.purchase).await? else {
        return Ok(None);
    };
    let booking = station.store.booking_of(purchase.id).await?;
    let open = |b: &StoredBooking| matches!(b.state, BookingState::Due | BookingState::Unknown);
    Ok(booking
        .filter(open)
        .filter(|_| purchase.state == PurchaseState::Bought))
}

pub(super) async fn consignment(station: &Station, booking: &StoredBooking) -> Result<Consignment> {
    let shipment = station
        .store
        .shipment(booking.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", booking.shipment))?;
    serde_json::from_value(shipment.consignment).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The shipment's row cannot be read: {e}"),
        )
    })
}

/// Writes the carrier's answer down, now or as soon as the disk takes it.
async fn settle(
    station: &Station,
    booking: &StoredBooking,
    account: &Account,
    answer: Result<Booked, Problem>,
) -> Result<BookingState> {
    match write(station, booking, account, &answer).await {
        Ok(state) => Ok(state),
        Err(failure) => {
            let kept = Arc::new((booking.clone(), account.clone(), answer));
            outcome::until_written(station, booking.order, move |station| {
                let kept = Arc::clone(&kept);
                async move { write(&station, &kept.0, &kept.1, &kept.2).await.map(drop) }
            });
            Err(failure)
        }
    }
}

async fn write(
    station: &Station,
    booking: &StoredBooking,
    account: &Account,
    answer: &Result<Booked, Problem>,
) -> Result<BookingState> {
    let mut change = station.store.change(station.now()).await?;
    let now = change.booking_of(booking.purchase).await?;
    match now.map(|b| b.state) {
        Some(BookingState::Sent) => {}
        Some(state) => return Ok(state),
        None => return Ok(BookingState::Cancelled),
    }
    let state = match answer {
        Ok(booked) => {
            take(
                station,
                &mut change,
                booking,
                &format!("{} has it", account.name),
                Some(booked),
            )
            .await?;
            BookingState::Booked
        }
        Err(problem) => {
            let (event, kind, text) = match problem.kind {
                ProblemKind::UnknownOutcome => (
                    BookingEvent::LoseTrack,
                    "booking_unknown",
                    "It is not known whether it was booked",
                ),
                ProblemKind::Refused | ProblemKind::Invalid | ProblemKind::Unsupported => {
                    (BookingEvent::Refuse, "booking_refused", "Not booked")
                }
                // It was not heard now; what was sent before may have been.
                _ if booking.state == BookingState::Unknown => (
                    BookingEvent::LoseTrack,
                    "booking_unknown",
                    "It is still not known",
                ),
                _ => (BookingEvent::NotHeard, "booking_due", "Not booked yet"),
            };
            let state = change
                .step_booking(booking.id, event, Some(problem))
                .await?;
            let facts =
                json!({ "booking": booking.id, "problem": problem, "says": in_full(problem) });
            change
                .log(kind, Some(booking.shipment.0), text, &facts)
                .await?;
            state
        }
    };
    change.commit().await?;
    Ok(state)
}

/// The carrier has it: by its answer, or by a person's word. What it charges is kept, and compared with
/// the price that the label was bought at.
pub(super) async fn take(
    station: &Station,
    change: &mut Change,
    booking: &StoredBooking,
    text: &str,
    booked: Option<&Booked>,
) -> Result<()> {
    change
        .step_booking(booking.id, BookingEvent::Take, None)
        .await?;
    change
        .step_waybills(booking.shipment, WaybillEvent::Book, None)
        .await?;
    let purchase = change
        .purchase(booking.purchase)
        .await?
        .ok_or_else(|| Failure::not_found("purchase", booking.purchase))?;
    let mut charged = purchase.charged;
    if let Some(booked) = booked {
        charged = Some(booked.charged);
        change
            .save_bought(
                purchase.id,
                charged,
                &booked.carrier_ref,
                &booked.carrier_data,
                &booked.tracking_url,
            )
            .await?;
        let tolerance = station.settings().price_tolerance;
        let within = within_tolerance(purchase.rate.total, booked.charged, tolerance);
        change
            .charge_booked(purchase.id, booked.charged, within)
            .await?;
    }
    let price = charged.map(|c| format!(" for {c}")).unwrap_or_default();
    let facts = json!({
        "booking": booking.id, "charged": charged, "shown": purchase.rate.total,
        "carrier_ref": booked.map(|b| b.carrier_ref.clone()),
    });
    change
        .log(
            "booking_taken",
            Some(booking.shipment.0),
            &format!("{text}{price}"),
            &facts,
        )
        .await?;
    Ok(())
}

/// After a stop in the middle: what may have left is unknown; what is due is sent in its turn.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for booking in station.store.open_bookings().await? {
        if booking.state != BookingState::Sent {
            continue;
        }
        let problem = Problem::new(
            ProblemKind::UnknownOutcome,
            "The station stopped while the carrier was told of this shipment",
        )
        .hint("Ask the carrier again where that is safe, or look at its own pages");
        let mut change = station.store.change(station.now()).await?;
        change
            .step_booking(booking.id, BookingEvent::LoseTrack, Some(&problem))
            .await?;
        let facts = json!({ "booking": booking.id });
        change
            .log(
                "booking_unknown",
                Some(booking.shipment.0),
                &problem.text,
                &facts,
            )
            .await?;
        change.commit().await?;
    }
    Ok(())
}
