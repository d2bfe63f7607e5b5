//! What carriers tell about a shipment on its way.
use crate::ShipmentStatus;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One scan or message of a carrier. The raw code and text stay in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrackingEvent {
    /// When, RFC 3339 where the carrier's time zone is known, else its local text.
    pub at: String,
    /// What it means in our list; absent when the carrier's code is not known.
    pub status: Option<ShipmentStatus>,
    /// The carrier's code.
    pub code: String,
    /// The carrier's words.
    pub text: String,
    /// Where.
    pub location: String,
}

/// A carrier's answer about one tracking number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrackingStatus {
    /// Where the shipment stands now; absent when the carrier's word is not known.
    pub status: Option<ShipmentStatus>,
    /// Expected delivery, as the carrier wrote it.
    pub expected: Option<String>,
    /// Events, newest first.
    pub events: Vec<TrackingEvent>,
}
