//! The printers that are set up: their list, what a set-up may say, and what is asked of a new one.
use crate::Station;
use crate::api::{
    Code, ConfirmTestPrint, DevicesView, Event, Failure, LabelMedia, LanguageView, MediaPreset,
    MediaTracking, Nothing, PrinterConfig, PrinterRef, Result, SetPrinter, SpeedRange,
};
use crate::devices;
use pb_devices::Port;
use pb_domain::{DocumentKind, FieldProblem, PrinterId};
use pb_labels::{Language, Media, Proof, Tracking};
use serde_json::json;

const KEY: &str = "printers";
/// The language that print queues take.
const OFFICE: &str = "pdf";
/// Printers whose queue a person holds.
const HELD: &str = "held_printers";

/// The printers that are set up, in the order in which they were.
pub(crate) async fn all(station: &Station) -> Result<Vec<PrinterConfig>> {
    Ok(station.store.setting(KEY).await?.unwrap_or_default())
}

/// One printer.
pub(crate) async fn find(station: &Station, id: PrinterId) -> Result<PrinterConfig> {
    all(station)
        .await?
        .into_iter()
        .find(|p| p.id == id)
        .ok_or_else(|| Failure::not_found("printer", id).hint("It was removed; choose another"))
}

/// The printer that a kind of document goes to.
pub(crate) async fn of_kind(
    station: &Station,
    kind: DocumentKind,
) -> Result<Option<PrinterConfig>> {
    // What a carrier made for the customs goes where our own papers for them go.
    let kind = match kind {
        DocumentKind::Paper => DocumentKind::CommercialInvoice,
        kind => kind,
    };
    let printers = all(station).await?;
    Ok(printers.into_iter().find(|p| p.prints.contains(&kind)))
}

/// The printer that a kind of document goes to, or what to do about there being none.
pub(crate) async fn needed(station: &Station, kind: DocumentKind) -> Result<PrinterConfig> {
    of_kind(station, kind).await?.ok_or_else(|| {
        let (text, hint) = match kind {
            DocumentKind::Label | DocumentKind::TestPage => (
                "No label printer is set up".to_owned(),
                "Set one up in Settings → Printers, then print again",
            ),
            kind => (
                format!("No printer is set up for {}", kind_words(kind)),
                "Say in Settings → Printers which printer gets them, or save the document as a file",
            ),
        };
        Failure::new(Code::Printer, text).hint(hint)
    })
}

/// Several of a kind, in words.
pub(crate) fn kind_words(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Label => "labels",
        DocumentKind::PackingSlip => "packing slips",
        DocumentKind::CommercialInvoice => "commercial invoices",
        DocumentKind::Paper => "the carrier's papers",
        DocumentKind::Manifest => "manifests",
        DocumentKind::TestPage => "test pages",
    }
}

/// The languages to choose from.
pub(crate) fn languages() -> Vec<LanguageView> {
    pb_labels::languages()
        .map(|language| {
            let abilities = language.abilities();
            LanguageView {
                id: language.id().into(),
                name: language.name().into(),
                doubt: language.doubt().unwrap_or_default().into(),
                dpi: abilities.dpi.to_vec(),
                tracking: abilities.tracking.iter().copied().map(tracking).collect(),
                darkness: abilities.darkness,
                speed: abilities.speed.map(|speed| SpeedRange {
                    slowest: *speed.start(),
                    fastest: *speed.end(),
                }),
                cut: abilities.cut,
                proves: language.proof() != Proof::Never,
                document: language.document_format(),
            }
        })
        .collect()
}

