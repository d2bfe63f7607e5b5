//! A simulated Karrio 2026.1.32 server with two and a half simulated carriers behind it.
//!
//! It answers as the real server was measured to answer: keys, error envelopes, validation, the shapes of
//! rates, shipments and trackers; and it has the real one's traps. Purchases are not guarded against each
//! other; a purchase's label type is PDF unless it says otherwise; cancelling at a carrier that cannot void
//! succeeds; a parcel's reference becomes its tracking number; a failed carrier call is made twice. Beyond
//! the real one it keeps a ledger of what the carriers sold, and goes wrong on demand.
//!
//! Not simulated: organisations, users and their tokens, buying by the proxy, pickups, manifests, webhooks.
mod carriers;
mod fault;
mod purchase;
mod refusal;
mod server;
mod shipment;
#[cfg(test)]
mod tests;
mod validate;
mod world;

pub use carriers::Sale;
pub use fault::{Answer, Fault, Op};

use crate::http;
use crate::plug::Plug;
use jiff::Timestamp;
use server::Shared;
use std::io;
use std::time::Duration;
use world::World;

/// A request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method.
    pub method: String,
    /// Path, without the query.
    pub path: String,
    /// Body.
    pub body: Vec<u8>,
}

/// A simulated Karrio server.
pub struct SimKarrio {
    plug: Plug,
    shared: Shared,
}

impl std::fmt::Debug for SimKarrio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SimKarrio({})", self.url())
    }
}

impl SimKarrio {
    /// The API key it takes.
    pub const TOKEN: &'static str = "key_5109ba7c0ffee0005109ba7c0ffee000";

    /// A key of live mode, which sees none of the connections and shipments: they are all test ones.
    pub const LIVE_TOKEN: &'static str = "key_11fe000000000000000000000011fe00";

    /// Starts on a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts on a port of loopback.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let shared = Shared::new(World::new());
        let router = server::router(&shared);
        let plug = http::serve(port, router)?;
        Ok(Self { plug, shared })
    }

    /// Its address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.plug.port())
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
    }

    /// Everything the carriers behind it sold, oldest first.
    pub fn ledger(&self) -> Vec<Sale> {
        self.shared.world().ledger.clone()
    }

    /// Every request so far, oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.world().requests.clone()
    }

    /// The next request of a kind goes wrong; several wait in turn.
    pub fn fail_next(&self, op: Op, fault: Fault) {
        self.shared.world().faults.fail_next(op, fault);
    }

    /// Every request of a kind goes wrong until `heal`.
    pub fn fail_all(&self, op: Op, fault: Fault) {
        self.shared.world().faults.fail_all(op, fault);
    }

    /// Forgets all faults, and plugs it in.
    pub fn heal(&self) {
        self.shared.world().faults = fault::Faults::default();
        self.plug.plug();
    }

    /// Pulls the plug: connections drop and further ones are refused.
    pub fn unplug(&self) {
        self.plug.unplug();
    }

    /// Puts the plug back in.
    pub fn plug(&self) {
        self.plug.plug();
    }

    /// Moves every parcel one step on by itself, this often, at the time it is then.
    pub fn advance_every(&self, step: Duration) {
        let shared = self.shared.clone();
        if let Some(handle) = self.plug.handle() {
            handle.spawn(async move {
                loop {
                    tokio::time::sleep(step).await;
                    shared.world().advance(Timestamp::now());
                }
            });
        }
    }

    /// Moves one sale's parcels one step on, by one of their tracking numbers.
    pub fn advance_one(&self, number: &str, now: Timestamp) {
        self.shared.world().advance_one(number, now);
    }

    /// Moves every parcel that is on its way one step on: picked up, in transit, out for delivery,
    /// delivered; the step happens at `now`.
    pub fn advance(&self, now: Timestamp) {
        self.shared.world().advance(now);
    }
}
