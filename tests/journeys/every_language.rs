//! Every printer language, from a bought label to paper: what proves it, and what becomes of it when paper,
//! power or the printer's word is lost in the middle.
//!
//! What no language catches: a printer that takes a label, is at work on it for as long as that takes, and puts
//! nothing on the paper. A printer that merely says at once that it is idle is caught by some; see [`Lie`].
use journeys::bench::Bench;
use pb_domain::{DocumentKind, PrintState, PrinterId, ShipmentId};
use pb_labels::{LANGUAGES, Media, Proof, Tracking};
use pb_sim::{PrinterFault, PrinterOptions, SimPrinter};
use pb_station::api::{
    BenchState, LabelMedia, MediaTracking, Port, PrinterCondition, PrinterConfig, PrinterView,
    SetPrinter, ShipmentView,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What becomes of a label in a printer that says that all is well, and drops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    /// It would have to report the label of its own accord, and does not: a person is asked.
    Caught,
    /// It has no work and says so for as long as an answer may overtake a label: it is believed then, as a
    /// printer is that was done before it was first asked. No sooner.
    BelievedAfter(Duration),
    /// Its answer is its turn: nothing tells one out of turn from one after a label that was quick.
    BelievedAtOnce,
}

/// How long an idle printer is listened to before it is believed.
const SETTLED: Lie = Lie::BelievedAfter(Duration::from_millis(1500));

/// What a language is expected to do, and the printer that it is tried on.
pub(crate) struct Stand {
    pub(crate) language: &'static str,
    dpi: u32,
    media: LabelMedia,
    tracking: MediaTracking,
    /// Strips are cut, or nothing says where a label ends.
    cut: bool,
    lie: Lie,
    /// What becomes of a label that takes longer than an answer may.
    slow: PrintState,
    /// The language that it is found to speak and the model that it names; `None` where such printers have no
    /// question that is harmless to others.
    pub(crate) identity: Option<(&'static str, &'static str)>,
}

/// Labels of 4 × 6 in with gaps.
const fn labels(language: &'static str, dpi: u32) -> Stand {
    Stand {
        language,
        dpi,
        media: LabelMedia::FOUR_BY_SIX,
        tracking: MediaTracking::Gap,
        cut: false,
        lie: SETTLED,
        slow: PrintState::Printed,
        identity: None,
    }
}

/// One for each language. All of them can prove paper; one that cannot needs a stand of its own in every test.
pub(crate) static STANDS: &[Stand] = &[
    Stand {
        identity: Some(("zpl", "PACKBENCH-SIM")),
        ..labels("zpl", 203)
    },
    // It is the same language to ask; that it does not inflate shows on the test page alone.
    Stand {
        identity: Some(("zpl", "PACKBENCH-SIM")),
        ..labels("zpl-plain", 300)
    },
    Stand {
        lie: Lie::Caught,
        identity: Some(("epl", "UKQ1935HLU")),
        ..labels("epl", 203)
    },
    Stand {
        identity: Some(("tspl", "TTP-244 Plus")),
        ..labels("tspl", 203)
    },
    Stand {
        identity: Some(("cpcl", "PACKBENCH-SIM V1.0")),
        ..labels("cpcl", 203)
    },
    Stand {
        tracking: MediaTracking::Continuous,
        cut: true,
        lie: Lie::BelievedAtOnce,
        ..labels("esc-pos", 203)
    },
    labels("sbpl", 203),
    labels("dpl", 203),
    // 62 mm is the widest that this head takes.
    Stand {
        media: LabelMedia::micrometres(62_000, 100_000),
        tracking: MediaTracking::Continuous,
        cut: true,
        lie: Lie::Caught,
        identity: Some(("brother-ql", "QL-800")),
        ..labels("brother-ql", 300)
    },
    Stand {
        lie: Lie::Caught,
        identity: Some(("brother-ql-wide", "QL-1100")),
        ..labels("brother-ql-wide", 300)
    },
    // It answers in its turn, and what is not answered soon is a gap, in which a power cycle may lie.
    Stand {
        slow: PrintState::Unconfirmed,
        ..labels("dymo", 300)
    },
    // A job is a dialogue, and what comes back is read only after its last byte. Over a network the system keeps
    // it meanwhile, as here; a cable has nobody who does, which is this language's doubt.
    labels("dymo-550", 300),
];

