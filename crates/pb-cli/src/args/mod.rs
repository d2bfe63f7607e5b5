//! What may be said on the command line, and the help that teaches it.
pub(crate) mod carrier;
pub(crate) mod day;
mod flight;
pub(crate) mod numbers;
pub(crate) mod open;
pub(crate) mod people;
mod port;
pub(crate) mod print;
pub(crate) mod printer;
mod safety;
pub(crate) mod scale;
mod setup;

pub(crate) use flight::{Calls, CallsArgs, ListCalls, SpeedArgs};
pub(crate) use open::{LaterArgs, OpenArgs};
pub(crate) use port::SerialLine;
pub(crate) use print::{Document, ManifestArgs, PrintArgs, QueueArgs};
pub(crate) use printer::{PrinterCommand, SetUpPrinter};
pub(crate) use safety::{
    Backup, BackupArgs, Copied, CopiedArgs, Keys, KeysArgs, PlanArgs, RestoreArgs,
};
pub(crate) use scale::{EvidenceArgs, ScaleCommand, SetUpScale, Weigh};
pub(crate) use setup::{
    AccountArgs, BenchArgs, BoxArgs, CarriersArgs, RuleArgs, Setup, ShipFromArgs,
};

use crate::parse::Amount;
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use pb_domain::{Dimensions, Format};
use pb_station::api::OrderFilter;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
    0  done
    1  a fault of the program
    2  the command line is wrong
    3  refused as things stand: already shipped, purchase unknown, price changed, label stopped
    4  the input is wrong, or the thing does not exist
    5  the carrier refused, or could not be reached
    6  the scale or the printer
    7  passphrase, profile in use, storage
    8  bought, but not proved printed
    9  nobody is signed in, a wrong PIN, or it takes a manager
   10  the doctor, or the check of the records, found something wrong
  130  interrupted; a purchase under way was finished first

Environment:
  PACKBENCH_HOME        folder that holds the profiles
  PACKBENCH_STATE       folder for what is remembered outside the profiles, to notice copies
  PACKBENCH_PASSPHRASE  passphrase of the bench, where no keychain holds its key
  PACKBENCH_NEW_PASSPHRASE  the new one, for `pb keys passphrase`
  PACKBENCH_PIN         PIN of --operator, at a bench with operators
  PACKBENCH_MANAGER_PIN PIN of --manager, who allows one act
  PACKBENCH_NEW_PIN     a PIN that is set by `pb operators`
  PACKBENCH_FONTS       folder with the fonts labels are drawn with
  PACKBENCH_UI          folder with the built window, for `pb serve`
  RUST_LOG              what is logged to stderr; warn unless told

Try it now, with a simulated scale, printer and carrier:
  pb demo --out labels

A day at a bench:
  pb import orders.csv
  pb orders
  pb ship '#1001' --scale --print
  pb ship '#1002' --weight 1.2kg --box Small --service fastest --print
  pb attention
  pb export tracking --format shopify --out tracking.csv

`pb COMMAND --help` says more about each.";

