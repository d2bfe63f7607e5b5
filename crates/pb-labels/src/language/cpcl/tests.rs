//! What the encoder sends is read here by the book, and answers are read as printers give them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, DotRect, Media, Resolution};
use proptest::prelude::*;

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);

/// Takes lines until a graphic, whose bytes are counted; gives the lines and the page.
fn read_back(bytes: &[u8], width: u32, height: u32) -> (Vec<String>, Bitmap) {
    let mut page = Bitmap::new(width, height);
    let mut lines = Vec::new();
    let mut rest = bytes.strip_prefix(b"\x1bN").expect("a mark for restarts");
    while !rest.is_empty() {
        if let Some(graphic) = rest.strip_prefix(b"CG ") {
            let head: Vec<&[u8]> = graphic.splitn(5, |b| *b == b' ').collect();
            let number = |i: usize| {
                let text = std::str::from_utf8(head[i]).expect("text");
                text.parse::<u32>().expect("a number")
            };
            let (columns, rows) = (number(0), number(1));
            let (data, tail) = head[4].split_at((columns * rows) as usize);
            let patch = Bitmap::from_bytes(columns * 8, rows, data.to_vec()).expect("whole rows");
            page.paste(&patch, number(2).into(), number(3).into());
            rest = tail.strip_prefix(b"\r\n").expect("a line's end");
        } else {
            let end = rest
                .windows(2)
                .position(|w| w == b"\r\n")
                .expect("a line's end");
            lines.push(String::from_utf8(rest[..end].to_vec()).expect("text"));
            rest = &rest[end + 2..];
        }
    }
    (lines, page)
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let bytes = Cpcl.encode(std::slice::from_ref(&page), &JOB);
        let (lines, back) = read_back(&bytes, page.width(), page.height());
        prop_assert!(back == page);
        prop_assert_eq!(lines.last().map(String::as_str), Some("PRINT"));
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = (Cpcl.parse_status(&answer), Cpcl.status_complete(&answer), Cpcl.parse_identity(&answer));
    }
}

#[test]
fn black_is_one() {
    let mut page = Bitmap::new(812, 1218);
    page.fill(DotRect {
        left: 8,
        top: 2,
        right: 16,
        bottom: 4,
    });
    let bytes = Cpcl.encode(&[page], &JOB);
    assert_eq!(
        bytes,
        b"\x1bN! 0 200 200 1218 1\r\nPAGE-WIDTH 812\r\nGAP-SENSE\r\nCG 1 2 8 2 \xff\xff\r\nFORM\r\nPRINT\r\n"
    );
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let lines = |job| read_back(&Cpcl.encode(&[Bitmap::new(8, 8)], job), 8, 8).0;
    let job = Job {
        tracking: Tracking::Mark,
        darkness: Some(100),
        speed: Some(4),
        copies: Copies::new(3).expect("not zero"),
        finish: Finish::Cut,
        ..Job::new(Media::FOUR_BY_SIX, Resolution::Dpi300)
    };
    assert_eq!(
        lines(&job),
        [
            "! 0 300 300 1829 3",
            "PAGE-WIDTH 1219",
            "BAR-SENSE",
            "TONE 200",
            "SPEED 5",
            "CUT",
            "FORM",
            "PRINT"
        ]
    );
    let strip = Job {
        tracking: Tracking::Continuous,
        darkness: Some(0),
        speed: Some(1),
        ..JOB
    };
    assert_eq!(
        lines(&strip),
        [
            "! 0 200 200 1218 1",
            "PAGE-WIDTH 812",
            "TONE -99",
            "SPEED 1",
            "PRINT"
        ]
    );
}

#[test]
fn a_broken_graphic_is_filled_without_feeding() {
    assert!(Cpcl.recovery()[..GRAPHIC].iter().all(|b| *b == 0));
    assert!(Cpcl.recovery().ends_with(b"\0\r\nABORT\r\n"));
    let black = Bitmap::from_bytes(808, 600, vec![0xFF; 101 * 600]).expect("whole rows");
    for patch in patches(&black, OVERHEAD, GRAPHIC) {
        assert!(patch.rows() * patch.columns() <= GRAPHIC);
    }
}

#[test]
fn reads_every_bit() {
    for (byte, words) in [
        (0x02, "out of labels"),
        (0x04, "open"),
        (0x08, "battery"),
        (0x06, "open"),
    ] {
        let status = Cpcl.parse_status(&[byte]).expect("a status");
        assert!(
            status.problem().is_some_and(|p| p.contains(words)),
            "{byte:02x}"
        );
    }
    let status = |byte| Cpcl.parse_status(&[byte]).expect("a status");
    assert_eq!(status(0), Status::default());
    assert!(!status(1).idle());
    assert!(status(0x10).restarted);
    for other in [&b""[..], b"\xff", b"\x20", b"OK\r\nOK\r\n"] {
        assert_eq!(Cpcl.parse_status(other), None);
    }
    assert!(!Cpcl.status_complete(b"") && Cpcl.status_complete(b"\0"));
}

#[test]
fn reads_what_a_printer_is() {
    let identity = Cpcl
        .parse_identity(b"QLn320 V68.19.7Z\0")
        .expect("an identity");
    assert_eq!(identity.model, "QLn320 V68.19.7Z");
    for other in [&b"QLn320"[..], b"", b"\0", b"\x12\x12\x12\0"] {
        assert_eq!(Cpcl.parse_identity(other), None);
    }
}
