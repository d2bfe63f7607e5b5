//! What the encoder sends is drawn here by the book, and reports are read as printers send them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, Job};
use proptest::prelude::*;

/// One label as it came out.
#[derive(Debug, PartialEq)]
struct Label {
    /// Kind, width, length, as stated, and which of it is to be so.
    media: [u8; 4],
    cut: bool,
    margin: u16,
    is_first: bool,
    is_last: bool,
    /// Rows of the head's dots, the first dot first.
    rows: Vec<Vec<bool>>,
}

/// Takes a job as a printer with a head of so many bytes would.
fn take(job: &[u8], head: usize) -> Vec<Label> {
    let mut rest = job;
    let mut eat = |n: usize| {
        let (bytes, after) = rest.split_at(n);
        rest = after;
        (bytes, rest.is_empty())
    };
    assert_eq!(eat(400).0, [0; 400]);
    assert_eq!(eat(2).0, b"\x1B@");
    assert_eq!(eat(8).0, b"\x1Bia\x01\x1Bi!\x00");
    let mut labels = Vec::new();
    loop {
        assert_eq!(eat(3).0, b"\x1Biz");
        let z = eat(10).0;
        let count = u32::from_le_bytes([z[4], z[5], z[6], z[7]]) as usize;
        assert_eq!(z[9], 0);
        let mut label = Label {
            media: [z[0], z[1], z[2], z[3]],
            cut: false,
            margin: 0,
            is_first: z[8] == 0,
            is_last: false,
            rows: Vec::new(),
        };
        let mut packed = false;
        loop {
            match eat(1).0[0] {
                0x1B => {
                    let which = eat(2).0;
                    assert_eq!(which[0], b'i');
                    match which[1] {
                        b'M' => label.cut = eat(1).0[0] == 0x40,
                        b'A' => assert_eq!(eat(1).0, [1]),
                        b'K' => assert_eq!(eat(1).0[0] == 0x08, label.cut),
                        b'd' => {
                            let dots = eat(2).0;
                            label.margin = u16::from_le_bytes([dots[0], dots[1]]);
                        }
                        other => panic!("ESC i {other:02X}"),
                    }
                }
                b'M' => packed = eat(1).0 == [2],
                b'Z' => label.rows.push(vec![false; head * 8]),
                b'g' => {
                    let [0, length] = *eat(2).0 else {
                        panic!("a row");
                    };
                    let data = eat(usize::from(length)).0;
                    let row = if packed { unpack(data) } else { data.to_vec() };
                    assert_eq!(row.len(), head);
                    let dots = row
                        .iter()
                        .flat_map(|b| (0..8).map(move |i| b >> (7 - i) & 1 == 1));
                    label.rows.push(dots.collect());
                }
                end @ (0x0C | 0x1A) => {
                    label.is_last = end == 0x1A;
                    break;
                }
                other => panic!("{other:02X}"),
            }
        }
        assert_eq!(label.rows.len(), count, "as many rows as were announced");
        let is_last = label.is_last;
        labels.push(label);
        if is_last {
            assert!(eat(0).1, "nothing comes after the last");
            return labels;
        }
    }
}

fn unpack(data: &[u8]) -> Vec<u8> {
    let mut row = Vec::new();
    let mut rest = data.iter().copied();
    while let Some(count) = rest.next() {
        match count {
            0..=127 => row.extend((0..=count).map(|_| rest.next().expect("as many as announced"))),
            128 => {}
            129.. => {
                let byte = rest.next().expect("a byte to repeat");
                row.extend(std::iter::repeat_n(byte, 257 - usize::from(count)));
            }
        }
    }
    row
}

/// What is seen on the label when its right edge lies at a dot of the head.
fn seen(label: &Label, first: usize, width: u32) -> Bitmap {
    let height = u32::try_from(label.rows.len()).expect("few");
    let mut page = Bitmap::new(width, height);
    let width = width as usize;
    for (y, row) in (0..).zip(&label.rows) {
        for pin in row
            .iter()
            .enumerate()
            .filter(|(_, dot)| **dot)
            .map(|(pin, _)| pin)
        {
            assert!(
                (first..first + width).contains(&pin),
                "ink beside the label"
            );
            page.set(
                u32::try_from(first + width - 1 - pin).expect("small"),
                y,
                true,
            );
        }
    }
    page
}

fn stock(width: i64, height: i64) -> Media {
    Media::new(width * 1_000, height * 1_000).expect("a size")
}

fn job(media: Media) -> Job {
    Job::new(media, Resolution::Inch300)
}

