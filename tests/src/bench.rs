//! A bench for journeys: a real station in a folder of its own, with a simulated scale, printer and
//! Karrio server.
use crate::clock::Clock;
use crate::place::fonts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{
    Dimensions, Length, OrderId, ParcelId, PrintState, PrinterId, PurchaseState, ShipmentId, Weight,
};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_sim::{SimKarrio, SimPrinter, SimScale};
use pb_station::api::{
    AccountView, BenchState, Buy, Code, DevicesView, Failure, NewShipmentView, OrderPage,
    ParcelWeight, Port, PrintJobView, PrintQueueView, PrinterCondition, PrinterConfig, RateList,
    ScaleConfig, ScaleView, SetPrinter, SetScale, ShipmentDraft, ShipmentView,
};
use pb_station::{App, AppOptions, Whereabouts};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::Instant;

/// Longest that anything here may take.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// What opens it.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// A station that can be killed and started again over the same folder.
pub struct Bench {
    home: tempfile::TempDir,
    runtime: Option<Runtime>,
    app: Option<Arc<App>>,
    clock: fn() -> jiff::Timestamp,
    /// Its first scale.
    pub scale: SimScale,
    /// Its first printer.
    pub printer: SimPrinter,
    /// The server that sells labels to it.
    pub karrio: SimKarrio,
}

