//! Purchases: one `POST /waybill/v1/GenerateWayBill` that sells, whose answer holds the label.
//!
//! Its reference is the purchase's own, and the same reference again is the same waybill: that is how a purchase whose
//! answer was lost is settled (`settle.rs`).

use super::answer::{Said, json, missing, reasons, refused, result, text, unreadable};
use super::host::{self, call};
use super::party::{Party, plain};
use super::product::{self, Product};
use super::{label, measure, reference, settle, time, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::civil::{Date, Time};
use pb_domain::{
    Account, CustomsItem, Direction, Format, Money, Problem, ProblemKind, PurchaseId, Rate,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The account's settings with its contract.
pub(super) const CUSTOMER_CODE: &str = "customer_code";
pub(super) const ORIGIN_AREA: &str = "origin_area";
pub(super) const VENDOR_CODE: &str = "vendor_code";
/// The account's setting with what it sells.
pub(super) const GOODS: &str = "goods";
/// The account's setting with the time from which parcels are ready.
pub(super) const PICKUP_TIME: &str = "pickup_time";
/// The account's setting whether a purchase orders a pickup.
pub(super) const REGISTER_PICKUP: &str = "register_pickup";
pub(super) const YES: &str = "yes";

/// The currency of everything here.
const RUPEES: &str = "INR";
/// `ProductType` of what is no document.
const GOODS_TYPE: u8 = 1;
/// Characters of the sender's name on a label, and of a line of goods.
const SENDER: usize = 20;
const GOODS_LINE: usize = 30;
const RESULT: &str = "GenerateWayBillResult";

pub(super) struct BlueDartShips;

#[async_trait]
impl Ships for BlueDartShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        let today = time::today(cx.now);
        prepared(cx.account, purchase, consignment, rate, today)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        parse(&answer, prepared, consignment.parcels.len())
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::Resend
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared, consignment).await
    }
}

/// The purchase to the byte, but for the licence key.
pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    today: Date,
) -> Result<Prepared, Problem> {
    let product = match product::find(&rate.service) {
        Some(product) if rate.account == account.id => product,
        _ => {
            return Err(
                invalid("rate", "This rate is not one of this account").hint("Compare rates again")
            );
        }
    };
    let reference = reference::of(&consignment.reference, purchase);
    let body = wire::Waybill {
        request: waybill(account, consignment, product, &reference, today)?,
        profile: host::profile(account)?,
    };
    let url = host::url(account, &["waybill", "v1", "GenerateWayBill"])?;
    Ok(Prepared {
        reference,
        quoted: rate.total,
        request: Request::post_json(url, &body),
    })
}

/// A consignment in Blue Dart's words.
fn waybill(
    account: &Account,
    consignment: &Consignment,
    product: &Product,
    reference: &str,
    today: Date,
) -> Result<wire::Generate, Problem> {
    refuse_extras(consignment)?;
    let [from, to] = parties(consignment);
    let cash = cash(consignment)?;
    let [line1, line2, line3] = to.lines()?;
    let consignee = wire::Consignee {
        consignee_name: to.name()?,
        consignee_address1: line1,
        consignee_address2: line2,
        consignee_address3: line3,
        consignee_pincode: to.pin()?,
        consignee_mobile: to.mobile()?,
    };
    let [line1, line2, line3] = from.lines()?;
    let name = from.name()?;
    let shipper = wire::Shipper {
        customer_code: host::stated(account, CUSTOMER_CODE)?,
        customer_address1: line1,
        customer_address2: line2,
        customer_address3: line3,
        customer_pincode: from.pin()?,
        customer_mobile: from.mobile()?,
        origin_area: host::stated(account, ORIGIN_AREA)?.to_ascii_uppercase(),
        sender: match name.chars().count() <= SENDER {
            true => name.clone(),
            false => String::new(),
        },
        customer_name: name,
        is_to_pay_customer: false,
        vendor_code: account.setting(VENDOR_CODE).trim().to_owned(),
    };
    let (pickup_date, pickup_time) = pickup(account, consignment, today)?;
    let pieces = consignment.parcels.iter().enumerate();
    let services = wire::Services {
        product_code: product.letter,
        sub_product_code: product.sub_product(cash.is_some()),
        product_type: GOODS_TYPE,
        pack_type: product.pack,
        piece_count: consignment.parcels.len().to_string(),
        actual_weight: measure::kilograms(measure::hundredths(&consignment.parcels)?),
        declared_value: wire::rupees(value(consignment, cash)?),
        collactable_amount: cash.map(wire::rupees),
        collectable_amount: cash.map(wire::rupees),
        credit_reference_no: reference.to_owned(),
        invoice_no: invoice(consignment),
        pickup_date,
        pickup_time,
        register_pickup: account.setting(REGISTER_PICKUP) == YES,
        pdf_output_not_required: false,
        commodity: goods(account, consignment)?,
        dimensions: pieces
            .map(|(index, parcel)| {
                let [length, breadth, height] = measure::sides(index, parcel)?;
                Ok(wire::Dimensions {
                    length,
                    breadth,
                    height,
                    count: 1,
                })
            })
            .collect::<Result<_, Problem>>()?,
    };
    Ok(wire::Generate {
        consignee,
        shipper,
        services,
    })
}

