//! What the window may ask of the shell.

mod call;
mod save_file;

pub(crate) use call::*;
pub(crate) use save_file::*;
