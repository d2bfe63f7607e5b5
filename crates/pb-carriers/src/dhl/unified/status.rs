//! What the unified statuses mean in our list, and the events of Parcel Germany behind them.
//!
//! Five words say where a shipment is. Where the divisional code beside them is one of Parcel Germany's events (ICE),
//! it says more; sources are in the README, what an event means in our list is our reading of its name.

use pb_domain::ShipmentStatus as S;

/// What an event means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It stands here now.
    Is(S),
    /// Something was said that moves nothing.
    Keep,
    /// The driver took the event before it back.
    Undo,
    /// Nothing is known.
    Unknown,
}

impl Meaning {
    /// The event's own status.
    pub(super) fn status(self) -> Option<S> {
        match self {
            Self::Is(status) => Some(status),
            Self::Keep | Self::Undo | Self::Unknown => None,
        }
    }
}

/// What DHL writes when a parcel is on the van, which no word of its own says.
const ON_THE_VAN: &str = "loaded onto the delivery vehicle";

/// By the event of Parcel Germany, where the code is one; else by the unified word.
pub(super) fn meaning(word: &str, code: &str, text: &str) -> Meaning {
    let van = word == "transit" && text.to_lowercase().contains(ON_THE_VAN);
    match by_event(code) {
        _ if van => Meaning::Is(S::OutForDelivery),
        Some(meaning) => meaning,
        None => by_word(word),
    }
}

fn by_word(word: &str) -> Meaning {
    match word {
        "pre-transit" => Meaning::Is(S::LabelCreated),
        "transit" => Meaning::Is(S::InTransit),
        "delivered" => Meaning::Is(S::Delivered),
        "failure" => Meaning::Is(S::DeliveryFailed),
        _ => Meaning::Unknown,
    }
}

fn by_event(code: &str) -> Option<Meaning> {
    use Meaning::{Is, Keep, Undo};
    Some(match code {
        "PARCV" | "PURCR" => Is(S::LabelCreated),
        "PCKDU" | "SHRCU" => Is(S::PickedUp),
        "ASMVT" | "FWDCF" | "HNDND" | "ICPRC" | "INFCL" | "ITBAR" | "LDTHU" | "LDTMV" | "MVARR"
        | "MVDPT" | "OFWRD" | "RSDCP" | "SECHK" | "SRTED" | "TRBCR" | "ULFMV" => Is(S::InTransit),
        "CNRFC" | "HLDCC" | "HNDDE" => Is(S::ReadyForPickup),
        "DLVRD" => Is(S::Delivered),
        "DMGDS" => Is(S::Damaged),
        // Disposed of, even where the word says delivered.
        "CNFSC" | "DSPSD" => Is(S::Lost),
        "RETRN" => Is(S::Returning),
        "CANCL" => Is(S::Cancelled),
        "DLVRF" | "NTDEL" => Is(S::DeliveryFailed),
        // Held, late, on the wrong way, or without its data: the parcel is where it was.
        "ALERT" | "DTNPC" | "EXPHD" | "HLDCP" | "HLDCU" | "LDEXC" | "MSRTD" | "MVDEX" | "MVTEX"
        | "NTADT" | "NTPUP" | "PBNDT" | "RCCLS" => Keep,
        "ADVIS" | "CHECK" | "PMTCR" | "PMTCS" | "RELBL" | "REPCK" | "ROUCR" => Keep,
        "STORN" => Undo,
        _ => return None,
    })
}

/// Where a parcel stands: by its current status, else by its events, newest first. What ended stays ended, but for
/// what returns, is damaged or lost afterwards.
pub(super) fn current(stated: Meaning, events: &[Meaning]) -> Option<S> {
    let mut way: Vec<S> = Vec::new();
    for event in events.iter().rev() {
        match event {
            Meaning::Is(status) => way.push(*status),
            Meaning::Undo => {
                way.pop();
            }
            Meaning::Keep | Meaning::Unknown => {}
        }
    }
    let newest = stated.status().or_else(|| way.last().copied())?;
    let end = way.iter().rev().find(|status| is_end(**status));
    Some(match end {
        Some(end) if !may_follow(newest) => *end,
        _ => newest,
    })
}

fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}

fn may_follow(status: S) -> bool {
    is_end(status) || matches!(status, S::Returning | S::Damaged | S::Lost)
}
