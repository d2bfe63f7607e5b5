//! Price tables: whatever is in them, checking ends with no complaint or with lines that are there.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tariff = pb_carriers::find("tariff")
        .and_then(|carrier| carrier.table)
        .expect("it has a table");
    let lines = u64::try_from(text.split(['\n', '\r']).count()).expect("few");
    for (line, what) in tariff.check(text) {
        assert!(
            line <= lines + 1 && !what.is_empty(),
            "line {line} of {lines}: {what}"
        );
    }
});
