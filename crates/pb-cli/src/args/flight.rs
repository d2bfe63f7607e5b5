//! What may be asked of the flight recorder and of the log of calls.
use clap::builder::NonEmptyStringValueParser;
use clap::{Subcommand, ValueEnum};
use pb_station::api::SpeedSpan;
use uuid::Uuid;

#[derive(clap::Args)]
#[command(after_help = "\
p50: half of them took at most this long. p95: nineteen of twenty did.

Examples:
  pb speed                    today
  pb speed --over month --json")]
pub(crate) struct SpeedArgs {
    /// Over how long, up to now
    #[arg(long, value_enum, default_value_t = Over::Today)]
    pub(crate) over: Over,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Over {
    Today,
    Week,
    Month,
}

impl From<Over> for SpeedSpan {
    fn from(over: Over) -> Self {
        match over {
            Over::Today => Self::Today,
            Over::Week => Self::Week,
            Over::Month => Self::Month,
        }
    }
}

#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Every request to a carrier and its answer is kept for 30 days, without secrets and without what tells
of a person: names, streets and numbers keep their shape alone. The program's log files name calls by
the same ids, and the shipments by theirs.

Examples:
  pb calls                              the newest
  pb calls 422 postal                   words in address, request or answer
  pb calls --shipment 1001              all about one shipment
  pb calls --failed --operation buy
  pb calls stats --over week            how many, how many failed, how long they took
  pb calls show 0199c3a1-…              request, answer, timing"
)]
pub(crate) struct CallsArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Calls>,
    #[command(flatten)]
    pub(crate) list: ListCalls,
}

#[derive(Subcommand)]
pub(crate) enum Calls {
    /// Show how many calls there were, how many failed, how long they took
    Stats(SpeedArgs),
    /// Show one call whole
    Show {
        /// The call's id
        id: Uuid,
    },
}

#[derive(clap::Args)]
pub(crate) struct ListCalls {
    /// Words or beginnings of words in address, request or answer, or ids
    #[arg(value_name = "TEXT")]
    pub(crate) text: Vec<String>,
    /// Those about an order's newest shipment, or the shipment itself
    #[arg(long, value_name = "WHAT")]
    pub(crate) shipment: Option<String>,
    /// Those of the account of this name
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) account: Option<String>,
    /// Those for one operation, such as rate, buy, void or track
    #[arg(long, value_name = "NAME")]
    pub(crate) operation: Option<String>,
    /// Those without an answer, or with one that says that it did not work
    #[arg(long)]
    pub(crate) failed: bool,
    /// From this time on, such as 2026-11-27T10:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) limit: u32,
    /// Rows to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) skip: u32,
}
