//! Measures a barcode in the dots: how wide and high its bars are, whether they are whole dots, and how much white
//! there is beside them.
use super::read::{Barcode, Shape};
use super::{Fault, Finding, Severity, Which};
use crate::{Bitmap, DotRect, Stock};

/// White that a linear barcode needs at each side, in narrow bars (ISO/IEC 15417 and 16388).
const QUIET: f64 = 10.0;
/// With less than this, scanners do not find its end.
const LEAST_QUIET: f64 = 5.0;
/// Narrow bars thinner than this print unevenly on thermal printers, in millimetres.
const THIN: f64 = 0.25;
/// And thinner than this they do not print: a single dot of any printer here.
const TOO_THIN: f64 = 0.15;
/// Bars lower than this are easily missed by carriers' scanners, in millimetres.
const LOW: f64 = 10.0;
/// Rows of a barcode differ by so few dots from one another.
const SAME_ROW: f64 = 0.05;
/// A bar that is off by this share of a narrow one, or more, is taken for another.
const MISTAKABLE: f64 = 0.45;

/// The findings on the barcode that has the fewest and mildest of those that carry the number: linear ones before
/// others, for that is what carriers scan.
pub(super) fn best(
    barcodes: &[&Barcode],
    page: &Bitmap,
    stock: &Stock,
    which: Which,
) -> Vec<Finding> {
    let linear: Vec<&Barcode> = barcodes
        .iter()
        .copied()
        .filter(|b| !matches!(b.shape, Shape::Cells { .. }))
        .collect();
    let measured = if linear.is_empty() { barcodes } else { &linear };
    measured
        .iter()
        .map(|barcode| match barcode.shape {
            Shape::Cells { quiet } => cells(barcode, quiet, page, stock, which),
            shape => bars(barcode, shape, page, stock, which),
        })
        .min_by_key(|findings| {
            let worst = findings.iter().map(|f| f.severity).max();
            (worst, findings.len())
        })
        .unwrap_or_default()
}

/// What is said of a barcode.
struct Report<'a> {
    barcode: &'a Barcode,
    which: Which,
    area: DotRect,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, severity: Severity, fault: Fault, text: &str, remedy: &'static str) {
        self.findings.push(Finding {
            label: self.which.label,
            severity,
            fault,
            text: format!(
                "{}: the barcode {} {text}",
                self.which.name(),
                self.barcode.text.escape_debug()
            ),
            remedy,
            area: Some(self.area),
        });
    }

    fn thin(&mut self, dots: f64, stock: &Stock) {
        let mm = dots / stock.dots(1.0);
        if mm < THIN {
            let severity = if mm < TOO_THIN {
                Severity::Stop
            } else {
                Severity::Warn
            };
            self.add(
                severity,
                Fault::ThinBars,
                &format!("has bars of {mm:.2} mm, too thin for this printer"),
                "Print it larger, on a printer with finer dots, or ask the carrier for a larger label",
            );
        }
    }

    fn quiet(&mut self, modules: f64, wanted: f64, least: f64) {
        if modules < wanted {
            let severity = if modules < least {
                Severity::Stop
            } else {
                Severity::Warn
            };
            self.add(
                severity,
                Fault::QuietZone,
                &format!(
                    "has too little white beside it: {modules:.0} times its narrow bar, and {wanted:.0} are needed"
                ),
                "Correct the fit for this carrier so that nothing touches the barcode or cuts its edge",
            );
        }
    }

    fn uneven(&mut self, off: f64) {
        let severity = if off >= MISTAKABLE {
            Severity::Stop
        } else {
            Severity::Warn
        };
        self.add(
            severity,
            Fault::UnevenBars,
            &format!(
                "has bars that are not whole dots: some are off by {:.0} % of a narrow bar",
                off * 100.0
            ),
            "Print it at its true size, or ask the carrier for a label at this printer's resolution",
        );
    }
}

/// A page read along one axis: as it is, or from top to bottom.
#[derive(Clone, Copy)]
struct Axis<'a> {
    page: &'a Bitmap,
    ladder: bool,
}

