//! Every label is whole: nothing overlaps, nothing leaves the page, nothing is dropped.
use super::*;
use crate::{Job, Language as _, decode, language::zpl::Zpl};
use pb_domain::{CountryCode, Currency, WaybillBarcode};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    Fonts::load(&dir).expect("run scripts/fonts.sh")
});

const ALL_MEDIA: [Media; 3] = [Media::FOUR_BY_SIX, Media::MM_100_BY_150, Media::A6];
const PRINTERS: [Option<Resolution>; 3] =
    [None, Some(Resolution::Dpi203), Some(Resolution::Dpi300)];

fn address(lines: [&str; 7], country: &str) -> Address {
    let [name, company, line1, line2, district, city, postal_code] = lines.map(str::to_owned);
    Address {
        name,
        company,
        line1,
        line2,
        district,
        city,
        postal_code,
        country: CountryCode::from_code(country),
        phone: "+84 901 234 567".to_owned(),
        ..Address::default()
    }
}

fn sender() -> Address {
    address(
        [
            "Ada Example",
            "Acme Outdoor",
            "12 Mill Lane",
            "",
            "",
            "Springfield",
            "62701",
        ],
        "US",
    )
}

fn label(ship_to: Address) -> OwnLabel {
    OwnLabel {
        ship_from: sender(),
        ship_to,
        tracking_number: "PB000001234E".to_owned(),
        barcode: WaybillBarcode::Code128,
        service_name: "City express".to_owned(),
        reference: "#1001".to_owned(),
        instructions: String::new(),
        parcel: 1,
        parcels: 2,
        weight: "1.25 kg".to_owned(),
        ship_date: "2026-11-20".to_owned(),
        cod: None,
        station: "Bench 1".to_owned(),
        demo: false,
        returns: false,
    }
}

/// A label with everything on it, and long words in every place.
fn crowded() -> OwnLabel {
    let mut label = label(address(
        [
            "Nguyễn Thị Bưởi và Trần Văn Đức",
            "Công ty trách nhiệm hữu hạn Thương mại Dịch vụ Hoà Bình",
            "Số 123/45/67 đường Lê Lợi, hẻm 6, khu phố 4",
            "Tòa nhà Hoà Bình, tầng 7, phòng 701",
            "Thành phố Thủ Đức",
            "TP. Hồ Chí Minh",
            "700000",
        ],
        "VN",
    ));
    label.ship_from.company = "Acme Outdoor Supply and Repair Company of Springfield".to_owned();
    label.ship_from.line2 = "Building 7, entrance C".to_owned();
    label.service_name = "Next day before noon, with a signature".to_owned();
    label.reference = "WEB-2026-000000012345-REPLACEMENT".to_owned();
    label.instructions =
        "Ring twice; leave with the porter when nobody answers. Fragile: this side up.".to_owned();
    label.cod = Some(Money::new(
        123_456_789_000,
        Currency::from_code("VND").expect("a currency"),
    ));
    label.demo = true;
    label
}

#[test]
fn a_return_says_so_across_the_label() {
    let mut label = label(address(
        ["Ada Acorn", "", "5 Elm Street", "", "", "Reno", "89501"],
        "US",
    ));
    let says_return = |label: &OwnLabel| {
        let sheet = label
            .sheet(&FONTS, Media::FOUR_BY_SIX, None)
            .expect("drawn");
        text(&sheet).contains("RETURN")
    };
    assert!(!says_return(&label));
    label.returns = true;
    assert!(says_return(&label));
    // With all that a return may have: nothing is collected on it.
    let mut full = crowded();
    full.cod = None;
    full.returns = true;
    assert!(says_return(&full));
}

