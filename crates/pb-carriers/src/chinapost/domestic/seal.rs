//! What the open platform's messages are wrapped in: `|$4|` and the Base64 of the JSON with the key's text behind it,
//! under SM4 (GB/T 32907) in ECB mode with PKCS#7 padding.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use ecb::cipher::block_padding::Pkcs7;
use ecb::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyInit as _};
use pb_domain::{Problem, ProblemKind};
use sm4::Sm4;

/// What a sealed message begins with.
const MARK: &str = "|$4|";
const BLOCK: usize = 16;
/// A key may be shown without padding, and in the alphabet for addresses.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The account's key, as the text that the platform shows.
pub(super) struct SignKey<'a> {
    text: &'a str,
    bytes: [u8; 16],
}

impl<'a> SignKey<'a> {
    /// Reads a key: sixteen bytes in Base64. `field` is where the account holds it.
    pub(super) fn read(text: &'a str, field: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let standard = text.replace('-', "+").replace('_', "/");
        let bytes = LENIENT
            .decode(standard)
            .ok()
            .and_then(|b| b.try_into().ok());
        let bytes = bytes.ok_or_else(|| {
            Problem::new(
                ProblemKind::Auth,
                "The sign key is not sixteen bytes in Base64",
            )
            .hint("Copy it again from the open platform: 24 characters that end with ==")
            .field(field)
        })?;
        Ok(Self { text, bytes })
    }

    /// JSON as it leaves.
    pub(super) fn seal(&self, json: &str) -> String {
        let mut buffer = format!("{json}{}", self.text).into_bytes();
        let length = buffer.len();
        buffer.resize((length / BLOCK + 1) * BLOCK, 0);
        let sealed = ecb::Encryptor::<Sm4>::new(&self.bytes.into())
            .encrypt_padded::<Pkcs7>(&mut buffer, length)
            .expect("there is room for a block of padding");
        format!("{MARK}{}", STANDARD.encode(sealed))
    }

    /// JSON of a message that came; `None` where it was not sealed with this key. The key's text may be behind it.
    pub(super) fn open(&self, sealed: &str) -> Option<String> {
        let mut buffer = STANDARD.decode(sealed.trim().strip_prefix(MARK)?).ok()?;
        let plain = ecb::Decryptor::<Sm4>::new(&self.bytes.into())
            .decrypt_padded::<Pkcs7>(&mut buffer)
            .ok()?;
        let plain = std::str::from_utf8(plain).ok()?;
        Some(plain.strip_suffix(self.text).unwrap_or(plain).to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use ecb::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _};

    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";

    /// GB/T 32907-2016, appendix A: example 1, and example 2, a million times over.
    #[test]
    fn the_cipher_is_the_standards() {
        let hex: [u8; 16] = hex::decode("0123456789abcdeffedcba9876543210")
            .unwrap()
            .try_into()
            .unwrap();
        let cipher = Sm4::new(&hex.into());
        let mut block = hex.into();
        cipher.encrypt_block(&mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
        cipher.decrypt_block(&mut block);
        assert_eq!(hex::encode(block), "0123456789abcdeffedcba9876543210");
        for _ in 0..1_000_000 {
            cipher.encrypt_block(&mut block);
        }
        assert_eq!(hex::encode(block), "595298c7c6fd271f0402f804c33d3f66");
    }

    /// Computed with OpenSSL's `sm4-ecb`.
    #[test]
    fn a_message_is_sealed_as_openssl_does() {
        let key = SignKey::read(KEY, "key").unwrap();
        let sealed = key.seal(r#"[{"waybillNo":"TEST"}]"#);
        assert_eq!(
            sealed,
            "|$4|ROLdD4bj36zBcXdpAVOiH2un7EeWtSR94pAqgOEI9U6Bsso8QNkyUXYEQ6pc1X47"
        );
        assert_eq!(key.open(&sealed).unwrap(), r#"[{"waybillNo":"TEST"}]"#);
    }

    #[test]
    fn what_another_key_sealed_does_not_open() {
        let key = SignKey::read(KEY, "key").unwrap();
        let other = SignKey::read("ZmVkY2JhOTg3NjU0MzIxMA==", "key").unwrap();
        assert_eq!(key.open(&other.seal("{}")), None);
        for odd in ["", "|$4|", "|$4|AAAA", "ROLdD4bj36zBcXdpAVOiHw==", "|$4|%%"] {
            assert_eq!(key.open(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_key_has_sixteen_bytes() {
        for odd in [
            "",
            "short",
            "MDEyMzQ1Njc4OWFiY2RlZmc=",
            "no base 64 at all, this",
        ] {
            let problem = SignKey::read(odd, "sign").err().unwrap();
            assert_eq!(problem.kind, ProblemKind::Auth);
            assert_eq!(problem.field.as_deref(), Some("sign"));
        }
        assert!(SignKey::read(&KEY[..22], "sign").is_ok());
    }
}
