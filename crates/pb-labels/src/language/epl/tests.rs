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
        if let Some(graphic) = rest.strip_prefix(b"GW") {
            let head: Vec<&[u8]> = graphic.splitn(5, |b| *b == b',').collect();
            let number = |i: usize| {
                let text = std::str::from_utf8(head[i]).expect("text");
                text.parse::<u32>().expect("a number")
            };
            let (columns, rows) = (number(2), number(3));
            let (data, tail) = head[4].split_at((columns * rows) as usize);
            let black = data.iter().map(|b| !b).collect();
            let patch = Bitmap::from_bytes(columns * 8, rows, black).expect("whole rows");
            page.paste(&patch, number(0).into(), number(1).into());
            rest = tail.strip_prefix(b"\n").expect("a line's end");
        } else {
            let end = rest.iter().position(|b| *b == b'\n').expect("a line's end");
            lines.push(String::from_utf8(rest[..end].to_vec()).expect("text"));
            rest = &rest[end + 1..];
        }
    }
    (lines, page)
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let bytes = Epl.encode(std::slice::from_ref(&page), &JOB);
        let (lines, back) = read_back(&bytes, page.width(), page.height());
        prop_assert!(back == page);
        prop_assert_eq!(lines.last().map(String::as_str), Some("P1"));
    }

    #[test]
    fn a_broken_job_is_out_of_the_way(page in page(), cut in any::<prop::sample::Index>()) {
        let bytes = Epl.encode(std::slice::from_ref(&page), &JOB);
        let broken = &bytes[..cut.index(bytes.len())];
        // As a printer takes it: the rest of a graphic from what follows, then lines again.
        let all = [broken, Epl.recovery(), b"\n"].concat();
        let mut rest = all.as_slice();
        let mut last = Vec::new();
        while !rest.is_empty() {
            let numbers: Option<Vec<usize>> = rest.strip_prefix(b"GW").and_then(|graphic| {
                let head: Vec<&[u8]> = graphic.splitn(5, |b| *b == b',').collect();
                head.get(..4)?.iter().map(|n| std::str::from_utf8(n).ok()?.parse().ok()).collect()
            });
            let length = match numbers.as_deref() {
                Some([x, y, columns, rows]) => {
                    format!("GW{x},{y},{columns},{rows},").len() + columns * rows
                }
                _ => rest.iter().position(|b| *b == b'\n').expect("a line's end"),
            };
            prop_assert!(length < rest.len(), "the graphic is never full");
            last.push(rest[..length].to_vec());
            rest = &rest[length + 1..];
        }
        last.retain(|line| !line.is_empty());
        prop_assert_eq!(last.last().map(Vec::as_slice), Some(&b"N"[..]));
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = (Epl.parse_status(&answer), Epl.status_complete(&answer), Epl.parse_identity(&answer));
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
    let bytes = Epl.encode(&[page], &JOB);
    assert_eq!(
        bytes,
        b"\nUS\nQ1218,24\nq812\nR0,0\nZT\nN\nGW8,2,1,2,\0\0\nP1\n"
    );
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let job = Job {
        tracking: Tracking::Mark,
        darkness: Some(100),
        speed: Some(9),
        copies: Copies::new(2).expect("not zero"),
        finish: Finish::Cut,
        ..Job::new(Media::FOUR_BY_SIX, Resolution::Dpi300)
    };
    let text = |job: &Job| {
        let bytes = Epl.encode(&[Bitmap::new(812, 1218)], job);
        String::from_utf8(bytes).expect("no graphics")
    };
    assert_eq!(
        text(&job),
        "\nUS\nQ1829,B36+0\nq1219\nR0,0\nZT\nS6\nD15\nN\nP1\nC\nP1\nC\n"
    );
    let strip = Job {
        tracking: Tracking::Continuous,
        copies: job.copies,
        ..JOB
    };
    assert_eq!(text(&strip), "\nUS\nQ1218,0\nq812\nR0,0\nZT\nN\nP2\n");
}

#[test]
fn counts_labels_that_are_out() {
    let status = Epl.parse_status(b"\x06\x06").expect("reports");
    assert_eq!((status.finished, status.problem()), (2, None));
    let status = Epl.parse_status(b"\x06\x1507P003\r\n").expect("reports");
    assert_eq!(
        (status.finished, status.labels_left, status.paper_out),
        (1, 3, true)
    );
    let status = Epl.parse_status(b"\x1511P002L01200").expect("reports");
    assert_eq!((status.labels_left, status.head_open), (2, true));
    // The newest word counts.
    let status = Epl.parse_status(b"\x1507P001\x06").expect("reports");
    assert_eq!((status.finished, status.paper_out), (1, true));
}

#[test]
fn reads_codes_in_a_packers_words() {
    for (code, words) in [
        ("07", "out of labels"),
        ("11", "open"),
        ("12", "paused"),
        ("13", "too hot"),
        ("14", "too hot"),
        ("15", "battery"),
        ("81", "cutter"),
        ("84", "gaps"),
        ("04", "memory"),
        ("01", "fault"),
        ("07,11", "open"),
    ] {
        let answer = format!("{code}\r\n");
        let status = Epl.parse_status(answer.as_bytes()).expect(code);
        assert!(
            status.problem().expect(code).contains(words),
            "{code}: {status:?}"
        );
    }
    assert_eq!(Epl.parse_status(b"00\r\n"), Some(Status::default()));
    assert!(!Epl.parse_status(b"50\r\n").expect("busy").idle());
}

#[test]
fn knows_when_an_answer_is_whole() {
    for (answer, whole) in [
        (&b""[..], false),
        (b"0", false),
        (b"07", false),
        (b"07,11", false),
        (b"07,11\r\n", true),
        (b"\x06", true),
        (b"\x15", false),
        (b"\x1507P0", false),
        (b"\x1507P003L0", false),
        (b"\x1507P003", true),
        (b"rubbish\r\n", false),
        (b"030,0,0,1218,000,0,0,0,000,0,0,0\r\n", false),
    ] {
        assert_eq!(
            Epl.status_complete(answer),
            whole,
            "{}",
            answer.escape_ascii()
        );
    }
}

#[test]
fn reads_what_a_printer_is() {
    let answer =
        b"UKQ1935HLU  V4.29\r\nS/N: 42A033300000\r\nSerial port:96,N,8,1\r\nq600 Q208,25\r\n";
    let identity = Epl.parse_identity(answer).expect("an identity");
    assert_eq!(
        (identity.model.as_str(), identity.firmware.as_str()),
        ("UKQ1935HLU", "V4.29")
    );
    for other in [
        &answer[..30],
        b"OK\r\n",
        b"",
        b"TTP-244 Plus\r",
        b"LP2844 V4\r\nhello\r\n",
    ] {
        assert_eq!(Epl.parse_identity(other), None);
    }
}
