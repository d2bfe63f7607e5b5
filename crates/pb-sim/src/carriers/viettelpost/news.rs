//! What ViettelPost tells by itself: every status of every order, to the address of the portal. What was not taken with
//! 200 is told up to five times more.
use super::desk::{Desk, local, number, text};
use super::{PREFIX, status};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::Sale;
use crate::carriers::push::{Push, Webhook};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// How often one thing is told, at most.
const TIMES: usize = 6;
/// How long until it is told again.
const WAITS: Duration = Duration::from_secs(60);

/// What is still to be told.
pub(super) struct News {
    desk: Desk,
    /// How much of each order's log was told, or was before anybody listened.
    told: HashMap<String, usize>,
    /// Calls that are being made, in their order.
    out: Vec<Call>,
    /// Calls that were not taken, and wait to be made again.
    waiting: Vec<Call>,
    /// How many answers were looked at.
    heard: usize,
}

/// Something to tell.
struct Call {
    push: Push,
    /// How often it was told, with the time that is next.
    times: usize,
    /// Not before.
    at: Timestamp,
}

impl News {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            told: HashMap::new(),
            out: Vec::new(),
            waiting: Vec::new(),
            heard: 0,
        }
    }

    /// A call for everything that happened since the last look, and for what was not taken.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        self.hear(world, now);
        let (again, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|call| call.at <= now);
        self.waiting = waiting;
        self.out = again;
        self.look(world, now);
        self.out.iter().map(|call| call.push.clone()).collect()
    }

    /// Looks at the answers to the last calls; they were made in their order.
    fn hear(&mut self, world: &World, now: Timestamp) {
        let ours = world.pushed.iter().filter(|p| p.carrier == PREFIX);
        let answers: Vec<_> = ours.skip(self.heard).map(|p| p.answer == Ok(200)).collect();
        self.heard += answers.len();
        for (call, taken) in self.out.drain(..).zip(answers) {
            if !taken && call.times < TIMES {
                self.waiting.push(Call {
                    times: call.times + 1,
                    at: now.checked_add(WAITS).unwrap_or(Timestamp::MAX),
                    ..call
                });
            }
        }
    }

    /// Looks what happened.
    fn look(&mut self, world: &World, now: Timestamp) {
        let webhook = world.webhooks.get(PREFIX);
        let own = self.desk.own();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            let Some(parcel) = sale.parcels.first() else {
                continue;
            };
            let log = status::log(sale, parcel, &own, now);
            let told = self.told.entry(sale.shipment.clone()).or_default();
            for (status, at) in log.iter().skip(*told) {
                self.out.extend(webhook.map(|webhook| Call {
                    push: push(webhook, sale, *status, *at),
                    times: 1,
                    at: now,
                }));
            }
            *told = log.len().max(*told);
        }
    }
}

fn push(webhook: &Webhook, sale: &Sale, status: i64, at: Timestamp) -> Push {
    let body = json!({ "DATA": message(sale, status, at), "TOKEN": webhook.credential });
    Push {
        carrier: PREFIX,
        url: webhook.url.clone(),
        headers: vec![("authorization", webhook.credential.clone())],
        body: body.to_string(),
    }
}

fn message(sale: &Sale, status: i64, at: Timestamp) -> Value {
    let asked = &sale.asked;
    let sold = &asked["SOLD"];
    let place = match status {
        ..200 => "",
        200..400 => "Bưu cục gốc",
        _ => "Bưu cục phát",
    };
    let group = match number(asked, "GROUPADDRESS_ID") {
        0 => String::new(),
        group => group.to_string(),
    };
    let added = Some(text(asked, "ORDER_SERVICE_ADD")).filter(|added| !added.is_empty());
    json!({
        "ORDER_NUMBER": sale.shipment,
        "ORDER_REFERENCE": sale.references.first(),
        "ORDER_STATUSDATE": local(at),
        "ORDER_STATUS": status,
        "STATUS_NAME": status::name(status),
        "LOCALION_CURRENTLY": place,
        "LOCATION_CURRENTLY": place,
        "NOTE": "",
        "MONEY_COLLECTION": sold["MONEY_COLLECTION"],
        "MONEY_FEECOD": 0,
        "MONEY_TOTALFEE": sold["MONEY_TOTALFEE"],
        "MONEY_TOTALVAT": sold["MONEY_TOTALVAT"],
        "MONEY_TOTAL": sold["MONEY_TOTAL"],
        "EXPECTED_DELIVERY": local(Course::expected(sale.sold_at)),
        "EXPECTED_DELIVERY_DATE": null,
        "PRODUCT_WEIGHT": asked["PRODUCT_WEIGHT"],
        "ORDER_SERVICE": sale.service,
        "ORDER_SERVICE_ADD": added,
        "ORDER_PAYMENT": asked["ORDER_PAYMENT"],
        "DETAIL": [],
        "VOUCHER_VALUE": 0,
        "MONEY_COLLECTION_ORIGIN": null,
        "EMPLOYEE_NAME": "",
        "EMPLOYEE_PHONE": "",
        "IS_RETURNING": status::returning(status),
        "POD": { "IMAGES": [] },
        "REASON_CODE": status::reason(status),
        "RECEIVER_FULLNAME": asked["RECEIVER_FULLNAME"],
        "ORDER_NOTE": text(asked, "ORDER_NOTE"),
        "GROUPADDRESS_ID": group,
    })
}
