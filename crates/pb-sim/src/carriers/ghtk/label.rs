//! `GET /services/label/…`: one order's label as PDF, of the page that was asked for; JSON when there is none.
use super::PREFIX;
use super::desk::{Asked, Client, number, read, text};
use super::refusal::Refusal;
use super::shape::LABEL;
use super::shop::PickAddress;
use crate::carriers::Shared;
use crate::carriers::ledger::Sale;
use crate::label::{Label, pdf_fitted};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

pub(super) async fn label(
    State(shared): State<Shared>,
    _: Client,
    Path(label): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, Refusal> {
    let asked = read(&asked, LABEL)?;
    // Millimetres, upright.
    let (width, height) = match text(asked, "page_size") {
        "A5" => (148.0, 210.0),
        _ => (105.0, 148.0),
    };
    let (width, height) = match text(asked, "original") {
        "landscape" => (height, width),
        _ => (width, height),
    };
    let world = shared.world();
    let sale = world.ledger.numbered(PREFIX, &label);
    let sale = sale.ok_or_else(Refusal::no_order)?;
    if sale.voided() {
        return Err(Refusal::new("Đơn hàng đã bị hủy"));
    }
    let bytes = pdf_fitted(&of(sale), width, height);
    Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
}

fn of(sale: &Sale) -> Label<'_> {
    let asked = &sale.asked;
    let line = |name: &str| text(asked, name).to_owned();
    let shipper = match PickAddress::find(&asked["pick_address_id"]) {
        Some(shop) => [shop.name, shop.tel, shop.address]
            .map(str::to_owned)
            .to_vec(),
        None => ["pick_name", "pick_tel", "pick_address", "pick_ward"]
            .map(line)
            .to_vec(),
    };
    Label {
        carrier: "GHTK",
        service: &sale.service,
        tracking_number: &sale.shipment,
        reference: text(asked, "id"),
        shipper,
        recipient: vec![
            line("name"),
            line("tel"),
            line("address"),
            line("ward"),
            line("province"),
            format!("COD {} VND", number(asked, "pick_money")),
        ],
        piece: (1, 1),
        weight: format!("{} g", number(asked, "grams")),
    }
}
