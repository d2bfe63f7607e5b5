//! Labels: in the purchase's answer, and nowhere else. FedEx gives none again.

use super::customs::INVOICE;
use super::wire;
pub(super) use crate::loose::document as decode;
use pb_domain::{Account, Document, Format, Paper};

/// What to ask for, in FedEx's words: the merchant's choice, else what the printer likes best.
pub(super) fn image_type(account: &Account, accept: Format) -> &'static str {
    match (account.setting("label_format"), accept) {
        ("ZPLII", _) | ("auto" | "", Format::Zpl) => "ZPLII",
        ("EPL2", _) | ("auto" | "", Format::Epl) => "EPL2",
        ("PNG", _) | ("auto" | "", Format::Png) => "PNG",
        _ => "PDF",
    }
}

/// The same with the paper it is for, which has one name for rolls and another for sheets.
pub(super) fn specification(account: &Account, image_type: &str) -> wire::LabelSpecification {
    let is_roll = ["ZPLII", "EPL2"].contains(&image_type);
    let size = match account.setting("label_size") {
        size @ ("4X675" | "4X8" | "4X9") => size,
        _ => "4X6",
    };
    wire::LabelSpecification {
        image_type: image_type.to_owned(),
        label_stock_type: format!("{}_{size}", if is_roll { "STOCK" } else { "PAPER" }),
        label_format_type: "COMMON2D",
        label_order: "SHIPPING_LABEL_FIRST",
        resolution: match (image_type, account.setting("label_resolution")) {
            ("ZPLII", "300") => Some(300),
            ("ZPLII", _) => Some(203),
            _ => None,
        },
    }
}

/// A sold parcel's label; `None` when there is none that can be used.
pub(super) fn of(piece: &wire::Piece) -> Option<Document> {
    let documents = &piece.package_documents;
    let exact = documents.iter().find(|d| d.content_type == "LABEL");
    let other = || documents.iter().find(|d| d.content_type.contains("LABEL"));
    decode(&exact.or_else(other)?.encoded_label)
}

/// What else FedEx made, of the whole and of each piece. One that cannot be read is missing.
pub(super) fn papers(sale: &wire::TransactionShipment) -> Vec<Paper> {
    let of_pieces = sale
        .piece_responses
        .iter()
        .flat_map(|p| &p.package_documents);
    let all = sale.shipment_documents.iter().chain(of_pieces);
    let papers = all.filter(|d| !d.content_type.is_empty() && !d.content_type.contains("LABEL"));
    papers
        .filter_map(|d| {
            let document = decode(&d.encoded_label)?;
            let title = in_words(&d.content_type);
            Some(Paper {
                title,
                document,
                // It is asked for only where FedEx sends it ahead.
                attached: d.content_type != INVOICE,
            })
        })
        .collect()
}

/// FedEx's name for a kind of paper, as a person reads it: `Commercial invoice`.
fn in_words(kind: &str) -> String {
    let words = kind.replace('_', " ").to_lowercase();
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
