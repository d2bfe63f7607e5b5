//! The machine: version, disk, clock, devices, and whether old things are erased in time.
use super::{Check, Seen};
use crate::Station;
use crate::api::{Code, Failure, Nothing, PrinterCondition, Result};
use crate::{printers, retention, scale};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use pb_devices::Access;
use pb_domain::Reading;
use std::path::{Path, PathBuf};

/// Which version this is.
pub(super) struct Version;

#[async_trait]
impl Check for Version {
    fn id(&self) -> &'static str {
        "version"
    }

    fn title(&self) -> &'static str {
        "Version"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let (schema, sqlite, cipher) = station.store.versions().await?;
        Ok(vec![Seen::good(format!(
            "Packbench {}, database {schema}, SQLite {sqlite}, SQLCipher {cipher}",
            station.profile.version
        ))])
    }
}

/// Space on the disk.
pub(super) struct Disk;

/// Below this much a day's work may not fit, in bytes.
const LITTLE_SPACE: u64 = 1_000_000_000;
/// Below this much the next label may not fit.
const NO_SPACE: u64 = 100_000_000;

#[async_trait]
impl Check for Disk {
    fn id(&self) -> &'static str {
        "disk"
    }

    fn title(&self) -> &'static str {
        "Disk space"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let folder = PathBuf::from(&station.profile.folder);
        Station::blocking(move || space_of(&folder)).await?
    }
}

/// Looks how much space there is where a folder lies, or would lie.
#[cfg(unix)]
pub(super) fn space_of(folder: &Path) -> Result<Vec<Seen>> {
    let there = folder.ancestors().find(|f| f.exists()).unwrap_or(folder);
    let found = rustix::fs::statvfs(there).map_err(|e| {
        Failure::new(
            Code::Storage,
            format!("How much space is left cannot be told: {e}"),
        )
        .hint("Check that the disk is connected")
    })?;
    Ok(vec![space(found.f_bavail.saturating_mul(found.f_frsize))])
}

/// Windows warns of a full disk by itself.
#[cfg(not(unix))]
pub(super) fn space_of(_: &Path) -> Result<Vec<Seen>> {
    Ok(vec![Seen::good("Not looked at on this system")])
}

#[cfg_attr(not(unix), expect(dead_code, reason = "told on Unix alone"))]
fn space(left: u64) -> Seen {
    let megabytes = left / 1_000_000;
    let text = match megabytes {
        0..10_000 => format!("{megabytes} MB are free"),
        _ => format!("{} GB are free", megabytes / 1_000),
    };
    let todo = "Free some space: old downloads, the bin, other programs' files";
    if left < NO_SPACE {
        let meaning = "A label that is bought may not be written down before the disk is full";
        Seen::wrong(text, meaning, todo)
    } else if left < LITTLE_SPACE {
        Seen::warning(text, "That is little for a day's work", todo)
    } else {
        Seen::good(text)
    }
}

/// The clock and the time zone.
pub(super) struct Clock;

/// A clock may be corrected by so much without anybody noticing.
const TOLERATED: SignedDuration = SignedDuration::from_mins(5);

#[async_trait]
impl Check for Clock {
    fn id(&self) -> &'static str {
        "clock"
    }

    fn title(&self) -> &'static str {
        "Clock"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let now = station.now();
        let newest = station.store.newest_record().await?;
        let newest: Option<Timestamp> = newest.and_then(|record| record.at.parse().ok());
        let zone = station.settings().time_zone;
        let mut seen = Vec::new();
        if let Some(newest) = newest.filter(|at| at.duration_since(now) > TOLERATED) {
            seen.push(Seen::wrong(
                format!("The clock says {now}, but something was done at {newest} already"),
                "Labels may carry the wrong ship date, and what is new does not come last",
                "Set this machine's clock right, and let the system keep it so",
            ));
        }
        if !zone.is_empty() && TimeZone::get(&zone).is_err() {
            seen.push(Seen::wrong(
                format!("The time zone {zone} of the settings is not known on this machine"),
                "The system's own is used, so “today” may begin at another hour",
                "Choose a time zone in Settings → This bench",
            ));
        }
        if zone.is_empty() && TimeZone::try_system().is_err() {
            seen.push(Seen::warning(
                "This machine does not say its time zone",
                "“Today” is the day in UTC",
                "Choose a time zone in Settings → This bench",
            ));
        }
        if seen.is_empty() {
            let zoned = station.zoned_now();
            seen.push(Seen::good(
                zoned.strftime("It is %Y-%m-%d %H:%M %Z").to_string(),
            ));
        }
        Ok(seen)
    }
}

