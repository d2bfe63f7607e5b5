//! Carrier accounts, by the forms that carriers describe themselves.
use crate::api::{
    AccountDraft, AccountRef, AccountView, AccountsView, CarrierView, CheckTable, Code, Event,
    Failure, FormField, FormFieldKind, Nothing, RestingView, Result, TableProblems, TableView,
    TestResult,
};
use crate::settings::{changed_text, changes, refuse};
use crate::{Station, news};
use pb_carriers::{CARRIERS, Cx, FieldKind, Profile, Ship};
use pb_domain::{Account, AccountId, Currency, FieldProblem};
use serde_json::json;

/// Carriers and accounts.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<AccountsView> {
    let news = news::accounts_on(station).await?;
    Ok(AccountsView {
        carriers: CARRIERS.iter().map(|p| carrier_view(p)).collect(),
        accounts: station
            .store
            .accounts()
            .await?
            .iter()
            .map(|account| view(station, account, news.contains(&account.id)))
            .collect(),
    })
}

/// One account.
pub(crate) async fn one(station: &Station, id: AccountId) -> Result<AccountView> {
    let news = news::accounts_on(station).await?;
    Ok(view(station, &find(station, id).await?, news.contains(&id)))
}

/// Saves an account.
pub(crate) async fn save(station: &Station, draft: AccountDraft) -> Result<AccountView> {
    let profile = carrier(&draft.carrier)?;
    if station.profile.demo && profile.rates.needs_network() {
        return Err(Failure::new(
            Code::Precondition,
            "The demo bench takes no real carrier accounts",
        )
        .hint("Set up your own bench for that; the demo's simulated carrier stays as it is"));
    }
    let replaced: Vec<String> = draft
        .secrets
        .iter()
        .filter(|(_, secret)| !secret.trim().is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    let account = make(station, draft).await?;
    store(station, &account, &replaced).await?;
    one(station, account.id).await
}

/// An account from a draft, its fields checked; secrets that are left out stay as they are.
async fn make(station: &Station, draft: AccountDraft) -> Result<Account> {
    let profile = carrier(&draft.carrier)?;
    let old = match draft.id {
        Some(id) => Some(to_ask(station, id).await?),
        None => None,
    };
    if old.as_ref().is_some_and(|o| o.carrier != draft.carrier) {
        return Err(Failure::new(
            Code::Precondition,
            "An account stays with its carrier: its shipments were bought there",
        )
        .hint("Make another account for the other carrier"));
    }
    let mut account = Account {
        id: draft.id.unwrap_or_else(|| AccountId(station.new_id())),
        carrier: draft.carrier,
        name: draft.name.trim().to_owned(),
        enabled: draft.enabled,
        settings: draft.settings,
        secrets: old.map(|o| o.secrets).unwrap_or_default(),
        table: draft.table,
    };
    account.secrets.extend(
        draft
            .secrets
            .into_iter()
            .filter(|(_, secret)| !secret.trim().is_empty()),
    );
    let mut fields = Vec::new();
    let mut wrong = |field: &str, text: String| {
        fields.push(FieldProblem {
            field: field.to_owned(),
            text,
        });
    };
    if account.name.is_empty() {
        wrong("name", "A name for this account is missing".into());
    }
    for field in profile.form {
        if field.kind != FieldKind::Secret && !field.default.is_empty() {
            account
                .settings
                .entry(field.name.to_owned())
                .or_insert_with(|| field.default.to_owned());
        }
        let value = if field.kind == FieldKind::Secret {
            account.secret(field.name)
        } else {
            account.setting(field.name)
        };
        if value.is_empty() {
            if field.required {
                wrong(field.name, format!("{} is missing", field.label));
            }
            continue;
        }
        match field.kind {
            FieldKind::Currency if Currency::from_code(value).is_err() => {
                wrong(
                    field.name,
                    format!("“{value}” is not a currency code; use three letters such as USD"),
                );
            }
            FieldKind::Url if !(value.starts_with("https://") || value.starts_with("http://")) => {
                wrong(
                    field.name,
                    format!("{} must begin with https://", field.label),
                );
            }
            FieldKind::Choice(choices) if !choices.iter().any(|(v, _)| *v == value) => {
                wrong(
                    field.name,
                    format!("“{value}” is not one of the choices of {}", field.label),
                );
            }
            _ => {}
        }
    }
    if let Some(table) = profile.table {
        let csv = account
            .table
            .get_or_insert_with(|| table.example().to_owned());
        for (line, text) in table.check(csv) {
            wrong("table", format!("Line {line}: {text}"));
        }
    }
    refuse(fields)?;
    Ok(account)
}

/// Of an account what may stand in a record: its secrets never, its table by its size.
fn recorded(account: &Account) -> serde_json::Value {
    json!({
        "name": account.name, "enabled": account.enabled, "settings": account.settings,
        "table_lines": account.table.as_ref().map(|t| t.lines().count()),
    })
}

/// Saves an account; `replaced` names the secrets that are new.
async fn store(station: &Station, account: &Account, replaced: &[String]) -> Result<()> {
    let old = station.store.account(account.id).await?;
    let table_changed = old.as_ref().is_some_and(|o| o.table != account.table);
    let before = old.as_ref().map(recorded).unwrap_or_default();
    let mut changed = changes(&before, &recorded(account));
    if table_changed {
        changed.insert("table".into(), json!("replaced"));
    }
    if !replaced.is_empty() {
        changed.insert("secrets".into(), json!({ "replaced": replaced }));
    }
    let text = if old.is_some() {
        changed_text(&format!("Account {}", account.name), &changed)
    } else {
        format!("Account {} added", account.name)
    };
    let mut change = station.store.change(station.now()).await?;
    change.save_account(account).await?;
    let facts = json!({ "carrier": account.carrier, "changed": changed });
    change
        .log("account_saved", Some(account.id.0), &text, &facts)
        .await?;
    change.commit().await?;
    station.emit(Event::Network {
        network: station.network().await?,
    });
    Ok(())
}

/// Sets a demo's account up; the one way an account of a simulated carrier gets into a profile.
pub(crate) async fn save_for_demo(station: &Station, draft: AccountDraft) -> Result<()> {
    let account = make(station, draft).await?;
    store(station, &account, &[]).await
}

/// Deletes an account; its shipments stay.
pub(crate) async fn delete(station: &Station, request: AccountRef) -> Result<Nothing> {
    let account = find(station, request.id).await?;
    // No purchase can begin while this change is open.
    let mut change = station.store.change(station.now()).await?;
    let open = station.store.open_purchases().await?;
    if open.iter().any(|p| p.account == request.id) {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} has a purchase whose outcome is unknown", account.name),
        )
        .hint("Settle that purchase first; it needs this account to ask the carrier"));
    }
    if station.store.account_has_deferred(request.id).await? {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "Purchases wait for the network to be made at {}",
                account.name
            ),
        )
        .hint("Take them away under Open first, or wait until they are made"));
    }
    let told_later = station.store.open_bookings().await?;
    if told_later.iter().any(|b| b.account == request.id) {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "{} is still to be told of shipments that were labelled here",
                account.name
            ),
        )
        .hint("Book them first, or void them; that needs this account"));
    }
    change.delete_account(request.id).await?;
    change
        .log(
            "account_deleted",
            Some(request.id.0),
            &format!("Account {} deleted", account.name),
            &json!(null),
        )
        .await?;
    change.commit().await?;
    Ok(Nothing {})
}

