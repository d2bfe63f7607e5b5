//! What the encoder sends is read here by the book, and answers are read as printers give them.
use super::*;
use crate::language::pages::page;
use crate::{Copies, DotRect, Media, Resolution};
use proptest::prelude::*;

const JOB: Job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);

/// Takes rasters, one under the other, until a cut or the end; gives the pages and the number of cuts.
fn read_back(bytes: &[u8], width: u32) -> (Bitmap, usize) {
    let mut rest = bytes.strip_prefix(b"\x1b@").expect("a reset");
    let mut rows: Vec<u8> = Vec::new();
    let row_bytes = width.div_ceil(8) as usize;
    let mut cuts = 0;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix(b"\x1dV\x42\0") {
            cuts += 1;
            rest = tail;
            continue;
        }
        let Some(([xl, xh, yl, yh], data)) = rest
            .strip_prefix(b"\x1dv0\0")
            .and_then(|raster| raster.split_first_chunk())
        else {
            panic!("not a raster: {}", rest[..rest.len().min(8)].escape_ascii());
        };
        let columns = usize::from(u16::from_le_bytes([*xl, *xh]));
        let height = usize::from(u16::from_le_bytes([*yl, *yh]));
        assert!((1..=ROWS).contains(&height) && (height == 1 || height * columns <= SLICE));
        let (slice, tail) = data.split_at(columns * height);
        for row in slice.chunks(columns) {
            rows.extend(row);
            rows.resize(rows.len() + row_bytes - columns, 0);
        }
        rest = tail;
    }
    let height = u32::try_from(rows.len() / row_bytes).expect("small");
    (
        Bitmap::from_bytes(width, height, rows).expect("whole rows"),
        cuts,
    )
}

proptest! {
    #[test]
    fn prints_every_dot_and_no_other(page in page()) {
        let bytes = EscPos.encode(std::slice::from_ref(&page), &JOB);
        let (back, cuts) = read_back(&bytes, page.width());
        prop_assert_eq!((back.height(), cuts), (page.height(), 0));
        prop_assert!(back == page);
    }

    #[test]
    fn slices_cover_all_rows_and_cost_least(widths in prop::collection::vec(1usize..12, 0..40)) {
        let cut = slices(&widths);
        let cost = |slices: &[Range<usize>]| -> usize {
            slices
                .iter()
                .map(|s| OVERHEAD + s.len() * widths[s.clone()].iter().max().copied().unwrap_or(0))
                .sum()
        };
        let rows: Vec<usize> = cut.iter().cloned().flatten().collect();
        prop_assert_eq!(rows, (0..widths.len()).collect::<Vec<_>>());
        // Two neighbours are never cheaper as one, and no slice is cheaper in two.
        for pair in cut.windows(2) {
            prop_assert!(cost(pair) <= cost(std::slice::from_ref(&(pair[0].start..pair[1].end))));
        }
        for slice in &cut {
            for at in slice.start + 1..slice.end {
                prop_assert!(cost(std::slice::from_ref(slice)) <= cost(&[slice.start..at, at..slice.end]));
            }
        }
    }

    #[test]
    fn no_answer_makes_it_panic(answer in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = (EscPos.parse_status(&answer), EscPos.status_complete(&answer));
    }
}

#[test]
fn black_is_one_and_white_is_narrow() {
    let mut page = Bitmap::new(812, 300);
    page.fill(DotRect {
        left: 8,
        top: 0,
        right: 800,
        bottom: 2,
    });
    let bytes = EscPos.encode(&[page], &JOB);
    let mut wanted = b"\x1b@\x1dv0\0\x64\0\x02\0".to_vec();
    for _ in 0..2 {
        wanted.push(0);
        wanted.extend([0xFF; 99]);
    }
    wanted.extend(b"\x1dv0\0\x01\0");
    // 298 white rows in two slices, whichever.
    assert!(bytes.starts_with(&wanted));
    assert_eq!(bytes.len(), 2 + 8 + 200 + 8 + 8 + 298);
}

#[test]
fn prints_copies_and_cuts_each() {
    let page = Bitmap::new(80, 50);
    let job = Job {
        copies: Copies::new(3).expect("not zero"),
        finish: Finish::Cut,
        ..JOB
    };
    let (back, cuts) = read_back(&EscPos.encode(&[page.clone(), page], &job), 80);
    assert_eq!((back.height(), cuts), (300, 6));
}

#[test]
fn reads_trouble_in_a_packers_words() {
    let fine = [0x12, 0x12, 0x12, 0x12];
    assert_eq!(EscPos.parse_status(&fine), Some(Status::default()));
    for (which, bits, words) in [
        (1, 0x04, "open"),
        (1, 0x20, "out of labels"),
        (3, 0x60, "out of labels"),
        (2, 0x08, "cutter"),
        (2, 0x40, "too hot"),
        (2, 0x20, "fault"),
        (1, 0x40, "fault"),
        (0, 0x08, "fault"),
    ] {
        let mut answer = fine;
        answer[which] |= bits;
        let status = EscPos.parse_status(&answer).expect("a status");
        assert!(
            status.problem().is_some_and(|p| p.contains(words)),
            "{which} {bits:02x}: {status:?}"
        );
    }
    // Offline since it is open: the reason counts, not both.
    let open = EscPos
        .parse_status(&[0x1A, 0x16, 0x12, 0x12])
        .expect("a status");
    assert_eq!(
        open,
        Status {
            head_open: true,
            ..Status::default()
        }
    );
    // Nearly out is not out.
    assert_eq!(
        EscPos.parse_status(&[0x12, 0x12, 0x12, 0x1E]),
        Some(Status::default())
    );
}

#[test]
fn the_answer_in_turn_is_told_apart() {
    assert_eq!(EscPos.proof(), Proof::InTurn(b"\x1dr\x01"));
    assert_eq!(EscPos.parse_status(&[0x00]), Some(Status::default()));
    assert_eq!(EscPos.parse_status(&[0x03]), Some(Status::default()));
    assert!(EscPos.parse_status(&[0x0C]).expect("a status").paper_out);
    assert!(EscPos.status_complete(&[0x00]));
    for (answer, whole) in [
        (&b""[..], false),
        (&[0x12], false),
        (&[0x12, 0x12, 0x12], false),
        (&[0x12, 0x12, 0x12, 0x12], true),
        // XOFF and XON between them are no answers.
        (&[0x13, 0x12, 0x12, 0x11, 0x12, 0x12], true),
        (&[0x11], false),
    ] {
        assert_eq!(EscPos.status_complete(answer), whole, "{answer:02x?}");
        assert_eq!(
            EscPos.parse_status(answer).is_some(),
            whole,
            "{answer:02x?}"
        );
    }
}
