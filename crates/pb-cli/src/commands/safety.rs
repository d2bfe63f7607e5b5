//! Keys, backups, restoring and copies.
use crate::args::{Backup, BackupArgs, Copied, CopiedArgs, Keys, KeysArgs, PlanArgs, RestoreArgs};
use crate::host::{Host, ask};
use crate::output::{Answer, table, time, word};
use pb_station::api::{
    AnswerCopied, BackupPlan, BackupRef, BackupSchedule, BackupVerified, BackupsView,
    CheckRecoveryCode, Code, CopiedView, CopyKind, Failure, KeysView, Nothing, RecoveryCodeView,
    RecoveryState, Rekeyed, RestoredView, Result, SetPassphrase, WithPassphrase,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Write as _;

/// Holds the new passphrase where nobody can be asked.
const NEW_PASSPHRASE: &str = "PACKBENCH_NEW_PASSPHRASE";

/// What opens the bench, and changing it.
pub(crate) async fn keys(host: &Host, args: &KeysArgs) -> Result<Answer> {
    match args.what.as_ref().unwrap_or(&Keys::Show) {
        Keys::Show => {
            let keys: KeysView = host.get("keys").await?;
            Answer::new(&keys, keys_text(&keys))
        }
        Keys::Passphrase => {
            let new = new_passphrase().await?;
            let keys: KeysView = with_secret(host, "set_passphrase", |old| SetPassphrase {
                old,
                new: new.clone(),
            })
            .await?;
            Answer::new(&keys, keys_text(&keys))
        }
        Keys::Keychain => {
            let keys: KeysView = with_secret(host, "use_keychain", |passphrase| WithPassphrase {
                passphrase,
            })
            .await?;
            Answer::new(&keys, keys_text(&keys))
        }
        Keys::RecoveryCode => {
            let made: RecoveryCodeView = with_secret(host, "new_recovery_code", |passphrase| {
                WithPassphrase { passphrase }
            })
            .await?;
            Answer::new(&made, code_text(&made.code))
        }
        Keys::CheckCode { code } => {
            let code = match code {
                Some(code) => Some(code.clone()),
                None => ask("Recovery code from the paper: ").await?,
            };
            let code = code.ok_or_else(|| {
                Failure::new(Code::Invalid, "The recovery code is missing")
                    .hint("Run pb on a terminal, or write it behind `check-code`")
            })?;
            let keys: KeysView = host
                .call("check_recovery_code", &CheckRecoveryCode { code })
                .await?;
            Answer::new(&keys, "The recovery code is right")
        }
        Keys::Rekey => {
            let done: Rekeyed =
                with_secret(host, "rekey", |passphrase| WithPassphrase { passphrase }).await?;
            let mut text = "The database has a new key; old backups keep the old one\n".to_owned();
            if let Some(code) = &done.code {
                text.push_str(&code_text(code));
            }
            Answer::new(&done, text)
        }
    }
}

/// Calls with the secret that is known; where it is wrong or missing, a person is asked once.
async fn with_secret<Ans: DeserializeOwned, Req: Serialize + Sync>(
    host: &Host,
    name: &str,
    request: impl Fn(Option<String>) -> Req,
) -> Result<Ans> {
    match host.call(name, &request(host.known_passphrase())).await {
        Err(failure) if failure.code == Code::Passphrase && !failure.retry => {
            match ask("Passphrase, or recovery code: ").await? {
                Some(secret) => host.call(name, &request(Some(secret))).await,
                None => Err(failure),
            }
        }
        other => other,
    }
}

async fn new_passphrase() -> Result<String> {
    if let Some(new) = std::env::var(NEW_PASSPHRASE).ok().filter(|p| !p.is_empty()) {
        return Ok(new);
    }
    let missing = || {
        Failure::new(Code::Invalid, "The new passphrase is missing")
            .hint(format!("Set {NEW_PASSPHRASE}, or run pb on a terminal"))
    };
    let first = ask("New passphrase: ").await?.ok_or_else(missing)?;
    let second = ask("The same once more: ").await?.ok_or_else(missing)?;
    if first != second {
        return Err(Failure::new(
            Code::Invalid,
            "The two passphrases differ; nothing was changed",
        )
        .hint("Try again"));
    }
    Ok(first)
}

fn code_text(code: &str) -> String {
    format!(
        "Recovery code: {code}\n\
         It is shown this once and kept nowhere. Write it down, keep it away from this machine, then\n\
         enter it with `pb keys check-code`.\n"
    )
}

fn keys_text(keys: &KeysView) -> String {
    let yes = |there: bool| if there { "yes" } else { "no" }.to_owned();
    let recovery = match keys.recovery {
        RecoveryState::None => "no",
        RecoveryState::Unchecked => "made, not checked",
        RecoveryState::Checked => "yes",
    };
    let rows = [
        vec!["Keychain".to_owned(), yes(keys.keychain)],
        vec!["Passphrase".to_owned(), yes(keys.passphrase)],
        vec!["Recovery code".to_owned(), recovery.to_owned()],
    ];
    let mut text = table(&["What", "Opens it"], &rows);
    if !keys.advice.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", keys.advice);
    }
    text
}

