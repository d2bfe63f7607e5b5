//! Places, prices, sales and labels.
use super::*;

#[tokio::test]
async fn the_shop_is_asked_for_its_addresses_and_a_ward_for_its_hamlets() {
    let client = start();
    let shops = good(client.get("/shipment/list_pick_add").await, "data");
    assert_eq!(shops[0]["pick_address_id"], PICK_ADDRESSES[0]);
    assert_eq!(shops[1]["pick_tel"], "0911222444");
    let level_4 = async |query: &[(&str, &str)]| {
        let request = client
            .request("GET", "/address/getAddressLevel4")
            .query(query);
        read(request.send().await.expect("an answer")).await
    };
    let ward = [
        ("province", "Hồ Chí Minh"),
        ("district", "Huyện Nhà Bè"),
        ("ward_street", "Xã Phước Kiển"),
    ];
    assert_eq!(good(level_4(&ward).await, "data")[1], "Ấp 2");
    let nowhere = level_4(&[ward[0], ward[1], ("ward_street", "Nowhere")]).await;
    assert!(refused(&nowhere).contains("không tìm thấy phường/xã Nowhere"));
    assert!(refused(&level_4(&ward[..2]).await).contains("ward_street is required"));
}

#[tokio::test]
async fn a_fee_is_of_one_transport_and_says_whether_anybody_goes() {
    let client = start();
    let fee = async |query: &[(&str, &str)]| good(client.fee(query).await, "fee");
    let plain = fee(ASKED).await;
    assert_eq!(plain["delivery"], true);
    assert_eq!(plain["fee"], 22_000);
    assert_eq!(plain["ship_fee_only"], plain["fee"]);
    assert_eq!(plain["options"]["shipMoney"], plain["fee"]);
    assert_eq!(plain["insurance_fee"], 0);
    assert_eq!(plain["extFees"], json!([]));
    let dearer = fee(&asked("weight", "5000")).await;
    assert!(dearer["fee"].as_i64() > plain["fee"].as_i64());
    let insured = fee(&asked("value", "3000000")).await;
    assert_eq!(insured["insurance_fee"], 15_000);
    assert_eq!(insured["fee"], plain["fee"], "insurance is beside it");
    let mut tagged = asked("tags[]", "1");
    tagged.push(("tags[]", "10"));
    let tagged = fee(&tagged).await;
    assert_eq!(tagged["fee"], plain["fee"]);
    let extra = &tagged["extFees"][0];
    assert_eq!(
        (&extra["amount"], &extra["tag_id"]),
        (&json!(7_400), &json!(1))
    );
    assert_eq!(extra["display"], "(+ 7,400 đ)");
    // By air in one city, within hours to another, and to an island: nobody goes, and it is a yes.
    assert_eq!(fee(&asked("transport", "fly")).await["delivery"], false);
    assert_eq!(
        fee(&asked("ward", "Đặc khu Côn Đảo")).await["delivery"],
        false
    );
    assert_eq!(
        fee(&asked("deliver_option", "xteam")).await["delivery"],
        true
    );
    let mut away: Vec<_> = asked("province", "Hà Nội");
    away.retain(|(name, _)| *name != "ward");
    away.push(("ward", "Phường Ba Đình"));
    let by_road = fee(&away).await;
    assert!(by_road["fee"].as_i64() > plain["fee"].as_i64());
    let set = |name: &str, value: &'static str| -> Vec<(&str, &str)> {
        let mut query = away.clone();
        for (n, v) in &mut query {
            if *n == name {
                *v = value;
            }
        }
        query
    };
    let by_air = fee(&set("transport", "fly")).await;
    assert_eq!(by_air["delivery"], true);
    assert!(by_air["fee"].as_i64() > by_road["fee"].as_i64());
    let hours = fee(&set("deliver_option", "xteam")).await;
    assert_eq!(hours["delivery"], false);
    // From the shop's other address it is one city again.
    let from = set("pick_province", "Hà Nội");
    let mut from: Vec<_> = from
        .into_iter()
        .filter(|(n, _)| *n != "pick_ward")
        .collect();
    from.push(("pick_address_id", PICK_ADDRESSES[1]));
    assert_eq!(fee(&from).await["fee"], plain["fee"]);
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn places_are_matched_by_their_names_and_not_to_the_letter() {
    let client = start();
    let to = |province: &str, district: &str, ward: &str| {
        let place = json!({ "province": province, "district": district, "ward": ward });
        with(parcel(&format!("{province} {district} {ward}")), &place)
    };
    for order in [
        to("TP. Hồ Chí Minh", "", "P. Sài Gòn"),
        to("TPHCM", "", "sai gon"),
        to("Thành phố Hồ Chí Minh", "Q.1", "Bến Nghé"),
        to("hcm", "Quận 3", "Phường 5"),
        to("Tp Đà Nẵng", "Quận Hải Châu", "P. Thạch Thang"),
    ] {
        client.buy(&order).await;
    }
    let sold = client.sim.ledger().len();
    for (order, named) in [
        (to("Narnia", "", "Phường Sài Gòn"), "Narnia"),
        (to("Hồ Chí Minh", "", "Phường Bến Nghé"), "Phường Bến Nghé"),
        (
            to("Hồ Chí Minh", "Quận 1", "Phường Sài Gòn"),
            "Phường Sài Gòn",
        ),
        (to("Hà Nội", "", "Phường Sài Gòn"), "Phường Sài Gòn"),
    ] {
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.contains("Địa chỉ giao hàng không hợp lệ") && words.contains(named));
    }
    for change in [
        json!({ "ward": "Đặc khu Côn Đảo" }),
        json!({ "transport": "fly" }),
        json!({ "transport": null, "actual_transfer_method": "fly" }),
        json!({ "province": "Hà Nội", "ward": "Ba Đình", "deliver_option": "xteam" }),
    ] {
        let words = refused(&client.post(ORDER, &with(parcel("ST-1"), &change)).await);
        assert!(words.contains("không hỗ trợ"), "{change}: {words}");
    }
    let lost = json!({
        "use_return_address": 1, "return_name": "Kho", "return_tel": "0911222444",
        "return_address": "12 Đội Cấn", "return_province": "Hà Nội", "return_ward": "Nowhere",
    });
    let words = refused(&client.post(ORDER, &with(parcel("ST-1"), &lost)).await);
    assert!(words.contains("Nowhere"), "{words}");
    assert_eq!(client.sim.ledger().len(), sold);
}