/// Scales and printers that are set up, and whether they can be used.
pub(super) struct Devices;

#[async_trait]
impl Check for Devices {
    fn id(&self) -> &'static str {
        "devices"
    }

    fn title(&self) -> &'static str {
        "Scales and printers"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let mut seen = Vec::new();
        let set_up = scale::all(station).await?.len() + printers::all(station).await?.len();
        for view in station.scales.views(station.now()) {
            let trouble = match view.reading {
                Reading::Gone => "is set up and not there",
                Reading::Fault => "reports a fault",
                Reading::Stale => "has said nothing for a while",
                _ => continue,
            };
            let todo = if view.hint.is_empty() {
                "Look at its cable and its power; type weights meanwhile".to_owned()
            } else {
                view.hint
            };
            seen.push(Seen::warning(
                format!("Scale {} {trouble}", view.name),
                "No weight comes from it",
                todo,
            ));
        }
        for view in station.printers.views() {
            let unreachable = view.state == PrinterCondition::Unreachable;
            if unreachable || view.state == PrinterCondition::NeedsAttention {
                let trouble = if unreachable {
                    "cannot be reached"
                } else {
                    "needs you"
                };
                seen.push(Seen::warning(
                    format!("Printer {} {trouble}", view.name),
                    "What waits for it does not print",
                    view.text,
                ));
            }
        }
        // A demo has no devices of its own.
        if !station.profile.demo {
            for found in Station::blocking(pb_devices::find).await? {
                if let Access::Refused(error) = &found.access {
                    seen.push(Seen::warning(
                        format!(
                            "{} is attached, and this user may not open it: {error}",
                            found.name
                        ),
                        "It cannot be used",
                        error.remedy(),
                    ));
                }
            }
        }
        if seen.is_empty() {
            seen.push(Seen::good(match set_up {
                0 => "None is set up".to_owned(),
                1 => "The one that is set up is there".to_owned(),
                n => format!("All {n} that are set up are there"),
            }));
        }
        Ok(seen)
    }
}

/// Whether what is old enough is erased in time.
pub(super) struct Keeping;

#[async_trait]
impl Check for Keeping {
    fn id(&self) -> &'static str {
        "retention"
    }

    fn title(&self) -> &'static str {
        "Erasing what is old"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let last = retention::view(station, Nothing {}).await?.last_run;
        let last: Option<Timestamp> = last.and_then(|at| at.parse().ok());
        let Some(last) = last else {
            return Ok(vec![Seen::good(
                "Looked for soon after the start, then daily",
            )]);
        };
        if station.now().duration_since(last).abs() > SignedDuration::from_hours(72) {
            return Ok(vec![Seen::warning(
                "What is old enough has not been erased for days",
                "Details of old records, and labels, are kept for longer than you set",
                "Leave Packbench open for a while; if it stays so, look at the log files",
            )]);
        }
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Health;

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_seen_before_it_is_full() {
        let health = |left| space(left).health;
        assert_eq!(health(50_000_000), Health::Wrong);
        assert_eq!(health(500_000_000), Health::Warning);
        assert_eq!(health(5_000_000_000), Health::Good);
        let dir = tempfile::tempdir().expect("folder");
        let deep = dir.path().join("not/there/yet");
        assert!(
            space_of(&deep).expect("looks")[0]
                .text
                .ends_with("B are free")
        );
    }
}
