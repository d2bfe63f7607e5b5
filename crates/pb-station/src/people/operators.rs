//! Adding, changing and removing operators. At least one manager is left, or no operator at all.
use super::session::{self, reload};
use super::{is_reserved, pin};
use crate::Station;
use crate::api::{
    ChangePin, Code, Event, Failure, Nothing, OperatorDraft, OperatorRef, PeopleView, Result,
};
use crate::settings::refuse;
use pb_domain::{FieldProblem, OperatorId, Role, pin_problem};
use pb_store::{Actor, Change, StoreError, StoredOperator};
use serde_json::{Map, json};

/// Longest name: it stands on a tile.
const LONGEST_NAME: usize = 40;

fn field(field: &str, text: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        text: text.into(),
    }
}

fn problems(draft: &OperatorDraft, name: &str, others: &[StoredOperator]) -> Vec<FieldProblem> {
    let mut fields = Vec::new();
    if name.is_empty() {
        fields.push(field("name", "A name is missing"));
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        fields.push(field("name", format!("At most {LONGEST_NAME} letters")));
    } else if is_reserved(name) {
        let text = format!("“{name}” stands in the records for nobody by name; choose another");
        fields.push(field("name", text));
    }
    if others.is_empty() && draft.id.is_none() && draft.role != Role::Manager {
        fields.push(field("role", "The first one must be a manager"));
    }
    match &draft.pin {
        Some(pin) => fields.extend(pin_problem(pin).map(|text| field("pin", text))),
        None if draft.id.is_none() => fields.push(field("pin", "A PIN is missing")),
        None => {}
    }
    fields
}

/// Saves an operator. A name that was here before is that person again.
pub(crate) async fn save(station: &Station, draft: OperatorDraft) -> Result<PeopleView> {
    let name = draft.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let others = station.store.operators().await?;
    refuse(problems(&draft, &name, &others))?;
    // It takes a while, so before anybody waits for the writer.
    let hashed = match &draft.pin {
        Some(new) => Some(pin::hash(new).await?),
        None => None,
    };
    let mut change = station.store.change(station.now()).await?;
    let before = change.operators().await?;
    let known = match draft.id {
        Some(id) => Some(
            before
                .iter()
                .find(|o| o.id == id)
                .cloned()
                .ok_or_else(|| Failure::not_found("operator", id))?,
        ),
        None => change
            .operator_called(&name)
            .await?
            .filter(|o| o.removed_at.is_some()),
    };
    let mut changed = Map::new();
    if let Some(old) = &known {
        if old.name != name {
            changed.insert("name".into(), json!([old.name, name]));
        }
        if old.role != draft.role {
            changed.insert("role".into(), json!([old.role, draft.role]));
        }
    }
    if hashed.is_some() {
        changed.insert("pin".into(), json!("set"));
    }
    let mut operator = known.clone().unwrap_or_else(|| StoredOperator {
        id: OperatorId(station.new_id()),
        name: String::new(),
        role: draft.role,
        pin: String::new(),
        wrong: 0,
        wrong_at: None,
        removed_at: None,
    });
    let back = operator.removed_at.take().is_some();
    operator.name.clone_from(&name);
    operator.role = draft.role;
    if let Some(hash) = hashed {
        operator.pin = hash;
        (operator.wrong, operator.wrong_at) = (0, None);
    }
    change.save_operator(&operator).await.map_err(|e| match e {
        StoreError::Taken => {
            let text = format!("Somebody is called {name} already");
            Failure::new(Code::Invalid, text.clone())
                .hint("Add a surname or an initial: the records tell people apart by name")
                .fields(vec![field("name", text)])
        }
        other => other.into(),
    })?;
    a_manager_is_left(&mut change).await?;
    let text = match (&known, back) {
        (Some(_), false) => format!("Operator {name} changed"),
        (Some(_), true) => format!("{} {name} is back", in_words(draft.role)),
        (None, _) => format!("{} {name} added", in_words(draft.role)),
    };
    change
        .log(
            "operator_saved",
            Some(operator.id.0),
            &text,
            &json!(changed),
        )
        .await?;
    change.commit().await?;
    reload(station).await?;
    if before.is_empty() {
        // Whoever sets the bench's first PIN knows it.
        session::enter(station, &operator).await?;
    }
    station.emit(Event::People);
    super::view(station, Nothing {}).await
}

