//! What only a real kernel shows: its drivers, the rights to its device files, and serial lines.

mod driver;
mod rights;
mod serial;