/// Stock that is often used.
pub(crate) fn presets() -> Vec<MediaPreset> {
    let of = |media: Media| {
        let (width, height) = media.size();
        LabelMedia::micrometres(width, height)
    };
    let strip = |width_mm: i64| LabelMedia::micrometres(width_mm * 1_000, 100_000);
    [
        (
            Media::FOUR_BY_SIX.name(),
            of(Media::FOUR_BY_SIX),
            MediaTracking::Gap,
        ),
        (
            Media::MM_100_BY_150.name(),
            of(Media::MM_100_BY_150),
            MediaTracking::Gap,
        ),
        (Media::A6.name(), of(Media::A6), MediaTracking::Gap),
        (
            Media::TWO_BY_ONE.name(),
            of(Media::TWO_BY_ONE),
            MediaTracking::Gap,
        ),
        (
            "62 mm strip, cut at 100 mm".to_owned(),
            strip(62),
            MediaTracking::Continuous,
        ),
        (
            "102 mm strip, cut at 152 mm".to_owned(),
            LabelMedia::micrometres(102_000, 152_000),
            MediaTracking::Continuous,
        ),
        (Media::A4.name(), of(Media::A4), MediaTracking::Gap),
        (
            "Letter".to_owned(),
            LabelMedia::micrometres(215_900, 279_400),
            MediaTracking::Gap,
        ),
    ]
    .into_iter()
    .map(|(name, media, tracking)| MediaPreset {
        name,
        media,
        tracking,
    })
    .collect()
}

fn tracking(tracking: Tracking) -> MediaTracking {
    match tracking {
        Tracking::Gap => MediaTracking::Gap,
        Tracking::Mark => MediaTracking::Mark,
        Tracking::Continuous => MediaTracking::Continuous,
    }
}

/// Sets a printer up, or changes one.
pub(crate) async fn set(station: &Station, request: SetPrinter) -> Result<DevicesView> {
    devices::not_in_demo(station)?;
    save(station, request.printer).await?;
    devices::list(station, Nothing {}).await
}

/// Keeps a printer's set-up and looks at it.
pub(crate) async fn save(station: &Station, mut printer: PrinterConfig) -> Result<PrinterId> {
    let mut printers = all(station).await?;
    if printer.id == PrinterConfig::new_id() {
        printer.id = PrinterId(station.new_id());
        // What its owner saw of another set-up says nothing of this one.
        printer.confirmed = false;
    } else {
        let before = printers
            .iter()
            .find(|p| p.id == printer.id)
            .ok_or_else(|| Failure::not_found("printer", printer.id))?;
        printer.confirmed = before.confirmed && same_dots(before, &printer);
    }
    printer.name = printer.name.trim().to_owned();
    printer.prints.sort_by_key(|kind| *kind as u8);
    printer.prints.dedup();
    let problems = problems(&printer, &printers);
    if let Some(first) = problems.first() {
        return Err(Failure::new(Code::Invalid, first.text.clone()).fields(problems));
    }
    let text = match printers.iter_mut().find(|p| p.id == printer.id) {
        Some(place) => {
            *place = printer.clone();
            format!("Printer {} changed", printer.name)
        }
        None => {
            printers.push(printer.clone());
            format!("Printer {} set up", printer.name)
        }
    };
    keep(station, &printers, "printer_set_up", &text, &json!(printer)).await?;
    station.printers.set_up(station, &printers);
    station.emit(Event::Devices);
    Ok(printer.id)
}

async fn keep(
    station: &Station,
    printers: &[PrinterConfig],
    kind: &str,
    text: &str,
    facts: &serde_json::Value,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&printers)).await?;
    change.log(kind, None, text, facts).await?;
    change.commit().await?;
    Ok(())
}

/// Whether a test print of one set-up says that the other one prints right.
fn same_dots(before: &PrinterConfig, now: &PrinterConfig) -> bool {
    (&before.port, &before.language, before.dpi) == (&now.port, &now.language, now.dpi)
}

/// Removes a printer. Its jobs that wait fail with nothing sent, in words.
pub(crate) async fn remove(station: &Station, request: PrinterRef) -> Result<DevicesView> {
    devices::not_in_demo(station)?;
    let id = request.printer;
    let mut printers = all(station).await?;
    let printer = find(station, id).await?;
    printers.retain(|p| p.id != id);
    for other in &mut printers {
        other.fallback = other.fallback.filter(|f| *f != id);
    }
    let mut held = held(station).await?;
    held.retain(|h| *h != id);
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&printers)).await?;
    change.save_setting(HELD, Some(&held)).await?;
    change.forget_label_fits(id).await?;
    let text = format!("Printer {} removed", printer.name);
    change
        .log("printer_removed", None, &text, &json!(printer))
        .await?;
    change.commit().await?;
    station.printers.set_up(station, &printers);
    crate::print::fail_orphans(station).await?;
    station.emit(Event::Devices);
    devices::list(station, Nothing {}).await
}

