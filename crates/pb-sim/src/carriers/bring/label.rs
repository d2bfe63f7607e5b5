//! Labels: at an address that the booking's answer gives, which sends on to where they are kept. Whoever knows the
//! second address has the label; no key is asked for there.
use super::desk::{Desk, base, many, text};
use super::table;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// A booking's label.
pub(super) struct Paper {
    pub(super) sale: Sale,
}

/// What proves that somebody was sent on.
fn signature(uuid: Uuid) -> String {
    format!("sim{:08x}", uuid.as_fields().0)
}

/// `{uuid}.pdf` or `{uuid}.zpl`.
fn uuid_of(file: &str) -> Option<Uuid> {
    let (uuid, kind) = file.rsplit_once('.')?;
    ["pdf", "zpl"].contains(&kind).then(|| uuid.parse().ok())?
}

pub(super) async fn send_on(
    State(desk): State<Desk>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = uuid_of(&file).filter(|uuid| desk.own().papers.contains_key(uuid));
    let Some(uuid) = known else {
        return (StatusCode::NOT_FOUND, "No such label").into_response();
    };
    let to = format!(
        "{}/label-store/{file}?sig={}",
        base(&headers),
        signature(uuid)
    );
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

pub(super) async fn stored(
    State(desk): State<Desk>,
    Path(file): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let forbidden = || {
        (
            StatusCode::FORBIDDEN,
            "<Error><Code>AccessDenied</Code></Error>",
        )
    };
    let Some(uuid) = uuid_of(&file) else {
        return forbidden().into_response();
    };
    if query.get("sig") != Some(&signature(uuid)) {
        return forbidden().into_response();
    }
    let own = desk.own();
    let Some(paper) = own.papers.get(&uuid) else {
        return forbidden().into_response();
    };
    let labels = of(&paper.sale);
    let (kind, bytes) = match file.ends_with("zpl") {
        true => ("application/octet-stream", label::zpl(&labels)),
        false => ("application/pdf", label::pdf(&labels)),
    };
    ([(header::CONTENT_TYPE, kind)], bytes).into_response()
}

/// What the labels say, a page for each parcel.
fn of(sale: &Sale) -> Vec<Label<'_>> {
    let all = sale.parcels.len();
    let parties = &sale.asked["parties"];
    let packages = many(&sale.asked, "/packages").iter();
    let numbered = packages.zip(&sale.parcels).enumerate();
    numbered
        .map(|(at, (package, parcel))| Label {
            carrier: "Bring",
            service: table::find(&sale.service).map_or("Bring", |p| p.name),
            tracking_number: &parcel.number,
            reference: text(parties, "/sender/reference"),
            shipper: lines(&parties["sender"]),
            recipient: lines(&parties["recipient"]),
            piece: (at + 1, all),
            weight: format!("{} KG", package["weightInKg"]),
        })
        .collect()
}

fn lines(party: &Value) -> Vec<String> {
    let mut lines: Vec<String> = ["/name", "/addressLine", "/addressLine2"]
        .map(|part| text(party, part).to_owned())
        .into();
    lines.push(format!(
        "{} {}",
        text(party, "/postalCode"),
        text(party, "/city")
    ));
    lines.push(text(party, "/countryCode").to_owned());
    lines.retain(|line| !line.trim().is_empty());
    lines
}
