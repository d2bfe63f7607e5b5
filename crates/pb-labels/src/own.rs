//! The station's own label, for shipments whose carrier draws none.
use crate::{Bitmap, Fonts, LabelError, Media, Resolution};
use pb_domain::{Address, Document, Format, Money};

/// What the station's own label says. Empty text leaves its place out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLabel {
    /// Who sends.
    pub ship_from: Address,
    /// Who receives.
    pub ship_to: Address,
    /// What the barcode says.
    pub tracking_number: String,
    /// The method's name, such as `City express`.
    pub service_name: String,
    /// The order's number or the merchant's own reference.
    pub reference: String,
    /// Words to the driver.
    pub instructions: String,
    /// This parcel, from 1.
    pub parcel: u32,
    /// How many parcels the shipment has.
    pub parcels: u32,
    /// Weight in the bench's unit, such as `1.25 kg`.
    pub weight: String,
    /// Ship date as the bench shows it.
    pub ship_date: String,
    /// Cash to collect.
    pub cod: Option<Money>,
    /// The station's name.
    pub station: String,
    /// Whether this is the demo's, and says so across the label.
    pub demo: bool,
}

impl OwnLabel {
    /// Drawn as PDF, one page of the stock's size.
    pub fn pdf(&self, fonts: &Fonts, media: Media) -> Result<Document, LabelError> {
        let _ = (fonts, media);
        Ok(Document {
            format: Format::Pdf,
            bytes: Vec::new(),
        })
    }

    /// Drawn in the printer's own commands.
    pub fn zpl(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Document, LabelError> {
        let _ = (fonts, media, resolution);
        Ok(Document {
            format: Format::Zpl,
            bytes: Vec::new(),
        })
    }

    /// Drawn as dots.
    pub fn bitmap(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Bitmap, LabelError> {
        let _ = fonts;
        let (width, height) = media.dots(resolution);
        Ok(Bitmap::new(width, height))
    }
}
