//! Looks at the very dots that will print: do the barcodes say what they must, and would they scan?
//!
//! A finding that stops a label means that it would not scan, or would not be on the paper; one that warns means
//! that it may scan worse than it should. A person may override either.
use crate::{DotRect, Laid, Stock};

mod measure;
mod read;

pub use read::{Barcode, decode};

/// What labels must carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Numbers, one of which a barcode of the label must carry: the first entry is for the first label and so on
    /// where there are as many as labels; else any of them will do on each. None at all asks for no barcode.
    pub per_label: Vec<Vec<String>>,
}

impl Expectation {
    /// One number a label.
    pub fn numbers<S: Into<String>>(numbers: impl IntoIterator<Item = S>) -> Self {
        Self {
            per_label: numbers.into_iter().map(|n| vec![n.into()]).collect(),
        }
    }

    /// What one of so many labels must carry; `None` when nothing is asked of it.
    fn of(&self, label: usize, labels: usize) -> Option<Vec<&str>> {
        let wanted: &[Vec<String>] = if self.per_label.len() == labels {
            self.per_label.get(label..=label)?
        } else {
            &self.per_label
        };
        (!wanted.is_empty()).then(|| wanted.iter().flatten().map(String::as_str).collect())
    }
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preflight {
    /// The barcodes that were read on each label. Once the number was found, no others are looked for.
    pub barcodes: Vec<Vec<Barcode>>,
    /// What is wrong, the worst first on each label.
    pub findings: Vec<Finding>,
}

impl Preflight {
    /// Why the labels must not print, in words; `None` when they may.
    pub fn stopped(&self) -> Option<String> {
        let reasons: Vec<&str> = self
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Stop)
            .map(|f| f.text.as_str())
            .collect();
        (!reasons.is_empty()).then(|| reasons.join(". "))
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It may scan worse than it should.
    Warn,
    /// It would not scan, or not be on the paper.
    Stop,
}

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No barcode can be read.
    NoBarcode,
    /// The barcodes say something else.
    OtherNumber,
    /// The shipment has no number that could be looked for.
    NothingToFind,
    /// Something stands too close to the barcode.
    QuietZone,
    /// Its narrow bars are too thin for the printer.
    ThinBars,
    /// Its bars are not whole dots, or not equal.
    UnevenBars,
    /// Its bars are short.
    ShortBars,
    /// Something would not be on the paper.
    CutOff,
}

/// Something that is wrong with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Label, from 1.
    pub label: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub fault: Fault,
    /// What is wrong and where, for a packer.
    pub text: String,
    /// What a packer can do about it.
    pub remedy: &'static str,
    /// Where, in dots of the label as it is laid.
    pub area: Option<DotRect>,
}

/// Reads and measures every label.
pub fn preflight(labels: &[Laid], expected: &Expectation, stock: &Stock) -> Preflight {
    let mut seen = Preflight::default();
    for (i, laid) in labels.iter().enumerate() {
        let mut here = Vec::new();
        let which = Which {
            label: i + 1,
            labels: labels.len(),
        };
        let wanted = expected.of(i, labels.len());
        let carries_it = |b: &Barcode| {
            wanted
                .iter()
                .flatten()
                .any(|number| carries(&b.text, number))
        };
        let barcodes = match &wanted {
            Some(numbers) if numbers.iter().all(|n| n.trim().is_empty()) => {
                here.push(which.nothing_to_find());
                decode(&laid.bitmap)
            }
            Some(numbers) => {
                let barcodes = read::until(&laid.bitmap, &carries_it);
                let carriers: Vec<&Barcode> = barcodes.iter().filter(|b| carries_it(b)).collect();
                if carriers.is_empty() {
                    here.push(which.other_number(numbers, &barcodes));
                } else {
                    here.extend(measure::best(&carriers, &laid.bitmap, stock, which));
                }
                barcodes
            }
            None => Vec::new(),
        };
        here.extend(cut_off(laid, &barcodes, which));
        here.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        seen.findings.extend(here);
        seen.barcodes.push(barcodes);
    }
    seen
}

