//! ESC/POS, Brother's raster and both of Dymo's: languages of bytes.
use super::{Bench, black, dots};
use crate::printer::PrinterFault;
use pb_labels::{Finish, Media, Resolution, Tracking};

#[test]
fn esc_pos_prints_slices_under_each_other_until_the_cut() {
    let mut bench = Bench::new("esc-pos");
    bench.send(b"\x1b@\x1dv0\0\x01\0\x02\0\x80\x01\x1bJ\x03\x1dv0\0\x02\0\x01\0\x00\xFF");
    bench.send(b"\x1dVB\0");
    let label = bench.label();
    let wanted = [dots(0, 0, &[0x80, 0x01]), dots(8, 5, &[0xFF])].concat();
    assert_eq!(black(&label.bitmap), wanted);
    assert_eq!(label.setup.finish, Some(Finish::Cut));
    // Columns of 24 dots, three bytes each, and the mark's end of a label.
    bench.send(b"\x1b@\x1b3\x18\x1b*!\x02\0\x80\0\0\0\0\x01\n\x1d\x0c");
    assert_eq!(black(&bench.labels(2)[1].bitmap), [(0, 0), (1, 23)]);
}

#[test]
fn esc_pos_ends_a_label_where_the_stock_ends() {
    let mut bench = Bench::new("esc-pos");
    bench.send(b"\x1dv0\0\x01\0\x01\0\xFF\x1bJ\x4F\x1dv0\0\x01\0\x01\0\x0F\x1bJ\x4F");
    let labels = bench.labels(2);
    assert_eq!(black(&labels[0].bitmap), dots(0, 0, &[0xFF]));
    assert_eq!(black(&labels[1].bitmap), dots(0, 0, &[0x0F]));
}

#[test]
fn esc_pos_answers_at_once_in_turn_and_by_itself() {
    let mut bench = Bench::new("esc-pos");
    assert_eq!(
        bench.ask(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4),
        [0x12; 4]
    );
    assert_eq!(bench.ask(b"\x1da\x0f", 4), [0x10, 0, 0, 0]);
    bench.set(PrinterFault::PaperOut);
    assert_eq!(bench.hear(4), [0x18, 0, 0x0C, 0]);
    assert_eq!(
        bench.ask(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4),
        [0x1A, 0x32, 0x12, 0x72]
    );
    // In its turn: not before the label, and not while the paper is out.
    bench.send(b"\x1dv0\0\x01\0\x01\0\xFF\x0c\x1dr\x01");
    assert!(bench.core.answers().is_empty());
    bench.set(PrinterFault::None);
    assert_eq!(bench.hear(5), [0x10, 0, 0, 0, 0], "mended, then printed");
    bench.labels(1);
    bench.set(PrinterFault::HeadOpen);
    assert_eq!(bench.hear(4), [0x38, 0, 0, 0]);
    bench.send(b"\x1da\0");
    bench.set(PrinterFault::None);
    assert!(bench.core.answers().is_empty(), "it reports no more");
}

#[test]
fn esc_pos_refuses_what_a_printer_refuses() {
    let tall = [&b"\x1dv0\0\x01\0\0\x01"[..], &[0; 256], b"\x0c"].concat();
    let text: &[u8] = b"Hello";
    for (bytes, words) in [
        (tall.as_slice(), "overrun"),
        (b"\x1dv0\x03\x01\0\x01\0\xFF\x0c", "doubled"),
        (
            b"\x1dv0\0\x0E\0\x01\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x0c",
            "runs past",
        ),
        (b"\x1dv1", "only known with 0"),
        (b"\x1b*\x07\0\0", "no mode 7"),
        (b"\x1bZ", "no command"),
        (b"\x1dz", "no command"),
        (b"\x1dV\x07", "no cut"),
        (text, "printed as text"),
    ] {
        let mut bench = Bench::new("esc-pos");
        bench.send(bytes);
        bench.complains_of(words);
    }
}

/// Stock of 29 × 20 mm on a QL-800: 306 printable dots from the 6th from the right.
fn brother(tracking: Tracking) -> Bench {
    let media = Media::new(29_000, 20_000).expect("stock");
    Bench::with("brother-ql", media, Resolution::Inch300, tracking)
}

