//! Simulated carriers, all on one server: each as strict as the real one, and all with the same faults on
//! demand, request log, ledger and clock.
//!
//! A carrier is at a prefix, `http://127.0.0.1:PORT/ups/…`, and at its own host names: a request whose host is
//! `onlinetools.ups.com`, be it by a proxy or a `Host` header, is that carrier's, and so is one whose path
//! begins with that name. What they have in common is here; what one of them is, is in its folder. How to
//! add one is in the README of this crate.
pub mod bluedart;
pub mod bring;
mod carrier;
pub mod chinapost;
mod clock;
mod course;
pub mod delhivery;
mod desk;
pub mod dhl;
pub mod dtdc;
pub mod ekart;
mod fault;
pub mod fedex;
pub mod ghn;
pub mod ghtk;
mod ledger;
pub mod postnord;
mod push;
mod schema;
mod server;
#[cfg(test)]
mod tests;
mod token;
pub mod ups;
pub mod usps;
pub mod velocity;
pub mod viettelpost;

pub use course::{Course, Scan, Stage};
pub(crate) use desk::IN_THE_STATES;
pub use fault::{Answer, Fault, Op};
pub use ledger::{Sale, Sold};
pub use push::{Pushed, Webhook};

use crate::http;
use crate::plug::Plug;
use carrier::{Carrier, Due};
use clock::Clock;
use fault::Faults;
use jiff::Timestamp;
use ledger::Ledger;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use token::Tokens;
use tokio::sync::Notify;

/// Every carrier.
static CARRIERS: &[&dyn Carrier] = &[
    &bluedart::BlueDart,
    &bring::Bring,
    &chinapost::domestic::Domestic,
    &chinapost::international::International,
    &delhivery::Delhivery,
    &dhl::express::Express,
    &dhl::parcel_de::ParcelDe,
    &dtdc::Dtdc,
    &ekart::Ekart,
    &fedex::Fedex,
    &ghn::Ghn,
    &ghtk::Ghtk,
    &postnord::PostNord,
    &ups::Ups,
    &usps::Usps,
    &velocity::Velocity,
    &viettelpost::ViettelPost,
];

/// How long until carriers look again whether they have something to tell, while nobody moves the clock.
const LOOK: Duration = Duration::from_millis(200);

/// What all requests share.
type Shared = http::Shared<World>;

/// How the carriers are set up.
#[derive(Clone, Copy, Debug)]
pub struct CarriersSetup {
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// What time it is there at first; the time it is here when none.
    pub starts_at: Option<Timestamp>,
    /// Seconds that go by there in one of ours; 0 for a clock that stands until it is moved on.
    pub speed: u32,
}

impl Default for CarriersSetup {
    fn default() -> Self {
        Self {
            port: 0,
            starts_at: None,
            speed: 1,
        }
    }
}

/// A request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The carrier's prefix.
    pub carrier: &'static str,
    /// Method.
    pub method: String,
    /// The carrier's own path, with the query.
    pub path: String,
    /// Headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Seen {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Everything behind one lock, but for what is one carrier's alone.
struct World {
    clock: Clock,
    faults: Faults,
    requests: Vec<Seen>,
    ledger: Ledger,
    tokens: Tokens,
    webhooks: HashMap<&'static str, Webhook>,
    pushed: Vec<Pushed>,
    /// The next number; starts with the time, so that no two runs give the same one.
    serial: u64,
}

impl World {
    fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}

/// The simulated carriers.
pub struct SimCarriers {
    plug: Plug,
    shared: Shared,
    moved: Arc<Notify>,
}

impl std::fmt::Debug for SimCarriers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SimCarriers({})", self.url())
    }
}

