//! The commands, by what they are about.

mod calls;
mod carrier;
mod day;
mod demo;
mod devices;
mod doctor;
mod evidence;
mod export;
mod label;
mod manifest;
mod news_port;
mod numbers;
mod open;
mod operators;
mod orders;
mod port;
mod print;
mod printer;
mod queue;
mod rates;
mod records;
mod safety;
mod scale;
mod serve;
mod setup;
mod ship;
mod shipments;
mod speed;
mod weigh;

pub(crate) use carrier::run as carrier;
pub(crate) use devices::rules;
pub(crate) use doctor::outside;
pub(crate) use serve::serve;

use crate::args::{Command, Export, ScaleCommand, Setup, Weigh};
use crate::host::Host;
use crate::output::Answer;
use pb_station::api::{Code, Failure, Result};
use std::path::Path;

/// Runs a command over the open profile.
pub(crate) async fn run(host: &Host, command: &Command) -> Result<Answer> {
    match command {
        Command::Demo(args) => demo::demo(host, args).await,
        Command::Import(args) => orders::import(host, args).await,
        Command::Orders(args) => orders::list(host, args).await,
        Command::Ship(args) => ship::ship(host, args).await,
        Command::Rates(args) => ship::rates(host, args).await,
        Command::Shipments(args) => shipments::list(host, args).await,
        Command::Show(args) => shipments::show(host, &args.what).await,
        Command::Print(args) => print::print(host, args).await,
        Command::Manifest(args) => manifest::manifest(host, args).await,
        Command::Queue(args) => queue::run(host, args).await,
        Command::Confirm(args) => print::confirm(host, args).await,
        Command::Void(args) => shipments::void(host, args).await,
        Command::Track(args) => match &args.what {
            Some(what) => shipments::track(host, what).await,
            None => day::track_all(host).await,
        },
        Command::Day(command) => day::run(host, command).await,
        Command::Tell(args) => day::tell(host, args).await,
        Command::Address(args) => day::address(host, args).await,
        Command::News(command) => day::news(host, command).await,
        Command::Settle(args) => shipments::settle(host, args).await,
        Command::Label(args) => label::label(host, args).await,
        Command::Export(Export::Tracking(args)) => export::tracking(host, args).await,
        Command::Devices(_) => devices::list(host).await,
        Command::Scale(command) => scale::run(host, command).await,
        Command::Weigh(Weigh::Evidence(args)) => evidence::evidence(host, args).await,
        Command::Printer(command) => printer::run(host, command).await,
        Command::Setup(what) => setup::setup(host, what).await,
        Command::Numbers { what } => numbers::run(host, what.as_ref()).await,
        Command::Attention(args) => shipments::attention(host, args).await,
        Command::Speed(args) => speed::speed(host, args).await,
        Command::Calls(args) => calls::run(host, args).await,
        Command::Accounts => setup::accounts(host).await,
        Command::Carrier(command) => carrier::run(command).await,
        Command::Open(args) => open::open(host, args).await,
        Command::Later(args) => open::later(host, args).await,
        Command::Keys(args) => safety::keys(host, args).await,
        Command::Backup(args) => safety::backup(host, args).await,
        Command::Restore(args) => safety::restore(host, args).await,
        Command::Copied(args) => safety::copied(host, args).await,
        Command::Operators(command) => operators::run(host, command).await,
        Command::Records(args) => records::records(host, args).await,
        Command::Retention(command) => records::retention(host, command).await,
        Command::Erase(args) => records::erase(host, args).await,
        Command::Doctor(args) => doctor::doctor(host, args).await,
        Command::Serve(_) => Err(Failure::new(
            Code::Internal,
            "`pb serve` runs until it is stopped",
        )),
    }
}

/// Whether a command makes the bench when there is none.
pub(crate) fn makes_bench(command: &Command) -> bool {
    match command {
        Command::Import(_) => true,
        Command::Setup(what) => !matches!(what, Setup::Show | Setup::Carriers(_)),
        Command::Scale(ScaleCommand::Detect(args)) => args.set_up,
        _ => false,
    }
}

/// Whether a person means the thing of this name.
fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A file that a person named.
fn read_file(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| {
        Failure::new(
            Code::Invalid,
            format!("{} cannot be read: {e}", path.display()),
        )
    })
}

/// Writes a file for a person to keep.
fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| {
        Failure::new(
            Code::Storage,
            format!("{} could not be saved: {e}", path.display()),
        )
        .hint("Choose another folder, or free some space, and try again")
        .retry()
    })
}

/// The bytes of a file that travelled as base64.
fn decode(name: &str, base64: &str) -> Result<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(base64)
        .map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The contents of {name} cannot be read: {e}"),
            )
        })
}
