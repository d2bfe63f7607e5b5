//! Files read by a mapping, and by a guessed one.
use super::*;

#[test]
fn all_fields() {
    let columns: Vec<String> = fields().into_iter().map(|f| f.id).collect();
    let pairs: Vec<(&str, &str)> = columns.iter().map(|c| (c.as_str(), c.as_str())).collect();
    let mapping = mapping(&pairs);
    let cells = [
        ("number", "A-1"),
        ("external_id", "77"),
        ("placed_at", "2026-01-31T14:05:22Z"),
        ("first_name", "Thị"),
        ("last_name", "Lê"),
        ("company", "Gốm & Sứ"),
        ("line1", "Lê Lợi"),
        ("house_number", "12"),
        ("line2", "Tầng 2"),
        ("ward", "Bến Nghé"),
        ("district", "Quận 1"),
        ("city", "Hồ Chí Minh"),
        ("region", "SG"),
        ("postal_code", "'700000"),
        ("country", "Việt Nam"),
        ("phone", "'090 123"),
        ("email", "le@example.com"),
        ("note", "Gọi trước"),
        ("sku", "S-1"),
        ("title", "Chén"),
        ("quantity", "3"),
        ("unit_price", "150.000"),
        ("unit_weight", "250"),
        ("needs_shipping", "yes"),
        ("hs_code", "6912.00"),
        ("origin", "VN"),
        ("total", "450.000 ₫"),
        ("shipping_paid", "0"),
        ("currency", "vnd"),
        ("shipping_method", "Nhanh"),
        ("order_status", "Đang xử lý"),
        ("cod", "450000"),
    ];
    let cell = |c: &str| cells.iter().find(|(id, _)| *id == c).map_or("", |(_, v)| v);
    let row: Vec<&str> = columns.iter().map(|c| cell(c)).collect();
    let file = format!("{}\n{}\n", columns.join(";"), row.join(";"));
    let file = read(file.as_bytes(), "đơn.csv", Some(&mapping)).expect("readable");
    assert_eq!(
        (file.mapping_problems.as_slice(), bad(&file)),
        (&[][..], vec![])
    );
    let order = order(&file, "A-1");
    assert_eq!(order.key.source, "Market");
    assert_eq!(order.external_id, "77");
    assert_eq!(
        order.ship_to.lines(true),
        [
            "Thị Lê",
            "Gốm & Sứ",
            "Lê Lợi 12",
            "Tầng 2",
            "Bến Nghé, Quận 1",
            "Hồ Chí Minh, SG 700000",
            "VIETNAM"
        ]
    );
    assert_eq!(order.ship_to.phone, "090 123");
    assert_eq!(lines(order), [(3, "Chén", "S-1", Some(150_000))]);
    let line = &order.lines[0];
    assert_eq!(
        line.unit_weight.map(|w| w.to_string()).as_deref(),
        Some("250 g")
    );
    assert_eq!(
        (line.hs_code.as_str(), line.needs_shipping),
        ("6912.00", true)
    );
    assert_eq!(line.origin, CountryCode::from_code("VN"));
    assert_eq!(
        order.total.map(|m| m.to_string()).as_deref(),
        Some("450000 VND")
    );
    assert_eq!((order.payment, order.hold), (Payment::OnDelivery, None));
    assert_eq!(order.cod.map(|m| m.minor), Some(450_000));
    assert_eq!(order.note, "Gọi trước");
}

#[test]
fn rows_with_one_number_are_one_order_wherever_they_stand() {
    let file = mapped(
        "1,Ann,1 St,Rome,Mug,1,4.00\n\
         2,Bob,2 St,Oslo,Mug,1,4.00\n\
         1,Ann,1 St,Rome,Cup,2,5.00\n\
         ,,,,Pot,1,6.00\n",
    );
    assert_eq!(numbers(&file), ["1", "2"], "in the order of the file");
    assert_eq!(
        lines(order(&file, "1")),
        [
            (1, "Mug", "", Some(400)),
            (2, "Cup", "", Some(500)),
            (1, "Pot", "", Some(600))
        ],
        "a row without a number continues the one above"
    );
}

