//! Why a pickup, a delivery or a return failed, by GHN's codes.

/// A code without `GHN-`, in words.
pub(super) fn words(code: &str) -> Option<&'static str> {
    Some(match code.strip_prefix("GHN-").unwrap_or(code) {
        "PFA1A0" => "the sender put the pickup off",
        "PFA2A1" => "the sender cannot be reached",
        "PFA2A2" => "the pickup's data is wrong",
        "PFA2A3" => "the sender does not answer",
        "PFA1A1" => "the sender brings it to a station",
        "PFA3A2" => "trouble of the driver's at the pickup",
        "PFA4A1" => "the packaging is not good enough",
        "PFA4A2" => "goods that are not carried",
        "PCB0B1" => "the sender took the order back",
        "PCB0B2" => "size or weight is too much",
        "DFC1A0" => "the recipient put the delivery off",
        "DFC1A1" => "the recipient wants another address",
        "DFC1A2" => "the recipient cannot be reached",
        "DFC1A4" => "the recipient does not answer",
        "DFC1A6" => "trouble of the driver's at the delivery",
        "DFC1A7" => "refused, since the goods may not be looked at",
        "DCD0A1" => "the recipient's data is wrong",
        "DCD0A5" => "refused as damaged",
        "DCD0A6" => "refused as the wrong goods",
        "DCD0A7" => "refused, since the cash to collect is wrong",
        "DCD0A8" => "the recipient does not want it any more",
        "DCD1A1" => "the recipient did not order it",
        "DCD1A3" => "broken on the way",
        "DCD1A5" => "the recipient has no money",
        _ => return None,
    })
}
