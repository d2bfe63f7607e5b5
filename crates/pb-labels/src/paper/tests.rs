//! Documents are whole: nothing overlaps or leaves the page, no line is lost or cut, and the barcode scans.
use super::*;
use crate::own::tests::{FONTS, is_whole, text, words_of};
use crate::{Bitmap, CommandPage, CommandRenderer, Resolution, Stock, decode, lay_out};
use pb_domain::{
    ContentsType, CountryCode, Currency, Customs, CustomsItem, Document, Fit, Format, Incoterm,
    Money, OrderLine,
};
use proptest::prelude::*;

const PAPERS: [Media; 2] = [Media::A4, Media::LETTER];

/// Nothing here is in a printer's commands.
struct NoCommands;

impl CommandRenderer for NoCommands {
    fn read(&self, _: Format, _: &[u8], _: u32) -> Result<Vec<Box<dyn CommandPage>>, LabelError> {
        Err(LabelError::Blank)
    }
}

/// The pages of a PDF as dots.
fn pages(document: &Document, media: Media) -> Vec<Bitmap> {
    let stock = Stock::new(media, Resolution::Dpi203);
    lay_out(document, &stock, &Fit::default(), &NoCommands)
        .expect("renders")
        .into_iter()
        .map(|laid| laid.bitmap)
        .collect()
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::from_code("USD").expect("a currency"))
}

fn sender() -> Address {
    Address {
        name: "Ada Example".to_owned(),
        company: "Acme Outdoor Supply".to_owned(),
        line1: "12 Mill Lane".to_owned(),
        city: "Springfield".to_owned(),
        region: "IL".to_owned(),
        postal_code: "62701".to_owned(),
        country: CountryCode::from_code("US"),
        phone: "+1 217 555 0134".to_owned(),
        email: "shop@acme-outdoor.example".to_owned(),
        ..Address::default()
    }
}

fn recipient() -> Address {
    Address {
        name: "Nguyễn Thị Bưởi".to_owned(),
        line1: "Số 123/45 đường Lê Lợi".to_owned(),
        ward: "Phường Bến Nghé".to_owned(),
        district: "Quận 1".to_owned(),
        city: "TP. Hồ Chí Minh".to_owned(),
        postal_code: "700000".to_owned(),
        country: CountryCode::from_code("VN"),
        phone: "+84 901 234 567".to_owned(),
        email: "buoi@example.vn".to_owned(),
        ..Address::default()
    }
}

const TITLES: [&str; 6] = [
    "Trekking pole, carbon, pair",
    "Headlamp 400 lm with battery",
    "Áo khoác gió chống nước, màu xanh rêu, cỡ L",
    "登山バックパック 45L",
    "Enamel mug",
    "Sleeping bag liner made of silk, rectangular, with a pocket for a pillow and a drawstring at the upper end",
];

fn line(number: usize) -> OrderLine {
    OrderLine {
        sku: format!(
            "AC-{:04}-{}",
            number,
            ["BLK", "GRN", "XXL-LONG"][number % 3]
        ),
        title: format!("{} no. {number:03}", TITLES[number % TITLES.len()]),
        quantity: u32::try_from(number % 4 + 1).expect("small"),
        unit_price: Some(usd(1_999 + 750 * i64::try_from(number).expect("small"))),
        ..OrderLine::default()
    }
}

fn slip(lines: usize) -> PackingSlip {
    PackingSlip {
        ship_from: sender(),
        ship_to: recipient(),
        order_number: "#1001".to_owned(),
        order_date: "2026-11-20".to_owned(),
        lines: (1..=lines).map(line).collect(),
        note: "Thank you for your order.\nReturns within 30 days: acme-outdoor.example/returns"
            .to_owned(),
        with_prices: false,
    }
}

fn invoice(items: usize) -> CommercialInvoice {
    let item = |number: usize| CustomsItem {
        description: format!("{} no. {number}", TITLES[number % TITLES.len()]),
        sku: line(number).sku,
        hs_code: "6601.99.00".replace('.', ""),
        origin: CountryCode::from_code(["VN", "CN", "US"][number % 3]),
        quantity: line(number).quantity,
        unit_value: line(number).unit_price.expect("a price"),
        unit_weight: Weight::from_grams(350),
    };
    CommercialInvoice {
        ship_from: sender(),
        ship_to: recipient(),
        customs: Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-2026-0042".to_owned(),
            items: (1..=items).map(item).collect(),
        },
        order_number: "#1001".to_owned(),
        date: "2026-11-20".to_owned(),
        tracking_number: "LX473124829US".to_owned(),
        service_name: "Acme Post, Parcel International".to_owned(),
        parcels: 1,
        gross_weight: Weight::from_grams(2_450),
        weight_unit: WeightUnit::Kg,
    }
}

