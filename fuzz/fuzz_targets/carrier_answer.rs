//! Answers of carriers, to every carrier and operation that reads them alone: whatever is in them, nothing may
//! panic, and a problem says something.
#![no_main]
use libfuzzer_sys::fuzz_target;
use packbench_fuzz::asked_about;
use pb_carriers::CARRIERS;
use pb_carriers::engine::Answer;

/// The first byte chooses the status.
const STATUSES: &[u16] = &[
    200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 422, 429, 500, 503,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else {
        return;
    };
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
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
