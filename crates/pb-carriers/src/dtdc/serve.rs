//! Whether DTDC goes from one PIN code to another: `POST /ratecalapi/PincodeApiCall`, which anybody may ask.

use super::answer::{entries, missing, object, text};
use super::host::{Server, call};
use super::ship::{cash, parties};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Problem};

const PATH: &str = "ratecalapi/PincodeApiCall";

pub(super) struct DtdcServiceability;

#[async_trait]
impl Serviceability for DtdcServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let served = ask(cx, consignment).await?;
        Ok(with_cash(served, cash(consignment)?.is_some()))
    }
}

/// The lane without regard to cash.
pub(super) async fn ask(cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
    let [from, to] = parties(consignment);
    let [from, to] = [from.pin()?, to.pin()?];
    let request = request(cx.account, &from, &to)?;
    let answer = call(
        cx,
        Server::Pincode,
        "serviceability",
        Effect::Asks,
        &request,
    )
    .await?;
    parse(&answer, &to)
}

pub(super) fn request(account: &Account, from: &str, to: &str) -> Result<Request, Problem> {
    let body = wire::Lane {
        org_pincode: from,
        des_pincode: to,
    };
    Ok(Request::post_json(
        Server::Pincode.url(account, PATH)?,
        &body,
    ))
}

pub(super) fn parse(answer: &Answer, to: &str) -> Result<Served, Problem> {
    let whole = object(answer, Effect::Asks)?;
    let lanes = entries(&whole["ZIPCODE_RESP"]);
    let Some(lane) = lanes.first() else {
        return Err(missing(Effect::Asks, "word about that PIN code"));
    };
    let named = text(&lane["DESTPIN"]);
    if !named.is_empty() && named != to {
        return Err(missing(Effect::Asks, "word about that PIN code"));
    }
    let flag = |name: &str| match text(&lane[name]).to_ascii_uppercase().as_str() {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    };
    let words = text(&lane["MESSAGE"]);
    let served = flag("SERVFLAG").ok_or_else(|| missing(Effect::Asks, "flag of service"))?;
    Ok(Served {
        served,
        cash_on_delivery: flag("SERV_COD").map(|cash| cash && served),
        transit_days: None,
        words: match (served, words.as_str()) {
            (true, _) => String::new(),
            (false, "" | "SUCCESS") => format!("DTDC does not serve {to}"),
            (false, words) => words.to_owned(),
        },
    })
}

/// The same for what has cash to collect, or not.
pub(super) fn with_cash(served: Served, cash: bool) -> Served {
    match cash && served.served && served.cash_on_delivery == Some(false) {
        true => Served {
            served: false,
            words: "DTDC collects no cash there".to_owned(),
            ..served
        },
        false => served,
    }
}