/// A printer's owner says whether its test page came out right.
pub(crate) async fn confirm_test_print(
    station: &Station,
    request: ConfirmTestPrint,
) -> Result<DevicesView> {
    let mut printers = all(station).await?;
    let printer = printers
        .iter_mut()
        .find(|p| p.id == request.printer)
        .ok_or_else(|| Failure::not_found("printer", request.printer))?;
    printer.confirmed = request.good;
    let text = if request.good {
        format!("A person saw a good test page of {}", printer.name)
    } else {
        format!("A person saw a bad test page of {}", printer.name)
    };
    let facts = json!({ "printer": request.printer, "good": request.good });
    keep(station, &printers, "test_print_confirmed", &text, &facts).await?;
    station.printers.set_up(station, &printers);
    station.emit(Event::Devices);
    devices::list(station, Nothing {}).await
}

/// Why labels may not go to a printer yet; `None` when they may.
pub(crate) fn unproved(printer: &PrinterConfig) -> Option<Failure> {
    let doubt = pb_labels::language(&printer.language)?.doubt()?;
    (!printer.confirmed).then(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} has not printed a test page that was confirmed, and its language is not proved here: {doubt}",
                printer.name
            ),
        )
        .hint("Print a test page in Settings → Printers, look at it, and say that it is right")
    })
}

/// Printers whose queue a person holds.
pub(crate) async fn held(station: &Station) -> Result<Vec<PrinterId>> {
    Ok(station.store.setting(HELD).await?.unwrap_or_default())
}

/// Keeps that a printer's queue is held, or goes on.
pub(crate) async fn save_held(
    station: &Station,
    printer: &PrinterConfig,
    hold: bool,
) -> Result<()> {
    let mut held = held(station).await?;
    held.retain(|h| *h != printer.id);
    if hold {
        held.push(printer.id);
    }
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(HELD, Some(&held)).await?;
    let text = if hold {
        format!("The queue of {} is held", printer.name)
    } else {
        format!("The queue of {} goes on", printer.name)
    };
    let facts = json!({ "printer": printer.id, "held": hold });
    change.log("printer_held", None, &text, &facts).await?;
    change.commit().await?;
    Ok(())
}

/// What of a set-up cannot be, field by field.
fn problems(printer: &PrinterConfig, others: &[PrinterConfig]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, text: String| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            text,
        });
    };
    if printer.name.is_empty() {
        wrong("name", "A name for the printer is missing".into());
    }
    let taken = |p: &&PrinterConfig| {
        p.id != printer.id && p.name.to_lowercase() == printer.name.to_lowercase()
    };
    if others.iter().find(taken).is_some() {
        wrong(
            "name",
            format!("Another printer is called “{}”", printer.name),
        );
    }
    match &printer.port {
        Port::Tcp { host, .. } if host.trim().is_empty() => {
            wrong("host", "The printer's address is missing".into());
        }
        Port::Hid { .. } => wrong("port", "This is a scale, not a printer".into()),
        _ => {}
    }
    let queue = matches!(printer.port, Port::Queue { .. });
    if printer.trust_queue && !queue {
        wrong("trust_queue", "Only a print queue can be trusted so".into());
    }
    if printer.language == OFFICE && !queue && !matches!(printer.port, Port::File { .. }) {
        wrong(
            "language",
            "PDF goes to print queues; a label printer speaks another language".into(),
        );
    }
    let (width, height) = (printer.media.width, printer.media.height);
    if Media::new(width.micrometres(), height.micrometres()).is_none() {
        wrong(
            "media",
            format!(
                "No printer feeds labels of {} × {} mm; check the size",
                width.micrometres() / 1_000,
                height.micrometres() / 1_000
            ),
        );
    }
    match pb_labels::language(&printer.language) {
        None => wrong(
            "language",
            format!("No printer language is called “{}”", printer.language),
        ),
        Some(language) => beyond(printer, language, &mut wrong),
    }
    if printer.darkness.is_some_and(|d| d > 100) {
        wrong("darkness", "Between 0 and 100 per cent".into());
    }
    if printer.pace.is_some_and(|p| p < SLOWEST) {
        wrong("pace", format!("At least {SLOWEST} bytes a second"));
    }
    if !(1..=120).contains(&printer.proof_seconds) {
        wrong("proof_seconds", "Between 1 and 120 seconds".into());
    }
    if printer.prints.is_empty() {
        wrong("prints", "Say what goes to it".into());
    }
    if printer.prints.contains(&DocumentKind::Paper) {
        wrong(
            "prints",
            "A carrier's papers go where commercial invoices go: choose those".into(),
        );
    }
    if let Some(fallback) = printer.fallback {
        if fallback == printer.id {
            wrong("fallback", "A printer cannot stand in for itself".into());
        } else if others.iter().all(|p| p.id != fallback) {
            wrong("fallback", "That printer is not set up".into());
        }
    }
    problems
}

