//! Noticing that the network is back, and when what waits is due.
use super::drain::{self, Which};
use super::{FIRST_WAIT, view};
use crate::Station;
use crate::api::Result;
use jiff::Timestamp;
use pb_carriers::engine::Reachability;
use pb_domain::{DeferredState, PurchaseState};
use std::time::Duration;
use tokio::time::Instant;

/// The pause between two looks at the network while something waits; it doubles to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Works off what waits at the start, whenever the network is back, and when it is due.
pub(crate) fn start(station: &Station) {
    let kept = station.clone();
    let mut reachability = station.engine.reachability();
    station.run(async move {
        let station = kept;
        drain::drain(&station, Which::All).await;
        let mut last = *reachability.borrow_and_update();
        let mut pause = FIRST_PAUSE;
        loop {
            let now = *reachability.borrow_and_update();
            let back = last == Reachability::Unreachable && now == Reachability::Reached;
            if now != last {
                pause = FIRST_PAUSE;
            }
            last = now;
            if back {
                drain::drain(&station, Which::All).await;
                continue;
            }
            let waits = match waits(&station).await {
                Ok(waits) => waits,
                Err(failure) => {
                    tracing::error!(%failure, "what waits for the network cannot be read");
                    Waits::Nothing
                }
            };
            let wait = match waits {
                // Nothing to look for: only news wakes it.
                Waits::Nothing => None,
                Waits::Due => {
                    drain::drain(&station, Which::Due).await;
                    Some(FIRST_PAUSE)
                }
                Waits::Until(time) => {
                    if station.engine.probe().await {
                        drain::drain(&station, Which::All).await;
                        last = *reachability.borrow_and_update();
                        continue;
                    }
                    Some(pause.min(left(station.now(), time)))
                }
            };
            let end = wait.map(|wait| Instant::now() + wait);
            loop {
                let sleep = async {
                    match end {
                        Some(end) => tokio::time::sleep_until(end).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = sleep => {
                        pause = (pause * 2).min(LONGEST_PAUSE);
                        break;
                    }
                    () = station.deferred.wake.notified() => {
                        pause = FIRST_PAUSE;
                        break;
                    }
                    changed = reachability.changed() => {
                        if changed.is_err() {
                            return;
                        }
                        // Every answer tells it anew.
                        if *reachability.borrow_and_update() != last {
                            break;
                        }
                    }
                }
            }
        }
    });
}

enum Waits {
    Nothing,
    Due,
    Until(Timestamp),
}

/// Whether something waits, and until when it need not be tried without news.
async fn waits(station: &Station) -> Result<Waits> {
    let now = station.now();
    let mut next: Option<Timestamp> = None;
    for work in view::open(station).await? {
        if work.state == DeferredState::Unknown {
            // Its purchase may have been settled, or its answer written down, meanwhile.
            drain::recover_one(station, work).await?;
        } else if work.state == DeferredState::Waiting {
            let at = work.next_try_at.parse().unwrap_or(now);
            next = Some(next.map_or(at, |n| n.min(at)));
        }
    }
    Ok(match next {
        Some(at) if at <= now => Waits::Due,
        Some(at) => Waits::Until(at),
        // An unknown purchase is asked about once when the network comes back, and not again and again.
        None if *station.engine.reachability().borrow() == Reachability::Unreachable
            && station
                .store
                .open_purchases()
                .await?
                .iter()
                .any(|p| p.state == PurchaseState::Unknown) =>
        {
            Waits::Until(super::after(now, FIRST_WAIT))
        }
        None => Waits::Nothing,
    })
}

/// How long to sleep until a time: never long, since the clock may be set meanwhile.
fn left(now: Timestamp, until: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now))
        .unwrap_or(Duration::ZERO)
        .clamp(Duration::from_millis(50), LONGEST_PAUSE)
}
