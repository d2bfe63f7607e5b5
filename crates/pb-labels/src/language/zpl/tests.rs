//! What the encoder sends is decoded here by the book, and answers are read as printers give them.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::language::pages::page;
use crate::{DotRect, Media, Resolution};
use proptest::prelude::*;
use std::io::Read as _;

const ZPL: Zpl = Zpl { deflate: true };
const PLAIN: Zpl = Zpl { deflate: false };
const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);

/// Decodes one `^FO…^GFA…` at a time onto a page, as a printer would.
fn decode(zpl: &[u8], width: u32, height: u32) -> Bitmap {
    let text = std::str::from_utf8(zpl).unwrap();
    let mut page = Bitmap::new(width, height);
    let (mut x, mut y) = (0, 0);
    for command in text.split('^').filter(|c| !c.is_empty()) {
        if let Some(at) = command.strip_prefix("FO") {
            let (a, b) = at.split_once(',').unwrap();
            (x, y) = (a.parse().unwrap(), b.parse().unwrap());
        } else if let Some(field) = command.strip_prefix("GFA,") {
            let mut parts = field.splitn(4, ',');
            let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
            let (sent, total, row) = (number(), number(), number());
            assert_eq!(sent, total);
            let data = parts.next().unwrap();
            let bytes = if data.starts_with(":Z64:") {
                unz64(data)
            } else {
                unacs(data, total, row)
            };
            assert_eq!(bytes.len(), total);
            let columns = u32::try_from(row * 8).unwrap();
            let rows = u32::try_from(total / row).unwrap();
            page.paste(&Bitmap::from_bytes(columns, rows, bytes).unwrap(), x, y);
        }
    }
    page
}

fn unz64(data: &str) -> Vec<u8> {
    let (text, crc) = data
        .strip_prefix(":Z64:")
        .unwrap()
        .rsplit_once(':')
        .unwrap();
    assert_eq!(
        u16::from_str_radix(crc, 16).unwrap(),
        XMODEM.checksum(text.as_bytes())
    );
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(&BASE64.decode(text).unwrap()[..])
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn unacs(data: &str, total: usize, row: usize) -> Vec<u8> {
    let mut digits: Vec<u8> = Vec::new();
    let mut count = 0usize;
    let width = row * 2;
    for c in data.bytes() {
        match c {
            b'G'..=b'Y' => count += usize::from(c - b'F'),
            b'g'..=b'z' => count += usize::from(c - b'f') * 20,
            b',' => {
                digits.push(0);
                digits.resize(digits.len().next_multiple_of(width), 0);
            }
            b':' => digits.extend_from_within(digits.len() - width..),
            hex => {
                let digit = u8::try_from(char::from(hex).to_digit(16).unwrap()).unwrap();
                digits.extend(std::iter::repeat_n(digit, count.max(1)));
                count = 0;
            }
        }
    }
    assert_eq!(digits.len(), total * 2);
    digits.chunks(2).map(|d| d[0] << 4 | d[1]).collect()
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        for language in [ZPL, PLAIN] {
            let zpl = language.encode(std::slice::from_ref(&page), &JOB);
            prop_assert!(decode(&zpl, page.width(), page.height()) == page);
            prop_assert!(language.deflate || !zpl.windows(5).any(|w| w == b":Z64:"));
        }
    }

    #[test]
    fn both_compressions_hold_the_same_dots(page in page()) {
        let acs = String::from_utf8(acs(&page)).unwrap();
        let z64 = String::from_utf8(z64(page.bytes())).unwrap();
        prop_assert_eq!(&unacs(&acs, page.bytes().len(), page.row_bytes()), page.bytes());
        prop_assert_eq!(&unz64(&z64), page.bytes());
    }

    #[test]
    fn no_answer_makes_it_panic(mut answer in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>()) {
        let _ = (ZPL.parse_status(&answer), ZPL.status_complete(&answer));
        let mut real = READY.to_vec();
        let spot = at.index(real.len());
        real.splice(spot..(spot + answer.len() / 20).min(real.len()), answer.drain(..));
        let _ = (ZPL.parse_status(&real), ZPL.status_complete(&real));
    }
}

#[test]
fn the_facts_own_vectors() {
    // Zebra's scheme: a row of four black bytes' halves and the same row again.
    let bytes = [0xFF, 0xFF, 0, 0, 0, 0, 0, 0].repeat(2);
    assert_eq!(acs(&Bitmap::from_bytes(64, 2, bytes).unwrap()), b"JF,:");
    let text = String::from_utf8(z64(&[0xFF, 0, 0xFF, 0, 0xAA, 0x55, 0xAA, 0x55])).unwrap();
    assert_eq!(unz64(&text), [0xFF, 0, 0xFF, 0, 0xAA, 0x55, 0xAA, 0x55]);
    assert_eq!(XMODEM.checksum(b"/wD/AKpVqlU="), 0x797F);
    assert_eq!(XMODEM.checksum(b"123456789"), 0x31C3);
}

#[test]
fn says_size_and_resets_what_outlives_a_label() {
    let mut page = Bitmap::new(812, 1218);
    page.fill(DotRect {
        left: 100,
        top: 50,
        right: 108,
        bottom: 52,
    });
    let zpl = ZPL.encode(&[page, Bitmap::new(812, 1218)], &JOB);
    assert_eq!(
        String::from_utf8(zpl).unwrap(),
        "^XA^PW812^LL1218^LH0,0^PON^PMN^LRN^MNY^MMT^FO100,50^GFA,2,2,1,HF:^FS^PQ1^XZ\n\
         ^XA^PW812^LL1218^LH0,0^PON^PMN^LRN^MNY^MMT^PQ1^XZ\n"
    );
}