impl SimCarriers {
    /// Starts on a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::start_with(CarriersSetup::default())
    }

    /// Starts as set up.
    pub fn start_with(setup: CarriersSetup) -> io::Result<Self> {
        let millis = Timestamp::now().as_millisecond();
        let shared = Shared::new(World {
            clock: Clock::new(setup.starts_at.unwrap_or_else(Timestamp::now), setup.speed),
            faults: Faults::default(),
            requests: Vec::new(),
            ledger: Ledger::default(),
            tokens: Tokens::default(),
            webhooks: HashMap::new(),
            pushed: Vec::new(),
            serial: u64::try_from(millis).unwrap_or(0),
        });
        let mut houses = Vec::new();
        let mut due = Vec::new();
        for &carrier in CARRIERS {
            let open = carrier.open(&shared);
            due.extend(open.due);
            houses.push(server::House {
                carrier,
                router: open.router,
            });
        }
        let plug = http::serve(setup.port, server::router(&shared, houses))?;
        let moved = Arc::new(Notify::new());
        if let Some(handle) = plug.handle() {
            handle.spawn(tell(shared.clone(), Arc::clone(&moved), due));
        }
        Ok(Self {
            plug,
            shared,
            moved,
        })
    }

    /// The prefixes of the carriers.
    pub fn prefixes() -> impl Iterator<Item = &'static str> {
        CARRIERS.iter().map(|c| c.prefix())
    }

    /// The server's address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.plug.port())
    }

    /// A carrier's address, `http://127.0.0.1:PORT/PREFIX`.
    pub fn url_of(&self, prefix: &str) -> String {
        format!("{}/{prefix}", self.url())
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
    }

    /// Everything that was sold, oldest first.
    pub fn ledger(&self) -> Vec<Sale> {
        self.shared.world().ledger.sales.clone()
    }

    /// Every request so far, oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.world().requests.clone()
    }

    /// Every call that a carrier made by itself, oldest first.
    pub fn pushed(&self) -> Vec<Pushed> {
        self.shared.world().pushed.clone()
    }

    /// A carrier's next request of a kind goes wrong; several wait in turn.
    pub fn fail_next(&self, carrier: &'static str, op: Op, fault: Fault) {
        self.shared
            .world()
            .faults
            .any
            .fail_next((carrier, op), fault);
    }

    /// A carrier's next so many requests of a kind go wrong.
    pub fn fail_times(&self, carrier: &'static str, op: Op, times: usize, fault: &Fault) {
        let mut world = self.shared.world();
        world.faults.any.fail_times((carrier, op), times, fault);
    }

    /// A carrier's next so many requests of a kind that speak of something, a reference or a number in their path
    /// or body, go wrong; all others of the kind are left alone.
    pub fn fail_about(
        &self,
        carrier: &'static str,
        op: Op,
        about: &str,
        times: usize,
        fault: &Fault,
    ) {
        let mut world = self.shared.world();
        world.faults.aim((carrier, op), about, times, fault);
    }

    /// Every request of a kind to a carrier goes wrong until `heal`.
    pub fn fail_all(&self, carrier: &'static str, op: Op, fault: Fault) {
        let mut world = self.shared.world();
        world.faults.any.fail_all((carrier, op), fault);
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

    /// What time it is there.
    pub fn now(&self) -> Timestamp {
        self.shared.world().clock.now()
    }

    /// Moves the clock on: tokens end, parcels move, and subscribers hear of it.
    pub fn pass(&self, time: Duration) {
        self.shared.world().clock.pass(time);
        self.moved.notify_one();
    }

    /// Says what becomes of a parcel, by its tracking number; whether there is one.
    pub fn set_course(&self, number: &str, course: Course) -> bool {
        let mut world = self.shared.world();
        let parcel = world.ledger.parcel_mut(number);
        parcel.map(|parcel| parcel.course = course).is_some()
    }

    /// Lets one sale be so much older, by one of its numbers, as if the clock had gone on for it alone; whether
    /// there is one.
    pub fn age(&self, number: &str, time: Duration) -> bool {
        let mut world = self.shared.world();
        let mut sales = world.ledger.sales.iter_mut();
        let sale = sales.find(|sale| sale.shipment == number || sale.numbers().contains(&number));
        let aged = sale
            .map(|sale| sale.sold_at = sale.sold_at.checked_sub(time).unwrap_or(Timestamp::MIN));
        aged.is_some()
    }

    /// Says where a carrier tells what happens, as one does in its portal.
    pub fn set_webhook(&self, carrier: &'static str, webhook: Webhook) {
        self.shared.world().webhooks.insert(carrier, webhook);
    }
}

/// Makes the calls that carriers make by themselves.
async fn tell(shared: Shared, moved: Arc<Notify>, mut due: Vec<Due>) {
    loop {
        tokio::select! {
            () = moved.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        let calls: Vec<_> = {
            let world = shared.world();
            due.iter_mut().flat_map(|due| due(&world)).collect()
        };
        for call in calls {
            let answer = push::send(&call).await;
            shared.world().pushed.push(Pushed {
                carrier: call.carrier,
                url: call.url,
                body: call.body,
                answer,
            });
        }
    }
}