/// The packing bench without a window: import orders, weigh, compare rates, buy labels, print.
#[derive(Parser)]
#[command(name = "pb", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What holds for every command.
#[derive(clap::Args)]
pub(crate) struct Global {
    /// Folder that holds the profiles, instead of PACKBENCH_HOME
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(crate) home: Option<PathBuf>,
    /// Name of the profile
    #[arg(long, global = true, value_name = "NAME", default_value = "bench", value_parser = crate::parse::profile, help_heading = "Everywhere")]
    pub(crate) profile: String,
    /// Use the demo: simulated devices and carrier, sample orders; it begins afresh each time
    #[arg(
        long,
        global = true,
        conflicts_with = "profile",
        help_heading = "Everywhere"
    )]
    pub(crate) demo: bool,
    /// Who does it, at a bench with operators; the PIN is in PACKBENCH_PIN, or asked
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub(crate) operator: Option<String>,
    /// The manager who allows what takes one; the PIN is in PACKBENCH_MANAGER_PIN, or asked
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub(crate) manager: Option<String>,
    /// Answer with one JSON document on stdout, failures too
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ship one sample order on the demo bench, from scan to paper
    Demo(DemoArgs),
    /// Import a file of orders
    Import(ImportArgs),
    /// List orders
    Orders(OrdersArgs),
    /// Weigh an order's parcel, choose a rate, buy its label, print it
    Ship(ShipArgs),
    /// Compare what every account would charge for an order; buys nothing
    Rates(RatesArgs),
    /// List shipments, newest first
    Shipments(ShipmentsArgs),
    /// Show an order or a shipment whole
    Show(What),
    /// Print shipments' labels, or other documents of them, in the order given
    Print(PrintArgs),
    /// Print the list of what is handed over to a carrier
    Manifest(ManifestArgs),
    /// List, hold, release, cancel or move what waits at the printers
    Queue(QueueArgs),
    /// Say whether a label that could not be proved is on paper
    Confirm(ConfirmArgs),
    /// Void a bought label
    Void(VoidArgs),
    /// Ask the carrier where a shipment is
    Track(day::TrackArgs),
    /// Hand a day's parcels over to a carrier, order its driver
    #[command(subcommand)]
    Day(day::DayCommand),
    /// Tell the carrier what to do with parcels on their way
    Tell(day::TellArgs),
    /// Ask carriers whether they know an address
    Address(day::AddressArgs),
    /// Let a carrier tell by itself where parcels are
    #[command(subcommand)]
    News(day::NewsCommand),
    /// Settle a purchase whose outcome is unknown
    Settle(SettleArgs),
    /// Write a label to a file
    Label(LabelArgs),
    /// Give data back to the shop
    #[command(subcommand)]
    Export(Export),
    /// List scales and printers: what is attached, and what is set up
    Devices(Devices),
    /// Read, zero or look for a scale
    #[command(subcommand)]
    Scale(ScaleCommand),
    /// Show what proves a parcel's weight
    #[command(subcommand)]
    Weigh(Weigh),
    /// List, ask, test, hold or release printers
    #[command(subcommand)]
    Printer(PrinterCommand),
    /// Set the bench up
    #[command(subcommand)]
    Setup(Setup),
    /// Reserve waybill numbers, see what is left, and tell carriers afterwards
    Numbers {
        #[command(subcommand)]
        what: Option<numbers::Numbers>,
    },
    /// List what needs a person, worst first
    Attention(AttentionArgs),
    /// Show how long the steps from scan to paper take
    Speed(SpeedArgs),
    /// List calls to carriers, or show one: request, answer, timing
    Calls(CallsArgs),
    /// List carrier accounts: which are asked for rates, and which rest since their carrier failed
    Accounts,
    /// Show carriers, what they would be sent, and what is understood of their answers; sends nothing
    #[command(subcommand)]
    Carrier(carrier::Carrier),
    /// List what is open: what waits for the network, what is unknown, and money at risk
    Open(OpenArgs),
    /// List what waits for the network, try it, or take it away
    Later(LaterArgs),
    /// Show or change what opens the bench: keychain, passphrase, recovery code, database key
    Keys(KeysArgs),
    /// List, make or check backups, and plan them
    Backup(BackupArgs),
    /// Put a backup in the bench's place; what was here is set aside
    Restore(RestoreArgs),
    /// Answer for a bench that came back from a copy
    Copied(CopiedArgs),
    /// List, add, change or remove those who sign in at the bench
    #[command(subcommand)]
    Operators(people::Operators),
    /// Look up who did what, save it as a file, check that it is untouched
    Records(people::RecordsArgs),
    /// Show or set for how long things are kept
    #[command(subcommand)]
    Retention(people::Retention),
    /// Erase an order's personal data; its numbers and charges stay
    Erase(people::EraseArgs),
    /// Look whether the bench is well, mend what can be mended without risk
    Doctor(people::DoctorArgs),
    /// Serve the window on this machine, to a browser
    Serve(ServeArgs),
}

#[derive(clap::Args)]
#[command(after_help = "\
The demo bench is a profile of its own, and holds nothing real. Each step is said as it happens.
The exit code is 0 only when the label is proved to be on (simulated) paper.

Example:
  pb demo --out labels     leaves label.zpl, label.png, label.pdf and summary.json in labels/")]
pub(crate) struct DemoArgs {
    /// Folder for the label as ZPL, PNG and PDF, and for a summary
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(clap::Args)]
#[command(after_help = "\
Exports of Shopify and WooCommerce are known by their header. Importing a file again updates and
never duplicates; orders that have shipped, or were changed by hand, are left as they are and listed.
The first import makes the bench, when there is none yet.

Examples:
  pb import orders_export.csv
  pb import stock.csv --mapping 'My shop' --bad-rows bad.csv")]
