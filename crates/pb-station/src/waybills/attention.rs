//! What needs a person about waybill numbers.
use super::view;
use crate::Station;
use crate::api::{Attention, AttentionKind, Result};
use pb_domain::BookingState;

/// Bookings that are asked about at once.
const MOST: u32 = 200;

/// Bookings that a person has to look at.
pub(crate) async fn bookings(station: &Station) -> Result<Vec<Attention>> {
    let mut all = Vec::new();
    for wanted in [BookingState::Refused, BookingState::Unknown] {
        for booking in station.store.bookings_in(wanted, MOST).await? {
            let shipment = booking.shipment;
            let view = view::view(station, booking).await?;
            all.push(Attention {
                kind: if wanted == BookingState::Refused {
                    AttentionKind::BookingRefused
                } else {
                    AttentionKind::BookingUnknown
                },
                text: format!("Order {}: {}", view.order_number, view.text),
                shipment: Some(shipment),
                job: None,
            });
        }
    }
    Ok(all)
}

/// Pools that run low, expire soon or are held.
pub(crate) async fn numbers(station: &Station) -> Result<Vec<Attention>> {
    let (mut held, mut low) = (Vec::new(), Vec::new());
    let about = |kind, text| Attention {
        kind,
        text,
        shipment: None,
        job: None,
    };
    for pool in station.store.pools().await? {
        let view = view::pool(station, &pool).await?;
        if view.held > 0 {
            held.push(about(
                AttentionKind::NumbersHeld,
                format!(
                    "{}: {} waybill numbers are held, since a copy of this bench may have used them",
                    view.name, view.held
                ),
            ));
        }
        if view.low {
            let why = view
                .problem
                .as_ref()
                .map(|p| format!(" ({})", p.text))
                .unwrap_or_default();
            let left = match view.left {
                0 => "no waybill number is left".to_owned(),
                1 => "1 waybill number is left".to_owned(),
                n => format!("{n} waybill numbers are left"),
            };
            low.push(about(
                AttentionKind::NumbersLow,
                format!("{}: {left}{why}", view.name),
            ));
        } else if view.expiring > 0 {
            let day = view.expires_on.unwrap_or_default();
            let text = format!(
                "{}: {} waybill numbers expire soon, the first on {day}",
                view.name, view.expiring
            );
            low.push(about(AttentionKind::NumbersLow, text));
        }
    }
    held.append(&mut low);
    Ok(held)
}
