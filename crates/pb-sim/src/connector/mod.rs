//! A simulated service that speaks the Connector protocol (`docs/connector.md`), to the letter.
//!
//! It behaves as a real one would that keeps its promise, in one of three ways: it honours idempotency
//! keys, it can be asked by reference, or neither; then the same request sent twice is sold twice. It
//! keeps a ledger of what it sold, in a file if one is named, and goes wrong on demand. A purchase that
//! began is finished, whether or not its client is still there.
mod contract;
mod fault;
mod ledger;
mod refusal;
mod server;
mod service;
#[cfg(test)]
mod tests;

pub use contract::Money;
pub use fault::{Answer, Fault, Op};
pub use ledger::{Reserved, Sale};

use crate::http;
use crate::plug::Plug;
use fault::Faults;
use jiff::Timestamp;
use ledger::{Event, Ledger};
use server::Shared;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// What the service promises about a purchase whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// The same request under the same key is sold once.
    Keys,
    /// It says what it has under a reference, and sells a reference once.
    Find,
    /// Nothing.
    Neither,
}

/// How a simulated service is set up.
#[derive(Clone, Debug)]
pub struct ConnectorSetup {
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// What it promises.
    pub settles: Settles,
    /// How long it keeps keys.
    pub keys_kept: Duration,
    /// How old a purchase may be when it arrives, and so when it is certain that none comes any more.
    /// For a service that can be asked.
    pub accepts_within: Duration,
    /// How long it works on a purchase before it has sold.
    pub processing: Duration,
    /// How long the numbers keep that it gives ahead; without end when none.
    pub numbers_kept: Option<Duration>,
    /// Where its ledger is kept, so that it outlives the process.
    pub ledger: Option<PathBuf>,
}

impl Default for ConnectorSetup {
    fn default() -> Self {
        Self {
            port: 0,
            settles: Settles::Keys,
            keys_kept: Duration::from_secs(72 * 3_600),
            accepts_within: Duration::from_secs(120),
            processing: Duration::ZERO,
            numbers_kept: Some(Duration::from_secs(30 * 86_400)),
            ledger: None,
        }
    }
}

/// A request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method.
    pub method: String,
    /// Path, with the query.
    pub path: String,
    /// Its `Idempotency-Key`; empty when none.
    pub key: String,
    /// Body.
    pub body: Vec<u8>,
}

/// Everything behind one lock.
struct World {
    setup: ConnectorSetup,
    ledger: Ledger,
    faults: Faults,
    requests: Vec<Seen>,
    /// References that are being processed, with their keys and when they will be done.
    underway: HashMap<String, (String, Timestamp)>,
    /// The next number; starts with the time, so that no two runs give the same one.
    serial: u64,
    /// How much later it is there than here.
    ahead: Duration,
    /// Added to every price, in cents.
    surcharge: i64,
}

impl World {
    fn now(&self) -> Timestamp {
        Timestamp::now()
            .checked_add(self.ahead)
            .unwrap_or(Timestamp::MAX)
    }
}

/// A simulated service.
pub struct SimConnector {
    plug: Plug,
    shared: Shared,
}

impl std::fmt::Debug for SimConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SimConnector({})", self.url())
    }
}

impl SimConnector {
    /// The token it takes.
    pub const TOKEN: &'static str = "sim-connector-5109ba7c0ffee";

    /// Starts on a free port of loopback.
    pub fn start(settles: Settles) -> io::Result<Self> {
        Self::start_with(ConnectorSetup {
            settles,
            ..ConnectorSetup::default()
        })
    }

    /// Starts as set up.
    pub fn start_with(setup: ConnectorSetup) -> io::Result<Self> {
        let ledger = match &setup.ledger {
            Some(path) => Ledger::open(path)?,
            None => Ledger::default(),
        };
        let port = setup.port;
        let shared = Shared::new(World {
            setup,
            ledger,
            faults: Faults::default(),
            requests: Vec::new(),
            underway: HashMap::new(),
            serial: u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0),
            ahead: Duration::ZERO,
            surcharge: 0,
        });
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

    /// Everything it sold and booked, oldest first.
    pub fn ledger(&self) -> Vec<Sale> {
        self.shared.world().ledger.sales.clone()
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
        self.shared.world().faults = Faults::default();
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

    /// Changes what it promises from here on, as an update of a real service would.
    pub fn set_settles(&self, settles: Settles) {
        self.shared.world().setup.settles = settles;
    }

    /// Moves its clock on: keys and numbers grow old.
    pub fn wind(&self, by: Duration) {
        self.shared.world().ahead += by;
    }

    /// Adds so many cents to every price from here on.
    pub fn set_surcharge(&self, cents: i64) {
        self.shared.world().surcharge = cents;
    }

    /// Scans everything that is on its way once more: picked up, in transit, out for delivery, delivered.
    pub fn advance(&self, at: Timestamp) -> io::Result<()> {
        self.shared.world().ledger.record(Event::Scanned { at })
    }

    /// Does the same by itself, this often, at the time it is then.
    pub fn advance_every(&self, step: Duration) {
        let shared = self.shared.clone();
        if let Some(handle) = self.plug.handle() {
            handle.spawn(async move {
                loop {
                    tokio::time::sleep(step).await;
                    let scanned = Event::Scanned {
                        at: Timestamp::now(),
                    };
                    if let Err(error) = shared.world().ledger.record(scanned) {
                        tracing::error!(%error, "the ledger cannot be written");
                    }
                }
            });
        }
    }
}