proptest! {
    #[test]
    fn the_narrow_head_prints_every_dot_and_no_other(page in page()) {
        let sent = BrotherQl::Narrow.encode(std::slice::from_ref(&page), &job(stock(62, 100)));
        let labels = take(&sent, 90);
        prop_assert!(seen(&labels[0], 12, page.width()) == page);
    }

    #[test]
    fn the_wide_head_prints_every_dot_and_no_other(page in page()) {
        let sent = BrotherQl::Wide.encode(std::slice::from_ref(&page), &job(Media::FOUR_BY_SIX));
        let labels = take(&sent, 162);
        prop_assert!(seen(&labels[0], 56, page.width()) == page);
    }

    #[test]
    fn packed_rows_come_out_as_they_were(row in prop::collection::vec(prop_oneof![Just(0u8), Just(0xFF), any::<u8>()], 0..400)) {
        let packed = pack_bits(&row);
        prop_assert!(packed.len() <= row.len() + row.len().div_ceil(128));
        prop_assert_eq!(unpack(&packed), row);
    }

    #[test]
    fn no_answer_makes_it_panic(mut answer in prop::collection::vec(any::<u8>(), 0..100)) {
        let _ = BrotherQl::Wide.parse_status(&answer);
        answer.splice(0..0, *b"\x80\x20B4");
        let _ = (BrotherQl::Wide.parse_status(&answer), BrotherQl::Narrow.parse_identity(&answer));
    }

    #[test]
    fn any_stock_fits_the_head(width in 10i64..420, height in 10i64..420) {
        for head in [BrotherQl::Narrow, BrotherQl::Wide] {
            let media = stock(width, height);
            let (across, down) = head.page(media, Resolution::Inch300);
            prop_assert!(across > 0 && down > 0 && across <= head.pins());
            prop_assert!(head.first_pin(media, across) + across <= head.pins());
        }
    }
}

#[test]
fn knows_brothers_rolls_and_infers_the_others() {
    let page = |head: BrotherQl, media| head.page(media, Resolution::Inch300);
    for (media, dots) in [
        (Media::FOUR_BY_SIX, (1164, 1660)),
        (stock(102, 152), (1164, 1660)),
        (stock(103, 164), (1200, 1822)),
        (stock(102, 51), (1164, 526)),
        (stock(62, 100), (696, 1109)),
        // A strip: 200 mm of it, ends included.
        (stock(62, 200), (696, 2362 - 70)),
        // Not one of Brother's.
        (stock(80, 120), (945 - 36, 1417 - 70)),
    ] {
        assert_eq!(page(BrotherQl::Wide, media), dots, "{media:?}");
    }
    assert_eq!(page(BrotherQl::Narrow, stock(62, 100)), (696, 1109));
    assert_eq!(page(BrotherQl::Narrow, stock(29, 90)), (306, 991));
    assert_eq!(page(BrotherQl::Narrow, Media::FOUR_BY_SIX).0, 720);
    assert_eq!(BrotherQl::Wide.resolution(300), Some(Resolution::Inch300));
    assert_eq!(BrotherQl::Wide.resolution(203), None);
}

#[test]
fn states_the_roll_and_insists_on_brothers_own() {
    let media = |head: BrotherQl, bytes: usize, job: &Job| {
        let page = Bitmap::new(head.page(job.media, job.resolution).0, 3);
        take(&head.encode(&[page], job), bytes)[0].media
    };
    let strip = |media| Job {
        tracking: Tracking::Continuous,
        ..job(media)
    };
    // The manual's own examples.
    assert_eq!(
        media(BrotherQl::Wide, 162, &job(stock(103, 164))),
        [0xCE, 0x0B, 104, 164]
    );
    assert_eq!(
        media(BrotherQl::Wide, 162, &job(Media::FOUR_BY_SIX)),
        [0xCE, 0x0B, 102, 153]
    );
    assert_eq!(
        media(BrotherQl::Narrow, 90, &job(stock(62, 100))),
        [0xCE, 0x0B, 62, 100]
    );
    assert_eq!(
        media(BrotherQl::Narrow, 90, &strip(stock(62, 150))),
        [0xC6, 0x0A, 62, 0]
    );
    assert_eq!(
        media(BrotherQl::Narrow, 90, &job(stock(45, 33))),
        [0xC2, 0x0B, 45, 33]
    );
}