impl Axis<'_> {
    fn length(self) -> u32 {
        if self.ladder {
            self.page.height()
        } else {
            self.page.width()
        }
    }

    fn lines(self) -> u32 {
        if self.ladder {
            self.page.width()
        } else {
            self.page.height()
        }
    }

    fn black(self, along: u32, line: u32) -> bool {
        if self.ladder {
            self.page.get(line, along)
        } else {
            self.page.get(along, line)
        }
    }

    /// How much white lies before a place on a line.
    fn white_before(self, line: u32, from: u32) -> u32 {
        let first = (0..from).rev().find(|at| self.black(*at, line));
        from - first.map_or(0, |at| at + 1)
    }

    /// How much white lies after a place on a line.
    fn white_after(self, line: u32, to: u32) -> u32 {
        let next = (to..self.length()).find(|at| self.black(*at, line));
        next.unwrap_or(self.length()) - to
    }

    /// The lengths of the black and white runs between two places of a line, a black one first.
    fn runs(self, line: u32, from: u32, to: u32) -> Vec<u32> {
        let mut runs = Vec::new();
        let mut begun = from;
        for at in from..to {
            if at + 1 == to || self.black(at, line) != self.black(at + 1, line) {
                runs.push(at + 1 - begun);
                begun = at + 1;
            }
        }
        runs
    }

    /// The black run that holds a place, or begins or ends a few dots from it.
    fn bar_near(self, line: u32, place: u32) -> Option<(u32, u32)> {
        let near = (0..6).flat_map(|d| [place.checked_add(d), place.checked_sub(d)]);
        let inside = near
            .flatten()
            .find(|at| *at < self.length() && self.black(*at, line))?;
        let from = (0..=inside)
            .rev()
            .take_while(|at| self.black(*at, line))
            .last()?;
        let to = (inside..self.length())
            .take_while(|at| self.black(*at, line))
            .last()?
            + 1;
        Some((from, to))
    }

    fn rect(self, from: u32, to: u32, first: u32, last: u32) -> DotRect {
        if self.ladder {
            DotRect {
                left: first,
                top: from,
                right: last + 1,
                bottom: to,
            }
        } else {
            DotRect {
                left: from,
                top: first,
                right: to,
                bottom: last + 1,
            }
        }
    }
}

fn bars(
    barcode: &Barcode,
    shape: Shape,
    page: &Bitmap,
    stock: &Stock,
    which: Which,
) -> Vec<Finding> {
    let axis = Axis {
        page,
        ladder: barcode.ladder,
    };
    let area = barcode.area;
    let (start, end, line) = if axis.ladder {
        (area.top, area.bottom, area.left.midpoint(area.right))
    } else {
        (area.left, area.right, area.top.midpoint(area.bottom))
    };
    let line = line.min(axis.lines().saturating_sub(1));
    let (Some((from, _)), Some((_, to))) = (
        axis.bar_near(line, start),
        axis.bar_near(line, end.saturating_sub(1)),
    ) else {
        return Vec::new();
    };
    let runs = axis.runs(line, from, to);
    let Some(Widths { module, off }) = widths(shape, &runs) else {
        return Vec::new();
    };
    // As far as the lines look alike, the bars go on.
    let most = f64::from(to - from) * SAME_ROW;
    let alike = |other: &u32| {
        let apart = (from..to)
            .filter(|at| axis.black(*at, *other) != axis.black(*at, line))
            .count();
        f64::from(u32::try_from(apart).unwrap_or(u32::MAX)) <= most
    };
    let first = (0..=line).rev().take_while(alike).last().unwrap_or(line);
    let last = (line..axis.lines())
        .take_while(alike)
        .last()
        .unwrap_or(line);
    let mut report = Report {
        barcode,
        which,
        area: axis.rect(from, to, first, last),
        findings: Vec::new(),
    };
    report.thin(module, stock);
    if off > 0.0 {
        report.uneven(off);
    }
    // Not quite at the ends of the bars: a line of text may be close above or below them.
    let inset = (last - first) / 10;
    let white = (first + inset..=last - inset)
        .step_by(((last - first) / 16).max(1) as usize)
        .map(|l| axis.white_before(l, from).min(axis.white_after(l, to)))
        .min()
        .unwrap_or(0);
    report.quiet(f64::from(white) / module, QUIET, LEAST_QUIET);
    let high = f64::from(last + 1 - first) / stock.dots(1.0);
    if high < LOW {
        report.add(
            Severity::Warn,
            Fault::ShortBars,
            &format!("is only {high:.0} mm high, and {LOW:.0} mm scan well"),
            "Ask the carrier for a larger label, or correct the fit",
        );
    }
    report.findings
}

