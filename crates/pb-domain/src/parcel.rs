//! Parcels and box presets.
use crate::{BoxId, Dimensions, ParcelId, Weight};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One parcel of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Parcel {
    /// Identity.
    pub id: ParcelId,
    /// Gross weight.
    pub weight: Weight,
    /// Where the weight came from.
    pub weight_source: WeightSource,
    /// Outer size, when known.
    pub dimensions: Option<Dimensions>,
    /// The preset it was packed in.
    pub box_id: Option<BoxId>,
}

/// Where a parcel's weight came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WeightSource {
    /// A stable, fresh reading that belonged to this parcel, and was used once.
    Scale {
        /// The scale's own words: value and unit as it showed them.
        shown: String,
        /// When the reading turned stable, RFC 3339.
        at: String,
    },
    /// A person typed it.
    Typed {
        /// What was typed.
        entered: String,
        /// Who typed it.
        by: String,
    },
    /// The parcel comes back: the weight that it was sent with. Nobody has weighed what is in it now.
    Sent {
        /// The parcel as it was sent, whose weight it is.
        parcel: ParcelId,
        /// Whether that weight was typed, and came from no scale.
        typed: bool,
    },
}

/// A box the merchant keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoxPreset {
    /// Identity.
    pub id: BoxId,
    /// The merchant's name for it.
    pub name: String,
    /// Outer size.
    pub dimensions: Dimensions,
    /// Weight when empty.
    pub empty_weight: Weight,
}
