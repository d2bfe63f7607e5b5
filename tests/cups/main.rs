//! Print queues against a real CUPS: a private print server on loopback, with queues that print, lie,
//! fail, wait and refuse. `scripts/cups.sh` unpacks it; nothing is installed.

mod faults;
mod journey;
mod printing;
mod server;
