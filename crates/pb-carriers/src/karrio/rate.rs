//! Rates.
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};

pub(super) struct KarrioRates;

#[async_trait]
impl Rates for KarrioRates {
    async fn rate(&self, _cx: Cx<'_>, _consignment: &Consignment) -> Result<RateAnswer, Problem> {
        Err(Problem::new(ProblemKind::Unsupported, "Not yet"))
    }

    fn needs_network(&self) -> bool {
        true
    }
}
