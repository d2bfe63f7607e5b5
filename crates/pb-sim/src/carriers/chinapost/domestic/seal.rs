//! `|$4|` and the Base64 of SM4-ECB over a text with the key's text behind it.
use super::SIGN_KEY;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ecb::cipher::block_padding::Pkcs7;
use ecb::cipher::{BlockModeDecrypt as _, KeyInit as _};
use sm4::Sm4;

const MARK: &str = "|$4|";

/// The text that was sealed; `None` where the mark, the cipher or the key's text behind it is wrong.
pub(super) fn open(sealed: &str) -> Option<String> {
    let key: [u8; 16] = BASE64_STANDARD.decode(SIGN_KEY).ok()?.try_into().ok()?;
    let mut bytes = BASE64_STANDARD.decode(sealed.strip_prefix(MARK)?).ok()?;
    let cipher = ecb::Decryptor::<Sm4>::new(&key.into());
    let plain = cipher.decrypt_padded::<Pkcs7>(&mut bytes).ok()?;
    let plain = std::str::from_utf8(plain).ok()?;
    plain.strip_suffix(SIGN_KEY).map(str::to_owned)
}
