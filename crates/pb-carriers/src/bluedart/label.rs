//! The label in the answer to a purchase: a PDF as a list of its bytes, or in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Document, Format};
use serde_json::Value;

/// What ends a PDF (ISO 32000-1, 7.5), and how far from its end that may be.
const END: &[u8] = b"%%EOF";
const SLACK: usize = 1_024;

/// The label; `None` where there is none, or none that is whole. The sale stands without it.
pub(super) fn read(content: &Value) -> Option<Document> {
    let bytes: Vec<u8> = match content {
        Value::Array(numbers) => numbers
            .iter()
            .map(|number| number.as_u64().and_then(|n| u8::try_from(n).ok()))
            .collect::<Option<_>>()?,
        Value::String(text) => STANDARD.decode(text.trim()).ok()?,
        _ => return None,
    };
    let tail = &bytes[bytes.len().saturating_sub(SLACK)..];
    let is_whole =
        Format::sniff(&bytes) == Some(Format::Pdf) && tail.windows(END.len()).any(|w| w == END);
    is_whole.then_some(Document {
        format: Format::Pdf,
        bytes,
    })
}
