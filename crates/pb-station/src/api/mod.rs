//! What the window, the command line and other hosts may ask of a station: every command once, with
//! its request and its answer. The list is bound by the desktop shell, by `pb serve` and by the local
//! socket alike, and exported to TypeScript.

mod account;
mod bench;
mod carrying;
mod commands;
mod copied;
mod device;
mod failure;
mod flight;
mod import;
mod offline;
mod order;
mod people;
mod print;
mod printer;
mod safety;
mod scale;
mod setting;
mod ship;
mod typescript;
mod waybill;

pub use account::*;
pub use bench::*;
pub use carrying::*;
pub use commands::{COMMANDS, CommandInfo};
pub(crate) use commands::{call, info, unreadable};
pub use copied::*;
pub use device::*;
pub use failure::{Code, Failure, Result};
pub use flight::*;
pub use import::*;
pub use offline::*;
pub use order::*;
pub use people::*;
pub use print::*;
pub use printer::*;
pub use safety::*;
pub use scale::*;
pub use setting::*;
pub use ship::*;
pub use typescript::typescript;
pub use waybill::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// No request, or no answer beyond "done".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// A file for the person to keep.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileOut {
    /// Suggested name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Contents, base64.
    pub base64: String,
}

impl std::fmt::Debug for FileOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "FileOut({}, {} bytes of base64)",
            self.name,
            self.base64.len()
        )
    }
}
