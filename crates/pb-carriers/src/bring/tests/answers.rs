//! What is made of prices, labels and the connection test.
use super::*;
use crate::Likeness;
use url::Url;

fn rates(answer: &Answer, account: &Account) -> crate::RateAnswer {
    rate::parse(answer, account).unwrap()
}

#[test]
fn the_contracts_price_comes_before_the_lists() {
    let read = rates(&recorded!("rates_200.json"), &account());
    let [pickup, home] = read.rates.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(
        (pickup.service.as_str(), pickup.service_name.as_str()),
        ("5800", "Pickup parcel")
    );
    assert_eq!(pickup.total, nok(11_500));
    let parts: Vec<(&str, i64)> = pickup
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(
        parts,
        [
            ("Transport", 8_000),
            ("Additional services", 1_200),
            ("VAT", 2_300)
        ]
    );
    assert_eq!(pickup.transit_days, Some(2));
    assert_eq!(pickup.delivery_date.as_deref(), Some("2026-12-01"));
    assert_eq!(home.total, nok(19_900), "by the list");
    assert_eq!(home.charges.len(), 2);
    let without = rates(
        &recorded!("rates_200.json"),
        &with(&[("prices", "without_vat")]),
    );
    assert_eq!(without.rates[0].total, nok(9_200));
    assert_eq!(without.rates[0].charges.len(), 2);
}

#[test]
fn what_is_not_available_is_a_note_beside_the_others() {
    let notes = rates(&recorded!("rates_200.json"), &account()).notes;
    assert_eq!(notes.len(), 2);
    assert_eq!(notes[0].carrier_code, "INVALID_MEASUREMENTS");
    assert!(notes[0].text.contains("exceed"), "{notes:?}");
    assert!(notes[1].text.contains("no price for Business parcel"));
    let none = rates(&recorded!("rates_none_200.json"), &account());
    assert_eq!((none.rates.len(), none.notes.len()), (0, 1));
}

#[test]
fn an_odd_price_is_no_price() {
    let offer = |id: &str, with_vat: Value, currency: &str| {
        json!({ "id": id, "price": { "listPrice": {
            "priceWithAdditionalServices": { "amountWithVAT": with_vat }, "currencyCode": currency,
        } } })
    };
    let odd = json!({ "consignments": { "products": [
        offer("5800", json!(115.5), "NOK"),
        offer("5600", json!("much"), "NOK"),
        offer("5000", json!("0.00"), "NOK"),
        offer("3584", json!("-1"), "NOK"),
        offer("4850", json!("1"), "XX"),
        offer("", json!("1"), "NOK"),
        offer("9999", json!("8"), "EUR"),
        { "id": "3570", "errors": { "errorCode": "X1", "description": "" } },
        [1, 2], "odd", null,
    ] } });
    let read = rates(&answer(200, &odd.to_string()), &account());
    let names: Vec<&str> = read.rates.iter().map(|r| r.service_name.as_str()).collect();
    assert_eq!(names, ["Pickup parcel"]);
    assert_eq!(read.rates[0].total, nok(11_550));
    assert_eq!(read.rates[0].charges, [], "nothing adds up to the total");
    assert_eq!(read.notes.len(), 10);
    assert!(read.notes.iter().any(|n| n.carrier_code == "X1"));
}

#[test]
fn a_field_that_the_guide_does_not_take_is_named() {
    let problem = rate::parse(&recorded!("rates_invalid_400.json"), &account()).unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Invalid, "INVALID_ARGUMENT")
    );
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
}

#[test]
fn days_are_read() {
    for (text, expected) in [
        ("01.12.2026", Some("2026-12-01")),
        ("1.2.2026", Some("2026-02-01")),
        ("", None),
        ("32.12.2026", None),
        ("2026-12-01", None),
        ("1.2.3.4", None),
        ("é.é.é", None),
    ] {
        assert_eq!(rate::day(text).as_deref(), expected, "{text}");
    }
}

fn moved(to: &str) -> Answer {
    let mut moved = answer(302, "");
    moved.headers.insert("location", to.parse().unwrap());
    moved
}

#[test]
fn a_label_is_where_it_sends_on_to() {
    let at = Url::parse("https://api.bring.com/labels/id/1.pdf").unwrap();
    for (to, expected) in [
        (
            "https://store.example/x?sig=1",
            "https://store.example/x?sig=1",
        ),
        ("/labels/2.pdf", "https://api.bring.com/labels/2.pdf"),
    ] {
        let found = label::parse(&moved(to), &at).unwrap();
        assert_eq!(found, label::Found::Moved(Url::parse(expected).unwrap()));
    }
    let label::Found::Label(found) = label::parse(&recorded!("label_200.pdf"), &at).unwrap() else {
        panic!("it is a label")
    };
    assert_eq!(found.format, pb_domain::Format::Pdf);
    let zpl = label::parse(&answer(200, "^XA^FO1,1^FS^XZ\n"), &at).unwrap();
    assert!(matches!(zpl, label::Found::Label(l) if l.format == pb_domain::Format::Zpl));
    assert_eq!(
        label::parse(&answer(404, "<html>"), &at),
        Ok(label::Found::NotYet)
    );
    for odd in [
        answer(200, "<html>"),
        answer(200, "^XA^FO1,1^FS"),
        answer(200, "%PDF-1.4"),
        answer(302, ""),
        answer(500, "<html>"),
    ] {
        let problem = label::parse(&odd, &at).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{odd:?}");
    }
}

#[test]
fn the_test_says_whether_the_user_may_book_for_the_number() {
    let listed = recorded!("customers_200.json");
    let words = connection::parse(&listed, &account()).unwrap();
    assert!(
        words.contains("6 products") && words.contains("10001123456"),
        "{words}"
    );
    let spaced = with(&[("customer_number", "0010001123456")]);
    assert!(connection::parse(&listed, &spaced).is_ok());
    let other = with(&[("customer_number", "5")]);
    let problem = connection::parse(&listed, &other).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Auth);
    assert!(
        problem.hint.contains("10001123456, 20001999999"),
        "{problem:?}"
    );
    // A number for tests belongs to nobody.
    let test = with(&[("customer_number", "5"), ("environment", "test")]);
    assert!(
        connection::parse(&listed, &test)
            .unwrap()
            .contains("test bookings")
    );
}

#[test]
fn its_numbers_are_known_by_their_check_digits() {
    for (text, likeness) in [
        (NUMBER, Likeness::CheckDigit),
        (FIRST, Likeness::CheckDigit),
        ("70438101268018539", Likeness::CheckDigit),
        ("370438101268058536", Likeness::CheckDigit),
        ("00370438101268058536", Likeness::CheckDigit),
        ("CR123456785NO", Likeness::CheckDigit),
        ("370438101268058537", Likeness::No),
        ("CR123456784NO", Likeness::No),
        ("RR123456785NO", Likeness::No),
        ("CR12345678éNO", Likeness::No),
        ("370722101268058536", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}
