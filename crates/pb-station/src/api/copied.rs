//! Benches that came back from a copy.
use pb_domain::OrderId;
use pb_store::CopyKind as StoredKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a bench came to be a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// The same bench was put back to an earlier state.
    Restored,
    /// A second bench: another machine, another folder, or nobody can tell.
    Cloned,
}

impl From<StoredKind> for CopyKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::Restored => Self::Restored,
            StoredKind::Cloned => Self::Cloned,
        }
    }
}

/// One time that this bench was found to have come from a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyView {
    /// How.
    pub kind: CopyKind,
    /// When the copy's last log line was written, RFC 3339; empty when it had none.
    pub copied_at: String,
    /// When it was noticed, RFC 3339.
    pub noticed_at: String,
    /// The prefix of own tracking numbers before.
    pub old_prefix: String,
    /// And after; a clone gets its own.
    pub new_prefix: String,
    /// Whether a person has seen to it.
    pub settled: bool,
}

/// An order that the twin of a copy may have shipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderInDoubt {
    /// Which.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Who gets it.
    pub name: String,
    /// When it was placed.
    pub placed_at: String,
}

/// What this bench knows of copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopiedView {
    /// Each time, newest first.
    pub copies: Vec<CopyView>,
    /// Orders that wait for a person's word.
    pub in_doubt: u32,
    /// The first 500 of them, oldest first.
    pub orders: Vec<OrderInDoubt>,
}

/// A person says what the twin of a copy did.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct AnswerCopied {
    /// The order; `None` means all of them, which can only be said not to have been shipped.
    pub order: Option<OrderId>,
    /// Whether it was shipped.
    pub shipped: bool,
}
