//! Labels in ZPL from a carrier.
#![no_main]
use libfuzzer_sys::fuzz_target;
use pb_domain::Format;

fuzz_target!(|bytes: &[u8]| packbench_fuzz::lay(Format::Zpl, bytes));
