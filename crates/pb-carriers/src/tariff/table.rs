//! The table as it prices: methods with their steps, zones, fees.

use super::cell::{Divisor, MaxSize};
use super::zone::{Area, Reach, ZoneId};
use pb_domain::{Length, Weight};
use rust_decimal::Decimal;

/// A whole table that was read without a problem.
#[derive(Debug, Default)]
pub(super) struct Tariff {
    /// Methods in table order; a [`MethodId`] is a place in it.
    pub(super) methods: Vec<Method>,
    /// Lines of all zones, in table order.
    pub(super) areas: Vec<Area>,
    /// Remote areas beside the zones.
    pub(super) remote: Vec<Reach>,
    /// Fees, in table order.
    pub(super) fees: Vec<Fee>,
}

/// A method by its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct MethodId(pub(super) usize);

/// Working days in transit, fewest and most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) min: u32,
    pub(super) max: u32,
}

/// What a customer can choose.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) priced_by: PricedBy,
    /// Zones it serves; empty: everywhere.
    pub(super) zones: Vec<ZoneId>,
    pub(super) days: Option<Days>,
    /// Of one parcel, on the scale.
    pub(super) max_weight: Option<Weight>,
    /// Of the shipment, on the scale.
    pub(super) max_total_weight: Option<Weight>,
    pub(super) max_size: Option<MaxSize>,
    /// Longest side and twice the two others.
    pub(super) max_girth: Option<Length>,
    pub(super) divisor: Option<Divisor>,
    /// Whether the parcels' weights are added up and priced as one.
    pub(super) together: bool,
    pub(super) enabled: bool,
    pub(super) steps: Vec<Step>,
}

/// What a method's steps go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PricedBy {
    Fixed,
    Weight,
    Zone,
    Distance,
}

/// One price and how far it reaches; every bound is included.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) zones: Vec<ZoneId>,
    pub(super) up_to_km: Option<Decimal>,
    pub(super) up_to_weight: Option<Weight>,
    pub(super) up_to_value: Option<Decimal>,
    pub(super) price: Decimal,
    pub(super) extra: Option<Extra>,
    pub(super) days: Option<Days>,
}

/// What weighs more than the price includes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extra {
    pub(super) included: Weight,
    pub(super) step: Weight,
    pub(super) price: Decimal,
}

/// A fee, and for which methods and zones; empty means all.
#[derive(Debug)]
pub(super) struct Fee {
    pub(super) kind: FeeKind,
    pub(super) methods: Vec<MethodId>,
    pub(super) zones: Vec<ZoneId>,
    /// Words in the breakdown.
    pub(super) label: String,
    pub(super) price: Decimal,
    pub(super) percent: Decimal,
    pub(super) minimum: Decimal,
    /// Goods value from which shipping is free.
    pub(super) from_value: Decimal,
    /// Shipment weight up to which shipping is free.
    pub(super) up_to_weight: Option<Weight>,
}

/// Kinds of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FeeKind {
    Fuel,
    Remote,
    Cod,
    Insurance,
    Signature,
    FreeShipping,
}

impl FeeKind {
    /// Its words in the breakdown, when the table gives none.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Fuel => "Fuel surcharge",
            Self::Remote => "Remote area",
            Self::Cod => "Cash on delivery",
            Self::Insurance => "Insurance",
            Self::Signature => "Signature",
            Self::FreeShipping => "Free shipping",
        }
    }
}

impl Tariff {
    /// The fees of a kind that hold for a method and zone: those that name more of the two beat the
    /// others, and a method beats a zone. Only free shipping can have several.
    pub(super) fn fees(&self, kind: FeeKind, method: MethodId, zone: Option<ZoneId>) -> Vec<&Fee> {
        let rank = |fee: &Fee| (!fee.methods.is_empty(), !fee.zones.is_empty());
        let mut fees: Vec<&Fee> = self
            .fees
            .iter()
            .filter(|fee| fee.kind == kind)
            .filter(|fee| fee.methods.is_empty() || fee.methods.contains(&method))
            .filter(|fee| fee.zones.is_empty() || zone.is_some_and(|z| fee.zones.contains(&z)))
            .collect();
        if let Some(best) = fees.iter().map(|fee| rank(fee)).max() {
            fees.retain(|fee| rank(fee) == best);
        }
        fees
    }
}
