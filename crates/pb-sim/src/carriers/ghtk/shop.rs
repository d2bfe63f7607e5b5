//! The shop's pickup addresses, and the fourth level of addresses.
use super::PICK_ADDRESSES;
use super::desk::{Asked, Client, read, yes};
use super::place::{self, Place};
use super::refusal::Refusal;
use super::shape::LEVEL_4;
use axum::Json;
use serde_json::{Value, json};

/// A place where the shop's parcels are fetched.
pub(super) struct PickAddress {
    id: &'static str,
    pub(super) name: &'static str,
    pub(super) tel: &'static str,
    pub(super) address: &'static str,
    province: &'static str,
}

static ADDRESSES: [PickAddress; 2] = [
    PickAddress {
        id: PICK_ADDRESSES[0],
        name: "Shop",
        tel: "0911222333",
        address: "590 Cách Mạng Tháng 8, Phường Nhiêu Lộc, Hồ Chí Minh",
        province: "Hồ Chí Minh",
    },
    PickAddress {
        id: PICK_ADDRESSES[1],
        name: "Kho",
        tel: "0911222444",
        address: "12 Đội Cấn, Phường Ba Đình, Hà Nội",
        province: "Hà Nội",
    },
];

impl PickAddress {
    /// By its number, which may come as a text or as a number.
    pub(super) fn find(id: &Value) -> Option<&'static Self> {
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        ADDRESSES.iter().find(|address| address.id == id)
    }

    pub(super) fn place(&self) -> Place {
        Place {
            province: self.province,
            served: true,
        }
    }
}

pub(super) async fn addresses(_: Client) -> Json<Value> {
    let row = |address: &PickAddress| {
        json!({
            "pick_address_id": address.id, "address": address.address,
            "pick_tel": address.tel, "pick_name": address.name,
        })
    };
    yes("data", ADDRESSES.iter().map(row).collect())
}

pub(super) async fn level_4(_: Client, Asked(asked): Asked) -> Result<Json<Value>, Refusal> {
    let mut asked = read(&asked, LEVEL_4)?.clone();
    asked["ward"] = asked["ward_street"].take();
    let ward = place::ward(&asked, "")?;
    Ok(yes("data", json!(ward.hamlets)))
}
