//! How a parcel moves: by the clock alone, the good way or a bad one.
use jiff::Timestamp;
use std::time::Duration;

/// Where a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The carrier knows of the label and of nothing else.
    LabelCreated,
    /// The carrier has it.
    PickedUp,
    /// It left a place on its way.
    InTransit,
    /// It is on the van.
    OutForDelivery,
    /// It is there.
    Delivered,
    /// It could not be delivered.
    Exception,
    /// It is on its way back.
    Returning,
    /// It is back with its sender.
    Returned,
}

/// What becomes of a parcel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Course {
    /// It arrives.
    #[default]
    Delivered,
    /// Nobody is there, and so it stays.
    Exception,
    /// Nobody is there, and it goes back.
    Returned,
    /// It is never handed over.
    NotHandedOver,
}

/// Something that happened to a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan {
    /// What.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
}

/// Hours after the sale.
const DELIVERED: &[(Stage, u64)] = &[
    (Stage::LabelCreated, 0),
    (Stage::PickedUp, 6),
    (Stage::InTransit, 14),
    (Stage::InTransit, 30),
    (Stage::OutForDelivery, 52),
    (Stage::Delivered, 56),
];
const EXCEPTION: &[(Stage, u64)] = &[
    (Stage::LabelCreated, 0),
    (Stage::PickedUp, 6),
    (Stage::InTransit, 14),
    (Stage::InTransit, 30),
    (Stage::OutForDelivery, 52),
    (Stage::Exception, 56),
];
const RETURNED: &[(Stage, u64)] = &[
    (Stage::LabelCreated, 0),
    (Stage::PickedUp, 6),
    (Stage::InTransit, 14),
    (Stage::InTransit, 30),
    (Stage::OutForDelivery, 52),
    (Stage::Exception, 56),
    (Stage::Returning, 80),
    (Stage::Returned, 128),
];

impl Course {
    fn plan(self) -> &'static [(Stage, u64)] {
        match self {
            Self::Delivered => DELIVERED,
            Self::Exception => EXCEPTION,
            Self::Returned => RETURNED,
            Self::NotHandedOver => &DELIVERED[..1],
        }
    }

    /// What has happened by now to a parcel that was sold at a time, oldest first.
    pub(crate) fn scans(self, sold_at: Timestamp, now: Timestamp) -> Vec<Scan> {
        let at = |hours: u64| {
            let after = Duration::from_secs(hours * 3_600);
            sold_at.checked_add(after).unwrap_or(Timestamp::MAX)
        };
        let scans = self.plan().iter().map(|&(stage, hours)| Scan {
            stage,
            at: at(hours),
        });
        scans.take_while(|scan| scan.at <= now).collect()
    }

    /// When it is expected to arrive.
    pub(crate) fn expected(sold_at: Timestamp) -> Timestamp {
        let hours = DELIVERED.last().map_or(0, |(_, hours)| *hours);
        let after = Duration::from_secs(hours * 3_600);
        sold_at.checked_add(after).unwrap_or(Timestamp::MAX)
    }
}
