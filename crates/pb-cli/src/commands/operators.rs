//! Who may sign in.
use super::same_name;
use crate::args::people::{AddOperator, ChangeOperator, OperatorName, Operators};
use crate::host::{Host, ask};
use crate::output::{Answer, table, word};
use pb_station::api::{
    ChangePin, Code, Failure, OperatorDraft, OperatorRef, OperatorView, PeopleView, Result, SetIdle,
};
use serde_json::json;

/// Holds a new PIN, where nobody can be asked.
const NEW_PIN: &str = "PACKBENCH_NEW_PIN";

/// Runs `pb operators`.
pub(crate) async fn run(host: &Host, command: &Operators) -> Result<Answer> {
    match command {
        Operators::List => list(&host.get("people").await?),
        Operators::Add(args) => add(host, args).await,
        Operators::Change(args) => change(host, args).await,
        Operators::Remove(args) => {
            let id = find(host, &args.name).await?.id;
            list(&host.call("remove_operator", &OperatorRef { id }).await?)
        }
        Operators::Pin => own_pin(host).await,
        Operators::Idle(idle) => {
            let minutes = idle.minutes;
            list(&host.call("set_idle", &SetIdle { minutes }).await?)
        }
        Operators::Reset(args) => reset(host, args).await,
    }
}

fn list(view: &PeopleView) -> Result<Answer> {
    if view.operators.is_empty() {
        return Answer::new(
            view,
            "Nobody is asked who is there: this bench has no operators\n",
        );
    }
    let rows: Vec<Vec<String>> = view
        .operators
        .iter()
        .map(|o| {
            let here = view.signed_in.as_ref().is_some_and(|s| s.id == o.id);
            let here = if here { "signed in" } else { "" };
            vec![o.name.clone(), word(&o.role), here.to_owned()]
        })
        .collect();
    let idle = match view.idle_minutes {
        0 => "Nobody is signed out by itself".to_owned(),
        minutes => format!("Signed out after {minutes} minutes without a sign of life"),
    };
    Answer::new(
        view,
        format!("{}{idle}\n", table(&["Name", "Role", ""], &rows)),
    )
}

async fn find(host: &Host, name: &str) -> Result<OperatorView> {
    let view: PeopleView = host.get("people").await?;
    view.operators
        .into_iter()
        .find(|o| same_name(&o.name, name))
        .ok_or_else(|| {
            Failure::not_found("operator", name).hint("`pb operators list` shows who may sign in")
        })
}

async fn add(host: &Host, args: &AddOperator) -> Result<Answer> {
    let draft = OperatorDraft {
        id: None,
        name: args.name.clone(),
        role: args.role.into(),
        pin: Some(new_pin(&args.name).await?),
    };
    list(&host.call("save_operator", &draft).await?)
}

async fn change(host: &Host, args: &ChangeOperator) -> Result<Answer> {
    let old = find(host, &args.name).await?;
    let pin = match args.new_pin {
        true => Some(new_pin(&old.name).await?),
        false => None,
    };
    let draft = OperatorDraft {
        id: Some(old.id),
        name: args.rename.clone().unwrap_or(old.name),
        role: args.role.map_or(old.role, Into::into),
        pin,
    };
    list(&host.call("save_operator", &draft).await?)
}

async fn own_pin(host: &Host) -> Result<Answer> {
    let name = host.operator().ok_or_else(|| {
        Failure::new(Code::SignIn, "Nobody is signed in")
            .hint("Say who you are: pb --operator NAME operators pin")
    })?;
    let request = ChangePin {
        pin: host.pin_of(name).await?,
        new_pin: new_pin(name).await?,
    };
    list(&host.call("change_pin", &request).await?)
}

async fn reset(host: &Host, args: &OperatorName) -> Result<Answer> {
    let pin = new_pin(&args.name).await?;
    host.reset_manager(&args.name, &pin).await?;
    Answer::new(
        &json!({ "reset": args.name }),
        format!("{} has a new PIN. That stands in the records\n", args.name),
    )
}

/// A new PIN, from the environment or asked twice.
async fn new_pin(name: &str) -> Result<String> {
    if let Some(pin) = std::env::var(NEW_PIN).ok().filter(|p| !p.is_empty()) {
        return Ok(pin);
    }
    let missing = || {
        Failure::new(Code::Invalid, format!("A new PIN for {name} is missing")).hint(format!(
            "Set {NEW_PIN}, or run pb on a terminal to be asked"
        ))
    };
    let prompt = format!("New PIN of {name}: ");
    let first = ask(&prompt).await?.ok_or_else(missing)?;
    let second = ask("The same once more: ").await?.ok_or_else(missing)?;
    if first != second {
        return Err(Failure::new(
            Code::Invalid,
            "The two PINs differ; nothing was changed",
        ));
    }
    Ok(first)
}
