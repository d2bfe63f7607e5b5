//! What a host holds: no profile yet, or an open one, here or in the process that owns it.
use crate::Station;
use crate::api::{
    self, AccountDraft, AppState, BoxDraft, Code, Event, Failure, ImportFile, OpenBench,
    PrinterConfig, ProfileInfo, Result, ShipFromDraft,
};
use crate::handover::{self, Socket};
use crate::key::{self, KeySource};
use crate::profile::{ProfileFile, ProfileFolder, new_station_id};
use crate::{accounts, devices, import, settings};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use pb_devices::ScaleConfig;
use pb_store::Store;
use std::any::Any;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, broadcast};
use tokio::task::JoinHandle;

/// Events a slow host may lag behind before it misses some.
const EVENT_BACKLOG: usize = 1024;
const DEMO: &str = "demo";

/// How a host starts.
pub struct AppOptions {
    /// The folder that holds the profiles.
    pub home: PathBuf,
    /// Name of the merchant's own profile; `bench` unless a host offers several.
    pub bench: String,
    /// The demo bench, in builds that have it.
    pub demo: Option<Arc<dyn DemoBench>>,
    /// Folder with the fonts labels are drawn with.
    pub fonts: PathBuf,
    /// What time it is.
    pub clock: fn() -> Timestamp,
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
pub struct App {
    options: AppOptions,
    events: broadcast::Sender<Event>,
    open: Mutex<Option<Open>>,
}

/// An open profile.
enum Open {
    /// This process owns it.
    Here(Box<Here>),
    /// Another process owns it.
    There {
        socket: Socket,
        info: ProfileInfo,
        follower: JoinHandle<()>,
    },
}

struct Here {
    station: Station,
    server: JoinHandle<()>,
    _lock: File,
    _simulation: Option<Box<dyn Any + Send + Sync>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("home", &self.options.home)
            .finish_non_exhaustive()
    }
}

impl App {
    /// A host without a profile.
    pub fn new(options: AppOptions) -> Self {
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        Self {
            options,
            events,
            open: Mutex::new(None),
        }
    }

    /// Where things stand.
    pub async fn state(&self) -> AppState {
        match &*self.open.lock().await {
            Some(Open::Here(here)) => AppState::Open {
                profile: here.station.profile.clone(),
            },
            Some(Open::There { info, .. }) => AppState::Open {
                profile: info.clone(),
            },
            None => {
                let demo = self.options.demo.is_some();
                if self.bench_folder().exists() {
                    AppState::Locked { demo }
                } else {
                    AppState::Welcome {
                        demo,
                        keychain: key::keychain_works().await,
                    }
                }
            }
        }
    }

    /// Opens the merchant's own profile at start, when it exists and needs no passphrase.
    pub async fn open_if_unlocked(&self) -> AppState {
        let folder = self.bench_folder();
        let wants_passphrase = folder.read().map_or(true, |file| {
            matches!(file.key, KeySource::Passphrase { .. })
        });
        let owned_elsewhere = folder.exists() && matches!(folder.lock(), Ok(None));
        if folder.exists()
            && (owned_elsewhere || !wants_passphrase)
            && let Err(failure) = self.open_bench(OpenBench::default()).await
        {
            tracing::warn!(%failure, "the bench did not open by itself");
        }
        self.state().await
    }

    /// Opens the demo profile, starting the simulation. It begins afresh each time: the simulated
    /// carrier forgets, and so must the demo.
    pub async fn open_demo(&self) -> Result<AppState> {
        let Some(demo) = &self.options.demo else {
            return Err(Failure::new(
                Code::Precondition,
                "This build has no demo bench",
            ));
        };
        let mut open = self.open.lock().await;
        self.shut(&mut open).await;
        let folder = ProfileFolder::new(&self.options.home, DEMO);
        folder.make()?;
        let socket = Socket::of(folder.path());
        let Some(lock) = folder.lock()? else {
            *open = Some(self.join(socket).await?);
            return Ok(self.tell(&open));
        };
        folder.empty()?;
        let file = ProfileFile {
            station: new_station_id()?,
            key: KeySource::Demo,
        };
        folder.write(&file)?;
        let setup = demo.start().await.map_err(|e| {
            Failure::new(Code::Internal, format!("The demo bench cannot start: {e}"))
                .hint("Another program may block this machine's own connections")
        })?;
        let station = self.start(&folder, &file, None, true).await?;
        furnish(&station, &setup).await?;
        let server = handover::serve(&station, &socket, &self.events)?;
        *open = Some(Open::Here(Box::new(Here {
            station,
            server,
            _lock: lock,
            _simulation: Some(setup.keep),
        })));
        Ok(self.tell(&open))
    }

