//! What carriers do beyond labels: a day's end, parcels on their way, addresses, news.
use clap::Subcommand;
use std::path::PathBuf;

/// An account and a day.
#[derive(clap::Args)]
pub(crate) struct DayArgs {
    /// The account's name
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    /// The day of buying, such as 2026-11-20; today unless told
    #[arg(long, value_name = "DAY")]
    pub(crate) day: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum DayCommand {
    /// Show what there is to hand over, and what the carrier was asked
    Show(DayArgs),
    /// Ask the carrier to take over what was bought and is on no manifest
    #[command(after_help = "\
The carrier is asked once. Where its answer was lost, look at its own pages and say what you see:
`pb day settle ACCOUNT --manifest done`.

Example:
  pb day close 'Our account'")]
    Close(DayArgs),
    /// Print the papers of the day's manifests, or write them to a folder
    Papers(PapersArgs),
    /// Order a driver for what was bought
    #[command(after_help = "\
At most one driver is ordered for a place and a day. The times are those of the place.

Example:
  pb day driver 'Our account' --ready 15:00 --until 18:00 --words 'Ring at the gate'")]
    Driver(DriverArgs),
    /// Cancel the driver that is ordered
    CancelDriver(DayArgs),
    /// Say what you saw on the carrier's pages, where its answer was lost
    Settle(SettleDayArgs),
}

#[derive(clap::Args)]
pub(crate) struct PapersArgs {
    #[command(flatten)]
    pub(crate) of: DayArgs,
    /// Folder to write them to, instead of printing
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(crate) struct DriverArgs {
    #[command(flatten)]
    pub(crate) of: DayArgs,
    /// From when on the parcels are ready, such as 15:00
    #[arg(long, value_name = "TIME")]
    pub(crate) ready: String,
    /// Until when somebody is there, such as 18:00
    #[arg(long, value_name = "TIME")]
    pub(crate) until: String,
    /// The day of the driver; today unless told
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<String>,
    /// The ship-from address; needed only where parcels wait at several
    #[arg(long, value_name = "NAME")]
    pub(crate) from: Option<String>,
    /// Words to the driver
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) words: String,
}

#[derive(clap::Args)]
pub(crate) struct SettleDayArgs {
    #[command(flatten)]
    pub(crate) of: DayArgs,
    /// Whether the carrier took the parcels over
    #[arg(
        long,
        value_enum,
        required_unless_present = "driver",
        conflicts_with = "driver"
    )]
    pub(crate) manifest: Option<Seen>,
    /// Whether its driver comes
    #[arg(long, value_enum)]
    pub(crate) driver: Option<Seen>,
    /// The number that the carrier shows for the driver
    #[arg(long, value_name = "NUMBER", requires = "driver", default_value = "")]
    pub(crate) number: String,
}

/// What a person saw on a carrier's pages.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Seen {
    /// It is done
    Done,
    /// It is not done
    Not,
}

#[derive(clap::Args)]
pub(crate) struct TrackArgs {
    /// Order number, tracking number or id
    #[arg(
        value_name = "WHAT",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub(crate) what: Option<String>,
    /// Ask about everything that is on its way, as many parcels a call as each carrier takes
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
Not every carrier can be told everything: what cannot be told is refused, and nothing is sent.

Examples:
  pb tell '#1001' again --day 2026-11-24 --words 'Ring twice'
  pb tell '#1001' return
  pb tell '#1001' address --file address.json")]
pub(crate) struct TellArgs {
    /// Order number, tracking number or id
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// One parcel's tracking number; all parcels unless told
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Option<String>,
    #[command(subcommand)]
    pub(crate) instruction: Tell,
}

#[derive(Subcommand)]
pub(crate) enum Tell {
    /// Bring it once more
    Again {
        /// On which day; the carrier's next one unless told
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// Words to the driver
        #[arg(long, value_name = "TEXT", default_value = "")]
        words: String,
    },
    /// Bring it back
    Return {
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        words: String,
    },
    /// Bring it to another address
    Address {
        /// The whole address as JSON, as `pb show --json` has one under `ship_to`
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(clap::Args)]
#[command(after_help = "\
Asks one account of each carrier that looks up addresses of that country. Changes nothing.

Examples:
  pb address '#1001'
  pb address --file address.json")]
pub(crate) struct AddressArgs {
    /// Order number or id: its ship-to address
    #[arg(
        value_name = "ORDER",
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    pub(crate) order: Option<String>,
    /// The address as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum NewsCommand {
    /// Ask the carrier to tell about an account's parcels by itself
    #[command(after_help = "\
The carrier sends to an address of yours on the internet, which the account's settings name and which leads to
`pb serve --news-port`. A carrier that is told elsewhere where to send says so.")]
    On {
        /// The account's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
    /// Ask no more
    Off {
        /// The account's name
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
}
