//! What a purchase brings to be printed: labels, and what the carrier made besides.
use crate::Station;
use crate::api::Result;
use pb_domain::{Document, DocumentId, DocumentKind, Format, Paper, ShipmentId};
use pb_store::{Change, StoredDocument};
use serde_json::json;

/// Stores a shipment's labels and gives them to its parcels: one each, or one for all. Labels that
/// are not what they claim stay away; they count as missing.
pub(crate) async fn save_labels(
    station: &Station,
    change: &mut Change,
    shipment: ShipmentId,
    labels: &[Document],
) -> Result<()> {
    if let Some(bad) = labels
        .iter()
        .find(|l| Format::sniff(&l.bytes) != Some(l.format))
    {
        let text = format!(
            "The carrier's label claims to be {} and is not",
            bad.format.extension().to_uppercase()
        );
        change
            .log(
                "label_unreadable",
                Some(shipment.0),
                &text,
                &json!({ "bytes": bad.bytes.len() }),
            )
            .await?;
        return Ok(());
    }
    let parcels = change.parcels(shipment).await?;
    let mut ids = Vec::with_capacity(labels.len());
    for (position, label) in (0..).zip(labels) {
        let document = StoredDocument {
            id: DocumentId(station.new_id()),
            shipment,
            kind: DocumentKind::Label,
            title: String::new(),
            attached: true,
            position,
            document: label.clone(),
            erased: false,
        };
        change.save_document(&document).await?;
        ids.push(document.id);
    }
    match ids.as_slice() {
        [] => {}
        [all] => {
            for parcel in &parcels {
                change.set_label(parcel.parcel.id, *all).await?;
            }
        }
        each => {
            for (parcel, document) in parcels.iter().zip(each) {
                change.set_label(parcel.parcel.id, *document).await?;
            }
        }
    }
    Ok(())
}

/// Stores what the carrier made besides the labels.
pub(crate) async fn save_papers(
    station: &Station,
    change: &mut Change,
    shipment: ShipmentId,
    papers: &[Paper],
) -> Result<()> {
    for (position, paper) in (0..).zip(papers) {
        change
            .save_document(&StoredDocument {
                id: DocumentId(station.new_id()),
                shipment,
                kind: DocumentKind::Paper,
                title: paper.title.clone(),
                attached: paper.attached,
                position,
                document: paper.document.clone(),
                erased: false,
            })
            .await?;
    }
    Ok(())
}
