//! The account's warehouses, `GET /v2/user/listInventory`: places that drivers come to, as Viettel Post has them.

use super::answer::{integer, missing, rows, text};
use super::host::{self, call};
use super::wire;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::vietnam::Form;
use pb_domain::{Account, Problem};
use serde_json::Value;

/// The account's setting with the number of one.
pub(super) const SETTING: &str = "warehouse";
/// Numbers of districts that are none, but gather a province's new wards, begin here.
const NO_DISTRICTS: i64 = 100_000_000;

/// A warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warehouse {
    pub(super) id: i64,
    pub(super) customer: i64,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) street: String,
    pub(super) spot: wire::Spot,
}

impl Warehouse {
    /// The division that its numbers are of.
    pub(super) fn form(&self) -> Form {
        match self.spot.district {
            1..NO_DISTRICTS => Form::ThreeLevel,
            _ => Form::TwoLevel,
        }
    }
}

/// The account's warehouse that parcels are picked up at.
pub(super) async fn of(cx: Cx<'_>) -> Result<Warehouse, Problem> {
    let answer = call(cx, "warehouses", Effect::Asks, &request(cx.account)?).await?;
    chosen(cx.account, parse(&answer)?)
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(host::url(
        account,
        &["v2", "user", "listInventory"],
    )?))
}

/// All warehouses that have a number.
pub(super) fn parse(answer: &Answer) -> Result<Vec<Warehouse>, Problem> {
    let rows = rows(answer, "warehouses")?;
    let all: Vec<Warehouse> = rows.iter().filter_map(warehouse).collect();
    if all.is_empty() && !rows.is_empty() {
        return Err(missing(Effect::Asks, "warehouse with a number"));
    }
    Ok(all)
}

fn warehouse(row: &Value) -> Option<Warehouse> {
    let number = |name: &str| integer(&row[name]).filter(|n| *n > 0);
    Some(Warehouse {
        id: number("groupaddressId")?,
        customer: number("cusId").unwrap_or_default(),
        name: text(&row["name"]),
        phone: text(&row["phone"]),
        street: text(&row["address"]),
        spot: wire::Spot {
            province: number("provinceId").unwrap_or_default(),
            district: number("districtId").unwrap_or_default(),
            ward: number("wardsId").unwrap_or_default(),
        },
    })
}

/// The one of the setting, or the only one; an order must be able to name it whole.
pub(super) fn chosen(account: &Account, all: Vec<Warehouse>) -> Result<Warehouse, Problem> {
    let wanted = account.setting(SETTING).trim().to_owned();
    let numbers: Vec<String> = all.iter().map(|w| w.id.to_string()).collect();
    let none = |text: String| invalid(SETTING, text).hint("Take a number from viettelpost.vn");
    let found = match (wanted.as_str(), all.len()) {
        ("", 0) => {
            return Err(none(
                "The account has no warehouse at Viettel Post".to_owned(),
            ));
        }
        ("", 1) => all.into_iter().next(),
        ("", _) => {
            let numbers = numbers.join(", ");
            return Err(none(format!(
                "The account has several warehouses, {numbers}, and does not say which"
            )));
        }
        (wanted, _) => all.into_iter().find(|w| w.id.to_string() == wanted),
    };
    let Some(warehouse) = found else {
        return Err(none(format!(
            "The warehouse {wanted} is none of the account's; it has {}",
            if numbers.is_empty() {
                "none".to_owned()
            } else {
                numbers.join(", ")
            }
        )));
    };
    let said = [&warehouse.name, &warehouse.phone, &warehouse.street];
    if said.iter().any(|part| part.is_empty()) || warehouse.spot.province == 0 {
        return Err(invalid(
            SETTING,
            format!(
                "Viettel Post does not tell name, telephone number and address of the warehouse {}",
                warehouse.id
            ),
        )
        .hint("Complete it at viettelpost.vn, or let parcels be picked up at the address that they ship from"));
    }
    Ok(warehouse)
}
