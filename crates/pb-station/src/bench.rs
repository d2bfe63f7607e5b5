//! The bench at a glance, and what a scan means.
use crate::api::{BenchState, CommandCode, Nothing, Result, Scan, ScanResult};
use crate::{Station, deferred, orders};
use pb_carriers::{CARRIERS, Likeness};
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

/// No carrier's number is shorter.
const SHORTEST_NUMBER: usize = 6;
/// Shorter parts of a scan are numbers of orders and customers, too.
const SHORTEST_PART: usize = 10;
/// The longest linear barcode of a carrier has 34 digits; more is a two-dimensional one, which holds an address.
const LONGEST_SCAN: usize = 48;
/// Digits of a Serial Shipping Container Code.
const SSCC: usize = 18;

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

/// Shipments with a tracking number. Scanners may send what stands around it: symbology prefixes such as `]C1`,
/// group separators, spaces as printed for people; and carriers print more than the number into a label's bars: a
/// routing code or a postal code before it, a counter of parcels after it.
async fn shipments_with(station: &Station, text: &str) -> Result<Vec<ShipmentId>> {
    let found = station.store.shipments_by_tracking_number(text).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    for number in numbers_within(text) {
        let found = station.store.shipments_by_tracking_number(&number).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The numbers that a scanned text may hold, the likeliest first: all of it, an SSCC without GS1's identifier, and
/// every part whose form is a carrier's, the longest first.
fn numbers_within(text: &str) -> Vec<String> {
    let bare = text
        .strip_prefix(']')
        .and_then(|t| t.get(2..))
        .unwrap_or(text);
    let bare: String = bare.chars().filter(char::is_ascii_alphanumeric).collect();
    if !(SHORTEST_NUMBER..=LONGEST_SCAN).contains(&bare.len()) {
        return Vec::new();
    }
    let mut all = Vec::new();
    if bare != text {
        all.push(bare.clone());
    }
    all.extend(
        bare.strip_prefix("00")
            .filter(|sscc| sscc.len() == SSCC)
            .map(str::to_owned),
    );
    for length in (SHORTEST_PART..bare.len()).rev() {
        let parts = (0..=bare.len() - length).map(|at| &bare[at..at + length]);
        let likely = parts.filter(|part| {
            let mut carriers = CARRIERS.iter();
            carriers.any(|carrier| (carrier.likeness)(part) != Likeness::No)
        });
        all.extend(likely.map(str::to_owned));
    }
    all
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

#[cfg(test)]
mod tests {
    use super::numbers_within;

    #[test]
    fn a_number_is_found_in_what_a_label_says_around_it() {
        for (scanned, number) in [
            // The postal code before a USPS package's number, with the group separator and without.
            ("420902109205590164917312751089", "9205590164917312751089"),
            (
                "42090210\u{1d}9205590164917312751089",
                "9205590164917312751089",
            ),
            // FedEx's 34 digits end with the number.
            ("1001921334250001000300779017972697", "779017972697"),
            ("]C11Z5338FF0107231059", "1Z5338FF0107231059"),
            ("1Z 533 8FF 01 0723 1059", "1Z5338FF0107231059"),
            ("00373500307680000013", "373500307680000013"),
        ] {
            let found = numbers_within(scanned);
            assert!(found.iter().any(|n| n == number), "{scanned}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_label_holds_no_numbers() {
        for scanned in [
            "#1001",
            "",
            "SHOP-1",
            "https://shop.example/orders/1Z5338FF0107231059/a/page/of/it",
        ] {
            assert_eq!(numbers_within(scanned), [""; 0], "{scanned}");
        }
        assert_eq!(
            numbers_within("SHOP-10023"),
            ["SHOP10023"],
            "as it is, without the hyphen"
        );
        assert!(
            numbers_within(&"1".repeat(49)).is_empty(),
            "no linear barcode is so long"
        );
    }
}
