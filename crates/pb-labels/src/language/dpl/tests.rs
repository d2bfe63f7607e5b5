//! What the encoder sends is drawn here by the book, and answers are read as printers give them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, Media, Resolution};
use proptest::prelude::*;
use std::collections::HashMap;

/// A printer's memory and what came out of it.
#[derive(Default)]
struct Printer {
    settings: Vec<String>,
    pictures: HashMap<String, Vec<Vec<u8>>>,
    labels: Vec<(Bitmap, u32, Vec<String>)>,
}

impl Printer {
    /// Takes all that is sent; `dots` are those of a millimetre.
    fn take(dpl: &[u8], (width, height): (u32, u32), dots: u32) -> Self {
        let text = std::str::from_utf8(dpl).expect("text");
        let mut printer = Self::default();
        let mut lines = text.split_terminator('\r');
        while let Some(line) = lines.next() {
            let command = line
                .strip_prefix('\x02')
                .expect("a command begins with STX");
            if let Some(name) = command.strip_prefix("ICAF") {
                let rows = rows(&mut lines);
                printer.pictures.insert(name.to_owned(), rows);
            } else if let Some(name) = command.strip_prefix("xCG") {
                assert!(printer.pictures.remove(name).is_some());
            } else if command == "L" {
                let label = printer.label(&mut lines, (width, height), dots);
                printer.labels.push(label);
            } else {
                printer.settings.push(command.to_owned());
            }
        }
        assert!(printer.pictures.is_empty(), "pictures are left behind");
        printer
    }

    fn label<'a>(
        &self,
        lines: &mut impl Iterator<Item = &'a str>,
        (width, height): (u32, u32),
        dots: u32,
    ) -> (Bitmap, u32, Vec<String>) {
        let mut page = Bitmap::new(width, height);
        let (mut copies, mut settings) = (1, Vec::new());
        loop {
            let line = lines.next().expect("a label has an end");
            let number = |at: std::ops::Range<usize>| line[at].parse::<u32>().expect("digits");
            if line == "E" {
                return (page, copies, settings);
            } else if line.starts_with("1Y11000") {
                let place = |tenths: u32| {
                    assert_eq!(tenths * dots % 10, 0, "between two dots");
                    tenths * dots / 10
                };
                let (row, column) = (place(number(7..11)), place(number(11..15)));
                for (up, bytes) in (0..).zip(&self.pictures[&line[15..]]) {
                    for (x, bit) in (0..).zip(
                        bytes
                            .iter()
                            .flat_map(|b| (0..8).map(move |i| b >> (7 - i) & 1)),
                    ) {
                        if bit == 1 {
                            let y = height.checked_sub(1 + row + up).expect("on the page");
                            assert!(column + x < width, "ink off the page");
                            page.set(column + x, y, true);
                        }
                    }
                }
            } else if line.starts_with('Q') {
                copies = number(1..5);
            } else {
                settings.push(line.to_owned());
            }
        }
    }
}

/// A picture's rows in the order they come.
fn rows<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<Vec<u8>> {
    let mut rows: Vec<Vec<u8>> = Vec::new();
    loop {
        let line = lines.next().expect("a picture has an end");
        let byte = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).expect("digits");
        if line == "FFFF" {
            return rows;
        } else if line.starts_with("0000FF") {
            let last = rows.last().expect("a row to repeat").clone();
            rows.extend(std::iter::repeat_n(last, usize::from(byte(6))));
        } else {
            assert!(line.starts_with("80"), "{line}");
            assert_eq!(line.len(), 4 + 2 * usize::from(byte(2)));
            rows.push((4..line.len()).step_by(2).map(byte).collect());
        }
    }
}

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(
        page in page(),
        resolution in prop::sample::select(&[Resolution::Dpi203, Resolution::Dpi300][..]),
    ) {
        let job = Job { resolution, ..JOB };
        let dpl = Dpl.encode(std::slice::from_ref(&page), &job);
        let printer = Printer::take(&dpl, (page.width(), page.height()), resolution.dots_per_metre() / 1_000);
        prop_assert!(printer.labels[0].0 == page);
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = (Dpl.parse_status(&answer), Dpl.status_complete(&answer));
    }
}