/// Slower than a serial line of 1200 baud is a slip of the finger.
const SLOWEST: u32 = 100;

/// What a language cannot say.
fn beyond(printer: &PrinterConfig, language: &dyn Language, wrong: &mut impl FnMut(&str, String)) {
    let abilities = language.abilities();
    let name = language.name();
    if !abilities.dpi.contains(&printer.dpi) || language.resolution(printer.dpi).is_none() {
        let known: Vec<String> = abilities.dpi.iter().map(u32::to_string).collect();
        wrong(
            "dpi",
            format!(
                "{} dpi is not known; choose {}",
                printer.dpi,
                known.join(" or ")
            ),
        );
    }
    let offered = |t: &Tracking| tracking(*t) == printer.tracking;
    if !abilities.tracking.iter().any(offered) {
        wrong(
            "tracking",
            format!("{name} does not find labels in this way; choose another"),
        );
    }
    if printer.darkness.is_some() && !abilities.darkness {
        wrong("darkness", format!("{name} cannot set the darkness"));
    }
    match (&abilities.speed, printer.speed) {
        (None, Some(_)) => wrong("speed", format!("{name} cannot set the speed")),
        (Some(range), Some(speed)) if !range.contains(&speed) => wrong(
            "speed",
            format!(
                "Between {} and {} inches a second",
                range.start(),
                range.end()
            ),
        ),
        _ => {}
    }
    if printer.cut && !abilities.cut {
        wrong("cut", format!("{name} cannot cut"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zebra() -> PrinterConfig {
        let port = Port::Tcp {
            host: "10.0.0.9".into(),
            port: 9100,
        };
        PrinterConfig {
            id: PrinterId(uuid::Uuid::from_u128(7)),
            ..PrinterConfig::label_printer("Zebra", port, "zpl")
        }
    }

    fn fields(printer: &PrinterConfig, others: &[PrinterConfig]) -> Vec<String> {
        let problems = problems(printer, others);
        problems.into_iter().map(|p| p.field).collect()
    }

    #[test]
    fn a_set_up_says_only_what_its_language_can() {
        assert_eq!(fields(&zebra(), &[]), [""; 0]);
        type Spoil = fn(&mut PrinterConfig);
        let cases: [(&str, Spoil); 11] = [
            ("name", |p| p.name.clear()),
            ("language", |p| p.language = "morse".into()),
            ("dpi", |p| p.dpi = 150),
            ("darkness", |p| p.darkness = Some(101)),
            ("speed", |p| p.speed = Some(40)),
            ("pace", |p| p.pace = Some(1)),
            ("media", |p| p.media = LabelMedia::micrometres(1_000, 1_000)),
            ("proof_seconds", |p| p.proof_seconds = 0),
            ("prints", |p| p.prints.clear()),
            ("prints", |p| p.prints = vec![DocumentKind::Paper]),
            ("fallback", |p| p.fallback = Some(p.id)),
        ];
        for (field, spoil) in cases {
            let mut printer = zebra();
            spoil(&mut printer);
            assert_eq!(fields(&printer, &[]), [field]);
        }
        let other = PrinterConfig {
            id: PrinterId(uuid::Uuid::from_u128(8)),
            name: "zebra".into(),
            ..zebra()
        };
        assert_eq!(fields(&zebra(), &[other]), ["name"]);
    }

    #[test]
    fn every_preset_is_stock_that_can_be_set_up() {
        for preset in presets() {
            let (width, height) = (preset.media.width, preset.media.height);
            assert!(
                Media::new(width.micrometres(), height.micrometres()).is_some(),
                "{}",
                preset.name
            );
        }
    }
}
