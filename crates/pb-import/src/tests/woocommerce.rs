//! WooCommerce order exports, in the shapes of three exporters.
use super::*;

#[test]
fn one_row_an_order() {
    let bytes = include_bytes!("../fixtures/woocommerce_orders.csv");
    let file = read(bytes, "orders.csv", None).expect("readable");
    assert_eq!(known(&file), "woocommerce");
    assert_eq!(bad(&file), []);
    assert_eq!(
        numbers(&file),
        ["501", "502", "503", "504", "505", "506", "WEB-7"]
    );
    let first = order(&file, "501");
    assert_eq!(first.external_id, "501");
    assert_eq!(
        first.placed_at, "2026-01-31 14:05:22",
        "no offset, so as it stands"
    );
    assert_eq!(first.note, "Bitte klingeln");
    assert_eq!(
        lines(first),
        [
            (2, "Tasse: groß (Farbe=Rot)", "T-G", Some(1890)),
            (2, "Löffel", "", Some(100))
        ],
        "one of three spoons was refunded"
    );
    assert_eq!(first.ship_to.phone, "+49 30 5550100");
    for (number, payment, hold, cod) in [
        ("501", Payment::Paid, None, None),
        ("502", Payment::Unpaid, Some(HoldReason::Unpaid), None),
        ("503", Payment::OnDelivery, None, Some(2380)),
        ("504", Payment::Paid, Some(HoldReason::Fulfilled), None),
        ("505", Payment::Unknown, Some(HoldReason::Refunded), None),
        ("506", Payment::Unknown, Some(HoldReason::Cancelled), None),
        ("WEB-7", Payment::OnDelivery, None, Some(2380)),
    ] {
        let order = order(&file, number);
        let found = (order.payment, order.hold, order.cod.map(|m| m.minor));
        assert_eq!(found, (payment, hold, cod), "{number}");
    }
}

#[test]
fn one_row_a_line() {
    let bytes = include_bytes!("../fixtures/woocommerce_items.csv");
    let file = read(bytes, "orders.csv", None).expect("readable");
    assert_eq!((known(&file), bad(&file)), ("woocommerce", vec![]));
    assert_eq!(
        lines(order(&file, "601")),
        [(2, "Tasse (Farbe=Rot)", "T", Some(1890))],
        "all three spoons were refunded"
    );
    assert_eq!(lines(order(&file, "602")), [(1, "Tasse", "T", Some(1890))]);
}

#[test]
fn two_exports_put_together_do_not_double_a_line() {
    let once = String::from_utf8_lossy(include_bytes!("../fixtures/woocommerce_items.csv"));
    let file = text(&format!("{once}{once}"));
    assert_eq!(file.orders, text(&once).orders);
    assert_eq!(bad(&file), []);
}

#[test]
fn advanced_order_export_in_german() {
    let bytes = include_bytes!("../fixtures/woocommerce_advanced.csv");
    let file = read(bytes, "orders.csv", None).expect("readable");
    assert_eq!(
        (known(&file), file.encoding, file.delimiter),
        ("woocommerce", "Windows-1252", ';')
    );
    assert_eq!(bad(&file), []);
    let first = order(&file, "701");
    assert_eq!((first.payment, first.hold), (Payment::Paid, None));
    assert_eq!(first.ship_to.line1, "Hauptstr. 5, Hinterhaus");
    assert_eq!(
        lines(first),
        [(2, "Tasse groß", "T-G", None)],
        "the spoon was refunded; the file names no currency, so there are no amounts"
    );
    assert_eq!(order(&file, "702").hold, Some(HoldReason::Unpaid));
    assert_eq!(order(&file, "703").payment, Payment::OnDelivery);
}