#[test]
fn prints_wide_labels_in_strips_and_tall_blocks_in_few_records() {
    let mut page = Bitmap::new(2400, 700);
    page.fill(DotRect {
        left: 3,
        top: 5,
        right: 2390,
        bottom: 690,
    });
    let job = Job {
        resolution: Resolution::Dpi300,
        ..JOB
    };
    let dpl = Dpl.encode(std::slice::from_ref(&page), &job);
    let printer = Printer::take(&dpl, (2400, 700), 12);
    assert!(printer.labels[0].0 == page);
    assert!(dpl.len() < 4_000, "{} bytes", dpl.len());
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let page = Bitmap::new(812, 1218);
    let plain = Printer::take(
        &Dpl.encode(std::slice::from_ref(&page), &JOB),
        (812, 1218),
        8,
    );
    assert_eq!(plain.settings, ["m", "M4572", "c0000", "e", "V0"]);
    assert_eq!(plain.labels[0].2, ["D11"]);
    let job = Job {
        tracking: Tracking::Continuous,
        darkness: Some(50),
        speed: Some(4),
        copies: Copies::new(10_000).expect("not zero"),
        finish: Finish::Cut,
        ..JOB
    };
    let set = Printer::take(
        &Dpl.encode(std::slice::from_ref(&page), &job),
        (812, 1218),
        8,
    );
    assert_eq!(set.settings, ["m", "M4572", "c1524", "V1"]);
    assert_eq!(set.labels[0].2, ["D11", "H15", "PG"]);
    let copies: Vec<u32> = set.labels.iter().map(|label| label.1).collect();
    assert_eq!(copies, [9998, 2], "9999 would never end");
    let mark = Job {
        tracking: Tracking::Mark,
        ..JOB
    };
    let set = Printer::take(&Dpl.encode(&[page], &mark), (812, 1218), 8);
    assert_eq!(set.settings[2..4], ["c0000", "r"]);
}

#[test]
fn reads_flags_and_labels_left() {
    for (answer, words) in [
        ("NYNNNNNN\r0001\r", "out of labels"),
        ("NNYNNNNN\r0001\r", "ribbon"),
        ("NNNNNYNN\r0001\r", "paused"),
        ("NNNNNNYN\r0000\r", "take it"),
        ("NNNNNNNY\r0000\r", "fault"),
    ] {
        let status = Dpl.parse_status(answer.as_bytes()).expect("an answer");
        assert!(
            status.problem().expect("trouble").contains(words),
            "{answer}"
        );
    }
    for busy in [
        "YNNNNNNN\r0000\r",
        "NNNYNNNN\r0000\r",
        "NNNNYNNN\r0000\r",
        "NNNNNNNN\r0003\r",
        "NNNNNNNN\r00012\r",
    ] {
        let status = Dpl.parse_status(busy.as_bytes()).expect("an answer");
        assert!(!status.idle() && status.problem().is_none(), "{busy}");
    }
    let ready = b"\x11NNNNNNNN\r\n0000\r\n";
    assert!(Dpl.status_complete(ready));
    assert!(Dpl.parse_status(ready).is_some_and(|status| status.idle()));
}

#[test]
fn knows_when_an_answer_is_whole_and_takes_the_newest() {
    let busy = b"NNNYNNNN\r0002\r";
    for cut in 0..busy.len() {
        assert!(!Dpl.status_complete(&busy[..cut]), "{cut}");
    }
    let both = [&busy[..], b"NNNNNNNN\r0000\r"].concat();
    assert!(Dpl.parse_status(&both).is_some_and(|status| status.idle()));
    for rubbish in [
        &b"NNNNNNN\r0000\r"[..],
        b"NNNNNNNNN\r0000\r",
        b"NNxNNNNN\r",
        b"0000\r",
    ] {
        assert_eq!(Dpl.parse_status(rubbish), None);
    }
}
