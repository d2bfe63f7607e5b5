//! Every language that the station prints in, against a simulated printer that was written without it: every
//! dot of what comes out is compared with the page, and every answer with what the printer is like.
use pb_labels::{
    Bitmap, Copies, DotRect, Finish, Job, LANGUAGES, Language, Media, Proof, Resolution, Status,
};
use pb_sim::{PrinterCore, PrinterFault, PrinterOptions, SimLabel, SimPrinter};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(60);

const STOCK: [Media; 4] = [
    Media::FOUR_BY_SIX,
    Media::MM_100_BY_150,
    Media::TWO_BY_ONE,
    Media::A6,
];

/// Numbers that look random and are the same in every run (Knuth, MMIX).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).expect("31 bits")
    }
}

/// A language and a printer for it, with all that a job says.
struct Case {
    language: &'static dyn Language,
    job: Job,
}

impl Case {
    fn every() -> Vec<Self> {
        let mut cases = Vec::new();
        for language in LANGUAGES {
            for dpi in language.abilities().dpi {
                for media in STOCK {
                    // No such roll goes into these.
                    if language.id() == "brother-ql" && media != Media::TWO_BY_ONE {
                        continue;
                    }
                    let resolution = language.resolution(*dpi).expect("a resolution it states");
                    cases.push(Self {
                        language: *language,
                        job: Job::new(media, resolution),
                    });
                }
            }
        }
        cases
    }

    /// One of each language.
    fn each() -> Vec<Self> {
        let mut cases = Self::every();
        cases.dedup_by_key(|case| case.language.id());
        cases
    }

    fn words(&self) -> String {
        format!("{} {:?}", self.language.id(), self.job)
    }

    fn printer(&self) -> (SimPrinter, PrinterCore) {
        let printer = SimPrinter::start_with(PrinterOptions {
            language: self.language.id().to_owned(),
            resolution: self.job.resolution,
            media: self.job.media,
            tracking: self.job.tracking,
            per_label: Duration::from_millis(1),
            ..PrinterOptions::default()
        })
        .expect("starts");
        let core = printer.core();
        (printer, core)
    }

    /// A page with ink in its corners, along its sides, alone, in lines, in blocks and as noise, and with
    /// wide white parts.
    fn page(&self, seed: u64) -> Bitmap {
        let (width, height) = self.language.page(self.job.media, self.job.resolution);
        let mut page = Bitmap::new(width, height);
        let mut numbers = Numbers(seed);
        let mut fill = |left: u32, top: u32, right: u32, bottom: u32| {
            page.fill(DotRect {
                left,
                top,
                right,
                bottom,
            });
        };
        fill(0, 0, width, 2);
        fill(0, 0, 3, height);
        fill(width - 1, 0, width, height);
        fill(0, height - 1, width, height);
        fill(17, 20, width - 40, 31);
        for bar in (0..width / 3).step_by(7) {
            fill(30 + bar, 40, 30 + bar + 1 + bar % 5, height / 3);
        }
        for _ in 0..400 {
            let (x, y) = (
                numbers.next() % width,
                height / 3 + numbers.next() % (height / 5),
            );
            fill(x, y, x + 1, y + 1);
        }
        fill(width / 2, height - 30, width / 2 + 1, height - 2);
        page
    }

    fn prints(&self, pages: &[Bitmap]) -> (Vec<SimLabel>, SimPrinter, PrinterCore) {
        let (printer, mut core) = self.printer();
        in_pieces(&mut core, &self.language.encode(pages, &self.job), 7);
        let count = pages.len() * usize::from(self.job.copies.get());
        let labels = printer.wait_for_labels(count, SOON);
        assert_eq!(
            (labels.len(), printer.complaints()),
            (count, Vec::new()),
            "{}",
            self.words()
        );
        (labels, printer, core)
    }
}

fn in_pieces(core: &mut PrinterCore, mut bytes: &[u8], seed: u64) {
    let mut numbers = Numbers(seed);
    while !bytes.is_empty() {
        let most = [1, 3, 40, 5_000][numbers.next() as usize % 4];
        let size = 1 + numbers.next() as usize % most;
        let (piece, rest) = bytes.split_at(size.min(bytes.len()));
        core.take(piece);
        bytes = rest;
    }
}

