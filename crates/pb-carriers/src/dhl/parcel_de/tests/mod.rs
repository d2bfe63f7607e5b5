//! Requests and answers of Parcel Germany's APIs as their specifications and clients have them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod answers;
mod bad;
mod prices;
mod requests;

use super::*;
use crate::dhl::tests::{
    Desk, FIRST, SECOND, abroad, account, answer, body, consignment, euro, header, parcel,
    purchase, rate, recorded, reno,
};
use crate::engine::Answer;
use crate::{Consignment, Prepared};
use jiff::Timestamp;
use pb_domain::{Account, Direction, Format, ProblemKind};
use serde_json::{Value, json};

/// What the fixtures' labels bear.
const REFERENCE: &str = "1001-00000001";

fn with(settings: &[(&str, &str)]) -> Account {
    let mut all = vec![
        ("ekp", "3333333333"),
        ("participation_v01pak", "02"),
        ("participation_v62kp", "01"),
        ("participation_v53wpak", "01"),
        ("participation_v66wpi", "01"),
        ("return_receiver", "deu"),
    ];
    all.extend(settings);
    account(&PROFILE, &all, &["api_key", "username", "password"])
}

fn desk() -> Desk {
    Desk::new(with(&[]))
}

fn prepared_at(desk: &Desk, consignment: &Consignment, service: &str) -> Prepared {
    ship::prepared(
        desk.cx(),
        purchase(),
        consignment,
        &rate(service),
        Format::Zpl,
    )
    .unwrap()
}

fn back() -> Consignment {
    let mut back = consignment();
    std::mem::swap(&mut back.ship_from, &mut back.ship_to);
    back.direction = Direction::Return;
    back
}
