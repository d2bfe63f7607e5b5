//! What the encoder sends is drawn here by the book, and the status byte is read as printers send it.
use super::*;
use crate::Copies;
use crate::language::pages::page;
use proptest::prelude::*;

/// One label as it came out.
#[derive(Debug)]
struct Label {
    length: u16,
    rows: Vec<Vec<bool>>,
    torn: bool,
}

/// Takes a job as a printer with a head of so many bytes would.
fn take(job: &[u8], head: usize) -> (Vec<Label>, Vec<u8>) {
    let mut bytes = job.iter().copied();
    let (mut tab, mut line, mut length) = (0usize, head, 0);
    let (mut labels, mut other, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(byte) = bytes.next() {
        let mut next = || bytes.next().expect("a whole command");
        match byte {
            0x1B => match next() {
                b'B' => tab = next().into(),
                b'D' => line = next().into(),
                b'L' => length = u16::from_be_bytes([next(), next()]),
                b'f' => {
                    assert_eq!(next(), 1);
                    rows.extend((0..next()).map(|_| vec![false; head * 8]));
                }
                end @ (b'E' | b'G') => {
                    let rows = std::mem::take(&mut rows);
                    labels.push(Label {
                        length,
                        rows,
                        torn: end == b'E',
                    });
                }
                command => other.push(command),
            },
            kind @ (0x16 | 0x17) => {
                assert!(line > 0 && tab + line <= head, "past the head's end");
                let mut row = vec![false; tab * 8];
                while row.len() < (tab + line) * 8 {
                    let data = next();
                    if kind == 0x16 {
                        row.extend((0..8).map(|i| data >> (7 - i) & 1 == 1));
                    } else {
                        row.extend(std::iter::repeat_n(
                            data & 0x80 != 0,
                            usize::from(data & 0x7F) + 1,
                        ));
                    }
                }
                assert_eq!(row.len(), (tab + line) * 8, "a run past the row's end");
                row.resize(head * 8, false);
                rows.push(row);
            }
            other => panic!("{other:02X}"),
        }
    }
    assert!(rows.is_empty(), "a label without an end");
    (labels, other)
}

fn seen(label: &Label, width: u32) -> Bitmap {
    let mut page = Bitmap::new(width, u32::try_from(label.rows.len()).expect("few"));
    for (y, row) in (0..).zip(&label.rows) {
        for (x, _) in (0..).zip(row).filter(|(_, dot)| **dot) {
            assert!(x < width, "ink beside the label");
            page.set(x, y, true);
        }
    }
    page
}

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Inch300);

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let (labels, _) = take(&Dymo.encode(std::slice::from_ref(&page), &JOB), 156);
        prop_assert!(seen(&labels[0], page.width()) == page);
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..4)) {
        let _ = (Dymo.parse_status(&answer), Dymo.status_complete(&answer));
    }
}

#[test]
fn chooses_the_shorter_form_for_each_row() {
    let mut page = Bitmap::new(672, 600);
    for x in 8..640 {
        page.set(x, 300, true);
        page.set(x, 301, x % 2 == 0);
    }
    let sent = Dymo.encode(&[page], &JOB);
    let mut wanted = b"\x1B@\x1BB\x01\x1BD\x4F\x1BL\x02\x58\x1Bf\x01\xFF\x1Bf\x01\x2D\x17".to_vec();
    wanted.extend([0xFF, 0xFF, 0xFF, 0xFF, 0xF7, 0x16]);
    wanted.extend([0xAA; 79]);
    wanted.extend(b"\x1Bf\x01\xFF\x1Bf\x01\x2B\x1BE");
    assert_eq!(sent, wanted);
}

#[test]
fn feeds_to_the_tear_bar_only_at_the_end() {
    let job = Job {
        copies: Copies::new(2).expect("not zero"),
        darkness: Some(100),
        tracking: Tracking::Continuous,
        ..JOB
    };
    let (labels, other) = take(
        &Dymo.encode(&[Bitmap::new(672, 300), Bitmap::new(672, 2)], &job),
        84,
    );
    let shape: Vec<_> = labels
        .iter()
        .map(|l| (l.rows.len(), l.torn, l.length))
        .collect();
    assert_eq!(
        shape,
        [
            (300, false, 0xFFFF),
            (300, false, 0xFFFF),
            (2, false, 0xFFFF),
            (2, true, 0xFFFF)
        ]
    );
    assert_eq!(other, b"@g");
}

#[test]
fn prints_as_far_as_the_head_that_takes_the_stock() {
    let page = |width, height| {
        let media = Media::new(width, height).expect("a size");
        Dymo.page(media, Resolution::Inch300)
    };
    assert_eq!(page(101_600, 152_400), (1200, 1800));
    assert_eq!(page(104_000, 159_000), (1228, 1878));
    assert_eq!(page(120_000, 159_000).0, 1248);
    assert_eq!(page(54_000, 101_000), (638, 1193));
    assert_eq!(page(59_000, 102_000).0, 672);
    assert_eq!(Dymo.resolution(300), Some(Resolution::Inch300));
    assert_eq!(Dymo.resolution(203), None);
}

#[test]
fn reads_the_status_byte() {
    let status = |byte: u8| Dymo.parse_status(&[byte]).expect("a status");
    assert_eq!(status(0x03), Status::default());
    assert!(status(0x01).busy && status(0x01).problem().is_none());
    for (byte, words) in [(0xA1, "out of labels"), (0xC1, "stuck"), (0x81, "fault")] {
        assert!(
            status(byte).problem().expect("trouble").contains(words),
            "{byte:02X}"
        );
    }
    assert!(!Dymo.status_complete(b""));
    assert_eq!(Dymo.parse_status(b"?"), None);
    // What was asked before may be answered only now: the newest counts.
    assert_eq!(Dymo.parse_status(b"\x01\x03"), Some(Status::default()));
}

#[test]
fn a_recovery_ends_any_row() {
    // Amid a plain row of the longest kind, and amid one of runs.
    for is_plain in [true, false] {
        let mut bytes = Dymo.recovery().iter();
        let mut dots = 0;
        while dots < 1248 {
            let byte = bytes.next().expect("enough to end the row");
            dots += if is_plain {
                8
            } else {
                u32::from(byte & 0x7F) + 1
            };
        }
        let (last, before) = bytes.as_slice().split_last().expect("a command is left");
        assert_eq!(*last, b'@');
        assert!(!before.is_empty() && before.iter().all(|byte| *byte == 0x1B));
    }
}
