//! *Test connection*: who answers, and whether the account's settings suit what it promises.

use super::answer::{failed, read};
use super::server::{Server, call};
use super::{settle, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, SettleWay, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

pub(super) struct ConnectorTest;

#[async_trait]
impl Test for ConnectorTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        compare(&about(cx).await?, cx.account)
    }
}

/// What the server says of itself.
pub(super) async fn about(cx: Cx<'_>) -> Result<wire::About, Problem> {
    let request = request(&Server::of(cx.account)?);
    parse(&call(cx, "about", Effect::Asks, &request).await?)
}

pub(super) fn request(server: &Server) -> Request {
    Request::get(server.url(&["v1", "about"]))
}

pub(super) fn parse(answer: &Answer) -> Result<wire::About, Problem> {
    let about = match read::<wire::About>(answer, &[200], Effect::Asks) {
        Ok(about) => about,
        Err(problem) if answer.status >= 500 || !failed(answer).code.is_empty() => {
            return Err(problem);
        }
        Err(_) => {
            return Err(Problem::new(
                ProblemKind::Invalid,
                "A server answers at this address, but it does not speak the Connector protocol",
            )
            .hint("Enter the address below which its /v1/about is")
            .field("url"));
        }
    };
    if about.protocol != wire::PROTOCOL {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "{} speaks version {} of the protocol; here it is {}",
                about.name,
                about.protocol,
                wire::PROTOCOL
            ),
        )
        .hint("Update the older of the two"));
    }
    Ok(about)
}

/// What the account says, held against what the server says.
pub(super) fn compare(about: &wire::About, account: &Account) -> Result<String, Problem> {
    let name = &about.name;
    let wrong = |field: &str, text: String, hint: &str| {
        Err(Problem::new(ProblemKind::Invalid, text)
            .hint(hint)
            .field(field))
    };
    if !about.features.rates {
        return wrong(
            "url",
            format!("{name} gives no rates, so nothing can be bought there"),
            "Ask whoever runs it; labels without rates are priced by a table of your own",
        );
    }
    let currency = account.setting("currency");
    if !about.currencies.is_empty()
        && !about
            .currencies
            .iter()
            .any(|c| c.eq_ignore_ascii_case(currency))
    {
        return wrong(
            "currency",
            format!("{name} charges in {}", about.currencies.join(", ")),
            "Choose that currency in the account",
        );
    }
    let way = settle::way(account);
    if let Some(broken) = broken_promise(about, way) {
        return wrong(settle::SETTING, broken, "Choose another way in the account");
    }
    let offered: Vec<&str> = [
        ("rates", about.features.rates),
        ("voids", about.features.void),
        ("tracking", about.features.track),
        ("labels again", about.features.label_again),
        ("numbers ahead", about.features.numbers),
        ("booking afterwards", about.features.booking),
    ]
    .into_iter()
    .filter_map(|(what, there)| there.then_some(what))
    .collect();
    let better = match way {
        SettleWay::AskAPerson if about.features.idempotency => {
            "; it honours idempotency keys, so lost answers need no person: choose that in the account"
        }
        SettleWay::AskAPerson if about.features.find => {
            "; it can be asked by reference, so lost answers need no person: choose that in the account"
        }
        _ => "",
    };
    Ok(format!(
        "{name} answers and offers {}{better}",
        offered.join(", ")
    ))
}

/// Why a way to settle cannot be gone with this server.
pub(super) fn broken_promise(about: &wire::About, way: SettleWay) -> Option<String> {
    let name = &about.name;
    match way {
        SettleWay::Resend if !about.features.idempotency => Some(format!(
            "{name} does not honour idempotency keys: the same request sent again could be sold twice"
        )),
        SettleWay::FindByReference if !about.features.find => {
            Some(format!("{name} cannot be asked by reference"))
        }
        _ => None,
    }
}
