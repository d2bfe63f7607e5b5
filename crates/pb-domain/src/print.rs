//! Print truth: "printed" means paper.
use crate::{IllegalStep, ParcelId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a print job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Waiting for its printer.
    Queued,
    /// Waiting for a person.
    Held,
    /// Bytes are leaving, or may have left.
    Sending,
    /// All bytes were taken by the printer; no proof of paper yet.
    Accepted,
    /// The device proved it, or a person said so.
    Printed,
    /// It may or may not be on paper: a person must say. Never sent again by itself.
    Unconfirmed,
    /// A person said that no paper came out.
    NotPrinted,
    /// It failed before any byte left.
    Failed,
    /// A person gave it up before any byte left.
    Cancelled,
}

/// The parcel that one page of a print job is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PagePart {
    /// Which parcel.
    pub parcel: ParcelId,
    /// Its place in the shipment, from 1.
    pub number: u32,
    /// Its tracking number; empty when it has none.
    pub tracking_number: String,
}

/// What happens to a print job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintEvent {
    /// Put aside by a person.
    Hold,
    /// Taken up again by a person.
    Release,
    /// The first byte is about to leave.
    Start,
    /// It failed with zero bytes gone.
    FailBeforeBytes,
    /// The last byte was taken.
    AllBytesTaken,
    /// The device gave evidence of paper.
    Proof,
    /// The time for proof ran out, the link broke after the first byte, or the station stopped.
    NoProof,
    /// The printer can never answer and its owner opted out of being asked.
    AcceptedIsEnough,
    /// A person looked and found the label.
    PersonSaysPrinted,
    /// A person looked and found none.
    PersonSaysNot,
    /// A person gave it up.
    Cancel,
}

impl PrintState {
    /// The state after an event; an event that does not fit is refused and changes nothing.
    pub fn next(self, event: PrintEvent) -> Result<Self, IllegalStep> {
        use PrintEvent as E;
        use PrintState as S;
        Ok(match (self, event) {
            (S::Queued, E::Hold) => S::Held,
            (S::Held, E::Release) => S::Queued,
            (S::Queued | S::Held, E::Cancel) => S::Cancelled,
            (S::Queued, E::Start) => S::Sending,
            (S::Queued | S::Held | S::Sending, E::FailBeforeBytes) => S::Failed,
            (S::Sending, E::AllBytesTaken) => S::Accepted,
            (S::Accepted, E::Proof | E::AcceptedIsEnough) => S::Printed,
            (S::Sending | S::Accepted, E::NoProof) => S::Unconfirmed,
            (S::Unconfirmed, E::PersonSaysPrinted) => S::Printed,
            (S::Unconfirmed, E::PersonSaysNot) => S::NotPrinted,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }

    /// Whether certainly no byte of it has left.
    pub fn waits(self) -> bool {
        matches!(self, Self::Queued | Self::Held)
    }

    /// Whether nothing more will happen to the job by itself.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Printed | Self::NotPrinted | Self::Failed | Self::Cancelled
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_needs_proof_or_a_person() {
        use PrintEvent as E;
        use PrintState as S;
        assert_eq!(S::Accepted.next(E::Proof), Ok(S::Printed));
        assert_eq!(S::Sending.next(E::NoProof), Ok(S::Unconfirmed));
        assert!(
            S::Sending.next(E::Proof).is_err(),
            "proof before the last byte proves nothing"
        );
        assert!(
            S::Unconfirmed.next(E::Start).is_err(),
            "what is unconfirmed is never sent again"
        );
        assert!(S::Sending.next(E::Cancel).is_err());
        assert!(S::Printed.next(E::PersonSaysNot).is_err());
    }
}