/// A row with the dots from `right` on black, counted from the right end of the head.
fn brother_row(right: std::ops::Range<usize>) -> Vec<u8> {
    let mut row = vec![b'g', 0, 90];
    let mut bits = [0u8; 90];
    for dot in right {
        bits[dot / 8] |= 0x80 >> (dot % 8);
    }
    row.extend(bits);
    row
}

fn brother_job(media: [u8; 10], rows: &[Vec<u8>]) -> Vec<u8> {
    let mut job = vec![0; 400];
    job.extend(b"\x1b@\x1bia\x01\x1bi!\0\x1biz");
    job.extend(media);
    job.extend(b"\x1biM@\x1biA\x01\x1biK\x08");
    job.extend([0x1b, b'i', b'd', if media[1] == 0x0A { 35 } else { 0 }, 0]);
    job.extend(b"M\0");
    job.extend(rows.concat());
    job.push(0x1A);
    job
}

#[test]
fn brother_mirrors_and_reports() {
    let mut bench = brother(Tracking::Gap);
    let rows = [brother_row(6..8), b"Z".to_vec(), brother_row(311..312)];
    bench.send(brother_job([0x8E, 0x0B, 29, 20, 3, 0, 0, 0, 0, 0], &rows));
    let label = bench.label();
    assert_eq!((label.bitmap.width(), label.bitmap.height()), (306, 3));
    assert_eq!(black(&label.bitmap), [(304, 0), (305, 0), (0, 2)]);
    assert_eq!(label.setup.finish, Some(Finish::Cut));
    let reports = bench.hear(96);
    let kinds: Vec<(u8, u8)> = reports.chunks(32).map(|r| (r[18], r[19])).collect();
    assert_eq!(kinds, [(6, 1), (1, 1), (6, 0)]);
    let said = bench.ask(b"\x1biS", 32);
    assert_eq!(&said[..5], [0x80, 0x20, b'B', 0x34, 0x38]);
    assert_eq!((said[10], said[11], said[17], said[18]), (29, 0x0B, 20, 0));
}

#[test]
fn brother_unpacks_on_the_models_that_can() {
    let mut bench = Bench::with(
        "brother-ql-wide",
        Media::FOUR_BY_SIX,
        Resolution::Inch300,
        Tracking::Gap,
    );
    let mut job = b"\x1b@\x1bia\x01\x1biz\x8E\x0B\x66\x98\x02\0\0\0\0\0M\x02".to_vec();
    // 44 + 12 dots to the right of the stock, then a byte of black; 162 bytes in all.
    let row = [b'g', 0, 6, 0xFA, 0, 0, 0xFF, 0x81, 0];
    job.extend(row);
    job.extend(b"g\0\x04\x81\0\xDE\0\x1A");
    bench.send(job);
    bench.complains_of("a row of 136 bytes");
    bench.complains_of("a row of 163 bytes");
    bench.complains_of("no rows");
    assert_eq!(bench.printer.labels().len(), 0);
    let mut bench = Bench::with(
        "brother-ql-wide",
        Media::FOUR_BY_SIX,
        Resolution::Inch300,
        Tracking::Gap,
    );
    let mut job = b"\x1b@\x1bia\x01\x1biz\x8E\x0B\x66\x98\x01\0\0\0\0\0M\x02".to_vec();
    // 7 × 0, FF, 128 × 0, 26 × 0.
    job.extend([b'g', 0, 8, 0xFA, 0, 0, 0xFF, 0x81, 0, 0xE7, 0, 0x1A]);
    bench.send(job);
    let label = bench.label();
    assert_eq!((label.bitmap.width(), label.bitmap.height()), (1164, 1));
    assert_eq!(black(&label.bitmap), dots(1156, 0, &[0xFF]));
}

