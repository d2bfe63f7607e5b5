//! The file of bad rows, mended and imported again.
use super::*;

fn again(file: &OrderFile) -> OrderFile {
    read(&bad_rows_csv(file), "bad.csv", Some(&plain())).expect("readable")
}

const ROWS: &str = "1,Ann,1 St,Rome,\"Mug, big\",x,4\n\
                    1,Ann,1 St,Rome,Cup,1,4\n\
                    2,Bob,2 St,Oslo,\"Mug,1,4\n\
                    3,Cy,3 St,Bonn,Mug,1,4\n\
                    4,Di,4 St, rear,Bern,Mug,1,4\n";

#[test]
fn bad_rows_come_out_as_they_stand_with_the_reason_before() {
    let csv = String::from_utf8(bad_rows_csv(&mapped(ROWS))).expect("UTF-8");
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}Import problem,Order,Name,Street,City,Item,Qty,Price"
    );
    assert_eq!(
        lines[1],
        "Line 2: the quantity “x” is not a number,1,Ann,1 St,Rome,\"Mug, big\",x,4"
    );
    assert_eq!(
        lines[2],
        "\"Line 3: order 1 is left out whole, because line 2 cannot be read\",1,Ann,1 St,Rome,Cup,1,4"
    );
    assert_eq!(
        lines[3],
        "Line 4: a quotation mark is opened and not closed,2,Bob,2 St,Oslo,\"\"\"Mug\",1,4",
        "an open mark is written as a letter, so that it swallows no other row"
    );
    assert_eq!(lines.len(), 6, "{csv}");
}

#[test]
fn mended_rows_import() {
    let csv = String::from_utf8(bad_rows_csv(&mapped(ROWS))).expect("UTF-8");
    let mended = csv
        .replace("big\",x", "big\",1")
        .replace("4 St, rear", "4 St rear");
    let file = read(mended.as_bytes(), "mended.csv", Some(&plain())).expect("readable");
    assert_eq!(numbers(&file), ["1", "2", "4"]);
    assert_eq!(order(&file, "1").lines.len(), 2);
}

#[test]
fn rows_that_are_still_bad_get_one_reason() {
    let first = mapped("1,Ann,1 St,Rome,\"Mug, \"\"big\"\"\",x,4\n");
    let second = again(&first);
    let third = again(&second);
    assert_eq!(second.bad_rows.len(), 1);
    assert_eq!(bad_rows_csv(&second), bad_rows_csv(&third));
    assert_eq!(bad_rows_csv(&first), bad_rows_csv(&second));
}

#[test]
fn a_shops_header_is_still_known() {
    let bytes = include_bytes!("../fixtures/shopify.csv");
    let spoiled = String::from_utf8_lossy(bytes).replace("2,\"Mug, blue\"", "two,\"Mug, blue\"");
    let file = text(&spoiled);
    assert_eq!(file.bad_rows.len(), 2, "both lines of the order");
    let csv = bad_rows_csv(&file);
    let again = read(&csv, "bad.csv", None).expect("readable");
    assert_eq!((known(&again), again.bad_rows.len()), ("shopify", 2));
}
