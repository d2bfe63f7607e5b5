//! The station's database: SQLite, encrypted at rest with SQLCipher; a file per table.
//!
//! Reading goes through [`Store`]; every change goes through [`Change`], a transaction that also
//! carries the lines of the station's log, so that a row and its log line are written together or not
//! at all.
#![forbid(unsafe_code)]

mod account;
mod actor;
mod api_call;
mod booking;
mod box_preset;
mod change;
mod copied;
mod day_end;
mod deferred;
mod document;
mod erase;
mod error;
mod flight;
mod health;
mod identity;
mod journal;
mod label_fit;
mod log;
mod mapping;
mod operator;
mod order;
mod parcel;
mod print_job;
mod purchase;
mod record;
mod remembered_rate;
mod retention;
#[cfg(test)]
mod retention_tests;
mod risk;
mod row;
mod search;
mod series;
mod setting;
mod ship_from;
mod shipment;
mod snapshot;
mod store;
mod token;
mod void;
mod waybill;
mod waybill_pool;
mod weighing;

pub use actor::Actor;
pub use api_call::{ApiCallFilter, CallStats, StoredApiCall};
pub use booking::StoredBooking;
pub use change::Change;
pub use copied::{CopyKind, StoredCopy};
pub use day_end::{StoredManifest, StoredPickup};
pub use deferred::StoredDeferred;
pub use document::StoredDocument;
pub use error::StoreError;
pub use flight::{BeforeBuying, FlightTimes, StoredFlight};
pub use health::{Counted, Unsound};
pub use identity::Identity;
pub use log::{ChainCheck, LogHead, LogLine};
pub use mapping::StoredMapping;
pub use operator::StoredOperator;
pub use order::{OrderList, OrderState, StateCounts, StoredOrder};
pub use parcel::StoredParcel;
pub use print_job::StoredPrintJob;
pub use purchase::StoredPurchase;
pub use record::{Record, RecordFilter};
pub use remembered_rate::StoredEstimate;
pub use retention::{RETENTION, RetentionRule};
pub use risk::StoredRisk;
pub use ship_from::StoredShipFrom;
pub use shipment::{ShipmentSummary, StoredShipment};
pub use snapshot::{DatabaseFacts, calm_database, check_database, copy_database};
pub use store::{DatabaseKey, Store};
pub use token::StoredToken;
pub use void::StoredVoid;
pub use waybill::StoredWaybill;
pub use waybill_pool::{NEVER, StoredPool};
pub use weighing::StoredWeighing;

/// Result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
