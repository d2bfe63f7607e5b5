//! Waybill numbers, as they are spoken of on the command line.
use super::What;
use crate::parse::Amount;
use clap::{Subcommand, ValueEnum};
use pb_domain::CheckRule;
use std::path::PathBuf;

#[derive(Subcommand)]
#[command(after_help = "\
A pool holds numbers that labels are made with before the carrier is told. In a pattern, # is a digit
that counts up, * the check digit, and [ ] stand around what it covers, if that is not all before it.

Examples:
  pb numbers range --account Post --name Registered --service RR --pattern 'RR########*SE' \\
      --check s10 --from RR473124829SE --to 47312999 --price 3.20EUR
  pb numbers list --account Express --name Express --service EXP numbers.txt --price 9.00
  pb numbers carrier --account Express --name Express --service EXP --top-up 1000 --price-table 'Own prices'
  pb numbers                       what is left, and what carriers are still to be told
  pb numbers book                  tell them now
  pb numbers correct 1001 --again  book a refused shipment again as it is")]
pub(crate) enum Numbers {
    /// List pools, and what carriers are still to be told
    Show,
    /// Make a pool of a range of your own, or change the one of that name
    Range(RangeArgs),
    /// Make a pool of a list, or add the list to the one of that name
    List(ListArgs),
    /// Make a pool that the carrier fills, or change the one of that name
    Carrier(CarrierArgs),
    /// Ask the carrier for numbers now
    Reserve(ReserveArgs),
    /// Hold every free number: this bench is a copy, or was copied
    Hold,
    /// Let held numbers be used
    Release(ReleaseArgs),
    /// Use a pool no more; its numbers stay taken
    Retire(PoolArg),
    /// Show which numbers a range would have; saves nothing
    Preview(PreviewArgs),
    /// Tell carriers now what they are to be told
    Book,
    /// Correct a shipment whose booking was refused, and book it again with the same number
    Correct(CorrectArgs),
    /// Say whether the carrier has a shipment of which that is not known
    Settle(SettleBookingArgs),
}

/// What every pool has.
#[derive(clap::Args)]
pub(crate) struct PoolArgs {
    /// The account that the numbers are for, by name
    #[arg(long, value_name = "NAME")]
    pub(crate) account: String,
    /// Your name for the pool
    #[arg(long)]
    pub(crate) name: String,
    /// A service the numbers are for: its code, or CODE=NAME; once a service
    #[arg(long, value_name = "CODE[=NAME]")]
    pub(crate) service: Vec<String>,
    /// What a parcel costs until the carrier says so, such as 3.20EUR
    #[arg(long, value_name = "AMOUNT", conflicts_with = "price_table")]
    pub(crate) price: Option<Amount>,
    /// The account whose price table says what a parcel costs until then
    #[arg(long, value_name = "NAME")]
    pub(crate) price_table: Option<String>,
    /// So few are left that a person is told; 100 unless told
    #[arg(long, value_name = "N")]
    pub(crate) low: Option<u32>,
    /// Offer its services also while the network is there
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) always: Option<bool>,
    /// The barcode is GS1-128 with (00): the numbers are SSCCs
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) sscc: Option<bool>,
}

/// A form of numbers.
#[derive(clap::Args)]
pub(crate) struct FormArgs {
    /// The form of a number, such as 'RR########*SE'
    #[arg(long, value_name = "PATTERN")]
    pub(crate) pattern: Option<String>,
    /// How its check digit is made
    #[arg(long, value_enum)]
    pub(crate) check: Option<Check>,
}

