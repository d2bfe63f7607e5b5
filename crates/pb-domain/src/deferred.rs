//! Work that waits for the network.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What waits. The order is the order in which it is done when the network is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeferredKind {
    /// Giving a label back to the carrier: its time is the shortest.
    Void,
    /// Buying a label.
    Buy,
    /// Fetching a bought label that is not here.
    Label,
    /// Asking where a shipment is.
    Track,
}

/// Where a piece of work stands that waits for the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeferredState {
    /// It waits; a person may still take it away.
    Waiting,
    /// It is being done.
    Running,
    /// A person must answer before it goes on: the price rose, or the order changed.
    Asks,
    /// The carrier was asked, and what came of it is not known: the journal settles it.
    Unknown,
    /// It cannot be done; a person has not seen that yet.
    Failed,
    /// The label was bought meanwhile, and waits for a person to print it.
    Bought,
    /// It is done.
    Done,
    /// A person took it away before it began.
    Cancelled,
}

impl DeferredState {
    /// Whether nothing more happens to it, and nobody needs to look at it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    /// Whether a person may take it away: certainly nothing of it has left.
    pub fn may_be_cancelled(self) -> bool {
        matches!(self, Self::Waiting | Self::Asks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voids_come_before_purchases_and_tracking_comes_last() {
        let mut kinds = [
            DeferredKind::Track,
            DeferredKind::Label,
            DeferredKind::Buy,
            DeferredKind::Void,
        ];
        kinds.sort();
        assert_eq!(
            kinds,
            [
                DeferredKind::Void,
                DeferredKind::Buy,
                DeferredKind::Label,
                DeferredKind::Track
            ]
        );
    }

    #[test]
    fn what_has_begun_is_not_taken_away() {
        for (state, may) in [
            (DeferredState::Waiting, true),
            (DeferredState::Asks, true),
            (DeferredState::Running, false),
            (DeferredState::Unknown, false),
            (DeferredState::Bought, false),
        ] {
            assert_eq!(state.may_be_cancelled(), may, "{state:?}");
        }
    }
}