impl Bench {
    /// A new bench with a ship-from address, two accounts, a scale and a printer.
    #[expect(
        clippy::new_without_default,
        reason = "it starts servers and a station"
    )]
    pub fn new() -> Self {
        Self::set_up(Self::bare())
    }

    /// The same, with a clock that is moved.
    pub fn with_clock(clock: &Clock) -> Self {
        Self::set_up(Self::bare_with(clock.reading()))
    }

    fn set_up(bench: Self) -> Self {
        bench.ask::<Value>("save_address", json!({ "id": null, "name": "Warehouse", "default": true, "address": {
            "name": "Packing Dept", "company": "Example Goods", "line1": "12 Dock Street", "city": "Austin", "region": "TX",
            "postal_code": "78701", "country": "US", "phone": "+15125550100"
        }}));
        bench.add_karrio(SimKarrio::TOKEN);
        bench.ask::<AccountView>("save_account", json!({
            "id": null, "carrier": "tariff", "name": "Own van", "enabled": true, "settings": { "currency": "USD" },
            "secrets": {}, "table": null
        }));
        bench.set_up_devices();
        bench
    }

    /// A new bench with nothing set up.
    pub fn bare() -> Self {
        Self::bare_with(jiff::Timestamp::now)
    }

    fn bare_with(clock: fn() -> jiff::Timestamp) -> Self {
        static TLS: Once = Once::new();
        TLS.call_once(|| {
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let mut bench = Self {
            home: tempfile::tempdir().expect("a folder"),
            runtime: None,
            app: None,
            clock,
            scale: SimScale::start().expect("a scale"),
            printer: SimPrinter::start().expect("a printer"),
            karrio: SimKarrio::start().expect("a Karrio server"),
        };
        bench.start();
        bench
    }

    /// Sets an account with the Karrio server up.
    pub fn add_karrio(&self, token: &str) -> AccountView {
        self.ask("save_account", json!({
            "id": null, "carrier": "karrio", "name": "Karrio", "enabled": true,
            "settings": { "url": self.karrio.url() }, "secrets": { "token": token }, "table": null
        }))
    }

    /// Sets its scale and its printer up.
    pub fn set_up_devices(&self) {
        self.set_scale(scale_at(&self.scale, "Bench scale"));
        self.set_printer(false, 3);
    }

    /// Sets a scale up, or changes one.
    pub fn set_scale(&self, scale: ScaleConfig) -> DevicesView {
        self.ask("set_scale", SetScale { scale })
    }

    /// Sets the first printer's proof up.
    pub fn set_printer(&self, never_answers: bool, proof_seconds: u32) {
        self.change_printer(|printer| {
            printer.never_answers = never_answers;
            printer.proof_seconds = proof_seconds;
        });
    }

    /// Changes how the first printer is set up; sets it up when there is none.
    pub fn change_printer(&self, change: impl FnOnce(&mut PrinterConfig)) {
        let mut printer = PrinterConfig {
            id: self.printer_id(),
            proof_seconds: 3,
            ..zpl_printer("Zebra", &self.printer)
        };
        change(&mut printer);
        self.ask::<Value>("set_printer", SetPrinter { printer });
    }

    /// Sets a further printer up.
    pub fn add_printer(&self, printer: PrinterConfig) -> PrinterId {
        let name = printer.name.clone();
        let view: DevicesView = self.ask("set_printer", SetPrinter { printer });
        let added = view.printers.iter().find(|p| p.name == name);
        added.expect("it is set up").id
    }

    /// Buys the label of a new order.
    pub fn bought(&self, number: &str, print: bool) -> ShipmentView {
        let draft = self.draft(self.order(number));
        self.ask("buy", self.purchase(&draft, "Own van", print))
    }

    /// Prints a shipment's labels.
    pub fn print(&self, id: ShipmentId) -> ShipmentView {
        self.ask(
            "print",
            json!({ "id": id, "reprint": false, "force": false }),
        )
    }

    /// The jobs that wait at the first printer or are not over, in order.
    pub fn jobs(&self) -> Vec<PrintJobView> {
        let queue: PrintQueueView = self.ask("print_queue", json!({}));
        queue
            .printers
            .into_iter()
            .next()
            .map(|p| p.jobs)
            .unwrap_or_default()
    }

    /// Waits until the printer has said that it is ready.
    pub fn until_ready(&self) {
        self.until("the printer was looked at", || {
            let state: BenchState = self.ask("bench", json!({}));
            (state.printer.state == PrinterCondition::Ready).then_some(())
        });
    }

    /// The id of the first printer that is set up; the one that asks for a new one before that.
    pub fn printer_id(&self) -> PrinterId {
        let state: BenchState = self.ask("bench", json!({}));
        let first = state.printers.first().and_then(|p| p.id);
        first.unwrap_or_else(PrinterConfig::new_id)
    }

    /// The folder of its profiles.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Starts the station over the folder.
    pub fn start(&mut self) {
        let runtime = Runtime::new().expect("a runtime");
        let app = Arc::new(app_with(
            self.home.path(),
            whereabouts(self.home.path()),
            self.clock,
        ));
        // A killed station is in this process, and a thread of it that computes holds the folder until it is done.
        let end = Instant::now() + DEADLINE;
        loop {
            let open = app.call("open_bench", json!({ "passphrase": PASSPHRASE }));
            match runtime.block_on(open) {
                Err(held) if held.code == Code::ProfileInUse && Instant::now() < end => {}
                opened => {
                    opened.expect("the bench opens");
                    break;
                }
            }
        }
        self.runtime = Some(runtime);
        self.app = Some(app);
    }

    /// Stops everything where it stands, as a power cut would: nothing is finished, nothing is told.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_millis(200));
        }
        self.app = None;
    }

    /// The station.
    pub fn app(&self) -> Arc<App> {
        Arc::clone(self.app.as_ref().expect("the station runs"))
    }

    /// What the station runs on.
    pub fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("the station runs")
    }

    /// Runs a command that must succeed.
    pub fn ask<A: DeserializeOwned>(&self, name: &str, request: impl Serialize) -> A {
        self.attempt(name, request)
            .unwrap_or_else(|f| panic!("{name}: {f:?}"))
    }

    /// Runs a command.
    pub fn attempt<A: DeserializeOwned>(
        &self,
        name: &str,
        request: impl Serialize,
    ) -> Result<A, Failure> {
        let request = serde_json::to_value(request).expect("a request");
        let answer = self.runtime().block_on(self.app().call(name, request))?;
        Ok(serde_json::from_value(answer).expect("the answer's type"))
    }

    /// Begins a command and leaves it running.
    pub fn begin(&self, name: &'static str, request: impl Serialize) {
        let request = serde_json::to_value(request).expect("a request");
        let app = self.app();
        self.runtime()
            .spawn(async move { app.call(name, request).await });
    }

    /// Waits until something holds, asking again and again.
    pub fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        while Instant::now() < end {
            if let Some(found) = look() {
                return found;
            }
            std::thread::yield_now();
            self.runtime().block_on(tokio::task::yield_now());
        }
        panic!("{what} did not come about within {DEADLINE:?}");
    }

    /// Types an order in.
    pub fn order(&self, number: &str) -> OrderId {
        let view: Value = self.ask("save_order", json!({
            "id": null, "number": number, "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV",
                         "postal_code": "89501", "country": "US", "phone": "+17755550123" },
            "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 2, "needs_shipping": true }]
        }));
        serde_json::from_value(view["order"]["id"].clone()).expect("an id")
    }

    /// A draft of an order, one parcel weighing 1.2 kg, typed.
    pub fn draft(&self, order: OrderId) -> ShipmentDraft {
        let view: NewShipmentView =
            self.ask("new_shipment", json!({ "order": order, "another": false }));
        self.with_weight(view.draft)
    }

    /// Gives each parcel of a draft 1.2 kg, typed.
    pub fn with_weight(&self, mut draft: ShipmentDraft) -> ShipmentDraft {
        for parcel in &mut draft.parcels {
            let weight: ParcelWeight =
                self.ask("weigh", json!({ "parcel": parcel.id, "typed": "1.2 kg" }));
            parcel.weight = Some(weight);
        }
        draft
    }

    /// Gives each parcel of a draft a size: 20 × 15 × 10 cm.
    pub fn with_size(&self, mut draft: ShipmentDraft) -> ShipmentDraft {
        for parcel in &mut draft.parcels {
            parcel.dimensions = Some(Dimensions {
                length: Length::from_mm(200),
                width: Length::from_mm(150),
                height: Length::from_mm(100),
            });
        }
        draft
    }

    /// Every price for a draft.
    pub fn rates(&self, draft: &ShipmentDraft) -> RateList {
        self.ask("rate", json!({ "request": "r", "draft": draft }))
    }

    /// What buying a draft takes: the cheapest rate of the account with a name.
    pub fn purchase(&self, draft: &ShipmentDraft, account: &str, print: bool) -> Buy {
        let list = self.rates(draft);
        let account = list
            .lines
            .iter()
            .find(|l| l.account_name == account)
            .expect("the account answered")
            .account;
        let rate = list
            .rates
            .into_iter()
            .find(|r| r.account == account)
            .expect("a rate");
        Buy {
            draft: draft.clone(),
            rate,
            accepted: None,
            print,
        }
    }

    /// Buys at Karrio so that nobody knows what came of it: it sold, its answer was lost, and it cannot be
    /// asked either.
    pub fn unknown(&self, number: &str) -> Buy {
        let draft = self.draft(self.order(number));
        let purchase = self.purchase(&draft, "Karrio", false);
        self.karrio
            .fail_next(Op::Purchase, Fault::after(Answer::Dropped));
        self.karrio
            .fail_all(Op::Shipment, Fault::instead(Answer::Html500));
        let lost = self.attempt::<Value>("buy", &purchase);
        assert_eq!(lost.expect_err("nobody knows").code, Code::PurchaseUnknown);
        purchase
    }

    /// A shipment as it is now.
    pub fn shipment(&self, id: ShipmentId) -> ShipmentView {
        self.ask("shipment", json!({ "id": id }))
    }

    /// Waits until the newest print job of a shipment is in a state.
    pub fn until_print(&self, id: ShipmentId, state: PrintState) -> ShipmentView {
        self.until(&format!("print job in {state:?}"), || {
            let view = self.shipment(id);
            let reached = view.jobs.first().is_some_and(|j| j.state == state);
            reached.then_some(view)
        })
    }

    /// Waits until the purchase of a shipment is in a state.
    pub fn until_purchase(&self, id: ShipmentId, state: PurchaseState) -> ShipmentView {
        self.until(&format!("purchase in {state:?}"), || {
            let view: Result<ShipmentView, _> = self.attempt("shipment", json!({ "id": id }));
            view.ok().filter(|v| v.purchase == state)
        })
    }

    /// Waits until the scale gives a parcel its weight.
    pub fn until_weighed(&self, parcel: ParcelId) -> Weight {
        self.until("a stable weight", || {
            let weight: Result<ParcelWeight, _> =
                self.attempt("weigh", json!({ "parcel": parcel, "typed": null }));
            weight.ok().map(|w| w.weight)
        })
    }

    /// What every scale shows, as the window sees it.
    pub fn scales(&self) -> Vec<ScaleView> {
        let state: BenchState = self.ask("bench", json!({}));
        state.scales
    }

    /// The active scale's reading as the window sees it.
    pub fn reading(&self) -> Value {
        let state: Value = self.ask("bench", json!({}));
        state["scale"]["reading"].clone()
    }

    /// Waits until the scale's reading is of a kind.
    pub fn until_reading(&self, kind: &str) {
        self.until(&format!("a reading that is {kind}"), || {
            (self.reading()["kind"] == kind).then_some(())
        });
    }

    /// Waits until the scale shows an empty pan.
    pub fn until_empty(&self) {
        self.until("an empty pan", || {
            (self.reading()["weight"] == 0).then_some(())
        });
    }

    /// Imports a file of orders.
    pub fn import(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<pb_station::api::ImportReport, Failure> {
        self.attempt("import_orders", json!({ "name": name, "base64": STANDARD.encode(bytes), "mapping": null, "draft": null }))
    }

    /// The orders that wait to be packed.
    pub fn queue(&self) -> OrderPage {
        self.ask("orders", json!({ "view": "queue" }))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.kill();
    }
}