/// The rectangle that a thing takes, and what it is.
fn extent(item: &Item) -> (Area, String) {
    match item {
        Item::Fill(area) => (*area, "a line".to_owned()),
        Item::Band(area, block) => (*area, words(block)),
        Item::Barcode(code) => {
            let quiet = code.module / 100;
            let area = Area {
                x: code.area.x - quiet,
                width: code.area.width + 2 * quiet,
                ..code.area
            };
            (area, "the barcode".to_owned())
        }
        Item::Text(block) => {
            let left = block
                .lines
                .iter()
                .map(|l| block.left_of(&l.line))
                .min()
                .unwrap_or(0);
            let right = block
                .lines
                .iter()
                .map(|l| block.left_of(&l.line) + crate::sheet::whole(l.line.width))
                .max()
                .unwrap_or(0);
            (
                Area {
                    x: left,
                    width: right - left,
                    ..block.area
                },
                words(block),
            )
        }
    }
}

fn words(block: &Block) -> String {
    block
        .lines
        .iter()
        .map(|l| l.line.text.as_str())
        .collect::<Vec<_>>()
        .join(" / ")
}

pub(crate) fn is_whole(sheet: &Sheet) -> Result<(), String> {
    let extents: Vec<_> = sheet.items.iter().map(extent).collect();
    for (i, (a, what)) in extents.iter().enumerate() {
        if a.x < 0 || a.y < 0 || a.right() > sheet.width || a.bottom() > sheet.height {
            return Err(format!("{what} leaves the page: {a:?}"));
        }
        for (b, other) in &extents[..i] {
            if a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom() {
                return Err(format!("{what} overlaps {other}: {a:?} {b:?}"));
            }
        }
    }
    Ok(())
}

/// All that is written on a sheet.
pub(crate) fn text(sheet: &Sheet) -> String {
    sheet
        .items
        .iter()
        .map(|item| match item {
            Item::Text(block) | Item::Band(_, block) => words(block) + "\n",
            Item::Fill(_) | Item::Barcode(_) => String::new(),
        })
        .collect()
}

#[test]
fn a_crowded_label_is_whole_on_every_stock() {
    for media in ALL_MEDIA {
        for printer in PRINTERS {
            let sheet = crowded().sheet(&FONTS, media, printer).expect("fits");
            is_whole(&sheet).expect("whole");
            let text = text(&sheet);
            for part in [
                "COD 123,456,789,000 VND",
                "Trần Văn Đức",
                "REPLACEMENT",
                "DEMO",
                "porter",
            ] {
                assert!(text.contains(part), "{part} is missing in {text}");
            }
        }
    }
}

#[test]
fn every_script_is_drawn_and_scans() {
    for (lines, country) in [
        (
            [
                "Ada Example",
                "",
                "12 Mill Lane",
                "",
                "",
                "Springfield",
                "62701",
            ],
            "US",
        ),
        (
            [
                "Nguyễn Thị Bưởi",
                "",
                "123 Lê Lợi",
                "",
                "Quận 1",
                "Hồ Chí Minh",
                "",
            ],
            "VN",
        ),
        (
            [
                "Γιώργος Παπαδόπουλος",
                "",
                "Οδός Ερμού 5",
                "",
                "",
                "Αθήνα",
                "105 63",
            ],
            "GR",
        ),
        (
            ["Иван Иванов", "", "ул. Ленина, 1", "", "", "Киев", "01001"],
            "UA",
        ),
        (
            [
                "श्रीमती लक्ष्मी क्षत्रिय",
                "",
                "42, महात्मा गांधी मार्ग",
                "",
                "",
                "नई दिल्ली",
                "110001",
            ],
            "IN",
        ),
        (
            [
                "สมชาย ใจดี",
                "",
                "99/1 ถนนสุขุมวิท",
                "",
                "เขตวัฒนา",
                "กรุงเทพมหานคร",
                "10110",
            ],
            "TH",
        ),
        (
            ["王小明", "", "朝阳区建国路88号", "", "", "北京市", "100022"],
            "CN",
        ),
        (["陳小姐", "", "彌敦道1號", "", "", "九龍", ""], "HK"),
        (
            [
                "山田 太郎",
                "",
                "千代田区丸の内1-2-3",
                "",
                "",
                "東京都",
                "100-0005",
            ],
            "JP",
        ),
        (
            ["김철수", "", "세종대로 110", "", "", "서울", "04524"],
            "KR",
        ),
    ] {
        let label = label(address(lines, country));
        for printer in [Resolution::Dpi203, Resolution::Dpi300] {
            let page = label
                .bitmap(&FONTS, Media::FOUR_BY_SIX, printer)
                .expect("draws");
            let found = decode(&page);
            assert_eq!(found.len(), 1);
            assert_eq!(
                (found[0].format.as_str(), &found[0].text),
                ("Code 128", &label.tracking_number)
            );
        }
        let sheet = label.sheet(&FONTS, Media::FOUR_BY_SIX, None).expect("fits");
        is_whole(&sheet).expect("whole");
        assert!(text(&sheet).contains(lines[0]), "{}", lines[0]);
    }
}

