//! Where goods are fetched from: `/v2/user/listInventory` and `registerInventory`.
use super::desk::{Client, Desk, Payload, number, text, yes};
use super::refusal::Refusal;
use super::shape::INVENTORY;
use super::{INVENTORIES, place, shape};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// One place of the owner's.
#[derive(Clone, Debug)]
pub(super) struct Inventory {
    pub(super) id: i64,
    pub(super) customer: i64,
    name: String,
    phone: String,
    address: String,
    province: i64,
    district: i64,
    ward: i64,
}

/// The owner, by number.
const CUSTOMER: i64 = 722_885;

/// Those that are there at first: one in each division.
pub(super) fn first() -> Vec<Inventory> {
    let at = |id: i64, province: i64, district: i64, ward: i64| Inventory {
        id,
        customer: CUSTOMER,
        name: format!("Kho {id}"),
        phone: "0911222333".to_owned(),
        address: "12 Nguyễn Đình Chiểu".to_owned(),
        province,
        district,
        ward,
    };
    vec![
        at(INVENTORIES[0], 2, 25, 481),
        at(INVENTORIES[1], 2, 0, 49_828),
    ]
}

fn rows(inventories: &[Inventory]) -> Json<Value> {
    let row = |i: &Inventory| {
        json!({
            "groupaddressId": i.id, "cusId": i.customer, "name": i.name, "phone": i.phone,
            "address": i.address, "provinceId": i.province, "districtId": i.district,
            "wardsId": i.ward,
        })
    };
    yes(inventories.iter().map(row).collect())
}

pub(super) async fn list(State(desk): State<Desk>, _: Client) -> Json<Value> {
    rows(&desk.own().inventories)
}

pub(super) async fn register(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(INVENTORY)?;
    shape::phone(asked, "PHONE")?;
    let ward = number(asked, "WARDS_ID");
    let (district, province) = place::around(ward).ok_or_else(|| Refusal::field("WARDS_ID"))?;
    let mut own = desk.own();
    let last = own.inventories.iter().map(|i| i.id).max();
    own.inventories.push(Inventory {
        id: last.unwrap_or(INVENTORIES[1]) + 1,
        customer: CUSTOMER,
        name: text(asked, "NAME").to_owned(),
        phone: text(asked, "PHONE").to_owned(),
        address: text(asked, "ADDRESS").to_owned(),
        province,
        district,
        ward,
    });
    Ok(rows(&own.inventories))
}
