//! Codes for labels, and the pages they open.
use super::*;

/// A code that is good for an hour.
async fn code(client: &Client, orders: &[&str]) -> String {
    let until = client.sim.now().as_millisecond() + 3_600_000;
    let asked = json!({ "EXPIRY_TIME": until, "ORDER_ARRAY": orders });
    let (status, answer) = client.post(PRINTING, &asked).await;
    assert_eq!((status, &answer["error"]), (200, &json!(false)), "{answer}");
    assert!(answer["data"].is_null());
    text_of(&answer["message"])
}

struct Page {
    kind: String,
    body: Vec<u8>,
}

impl Page {
    fn says(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(words)
    }
}

async fn page(client: &Client, query: &[(&str, &str)], accept: &str) -> Page {
    let request = client.request("GET", PRINT).query(query);
    let response = request.header("Accept", accept).send().await;
    let response = response.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    let kind = response.headers()["content-type"].to_str().expect("a text");
    Page {
        kind: kind.to_owned(),
        body: response.bytes().await.expect("a body").to_vec(),
    }
}

#[tokio::test]
async fn a_page_is_html_in_three_sizes_and_pdf_for_who_takes_nothing_else() {
    let client = start().await;
    let (first, second) = (
        client.buy(&parcel("ST-1")).await,
        client.buy(&parcel("ST-2")).await,
    );
    let bill = code(&client, &[&first, &second]).await;
    for (kind, size) in [
        ("1", "A5"),
        ("2", "A6"),
        ("a6_1", "A6"),
        ("100", "A7"),
        ("1001", "A7"),
    ] {
        let page = page(&client, &[("type", kind), ("bill", bill.as_str())], "*/*").await;
        assert_eq!(page.kind, "text/html; charset=utf-8");
        assert!(page.says(&first) && page.says(&second));
        assert!(page.says(&format!("size:{size}")) && !page.says("VND"));
    }
    let postage = [("type", "2"), ("bill", bill.as_str()), ("showPostage", "1")];
    assert!(page(&client, &postage, "text/html").await.says("VND"));
    let one = code(&client, &[&first]).await;
    let query = [("type", "2"), ("bill", one.as_str()), ("showPostage", "0")];
    let pdf = page(&client, &query, "application/pdf").await;
    assert_eq!(pdf.kind, "application/pdf");
    carries(pdf.body, &first);
}

#[tokio::test]
async fn a_code_is_written_as_addresses_are_and_ends() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    let bill = code(&client, &[&waybill]).await;
    assert!(bill.contains('+') && bill.contains('/') && bill.ends_with("=="));
    // As it is, every plus is a space.
    let raw = format!("{PRINT}?type=2&bill={bill}");
    let response = client.request("GET", &raw).send().await.expect("an answer");
    let nothing = response.text().await.expect("a page");
    assert!(nothing.contains("không hợp lệ") && !nothing.contains(&waybill));
    let good = [("type", "2"), ("bill", bill.as_str())];
    assert!(page(&client, &good, "*/*").await.says(&waybill));
    for odd in [
        [("type", "3"), ("bill", bill.as_str())],
        [("type", "2"), ("bill", "other")],
        [("type", "2"), ("bil", bill.as_str())],
    ] {
        assert!(
            page(&client, &odd, "*/*").await.says("không hợp lệ"),
            "{odd:?}"
        );
    }
    let odd = [
        ("type", "2"),
        ("bill", bill.as_str()),
        ("showPostage", "yes"),
    ];
    assert!(page(&client, &odd, "*/*").await.says("không hợp lệ"));
    client.sim.pass(HOUR);
    let late = page(&client, &good, "application/pdf").await;
    assert!(late.says("không hợp lệ") && late.kind.starts_with("text/html"));
}

#[tokio::test]
async fn a_code_is_for_a_hundred_orders_and_for_a_time_to_come() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    let now = client.sim.now().as_millisecond();
    let asked =
        |until: Value, orders: Value| json!({ "EXPIRY_TIME": until, "ORDER_ARRAY": orders });
    let good = json!([waybill]);
    let later = json!(now + 1);
    for (until, orders, expected) in [
        (json!(now), good.clone(), "Incorrect data: EXPIRY_TIME"),
        // Seconds are long past.
        (
            json!(now / 1_000 + 3_600),
            good.clone(),
            "Incorrect data: EXPIRY_TIME",
        ),
        (
            json!(later.to_string()),
            good.clone(),
            "Incorrect data: EXPIRY_TIME",
        ),
        (later.clone(), json!([]), "Incorrect data: ORDER_ARRAY"),
        (later.clone(), json!(waybill), "Incorrect data: ORDER_ARRAY"),
        (
            later.clone(),
            json!(vec![&waybill; 101]),
            "Incorrect data: ORDER_ARRAY",
        ),
        (later.clone(), json!([7]), "Incorrect data: ORDER_ARRAY/1"),
        (later.clone(), json!(["301"]), "Order does not exist"),
    ] {
        let refusal = client.refusal(PRINTING, &asked(until, orders)).await;
        assert_eq!(refusal, expected);
    }
    let whole = asked(later.clone(), json!(vec![&waybill; 100]));
    assert_eq!(client.post(PRINTING, &whole).await.1["error"], false);
    data_of(client.say(4, &waybill).await);
    assert_eq!(client.refusal(PRINTING, &asked(later, good)).await, STATE);
}

/// Whether a label is a document that preflight reads the number from.
fn carries(bytes: Vec<u8>, number: &str) {
    use pb_domain::{Document, Fit, Format};
    use pb_labels::{Expectation, Media, Resolution, Stock};
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let seen = pb_labels::preflight(&pages, &Expectation::numbers([number]), &stock);
    let mut read = seen.barcodes.iter().flatten().map(|b| b.text.as_str());
    assert!(read.any(|text| text == number), "{:?}", seen.findings);
}
