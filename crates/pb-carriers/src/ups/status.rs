//! What UPS's codes of a parcel's way mean in our list.
//!
//! A scan has a number of three digits, which says most, and a type with a code of two characters, of which
//! the code alone says nothing: `DP` is another thing as a manifest than as a movement. Sources are in the
//! README; what a code means in our list is our reading of its words.

use super::wire;
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

/// Where a parcel stands: by its current status, else by the newest scan that says so.
///
/// What ended stays ended: information that comes after the end does not bring a parcel back on its way,
/// but for one that returns or was damaged.
pub(super) fn current(package: &wire::TrackedPackage) -> Option<S> {
    let current = &package.current_status;
    // Here `code` is the number.
    let (number, scan) = match (current.status_code.as_str(), current.code.as_str()) {
        ("", code) if is_number(code) => (code, ""),
        (number, code) if number == code => (number, ""),
        (number, code) => (number, code),
    };
    let scans = package.activity.iter().map(|activity| {
        let status = &activity.status;
        meaning(&status.kind, &status.status_code, &status.code)
    });
    let stated = match meaning(&current.kind, number, scan) {
        Meaning::Is(status) => Some(status),
        Meaning::Keep | Meaning::Unknown => None,
    };
    let newest = stated.or_else(|| scans.clone().find_map(Meaning::status))?;
    let ended = scans
        .filter_map(Meaning::status)
        .find(|status| is_end(*status));
    Some(match ended {
        Some(end) if !may_follow(newest) => end,
        _ => newest,
    })
}

fn is_number(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit())
}

/// What is over. A void is not: a parcel may be on its way under a voided label.
fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}

/// What may come after an end.
fn may_follow(status: S) -> bool {
    is_end(status) || matches!(status, S::Returning | S::Damaged | S::Lost)
}

/// What a scan means: by its number, else by type and code, else by the type.
pub(super) fn meaning(kind: &str, number: &str, code: &str) -> Meaning {
    by_number(number)
        .or_else(|| by_code(kind, code))
        .unwrap_or_else(|| by_type(kind))
}

/// By the number of three digits.
fn by_number(number: &str) -> Option<Meaning> {
    use Meaning::{Is, Keep, Unknown};
    Some(match number {
        "000" | "088" | "148" | "163" => Unknown,
        "003" | "044" | "045" | "077" | "079" | "080" | "157" | "166" => Is(S::LabelCreated),
        "038" | "160" | "167" | "168" | "169" => Is(S::PickedUp),
        "005" | "010" | "012" | "014" | "016" | "025" | "039" | "047" | "057" | "070" | "071"
        | "072" | "073" | "074" | "075" | "084" | "087" | "092" | "094" | "134" | "136" | "137"
        | "138" | "158" | "159" | "164" | "165" => Is(S::InTransit),
        "017" | "040" | "143" | "144" | "161" => Is(S::ReadyForPickup),
        "018" | "019" | "020" | "027" | "028" | "041" | "042" | "054" | "055" | "056" | "063"
        | "082" | "095" | "096" | "097" | "098" | "099" | "100" | "101" | "102" | "103" | "104"
        | "105" | "106" | "107" | "108" | "109" | "110" | "111" | "112" | "113" | "114" | "115"
        | "116" | "120" | "121" | "122" | "133" | "153" | "154" | "155" | "156" => Keep,
        "006" | "021" | "037" | "078" | "089" | "091" | "146" | "162" => Is(S::OutForDelivery),
        "011" | "026" => Is(S::Delivered),
        "034" | "067" => Is(S::ReturnedToSender),
        "035" | "036" | "117" | "118" => Is(S::Returning),
        "068" | "147" | "149" => Is(S::Lost),
        "059" | "081" => Is(S::Damaged),
        "007" | "043" => Is(S::Cancelled),
        // Attempts, refusals, and what cannot be delivered.
        "022" | "023" | "024" | "060" | "061" | "062" | "064" | "066" | "069" | "145" => {
            Is(S::DeliveryFailed)
        }
        // Exceptions on the way: late, held, or something is asked. The parcel is where it was.
        "013" | "029" | "030" | "032" | "033" | "046" | "048" | "049" | "050" | "051" | "052"
        | "053" | "058" | "065" | "076" | "083" | "085" | "086" | "090" | "093" | "119" | "123"
        | "124" | "125" | "126" | "127" | "128" | "129" | "130" | "131" | "132" | "135" | "139"
        | "140" | "141" | "142" => Keep,
        _ => return None,
    })
}

/// By type and code of two characters.
fn by_code(kind: &str, code: &str) -> Option<Meaning> {
    use Meaning::{Is, Keep};
    Some(match (kind, code) {
        ("I", "OR" | "PU" | "PC" | "PT" | "XD") => Is(S::PickedUp),
        ("I", "OC" | "PL" | "SP" | "AG") => Is(S::LabelCreated),
        (
            "I",
            "AR" | "AT" | "DP" | "DS" | "EP" | "HU" | "IP" | "LC" | "LM" | "UL" | "DL" | "UA"
            | "UD" | "WH" | "XA" | "XR" | "YH" | "YM" | "YN" | "YP" | "OD",
        ) => Is(S::InTransit),
        ("I", "OF" | "OT" | "YF" | "YI") => Is(S::OutForDelivery),
        ("I" | "M", "VP") => Is(S::Cancelled),
        // These take another scan back.
        ("I", "CA" | "CD" | "CL") => Keep,
        ("M", "MP" | "DP" | "RD") => Is(S::LabelCreated),
        // Left at an access point or in a locker, and with whom it came from.
        ("D", "2Q" | "1N") => Is(S::ReadyForPickup),
        ("D", "B0") => Is(S::ReturnedToSender),
        (
            "X",
            "90" | "3N" | "6C" | "7H" | "8H" | "CS" | "DL" | "H8" | "I1" | "KP" | "O0" | "O4"
            | "PP" | "RV" | "TU" | "UA" | "UF" | "XU" | "4R" | "4S" | "YJ" | "YK" | "A1" | "65"
            | "27",
        ) => Is(S::Returning),
        (
            "X",
            "13" | "24" | "25" | "45" | "64" | "66" | "67" | "A3" | "A4" | "HD" | "HE" | "HR"
            | "TV" | "KQ",
        ) => Is(S::Damaged),
        (
            "X",
            "26" | "A2" | "1F" | "8D" | "BZ" | "NI" | "S9" | "TJ" | "UO" | "YL" | "IY" | "J0"
            | "AJ",
        ) => Is(S::Lost),
        ("X", "30" | "5D") => Is(S::Cancelled),
        ("X", "HF") => Is(S::PickedUp),
        ("X", "FT") => Is(S::Delivered),
        ("X", "RK" | "RL" | "ZS") => Is(S::OutForDelivery),
        ("X", "76" | "2O" | "4F") => Is(S::InTransit),
        _ => return None,
    })
}

/// By the type alone.
fn by_type(kind: &str) -> Meaning {
    match kind {
        "D" | "DD" => Meaning::Is(S::Delivered),
        "I" | "DO" | "W" => Meaning::Is(S::InTransit),
        "M" => Meaning::Is(S::LabelCreated),
        "MV" => Meaning::Is(S::Cancelled),
        // An exception, or news: the parcel is where it was.
        "X" | "U" => Meaning::Keep,
        _ => Meaning::Unknown,
    }
}