pub(crate) struct ImportArgs {
    /// The file, CSV
    pub(crate) file: PathBuf,
    /// Read it with this saved mapping of columns
    #[arg(long, value_name = "NAME")]
    pub(crate) mapping: Option<String>,
    /// Save rows that could not be read to this file, to correct and import
    #[arg(long, value_name = "FILE")]
    pub(crate) bad_rows: Option<PathBuf>,
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb orders                              the queue, oldest first
  pb orders --view held                  what stays out of it, and why
  pb orders --view deferred              packed, and waiting for the network
  pb orders --view all --search 'hanoi'  words in number, name, company, city, SKU or title")]
pub(crate) struct OrdersArgs {
    /// Which part of the list
    #[arg(long, value_enum, default_value_t = View::Queue)]
    pub(crate) view: View,
    /// Words that must occur
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) search: String,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: u32,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum View {
    Queue,
    Held,
    Shipped,
    Deferred,
    All,
}

impl From<View> for OrderFilter {
    fn from(view: View) -> Self {
        match view {
            View::Queue => Self::Queue,
            View::Held => Self::Held,
            View::Shipped => Self::Shipped,
            View::Deferred => Self::Deferred,
            View::All => Self::All,
        }
    }
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb devices
  pb devices --udev | sudo tee /etc/udev/rules.d/70-packbench.rules
      installs the rules where no package has; then: sudo udevadm control --reload, and plug the
      devices in again")]
pub(crate) struct Devices {
    /// Print the rules that let the person at this computer use its scales and label printers (Linux)
    #[arg(long)]
    pub(crate) udev: bool,
}

/// Where parcels' weights come from, and what they are packed in.
#[derive(clap::Args)]
pub(crate) struct Packing {
    #[command(flatten)]
    pub(crate) weight: WeightFrom,
    /// Seconds to wait for the scale to stand still
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "scale")]
    pub(crate) wait: u32,
    /// A person says that this parcel is on a scale that cannot report an empty pan
    #[arg(long, requires = "scale")]
    pub(crate) next_parcel: bool,
    /// The box it is in, by name
    #[arg(long = "box", value_name = "NAME")]
    pub(crate) box_name: Option<String>,
    /// Outer size, such as 30x20x10cm or 12x9x4in
    #[arg(long, value_name = "SIZE", value_parser = crate::parse::dimensions, conflicts_with = "box_name")]
    pub(crate) size: Option<Dimensions>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct WeightFrom {
    /// The weight, such as 1.2kg, 450g, 2lb or 12.5oz; once a parcel
    #[arg(long, value_name = "WEIGHT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) weight: Vec<String>,
    /// Take the scale's weight: begin with an empty scale, then put the parcel on
    #[arg(long, conflicts_with = "weight")]
    pub(crate) scale: bool,
    /// For the way back of a shipment, from the customer; with the weights it was sent with, unless --weight says others
    #[arg(long = "return", conflicts_with = "scale")]
    pub(crate) returns: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
ORDER is the order's number, as scanned; '#' may be left out. Without --service the bench's own rule
chooses the rate. A label is bought at most once: an order that has shipped is refused (exit 3)
unless --another is given. Without --print nothing is printed.

With --return it is the way back that is bought, from the customer to where it was sent from: of the
order's newest shipment, or of the one whose tracking number or id is given.

Examples:
  pb ship 1001 --scale --print
  pb ship 1001 --weight 1.2kg --service fastest --dry-run
  pb ship 1001 --weight 800g --weight 1.1kg --box Large     two parcels
  pb ship 1001 --weight 1.2kg --accept-price 12.40          after exit 3, price changed
  pb ship 1001 --return                                     a label for the way back")]
pub(crate) struct ShipArgs {
    /// The order
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) packing: Packing,
    /// cheapest, fastest, or a service's code or name
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Option<String>,
    /// Buy although this is asked now, when it is more than was shown
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) accept_price: Option<Amount>,
    /// Ship an order that has a shipment once more, or buy one more label for its way back
    #[arg(long)]
    pub(crate) another: bool,
    /// Print the label and wait until it is proved to be on paper
    #[arg(long)]
    pub(crate) print: bool,
    /// Where the carrier cannot be reached, buy it when the network is back
    #[arg(long)]
    pub(crate) or_later: bool,
    /// Show the rates and which would be bought; buys nothing
    #[arg(long, conflicts_with_all = ["print", "accept_price", "or_later"])]
    pub(crate) dry_run: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  pb rates 1001 --weight 1.2kg
  pb rates 1001 --return")]
pub(crate) struct RatesArgs {
    /// The order
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) packing: Packing,
}

