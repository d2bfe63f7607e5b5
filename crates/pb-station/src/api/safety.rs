//! Keys, backups and restoring.
use super::AppState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What opens this bench.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeysView {
    /// The keychain opens it, without asking.
    pub keychain: bool,
    /// A passphrase opens it.
    pub passphrase: bool,
    /// A recovery code opens it, here and elsewhere.
    pub recovery: RecoveryState,
    /// Whether this machine's keychain can be used.
    pub keychain_works: bool,
    /// What opened it this time.
    pub opened_by: OpenedWith,
    /// Whether the database key still is the one that the first passphrase gave, as benches of before
    /// have it: a new database key ends that.
    pub from_first_passphrase: bool,
    /// What a person should do about it, in words; empty when all is well.
    pub advice: String,
}

/// Whether a bench has a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// It has none.
    None,
    /// One was made and shown, and nobody has entered it since.
    Unchecked,
    /// One was made, and a person has entered it once.
    Checked,
}

/// What opened a bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OpenedWith {
    /// The keychain.
    Keychain,
    /// A passphrase.
    Passphrase,
    /// A recovery code.
    Recovery,
    /// It is the demo.
    Demo,
}

/// Sets or changes the passphrase. It takes the keychain's place, where that opened the bench.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetPassphrase {
    /// The passphrase so far, where there is one.
    pub old: Option<String>,
    /// The new one, at least eight characters.
    pub new: String,
}

/// Something that asks for the passphrase of a bench that has one.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct WithPassphrase {
    /// The passphrase, where there is one.
    #[serde(default)]
    pub passphrase: Option<String>,
}

/// A recovery code that a person enters to check the paper.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CheckRecoveryCode {
    /// The code.
    pub code: String,
}

/// A new recovery code. It is shown this once and kept nowhere.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RecoveryCodeView {
    /// The code, in seven groups of four.
    pub code: String,
    /// What opens the bench now.
    pub keys: KeysView,
}

/// The database has a new key.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Rekeyed {
    /// The new recovery code, where there was one before: the old one opens nothing but old backups.
    pub code: Option<String>,
    /// What opens the bench now.
    pub keys: KeysView,
}

/// When backups are made, how many are kept, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BackupPlan {
    /// When.
    pub schedule: BackupSchedule,
    /// Backups kept, the newest ones.
    pub keep: u32,
    /// Where; `None` is `backups` in the profile's folder.
    pub folder: Option<String>,
}

impl Default for BackupPlan {
    fn default() -> Self {
        Self {
            schedule: BackupSchedule::Daily {
                time: "20:00".into(),
            },
            keep: 14,
            folder: None,
        }
    }
}

/// When backups are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BackupSchedule {
    /// Never by itself, but for before a migration.
    Off,
    /// Once a day at a time of the bench, or as soon as the bench is open after it.
    Daily {
        /// `HH:MM`.
        time: String,
    },
    /// Every so many hours.
    Hourly {
        /// 1 to 168.
        hours: u32,
    },
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    /// Its time had come.
    Scheduled,
    /// A person asked.
    ByHand,
    /// The database was about to be migrated.
    Migration,
    /// The database had got a new key.
    Rekey,
}

/// A backup as it lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupView {
    /// Its folder's name.
    pub name: String,
    /// Its whole path.
    pub path: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Why.
    pub reason: BackupReason,
    /// Orders in it.
    pub orders: u32,
    /// Shipments in it.
    pub shipments: u32,
    /// Bytes on disk.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether it is of the bench that is open.
    pub this_bench: bool,
    /// Whether the key of the bench that is open opens it; else its own passphrase or recovery code.
    pub this_key: bool,
}

/// Backups, and how the next one comes about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupsView {
    /// When and where.
    pub plan: BackupPlan,
    /// The folder, whole.
    pub folder: String,
    /// Whether the folder lies inside the profile's: another disk is better.
    pub same_disk: bool,
    /// When the next one is due, RFC 3339.
    pub next_at: Option<String>,
    /// What went wrong with the last one; empty when nothing did.
    pub trouble: String,
    /// What is there, newest first.
    pub backups: Vec<BackupView>,
}

/// Names one backup.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct BackupRef {
    /// Its name in the bench's folder of backups, or a path.
    pub backup: String,
    /// Its passphrase or recovery code, where the bench's own key does not open it.
    #[serde(default)]
    pub secret: Option<String>,
}

/// A backup that was opened as a copy and found whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupVerified {
    /// Which.
    pub name: String,
    /// What was found, in words.
    pub text: String,
}

/// A backup took the bench's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoredView {
    /// Where things stand.
    pub state: AppState,
    /// When the backup was made, RFC 3339.
    pub made_at: String,
    /// Where the database that was here is now; empty when there was none.
    pub set_aside: String,
}

/// Where backups are looked for.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindBackups {
    /// A folder, or one backup; `None` is where this bench keeps them.
    pub folder: Option<String>,
}

/// What can be done before the bench is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoorView {
    /// A bench is here.
    pub exists: bool,
    /// The keychain may open it.
    pub keychain: bool,
    /// A passphrase opens it.
    pub passphrase: bool,
    /// A recovery code opens it.
    pub recovery: bool,
    /// The folder that was looked in.
    pub folder: String,
    /// Backups found there, newest first.
    pub backups: Vec<BackupView>,
}

macro_rules! hidden {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}
hidden!(
    SetPassphrase,
    WithPassphrase,
    CheckRecoveryCode,
    RecoveryCodeView,
    Rekeyed,
    BackupRef,
    FindBackups
);
