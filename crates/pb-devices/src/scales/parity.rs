//! The parity bit of a line that was opened with 8 data bits although the scale sends 7 and parity.

/// A byte without its parity bit.
pub(super) const SEVEN_BITS: u8 = 0x7F;

/// Takes the parity bits off a frame; `None` when they are wrong.
///
/// A frame without any top bit is one of 8 data bits. Otherwise every byte must agree with one parity:
/// CR has three bits set and LF two, so in a frame that ends with both, either parity shows.
pub(super) fn strip(raw: &[u8]) -> Option<Vec<u8>> {
    let ones = |byte: &u8| byte.count_ones() % 2;
    let plain = raw.iter().all(|byte| byte & !SEVEN_BITS == 0);
    let agree = || {
        raw.first()
            .is_some_and(|first| raw.iter().all(|byte| ones(byte) == ones(first)))
    };
    (plain || agree()).then(|| raw.iter().map(|byte| byte & SEVEN_BITS).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Sends 7 bits with even parity.
    pub(in crate::scales) fn even(bytes: &[u8]) -> Vec<u8> {
        bytes
            .iter()
            .map(|byte| byte | u8::from(byte.count_ones() % 2 == 1) << 7)
            .collect()
    }

    /// Sends 7 bits with odd parity.
    pub(in crate::scales) fn odd(bytes: &[u8]) -> Vec<u8> {
        even(bytes).iter().map(|byte| byte ^ !SEVEN_BITS).collect()
    }

    #[test]
    fn plain_even_and_odd_frames_pass_and_one_lost_bit_does_not() {
        let frame = b"\x0212.34\r\n";
        assert_eq!(strip(frame).as_deref(), Some(&frame[..]));
        for parity in [even, odd] {
            assert_eq!(strip(&parity(frame)).as_deref(), Some(&frame[..]));
            for place in 0..frame.len() {
                for bit in 0..8 {
                    let mut flipped = parity(frame);
                    flipped[place] ^= 1 << bit;
                    assert_eq!(strip(&flipped), None, "bit {bit} of byte {place}");
                }
            }
        }
        assert_eq!(strip(&[]), Some(Vec::new()));
    }
}
