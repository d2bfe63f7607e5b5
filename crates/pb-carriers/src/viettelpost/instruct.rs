//! What Viettel Post lets itself be told about an order that could not be delivered: `POST /v2/order/UpdateOrder` with
//! 3 (bring it once more) or 2 (send it back).

use super::fit::{fits, one_line};
use super::host::call;
use super::void;
use crate::engine::{Effect, Request};
use crate::{BoughtRef, Cx, Instruction, InstructionKind, Instructions};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

const SEND_BACK: u8 = 2;
const BRING_AGAIN: u8 = 3;

pub(super) struct ViettelInstructions;

#[async_trait]
impl Instructions for ViettelInstructions {
    fn kinds(&self) -> &'static [InstructionKind] {
        &[InstructionKind::TryAgain, InstructionKind::Return]
    }

    async fn instruct(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
        instruction: &Instruction,
    ) -> Result<(), Problem> {
        let request = request(cx.account, number, instruction)?;
        void::parse(&call(cx, "instruct", Effect::Binds, &request).await?)
    }
}

fn request(account: &Account, number: &str, instruction: &Instruction) -> Result<Request, Problem> {
    let unsupported = |field: &str, text: &str, hint: &str| {
        Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field)
    };
    let (to, words, otherwise) = match instruction {
        Instruction::TryAgain { day: Some(_), .. } => {
            return Err(unsupported(
                "day",
                "Viettel Post lets no day be chosen for it",
                "Leave it empty",
            ));
        }
        Instruction::TryAgain { words, .. } => (BRING_AGAIN, words, "Phát tiếp"),
        Instruction::Return { words } => (SEND_BACK, words, "Duyệt hoàn"),
        Instruction::ChangeAddress { .. } => {
            return Err(unsupported(
                "address",
                "Viettel Post takes another address only before it has the parcel, at its own pages",
                "Change it at viettelpost.vn, or call Viettel Post",
            ));
        }
    };
    let words = match one_line(words) {
        words if words.is_empty() => otherwise.to_owned(),
        words => fits("words", "text", words)?,
    };
    void::update(account, to, number, &words)
}
