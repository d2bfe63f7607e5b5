//! Carriers and accounts.
use super::super::read_file;
use super::same_name;
use crate::args::{AccountArgs, CarriersArgs};
use crate::host::{Host, ask};
use crate::output::{Answer, labelled, table, time};
use crate::parse::Pair;
use pb_station::api::{
    AccountDraft, AccountRef, AccountView, AccountsView, CarrierView, Code, Failure, FormField,
    FormFieldKind, Nothing, Result, TestResult,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Lists carriers with the fields of their forms, or gives an example table.
pub(crate) async fn carriers(host: &Host, args: &CarriersArgs) -> Result<Answer> {
    let accounts: AccountsView = host.get("accounts").await?;
    if let Some(id) = &args.example {
        let table = carrier(&accounts, id)?.table.as_ref().ok_or_else(|| {
            Failure::new(Code::Precondition, format!("The carrier {id} has no table"))
        })?;
        return Answer::file(table, table.example.clone().into_bytes(), true);
    }
    let text: Vec<String> = accounts.carriers.iter().map(carrier_text).collect();
    Answer::new(&accounts.carriers, text.join("\n"))
}

/// Lists accounts with how they stand.
pub(crate) async fn list(host: &Host) -> Result<Answer> {
    let accounts: AccountsView = host.get("accounts").await?;
    let row = |account: &AccountView| {
        let stands = match (&account.resting, account.enabled) {
            (Some(rest), _) => format!("rests until {}: {}", time(&rest.until), rest.why),
            (None, true) => "asked for rates".to_owned(),
            (None, false) => "off".to_owned(),
        };
        vec![account.name.clone(), account.carrier.clone(), stands]
    };
    let rows: Vec<Vec<String>> = accounts.accounts.iter().map(row).collect();
    let text = if rows.is_empty() {
        "No account; `pb setup account` adds one\n".to_owned()
    } else {
        table(&["Account", "Carrier", "State"], &rows)
    };
    Answer::new(&accounts.accounts, text)
}

fn carrier<'a>(accounts: &'a AccountsView, id: &str) -> Result<&'a CarrierView> {
    accounts
        .carriers
        .iter()
        .find(|c| c.id == id)
        .ok_or_else(|| {
            let ids: Vec<&str> = accounts.carriers.iter().map(|c| c.id.as_str()).collect();
            Failure::not_found("carrier called", id)
                .hint(format!("Carriers are: {}", ids.join(", ")))
        })
}

fn carrier_text(carrier: &CarrierView) -> String {
    let mut text = format!("{} · {}. {}\n", carrier.id, carrier.name, carrier.about);
    for field in &carrier.form {
        let how = match &field.kind {
            FormFieldKind::Secret => format!("--secret {}=VARIABLE", field.name),
            FormFieldKind::Choice { choices } => {
                let values: Vec<&str> = choices.iter().map(|(value, _)| value.as_str()).collect();
                format!("--set {}={}", field.name, values.join("|"))
            }
            _ => format!(
                "--set {}={}",
                field.name,
                if field.default.is_empty() {
                    "…"
                } else {
                    &field.default
                }
            ),
        };
        let required = if field.required {
            ""
        } else {
            ", may be left out"
        };
        text.push_str(&format!(
            "  {how}\n      {}{required}. {}\n",
            field.label, field.help
        ));
    }
    if let Some(table) = &carrier.table {
        text.push_str(&format!(
            "  --table FILE\n      {}; see --example {}\n",
            table.title, carrier.id
        ));
    }
    text
}

/// What `pb setup account` answers.
#[derive(Serialize)]
struct Saved {
    account: AccountView,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<TestResult>,
}

/// Adds an account; changes, tests or deletes the one of that name.
pub(crate) async fn account(host: &Host, args: &AccountArgs) -> Result<Answer> {
    let accounts: AccountsView = host.get("accounts").await?;
    let old = find(&accounts, args);
    if args.delete {
        let old = old.ok_or_else(|| no_account(args))?;
        let Nothing {} = host
            .call("delete_account", &AccountRef { id: old.id })
            .await?;
        return Answer::new(
            &Nothing {},
            format!("Account {} deleted; its shipments stay\n", old.name),
        );
    }
    let draft = draft(&accounts, old, args).await?;
    let account: AccountView = host.call("save_account", &draft).await?;
    let test = if args.test {
        Some(
            host.call::<TestResult>("test_account", &AccountRef { id: account.id })
                .await?,
        )
    } else {
        None
    };
    let text = labelled(&[
        ("Account", account.name.clone()),
        ("Carrier", account.carrier.clone()),
        (
            "Asked for rates",
            if account.enabled { "yes" } else { "no" }.to_owned(),
        ),
        (
            "Settings",
            account
                .settings
                .iter()
                .map(|(key, value)| format!("{key} = {value}"))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        ("Secrets set", account.secrets_set.join(", ")),
        (
            "Test",
            test.as_ref().map(|t| t.text.clone()).unwrap_or_default(),
        ),
    ]);
    Answer::new(&Saved { account, test }, text)
}

/// The account that is meant: by its name, else the one of the carrier's own name.
fn find<'a>(accounts: &'a AccountsView, args: &AccountArgs) -> Option<&'a AccountView> {
    let default = args
        .carrier
        .as_ref()
        .and_then(|id| accounts.carriers.iter().find(|c| c.id == *id))
        .map(|c| &c.name);
    let name = args.name.as_ref().or(default)?;
    accounts.accounts.iter().find(|a| same_name(&a.name, name))
}

