//! The scales at the bench: their threads, what they show, and which of them an open parcel would get its
//! weight from.
mod desks;
mod detect;
mod set_up;
mod zero;

pub(crate) use desks::{NoWeight, Scales, Taken};
pub(crate) use detect::{Looking, detect_scale, stop_detect_scale};
pub(crate) use set_up::{all, remove_scale, save, set_scale};
pub(crate) use zero::zero_scale;

use crate::Station;
use crate::api::{Event, Result, ScaleView};
use pb_domain::Reading;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often silence is noticed: a reading goes stale by it.
const TICK: Duration = Duration::from_millis(500);

/// Starts the scales that are set up, and tells hosts whenever a view of one changes.
pub(crate) async fn start(station: &Station) -> Result<()> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let watcher = station.clone();
    station.run(async move {
        let mut tick = tokio::time::interval(TICK);
        let mut told: Vec<ScaleView> = Vec::new();
        loop {
            tokio::select! {
                event = receiver.recv() => match event {
                    Some((generation, event)) => watcher.scales.take_in(generation, event, watcher.now()),
                    None => return,
                },
                _ = tick.tick() => {}
            }
            let views = watcher.scales.views(watcher.now());
            for view in &views {
                let before = told.iter().find(|t| t.id == view.id);
                if before.is_none_or(|before| differs(before, view)) {
                    watcher.emit(Event::Scale {
                        scale: view.clone(),
                    });
                }
            }
            told = views;
        }
    });
    station.scales.listen(sender);
    station.scales.set_up(&all(station).await?);
    Ok(())
}

/// Whether a host would see a change; further equal frames are none.
fn differs(a: &ScaleView, b: &ScaleView) -> bool {
    let since = |view: &ScaleView| match &view.reading {
        Reading::Stable { weight, since, .. } => Some((*weight, *since)),
        _ => None,
    };
    let same_reading = match (since(a), since(b)) {
        (None, None) => a.reading == b.reading,
        (a, b) => a == b,
    };
    let without_reading = |view: &ScaleView| ScaleView {
        reading: Reading::Gone,
        ..view.clone()
    };
    !same_reading || without_reading(a) != without_reading(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use pb_domain::Weight;

    #[test]
    fn further_equal_frames_are_no_change() {
        let view = |frames, active| ScaleView {
            id: "1".into(),
            name: "Bench".into(),
            reading: Reading::Stable {
                weight: Weight::from_grams(5),
                since: Timestamp::UNIX_EPOCH,
                frames,
            },
            shown: "5 g".into(),
            hint: String::new(),
            reports_zero: true,
            can_zero: true,
            active,
        };
        assert!(!differs(&view(2, true), &view(3, true)));
        assert!(differs(&view(2, true), &view(3, false)));
        let gone = ScaleView {
            reading: Reading::Gone,
            ..view(2, true)
        };
        assert!(differs(&view(2, true), &gone) && !differs(&gone, &gone));
    }
}