fn in_words(role: Role) -> &'static str {
    match role {
        Role::Operator => "Operator",
        Role::Manager => "Manager",
    }
}

async fn a_manager_is_left(change: &mut Change) -> Result<()> {
    let operators = change.operators().await?;
    if operators.is_empty() || operators.iter().any(|o| o.role == Role::Manager) {
        return Ok(());
    }
    Err(Failure::new(
        Code::Precondition,
        "Nobody would be left who may change settings or people",
    )
    .hint("Make somebody else a manager first; or remove the others before the last manager, and the bench asks nobody any more"))
}

/// Removes an operator; the records keep the name.
pub(crate) async fn remove(station: &Station, request: OperatorRef) -> Result<PeopleView> {
    let mut change = station.store.change(station.now()).await?;
    let operator = change
        .operators()
        .await?
        .into_iter()
        .find(|o| o.id == request.id)
        .ok_or_else(|| Failure::not_found("operator", request.id))?;
    let gone = StoredOperator {
        pin: String::new(),
        removed_at: Some(change.at.to_string()),
        ..operator
    };
    change.save_operator(&gone).await?;
    a_manager_is_left(&mut change).await?;
    let text = format!("{} {} removed", in_words(gone.role), gone.name);
    change
        .log("operator_removed", Some(gone.id.0), &text, &json!(null))
        .await?;
    change.commit().await?;
    reload(station).await?;
    station.emit(Event::People);
    super::view(station, Nothing {}).await
}

/// Changes one's own PIN.
pub(crate) async fn change_pin(station: &Station, request: ChangePin) -> Result<PeopleView> {
    let Some(name) = station.caller.operator().map(str::to_owned) else {
        return Err(Failure::new(Code::SignIn, "Nobody is signed in"));
    };
    if let Some(text) = pin_problem(&request.new_pin) {
        return Err(Failure::new(Code::Invalid, text).fields(vec![field("new_pin", text)]));
    }
    let operator = pin::check(station, &name, &request.pin).await?;
    let kept = StoredOperator {
        pin: pin::hash(&request.new_pin).await?,
        wrong: 0,
        wrong_at: None,
        ..operator
    };
    let mut change = station.store.change(station.now()).await?;
    change.save_operator(&kept).await?;
    let text = format!("{} has a new PIN", kept.name);
    change
        .log("pin_changed", Some(kept.id.0), &text, &json!(null))
        .await?;
    change.commit().await?;
    super::view(station, Nothing {}).await
}

/// Gives a manager a new PIN. Whoever asks had the database's key.
pub(crate) async fn reset(station: &Station, name: &str, new: &str) -> Result<()> {
    if let Some(text) = pin_problem(new) {
        return Err(Failure::new(Code::Invalid, text).fields(vec![field("pin", text)]));
    }
    let hash = pin::hash(new).await?;
    let store = station.store.acting(Actor::Person);
    let mut change = store.change(station.now()).await?;
    let managers: Vec<StoredOperator> = change
        .operators()
        .await?
        .into_iter()
        .filter(|o| o.role == Role::Manager)
        .collect();
    let names: Vec<&str> = managers.iter().map(|o| o.name.as_str()).collect();
    let named = |o: &&StoredOperator| o.name.to_lowercase() == name.trim().to_lowercase();
    let Some(manager) = managers.iter().find(named) else {
        return Err(match names.as_slice() {
            [] => Failure::new(
                Code::Precondition,
                "This bench has no operators: nobody needs a PIN",
            ),
            _ => Failure::new(Code::NotFound, format!("No manager is called {name}"))
                .hint(format!("Managers here: {}", names.join(", "))),
        });
    };
    let kept = StoredOperator {
        pin: hash,
        wrong: 0,
        wrong_at: None,
        ..manager.clone()
    };
    change.save_operator(&kept).await?;
    let text = format!(
        "Manager {} was given a new PIN with the bench’s own key",
        kept.name
    );
    change
        .log("pin_reset", Some(kept.id.0), &text, &json!(null))
        .await?;
    change.commit().await?;
    reload(station).await?;
    station.emit(Event::People);
    Ok(())
}
