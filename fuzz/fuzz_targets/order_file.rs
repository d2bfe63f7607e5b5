//! Files of orders: whatever is in them, reading ends with orders, bad rows and reasons, and the file of bad
//! rows can be read again.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = pb_import::read(bytes, "orders.csv", None) {
        let _ = file.preview();
        if !file.bad_rows.is_empty() {
            let _ = pb_import::read(&pb_import::bad_rows_csv(&file), "bad.csv", None);
        }
    }
});