/// Both ends, each with what our form calls it.
pub(super) fn parties(consignment: &Consignment) -> [Party<'_>; 2] {
    [
        Party {
            prefix: "ship_from",
            address: &consignment.ship_from,
        },
        Party {
            prefix: "ship_to",
            address: &consignment.ship_to,
        },
    ]
}

/// What is not bought of Blue Dart here.
fn refuse_extras(consignment: &Consignment) -> Result<(), Problem> {
    let options = &consignment.options;
    let unsupported = |field: &str, text: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint("Leave it out, or choose another carrier")
            .field(field))
    };
    if consignment.direction == Direction::Return {
        return unsupported("direction", "Returns with Blue Dart are not bought here");
    }
    if options.insurance.is_some() {
        return unsupported("options.insurance", "Blue Dart is not asked for insurance");
    }
    if options.signature {
        return unsupported("options.signature", "Blue Dart is not asked for signatures");
    }
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            "Blue Dart is told no words to the driver",
        );
    }
    Ok(())
}

/// The cash to collect, where there is some.
pub(super) fn cash(consignment: &Consignment) -> Result<Option<Decimal>, Problem> {
    let Some(cash) = consignment.options.cod else {
        return Ok(None);
    };
    match rupees(cash, "options.cod")? {
        cash if cash > Decimal::ZERO => Ok(Some(cash)),
        cash => Err(invalid(
            "options.cod",
            format!("{cash} INR is no cash to collect"),
        )),
    }
}

/// What the goods are worth: as the order states it, else by the customs items, else by the cash to collect.
fn value(consignment: &Consignment, cash: Option<Decimal>) -> Result<Decimal, Problem> {
    let items: &[CustomsItem] = consignment.customs.as_ref().map_or(&[], |c| &c.items);
    let value = if let Some(value) = consignment.goods_value {
        Some(rupees(value, "goods_value")?)
    } else if items.is_empty() {
        cash
    } else {
        let mut sum = Decimal::ZERO;
        for (at, item) in items.iter().enumerate() {
            let each = rupees(item.unit_value, &format!("customs.items.{at}.unit_value"))?;
            sum = each
                .checked_mul(Decimal::from(item.quantity))
                .and_then(|value| sum.checked_add(value))
                .ok_or_else(|| {
                    invalid("goods_value", "The goods are worth more than can be said")
                })?;
        }
        Some(sum)
    };
    value.filter(|value| *value > Decimal::ZERO).ok_or_else(|| {
        invalid(
            "goods_value",
            "Blue Dart wants the value of the goods, and this order states none",
        )
    })
}

fn rupees(money: Money, field: &str) -> Result<Decimal, Problem> {
    if money.currency.code() == RUPEES {
        return Ok(money.decimal());
    }
    Err(Problem::new(
        ProblemKind::Invalid,
        format!("Blue Dart takes rupees alone, and this is {money}"),
    )
    .hint("Enter the amount in INR")
    .field(field))
}

/// The invoice's number, else the order's.
fn invoice(consignment: &Consignment) -> String {
    let stated = consignment.customs.as_ref().map(|c| &c.invoice_number);
    let stated = stated.map(|number| plain(number)).unwrap_or_default();
    match stated.as_str() {
        "" => plain(&consignment.reference),
        _ => stated,
    }
}

/// Up to three lines of goods: those of the order where all of them fit, else what the account sells.
fn goods(account: &Account, consignment: &Consignment) -> Result<wire::Commodity, Problem> {
    let items: &[CustomsItem] = consignment.customs.as_ref().map_or(&[], |c| &c.items);
    let described: Vec<&str> = items.iter().map(|item| item.description.trim()).collect();
    let fits = |texts: &[&str]| crate::lines::fitted(texts, GOODS_LINE, 3);
    let lines = match fits(&described) {
        Some(lines) if !lines.is_empty() => lines,
        _ => {
            let goods = host::stated(account, GOODS)?;
            fits(&[&goods]).ok_or_else(|| {
                invalid(
                    GOODS,
                    format!(
                        "What you sell does not fit into three lines of {GOODS_LINE} characters"
                    ),
                )
            })?
        }
    };
    let mut lines = lines.into_iter();
    let mut next = || lines.next().unwrap_or_default();
    Ok(wire::Commodity {
        commodity_detail1: next(),
        commodity_detail2: next(),
        commodity_detail3: next(),
    })
}

