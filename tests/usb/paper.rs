//! Labels through the cable onto simulated paper: what comes out is, dot for dot, what was laid out.
use crate::printer::{BROTHER, Model, TSC, ZEBRA};
use crate::world::{SOON, World, open, send};
use pb_labels::{Bitmap, DotRect, Job, Language, Media};
use pb_sim::{PrinterFault, PrinterOptions, SimPrinter};
use std::time::Duration;

#[test]
fn a_label_in_zpl_comes_out_of_the_cable_dot_for_dot() {
    comes_out(&ZEBRA);
}

#[test]
fn a_label_in_tspl_comes_out_of_the_cable_dot_for_dot() {
    comes_out(&TSC);
}

#[test]
fn a_label_on_a_wide_brother_comes_out_of_the_cable_dot_for_dot() {
    comes_out(&BROTHER);
}

fn comes_out(model: &Model) {
    let world = World::enter();
    let language = pb_labels::language(model.language).expect("a language");
    let dpi = *language.abilities().dpi.first().expect("a resolution");
    let resolution = language.resolution(dpi).expect("a resolution it states");
    let job = Job::new(Media::FOUR_BY_SIX, resolution);
    let paper = SimPrinter::start_with(PrinterOptions {
        language: model.language.to_owned(),
        resolution,
        media: job.media,
        tracking: job.tracking,
        per_label: Duration::from_millis(20),
        ..PrinterOptions::default()
    })
    .expect("a printer");
    let (_plugged, found) = world.printer(model.options(), paper.core());
    assert_eq!(found.speaks, model.language);

    let page = page(language, &job);
    let mut link = open(&found.port);
    send(
        &mut link,
        &language.encode(std::slice::from_ref(&page), &job),
    )
    .expect("sent");
    let labels = paper.wait_for_labels(1, SOON);
    assert_eq!((labels.len(), paper.complaints()), (1, Vec::new()));
    for (row, (printed, laid)) in labels[0].bitmap.rows().zip(page.rows()).enumerate() {
        assert!(
            printed.get(..laid.len()) == Some(laid),
            "row {row} of {} came out otherwise",
            page.height()
        );
    }

    let query = language.status_query().expect("it can be asked");
    let complete = |answer: &[u8]| language.status_complete(answer);
    let mut status = || {
        let answer = link.query(query, &complete, SOON).expect("answered");
        language.parse_status(&answer).expect("a status")
    };
    assert_eq!(status().problem(), None);
    paper.set_fault(PrinterFault::PaperOut);
    assert!(status().problem().is_some());
    assert!(link.port_status().is_some_and(|port| port.paper_empty));
}

/// Ink along every side and in steps, so that a dot that moved shows.
fn page(language: &dyn Language, job: &Job) -> Bitmap {
    let (width, height) = language.page(job.media, job.resolution);
    let mut page = Bitmap::new(width, height);
    let mut fill = |left, top, right, bottom| {
        page.fill(DotRect {
            left,
            top,
            right,
            bottom,
        });
    };
    fill(0, 0, width, 1);
    fill(0, 0, 1, height);
    fill(width - 1, 0, width, height);
    fill(0, height - 1, width, height);
    for step in 0..height / 13 {
        let left = (step * 29) % (width - 40);
        fill(
            left,
            step * 13,
            left + 1 + step % 37,
            step * 13 + 1 + step % 7,
        );
    }
    page
}
