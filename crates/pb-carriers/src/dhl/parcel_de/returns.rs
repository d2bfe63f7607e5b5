//! Return labels: `POST /orders` of the Returns API, one parcel each. There is no void: a label that is never used is
//! never billed; and no label again.

use super::WHO;
use super::answer::read;
use super::ship::{Sale, in_english, sold};
use super::{address, customs, host};
use crate::check::{invalid, measured};
use crate::dhl::answer::missing;
use crate::dhl::wire::{decoded, text, without_blanks};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, Consignment};
use pb_domain::{Account, Money, Problem};
use serde_json::json;

/// The setting that says where parcels come back to.
pub(super) const RECEIVER: &str = "return_receiver";
const LONGEST: usize = 50;

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    reference: &str,
) -> Result<Request, Problem> {
    let receiver = account.setting(RECEIVER);
    if receiver.is_empty() || receiver.len() > LONGEST {
        return Err(invalid(
            RECEIVER,
            format!(
                "The account {} does not say where parcels come back to",
                account.name
            ),
        ));
    }
    let [parcel] = consignment.parcels.as_slice() else {
        return Err(invalid(
            "parcels",
            format!("{WHO} makes return labels one by one"),
        ));
    };
    measured(0, parcel)?;
    let mut url = host::url(
        account,
        &["parcel", "de", "shipping", "returns", "v1", "orders"],
    )?;
    url.query_pairs_mut()
        .append_pair("labelType", "SHIPMENT_LABEL");
    let body = without_blanks(json!({
        "receiverId": receiver,
        "customerReference": consignment.reference.trim().chars().take(LONGEST).collect::<String>(),
        "shipmentReference": reference,
        "shipper": address::returner(&consignment.ship_from)?,
        "itemWeight": customs::weight(parcel.weight),
        "customsDetails": customs::returned(consignment)?,
    }));
    Ok(in_english(Request::post_json(url, &body)))
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, quoted: Money) -> Result<Bought, Problem> {
    let made = read(answer, Effect::Binds)?;
    let number = text(&made["shipmentNo"]);
    if number.is_empty() {
        return Err(missing(Effect::Binds, WHO, "number of the return"));
    }
    let labels = decoded(&made["label"]["b64"]).into_iter().collect();
    let sale = Sale {
        returned: true,
        ..Sale::default()
    };
    Ok(sold(vec![number], quoted, labels, &sale))
}
