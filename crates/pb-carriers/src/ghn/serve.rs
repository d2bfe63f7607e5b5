//! Whether GHN goes somewhere: a preview of the order, which says so in either division of addresses.

use super::answer::is_not_served;
use super::host::call;
use super::{order, rate};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Problem};

pub(super) struct GhnServiceability;

#[async_trait]
impl Serviceability for GhnServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let services = order::services(consignment)?;
        let draft = order::draft(cx.account, consignment)?;
        let order = draft.placed(cx, consignment).await?;
        let mut served = None;
        for service in services {
            let request = rate::request(cx.account, &order, service)?;
            let answer = call(cx, "serviceability", Effect::Asks, &request).await?;
            let said = parse(&answer, cx.account, service, cx.now.date())?;
            let is_yes = said.served;
            served = Some(said);
            if is_yes {
                break;
            }
        }
        Ok(served.expect("there is a service for every parcel"))
    }
}

pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    service: u8,
    today: Date,
) -> Result<Served, Problem> {
    match rate::parse(answer, account, service) {
        Ok(rate) => Ok(Served {
            served: true,
            // Its price was stated with the cash in it, where there is some.
            cash_on_delivery: None,
            transit_days: rate.delivery_date.and_then(|day| days(today, &day)),
            words: String::new(),
        }),
        Err(problem) if is_not_served(&problem) => Ok(Served {
            served: false,
            cash_on_delivery: None,
            transit_days: None,
            words: problem.carrier_text,
        }),
        Err(problem) => Err(problem),
    }
}

fn days(today: Date, arrival: &str) -> Option<u32> {
    let arrival: Date = arrival.parse().ok()?;
    let span = today.until(arrival).ok()?;
    u32::try_from(span.get_days()).ok()
}
