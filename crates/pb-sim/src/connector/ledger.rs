//! What the service sold, gave and voided: a list of events, kept in a file where one is named.
//!
//! An event is on the disk before it counts, and an answer leaves after it counts. So a service that is
//! killed comes back with everything that it ever told anybody, and a line that was cut short was told
//! to nobody.
use super::contract::Money;
use super::refusal::Refusal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// One sale, or one booking under numbers that were given before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// The service's id of it.
    pub shipment: String,
    /// The purchase's reference; empty for a booking, which has none.
    pub reference: String,
    /// The idempotency key that came with it; empty for a booking.
    pub key: String,
    /// The service's code.
    pub service: String,
    /// One a parcel.
    pub tracking_numbers: Vec<String>,
    /// What it was charged.
    pub charge: Money,
    /// The order's number, as it is on the label.
    pub customer_reference: String,
    /// When.
    pub sold_at: Timestamp,
    /// Whether it was booked under numbers given before.
    pub booked: bool,
    /// Whether it is void.
    pub voided: bool,
    /// When it was scanned on its way, oldest first.
    pub scans: Vec<Timestamp>,
}

/// A number that was given ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// The number.
    pub number: String,
    /// From when on it cannot be booked.
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event {
    /// Sold or booked, with the request's body.
    Sold { sale: Sale, body: String },
    /// A no that is repeated to whoever comes with the same key.
    Refused {
        key: String,
        body: String,
        at: Timestamp,
        refusal: Refusal,
    },
    /// Numbers given ahead.
    Reserved { numbers: Vec<Reserved> },
    /// Void.
    Voided { shipment: String },
    /// One scan of everything that is on its way.
    Scanned { at: Timestamp },
}

/// What was answered under a key.
pub(super) struct Kept {
    pub(super) body: String,
    pub(super) at: Timestamp,
    /// The shipment, or the no.
    pub(super) outcome: Result<String, Refusal>,
}

/// Everything that happened, and what follows from it.
#[derive(Default)]
pub(super) struct Ledger {
    file: Option<File>,
    pub(super) sales: Vec<Sale>,
    /// Bodies by shipment.
    bodies: HashMap<String, String>,
    /// By key.
    pub(super) keys: HashMap<String, Kept>,
    pub(super) numbers: HashMap<String, Reserved>,
}

impl Ledger {
    /// One that is kept in a file, with what the file holds already.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut ledger = Self::default();
        let mut whole = 0;
        let mut lines = BufReader::new(&mut file);
        loop {
            let mut line = Vec::new();
            let length = lines.read_until(b'\n', &mut line)?;
            if length == 0 || line.last() != Some(&b'\n') {
                break;
            }
            let event = serde_json::from_slice(&line).map_err(|e| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{} is no ledger: {e}", path.display()),
                )
            })?;
            ledger.count(event);
            whole += u64::try_from(length).unwrap_or(0);
        }
        // A line that was cut short was told to nobody.
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        ledger.file = Some(file);
        Ok(ledger)
    }

    /// Writes an event down, then lets it count.
    pub(super) fn record(&mut self, event: Event) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            let mut line = serde_json::to_vec(&event)?;
            line.push(b'\n');
            file.write_all(&line)?;
            file.sync_data()?;
        }
        self.count(event);
        Ok(())
    }

    fn count(&mut self, event: Event) {
        match event {
            Event::Sold { sale, body } => {
                if !sale.key.is_empty() {
                    let kept = Kept {
                        body: body.clone(),
                        at: sale.sold_at,
                        outcome: Ok(sale.shipment.clone()),
                    };
                    self.keys.insert(sale.key.clone(), kept);
                }
                self.bodies.insert(sale.shipment.clone(), body);
                self.sales.push(sale);
            }
            Event::Refused {
                key,
                body,
                at,
                refusal,
            } => {
                let kept = Kept {
                    body,
                    at,
                    outcome: Err(refusal),
                };
                self.keys.insert(key, kept);
            }
            Event::Reserved { numbers } => {
                for reserved in numbers {
                    self.numbers.insert(reserved.number.clone(), reserved);
                }
            }
            Event::Voided { shipment } => {
                if let Some(sale) = self.sales.iter_mut().find(|s| s.shipment == shipment) {
                    sale.voided = true;
                }
            }
            Event::Scanned { at } => {
                let moving = |s: &&mut Sale| !s.voided && s.scans.len() < 4;
                for sale in self.sales.iter_mut().filter(moving) {
                    sale.scans.push(at);
                }
            }
        }
    }

    pub(super) fn sale(&self, shipment: &str) -> Option<&Sale> {
        self.sales.iter().find(|s| s.shipment == shipment)
    }

    /// The request that a sale answers.
    pub(super) fn body(&self, shipment: &str) -> Option<&str> {
        self.bodies.get(shipment).map(String::as_str)
    }

    pub(super) fn under(&self, reference: &str) -> Option<&Sale> {
        self.sales
            .iter()
            .find(|s| !s.booked && s.reference == reference)
    }

    pub(super) fn numbered(&self, number: &str) -> Option<&Sale> {
        self.sales
            .iter()
            .find(|s| s.tracking_numbers.iter().any(|n| n == number))
    }
}
