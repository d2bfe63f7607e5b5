//! An order in the international API's words, with its odd spellings.

use super::host::{MAIL_TYPE, OFFICE, customer};
use super::party::{one_line, party, sender};
use crate::Consignment;
use crate::check::{invalid, measured};
use crate::latin::is_latin;
use jiff::Zoned;
use jiff::tz::{TimeZone, offset};
use pb_domain::{
    Account, Currency, CustomsItem, LengthUnit, Money, Problem, PurchaseId, Rate, Weight,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The account's settings.
pub(super) const GOODS: &str = "goods";
pub(super) const ITEM_WEIGHT: &str = "item_weight";
pub(super) const KILOGRAMS: &str = "kg";
pub(super) const BATTERY: &str = "battery";
pub(super) const IOSS: &str = "ioss";

/// Whether a code can be a product's: three digits.
pub(super) fn is_service(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit())
}

/// The purchase's own number, behind the merchant's reference where that is short and plain.
pub(super) fn number(purchase: PurchaseId, reference: &str) -> String {
    let key = purchase.0.simple().to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let reference: String = reference.chars().filter(plain).collect();
    let whole = format!("{reference}-{key}");
    if reference.is_empty() || whole.len() > 50 {
        key
    } else {
        whole
    }
}

/// The order. Whether item weights are grams or kilograms, the account says.
pub(super) fn order(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    now: &Zoned,
) -> Result<Value, Problem> {
    let [parcel] = consignment.parcels.as_slice() else {
        return Err(invalid(
            "parcels",
            "China Post takes one parcel an order, and there are several",
        )
        .hint("Ship each parcel by itself"));
    };
    measured(0, parcel)?;
    refused(consignment)?;
    let customs = consignment
        .customs
        .as_ref()
        .filter(|customs| !customs.items.is_empty())
        .ok_or_else(|| {
            invalid(
                "customs",
                "China Post wants to know what is in a parcel abroad",
            )
        })?;
    let currency = customs.items[0].unit_value.currency;
    let mut items = Vec::new();
    let (mut weight, mut value) = (Some(Weight::ZERO), Money::zero(currency));
    for (index, item) in customs.items.iter().enumerate() {
        items.push(cargo(account, index, item, currency)?);
        let all = item
            .unit_weight
            .micrograms()
            .checked_mul(i64::from(item.quantity));
        weight = weight
            .zip(all)
            .and_then(|(sum, all)| sum.checked_add(Weight::from_micrograms(all)));
        let minor = item
            .unit_value
            .minor
            .saturating_mul(i64::from(item.quantity));
        value = value
            .checked_add(Money::new(minor, currency))
            .map_err(|_| invalid("customs.items", "The goods' values do not add up"))?;
    }
    let weight =
        weight.ok_or_else(|| invalid("customs.items", "The goods' weights do not add up"))?;
    if weight > parcel.weight {
        return Err(invalid(
            "customs.items",
            "The goods weigh more than the parcel that holds them",
        ));
    }
    let china = now.with_time_zone(TimeZone::fixed(offset(8)));
    let sides = parcel
        .dimensions
        .map(|d| [d.length, d.width, d.height].map(|s| s.in_unit(LengthUnit::Cm, 2)));
    let mut order = json!({
        "created_time": china.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "sender_no": customer(account),
        "wh_code": account.setting(OFFICE).trim(),
        "mailType": account.setting(MAIL_TYPE).trim(),
        "logistics_order_no": number(purchase, &consignment.reference),
        "biz_product_no": rate.service,
        "weight": grams(parcel.weight).to_string(),
        "contents_total_weight": grams(weight).to_string(),
        "contents_total_value": value.decimal().to_string(),
        "postage_total": rate.total.decimal().to_string(),
        "postage_currency": rate.total.currency.code(),
        "battery_flag": account.setting(BATTERY),
        "insurance_flag": "1",
        "undelivery_option": "2",
        "valuable_flag": "0",
        "declare_source": "2",
        "declare_type": "2",
        "declare_curr_code": currency.code(),
        "forecastshut": "0",
        "mail_sign": "2",
        "sender": sender(&consignment.ship_from)?,
        "receiver": party("ship_to", &consignment.ship_to)?,
        "items": items,
    });
    if let Some([length, width, height]) = sides {
        order["length"] = json!(length.normalize().to_string());
        order["width"] = json!(width.normalize().to_string());
        order["height"] = json!(height.normalize().to_string());
        order["volume"] = json!(
            (length * width * height)
                .round_dp(3)
                .normalize()
                .to_string()
        );
    }
    let ioss = account.setting(IOSS).trim();
    if !ioss.is_empty() {
        order["s_tax_id"] = json!(ioss);
    }
    Ok(order)
}

/// What the API has no field for that is sure.
fn refused(consignment: &Consignment) -> Result<(), Problem> {
    let options = &consignment.options;
    let no = |field: &str, what: &str| {
        Err(invalid(
            field,
            format!("China Post's international API offers no {what} here"),
        ))
    };
    if options.cod.is_some() {
        return no("options.cod", "cash on delivery");
    }
    if options.insurance.is_some() {
        return no("options.insurance", "insurance");
    }
    if options.signature {
        return no("options.signature", "signature on delivery");
    }
    if !options.instructions.trim().is_empty() {
        return no("options.instructions", "words to the driver");
    }
    if consignment
        .ship_to
        .country
        .is_some_and(|c| c.code() == "CN")
    {
        return Err(invalid("ship_to.country", "This goes within China")
            .hint("Ship it with an account of China Post's domestic platform"));
    }
    Ok(())
}

/// One kind of goods; weight and value are of one piece.
fn cargo(
    account: &Account,
    index: usize,
    item: &CustomsItem,
    currency: Currency,
) -> Result<Value, Problem> {
    let field = |name: &str| format!("customs.items.{index}.{name}");
    let english = one_line(&item.description);
    if english.is_empty() || !is_latin(&english) {
        return Err(invalid(
            field("description"),
            "China Post wants the goods described in English",
        )
        .hint("Its Chinese name of them is in the account's settings"));
    }
    if item.quantity == 0 || item.unit_value.minor <= 0 || item.unit_weight <= Weight::ZERO {
        return Err(invalid(
            field("quantity"),
            "Goods have a number, a value and a weight",
        ));
    }
    if item.unit_value.currency != currency {
        return Err(invalid(
            field("unit_value"),
            "China Post declares all goods in one currency",
        ));
    }
    let chinese = one_line(account.setting(GOODS));
    let grams = grams(item.unit_weight);
    let weight = match account.setting(ITEM_WEIGHT) {
        KILOGRAMS => Decimal::new(grams, 3).to_string(),
        _ => grams.to_string(),
    };
    Ok(json!({
        "cargo_no": one_line(&item.sku),
        "cargo_name": chinese,
        "cargo_name_en": english,
        "cargo_type_name": chinese,
        "cargo_type_name_en": english,
        "cargo_origin_name": item.origin.as_ref().map_or("CN", |origin| origin.code()),
        "cargo_quantity": item.quantity.to_string(),
        "cargo_value": item.unit_value.decimal().to_string(),
        "cost": item.unit_value.decimal().to_string(),
        "cargo_currency": currency.code(),
        "carogo_weight": weight,
        "cargo_serial": one_line(&item.hs_code),
        "unit": "个",
    }))
}

/// Whole grams, rounded up.
fn grams(weight: Weight) -> i64 {
    weight.micrograms().saturating_sub(1).div_euclid(1_000_000) + 1
}
