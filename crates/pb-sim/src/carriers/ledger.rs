//! What the carriers sold.
use super::course::{Course, Scan, Stage};
use jiff::Timestamp;
use pb_domain::Money;
use serde_json::Value;

/// One sale.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// The carrier's prefix.
    pub carrier: &'static str,
    /// The carrier's number of the shipment.
    pub shipment: String,
    /// The carrier's code of the service.
    pub service: String,
    /// Every reference that it was given.
    pub references: Vec<String>,
    /// Its parcels.
    pub parcels: Vec<Sold>,
    /// What it was charged.
    pub charge: Money,
    /// When, by the carriers' clock.
    pub sold_at: Timestamp,
    /// What was asked for.
    pub asked: Value,
}

/// One parcel of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// Its tracking number.
    pub number: String,
    /// When it was voided.
    pub voided_at: Option<Timestamp>,
    /// What becomes of it.
    pub course: Course,
}

impl Sale {
    /// Whether every parcel is void.
    pub fn voided(&self) -> bool {
        self.parcels.iter().all(|p| p.voided_at.is_some())
    }

    /// The numbers of its parcels.
    pub fn numbers(&self) -> Vec<&str> {
        self.parcels.iter().map(|p| p.number.as_str()).collect()
    }

    /// What happened to one of its parcels, oldest first.
    pub fn scans(&self, parcel: &Sold, now: Timestamp) -> Vec<Scan> {
        parcel
            .course
            .scans(self.sold_at, parcel.voided_at.unwrap_or(now))
    }

    /// Whether a parcel was handed over.
    pub(super) fn handed_over(&self, parcel: &Sold, now: Timestamp) -> bool {
        let beyond = |scan: &Scan| scan.stage != Stage::LabelCreated;
        self.scans(parcel, now).iter().any(beyond)
    }
}

/// Sales, oldest first.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) sales: Vec<Sale>,
}

impl Ledger {
    /// A carrier's sale with a parcel, or a shipment, of this number.
    pub(super) fn numbered(&self, carrier: &str, number: &str) -> Option<&Sale> {
        let has = |sale: &&Sale| sale.shipment == number || sale.numbers().contains(&number);
        self.sales.iter().filter(|s| s.carrier == carrier).find(has)
    }

    /// A carrier's sales under a reference.
    pub(super) fn under<'a>(
        &'a self,
        carrier: &'a str,
        reference: &'a str,
    ) -> impl Iterator<Item = &'a Sale> {
        let under = move |sale: &&Sale| sale.references.iter().any(|r| r == reference);
        self.sales
            .iter()
            .filter(move |s| s.carrier == carrier)
            .filter(under)
    }

    /// The parcel of a number, whosever it is.
    pub(super) fn parcel_mut(&mut self, number: &str) -> Option<&mut Sold> {
        let parcels = self.sales.iter_mut().flat_map(|s| &mut s.parcels);
        parcels.into_iter().find(|p| p.number == number)
    }
}
