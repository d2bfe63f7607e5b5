//! What is made of logins, voids and places.
use super::*;
use crate::engine::Login as _;
use crate::{Likeness, Served};
use secrecy::ExposeSecret as _;
use serve::Place;

#[test]
fn a_login_gives_a_token_for_less_than_a_day() {
    let grant = login::LOGIN.read(&recorded!("token_200.json")).unwrap();
    assert!(grant.token.expose_secret().ends_with("made-up-token"));
    assert!(grant.lifetime < std::time::Duration::from_secs(86_400));
    assert!(login::LOGIN.read(&answer(200, "{}")).is_err());
    let said = login::LOGIN.said(&recorded!("unauthorized_401.json"));
    assert_eq!(said, ("Unauthorized".to_owned(), String::new()));
    // What is not in its words is not repeated.
    let page = answer(400, "hush-client_secret");
    assert_eq!(login::LOGIN.said(&page), ("400".to_owned(), String::new()));
}

#[test]
fn a_token_is_over_where_the_gateway_says_so() {
    let over = |answer: &Answer| login::LOGIN.expired(answer);
    assert!(over(&recorded!("unauthorized_401.json")));
    assert!(over(&answer(403, r#"{"title":"Unauthorized"}"#)));
    assert!(!over(&recorded!("customer_code_400.json")));
    assert!(!over(&recorded!("sold_200.json")));
}

#[test]
fn a_void_is_a_yes_a_no_or_unknown() {
    assert_eq!(void::parse(&recorded!("cancelled_200.json")), Ok(()));
    let late = void::parse(&recorded!("cancel_refused_200.json")).unwrap_err();
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("inscanned") && !late.hint.is_empty());
    for unclear in [
        answer(200, "{}"),
        answer(200, r#"{"CancelWaybillResult":{}}"#),
        answer(200, r#"{"CancelWaybillResult":{"IsError":"false"}}"#),
        answer(204, ""),
        recorded!("down_500.json"),
    ] {
        let kind = void::parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}

fn place(answer: &Answer, pin: &str) -> Place {
    serve::parse(answer, pin).unwrap()
}

fn origin() -> Place {
    place(&recorded!("pin_origin_200.json"), "560001")
}

fn served(to: Place, cash: bool) -> Served {
    let products: Vec<_> = product::PRODUCTS.iter().collect();
    serve::served(&[origin(), to], &products, cash)
}

#[test]
fn a_lane_is_served_by_product() {
    let mumbai = served(place(&recorded!("pin_200.json"), "400001"), false);
    assert!(mumbai.served);
    assert_eq!(mumbai.cash_on_delivery, Some(true));
    assert_eq!(
        mumbai.words,
        "Apex (air), Surfaceline, Bharat Dart, Domestic Priority"
    );
    let with_cash = served(place(&recorded!("pin_200.json"), "400001"), true);
    assert_eq!(with_cash.words, "Apex (air), Domestic Priority");
    let island = || place(&recorded!("pin_air_200.json"), "744301");
    let paid = served(island(), false);
    assert_eq!(paid.words, "Apex (air), Bharat Dart");
    assert_eq!(paid.cash_on_delivery, Some(false));
    let cash = served(island(), true);
    assert!(!cash.served && cash.words.contains("744301"), "{cash:?}");
}

#[test]
fn a_place_that_is_not_served_is_an_answer() {
    for no in [
        recorded!("pin_unserved_200.json"),
        recorded!("pin_unserved_400.json"),
    ] {
        let nowhere = served(place(&no, "799999"), false);
        assert!(!nowhere.served);
        assert_eq!(nowhere.cash_on_delivery, Some(false));
        assert!(nowhere.words.contains("799999"), "{nowhere:?}");
    }
    let odd = r#"{"GetServicesforPincodeResult":{"IsError":true,"ErrorMessage":"InvalidLicence"}}"#;
    let refused = serve::parse(&answer(200, odd), "400001").unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    // Another place's answer is none.
    assert!(serve::parse(&recorded!("pin_200.json"), "400002").is_err());
}

#[test]
fn its_numbers_are_known_by_their_form() {
    for (text, likeness) in [
        (NUMBER, Likeness::Form),
        ("76662235090", Likeness::Form),
        ("05981234567", Likeness::No),
        ("5981234567", Likeness::No),
        ("598123456789", Likeness::No),
        ("5981234567A", Likeness::No),
        ("५९८१२३४५६७८", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}
