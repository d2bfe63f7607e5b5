//! What GHN lets itself be told about an order on its way: `POST /v2/switch-status/storing` (bring it once more),
//! `/return`, and `/v2/shipping-order/update`.

use super::answer::read;
use super::host::{self, call};
use super::void::{parse_switch, switch};
use super::{order, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Instruction, InstructionKind, Instructions};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

pub(super) struct GhnInstructions;

#[async_trait]
impl Instructions for GhnInstructions {
    fn kinds(&self) -> &'static [InstructionKind] {
        &[
            InstructionKind::TryAgain,
            InstructionKind::Return,
            InstructionKind::ChangeAddress,
        ]
    }

    async fn instruct(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
        instruction: &Instruction,
    ) -> Result<(), Problem> {
        if let Instruction::ChangeAddress { address } = instruction {
            let to = order::recipient(cx, address).await?;
            let request = update_request(cx.account, number, to)?;
            return parse_update(&call(cx, "update", Effect::Binds, &request).await?);
        }
        let request = switch_request(cx.account, number, instruction)?;
        parse_switch(
            &call(cx, "instruct", Effect::Binds, &request).await?,
            number,
        )
    }
}

/// A request for what needs no address.
pub(super) fn switch_request(
    account: &Account,
    number: &str,
    instruction: &Instruction,
) -> Result<Request, Problem> {
    let unsupported = |field: &str, text: &str| {
        Problem::new(ProblemKind::Unsupported, text)
            .hint("Leave it empty, or call GHN")
            .field(field)
    };
    let (to, words) = match instruction {
        Instruction::TryAgain { day: Some(_), .. } => {
            return Err(unsupported("day", "GHN lets no day be chosen for it"));
        }
        Instruction::TryAgain { words, .. } => ("storing", words),
        Instruction::Return { words } => ("return", words),
        Instruction::ChangeAddress { .. } => {
            return Err(unsupported("address", "GHN wants the whole address for it"));
        }
    };
    if !words.trim().is_empty() {
        return Err(unsupported("words", "GHN takes no words with it"));
    }
    let orders = wire::Orders {
        order_codes: [number],
        reason_code: None,
        reason: None,
    };
    switch(account, to, &orders)
}

pub(super) fn update_request(
    account: &Account,
    number: &str,
    to: wire::To,
) -> Result<Request, Problem> {
    let update = wire::Update {
        order_code: number,
        to,
    };
    let url = host::url(account, &["v2", "shipping-order", "update"])?;
    host::of_shop(account, Request::post_json(url, &update))
}

/// A yes to the whole says it.
pub(super) fn parse_update(answer: &Answer) -> Result<(), Problem> {
    read(answer, Effect::Binds).map(|_| ())
}
