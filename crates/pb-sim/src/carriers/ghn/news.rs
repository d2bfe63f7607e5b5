//! What GHN tells by itself: that an order was made, and every status after that, to the address of the portal.
use super::desk::{Desk, log, text};
use super::shape::number;
use super::{PREFIX, WEBHOOK_HEADER, price};
use crate::carriers::World;
use crate::carriers::ledger::Sale;
use crate::carriers::push::Push;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What is still to be told.
pub(super) struct News {
    desk: Desk,
    /// How much of each order's log was told, or was before anybody listened.
    told: HashMap<String, usize>,
}

impl News {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            told: HashMap::new(),
        }
    }

    /// A call for everything that happened since the last look.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let webhook = world.webhooks.get(PREFIX);
        let own = self.desk.own();
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            let Some(parcel) = sale.parcels.first() else {
                continue;
            };
            let log = log(sale, parcel, &own, world.clock.now());
            let told = self.told.entry(sale.shipment.clone()).or_default();
            for (place, (status, at)) in log.iter().enumerate().skip(*told) {
                let kind = match place {
                    0 => "create",
                    _ => "switch_status",
                };
                pushes.extend(webhook.map(|webhook| Push {
                    carrier: PREFIX,
                    url: webhook.url.clone(),
                    headers: vec![(WEBHOOK_HEADER, webhook.credential.clone())],
                    body: message(sale, kind, status, *at).to_string(),
                }));
            }
            *told = log.len().max(*told);
        }
        pushes
    }
}

fn message(sale: &Sale, kind: &str, status: &str, at: Timestamp) -> Value {
    let asked = &sale.asked;
    let (reason_code, reason) = match status {
        "delivery_fail" => ("GHN-DFC1A4", "Khách không nghe máy"),
        _ => ("", ""),
    };
    json!({
        "OrderCode": sale.shipment,
        "ClientOrderCode": text(asked, "client_order_code"),
        "ShopID": asked["shop_id"],
        "Type": kind,
        "Status": status,
        "Time": at.to_string(),
        "Reason": reason,
        "ReasonCode": reason_code,
        "Warehouse": "Bưu cục Quận 1",
        "CODAmount": number(asked, "cod_amount"),
        "CODTransferDate": null,
        "TotalFee": sale.charge.minor,
        "PaymentType": number(asked, "payment_type_id"),
        "Fee": { "MainService": sale.charge.minor },
        "Weight": number(asked, "weight"),
        "ConvertedWeight": price::billed(asked),
        "Length": number(asked, "length"),
        "Width": number(asked, "width"),
        "Height": number(asked, "height"),
        "IsPartialReturn": false,
        "PartialReturnCode": "",
        "Description": "",
    })
}
