//! Recovery codes: 130 random bits in the letters of Crockford's base 32, and two letters that catch a
//! slip of the pen. `I` and `L` read as `1`, `O` as `0`, small as capital; spaces and dashes are free.
use super::random;
use crate::api::Result;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// Crockford's alphabet: no letter that is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters that are random; five bits each.
const RANDOM: usize = 26;
/// Letters with the check.
const ALL: usize = RANDOM + 2;

/// A code that opens the bench, or a backup of it, wherever it lies.
pub(crate) struct RecoveryCode(Zeroizing<String>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A new one.
    pub(crate) fn new() -> Result<Self> {
        let mut bytes = random::<RANDOM>()?;
        let mut text = Zeroizing::new(String::with_capacity(ALL));
        for byte in bytes {
            // 256 is a multiple of 32: every letter is as likely as any other.
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        bytes.zeroize();
        let check = check(&text);
        text.push_str(&check);
        Ok(Self(text))
    }

    /// Reads what a person typed; else what is wrong with it.
    pub(crate) fn read(typed: &str) -> Result<Self, &'static str> {
        let mut text = Zeroizing::new(String::with_capacity(ALL));
        for c in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let c = match c.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                c => c,
            };
            if !c.is_ascii() || !ALPHABET.contains(&(c as u8)) {
                return Err("A recovery code has seven groups of four letters and digits");
            }
            text.push(c);
        }
        if text.len() != ALL {
            return Err("A recovery code has seven groups of four letters and digits");
        }
        if check(&text[..RANDOM]) != text[RANDOM..] {
            return Err("A letter of the recovery code is wrong: compare it with the paper");
        }
        Ok(Self(text))
    }

    /// What is stretched into a key.
    pub(super) fn letters(&self) -> &str {
        &self.0
    }

    /// In groups, as it is shown and printed.
    pub(crate) fn shown(&self) -> String {
        let groups: Vec<&str> = (0..ALL / 4).map(|i| &self.0[i * 4..i * 4 + 4]).collect();
        groups.join("-")
    }
}

fn check(letters: &str) -> String {
    let hash = Sha256::digest(letters.as_bytes());
    [hash[0], hash[1]]
        .iter()
        .map(|b| char::from(ALPHABET[usize::from(b % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = RecoveryCode::new().expect("random");
        let shown = code.shown();
        assert_eq!(shown.len(), 34, "{shown}");
        let sloppy = shown
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        let read = RecoveryCode::read(&sloppy).expect("reads");
        assert_eq!(read.letters(), code.letters());
        assert_ne!(shown, RecoveryCode::new().expect("random").shown());
    }

    #[test]
    fn a_slip_of_the_pen_is_noticed() {
        let mut noticed = 0;
        for _ in 0..200 {
            let code = RecoveryCode::new().expect("random").shown();
            let other = if code.starts_with('2') { "3" } else { "2" };
            noticed += usize::from(RecoveryCode::read(&format!("{other}{}", &code[1..])).is_err());
        }
        // One slip in 1,024 passes the check, and then opens nothing.
        assert!(noticed >= 196, "{noticed}");
        assert!(RecoveryCode::read("correct horse battery staple").is_err());
        assert!(RecoveryCode::read("").is_err());
    }
}