/// Where a label and its page differ; dots outside either are white.
fn difference(label: &Bitmap, page: &Bitmap) -> Option<String> {
    let width = label.width().max(page.width());
    let height = label.height().max(page.height());
    let mut count = 0;
    let mut first = None;
    for y in 0..height {
        for x in 0..width {
            if label.get(x, y) != page.get(x, y) {
                count += 1;
                first.get_or_insert((x, y, page.get(x, y)));
            }
        }
    }
    first.map(|first| {
        format!(
            "{count} dots, the first of them {first:?}; the page is {page:?}, the label {label:?} with ink {:?}",
            label.ink()
        )
    })
}

fn listen(core: &mut PrinterCore, enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let until = Instant::now() + SOON;
    let mut heard = core.answers();
    while !enough(&heard) {
        assert!(Instant::now() < until, "only {heard:?} was answered");
        std::thread::yield_now();
        heard.extend(core.answers());
    }
    heard
}

/// Asks and reads the answer as the station does; `None` where the language cannot be asked.
fn status(language: &dyn Language, core: &mut PrinterCore) -> Option<Status> {
    let query = language.status_query()?;
    core.answers();
    core.take(query);
    let answer = listen(core, |heard| language.status_complete(heard));
    let status = language.parse_status(&answer);
    Some(status.unwrap_or_else(|| panic!("{}: {answer:?} is no status", language.id())))
}

#[test]
fn every_dot_of_every_language_resolution_and_stock_comes_out() {
    for case in Case::every() {
        let page = case.page(1);
        let (labels, ..) = case.prints(std::slice::from_ref(&page));
        assert_eq!(
            difference(&labels[0].bitmap, &page),
            None,
            "{}",
            case.words()
        );
    }
}

#[test]
fn a_blank_page_and_a_black_one_come_out() {
    for case in Case::every() {
        let (width, height) = case.language.page(case.job.media, case.job.resolution);
        let mut black = Bitmap::new(width, height);
        black.fill(DotRect {
            left: 0,
            top: 0,
            right: width,
            bottom: height,
        });
        let pages = [black, case.page(2)];
        let (labels, ..) = case.prints(&pages);
        for (label, page) in labels.iter().zip(&pages) {
            assert_eq!(difference(&label.bitmap, page), None, "{}", case.words());
        }
    }
}

#[test]
fn copies_and_pages_come_out_in_order() {
    for mut case in Case::each() {
        case.job.copies = Copies::new(3).expect("not zero");
        let pages = [case.page(3), case.page(4)];
        let (labels, printer, mut core) = case.prints(&pages);
        for (at, label) in labels.iter().enumerate() {
            assert_eq!(
                difference(&label.bitmap, &pages[at / 3]),
                None,
                "{} label {at}",
                case.words()
            );
        }
        // The same line goes on with the next job.
        case.job.copies = Copies::MIN;
        let next = case.page(5);
        in_pieces(
            &mut core,
            &case.language.encode(std::slice::from_ref(&next), &case.job),
            8,
        );
        let labels = printer.wait_for_labels(7, SOON);
        assert_eq!(
            printer.complaints(),
            Vec::<String>::new(),
            "{}",
            case.words()
        );
        assert_eq!(
            difference(&labels[6].bitmap, &next),
            None,
            "{}",
            case.words()
        );
    }
}

#[test]
fn the_printer_ends_up_as_the_job_says() {
    for case in Case::each() {
        let can = case.language.abilities();
        let mut jobs = Vec::new();
        for tracking in can.tracking {
            jobs.push(Job {
                tracking: *tracking,
                ..case.job
            });
        }
        let is_able = |job: &Job| can.tracking.contains(&job.tracking);
        let base = jobs.iter().copied().find(is_able).unwrap_or(case.job);
        if can.cut {
            jobs.push(Job {
                finish: Finish::Cut,
                ..base
            });
        }
        for darkness in [0, 50, 100].into_iter().filter(|_| can.darkness) {
            jobs.push(Job {
                darkness: Some(darkness),
                ..base
            });
        }
        if let Some(speeds) = can.speed.clone() {
            for speed in [*speeds.start(), *speeds.end()] {
                jobs.push(Job {
                    speed: Some(speed),
                    ..base
                });
            }
        }
        for job in jobs {
            let case = Case { job, ..case };
            let page = case.page(6);
            let (labels, printer, _core) = case.prints(std::slice::from_ref(&page));
            assert_eq!(
                difference(&labels[0].bitmap, &page),
                None,
                "{}",
                case.words()
            );
            let setup = printer.setup();
            if can.tracking.len() > 1 {
                assert_eq!(setup.tracking, Some(job.tracking), "{}", case.words());
            }
            if can.cut {
                let finish = setup.finish.unwrap_or_default();
                assert_eq!(finish, job.finish, "{}", case.words());
            }
            if let Some(asked) = job.darkness {
                let got = setup.darkness.unwrap_or_else(|| panic!("{}", case.words()));
                // Ends are met; between them a scale may have few steps.
                let slack = if asked == 50 { 17 } else { 0 };
                assert!(got.abs_diff(asked) <= slack, "{got} %: {}", case.words());
            }
            if let Some(asked) = job.speed {
                let got = setup.speed.unwrap_or_else(|| panic!("{}", case.words()));
                assert!(
                    got.abs_diff(u16::from(asked) * 10) <= 5,
                    "{got}: {}",
                    case.words()
                );
            }
        }
    }
}

