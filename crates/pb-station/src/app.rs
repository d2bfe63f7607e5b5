//! What a host holds: no profile yet, or an open one, here or in the process that owns it.
use crate::Station;
use crate::api::{
    self, AccountDraft, AppState, BackupReason, BackupRef, BoxDraft, Code, Event, Failure,
    FindBackups, ImportFile, OpenBench, PrinterConfig, ProfileInfo, RestoredView, Result,
    ShipFromDraft,
};
use crate::copied::{self, Whereabouts, Witness};
use crate::handover::{self, Socket};
use crate::key::{self, OpenedBy, Slot};
use crate::profile::{ProfileFile, ProfileFolder, new_station_id};
use crate::safety::{self, Safe, backup, swap};
use crate::{accounts, doctor, import, people, printers, scale, settings};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use pb_devices::ScaleConfig;
use pb_store::{CopyKind, DatabaseKey, Store};
use std::any::Any;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Mutex, broadcast};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Events a slow host may lag behind before it misses some.
const EVENT_BACKLOG: usize = 1024;
const DEMO: &str = "demo";
/// How long the process that owns a profile may take to close it and open it again, as a restore and a
/// new database key do.
const REOPENING: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

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
    /// The machine and the user, by which a copied bench is noticed.
    pub here: Whereabouts,
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
pub struct App(Arc<Shared>);

/// What an app is made of; only this crate sees into it.
pub struct Shared {
    options: AppOptions,
    events: broadcast::Sender<Event>,
    open: Mutex<Option<Open>>,
    /// Under which a person is signed in here and in no other process: nobody can guess it.
    host: String,
    me: Weak<Shared>,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
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
            .field("home", &self.0.options.home)
            .finish_non_exhaustive()
    }
}

impl App {
    /// A host without a profile.
    pub fn new(options: AppOptions) -> Self {
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        Self(Arc::new_cyclic(|me| Shared {
            options,
            events,
            open: Mutex::new(None),
            host: uuid::Uuid::new_v4().to_string(),
            me: Weak::clone(me),
        }))
    }
}

