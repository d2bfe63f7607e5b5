//! Printers as the window sees them: how each is set up, and how it is now.
use pb_devices::Port;
use pb_domain::{DocumentKind, Format, Length, PrinterId};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// How a printer is set up. What was not yet known when a set-up was saved is filled in when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterConfig {
    /// Identity; the nil UUID (all zeros) sets up a new one.
    #[serde(default = "PrinterConfig::new_id")]
    pub id: PrinterId,
    /// The merchant's name for it.
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// Printer language, the id of a [`LanguageView`].
    pub language: String,
    /// Nominal resolution, one of [`LanguageView::dpi`].
    pub dpi: u32,
    /// The stock that is loaded: labels, or sheets of paper.
    pub media: LabelMedia,
    /// How it finds where a label begins, one of [`LanguageView::tracking`].
    #[serde(default)]
    pub tracking: MediaTracking,
    /// Darkness in per cent of what it can do; `None` leaves it as the printer has it.
    #[serde(default)]
    pub darkness: Option<u8>,
    /// Inches a second; `None` leaves it as the printer has it.
    #[serde(default)]
    pub speed: Option<u8>,
    /// Whether it cuts each label off.
    #[serde(default)]
    pub cut: bool,
    /// Bytes a second it is sent at most, for printers that lose what comes faster; `None` sends as fast as
    /// it takes.
    #[serde(default)]
    pub pace: Option<u32>,
    /// Seconds to wait for proof of paper after the last byte, or after the last sign of progress.
    pub proof_seconds: u32,
    /// Whether the owner says that this printer can never answer, and wants not to be asked.
    pub never_answers: bool,
    /// Whether the owner says that this print queue calls a job completed only when it is on paper.
    #[serde(default)]
    pub trust_queue: bool,
    /// The printer that gets a job which this one failed before any byte was sent.
    #[serde(default)]
    pub fallback: Option<PrinterId>,
    /// What goes to it. Of several printers with the same kind, the first one gets it.
    #[serde(default = "PrinterConfig::labels_only")]
    pub prints: Vec<DocumentKind>,
    /// Whether its owner saw a good test print. Labels go to a language with a doubt
    /// ([`LanguageView::doubt`]) only after that.
    #[serde(default)]
    pub confirmed: bool,
}

impl PrinterConfig {
    /// The id that asks for a new printer.
    pub fn new_id() -> PrinterId {
        PrinterId(uuid::Uuid::nil())
    }

    fn labels_only() -> Vec<DocumentKind> {
        vec![DocumentKind::Label]
    }

    /// A label printer with everything as printers have it, asked for proof for ten seconds.
    pub fn label_printer(name: impl Into<String>, port: Port, language: impl Into<String>) -> Self {
        Self {
            id: Self::new_id(),
            name: name.into(),
            port,
            language: language.into(),
            dpi: 203,
            media: LabelMedia::FOUR_BY_SIX,
            tracking: MediaTracking::Gap,
            darkness: None,
            speed: None,
            cut: false,
            pace: None,
            proof_seconds: 10,
            never_answers: false,
            trust_queue: false,
            fallback: None,
            prints: Self::labels_only(),
            confirmed: false,
        }
    }
}

/// The size of one label, or of a sheet: across the head, and the way it is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LabelMedia {
    /// Across the head, in micrometres.
    pub width: Length,
    /// The way it is fed, in micrometres; on continuous stock the length of one label.
    pub height: Length,
}

impl LabelMedia {
    /// 4 × 6 in.
    pub const FOUR_BY_SIX: Self = Self::micrometres(101_600, 152_400);
    /// 100 × 150 mm.
    pub const MM_100_BY_150: Self = Self::micrometres(100_000, 150_000);
    /// A6, 105 × 148 mm.
    pub const A6: Self = Self::micrometres(105_000, 148_000);
    /// A4, 210 × 297 mm.
    pub const A4: Self = Self::micrometres(210_000, 297_000);

    /// Stock of a size in micrometres.
    pub const fn micrometres(width: i64, height: i64) -> Self {
        Self {
            width: Length::from_micrometres(width),
            height: Length::from_micrometres(height),
        }
    }
}

impl<'de> Deserialize<'de> for LabelMedia {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// What set-ups held while there were three sizes.
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Name {
            FourBySix,
            Mm100By150,
            A6,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Name(Name),
            Size { width: Length, height: Length },
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::Name(Name::FourBySix) => Self::FOUR_BY_SIX,
            Either::Name(Name::Mm100By150) => Self::MM_100_BY_150,
            Either::Name(Name::A6) => Self::A6,
            Either::Size { width, height } => Self { width, height },
        })
    }
}

