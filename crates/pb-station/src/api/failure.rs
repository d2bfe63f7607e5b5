//! The one form of failure at the rim.
use pb_domain::{FieldProblem, Money, ShipmentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What happened, to which thing, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// What the window acts on.
    pub code: Code,
    /// What happened, to which thing.
    pub text: String,
    /// What to do; empty when nothing can be done.
    pub hint: String,
    /// Whether the same may be tried again as it is.
    pub retry: bool,
    /// Fields of the form it is about.
    pub fields: Vec<FieldProblem>,
    /// What is asked now, with [`Code::PriceChanged`]: a person accepts it by sending it back.
    pub price: Option<Money>,
    /// The shipment to open, with [`Code::AlreadyShipped`] and [`Code::PurchaseUnknown`].
    pub shipment: Option<ShipmentId>,
}

/// A code exists only if a host acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The thing does not exist.
    NotFound,
    /// The input is wrong; `fields` say where.
    Invalid,
    /// Refused by the state things are in; advice, not a fault.
    Precondition,
    /// The order has a shipment: open it, reprint, or ship another by name.
    AlreadyShipped,
    /// A purchase of this order has an unknown outcome: it is settled first.
    PurchaseUnknown,
    /// The carrier now asks more than was shown, beyond the tolerance: a person accepts or not.
    PriceChanged,
    /// The carrier said no.
    CarrierRefused,
    /// The carrier could not be reached; nothing was done.
    CarrierUnreachable,
    /// The scale has no usable weight.
    NoWeight,
    /// The label would not scan, or is not what it claims; a person may override.
    LabelStopped,
    /// The printer cannot be used now.
    Printer,
    /// The database is locked with a passphrase that was not given, or a wrong one.
    Passphrase,
    /// The twin of a copied bench may have shipped the order: a person says.
    Copied,
    /// Nobody is signed in at a bench that has operators: a person signs in.
    SignIn,
    /// It takes a manager, who may allow it this once.
    ManagerNeeded,
    /// The PIN is wrong, or comes too soon after wrong ones.
    WrongPin,
    /// Another process owns the profile.
    ProfileInUse,
    /// The disk is full or the database cannot be written.
    Storage,
    /// A fault of the program.
    Internal,
}

/// Result at the rim.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure with a text; not to be retried as it is.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
            hint: String::new(),
            retry: false,
            fields: Vec::new(),
            price: None,
            shipment: None,
        }
    }

    /// The same with what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same, worth trying again as it is.
    #[must_use]
    pub fn retry(mut self) -> Self {
        self.retry = true;
        self
    }

    /// The same with the fields it is about.
    #[must_use]
    pub fn fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.fields = fields;
        self
    }

    /// The same with the price that is asked now.
    #[must_use]
    pub fn price(mut self, price: Money) -> Self {
        self.price = Some(price);
        self
    }

    /// The same with the shipment to open.
    #[must_use]
    pub fn shipment(mut self, shipment: ShipmentId) -> Self {
        self.shipment = Some(shipment);
        self
    }

    /// A thing that is not there.
    pub fn not_found(what: &str, which: impl std::fmt::Display) -> Self {
        Self::new(Code::NotFound, format!("There is no {what} {which}"))
    }
}
