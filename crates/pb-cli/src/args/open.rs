//! What waits for the network and what is at risk, as they are spoken of on the command line.
use super::YesNo;
use crate::parse::Amount;
use clap::{Subcommand, ValueEnum};
use pb_domain::DeferredKind;

#[derive(clap::Args)]
#[command(after_help = "\
What could not be done for want of the network waits, and is done by itself when the network is back:
voids first, then purchases, the oldest first, then labels and tracking. WHAT is the order's number, a
tracking number, or an id.

Examples:
  pb ship 1001 --weight 1.2kg --or-later  bought now, or when the network is back
  pb later                                what waits, and what became of it
  pb later now                            try it now
  pb later yes 1001                       buy it although it costs more now
  pb later cancel 1001                    the order is in the queue again
  pb later void 1002                      void its label when the network is back")]
pub(crate) struct LaterArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Later>,
}

/// What is done with work that waits.
#[derive(Subcommand)]
pub(crate) enum Later {
    /// List what waits for the network
    List,
    /// Try all that waits now
    Now,
    /// Take work away that has not begun, or the note about work that failed
    Cancel(LaterWork),
    /// Agree to what a purchase asks that waits: a higher price, or an order that was put on hold
    Yes(LaterWork),
    /// Void a label when the network is back
    Void(LaterWork),
    /// Fetch a missing label when the network is back
    Label(LaterWork),
    /// Ask where a shipment is when the network is back
    Track(LaterWork),
}

/// Names an order or a shipment, and where several things of it wait, which.
#[derive(clap::Args)]
pub(crate) struct LaterWork {
    /// Order number, tracking number, or id
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// Which of several things that wait
    #[arg(long, value_enum)]
    pub(crate) kind: Option<LaterKind>,
    /// The price that is agreed to; the one that is asked, unless told
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) price: Option<Amount>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LaterKind {
    Buy,
    Void,
    Label,
    Track,
}

impl From<LaterKind> for DeferredKind {
    fn from(kind: LaterKind) -> Self {
        match kind {
            LaterKind::Buy => Self::Buy,
            LaterKind::Void => Self::Void,
            LaterKind::Label => Self::Label,
            LaterKind::Track => Self::Track,
        }
    }
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb open                                 what waits, what is unknown, what money is at risk
  pb open look                            ask carriers about labels that were never scanned, and so on
  pb open seen 1001                       the refund came, or nothing is at risk there
  pb open estimates                       how near prices from memory came to what was charged
  pb open settings --void-unused yes --void-after 2 --window 'Express=30'")]
pub(crate) struct OpenArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Open>,
}

/// What is done with what is open.
#[derive(Subcommand)]
pub(crate) enum Open {
    /// List what waits for the network, what is unknown, and money at risk
    List,
    /// Look for money at risk now: asks carriers, warns, and voids what the merchant wants voided
    Look,
    /// Say that money is at risk no more: a refund came, or both shipments are meant
    Seen {
        /// Order number, tracking number, or id
        #[arg(value_name = "WHAT")]
        what: String,
    },
    /// Compare prices from memory with what was charged
    Estimates,
    /// Show or change what is done without a person, and by when labels are used or voided
    Settings(OpenSettings),
}

#[derive(clap::Args)]
pub(crate) struct OpenSettings {
    /// Print a label at once that was bought when the network was back
    #[arg(long, value_enum)]
    pub(crate) print_when_bought: Option<YesNo>,
    /// Void labels without a person that are surely unused
    #[arg(long, value_enum)]
    pub(crate) void_unused: Option<YesNo>,
    /// Days after the purchase from which that happens
    #[arg(long, value_name = "DAYS")]
    pub(crate) void_after: Option<u32>,
    /// Days within which carriers scan a parcel whose label is on paper
    #[arg(long, value_name = "DAYS")]
    pub(crate) scan_days: Option<u32>,
    /// Days before a label can no longer be voided on which to warn
    #[arg(long, value_name = "DAYS")]
    pub(crate) warn_days: Option<u32>,
    /// Days within which an account's labels can be voided, where its carrier does not say: 'NAME=DAYS'
    #[arg(long, value_name = "NAME=DAYS", value_parser = window)]
    pub(crate) window: Vec<(String, u32)>,
}

fn window(text: &str) -> Result<(String, u32), String> {
    let (name, days) = text
        .rsplit_once('=')
        .ok_or("write the account's name, =, and days, such as 'Express=30'")?;
    let days = days
        .trim()
        .parse()
        .map_err(|_| format!("“{days}” is not a number of days"))?;
    Ok((name.trim().to_owned(), days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_name_and_days() {
        assert_eq!(window("My = shop=30"), Ok(("My = shop".into(), 30)));
        assert!(window("Karrio").is_err());
        assert!(window("Karrio=soon").is_err());
    }
}
