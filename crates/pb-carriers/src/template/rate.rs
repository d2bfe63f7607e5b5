//! Prices: `POST /v1/quotes`. Asking for one also shows that the account answers.

use super::call::{call, doubt, money, order, read, url};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem, Rate, RateSurety};

pub(super) struct TemplateRates;

#[async_trait]
impl Rates for TemplateRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(cx.account, consignment)?;
        parse(&call(cx, "rate", Effect::Asks, &request).await?, cx.account)
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) struct TemplateTest;

#[async_trait]
impl Test for TemplateTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = Request::get(url(cx.account, &["v1", "account"])?);
        read::<serde_json::Map<_, _>>(
            &call(cx, "test", Effect::Asks, &request).await?,
            Effect::Asks,
        )?;
        Ok("The carrier answers and accepts the key".to_owned())
    }
}

pub(super) fn request(account: &Account, consignment: &Consignment) -> Result<Request, Problem> {
    let url = url(account, &["v1", "quotes"])?;
    Ok(Request::post_json(url, &order(consignment, None)?))
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<RateAnswer, Problem> {
    let quotes: wire::Quotes = read(answer, Effect::Asks)?;
    let rate = |quote: wire::Quote| {
        Some(Rate {
            account: account.id,
            carrier_name: "Template".to_owned(),
            total: money(quote.price, &quote.currency)?,
            service: quote.service,
            service_name: quote.name,
            charges: Vec::new(),
            transit_days: quote.days,
            delivery_date: None,
            surety: RateSurety::Stated,
            pooled: None,
            carrier_data: serde_json::Value::Null,
        })
    };
    let rates: Option<Vec<Rate>> = quotes.quotes.into_iter().map(rate).collect();
    let rates = rates.ok_or_else(|| doubt(Effect::Asks, "A price cannot be read".to_owned()))?;
    Ok(RateAnswer {
        rates,
        notes: Vec::new(),
    })
}
