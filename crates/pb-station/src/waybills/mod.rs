//! Waybill numbers that are reserved ahead: labels without the network, and telling the carrier afterwards.
//!
//! A number is taken in the transaction that buys. From then on it is its parcel's; it is given out again
//! only when its shipment is voided and its label certainly never left the station. What a carrier is to
//! be told is written down in the same transaction, and sent in order when the network is there.

mod attention;
mod book;
mod buy;
mod offer;
mod pools;
mod range;
mod settle;
mod stock;
mod view;
mod void;

pub(crate) use attention::{bookings as bookings_attention, numbers as numbers_attention};
pub(crate) use book::{book_now, book_open, recover};
pub(crate) use buy::{covered_by, take_and_label};
pub(crate) use offer::{may_label, with_offers};
pub(crate) use pools::{list, retire, save};
pub(crate) use range::preview_range;
pub(crate) use settle::{rebook, settle_booking};
pub(crate) use stock::{add_numbers, hold_numbers, release_numbers, reserve_numbers, top_up};
pub(crate) use view::of_purchase;
pub(crate) use void::{may_have_left, may_void, nothing_to_tell, voided};

use crate::Station;
use crate::api::{Event, Result};
use pb_domain::{BookingEvent, BookingState, Problem, ProblemKind};
use pb_store::Change;
use serde_json::json;
use std::time::Duration;

/// How often numbers are looked at that expire, run low or could not be asked for.
const ROUND: Duration = Duration::from_secs(10 * 60);

/// One pass over what is due, and one over what runs low, at a time.
#[derive(Debug, Default)]
pub(crate) struct Passes {
    booking: tokio::sync::Mutex<()>,
    topping_up: tokio::sync::Mutex<()>,
}

/// Looks after the pools for as long as the station is open.
pub(crate) fn start(station: &Station) {
    let kept = station.clone();
    station.run(async move {
        loop {
            if let Err(failure) = stock::expire(&kept).await {
                tracing::error!(%failure, "waybill numbers that expired cannot be written down");
            }
            // The first time it is caught up with as part of all that waits for the network.
            tokio::time::sleep(ROUND).await;
            catch_up(kept.clone()).await;
        }
    });
}

/// Tells carriers what is due, then fills the pools that run low: at start, when the network is back, and
/// after a number was taken.
pub(crate) async fn catch_up(station: Station) {
    book_open(station.clone()).await;
    top_up(station).await;
}

/// The same without waiting for it.
pub(crate) fn catch_up_soon(station: &Station) {
    station.run(catch_up(station.itself()));
}

/// For a bench that came back from a copy: its twin may have used every number that was free, and may have
/// told the carrier what is due here. Free numbers are held until a person releases them, or the carrier
/// gives new ones; what is due is unknown until it is settled. Answers how many numbers are held.
pub(crate) async fn quarantine(change: &mut Change) -> Result<u64> {
    let held = change.hold_free_numbers().await?;
    let problem = Problem::new(
        ProblemKind::UnknownOutcome,
        "This bench came back from a copy, and the other one may have booked this shipment",
    )
    .hint("Look at the carrier's own pages, then say here what you see");
    let mut doubted = 0;
    for booking in change.open_bookings().await? {
        if booking.state == BookingState::Due {
            change
                .step_booking(booking.id, BookingEvent::LoseTrack, Some(&problem))
                .await?;
            doubted += 1;
        }
    }
    let text = format!("The bench came back from a copy: {held} waybill numbers are held");
    change
        .log(
            "numbers_held",
            None,
            &text,
            &json!({ "held": held, "bookings": doubted }),
        )
        .await?;
    Ok(held)
}

/// Tells hosts that numbers came or went.
fn tell(station: &Station) {
    station.emit(Event::Numbers);
}
