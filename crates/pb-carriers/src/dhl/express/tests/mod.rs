//! Requests and answers of the MyDHL API as its specification and its clients have them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod answers;
mod bad;
mod requests;

use super::*;
use crate::dhl::tests::{
    Desk, abroad, account, answer, bonn, consignment, euro, parcel, purchase, rate, recorded,
};
use crate::engine::Answer;
use crate::{Consignment, Prepared};
use jiff::Timestamp;
use pb_domain::{Account, Direction, Format, ProblemKind};
use serde_json::{Value, json};

/// The fixtures' waybill, its pieces, and the purchase's key.
const WAYBILL: &str = "1234567891";
const PIECES: [&str; 2] = ["JD014600012345678901", "JD014600012345678902"];
const KEY: &str = "0193c0de000070008000000000000001";

fn with(settings: &[(&str, &str)]) -> Account {
    let mut all = vec![
        ("account_number", "123456789"),
        ("import_account_number", "987654321"),
    ];
    all.extend(settings);
    account(&PROFILE, &all, &["api_key", "api_secret"])
}

fn desk() -> Desk {
    Desk::new(with(&[]))
}

fn prepared_at(desk: &Desk, consignment: &Consignment) -> Prepared {
    ship::prepared(desk.cx(), purchase(), consignment, &rate("P"), Format::Zpl).unwrap()
}
