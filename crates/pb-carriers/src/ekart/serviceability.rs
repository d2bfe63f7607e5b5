//! Whether Ekart goes somewhere: `GET /api/v2/serviceability/{pincode}`, of both ends.

use super::answer::{missing, object, problem, stated, text};
use super::goods;
use super::host::{self, call};
use super::party::{Parties, pin};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Problem};
use rust_decimal::Decimal;
use serde_json::Value;

/// The status of a PIN code that Ekart does not serve at all.
const NOT_SERVED: u16 = 422;

pub(super) struct EkartServiceability;

#[async_trait]
impl Serviceability for EkartServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let Parties { seller, customer } = Parties::of(consignment);
        let (ours, theirs) = (pin(seller)?, pin(customer)?);
        let ask = async |pin: u32| {
            let request = request(cx.account, pin)?;
            parse(&call(cx, "serviceability", Effect::Asks, &request).await?)
        };
        let (at_seller, at_customer) = (ask(ours).await?, ask(theirs).await?);
        let lane = Lane {
            direction: consignment.direction,
            cash: goods::cash(consignment)?,
        };
        Ok(lane.served((ours, &at_seller), (theirs, &at_customer)))
    }
}

pub(super) fn request(account: &Account, pin: u32) -> Result<Request, Problem> {
    let path = ["api", "v2", "serviceability", &pin.to_string()];
    Ok(Request::get(host::url(account, &path)?))
}

/// What Ekart does at a PIN code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) forward_pickup: bool,
    pub(super) forward_drop: bool,
    pub(super) reverse_pickup: bool,
    pub(super) reverse_drop: bool,
    /// Most cash that it collects there, in rupees; `None` where it collects none.
    pub(super) cash: Option<Decimal>,
    /// Its own words.
    pub(super) words: String,
}

pub(super) fn parse(answer: &Answer) -> Result<Place, Problem> {
    if answer.status == NOT_SERVED {
        let said = stated(answer).map(|said| said.words);
        let remark = || {
            let value: Value = serde_json::from_slice(&answer.body).ok()?;
            (value["status"] == false).then(|| text(&value["remark"]))
        };
        let words = said.or_else(remark);
        let words = words.ok_or_else(|| problem(answer, Effect::Asks))?;
        return Ok(Place {
            words,
            ..Place::default()
        });
    }
    let told = object(answer, Effect::Asks)?;
    let words = text(&told["remark"]);
    let details = match (&told["status"], &told["details"]) {
        (Value::Bool(false), _) => {
            return Ok(Place {
                words,
                ..Place::default()
            });
        }
        (Value::Bool(true), Value::Object(details)) => details,
        _ => return Err(missing(Effect::Asks, "word about the PIN code")),
    };
    let does = |name: &str| {
        let flag = details.get(name).and_then(Value::as_bool);
        flag.ok_or_else(|| missing(Effect::Asks, &format!("word about {name}")))
    };
    let most = details.get("max_cod_amount").map(text).unwrap_or_default();
    Ok(Place {
        forward_pickup: does("forward_pickup")?,
        forward_drop: does("forward_drop")?,
        reverse_pickup: does("reverse_pickup")?,
        reverse_drop: does("reverse_drop")?,
        cash: match does("cod")? {
            // Where no most is stated, none is known of.
            true => Some(most.parse().unwrap_or(Decimal::MAX)),
            false => None,
        },
        words,
    })
}

/// What is asked about between two places.
pub(super) struct Lane {
    pub(super) direction: Direction,
    /// The cash to collect.
    pub(super) cash: Option<Decimal>,
}

impl Lane {
    /// Both ends together: the merchant's and the customer's, each with its PIN code.
    pub(super) fn served(&self, seller: (u32, &Place), customer: (u32, &Place)) -> Served {
        let ends = match self.direction {
            Direction::Outbound => [
                (seller, seller.1.forward_pickup, "picks nothing up"),
                (customer, customer.1.forward_drop, "delivers nothing"),
            ],
            Direction::Return => [
                (customer, customer.1.reverse_pickup, "fetches no returns"),
                (seller, seller.1.reverse_drop, "brings no returns back"),
            ],
        };
        let mut against: Vec<String> = ends
            .iter()
            .filter(|(_, does, _)| !does)
            .map(|((pin, place), _, lack)| match place.words.as_str() {
                "" => format!("Ekart {lack} at {pin}"),
                words => format!("Ekart {lack} at {pin}: {words}"),
            })
            .collect();
        match (self.cash, customer.1.cash) {
            (Some(cash), None) => {
                against.push(format!("Ekart collects no {cash} INR at {}", customer.0));
            }
            (Some(cash), Some(most)) if cash > most => against.push(format!(
                "Ekart collects up to {most} INR at {}, not {cash}",
                customer.0
            )),
            _ => {}
        }
        Served {
            served: against.is_empty(),
            cash_on_delivery: Some(customer.1.cash.is_some()),
            transit_days: None,
            words: match against.is_empty() {
                true => customer.1.words.clone(),
                false => against.join(". "),
            },
        }
    }
}