impl Shared {
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
        let owned_elsewhere = folder.exists() && matches!(folder.lock(), Ok(None));
        let may_open = owned_elsewhere
            || swap::is_pending(&folder)
            || folder.read().is_ok_and(|file| file.has_keychain());
        if folder.exists()
            && may_open
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
        let file = ProfileFile::new(new_station_id()?, Slot::Demo);
        folder.write(&file)?;
        let setup = demo.start().await.map_err(|e| {
            Failure::new(Code::Internal, format!("The demo bench cannot start: {e}"))
                .hint("Another program may block this machine's own connections")
        })?;
        let opened = key::open(&file.slots, None).await?;
        let station = self.start(&folder, file, opened, None, true).await?;
        if let Err(failure) = furnish(&station, &setup).await {
            station.stop().await;
            return Err(failure);
        }
        let server = self.serve(&station, &socket).await?;
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
        let socket = Socket::of(folder.path());
        match &*open {
            Some(Open::Here(here)) if !here.station.profile.demo => return Ok(self.tell(&open)),
            Some(Open::There { socket: joined, .. })
                if *joined == socket && handover::profile(joined).await.is_ok() =>
            {
                return Ok(self.tell(&open));
            }
            _ => {}
        }
        folder.make()?;
        let Some(lock) = folder.lock()? else {
            let joined = self.join(socket).await?;
            self.shut(&mut open).await;
            *open = Some(joined);
            return Ok(self.tell(&open));
        };
        swap::finish(&folder)?;
        let (file, opened) = if folder.exists() {
            let file = folder.read()?;
            let opened = match &file.key {
                Some(earlier) => key::open_earlier(earlier, &file.station, passphrase).await?,
                None => key::open(&file.slots, passphrase).await?,
            };
            (file, opened)
        } else if folder.database().exists() {
            return Err(Failure::new(
                Code::Storage,
                format!(
                    "{} holds a bench's database, but profile.json, which says how it is opened, is gone",
                    folder.path().display()
                ),
            )
            .hint("Put profile.json back from a copy of the folder, or restore a backup. To begin anew, move the folder away first"));
        } else {
            let station = new_station_id()?;
            let key = key::new_database_key()?;
            let (slot, by) = match passphrase {
                Some(word) => (
                    key::passphrase_slot(word, &key).await?,
                    OpenedBy::Passphrase,
                ),
                None => (
                    key::keychain_slot(&station, &key).await?,
                    OpenedBy::Keychain,
                ),
            };
            let file = ProfileFile::new(station, slot);
            // Before the database: what is written must never lack the way to its key.
            folder.write(&file)?;
            (file, (key, by))
        };
        let station = self.start(&folder, file, opened, passphrase, false).await?;
        let server = self.serve(&station, &socket).await?;
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
            "open_bench" => Some(self.open_bench(read(name, request.clone())?).await?),
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
            Some(Open::Here(here)) => Some(To::Here(here.station.clone())),
            Some(Open::There { socket, .. }) => Some(To::There(socket.clone())),
            None => None,
        };
        let Some(to) = to else {
            return self.call_at_door(name, request).await;
        };
        let socket = match to {
            To::Here(station) => return people::call(&station, &self.host, name, request).await,
            To::There(socket) => socket,
        };
        let end = Instant::now() + REOPENING;
        loop {
            if let Some(answer) =
                handover::hand_over(&socket, &self.host, name, request.clone()).await?
            {
                return Ok(answer);
            }
            if !self.is_reopening(&socket) || Instant::now() > end {
                break;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        // Nobody is there any more, and nothing was handed over.
        self.owner_went(&socket).await;
        let to = match &*self.open.lock().await {
            Some(Open::Here(here)) => To::Here(here.station.clone()),
            Some(Open::There { socket, .. }) => To::There(socket.clone()),
            None => {
                return Err(Failure::new(
                    Code::Passphrase,
                    "The Packbench that had this bench open was closed",
                )
                .hint("Open the bench here"));
            }
        };
        match to {
            To::Here(station) => people::call(&station, &self.host, name, request).await,
            To::There(socket) => handover::hand_over(&socket, &self.host, name, request)
                .await?
                .ok_or_else(handover::does_not_answer),
        }
    }

    /// Whether nobody listens at a bench's socket while its folder is still held.
    fn is_reopening(&self, socket: &Socket) -> bool {
        let folder = self.bench_folder();
        *socket == Socket::of(folder.path()) && matches!(folder.lock(), Ok(None))
    }

    /// The commands that need no open bench.
    async fn call_at_door(
        &self,
        name: &str,
        request: serde_json::Value,
    ) -> Result<serde_json::Value> {
        let answer = match name {
            "door" => {
                let request: FindBackups = read(name, request)?;
                serde_json::to_value(safety::find_backups(&self.bench_folder(), request).await?)
            }
            "restore_backup" => {
                let request: BackupRef = read(name, request)?;
                serde_json::to_value(self.restore_at_door(request).await?)
            }
            // What can be seen from outside is worth seeing when the bench does not open.
            "doctor" => serde_json::to_value(
                doctor::outside(&self.bench_folder(), self.options.clock).await,
            ),
            _ => {
                return Err(Failure::new(Code::Passphrase, "No bench is open")
                    .hint("Open the demo or your own bench first"));
            }
        };
        answer.map_err(|e| Failure::new(Code::Internal, e.to_string()))
    }

    /// Puts a backup in the place of a bench that is locked, or where there is none, and opens it.
    async fn restore_at_door(&self, request: BackupRef) -> Result<RestoredView> {
        let mut open = self.open.lock().await;
        let folder = self.bench_folder();
        folder.make()?;
        let Some(lock) = folder.lock()? else {
            return Err(
                Failure::new(Code::ProfileInUse, "Another Packbench has this bench open")
                    .hint("Restore it there, or close it first"),
            );
        };
        let now = (self.options.clock)();
        let (opened, made_at, set_aside) = safety::at_door(&folder, now, &request).await?;
        let secret = request.secret.as_deref();
        let file = folder.read()?;
        let station = self
            .start(&folder, file, (opened.key, opened.by), secret, false)
            .await?;
        let server = self.serve(&station, &Socket::of(folder.path())).await?;
        *open = Some(Open::Here(Box::new(Here {
            station,
            server,
            _lock: lock,
            _simulation: None,
        })));
        Ok(RestoredView {
            state: self.tell(&open),
            made_at,
            set_aside,
        })
    }

    /// Closes the bench that is open here, lets work be done on its folder with its key, and opens what
    /// is there then with the key that the work answers. Work that fails leaves the bench as it was.
    pub(crate) async fn while_closed<T>(
        &self,
        work: impl AsyncFnOnce(
            &ProfileFolder,
            &DatabaseKey,
            OpenedBy,
        ) -> Result<((DatabaseKey, OpenedBy), T)>,
    ) -> Result<(Station, T)> {
        let mut open = self.open.lock().await;
        let Some(Open::Here(here)) = open.take_if(|o| matches!(o, Open::Here(_))) else {
            return Err(Failure::new(
                Code::Precondition,
                "This bench is not open here any more",
            ));
        };
        let Here {
            station,
            server,
            _lock: lock,
            _simulation,
        } = *here;
        server.abort();
        station.stop().await;
        let (folder, key, by) = station.safe.opening();
        let worked = work(&folder, &key, by).await;
        let (opened, worked) = match worked {
            Ok((opened, worked)) => (opened, Ok(worked)),
            Err(failure) => ((key, by), Err(failure)),
        };
        let reopened = async {
            let station = self
                .start(&folder, folder.read()?, opened, None, false)
                .await?;
            let server = self.serve(&station, &Socket::of(folder.path())).await?;
            Ok::<_, Failure>((station, server))
        };
        let (station, server) = match reopened.await {
            Ok(reopened) => reopened,
            Err(failure) => {
                self.tell(&open);
                return Err(failure);
            }
        };
        *open = Some(Open::Here(Box::new(Here {
            station: station.clone(),
            server,
            _lock: lock,
            _simulation,
        })));
        self.tell(&open);
        Ok((station, worked?))
    }

    /// The process that owned the profile is gone: the bench is opened here, where no passphrase is asked.
    async fn owner_went(&self, gone: &Socket) {
        let mut open = self.open.lock().await;
        let demo = match &*open {
            Some(Open::There { socket, info, .. }) if socket == gone => info.demo,
            // Another call noticed it before.
            _ => return,
        };
        self.shut(&mut open).await;
        drop(open);
        let state = if demo {
            self.state().await
        } else {
            self.open_if_unlocked().await
        };
        self.emit_state(state);
    }

    /// Gives a manager a new PIN. Only a process that opened the database itself, and so had its key, may; that
    /// is why it is no command.
    pub async fn reset_manager(&self, name: &str, pin: &str) -> Result<()> {
        let station = match &*self.open.lock().await {
            Some(Open::Here(here)) => here.station.clone(),
            Some(Open::There { .. }) => {
                return Err(Failure::new(
                    Code::ProfileInUse,
                    "Another Packbench has this bench open",
                )
                .hint("Close its window and every other `pb`, then do it again: whoever opens the bench proves to be its owner"));
            }
            None => {
                return Err(Failure::new(Code::Passphrase, "No bench is open"));
            }
        };
        people::reset(&station, name, pin).await
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

    /// Lets other processes in; a station that cannot is stopped, since its folder is let go.
    async fn serve(&self, station: &Station, socket: &Socket) -> Result<JoinHandle<()>> {
        match handover::serve(station, socket, &self.events) {
            Ok(server) => Ok(server),
            Err(failure) => {
                station.stop().await;
                Err(failure)
            }
        }
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

    /// Opens the database of a folder and starts a station over it: backs up before a migration, moves
    /// a profile of the earlier form on, and notices a copy before anything else may happen.
    async fn start(
        &self,
        folder: &ProfileFolder,
        mut file: ProfileFile,
        (key, by): (DatabaseKey, OpenedBy),
        passphrase: Option<&str>,
        demo: bool,
    ) -> Result<Station> {
        let now = (self.options.clock)();
        if !demo {
            backup::tidy(folder, &file.backups);
        }
        if Store::wants_migration(&folder.database(), &key).await? {
            let source = backup::Source {
                folder,
                file: &file,
                key: &key,
            };
            backup::make(source, BackupReason::Migration, now).await?;
        }
        let mut store = Store::open(&folder.database(), &key, &file.station).await?;
        doctor::folder::tighten(folder.path())?;
        if file.key.is_some() {
            file = safety::move_on(file, &key, passphrase).await?;
            folder.write(&file)?;
        }
        let witness = if demo {
            Witness::none()
        } else {
            let here = &self.options.here;
            let found = copied::look(&store, here, folder.path(), file.came_back).await?;
            if found.copy == Some(CopyKind::Cloned) {
                file = as_a_bench_of_its_own(file, &key, by).await?;
                folder.write(&file)?;
                store = store.renamed(&file.station);
            }
            let witness = copied::act(&store, here, found, now).await?;
            if file.came_back {
                file.came_back = false;
                folder.write(&file)?;
            }
            witness
        };
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
        let owner = Weak::clone(&self.me);
        let safe = Safe::new(folder.clone(), file, (key, by), witness, owner);
        Station::start(
            store,
            info,
            &self.options.fonts,
            self.options.clock,
            self.events.clone(),
            safe,
        )
        .await
    }

    fn tell(&self, open: &Option<Open>) -> AppState {
        let profile = match open {
            Some(Open::Here(here)) => here.station.profile.clone(),
            Some(Open::There { info, .. }) => info.clone(),
            None => {
                let state = AppState::Locked {
                    demo: self.options.demo.is_some(),
                };
                self.emit_state(state.clone());
                return state;
            }
        };
        let state = AppState::Open { profile };
        self.emit_state(state.clone());
        state
    }

    fn emit_state(&self, state: AppState) {
        // No host listening is fine.
        let _ = self.events.send(Event::App { state });
    }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, request: serde_json::Value) -> Result<T> {
    serde_json::from_value(request).map_err(|e| api::unreadable(name, &e))
}

/// A clone takes a station's id of its own, and never shares a key in the keychain with its twin: what
/// one of them takes away the other would miss.
async fn as_a_bench_of_its_own(
    mut file: ProfileFile,
    key: &DatabaseKey,
    by: OpenedBy,
) -> Result<ProfileFile> {
    file.station = new_station_id()?;
    file.forget.clear();
    file.slots
        .retain(|slot| !matches!(slot, Slot::Keychain { .. }));
    if by == OpenedBy::Keychain {
        file.slots
            .insert(0, key::keychain_slot(&file.station, key).await?);
    }
    Ok(file)
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
    scale::save(station, setup.scale.clone()).await?;
    printers::save(station, setup.printer.clone()).await?;
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