#[test]
fn brother_refuses_stock_that_is_not_in() {
    for (media, words) in [
        ([0x8E, 0x0B, 62, 20, 1, 0, 0, 0, 0, 0], "62 mm wide"),
        ([0x8E, 0x0B, 29, 90, 1, 0, 0, 0, 0, 0], "90 mm long"),
        ([0x8E, 0x0C, 29, 20, 1, 0, 0, 0, 0, 0], "type"),
        (
            [0x8E, 0x0A, 29, 20, 1, 0, 0, 0, 0, 0],
            "continuous stock with a length",
        ),
    ] {
        let mut bench = brother(Tracking::Gap);
        bench.send(brother_job(media, &[brother_row(6..7)]));
        bench.complains_of(words);
        let said = bench.hear(32);
        assert_eq!((said[9], said[18]), (1, 2), "{words}: wrong media");
        assert_eq!(bench.printer.labels().len(), 0);
        assert_eq!(bench.ask(b"\x1biS", 32)[9], 1, "{words}");
        assert_eq!(bench.ask(b"\x1b@\x1biS", 32)[9], 0, "{words}");
    }
}

#[test]
fn brother_complains_and_says_what_stops_it() {
    let good = [0x8E, 0x0B, 29, 20, 1, 0, 0, 0, 0, 0];
    let mut short = brother_row(6..7);
    short[2] = 89;
    short.pop();
    for (rows, words) in [
        (vec![brother_row(5..6)], "the stock is under"),
        (vec![brother_row(312..313)], "the stock is under"),
        (vec![], "no rows"),
        (vec![brother_row(6..7); 2], "2 rows came"),
        (vec![short], "a row of 89 bytes"),
        (
            vec![b"\x1biS".to_vec(), brother_row(6..7), b"\x1biS".to_vec()],
            "among the rows",
        ),
        (vec![b"x".to_vec()], "no command"),
        (vec![b"M\x02".to_vec()], "unpacks nothing"),
    ] {
        let mut bench = brother(Tracking::Gap);
        bench.send(brother_job(good, &rows));
        bench.complains_of(words);
    }
    let mut bench = brother(Tracking::Continuous);
    for (fault, first, second) in [
        (PrinterFault::PaperOut, 0x01, 0),
        (PrinterFault::HeadOpen, 0, 0x10),
        (PrinterFault::OverTemperature, 0, 0x20),
        (PrinterFault::BufferFull, 0, 0x02),
    ] {
        bench.set(fault);
        let said = bench.hear(32);
        assert_eq!(
            (said[8], said[9], said[18]),
            (first, second, 2),
            "{fault:?}"
        );
        let said = bench.ask(b"\x1biS", 32);
        assert_eq!(
            (said[8], said[9], said[18]),
            (first, second, 2),
            "{fault:?}"
        );
    }
    bench.set(PrinterFault::None);
    bench.send(brother_job(
        [0x8E, 0x0A, 29, 0, 1, 0, 0, 0, 0, 0],
        &[brother_row(6..7)],
    ));
    assert_eq!(bench.label().setup.tracking, Some(Tracking::Continuous));
}

/// Stock of 25 × 13 mm in a LabelWriter of 84 bytes across.
fn dymo(language: &str) -> Bench {
    let media = Media::new(25_000, 13_000).expect("stock");
    Bench::with(language, media, Resolution::Inch300, Tracking::Gap)
}

#[test]
fn dymo_prints_rows_plain_and_packed() {
    let mut bench = dymo("dymo");
    let mut job = vec![0x1b; 100];
    job.extend(b"@\x1bL\0\x9A\x1bD\x02\x1bB\x01\x1be\x16\x80\x01\x17\x80\x0D\x80\x1bf\x01\x02\x16\xFF\0\x1bE");
    bench.send(job);
    let label = bench.label();
    assert_eq!((label.bitmap.width(), label.bitmap.height()), (295, 154));
    assert_eq!(
        black(&label.bitmap),
        [
            dots(8, 0, &[0x80]),
            dots(16, 0, &[0x01]),
            vec![(8, 1), (23, 1)],
            dots(8, 4, &[0xFF]),
        ]
        .concat()
    );
    assert_eq!(label.setup.darkness, Some(66));
    assert_eq!(label.setup.size, Some((295, 154)));
}

