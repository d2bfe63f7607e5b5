//! Damaged, cut, oddly quoted and oddly encoded files.
use super::*;

#[test]
fn quoted_line_breaks_and_line_numbers() {
    for end in ["\n", "\r\n", "\r"] {
        let rows = "1,Ann,\"1 St\nBack door\",Rome,Mug,1,4\n\n2,Bob,2 St,Oslo,Mug,x,4\n3,Cy,3 St,Bonn,Mug,1,4";
        let file = format!("{PLAIN}{rows}").replace('\n', end);
        let file = read(file.as_bytes(), "f.csv", Some(&plain())).expect("readable");
        let to = &order(&file, "1").ship_to;
        assert_eq!(
            (to.line1.as_str(), to.line2.as_str()),
            ("1 St", "Back door"),
            "{end:?}"
        );
        assert_eq!(
            bad(&file),
            [(5, "the quantity “x” is not a number")],
            "{end:?}"
        );
        assert_eq!(file.orders[1].0, 6, "{end:?}");
    }
}

#[test]
fn a_stray_quotation_mark_costs_its_own_order_only() {
    let file = mapped(
        "1,Ann,1 St,Rome,\"Mug,1,4\n\
         2,Bob,2 St,Oslo,\"Cup, red\",1,4\n\
         3,Cy,3 St,Bonn,5\" pot,1,4\n",
    );
    assert_eq!(numbers(&file), ["2", "3"]);
    assert_eq!(
        bad(&file),
        [(2, "a quotation mark is opened and not closed")]
    );
    assert_eq!(file.bad_rows[0].text, "1,Ann,1 St,Rome,\"Mug,1,4");
    assert_eq!(lines(order(&file, "3"))[0].1, "5\" pot");
}

#[test]
fn a_file_cut_within_its_last_row() {
    for cut in ["2,Bob,2 St,Os", "2,Bob,2 St,Oslo,\"Cu"] {
        let file = mapped(&format!("1,Ann,1 St,Rome,Mug,1,4\n{cut}"));
        assert_eq!(numbers(&file), ["1"]);
        assert_eq!(file.bad_rows.len(), 1, "{cut}");
    }
}

#[test]
fn rows_with_too_few_and_too_many_fields() {
    let file = mapped(
        "1,Ann,1 St,Rome,Mug,1\n\
         2,Bob,2 St, back,Oslo,Mug,1,4\n\
         3,Cy,3 St,Bonn,Mug,1,4,,\n",
    );
    assert_eq!(numbers(&file), ["3"], "empty fields too many do no harm");
    assert!(
        file.bad_rows[0]
            .reason
            .starts_with("it has 6 fields and the header has 7")
    );
    assert!(
        file.bad_rows[1]
            .reason
            .starts_with("it has 8 fields and the header has 7")
    );
}

#[test]
fn a_short_row_is_whole_when_only_unread_columns_are_gone() {
    let header = PLAIN.replace('\n', ",Tags,Colour\n");
    let read_rows = |rows: &str| {
        let file = format!("{header}{rows}");
        read(file.as_bytes(), "f.csv", Some(&plain())).expect("readable")
    };
    assert_eq!(numbers(&read_rows("1,Ann,1 St,Rome,Mug,1,4\n")), ["1"]);
    let cut = read_rows("1,Ann,1 St,Rome,Mug,1,4");
    assert_eq!(cut.bad_rows.len(), 1, "the last row may have been cut off");
}

#[test]
fn a_bad_row_of_an_order_spoils_it_wherever_it_stands() {
    let file = mapped(
        "1,Ann,1 St,Rome,Mug,1,4\n\
         2,Bob,2 St,Oslo,Mug,1,4\n\
         1,Ann,1 St,Rome,Cup\n",
    );
    assert_eq!(numbers(&file), ["2"]);
    assert_eq!(
        file.bad_rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        [2, 4]
    );
}