/// The narrow bar in dots, and how far a bar is off at most, in narrow bars.
struct Widths {
    module: f64,
    off: f64,
}

fn widths(shape: Shape, runs: &[u32]) -> Option<Widths> {
    if runs.len() < 9 {
        return None;
    }
    let total = f64::from(runs.iter().sum::<u32>());
    match shape {
        Shape::TwoWidths => {
            let narrow = *runs.iter().min()?;
            // Between the two widths lies no third; the gaps between characters are free.
            let middle = 1.6 * f64::from(narrow);
            let spread = |wide: bool| {
                let of = || runs.iter().filter(|r| (f64::from(**r) > middle) == wide);
                Some(of().max()? - of().min()?)
            };
            let off = spread(false).unwrap_or(0).max(spread(true).unwrap_or(0));
            Some(Widths {
                module: f64::from(narrow),
                off: f64::from(off) / f64::from(narrow) / 2.0,
            })
        }
        _ => {
            let count = u32::try_from(runs.len()).ok()?;
            // Code 128: characters of 11 modules in six bars and spaces, a stop of 13 in seven
            // (ISO/IEC 15417). EAN and UPC: 95, 67 or 51 modules in 59, 43 or 33 (ISO/IEC 15420).
            let modules = match count {
                59 => 95,
                43 => 67,
                33 => 51,
                n if n % 6 == 1 => (n - 7) / 6 * 11 + 13,
                _ => return None,
            };
            let exact = total / f64::from(modules);
            let whole = exact.round();
            let of = |module: f64| {
                runs.iter()
                    .map(|run| {
                        let ideal = (f64::from(*run) / module).round().max(1.0) * module;
                        (f64::from(*run) - ideal).abs() / module
                    })
                    .fold(0.0, f64::max)
            };
            if of(whole) == 0.0 {
                return Some(Widths {
                    module: whole,
                    off: 0.0,
                });
            }
            Some(Widths {
                module: exact,
                off: of(exact),
            })
        }
    }
}

fn cells(
    barcode: &Barcode,
    quiet: u32,
    page: &Bitmap,
    stock: &Stock,
    which: Which,
) -> Vec<Finding> {
    let area = barcode.area;
    let mut report = Report {
        barcode,
        which,
        area,
        findings: Vec::new(),
    };
    // The shortest run on a few lines is one cell; a stray dot makes it look finer than it is.
    let axis = Axis {
        page,
        ladder: false,
    };
    let shortest = [1, 2, 3, 4, 5]
        .iter()
        .filter_map(|sixth| {
            let line = area.top + area.height() * sixth / 6;
            let runs = axis.runs(line, area.left, area.right);
            runs.get(1..runs.len().saturating_sub(1))?
                .iter()
                .min()
                .copied()
        })
        .min();
    let Some(module) = shortest.filter(|m| *m > 0) else {
        return Vec::new();
    };
    let module = f64::from(module);
    report.thin(module, stock);
    if quiet > 0 {
        let white = [false, true]
            .into_iter()
            .map(|ladder| white_around(Axis { page, ladder }, area, module))
            .min()
            .unwrap_or(0);
        let wanted = f64::from(quiet);
        report.quiet(f64::from(white) / module, wanted, wanted / 2.0);
    }
    report.findings
}

/// The least white before and after a symbol along one axis. Corners are found to half a module.
fn white_around(axis: Axis<'_>, area: DotRect, module: f64) -> u32 {
    let (from, to, first, last) = if axis.ladder {
        (area.top, area.bottom, area.left, area.right)
    } else {
        (area.left, area.right, area.top, area.bottom)
    };
    // At the corners, what stands beside the symbol is not in a scanner's way.
    let inset = (last - first) / 6;
    let lines = || (first + inset..last - inset).step_by(((last - first) / 32).max(1) as usize);
    let inked = |at: &u32| lines().any(|line| axis.black(*at, line));
    let near = (1..)
        .find(|dots| f64::from(*dots) >= module / 2.0)
        .unwrap_or(1);
    let Some(begin) = (from.saturating_sub(near)..to).find(inked) else {
        return 0;
    };
    let end = (begin..(to + near).min(axis.length()))
        .rfind(inked)
        .unwrap_or(begin)
        + 1;
    lines()
        .map(|line| {
            axis.white_before(line, begin)
                .min(axis.white_after(line, end))
        })
        .min()
        .unwrap_or(0)
}
