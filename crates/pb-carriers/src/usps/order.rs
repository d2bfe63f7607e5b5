//! A prepared purchase, taken apart into the calls that make it.
//!
//! USPS sells one label a call, so a purchase of several parcels is several calls to one address, each with an
//! idempotency key of its own. The journal holds them in one request: as many keys as parcels, and as its body the
//! bodies in a list of texts, to the byte. A purchase of one parcel is the call itself.

use crate::Prepared;
use crate::engine::Request;
use url::Url;
use uuid::Uuid;

/// The header with the key.
const KEY: &str = "X-Idempotency-Key";

/// The key of a purchase's parcel: the purchase's own, and for further parcels that with the number in it.
pub(super) fn key(purchase: Uuid, parcel: usize) -> Uuid {
    Uuid::from_u128(purchase.as_u128() ^ parcel as u128)
}

/// One request for all bodies.
pub(super) fn together(url: Url, accept: &str, purchase: Uuid, mut bodies: Vec<String>) -> Request {
    let keys = (0..bodies.len()).map(|i| (KEY.to_owned(), key(purchase, i).to_string()));
    let mut headers = vec![
        ("Accept".to_owned(), accept.to_owned()),
        ("Content-Type".to_owned(), "application/json".to_owned()),
    ];
    headers.extend(keys);
    let body = match bodies.len() {
        1 => bodies.remove(0),
        _ => serde_json::to_string(&bodies).expect("texts are always JSON"),
    };
    Request {
        method: "POST".to_owned(),
        url: url.into(),
        headers,
        body: body.into_bytes(),
    }
}

/// The calls of a purchase, in the parcels' order.
pub(super) fn apart(prepared: &Prepared) -> Vec<Request> {
    let request = &prepared.request;
    let is_key = |name: &str| name.eq_ignore_ascii_case(KEY);
    let (keys, headers): (Vec<_>, Vec<_>) = request
        .headers
        .iter()
        .cloned()
        .partition(|(name, _)| is_key(name));
    let bodies: Vec<Vec<u8>> = match serde_json::from_slice::<Vec<String>>(&request.body) {
        Ok(bodies) if bodies.len() == keys.len() => {
            bodies.into_iter().map(String::into_bytes).collect()
        }
        _ => vec![request.body.clone()],
    };
    // A request without a key of its own is known by the purchase's reference, which is the first key.
    let reference = || (KEY.to_owned(), prepared.reference.clone());
    let mut keys = keys.into_iter();
    bodies
        .into_iter()
        .map(|body| {
            let mut headers = headers.clone();
            headers.push(keys.next().unwrap_or_else(reference));
            Request {
                headers,
                body,
                ..request.clone()
            }
        })
        .collect()
}

/// What a label was asked to be: the bodies of a purchase as JSON.
pub(super) fn bodies(request: &Request) -> Vec<serde_json::Value> {
    let whole: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match whole {
        serde_json::Value::Array(texts) => texts
            .iter()
            .map(|text| serde_json::from_str(text.as_str().unwrap_or_default()).unwrap_or_default())
            .collect(),
        one => vec![one],
    }
}
