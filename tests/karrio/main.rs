//! The Karrio adapter against a real Karrio server, whose UPS is a fake that keeps a ledger.
//!
//! `scripts/test-karrio.sh` installs the server and names it in the environment.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bench;
mod connection;
mod failures;
mod fake_ups;
mod purchases;
mod rates;
mod server;
mod tracking;
mod unknowns;
mod voids;