fn manifest(shipments: usize) -> Manifest {
    let shipment = |number: usize| ManifestShipment {
        tracking_numbers: (0..number % 5 / 4 + 1)
            .map(|parcel| format!("PB{:09}{parcel}", number * 17))
            .collect(),
        ship_to: if number.is_multiple_of(2) {
            sender()
        } else {
            recipient()
        },
        parcels: u32::try_from(number % 5 / 4 + 1).expect("small"),
        weight: Weight::from_grams(450 + 100 * i64::try_from(number).expect("small")),
    };
    Manifest {
        day: "2026-11-20".to_owned(),
        account: "City Couriers, main account".to_owned(),
        ship_from: sender(),
        shipments: (1..=shipments).map(shipment).collect(),
        weight_unit: WeightUnit::Kg,
    }
}

/// Fails where something overlaps, leaves the page, or stands where only the page's number may.
fn are_whole(sheets: &[Sheet], media: Media) -> Result<(), String> {
    for sheet in sheets {
        is_whole(sheet)?;
        let height = media.size().1;
        for item in &sheet.items {
            if let Item::Text(block) = item {
                let in_body = block.area.bottom() <= height - BOTTOM;
                let is_number = block.area.y >= height - NUMBER;
                if !in_body && !is_number {
                    return Err(format!("{:?} reaches the foot", block.area));
                }
            }
        }
    }
    Ok(())
}

/// All words of a page on one line, since a text may be broken into several.
fn flat(sheet: &Sheet) -> String {
    text(sheet).replace(" / ", " ").replace('\n', " ")
}

/// How often each word group is on which page.
fn on_pages(sheets: &[Sheet], words: &str) -> Vec<usize> {
    sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| flat(sheet).contains(words))
        .map(|(page, _)| page)
        .collect()
}

#[test]
fn long_lists_go_on_over_pages_without_cutting_a_row() {
    for media in PAPERS {
        let slip = slip(90);
        let sheets = slip.sheets(&FONTS, media).expect("fits");
        are_whole(&sheets, media).expect("whole");
        assert!(sheets.len() > 3, "{} pages", sheets.len());
        let mut last = 0;
        for line in &slip.lines {
            // The title, which may be on several lines, is on one page, and so is its SKU.
            let pages = on_pages(&sheets, &line.title);
            assert_eq!(pages.len(), 1, "{}", line.title);
            assert_eq!(on_pages(&sheets, &line.sku), pages, "{}", line.sku);
            assert!(pages[0] >= last);
            last = pages[0];
        }
        for (page, sheet) in sheets.iter().enumerate() {
            let words = flat(sheet);
            assert!(words.contains("QTY SKU ITEM"), "headings on each page");
            assert!(words.contains(&format!("Page {} of {}", page + 1, sheets.len())));
            assert_eq!(words.contains("continued"), page > 0);
        }
        assert_eq!(
            on_pages(&sheets, "Thank you for your order."),
            [sheets.len() - 1]
        );
        let pieces: u32 = slip.lines.iter().map(|line| line.quantity).sum();
        assert_eq!(
            on_pages(&sheets, &format!("{pieces} pieces")),
            [sheets.len() - 1]
        );
    }
}

#[test]
fn any_number_of_rows_ends_whole() {
    // Whatever is left of the last page, nothing is lost or cut.
    for count in 0..40 {
        let (slip, invoice, manifest) = (slip(count), invoice(count), manifest(count));
        for (sheets, sign) in [
            (slip.sheets(&FONTS, Media::A4).expect("fits"), "NOTE"),
            (
                invoice.sheets(&FONTS, Media::LETTER).expect("fits"),
                "SIGNATURE",
            ),
            (
                manifest.sheets(&FONTS, Media::A4).expect("fits"),
                "SIGNATURE",
            ),
        ] {
            let media = sheets[0].media;
            are_whole(&sheets, media).unwrap_or_else(|e| panic!("{count} rows: {e}"));
            // What is signed for stands beside the signature.
            assert_eq!(on_pages(&sheets, sign).len(), 1);
            if sign == "SIGNATURE" {
                let sum = on_pages(&sheets, " parcel");
                assert_eq!(sum, on_pages(&sheets, sign), "{count} rows");
            }
        }
    }
}

