//! Setting a bench up, as it is said on the command line.
use super::{SetUpPrinter, SetUpScale};
use crate::parse::Pair;
use clap::Subcommand;
use pb_domain::{CountryCode, Currency, Dimensions, WeightUnit};
use std::path::PathBuf;

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
    /// Add a rule that chooses a rate for some shipments, change, reorder or remove the one of that name
    Rule(RuleArgs),
    /// Set a scale up, change or remove the one of that name
    Scale(SetUpScale),
    /// Set a printer up, change, test or remove the one of that name
    Printer(Box<SetUpPrinter>),
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
    /// Who packs at a bench without operators, for typed weights and the log
    #[arg(long, value_name = "NAME")]
    pub(crate) packer: Option<String>,
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

#[derive(clap::Args)]
#[command(after_help = "\
The first rule that fits a shipment goes before the bench's own (`pb setup bench --rule`). All that is
said of a shipment must hold; a rule of that name is replaced whole.

Examples:
  pb setup rule --name 'Heavy to Norway' --country NO --weight-from 5kg --choose cheapest
  pb setup rule --name Glass --sku 'GLASS*' --account 'Own van' --service VAN --first
  pb setup rule --name Glass --remove")]
pub(crate) struct RuleArgs {
    /// Your name for it
    #[arg(long)]
    pub(crate) name: String,
    /// Where they go; again for another country
    #[arg(long, value_name = "COUNTRY", value_parser = crate::parse::country)]
    pub(crate) country: Vec<CountryCode>,
    /// What the postal code begins with; again for another
    #[arg(long, value_name = "BEGINNING")]
    pub(crate) postal_code: Vec<String>,
    /// What all parcels weigh together, at least
    #[arg(long, value_name = "WEIGHT", value_parser = crate::parse::weight)]
    pub(crate) weight_from: Option<pb_domain::Weight>,
    /// And less than this
    #[arg(long, value_name = "WEIGHT", value_parser = crate::parse::weight)]
    pub(crate) weight_below: Option<pb_domain::Weight>,
    /// What the goods are worth, at least, such as 100 or 100EUR
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) value_from: Option<crate::parse::Amount>,
    /// And less than this
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) value_below: Option<crate::parse::Amount>,
    /// What is in them, * at the end for whatever follows; again for another
    #[arg(long, value_name = "SKU")]
    pub(crate) sku: Vec<String>,
    /// What it chooses: ask, cheapest, fastest, or within:DAYS
    #[arg(long, value_name = "RULE", value_parser = crate::parse::rule, required_unless_present_any = ["service", "remove"])]
    pub(crate) choose: Option<pb_domain::RateRule>,
    /// Or one service, by its code
    #[arg(
        long,
        value_name = "CODE",
        requires = "account",
        conflicts_with = "choose"
    )]
    pub(crate) service: Option<String>,
    /// And the account it is of, by name
    #[arg(long, value_name = "NAME", requires = "service")]
    pub(crate) account: Option<String>,
    /// Put it before all others
    #[arg(long)]
    pub(crate) first: bool,
    /// Remove it
    #[arg(long, conflicts_with_all = ["choose", "service"])]
    pub(crate) remove: bool,
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
