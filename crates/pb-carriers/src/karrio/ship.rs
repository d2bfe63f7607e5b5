//! Purchases.
use crate::{Bought, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Format, Problem, ProblemKind, PurchaseId, Rate};

pub(super) struct KarrioShips;

fn not_yet<T>() -> Result<T, Problem> {
    Err(Problem::new(ProblemKind::Unsupported, "Not yet"))
}

#[async_trait]
impl Ships for KarrioShips {
    async fn prepare(
        &self,
        _cx: Cx<'_>,
        _purchase: PurchaseId,
        _consignment: &Consignment,
        _rate: &Rate,
        _accept: Format,
    ) -> Result<Prepared, Problem> {
        not_yet()
    }

    async fn buy(&self, _: Cx<'_>, _: &Prepared, _: &Consignment) -> Result<Bought, Problem> {
        not_yet()
    }

    fn settle_way(&self) -> SettleWay {
        SettleWay::FindByReference
    }

    async fn settle(&self, _: Cx<'_>, _: &Prepared, _: &Consignment) -> Result<Settled, Problem> {
        not_yet()
    }
}
