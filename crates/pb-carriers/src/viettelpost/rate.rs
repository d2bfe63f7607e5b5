//! Prices: `POST /v2/order/getPriceAll` for what all services cost, and `POST /v2/order/getPrice` for what one costs
//! with all surcharges, which is asked before a purchase.

use super::answer::{integer, missing, money, read, rows, text};
use super::host::{self, call};
use super::{order, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{Account, Money, Problem, ProblemKind, Rate, RateSurety};
use serde_json::Value;

/// Within Vietnam, in both questions.
const DOMESTIC: u8 = 1;

pub(super) struct ViettelRates;

#[async_trait]
impl Rates for ViettelRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let draft = order::draft(cx, consignment)?;
        let order = draft.placed(cx, consignment).await?;
        let request = request(cx.account, &order)?;
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
        parse(&answer, cx.account, order.goods.product_weight)
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) fn request(account: &Account, order: &wire::Order) -> Result<Request, Problem> {
    let prices = wire::Prices {
        lane: order.lane,
        goods: &order.goods,
        domestic: DOMESTIC,
    };
    let url = host::url(account, &["v2", "order", "getPriceAll"])?;
    Ok(Request::post_json(url, &prices))
}

/// The services of an answer, for a parcel of so many grams.
pub(super) fn parse(answer: &Answer, account: &Account, grams: i64) -> Result<RateAnswer, Problem> {
    let rows = rows(answer, "prices")?;
    let mut offers = RateAnswer {
        rates: rows.iter().filter_map(|row| offer(account, row)).collect(),
        notes: Vec::new(),
    };
    let note = |text: String| Problem::new(ProblemKind::Refused, text);
    if rows.is_empty() {
        offers.notes.push(note(
            "Viettel Post offers no service of the account's for this".to_owned(),
        ));
    } else if offers.rates.is_empty() {
        return Err(missing(Effect::Asks, "service with a price"));
    }
    let by_size = rows
        .iter()
        .filter_map(|row| integer(&row["EXCHANGE_WEIGHT"]));
    if let Some(by_size) = by_size.max().filter(|by_size| *by_size > grams) {
        offers.notes.push(note(format!(
            "Viettel Post counts the parcel's size as {by_size} g, and it weighs {grams} g: the price is by the size"
        )));
    }
    Ok(offers)
}

fn offer(account: &Account, row: &Value) -> Option<Rate> {
    let service = text(&row["MA_DV_CHINH"]);
    if !is_service(&service) {
        return None;
    }
    let name = text(&row["TEN_DICHVU"]);
    Some(Rate {
        account: account.id,
        carrier_name: "Viettel Post".to_owned(),
        service_name: if name.is_empty() {
            service.clone()
        } else {
            name
        },
        service,
        total: money(&row["GIA_CUOC"])?,
        charges: Vec::new(),
        transit_days: days(&text(&row["THOI_GIAN"])),
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    })
}

/// Whether it can be the code of a service.
pub(super) fn is_service(code: &str) -> bool {
    (1..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Days of `48 giờ`, hours that were begun among them.
fn days(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok()?;
    match text[digits.len()..].trim() {
        "giờ" => Some(number.div_ceil(24)),
        "ngày" => Some(number),
        _ => None,
    }
}

pub(super) fn quote_request(account: &Account, order: &wire::Order) -> Result<Request, Problem> {
    let price = wire::Price {
        lane: order.lane,
        goods: &order.goods,
        order_service: &order.order_service,
        order_service_add: &order.order_service_add,
        domestic: DOMESTIC,
    };
    let url = host::url(account, &["v2", "order", "getPrice"])?;
    Ok(Request::post_json(url, &price))
}

/// What an order will cost.
pub(super) fn parse_quote(answer: &Answer) -> Result<Money, Problem> {
    let data = read(answer, Effect::Asks)?.data;
    money(&data["MONEY_TOTAL"]).ok_or_else(|| missing(Effect::Asks, "price"))
}
