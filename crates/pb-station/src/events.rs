//! What carriers tell about one shipment, whether asked or by themselves: one list, newest first.
use jiff::Timestamp;
use pb_domain::TrackingEvent;

/// Newest first, by the instant where the carrier told its time zone, by its local text where it did not.
pub(crate) fn in_order(events: &mut [TrackingEvent]) {
    events.sort_by(|a, b| match (instant(a), instant(b)) {
        (Some(a), Some(b)) => b.cmp(&a),
        _ => b.at.cmp(&a.at),
    });
}

/// What a carrier told now, with what was known before and is not among it: one that states nothing but where a
/// parcel is now would take back what it told by itself. The same moment and state is the same event, in whatever
/// words.
pub(crate) fn joined(told: Vec<TrackingEvent>, known: Vec<TrackingEvent>) -> Vec<TrackingEvent> {
    let same = |a: &TrackingEvent, b: &TrackingEvent| {
        let moment = match (instant(a), instant(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a.at == b.at,
        };
        moment && a.status == b.status
    };
    let mut all = told;
    let missing: Vec<TrackingEvent> = known
        .into_iter()
        .filter(|old| !all.iter().any(|new| same(new, old)))
        .collect();
    all.extend(missing);
    in_order(&mut all);
    all
}

fn instant(event: &TrackingEvent) -> Option<Timestamp> {
    event.at.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::ShipmentStatus;

    fn event(at: &str, status: ShipmentStatus, text: &str) -> TrackingEvent {
        TrackingEvent {
            at: at.to_owned(),
            status: Some(status),
            code: String::new(),
            text: text.to_owned(),
            location: String::new(),
        }
    }

    #[test]
    fn news_stays_where_a_carrier_states_nothing_but_the_state_of_now() {
        let news = event(
            "2026-12-03T10:00:00-08:00",
            ShipmentStatus::InTransit,
            "told by itself",
        );
        let now = event("2026-12-03T19:30:00Z", ShipmentStatus::Delivered, "asked");
        let all = joined(vec![now.clone()], vec![news.clone()]);
        assert_eq!(all, [now, news]);
    }

    #[test]
    fn the_same_moment_and_state_is_one_event_in_whatever_words_and_zone() {
        let news = event(
            "2026-12-03T10:00:00-08:00",
            ShipmentStatus::InTransit,
            "DEPARTED",
        );
        let asked = event(
            "2026-12-03T18:00:00Z",
            ShipmentStatus::InTransit,
            "Departed from facility",
        );
        assert_eq!(joined(vec![asked.clone()], vec![news]), [asked]);
    }

    #[test]
    fn events_are_in_order_of_time_and_not_of_text() {
        let late = event(
            "2026-12-03T09:00:00-08:00",
            ShipmentStatus::Delivered,
            "late",
        );
        let early = event(
            "2026-12-03T12:00:00+01:00",
            ShipmentStatus::InTransit,
            "early",
        );
        let mut events = [early.clone(), late.clone()];
        in_order(&mut events);
        assert_eq!(events, [late, early]);
    }
}
