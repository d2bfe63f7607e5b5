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
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(graphic) = rest.strip_prefix(b"BITMAP ") {
            let head: Vec<&[u8]> = graphic.splitn(6, |b| *b == b',').collect();
            let number = |i: usize| {
                let text = std::str::from_utf8(head[i]).expect("text");
                text.parse::<u32>().expect("a number")
            };
            let (columns, rows, mode) = (number(2), number(3), number(4));
            assert_eq!(mode, 0);
            let (data, tail) = head[5].split_at((columns * rows) as usize);
            // Mode 0 replaces: white ones as well.
            for (row, line) in (number(1)..).zip(data.chunks(columns as usize)) {
                for (x, byte) in (number(0)..).step_by(8).zip(line) {
                    for bit in 0..8 {
                        page.set(x + bit, row, byte & 0x80 >> bit == 0);
                    }
                }
            }
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
        let bytes = Tspl.encode(std::slice::from_ref(&page), &JOB);
        let (lines, back) = read_back(&bytes, page.width(), page.height());
        prop_assert!(back == page);
        prop_assert_eq!(lines.last().map(String::as_str), Some("PRINT 1,1"));
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = (Tspl.parse_status(&answer), Tspl.status_complete(&answer), Tspl.parse_identity(&answer));
    }
}

#[test]
fn black_is_zero() {
    let mut page = Bitmap::new(812, 1218);
    page.fill(DotRect {
        left: 8,
        top: 2,
        right: 16,
        bottom: 4,
    });
    let bytes = Tspl.encode(&[page], &JOB);
    assert_eq!(
        bytes,
        b"\r\nSIZE 101.6 mm,152.4 mm\r\nGAP 3 mm,0 mm\r\nDIRECTION 0\r\nREFERENCE 0,0\r\n\
          SET CUTTER OFF\r\nSET TEAR ON\r\nCLS\r\nBITMAP 8,2,1,2,0,\0\0\r\nPRINT 1,1\r\n"
    );
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let job = Job {
        tracking: Tracking::Mark,
        darkness: Some(50),
        speed: Some(4),
        copies: Copies::new(3).expect("not zero"),
        finish: Finish::Cut,
        ..Job::new(
            Media::new(62_000, 100_250).expect("stock"),
            Resolution::Dpi203,
        )
    };
    let lines = |job| read_back(&Tspl.encode(&[Bitmap::new(8, 8)], job), 8, 8).0;
    assert_eq!(
        lines(&job),
        [
            "",
            "SIZE 62 mm,100.25 mm",
            "BLINE 3 mm,0 mm",
            "DIRECTION 0",
            "REFERENCE 0,0",
            "SET TEAR OFF",
            "SET CUTTER 1",
            "DENSITY 8",
            "SPEED 4",
            "CLS",
            "PRINT 1,3",
        ]
    );
    let strip = Job {
        tracking: Tracking::Continuous,
        ..JOB
    };
    assert!(lines(&strip).contains(&"GAP 0,0".to_owned()));
}

#[test]
fn a_broken_graphic_is_filled_and_cleared() {
    let mut page = Bitmap::new(812, 1218);
    page.fill(DotRect {
        left: 0,
        top: 0,
        right: 812,
        bottom: 1218,
    });
    let bytes = Tspl.encode(&[page], &JOB);
    let longest = bytes
        .windows(8)
        .enumerate()
        .filter(|(_, w)| w.starts_with(b"BITMAP "));
    let starts: Vec<usize> = longest.map(|(at, _)| at).chain([bytes.len()]).collect();
    let longest = starts
        .windows(2)
        .map(|w| w[1] - w[0])
        .max()
        .expect("graphics");
    assert!(longest <= GRAPHIC + 30, "{longest}");
    assert!(Tspl.recovery().len() > GRAPHIC && Tspl.recovery().ends_with(b"\r\nCLS\r\n"));
    assert!(Tspl.recovery()[..GRAPHIC].chunks(2).all(|c| c == b"\r\n"));
}

#[test]
fn reads_every_bit() {
    for (byte, words) in [
        (0x01, "open"),
        (0x02, "stuck"),
        (0x04, "out of labels"),
        (0x08, "ribbon"),
        (0x10, "paused"),
        (0x40, "open"),
        (0x80, "too hot"),
        (0x05, "open"),
    ] {
        let status = Tspl.parse_status(&[byte]).expect("a status");
        assert!(
            status.problem().is_some_and(|p| p.contains(words)),
            "{byte:02x}"
        );
    }
    assert_eq!(Tspl.parse_status(&[0]), Some(Status::default()));
    let printing = Tspl.parse_status(&[0x20]).expect("a status");
    assert_eq!((printing.problem(), printing.idle()), (None, false));
    // The newest of two answers; and another language's words are no status.
    assert_eq!(Tspl.parse_status(&[0x04, 0]), Some(Status::default()));
    assert_eq!(Tspl.parse_status(b"030,0,0\r\n"), None);
    assert_eq!(Tspl.parse_status(b""), None);
    assert!(!Tspl.status_complete(b"") && Tspl.status_complete(b"\0"));
}

#[test]
fn reads_what_a_printer_is() {
    for (answer, model) in [
        (&b"TTP-244 Plus\r"[..], "TTP-244 Plus"),
        (b"TTP-247\r\n", "TTP-247"),
    ] {
        assert_eq!(
            Tspl.parse_identity(answer).expect("an identity").model,
            model
        );
    }
    for other in [
        &b"TTP-244"[..],
        b"",
        b"\r",
        b"\x02ZD420,V8,8,1\x03\r\n",
        b"00\r\n",
        b"A\r\nB\r\n",
    ] {
        assert_eq!(Tspl.parse_identity(other), None, "{}", other.escape_ascii());
    }
}
