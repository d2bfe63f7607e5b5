//! Labels as pictures and as files, before they are paper.
use super::prepare::{self, Dots};
use super::{labels, pages};
use crate::Station;
use crate::api::{
    Code, Failure, FileOut, FindingSeverity, LabelFile, LabelFinding, LabelPlacement, LabelPreview,
    PreviewLabel, PrinterConfig, Result, SetFit,
};
use crate::printers;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{DocumentKind, PrinterId};
use pb_labels::to_png;
use serde_json::json;

async fn printer(station: &Station, id: Option<PrinterId>) -> Result<PrinterConfig> {
    match id {
        Some(id) => printers::find(station, id).await,
        None => Ok(printers::of_kind(station, DocumentKind::Label)
            .await?
            .unwrap_or_else(prepare::default_printer)),
    }
}

/// Exactly the dots that will print.
pub(crate) async fn preview(station: &Station, request: PreviewLabel) -> Result<LabelPreview> {
    let config = printer(station, request.printer).await?;
    let parcels = station.store.parcels(request.id).await?;
    let mut dots: Vec<Dots> = Vec::new();
    for document in labels(station, request.id).await? {
        let expected = pages(&parcels, document.id)
            .into_iter()
            .map(|p| p.tracking_number)
            .collect();
        dots.extend(prepare::pages(document.document, expected, &config).await?);
    }
    let count = u32::try_from(dots.len()).unwrap_or(u32::MAX);
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let page = dots.into_iter().nth(index).ok_or_else(|| {
        Failure::new(Code::NotFound, "The label is not here")
            .hint("Fetch it with Label again; that buys nothing")
    })?;
    Ok(LabelPreview {
        png_base64: STANDARD.encode(to_png(&page.bitmap)),
        width: page.bitmap.width(),
        height: page.bitmap.height(),
        dpi: config.dpi,
        exact: page.exact,
        count,
        stopped: page.stopped,
        findings: page
            .stopped
            .then(|| LabelFinding {
                severity: FindingSeverity::Stop,
                text: page.note.clone(),
                area: None,
            })
            .into_iter()
            .collect(),
        note: page.note,
        placement: LabelPlacement {
            text: String::new(),
            page: 1,
            turned: 0,
            percent: 100,
            cut_off: false,
        },
        fit: request.fit,
    })
}

/// Keeps how a carrier's labels are laid on a printer's stock.
pub(crate) async fn set_fit(station: &Station, request: SetFit) -> Result<LabelPreview> {
    let config = printer(station, request.printer).await?;
    let purchase = station
        .store
        .purchase_of(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))?;
    let carrier = purchase.rate.carrier_name;
    let mut change = station.store.change(station.now()).await?;
    change
        .save_label_fit(&carrier, config.id, request.fit.as_ref())
        .await?;
    let text = format!(
        "How labels of {carrier} are laid on {} was set",
        config.name
    );
    let facts = json!({ "carrier": carrier, "printer": config.id, "fit": request.fit });
    change
        .log("label_fit_set", Some(request.id.0), &text, &facts)
        .await?;
    change.commit().await?;
    let shown = PreviewLabel {
        id: request.id,
        index: request.index,
        printer: request.printer,
        fit: None,
    };
    preview(station, shown).await
}

/// A label as a file: as it is stored, or in another format.
pub(crate) async fn label_file(station: &Station, request: LabelFile) -> Result<FileOut> {
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let stored = labels(station, request.id)
        .await?
        .into_iter()
        .nth(index)
        .ok_or_else(|| {
            Failure::new(Code::NotFound, "The label is not here")
                .hint("Fetch it with Label again; that buys nothing")
        })?;
    let shipment = station
        .store
        .shipment(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))?;
    let safe: String = shipment
        .order_number
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let format = request.format.unwrap_or(stored.document.format);
    let bytes = if format == stored.document.format {
        stored.document.bytes
    } else {
        let config = printer(station, None).await?;
        prepare::convert(stored.document, format, &config).await?
    };
    Ok(FileOut {
        name: format!(
            "label-{safe}-{}.{}",
            stored.position + 1,
            format.extension()
        ),
        mime: format.mime().into(),
        base64: STANDARD.encode(bytes),
    })
}
