//! What FedEx's codes of a parcel's way mean in our list.
//!
//! Sources are in the README; what a code means in our list is our reading of its words. Possession codes are another
//! list, in which the same two letters mean something else: they are not read.

use super::wire;
use jiff::Timestamp;
use pb_domain::ShipmentStatus as S;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It stands here now.
    Is(S),
    /// Something was said that moves nothing: the parcel stands where it did.
    Keep,
    /// Nothing is known.
    Unknown,
}

impl Meaning {
    /// The event's own status.
    pub(super) fn status(self) -> Option<S> {
        match self {
            Self::Is(status) => Some(status),
            Self::Keep | Self::Unknown => None,
        }
    }
}

/// Data and dispatches that may be told after the parcel has moved: they never bring it back.
const LATE: &[&str] = &["OC", "MD", "DR", "DS", "EP", "OX"];
/// On its way back.
const RETURNING: &str = "RS";

/// Where a parcel stands: by its latest status, else by the newest scan that says so.
///
/// What ended stays ended: information that comes after the end does not bring a parcel back on its way, but for one
/// that returns or was damaged. What is delivered after it turned round is back with its sender.
pub(super) fn current(result: &wire::TrackResult) -> Option<S> {
    let scans: Vec<(bool, S)> = newest_first(&result.scan_events)
        .into_iter()
        .filter_map(|scan| {
            let meaning = meaning(&scan.event_type, &scan.exception_description);
            Some((LATE.contains(&scan.event_type.as_str()), meaning.status()?))
        })
        .collect();
    let stated = stated(&result.latest_status_detail);
    let moved = || scans.iter().find(|(late, _)| !late).copied();
    let (_, newest) = match stated {
        Some((false, status)) => (false, status),
        Some(late) => moved().unwrap_or(late),
        None => moved().or_else(|| scans.first().copied())?,
    };
    let ended = scans.iter().map(|(_, s)| *s).find(|s| is_end(*s));
    let newest = match ended {
        Some(end) if !may_follow(newest) => end,
        _ => newest,
    };
    let turned = || {
        let mut codes = result.scan_events.iter().map(|scan| &scan.event_type);
        codes.any(|code| code == RETURNING)
    };
    Some(match newest {
        S::Delivered if turned() => S::ReturnedToSender,
        other => other,
    })
}

/// The latest status, and whether it may have been told late.
fn stated(latest: &wire::LatestStatus) -> Option<(bool, S)> {
    // Only here these letters say that nothing but a label is known; as a scan they are something else.
    if latest.code.is_empty() && latest.derived_code == "IN" {
        return Some((true, S::LabelCreated));
    }
    let code = match latest.code.as_str() {
        "" => latest.derived_code.as_str(),
        code => code,
    };
    let reasons: Vec<&str> = latest
        .ancillary_details
        .iter()
        .map(|d| d.reason_description.as_str())
        .collect();
    let status = meaning(code, &reasons.join(" ")).status()?;
    Some((LATE.contains(&code), status))
}

/// Scans by their time; FedEx's order is not to be relied on. Those without a readable time stay where they are.
pub(super) fn newest_first(scans: &[wire::ScanEvent]) -> Vec<&wire::ScanEvent> {
    let mut scans: Vec<&wire::ScanEvent> = scans.iter().collect();
    let timed = scans.iter().all(|scan| at(scan).is_some());
    if timed {
        scans.sort_by_key(|scan| std::cmp::Reverse(at(scan)));
    }
    scans
}

/// A scan's time, which is local with its distance from Greenwich.
pub(super) fn at(scan: &wire::ScanEvent) -> Option<Timestamp> {
    scan.date.parse().ok()
}

/// What is over. A cancellation is not: a parcel may be on its way under a cancelled label.
fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}

/// What may come after an end.
fn may_follow(status: S) -> bool {
    is_end(status) || matches!(status, S::Returning | S::Damaged | S::Lost)
}

/// What a code means; `reason` are the words beside an exception, which has no codes for what is lost or damaged.
pub(super) fn meaning(code: &str, reason: &str) -> Meaning {
    use Meaning::{Is, Keep, Unknown};
    match code {
        "OC" | "MD" | "EP" | "DS" | "DR" | "RP" | "RG" => Is(S::LabelCreated),
        "PU" | "PX" | "AP" | "DO" | "IP" | "OF" => Is(S::PickedUp),
        "OX" | "IT" | "IX" | "OW" | "Ow" | "AA" | "AC" | "AF" | "AR" | "AX" | "CC" | "CH"
        | "CP" | "DP" | "EA" | "EO" | "FD" | "LO" | "PF" | "PL" | "PM" | "SF" | "SP" | "TR" => {
            Is(S::InTransit)
        }
        "HL" | "HP" | "HA" => Is(S::ReadyForPickup),
        "OD" | "ED" | "AD" => Is(S::OutForDelivery),
        "DL" => Is(S::Delivered),
        "RS" => Is(S::Returning),
        "CA" | "LP" | "LC" | "RD" => Is(S::Cancelled),
        "DE" | "SE" => exception(code, reason),
        // News about the day, wishes of the recipient, and delays: the parcel is where it was.
        "AO" | "AE" | "DY" | "RL" | "IN" | "US" | "RR" | "RM" | "RC" | "RA" | "PR" | "AS"
        | "RT" | "DD" | "CD" | "PD" => Keep,
        _ => Unknown,
    }
}

/// A failed delivery, or an exception on the way that moves nothing.
fn exception(code: &str, reason: &str) -> Meaning {
    let reason = reason.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if says(&["damage"]) {
        Meaning::Is(S::Damaged)
    } else if says(&["unable to locate", "lost"]) {
        Meaning::Is(S::Lost)
    } else if code == "DE" {
        Meaning::Is(S::DeliveryFailed)
    } else {
        Meaning::Keep
    }
}
