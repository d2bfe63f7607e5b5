//! One purchase at risk: why, until when, and what to do.
use super::{days, window};
use crate::api::{OfflineSettings, Result, RiskActions, RiskRow};
use crate::failure::in_full;
use crate::shipments::service;
use crate::{Station, accounts, print, settle};
use jiff::Timestamp;
use pb_carriers::SettleWay;
use pb_domain::{
    Direction, Money, PrintState, Problem, ProblemKind, PurchaseState, RiskFacts, RiskKind,
    ShipmentStatus, VoidState,
};
use pb_store::{StoredPurchase, StoredRisk};

/// A purchase at risk.
pub(super) struct Row {
    pub(super) kind: RiskKind,
    pub(super) facts: RiskFacts,
    risk: StoredRisk,
    /// Since when it is in the state it is in.
    since: Timestamp,
    pub(super) void_until: Option<Timestamp>,
    assumed: bool,
    now: Timestamp,
}

/// What the rules need to know, of what is stored.
pub(super) fn facts_of(risk: &StoredRisk, settings: &OfflineSettings) -> RiskFacts {
    // Asked since it should have been scanned: what was asked the day before proves nothing.
    let due = since(risk).checked_add(days(settings.scan_days)).ok();
    let asked: Option<Timestamp> = risk.tracked_at.as_ref().and_then(|at| at.parse().ok());
    RiskFacts {
        purchase: risk.purchase.state,
        void: risk.void.as_ref().and_then(|(state, problem)| {
            // A void that never arrived is none.
            (!never_arrived(problem.as_ref())).then_some(*state)
        }),
        scanned: !matches!(
            risk.status,
            ShipmentStatus::Pending | ShipmentStatus::LabelCreated | ShipmentStatus::Cancelled
        ),
        printed: risk.printed,
        printing: risk.printing,
        unconfirmed: risk.unconfirmed,
        saved: risk.saved,
        later: risk.later,
        asked: asked.zip(due).is_some_and(|(asked, due)| asked >= due),
        returns: risk.purchase.direction == Direction::Return,
    }
}

fn never_arrived(problem: Option<&Problem>) -> bool {
    problem.is_some_and(|p| matches!(p.kind, ProblemKind::Unavailable | ProblemKind::RateLimited))
}

