//! When the next backup is due, and making it then.
use crate::Station;
use crate::api::{BackupReason, BackupSchedule, Code, Failure, Result};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};
use pb_domain::FieldProblem;
use std::time::Duration;

/// How often the time is looked at: clocks are set, machines sleep.
const LOOK: Duration = Duration::from_secs(30);
/// Between two attempts of one that fails.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);
/// A backup that is later than this, and not being made, is told.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// When the next backup is due, after the last one or the bench's beginning.
pub(super) fn due(schedule: &BackupSchedule, after: &Zoned) -> Option<Timestamp> {
    match schedule {
        BackupSchedule::Off => None,
        BackupSchedule::Hourly { hours } => {
            Some(after.timestamp() + SignedDuration::from_hours(i64::from(*hours)))
        }
        BackupSchedule::Daily { time } => {
            let time = time_of_day(time)?;
            let today = after.with().time(time).build().ok()?;
            let next = if today > *after {
                today
            } else {
                today.checked_add(1.day()).ok()?
            };
            Some(next.timestamp())
        }
    }
}

fn time_of_day(text: &str) -> Option<Time> {
    Time::strptime("%H:%M", text).ok()
}

/// What is wrong with a plan.
pub(super) fn problems(schedule: &BackupSchedule, keep: u32) -> Vec<FieldProblem> {
    let mut fields = Vec::new();
    match schedule {
        BackupSchedule::Daily { time } if time_of_day(time).is_none() => {
            fields.push(FieldProblem {
                field: "time".into(),
                text: format!("“{time}” is not a time; write one like 20:00"),
            });
        }
        BackupSchedule::Hourly { hours } if !(1..=168).contains(hours) => {
            fields.push(FieldProblem {
                field: "hours".into(),
                text: "Between 1 and 168 hours".into(),
            });
        }
        _ => {}
    }
    if !(1..=1000).contains(&keep) {
        fields.push(FieldProblem {
            field: "keep".into(),
            text: "Between 1 and 1000 backups".into(),
        });
    }
    fields
}

/// When the next backup of a station is due.
pub(super) async fn next(station: &Station) -> Result<Option<Timestamp>> {
    let schedule = station.safe.file().await.backups.schedule;
    let zone = station.zoned_now().time_zone().clone();
    let after = match station.safe.last_backup() {
        Some(last) => last,
        // A bench that has none yet: since its first day.
        None => station
            .store
            .log_begin()
            .await?
            .and_then(|at| at.parse().ok())
            .unwrap_or_else(|| station.now()),
    };
    Ok(due(&schedule, &after.to_zoned(zone)))
}

/// Says what is wrong with the backups, in words; empty when nothing is.
pub(crate) async fn trouble(station: &Station) -> Result<String> {
    if station.profile.demo {
        return Ok(String::new());
    }
    if let Some((_, text)) = station.safe.backup_trouble() {
        return Ok(format!("The last backup failed. {text}"));
    }
    let Some(due) = next(station).await? else {
        return Ok(String::new());
    };
    if !station.safe.is_backing_up() && due + PATIENCE < station.now() {
        return Ok(format!("A backup has been due since {due}"));
    }
    Ok(String::new())
}

/// Makes backups when they are due, for as long as the station is open.
pub(crate) async fn run(station: Station) {
    loop {
        if let Err(failure) = look(&station).await {
            tracing::warn!(%failure, "the scheduled backup was not made");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = station.safe.plan_changed() => {}
        }
    }
}

async fn look(station: &Station) -> Result<()> {
    let now = station.now();
    let waits = station
        .safe
        .backup_trouble()
        .is_some_and(|(at, _)| now < at + AGAIN && at <= now);
    if waits || next(station).await?.is_none_or(|due| due > now) {
        return Ok(());
    }
    super::back_up(station, BackupReason::Scheduled)
        .await
        .map(drop)
}

/// A plan that cannot be kept is refused.
pub(super) fn refuse_bad(schedule: &BackupSchedule, keep: u32) -> Result<()> {
    let fields = problems(schedule, keep);
    match fields.first() {
        None => Ok(()),
        Some(first) => Err(Failure::new(Code::Invalid, first.text.clone())
            .hint("Correct the marked fields; nothing was saved")
            .fields(fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().expect("a time with its zone")
    }

    #[test]
    fn a_daily_backup_is_due_at_the_next_such_time_of_the_bench() {
        let daily = |time: &str| BackupSchedule::Daily { time: time.into() };
        let due = |schedule: &BackupSchedule, after: &str| {
            due(schedule, &at(after)).map(|t| t.to_string())
        };
        for (time, after, expected) in [
            (
                "20:00",
                "2026-11-27T12:00:00+01:00[Europe/Berlin]",
                "2026-11-27T19:00:00Z",
            ),
            (
                "20:00",
                "2026-11-27T20:00:00+01:00[Europe/Berlin]",
                "2026-11-28T19:00:00Z",
            ),
            // The night the clocks go back has one 02:30 that counts.
            (
                "02:30",
                "2026-10-24T12:00:00+02:00[Europe/Berlin]",
                "2026-10-25T00:30:00Z",
            ),
        ] {
            assert_eq!(due(&daily(time), after).as_deref(), Some(expected));
        }
        let hourly = BackupSchedule::Hourly { hours: 6 };
        let after = "2026-11-27T12:00:00+01:00[Europe/Berlin]";
        assert_eq!(due(&hourly, after).as_deref(), Some("2026-11-27T17:00:00Z"));
        assert_eq!(due(&BackupSchedule::Off, after), None);
    }

    #[test]
    fn a_plan_that_cannot_be_kept_is_refused_by_field() {
        let field = |schedule: BackupSchedule, keep| {
            problems(&schedule, keep).first().map(|p| p.field.clone())
        };
        let daily = |time: &str| BackupSchedule::Daily { time: time.into() };
        assert_eq!(field(daily("25:00"), 14).as_deref(), Some("time"));
        assert_eq!(field(daily("8 pm"), 14).as_deref(), Some("time"));
        assert_eq!(
            field(BackupSchedule::Hourly { hours: 0 }, 14).as_deref(),
            Some("hours")
        );
        assert_eq!(field(BackupSchedule::Off, 0).as_deref(), Some("keep"));
        assert_eq!(field(daily("20:00"), 14), None);
    }
}