#[test]
fn prints_copies_in_order_and_cuts_where_it_is_told() {
    let mut dark = Bitmap::new(696, 2);
    dark.set(0, 0, true);
    let pages = [dark, Bitmap::new(696, 1)];
    let twice = Job {
        copies: Copies::new(2).expect("not zero"),
        finish: Finish::Cut,
        tracking: Tracking::Continuous,
        ..job(stock(62, 100))
    };
    let labels = take(&BrotherQl::Narrow.encode(&pages, &twice), 90);
    let shape: Vec<_> = labels
        .iter()
        .map(|label| {
            (
                label.rows.len(),
                label.is_first,
                label.is_last,
                label.cut,
                label.margin,
            )
        })
        .collect();
    assert_eq!(
        shape,
        [
            (2, true, false, true, 35),
            (2, false, false, true, 35),
            (1, false, false, true, 35),
            (1, false, true, true, 35),
        ]
    );
    let torn = take(
        &BrotherQl::Wide.encode(&pages[1..], &job(stock(62, 100))),
        162,
    );
    assert_eq!((torn[0].cut, torn[0].margin), (false, 0));
}

fn report(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut report = vec![0; 32];
    report[..5].copy_from_slice(b"\x80\x20B4C");
    report[10] = 102;
    report[11] = 0x0B;
    report[17] = 153;
    for (at, byte) in changes {
        report[*at] = *byte;
    }
    report
}

#[test]
fn reads_reports() {
    for (changes, words) in [
        (&[(8, 0x01)][..], "out of labels"),
        (&[(8, 0x02), (18, 0x02)], "out of labels"),
        (&[(8, 0x04)], "cutter"),
        (&[(8, 0x08)], "battery"),
        (&[(8, 0x80)], "fault"),
        (&[(9, 0x01)], "not what the printer expects"),
        (&[(9, 0x02)], "memory is full"),
        (&[(9, 0x04)], "fault"),
        (&[(9, 0x10)], "open"),
        (&[(9, 0x20)], "hot"),
        (&[(9, 0x40)], "stuck"),
        (&[(9, 0x80)], "fault"),
        (&[(18, 0x02)], "fault"),
        (&[(18, 0x04)], "fault"),
        (&[(18, 0x05), (22, 0x01)], "open"),
        (&[(18, 0x05), (22, 0x03)], "hot"),
    ] {
        let status = BrotherQl::Wide
            .parse_status(&report(changes))
            .expect("a report");
        assert!(
            status.problem().expect("trouble").contains(words),
            "{changes:?}"
        );
    }
    let ready = BrotherQl::Wide
        .parse_status(&report(&[]))
        .expect("a report");
    assert_eq!(ready, Status::default());
    let cooled = report(&[(18, 0x05), (22, 0x04)]);
    assert_eq!(
        BrotherQl::Wide.parse_status(&cooled),
        Some(Status::default())
    );
}

#[test]
fn counts_the_labels_that_it_reports_as_out() {
    let all = [
        report(&[(18, 0x06), (19, 0x01)]),
        report(&[(18, 0x01)]),
        report(&[(18, 0x06)]),
        report(&[(18, 0x06), (19, 0x01)]),
        report(&[(18, 0x01)]),
    ]
    .concat();
    let status = BrotherQl::Wide.parse_status(&all).expect("reports");
    assert_eq!((status.finished, status.idle()), (2, true));
    let begun = BrotherQl::Wide.parse_status(&all[..32]).expect("a report");
    assert_eq!((begun.finished, begun.idle()), (0, false));
    // Amid another, and with rubbish before it.
    let cut = [b"\x80\x20".to_vec(), all[..40].to_vec()].concat();
    assert_eq!(
        BrotherQl::Wide.parse_status(&cut).map(|s| s.finished),
        Some(0)
    );
    for length in 0..32 {
        assert!(!BrotherQl::Wide.status_complete(&all[..length]));
    }
}

#[test]
fn a_model_says_which_head_it_has() {
    let identity = |head: BrotherQl, series: u8, code: u8| {
        head.parse_identity(&report(&[(3, series), (4, code)]))
    };
    let wide = identity(BrotherQl::Wide, 0x34, 0x43).expect("a QL-1100");
    assert_eq!(wide.model, "Brother QL-1100");
    assert_eq!((wide.dpi, wide.head_dots), (Some(300), Some(1296)));
    assert_eq!(identity(BrotherQl::Narrow, 0x34, 0x43), None);
    let narrow = identity(BrotherQl::Narrow, 0x34, 0x38).expect("a QL-800");
    assert_eq!(
        (narrow.model.as_str(), narrow.head_dots),
        ("Brother QL-800", Some(720))
    );
    assert_eq!(identity(BrotherQl::Wide, 0x34, 0x38), None);
    assert_eq!(identity(BrotherQl::Narrow, 0x34, 0x7E), None);
}
