//! Where a waybill number stands, and where the booking of a shipment stands that was labelled with some.
use crate::IllegalStep;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a waybill number stands. One whose label may be on paper is never free again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaybillState {
    /// Nobody has it.
    Free,
    /// A parcel has it; its label has not left the station.
    Reserved,
    /// A parcel has it, and its label is on paper or may be.
    Printed,
    /// The carrier knows of it.
    Booked,
    /// Given up; never used again.
    Void,
    /// Too old to be used.
    Expired,
}

/// What happens to a waybill number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaybillEvent {
    /// A parcel is bought with it.
    Reserve,
    /// Its label may have left for paper.
    Print,
    /// The carrier took it.
    Book,
    /// Its parcel is given up, and its label certainly never left: it may be used again.
    Free,
    /// Its parcel is given up.
    Void,
    /// Its time is over.
    Expire,
}

impl WaybillState {
    /// The state after an event; an event that does not fit is refused and changes nothing. Printing a
    /// further copy changes nothing and fits.
    pub fn next(self, event: WaybillEvent) -> Result<Self, IllegalStep> {
        use WaybillEvent as E;
        use WaybillState as S;
        Ok(match (self, event) {
            (S::Free, E::Reserve) => S::Reserved,
            (S::Reserved | S::Printed, E::Print) => S::Printed,
            (S::Booked, E::Print) => S::Booked,
            (S::Reserved | S::Printed, E::Book) => S::Booked,
            (S::Reserved, E::Free) => S::Free,
            (S::Reserved | S::Printed | S::Booked, E::Void) => S::Void,
            (S::Free, E::Expire) => S::Expired,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }
}

/// Where it stands that a carrier is told of a shipment afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    /// Not sent yet, or sent and certainly not heard.
    Due,
    /// Committed right before the request is written to the socket.
    Sent,
    /// The carrier took it.
    Booked,
    /// The carrier said no; a person decides.
    Refused,
    /// It may or may not have been taken.
    Unknown,
    /// The shipment was voided before the carrier was told.
    Cancelled,
}

/// What happens to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingEvent {
    /// The request is about to leave.
    Send,
    /// The same request is about to leave again: the carrier knows it by its numbers and takes it once.
    SendAgain,
    /// Nothing can have reached the carrier, or it asked to come back later.
    NotHeard,
    /// The carrier, or a person who looked, says that it was taken.
    Take,
    /// The carrier said no.
    Refuse,
    /// No readable answer; or a copy of this station may have sent it.
    LoseTrack,
    /// A person corrected it, or looked and found that it was not taken: it is sent again in its turn.
    Renew,
    /// The shipment is voided.
    Cancel,
}

impl BookingState {
    /// The state after an event; an event that does not fit is refused and changes nothing.
    pub fn next(self, event: BookingEvent) -> Result<Self, IllegalStep> {
        use BookingEvent as E;
        use BookingState as S;
        Ok(match (self, event) {
            (S::Due, E::Send) | (S::Unknown, E::SendAgain) => S::Sent,
            (S::Sent, E::NotHeard) => S::Due,
            (S::Sent | S::Unknown, E::Take) => S::Booked,
            (S::Due | S::Sent, E::Refuse) => S::Refused,
            (S::Due | S::Sent, E::LoseTrack) => S::Unknown,
            (S::Refused | S::Unknown, E::Renew) => S::Due,
            (S::Due | S::Refused, E::Cancel) => S::Cancelled,
            _ => {
                return Err(IllegalStep {
                    from: format!("{self:?}"),
                    event: format!("{event:?}"),
                });
            }
        })
    }

    /// Whether it needs the carrier or a person still.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Due | Self::Sent | Self::Refused | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BookingEvent as B;
    use BookingState as T;
    use WaybillEvent as E;
    use WaybillState as S;

    const STATES: [S; 6] = [
        S::Free,
        S::Reserved,
        S::Printed,
        S::Booked,
        S::Void,
        S::Expired,
    ];
    const EVENTS: [E; 6] = [E::Reserve, E::Print, E::Book, E::Free, E::Void, E::Expire];
    const STANDS: [T; 6] = [
        T::Due,
        T::Sent,
        T::Booked,
        T::Refused,
        T::Unknown,
        T::Cancelled,
    ];

    #[test]
    fn what_was_printed_is_never_free_again() {
        // Every state that can be reached from a printed number, by whatever happens.
        let mut reached = vec![S::Printed];
        let mut next = 0;
        while let Some(state) = reached.get(next).copied() {
            for event in EVENTS {
                if let Ok(state) = state.next(event)
                    && !reached.contains(&state)
                {
                    reached.push(state);
                }
            }
            next += 1;
        }
        assert_eq!(reached, [S::Printed, S::Booked, S::Void]);
    }

    #[test]
    fn only_a_free_number_is_given_out() {
        for state in STATES {
            assert_eq!(
                state.next(E::Reserve).is_ok(),
                state == S::Free,
                "{state:?}"
            );
            assert_eq!(state.next(E::Expire).is_ok(), state == S::Free, "{state:?}");
            assert_eq!(
                state.next(E::Free).is_ok(),
                state == S::Reserved,
                "{state:?}"
            );
        }
    }

    #[test]
    fn a_first_request_leaves_only_from_due() {
        for state in STANDS {
            assert_eq!(state.next(B::Send).is_ok(), state == T::Due, "{state:?}");
            assert_eq!(
                state.next(B::SendAgain).is_ok(),
                state == T::Unknown,
                "{state:?}"
            );
        }
    }

    #[test]
    fn what_may_have_been_taken_is_not_cancelled() {
        for state in [T::Sent, T::Unknown, T::Booked] {
            assert!(state.next(B::Cancel).is_err(), "{state:?}");
        }
    }
}
