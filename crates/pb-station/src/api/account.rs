//! Carrier accounts as the window sees them: forms that carriers describe themselves.
use pb_domain::AccountId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A carrier that an account can be made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CarrierView {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// The account's form.
    pub form: Vec<FormField>,
    /// The table an account holds, where it has one.
    pub table: Option<TableView>,
    /// Whether *Test connection* exists.
    pub can_test: bool,
    /// Whether labels can be voided.
    pub can_void: bool,
    /// Whether shipments can be tracked.
    pub can_track: bool,
    /// Whether it looks addresses up.
    pub can_check_addresses: bool,
    /// Whether it takes a day's parcels over on a manifest.
    pub can_close: bool,
    /// Whether a driver is ordered through it.
    pub can_pick_up: bool,
    /// Whether it can tell about parcels by itself.
    pub tells: bool,
}

/// One field of an account's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormField {
    /// Key.
    pub name: String,
    /// Label.
    pub label: String,
    /// Help.
    pub help: String,
    /// Kind of input.
    pub kind: FormFieldKind,
    /// Whether it must be filled.
    pub required: bool,
    /// What it starts with.
    pub default: String,
}

/// Kinds of input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FormFieldKind {
    /// One line of text.
    Text,
    /// A secret, never shown again.
    Secret,
    /// An address on the web.
    Url,
    /// A three-letter currency code.
    Currency,
    /// One of a few.
    Choice {
        /// Value and text.
        choices: Vec<(String, String)>,
    },
}

/// A table of the merchant's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TableView {
    /// What it is called.
    pub title: String,
    /// Columns: name and meaning.
    pub columns: Vec<(String, String)>,
    /// A table to start from, CSV.
    pub example: String,
}

/// An account; its secrets are not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// Identity.
    pub id: AccountId,
    /// The carrier's id.
    pub carrier: String,
    /// The merchant's name for it.
    pub name: String,
    /// Whether it is asked for rates.
    pub enabled: bool,
    /// Open settings.
    pub settings: BTreeMap<String, String>,
    /// Names of secrets that are set.
    pub secrets_set: Vec<String>,
    /// The table, CSV.
    pub table: Option<String>,
    /// Set while its carrier is left alone because it failed.
    pub resting: Option<RestingView>,
    /// Whether its carrier is asked to tell about parcels by itself.
    pub news: bool,
}

/// An account whose carrier is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestingView {
    /// Since when, RFC 3339.
    pub since: String,
    /// Until when, RFC 3339; the next call after it tries.
    pub until: String,
    /// What its last call failed with.
    pub why: String,
}

/// The accounts page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountsView {
    /// Carriers to choose from.
    pub carriers: Vec<CarrierView>,
    /// Accounts.
    pub accounts: Vec<AccountView>,
}

/// A new account, or changes to one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AccountDraft {
    /// The one to change; `None` makes a new one.
    pub id: Option<AccountId>,
    /// The carrier's id.
    pub carrier: String,
    /// The merchant's name for it.
    pub name: String,
    /// Whether it is asked for rates.
    pub enabled: bool,
    /// Open settings.
    pub settings: BTreeMap<String, String>,
    /// Secrets that are given now; those left out stay as they are.
    pub secrets: BTreeMap<String, String>,
    /// The table, CSV.
    pub table: Option<String>,
}

impl std::fmt::Debug for AccountDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountDraft({}, {})", self.carrier, self.name)
    }
}

/// Names one account.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct AccountRef {
    /// Which.
    pub id: AccountId,
}

/// What *Test connection* found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestResult {
    /// What was reached, in a sentence.
    pub text: String,
}

/// Asks what is wrong with a table.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CheckTable {
    /// The carrier's id.
    pub carrier: String,
    /// The table, CSV.
    pub csv: String,
}

/// What is wrong with a table; empty means good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TableProblems {
    /// Line (the header is 1) and text.
    pub problems: Vec<(u32, String)>,
}
