//! The exit codes; they are stable, and `pb --help` lists them.
use pb_station::api::Code;

/// Done.
pub(crate) const DONE: u8 = 0;
/// A fault of the program.
pub(crate) const INTERNAL: u8 = 1;
/// The command line is wrong; clap's own code.
pub(crate) const USAGE: u8 = 2;
/// Bought, but not proved printed.
pub(crate) const NOT_PROVED_PRINTED: u8 = 8;
/// The doctor found something wrong.
pub(crate) const UNWELL: u8 = 10;
/// Interrupted, as shells say it for SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

/// The exit code of a failure.
pub(crate) fn code(code: Code) -> u8 {
    match code {
        Code::Internal => INTERNAL,
        Code::Precondition
        | Code::AlreadyShipped
        | Code::PurchaseUnknown
        | Code::PriceChanged
        | Code::LabelStopped
        | Code::Copied => 3,
        Code::NotFound | Code::Invalid => 4,
        Code::CarrierRefused | Code::CarrierUnreachable => 5,
        Code::NoWeight | Code::Printer => 6,
        Code::Passphrase | Code::ProfileInUse | Code::Storage => 7,
        Code::SignIn | Code::ManagerNeeded | Code::WrongPin => 9,
    }
}
