//! What proves a parcel's weight, to look at and to give away.
use crate::Station;
use crate::api::{Code, Failure, FileOut, ParcelRef, Result, WeightEvidence};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{ParcelId, WeightSource};
use serde_json::json;

/// What proves a parcel's weight.
pub(crate) async fn weight_evidence(
    station: &Station,
    request: ParcelRef,
) -> Result<WeightEvidence> {
    let parcel = station.store.parcel(request.parcel).await?;
    match parcel.map(|p| p.parcel.weight_source) {
        Some(WeightSource::Typed { entered, by }) => {
            return Err(Failure::new(
                Code::NotFound,
                format!("This parcel's weight was typed by {by}, as “{entered}”: no scale gave it"),
            ));
        }
        Some(WeightSource::Sent { .. }) => {
            return Err(Failure::new(
                Code::NotFound,
                "Nobody weighed what comes back: this is the weight that the parcel was sent with",
            )
            .hint("Look at the shipment that comes back"));
        }
        Some(WeightSource::Scale { .. }) | None => {}
    }
    let kept = station.store.weighing(request.parcel).await?;
    let kept = kept.ok_or_else(|| {
        Failure::new(Code::NotFound, "No scale gave this parcel a weight")
            .hint("Weights that were typed have no frames behind them")
    })?;
    Ok(WeightEvidence {
        weight: kept.weight,
        shown: kept.shown,
        since: kept.since,
        taken_at: kept.taken_at,
        scale: kept.scale,
        protocol: kept.protocol,
        port: kept.port,
        decision: kept.decision.map(|d| d.to_string()).unwrap_or_default(),
        frames: kept.evidence,
    })
}

/// The same as a JSON file.
pub(crate) async fn weight_evidence_file(station: &Station, request: ParcelRef) -> Result<FileOut> {
    let ParcelId(id) = request.parcel;
    let evidence = weight_evidence(station, request).await?;
    let whole = json!({
        "parcel": id,
        "micrograms": evidence.weight.micrograms(),
        "evidence": evidence,
    });
    let text = serde_json::to_vec_pretty(&whole).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The evidence cannot be written: {e}"),
        )
    })?;
    Ok(FileOut {
        name: format!("weight-{id}.json"),
        mime: "application/json".into(),
        base64: STANDARD.encode(text),
    })
}
