//! What proves a parcel's weight.
use super::{decode, write_file};
use crate::args::EvidenceArgs;
use crate::host::Host;
use crate::output::{Answer, labelled, table};
use pb_station::api::{Code, Failure, FileOut, ParcelRef, Result, WeightEvidence};
use serde_json::json;

/// Shows the frames behind a weight, or writes them to a file.
pub(crate) async fn evidence(host: &Host, args: &EvidenceArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let shipment = host.shipment(id).await?;
    let at = usize::try_from(args.parcel - 1).unwrap_or(usize::MAX);
    let parcel = shipment.parcels.get(at).ok_or_else(|| {
        Failure::new(
            Code::NotFound,
            format!(
                "Order {} has {} parcels and no parcel {}",
                shipment.order_number,
                shipment.parcels.len(),
                args.parcel
            ),
        )
    })?;
    let request = ParcelRef { parcel: parcel.id };
    if let Some(path) = &args.out {
        let file: FileOut = host.call("weight_evidence_file", &request).await?;
        let bytes = decode(&file.name, &file.base64)?;
        write_file(path, &bytes)?;
        let written = json!({ "file": path, "mime": file.mime, "bytes": bytes.len() });
        return Answer::new(
            &written,
            format!("{} bytes written to {}\n", bytes.len(), path.display()),
        );
    }
    let evidence: WeightEvidence = host.call("weight_evidence", &request).await?;
    Answer::new(&evidence, text(&evidence))
}

fn text(evidence: &WeightEvidence) -> String {
    let mut text = labelled(&[
        ("Weight", evidence.weight.to_string()),
        ("Shown", evidence.shown.clone()),
        ("Stable since", evidence.since.clone()),
        ("Taken at", evidence.taken_at.clone()),
        ("Scale", evidence.scale.clone()),
        ("Port", evidence.port.clone()),
        ("Protocol", evidence.protocol.clone()),
        ("Believed", evidence.decision.clone()),
    ]);
    let rows: Vec<Vec<String>> = evidence
        .frames
        .iter()
        .map(|frame| {
            vec![
                frame.at.to_string(),
                frame.hex.clone(),
                frame.shown.clone(),
                frame.says.clone(),
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&table(&["Frame at", "Bytes", "Shown", "Says"], &rows));
    text
}
