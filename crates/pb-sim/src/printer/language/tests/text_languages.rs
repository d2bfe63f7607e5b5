//! EPL, TSPL, CPCL, SBPL and DPL: languages of lines and records.
use super::{Bench, black, dots};
use crate::printer::PrinterFault;
use pb_labels::{Finish, Media, Resolution, Tracking};

#[test]
fn epl_prints_what_gw_writes() {
    let mut bench = Bench::new("epl");
    // A comma before the data, or the line's end: 0 is black.
    bench.send("\nN\nOD\nS3\nD15\nq100\nQ80,24\nGW8,2,1,2,");
    bench.send(b"\x7F\xFE\nGW16,4,2,1\r\n\xFF\x00\nP2\n");
    let labels = bench.labels(2);
    let wanted = [dots(8, 2, &[0x80, 0x01]), dots(24, 4, &[0xFF])].concat();
    assert_eq!(black(&labels[0].bitmap), wanted);
    assert_eq!(labels[0].bitmap, labels[1].bitmap);
    assert!(labels[0].raw.ends_with(b"P2\n"));
    let setup = &labels[0].setup;
    assert_eq!(
        (
            setup.darkness,
            setup.speed,
            setup.size,
            setup.tracking,
            setup.finish
        ),
        (
            Some(100),
            Some(30),
            Some((100, 80)),
            Some(Tracking::Gap),
            Some(Finish::TearOff)
        )
    );
    assert_eq!(bench.printer.complaints(), Vec::<String>::new());
    for (length, tracking) in [
        ("Q80,B24+10", Tracking::Mark),
        ("Q80,0", Tracking::Continuous),
    ] {
        bench.send(format!("{length}\n"));
        assert_eq!(bench.printer.setup().tracking, Some(tracking));
    }
    // The image stays until N, and whoever forgets it prints both.
    bench.send("GW0,0,1,1,\0\nP1\n");
    bench.labels(3);
    bench.complains_of("no N cleared it");
}

#[test]
fn epl_draws_text_and_barcodes_too() {
    let mut bench = Bench::with("epl", Media::FOUR_BY_SIX, Resolution::Dpi203, Tracking::Gap);
    bench.send(
        "N\nq812\nQ1218,24\nB50,50,0,1,2,6,100,N,\"EPL123\"\nA50,200,0,3,1,1,N,\"Text\"\nP1\n",
    );
    let label = bench.label();
    assert_eq!(label.barcodes, ["EPL123"]);
}

#[test]
fn epl_refuses_what_a_printer_refuses() {
    for (bytes, words) in [
        ("N\nGW96,0,1,1,\0\nP1\n", "runs past the label"),
        ("N\nGW0,80,1,1,\0\nP1\n", "runs past the label"),
        ("N\nGW0,0,x,1,\0\n", "bad numbers"),
        ("N\nGW0,0\nP1\n", "bad numbers"),
        ("D16\n", "D16 is no command"),
        ("Q80\n", "is no length"),
        ("P\n", "is no number of labels"),
        ("P1\n", "with nothing drawn"),
        ("N\nGW0,0,1,1,\0\nq90\n", "which clears it"),
        ("HELLO\n", "HELLO is no command"),
        ("N\nP0\n", "zero times"),
        ("Q80,B24*1\n", "has no gap"),
    ] {
        let mut bench = Bench::new("epl");
        bench.send(bytes);
        // What is cut off is finished by more of it.
        bench.send("\n\n");
        bench.complains_of(words);
    }
}

