//! A label of our own, since Viettel Post has none that a label printer takes: its number as Code 128 and its sorting
//! code in large letters.

use super::order::customer_pays;
use crate::Consignment;
use crate::vietnam::Drawing;
use pb_domain::{Account, Document};

/// The label of an order; `None` when something does not fit on it.
pub(super) fn label(
    account: &Account,
    consignment: &Consignment,
    number: &str,
    sort_code: &str,
) -> Option<Document> {
    Drawing {
        carrier: "Viettel Post",
        number,
        sort_code,
        terms: match customer_pays(account) {
            true => "Người nhận trả cước",
            false => "Người gửi trả cước",
        },
    }
    .label(consignment)
}
