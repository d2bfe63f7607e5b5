//! What a host holds: no profile yet, or an open one, here or in the process that owns it.
use crate::api::{AccountDraft, AppState, BoxDraft, Event, OpenBench, PrinterConfig, Result, ShipFromDraft};
use async_trait::async_trait;
use pb_devices::ScaleConfig;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::broadcast;

/// How a host starts.
pub struct AppOptions {
    /// The folder that holds the profiles.
    pub home: PathBuf,
    /// The demo bench, in builds that have it.
    pub demo: Option<Arc<dyn DemoBench>>,
    /// Folder with the fonts labels are drawn with.
    pub fonts: PathBuf,
}

/// Starts simulated devices and a simulated carrier; they stop when the answer is dropped.
#[async_trait]
pub trait DemoBench: Send + Sync {
    /// Starts them and says how a station reaches them.
    async fn start(&self) -> std::result::Result<DemoSetup, String>;
}

/// What a demo profile is set up with.
pub struct DemoSetup {
    /// The simulated scale.
    pub scale: ScaleConfig,
    /// The simulated printer.
    pub printer: PrinterConfig,
    /// Accounts at the simulated carrier, and a tariff.
    pub accounts: Vec<AccountDraft>,
    /// From where.
    pub ship_from: ShipFromDraft,
    /// Boxes.
    pub boxes: Vec<BoxDraft>,
    /// Sample orders: file name and contents.
    pub orders: (String, Vec<u8>),
    /// Keeps the simulation alive.
    pub keep: Box<dyn std::any::Any + Send + Sync>,
}

/// The one object behind every host.
pub struct App {}

impl App {
    /// A host without a profile.
    pub fn new(_options: AppOptions) -> Self {
        unimplemented!()
    }

    /// Where things stand.
    pub async fn state(&self) -> AppState {
        unimplemented!()
    }

    /// Opens the demo profile, starting the simulation.
    pub async fn open_demo(&self) -> Result<AppState> {
        unimplemented!()
    }

    /// Opens the merchant's own profile, making it when it does not exist.
    pub async fn open_bench(&self, _request: OpenBench) -> Result<AppState> {
        unimplemented!()
    }

    /// Runs a command by name: `app_state`, `open_demo`, `open_bench`, or one of
    /// [`crate::api::COMMANDS`], here or in the process that owns the profile.
    pub async fn call(&self, _name: &str, _request: serde_json::Value) -> Result<serde_json::Value> {
        unimplemented!()
    }

    /// Everything pushed to the window.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        unimplemented!()
    }

    /// Closes the profile in order.
    pub async fn close(&self) {
        unimplemented!()
    }
}
