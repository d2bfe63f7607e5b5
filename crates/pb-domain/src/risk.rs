//! Money at risk: what was paid for, or may have been, and is not on its way.
use crate::{PurchaseState, VoidState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why money is at risk, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// Nobody knows whether it was bought.
    PurchaseUnknown,
    /// Nobody knows whether it was voided.
    VoidUnknown,
    /// Bought, and no label came out of a printer.
    NeverPrinted,
    /// On paper, and the carrier never scanned it.
    NeverScanned,
    /// The order has a later shipment, and this one does not move.
    Replaced,
    /// The carrier would not void it.
    VoidRefused,
    /// Voided; the money is not back yet, as far as anybody said.
    RefundAwaited,
}

/// What is known of one purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskFacts {
    /// Where the purchase stands.
    pub purchase: PurchaseState,
    /// Where the newest attempt to void stands.
    pub void: Option<VoidState>,
    /// Whether the carrier has it, as far as it was asked.
    pub scanned: bool,
    /// Whether one of its labels is on paper.
    pub printed: bool,
    /// Whether a print is under way or waits.
    pub printing: bool,
    /// Whether a label may be on paper, and nobody has said.
    pub unconfirmed: bool,
    /// Whether a label was saved as a file, from which anybody may have printed it.
    pub saved: bool,
    /// Whether the order has a shipment that was bought later in the same direction.
    pub later: bool,
    /// Whether the carrier was asked where it is after it should have been scanned.
    pub asked: bool,
    /// Whether it is a return: its label waits at the customer's, for as long as the customer likes.
    pub returns: bool,
}

impl RiskFacts {
    /// Why money is at risk here, if it is.
    pub fn kind(&self) -> Option<RiskKind> {
        match self.purchase {
            PurchaseState::Unknown => return Some(RiskKind::PurchaseUnknown),
            PurchaseState::Voided => return Some(RiskKind::RefundAwaited),
            PurchaseState::Bought => {}
            _ => return None,
        }
        if self.void == Some(VoidState::Unknown) {
            return Some(RiskKind::VoidUnknown);
        }
        if self.scanned {
            return None;
        }
        let kind = if !self.printed && !self.printing {
            RiskKind::NeverPrinted
        } else if self.printed && self.asked {
            RiskKind::NeverScanned
        } else {
            return (self.void == Some(VoidState::Refused)).then_some(RiskKind::VoidRefused);
        };
        Some(if self.void == Some(VoidState::Refused) {
            RiskKind::VoidRefused
        } else if self.later {
            RiskKind::Replaced
        } else {
            kind
        })
    }

    /// Whether it is certain enough that no parcel carries this label for it to be voided without a
    /// person: what may be on paper by another way, what was refused before, and what a customer may still use, is
    /// left to people.
    pub fn is_surely_unused(&self) -> bool {
        self.purchase == PurchaseState::Bought
            && !self.returns
            && self.void.is_none()
            && !self.scanned
            && !self.printing
            && !self.unconfirmed
            && !self.saved
            && (!self.printed || self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: RiskFacts = RiskFacts {
        purchase: PurchaseState::Bought,
        void: None,
        scanned: false,
        printed: true,
        printing: false,
        unconfirmed: false,
        saved: false,
        later: false,
        asked: false,
        returns: false,
    };

    #[test]
    fn what_is_on_its_way_is_no_risk() {
        assert_eq!(FRESH.kind(), None, "printed just now");
        let scanned = RiskFacts {
            scanned: true,
            printed: false,
            later: true,
            void: Some(VoidState::Refused),
            ..FRESH
        };
        assert_eq!(scanned.kind(), None);
        let printing = RiskFacts {
            printed: false,
            printing: true,
            ..FRESH
        };
        assert_eq!(printing.kind(), None);
    }

    #[test]
    fn each_risk_has_its_name() {
        let never_printed = RiskFacts {
            printed: false,
            ..FRESH
        };
        for (facts, kind) in [
            (never_printed, RiskKind::NeverPrinted),
            (
                RiskFacts {
                    asked: true,
                    ..FRESH
                },
                RiskKind::NeverScanned,
            ),
            (
                RiskFacts {
                    later: true,
                    ..never_printed
                },
                RiskKind::Replaced,
            ),
            (
                RiskFacts {
                    void: Some(VoidState::Unknown),
                    ..FRESH
                },
                RiskKind::VoidUnknown,
            ),
            (
                RiskFacts {
                    void: Some(VoidState::Refused),
                    ..FRESH
                },
                RiskKind::VoidRefused,
            ),
            (
                RiskFacts {
                    purchase: PurchaseState::Unknown,
                    ..FRESH
                },
                RiskKind::PurchaseUnknown,
            ),
            (
                RiskFacts {
                    purchase: PurchaseState::Voided,
                    ..FRESH
                },
                RiskKind::RefundAwaited,
            ),
        ] {
            assert_eq!(facts.kind(), Some(kind), "{facts:?}");
        }
    }

    #[test]
    fn what_may_be_on_a_parcel_is_never_surely_unused() {
        let unused = RiskFacts {
            printed: false,
            ..FRESH
        };
        assert!(unused.is_surely_unused());
        for facts in [
            RiskFacts {
                unconfirmed: true,
                ..unused
            },
            RiskFacts {
                saved: true,
                ..unused
            },
            RiskFacts {
                scanned: true,
                ..unused
            },
            RiskFacts {
                printing: true,
                ..unused
            },
            RiskFacts {
                void: Some(VoidState::Refused),
                ..unused
            },
            RiskFacts {
                returns: true,
                ..unused
            },
            FRESH,
        ] {
            assert!(!facts.is_surely_unused(), "{facts:?}");
        }
        assert!(
            RiskFacts {
                asked: true,
                ..FRESH
            }
            .is_surely_unused()
        );
    }
}
