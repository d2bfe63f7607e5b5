//! Places: some of each division, by GHN's own numbers, which are invented here.
use super::desk::{Client, Payload, yes};
use super::refusal::Refusal;
use axum::Json;
use axum::extract::Query;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A province of either division.
pub(super) struct Province {
    pub(super) id: i64,
    pub(super) name: &'static str,
    also: &'static [&'static str],
    status: i64,
}

/// A district of the old division.
pub(super) struct District {
    pub(super) id: i64,
    pub(super) province: i64,
    pub(super) name: &'static str,
}

/// A ward: of a district in the old division, of a province in the new.
pub(super) struct Ward {
    pub(super) id: &'static str,
    pub(super) of: i64,
    pub(super) name: &'static str,
    also: &'static [&'static str],
}

const fn province(id: i64, name: &'static str, also: &'static [&'static str]) -> Province {
    Province {
        id,
        name,
        also,
        status: 1,
    }
}

const fn district(id: i64, province: i64, name: &'static str) -> District {
    District { id, province, name }
}

const fn ward(id: &'static str, of: i64, name: &'static str) -> Ward {
    Ward {
        id,
        of,
        name,
        also: &[],
    }
}

pub(super) static PROVINCES: &[Province] = &[
    province(
        202,
        "Hồ Chí Minh",
        &["Thành phố Hồ Chí Minh", "TPHCM", "HCM", "Sài Gòn"],
    ),
    province(201, "Hà Nội", &["Thành phố Hà Nội", "HN"]),
    province(203, "Đà Nẵng", &["Thành phố Đà Nẵng"]),
    province(206, "Bà Rịa - Vũng Tàu", &["Tỉnh Bà Rịa - Vũng Tàu"]),
    Province {
        id: 298,
        name: "Test - Alert - Tỉnh - 001",
        also: &[],
        status: 1,
    },
    Province {
        id: 299,
        name: "Hà Tây",
        also: &[],
        status: 2,
    },
];

pub(super) static DISTRICTS: &[District] = &[
    district(1442, 202, "Quận 1"),
    district(1444, 202, "Quận 3"),
    district(1846, 202, "Huyện Nhà Bè"),
    district(1484, 201, "Quận Ba Đình"),
    district(1526, 203, "Quận Hải Châu"),
    district(1701, 206, "Huyện Côn Đảo"),
];

pub(super) static WARDS: &[Ward] = &[
    ward("00104", 1442, "Phường Bến Nghé"),
    ward("20102", 1442, "Phường Bến Thành"),
    ward("20301", 1444, "Phường 5"),
    ward("291124", 1846, "Xã Phước Kiển"),
    ward("1A0101", 1484, "Phường Ngọc Hà"),
    ward("40101", 1526, "Phường Thạch Thang"),
    ward("52901", 1701, "Thị trấn Côn Đảo"),
];

pub(super) static NEW_PROVINCES: &[Province] = &[
    province(
        1_000_002,
        "Hồ Chí Minh",
        &[
            "Thành phố Hồ Chí Minh",
            "TPHCM",
            "Bình Dương",
            "Bà Rịa - Vũng Tàu",
        ],
    ),
    province(1_000_001, "Hà Nội", &["Thành phố Hà Nội"]),
    province(1_000_003, "Đà Nẵng", &["Thành phố Đà Nẵng", "Quảng Nam"]),
];

pub(super) static NEW_WARDS: &[Ward] = &[
    ward("2000101", 1_000_002, "Phường Sài Gòn"),
    ward("2000102", 1_000_002, "Phường Nhiêu Lộc"),
    ward("2000103", 1_000_002, "Phường Tân Lập"),
    ward("2000104", 1_000_002, "Xã Tân Lập"),
    ward("2000105", 1_000_002, UNSERVED),
    ward("2000201", 1_000_001, "Phường Ba Đình"),
    ward("2000202", 1_000_001, "Phường Hoàn Kiếm"),
    ward("2000301", 1_000_003, "Phường Hải Châu"),
];

/// An island that nobody goes to, in either division.
pub(super) const UNSERVED: &str = "Đặc khu Côn Đảo";
pub(super) const UNSERVED_DISTRICT: i64 = 1701;

pub(super) async fn provinces(_: Client) -> Json<Value> {
    let row = |p: &Province| {
        json!({
            "ProvinceID": p.id, "ProvinceName": p.name, "NameExtension": p.also, "Status": p.status,
        })
    };
    yes(PROVINCES.iter().map(row).collect())
}

pub(super) async fn districts(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    districts_of(of_query(&query, "province_id")?)
}

pub(super) async fn districts_asked(_: Client, payload: Payload) -> Result<Json<Value>, Refusal> {
    districts_of(of_body(&payload, "province_id")?)
}

fn districts_of(province: i64) -> Result<Json<Value>, Refusal> {
    if !PROVINCES.iter().any(|p| p.id == province) {
        return Err(Refusal::input(format!(
            "province_id is not valid: {province}"
        )));
    }
    let row = |d: &District| {
        json!({
            "DistrictID": d.id, "ProvinceID": d.province, "DistrictName": d.name, "SupportType": 3,
            "Status": 1,
        })
    };
    let here = DISTRICTS.iter().filter(|d| d.province == province);
    Ok(yes(here.map(row).collect()))
}

pub(super) async fn wards(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    wards_of(of_query(&query, "district_id")?)
}

pub(super) async fn wards_asked(_: Client, payload: Payload) -> Result<Json<Value>, Refusal> {
    wards_of(of_body(&payload, "district_id")?)
}

fn wards_of(district: i64) -> Result<Json<Value>, Refusal> {
    if !DISTRICTS.iter().any(|d| d.id == district) {
        return Err(Refusal::input(format!(
            "district_id is not valid: {district}"
        )));
    }
    let row =
        |w: &Ward| json!({ "WardCode": w.id, "DistrictID": w.of, "WardName": w.name, "Status": 1 });
    let here = WARDS.iter().filter(|w| w.of == district);
    Ok(yes(here.map(row).collect()))
}

pub(super) async fn new_provinces(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let row = |p: &Province| {
        json!({
            "_id": p.id, "name": p.name, "extension_names": p.also, "status": p.status, "parent_id": 0,
        })
    };
    page(&query, NEW_PROVINCES.iter().map(row))
}

pub(super) async fn new_wards(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let province = of_query(&query, "province_id")?;
    if !NEW_PROVINCES.iter().any(|p| p.id == province) {
        return Err(Refusal::input(format!(
            "province_id is not valid: {province}"
        )));
    }
    let row = |w: &Ward| {
        let id: i64 = w.id.parse().unwrap_or_default();
        json!({
            "_id": id, "name": w.name, "extension_names": w.also, "status": 1, "parent_id": w.of,
        })
    };
    page(
        &query,
        NEW_WARDS.iter().filter(|w| w.of == province).map(row),
    )
}

/// Of all rows those between `offset` and `limit`.
fn page(
    query: &HashMap<String, String>,
    rows: impl Iterator<Item = Value>,
) -> Result<Json<Value>, Refusal> {
    let number = |name: &str, least: usize, most: usize| -> Result<usize, Refusal> {
        let given = query.get(name).and_then(|given| given.parse().ok());
        given
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| Refusal::input(format!("{name} is not valid")))
    };
    let (offset, limit) = (number("offset", 0, usize::MAX)?, number("limit", 1, 200)?);
    Ok(yes(rows.skip(offset).take(limit).collect()))
}

fn of_query(query: &HashMap<String, String>, name: &str) -> Result<i64, Refusal> {
    let given = query.get(name).and_then(|given| given.parse().ok());
    given.ok_or_else(|| Refusal::input(format!("{name} is required")))
}

fn of_body(payload: &Payload, name: &str) -> Result<i64, Refusal> {
    let given = payload.0[name].as_i64();
    given.ok_or_else(|| Refusal::input(format!("{name} is required")))
}
