//! Answers of several parts (`multipart/form-data`, RFC 7578), read as one JSON object: the label API gives its
//! facts in one part, and pictures in others.
//!
//! USPS asks that the parts' own headers be ignored: pictures are always base64, whatever their encoding claims to
//! be, and some have a file's name alone.

use bytes::Bytes;
use futures::FutureExt as _;
use futures::stream;
use multer::Multipart;
use serde_json::{Map, Value};
use std::convert::Infallible;

/// What a body of several parts begins with.
const DASHES: &[u8] = b"--";

/// Whether a body has several parts.
pub(super) fn is_multipart(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(DASHES)
}

/// The parts as members of an object; `None` where they are not whole.
pub(super) fn read(body: &[u8]) -> Option<Value> {
    let body = body.trim_ascii_start();
    // The first line is the boundary; what the header calls it cannot be another.
    let line = body.split(|b| *b == b'\n').next()?.trim_ascii_end();
    let boundary = std::str::from_utf8(line.strip_prefix(DASHES)?).ok()?;
    if boundary.is_empty() {
        return None;
    }
    let whole = Bytes::copy_from_slice(body);
    let once = stream::once(async move { Ok::<_, Infallible>(whole) });
    // Everything is there already, so nothing waits.
    parts(Multipart::new(once, boundary)).now_or_never()?
}

async fn parts(mut multipart: Multipart<'_>) -> Option<Value> {
    let mut object = Map::new();
    while let Some(part) = multipart.next_field().await.ok()? {
        let name = named(part.name(), part.file_name());
        let content = part.bytes().await.ok()?;
        let text = String::from_utf8(content.to_vec()).ok()?;
        let value = match text.trim_start().starts_with('{') {
            true => serde_json::from_str(&text).ok()?,
            false => Value::String(text.split_whitespace().collect()),
        };
        object.insert(name, value);
    }
    (!object.is_empty()).then_some(Value::Object(object))
}

/// A part's name, or what its file's name says that it is.
fn named(name: Option<&str>, file: Option<&str>) -> String {
    if let Some(name) = name.filter(|n| !n.is_empty()) {
        return name.to_owned();
    }
    let file = file.unwrap_or_default().to_lowercase();
    let known = [("receipt", "receiptImage"), ("scan", "SCANFormImage")];
    let found = known.iter().find(|(word, _)| file.contains(word));
    found.map_or("labelImage", |(_, name)| name).to_owned()
}
