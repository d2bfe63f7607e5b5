//! Giving weights to parcels.
use crate::Station;
use crate::api::{Code, Failure, Nothing, OpenParcel, ParcelWeight, Result, Weigh};
use crate::scale::{NoWeight, Taken};
use pb_domain::{GateRefusal, Weight, WeightSource};
use pb_store::StoredWeighing;
use serde_json::json;

/// Heaviest weight that may be typed; more is a slip of the finger.
const HEAVIEST: Weight = Weight::from_grams(1_000_000);

/// Opens a parcel at the scales, or closes it.
pub(crate) async fn open(station: &Station, request: OpenParcel) -> Result<Nothing> {
    station.scales.open(request.parcel);
    Ok(Nothing {})
}

/// A person says that the next parcel is on a scale that cannot report zero.
pub(crate) async fn next_parcel(station: &Station, _: Nothing) -> Result<Nothing> {
    let scale = station.scales.next_parcel(station.now())?;
    let mut change = station.store.change(station.now()).await?;
    change
        .log(
            "next_parcel",
            None,
            &format!("A person said that the next parcel is on {scale}"),
            &json!({ "scale": scale }),
        )
        .await?;
    change.commit().await?;
    Ok(Nothing {})
}

/// Gives the scale's stable weight, or a typed one, to a parcel.
pub(crate) async fn weigh(station: &Station, request: Weigh) -> Result<ParcelWeight> {
    match request.typed {
        Some(text) => typed(station, &request.parcel, text).await,
        None => from_scale(station, &request).await,
    }
}

async fn typed(
    station: &Station,
    parcel: &pb_domain::ParcelId,
    text: String,
) -> Result<ParcelWeight> {
    let settings = station.settings();
    let invalid = |text: String| {
        Failure::new(Code::Invalid, text.clone()).fields(vec![pb_domain::FieldProblem {
            field: "weight".into(),
            text,
        }])
    };
    let weight = Weight::parse(&text, settings.units.weight).map_err(|e| invalid(e.to_string()))?;
    if weight <= Weight::ZERO {
        return Err(invalid("The weight must be above zero".into()));
    }
    if weight > HEAVIEST {
        return Err(invalid(format!(
            "{weight} is more than a parcel can weigh; check the unit"
        )));
    }
    let by = station
        .caller
        .operator()
        .unwrap_or("the operator")
        .to_owned();
    let mut change = station.store.change(station.now()).await?;
    let facts = json!({ "entered": text, "micrograms": weight.micrograms(), "by": by });
    change
        .log(
            "weight_typed",
            Some(parcel.0),
            &format!("Weight {weight} typed by {by}"),
            &facts,
        )
        .await?;
    change.commit().await?;
    station.seen.weighed(*parcel, station.now());
    Ok(ParcelWeight {
        weight,
        source: WeightSource::Typed { entered: text, by },
    })
}

async fn from_scale(station: &Station, request: &Weigh) -> Result<ParcelWeight> {
    let now = station.now();
    let Taken {
        weight: taken,
        name,
        port,
        protocol,
    } = station
        .scales
        .take(request.parcel, now)
        .map_err(no_weight)?;
    let shown = taken
        .evidence
        .last()
        .map(|e| e.shown.clone())
        .unwrap_or_default();
    let weighing = StoredWeighing {
        parcel: request.parcel,
        weight: taken.weight,
        shown: shown.clone(),
        since: taken.since.to_string(),
        evidence: taken.evidence,
        decision: Some(taken.decision),
        taken_at: now.to_string(),
        scale: name,
        port,
        protocol,
    };
    let mut change = station.store.change(now).await?;
    change.save_weighing(&weighing).await?;
    let facts = json!({ "micrograms": taken.weight.micrograms(), "shown": shown, "since": weighing.since,
            "scale": weighing.scale, "port": weighing.port, "protocol": weighing.protocol, "decision": weighing.decision.as_ref().map(ToString::to_string) });
    change
        .log(
            "weighed",
            Some(request.parcel.0),
            &format!("Weighed {}", taken.weight),
            &facts,
        )
        .await?;
    change.commit().await?;
    station.seen.weighed(request.parcel, now);
    Ok(ParcelWeight {
        weight: taken.weight,
        source: WeightSource::Scale {
            shown,
            at: weighing.since,
        },
    })
}

fn no_weight(why: NoWeight) -> Failure {
    let refusal = match why {
        NoWeight::Gate(refusal) => refusal,
        NoWeight::NoScale => {
            return Failure::new(Code::NoWeight, "No scale is set up")
                .hint("Set one up in Settings → Scales, or type the weight");
        }
        NoWeight::SeveralLoads(scales) => {
            return Failure::new(
                Code::NoWeight,
                format!("Two scales carry a load: {}", scales.join(" and ")),
            )
            .hint("Take off what is not this parcel, then weigh")
            .retry();
        }
    };
    let hint = match refusal {
        GateRefusal::NotStable => "Wait until the weight stands still, or type it",
        GateRefusal::Empty => "Put the parcel on the scale, or type its weight",
        GateRefusal::AlreadyUsed => {
            "It is this parcel's weight already; to weigh again, lift the parcel"
        }
        GateRefusal::OtherLoad => {
            "Take everything off until the scale shows zero, then put this parcel on"
        }
        GateRefusal::NeverEmpty => {
            "Empty the scale once so that it shows zero, then put the parcel on"
        }
        GateRefusal::OtherParcel => "Go back to this parcel's step and weigh it there",
    };
    let text = refusal.to_string();
    let mut first = text.chars();
    let text = first
        .next()
        .map(|c| c.to_uppercase().chain(first).collect())
        .unwrap_or(text);
    Failure::new(Code::NoWeight, text).hint(hint).retry()
}
