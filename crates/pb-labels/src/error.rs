//! What can be wrong with a label, in words for a person.
use pb_domain::Format;
use std::path::PathBuf;

/// Why a label was not made, or must not print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// The bytes are something else.
    #[error("The label claims to be {} but looks like {looks_like}", format_name(*.claims))]
    NotWhatItClaims {
        /// What was claimed.
        claims: Format,
        /// What it looks like.
        looks_like: String,
    },
    /// The bytes are damaged, or use something that cannot be drawn here.
    #[error("The {} label cannot be read: {reason}", format_name(*.format))]
    Unreadable {
        /// What it is.
        format: Format,
        /// Why not.
        reason: String,
    },
    /// A limit that keeps a hostile or mistaken file from eating the machine.
    #[error("The {} label is too big: {what}", format_name(*.format))]
    TooBig {
        /// What it is.
        format: Format,
        /// What is too big, and the limit.
        what: String,
    },
    /// A part of the page would be missing on paper.
    #[error("Page {page} of the label would print incomplete: {what}")]
    Incomplete {
        /// Page, from 1.
        page: usize,
        /// What would be missing.
        what: String,
    },
    /// The page would have to be shrunk until it does not scan.
    #[error("Page {page} of the label is {size}, too large for {stock} stock")]
    DoesNotFit {
        /// Page, from 1.
        page: usize,
        /// Its size in words.
        size: String,
        /// The stock in words.
        stock: String,
    },
    /// There is nothing on it.
    #[error("The label is blank")]
    Blank,
    /// None of the fonts can write this.
    #[error("{field} contains “{character}” (U+{:04X}), which none of the label fonts can write", u32::from(*.character))]
    NoGlyph {
        /// Which field.
        field: String,
        /// The character.
        character: char,
    },
    /// The text is too long to be read when shrunk to fit.
    #[error("{field} is too long for the label: “{text}”")]
    TextTooLong {
        /// Which field.
        field: String,
        /// The text.
        text: String,
    },
    /// The text cannot become a barcode that scans.
    #[error("{field} “{text}” cannot be a barcode: {reason}")]
    NoBarcode {
        /// Which field.
        field: String,
        /// The text.
        text: String,
        /// Why not.
        reason: String,
    },
    /// What a document lists does not come to a sum.
    #[error("{what} cannot be added up: {reason}")]
    NoSum {
        /// What was added.
        what: String,
        /// Why not.
        reason: String,
    },
    /// The label fonts are not where they should be.
    #[error("The label font {} cannot be used: {reason}", path.display())]
    Fonts {
        /// Which file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The label could not be drawn: a fault of the program or of a font.
    #[error("The label could not be drawn: {0}")]
    Drawing(String),
}

impl LabelError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotWhatItClaims { .. } | Self::Unreadable { .. } | Self::Blank => {
                "Fetch the label again, or ask the carrier for another format"
            }
            Self::TooBig { .. } | Self::Incomplete { .. } => {
                "Ask the carrier for the label in another format, such as ZPL or PNG"
            }
            Self::DoesNotFit { .. } => {
                "Set the carrier account to thermal labels of the size of your stock"
            }
            Self::NoGlyph { .. } => "Replace the character, or leave it out",
            Self::TextTooLong { .. } => "Shorten it, or move a part of it to another field",
            Self::NoSum { .. } => "Correct the amounts, and state all of them in one currency",
            Self::NoBarcode { .. } => "Correct the number series in the account's settings",
            Self::Fonts { .. } => "Install Packbench again, or run scripts/fonts.sh",
            Self::Drawing(_) => "Install Packbench again; if it persists, report it",
        }
    }
}

/// What a person calls a format.
pub(crate) fn format_name(format: Format) -> &'static str {
    match format {
        Format::Pdf => "PDF",
        Format::Png => "PNG",
        Format::Gif => "GIF",
        Format::Jpeg => "JPEG",
        Format::Tiff => "TIFF",
        Format::Zpl => "ZPL",
        Format::Epl => "EPL",
    }
}
