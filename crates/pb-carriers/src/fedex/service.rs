//! What FedEx's codes of services say. The list is open: what is sold comes with the rates.

/// Which of FedEx's companies carries a service.
pub(super) fn carrier(service: &str) -> &'static str {
    if is_ground(service) { "FDXG" } else { "FDXE" }
}

/// Whether Ground carries it: those parcels are closed at a day's end, and fetched by another driver.
pub(super) fn is_ground(service: &str) -> bool {
    ["FEDEX_GROUND", "GROUND_HOME_DELIVERY", "SMART_POST"].contains(&service)
}

/// A name for a code that came without one: `FEDEX_2_DAY_AM` is “FedEx 2 Day Am”.
pub(super) fn name(code: &str) -> String {
    let word = |word: &str| match word {
        "FEDEX" => "FedEx".to_owned(),
        _ => {
            let mut letters = word.chars();
            let first: String = letters.by_ref().take(1).collect();
            first + &letters.as_str().to_lowercase()
        }
    };
    code.split('_').map(word).collect::<Vec<_>>().join(" ")
}
