//! Accounts that no carrier knows: each says so in its own words, and Karrio hands them on.

use crate::bench::{Bench, abroad, consignment, world};
use crate::server::key_of;
use pb_domain::ProblemKind;

#[tokio::test]
async fn are_refused_in_each_carriers_words() {
    let bench = Bench::at(&world().karrio.url, &key_of("stranger"));
    let answer = bench.rates(&consignment()).await.expect("notes");
    assert_eq!(answer.rates, []);
    let abroad = bench.rates(&abroad()).await.expect("notes");
    assert_eq!(abroad.rates, []);
    let notes: Vec<_> = answer.notes.iter().chain(&abroad.notes).collect();
    for (carrier, code, words) in [
        ("UPS", "250002", "Invalid Authentication Information."),
        (
            "FedEx",
            "NOT.AUTHORIZED.ERROR",
            "The given client credentials were not valid.",
        ),
        (
            "USPS",
            "invalid_client",
            "The client credentials are not valid",
        ),
        (
            "USPS International",
            "invalid_client",
            "The client credentials are not valid",
        ),
        ("MyDHL", "401", "Invalid Credentials"),
    ] {
        let said = notes.iter().any(|note| {
            note.kind == ProblemKind::Refused
                && note.carrier_code == code
                && note.carrier_text.contains(words)
        });
        assert!(said, "{carrier} {code}: {notes:#?}");
    }
}
