//! What holds the station: the open profile, typed calls, and finding what a person names.
use crate::args::Global;
use crate::folders;
use crate::output::Output;
use pb_domain::{Direction, OrderId, ShipmentId};
use pb_station::api::{
    AllowOnce, AppState, Code, Event, Failure, Nothing, OpenBench, OrderRef, OrderView, Result,
    Scan, ScanResult, ShipmentRef, ShipmentView, SignIn,
};
use pb_station::{App, AppOptions, DemoBench, Whereabouts};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::Instant;

/// Holds the passphrase where no keychain holds the key.
const PASSPHRASE: &str = "PACKBENCH_PASSPHRASE";
/// Hold PINs, where nobody can be asked.
const PIN: &str = "PACKBENCH_PIN";
const MANAGER_PIN: &str = "PACKBENCH_MANAGER_PIN";
/// How long another process may take to open the profile or to let it go.
const OTHERS_PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The station as a command uses it.
pub(crate) struct Host {
    app: App,
    demo: bool,
    passphrase: Mutex<Option<String>>,
    /// Who does it, at a bench with operators.
    operator: Option<String>,
    /// Who allows what takes a manager.
    manager: Option<String>,
    /// How answers are given.
    pub(crate) output: Output,
}

/// What a person named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// An order without a shipment.
    Order(OrderId),
    /// A shipment: by its own number or id, or as the newest of the order that was named.
    Shipment { id: ShipmentId, by_order: bool },
}

impl Host {
    /// A host without a profile.
    pub(crate) fn new(global: &Global, demo: bool) -> Result<Self> {
        let home = folders::home(global.home.as_deref())?;
        let options = AppOptions {
            here: Whereabouts::of_this_user(&home),
            home,
            bench: global.profile.clone(),
            demo: demo_bench(),
            fonts: folders::fonts(),
            clock: jiff::Timestamp::now,
        };
        Ok(Self {
            app: App::new(options),
            demo,
            passphrase: Mutex::new(std::env::var(PASSPHRASE).ok().filter(|p| !p.is_empty())),
            operator: global.operator.clone(),
            manager: global.manager.clone(),
            output: Output { json: global.json },
        })
    }