#[test]
fn numbered_columns() {
    let bytes = include_bytes!("../fixtures/woocommerce_numbered.csv");
    let file = read(bytes, "orders.csv", None).expect("readable");
    assert_eq!((known(&file), bad(&file)), ("woocommerce", vec![]));
    assert_eq!(
        lines(order(&file, "801")),
        [
            (2, "Tasse; groß & rot", "T-G", Some(1890)),
            (3, "Löffel", "L", Some(100))
        ]
    );
    assert_eq!(order(&file, "802").lines.len(), 1);
    assert_eq!(order(&file, "802").ship_to.phone, "030 5550199");
    for header in [
        "Item Name #1,SKU #1,Quantity #1,Item Cost #1,Item Name #2,SKU #2,Quantity #2,Item Cost #2",
        "Product Item 1 Name,Product Item 1 SKU,Product Item 1 Quantity,Product Item 1 Total,Product Item 2 Name,Product Item 2 SKU,Product Item 2 Quantity,Product Item 2 Total",
    ] {
        let file = text(&format!(
            "Order Number,Order Status,Currency,Full Name (Shipping),Address 1 (Shipping),City (Shipping),{header}\n\
             9,Processing,USD,Ann,1 St,Rome,Mug,M,1,4.00,Cup,C,1,5.00\n\
             10,Processing,USD,Bob,2 St,Rome,Mug,M,1,4.00,,,,\n"
        ));
        assert_eq!(known(&file), "woocommerce", "{header}");
        assert_eq!(
            lines(order(&file, "9")),
            [(1, "Mug", "M", Some(400)), (1, "Cup", "C", Some(500))]
        );
        assert_eq!(order(&file, "10").lines.len(), 1);
    }
}

#[test]
fn lines_as_json() {
    let file = text(concat!(
        "id,order_number,created_at,status,total,currency,shipping_first_name,shipping_address_1,shipping_city,line_items\n",
        r#"31,,2026-01-31 10:00:00,processing,8.00,USD,Ann,1 St,Rome,"[{""id"":5,""name"":""Mug &quot;L&quot;"",""sku"":""M"",""quantity"":2,""total"":""8.00"",""refunded_qty"":0,""meta"":{""Size"":""L""}}]""#,
        "\n32,,2026-01-31 10:00:00,processing,8.00,USD,Bob,2 St,Rome,[{\n",
    ));
    assert_eq!(
        lines(order(&file, "31")),
        [(2, "Mug \"L\" (Size=L)", "M", Some(400))]
    );
    assert_eq!(file.bad_rows.len(), 1);
    assert!(
        file.bad_rows[0].reason.contains("not readable JSON"),
        "{:?}",
        bad(&file)
    );
}

#[test]
fn a_place_without_a_name_takes_the_payers() {
    let file = text(
        "order_number,status,billing_first_name,billing_last_name,shipping_address_1,shipping_city,line_items\n\
         5,processing,Ann,Lee,1 St,Rome,name:Mug|quantity:1\n",
    );
    assert_eq!(order(&file, "5").ship_to.name, "Ann Lee");
}

#[test]
fn the_analytics_report_is_refused_with_advice() {
    let report =
        "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue\n";
    let error = read(report.as_bytes(), "report.csv", None).expect_err("no addresses");
    assert!(matches!(error, ReadError::NoAddresses { .. }));
    assert!(error.to_string().contains("report.csv") && !error.hint().is_empty());
}

#[test]
fn the_same_row_twice_is_one_order_and_a_different_one_is_none() {
    let header = "order_number,status,shipping_name,shipping_address_1,shipping_city,line_items\n";
    let row = |city: &str| format!("5,processing,Ann,1 St,{city},name:Mug|quantity:1\n");
    let same = text(&format!("{header}{}{}", row("Rome"), row("Rome")));
    assert_eq!((numbers(&same), bad(&same)), (vec!["5"], vec![]));
    assert_eq!(order(&same, "5").lines.len(), 1);
    let other = text(&format!("{header}{}{}", row("Rome"), row("Oslo")));
    assert_eq!(numbers(&other), Vec::<&str>::new());
    assert_eq!(other.bad_rows.len(), 2);
}
