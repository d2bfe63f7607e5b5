//! What a printer's owner says about it: which it is, that its test page came out right, and how a carrier's
//! labels are laid on it.
use crate::every_language::{STANDS, Shop};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::bench::Bench;
use pb_domain::{DocumentKind, Fit, PrintState, PrinterId, ShipmentId};
use pb_labels::Bitmap;
use pb_sim::SimPrinter;
use pb_station::api::{
    Code, LabelPreview, PreviewLabel, PrintJobView, PrinterConfig, PrinterIdentity, SetFit,
    SetPrinter, ShipmentView,
};
use serde_json::{Value, json};
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(20);

#[test]
fn labels_go_to_an_unproved_language_only_after_a_good_test_page() {
    let shop = Shop::new(SHORT, 20);
    let bench = &shop.bench;
    let mut unproved = 0;
    for placed in shop.printers.iter().filter(|p| p.stand.doubted()) {
        unproved += 1;
        let language = placed.stand.language;
        let (id, printer) = (placed.config.id, &placed.printer);
        shop.labels_to(placed, true);
        let shipment = bench.bought(language, true);
        let job = &shipment.jobs[0];
        assert_eq!(job.state, PrintState::Failed, "{language}");
        assert!(job.text.contains("test page"), "{language}: {}", job.text);

        let request = json!({ "id": shipment.id, "reprint": false, "force": false });
        let refused = || {
            let refusal = bench.attempt::<Value>("print", &request);
            refusal.expect_err("it is not confirmed")
        };
        assert_eq!(refused().code, Code::Printer, "{language}");
        let page: PrintJobView = bench.ask("test_print", json!({ "printer": id }));
        assert_eq!(page.printer, id);
        bench.until("the test page is out", || {
            (printer.labels().len() == 1).then_some(())
        });
        assert_eq!(refused().code, Code::Printer, "{language}: nobody looked");
        let word = |good: bool| json!({ "printer": id, "good": good });
        bench.ask::<Value>("confirm_test_print", word(false));
        assert_eq!(refused().code, Code::Printer, "{language}: it was bad");
        bench.ask::<Value>("confirm_test_print", word(true));
        bench.ask::<Value>("print", &request);
        bench.until_print(shipment.id, PrintState::Printed);
        let labels = printer.labels();
        assert_eq!(labels.len(), 2, "{language}");
        let number = &shipment.parcels[0].tracking_number;
        assert!(labels[1].barcodes.contains(number), "{language}");

        // Another printer in its place has shown nothing yet.
        let other = placed.stand.printer(SHORT);
        let moved = PrinterConfig {
            id,
            prints: vec![DocumentKind::Label],
            ..placed.stand.config(&other)
        };
        bench.ask::<Value>("set_printer", SetPrinter { printer: moved });
        let again = json!({ "id": shipment.id, "reprint": true, "force": false });
        let refusal = bench.attempt::<Value>("print", again);
        assert_eq!(refusal.expect_err("it is another").code, Code::Printer);
        assert!(other.labels().is_empty(), "{language}");
        shop.labels_to(placed, false);
    }
    assert!(unproved > 0, "no language is in doubt any more");
}

#[test]
fn a_printer_that_names_itself_is_found_with_its_language() {
    let bench = Bench::bare();
    let printers: Vec<SimPrinter> = STANDS.iter().map(|s| s.printer(SHORT)).collect();
    let asked: Vec<_> = STANDS
        .iter()
        .zip(&printers)
        .map(|(stand, printer)| {
            let (app, port) = (bench.app(), stand.config(printer).port);
            let request = json!({ "port": port });
            let asking = async move { app.call("identify_printer", request).await };
            (stand, bench.runtime().spawn(asking))
        })
        .collect();
    for (stand, asking) in asked {
        let answer = bench.runtime().block_on(asking).expect("it ends");
        let answer = answer.unwrap_or_else(|f| panic!("{}: {f:?}", stand.language));
        let found: PrinterIdentity = serde_json::from_value(answer).expect("an identity");
        let (language, model) = stand.identity.unwrap_or_default();
        assert_eq!(found.language, language, "{}: {found:?}", stand.language);
        assert!(found.model.contains(model), "{}: {found:?}", stand.language);
        let last = found.tried.last().expect("it was asked");
        let words = match stand.identity {
            Some(_) => "It answered in",
            None => "choose its language, and print a test page",
        };
        assert!(last.contains(words), "{}: {last}", stand.language);
        assert_eq!(found.problem, "", "{}", stand.language);
    }
    for printer in &printers {
        assert!(printer.labels().is_empty(), "asking prints nothing");
    }
}

