//! Places: some of each division, by ViettelPost's own numbers, which are invented here.
use super::desk::{Client, yes};
use super::refusal::Refusal;
use axum::Json;
use axum::extract::Query;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A province of either division.
pub(super) struct Province {
    pub(super) id: i64,
    code: &'static str,
    pub(super) name: &'static str,
}

/// A district of the old division.
pub(super) struct District {
    pub(super) id: i64,
    pub(super) province: i64,
    value: &'static str,
    name: &'static str,
}

/// A ward: of a district in the old division, of a province in the new.
pub(super) struct Ward {
    pub(super) id: i64,
    pub(super) of: i64,
    name: &'static str,
}

const fn province(id: i64, code: &'static str, name: &'static str) -> Province {
    Province { id, code, name }
}

const fn district(id: i64, province: i64, value: &'static str, name: &'static str) -> District {
    District {
        id,
        province,
        value,
        name,
    }
}

const fn ward(id: i64, of: i64, name: &'static str) -> Ward {
    Ward { id, of, name }
}

pub(super) static PROVINCES: &[Province] = &[
    province(1, "HNI", "Hà Nội"),
    province(2, "HCM", "Hồ Chí Minh"),
    province(4, "DNG", "Đà Nẵng"),
    province(57, "VTU", "Bà Rịa - Vũng Tàu"),
];

/// The last of a province may be none: it has the new wards, by the numbers of the old lists.
pub(super) static DISTRICTS: &[District] = &[
    district(4, 1, "1A04", "Quận Ba Đình"),
    district(14, 1, "1A14", "Quận Hoàn Kiếm"),
    district(25, 2, "2B25", "Quận 1"),
    district(27, 2, "2B27", "Quận 3"),
    district(34, 2, "2B34", "Huyện Nhà Bè"),
    district(100_000_002, 2, "NEW", "Phường/Xã mới"),
    district(75, 4, "4D75", "Quận Hải Châu"),
    district(701, 57, "5C01", "Huyện Côn Đảo"),
];

pub(super) static WARDS: &[Ward] = &[
    ward(101, 4, "Phường Ngọc Hà"),
    ward(102, 4, "Phường Đội Cấn"),
    ward(141, 14, "Phường Tràng Tiền"),
    ward(481, 25, "Phường Bến Nghé"),
    ward(482, 25, "Phường Bến Thành"),
    ward(501, 27, "Phường 5"),
    ward(621, 34, "Xã Phước Kiển"),
    ward(200_001, 100_000_002, "Phường Sài Gòn"),
    ward(1_401, 75, "Phường Thạch Thang"),
    ward(9_101, 701, "Thị trấn Côn Đảo"),
];

/// One of them has another number than it had.
pub(super) static NEW_PROVINCES: &[Province] = &[
    province(1, "HNI", "Hà Nội"),
    province(2, "HCM", "Hồ Chí Minh"),
    province(48, "DNG", "Đà Nẵng"),
];

pub(super) static NEW_WARDS: &[Ward] = &[
    ward(49_827, 2, "Phường Sài Gòn"),
    ward(49_828, 2, "Phường Nhiêu Lộc"),
    ward(49_829, 2, "Phường Tân Lập"),
    ward(49_830, 2, "Xã Tân Lập"),
    ward(UNSERVED_WARD, 2, "Đặc khu Côn Đảo"),
    ward(49_101, 1, "Phường Ba Đình"),
    ward(49_102, 1, "Phường Hoàn Kiếm"),
    ward(50_201, 48, "Phường Hải Châu"),
];

/// An island that nobody goes to, in either division.
pub(super) const UNSERVED_WARD: i64 = 49_899;
pub(super) const UNSERVED_DISTRICT: i64 = 701;

type Asked = Query<HashMap<String, String>>;

/// A number in the query; only those names that are known may be in it.
fn asked(query: &Asked, name: &str) -> Result<i64, Refusal> {
    match query.keys().all(|key| key == name) {
        true => {
            let given = query.get(name).and_then(|given| given.parse().ok());
            given.ok_or_else(|| Refusal::field(name))
        }
        false => Err(Refusal::field("query")),
    }
}

pub(super) async fn provinces(_: Client, query: Asked) -> Result<Json<Value>, Refusal> {
    let wanted = asked(&query, "provinceId")?;
    let all = PROVINCES.iter();
    Ok(rows(all.filter(|p| wanted == -1 || p.id == wanted).map(
        |p| json!({ "PROVINCE_ID": p.id, "PROVINCE_CODE": p.code, "PROVINCE_NAME": p.name }),
    )))
}

pub(super) async fn districts(_: Client, query: Asked) -> Result<Json<Value>, Refusal> {
    let wanted = asked(&query, "provinceId")?;
    let all = DISTRICTS.iter().filter(|d| d.province == wanted);
    Ok(rows(all.map(|d| {
        json!({
            "DISTRICT_ID": d.id, "DISTRICT_VALUE": d.value, "DISTRICT_NAME": d.name,
            "PROVINCE_ID": d.province,
        })
    })))
}

pub(super) async fn wards(_: Client, query: Asked) -> Result<Json<Value>, Refusal> {
    let wanted = asked(&query, "districtId")?;
    let all = WARDS.iter().filter(|w| w.of == wanted);
    Ok(rows(all.map(
        |w| json!({ "WARDS_ID": w.id, "WARDS_NAME": w.name, "DISTRICT_ID": w.of }),
    )))
}

pub(super) async fn new_provinces(_: Client) -> Json<Value> {
    rows(
        NEW_PROVINCES.iter().map(
            |p| json!({ "PROVINCE_ID": p.id, "PROVINCE_CODE": p.code, "PROVINCE_NAME": p.name }),
        ),
    )
}

pub(super) async fn new_wards(_: Client, query: Asked) -> Result<Json<Value>, Refusal> {
    let wanted = asked(&query, "provinceId")?;
    let all = NEW_WARDS.iter().filter(|w| w.of == wanted);
    Ok(rows(all.map(
        |w| json!({ "WARDS_ID": w.id, "WARDS_NAME": w.name, "PROVINCE_ID": w.of }),
    )))
}

fn rows(rows: impl Iterator<Item = Value>) -> Json<Value> {
    yes(rows.collect())
}
