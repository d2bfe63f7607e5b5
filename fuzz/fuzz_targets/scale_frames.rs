//! What a scale's line may bring, to every protocol: nothing may panic, a weight is never below zero, and
//! where the bytes are cut makes no difference.
#![no_main]
use libfuzzer_sys::fuzz_target;
use pb_devices::{Decoder, SCALE_PROTOCOLS, ScaleOptions, ScaleProtocol};
use pb_domain::{FrameKind, Weight, WeightUnit};

fuzz_target!(|input: (u8, bool, Vec<u8>)| {
    let (cut, only_stable, bytes) = input;
    let cut = usize::from(cut).min(bytes.len());
    let options = ScaleOptions {
        unit: Some(WeightUnit::Kg),
        pattern: Some(r"(?<sign>[+-]?)(?<weight>\d+(\.\d+)?)(?<unit>kg|lb)(?<stable>S)?\r\n".to_owned()),
        only_stable,
    };
    for protocol in SCALE_PROTOCOLS {
        let Some(mut whole) = decoder(*protocol, &options) else {
            continue;
        };
        let frames = whole.push(&bytes);
        for frame in &frames {
            assert!(!frame.raw.is_empty(), "{}: a frame of nothing", protocol.id());
            if let FrameKind::Steady(weight) = frame.kind {
                assert!(weight >= Weight::ZERO, "{}: {weight}", protocol.id());
            }
        }
        // A HID report is never cut.
        if !protocol.line().is_empty()
            && let Some(mut cut_up) = decoder(*protocol, &options)
        {
            let mut pieces = cut_up.push(&bytes[..cut]);
            pieces.extend(cut_up.push(&bytes[cut..]));
            assert_eq!(frames, pieces, "{}: cut at {cut}", protocol.id());
        }
    }
});

fn decoder(protocol: &dyn ScaleProtocol, options: &ScaleOptions) -> Option<Box<dyn Decoder>> {
    protocol.decoder(options).ok()
}
