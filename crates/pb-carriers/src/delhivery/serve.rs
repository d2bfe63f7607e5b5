//! Whether Delhivery goes somewhere: `GET /c/api/pin-codes/json/`, by the pincode of the customer.

use super::answer::{missing, object};
use super::consignment::{Payment, rupees};
use super::host::{self, call};
use super::party::pin;
use super::rate::Mode;
use super::{transit, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Money, Problem};
use rust_decimal::Decimal;
use serde_json::Value;

const PATH: &str = "c/api/pin-codes/json/";
const YES: &str = "Y";

pub(super) struct DelhiveryServiceability;

#[async_trait]
impl Serviceability for DelhiveryServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let pin = customer(consignment)?;
        let request = request(cx.account, &pin)?;
        let answer = call(cx, "serviceability", Effect::Asks, &request).await?;
        let mut served = parse(&answer, &pin, consignment)?;
        if served.served
            && let Some(mode) = Mode::of(cx.account).first()
        {
            served.transit_days = transit::days(cx, consignment, *mode).await;
        }
        Ok(served)
    }
}

/// The pincode that is asked about: where it is brought, or where a return is fetched.
pub(super) fn customer(consignment: &Consignment) -> Result<String, Problem> {
    match consignment.direction {
        Direction::Outbound => pin("ship_to", &consignment.ship_to),
        Direction::Return => pin("ship_from", &consignment.ship_from),
    }
}

pub(super) fn request(account: &Account, pin: &str) -> Result<Request, Problem> {
    let mut url = host::url(account, PATH)?;
    url.query_pairs_mut().append_pair("filter_codes", pin);
    Ok(Request::get(url))
}

/// The pincodes of an answer; none where Delhivery does not go there.
pub(super) fn codes(answer: &Answer) -> Result<Vec<wire::PostalCode>, Problem> {
    let value = object(answer, Effect::Asks)?;
    let Some(Value::Array(codes)) = value.get("delivery_codes") else {
        return Err(missing(Effect::Asks, "pincodes"));
    };
    let codes = codes.iter().cloned().map(wire::entry::<wire::DeliveryCode>);
    Ok(codes.map(|code| code.postal_code).collect())
}

pub(super) fn parse(
    answer: &Answer,
    pin: &str,
    consignment: &Consignment,
) -> Result<Served, Problem> {
    let codes = codes(answer)?;
    if codes.is_empty() {
        return Ok(Served {
            served: false,
            cash_on_delivery: None,
            transit_days: None,
            words: format!("{pin} is not in Delhivery's list"),
        });
    }
    let code = codes.iter().find(|code| code.pin == pin);
    let code = code.ok_or_else(|| missing(Effect::Asks, "word about that pincode"))?;
    let payment = Payment::of(consignment)?;
    let takes = match payment {
        Payment::Prepaid => &code.pre_paid,
        Payment::Cod(_) => &code.cod,
        Payment::Pickup => &code.pickup,
    };
    let value = match payment {
        Payment::Cod(cash) => Some(cash),
        Payment::Prepaid | Payment::Pickup => consignment.goods_value,
    };
    let too_much = value.filter(|value| is_above(*value, &code.max_amount));
    let words = match (code.remarks.as_str(), too_much) {
        ("", Some(value)) => format!(
            "Delhivery takes ₹{} there at most, and this is ₹{}",
            code.max_amount,
            rupees(value)
        ),
        ("", None) if takes != YES => match payment {
            Payment::Prepaid => "Delhivery brings nothing that is paid there".to_owned(),
            Payment::Cod(_) => "Delhivery collects no cash there".to_owned(),
            Payment::Pickup => "Delhivery fetches no returns there".to_owned(),
        },
        (remarks, _) => remarks.to_owned(),
    };
    Ok(Served {
        served: code.remarks.is_empty() && takes == YES && too_much.is_none(),
        cash_on_delivery: match code.cod.as_str() {
            YES => Some(true),
            "N" => Some(false),
            _ => None,
        },
        transit_days: None,
        words,
    })
}

/// Whether rupees are more than a limit, of which 0 is none.
fn is_above(value: Money, limit: &str) -> bool {
    let limit: Decimal = limit.parse().unwrap_or_default();
    value.currency.code() == "INR" && limit > Decimal::ZERO && value.decimal() > limit
}