impl Stand {
    /// A printer of the language.
    pub(crate) fn printer(&self, per_label: Duration) -> SimPrinter {
        let language = pb_labels::language(self.language).expect("a language");
        let (width, height) = (self.media.width, self.media.height);
        SimPrinter::start_with(PrinterOptions {
            language: self.language.into(),
            per_label,
            resolution: language.resolution(self.dpi).expect("a resolution"),
            media: Media::new(width.micrometres(), height.micrometres()).expect("a size"),
            tracking: match self.tracking {
                MediaTracking::Gap => Tracking::Gap,
                MediaTracking::Mark => Tracking::Mark,
                MediaTracking::Continuous => Tracking::Continuous,
            },
            ..PrinterOptions::default()
        })
        .expect("a printer")
    }

    /// How it is set up; it gets no labels yet.
    pub(crate) fn config(&self, printer: &SimPrinter) -> PrinterConfig {
        let port = Port::Tcp {
            host: "127.0.0.1".into(),
            port: printer.port(),
        };
        PrinterConfig {
            dpi: self.dpi,
            media: self.media,
            tracking: self.tracking,
            cut: self.cut,
            prints: vec![DocumentKind::TestPage],
            ..PrinterConfig::label_printer(self.language, port, self.language)
        }
    }

    /// Whether labels wait until its owner saw a test page.
    pub(crate) fn doubted(&self) -> bool {
        pb_labels::language(self.language).is_some_and(|l| l.doubt().is_some())
    }
}

/// A printer at the bench.
pub(crate) struct Placed {
    pub(crate) stand: &'static Stand,
    pub(crate) printer: SimPrinter,
    pub(crate) config: PrinterConfig,
}

/// A bench with a printer of every language; one of them at a time gets the labels.
pub(crate) struct Shop {
    pub(crate) bench: Bench,
    pub(crate) printers: Vec<Placed>,
}

impl Shop {
    /// With printers that take so long for a label, and so many seconds for proof.
    pub(crate) fn new(per_label: Duration, proof_seconds: u32) -> Self {
        let bench = Bench::new();
        bench.change_printer(|printer| printer.prints = vec![DocumentKind::TestPage]);
        let printers = STANDS.iter().map(|stand| {
            let printer = stand.printer(per_label);
            let mut config = PrinterConfig {
                proof_seconds,
                ..stand.config(&printer)
            };
            config.id = bench.add_printer(config.clone());
            Placed {
                stand,
                printer,
                config,
            }
        });
        let printers = printers.collect();
        Self { bench, printers }
    }

    /// The same, with a good test page seen where a language has a doubt, and every printer ready.
    fn confirmed(per_label: Duration, proof_seconds: u32) -> Self {
        let shop = Self::new(per_label, proof_seconds);
        for placed in shop.printers.iter().filter(|p| p.stand.doubted()) {
            let word = json!({ "printer": placed.config.id, "good": true });
            shop.bench.ask::<Value>("confirm_test_print", word);
        }
        for placed in &shop.printers {
            shop.until_ready(placed.config.id);
        }
        shop
    }

    fn until_ready(&self, id: PrinterId) {
        self.bench.until("the printer is ready", || {
            let state: BenchState = self.bench.ask("bench", json!({}));
            let ready = |p: &PrinterView| p.id == Some(id) && p.state == PrinterCondition::Ready;
            state.printers.iter().any(ready).then_some(())
        });
    }

    /// Lets a printer get labels, or no more.
    pub(crate) fn labels_to(&self, placed: &Placed, labels: bool) {
        let kind = if labels {
            DocumentKind::Label
        } else {
            DocumentKind::TestPage
        };
        let printer = PrinterConfig {
            prints: vec![kind],
            ..placed.config.clone()
        };
        self.bench
            .ask::<Value>("set_printer", SetPrinter { printer });
    }

