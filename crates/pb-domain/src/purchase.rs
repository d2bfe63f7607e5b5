//! The purchase journal's rules: a label is bought at most once.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseState {
    /// Written down before the first byte leaves.
    Intended,
    /// Written down, and waits for the network: nothing has left, and it holds the order's slot.
    Deferred,
    /// Committed right before the request is written to the socket.
    Sent,
    /// The carrier sold it.
    Bought,
    /// The carrier said no.
    Refused,
    /// It may or may not have been sold; to be settled by asking, never by buying again.
    Unknown,
    /// Given up before anything left.
    Abandoned,
    /// Bought, and voided since.
    Voided,
}

/// What happens to a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurchaseEvent {
    /// The request is about to leave.
    Send,
    /// The carrier, or a person who looked, says that it was sold.
    Sold,
    /// The carrier, or a person who looked, says that it was not.
    Refuse,
    /// No readable answer: time-out, drop, 5xx, crash.
    LoseTrack,
    /// Given up before anything left.
    Abandon,
    /// The carrier, or a person, confirms the void.
    Void,
}

/// A step the rules do not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} does not follow {from}")]
pub struct IllegalStep {
    /// The state it was in.
    pub from: String,
    /// The event that does not fit.
    pub event: String,
}

impl PurchaseState {
    /// The state after an event; an event that does not fit is refused and changes nothing.
    pub fn next(self, event: PurchaseEvent) -> Result<Self, IllegalStep> {
        use PurchaseEvent as E;
        use PurchaseState as S;
        Ok(match (self, event) {
            (S::Intended | S::Deferred, E::Send) => S::Sent,
            (S::Intended | S::Deferred, E::Abandon) => S::Abandoned,
            (S::Sent | S::Unknown, E::Sold) => S::Bought,
            (S::Sent | S::Unknown, E::Refuse) => S::Refused,
            (S::Sent, E::LoseTrack) => S::Unknown,
            (S::Bought, E::Void) => S::Voided,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }

    /// Whether the order's slot is taken: no other purchase for it may begin.
    pub fn holds_the_slot(self) -> bool {
        !matches!(self, Self::Refused | Self::Abandoned | Self::Voided)
    }
}

/// Where an attempt to void stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VoidState {
    /// Written down before the request leaves.
    Intended,
    /// The request left.
    Sent,
    /// The carrier, or a person, confirms it.
    Voided,
    /// The carrier said no, or said yes without having been asked.
    Refused,
    /// No readable answer.
    Unknown,
}

/// What happens to an attempt to void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoidEvent {
    /// The request is about to leave.
    Send,
    /// Confirmed.
    Confirm,
    /// Refused.
    Refuse,
    /// No readable answer.
    LoseTrack,
}

impl VoidState {
    /// The state after an event; an event that does not fit is refused and changes nothing.
    pub fn next(self, event: VoidEvent) -> Result<Self, IllegalStep> {
        use VoidEvent as E;
        use VoidState as S;
        Ok(match (self, event) {
            (S::Intended, E::Send) => S::Sent,
            (S::Sent | S::Unknown, E::Confirm) => S::Voided,
            (S::Intended | S::Sent | S::Unknown, E::Refuse) => S::Refused,
            (S::Sent, E::LoseTrack) => S::Unknown,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }
}

/// Which way a shipment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the customer.
    Outbound,
    /// Back from the customer.
    Return,
}

/// Whether a parcel's label is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelState {
    /// Its bytes are stored.
    Stored,
    /// Bought, but the bytes are not here; *label again* fetches them, buying never does.
    Missing,
    /// Its bytes were erased when their time was over, or with the order's personal data.
    Erased,
}

#[cfg(test)]
mod tests {
    use super::*;
    use PurchaseEvent as E;
    use PurchaseState as S;

    const STATES: [S; 8] = [
        S::Intended,
        S::Deferred,
        S::Sent,
        S::Bought,
        S::Refused,
        S::Unknown,
        S::Abandoned,
        S::Voided,
    ];

    #[test]
    fn nothing_leads_back_to_sending() {
        for state in STATES {
            assert_eq!(
                state.next(E::Send).is_ok(),
                matches!(state, S::Intended | S::Deferred),
                "{state:?}"
            );
        }
    }

    #[test]
    fn only_what_never_left_may_be_abandoned() {
        for state in STATES {
            assert_eq!(
                state.next(E::Abandon).is_ok(),
                matches!(state, S::Intended | S::Deferred),
                "{state:?}"
            );
        }
    }

    #[test]
    fn what_waits_for_the_network_holds_the_slot() {
        assert!(S::Deferred.holds_the_slot());
        assert!(
            S::Deferred.next(E::Sold).is_err(),
            "nothing is sold that was not asked for"
        );
    }

    #[test]
    fn unknown_holds_the_slot_until_settled() {
        assert!(S::Unknown.holds_the_slot());
        assert_eq!(S::Unknown.next(E::Sold), Ok(S::Bought));
        assert_eq!(S::Unknown.next(E::Refuse), Ok(S::Refused));
        assert!(!S::Refused.holds_the_slot());
    }

    #[test]
    fn a_refused_void_stays_refused() {
        assert!(VoidState::Refused.next(VoidEvent::Confirm).is_err());
        assert_eq!(
            VoidState::Unknown.next(VoidEvent::Confirm),
            Ok(VoidState::Voided)
        );
    }
}