/// When it was bought, voided, or lost sight of.
pub(super) fn since(risk: &StoredRisk) -> Timestamp {
    risk.changed_at.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Row {
    /// The purchase's row, when its money is at risk and no person has settled that.
    pub(super) fn of(risk: StoredRisk, settings: &OfflineSettings, now: Timestamp) -> Option<Self> {
        let facts = facts_of(&risk, settings);
        let kind = facts.kind()?;
        if risk.seen.contains(&kind) {
            return None;
        }
        let since = since(&risk);
        let window = (risk.purchase.state == PurchaseState::Bought)
            .then(|| window(&risk.purchase, settings))
            .flatten();
        Some(Self {
            void_until: window.and_then(|(n, _)| since.checked_add(days(n)).ok()),
            assumed: window.is_some_and(|(_, assumed)| assumed),
            kind,
            facts,
            since,
            risk,
            now,
        })
    }

    pub(super) fn purchase(&self) -> &StoredPurchase {
        &self.risk.purchase
    }

    /// Whole days since it is so.
    pub(super) fn age(&self) -> u32 {
        let hours = self.now.duration_since(self.since).as_hours().max(0);
        u32::try_from(hours / 24).unwrap_or(u32::MAX)
    }

    /// Whether the carrier still takes the label back, as far as that is known.
    pub(super) fn may_be_voided(&self) -> bool {
        self.void_until.is_some_and(|until| self.now < until)
    }

    pub(super) fn order_number(&self) -> &str {
        &self.risk.order_number
    }

    pub(super) fn voided_by_itself(&self) -> bool {
        self.kind == RiskKind::RefundAwaited && self.risk.voided_by_itself
    }

    /// What was charged, or may have been.
    pub(super) fn amount(&self) -> Money {
        let purchase = self.purchase();
        purchase.charged.unwrap_or(purchase.rate.total)
    }

    /// What happened, in words.
    pub(super) fn text(&self) -> String {
        match self.kind {
            RiskKind::PurchaseUnknown => "It is not known whether the label was bought".to_owned(),
            RiskKind::VoidUnknown => "It is not known whether the label was voided".to_owned(),
            RiskKind::NeverPrinted if self.risk.unconfirmed => {
                "Bought; nobody has said whether the label is on paper".to_owned()
            }
            RiskKind::NeverPrinted if self.risk.saved => {
                "Bought and saved as a file; it was not printed here".to_owned()
            }
            RiskKind::NeverPrinted if self.facts.returns => {
                "A return label was bought, and neither printed nor saved".to_owned()
            }
            RiskKind::NeverPrinted => "Bought; its label never came out of a printer".to_owned(),
            RiskKind::NeverScanned if self.facts.returns => {
                "A return label was printed, and the carrier has not scanned it".to_owned()
            }
            RiskKind::Replaced if self.facts.returns => {
                "The order has a later return label, and this one does not move".to_owned()
            }
            RiskKind::NeverScanned => "On paper, and the carrier has not scanned it".to_owned(),
            RiskKind::Replaced => {
                "The order has a later shipment, and this one does not move".to_owned()
            }
            RiskKind::VoidRefused => {
                let problem = self.risk.void.as_ref().and_then(|(_, p)| p.as_ref());
                match problem {
                    Some(problem) => format!("Not voided: {}", in_full(problem)),
                    None => "The carrier would not void it".to_owned(),
                }
            }
            RiskKind::RefundAwaited if self.risk.voided_by_itself => {
                "Voided by itself, since the label was not used; the money is not back yet"
                    .to_owned()
            }
            RiskKind::RefundAwaited => "Voided; the money is not back yet".to_owned(),
        }
    }

    fn hint(&self, way: Option<SettleWay>) -> &'static str {
        let late = self.void_until.is_some() && !self.may_be_voided();
        match self.kind {
            RiskKind::PurchaseUnknown if way == Some(SettleWay::AskAPerson) => {
                "Look at the carrier's own pages, then say what you see"
            }
            RiskKind::PurchaseUnknown => {
                "Ask the carrier what it has; if it cannot tell, look at its own pages and say what you see"
            }
            RiskKind::VoidUnknown => {
                "Ask to void it once more; that costs nothing. Or look at the carrier's own pages and say that it is voided"
            }
            RiskKind::NeverPrinted if self.risk.unconfirmed => {
                "Look at the printer, and say whether it is there"
            }
            _ if late
                && matches!(
                    self.kind,
                    RiskKind::NeverPrinted | RiskKind::NeverScanned | RiskKind::Replaced
                ) =>
            {
                "The time to void it is over; ask the carrier whether it pays back all the same, or use the label"
            }
            RiskKind::NeverPrinted if self.facts.returns => {
                "Give it to the customer, or void it if nothing comes back"
            }
            RiskKind::NeverScanned if self.facts.returns => {
                "Ask the customer whether the parcel comes back, and void the label if not"
            }
            RiskKind::NeverPrinted => "Print it and send the parcel, or void it",
            RiskKind::NeverScanned => {
                "Look whether the parcel is still here; ask the carrier where it is, or void it"
            }
            RiskKind::Replaced => {
                "If the later shipment took its place, void this one; if both are meant, say so"
            }
            RiskKind::VoidRefused => {
                "Void it on the carrier's own pages and say so here, or use the label"
            }
            RiskKind::RefundAwaited => {
                "Look for it in the carrier's bill, then say that it is there"
            }
        }
    }

    /// The row as hosts see it.
    pub(super) async fn view(&self, station: &Station) -> Result<RiskRow> {
        let purchase = self.purchase();
        let account = station.store.account(purchase.account).await?;
        let way = settle::way(station, purchase).await?;
        let profile = accounts::carrier(&purchase.carrier).ok();
        let bought = purchase.state == PurchaseState::Bought;
        let unknown = self.kind == RiskKind::PurchaseUnknown;
        let jobs = print::label_jobs(station, purchase.shipment).await?;
        let paper = jobs
            .iter()
            .find(|j| j.state == PrintState::Unconfirmed)
            .map(|j| j.id);
        let labelled = station
            .store
            .parcels(purchase.shipment)
            .await?
            .iter()
            .any(|p| p.label.is_some());
        let asking = matches!(
            self.risk.void,
            Some((VoidState::Intended | VoidState::Sent, _))
        );
        Ok(RiskRow {
            kind: self.kind,
            shipment: purchase.shipment,
            order_number: self.risk.order_number.clone(),
            service: service(&purchase.rate),
            account_name: account.map(|a| a.name).unwrap_or_default(),
            amount: self.amount(),
            since: self.since.to_string(),
            days: self.age(),
            void_until: self.void_until.map(|t| t.to_string()),
            assumed: self.assumed,
            text: self.text(),
            hint: self.hint(way).to_owned(),
            can: RiskActions {
                ask_carrier: unknown && way.is_some_and(|w| w != SettleWay::AskAPerson),
                settle: unknown,
                print: bought
                    && labelled
                    && paper.is_none()
                    && !self.facts.printed
                    && !self.facts.printing,
                paper: paper.filter(|_| bought),
                track: bought && profile.is_some_and(|p| p.track.is_some()),
                void: bought && !asking && profile.is_some_and(|p| p.void.is_some()),
                say_voided: bought,
                seen: !matches!(self.kind, RiskKind::PurchaseUnknown | RiskKind::VoidUnknown),
            },
        })
    }
}
