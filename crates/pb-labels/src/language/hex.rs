//! Bytes as hexadecimal digits, for the languages that are sent as text.

/// Two capital digits a byte.
pub(super) fn hex(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xF])
        .map(|digit| b"0123456789ABCDEF"[usize::from(digit)])
}