fn no_account(args: &AccountArgs) -> Failure {
    Failure::not_found("account called", args.name.as_deref().unwrap_or_default())
        .hint("`pb setup show` lists accounts; --carrier makes a new one")
}

async fn draft(
    accounts: &AccountsView,
    old: Option<&AccountView>,
    args: &AccountArgs,
) -> Result<AccountDraft> {
    let id = args
        .carrier
        .as_ref()
        .or(old.map(|a| &a.carrier))
        .ok_or_else(|| no_account(args))?;
    let carrier = carrier(accounts, id)?;
    if let Some(old) = old.filter(|old| old.carrier != carrier.id) {
        return Err(Failure::new(
            Code::Precondition,
            format!("The account {} is one of {}", old.name, old.carrier),
        )
        .hint("Give the new account another name with --name"));
    }
    let mut settings = old.map(|a| a.settings.clone()).unwrap_or_default();
    for pair in &args.set {
        if field(carrier, pair)?.kind == FormFieldKind::Secret {
            return Err(Failure::new(Code::Invalid, format!("{} is a secret, and every user of this machine sees command lines", pair.key))
                .hint(format!("Put it into an environment variable and say --secret {}=VARIABLE, or --secret {}=-", pair.key, pair.key)));
        }
        settings.insert(pair.key.clone(), pair.value.clone());
    }
    let mut secrets = BTreeMap::new();
    for pair in &args.secret {
        if field(carrier, pair)?.kind != FormFieldKind::Secret {
            return Err(
                Failure::new(Code::Invalid, format!("{} is no secret", pair.key))
                    .hint(format!("Use --set {}=…", pair.key)),
            );
        }
        secrets.insert(pair.key.clone(), secret(pair).await?);
    }
    let table = match &args.table {
        Some(path) => Some(String::from_utf8(read_file(path)?).map_err(|_| {
            Failure::new(Code::Invalid, format!("{} is not UTF-8", path.display()))
                .hint("Save it as CSV UTF-8")
        })?),
        None => old.and_then(|a| a.table.clone()),
    };
    Ok(AccountDraft {
        id: old.map(|a| a.id),
        carrier: carrier.id.clone(),
        name: args
            .name
            .clone()
            .or(old.map(|a| a.name.clone()))
            .unwrap_or_else(|| carrier.name.clone()),
        enabled: args.enable || (!args.disable && old.is_none_or(|a| a.enabled)),
        settings,
        secrets,
        table,
    })
}

fn field<'a>(carrier: &'a CarrierView, pair: &Pair) -> Result<&'a FormField> {
    carrier
        .form
        .iter()
        .find(|f| f.name == pair.key)
        .ok_or_else(|| {
            let keys: Vec<&str> = carrier.form.iter().map(|f| f.name.as_str()).collect();
            Failure::new(
                Code::Invalid,
                format!("{} has no field {}", carrier.name, pair.key),
            )
            .hint(format!("Fields are: {}", keys.join(", ")))
        })
}

/// A secret from an environment variable, or a line of stdin.
async fn secret(pair: &Pair) -> Result<String> {
    let secret = if pair.value == "-" {
        match ask(&format!("{}: ", pair.key)).await? {
            Some(typed) => typed,
            None => {
                let mut line = String::new();
                std::io::stdin().lock().read_line(&mut line).map_err(|e| {
                    Failure::new(
                        Code::Invalid,
                        format!("{} cannot be read from stdin: {e}", pair.key),
                    )
                })?;
                line
            }
        }
    } else {
        std::env::var(&pair.value).map_err(|_| {
            // What was given may be the secret itself: it is not repeated.
            Failure::new(
                Code::Invalid,
                format!(
                    "The environment has no variable of the name given for {}",
                    pair.key
                ),
            )
            .hint(format!(
                "--secret {}=VARIABLE takes a variable's name, not the secret",
                pair.key
            ))
        })?
    };
    let secret = secret.trim();
    if secret.is_empty() {
        return Err(Failure::new(
            Code::Invalid,
            format!("{} is empty", pair.key),
        ));
    }
    Ok(secret.to_owned())
}
