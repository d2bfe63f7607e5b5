//! The bench at a glance, and what a scan means.
use crate::api::{BenchState, CommandCode, Nothing, Result, Scan, ScanResult};
use crate::{Station, deferred, orders};
use pb_domain::ShipmentId;
use pb_store::{OrderState, StoredOrder};

/// What can be read from two metres.
pub(crate) async fn state(station: &Station, _: Nothing) -> Result<BenchState> {
    let now = station.zoned_now();
    let today = now.date().to_string();
    Ok(BenchState {
        profile: station.profile.clone(),
        scale: station.scales.active(station.now()),
        scales: station.scales.views(station.now()),
        printer: station.printers.for_labels(),
        printers: station.printers.views(),
        network: station.network().await?,
        waiting: station.store.count_orders().await?.queue,
        shipped_today: station.store.bought_on(&today).await?,
        deferred: deferred::progress(station).await?,
        attention: station.attention().await?,
        today,
        time_zone: now
            .time_zone()
            .iana_name()
            .map_or_else(|| format!("UTC{}", now.offset()), str::to_owned),
    })
}

/// Looks up what was scanned; never buys.
pub(crate) async fn scan(station: &Station, request: Scan) -> Result<ScanResult> {
    let text = request.text.trim();
    if let Some(command) = command(text) {
        return Ok(ScanResult::Command { command });
    }
    if text.is_empty() {
        return Ok(ScanResult::Nothing);
    }
    // A printed label first: tracking numbers are long and never an order's number by accident.
    if let [first, rest @ ..] = shipments_with(station, text).await?.as_slice() {
        return Ok(if rest.is_empty() {
            ScanResult::Shipment {
                id: *first,
                by_order: false,
            }
        } else {
            ScanResult::Several {
                count: u32::try_from(rest.len() + 1).unwrap_or(u32::MAX),
            }
        });
    }
    match station.store.orders_by_number(text).await?.as_slice() {
        [] => Ok(ScanResult::Nothing),
        [order] => of_order(station, order).await,
        // The same number in two shops: only one that waits is meant, else a person chooses.
        several => {
            let mut waiting = several.iter().filter(|o| o.state == OrderState::Queue);
            match (waiting.next(), waiting.next()) {
                (Some(order), None) => of_order(station, order).await,
                _ => Ok(ScanResult::Several {
                    count: u32::try_from(several.len()).unwrap_or(u32::MAX),
                }),
            }
        }
    }
}

async fn of_order(station: &Station, stored: &StoredOrder) -> Result<ScanResult> {
    let id = stored.order.id;
    station.seen.scanned(id, station.now());
    Ok(match stored.state {
        OrderState::Queue => ScanResult::Order { id },
        OrderState::Held => ScanResult::Held {
            id,
            reason: stored
                .order
                .data
                .hold
                .map_or_else(String::new, |h| h.text().to_owned()),
        },
        OrderState::Shipped | OrderState::Deferred => {
            match orders::current(&station.store.shipments_of(id).await?) {
                Some(shipment) => ScanResult::Shipment {
                    id: shipment.id,
                    by_order: true,
                },
                None => ScanResult::Order { id },
            }
        }
    })
}

/// Shipments with a tracking number. Scanners may send what stands around it: symbology prefixes such
/// as `]C1`, group separators, and spaces as printed for people.
async fn shipments_with(station: &Station, text: &str) -> Result<Vec<ShipmentId>> {
    let found = station.store.shipments_by_tracking_number(text).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let bare = text
        .strip_prefix(']')
        .and_then(|t| t.get(2..))
        .unwrap_or(text);
    let bare: String = bare.chars().filter(char::is_ascii_alphanumeric).collect();
    if bare.len() < 6 || (bare == text && !bare.starts_with("00")) {
        return Ok(Vec::new());
    }
    let found = station.store.shipments_by_tracking_number(&bare).await?;
    // An SSCC scans with GS1's identifier (00) before it.
    match bare.strip_prefix("00") {
        Some(sscc) if found.is_empty() && sscc.len() == 18 => {
            Ok(station.store.shipments_by_tracking_number(sscc).await?)
        }
        _ => Ok(found),
    }
}

fn command(text: &str) -> Option<CommandCode> {
    match text.to_ascii_uppercase().as_str() {
        "PB:NEXT" => Some(CommandCode::Next),
        "PB:BUY" => Some(CommandCode::Buy),
        "PB:CANCEL" => Some(CommandCode::Cancel),
        "PB:REPRINT" => Some(CommandCode::Reprint),
        _ => None,
    }
}