#[test]
fn epl_answers_at_command_boundaries() {
    let mut bench = Bench::new("epl");
    assert_eq!(bench.ask("^ee\r", 4), b"00\r\n");
    for (fault, wanted) in [
        (PrinterFault::PaperOut, &b"07\r\n"[..]),
        (PrinterFault::RibbonOut, b"07\r\n"),
        (PrinterFault::HeadOpen, b"11\r\n"),
        (PrinterFault::Paused, b"12\r\n"),
        (PrinterFault::OverTemperature, b"13\r\n"),
    ] {
        bench.set(fault);
        assert_eq!(bench.ask("^ee\r", 4), wanted, "{fault:?}");
    }
    bench.set(PrinterFault::BufferFull);
    bench.send("^ee\r");
    bench.set(PrinterFault::None);
    assert_eq!(bench.ask("^ee\r", 4), b"00\r\n", "a full buffer is silent");
    let said = String::from_utf8(bench.ask("UQ\r\n", 60)).expect("text");
    assert!(
        said.starts_with("UKQ1935HLU V4.29\r\n") && said.contains("q100 Q80"),
        "{said}"
    );
    // Reports of labels, and of what stops them.
    bench.send("US\nN\nGW0,0,1,1,\0\nP2\n");
    assert_eq!(bench.hear(2), [6, 6]);
    bench.set(PrinterFault::Paused);
    assert_eq!(bench.hear(7), b"\x1512P000");
}

#[test]
fn tspl_overwrites_ors_and_xors() {
    for (mode, rows) in [(0, [0x0F, 0xF0]), (1, [0xFF, 0xF0]), (2, [0xFF, 0xF0])] {
        let mut bench = Bench::new("tspl");
        bench
            .send("SIZE 12.5 mm,10 mm\r\nGAP 3 mm,0 mm\r\nDIRECTION 0\r\nREFERENCE 0,0\r\nCLS\r\n");
        bench.send(b"BITMAP 8,4,1,1,1,\x0F\r\n");
        bench.send(
            [
                format!("BITMAP 8,4,1,2,{mode},").as_bytes(),
                &[0xF0, 0x0F],
                b"\r\nPRINT 1\r\n",
            ]
            .concat(),
        );
        assert_eq!(
            black(&bench.label().bitmap),
            dots(8, 4, &rows),
            "mode {mode}"
        );
    }
}

#[test]
fn tspl_keeps_its_settings_and_says_what_stops_it() {
    let mut bench = Bench::new("tspl");
    bench
        .send("SIZE 100 dot,80 dot\r\nBLINE 3 mm,0 mm\r\nDENSITY 0\r\nSPEED 4\r\nSET CUTTER 1\r\n");
    let setup = bench.printer.setup();
    assert_eq!(
        (setup.darkness, setup.speed, setup.tracking, setup.finish),
        (Some(0), Some(40), Some(Tracking::Mark), Some(Finish::Cut))
    );
    for (fault, byte, fourth) in [
        (PrinterFault::HeadOpen, 0x01, 0x60),
        (PrinterFault::PaperOut, 0x04, b'A'),
        (PrinterFault::RibbonOut, 0x08, b'D'),
        (PrinterFault::Paused, 0x10, b'@'),
        (PrinterFault::OverTemperature, 0x80, b'@'),
    ] {
        bench.set(fault);
        assert_eq!(bench.ask(b"\x1b!?", 1), [byte], "{fault:?}");
        let long = bench.ask(b"\x1b!S", 8);
        assert_eq!(
            (long.len(), long[0], long[4], long[5]),
            (8, 2, fourth, 3),
            "{fault:?}"
        );
    }
    bench.set(PrinterFault::Paused);
    bench.send("CLS\r\nPRINT 2\r\n");
    assert_eq!(bench.ask(b"\x1b!?", 1), [0x30]);
    bench.send(b"\x1b!.");
    assert_eq!(bench.ask(b"\x1b!?", 1), [0x10], "cancelled");
    assert_eq!(bench.ask("~!T", 13), b"TTP-244 Plus\r");
    bench.printer.power_cycle();
    assert_eq!(bench.printer.setup().speed, None, "its settings are gone");
}