/// The day and the time from which it is ready, as Blue Dart writes them.
fn pickup(
    account: &Account,
    consignment: &Consignment,
    today: Date,
) -> Result<(String, String), Problem> {
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    if day < today {
        return Err(invalid(
            "ship_date",
            format!("Blue Dart fetches from today on, and {day} is over in India"),
        ));
    }
    let text = account.setting(PICKUP_TIME).trim();
    let time = Time::strptime("%H:%M", text).map_err(|_| {
        invalid(
            PICKUP_TIME,
            format!("“{text}” is no time of day: write it as HH:MM, such as 16:00"),
        )
        .hint("Correct it in Settings, Carriers")
    })?;
    let date = time::written(day, time)
        .ok_or_else(|| invalid("ship_date", "The ship date is too far away"))?;
    Ok((date, time.strftime("%H%M").to_string()))
}

/// A clear sale, a clear refusal, or an unknown outcome. That the reference was sold before is a sale too.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<Bought, Problem> {
    if let Some(number) = sold_before(answer) {
        return Ok(bought(&number, &Value::Null, prepared, parcels));
    }
    contradicted(answer)?;
    let made = result(answer, Effect::Binds, RESULT)?;
    match text(&made["AWBNo"]) {
        number if is_number(&number) => Ok(bought(&number, &made, prepared, parcels)),
        _ => Err(missing(Effect::Binds, "waybill number")),
    }
}

/// What failed, wherever it stands: in the result's place, or in `error-response`.
fn failed(answer: &Answer) -> Option<Value> {
    let whole: Value = serde_json::from_slice(&answer.body).ok()?;
    let other = match &whole["error-response"] {
        Value::Array(entries) => entries.first(),
        one => Some(one),
    };
    let entry = [Some(&whole[RESULT]), other].into_iter().flatten();
    let mut failed = entry.filter(|entry| entry["IsError"] == true);
    failed.next().cloned()
}

/// The waybill's number in “Waybill already genereated for this CreditReferenceNo. Waybill No : 59812345678 …”.
pub(super) fn sold_before(answer: &Answer) -> Option<String> {
    if answer.status >= 500 {
        return None;
    }
    let words = reasons(&failed(answer)?).words.to_lowercase();
    let known = words.contains("waybill already gene") && words.contains("creditreferenceno");
    let (_, after) = words.split_once("waybill no").filter(|_| known)?;
    let number: String = after
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    is_number(&number).then_some(number)
}

/// A no that names a waybill all the same, or a number that cannot be read in one that was sold before.
fn contradicted(answer: &Answer) -> Result<(), Problem> {
    let Some(failed) = failed(answer) else {
        return Ok(());
    };
    let Said { code, words } = reasons(&failed);
    let number = text(&failed["AWBNo"]);
    if !number.is_empty() || words.to_lowercase().contains("already gene") {
        return Err(unreadable(
            Effect::Binds,
            format!("Blue Dart says no, and yet speaks of a waybill: {number} {words}"),
        )
        .carrier(code, words));
    }
    // Its own words with a status of failure are no less clear, unless it is the server that failed.
    match answer.status {
        400..=499 if !matches!(answer.status, 401 | 403 | 408 | 429) => {
            Err(refused(&reasons(&failed)))
        }
        _ => json(answer, Effect::Binds).and_then(|whole| match whole.get(RESULT) {
            Some(_) => Ok(()),
            // A 200 whose only member is what failed.
            None => Err(refused(&reasons(&failed))),
        }),
    }
}

/// A number of at least eight digits; longer than the eleven that are known of, it may be one all the same.
fn is_number(text: &str) -> bool {
    (8..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn bought(number: &str, made: &Value, prepared: &Prepared, parcels: usize) -> Bought {
    if made["IsErrorInPU"] == true {
        tracing::warn!(%number, "Blue Dart sold a waybill, and ordered no pickup for it");
    }
    let parcel = BoughtParcel {
        tracking_number: number.to_owned(),
    };
    Bought {
        // One number for all parcels of a waybill.
        parcels: vec![parcel; parcels],
        charged: prepared.quoted,
        labels: label::read(&made["AWBPrintContent"]).into_iter().collect(),
        papers: Vec::new(),
        carrier_ref: number.to_owned(),
        carrier_data: json!({
            "reference": prepared.reference,
            "area": text(&made["DestinationArea"]),
            "location": text(&made["DestinationLocation"]),
            "pickup": text(&made["TokenNumber"]),
        }),
        tracking_url: String::new(),
    }
}
