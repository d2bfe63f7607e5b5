//! Why a delivery failed, by Viettel Post's numbers.

/// A number in words.
pub(super) fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "20" => "refused: another colour",
        "21" => "refused: another size",
        "22" => "refused: another style",
        "23" => "refused: poor quality",
        "24" => "refused, since the goods may not be looked at",
        "25" => "refused: another quantity",
        "26" => "refused: the cash to collect is wrong",
        "27" => "the recipient's telephone number is wrong",
        "30" => "the recipient does not want it any more",
        "31" => "the recipient did not order it",
        "32" => "the address is wrong",
        "35" => "the recipient put the delivery off",
        "36" => "the recipient cannot be reached",
        "37" => "the driver put the delivery off",
        "38" => "the recipient comes to the office",
        "43" => "the sender asked for the return",
        "46" => "the recipient put the delivery off again and again",
        "47" => "the recipient could not be reached again and again",
        _ => return None,
    })
}