#[derive(clap::Args)]
pub(crate) struct RangeArgs {
    #[command(flatten)]
    pub(crate) pool: PoolArgs,
    #[command(flatten)]
    pub(crate) form: FormArgs,
    /// Its first number, or the counter of it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) from: Option<String>,
    /// Its last number, or the counter of it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) to: Option<String>,
    /// Its last day, such as 2027-03-31
    #[arg(long, value_name = "DAY")]
    pub(crate) last_day: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) pool: PoolArgs,
    #[command(flatten)]
    pub(crate) form: FormArgs,
    /// The file with the numbers, one a line or between commas; - reads stdin
    pub(crate) file: PathBuf,
    /// The last day they may be used, such as 2027-03-31
    #[arg(long, value_name = "DAY")]
    pub(crate) last_day: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct CarrierArgs {
    #[command(flatten)]
    pub(crate) pool: PoolArgs,
    /// How many the carrier is asked for when few are left; 0 asks never by itself
    #[arg(long, value_name = "N")]
    pub(crate) top_up: Option<u32>,
}

#[derive(clap::Args)]
pub(crate) struct PoolArg {
    /// The pool's name
    pub(crate) pool: String,
}

#[derive(clap::Args)]
pub(crate) struct ReserveArgs {
    #[command(flatten)]
    pub(crate) pool: PoolArg,
    /// How many
    pub(crate) count: u32,
}

#[derive(clap::Args)]
pub(crate) struct ReleaseArgs {
    #[command(flatten)]
    pub(crate) pool: PoolArg,
    /// Of a range: the first number that no other bench used
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub(crate) from: String,
}

#[derive(clap::Args)]
pub(crate) struct PreviewArgs {
    /// The form of a number
    pub(crate) pattern: String,
    /// How its check digit is made
    #[arg(long, value_enum, default_value_t = Check::None)]
    pub(crate) check: Check,
    /// Its first number, or the counter of it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) from: String,
    /// Its last number, or the counter of it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) to: String,
}

#[derive(clap::Args)]
#[command(after_help = "\
A correction makes a new label with the same number: print it with `pb print`, over the old one.

Examples:
  pb numbers correct 1001 --again
  pb numbers correct 1001 --address fixed.json
  pb numbers correct 1001 --service EXP2")]
pub(crate) struct CorrectArgs {
    #[command(flatten)]
    pub(crate) what: What,
    #[command(flatten)]
    pub(crate) how: CorrectBy,
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct CorrectBy {
    /// Where it goes instead: an address as JSON, whole
    #[arg(long, value_name = "FILE")]
    pub(crate) address: Option<PathBuf>,
    /// Another service of the same pool
    #[arg(long, value_name = "CODE")]
    pub(crate) service: Option<String>,
    /// Book it again as it is
    #[arg(long, conflicts_with_all = ["address", "service"])]
    pub(crate) again: bool,
}

#[derive(clap::Args)]
pub(crate) struct SettleBookingArgs {
    #[command(flatten)]
    pub(crate) what: What,
    #[command(flatten)]
    pub(crate) answer: SettleBookingBy,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SettleBookingBy {
    /// Ask the carrier again, where it knows the shipment by its number
    #[arg(long)]
    pub(crate) ask: bool,
    /// A person looked: the carrier has it
    #[arg(long)]
    pub(crate) booked: bool,
    /// A person looked: the carrier does not have it; it is sent again
    #[arg(long)]
    pub(crate) not_booked: bool,
}

/// Check digits.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Check {
    /// No check digit
    None,
    /// UPU S10: eight digits, weights 8 6 4 2 3 5 9 7, mod 11
    S10,
    /// GS1 mod 10, as in an SSCC
    Gs1,
    /// Luhn's mod 10
    Luhn,
    /// Mod 10, every second character doubled, as after 1Z
    Doubled,
    /// Mod 10 with weights 4 and 9, as in an Identcode
    FourNine,
    /// The digits' rest by seven
    Mod7,
    /// Mod 11 with weights 1, 3 and 7
    Mod11,
}

impl From<Check> for CheckRule {
    fn from(check: Check) -> Self {
        match check {
            Check::None => Self::None,
            Check::S10 => Self::S10,
            Check::Gs1 => Self::Mod10Gs1,
            Check::Luhn => Self::Mod10Luhn,
            Check::Doubled => Self::Mod10Doubled,
            Check::FourNine => Self::Mod10FourNine,
            Check::Mod7 => Self::Mod7,
            Check::Mod11 => Self::Mod11,
        }
    }
}
