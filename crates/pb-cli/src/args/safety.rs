//! Keys, backups, restoring and copies, as they are spoken of on the command line.
use clap::Subcommand;
use std::path::PathBuf;

#[derive(clap::Args)]
#[command(after_help = "\
The database key is random. It is kept sealed in profile.json, for the keychain, a passphrase, and a
recovery code. PACKBENCH_PASSPHRASE gives the present passphrase, or the recovery code in its place;
PACKBENCH_NEW_PASSPHRASE the new one. On a terminal both are asked for.

Examples:
  pb keys                      what opens this bench
  pb keys recovery-code        make a recovery code; it is shown this once
  pb keys check-code           enter it from the paper
  pb keys passphrase           change the passphrase, or set one in the keychain's place
  pb keys rekey                encrypt everything anew under a new database key")]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Keys>,
}

#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Show what opens this bench
    Show,
    /// Change the passphrase, or set one in the keychain's place
    Passphrase,
    /// Let this machine's keychain open the bench, in the passphrase's place
    Keychain,
    /// Make a recovery code; the one before opens nothing any more but old backups
    RecoveryCode,
    /// Enter the recovery code from the paper, to be sure that it is right
    CheckCode {
        /// The code; asked for when it is not given
        code: Option<String>,
    },
    /// Give the database a new key: the bench closes, everything is encrypted anew
    Rekey,
}

#[derive(clap::Args)]
#[command(after_help = "\
A backup is a folder NAME.pbbackup: the database, encrypted, with what opens it. It is checked by
restoring it, when it is made and whenever you ask. One is also made before every migration.

Examples:
  pb backup                                   when backups are made, and which there are
  pb backup now
  pb backup verify 2026-11-28T190000Z.pbbackup
  pb backup plan --daily 20:00 --keep 14 --folder /media/backup
  pb backup plan --every 4")]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Backup>,
}

#[derive(Subcommand)]
pub(crate) enum Backup {
    /// List backups, newest first, and when the next one is due
    List,
    /// Make a backup now and check it
    Now,
    /// Check a backup by restoring it into a scratch folder
    Verify {
        /// Its name, or its path
        backup: String,
    },
    /// Change when backups are made and where they lie
    Plan(PlanArgs),
}

#[derive(clap::Args)]
pub(crate) struct PlanArgs {
    /// Once a day at this time of the bench
    #[arg(long, value_name = "HH:MM", conflicts_with_all = ["every", "off"])]
    pub(crate) daily: Option<String>,
    /// Every so many hours
    #[arg(long, value_name = "HOURS", conflicts_with = "off")]
    pub(crate) every: Option<u32>,
    /// Never, but for before a migration
    #[arg(long)]
    pub(crate) off: bool,
    /// Backups kept, the newest ones
    #[arg(long, value_name = "N")]
    pub(crate) keep: Option<u32>,
    /// Folder for them; another disk is better than this one
    #[arg(long, value_name = "DIR", conflicts_with = "own_folder")]
    pub(crate) folder: Option<PathBuf>,
    /// Keep them in the profile's own folder again
    #[arg(long)]
    pub(crate) own_folder: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
The backup takes the bench's place in one stroke; the database that was here is set aside in the
profile's folder and never deleted. Where the present keys do not open the backup, its passphrase or
recovery code is taken from PACKBENCH_PASSPHRASE, or asked for. Afterwards no order that waited is
bought before you have said that it was not shipped meanwhile: see `pb copied`.

Examples:
  pb restore 2026-11-28T190000Z.pbbackup
  pb restore /media/backup/2026-11-28T190000Z.pbbackup")]
pub(crate) struct RestoreArgs {
    /// Its name in the bench's folder of backups, or its path
    pub(crate) backup: String,
}

#[derive(clap::Args)]
#[command(after_help = "\
A bench that was restored, or copied to another folder or machine, does not know what its twin has
shipped. Each order that waited is bought only after a person's word.

Examples:
  pb copied                          what is known, and the orders that wait
  pb copied answer 1001 --not-shipped
  pb copied answer 1002 --shipped    takes it out of the queue
  pb copied none-shipped             the twin has shipped none of them
  pb copied seen                     take it off the list of what needs a person")]
pub(crate) struct CopiedArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Copied>,
}

#[derive(Subcommand)]
pub(crate) enum Copied {
    /// Show when this bench came back from a copy, and the orders that wait for a word
    Show,
    /// Say whether an order was shipped by the twin
    Answer(CopiedAnswer),
    /// Say that the twin has shipped none of the orders that wait
    NoneShipped,
    /// Say that you have seen it; orders are still asked about one by one
    Seen,
}

#[derive(clap::Args)]
pub(crate) struct CopiedAnswer {
    /// Order number, or id
    pub(crate) order: String,
    /// It was shipped: it leaves the queue
    #[arg(
        long,
        required_unless_present = "not_shipped",
        conflicts_with = "not_shipped"
    )]
    pub(crate) shipped: bool,
    /// It was not shipped: it may be bought here
    #[arg(long)]
    pub(crate) not_shipped: bool,
}