#[test]
fn tspl_refuses_what_a_printer_refuses() {
    for (bytes, words) in [
        ("BITMAP 0,0,1,1,0,\0\r\n", "before CLS"),
        ("CLS\r\nBITMAP 0,0,1,1,3,\0\r\n", "no mode 3"),
        ("CLS\r\nBITMAP 96,0,1,1,0,\0\r\n", "runs past"),
        ("CLS\r\nBITMAP a,0,1,1,0,\0\r\n", "bad numbers"),
        (
            "CLS\r\nBITMAP 0,0,1,1,0,\0\r\nSIZE 1,1\r\n",
            "SIZE after drawing",
        ),
        ("SIZE 100\r\n", "is no size"),
        ("SIZE 100 cm,1 cm\r\n", "is no size"),
        ("DENSITY 16\r\n", "no command"),
        ("SPEED fast\r\n", "no speed"),
        ("PRINT 1\r\n", "before CLS"),
        ("CLS\r\nPRINT\r\n", "no number of labels"),
        ("SET CUTTER MAYBE\r\n", "sets nothing"),
        ("FROBNICATE\r\n", "no command"),
    ] {
        let mut bench = Bench::new("tspl");
        bench.send(bytes);
        bench.complains_of(words);
    }
}

#[test]
fn cpcl_prints_between_its_two_lines() {
    let mut bench = Bench::new("cpcl");
    bench.send("! 0 200 200 80 2\r\nPAGE-WIDTH 100\r\nTONE 100\r\nSPEED 3\r\nGAP-SENSE\r\n");
    bench.send(b"CG 1 2 8 3 \x81\x7E\r\n");
    bench.send("EG 1 1 16 5 FF\r\nLINE 0 70 10 70 2\r\nFORM\r\nPRINT\r\n");
    let labels = bench.labels(2);
    let line = |y| (0..10).map(move |x| (x, y));
    let wanted = [
        dots(8, 3, &[0x81, 0x7E]),
        dots(16, 5, &[0xFF]),
        line(70).collect(),
        line(71).collect(),
    ];
    assert_eq!(black(&labels[1].bitmap), wanted.concat());
    let setup = &labels[1].setup;
    assert_eq!(
        (setup.darkness, setup.speed, setup.size, setup.tracking),
        (Some(66), Some(24), Some((100, 80)), Some(Tracking::Gap))
    );
    assert_eq!(bench.printer.complaints(), Vec::<String>::new());
    bench.send("! 0 200 200 80 1\r\nPRINT\r\n");
    assert_eq!(
        bench.printer.setup().tracking,
        Some(Tracking::Continuous),
        "no FORM: nothing is looked for"
    );
}

#[test]
fn cpcl_refuses_what_a_printer_refuses() {
    let label = |inside: &str| format!("! 0 200 200 80 1\r\n{inside}");
    for (bytes, words) in [
        (label("CG 1 1 96 0 \x7F\r\nPRINT\r\n"), "runs past"),
        (label("CG 1 x 0 0 \0\r\n"), "bad numbers"),
        (label("CG 1 1\r\n0 0 \0\r\n"), "bad numbers"),
        (label("EG 1 1 0 0 GG\r\n"), "no hexadecimal digit"),
        (label("TEXT 4 0 0 0 Hello\r\n"), "no command"),
        (
            label("! 0 200 200 80 1\r\n"),
            "before the one before it has ended",
        ),
        (label("\x1bh"), "ESC inside a label"),
        ("! 0 100 100 80 1\r\nPRINT\r\n".to_owned(), "counts in 100"),
        ("! 0 200 200 80 0\r\nPRINT\r\n".to_owned(), "zero times"),
        ("! HELLO\r\n".to_owned(), "begins nothing"),
        ("PRINT\r\n".to_owned(), "printed as text"),
        ("CG 1 1 0 0 \0\r\n".to_owned(), "outside a label"),
    ] {
        let mut bench = Bench::new("cpcl");
        bench.send(bytes);
        bench.complains_of(words);
    }
}