/// Languages without a page in memory: each row is burnt when it is read.
const PRINT_AS_THEY_READ: [&str; 2] = ["esc-pos", "dymo"];

#[test]
fn a_printer_that_lost_its_place_recovers_with_the_next_job() {
    for case in Case::each() {
        let recovery = case.language.recovery();
        if recovery.is_empty() {
            continue;
        }
        let page = case.page(7);
        let job = case.language.encode(std::slice::from_ref(&page), &case.job);
        for cut in [job.len() / 9, job.len() / 2, job.len() / 10 * 9] {
            let (printer, mut core) = case.printer();
            core.take(&job[..cut]);
            core.take(recovery);
            core.take(&job);
            let words = format!("cut at {cut} of {}: {}", job.len(), case.words());
            let labels = printer.wait_for_labels(1, SOON);
            assert!(!labels.is_empty(), "{words}: {:?}", printer.complaints());
            // Some print as they read: what was cut off is on paper, as far as it came.
            let torn = usize::from(difference(&labels[0].bitmap, &page).is_some());
            assert!(
                torn == 0 || PRINT_AS_THEY_READ.contains(&case.language.id()),
                "{words}"
            );
            let labels = printer.wait_for_labels(torn + 1, SOON);
            assert_eq!(labels.len(), torn + 1, "{words}");
            assert_eq!(difference(&labels[torn].bitmap, &page), None, "{words}");
        }
    }
}

/// What a language's status cannot say, by the fact sheet.
const UNSAID: [(&str, &[PrinterFault]); 6] = [
    (
        "cpcl",
        &[
            PrinterFault::Paused,
            PrinterFault::RibbonOut,
            PrinterFault::OverTemperature,
        ],
    ),
    ("dymo", &[PrinterFault::Paused, PrinterFault::RibbonOut]),
    ("dymo-550", &[PrinterFault::Paused, PrinterFault::RibbonOut]),
    (
        "brother-ql",
        &[PrinterFault::Paused, PrinterFault::RibbonOut],
    ),
    (
        "brother-ql-wide",
        &[PrinterFault::Paused, PrinterFault::RibbonOut],
    ),
    (
        "esc-pos",
        &[
            PrinterFault::Paused,
            PrinterFault::RibbonOut,
            PrinterFault::OverTemperature,
        ],
    ),
];

#[test]
fn the_station_reads_what_the_printer_says() {
    for case in Case::each() {
        let language = case.language;
        let (printer, mut core) = case.printer();
        let Some(well) = status(language, &mut core) else {
            continue;
        };
        let unsaid = UNSAID.iter().find(|(id, _)| *id == language.id());
        assert_eq!(well.problem(), None, "{}", language.id());
        assert!(well.idle(), "{}: {well:?}", language.id());
        for fault in [
            PrinterFault::PaperOut,
            PrinterFault::HeadOpen,
            PrinterFault::RibbonOut,
            PrinterFault::Paused,
            PrinterFault::OverTemperature,
        ] {
            printer.set_fault(fault);
            let said = status(language, &mut core).expect("it was asked before");
            let words = format!("{} {fault:?}: {said:?}", language.id());
            if unsaid.is_some_and(|(_, faults)| faults.contains(&fault)) {
                continue;
            }
            assert!(said.problem().is_some(), "{words}");
            match fault {
                PrinterFault::PaperOut => assert!(said.paper_out || said.ribbon_out, "{words}"),
                PrinterFault::Paused => assert!(said.paused, "{words}"),
                _ => {}
            }
        }
        printer.set_fault(PrinterFault::None);
        let mended = status(language, &mut core).expect("it was asked before");
        assert_eq!(mended.problem(), None, "{}", language.id());
    }
}

