//! Operators, records, retention and the doctor, as they are said on the command line.
use clap::{Subcommand, ValueEnum};
use pb_domain::Role;
use pb_station::api::RecordFormat;
use std::path::PathBuf;

#[derive(Subcommand)]
#[command(after_help = "\
A bench without operators asks nobody who is there. With operators, every command but harmless looks
takes `pb --operator NAME`: the PIN comes from PACKBENCH_PIN, or is asked. What takes a manager, a
manager allows once with `--manager NAME` and PACKBENCH_MANAGER_PIN, or a PIN that is asked.
A new PIN comes from PACKBENCH_NEW_PIN, or is asked twice; it has 4 to 8 digits.

Examples:
  pb operators add Ann --role manager       the first one must be a manager
  pb --operator Ann operators add Ben
  pb --operator Ben ship 1001 --weight 1.2kg --print
  pb operators reset Ann                    Ann forgot her PIN; takes the bench's own key")]
pub(crate) enum Operators {
    /// List those who may sign in
    List,
    /// Add an operator
    Add(AddOperator),
    /// Change an operator's name, role or PIN
    Change(ChangeOperator),
    /// Remove an operator; the records keep the name
    Remove(OperatorName),
    /// Change your own PIN
    Pin,
    /// Say after how many minutes without a sign of life a person is signed out; 0 for never
    Idle(Idle),
    /// Give a manager a new PIN, by the bench's own key: no other window or `pb` may have it open
    Reset(OperatorName),
}

#[derive(clap::Args)]
pub(crate) struct OperatorName {
    /// The name
    pub(crate) name: String,
}

#[derive(clap::Args)]
pub(crate) struct AddOperator {
    /// The name
    pub(crate) name: String,
    /// What this person may do
    #[arg(long, value_enum, default_value_t = RoleWord::Operator)]
    pub(crate) role: RoleWord,
}

#[derive(clap::Args)]
pub(crate) struct ChangeOperator {
    /// The name until now
    pub(crate) name: String,
    /// The new name
    #[arg(long, value_name = "NAME")]
    pub(crate) rename: Option<String>,
    /// What this person may do
    #[arg(long, value_enum)]
    pub(crate) role: Option<RoleWord>,
    /// Set a new PIN
    #[arg(long)]
    pub(crate) new_pin: bool,
}

#[derive(clap::Args)]
pub(crate) struct Idle {
    /// Minutes
    pub(crate) minutes: u32,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RoleWord {
    Operator,
    Manager,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Operator => Self::Operator,
            RoleWord::Manager => Self::Manager,
        }
    }
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb records --order 1001
  pb records --person Ann --from 2026-11-01 --to 2026-11-30
  pb records --from 2026-11-01 --export csv --out november.csv
  pb records --check                  exit code 10 when a record was changed or removed")]
pub(crate) struct RecordsArgs {
    /// Whose: a name, `person` at a bench without operators, or `station`
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) person: String,
    /// Of which kind, such as purchase_bought
    #[arg(long, value_name = "KIND", default_value = "")]
    pub(crate) kind: String,
    /// About which order
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub(crate) order: String,
    /// From this day of the bench on
    #[arg(long, value_name = "DAY", default_value = "")]
    pub(crate) from: String,
    /// Up to this day, and with it
    #[arg(long, value_name = "DAY", default_value = "")]
    pub(crate) to: String,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: u32,
    /// All of them as a file instead
    #[arg(long, value_enum, conflicts_with = "limit")]
    pub(crate) export: Option<FormatWord>,
    /// File to write; stdout unless told
    #[arg(long, value_name = "FILE", requires = "export")]
    pub(crate) out: Option<PathBuf>,
    /// Check that no record was changed or removed
    #[arg(long, conflicts_with_all = ["person", "kind", "order", "from", "to", "export"])]
    pub(crate) check: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FormatWord {
    Csv,
    Json,
}

impl From<FormatWord> for RecordFormat {
    fn from(word: FormatWord) -> Self {
        match word {
            FormatWord::Csv => Self::Csv,
            FormatWord::Json => Self::Json,
        }
    }
}

#[derive(Subcommand)]
#[command(after_help = "\
What is old enough is erased by itself, once a day and soon after each start. A label that was not printed
yet, and what is open, is never erased.

Examples:
  pb retention list
  pb retention set labels 365
  pb retention set labels forever")]
pub(crate) enum Retention {
    /// Show for how long things are kept
    List,
    /// Set for how long one kind of thing is kept
    Set(SetRetentionArgs),
    /// Erase now what has been kept for long enough
    Run,
}

#[derive(clap::Args)]
pub(crate) struct SetRetentionArgs {
    /// The kind, as `pb retention list` shows it
    pub(crate) kind: String,
    /// Days, or forever
    #[arg(value_parser = days)]
    pub(crate) days: Days,
}

/// Days that something is kept.
#[derive(Clone, Copy)]
pub(crate) struct Days(pub(crate) Option<u32>);

fn days(text: &str) -> Result<Days, String> {
    if text == "forever" {
        return Ok(Days(None));
    }
    text.parse()
        .map(|days| Days(Some(days)))
        .map_err(|_| "write a number of days, or forever".to_owned())
}

#[derive(clap::Args)]
#[command(after_help = "\
Erased for good: names, addresses, telephone, e-mail, notes, documents, what the carrier was asked and
said, and details behind the records. What stays: the numbers, charges and states of its shipments, and
that a record was made. It is refused while something of the order is open.

Example:
  pb --operator Ann erase 1001 --yes")]
pub(crate) struct EraseArgs {
    /// The order's number, or its id
    pub(crate) order: String,
    /// Really: it cannot be undone
    #[arg(long, required = true)]
    pub(crate) yes: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
It looks while the bench is open elsewhere, too, and at what can be seen from outside when the bench does
not open. The exit code is 10 when something is wrong.

Examples:
  pb doctor
  pb doctor --mend
  pb doctor --bundle for-the-helper.zip     no secrets and no personal data are in it")]
pub(crate) struct DoctorArgs {
    /// Mend what can be mended without risk
    #[arg(long)]
    pub(crate) mend: bool,
    /// Write what a helper needs to see to a ZIP file
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: Option<PathBuf>,
}
