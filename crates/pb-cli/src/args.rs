//! What may be said on the command line, and the help that teaches it.
use crate::parse::{Amount, Pair, PortArg};
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use pb_domain::{CountryCode, Currency, Dimensions, Format, WeightUnit};
use pb_station::api::{LabelMedia, OrderFilter};
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
  130  interrupted; a purchase under way was finished first

Environment:
  PACKBENCH_HOME        folder that holds the profiles
  PACKBENCH_PASSPHRASE  passphrase of the bench, where no keychain holds its key
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
    /// Print a shipment's labels
    Print(PrintArgs),
    /// Say whether a label that could not be proved is on paper
    Confirm(ConfirmArgs),
    /// Void a bought label
    Void(VoidArgs),
    /// Ask the carrier where a shipment is
    Track(What),
    /// Settle a purchase whose outcome is unknown
    Settle(SettleArgs),
    /// Write a label to a file
    Label(LabelArgs),
    /// Give data back to the shop
    #[command(subcommand)]
    Export(Export),
    /// List scales and printers: what is attached, and what is set up
    Devices(Devices),
    /// Set the bench up
    #[command(subcommand)]
    Setup(Setup),
    /// List what needs a person, worst first
    Attention(AttentionArgs),
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
    All,
}

impl From<View> for OrderFilter {
    fn from(view: View) -> Self {
        match view {
            View::Queue => Self::Queue,
            View::Held => Self::Held,
            View::Shipped => Self::Shipped,
            View::All => Self::All,
        }
    }
}