#[test]
fn dymo_refuses_what_a_printer_refuses_and_says_what_stops_it() {
    for (bytes, words) in [
        (&b"\x1bE"[..], "nothing on it"),
        (b"\x1bD\x55", "85 bytes a row"),
        (b"\x1bZ\0", "no command"),
        (b"x", "no command"),
        (
            b"\x1bL\0\x01\x1bD\x01\x16\xFF\x16\xFF\x1bE",
            "run past the label",
        ),
        (b"\x1bD\x01\x1bB\x28\x16\xFF\x1bE", "run past the label"),
        (b"\x1bD\x01\x17\x83\x84", "past its row"),
        (b"\x1bf\x02\x01", "skips nothing"),
    ] {
        let mut bench = dymo("dymo");
        bench.send(bytes);
        bench.complains_of(words);
    }
    let mut bench = dymo("dymo");
    assert_eq!(bench.ask(b"\x1bA", 1), [0x03]);
    bench.set(PrinterFault::PaperOut);
    assert_eq!(bench.ask(b"\x1bA", 1), [0xA3]);
    // Read in its turn, but for a printer that stands still.
    bench.send(b"\x1bD\x01\x16\xFF\x1bE");
    assert_eq!(bench.ask(b"\x1bA", 1), [0xA1]);
    bench.set(PrinterFault::None);
    assert_eq!(bench.ask(b"\x1bA", 1), [0x03]);
    assert_eq!(bench.printer.labels().len(), 1);
}

fn dymo_550_label(index: u8, lines: u8, dots: u16, data: &[u8]) -> Vec<u8> {
    let mut label = vec![0x1b, b'n', index, 0, 0x1b, b'D', 1, 2, lines, 0, 0, 0];
    label.extend(dots.to_le_bytes());
    label.extend([0, 0]);
    label.extend(data);
    label
}

#[test]
fn dymo_550_prints_a_job_of_labels() {
    let mut bench = dymo("dymo-550");
    assert_eq!(bench.ask(b"\x1bA\x01", 32), [0; 32]);
    bench.send(b"\x1bs\x07\0\0\0\x1bh\x1bC\x64\x1bT\x10\x1bL\x9A\0");
    bench.send(dymo_550_label(0, 2, 16, &[0x80, 0, 0, 0x01]));
    bench.send(b"\x1bG");
    bench.send(dymo_550_label(1, 1, 8, &[0xFF]));
    bench.send(b"\x1bE\x1bQ");
    let labels = bench.labels(2);
    assert_eq!(black(&labels[0].bitmap), [(0, 0), (15, 1)]);
    assert_eq!(black(&labels[1].bitmap), dots(0, 0, &[0xFF]));
    assert_eq!(labels[1].setup.darkness, Some(50));
    assert_eq!(bench.printer.complaints(), Vec::<String>::new());
}

#[test]
fn dymo_550_says_what_is_in_its_bay_and_refuses_what_a_printer_refuses() {
    let mut bench = dymo("dymo-550");
    for (fault, head, bay) in [
        (PrinterFault::HeadOpen, 0, 1),
        (PrinterFault::PaperOut, 0, 5),
        (PrinterFault::ForeignMedia, 0, 10),
        (PrinterFault::OverTemperature, 1, 0),
    ] {
        bench.set(fault);
        let said = bench.ask(b"\x1bA\0", 32);
        assert_eq!((said[8], said[10]), (head, bay), "{fault:?}");
    }
    bench.send(b"\x1bs\x09\0\0\0");
    bench.send(dymo_550_label(0, 1, 8, &[0xFF]));
    bench.send(b"\x1bE\x1bQ");
    let said = bench.ask(b"\x1bA\0", 32);
    assert_eq!((said[0], &said[1..5]), (1, &[9u8, 0, 0, 0][..]));

    let job = |inside: &[u8]| [b"\x1bs\x01\0\0\0", inside].concat();
    for (bytes, words) in [
        (dymo_550_label(0, 1, 8, &[0xFF]), "outside a job"),
        (
            job(&dymo_550_label(0, 1, 8, &[0xFF])[4..]),
            "without its index",
        ),
        (job(&dymo_550_label(0, 1, 9, &[])), "on a head of"),
        (job(b"\x1bE"), "nothing on the label"),
        (
            job(&[dymo_550_label(0, 1, 8, &[0xFF]), b"\x1bQ".to_vec()].concat()),
            "never fed",
        ),
        (job(b"\x1bs\x02\0\0\0"), "inside another"),
        (b"\x1bQ".to_vec(), "has not begun"),
        (b"\x16".to_vec(), "no command"),
        (b"\x1bT\x11".to_vec(), "no speed"),
    ] {
        let mut bench = dymo("dymo-550");
        bench.send(bytes);
        bench.complains_of(words);
    }
}