/// Which of how many labels.
#[derive(Clone, Copy)]
struct Which {
    label: usize,
    labels: usize,
}

const OTHER_LABEL: &str = "Fetch the label again; if it is the same, void it and buy another";

impl Which {
    fn name(self) -> String {
        if self.labels == 1 {
            "The label".to_owned()
        } else {
            format!("Label {} of {}", self.label, self.labels)
        }
    }

    fn nothing_to_find(self) -> Finding {
        Finding {
            label: self.label,
            severity: Severity::Stop,
            fault: Fault::NothingToFind,
            text: format!(
                "{} cannot be checked: the shipment has no tracking number",
                self.name()
            ),
            remedy: "Look at the preview, and print it anyway if it is right",
            area: None,
        }
    }

    fn other_number(self, wanted: &[&str], found: &[Barcode]) -> Finding {
        let (which, wanted) = (self.name(), wanted.join(" or "));
        let (fault, text) = if found.is_empty() {
            (
                Fault::NoBarcode,
                format!("{which} has no barcode that can be read; it should say {wanted}"),
            )
        } else {
            let read = found
                .iter()
                .map(|b| format!("{} “{}”", b.format, b.text.escape_debug()))
                .collect::<Vec<_>>()
                .join(", ");
            (
                Fault::OtherNumber,
                format!("{which} does not carry {wanted}; its barcodes say {read}"),
            )
        };
        Finding {
            label: self.label,
            severity: Severity::Stop,
            fault,
            text,
            remedy: OTHER_LABEL,
            area: None,
        }
    }
}

/// Whether a barcode's text is the number, or holds it among routing codes, GS1 identifiers and
/// separators. Spaces, brackets and case are not told apart: carriers print them as they like.
fn carries(text: &str, number: &str) -> bool {
    let bare = |s: &str| -> String {
        s.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    let (text, number) = (bare(text), bare(number));
    // A few characters would be found in anything.
    if number.len() < 6 {
        !number.is_empty() && text == number
    } else {
        text.contains(&number)
    }
}

/// Ink that fell off what of the stock the head reaches. A barcode at that edge stops the label.
fn cut_off(laid: &Laid, barcodes: &[Barcode], which: Which) -> Option<Finding> {
    let (width, height) = (laid.bitmap.width(), laid.bitmap.height());
    let lost = laid.placement.lost;
    let sides: Vec<&str> = [
        (lost.left, "left"),
        (lost.top, "upper"),
        (lost.right, "right"),
        (lost.bottom, "lower"),
    ]
    .into_iter()
    .filter(|(dots, _)| *dots > 0)
    .map(|(_, name)| name)
    .collect();
    if sides.is_empty() {
        return None;
    }
    let cut = |b: &Barcode| {
        (lost.left > 0 && b.area.left == 0)
            || (lost.top > 0 && b.area.top == 0)
            || (lost.right > 0 && b.area.right >= width)
            || (lost.bottom > 0 && b.area.bottom >= height)
    };
    // A barcode that is cut across is not read at all, which is another finding.
    let severity = if barcodes.iter().any(cut) {
        Severity::Stop
    } else {
        Severity::Warn
    };
    let edge = |name: &str| -> DotRect {
        let mut rect = DotRect::whole(width, height);
        match name {
            "left" => rect.right = 8.min(width),
            "upper" => rect.bottom = 8.min(height),
            "right" => rect.left = width.saturating_sub(8),
            _ => rect.top = height.saturating_sub(8),
        }
        rect
    };
    Some(Finding {
        label: which.label,
        severity,
        fault: Fault::CutOff,
        text: format!(
            "{} is cut off at the {} edge",
            which.name(),
            sides.join(" and the ")
        ),
        remedy: "Choose the stock that is in the printer, or correct the fit for this carrier",
        area: Some(edge(sides[0])),
    })
}

#[cfg(test)]
mod tests;
