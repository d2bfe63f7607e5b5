//! What a printer may answer, to every language: nothing may panic, and an answer that is whole stays whole
//! when more follows.
#![no_main]
use libfuzzer_sys::fuzz_target;
use pb_labels::LANGUAGES;

fuzz_target!(|bytes: &[u8]| {
    for language in LANGUAGES {
        let _ = language.status_complete(bytes);
        let _ = language.parse_identity(bytes);
        if let Some(status) = language.parse_status(bytes) {
            let _ = (status.problem(), status.idle());
        }
    }
});
