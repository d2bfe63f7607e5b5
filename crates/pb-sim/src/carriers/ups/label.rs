//! Labels: with the sale, and by `POST /api/labels/v1/recovery`.
use super::desk::{Client, Desk, Payload, many, response, text};
use super::refusal::Refusal;
use super::shape::{RECOVERY_REQUEST, other_code};
use super::{PREFIX, number, table};
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::ExtendedColorType;
use image::codecs::gif::GifEncoder;
use pb_labels::{Bitmap, DotRect, to_png};
use serde_json::{Value, json};

/// Pictures lie on their side: 4 × 7 in at 200 dots an inch, of which the label fills 4 × 6.
const PICTURE: (u32, u32) = (800, 1_400);
const DRAWN: DotRect = DotRect {
    left: 6,
    top: 0,
    right: 806,
    bottom: 1_200,
};

/// A parcel's label in a format, as `{ImageFormat | LabelImageFormat, GraphicImage, HTMLImage}`.
pub(super) fn image(sale: &Sale, at: usize, format: &str, name: &str) -> Result<Value, Refusal> {
    let label = of(sale, at).ok_or_else(|| broken(&sale.shipment))?;
    let bytes = drawn(&label, format).ok_or_else(|| broken(label.tracking_number))?;
    let mut image = json!({ name: { "Code": format, "Description": format } });
    image["GraphicImage"] = BASE64_STANDARD.encode(bytes).into();
    if ["GIF", "PNG"].contains(&format) {
        let file = format!("label{}.{}", label.tracking_number, format.to_lowercase());
        let html = format!("<html><body><img src=\"./{file}\" width=\"651\"></body></html>");
        image["HTMLImage"] = BASE64_STANDARD.encode(html).into();
    }
    Ok(image)
}

fn broken(number: &str) -> Refusal {
    let words = format!("The label of {number} cannot be drawn");
    Refusal::new(500, "20001", words)
}

fn drawn(label: &Label<'_>, format: &str) -> Option<Vec<u8>> {
    let one = std::slice::from_ref(label);
    match format {
        "ZPL" => Some(label::zpl(one)),
        "PDF" => Some(label::pdf(one)),
        "PNG" => Some(to_png(&on_its_side(label)?)),
        "GIF" => gif(&on_its_side(label)?),
        _ => None,
    }
}

fn on_its_side(label: &Label<'_>) -> Option<Bitmap> {
    let (width, height) = PICTURE;
    let mut picture = Bitmap::new(width, height);
    picture.paste(&label::bitmap(label)?.crop(DRAWN), 0, 0);
    // A quarter to the left.
    Some(picture.rotate().rotate().rotate())
}

fn gif(picture: &Bitmap) -> Option<Vec<u8>> {
    let colours: Vec<u8> = picture.to_gray().iter().flat_map(|g| [*g; 3]).collect();
    let mut bytes = Vec::new();
    GifEncoder::new_with_speed(&mut bytes, 30)
        .encode(
            &colours,
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .ok()?;
    Some(bytes)
}

/// What a parcel's label says. UPS cuts: a town at 15 characters, the shipper's name at 30, and of the
/// shipper's lines it prints the first.
fn of(sale: &Sale, at: usize) -> Option<Label<'_>> {
    let shipment = &sale.asked["Shipment"];
    let package = *many(&shipment["Package"]).get(at)?;
    let references = [&package["ReferenceNumber"], &shipment["ReferenceNumber"]];
    let reference = references.into_iter().flat_map(many).next();
    let from = match &shipment["ShipFrom"] {
        Value::Null => &shipment["Shipper"],
        from => from,
    };
    let weight = &package["PackageWeight"];
    Some(Label {
        carrier: "UPS",
        service: table::find(&sale.service).map_or("UPS", |s| s.name),
        tracking_number: &sale.parcels.get(at)?.number,
        reference: reference.map_or("", |r| text(r, "/Value")),
        shipper: lines(from, 30, 1),
        recipient: lines(&shipment["ShipTo"], 35, 3),
        piece: (at + 1, sale.parcels.len()),
        weight: format!(
            "{} {}",
            text(weight, "/Weight"),
            text(weight, "/UnitOfMeasurement/Code")
        ),
    })
}

fn lines(party: &Value, name: usize, most: usize) -> Vec<String> {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let address = &party["Address"];
    let mut lines = vec![cut(text(party, "/Name"), name)];
    let attention = text(party, "/AttentionName");
    if !attention.is_empty() && attention != text(party, "/Name") {
        lines.push(attention.to_owned());
    }
    let streets = many(&address["AddressLine"]).into_iter().take(most);
    lines.extend(streets.filter_map(Value::as_str).map(str::to_owned));
    lines.push(format!(
        "{} {} {}",
        cut(text(address, "/City"), 15),
        cut(text(address, "/StateProvinceCode"), 2),
        text(address, "/PostalCode")
    ));
    lines.push(text(address, "/CountryCode").to_owned());
    lines
}

pub(super) async fn recover(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read("LabelRecoveryRequest", RECOVERY_REQUEST, other_code)?;
    let wanted = text(request, "/TrackingNumber");
    if !number::is_number(wanted) {
        let words = format!("Invalid value of LabelRecoveryRequest/TrackingNumber: {wanted}");
        return Err(Refusal::bad("10006", words));
    }
    let format = text(request, "/LabelSpecification/LabelImageFormat/Code");
    if ["EPL", "SPL"].contains(&format) {
        let words = format!("LabelImageFormat/Code {format} is not drawn here");
        return Err(Refusal::bad("10006", words));
    }
    let world = desk.world();
    let sale = world.ledger.numbered(PREFIX, wanted);
    let live = sale.filter(|sale| !sale.voided());
    let sale = live.ok_or_else(|| {
        let words = format!("There is no label to recover for {wanted}");
        Refusal::new(404, "10006", words)
    })?;
    let shipment = &sale.asked["Shipment"];
    let mut results = Vec::new();
    // The shipment's number is its first parcel's, and means them all.
    for (at, parcel) in sale.parcels.iter().enumerate() {
        let meant = sale.shipment == wanted || parcel.number == wanted;
        if parcel.voided_at.is_some() || !meant {
            continue;
        }
        let packages = many(&shipment["Package"]);
        let cash = packages.get(at).map(|p| &p["PackageServiceOptions"]["COD"]);
        let cash = cash.is_some_and(|c| !c.is_null())
            || !shipment["ShipmentServiceOptions"]["COD"].is_null();
        // With cash on delivery it is a GIF whatever was asked for.
        let format = if cash { "GIF" } else { format };
        results.push(json!({
            "TrackingNumber": parcel.number,
            "LabelImage": image(sale, at, format, "LabelImageFormat")?,
        }));
    }
    Ok(Json(json!({
        "LabelRecoveryResponse": {
            "Response": response(request),
            "ShipmentIdentificationNumber": sale.shipment,
            "LabelResults": results,
        },
    })))
}
