//! Journeys through a real station with simulated devices and carriers.
#![allow(clippy::unwrap_used, reason = "tests")]

mod batch_keeps_its_order;
mod buy_at_most_once;
mod carrier_rests;
mod copied_bench;
mod day_end;
mod doctor;
mod documents_on_paper;
mod every_language;
mod full_disk;
mod keys_and_backups;
mod money_at_risk;
mod nothing_saved_is_lost;
mod offline_queue;
mod offline_rates;
mod on_its_way;
mod operators;
mod planted_secrets;
mod power_cycled_printer;
mod print_queue;
mod printed_means_paper;
mod retention;
mod return_label;
#[cfg(unix)]
mod scale_detection;
mod ship_one_parcel;
mod three_ways_to_settle;
mod two_printers;
mod two_processes;
mod two_scales;
mod unproved_language;
mod void_and_track;
mod waybill_booking;
mod waybill_pool;
mod weight_of_this_parcel;