fn preview(bench: &Bench, id: ShipmentId, printer: PrinterId) -> LabelPreview {
    let request = PreviewLabel {
        id,
        index: 0,
        printer: Some(printer),
        fit: None,
    };
    bench.ask("preview_label", request)
}

/// Black dots of a preview, row by row.
fn shown(preview: &LabelPreview) -> Vec<(u32, u32)> {
    let png = STANDARD.decode(&preview.png_base64).expect("base64");
    let picture = image::load_from_memory(&png).expect("a PNG").to_luma8();
    let black = |(_, _, dot): &(u32, u32, &image::Luma<u8>)| dot.0[0] < 128;
    let dots = picture.enumerate_pixels().filter(black);
    dots.map(|(x, y, _)| (x, y)).collect()
}

/// Black dots on paper, row by row.
fn printed(paper: &Bitmap) -> Vec<(u32, u32)> {
    let rows = (0..paper.height()).flat_map(|y| (0..paper.width()).map(move |x| (x, y)));
    rows.filter(|(x, y)| paper.get(*x, *y)).collect()
}

#[test]
fn a_correction_is_kept_for_a_carrier_on_a_printer_and_prints() {
    let shop = Shop::new(SHORT, 20);
    let placed = |language: &str| {
        let mut printers = shop.printers.iter();
        let found = printers.find(|p| p.stand.language == language);
        found.expect("it is set up")
    };
    let (one, other) = (placed("tspl"), placed("epl"));
    let bench = &shop.bench;
    shop.labels_to(one, true);
    let own = bench.bought("T-1", false);
    let before = preview(bench, own.id, one.config.id);
    assert_eq!(before.fit, None);

    // 16 dots to the right and 8 up, at 8 dots a millimetre.
    let fit = Fit {
        right: 2_000,
        down: -1_000,
        ..Fit::default()
    };
    let set = SetFit {
        id: own.id,
        index: 0,
        printer: Some(one.config.id),
        fit: Some(fit),
    };
    let after: LabelPreview = bench.ask("set_fit", set);
    assert_eq!(after.fit, Some(fit));
    let moved: Vec<_> = shown(&before)
        .iter()
        .map(|(x, y)| (x + 16, y - 8))
        .collect();
    assert_eq!(shown(&after), moved);

    // The next label of that carrier on that printer, and no other.
    let next = bench.bought("T-2", false);
    assert_eq!(preview(bench, next.id, one.config.id).fit, Some(fit));
    assert_eq!(preview(bench, next.id, other.config.id).fit, None);
    let draft = bench.draft(bench.order("T-3"));
    let karrio: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", false));
    assert_eq!(preview(bench, karrio.id, one.config.id).fit, None);

    bench.print(next.id);
    bench.until_print(next.id, PrintState::Printed);
    let labels = one.printer.labels();
    let shows = preview(bench, next.id, one.config.id);
    assert_eq!(printed(&labels[0].bitmap), shown(&shows));

    // Left to the program again, it prints as it did.
    bench.ask::<LabelPreview>("set_fit", SetFit { fit: None, ..set });
    let again = preview(bench, own.id, one.config.id);
    assert_eq!((shown(&again), again.fit), (shown(&before), None));
    bench.print(own.id);
    bench.until_print(own.id, PrintState::Printed);
    let labels = one.printer.labels();
    assert_eq!(printed(&labels[1].bitmap), shown(&before));
}
