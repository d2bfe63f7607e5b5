//! What the checkpoints of Express mean in our list.
//!
//! The list is DHL's own (`trackingEventCode` of its reference data); what a code means in our list is our reading.
//! What holds a parcel up without moving it leaves it where it was; what could not be delivered, or was refused, is a
//! failed delivery.

use pb_domain::ShipmentStatus as S;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It stands here now.
    Is(S),
    /// Something was said that moves nothing.
    Keep,
    /// The code is not in the list.
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

/// What a code means.
pub(super) fn meaning(code: &str) -> Meaning {
    use Meaning::{Is, Keep, Unknown};
    match code {
        "DUMMY_PU" => Is(S::LabelCreated),
        "PU" | "SA" => Is(S::PickedUp),
        "AD" | "AF" | "AR" | "BL" | "BR" | "CI" | "CR" | "CU" | "DF" | "ES" | "FD" | "HN"
        | "IC" | "LV" | "PL" | "RR" | "RW" | "SC" | "SI" | "SM" | "TP" | "TR" | "UV" => {
            Is(S::InTransit)
        }
        "CC" => Is(S::ReadyForPickup),
        "WC" => Is(S::OutForDelivery),
        "OK" => Is(S::Delivered),
        // DD is also the end: it was handed over, damaged.
        "DM" | "DD" => Is(S::Damaged),
        "RT" => Is(S::ReturnedToSender),
        "DS" => Is(S::Lost),
        "BA" | "CA" | "CM" | "ND" | "NH" | "RD" => Is(S::DeliveryFailed),
        // Held, late, sorted wrongly, or asked about: the parcel is where it was.
        "BN" | "CD" | "DP" | "HP" | "MC" | "MD" | "MS" | "OH" | "PD" | "SS" | "ST" | "TD"
        | "UD" => Keep,
        "CS" | "DI" | "HI" | "HO" | "IA" | "IR" | "NA" | "PY" | "TI" | "TT" => Keep,
        _ => Unknown,
    }
}

/// Where a parcel stands, by its codes, newest first. What ended stays ended, but for what returns, is damaged or
/// lost afterwards.
pub(super) fn current<'a>(codes: impl Iterator<Item = &'a str> + Clone) -> Option<S> {
    let statuses = codes.filter_map(|code| meaning(code).status());
    let newest = statuses.clone().next()?;
    let end = statuses.clone().find(|status| is_end(*status));
    Some(match end {
        Some(end) if !is_end(newest) && !matches!(newest, S::Damaged | S::Lost) => end,
        _ => newest,
    })
}

fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}