#[test]
fn the_order_number_scans() {
    for media in PAPERS {
        let document = slip(3).pdf(&FONTS, media).expect("draws");
        let pages = pages(&document, media);
        assert_eq!(pages.len(), 1);
        let found: Vec<String> = decode(&pages[0])
            .into_iter()
            .map(|code| code.text)
            .collect();
        assert_eq!(found, ["#1001"]);
    }
    // Without what Code 128 can say there is no barcode, and the slip is still whole.
    for number in ["Đơn 12", "A very long number of an order, with words", ""] {
        let slip = PackingSlip {
            order_number: number.to_owned(),
            ..slip(1)
        };
        let sheets = slip.sheets(&FONTS, Media::A4).expect("fits");
        are_whole(&sheets, Media::A4).expect("whole");
        assert!(
            !sheets[0]
                .items
                .iter()
                .any(|item| matches!(item, Item::Barcode(_)))
        );
    }
}

#[test]
fn prices_are_shown_only_when_asked_for() {
    let plain = slip(2).sheets(&FONTS, Media::A4).expect("fits");
    assert!(!flat(&plain[0]).contains("27.49"));
    let mut priced = PackingSlip {
        with_prices: true,
        ..slip(2)
    };
    let sheets = priced.sheets(&FONTS, Media::A4).expect("fits");
    are_whole(&sheets, Media::A4).expect("whole");
    // 2 × 27.49 and 3 × 34.99.
    for amount in ["27.49", "54.98", "34.99", "104.97", "Total 159.95 USD"] {
        assert!(flat(&sheets[0]).contains(amount), "{amount}");
    }
    // A sum without one of the prices would be wrong.
    priced.lines[0].unit_price = None;
    let sheets = priced.sheets(&FONTS, Media::A4).expect("fits");
    assert!(!flat(&sheets[0]).contains("Total 1"));
    let dong = Money::new(25_000, Currency::from_code("VND").expect("a currency"));
    priced.lines[0].unit_price = Some(dong);
    let error = priced.pdf(&FONTS, Media::A4).expect_err("two currencies");
    assert!(
        error
            .to_string()
            .starts_with("The prices on the packing slip cannot be added up"),
        "{error}"
    );
}

#[test]
fn an_invoice_says_all_that_the_customs_ask() {
    let invoice = invoice(3);
    let sheets = invoice.sheets(&FONTS, Media::A4).expect("fits");
    are_whole(&sheets, Media::A4).expect("whole");
    let words = flat(&sheets[0]);
    // Values: 2 × 27.49 + 3 × 34.99 + 4 × 42.49; weights: 9 × 350 g.
    for part in [
        "INV-2026-0042",
        "2026-11-20",
        "#1001",
        "LX473124829US",
        "Sale of goods",
        "DAP (duties and taxes unpaid)",
        "US to VN",
        "66019900",
        "SKU AC-0001-GRN",
        "Tel +84 901 234 567",
        "buoi@example.vn",
        "Tel +1 217 555 0134",
        "UNITED STATES OF AMERICA",
        "0.700 kg",
        "27.49",
        "54.98",
        "9 pieces in 1 parcel, net 3.150 kg, gross 2.450 kg",
        "Total value 329.91 USD",
    ] {
        assert!(words.contains(part), "{part} is missing in {words}");
    }
    let mut mixed = invoice.clone();
    mixed.customs.items[0].unit_value =
        Money::new(1, Currency::from_code("EUR").expect("a currency"));
    let error = mixed
        .pdf(&FONTS, Media::A4)
        .expect_err("two currencies")
        .to_string();
    assert!(
        error.contains("commercial invoice cannot be added up"),
        "{error}"
    );
    let mut huge = invoice;
    huge.customs.items[0].unit_weight = Weight::from_micrograms(i64::MAX);
    assert!(matches!(
        huge.pdf(&FONTS, Media::A4),
        Err(LabelError::NoSum { .. })
    ));
}

#[test]
fn a_manifest_lists_every_parcel_and_sums_up() {
    let manifest = manifest(60);
    let sheets = manifest.sheets(&FONTS, Media::A4).expect("fits");
    are_whole(&sheets, Media::A4).expect("whole");
    for number in manifest.shipments.iter().flat_map(|s| &s.tracking_numbers) {
        assert_eq!(on_pages(&sheets, number).len(), 1, "{number}");
    }
    let last = flat(sheets.last().expect("pages"));
    assert!(
        last.contains("60 shipments, 72 parcels, 210.000 kg"),
        "{last}"
    );
    assert!(last.contains("Taken over by the driver") && last.contains("TIME"));
    let first = flat(&sheets[0]);
    assert!(
        first.contains("City Couriers, main account") && first.contains("Springfield, IL 62701")
    );
}