#[tokio::test]
async fn a_sale_says_its_label_and_its_fees_as_texts() {
    let client = start();
    let change = json!({ "value": 3_000_000, "tags": [1] });
    let sold = client.sold(&with(parcel("ST-1"), &change)).await;
    let label = text_of(&sold["label"]);
    let (_, last) = label.rsplit_once('.').expect("dots");
    assert_eq!(sold["tracking_id"].to_string(), last);
    assert_eq!(sold["partner_id"], "ST-1");
    assert_eq!(
        (&sold["fee"], &sold["insurance_fee"]),
        (&json!("29400"), &json!("15000"))
    );
    assert_eq!(sold["status_id"], 2);
    assert_eq!(sold["estimated_pick_time"], "Chiều 2026-11-27");
    assert_eq!(sold["estimated_deliver_time"], "Tối 2026-11-29");
    let ledger = client.sim.ledger();
    assert_eq!(ledger[0].charge.minor, 44_400);
    assert_eq!(
        (ledger[0].shipment.as_str(), ledger[0].service.as_str()),
        (label.as_str(), "road")
    );
    assert_eq!(ledger[0].references, ["ST-1"]);
    // From the shop's own address, and by air.
    let away = json!({
        "pick_name": null, "pick_tel": null, "pick_address": null, "pick_province": null,
        "pick_ward": null, "pick_address_id": PICK_ADDRESSES[1], "transport": "fly",
    });
    assert_ne!(client.buy(&with(parcel("ST-2"), &away)).await, label);
    assert_eq!(client.sim.ledger()[1].service, "fly");
}

#[tokio::test]
async fn the_same_id_is_refused_with_the_label_of_then() {
    let client = start();
    let label = client.buy(&parcel("ST-1")).await;
    let existing = async |order: &Value, status: i64| {
        let failed = client.post(ORDER, order).await;
        refused(&failed);
        let error = &failed.1["error"];
        assert_eq!(error["code"], "ORDER_ID_EXIST");
        assert_eq!(
            (&error["partner_id"], &error["ghtk_label"]),
            (&json!("ST-1"), &json!(label))
        );
        assert_eq!(error["created"], "2026-11-27T10:00:00+07:00");
        assert_eq!(error["status"], status);
    };
    existing(&parcel("ST-1"), 2).await;
    // Whatever else is asked, and whenever.
    existing(&with(parcel("ST-1"), &json!({ "total_weight": 900 })), 2).await;
    client.sim.pass(100 * HOUR);
    existing(&parcel("ST-1"), 5).await;
    assert_eq!(client.sim.ledger().len(), 1);
    client.buy(&parcel("ST-2")).await;
}

#[tokio::test]
async fn labels_are_pdf_of_the_page_that_is_asked_for() {
    let client = start();
    let label = client.buy(&parcel("ST-1")).await;
    let page = async |path: String| {
        let request = client.request("GET", &path);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        let kind = response.headers()["content-type"].to_str().expect("a text");
        (
            kind.to_owned(),
            response.bytes().await.expect("a body").to_vec(),
        )
    };
    for (query, width, height) in [
        ("", 298, 420),
        ("?original=portrait&page_size=A6", 298, 420),
        ("?original=landscape", 420, 298),
        ("?page_size=A5", 420, 595),
        ("?original=landscape&page_size=A5", 595, 420),
    ] {
        let (kind, body) = page(format!("/label/{label}{query}")).await;
        assert_eq!(kind, "application/pdf");
        assert_eq!(size(&body), (width, height), "{query}");
        carries(body, &label);
    }
    for (path, named) in [
        ("/label/S1.A1.1".to_owned(), "Không tìm thấy"),
        (format!("/label/{label}?page_size=A4"), "page_size"),
        (format!("/label/{label}?original=wide"), "original"),
        (format!("/label/{label}?format=zpl"), "format"),
    ] {
        let (kind, body) = page(path).await;
        assert_eq!(kind, "application/json");
        let answer: Value = serde_json::from_slice(&body).expect("JSON");
        assert!(refused(&(200, answer)).contains(named));
    }
    good(client.cancel(&label).await, "log_id");
    assert_eq!(page(format!("/label/{label}")).await.0, "application/json");
}

/// The width and the height of a PDF's first page, in whole points.
fn size(pdf: &[u8]) -> (i64, i64) {
    let text = String::from_utf8_lossy(pdf);
    let (_, rest) = text.split_once("/MediaBox").expect("a page");
    let (_, rest) = rest.split_once('[').expect("a list");
    let (numbers, _) = rest.split_once(']').expect("its end");
    let numbers: Vec<f64> = numbers
        .split_whitespace()
        .map(|number| number.parse().expect("a number"))
        .collect();
    let whole = |number: f64| format!("{number:.0}").parse().expect("a whole number");
    (whole(numbers[2]), whole(numbers[3]))
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
