//! Waybill numbers that are reserved ahead: how they are made, checked, given out and booked.
//!
//! A number is taken from a pool without asking anybody, its label is printed, and the carrier is told
//! afterwards. Everything that decides whether a number may be used is here and is pure.
mod check;
mod list;
mod pattern;
mod pool;
mod state;

pub use check::CheckRule;
pub use list::{ListedNumbers, read_numbers};
pub use pattern::{Pattern, PatternError};
pub use pool::{NumberSource, PoolPrice, PoolService, PoolTerms, PooledRate, WaybillBarcode};
pub use state::{BookingEvent, BookingState, WaybillEvent, WaybillState};