#[test]
fn the_pdf_holds_the_words_and_every_page() {
    for (document, sheets) in [
        (
            slip(50).pdf(&FONTS, Media::A4),
            slip(50).sheets(&FONTS, Media::A4),
        ),
        (
            invoice(30).pdf(&FONTS, Media::A4),
            invoice(30).sheets(&FONTS, Media::A4),
        ),
        (
            manifest(40).pdf(&FONTS, Media::A4),
            manifest(40).sheets(&FONTS, Media::A4),
        ),
    ] {
        let (document, sheets) = (document.expect("draws"), sheets.expect("fits"));
        assert_eq!(pages(&document, Media::A4).len(), sheets.len());
        let parsed = printpdf::PdfDocument::parse(
            &document.bytes,
            &printpdf::PdfParseOptions::default(),
            &mut Vec::new(),
        )
        .expect("a PDF");
        let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for (words, sheet) in parsed.extract_text().iter().zip(&sheets) {
            let words = bare(&words.concat());
            for line in text(sheet).replace(" / ", "\n").lines() {
                assert!(words.contains(&bare(line)), "{line} is missing in {words}");
            }
        }
        assert!(
            document.bytes.len() < 400_000,
            "{} bytes",
            document.bytes.len()
        );
    }
}

#[test]
fn every_script_is_written_and_what_no_font_can_write_is_named() {
    let mut all = slip(1);
    all.lines = [
        "ถุงนอน",
        "स्लीपिंग बैग",
        "睡袋",
        "침낭",
        "спальник",
        "υπνόσακος",
    ]
    .map(|title| OrderLine {
        title: title.to_owned(),
        quantity: 1,
        ..OrderLine::default()
    })
    .to_vec();
    let sheets = all.sheets(&FONTS, Media::A4).expect("fits");
    are_whole(&sheets, Media::A4).expect("whole");
    for line in &all.lines {
        assert!(flat(&sheets[0]).contains(&line.title), "{}", line.title);
    }
    let mut emoji = slip(3);
    emoji.lines[1].title = "Mug 😀".to_owned();
    let error = emoji
        .pdf(&FONTS, Media::A4)
        .expect_err("not written")
        .to_string();
    assert!(
        error.starts_with("The title of line 2 contains “😀”"),
        "{error}"
    );
    let mut emoji = invoice(2);
    emoji.ship_to.email = "😀@example.vn".to_owned();
    let error = emoji
        .pdf(&FONTS, Media::A4)
        .expect_err("not written")
        .to_string();
    assert!(
        error.starts_with("The recipient's e-mail address contains “😀”"),
        "{error}"
    );
    let mut emoji = manifest(2);
    emoji.shipments[0].ship_to.city = "😀".to_owned();
    let error = emoji
        .pdf(&FONTS, Media::A4)
        .expect_err("not written")
        .to_string();
    assert!(
        error.starts_with("The place of shipment 1 contains “😀”"),
        "{error}"
    );
    let mut long = slip(1);
    long.note = "On and on. ".repeat(500);
    let error = long
        .pdf(&FONTS, Media::A4)
        .expect_err("too long")
        .to_string();
    assert!(error.starts_with("The note is too long"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_words_are_set_whole_or_refused_in_words(
        title in words_of(40), sku in words_of(4), name in words_of(8), note in words_of(60),
        count in 1usize..30, letter in any::<bool>(), with_prices in any::<bool>(),
    ) {
        let media = PAPERS[usize::from(letter)];
        let mut slip = PackingSlip { note, with_prices, ..slip(count) };
        slip.ship_to.name = name;
        slip.lines[count / 2].title = title.clone();
        slip.lines[count / 2].sku = sku;
        match slip.sheets(&FONTS, media) {
            Ok(sheets) => {
                prop_assert_eq!(are_whole(&sheets, media), Ok(()));
                let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '/').collect::<String>();
                let all: String = sheets.iter().map(text).collect();
                prop_assert!(bare(&all).contains(&bare(&title)));
            }
            Err(error) => prop_assert!(matches!(error, LabelError::TextTooLong { .. }), "{}", error),
        }
    }
}
