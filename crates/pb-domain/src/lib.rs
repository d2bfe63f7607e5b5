//! The nouns and rules of a packing bench.
//!
//! Nothing here does IO, reads a clock, draws a random number or awaits; time and ids are passed in.
//! Money and weight are integers in types that know their unit; there is no float in this crate.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic)]

mod account;
mod address;
mod customs;
mod day_end;
mod deferred;
mod document;
mod fit;
mod id;
mod length;
mod money;
mod operator;
mod order;
mod parcel;
mod print;
mod problem;
mod purchase;
mod rate;
mod risk;
mod rule;
mod series;
mod shipment;
mod tracking;
mod waybill;
mod weighing;
mod weight;

pub use account::Account;
pub use address::{Address, CountryCode, FieldProblem};
pub use customs::{ContentsType, Customs, CustomsItem, Incoterm};
pub use day_end::{DayEndEvent, DayEndState};
pub use deferred::{DeferredKind, DeferredState};
pub use document::{Document, DocumentKind, Format, Paper};
pub use fit::{Area, Crop, Fit, Scale, Turn};
pub use id::{
    AccountId, AddressId, BookingId, BoxId, DeferredId, DocumentId, ManifestId, MappingId,
    OperatorId, OrderId, ParcelId, PickupId, PoolId, PrintJobId, PrinterId, PurchaseId, ShipmentId,
    VoidId,
};
pub use length::{Dimensions, Length, LengthUnit};
pub use money::{Currency, Money, MoneyError};
pub use operator::{Role, pin_pause, pin_problem};
pub use order::{HoldReason, ImportedOrder, Order, OrderKey, OrderLine, Payment};
pub use parcel::{BoxPreset, Parcel, WeightSource};
pub use print::{PagePart, PrintEvent, PrintState};
pub use problem::{Problem, ProblemKind};
pub use purchase::{
    Direction, IllegalStep, LabelState, PurchaseEvent, PurchaseState, VoidEvent, VoidState,
};
pub use rate::{Charge, Rate, RateSurety};
pub use risk::{RiskFacts, RiskKind};
pub use rule::{Pick, RateRule, Shipped, ShippingRule, Then, When, pick, pick_for};
pub use series::{SeriesError, check_series, series_number};
pub use shipment::{ShipOptions, ShipmentStatus};
pub use tracking::{TrackingEvent, TrackingStatus};
pub use waybill::{
    BookingEvent, BookingState, CheckRule, ListedNumbers, NumberSource, Pattern, PatternError,
    PoolPrice, PoolService, PoolTerms, PooledRate, WaybillBarcode, WaybillEvent, WaybillState,
    read_numbers,
};
pub use weighing::{
    Emptied, Evidence, FrameKind, GateRefusal, Reading, ScaleFrame, StableWeight, WeighDecision,
    WeighGate,
};
pub use weight::{Weight, WeightError, WeightUnit};
