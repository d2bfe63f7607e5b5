//! An order in the open platform's words: grams, centimetres, yuan, all written as texts.

use super::host::{sender, written};
use super::party::{one_line, party};
use crate::Consignment;
use crate::check::{invalid, measured};
use jiff::Zoned;
use pb_domain::{Account, Currency, LengthUnit, Money, Problem, PurchaseId};
use serde_json::{Value, json};

/// The account's settings.
pub(super) const PICKUP: &str = "pickup";
pub(super) const PAYMENT: &str = "payment";
pub(super) const GOODS: &str = "goods";
/// Products that are bought here. Collect-on-delivery freight, 3, is none of them.
const SERVICES: &[&str] = &["1", "2", "9", "10", "11"];
/// Longest reference of our own; a guess, since none is published.
const LONGEST: usize = 50;

/// Whether a code is one of a product that can be bought.
pub(super) fn is_service(code: &str) -> bool {
    SERVICES.contains(&code)
}

/// The purchase's own number, behind the merchant's reference where that is short and plain.
pub(super) fn number(purchase: PurchaseId, reference: &str) -> String {
    let key = purchase.0.simple().to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let reference: String = reference.chars().filter(plain).collect();
    let whole = format!("{reference}-{key}");
    if reference.is_empty() || whole.len() > LONGEST {
        key
    } else {
        whole
    }
}

/// The order, but for nothing: one in a list.
pub(super) fn order(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    service: &str,
    now: &Zoned,
) -> Result<Value, Problem> {
    let [parcel] = consignment.parcels.as_slice() else {
        return Err(invalid(
            "parcels",
            "China Post takes one parcel an order here, and there are several",
        )
        .hint("Ship each parcel by itself"));
    };
    measured(0, parcel)?;
    let options = &consignment.options;
    if options.signature {
        return Err(invalid(
            "options.signature",
            "China Post offers no signature on delivery through its platform",
        ));
    }
    if !options.instructions.trim().is_empty() {
        return Err(invalid(
            "options.instructions",
            "China Post's platform takes no words to the driver",
        ));
    }
    let grams = parcel
        .weight
        .micrograms()
        .saturating_sub(1)
        .div_euclid(1_000_000)
        + 1;
    let grams = grams.to_string();
    let cod = yuan("options.cod", "cash to collect", options.cod)?;
    let insured = yuan("options.insurance", "insured value", options.insurance)?;
    let mut cargo = json!({
        "cargoName": one_line(account.setting(GOODS)),
        "cargoQuantity": "1",
        "cargoWeight": grams,
    });
    // Goods priced in another currency have no value in yuan that we know.
    let value = consignment
        .goods_value
        .filter(|v| v.currency.code() == "CNY" && v.minor > 0);
    if let Some(value) = value {
        cargo["cargoValue"] = Value::String(two_places(value));
    }
    let mut order = json!({
        "createdTime": written(now),
        "ecommerceUserId": purchase.0.simple().to_string(),
        "senderNo": sender(account),
        "logisticsOrderNo": number(purchase, &consignment.reference),
        "contentsAttribute": "3",
        "bizProductNo": service,
        "weight": grams,
        "pickupType": account.setting(PICKUP),
        "paymentMode": account.setting(PAYMENT),
        "codFlag": if cod.is_some() { "1" } else { "9" },
        "codAmount": cod.unwrap_or_else(|| "0".to_owned()),
        "insuranceFlag": if insured.is_some() { "2" } else { "1" },
        "oneBillFlag": "0",
        "receiptFlag": "1",
        "valuableFlag": "0",
        "sender": party("ship_from", &consignment.ship_from)?,
        "receiver": party("ship_to", &consignment.ship_to)?,
        "cargos": [cargo],
    });
    if let Some(insured) = insured {
        order["insuranceAmount"] = Value::String(insured);
    }
    if let Some(sides) = parcel.dimensions {
        let centimetres = [sides.length, sides.width, sides.height];
        let [length, width, height] = centimetres.map(|side| side.in_unit(LengthUnit::Cm, 2));
        order["length"] = json!(format!("{length:.2}"));
        order["width"] = json!(format!("{width:.2}"));
        order["height"] = json!(format!("{height:.2}"));
        order["volume"] = json!(format!("{:.3}", length * width * height));
    }
    Ok(json!([order]))
}

/// Yuan, of an option that may not be there.
fn yuan(field: &str, what: &str, money: Option<Money>) -> Result<Option<String>, Problem> {
    let yuan = Currency::from_code("CNY").expect("a currency");
    match money {
        None => Ok(None),
        Some(money) if money.currency != yuan => Err(invalid(
            field,
            format!(
                "The {what} is in {}, and China Post knows yuan alone",
                money.currency
            ),
        )),
        Some(money) if money.minor <= 0 => {
            Err(invalid(field, format!("The {what} is not above zero")))
        }
        Some(money) => Ok(Some(two_places(money))),
    }
}

fn two_places(money: Money) -> String {
    format!("{:.2}", money.decimal())
}
