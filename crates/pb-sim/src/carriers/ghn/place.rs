//! Where an order goes and where it comes from: by names of the new division to the letter, by numbers or names of
//! the old.
use super::catalogue::{
    DISTRICTS, NEW_PROVINCES, NEW_WARDS, PROVINCES, UNSERVED, UNSERVED_DISTRICT, WARDS,
};
use super::desk::text;
use super::refusal::Refusal;
use super::shape::number;
use serde_json::Value;

/// A place, as far as prices go by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) province: &'static str,
    pub(super) served: bool,
}

/// Where every shop here is.
pub(super) const SHOP: Place = Place {
    province: "Hồ Chí Minh",
    served: true,
};

fn no_ward(message: &str) -> Refusal {
    Refusal::coded("WARD_NAME_NOT_VALID", message, "Tên phường/xã không hợp lệ")
}

fn no_code(message: &str) -> Refusal {
    Refusal::coded("WARD_IS_INVALID", message, "Mã phường/xã không hợp lệ")
}

fn no_province(message: &str) -> Refusal {
    Refusal::coded(
        "PROVINCE_NAME_NOT_VALID",
        message,
        "Tên tỉnh/thành phố không hợp lệ",
    )
}

/// Where an order goes.
pub(super) fn to(order: &Value) -> Result<Place, Refusal> {
    if order["is_new_to_address"] == true {
        let (ward, province) = (text(order, "to_ward_name"), text(order, "to_province_name"));
        return by_new_names(ward, province);
    }
    if order.get("to_ward_code").is_some() || order.get("to_district_id").is_some() {
        return by_numbers(number(order, "to_district_id"), text(order, "to_ward_code"));
    }
    by_old_names(
        text(order, "to_ward_name"),
        text(order, "to_district_name"),
        text(order, "to_province_name"),
    )
}

/// Where it comes from; the shop's place where the order does not say it.
pub(super) fn from(order: &Value) -> Result<Place, Refusal> {
    let given = ["from_ward_name", "from_district_name", "from_province_name"];
    if given.iter().all(|name| order.get(*name).is_none()) {
        return Ok(SHOP);
    }
    let [ward, district, province] = given.map(|name| text(order, name));
    let found = match order["is_new_from_address"] == true {
        true => by_new_names(ward, province),
        false => by_old_names(ward, district, province),
    };
    found.map_err(|_| {
        Refusal::coded(
            "FROM_ADDRESS_CONVERT_FAIL",
            "from address cannot be converted",
            "Địa chỉ lấy hàng không hợp lệ",
        )
    })
}

fn by_new_names(ward: &str, province: &str) -> Result<Place, Refusal> {
    let province = NEW_PROVINCES
        .iter()
        .find(|p| p.name == province)
        .ok_or_else(|| no_province("to_province_name is not valid"))?;
    let mut wards = NEW_WARDS.iter().filter(|w| w.of == province.id);
    let ward = wards
        .find(|w| w.name == ward)
        .ok_or_else(|| no_ward("to_ward_name is not valid"))?;
    Ok(Place {
        province: province.name,
        served: ward.name != UNSERVED,
    })
}

/// By the numbers of the old division.
pub(super) fn by_numbers(district: i64, ward: &str) -> Result<Place, Refusal> {
    let district = DISTRICTS
        .iter()
        .find(|d| d.id == district)
        .ok_or_else(|| no_code("to_district_id is not valid"))?;
    if !WARDS.iter().any(|w| w.of == district.id && w.id == ward) {
        return Err(no_code("to_ward_code is not valid"));
    }
    let province = PROVINCES.iter().find(|p| p.id == district.province);
    Ok(Place {
        province: province.map_or("", |p| p.name),
        served: district.id != UNSERVED_DISTRICT,
    })
}

fn by_old_names(ward: &str, district: &str, province: &str) -> Result<Place, Refusal> {
    let province = PROVINCES
        .iter()
        .find(|p| p.name == province)
        .ok_or_else(|| no_province("to_province_name is not valid"))?;
    let district = DISTRICTS
        .iter()
        .find(|d| d.province == province.id && d.name == district)
        .ok_or_else(|| no_ward("to_district_name is not valid"))?;
    let ward = WARDS
        .iter()
        .find(|w| w.of == district.id && w.name == ward)
        .ok_or_else(|| no_ward("to_ward_name is not valid"))?;
    by_numbers(district.id, ward.id)
}
