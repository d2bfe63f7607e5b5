//! What the encoder sends is drawn here by the book, and reports are read as printers send them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, DotRect};
use proptest::prelude::*;

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Inch300);

/// What a job made the printer do, in order.
#[derive(Debug, PartialEq)]
enum Did {
    Lock(u8),
    Start(u32),
    Density(u8),
    Text,
    Length(u16),
    Label(u16, Bitmap),
    Feed,
    Tear,
    End,
}

fn take(job: &[u8]) -> Vec<Did> {
    let mut rest = job;
    let mut done = Vec::new();
    let eat = |rest: &mut &[u8], n: usize| {
        let (bytes, after) = rest.split_at(n);
        *rest = after;
        bytes.to_vec()
    };
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let mut index = 0;
    while !rest.is_empty() {
        let command = eat(&mut rest, 2);
        assert_eq!(command[0], 0x1B, "{command:02X?}");
        done.push(match command[1] {
            b'A' => Did::Lock(eat(&mut rest, 1)[0]),
            b's' => Did::Start(word(&eat(&mut rest, 4))),
            b'C' => Did::Density(eat(&mut rest, 1)[0]),
            b'h' => Did::Text,
            b'L' => {
                let length = eat(&mut rest, 2);
                Did::Length(u16::from_le_bytes([length[0], length[1]]))
            }
            b'n' => {
                let bytes = eat(&mut rest, 2);
                index = u16::from_le_bytes([bytes[0], bytes[1]]);
                continue;
            }
            b'D' => {
                assert_eq!(eat(&mut rest, 2), [1, 2]);
                let rows = word(&eat(&mut rest, 4));
                let dots = word(&eat(&mut rest, 4));
                assert_eq!(dots % 8, 0);
                let data = eat(&mut rest, (rows * dots / 8) as usize);
                Did::Label(
                    index,
                    Bitmap::from_bytes(dots, rows, data).expect("as many as said"),
                )
            }
            b'G' => Did::Feed,
            b'E' => Did::Tear,
            b'Q' => Did::End,
            other => panic!("ESC {other:02X}"),
        });
    }
    done
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let done = take(&Dymo550.encode(std::slice::from_ref(&page), &JOB));
        let Did::Label(1, drawn) = &done[4] else {
            return Err(TestCaseError::fail("no label"));
        };
        let whole = DotRect { left: 0, top: 0, right: page.width(), bottom: page.height() };
        prop_assert!(drawn.crop(whole) == page);
        prop_assert!(drawn.ink() == page.ink(), "ink beside the label");
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = (Dymo550.parse_status(&answer), Dymo550.status_complete(&answer));
    }
}

#[test]
fn asks_after_each_label_and_lets_the_printer_go() {
    let page = Bitmap::new(640, 10);
    let job = Job {
        copies: Copies::new(2).expect("not zero"),
        darkness: Some(50),
        tracking: Tracking::Continuous,
        ..JOB
    };
    let done = take(&Dymo550.encode(std::slice::from_ref(&page), &job));
    assert_eq!(
        done,
        [
            Did::Lock(1),
            Did::Start(JOB_ID),
            Did::Density(100),
            Did::Text,
            Did::Length(0xFFFF),
            Did::Label(1, page.clone()),
            Did::Feed,
            Did::Lock(2),
            Did::Label(2, page),
            Did::Feed,
            Did::Lock(0),
            Did::Tear,
            Did::End,
        ]
    );
}

fn report(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut report = vec![0; 32];
    report[9] = 100;
    report[10] = 8;
    report[11..18].copy_from_slice(b"1744907");
    report[27] = 120;
    report[29] = 1;
    report[30] = 1;
    report[31] = 0xFF;
    for (at, byte) in changes {
        report[*at] = *byte;
    }
    report
}

#[test]
fn reads_reports() {
    for (changes, words) in [
        (&[(8, 1)][..], "hot"),
        (&[(10, 1)], "open"),
        (&[(10, 2)], "out of labels"),
        (&[(10, 3)], "out of labels"),
        (&[(10, 5)], "out of labels"),
        (&[(10, 9)], "stuck"),
        (&[(10, 10)], "only rolls of its maker"),
        (&[(0, 2), (10, 10)], "only rolls of its maker"),
        (&[(0, 2)], "fault"),
        (&[(0, 3)], "fault"),
        (&[(30, 4)], "fault"),
    ] {
        let status = Dymo550.parse_status(&report(changes)).expect("a report");
        assert!(
            status.problem().expect("trouble").contains(words),
            "{changes:?}"
        );
    }
    for idle in [&[][..], &[(0, 4)], &[(0, 5)], &[(10, 6)], &[(10, 7)]] {
        assert_eq!(
            Dymo550.parse_status(&report(idle)),
            Some(Status::default()),
            "{idle:?}"
        );
    }
    // Printing; and idle between two labels of a job.
    for busy in [&[(0, 1)][..], &[(1, 0x31)], &[(4, 0x01)]] {
        let status = Dymo550.parse_status(&report(busy)).expect("a report");
        assert!(!status.idle() && status.problem().is_none(), "{busy:?}");
    }
}

#[test]
fn takes_the_newest_whole_report() {
    let both = [report(&[(0, 1)]), report(&[])].concat();
    assert_eq!(Dymo550.parse_status(&both), Some(Status::default()));
    for cut in 32..64 {
        assert!(Dymo550.parse_status(&both[..cut]).is_some_and(|s| s.busy));
    }
    for cut in 0..32 {
        assert!(!Dymo550.status_complete(&both[..cut]));
    }
    assert_eq!(Dymo550.parse_status(&report(&[(10, 0x77)])), None);
}

#[test]
fn is_as_the_older_ones_but_for_its_words() {
    for media in [Media::FOUR_BY_SIX, Media::TWO_BY_ONE, Media::A6] {
        assert_eq!(
            Dymo550.page(media, Resolution::Inch300),
            dymo::Dymo.page(media, Resolution::Inch300)
        );
    }
    assert_eq!(Dymo550.resolution(203), None);
    assert_eq!(Dymo550.recovery(), b"");
}