const READY: &[u8] = b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\
    \x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";

#[test]
fn reads_a_ready_printer() {
    assert!(ZPL.status_complete(READY));
    let status = ZPL.parse_status(READY).unwrap();
    assert_eq!(status, Status::default());
    assert!(status.idle());
    assert_eq!(status.problem(), None);
}

#[test]
fn reads_trouble_in_a_packers_words() {
    let answer = |first: &str, second: &str| {
        format!("\x02{first}\x03\r\n\x02{second}\x03\r\n\x021234,0\x03\r\n").into_bytes()
    };
    let fine = (
        "030,0,0,1218,000,0,0,0,000,0,0,0",
        "000,0,0,0,0,2,4,0,00000000,1,000",
    );
    for (first, second, words) in [
        ("030,1,0,1218,000,0,0,0,000,0,0,0", fine.1, "out of labels"),
        ("030,0,1,1218,000,0,0,0,000,0,0,0", fine.1, "paused"),
        ("030,0,0,1218,000,1,0,0,000,0,0,0", fine.1, "memory is full"),
        (
            "030,0,0,1218,000,0,0,0,000,1,0,0",
            fine.1,
            "lost its settings",
        ),
        ("030,0,0,1218,000,0,0,0,000,0,1,0", fine.1, "too cold"),
        ("030,0,0,1218,000,0,0,0,000,0,0,1", fine.1, "too hot"),
        (fine.0, "000,0,1,0,0,2,4,0,00000000,1,000", "open"),
        (fine.0, "000,0,0,1,0,2,4,0,00000000,1,000", "ribbon"),
        (fine.0, "000,0,0,0,0,1,4,1,00000000,1,000", "take it"),
        // An open head reports no paper too: close it first.
        (
            "030,1,0,1218,000,0,0,0,000,0,0,0",
            "000,0,1,0,0,2,4,0,00000000,1,000",
            "open",
        ),
    ] {
        let status = ZPL.parse_status(&answer(first, second)).unwrap();
        assert!(
            status.problem().unwrap().contains(words),
            "{first} {second}: {status:?}"
        );
    }
    for (first, second) in [
        ("030,0,0,1218,002,0,0,0,000,0,0,0", fine.1),
        ("030,0,0,1218,000,0,0,1,000,0,0,0", fine.1),
        (fine.0, "000,0,0,0,0,2,4,0,00000003,1,000"),
    ] {
        assert!(
            !ZPL.parse_status(&answer(first, second)).unwrap().idle(),
            "{first} {second}"
        );
    }
}

#[test]
fn knows_when_an_answer_is_whole_and_takes_the_newest() {
    for cut in 0..READY.len() - 3 {
        assert!(!ZPL.status_complete(&READY[..cut]), "{cut}");
    }
    let busy = String::from_utf8(READY.to_vec())
        .unwrap()
        .replace("1218,000", "1218,001");
    let both = [READY, b"rubbish\r\n", busy.as_bytes()].concat();
    assert_eq!(ZPL.parse_status(&both).unwrap().formats_waiting, 1);
    // A clone without STX and ETX.
    let bare: Vec<u8> = READY
        .iter()
        .copied()
        .filter(|b| !matches!(b, 2 | 3))
        .collect();
    assert!(ZPL.status_complete(&bare));
    assert_eq!(ZPL.parse_status(&bare), Some(Status::default()));
}

#[test]
fn refuses_rubbish() {
    for rubbish in [
        &b""[..],
        b"~HS\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n",
        b"\x02030,2,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n",
        b"\x02030,0,0,1218,0-1,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n",
        b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,x,0,0,2,4,0,00000000,1,000\x03\r\n",
    ] {
        assert_eq!(
            ZPL.parse_status(rubbish),
            None,
            "{}",
            String::from_utf8_lossy(rubbish)
        );
    }
}

#[test]
fn says_how_the_job_is_to_be_printed() {
    let page = Bitmap::new(812, 1218);
    let plain = String::from_utf8(ZPL.encode(std::slice::from_ref(&page), &JOB)).expect("text");
    assert!(plain.contains("^MNY^MMT") && !plain.contains("~SD") && !plain.contains("^PR"));
    let job = Job {
        tracking: Tracking::Mark,
        darkness: Some(50),
        speed: Some(6),
        copies: Copies::new(3).expect("not zero"),
        finish: Finish::Cut,
        ..JOB
    };
    let set = String::from_utf8(ZPL.encode(&[page], &job)).expect("text");
    for command in ["~SD15", "^MNM^MMC^PR6,6", "^PQ3^XZ"] {
        assert!(set.contains(command), "{command} in {set}");
    }
}

#[test]
fn reads_what_a_printer_is() {
    for (answer, model, dpi) in [
        (
            &b"\x02ZD420-203dpi,V84.20.18Z,8,8192KB\x03\r\n"[..],
            "ZD420-203dpi",
            203,
        ),
        (
            b"\x02ZP 500 (ZPL)-200dpi,ZSP-002281B,8,2104KB,X\x03\r\n",
            "ZP 500 (ZPL)-200dpi",
            203,
        ),
        (b"\x02ZT411-300dpi,V92,12\x03\r\n", "ZT411-300dpi", 300),
    ] {
        let identity = ZPL.parse_identity(answer).expect("an identity");
        assert_eq!((identity.model.as_str(), identity.dpi), (model, Some(dpi)));
    }
    for other in [
        &b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n"[..],
        b"\x02ZD420",
        b"OK\r\n",
        b"",
    ] {
        assert_eq!(ZPL.parse_identity(other), None);
    }
}