    /// Opens the profile; one that is being opened or let go by another process is waited for.
    pub(crate) async fn open(&self, make: bool) -> Result<()> {
        let deadline = Instant::now() + OTHERS_PATIENCE;
        loop {
            let opened = if self.demo {
                self.app.open_demo().await
            } else {
                self.open_bench(make).await
            };
            match opened {
                Err(failure)
                    if failure.code == Code::ProfileInUse
                        && failure.retry
                        && Instant::now() < deadline =>
                {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                other => return other.map(|_| ()),
            }
        }
    }

    async fn open_bench(&self, make: bool) -> Result<AppState> {
        let new = match self.app.state().await {
            AppState::Welcome { .. } if !make => {
                return Err(Failure::new(Code::NotFound, "There is no bench here yet")
                    .hint("Make one with `pb setup ship-from …`, see `pb setup --help`; or try `pb demo`"));
            }
            AppState::Welcome { keychain, .. } => Some(keychain),
            AppState::Locked { .. } | AppState::Open { .. } => None,
        };
        if new == Some(false) && self.known_passphrase().is_none() {
            self.remember(ask_new_passphrase().await?);
        }
        match self
            .app
            .open_bench(OpenBench {
                passphrase: self.known_passphrase(),
            })
            .await
        {
            // A locked keychain is worth trying again; a passphrase that was not given is asked for.
            Err(failure)
                if failure.code == Code::Passphrase
                    && !failure.retry
                    && self.known_passphrase().is_none() =>
            {
                let Some(passphrase) = ask("Passphrase of the bench: ").await? else {
                    return Err(failure);
                };
                let state = self
                    .app
                    .open_bench(OpenBench {
                        passphrase: Some(passphrase.clone()),
                    })
                    .await?;
                self.remember(passphrase);
                Ok(state)
            }
            other => other,
        }
    }

    /// Opens what `pb serve` can open without asking; the window asks for the rest.
    pub(crate) async fn open_quietly(&self) -> Result<()> {
        let exists = !matches!(self.app.state().await, AppState::Welcome { .. });
        if self.demo || (exists && self.known_passphrase().is_some()) {
            return self.open(false).await;
        }
        self.app.open_if_unlocked().await;
        Ok(())
    }

    /// The passphrase of the bench as far as it was given, or the recovery code in its place.
    pub(crate) fn known_passphrase(&self) -> Option<String> {
        self.passphrase
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn remember(&self, passphrase: String) {
        *self
            .passphrase
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(passphrase);
    }

    /// Runs a command of the station.
    pub(crate) async fn call<Ans: DeserializeOwned>(
        &self,
        name: &str,
        request: &(impl Serialize + Sync),
    ) -> Result<Ans> {
        let request = serde_json::to_value(request).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The request of “{name}” cannot be written: {e}"),
            )
        })?;
        let answer = self.call_value(name, request).await?;
        serde_json::from_value(answer).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The answer of “{name}” cannot be read: {e}"),
            )
            .hint("Another version of Packbench may own this profile: close it")
        })
    }

    /// Runs a command of the station, JSON in and out. At a bench with operators whoever was named signs in
    /// first, and a manager who was named allows what takes one.
    pub(crate) async fn call_value(&self, name: &str, request: Value) -> Result<Value> {
        let mut answer = self.call_open(name, request.clone()).await;
        if code(&answer) == Some(Code::SignIn)
            && let Some(operator) = &self.operator
        {
            let sign_in = SignIn {
                name: operator.clone(),
                pin: self.pin_of(operator).await?,
            };
            self.about_people("sign_in", &sign_in).await?;
            answer = self.call_open(name, request.clone()).await;
        }
        if code(&answer) == Some(Code::ManagerNeeded)
            && let Some(manager) = &self.manager
        {
            let allow = AllowOnce {
                command: name.to_owned(),
                name: manager.clone(),
                pin: pin(MANAGER_PIN, manager).await?,
            };
            self.about_people("allow_once", &allow).await?;
            answer = self.call_open(name, request).await;
        }
        answer
    }

    async fn about_people(&self, name: &str, request: &impl Serialize) -> Result<()> {
        let request = serde_json::to_value(request)
            .map_err(|e| Failure::new(Code::Internal, e.to_string()))?;
        self.call_open(name, request).await.map(drop)
    }

    /// Who was named as the one who does it.
    pub(crate) fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The PIN of whoever does it, from the environment or asked.
    pub(crate) async fn pin_of(&self, name: &str) -> Result<String> {
        pin(PIN, name).await
    }

    /// Gives a manager a new PIN, which takes a process that opened the bench itself.
    pub(crate) async fn reset_manager(&self, name: &str, pin: &str) -> Result<()> {
        self.app.reset_manager(name, pin).await
    }

    /// Runs a command of the station, JSON in and out. When the process that owned the profile went
    /// before it was handed anything, and only the passphrase keeps this one from taking over, it does.
    async fn call_open(&self, name: &str, request: Value) -> Result<Value> {
        match self.app.call(name, request.clone()).await {
            Err(failure)
                if failure.code == Code::Passphrase
                    && name != "open_bench"
                    && self.may_take_over().await =>
            {
                self.open(false).await?;
                self.app.call(name, request).await
            }
            other => other,
        }
    }

    async fn may_take_over(&self) -> bool {
        !self.demo
            && self.known_passphrase().is_some()
            && matches!(self.app.state().await, AppState::Locked { .. })
    }

    /// Where things stand.
    pub(crate) async fn state(&self) -> AppState {
        self.app.state().await
    }

    /// Everything the station pushes.
    pub(crate) fn events(&self) -> broadcast::Receiver<Event> {
        self.app.events()
    }

    /// Closes the profile; what a carrier was asked, and a label that is printing, are waited for.
    pub(crate) async fn close(&self) {
        if self.operator.is_some() {
            // Where nobody was signed in, nothing happens.
            let _ = self.app.call("sign_out", Value::Null).await;
        }
        self.app.close().await;
    }

    /// What a person named: as a scan would find it, else by id.
    pub(crate) async fn find(&self, text: &str) -> Result<Named> {
        match self.call("scan", &Scan { text: text.to_owned() }).await? {
            ScanResult::Order { id } | ScanResult::Held { id, .. } => Ok(Named::Order(id)),
            ScanResult::Shipment { id, by_order } => Ok(Named::Shipment { id, by_order }),
            ScanResult::Several { count } => {
                Err(Failure::new(Code::Invalid, format!("{count} orders or shipments are called {text}"))
                    .hint("Name one by its id: `pb orders --view all --search TEXT --json` and `pb shipments TEXT --json` show ids"))
            }
            ScanResult::Nothing | ScanResult::Command { .. } => self.find_by_id(text.trim()).await,
        }
    }

    async fn find_by_id(&self, text: &str) -> Result<Named> {
        if let Ok(id) = text.parse::<ShipmentId>() {
            match self.shipment(id).await {
                Ok(_) => {
                    return Ok(Named::Shipment {
                        id,
                        by_order: false,
                    });
                }
                Err(failure) if failure.code == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
            let id = OrderId(id.0);
            match self.order(id).await {
                Ok(order) => {
                    return Ok(
                        newest(&order).map_or(Named::Order(id), |id| Named::Shipment {
                            id,
                            by_order: true,
                        }),
                    );
                }
                Err(failure) if failure.code == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        Err(Failure::not_found("order or shipment", text)
            .hint("Look with `pb orders --view all --search TEXT` or `pb shipments TEXT`"))
    }

    /// The order a person named, also by one of its shipments.
    pub(crate) async fn find_order(&self, text: &str) -> Result<OrderId> {
        match self.find(text).await? {
            Named::Order(id) => Ok(id),
            Named::Shipment { id, .. } => Ok(self.shipment(id).await?.order),
        }
    }

    /// The shipment a person named, or the newest of the order.
    pub(crate) async fn find_shipment(&self, text: &str) -> Result<ShipmentId> {
        let order = match self.find(text).await? {
            Named::Shipment { id, .. } => return Ok(id),
            Named::Order(id) => self.order(id).await?,
        };
        // After a void the order waits again, but its shipment is still there.
        newest(&order).ok_or_else(|| {
            let number = &order.data().key.number;
            Failure::new(
                Code::Precondition,
                format!("Order {number} has no shipment"),
            )
            .hint(format!("Ship it with `pb ship {number} …`"))
        })
    }

    /// One order, whole.
    pub(crate) async fn order(&self, id: OrderId) -> Result<OrderView> {
        self.call("order", &OrderRef { id }).await
    }

    /// One shipment, whole.
    pub(crate) async fn shipment(&self, id: ShipmentId) -> Result<ShipmentView> {
        self.call("shipment", &ShipmentRef { id }).await
    }

    /// A command without a request.
    pub(crate) async fn get<Ans: DeserializeOwned>(&self, name: &str) -> Result<Ans> {
        self.call(name, &Nothing {}).await
    }
}

/// An order's newest shipment to the customer: a return is named by its tracking number or id.
fn newest(order: &OrderView) -> Option<ShipmentId> {
    let mut outbound = order
        .shipments
        .iter()
        .filter(|s| s.direction == Direction::Outbound);
    outbound.next().map(|s| s.id)
}

fn code(answer: &Result<Value>) -> Option<Code> {
    answer.as_ref().err().map(|failure| failure.code)
}

/// Somebody's PIN, from the environment or asked.
async fn pin(variable: &str, name: &str) -> Result<String> {
    if let Some(pin) = std::env::var(variable).ok().filter(|p| !p.is_empty()) {
        return Ok(pin);
    }
    ask(&format!("PIN of {name}: ")).await?.ok_or_else(|| {
        Failure::new(Code::SignIn, format!("The PIN of {name} is missing")).hint(format!(
            "Set {variable}, or run pb on a terminal to be asked"
        ))
    })
}

#[cfg(feature = "demo")]
fn demo_bench() -> Option<Arc<dyn DemoBench>> {
    Some(Arc::new(pb_sim::SimDemo::new(None)))
}

#[cfg(not(feature = "demo"))]
fn demo_bench() -> Option<Arc<dyn DemoBench>> {
    None
}

/// Asks for a line without echo; `None` where nobody sits at a terminal.
pub(crate) async fn ask(prompt: &str) -> Result<Option<String>> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let prompt = prompt.to_owned();
    tokio::task::spawn_blocking(move || rpassword::prompt_password(prompt))
        .await
        .map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The terminal could not be asked: {e}"),
            )
        })?
        .map(Some)
        .map_err(|e| {
            Failure::new(
                Code::Passphrase,
                format!("The terminal could not be asked: {e}"),
            )
        })
}

async fn ask_new_passphrase() -> Result<String> {
    let missing = || {
        Failure::new(Code::Passphrase, "This machine has no keychain, so a new bench needs a passphrase")
            .hint(format!("Set {PASSPHRASE}, or run pb on a terminal to be asked. It is asked at each start; without it the data cannot be read"))
    };
    let Some(first) = ask("Choose a passphrase for the new bench: ").await? else {
        return Err(missing());
    };
    let Some(second) = ask("The same once more: ").await? else {
        return Err(missing());
    };
    if first.is_empty() {
        return Err(missing());
    }
    if first != second {
        return Err(Failure::new(
            Code::Passphrase,
            "The two passphrases differ; nothing was made",
        )
        .hint("Try again"));
    }
    Ok(first)
}
