//! What a carrier is asked at a day's end, once: to take parcels over, or to send a driver.
use crate::IllegalStep;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a manifest or a pickup stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayEndState {
    /// Written down, and the request may have left.
    Sent,
    /// The carrier, or a person, says that it is done.
    Done,
    /// The carrier, or a person, says that it is not.
    Refused,
    /// No readable answer: a person looks.
    Unknown,
    /// Taken back.
    Cancelled,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayEndEvent {
    /// It is done.
    Confirm,
    /// It is not done.
    Refuse,
    /// No readable answer.
    LoseTrack,
    /// It is taken back.
    Cancel,
}

impl DayEndState {
    /// The state after an event; an event that does not fit is refused and changes nothing.
    pub fn next(self, event: DayEndEvent) -> Result<Self, IllegalStep> {
        use DayEndEvent as E;
        use DayEndState as S;
        Ok(match (self, event) {
            (S::Sent | S::Unknown, E::Confirm) => S::Done,
            (S::Sent | S::Unknown, E::Refuse) => S::Refused,
            (S::Sent, E::LoseTrack) => S::Unknown,
            (S::Done, E::Cancel) => S::Cancelled,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DayEndEvent as E, DayEndState as S};

    #[test]
    fn nothing_is_sent_again_and_what_is_over_stays_so() {
        for state in [S::Sent, S::Done, S::Refused, S::Unknown, S::Cancelled] {
            for event in [E::Confirm, E::Refuse, E::LoseTrack, E::Cancel] {
                assert_ne!(state.next(event), Ok(S::Sent));
            }
        }
        for over in [S::Refused, S::Cancelled] {
            for event in [E::Confirm, E::Refuse, E::LoseTrack, E::Cancel] {
                assert!(over.next(event).is_err(), "{over:?} {event:?}");
            }
        }
        assert!(S::Unknown.next(E::Cancel).is_err(), "a person looks first");
        assert_eq!(S::Unknown.next(E::Confirm), Ok(S::Done));
    }
}
