//! Advanced Integrated Visibility: once an address is set, every scan of the account's parcels is told there, with all that is
//! known of the parcel by then and signed with the token of the project.
use super::PREFIX;
use super::track;
use crate::carriers::World;
use crate::carriers::push::Push;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use std::collections::HashMap;
use uuid::Uuid;

/// How much of each parcel's way was told.
#[derive(Debug, Default)]
pub(super) struct News {
    told: HashMap<String, usize>,
}

impl News {
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let webhook = world.webhooks.get(PREFIX);
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            for (at, parcel) in sale.parcels.iter().enumerate() {
                let scans = sale.scans(parcel, now);
                let told = self.told.insert(parcel.number.clone(), scans.len());
                let further = scans.into_iter().skip(told.unwrap_or(0));
                // What nobody is there to hear is not told later.
                let Some(webhook) = webhook else { continue };
                for scan in further {
                    // What is known when it happens.
                    let result = track::result(sale, at, parcel, scan.at, true);
                    let body = json!({
                        "transactionId": Uuid::new_v4(),
                        "output": { "completeTrackResults": [{
                            "trackingNumber": parcel.number,
                            "trackResults": [result],
                        }] },
                        "outputMetaData": [{
                            "trackingNumber": parcel.number,
                            "eventType": track::Status::of(scan.stage).code,
                        }],
                    })
                    .to_string();
                    pushes.push(Push {
                        carrier: PREFIX,
                        url: webhook.url.clone(),
                        headers: vec![("fdx-signature", signature(&webhook.credential, &body))],
                        body,
                    });
                }
            }
        }
        pushes
    }
}

/// Base64 of the HMAC-SHA256 of the body under the token.
pub(super) fn signature(token: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.as_bytes())
        .expect("a key of any length is one for HMAC");
    mac.update(body.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}