    /// Buys a label for each printer, prints it there, and does something at once.
    fn print_each(
        &self,
        order: &str,
        mut at_once: impl FnMut(&Placed, &ShipmentView),
    ) -> Vec<(&Placed, ShipmentView)> {
        let each = self.printers.iter().map(|placed| {
            self.labels_to(placed, true);
            let number = format!("{order}-{}", placed.stand.language);
            let shipment = self.bench.bought(&number, true);
            at_once(placed, &shipment);
            self.labels_to(placed, false);
            (placed, shipment)
        });
        each.collect()
    }

    /// Waits until the only job of a shipment is in a state; its words.
    fn only_job(&self, placed: &Placed, id: ShipmentId, state: PrintState) -> String {
        let language = placed.stand.language;
        let job = self.bench.until(&format!("{language} in {state:?}"), || {
            let view = self.bench.shipment(id);
            assert_eq!(view.jobs.len(), 1, "{language}: {:?}", view.jobs);
            view.jobs.into_iter().next().filter(|j| ended(j.state))
        });
        assert_eq!(job.state, state, "{language}: {}", job.text);
        job.text
    }

    /// A person says whether the label of a shipment is on paper.
    fn answer(&self, id: ShipmentId, on_paper: bool) {
        let job = self.bench.shipment(id).jobs[0].id;
        let word = json!({ "job": job, "on_paper": on_paper });
        self.bench.ask::<Value>("confirm_print", word);
    }
}

fn ended(state: PrintState) -> bool {
    !matches!(
        state,
        PrintState::Queued | PrintState::Sending | PrintState::Accepted
    )
}

fn number(shipment: &ShipmentView) -> &str {
    &shipment.parcels[0].tracking_number
}

/// That exactly the labels of these shipments came out, in order, as they can be scanned from the dots.
fn assert_on_paper(placed: &Placed, shipments: &[&ShipmentView]) {
    let labels = placed.printer.labels();
    let read: Vec<_> = labels.iter().map(|l| &l.barcodes).collect();
    let language = placed.stand.language;
    assert_eq!(labels.len(), shipments.len(), "{language}: {read:?}");
    for (barcodes, shipment) in read.iter().zip(shipments) {
        let carries = barcodes.iter().any(|text| text == number(shipment));
        assert!(carries, "{language}: {} in {read:?}", number(shipment));
    }
}

/// A label that takes long enough for something to happen in its middle.
const LONG: Duration = Duration::from_secs(3);
const SHORT: Duration = Duration::from_millis(20);

#[test]
fn every_language_takes_a_stand() {
    let stands: Vec<_> = STANDS.iter().map(|s| s.language).collect();
    assert_eq!(stands, SimPrinter::languages().collect::<Vec<_>>());
    assert_eq!(stands, LANGUAGES.iter().map(|l| l.id()).collect::<Vec<_>>());
    for (stand, language) in STANDS.iter().zip(LANGUAGES) {
        let as_proved = match language.proof() {
            Proof::Idle => SETTLED,
            Proof::InTurn(_) => Lie::BelievedAtOnce,
            Proof::Reports => Lie::Caught,
            Proof::Never => panic!("{} proves nothing: say here what then", stand.language),
        };
        assert_eq!(stand.lie, as_proved, "{}", stand.language);
        assert_eq!(
            stand.identity.is_some(),
            language.identity_query().is_some(),
            "{}",
            stand.language
        );
    }
}

#[test]
fn a_bought_label_is_proved_to_be_on_paper() {
    let shop = Shop::confirmed(SHORT, 20);
    for (placed, shipment) in shop.print_each("T", |_, _| {}) {
        shop.only_job(placed, shipment.id, PrintState::Printed);
        assert_on_paper(placed, &[&shipment]);
        let complaints = placed.printer.complaints();
        assert_eq!(complaints, [""; 0], "{}", placed.stand.language);
    }
}

