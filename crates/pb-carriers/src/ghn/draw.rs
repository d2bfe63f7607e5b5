//! A label of our own, since GHN has none that a label printer takes: its order code as Code 128 and its sorting code
//! in large letters.

use super::order::VIEWING;
use crate::Consignment;
use crate::vietnam::Drawing;
use pb_domain::{Account, Document};

/// The label of an order; `None` when something does not fit on it.
pub(super) fn label(
    account: &Account,
    consignment: &Consignment,
    code: &str,
    sort_code: &str,
) -> Option<Document> {
    Drawing {
        carrier: "GHN",
        number: code,
        sort_code,
        terms: viewing(account),
    }
    .label(consignment)
}

/// What the customer may do before paying.
fn viewing(account: &Account) -> &'static str {
    match account.setting(VIEWING) {
        "CHOTHUHANG" => "Cho thử hàng",
        "CHOXEMHANGKHONGTHU" => "Cho xem hàng, không thử",
        _ => "Không cho xem hàng",
    }
}
