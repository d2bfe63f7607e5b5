//! Proof that a carrier sent a message: its HMAC-SHA256 (RFC 2104) under a secret that both sides hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// How the code is written in its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Hexadecimal digits, small or capital.
    #[cfg_attr(not(test), expect(dead_code, reason = "no carrier writes it so yet"))]
    Hex,
    /// Base 64 with padding.
    Base64,
}

/// Whether `shown` is the code of `body`, to the byte, under `secret`. Compared in constant time; an empty secret
/// proves nothing.
pub(crate) fn proves(secret: &str, body: &[u8], shown: &str, written: Written) -> bool {
    let code = match written {
        Written::Hex => hex::decode(shown.trim()).ok(),
        Written::Base64 => STANDARD.decode(shown.trim()).ok(),
    };
    let (false, Some(code)) = (secret.is_empty(), code) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return false;
    };
    mac.update(body);
    mac.verify_slice(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const CODE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn only_the_secrets_code_of_the_very_bytes_proves() {
        let base64 = STANDARD.encode(hex::decode(CODE).expect("hex"));
        for (secret, body, shown, written, proven) in [
            ("Jefe", BODY, CODE, Written::Hex, true),
            ("Jefe", BODY, &CODE.to_uppercase(), Written::Hex, true),
            ("Jefe", BODY, &base64, Written::Base64, true),
            ("Jefe", BODY, &base64, Written::Hex, false),
            ("Jefe", BODY, CODE, Written::Base64, false),
            ("Jefe", &BODY[1..], CODE, Written::Hex, false),
            ("jefe", BODY, CODE, Written::Hex, false),
            ("", BODY, CODE, Written::Hex, false),
            ("Jefe", BODY, "", Written::Hex, false),
            ("Jefe", BODY, &CODE[..62], Written::Hex, false),
        ] {
            assert_eq!(
                proves(secret, body, shown, written),
                proven,
                "{secret} {shown}"
            );
        }
    }
}
