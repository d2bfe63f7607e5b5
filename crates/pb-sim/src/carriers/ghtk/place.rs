//! Where an order goes and where it comes from, by names as they were written.
use super::catalogue::{self, Ward};
use super::desk::text;
use super::refusal::Refusal;
use super::shop::PickAddress;
use serde_json::Value;

/// A place, as far as prices go by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) province: &'static str,
    pub(super) served: bool,
}

/// A ward by its names; `before` stands before the names of the fields.
pub(super) fn ward(asked: &Value, before: &str) -> Result<&'static Ward, Refusal> {
    let [province, district, ward] =
        ["province", "district", "ward"].map(|name| text(asked, &format!("{before}{name}")));
    let whose = match before {
        "pick_" => "Địa chỉ lấy hàng",
        "return_" => "Địa chỉ trả hàng",
        _ => "Địa chỉ giao hàng",
    };
    let found = catalogue::province(province).ok_or_else(|| {
        Refusal::new(format!(
            "{whose} không hợp lệ: không tìm thấy tỉnh/thành phố {province}"
        ))
    })?;
    catalogue::find(found, district, ward).ok_or_else(|| {
        Refusal::new(format!(
            "{whose} không hợp lệ: không tìm thấy phường/xã {ward}, {district}, {province}"
        ))
    })
}

fn place(asked: &Value, before: &str) -> Result<Place, Refusal> {
    let ward = ward(asked, before)?;
    Ok(Place {
        province: ward.province,
        served: ward.served,
    })
}

/// Where an order goes.
pub(super) fn to(asked: &Value) -> Result<Place, Refusal> {
    place(asked, "")
}

/// Where it comes from: one of the shop's addresses, or the names in the request, of which `wanted` must be there.
pub(super) fn from(asked: &Value, wanted: &[&str]) -> Result<Place, Refusal> {
    match &asked["pick_address_id"] {
        Value::Null => {}
        id => {
            return match PickAddress::find(id) {
                Some(address) => Ok(address.place()),
                None => Err(Refusal::input(format!(
                    "pick_address_id is not valid: {id}"
                ))),
            };
        }
    }
    for name in wanted {
        if text(asked, name).trim().is_empty() {
            return Err(Refusal::input(format!("{name} is required")));
        }
    }
    place(asked, "pick_")
}
