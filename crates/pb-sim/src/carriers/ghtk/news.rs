//! What GHTK tells by itself: every status, as a form, to the address of the portal, whose query has the merchant's
//! own secret. The time in it has a raw `+`, as GHTK's has.
use super::course::{local, log, reason};
use super::desk::{number, text};
use super::{PREFIX, price};
use crate::carriers::ledger::Sale;
use crate::carriers::push::Push;
use crate::carriers::{Webhook, World};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What is still to be told.
#[derive(Default)]
pub(super) struct News {
    /// How much of each order's log was told, or was before anybody listened.
    told: HashMap<String, usize>,
}

impl News {
    /// A call for everything that happened since the last look.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let webhook = world.webhooks.get(PREFIX);
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            let Some(parcel) = sale.parcels.first() else {
                continue;
            };
            let log = log(sale, parcel, world.clock.now());
            let told = self.told.entry(sale.shipment.clone()).or_default();
            for (status, at) in log.iter().skip(*told) {
                pushes.extend(webhook.map(|webhook| Push {
                    carrier: PREFIX,
                    url: address(webhook),
                    headers: vec![(
                        "content-type",
                        "application/x-www-form-urlencoded".to_owned(),
                    )],
                    body: message(sale, *status, *at),
                }));
            }
            *told = log.len().max(*told);
        }
        pushes
    }
}

/// The address of the portal with the secret in its query, as the merchant wrote it there.
fn address(webhook: &Webhook) -> String {
    let and = if webhook.url.contains('?') { '&' } else { '?' };
    format!("{}{and}hash={}", webhook.url, encoded(&webhook.credential))
}

fn message(sale: &Sale, status: i64, at: Timestamp) -> String {
    let asked = &sale.asked;
    let (reason_code, reason) = reason(status);
    let kilograms = Decimal::new(number(asked, "grams"), 3).normalize();
    let fee = sale.charge.minor - price::insurance(number(asked, "value"));
    let time = local(at, "%Y-%m-%dT%H:%M:%S%:z");
    [
        ("label_id", encoded(&sale.shipment)),
        ("partner_id", encoded(text(asked, "id"))),
        ("status_id", status.to_string()),
        ("action_time", encoded(&time).replace("%2B", "+")),
        ("reason_code", reason_code.to_owned()),
        ("reason", encoded(reason)),
        ("weight", kilograms.to_string()),
        ("fee", fee.to_string()),
        ("pick_money", number(asked, "pick_money").to_string()),
        ("return_part_package", "0".to_owned()),
    ]
    .map(|(name, value)| format!("{name}={value}"))
    .join("&")
}

/// A value of a form or a query, with a blank as `%20`.
fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    value.bytes().map(byte).collect()
}
