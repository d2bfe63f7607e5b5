//! Shipments whose tracking numbers and labels are the station's own.
use crate::Station;
use crate::api::{Failure, PrinterConfig, Result};
use crate::{print, printers};
use pb_carriers::Consignment;
use pb_domain::{
    Direction, Document, DocumentKind, Format, Parcel, Rate, WaybillBarcode, WeightUnit,
};
use pb_labels::{Media, OwnLabel, Resolution};

/// Draws one label a parcel, in the language of the printer that is set up, else as PDF.
pub(crate) async fn draw(
    station: &Station,
    consignment: &Consignment,
    rate: &Rate,
    numbers: &[String],
    barcode: WaybillBarcode,
    settings: &crate::api::Settings,
) -> Result<Vec<Document>> {
    let fonts = station.fonts().await?;
    let printer = printers::of_kind(station, DocumentKind::Label).await?;
    let total = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    let labels: Vec<OwnLabel> = (1..)
        .zip(consignment.parcels.iter().zip(numbers))
        .map(|(index, (parcel, number))| OwnLabel {
            ship_from: consignment.ship_from.clone(),
            ship_to: consignment.ship_to.clone(),
            tracking_number: number.clone(),
            barcode,
            service_name: rate.service_name.clone(),
            reference: consignment.reference.clone(),
            instructions: consignment.options.instructions.clone(),
            parcel: index,
            parcels: total,
            weight: weight_text(parcel, settings.units.weight),
            ship_date: consignment.ship_date.clone(),
            // Cash is collected once, on the first parcel.
            cod: consignment.options.cod.filter(|_| index == 1),
            station: settings.station_prefix.clone(),
            demo: station.profile.demo,
            returns: consignment.direction == Direction::Return,
        })
        .collect();
    Station::blocking(move || {
        labels
            .iter()
            .map(|label| match native(printer.as_ref()) {
                Some((media, resolution)) => label.zpl(&fonts, media, resolution),
                None => label.pdf(
                    &fonts,
                    printer
                        .as_ref()
                        .and_then(print::media)
                        .unwrap_or(Media::FOUR_BY_SIX),
                ),
            })
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(Failure::from)
    })
    .await?
}

/// Stock and resolution of the printer, when a label drawn here passes to it untouched.
fn native(printer: Option<&PrinterConfig>) -> Option<(Media, Resolution)> {
    let printer = printer?;
    let language = pb_labels::language(&printer.language)?;
    if language.document_format() != Some(Format::Zpl) {
        return None;
    }
    Some((print::media(printer)?, language.resolution(printer.dpi)?))
}

fn weight_text(parcel: &Parcel, unit: WeightUnit) -> String {
    let decimals = if unit == WeightUnit::G { 0 } else { 3 };
    format!(
        "{} {}",
        parcel.weight.in_unit(unit, decimals).normalize(),
        unit.symbol()
    )
}