/// How a printer finds where a label begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaTracking {
    /// By the gap between two labels.
    #[default]
    Gap,
    /// By a black mark on the back.
    Mark,
    /// Not at all: the stock is one long strip.
    Continuous,
}

/// Stock that is often used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MediaPreset {
    /// What a person calls it.
    pub name: String,
    /// Its size.
    pub media: LabelMedia,
    /// How its labels are found.
    pub tracking: MediaTracking,
}

/// A printer language to choose from, and what of a set-up it can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LanguageView {
    /// Stable id.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// What is not sure about it, so that its owner confirms a test print first; empty when nothing is.
    pub doubt: String,
    /// Resolutions of its printers.
    pub dpi: Vec<u32>,
    /// Ways of finding where a label begins.
    pub tracking: Vec<MediaTracking>,
    /// Whether darkness can be set.
    pub darkness: bool,
    /// Speeds that can be set.
    pub speed: Option<SpeedRange>,
    /// Whether it can be told to cut.
    pub cut: bool,
    /// Whether such printers can prove that a label is on paper; when not, a person is asked each time.
    pub proves: bool,
    /// The format that passes through untouched.
    pub document: Option<Format>,
}

/// Speeds in inches a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpeedRange {
    /// The slowest.
    pub slowest: u8,
    /// The fastest.
    pub fastest: u8,
}

/// A printer now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// Which; absent when none is set up.
    pub id: Option<PrinterId>,
    /// Its name; empty when none is set up.
    pub name: String,
    /// Its state.
    pub state: PrinterCondition,
    /// The state in words, and what to do.
    pub text: String,
    /// Whether a person holds its queue: nothing more is sent to it.
    pub held: bool,
    /// What goes to it.
    pub prints: Vec<DocumentKind>,
}

/// Whether a label would come out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterCondition {
    /// None is set up.
    NotSetUp,
    /// It said that it is ready.
    Ready,
    /// It is printing.
    Printing,
    /// It cannot say, or was not asked yet.
    Unknown,
    /// It needs a person: paper, head, ribbon, pause.
    NeedsAttention,
    /// It cannot be reached.
    Unreachable,
}

/// Sets a printer up, or changes one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetPrinter {
    /// The printer; its id says which one it changes.
    pub printer: PrinterConfig,
}

/// Names one printer.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PrinterRef {
    /// Which.
    pub printer: PrinterId,
}

/// Prints a page that proves that a printer works.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct TestPrint {
    /// Which printer; `None` means the one for labels.
    #[serde(default)]
    pub printer: Option<PrinterId>,
}

/// A printer's owner looked at its test page.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ConfirmTestPrint {
    /// Which printer.
    pub printer: PrinterId,
    /// Whether it came out right.
    pub good: bool,
}

/// Asks what is attached to a port.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IdentifyPrinter {
    /// Where.
    pub port: Port,
}

/// What a printer said that it is. A person confirms it, with a test print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterIdentity {
    /// Language it answered in, the id of a [`LanguageView`]; empty when it answered in none.
    pub language: String,
    /// Model; empty when it did not say.
    pub model: String,
    /// Firmware; empty when it did not say.
    pub firmware: String,
    /// Resolution, where it stated it.
    pub dpi: Option<u32>,
    /// Dots across its head, where it stated them.
    pub head_dots: Option<u32>,
    /// What needs a person, where it said so; empty otherwise.
    pub problem: String,
    /// What was asked and what came back, in words, in the order of asking.
    pub tried: Vec<String>,
}

/// Holds a printer's queue, or lets it go on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct HoldPrinter {
    /// Which printer.
    pub printer: PrinterId,
    /// Whether nothing more is sent to it. What is being sent goes on.
    pub held: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_set_up_of_an_older_version_reads() {
        let printer: PrinterConfig = serde_json::from_value(json!({
            "name": "Zebra", "port": { "kind": "tcp", "host": "10.0.0.9", "port": 9100 }, "language": "zpl",
            "dpi": 203, "media": "mm100_by150", "proof_seconds": 10, "never_answers": false
        }))
        .expect("reads");
        assert_eq!(printer.media, LabelMedia::MM_100_BY_150);
        assert_eq!(printer.prints, [DocumentKind::Label]);
        assert_eq!(printer.id, PrinterConfig::new_id());
        let kept = serde_json::to_value(&printer).expect("is kept");
        assert_eq!(kept["media"]["height"], 150_000);
        let again: PrinterConfig = serde_json::from_value(kept).expect("reads back");
        assert_eq!(again, printer);
    }
}