#[test]
fn cpcl_says_that_it_was_switched_on_until_that_is_cleared() {
    let mut bench = Bench::new("cpcl");
    assert_eq!(bench.ask(b"\x1bh", 1), [0x10]);
    assert_eq!(bench.ask(b"\x1bN\x1bh", 1), [0]);
    for (fault, byte) in [
        (PrinterFault::PaperOut, 0x02),
        (PrinterFault::HeadOpen, 0x04),
    ] {
        bench.set(fault);
        assert_eq!(bench.ask(b"\x1bh", 1), [byte], "{fault:?}");
    }
    bench.set(PrinterFault::RibbonOut);
    assert_eq!(bench.ask(b"\x1bi", 1), [0x80]);
    bench.set(PrinterFault::Paused);
    bench.send("! 0 200 200 80 1\r\nPRINT\r\n");
    assert_eq!(bench.ask(b"\x1bh", 1), [0x01], "busy");
    bench.printer.power_cycle();
    bench.set(PrinterFault::None);
    assert_eq!(bench.ask(b"\x1bh", 1), [0x10], "what it had is gone");
    assert!(bench.ask(b"\x1bv", 5).ends_with(b"\0"));
    assert_eq!(bench.printer.labels().len(), 0);
}

#[test]
fn sbpl_prints_from_a_to_z() {
    let mut bench = Bench::new("sbpl");
    bench.send("\x1bA\x1bA100800100\x1bCS4\x1b#E5\x1bIG1\x1bH0008\x1bV0004\x1bGH001001");
    bench.send("800000000000000F\x1bQ2\x1bZ");
    let labels = bench.labels(2);
    assert_eq!(
        black(&labels[0].bitmap),
        dots(8, 4, &[0x80, 0, 0, 0, 0, 0, 0, 0x0F])
    );
    let setup = &labels[0].setup;
    assert_eq!(
        (setup.darkness, setup.speed, setup.size, setup.tracking),
        (Some(100), Some(40), Some((100, 80)), Some(Tracking::Gap))
    );
    assert_eq!(bench.printer.complaints(), Vec::<String>::new());
    assert_eq!(bench.hear(1), [6], "the job was taken");
}

#[test]
fn sbpl_refuses_the_whole_label_for_one_mistake() {
    for (inside, words) in [
        ("\x1bGX001001", "no graphic"),
        ("\x1bGH0x1001", "bad numbers"),
        ("\x1bGH001001GG00000000000000", "no hexadecimal digit"),
        ("\x1bGH001001FF00", "cut off"),
        (
            "\x1bH0096\x1bV0000\x1bGH001001FF00000000000000",
            "runs past",
        ),
        ("\x1bFOO", "no command"),
        ("\x1bCS99", "no command"),
        ("\x1bA1big", "no size"),
    ] {
        let mut bench = Bench::new("sbpl");
        bench.send(format!("\x1bA{inside}\x1bQ1\x1bZ"));
        bench.complains_of(words);
        if words != "runs past" {
            assert_eq!(bench.hear(1), [0x15], "{words}");
        }
    }
}

#[test]
fn sbpl_answers_with_a_letter_and_what_is_left() {
    let mut bench = Bench::new("sbpl");
    let letter = |bench: &mut Bench| {
        let said = bench.ask([5], 27);
        assert_eq!((said.len(), said[0], said[26]), (27, 2, 3));
        (said[3], String::from_utf8_lossy(&said[4..10]).into_owned())
    };
    assert_eq!(letter(&mut bench), (b'A', "000000".to_owned()));
    for (fault, wanted) in [
        (PrinterFault::HeadOpen, b'b'),
        (PrinterFault::PaperOut, b'c'),
        (PrinterFault::RibbonOut, b'd'),
        (PrinterFault::OverTemperature, b'g'),
        (PrinterFault::BufferFull, b'a'),
        (PrinterFault::Paused, b'0'),
    ] {
        bench.set(fault);
        assert_eq!(letter(&mut bench).0, wanted, "{fault:?}");
    }
    bench.send("\x1bA\x1bID07\x1bGH001001FF00000000000000\x1bQ3\x1bZ");
    assert_eq!(bench.hear(1), [6]);
    let said = bench.ask([5], 27);
    assert_eq!(&said[1..10], b"070000003");
    assert_eq!(bench.ask([0x18], 1), [6]);
    assert_eq!(letter(&mut bench), (b'0', "000000".to_owned()));
}