#[test]
fn one_number_with_two_addresses_is_not_one_order() {
    let file = mapped("1,Ann,1 St,Rome,Mug,1,4\n1,Bob,2 St,Oslo,Cup,1,4\n2,Cy,3 St,Bonn,Mug,1,4\n");
    assert_eq!(numbers(&file), ["2"]);
    assert_eq!(
        bad(&file),
        [
            (
                2,
                "order 1 is left out whole, because line 3 cannot be read"
            ),
            (3, "line 2 sends order 1 to “Ann”, line 3 to “Bob”"),
        ]
    );
}

#[test]
fn the_firmest_hold_of_an_orders_rows_counts() {
    let mut mapping = plain();
    mapping
        .columns
        .insert("order_status".into(), "Status".into());
    let file = "Order,Name,Street,City,Item,Qty,Price,Status\n\
                1,Ann,1 St,Rome,Mug,1,4,open\n\
                1,Ann,1 St,Rome,Cup,1,4,storniert\n";
    let file = read(file.as_bytes(), "f.csv", Some(&mapping)).expect("readable");
    assert_eq!(order(&file, "1").hold, Some(HoldReason::Cancelled));
}

#[test]
fn an_order_number_that_a_spreadsheet_shortened_is_no_number() {
    let file = mapped("4.50012E+12,Ann,1 St,Rome,Mug,1,4\n4E5,Bob,2 St,Oslo,Mug,1,4\n");
    assert_eq!(numbers(&file), ["4E5"]);
    assert_eq!(
        bad(&file),
        [(
            2,
            "a spreadsheet shortened the order number to “4.50012E+12”: export the orders again"
        )]
    );
}

#[test]
fn bad_cells_say_what_and_where() {
    let file = mapped(
        ",Ann,1 St,Rome,Mug,1,4\n\
         2,Bob,2 St,Oslo,Mug,,4\n\
         3,Cy,3 St,Bonn,Mug,-1,4\n\
         4,Di,4 St,Bern,Mug,1.5,4\n\
         5,Ed,5 St,Graz,Mug,1,four\n\
         6,Flo,6 St,Lyon,Mug,0,4\n\
         7,Gus,7 St,Nice,Mug,1,4\n",
    );
    assert_eq!(
        bad(&file),
        [
            (2, "the order number is missing"),
            (3, "the quantity is missing"),
            (4, "the quantity “-1” is below zero"),
            (5, "the quantity “1.5” is not a whole number"),
            (6, "“four” is not an amount of money"),
        ]
    );
    assert_eq!(numbers(&file), ["6", "7"]);
    assert_eq!(order(&file, "6").hold, Some(HoldReason::NothingToShip));
}

#[test]
fn what_stops_a_mapping_is_said_before_any_row_is_read() {
    let mut mapping = mapping(&[("title", "Thing"), ("total", "Price"), ("colour", "Item")]);
    mapping.currency.clear();
    mapping.country = "Narnia".into();
    let file = format!("{PLAIN}1,Ann,1 St,Rome,Mug,1,4\n");
    let file = read(file.as_bytes(), "f.csv", Some(&mapping)).expect("readable");
    assert_eq!(
        file.mapping_problems,
        [
            "There is no field “colour” to map a column to",
            "The file has no column “Thing”, which the mapping takes for: Line: name",
            "No column is mapped to: Order number (number)",
            "No column is mapped to: Street address (line1)",
            "No column is mapped to: Name (name)",
            "Say which currency the amounts are in",
            "“Narnia” is not a country: use two letters such as US or VN",
        ]
    );
    assert_eq!((file.orders.len(), file.bad_rows.len()), (0, 0));
    let shown = &file.preview().bad_rows;
    assert_eq!(
        (shown.len(), shown[0].line, shown[0].text.as_str()),
        (1, 1, PLAIN.trim_end())
    );
    assert_eq!(
        file.sample.len(),
        1,
        "there is something to look at while mapping"
    );
}