#[test]
fn what_no_font_can_write_is_named() {
    for (change, words) in [
        (
            (|label: &mut OwnLabel| label.ship_to.name = "Ada 😀".to_owned()) as fn(&mut OwnLabel),
            "The recipient's name contains “😀” (U+1F600), which none of the label fonts can write",
        ),
        (
            |label| label.ship_to.line1 = "شارع النيل".to_owned(),
            "The recipient's street contains “ش”",
        ),
        (
            |label| label.ship_from.company = "Acme\u{E000}".to_owned(),
            "The sender's company contains “\u{E000}” (U+E000)",
        ),
        (
            |label| label.reference = "#1001 א".to_owned(),
            "The reference contains “א”",
        ),
        (
            |label| label.service_name = "𓀀".to_owned(),
            "The service's name contains “𓀀”",
        ),
        (
            |label| label.instructions = "👍".to_owned(),
            "The instructions to the driver contain",
        ),
        (
            |label| label.station = "ბ".to_owned(),
            "The station's name contains “ბ”",
        ),
    ] {
        let mut label = label(sender());
        change(&mut label);
        let error = label
            .sheet(&FONTS, Media::FOUR_BY_SIX, None)
            .expect_err("not written");
        assert!(matches!(error, LabelError::NoGlyph { .. }), "{error}");
        assert!(error.to_string().starts_with(words), "{error}");
    }
}

#[test]
fn what_is_too_long_is_named() {
    for (change, words) in [
        (
            (|label: &mut OwnLabel| label.ship_to.line2 = "behind the third house ".repeat(60))
                as fn(&mut OwnLabel),
            "The recipient's address is too long for the label: “",
        ),
        (
            |label| label.service_name = "Very express ".repeat(20),
            "The service's name is too long",
        ),
        (
            |label| label.reference = "9".repeat(3_000),
            "The reference is too long",
        ),
        (
            |label| label.tracking_number = "9X".repeat(30),
            "The tracking number “",
        ),
        (
            |label| label.tracking_number = String::new(),
            "The tracking number “” cannot be",
        ),
    ] {
        let mut label = label(sender());
        change(&mut label);
        let error = label
            .sheet(&FONTS, Media::FOUR_BY_SIX, None)
            .expect_err("too long")
            .to_string();
        assert!(error.starts_with(words), "{error}");
        assert!(error.chars().count() < 250, "{error}");
    }
}

#[test]
fn empty_fields_leave_their_places_out() {
    let mut label = label(sender());
    label.station = String::new();
    label.reference = String::new();
    label.ship_from = Address::default();
    let sheet = label.sheet(&FONTS, Media::FOUR_BY_SIX, None).expect("fits");
    is_whole(&sheet).expect("whole");
    assert!(!text(&sheet).contains("REFERENCE"));
}

#[test]
fn amounts_are_grouped_by_thousands() {
    let money = |minor, code| grouped(Money::new(minor, Currency::from_code(code).expect("known")));
    assert_eq!(money(125_000_000, "VND"), "125,000,000");
    assert_eq!(money(123_456, "USD"), "1,234.56");
    assert_eq!(money(99, "USD"), "0.99");
    assert_eq!(money(-100_000, "USD"), "-1,000.00");
    assert_eq!(money(100, "JPY"), "100");
}

