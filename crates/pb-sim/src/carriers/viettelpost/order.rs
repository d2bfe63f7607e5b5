//! `/v2/order/createOrder`, and what an order must be, for `edit` as well.
//!
//! Whoever asks for unique numbers is refused a second order of the same number, and is not told of the first.
use super::PREFIX;
use super::desk::{Client, Desk, Own, Payload, number, text, yes};
use super::place::{self, Place};
use super::price::{Quote, dong};
use super::refusal::Refusal;
use super::service::{self, Service};
use super::shape::{self, ORDER};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use pb_domain::Money;
use serde_json::{Value, json};

/// An order that may be made, with its price.
pub(super) struct Order<'a> {
    asked: &'a Value,
    service: &'static Service,
    quote: Quote,
}

impl<'a> Order<'a> {
    pub(super) fn of(payload: &'a Payload, own: &Own) -> Result<Self, Refusal> {
        let asked = payload.read(ORDER)?;
        for name in ["SENDER_PHONE", "RECEIVER_PHONE"] {
            shape::phone(asked, name)?;
        }
        for name in ["SENDER_EMAIL", "RECEIVER_EMAIL"] {
            shape::email(asked, name)?;
        }
        shape::date(asked, "DELIVERY_DATE")?;
        group(asked, own)?;
        let (from, to) = (place::from(asked)?, place::to(asked)?);
        if asked.get("LIST_ITEM").is_some() && asked.get("PRODUCT_DETAIL").is_some() {
            return Err(Refusal::field("PRODUCT_DETAIL"));
        }
        if let Some(back) = asked.get("RETURN_ADDRESS") {
            back_to(back)?;
        }
        if [1, 4].contains(&number(asked, "ORDER_PAYMENT")) && number(asked, "MONEY_COLLECTION") > 0
        {
            return Err(Refusal::field("ORDER_PAYMENT"));
        }
        let service = service::asked(asked)?;
        let added = service::added(asked, service)?;
        let quote = Quote::of(asked, service, added.len(), from, to)?;
        let extra = number(asked, "EXTRA_MONEY");
        if extra > 0 && (!added.contains(&"XMG") || extra > 2 * quote.total()) {
            return Err(Refusal::field("EXTRA_MONEY"));
        }
        verification(asked, added.contains(&"PTTX"))?;
        Ok(Self {
            asked,
            service,
            quote,
        })
    }

    /// What is collected at the door: the goods, the freight, both or nothing.
    fn collected(&self) -> i64 {
        let (goods, freight) = (number(self.asked, "MONEY_COLLECTION"), self.quote.total());
        match number(self.asked, "ORDER_PAYMENT") {
            1 => 0,
            2 => goods + freight,
            3 => goods,
            _ => freight,
        }
    }

    /// The code of its service.
    pub(super) fn service(&self) -> String {
        self.service.code.to_owned()
    }

    /// What it costs.
    pub(super) fn charge(&self) -> Money {
        dong(self.quote.total())
    }

    /// What was asked for, with what came of it under `SOLD`.
    pub(super) fn remembered(&self) -> Value {
        let mut asked = self.asked.clone();
        asked["SOLD"] = json!({
            "MONEY_COLLECTION": self.collected(),
            "MONEY_TOTALFEE": self.quote.net(),
            "MONEY_TOTALVAT": self.quote.tax(),
            "MONEY_TOTAL": self.quote.total(),
            "EXCHANGE_WEIGHT": self.quote.by_size,
        });
        asked
    }

    pub(super) fn answer(&self, waybill: &str) -> Value {
        let parts = self.quote.parts();
        let vas = number(&parts, "MONEY_VAS");
        let asked = self.asked;
        json!({
            "ORDER_NUMBER": waybill,
            "MONEY_COLLECTION": self.collected(),
            "EXCHANGE_WEIGHT": parts["EXCHANGE_WEIGHT"],
            "MONEY_TOTAL": parts["MONEY_TOTAL"],
            "MONEY_TOTAL_FEE": parts["MONEY_TOTAL_FEE"],
            "MONEY_FEE": parts["MONEY_FEE"],
            "MONEY_COLLECTION_FEE": parts["MONEY_COLLECTION_FEE"],
            "MONEY_OTHER_FEE": number(&parts, "MONEY_OTHER_FEE") + vas,
            "MONEY_VAT": parts["MONEY_VAT"],
            "KPI_HT": parts["KPI_HT"],
            "RECEIVER_PROVINCE": asked["RECEIVER_PROVINCE"],
            "RECEIVER_DISTRICT": asked["RECEIVER_DISTRICT"],
            "RECEIVER_WARD": asked["RECEIVER_WARD"],
        })
    }
}

/// A place of the owner's that is named by its number must be one.
fn group(asked: &Value, own: &Own) -> Result<(), Refusal> {
    let (group, customer) = (number(asked, "GROUPADDRESS_ID"), number(asked, "CUS_ID"));
    if group == 0 && customer == 0 {
        return Ok(());
    }
    let mut all = own.inventories.iter();
    match all.any(|i| i.id == group && (customer == 0 || customer == i.customer)) {
        true => Ok(()),
        false => Err(Refusal::new("Groupaddress is invalid")),
    }
}

fn back_to(back: &Value) -> Result<Place, Refusal> {
    let names = ["PROVINCE_ID", "DISTRICT_ID", "WARDS_ID"];
    place::of(back, names).map_err(|_| Refusal::field("RETURN_ADDRESS"))
}

/// A year of birth, or the last digits of an identity card, where it is to be looked at, and only there.
fn verification(asked: &Value, wanted: bool) -> Result<(), Refusal> {
    let code = asked.get("VERIFICATION_CODE");
    let good = code.is_none_or(|code| {
        let value = text(code, "VALUE");
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        digits && (text(code, "TYPE") != "birth_year" || value.len() == 4)
    });
    match good && code.is_some() == wanted {
        true => Ok(()),
        false => Err(Refusal::field("VERIFICATION_CODE")),
    }
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let mut world = desk.world();
    let own = desk.own();
    let order = Order::of(&payload, &own)?;
    let reference = text(&payload.0, "ORDER_NUMBER");
    if payload.0["CHECK_UNIQUE"] == true && is_known(&world, &own, reference) {
        return Err(Refusal::new("Order status already exists on the system"));
    }
    let now = world.clock.now();
    let waybill = waybill(world.next_serial());
    let answer = order.answer(&waybill);
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: waybill.clone(),
        service: order.service(),
        references: vec![reference.to_owned()],
        parcels: vec![Sold {
            number: waybill,
            voided_at: None,
            course: Course::default(),
        }],
        charge: order.charge(),
        sold_at: now,
        asked: order.remembered(),
    });
    Ok(yes(answer))
}

fn is_known(world: &World, own: &Own, reference: &str) -> bool {
    let mut under = world.ledger.under(PREFIX, reference);
    under.any(|sale| !own.deleted.contains(&sale.shipment))
}

/// Twelve digits.
fn waybill(serial: u64) -> String {
    format!("30{:010}", serial % 10_000_000_000)
}