/// How many labels a printer was sent the beginning of.
pub fn begun(printer: &SimPrinter) -> usize {
    let received = printer.received();
    received.windows(3).filter(|w| *w == b"^XA").count()
}

/// How a simulated printer is set up.
pub fn zpl_printer(name: &str, printer: &SimPrinter) -> PrinterConfig {
    let port = Port::Tcp {
        host: "127.0.0.1".into(),
        port: printer.port(),
    };
    PrinterConfig::label_printer(name, port, "zpl")
}

/// How a simulated scale is set up.
pub fn scale_at(scale: &SimScale, name: &str) -> ScaleConfig {
    ScaleConfig {
        id: String::new(),
        name: name.into(),
        port: Port::Tcp {
            host: "127.0.0.1".into(),
            port: scale.port(),
        },
        protocol: scale.protocol().into(),
        unit: Some(pb_domain::WeightUnit::Kg),
        reports_zero: true,
        pattern: None,
        only_stable: false,
    }
}

/// Another process's view of the same folder.
pub fn new_app(home: &Path) -> App {
    app_with(home, whereabouts(home), jiff::Timestamp::now)
}

/// The same on another machine, or for another user.
pub fn new_app_at(home: &Path, here: Whereabouts) -> App {
    app_with(home, here, jiff::Timestamp::now)
}

/// The same with a clock of the test's own.
pub fn new_app_with_clock(home: &Path, clock: fn() -> jiff::Timestamp) -> App {
    app_with(home, whereabouts(home), clock)
}

fn app_with(home: &Path, here: Whereabouts, clock: fn() -> jiff::Timestamp) -> App {
    App::new(AppOptions {
        home: home.to_owned(),
        bench: "bench".into(),
        demo: None,
        fonts: fonts(),
        clock,
        here,
    })
}

/// A machine whose user's state folder lies in a folder of the test.
pub fn whereabouts(home: &Path) -> Whereabouts {
    Whereabouts {
        state: home.join("state"),
        machine: "the machine of this test".into(),
    }
}
