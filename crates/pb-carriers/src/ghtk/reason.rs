//! Why a pickup, a delivery or a return was late or failed, by the families of GHTK's codes.

/// A code in words. Single ones are told where they are known, the others by their family.
pub(super) fn words(code: i64) -> Option<&'static str> {
    Some(match code {
        115 => "the shop took the order back by the API",
        130 => "the recipient refuses it",
        131 => "the recipient could not be reached three times",
        132 => "the recipient put the delivery off three times",
        133 => "the shop took the order back",
        135 => "the delivery was stopped by the API",
        100..=107 => "the pickup is late",
        110..=114 => "the pickup failed",
        120..=129 => "the delivery is late",
        134 => "the delivery failed",
        140..=144 => "the return is late",
        _ => return None,
    })
}