#[test]
fn dpl_places_an_image_that_was_loaded() {
    let mut bench = Bench::new("dpl");
    bench.send("\x02n\r\x02e\r\x02IDAFPAGE\r8001F0\r0000FF02\r80010F\rFFFF\r");
    bench.send("\x02L\rD11\rH30\rPC\r1Y1100000100020PAGE\rQ0002\rE\r");
    let labels = bench.labels(2);
    // 10 and 20 hundredths of an inch from the lower left: 20 and 41 dots.
    assert_eq!(
        black(&labels[0].bitmap),
        dots(41, 80 - 20 - 4, &[0x0F, 0xF0, 0xF0, 0xF0])
    );
    let setup = &labels[0].setup;
    assert_eq!(
        (setup.darkness, setup.speed, setup.tracking),
        (Some(100), Some(20), Some(Tracking::Gap))
    );
    assert_eq!(bench.printer.complaints(), Vec::<String>::new());
}

#[test]
fn dpl_refuses_what_a_printer_refuses() {
    let image = "\x02IDAFP\r8001F0\rFFFF\r";
    for (bytes, words) in [
        ("\x02L\rD11\r1Y1100000000000P\rE\r".to_owned(), "no image P"),
        (
            format!("{image}\x02L\r1Y1100000000000P\rE\r"),
            "without D11",
        ),
        (
            format!("{image}\x02L\rD11\r1Y2200000000000P\rE\r"),
            "enlarges",
        ),
        (
            format!("{image}\x02L\rD11\r1Y1100000400000P\rE\r"),
            "runs past",
        ),
        (
            format!("{image}\x02L\rD11\r2Y1100000000000P\rE\r"),
            "no record",
        ),
        (format!("{image}\x02L\rD22\rE\r"), "larger"),
        ("\x02IDAFP\r8002F0\rFFFF\r".to_owned(), "no row"),
        (
            "\x02IDAFP\r8001F0\r8002F0F0\rFFFF\r".to_owned(),
            "its rows differ",
        ),
        ("\x02IDAFP\r8001F0\r\x02L\r".to_owned(), "cuts an image off"),
        ("\x02L\r\x02L\r".to_owned(), "cuts a label off"),
        ("D11\r".to_owned(), "outside a label"),
        ("\x02IDZ\r".to_owned(), "loads no image"),
        ("\x02?\r".to_owned(), "no command"),
    ] {
        let mut bench = Bench::new("dpl");
        bench.send(bytes);
        bench.complains_of(words);
    }
}

#[test]
fn dpl_answers_eight_letters() {
    let mut bench = Bench::new("dpl");
    assert_eq!(bench.ask(b"\x01A", 9), b"NNNNNNNN\r");
    for (fault, wanted) in [
        (PrinterFault::PaperOut, &b"NYNNNNNN\r"[..]),
        (PrinterFault::HeadOpen, b"NYNNNNNN\r"),
        (PrinterFault::RibbonOut, b"NNYNNNNN\r"),
        (PrinterFault::Paused, b"NNNNNYNN\r"),
    ] {
        bench.set(fault);
        assert_eq!(bench.ask(b"\x01A", 9), wanted, "{fault:?}");
    }
    bench.send("\x02L\rD11\rQ0003\rE\r\x02L\r");
    assert_eq!(bench.ask(b"\x01A", 9), b"YNNYYYNN\r");
    assert_eq!(bench.ask(b"\x01F", 1), [0b0011_1001]);
    assert_eq!(bench.ask(b"\x01E", 5), b"0003\r");
    bench.send(b"\x01C");
    assert_eq!(bench.ask(b"\x01A", 9), b"NNNNNYNN\r");
}
