//! Who is signed in where, and until when.
use super::pin;
use crate::Station;
use crate::api::{
    AllowOnce, Code, Event, Failure, Nothing, OperatorView, PeopleView, Result, SetIdle, SignIn,
};
use jiff::{SignedDuration, Timestamp};
use pb_domain::{OperatorId, Role};
use pb_store::{Actor, StoredOperator};
use serde_json::json;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::MutexGuard as AsyncGuard;

const IDLE: &str = "idle_minutes";
/// Minutes until a person is signed out, unless told.
const USUAL_IDLE: u32 = 15;
/// Longest that may be set: a day.
const LONGEST_IDLE: u32 = 1_440;
/// Pause between looks for persons who went away.
const LOOK: Duration = Duration::from_secs(5);
/// How long a manager's word holds: for the act that was refused, and nothing later.
const ALLOWED: SignedDuration = SignedDuration::from_secs(60);
/// More windows and processes than a bench ever has.
const MOST_SESSIONS: usize = 256;

/// Operators and who is signed in.
#[derive(Default)]
pub(crate) struct People {
    operators: Mutex<Vec<OperatorView>>,
    /// By the id of the window or process.
    sessions: Mutex<HashMap<String, Session>>,
    allowed: Mutex<HashMap<String, Allowed>>,
    trying: tokio::sync::Mutex<()>,
    /// Minutes after which a person is signed out; 0 for never.
    idle: AtomicU32,
}

struct Session {
    operator: OperatorId,
    seen: Timestamp,
}

/// One act that a manager allowed.
struct Allowed {
    command: String,
    manager: String,
    until: Timestamp,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl People {
    pub(super) fn has_operators(&self) -> bool {
        !lock(&self.operators).is_empty()
    }

    pub(super) fn operators(&self) -> Vec<OperatorView> {
        lock(&self.operators).clone()
    }

    pub(super) fn idle_minutes(&self) -> u32 {
        self.idle.load(Ordering::Relaxed)
    }

    pub(super) async fn trying(&self) -> AsyncGuard<'_, ()> {
        self.trying.lock().await
    }

    /// The manager who allowed a host this command; it counts once.
    pub(super) fn take_allowed(&self, host: &str, command: &str, now: Timestamp) -> Option<String> {
        let mut allowed = lock(&self.allowed);
        let fits = allowed.get(host)?.command == command;
        let taken = fits.then(|| allowed.remove(host)).flatten()?;
        (now <= taken.until).then_some(taken.manager)
    }

    fn enter(&self, host: &str, operator: OperatorId, now: Timestamp) {
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= MOST_SESSIONS
            && let Some(oldest) = sessions
                .iter()
                .min_by_key(|(_, s)| s.seen)
                .map(|(host, _)| host.clone())
        {
            sessions.remove(&oldest);
        }
        sessions.insert(
            host.to_owned(),
            Session {
                operator,
                seen: now,
            },
        );
    }

    fn leave(&self, host: &str) -> Option<OperatorId> {
        lock(&self.allowed).remove(host);
        lock(&self.sessions).remove(host).map(|s| s.operator)
    }

    fn see(&self, host: &str, now: Timestamp) {
        if let Some(session) = lock(&self.sessions).get_mut(host) {
            session.seen = now;
        }
    }

    fn find(&self, id: OperatorId) -> Option<OperatorView> {
        lock(&self.operators).iter().find(|o| o.id == id).cloned()
    }

    /// Hosts whose person gave no sign of life for so long.
    fn gone(&self, idle: SignedDuration, now: Timestamp) -> Vec<String> {
        let mut sessions = lock(&self.sessions);
        let mut gone = Vec::new();
        for (host, session) in sessions.iter_mut() {
            // A clock that was set back starts the time anew.
            session.seen = session.seen.min(now);
            if now.duration_since(session.seen) >= idle {
                gone.push(host.clone());
            }
        }
        gone
    }
}

/// An operator as hosts see one.
pub(super) fn operator_view(operator: &StoredOperator) -> OperatorView {
    OperatorView {
        id: operator.id,
        name: operator.name.clone(),
        role: operator.role,
    }
}

/// Reads who may sign in, and begins to look for persons who went away.
pub(crate) async fn start(station: &Station) -> Result<()> {
    reload(station).await?;
    let idle = station.store.setting(IDLE).await?.unwrap_or(USUAL_IDLE);
    station.people.idle.store(idle, Ordering::Relaxed);
    let watcher = station.clone();
    station.run(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Err(failure) = sign_out_the_absent(&watcher).await {
                tracing::warn!(%failure, "who went away cannot be signed out");
            }
        }
    });
    Ok(())
}

/// Reads who may sign in; those who may not any more are signed out.
pub(super) async fn reload(station: &Station) -> Result<()> {
    let operators: Vec<OperatorView> = station
        .store
        .operators()
        .await?
        .iter()
        .map(operator_view)
        .collect();
    let known = |id: OperatorId| operators.iter().any(|o| o.id == id);
    lock(&station.people.sessions).retain(|_, s| known(s.operator));
    *lock(&station.people.operators) = operators;
    Ok(())
}

