//! What is sold: the services of the contract, and what may be added to each. `listService`, `listServiceExtra`.
use super::desk::{Client, Payload, text, yes};
use super::refusal::Refusal;
use super::shape::LIST_SERVICE;
use axum::Json;
use axum::extract::Query;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A service of the contract.
pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) adds: &'static [&'static str],
    /// Dong for the first kilogram within a province, and beyond it where it goes there.
    pub(super) within: i64,
    pub(super) beyond: Option<i64>,
    /// Hours within a province and beyond it.
    pub(super) hours: (i64, i64),
}

const ALL: &[&str] = &["GBP", "XMG", "GGD", "HGC", "PTTX"];

pub(super) static SERVICES: &[Service] = &[
    Service {
        code: "VCN",
        name: "Chuyển phát nhanh",
        adds: ALL,
        within: 18_000,
        beyond: Some(27_000),
        hours: (24, 48),
    },
    Service {
        code: "VCBO",
        name: "Chuyển phát tiêu chuẩn",
        adds: &["GBP", "XMG"],
        within: 16_000,
        beyond: Some(22_000),
        hours: (48, 96),
    },
    Service {
        code: "PHS",
        name: "Tiết kiệm nội tỉnh",
        adds: &["GBP", "XMG"],
        within: 13_000,
        beyond: None,
        hours: (48, 48),
    },
    Service {
        code: "LCOD",
        name: "Thu hộ tiêu chuẩn",
        adds: ALL,
        within: 17_000,
        beyond: Some(24_000),
        hours: (36, 72),
    },
];

/// What each addition is called.
const NAMES: &[(&str, &str)] = &[
    ("GBP", "Báo phát"),
    ("XMG", "Xem hàng thu tiền"),
    ("GGD", "Giao theo giờ, tận tay"),
    ("HGC", "Hoàn giấy chứng từ"),
    ("PTTX", "Phát tay xác thực"),
];

/// The service that a request names.
pub(super) fn asked(asked: &Value) -> Result<&'static Service, Refusal> {
    let code = text(asked, "ORDER_SERVICE");
    let found = SERVICES.iter().find(|s| s.code == code);
    found.ok_or_else(|| Refusal::field("ORDER_SERVICE"))
}

/// What a request adds to it, commas between; each once, and only what the service has.
pub(super) fn added<'a>(asked: &'a Value, service: &Service) -> Result<Vec<&'a str>, Refusal> {
    let given = text(asked, "ORDER_SERVICE_ADD");
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let mut added: Vec<&str> = Vec::new();
    for code in given.split(',') {
        if added.contains(&code) || !service.adds.contains(&code) {
            return Err(Refusal::field("ORDER_SERVICE_ADD"));
        }
        added.push(code);
    }
    Ok(added)
}

/// A service's additions, with their names.
pub(super) fn extras_of(service: &Service) -> Value {
    let known = NAMES.iter().filter(|(code, _)| service.adds.contains(code));
    known
        .map(|(code, name)| json!({ "SERVICE_CODE": code, "SERVICE_NAME": name }))
        .collect()
}

pub(super) async fn list(_: Client, payload: Payload) -> Result<Json<Value>, Refusal> {
    payload.read(LIST_SERVICE)?;
    let row = |s: &Service| json!({ "SERVICE_CODE": s.code, "SERVICE_NAME": s.name });
    Ok(yes(SERVICES.iter().map(row).collect()))
}

pub(super) async fn extras(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let code = query.get("serviceCode");
    let service = SERVICES.iter().find(|s| code.is_some_and(|c| c == s.code));
    let service = service.ok_or_else(|| Refusal::field("serviceCode"))?;
    Ok(yes(extras_of(service)))
}
