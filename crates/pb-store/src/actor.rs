//! Who does something: it stands in every line of the log.
use std::sync::Arc;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The station by itself, such as a printer's worker or what settles at start.
    Station,
    /// Somebody at a bench without operators.
    Person,
    /// The operator with this name.
    Operator(Arc<str>),
}

impl Actor {
    /// Names that no operator may have.
    pub const RESERVED: [&'static str; 2] = ["station", "person"];

    /// As the log's column holds it.
    pub fn word(&self) -> &str {
        match self {
            Self::Station => Self::RESERVED[0],
            Self::Person => Self::RESERVED[1],
            Self::Operator(name) => name,
        }
    }
}
