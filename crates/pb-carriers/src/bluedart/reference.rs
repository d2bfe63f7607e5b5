//! The reference under which Blue Dart knows a purchase: `CreditReferenceNo`, at most 20 characters, and the same one
//! again is the same waybill.
//!
//! So it must be this purchase's alone, and yet be found by a person: the order's number, a hyphen, and a part of the
//! purchase's id.

use pb_domain::PurchaseId;

/// Characters of a reference.
pub(super) const LENGTH: usize = 20;
/// Of them, those of the purchase's id: 36⁸ is 2.8 million million.
const OF_ID: usize = 8;
const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The reference of a purchase. Letters and digits alone are taken of the order's number; one that is too long, or
/// has none, gives way to more of the id.
pub(super) fn of(order: &str, purchase: PurchaseId) -> String {
    let order: String = order.chars().filter(char::is_ascii_alphanumeric).collect();
    let room = LENGTH - OF_ID - 1;
    match (1..=room).contains(&order.len()) {
        true => format!("{order}-{}", digits(purchase, OF_ID)),
        false => digits(purchase, LENGTH),
    }
}

/// The last digits of an id in base 36: in ids that count up with the time, these are the random ones.
fn digits(purchase: PurchaseId, count: usize) -> String {
    let mut rest = purchase.0.as_u128();
    let mut digits: Vec<char> = Vec::with_capacity(count);
    for _ in 0..count {
        let digit = usize::try_from(rest % 36).unwrap_or_default();
        digits.push(char::from(DIGITS[digit]));
        rest /= 36;
    }
    digits.iter().rev().collect()
}
