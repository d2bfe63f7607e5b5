//! Operators, records, retention and health, as the window sees them.
use pb_domain::{OperatorId, OrderId, Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who may run a command at a bench that has operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Anyone, also when nobody is signed in: it shows nothing of a person and changes nothing.
    Anyone,
    /// Whoever is signed in.
    Operator,
    /// A manager, or whoever a manager allows it once.
    Manager,
}

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeopleView {
    /// Those who may sign in, by name; none at a bench that asks nobody.
    pub operators: Vec<OperatorView>,
    /// Who is signed in at this window or process.
    pub signed_in: Option<OperatorView>,
    /// Minutes without a sign of life after which a person is signed out; 0 for never.
    pub idle_minutes: u32,
}

/// An operator; the PIN is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorView {
    /// Identity.
    pub id: OperatorId,
    /// The name, as it stands in the log.
    pub name: String,
    /// What this person may do.
    pub role: Role,
}

/// A new operator, or changes to one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OperatorDraft {
    /// The one to change; `None` makes a new one.
    pub id: Option<OperatorId>,
    /// The name.
    pub name: String,
    /// What this person may do.
    pub role: Role,
    /// A PIN of 4 to 8 digits; left out, it stays as it is.
    pub pin: Option<String>,
}

/// Names one operator.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct OperatorRef {
    /// Which.
    pub id: OperatorId,
}

/// A name and its PIN.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SignIn {
    /// The name, in any case.
    pub name: String,
    /// The PIN.
    pub pin: String,
}

/// A manager allows whoever is signed in one act.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AllowOnce {
    /// The command that was refused; its next call is let through.
    pub command: String,
    /// The manager's name.
    pub name: String,
    /// The manager's PIN.
    pub pin: String,
}

/// A person's own new PIN.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChangePin {
    /// The PIN until now.
    pub pin: String,
    /// The new one.
    pub new_pin: String,
}

macro_rules! never_shown {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

never_shown!(OperatorDraft, SignIn, AllowOnce, ChangePin);

/// When a person is signed out by itself.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SetIdle {
    /// Minutes without a sign of life; 0 for never.
    pub minutes: u32,
}

/// Which lines of the log.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RecordQuery {
    /// Whose; empty for everyone.
    pub person: String,
    /// Of which kind; empty for all.
    pub kind: String,
    /// About which order, by its number; empty for all.
    pub order: String,
    /// From this day of the bench on, `YYYY-MM-DD`; empty for all.
    pub from: String,
    /// Up to this day, and with it; empty for all.
    pub to: String,
    /// Only lines with a lower number: the next page.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// Lines at most; 50 unless told.
    pub limit: u32,
}

impl Default for RecordQuery {
    fn default() -> Self {
        Self {
            person: String::new(),
            kind: String::new(),
            order: String::new(),
            from: String::new(),
            to: String::new(),
            before: None,
            limit: 50,
        }
    }
}

/// Lines of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordPage {
    /// The lines.
    pub rows: Vec<RecordRow>,
    /// Whether there are older ones.
    pub more: bool,
    /// Everyone whom the log names, to choose from.
    pub people: Vec<String>,
    /// Every kind of line, to choose from.
    pub kinds: Vec<String>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordRow {
    /// Its number.
    #[ts(type = "number")]
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who did it: a name, `person` or `station`; empty for lines from before there were operators.
    pub person: String,
    /// What kind of thing happened.
    pub kind: String,
    /// The number of the order it is about; empty when it is about none.
    pub order: String,
    /// In words.
    pub text: String,
    /// Its data as JSON; absent once erased.
    pub data: Option<String>,
}

/// Asks for lines of the log as a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportRecords {
    /// Which.
    pub query: RecordQuery,
    /// In which form.
    pub format: RecordFormat,
}

/// Forms of exported records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordFormat {
    /// A table.
    Csv,
    /// A list with each line's hash.
    Json,
}

/// What the check of the log's chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainReport {
    /// Lines that were read.
    #[ts(type = "number")]
    pub lines: u64,
    /// Those whose data is erased.
    #[ts(type = "number")]
    pub erased: u64,
    /// The number of the first line that was changed, or follows one that was removed; `None` when all fit.
    #[ts(type = "number | null")]
    pub broken_at: Option<i64>,
    /// The same in words.
    pub text: String,
}

/// For how long things are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionView {
    /// Each kind of thing.
    pub rules: Vec<RetentionRow>,
    /// When it was last looked, RFC 3339.
    pub last_run: Option<String>,
}

/// For how long one kind of thing is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionRow {
    /// Stable id.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// Days it is kept; `None` for good.
    pub days: Option<u32>,
    /// Days unless told; `None` for good.
    pub usual: Option<u32>,
}

/// Sets for how long one kind of thing is kept.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetRetention {
    /// Which rule.
    pub id: String,
    /// Days; `None` for good.
    pub days: Option<u32>,
}

/// What was erased because its time was over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionReport {
    /// How many of each rule, by id.
    #[ts(type = "{ [id: string]: number }")]
    pub erased: std::collections::BTreeMap<String, u64>,
    /// Why nothing was erased, when that was so; empty otherwise.
    pub waits: String,
}

/// Erases an order's personal data.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct EraseOrder {
    /// Which order.
    pub id: OrderId,
}

/// What the doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorReport {
    /// The worst of all findings.
    pub health: Health,
    /// Each check's findings, in order.
    pub findings: Vec<Finding>,
    /// What was mended just now, in words.
    pub mended: Vec<String>,
    /// When, RFC 3339.
    pub at: String,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it must be.
    Good,
    /// Worth a look.
    Warning,
    /// Not as it must be.
    Wrong,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// Which check.
    pub check: String,
    /// What was looked at, in words.
    pub title: String,
    /// How it stands.
    pub health: Health,
    /// What was found.
    pub text: String,
    /// What that means; empty when all is well.
    pub meaning: String,
    /// What to do; empty when nothing needs to be done.
    pub todo: String,
    /// Whether it can be mended here without risk.
    pub can_mend: bool,
}
