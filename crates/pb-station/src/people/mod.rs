//! Who is there: sign-in, what each command takes, and whose name a change carries.
//!
//! A bench without operators notices nothing of it. At one that has some, each window or process signs in for
//! itself; what it calls is done in the name of whoever is signed in there.

mod operators;
mod pin;
mod session;

pub(crate) use operators::{change_pin, remove, reset, save};
pub(crate) use session::{People, allow_once, set_idle, sign_in, sign_out, start, still_here};

use crate::Station;
use crate::api::{self, Code, Failure, Nothing, PeopleView, Result, Right};
use pb_domain::Role;
use pb_store::Actor;
use serde_json::{Value, json};
use std::sync::Arc;

/// Whoever uses a station.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The window or process; empty for the station itself, and for one that does not say.
    pub(super) host: Arc<str>,
    actor: Actor,
}

impl Caller {
    /// The station itself.
    pub(crate) fn station() -> Self {
        Self {
            host: "".into(),
            actor: Actor::Station,
        }
    }

    fn new(host: &str, actor: Actor) -> Self {
        Self {
            host: host.into(),
            actor,
        }
    }

    /// In whose name it changes something.
    pub(crate) fn actor(&self) -> Actor {
        self.actor.clone()
    }

    /// The name of whoever is signed in.
    pub(crate) fn operator(&self) -> Option<&str> {
        match &self.actor {
            Actor::Operator(name) => Some(name),
            Actor::Person | Actor::Station => None,
        }
    }
}

/// Runs a command for a window or process, in the name of whoever is signed in there.
pub(crate) async fn call(
    station: &Station,
    host: &str,
    name: &str,
    request: Value,
) -> Result<Value> {
    let caller = admit(station, host, name).await?;
    api::call(&station.acting(caller), name, request).await
}

/// Whether a host may run a command now, and in whose name.
async fn admit(station: &Station, host: &str, name: &str) -> Result<Caller> {
    let command = api::info(name).ok_or_else(|| Failure::not_found("command", name))?;
    if !station.people.has_operators() {
        return Ok(Caller::new(host, somebody(station, command.right)));
    }
    let signed_in = session::current(station, host).await?;
    let caller = match &signed_in {
        Some(operator) => Caller::new(host, Actor::Operator(operator.name.as_str().into())),
        None => Caller::new(host, Actor::Person),
    };
    match (command.right, signed_in) {
        (Right::Anyone, _) | (Right::Operator, Some(_)) => Ok(caller),
        (Right::Manager, Some(operator)) if operator.role == Role::Manager => Ok(caller),
        (Right::Manager, Some(operator)) => {
            let acting = station.acting(caller.clone());
            if let Some(manager) = station.people.take_allowed(host, name, station.now()) {
                let text = format!("{manager} allowed {} this once: {name}", operator.name);
                note(
                    &acting,
                    "manager_allowed",
                    &text,
                    &json!({ "command": name, "manager": manager }),
                )
                .await?;
                return Ok(caller);
            }
            let text = format!("{} was refused what takes a manager: {name}", operator.name);
            note(&acting, "refused", &text, &json!({ "command": name })).await?;
            Err(Failure::new(
                Code::ManagerNeeded,
                format!(
                    "This takes a manager; {} is an operator. ({})",
                    operator.name,
                    command.about.trim().trim_end_matches('.')
                ),
            )
            .hint("A manager can allow it this once with a PIN, or sign in"))
        }
        (right, None) => {
            if right == Right::Manager {
                let text = format!("Somebody who is not signed in was refused: {name}");
                note(
                    &station.acting(caller),
                    "refused",
                    &text,
                    &json!({ "command": name }),
                )
                .await?;
            }
            Err(Failure::new(Code::SignIn, "Nobody is signed in")
                .hint("Sign in with your name and PIN, then do it again"))
        }
    }
}

/// In whose name something is done at a bench without operators: whoever the settings say packs here.
fn somebody(station: &Station, right: Right) -> Actor {
    if right == Right::Anyone {
        return Actor::Person;
    }
    let name = station.settings().operator;
    let name = name.trim();
    if name.is_empty() || is_reserved(name) {
        Actor::Person
    } else {
        Actor::Operator(name.into())
    }
}

/// Names that stand in the log for nobody by name.
fn is_reserved(name: &str) -> bool {
    Actor::RESERVED.contains(&name.to_lowercase().as_str())
}

async fn note(station: &Station, kind: &str, text: &str, facts: &Value) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change.log(kind, None, text, facts).await?;
    Ok(change.commit().await?)
}

/// Who may sign in, and who is signed in here.
pub(crate) async fn view(station: &Station, _: Nothing) -> Result<PeopleView> {
    Ok(PeopleView {
        operators: station.people.operators(),
        signed_in: session::current(station, &station.caller.host).await?,
        idle_minutes: station.people.idle_minutes(),
    })
}