#[test]
fn paper_that_runs_out_in_the_middle_is_told_in_the_printers_words() {
    let shop = Shop::confirmed(LONG, 6);
    let first = shop.print_each("T", |placed, shipment| {
        shop.bench.until_print(shipment.id, PrintState::Accepted);
        placed.printer.set_fault(PrinterFault::PaperOut);
    });
    for (placed, shipment) in &first {
        let text = shop.only_job(placed, shipment.id, PrintState::Unconfirmed);
        let language = placed.stand.language;
        assert!(
            text.contains("out of labels: load a roll"),
            "{language}: {text}"
        );
        assert!(
            text.contains("look whether this label"),
            "{language}: {text}"
        );
        assert_on_paper(placed, &[]);
    }
    // With a new roll the printer goes on with what it has; the station sends nothing.
    for (placed, shipment) in &first {
        placed.printer.set_fault(PrinterFault::None);
        shop.bench.until("the printer goes on", || {
            (placed.printer.labels().len() == 1).then_some(())
        });
        shop.answer(shipment.id, true);
    }
    let second = shop.print_each("U", |_, _| {});
    for ((placed, first), (_, second)) in first.iter().zip(&second) {
        shop.only_job(placed, second.id, placed.stand.slow);
        assert_on_paper(placed, &[first, second]);
    }
}

#[test]
fn a_printer_that_falls_silent_is_asked_about() {
    let shop = Shop::confirmed(SHORT, 3);
    for placed in &shop.printers {
        placed.printer.set_fault(PrinterFault::SilentStatus);
    }
    let each = shop.print_each("T", |_, _| {});
    for (placed, shipment) in &each {
        let text = shop.only_job(placed, shipment.id, PrintState::Unconfirmed);
        let language = placed.stand.language;
        assert!(
            text.contains("look whether this label"),
            "{language}: {text}"
        );
    }
    for (placed, shipment) in &each {
        assert_on_paper(placed, &[shipment]);
    }
}

#[test]
fn a_printer_that_lies_is_believed_no_sooner_than_the_rule_says() {
    let shop = Shop::confirmed(SHORT, 4);
    for placed in &shop.printers {
        placed.printer.set_fault(PrinterFault::Lying);
    }
    let each = shop.print_each("T", |placed, shipment| {
        let Lie::BelievedAfter(rule) = placed.stand.lie else {
            return;
        };
        // When it was last seen that the printer had not all of it.
        let mut had_not_all = Instant::now();
        let took = shop.bench.until("the printer is believed", || {
            let look = Instant::now();
            let state = shop.bench.shipment(shipment.id).jobs[0].state;
            if matches!(state, PrintState::Queued | PrintState::Sending) {
                had_not_all = look;
            }
            ended(state).then(|| had_not_all.elapsed())
        });
        assert!(took >= rule, "{}: after {took:?}", placed.stand.language);
    });
    for (placed, shipment) in &each {
        let state = match placed.stand.lie {
            Lie::Caught => PrintState::Unconfirmed,
            Lie::BelievedAfter(_) | Lie::BelievedAtOnce => PrintState::Printed,
        };
        shop.only_job(placed, shipment.id, state);
        assert_on_paper(placed, &[]);
    }
}

#[test]
fn a_printer_that_is_switched_off_and_on_in_the_middle_is_asked_about() {
    let shop = Shop::confirmed(LONG, 6);
    let first = shop.print_each("T", |placed, shipment| {
        shop.bench.until_print(shipment.id, PrintState::Accepted);
        placed.printer.power_cycle();
    });
    for (placed, shipment) in &first {
        let text = shop.only_job(placed, shipment.id, PrintState::Unconfirmed);
        let language = placed.stand.language;
        assert!(
            text.contains("look whether this label"),
            "{language}: {text}"
        );
        assert_on_paper(placed, &[]);
        shop.answer(shipment.id, false);
    }
    let second = shop.print_each("U", |_, _| {});
    for (placed, second) in &second {
        shop.only_job(placed, second.id, placed.stand.slow);
        assert_on_paper(placed, &[second]);
    }
}
