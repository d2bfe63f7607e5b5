//! What the encoder sends is drawn here by the book, and answers are read as printers give them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, DotRect, Media, Resolution};
use proptest::prelude::*;

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);

/// What stands in each block, split at ESC.
fn blocks(sbpl: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(sbpl).expect("text");
    text.split_terminator('\x03')
        .map(|block| {
            let block = block.strip_prefix('\x02').expect("STX");
            let mut commands: Vec<String> = block.split('\x1B').skip(1).map(String::from).collect();
            assert_eq!(commands.remove(0), "A");
            assert_eq!(commands.pop().as_deref(), Some("Z"));
            commands
        })
        .collect()
}

/// Draws a label's block as a printer would.
fn draw(commands: &[String], width: u32, height: u32) -> Bitmap {
    let mut page = Bitmap::new(width, height);
    let (mut x, mut y) = (0, 0);
    for command in commands {
        let number = |at: std::ops::Range<usize>| command[at].parse::<u32>().expect("digits");
        match &command[..1] {
            "H" => x = number(1..5),
            "V" => y = number(1..5),
            "G" => {
                assert_eq!(&command[..2], "GH");
                let (across, down) = (number(2..5) as usize, number(5..8) as usize);
                let digits = &command[8..];
                assert_eq!(digits.len(), across * down * 8 * 2);
                for (at, digit) in digits.chars().enumerate() {
                    let nibble = digit.to_digit(16).expect("a digit");
                    for bit in 0..4 {
                        if nibble & (8 >> bit) != 0 {
                            let dot = |n: usize| u32::try_from(n).expect("small");
                            let column = dot(at % (across * 2) * 4 + bit);
                            let row = dot(at / (across * 2));
                            assert!(x + column < width && y + row < height, "ink off the page");
                            page.set(x + column, y + row, true);
                        }
                    }
                }
            }
            "~" | "Q" => {}
            _ => panic!("{command}"),
        }
    }
    page
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let sbpl = Sbpl.encode(std::slice::from_ref(&page), &JOB);
        prop_assert!(draw(&blocks(&sbpl)[1], page.width(), page.height()) == page);
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = (Sbpl.parse_status(&answer), Sbpl.status_complete(&answer));
    }
}

#[test]
fn sends_ink_and_little_white() {
    let mut page = Bitmap::new(812, 1218);
    for (left, top) in [(104, 50), (16, 1000)] {
        page.fill(DotRect {
            left,
            top,
            right: left + 8,
            bottom: top + 8,
        });
    }
    let sent = Sbpl.encode(&[page, Bitmap::new(812, 1218)], &JOB);
    let ink = "FF".repeat(8);
    assert_eq!(
        String::from_utf8(sent).expect("text"),
        format!(
            "\x02\x1BA\x1BA3V+00000H+0000\x1BIG1\x1BA1V01218H0812\x1BZ\x03\
             \x02\x1BA\x1BH0104\x1BV0050\x1BGH001001{ink}\x1BH0016\x1BV1000\x1BGH001001{ink}\x1B~A0\x1BQ1\x1BZ\x03\
             \x02\x1BA\x1B~A0\x1BQ1\x1BZ\x03"
        )
    );
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let job = Job {
        tracking: Tracking::Mark,
        darkness: Some(100),
        speed: Some(6),
        copies: Copies::new(3).expect("not zero"),
        finish: Finish::Cut,
        ..JOB
    };
    let blocks = blocks(&Sbpl.encode(&[Bitmap::new(812, 1218)], &job));
    assert_eq!(
        blocks[0],
        ["A3V+00000H+0000", "CS6", "#F10", "IG0", "A1V01218H0812"]
    );
    assert_eq!(blocks[1], ["~A1", "Q3"]);
    let strip = Job {
        tracking: Tracking::Continuous,
        ..JOB
    };
    assert!(
        Sbpl.encode(&[], &strip)
            .windows(3)
            .any(|window| window == b"IG2")
    );
}

fn answer(letter: char, left: &str) -> Vec<u8> {
    format!("\x0201{letter}{left}PACKBENCH       \x03").into_bytes()
}

#[test]
fn reads_what_the_letters_say() {
    for (letter, words) in [
        ('0', "paused"),
        ('4', "paused"),
        ('E', "paused"),
        ('M', "take it"),
        ('a', "memory is full"),
        ('b', "open"),
        ('c', "out of labels"),
        ('d', "ribbon"),
        ('e', "gaps"),
        ('f', "gaps"),
        ('g', "fault"),
        ('j', "cutter"),
        ('k', "fault"),
    ] {
        let status = Sbpl
            .parse_status(&answer(letter, "000001"))
            .expect("an answer");
        let problem = status.problem().expect("trouble");
        assert!(problem.contains(words), "{letter}: {problem}");
        assert_eq!(status.labels_left, 1);
    }
    for letter in ['A', 'B', 'C', 'D'] {
        let status = Sbpl
            .parse_status(&answer(letter, "000000"))
            .expect("an answer");
        assert!(status.idle() && status.problem().is_none(), "{letter}");
    }
    for letter in ['G', 'J', 'S', 'V'] {
        let status = Sbpl
            .parse_status(&answer(letter, "000000"))
            .expect("an answer");
        assert!(!status.idle() && status.problem().is_none(), "{letter}");
    }
}

#[test]
fn knows_when_an_answer_is_whole_and_takes_the_newest() {
    let busy = answer('G', "000002");
    for cut in 0..busy.len() {
        assert!(!Sbpl.status_complete(&busy[..cut]), "{cut}");
    }
    assert!(Sbpl.status_complete(&busy));
    let both = [busy, answer('A', "000000")].concat();
    assert!(Sbpl.parse_status(&both).is_some_and(|status| status.idle()));
    // Without a job there are spaces; older printers send no name.
    for idle in [
        b"\x02  A000000                \x03".to_vec(),
        b"\x02  A      \x03".to_vec(),
    ] {
        assert!(Sbpl.parse_status(&idle).is_some_and(|status| status.idle()));
    }
    for rubbish in [
        &b"\x06"[..],
        b"\x0201Y000000\x03",
        b"\x02x1A000000\x03",
        b"\x0201A00x000\x03",
        b"HTTP/1.1 400 Bad Request\r\n",
    ] {
        assert_eq!(Sbpl.parse_status(rubbish), None);
    }
}
