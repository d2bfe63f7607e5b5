//! Where couriers go, made up by the PIN code.

/// The first two digits of PIN codes that are served, with the city and the state there.
static SERVED: &[(&str, &str, &str)] = &[
    ("11", "New Delhi", "Delhi"),
    ("30", "Jaipur", "Rajasthan"),
    ("38", "Ahmedabad", "Gujarat"),
    ("40", "Mumbai", "Maharashtra"),
    ("41", "Pune", "Maharashtra"),
    ("50", "Hyderabad", "Telangana"),
    ("56", "Bengaluru", "Karnataka"),
    ("60", "Chennai", "Tamil Nadu"),
    ("70", "Kolkata", "West Bengal"),
];

/// A place that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    /// Whether cash is collected.
    pub(super) cash: bool,
    /// Whether returns are fetched.
    pub(super) returns: bool,
    /// Whether couriers take bookings there, whatever they say beforehand.
    pub(super) booked: bool,
}

/// What is done at a PIN code. One that ends with 9 has no cash, with 8 no returns; with 7 it is served, and every
/// booking refused.
pub(super) fn find(pin: &str) -> Option<Place> {
    let (_, city, state) = SERVED.iter().find(|(head, ..)| pin.starts_with(head))?;
    Some(Place {
        city,
        state,
        cash: !pin.ends_with('9'),
        returns: !pin.ends_with('8'),
        booked: !pin.ends_with('7'),
    })
}
