//! Pages at random for the tests of languages.
use crate::{Bitmap, DotRect};
use proptest::prelude::*;

/// What a printer would take for a command if it lost count of a graphic's bytes.
const COMMANDS: &[&[u8]] = &[
    b"\r\nPRINT 1,1\r\nCLS\r\n",
    b"\nN\nP1\n",
    b"\x1b@\x1dv0\0\x01\0\x01\0",
    b"^XZ~JA^FS",
    b"\x10\x04\x01\x1b!?\x06\x15\x11\x13\x00\xff",
    b"\x02n\x01#\x1bA\x1bZ\x0c\x1a",
];

/// A page of boxes, specks, noise and bytes that look like commands, black on white and white on black.
pub(super) fn page() -> impl Strategy<Value = Bitmap> {
    let rects = prop::collection::vec((0u32..500, 0u32..300, 1u32..450, 1u32..200), 0..8);
    let dots = prop::collection::vec((0u32..500, 0u32..300), 0..60);
    let commands = prop::collection::vec(
        (
            0..COMMANDS.len(),
            any::<prop::sample::Index>(),
            any::<bool>(),
        ),
        0..6,
    );
    let noise = prop::collection::vec(any::<u8>(), 0..400);
    (1u32..500, 1u32..300, rects, dots, commands, noise).prop_map(
        |(width, height, rects, dots, commands, noise)| {
            let mut page = Bitmap::new(width, height);
            for (left, top, w, h) in rects {
                page.fill(DotRect {
                    left,
                    top,
                    right: left + w,
                    bottom: top + h,
                });
            }
            for (x, y) in dots {
                page.set(x, y, !page.get(x, y));
            }
            let mut bytes = page.bytes().to_vec();
            let middle = bytes.len() / 2;
            for (byte, noise) in bytes[middle..].iter_mut().zip(noise) {
                *byte ^= noise;
            }
            for (which, at, inverted) in commands {
                let at = at.index(bytes.len());
                for (byte, command) in bytes[at..].iter_mut().zip(COMMANDS[which]) {
                    *byte = if inverted { !command } else { *command };
                }
            }
            Bitmap::from_bytes(width, height, bytes).expect("as many bytes as before")
        },
    )
}