async fn sign_out_the_absent(station: &Station) -> Result<()> {
    if lock(&station.people.sessions).is_empty() {
        return Ok(());
    }
    let minutes = station.people.idle_minutes();
    if minutes == 0 {
        return Ok(());
    }
    let idle = SignedDuration::from_mins(i64::from(minutes));
    for host in station.people.gone(idle, station.now()) {
        let Some(operator) = leave(station, &host) else {
            continue;
        };
        let mut change = station.store.change(station.now()).await?;
        let text = format!(
            "{} was signed out: nothing was done for a while",
            operator.name
        );
        let facts = json!({ "minutes": minutes });
        change
            .log("signed_out", Some(operator.id.0), &text, &facts)
            .await?;
        change.commit().await?;
        station.emit(Event::People);
    }
    Ok(())
}

fn leave(station: &Station, host: &str) -> Option<OperatorView> {
    let id = station.people.leave(host)?;
    station.people.find(id)
}

/// Whoever is signed in at a host.
pub(super) async fn current(station: &Station, host: &str) -> Result<Option<OperatorView>> {
    let id = lock(&station.people.sessions).get(host).map(|s| s.operator);
    let Some(id) = id else { return Ok(None) };
    // The look that comes by every few seconds may not have come by yet.
    sign_out_the_absent(&station.itself()).await?;
    let there = lock(&station.people.sessions).contains_key(host);
    Ok(station.people.find(id).filter(|_| there))
}

/// Signs a person in with a name and a PIN; whoever was signed in here before is signed out.
pub(crate) async fn sign_in(station: &Station, request: SignIn) -> Result<PeopleView> {
    if station.caller.host.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            "An older version of Packbench asks here, and cannot sign in",
        )
        .hint("Close it and start it again"));
    }
    let operator = pin::check(station, &request.name, &request.pin).await?;
    enter(station, &operator).await?;
    super::view(station, Nothing {}).await
}

/// Signs an operator in whose PIN is known to be right.
pub(super) async fn enter(station: &Station, operator: &StoredOperator) -> Result<()> {
    let host = &station.caller.host;
    let store = station
        .store
        .acting(Actor::Operator(operator.name.as_str().into()));
    let mut change = store.change(station.now()).await?;
    let text = format!("{} signed in", operator.name);
    let facts = json!({ "role": operator.role });
    change
        .log("signed_in", Some(operator.id.0), &text, &facts)
        .await?;
    change.commit().await?;
    station.people.leave(host);
    station.people.enter(host, operator.id, station.now());
    station.emit(Event::People);
    Ok(())
}

/// Signs out.
pub(crate) async fn sign_out(station: &Station, _: Nothing) -> Result<PeopleView> {
    if let Some(operator) = leave(station, &station.caller.host) {
        let mut change = station.store.change(station.now()).await?;
        let text = format!("{} signed out", operator.name);
        change
            .log("signed_out", Some(operator.id.0), &text, &json!(null))
            .await?;
        change.commit().await?;
        station.emit(Event::People);
    }
    super::view(station, Nothing {}).await
}

/// Whoever is signed in is still there.
pub(crate) async fn still_here(station: &Station, _: Nothing) -> Result<Nothing> {
    station.people.see(&station.caller.host, station.now());
    Ok(Nothing {})
}

/// A manager allows whoever is signed in one act.
pub(crate) async fn allow_once(station: &Station, request: AllowOnce) -> Result<Nothing> {
    let manager = pin::check(station, &request.name, &request.pin).await?;
    if manager.role != Role::Manager {
        return Err(Failure::new(
            Code::ManagerNeeded,
            format!("{} is an operator; it takes a manager’s PIN", manager.name),
        ));
    }
    lock(&station.people.allowed).insert(
        station.caller.host.to_string(),
        Allowed {
            command: request.command,
            manager: manager.name,
            until: station.now() + ALLOWED,
        },
    );
    station.people.see(&station.caller.host, station.now());
    Ok(Nothing {})
}

/// Says when a person is signed out by itself.
pub(crate) async fn set_idle(station: &Station, request: SetIdle) -> Result<PeopleView> {
    if request.minutes > LONGEST_IDLE {
        return Err(Failure::new(
            Code::Invalid,
            format!("At most {LONGEST_IDLE} minutes, or 0 for never"),
        )
        .fields(vec![pb_domain::FieldProblem {
            field: "minutes".into(),
            text: format!("At most {LONGEST_IDLE} minutes, or 0 for never"),
        }]));
    }
    let old = station.people.idle_minutes();
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(IDLE, Some(&request.minutes)).await?;
    let text = match request.minutes {
        0 => "Nobody is signed out by itself any more".to_owned(),
        minutes => format!("A person is signed out after {minutes} minutes"),
    };
    let facts = json!({ "minutes": [old, request.minutes] });
    change.log("idle_set", None, &text, &facts).await?;
    change.commit().await?;
    station
        .people
        .idle
        .store(request.minutes, Ordering::Relaxed);
    station.emit(Event::People);
    super::view(station, Nothing {}).await
}