#[test]
fn zero_bytes_and_broken_characters() {
    let file = mapped("1,Ann,1 St,Rome,Mug,1,4\n2,B\0b,2 St,Oslo,Mug,1,4\n");
    assert_eq!(numbers(&file), ["1"]);
    assert!(file.bad_rows[0].reason.contains("zero byte"));

    let mut bytes = format!("{PLAIN}1,Đặng Ngọc Ánh,1 St,Huế,Mug,1,4\n2,").into_bytes();
    bytes.extend(b"\xFF,2 St,Oslo,Mug,1,4\n");
    let file = read(&bytes, "f.csv", Some(&plain())).expect("readable");
    assert_eq!(file.encoding, "UTF-8");
    assert_eq!(numbers(&file), ["1"]);
    assert!(file.bad_rows[0].reason.contains("no characters"));
}

#[test]
fn encodings_delimiters_and_marks() {
    let file =
        |delimiter: &str| format!("{PLAIN}1,Jürgen,Süd 1,Köln,Mug,1,4\n").replace(',', delimiter);
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let windows = |text: &str| -> Vec<u8> { encoding_rs::WINDOWS_1252.encode(text).0.into_owned() };
    for (bytes, encoding, delimiter) in [
        (file(",").into_bytes(), "UTF-8", ','),
        (format!("\u{feff}{}", file(";")).into_bytes(), "UTF-8", ';'),
        (file("\t").into_bytes(), "UTF-8", '\t'),
        (utf16(&file("\t")), "UTF-16", '\t'),
        (windows(&file(";")), "Windows-1252", ';'),
        (format!("sep=;\r\n{}", file(";")).into_bytes(), "UTF-8", ';'),
    ] {
        let file = read(&bytes, "f.csv", Some(&plain())).expect("readable");
        assert_eq!((file.encoding, file.delimiter), (encoding, delimiter));
        assert_eq!(
            order(&file, "1").ship_to.city,
            "Köln",
            "{encoding} {delimiter:?}"
        );
    }
}

#[test]
fn a_header_alone_has_no_orders() {
    let file = mapped("");
    assert_eq!((file.orders.len(), file.bad_rows.len()), (0, 0));
    let blank = mapped(",,,,,,\n\n ,\n");
    assert_eq!((blank.orders.len(), blank.bad_rows.len()), (0, 0));
}

#[test]
fn repeated_and_nameless_columns_can_be_told_apart() {
    let file = text("Order,Name,,Name,Name (2)\n");
    assert_eq!(
        file.columns,
        ["Order", "Name", "Column 3", "Name (2)", "Name (2) (2)"]
    );
}

#[test]
fn exports_put_one_below_the_other_with_their_headers() {
    let file = mapped(&format!(
        "1,Ann,1 St,Rome,Mug,1,4\n{PLAIN}2,Bob,2 St,Oslo,Mug,1,4\n"
    ));
    assert_eq!((numbers(&file), bad(&file)), (vec!["1", "2"], vec![]));
    assert_eq!(file.orders[1].0, 4);
}

#[test]
fn a_header_that_never_ends() {
    let error = read(b"Order,\"Name,Street\n1,2,3\n", "f.csv", None).expect_err("open");
    assert!(matches!(error, ReadError::OpenHeader { .. }));
}

#[test]
fn every_error_says_which_file_and_what_to_do() {
    let file = || "f.csv".to_owned();
    for error in [
        ReadError::Empty { file: file() },
        ReadError::TooLarge { file: file() },
        ReadError::NotText {
            file: file(),
            what: "a zip archive",
            hint: "Unpack it",
        },
        ReadError::OpenHeader { file: file() },
        ReadError::NoAddresses { file: file() },
    ] {
        assert!(error.to_string().starts_with("f.csv ") && !error.hint().is_empty());
    }
}

#[test]
fn preview_shows_orders_in_words() {
    let file =
        mapped("1,Ann,1 St,Rome,Mug,1,4\n1,Ann,1 St,Rome,Cup,2,4\n2,Bob,2 St,Oslo,Mug,x,4\n");
    let preview = file.preview();
    assert_eq!(preview.order_count, 1);
    assert_eq!(preview.delimiter, ",");
    assert_eq!(preview.orders[0].ship_to, "Ann, 1 St, Rome, GERMANY");
    assert_eq!(preview.orders[0].lines, "1 × Mug, 2 × Cup");
    assert_eq!(preview.bad_rows.len(), 1);
    assert_eq!(preview.sample[0][1], "Ann");
}