/// Where parcels' weights come from, and what they are packed in.
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
#[group(required = true, multiple = false)]
pub(crate) struct WeightFrom {
    /// The weight, such as 1.2kg, 450g, 2lb or 12.5oz; once a parcel
    #[arg(long, value_name = "WEIGHT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) weight: Vec<String>,
    /// Take the scale's weight: begin with an empty scale, then put the parcel on
    #[arg(long)]
    pub(crate) scale: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
ORDER is the order's number, as scanned; '#' may be left out. Without --service the bench's own rule
chooses the rate. A label is bought at most once: an order that has shipped is refused (exit 3)
unless --another is given. Without --print nothing is printed.

Examples:
  pb ship 1001 --scale --print
  pb ship 1001 --weight 1.2kg --service fastest --dry-run
  pb ship 1001 --weight 800g --weight 1.1kg --box Large     two parcels
  pb ship 1001 --weight 1.2kg --accept-price 12.40          after exit 3, price changed")]
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
    /// Ship an order that has a shipment once more
    #[arg(long)]
    pub(crate) another: bool,
    /// Print the label and wait until it is proved to be on paper
    #[arg(long)]
    pub(crate) print: bool,
    /// Show the rates and which would be bought; buys nothing
    #[arg(long, conflicts_with_all = ["print", "accept_price"])]
    pub(crate) dry_run: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  pb rates 1001 --weight 1.2kg")]
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
`pb print` waits until the printer proves the paper; what cannot be proved ends with exit code 8 and
is never sent again by itself: look at the printer and answer with `pb confirm`.

Examples:
  pb print 1001
  pb print PB00000017 --reprint")]
pub(crate) struct PrintArgs {
    #[command(flatten)]
    pub(crate) what: What,
    /// Print a further copy of a label that is on paper
    #[arg(long)]
    pub(crate) reprint: bool,
    /// Print a label that was stopped because it would not scan; this is recorded
    #[arg(long)]
    pub(crate) force: bool,
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
}

#[derive(Subcommand)]
#[command(after_help = "\
Each of these makes the bench when there is none yet. Its key is kept in the keychain; on a machine
without one, set PACKBENCH_PASSPHRASE or type a passphrase when asked.

A bench without a screen, in five lines:
  pb setup ship-from --name Warehouse --company 'Acme Ltd' --line1 '1 Dock St' --city Leeds \\
      --postal-code 'LS1 4AP' --country GB
  pb setup bench --currency GBP --weight-unit kg --rule cheapest
  pb setup account --carrier tariff --set currency=GBP --table prices.csv
  pb setup printer tcp://192.168.1.50 --language zpl --dpi 203 --media 4x6 --test
  pb setup scale hid")]
pub(crate) enum Setup {
    /// Show how the bench is set up
    Show,
    /// Units, currency, time zone, the rule that chooses a rate
    Bench(BenchArgs),
    /// Add the address you ship from, or change the one of that name
    ShipFrom(ShipFromArgs),
    /// Add a box, or change the one of that name
    Box(BoxArgs),
    /// Set the scale up, or remove it
    Scale(ScaleArgs),
    /// Set the label printer up, test it, or remove it
    Printer(PrinterArgs),
    /// List carriers that an account can be made for, with the fields of their forms
    Carriers(CarriersArgs),
    /// Add a carrier account, change, test or delete the one of that name
    Account(AccountArgs),
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct BenchArgs {
    /// Two to six letters or digits that own tracking numbers start with
    #[arg(long, value_name = "TEXT")]
    pub(crate) prefix: Option<String>,
    /// Who packs, for typed weights and the log
    #[arg(long, value_name = "NAME")]
    pub(crate) operator: Option<String>,
    /// Currency of typed amounts
    #[arg(long, value_name = "CODE", value_parser = Currency::from_code)]
    pub(crate) currency: Option<Currency>,
    /// Time zone, such as Europe/Berlin; empty for the system's
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// Unit of weights without one
    #[arg(long, value_name = "UNIT", value_parser = <WeightUnit as std::str::FromStr>::from_str)]
    pub(crate) weight_unit: Option<WeightUnit>,
    /// Which rate is preferred: ask, cheapest, fastest, or within:DAYS for the cheapest within so many days
    #[arg(long, value_name = "RULE", value_parser = crate::parse::rule)]
    pub(crate) rule: Option<pb_domain::RateRule>,
    /// Per cent a charge may lie above the rate shown before a person is asked
    #[arg(long, value_name = "PERCENT")]
    pub(crate) tolerance: Option<u32>,
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb setup ship-from --name Warehouse --company 'Acme Ltd' --line1 '1 Dock St' --city Leeds \\
      --postal-code 'LS1 4AP' --country GB --phone '+44 113 496 0000'
  pb setup ship-from --name Warehouse --file address.json   {\"company\": …, \"line1\": …, \"country\": \"GB\"}")]
pub(crate) struct ShipFromArgs {
    /// Your name for this address
    #[arg(long)]
    pub(crate) name: String,
    /// Read the address from a JSON file; flags win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Person
    #[arg(long)]
    pub(crate) person: Option<String>,
    /// Company
    #[arg(long)]
    pub(crate) company: Option<String>,
    /// Street and house number
    #[arg(long)]
    pub(crate) line1: Option<String>,
    /// Flat, floor, building
    #[arg(long)]
    pub(crate) line2: Option<String>,
    /// Ward or neighbourhood
    #[arg(long)]
    pub(crate) ward: Option<String>,
    /// District
    #[arg(long)]
    pub(crate) district: Option<String>,
    /// City or town
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// State, province or county
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Postal code
    #[arg(long)]
    pub(crate) postal_code: Option<String>,
    /// Country: two letters, or its English name
    #[arg(long, value_parser = crate::parse::country)]
    pub(crate) country: Option<CountryCode>,
    /// Telephone
    #[arg(long)]
    pub(crate) phone: Option<String>,
    /// E-mail
    #[arg(long)]
    pub(crate) email: Option<String>,
    /// Keep another address as the one shipments start with
    #[arg(long)]
    pub(crate) not_default: bool,
}

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  pb setup box --name Small --size 30x20x10cm --empty-weight 120g")]
pub(crate) struct BoxArgs {
    /// Its name
    #[arg(long)]
    pub(crate) name: String,
    /// Outer size, such as 30x20x10cm or 12x9x4in
    #[arg(long, value_name = "SIZE", value_parser = crate::parse::dimensions)]
    pub(crate) size: Dimensions,
    /// Weight when empty, such as 120g
    #[arg(long, value_name = "WEIGHT", value_parser = crate::parse::weight, default_value = "0g")]
    pub(crate) empty_weight: pb_domain::Weight,
}

const PORTS: &str = "\
PORT is one of
  tcp://HOST[:PORT]      a network printer, 9100 unless told; a scale behind a serial server
  serial:DEVICE          such as serial:/dev/ttyUSB0 or serial:COM4
  usb, usb:0a5f:0110     the USB printer that is attached, or the one with these ids
  hid, hid:0922:8003     the USB scale that is attached, or the one with these ids
  file:DEVICE            a printer device of the kernel, such as file:/dev/usb/lp0
  queue:NAME[@SERVER]    a print queue of CUPS, of this computer unless a server is named
  folder:PATH            a new file for each label, such as folder:/srv/labels/label-####.zpl
`pb devices` lists what is attached.";

#[derive(clap::Args)]
#[command(after_help = PORTS)]
pub(crate) struct ScaleArgs {
    /// Where it is
    #[arg(required_unless_present = "remove", conflicts_with = "remove")]
    pub(crate) port: Option<PortArg>,
    /// What it speaks, an id of `pb devices`; found out where the scale says it
    #[arg(long, value_name = "ID")]
    pub(crate) protocol: Option<String>,
    /// Its unit, for protocols that do not say it
    #[arg(long, value_name = "UNIT", value_parser = <WeightUnit as std::str::FromStr>::from_str)]
    pub(crate) unit: Option<WeightUnit>,
    /// It cannot report an empty pan: a person says when the next parcel is on it
    #[arg(long)]
    pub(crate) no_zero: bool,
    #[command(flatten)]
    pub(crate) line: SerialLine,
    /// Remove the scale that is set up
    #[arg(long)]
    pub(crate) remove: bool,
}

/// How a serial line is set.
#[derive(clap::Args)]
pub(crate) struct SerialLine {
    /// Bits per second of a serial line
    #[arg(long, value_name = "RATE")]
    pub(crate) baud: Option<u32>,
    /// Data bits, parity and stop bits of a serial line, such as 8N1
    #[arg(long, value_name = "LINE")]
    pub(crate) line: Option<String>,
}

#[derive(clap::Args)]
#[command(after_help = PORTS)]
pub(crate) struct PrinterArgs {
    /// Where it is
    #[arg(required_unless_present_any = ["remove", "test"], conflicts_with = "remove")]
    pub(crate) port: Option<PortArg>,
    /// Your name for it
    #[arg(long, default_value = "Label printer", requires = "port")]
    pub(crate) name: String,
    /// What it speaks, an id of `pb devices`; found out where the printer says it
    #[arg(long, value_name = "ID", requires = "port")]
    pub(crate) language: Option<String>,
    /// Resolution: 203 or 300
    #[arg(long, default_value_t = 203, requires = "port")]
    pub(crate) dpi: u32,
    /// Label stock
    #[arg(long, value_enum, default_value_t = MediaArg::FourBySix, requires = "port")]
    pub(crate) media: MediaArg,
    /// Seconds to wait for proof of paper after the last byte
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "port")]
    pub(crate) proof: u32,
    /// It can never answer, and you do not want to be asked: its taking the bytes counts as printed
    #[arg(long, requires = "port")]
    pub(crate) never_answers: bool,
    #[command(flatten)]
    pub(crate) line: SerialLine,
    /// Print a test page and wait until it is proved to be on paper
    #[arg(long, conflicts_with = "remove")]
    pub(crate) test: bool,
    /// Remove the printer that is set up
    #[arg(long)]
    pub(crate) remove: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum MediaArg {
    #[value(name = "4x6")]
    FourBySix,
    #[value(name = "100x150")]
    Mm100By150,
    #[value(name = "a6")]
    A6,
}

impl From<MediaArg> for LabelMedia {
    fn from(media: MediaArg) -> Self {
        match media {
            MediaArg::FourBySix => Self::FOUR_BY_SIX,
            MediaArg::Mm100By150 => Self::MM_100_BY_150,
            MediaArg::A6 => Self::A6,
        }
    }
}

#[derive(clap::Args)]
pub(crate) struct CarriersArgs {
    /// Write this carrier's example table to stdout, to start from
    #[arg(long, value_name = "ID")]
    pub(crate) example: Option<String>,
}

#[derive(clap::Args)]
#[command(after_help = "\
`pb setup carriers` lists carriers and the keys of their forms. Secrets never stand on the command
line: --secret names an environment variable, or - to read a line from stdin (asked without echo on a
terminal). What is left out of a change stays as it is.

Examples:
  pb setup carriers --example tariff > prices.csv
  pb setup account --carrier tariff --name 'Own prices' --set currency=GBP --table prices.csv
  pb setup account --name 'Own prices' --table prices.csv
  pb setup account --name Gateway --secret token=GATEWAY_TOKEN --test")]
pub(crate) struct AccountArgs {
    /// The carrier's id; needed for a new account
    #[arg(long, value_name = "ID")]
    pub(crate) carrier: Option<String>,
    /// Your name for the account; the carrier's own unless told
    #[arg(long, required_unless_present = "carrier")]
    pub(crate) name: Option<String>,
    /// A field of the form
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<Pair>,
    /// A secret field of the form: the name of an environment variable that holds it, or -
    #[arg(long, value_name = "KEY=VARIABLE|-")]
    pub(crate) secret: Vec<Pair>,
    /// The account's table, CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Ask it for rates
    #[arg(long, conflicts_with = "disable")]
    pub(crate) enable: bool,
    /// Keep it, but do not ask it for rates
    #[arg(long)]
    pub(crate) disable: bool,
    /// Ask the carrier something harmless afterwards
    #[arg(long)]
    pub(crate) test: bool,
    /// Delete it; its shipments stay
    #[arg(long, conflicts_with_all = ["carrier", "set", "secret", "table", "enable", "disable", "test"], requires = "name")]
    pub(crate) delete: bool,
}
