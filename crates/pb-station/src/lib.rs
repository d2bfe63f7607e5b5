//! The use cases of a packing bench: import, weigh, rate, buy, print, void, track.
//!
//! The one surface for the window, the command line and the tests. Carriers, devices, labels and the
//! store meet here and nowhere else.
#![forbid(unsafe_code)]

pub mod api;
pub mod carriers;
pub mod logs;

mod accounts;
mod address;
mod app;
mod attention;
mod bench;
mod bought_documents;
mod buy;
mod calls;
mod consign;
mod copied;
mod customs;
mod day_end;
mod deferred;
mod devices;
mod doctor;
mod erase;
mod events;
mod evidence;
mod failure;
mod flight;
mod handover;
mod identify;
mod import;
mod instruct;
mod key;
mod money;
mod news;
mod orders;
mod outcome;
mod own_label;
mod people;
mod print;
mod printers;
mod profile;
mod rate;
mod records;
mod remember;
mod retention;
mod returns;
mod safety;
mod scale;
mod settings;
mod settle;
mod ship;
mod shipments;
mod station;
mod tokens;
mod track;
mod void;
mod waybills;
mod weigh;

pub use app::{App, AppOptions, DemoBench, DemoSetup};
pub use copied::Whereabouts;
pub use safety::no_core_dumps;
pub use station::Station;
