//! What is planted, and looking for it.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use pb_sim::SimKarrio;

pub(super) const PASSPHRASE: &str = "planted passphrase 7f3a91";
pub(super) const WRONG_PASSPHRASE: &str = "planted mistake 55e0c2";

/// What no file, no message and no answer may hold.
pub(super) const SECRETS: [&str; 3] = [SimKarrio::TOKEN, PASSPHRASE, WRONG_PASSPHRASE];

/// The people of the shipments: what the program's log and the log of calls may not hold.
pub(super) const PEOPLE: [&str; 5] = [
    "Quirina Plantedname",
    "77 Plantedstreet",
    "+17755550999",
    "quirina@planted.example",
    "Plantedsender Shipping",
];

/// Where a text stands in some bytes, in whatever way it is written.
pub(super) fn found(place: &str, bytes: &[u8], needles: &[&str]) -> Vec<String> {
    let hay = text(bytes);
    needles
        .iter()
        .flat_map(|needle| ways(needle))
        .filter(|way| hay.contains(&text(way.as_bytes())))
        .map(|way| format!("{place} holds {way}"))
        .collect()
}

/// Bytes as characters, one each, in lower case: so they can be searched fast, whatever they are.
fn text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect()
}

/// Plain, in an address, and in base64 at each of the three places where it may begin.
fn ways(needle: &str) -> Vec<String> {
    let mut ways = vec![
        needle.to_owned(),
        needle.replace(' ', "+").replace('@', "%40"),
        needle.replace(' ', "%20").replace('+', "%2B"),
        needle.bytes().map(|b| format!("%{b:02x}")).collect(),
    ];
    // Of a shorter one too little is left that does not depend on what stands around it.
    let encoded = if needle.len() < 8 { 0..0 } else { 0..3 };
    for before in encoded {
        let padded = format!("{}{needle}", "x".repeat(before));
        let encoded = STANDARD_NO_PAD.encode(padded);
        // What stands before and after it changes the letters at both ends.
        ways.push(encoded[4..encoded.len() - 3].to_owned());
    }
    ways
}

/// Fails when any of them is there.
pub(super) fn none(place: &str, bytes: &[u8], needles: &[&str]) {
    let found = found(place, bytes, needles);
    assert!(found.is_empty(), "{found:#?}");
}

/// Fails when a control is not there: then looking finds nothing at all.
pub(super) fn some(place: &str, bytes: &[u8], control: &str) {
    assert!(
        !found(place, bytes, &[control]).is_empty(),
        "{place} does not hold the control {control}: {}",
        String::from_utf8_lossy(&bytes[..bytes.len().min(4000)])
    );
}

#[test]
fn the_search_finds_what_is_there() {
    for hidden in [
        "key_5109ba7c0ffee0005109ba7c0ffee000".to_owned(),
        "KEY_5109BA7C0FFEE0005109BA7C0FFEE000".to_owned(),
        STANDARD_NO_PAD.encode("a:key_5109ba7c0ffee0005109ba7c0ffee000"),
        STANDARD_NO_PAD.encode("ab:key_5109ba7c0ffee0005109ba7c0ffee000,"),
        STANDARD_NO_PAD.encode("abc:key_5109ba7c0ffee0005109ba7c0ffee000,."),
        "passphrase=planted+passphrase+7f3a91".to_owned(),
        "planted%20mistake%2055e0c2".to_owned(),
    ] {
        let text = format!("before {hidden} after");
        assert!(
            !found("a text", text.as_bytes(), &SECRETS).is_empty(),
            "{hidden}"
        );
    }
    assert!(found("a text", b"nothing planted here", &SECRETS).is_empty());
}
