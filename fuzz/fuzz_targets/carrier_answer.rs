//! Answers of carriers, to every carrier and operation that reads them alone: whatever is in them, nothing may
//! panic, and a problem says something.
#![no_main]
use libfuzzer_sys::fuzz_target;
use packbench_fuzz::asked_about;
use pb_carriers::CARRIERS;
use pb_carriers::engine::Answer;

/// The status in three digits, then the body. What begins otherwise is all body, of a good answer.
fn parted(bytes: &[u8]) -> (u16, &[u8]) {
    let digits = bytes.get(..3).and_then(|d| std::str::from_utf8(d).ok());
    match digits.and_then(|d| d.parse().ok()) {
        Some(status @ 100..=599) => (status, &bytes[3..]),
        _ => (200, bytes),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (status, body) = parted(bytes);
    for carrier in CARRIERS {
        let Some(reads) = carrier.reads else { continue };
        asked_about(carrier.id, |asked| {
            let answer = Answer::new(status, Default::default(), body.to_vec(), asked.now);
            for operation in reads.operations() {
                if let Err(problem) = reads.read(operation, asked, &answer) {
                    assert!(!problem.text.is_empty(), "{operation}");
                }
            }
        });
    }
});
