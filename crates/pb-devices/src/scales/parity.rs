//! The parity bit of a line that was opened with 8 data bits although the scale sends 7 and parity.

/// A byte without its parity bit.
pub(super) const SEVEN_BITS: u8 = 0x7F;

/// Takes the parity bits off a frame; `None` when they are wrong.
///
/// Scales that send 7 bits send even parity. CR has three bits set, so in every frame that holds one
/// the top bits show, and then every byte must agree.
pub(super) fn strip(raw: &[u8]) -> Option<Vec<u8>> {
    let shown = raw.iter().any(|byte| byte & !SEVEN_BITS != 0);
    raw.iter()
        .map(|byte| (!shown || byte.count_ones() % 2 == 0).then_some(byte & SEVEN_BITS))
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Sends 7 bits with even parity.
    pub(in crate::scales) fn add(bytes: &[u8]) -> Vec<u8> {
        let odd = |byte: &u8| byte.count_ones() % 2 == 1;
        bytes
            .iter()
            .map(|byte| byte | u8::from(odd(byte)) << 7)
            .collect()
    }

    #[test]
    fn plain_and_even_frames_pass_and_odd_ones_do_not() {
        let frame = b"\x0212.34\r";
        assert_eq!(strip(frame).as_deref(), Some(&frame[..]));
        assert_eq!(strip(&add(frame)).as_deref(), Some(&frame[..]));
        let odd: Vec<u8> = add(frame).iter().map(|byte| byte ^ !SEVEN_BITS).collect();
        assert_eq!(strip(&odd), None);
    }
}
