//! Pictures from a carrier, whatever kind their first bytes say.
#![no_main]
use libfuzzer_sys::fuzz_target;
use pb_domain::Format;

fuzz_target!(|bytes: &[u8]| {
    if let Some(format @ (Format::Png | Format::Gif | Format::Jpeg | Format::Tiff)) = Format::sniff(bytes) {
        packbench_fuzz::lay(format, bytes);
    }
});