#[test]
fn without_a_mapping_a_guess_reads_the_file() {
    let file = text(
        "Bestellnummer;Vorname;Nachname;Straße;Hausnummer;PLZ;Ort;Land;Artikel;Menge;Einzelpreis;Gewicht (g)\n\
         B-1;Jörg;Weiß;Hauptstr.;5;01067;Dresden;Deutschland;Tasse;2;12,50 €;350\n",
    );
    assert_eq!((known(&file), file.mapping_problems.len()), ("mapped", 0));
    let order = order(&file, "B-1");
    assert_eq!(order.key.source, "csv");
    assert_eq!(
        order.ship_to.lines(false),
        ["Jörg Weiß", "Hauptstr. 5", "Dresden, 01067"]
    );
    assert_eq!(lines(order), [(2, "Tasse", "", Some(1250))]);
    assert_eq!(
        order.lines[0].unit_weight.map(|w| w.to_string()).as_deref(),
        Some("350 g")
    );
    assert_eq!(order.payment, Payment::Unknown);
}

#[test]
fn a_mapping_wins_over_a_known_header() {
    let file = include_bytes!("../fixtures/shopify.csv");
    let mapping = mapping(&[
        ("number", "Name"),
        ("name", "Shipping Name"),
        ("line1", "Shipping Address1"),
    ]);
    let file = read(file, "f.csv", Some(&mapping)).expect("readable");
    assert_eq!(known(&file), "mapped");
    assert_eq!(order(&file, "#1001").key.source, "Market");
}

#[test]
fn cash_on_delivery_by_amount_word_or_method() {
    let mut mapping = plain();
    for column in ["cod", "total", "payment_status"] {
        mapping.columns.insert(column.into(), column.into());
    }
    let file = "Order,Name,Street,City,Item,Qty,Price,cod,total,payment_status\n\
                1,Ann,1 St,Rome,Mug,1,4,12.50,20,\n\
                2,Bob,1 St,Rome,Mug,1,4,yes,20,\n\
                3,Cy,1 St,Rome,Mug,1,4,0,20,paid\n\
                4,Di,1 St,Rome,Mug,1,4,,20,Nachnahme\n\
                5,Ed,1 St,Rome,Mug,1,4,,20,unpaid\n\
                6,Flo,1 St,Rome,Mug,1,4,-5,20,\n\
                7,Gus,1 St,Rome,Mug,1,4,,20,no\n";
    let file = read(file.as_bytes(), "f.csv", Some(&mapping)).expect("readable");
    for (number, payment, hold, cod) in [
        ("1", Payment::OnDelivery, None, Some(1250)),
        ("2", Payment::OnDelivery, None, Some(2000)),
        ("3", Payment::Paid, None, None),
        ("4", Payment::OnDelivery, None, Some(2000)),
        ("5", Payment::Unpaid, Some(HoldReason::Unpaid), None),
        ("7", Payment::Unpaid, Some(HoldReason::Unpaid), None),
    ] {
        let order = order(&file, number);
        let found = (order.payment, order.hold, order.cod.map(|m| m.minor));
        assert_eq!(found, (payment, hold, cod), "{number}");
    }
    assert_eq!(
        bad(&file),
        [(7, "the amount to collect “-5” is below zero")]
    );
}

#[test]
fn thousands_and_decimals_follow_the_file() {
    let price = |rows: &str| {
        let file = mapped(rows);
        assert_eq!(bad(&file), []);
        file.orders
            .iter()
            .map(|(_, o)| lines(o)[0].3)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        price("1,A,S,C,I,1,\"1.234\"\n2,B,S,C,I,1,\"12,50\"\n"),
        [Some(123_400), Some(1_250)],
        "one decimal comma makes the points thousands"
    );
    assert_eq!(
        price("1,A,S,C,I,1,\"1,234\"\n2,B,S,C,I,1,12.50\n"),
        [Some(123_400), Some(1_250)]
    );
}