#[derive(clap::Args)]
pub(crate) struct ShipmentsArgs {
    /// Words or beginnings of words in order number, tracking number, name, company or city
    #[arg(default_value = "")]
    pub(crate) text: String,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: u32,
}

/// Names an order or a shipment.
#[derive(clap::Args)]
pub(crate) struct What {
    /// Order number, tracking number, or id
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb confirm 1001 yes        the label lies there
  pb confirm 1001 no         no label came out; print it again with `pb print 1001`")]
pub(crate) struct ConfirmArgs {
    /// The print job's id, or the order or shipment it belongs to
    #[arg(value_name = "JOB")]
    pub(crate) job: String,
    /// Whether the label is on paper
    #[arg(value_enum)]
    pub(crate) on_paper: YesNo,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

#[derive(clap::Args)]
pub(crate) struct VoidArgs {
    #[command(flatten)]
    pub(crate) what: What,
    /// A person has voided it on the carrier's own pages: record that, ask nobody
    #[arg(long)]
    pub(crate) voided_elsewhere: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
While a purchase is unknown, nothing else is bought for its order: buying again could pay twice.

Examples:
  pb settle 1001 --ask                          ask the carrier what it has
  pb settle 1001 --bought 1Z9999999999999999    a person looked: it was sold, under this number
  pb settle 1001 --not-bought                   a person looked: it was not sold")]
pub(crate) struct SettleArgs {
    #[command(flatten)]
    pub(crate) what: What,
    #[command(flatten)]
    pub(crate) answer: SettleBy,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SettleBy {
    /// Ask the carrier
    #[arg(long)]
    pub(crate) ask: bool,
    /// It was sold: its tracking numbers, one a parcel
    #[arg(long, value_name = "NUMBER", num_args = 1..)]
    pub(crate) bought: Vec<String>,
    /// It was not sold
    #[arg(long)]
    pub(crate) not_bought: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
PNG and PDF are the very dots that print; ZPL is what the printer gets. A label that is missing here
is fetched again from the carrier; that buys nothing.

Examples:
  pb label 1001 --format pdf --out label.pdf
  pb label 1001 --format zpl | nc printer 9100")]
pub(crate) struct LabelArgs {
    #[command(flatten)]
    pub(crate) what: What,
    /// Format; as it is stored unless told
    #[arg(long, value_enum)]
    pub(crate) format: Option<LabelFormat>,
    /// File to write; stdout unless told
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Which document of a shipment that has several, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) number: u32,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LabelFormat {
    Pdf,
    Png,
    Zpl,
}

impl From<LabelFormat> for Format {
    fn from(format: LabelFormat) -> Self {
        match format {
            LabelFormat::Pdf => Self::Pdf,
            LabelFormat::Png => Self::Png,
            LabelFormat::Zpl => Self::Zpl,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Export {
    /// Tracking numbers as the CSV that the shop imports
    #[command(after_help = "\
Each shipment is exported once; --again takes those that were exported before, too.

Example:
  pb export tracking --format woocommerce --out tracking.csv")]
    Tracking(TrackingArgs),
}

#[derive(clap::Args)]
pub(crate) struct TrackingArgs {
    /// In whose form; `mapped` has plain columns
    #[arg(long, value_enum)]
    pub(crate) format: TrackingFormat,
    /// With the shipments that were exported before
    #[arg(long)]
    pub(crate) again: bool,
    /// File to write; stdout unless told
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TrackingFormat {
    Shopify,
    Woocommerce,
    Mapped,
}

#[derive(clap::Args)]
pub(crate) struct AttentionArgs {
    /// A person has seen that more was charged than shown for this shipment
    #[arg(long, value_name = "WHAT")]
    pub(crate) seen: Option<String>,
}

#[derive(clap::Args)]
#[command(after_help = "\
Listens on 127.0.0.1 only. The address that is printed holds a token that is made anew each time;
without it nothing is answered. Ctrl-C stops it.

Example:
  pb serve --port 8420")]
pub(crate) struct ServeArgs {
    /// Port; a free one unless told
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Folder with the built window, instead of PACKBENCH_UI
    #[arg(long, value_name = "DIR")]
    pub(crate) ui: Option<PathBuf>,
    /// Hear what carriers tell by themselves, on this port of the machine
    #[arg(long, value_name = "N")]
    pub(crate) news_port: Option<u16>,
}