/// Backups: listing, making, checking, planning.
pub(crate) async fn backup(host: &Host, args: &BackupArgs) -> Result<Answer> {
    let view: BackupsView = match args.what.as_ref().unwrap_or(&Backup::List) {
        Backup::List => host.get("backups").await?,
        Backup::Now => host.get("backup_now").await?,
        Backup::Plan(args) => {
            let now: BackupsView = host.get("backups").await?;
            host.call("save_backup_plan", &plan(now.plan, args)).await?
        }
        Backup::Verify { backup } => {
            let verified: BackupVerified = with_secret(host, "verify_backup", |secret| BackupRef {
                backup: backup.clone(),
                secret,
            })
            .await?;
            let text = format!("{}: {}", verified.name, verified.text);
            return Answer::new(&verified, text);
        }
    };
    Answer::new(&view, backups_text(&view))
}

fn plan(mut plan: BackupPlan, args: &PlanArgs) -> BackupPlan {
    if let Some(time) = &args.daily {
        plan.schedule = BackupSchedule::Daily { time: time.clone() };
    }
    if let Some(hours) = args.every {
        plan.schedule = BackupSchedule::Hourly { hours };
    }
    if args.off {
        plan.schedule = BackupSchedule::Off;
    }
    if let Some(keep) = args.keep {
        plan.keep = keep;
    }
    if let Some(folder) = &args.folder {
        plan.folder = Some(folder.display().to_string());
    }
    if args.own_folder {
        plan.folder = None;
    }
    plan
}

fn backups_text(view: &BackupsView) -> String {
    let when = match &view.plan.schedule {
        BackupSchedule::Off => "off".to_owned(),
        BackupSchedule::Daily { time } => format!("daily at {time}"),
        BackupSchedule::Hourly { hours } => format!("every {hours} hours"),
    };
    let mut text = format!(
        "Backups: {when}, {} kept, in {}\n",
        view.plan.keep, view.folder
    );
    if view.same_disk {
        text.push_str("They lie on the same disk as the bench: another disk is better\n");
    }
    if let Some(next) = &view.next_at {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "Next one: {}", time(next));
    }
    if !view.trouble.is_empty() {
        let _ = writeln!(text, "{}", view.trouble);
    }
    let rows: Vec<Vec<String>> = view
        .backups
        .iter()
        .map(|b| {
            vec![
                b.name.clone(),
                word(&b.reason),
                b.orders.to_string(),
                b.shipments.to_string(),
                if b.this_key { "" } else { "earlier key" }.to_owned(),
            ]
        })
        .collect();
    text.push_str(&table(
        &["Backup", "Why", "Orders", "Shipments", "Note"],
        &rows,
    ));
    text
}

/// Puts a backup in the bench's place, open, locked, or not there yet.
pub(crate) async fn restore(host: &Host, args: &RestoreArgs) -> Result<Answer> {
    if let Err(failure) = host.open_quietly().await {
        host.output.note(&format!(
            "the bench that is here does not open ({}); the backup takes its place all the same",
            failure.text
        ));
    }
    let restored: RestoredView = with_secret(host, "restore_backup", |secret| BackupRef {
        backup: args.backup.clone(),
        secret,
    })
    .await?;
    let mut text = format!(
        "The bench is as it was when the backup was made, {}\n",
        time(&restored.made_at)
    );
    if !restored.set_aside.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "What was here is set aside in {}", restored.set_aside);
    }
    text.push_str("`pb copied` lists the orders that wait for your word\n");
    Answer::new(&restored, text)
}

/// What is known of copies, and a person's word on it.
pub(crate) async fn copied(host: &Host, args: &CopiedArgs) -> Result<Answer> {
    let view: CopiedView = match args.what.as_ref().unwrap_or(&Copied::Show) {
        Copied::Show => host.get("copied").await?,
        Copied::Answer(answer) => {
            let order = Some(host.find_order(&answer.order).await?);
            let shipped = answer.shipped;
            host.call("answer_copied", &AnswerCopied { order, shipped })
                .await?
        }
        Copied::NoneShipped => {
            let all = AnswerCopied {
                order: None,
                shipped: false,
            };
            host.call("answer_copied", &all).await?
        }
        Copied::Seen => host.call("settle_copied", &Nothing {}).await?,
    };
    Answer::new(&view, copied_text(&view))
}

fn copied_text(view: &CopiedView) -> String {
    if view.copies.is_empty() {
        return "This bench never came back from a copy".to_owned();
    }
    let mut text = String::new();
    for copy in &view.copies {
        let what = match copy.kind {
            CopyKind::Restored => "put back to an earlier state".to_owned(),
            CopyKind::Cloned => format!(
                "a copy of another bench, numbers {} instead of {}",
                copy.new_prefix, copy.old_prefix
            ),
        };
        let seen = if copy.settled { "" } else { " (not seen to)" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}: {what}{seen}", time(&copy.noticed_at));
    }
    let rows: Vec<Vec<String>> = view
        .orders
        .iter()
        .map(|o| vec![o.number.clone(), o.name.clone(), time(&o.placed_at)])
        .collect();
    if rows.is_empty() {
        text.push_str("No order waits for a word\n");
    } else {
        let _ = writeln!(text, "{} orders wait for your word", view.in_doubt);
        text.push_str(&table(&["Order", "For", "Placed"], &rows));
    }
    text
}
