//! Shopify order exports.
use super::*;

const FILE: &[u8] = include_bytes!("../fixtures/shopify.csv");

fn file() -> OrderFile {
    read(FILE, "orders_export.csv", None).expect("readable")
}

#[test]
fn an_order_in_full() {
    let file = file();
    assert_eq!(
        (known(&file), file.encoding, file.delimiter),
        ("shopify", "UTF-8", ',')
    );
    assert_eq!(bad(&file), []);
    let order = order(&file, "#1001");
    assert_eq!(order.key.source, "shopify");
    assert_eq!(order.external_id, "5500000001001");
    assert_eq!(order.placed_at, "2026-01-31T14:05:22+01:00");
    assert_eq!(order.note, "Please leave\nwith the neighbour");
    assert_eq!(
        order.total.map(|m| m.to_string()).as_deref(),
        Some("64.00 USD")
    );
    assert_eq!(order.shipping_paid.map(|m| m.minor), Some(600));
    assert_eq!(order.shipping_method, "Standard");
    assert_eq!(
        (order.payment, order.hold, order.cod),
        (Payment::Paid, None, None)
    );
    assert_eq!(
        lines(order),
        [
            (2, "Mug, blue", "MUG-B", Some(1900)),
            (1, "Plate 10\"", "PLATE", Some(2000))
        ]
    );
    let to = &order.ship_to;
    assert_eq!(
        (to.name.as_str(), to.line1.as_str(), to.line2.as_str()),
        ("Ada Byrne", "12 Mill Lane", "Flat 3")
    );
    assert_eq!(
        (
            to.postal_code.as_str(),
            to.region.as_str(),
            to.phone.as_str()
        ),
        ("02108", "MA", "+1 617 555 0100"),
        "without the apostrophes that Shopify puts before them"
    );
    assert_eq!(to.country, CountryCode::from_code("US"));
    assert_eq!(to.email, "ada@example.com");
}

#[test]
fn what_stays_out_of_the_queue() {
    let file = file();
    for (number, payment, hold) in [
        ("#1002", Payment::Paid, Some(HoldReason::Fulfilled)),
        ("#1003", Payment::Unknown, Some(HoldReason::Refunded)),
        ("#1004", Payment::Paid, Some(HoldReason::Cancelled)),
        ("#1005", Payment::Unpaid, Some(HoldReason::Unpaid)),
        ("#1006", Payment::OnDelivery, None),
        ("#1007", Payment::Paid, None),
        ("#1008", Payment::Paid, Some(HoldReason::NothingToShip)),
        ("#1009", Payment::Paid, None),
    ] {
        let order = order(&file, number);
        assert_eq!((order.payment, order.hold), (payment, hold), "{number}");
    }
    assert_eq!(order(&file, "#1006").cod.map(|m| m.minor), Some(2500));
    assert_eq!(order(&file, "#1002").lines.len(), 1, "it shows what it was");
}

#[test]
fn only_what_is_left_of_a_partly_fulfilled_order() {
    let file = file();
    assert_eq!(
        lines(order(&file, "#1007")),
        [
            (2, "Mug, red", "MUG-R", Some(1900)),
            (
                3,
                "Spoon (partly fulfilled in the shop: check how many are left)",
                "SPOON",
                Some(100)
            )
        ]
    );
}

#[test]
fn goes_to_the_payer_when_no_ship_to_is_given() {
    let file = file();
    let to = &order(&file, "#1009").ship_to;
    assert_eq!(
        (to.name.as_str(), to.company.as_str()),
        ("Ida Roy", "Atelier Roy")
    );
}

#[test]
fn lines_are_the_files_own() {
    let file = file();
    let found: Vec<u32> = file.orders.iter().map(|(line, _)| *line).collect();
    assert_eq!(
        found,
        [2, 5, 6, 7, 8, 9, 10, 13, 14],
        "a note spans lines 2 and 3"
    );
}

const SHORT: &str = "Name,Financial Status,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Shipping Name,Shipping Address1,Shipping Country\n";

#[test]
fn one_bad_line_keeps_the_whole_order_out() {
    let file = text(&format!(
        "{SHORT}\
         #1,paid,USD,9,1,Mug,3,Ann,1 St,US\n\
         #1,,,,two,Cup,3,,,\n\
         #1,,,,1,Pot,3,,,\n\
         #2,paid,USD,9,1,Mug,3,Bob,2 St,US\n"
    ));
    assert_eq!(numbers(&file), ["#2"]);
    assert_eq!(
        bad(&file),
        [
            (
                2,
                "order #1 is left out whole, because line 3 cannot be read"
            ),
            (3, "the quantity “two” is not a number"),
            (
                4,
                "order #1 is left out whole, because line 3 cannot be read"
            ),
        ]
    );
}

#[test]
fn lines_without_their_order_and_orders_twice_are_bad() {
    let file = text(&format!(
        "{SHORT}\
         #1,,,,1,Cup,3,,,\n\
         #2,paid,USD,9,1,Mug,3,Bob,2 St,US\n\
         #3,paid,USD,9,1,Mug,3,Cy,3 St,US\n\
         #2,paid,USD,9,1,Mug,3,Bob,2 St,US\n"
    ));
    assert_eq!(numbers(&file), ["#3"]);
    assert_eq!(
        bad(&file),
        [
            (2, "it belongs to order #1, whose first row is not above it"),
            (
                3,
                "order #2 is left out whole, because line 5 cannot be read"
            ),
            (
                5,
                "order #2 stands in the file twice, at line 3 too; keep one"
            ),
        ]
    );
}

#[test]
fn a_file_that_a_german_spreadsheet_saved_again() {
    let file = text(&format!(
        "{}#1;paid;EUR;1.234,50;1;Mug;12,50;Ann;1 St;DE\n",
        SHORT.replace(',', ";")
    ));
    assert_eq!((known(&file), file.delimiter), ("shopify", ';'));
    let order = order(&file, "#1");
    assert_eq!(order.total.map(|m| m.minor), Some(123_450));
    assert_eq!(lines(order), [(1, "Mug", "", Some(1250))]);
}