    /// Opens the merchant's own profile, making it when it does not exist.
    pub async fn open_bench(&self, request: OpenBench) -> Result<AppState> {
        let mut open = self.open.lock().await;
        let folder = self.bench_folder();
        let passphrase = request.passphrase.as_deref().filter(|p| !p.is_empty());
        folder.make()?;
        let socket = Socket::of(folder.path());
        let Some(lock) = folder.lock()? else {
            let joined = self.join(socket).await?;
            self.shut(&mut open).await;
            *open = Some(joined);
            return Ok(self.tell(&open));
        };
        let file = if folder.exists() {
            folder.read()?
        } else {
            let station = new_station_id()?;
            let (source, key) = key::make(&station, passphrase).await?;
            let file = ProfileFile {
                station,
                key: source,
            };
            // The database first: a stop in between leaves a profile that is still to be made.
            Store::open(&folder.database(), &key, &file.station)
                .await?
                .close()
                .await;
            folder.write(&file)?;
            file
        };
        let station = self.start(&folder, &file, passphrase, false).await?;
        let server = handover::serve(&station, &socket, &self.events)?;
        self.shut(&mut open).await;
        *open = Some(Open::Here(Box::new(Here {
            station,
            server,
            _lock: lock,
            _simulation: None,
        })));
        Ok(self.tell(&open))
    }

    /// Runs a command by name: `app_state`, `open_demo`, `open_bench`, or one of
    /// [`crate::api::COMMANDS`], here or in the process that owns the profile.
    pub async fn call(&self, name: &str, request: serde_json::Value) -> Result<serde_json::Value> {
        let state = match name {
            "app_state" => Some(self.state().await),
            "open_demo" => Some(self.open_demo().await?),
            "open_bench" => {
                let request = serde_json::from_value(request.clone()).map_err(|e| {
                    Failure::new(
                        Code::Invalid,
                        format!("The request of “open_bench” cannot be read: {e}"),
                    )
                })?;
                Some(self.open_bench(request).await?)
            }
            _ => None,
        };
        if let Some(state) = state {
            return serde_json::to_value(state)
                .map_err(|e| Failure::new(Code::Internal, e.to_string()));
        }
        enum To {
            Here(Station),
            There(Socket),
        }
        let to = match &*self.open.lock().await {
            Some(Open::Here(here)) => To::Here(here.station.clone()),
            Some(Open::There { socket, .. }) => To::There(socket.clone()),
            None => {
                return Err(Failure::new(Code::Passphrase, "No bench is open")
                    .hint("Open the demo or your own bench first"));
            }
        };
        match to {
            To::Here(station) => api::call(&station, name, request).await,
            To::There(socket) => handover::hand_over(&socket, name, request).await,
        }
    }

    /// Everything pushed to the window.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Closes the profile in order.
    pub async fn close(&self) {
        let mut open = self.open.lock().await;
        self.shut(&mut open).await;
    }

    fn bench_folder(&self) -> ProfileFolder {
        ProfileFolder::new(&self.options.home, &self.options.bench)
    }

    async fn shut(&self, open: &mut Option<Open>) {
        match open.take() {
            Some(Open::Here(here)) => {
                here.server.abort();
                here.station.stop().await;
            }
            Some(Open::There { follower, .. }) => follower.abort(),
            None => {}
        }
    }

    /// Joins the process that owns a profile.
    async fn join(&self, socket: Socket) -> Result<Open> {
        let info = handover::profile(&socket).await?;
        let follower = tokio::spawn(handover::follow(socket.clone(), self.events.clone()));
        Ok(Open::There {
            socket,
            info,
            follower,
        })
    }

    async fn start(
        &self,
        folder: &ProfileFolder,
        file: &ProfileFile,
        passphrase: Option<&str>,
        demo: bool,
    ) -> Result<Station> {
        let key = key::open(&file.key, &file.station, passphrase).await?;
        let store = Store::open(&folder.database(), &key, &file.station).await?;
        let info = ProfileInfo {
            name: if demo {
                "Demo bench".into()
            } else {
                self.options.bench.clone()
            },
            demo,
            folder: folder.path().display().to_string(),
            handed_over: false,
            version: env!("CARGO_PKG_VERSION").into(),
        };
        Station::start(
            store,
            info,
            &self.options.fonts,
            self.options.clock,
            self.events.clone(),
        )
        .await
    }

    fn tell(&self, open: &Option<Open>) -> AppState {
        let profile = match open {
            Some(Open::Here(here)) => here.station.profile.clone(),
            Some(Open::There { info, .. }) => info.clone(),
            None => {
                return AppState::Locked {
                    demo: self.options.demo.is_some(),
                };
            }
        };
        let state = AppState::Open { profile };
        // No host listening is fine.
        let _ = self.events.send(Event::App {
            state: state.clone(),
        });
        state
    }
}

/// Puts the simulated devices, the simulated carrier and the sample orders into a fresh demo profile.
async fn furnish(station: &Station, setup: &DemoSetup) -> Result<()> {
    settings::save_address(station, setup.ship_from.clone()).await?;
    for preset in &setup.boxes {
        settings::save_box(station, preset.clone()).await?;
    }
    for account in &setup.accounts {
        accounts::save_for_demo(station, account.clone()).await?;
    }
    devices::save_scale(station, Some(&setup.scale)).await?;
    devices::save_printer(station, Some(&setup.printer)).await?;
    let (name, bytes) = &setup.orders;
    let file = ImportFile {
        name: name.clone(),
        base64: STANDARD.encode(bytes),
        mapping: None,
        draft: None,
    };
    import::run(station, file).await?;
    Ok(())
}