/// Asks an account's carrier something harmless.
pub(crate) async fn test(station: &Station, request: AccountRef) -> Result<TestResult> {
    let account = to_ask(station, request.id).await?;
    let Some(test) = carrier(&account.carrier)?.test else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} works without a connection", account.name),
        ));
    };
    let now = station.zoned_now();
    let text = test
        .test(Cx {
            account: &account,
            // A person wants to know whether it is back.
            engine: &station.engine.insisting(),
            now: &now,
        })
        .await
        .map_err(|p| pb_carriers::engine::without_secrets(&account, p))?;
    Ok(TestResult { text })
}

/// What is wrong with an account's table.
pub(crate) async fn check_table(_: &Station, request: CheckTable) -> Result<TableProblems> {
    let profile = carrier(&request.carrier)?;
    let table = profile.table.ok_or_else(|| {
        Failure::new(Code::Precondition, format!("{} has no table", profile.name))
    })?;
    let problems = table
        .check(&request.csv)
        .into_iter()
        .map(|(line, text)| (u32::try_from(line).unwrap_or(u32::MAX), text))
        .collect();
    Ok(TableProblems { problems })
}

/// The account with an id.
pub(crate) async fn find(station: &Station, id: AccountId) -> Result<Account> {
    station
        .store
        .account(id)
        .await?
        .ok_or_else(|| Failure::not_found("account", id))
}

