//! The doctor: looks whether the bench is well, says what is wrong and what to do, and mends what can be mended
//! without risk.

mod bundle;
mod database;
pub(crate) mod folder;
mod journal;
mod machine;
mod safety;

pub(crate) use bundle::bundle;

use crate::Station;
use crate::api::{DoctorReport, Failure, Finding, Health, Nothing, Result};
use crate::profile::ProfileFolder;
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::json;

/// Something the doctor looks at.
#[async_trait]
pub(crate) trait Check: Sync {
    /// Stable id.
    fn id(&self) -> &'static str;

    /// What is looked at, in words.
    fn title(&self) -> &'static str;

    /// Looks, and changes nothing. None at all means that all is well.
    async fn look(&self, station: &Station) -> Result<Vec<Seen>>;

    /// Mends what can be mended without risk; what was done, in words.
    async fn mend(&self, _station: &Station) -> Result<Option<String>> {
        Ok(None)
    }
}

/// Every check, in the order in which they are shown. What else can be unwell adds a line here.
const CHECKS: &[&dyn Check] = &[
    &machine::Version,
    &folder::Folder,
    &machine::Disk,
    &machine::Clock,
    &database::Database,
    &database::SearchIndex,
    &database::Waiting,
    &database::Chain,
    &journal::Purchases,
    &journal::Orders,
    &journal::Labels,
    &journal::Printing,
    &safety::Numbers,
    &safety::Deferred,
    &safety::Copies,
    &safety::Backups,
    &machine::Devices,
    &machine::Keeping,
];

/// What a check saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    health: Health,
    text: String,
    meaning: String,
    todo: String,
    can_mend: bool,
}

impl Seen {
    /// All is well.
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self {
            health: Health::Good,
            text: text.into(),
            meaning: String::new(),
            todo: String::new(),
            can_mend: false,
        }
    }

    /// Worth a look: what it is, what it means, what to do.
    pub(crate) fn warning(
        text: impl Into<String>,
        meaning: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            health: Health::Warning,
            meaning: meaning.into(),
            todo: todo.into(),
            ..Self::good(text)
        }
    }

    /// Not as it must be: what it is, what it means, what to do.
    pub(crate) fn wrong(
        text: impl Into<String>,
        meaning: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            health: Health::Wrong,
            ..Self::warning(text, meaning, todo)
        }
    }

    /// The same, and it can be mended here without risk.
    #[must_use]
    pub(crate) fn mendable(mut self) -> Self {
        self.can_mend = true;
        self
    }

    fn finding(self, check: &str, title: &str) -> Finding {
        Finding {
            check: check.to_owned(),
            title: title.to_owned(),
            health: self.health,
            text: self.text,
            meaning: self.meaning,
            todo: self.todo,
            can_mend: self.can_mend,
        }
    }
}

/// That a check itself failed is a finding: the others go on.
fn failed(failure: &Failure) -> Seen {
    Seen::wrong(
        failure.text.clone(),
        "This could not be looked at, so nobody knows how it stands",
        failure.hint.clone(),
    )
}

fn report(findings: Vec<Finding>, mended: Vec<String>, at: Timestamp) -> DoctorReport {
    let health = findings.iter().map(|f| f.health).max();
    DoctorReport {
        health: health.unwrap_or(Health::Good),
        findings,
        mended,
        at: at.to_string(),
    }
}

async fn findings(station: &Station) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in CHECKS {
        let mut seen = match check.look(station).await {
            Ok(seen) => seen,
            Err(failure) => vec![failed(&failure)],
        };
        if seen.is_empty() {
            seen.push(Seen::good("All is well"));
        }
        findings.extend(
            seen.into_iter()
                .map(|s| s.finding(check.id(), check.title())),
        );
    }
    findings
}

/// Looks whether the bench is well.
pub(crate) async fn look(station: &Station, _: Nothing) -> Result<DoctorReport> {
    Ok(report(findings(station).await, Vec::new(), station.now()))
}

/// Mends what can be mended without risk, and looks again.
pub(crate) async fn mend(station: &Station, _: Nothing) -> Result<DoctorReport> {
    let before = findings(station).await;
    let mut mended = Vec::new();
    for check in CHECKS {
        if !before.iter().any(|f| f.check == check.id() && f.can_mend) {
            continue;
        }
        match check.mend(station).await {
            Ok(Some(done)) => {
                let mut change = station.store.change(station.now()).await?;
                let facts = json!({ "check": check.id() });
                change.log("mended", None, &done, &facts).await?;
                change.commit().await?;
                mended.push(done);
            }
            Ok(None) => {}
            Err(failure) => {
                tracing::warn!(check = check.id(), %failure, "could not be mended");
                mended.push(format!(
                    "{}: could not be mended: {}",
                    check.title(),
                    failure.text
                ));
            }
        }
    }
    Ok(report(findings(station).await, mended, station.now()))
}

/// What can be seen of a bench that is not open.
pub(crate) async fn outside(folder: &ProfileFolder, clock: fn() -> Timestamp) -> DoctorReport {
    let folder = folder.clone();
    let looked = Station::blocking(move || {
        let mut findings = Vec::new();
        let mut add = |id: &str, title: &str, seen: Result<Vec<Seen>>| {
            let mut seen = seen.unwrap_or_else(|failure| vec![failed(&failure)]);
            if seen.is_empty() {
                seen.push(Seen::good("All is well"));
            }
            findings.extend(seen.into_iter().map(|s| s.finding(id, title)));
        };
        add("open", "Bench", Ok(vec![folder::closed(&folder)]));
        add(
            folder::Folder.id(),
            folder::Folder.title(),
            folder::look_at(folder.path()),
        );
        add(
            machine::Disk.id(),
            machine::Disk.title(),
            machine::space_of(folder.path()),
        );
        findings
    });
    let findings = looked
        .await
        .unwrap_or_else(|failure| vec![failed(&failure).finding("open", "Bench")]);
    report(findings, Vec::new(), clock())
}
