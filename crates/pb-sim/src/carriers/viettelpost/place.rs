//! Where an order goes and where it comes from: by the numbers of the old division, or by those of the new with a
//! district of 0, and never by some of each.
use super::catalogue::{
    DISTRICTS, NEW_PROVINCES, NEW_WARDS, PROVINCES, Province, UNSERVED_DISTRICT, UNSERVED_WARD,
    WARDS,
};
use super::desk::number;
use super::refusal::Refusal;
use serde_json::Value;

/// A place, as far as prices go by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) province: &'static str,
    pub(super) served: bool,
}

/// The names of a place's numbers in a request: province, district and ward.
type Names<'a> = [&'a str; 3];

/// Of who sends.
pub(super) fn from(asked: &Value) -> Result<Place, Refusal> {
    of(asked, ["SENDER_PROVINCE", "SENDER_DISTRICT", "SENDER_WARD"])
}

/// Of who receives.
pub(super) fn to(asked: &Value) -> Result<Place, Refusal> {
    let names = ["RECEIVER_PROVINCE", "RECEIVER_DISTRICT", "RECEIVER_WARD"];
    of(asked, names)
}

/// By the numbers under some names.
pub(super) fn of(asked: &Value, names: Names<'_>) -> Result<Place, Refusal> {
    let [province, district, ward] = names.map(|name| number(asked, name));
    match district {
        0 => by_new(names, province, ward),
        _ => by_old(names, province, district, ward),
    }
}

fn found(provinces: &'static [Province], id: i64) -> Option<&'static Province> {
    provinces.iter().find(|p| p.id == id)
}

/// Numbers of both divisions in one address.
fn mixed([_, district, ward]: Names<'_>) -> Refusal {
    Refusal::new(format!(
        "Please enter {district} with address old or {ward} with address new"
    ))
}

fn by_new(names: Names<'_>, province: i64, ward: i64) -> Result<Place, Refusal> {
    let Some(within) = found(NEW_PROVINCES, province) else {
        return Err(match found(PROVINCES, province) {
            Some(_) => mixed(names),
            None => Refusal::field(names[0]),
        });
    };
    let known = NEW_WARDS.iter().any(|w| w.id == ward && w.of == province);
    match known {
        true => Ok(Place {
            province: within.name,
            served: ward != UNSERVED_WARD,
        }),
        false if WARDS.iter().any(|w| w.id == ward) => Err(mixed(names)),
        false => Err(no_ward(names)),
    }
}

fn by_old(names: Names<'_>, province: i64, district: i64, ward: i64) -> Result<Place, Refusal> {
    let Some(within) = found(PROVINCES, province) else {
        return Err(match found(NEW_PROVINCES, province) {
            Some(_) => mixed(names),
            None => Refusal::field(names[0]),
        });
    };
    let is_there = |id: i64, of: i64| DISTRICTS.iter().any(|d| d.id == id && d.province == of);
    if !is_there(district, province) {
        return Err(Refusal::field(names[1]));
    }
    let known = ward == 0 || WARDS.iter().any(|w| w.id == ward && w.of == district);
    match known {
        true => Ok(Place {
            province: within.name,
            served: district != UNSERVED_DISTRICT,
        }),
        false if NEW_WARDS.iter().any(|w| w.id == ward) => Err(mixed(names)),
        false => Err(no_ward(names)),
    }
}

fn no_ward([_, _, ward]: Names<'_>) -> Refusal {
    Refusal::new(format!("Invalid [{ward}]"))
}

/// The numbers of a ward's district, 0 in the new division, and of its province.
pub(super) fn around(ward: i64) -> Option<(i64, i64)> {
    let new = NEW_WARDS.iter().find(|w| w.id == ward);
    new.map(|w| (0, w.of)).or_else(|| {
        let old = WARDS.iter().find(|w| w.id == ward)?;
        let district = DISTRICTS.iter().find(|d| d.id == old.of)?;
        Some((district.id, district.province))
    })
}