/// The account with an id, for asking its carrier something: a deleted one has no secrets left.
pub(crate) async fn to_ask(station: &Station, id: AccountId) -> Result<Account> {
    let mut accounts = station.store.accounts().await?.into_iter();
    if let Some(account) = accounts.find(|a| a.id == id) {
        return Ok(account);
    }
    let gone = find(station, id).await?;
    Err(Failure::new(
        Code::Precondition,
        format!("The account {} was deleted, so its carrier cannot be asked", gone.name),
    )
    .hint("Ask for rates again to buy; for what was bought, use the carrier's own pages and say here what you did"))
}

/// The carrier with an id.
pub(crate) fn carrier(id: &str) -> Result<&'static Profile> {
    pb_carriers::find(id).ok_or_else(|| {
        Failure::new(
            Code::NotFound,
            format!("This version of Packbench does not know the carrier “{id}”"),
        )
        .hint("The account may come from a newer version")
    })
}

fn view(station: &Station, account: &Account, news: bool) -> AccountView {
    AccountView {
        id: account.id,
        carrier: account.carrier.clone(),
        name: account.name.clone(),
        enabled: account.enabled,
        settings: account.settings.clone(),
        secrets_set: account
            .secrets
            .iter()
            .filter(|(_, s)| !s.is_empty())
            .map(|(n, _)| n.clone())
            .collect(),
        table: account.table.clone(),
        resting: station
            .engine
            .resting(account.id)
            .map(|resting| RestingView {
                since: resting.since.to_string(),
                until: resting.until.to_string(),
                why: resting.why,
            }),
        news,
    }
}

fn carrier_view(profile: &Profile) -> CarrierView {
    CarrierView {
        id: profile.id.into(),
        name: profile.name.into(),
        about: profile.about.into(),
        form: profile
            .form
            .iter()
            .map(|f| FormField {
                name: f.name.into(),
                label: f.label.into(),
                help: f.help.into(),
                kind: match f.kind {
                    FieldKind::Text => FormFieldKind::Text,
                    FieldKind::Secret => FormFieldKind::Secret,
                    FieldKind::Url => FormFieldKind::Url,
                    FieldKind::Currency => FormFieldKind::Currency,
                    FieldKind::Choice(choices) => FormFieldKind::Choice {
                        choices: choices
                            .iter()
                            .map(|(v, t)| ((*v).into(), (*t).into()))
                            .collect(),
                    },
                },
                required: f.required,
                default: f.default.into(),
            })
            .collect(),
        table: profile.table.map(|t| TableView {
            title: t.title().into(),
            columns: t
                .columns()
                .iter()
                .map(|(n, m)| ((*n).into(), (*m).into()))
                .collect(),
            example: t.example().into(),
        }),
        can_test: profile.test.is_some(),
        can_void: profile.void.is_some() || matches!(profile.ship, Ship::Own),
        can_track: profile.track.is_some(),
        can_check_addresses: profile.addresses.is_some(),
        can_close: profile.manifests.is_some(),
        can_pick_up: profile.pickups.is_some(),
        tells: profile.webhooks.is_some(),
    }
}
