//! Whether Blue Dart goes somewhere: `POST /finder/v1/GetServicesforPincode`, of both ends, by product.

use super::answer::{json, missing, reasons, refused, said, text};
use super::host::{self, call};
use super::product::{PRODUCTS, Product};
use super::ship::{cash, parties};
use super::{product, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability, contract};
use async_trait::async_trait;
use pb_domain::{Account, Problem};
use serde_json::Value;

const RESULT: &str = "GetServicesforPincodeResult";
/// Words for a PIN code that Blue Dart does not know or serve, without spaces.
const UNSERVED: &[&str] = &["invalidpincode", "notserviceable", "noservice"];

pub(super) struct BlueDartServiceability;

#[async_trait]
impl Serviceability for BlueDartServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let lane = ask(cx, consignment).await?;
        let cash = cash(consignment)?.is_some();
        Ok(served(&lane, &sold(cx.account), cash))
    }
}

/// What Blue Dart does at a PIN code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) pin: String,
    /// What the finder says; nothing where it serves the place not at all.
    flags: Value,
    /// Why not.
    words: String,
}

/// Both ends of a consignment: where it leaves, and where it arrives.
pub(super) type Lane = [Place; 2];

/// Asks about both ends at once.
pub(super) async fn ask(cx: Cx<'_>, consignment: &Consignment) -> Result<Lane, Problem> {
    let [from, to] = parties(consignment);
    let (from, to) = (from.pin()?, to.pin()?);
    let (from, to) = tokio::join!(place(cx, &from), place(cx, &to));
    Ok([from?, to?])
}

async fn place(cx: Cx<'_>, pin: &str) -> Result<Place, Problem> {
    let request = request(cx.account, pin)?;
    parse(
        &call(cx, "serviceability", Effect::Asks, &request).await?,
        pin,
    )
}

pub(super) fn request(account: &Account, pin: &str) -> Result<Request, Problem> {
    let body = wire::Find {
        pin_code: pin,
        profile: host::profile(account)?,
    };
    let url = host::url(account, &["finder", "v1", "GetServicesforPincode"])?;
    Ok(Request::post_json(url, &body))
}

pub(super) fn parse(answer: &Answer, pin: &str) -> Result<Place, Problem> {
    let nowhere = |words: String| Place {
        pin: pin.to_owned(),
        flags: Value::Null,
        words,
    };
    // A place that is not served may have a status of failure.
    if (400..500).contains(&answer.status)
        && let Some(said) = said(answer).filter(|said| is_unserved(&said.words))
    {
        return Ok(nowhere(said.words));
    }
    let whole = json(answer, Effect::Asks)?;
    let told = &whole[RESULT];
    match &told["IsError"] {
        Value::Bool(true) => match reasons(told) {
            said if is_unserved(&said.words) => Ok(nowhere(said.words)),
            said => Err(refused(&said)),
        },
        Value::Bool(false) => {
            let named = text(&told["PinCode"]);
            if !named.is_empty() && named != pin {
                return Err(missing(Effect::Asks, "word about that PIN code"));
            }
            Ok(Place {
                flags: told.clone(),
                ..nowhere(String::new())
            })
        }
        _ => match said(answer) {
            Some(said) if is_unserved(&said.words) => Ok(nowhere(said.words)),
            Some(said) => Err(refused(&said)),
            None => Err(missing(Effect::Asks, "word about the PIN code")),
        },
    }
}

fn is_unserved(words: &str) -> bool {
    let words: String = words.split_whitespace().collect::<String>().to_lowercase();
    UNSERVED.iter().any(|known| words.contains(known))
}

impl Place {
    fn says_yes(&self, flag: &str) -> bool {
        text(&self.flags[flag]).eq_ignore_ascii_case("yes")
    }
}

/// Whether a product goes along a lane; `None` where the finder has no word for it.
pub(super) fn goes([from, to]: &Lane, product: &Product, cash: bool) -> Option<bool> {
    if from.flags.is_null() || to.flags.is_null() {
        return Some(false);
    }
    let flags = match cash {
        true => Some(product.cash),
        false => product.paid,
    };
    let (leaves, arrives) = flags?;
    Some(from.says_yes(leaves) && to.says_yes(arrives))
}

/// The products that an account's table prices; all of them where it prices none.
fn sold(account: &Account) -> Vec<&'static Product> {
    let table = account.table.as_deref().unwrap_or_default();
    let codes = contract::table().services(table);
    let priced: Vec<_> = codes
        .iter()
        .filter_map(|code| product::find(code))
        .collect();
    match priced.is_empty() {
        true => PRODUCTS.iter().collect(),
        false => priced,
    }
}

/// Whether any of some products goes along a lane.
pub(super) fn served(lane: &Lane, products: &[&Product], cash: bool) -> Served {
    let going = |cash: bool| -> Vec<&str> {
        let going = products
            .iter()
            .filter(|p| goes(lane, p, cash) != Some(false));
        going.map(|product| product.name).collect()
    };
    let names = going(cash);
    Served {
        served: !names.is_empty(),
        cash_on_delivery: Some(!going(true).is_empty()),
        transit_days: None,
        words: match names.is_empty() {
            false => names.join(", "),
            true => against(lane),
        },
    }
}

/// Why nothing goes along a lane.
pub(super) fn against(lane: &Lane) -> String {
    let unserved = lane.iter().find(|place| place.flags.is_null());
    match unserved {
        Some(place) => format!("Blue Dart does not serve {}: {}", place.pin, place.words),
        None => format!(
            "Blue Dart has none of your products from {} to {}",
            lane[0].pin, lane[1].pin
        ),
    }
}