#[test]
fn a_native_label_is_smaller_than_its_picture() {
    let label = label(sender());
    let native = label
        .zpl(&FONTS, Media::FOUR_BY_SIX, Resolution::Dpi203)
        .expect("draws");
    let page = label
        .bitmap(&FONTS, Media::FOUR_BY_SIX, Resolution::Dpi203)
        .expect("draws");
    let job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    assert!(native.bytes.len() * 5 < Zpl { deflate: true }.encode(&[page], &job).len());
    assert!(native.bytes.is_ascii());
}

#[test]
fn what_zpl_would_obey_is_escaped() {
    let mut label = label(sender());
    label.reference = "A^XZ~JR_B\\C".to_owned();
    label.ship_to.name = "^FD~HS".to_owned();
    let zpl = label
        .zpl(&FONTS, Media::FOUR_BY_SIX, Resolution::Dpi203)
        .expect("draws")
        .bytes;
    let zpl = String::from_utf8(zpl).expect("ascii");
    assert!(zpl.contains("^FH^FD_5EFD_7EHS^FS"), "{zpl}");
    assert_eq!(zpl.matches("^XZ").count(), 1);
    assert!(!zpl.contains("~JR") && !zpl.contains("~HS"));
}

#[test]
fn fonts_that_are_not_there_are_named() {
    let empty = tempfile::tempdir().expect("a folder");
    let error = Fonts::load(empty.path()).expect_err("no fonts").to_string();
    assert!(
        error.contains("NotoSans-Regular.ttf cannot be used"),
        "{error}"
    );

    // With the Latin fonts alone, other scripts are stopped, never dropped.
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    for name in ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"] {
        std::fs::copy(dir.join(name), empty.path().join(name)).expect("run scripts/fonts.sh");
    }
    let latin = Fonts::load(empty.path()).expect("loads");
    let mut label = label(sender());
    assert!(label.pdf(&latin, Media::FOUR_BY_SIX).is_ok());
    label.ship_to.city = "北京".to_owned();
    let error = label
        .pdf(&latin, Media::FOUR_BY_SIX)
        .expect_err("no such font");
    assert!(
        error
            .to_string()
            .starts_with("The recipient's city contains “北”"),
        "{error}"
    );

    std::fs::write(empty.path().join("NotoSansThai-Regular.ttf"), b"rubbish").expect("writes");
    let error = Fonts::load(empty.path()).expect_err("rubbish").to_string();
    assert!(error.ends_with("it is not a font"), "{error}");
}

/// Words as people type them, in scripts that the fonts cover.
pub(crate) fn words_of(length: usize) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-Za-z0-9/#.,^~_-]{1,14}",
        "[àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậ]{1,8}",
        "[ก-ฮ]{1,10}",
        "[क-ह]{1,8}",
        "[一-龥]{1,8}",
        "[가-힣]{1,6}",
        "[α-ω]{1,8}",
        "[а-я]{1,12}",
    ];
    prop::collection::vec(word, 0..length).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_words_are_set_whole_or_refused_in_words(
        name in words_of(4), company in words_of(5), line1 in words_of(7), line2 in words_of(7),
        city in words_of(4), service in words_of(4), reference in words_of(3),
        instructions in words_of(12), cod in any::<Option<i64>>(), demo in any::<bool>(),
        media in 0usize..3, printer in 0usize..3,
    ) {
        let mut label = label(address([&name, &company, &line1, &line2, "", &city, "1"], "JP"));
        label.service_name = service;
        label.reference = reference;
        label.instructions = instructions;
        label.cod = cod.map(|minor| Money::new(minor, Currency::from_code("USD").expect("known")));
        label.demo = demo;
        match label.sheet(&FONTS, ALL_MEDIA[media], PRINTERS[printer]) {
            Ok(sheet) => {
                prop_assert_eq!(is_whole(&sheet), Ok(()));
                let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '/').collect::<String>();
                prop_assert!(bare(&text(&sheet)).contains(&bare(&line1)));
            }
            Err(error) => prop_assert!(matches!(error, LabelError::TextTooLong { .. }), "{}", error),
        }
    }
}