#[test]
fn the_station_reads_what_the_printer_is() {
    for case in Case::each() {
        let Some(query) = case.language.identity_query() else {
            continue;
        };
        let (printer, mut core) = case.printer();
        core.take(query);
        let answer = listen(&mut core, |heard| {
            case.language.parse_identity(heard).is_some()
        });
        assert!(!answer.is_empty());
        assert_eq!(
            printer.complaints(),
            Vec::<String>::new(),
            "{}",
            case.words()
        );
    }
}

#[test]
fn a_proof_comes_after_the_paper_and_never_before() {
    for case in Case::each() {
        let language = case.language;
        let (printer, mut core) = case.printer();
        let pages = [case.page(8), case.page(9)];
        let job = language.encode(&pages, &case.job);
        printer.set_fault(PrinterFault::PaperOut);
        core.answers();
        core.take(&job);
        let words = || format!("{} {:?}", language.id(), language.proof());
        match language.proof() {
            Proof::Idle => {
                let stuck = status(language, &mut core).expect("idle printers are asked");
                assert!(
                    !stuck.idle() || stuck.problem().is_some(),
                    "{}: {stuck:?}",
                    words()
                );
                printer.set_fault(PrinterFault::None);
                let until = Instant::now() + SOON;
                loop {
                    let now = status(language, &mut core).expect("idle printers are asked");
                    let out = printer.labels().len();
                    if now.idle() {
                        assert_eq!((out, now.problem()), (2, None), "{}", words());
                        break;
                    }
                    assert!(Instant::now() < until, "{}: {now:?}", words());
                }
            }
            Proof::InTurn(question) => {
                core.take(question);
                let early = core.answers();
                let said = language.parse_status(&early);
                assert!(
                    early.is_empty() || said.is_some_and(|s| s.problem().is_some()),
                    "{}: {early:?}",
                    words()
                );
                printer.set_fault(PrinterFault::None);
                if !early.is_empty() {
                    core.take(question);
                }
                let answer = listen(&mut core, |heard| language.status_complete(heard));
                let said = language.parse_status(&answer).expect("a status");
                assert_eq!(printer.labels().len(), 2, "{}", words());
                assert_eq!(said.problem(), None, "{}: {said:?}", words());
            }
            Proof::Reports => {
                let finished = |heard: &[u8]| {
                    language
                        .parse_status(heard)
                        .map_or(0, |status| status.finished)
                };
                assert_eq!(finished(&core.answers()), 0, "{}", words());
                printer.set_fault(PrinterFault::None);
                let heard = listen(&mut core, |heard| finished(heard) >= 2);
                assert_eq!(finished(&heard), 2, "{}", words());
                assert_eq!(printer.labels().len(), 2, "{}", words());
            }
            Proof::Never => {}
        }
        assert_eq!(printer.complaints(), Vec::<String>::new(), "{}", words());
    }
}

#[test]
fn a_document_that_passes_untouched_is_reported_too() {
    let epl = pb_labels::language("epl").expect("a language");
    let case = Case {
        language: epl,
        job: Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203),
    };
    let document = b"N\nq812\nQ1218,24\nLO40,40,400,8\nP2\n".as_slice();
    let finished = |heard: &[u8]| epl.parse_status(heard).map_or(0, |status| status.finished);
    for (before, reported) in [(b"".as_slice(), 0), (epl.before_document(), 2)] {
        let (printer, mut core) = case.printer();
        core.take(&[before, document].concat());
        assert_eq!(printer.wait_for_labels(2, SOON).len(), 2);
        assert_eq!(printer.complaints(), Vec::<String>::new());
        let heard = listen(&mut core, |heard| finished(heard) >= reported);
        assert_eq!(finished(&heard), reported);
    }
}

#[test]
fn every_language_has_a_printer_here() {
    let known: Vec<&str> = SimPrinter::languages().collect();
    for language in LANGUAGES {
        assert!(known.contains(&language.id()), "{}", language.id());
        for dpi in language.abilities().dpi {
            assert!(language.resolution(*dpi).map(Resolution::dpi) == Some(*dpi));
        }
    }
    assert!(
        SimPrinter::start_with(PrinterOptions {
            language: "latin".to_owned(),
            ..PrinterOptions::default()
        })
        .is_err()
    );
}
