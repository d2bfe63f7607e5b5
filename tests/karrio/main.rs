//! The Karrio adapter against a real Karrio server, whose carriers are the simulated ones; and these against the
//! connectors of Karrio, which were written for the real carriers.
//!
//! `scripts/test-karrio.sh` installs the server and names it in the environment.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bench;
mod connection;
mod dhl;
mod failures;
mod fedex;
mod purchases;
mod rates;
mod rest;
mod server;
mod strangers;
mod tracking;
mod unknowns;
mod usps;
mod voids;
