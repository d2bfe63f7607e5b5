//! `POST /data/v2/generate/manifest`, and the paper that its answer names.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, header_of, text};
use super::label::live;
use super::refusal::Refusal;
use super::shape::IDS;
use crate::label;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn generate(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(IDS)?;
    let mut world = desk.world();
    let number = world.next_serial();
    let now = world.clock.now();
    let sales = live(&world, &asked)?;
    let line = |sale: &&crate::carriers::ledger::Sale| {
        format!(
            "{} {} {}",
            sale.shipment,
            sale.numbers().first().copied().unwrap_or_default(),
            text(&sale.asked, "/payment_mode")
        )
    };
    let lines: Vec<String> = sales.iter().map(line).collect();
    let paper = label::paper(&format!("Ekart manifest {number}"), &lines);
    let signature = Uuid::new_v4().simple().to_string();
    let file = format!("{number}.pdf");
    let host = header_of(&headers, header::HOST.as_str());
    let url = format!("http://{host}/{PREFIX}/files/manifests/{file}?sig={signature}");
    desk.own().papers.insert(file, (signature, paper));
    Ok(Json(json!({
        "ctime": now.as_millisecond(),
        "manifestNumber": number,
        "manifestDownloadUrl": url,
    })))
}

/// For whoever was given its address.
pub(super) async fn paper(
    State(desk): State<Desk>,
    Path(file): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let own = desk.own();
    let given = query.get("sig");
    let paper = own.papers.get(&file).filter(|(sig, _)| given == Some(sig));
    let (_, bytes) = paper.ok_or_else(|| Refusal::not_found(format!("{file} not found")))?;
    let kind = [(header::CONTENT_TYPE, "application/pdf")];
    Ok((kind, bytes.clone()).into_response())
}
