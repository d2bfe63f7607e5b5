//! Labels as pictures and as files, before they are paper.
use super::prepare::{self, Dots, Work};
use super::{labels, pages};
use crate::Station;
use crate::api::{
    Code, DotArea, Failure, FileOut, FindingSeverity, LabelFile, LabelFinding, LabelPlacement,
    LabelPreview, PreviewLabel, PrinterConfig, Result, SetFit,
};
use crate::{printers, waybills};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Direction, DocumentKind, Fit, PrinterId, PurchaseState};
use pb_labels::{DotRect, Finding, Placement, Severity, to_png};
use pb_store::StoredDocument;
use serde_json::json;

async fn printer(station: &Station, id: Option<PrinterId>) -> Result<PrinterConfig> {
    match id {
        Some(id) => printers::find(station, id).await,
        None => Ok(printers::of_kind(station, DocumentKind::Label)
            .await?
            .unwrap_or_else(prepare::default_printer)),
    }
}

/// Why a stored label could not be printed as it is, in words; `None` when it can.
pub(crate) async fn why_unprintable(
    station: &Station,
    document: StoredDocument,
) -> Result<Option<String>> {
    let config = printer(station, None).await?;
    let parcels = station.store.parcels(document.shipment).await?;
    let work = Work {
        label: true,
        expected: pages(&parcels, document.id)
            .into_iter()
            .map(|p| p.tracking_number)
            .collect(),
        fit: prepare::kept_fit(station, document.shipment, &config).await?,
        document: document.document,
    };
    Ok(match prepare::pages(work, &config).await {
        Ok(pages) if pages.is_empty() => Some("it is empty".into()),
        Ok(_) => None,
        Err(failure) => Some(failure.text),
    })
}

/// Exactly the dots that will print, or would with a correction on trial.
pub(crate) async fn preview(station: &Station, request: PreviewLabel) -> Result<LabelPreview> {
    let config = printer(station, request.printer).await?;
    let fit = match request.fit {
        Some(fit) => fit,
        None => prepare::kept_fit(station, request.id, &config).await?,
    };
    let parcels = station.store.parcels(request.id).await?;
    let mut dots: Vec<Dots> = Vec::new();
    for document in labels(station, request.id).await? {
        let expected = pages(&parcels, document.id)
            .into_iter()
            .map(|p| p.tracking_number)
            .collect();
        let work = Work {
            document: document.document,
            label: true,
            expected,
            fit,
        };
        dots.extend(prepare::pages(work, &config).await?);
    }
    let count = u32::try_from(dots.len()).unwrap_or(u32::MAX);
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let page = dots.into_iter().nth(index).ok_or_else(|| {
        Failure::new(Code::NotFound, "The label is not here")
            .hint("Fetch it with Label again; that buys nothing")
    })?;
    let bitmap = &page.laid.bitmap;
    Ok(LabelPreview {
        png_base64: STANDARD.encode(to_png(bitmap)),
        width: bitmap.width(),
        height: bitmap.height(),
        dpi: config.dpi,
        exact: page.exact,
        count,
        stopped: page.findings.iter().any(|f| f.severity == Severity::Stop),
        findings: page.findings.iter().map(finding).collect(),
        note: page.note,
        placement: placement(&page.laid.placement, bitmap.width(), bitmap.height()),
        fit: (fit != Fit::default()).then_some(fit),
    })
}

fn finding(finding: &Finding) -> LabelFinding {
    LabelFinding {
        severity: match finding.severity {
            Severity::Stop => FindingSeverity::Stop,
            Severity::Warn => FindingSeverity::Warning,
        },
        text: finding.text.clone(),
        remedy: finding.remedy.to_owned(),
        area: finding.area.map(|area| DotArea {
            left: area.left,
            top: area.top,
            right: area.right,
            bottom: area.bottom,
        }),
    }
}

fn placement(placed: &Placement, width: u32, height: u32) -> LabelPlacement {
    let percent = percent(placed.scale);
    let whole = DotRect {
        left: 0,
        top: 0,
        right: placed.page_size.0,
        bottom: placed.page_size.1,
    };
    let cut_off = !placed.lost.is_empty();
    let mut words = vec![format!("Page {}", placed.page)];
    if placed.crop != whole {
        words.push("a part of it".to_owned());
    }
    if placed.turned != 0 {
        words.push(format!("turned by {}°", placed.turned));
    }
    words.push(match percent {
        100 => "at its true size".to_owned(),
        percent => format!("at {percent} % of its true size"),
    });
    if let Some(dpi) = placed.written_for {
        words.push(format!("written for {dpi} dpi"));
    }
    if cut_off {
        words.push("cut off by the edge".to_owned());
    }
    LabelPlacement {
        text: words.join(", "),
        page: u32::try_from(placed.page).unwrap_or(u32::MAX),
        turned: placed.turned.into(),
        percent,
        cut_off,
        area: part_on_picture(placed, width, height),
    }
}

/// Where the part of a page lies on a picture of `width` × `height` dots.
fn part_on_picture(placed: &Placement, width: u32, height: u32) -> Option<DotArea> {
    let (across, down) = match placed.turned {
        90 | 270 => (placed.crop.height(), placed.crop.width()),
        _ => (placed.crop.width(), placed.crop.height()),
    };
    let on = |at: i64, dots: u32| u32::try_from(at.max(0)).unwrap_or(u32::MAX).min(dots);
    let area = DotArea {
        left: on(placed.left, width),
        top: on(placed.top, height),
        right: on(placed.left + drawn(across, placed.scale), width),
        bottom: on(placed.top + drawn(down, placed.scale), height),
    };
    (area.left < area.right && area.top < area.bottom).then_some(area)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a page is some thousands of dots, and a scale some tens at most"
)]
fn drawn(dots: u32, scale: f64) -> i64 {
    (f64::from(dots) * scale).round() as i64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a scale lies between a hundredth and some tens"
)]
fn percent(scale: f64) -> u32 {
    (scale * 100.0).round().clamp(0.0, 100_000.0) as u32
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
    let purchase = station.store.purchase_of(request.id).await?;
    if purchase.is_some_and(|p| p.state == PurchaseState::Voided) {
        return Err(Failure::new(
            Code::Precondition,
            "This shipment is voided; its label must not go on a parcel",
        ));
    }
    // A file can be printed anywhere.
    waybills::may_have_left(station, request.id).await?;
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
    // Whoever has the file may print it: the label counts as one that may be on a parcel.
    let mut change = station.store.change(station.now()).await?;
    change
        .log(
            "label_saved",
            Some(request.id.0),
            "The label was saved as a file",
            &serde_json::json!({ "document": stored.id, "format": format }),
        )
        .await?;
    change.commit().await?;
    Ok(FileOut {
        name: format!(
            "{}-{safe}-{}.{}",
            match shipment.direction {
                Direction::Outbound => "label",
                Direction::Return => "return-label",
            },
            stored.position + 1,
            format.extension()
        ),
        mime: format.mime().into(),
        base64: STANDARD.encode(bytes),
    })
}
