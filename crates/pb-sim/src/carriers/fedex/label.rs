//! Labels and papers of a sale, drawn from what was asked for.
use super::desk::{list, text};
use super::number;
use super::refusal::Refusal;
use super::table;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// A parcel's label in a format, as base64.
pub(super) fn encoded(sale: &Sale, at: usize, image: &str) -> Result<String, Refusal> {
    let broken = || {
        let words = format!("A label of {} cannot be drawn", sale.shipment);
        Refusal::new(500, "INTERNAL.SERVER.ERROR", words)
    };
    let label = of(sale, at).ok_or_else(broken)?;
    let one = std::slice::from_ref(&label);
    let bytes = match image {
        "ZPLII" => label::zpl(one),
        "PDF" => label::pdf(one),
        "PNG" => label::png(one).ok_or_else(broken)?,
        _ => return Err(broken()),
    };
    Ok(BASE64_STANDARD.encode(bytes))
}

fn of(sale: &Sale, at: usize) -> Option<Label<'_>> {
    let shipment = &sale.asked["requestedShipment"];
    let item = piece(shipment, at)?;
    let references = list(item, "/customerReferences");
    let weight = &item["weight"];
    Some(Label {
        carrier: "FedEx",
        service: table::find(&sale.service).map_or("FedEx", |s| s.name),
        tracking_number: &sale.parcels.get(at)?.number,
        reference: references.first().map_or("", |r| text(r, "/value")),
        shipper: lines(&shipment["shipper"]),
        recipient: lines(&shipment["recipients"][0]),
        piece: (at + 1, sale.parcels.len()),
        weight: format!("{} {}", weight["value"], text(weight, "/units")),
    })
}

/// The line item of a piece: each stands for as many as it groups.
pub(super) fn piece(shipment: &Value, at: usize) -> Option<&Value> {
    let mut before = 0;
    list(shipment, "/requestedPackageLineItems")
        .iter()
        .find(|item| {
            let count = item["groupPackageCount"].as_u64().unwrap_or(1);
            before += usize::try_from(count).unwrap_or(usize::MAX);
            at < before
        })
}

fn lines(party: &Value) -> Vec<String> {
    let (contact, address) = (&party["contact"], &party["address"]);
    let mut lines: Vec<String> = ["/personName", "/companyName"]
        .into_iter()
        .map(|path| text(contact, path).to_owned())
        .collect();
    let streets = list(address, "/streetLines");
    lines.extend(streets.iter().filter_map(Value::as_str).map(str::to_owned));
    lines.push(format!(
        "{} {} {}",
        text(address, "/city"),
        text(address, "/stateOrProvinceCode"),
        text(address, "/postalCode")
    ));
    lines.push(text(address, "/countryCode").to_owned());
    lines
}

/// The invoice that goes ahead, as base64.
pub(super) fn invoice(sale: &Sale) -> String {
    let shipment = &sale.asked["requestedShipment"];
    let customs = &shipment["customsClearanceDetail"];
    let to = &shipment["recipients"][0];
    let mut words = vec![
        format!(
            "From: {}",
            text(customs, "/commercialInvoice/originatorName")
        ),
        format!("To: {}", text(to, "/contact/personName")),
        format!("Terms: {}", text(customs, "/commercialInvoice/termsOfSale")),
    ];
    for line in list(customs, "/commodities") {
        words.push(format!(
            "{} x {}, {} {}, HS {}, made in {}",
            line["quantity"],
            text(line, "/description"),
            line["customsValue"]["amount"],
            text(line, "/customsValue/currency"),
            text(line, "/harmonizedCode"),
            text(line, "/countryOfManufacture"),
        ));
    }
    BASE64_STANDARD.encode(label::paper("FedEx commercial invoice", &words))
}

/// The list of a closed day, as base64.
pub(super) fn manifest(day: &str, sales: &[&Sale]) -> String {
    let mut words = vec![format!("Ground, {day}")];
    for sale in sales {
        for parcel in &sale.parcels {
            let to = &sale.asked["requestedShipment"]["recipients"][0]["address"];
            let postal = text(to, "/postalCode");
            words.push(format!(
                "{} to {postal}, barcode {}",
                parcel.number,
                number::barcode(&parcel.number, postal)
            ));
        }
    }
    BASE64_STANDARD.encode(label::paper("FedEx Ground manifest", &words))
}
