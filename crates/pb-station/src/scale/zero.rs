//! Asking a scale to call its empty pan zero.
use crate::Station;
use crate::api::{Code, Failure, Result, ScaleRef, ZeroAnswer};
use pb_devices::ZeroOutcome;
use serde_json::json;
use std::time::Duration;

/// Longer than a scale's thread waits for the zero to show.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks a scale for zero and waits for what becomes of it.
pub(crate) async fn zero_scale(station: &Station, request: ScaleRef) -> Result<ZeroAnswer> {
    let (name, outcome) = station.scales.zero(&request.scale, station.now())?;
    let outcome = match tokio::time::timeout(PATIENCE, outcome).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => {
            return Err(Failure::new(
                Code::Precondition,
                format!("{name} was set up anew meanwhile"),
            )
            .retry());
        }
        Err(_) => ZeroOutcome::Gone,
    };
    let answer = words(&name, &outcome);
    let mut change = station.store.change(station.now()).await?;
    let facts = json!({ "scale": request.scale, "done": answer.done });
    change
        .log("scale_zeroed", None, &answer.text, &facts)
        .await?;
    change.commit().await?;
    Ok(answer)
}

fn words(name: &str, outcome: &ZeroOutcome) -> ZeroAnswer {
    let text = match outcome {
        ZeroOutcome::Done => format!("{name} shows zero"),
        ZeroOutcome::NotSeen => format!(
            "{name} was asked and does not show zero. Empty it and press its own zero key: many \
             scales do not listen"
        ),
        ZeroOutcome::CannotBeAsked => {
            format!("{name} cannot be asked for zero: press its own zero key")
        }
        ZeroOutcome::Gone => format!("{name} is not there: check its cable and its power"),
        ZeroOutcome::Refused(error) => {
            format!("{name} refused: {error}. Press its own zero key")
        }
    };
    ZeroAnswer {
        text,
        done: *outcome == ZeroOutcome::Done,
    }
}
