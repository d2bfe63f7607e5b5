//! Purchases: one `PUT /api/v1/package/create` that buys.
//!
//! Ekart honours no key, and finds nothing by an order's number: the same request twice is sold twice, and a sale whose
//! answer was lost can only be looked for by a person. The answer holds no label and no price; the label is fetched as
//! soon as the sale is certain.

use super::answer::{NOT_FOUND, missing, object, refused, text, unreadable};
use super::goods::{self, Goods};
use super::host::{self, call};
use super::measure::{self, Measured};
use super::party::{self, Parties, location};
use super::warehouse::Warehouses;
use super::{label, time, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{
    Bought, BoughtParcel, BoughtRef, Consignment, Cx, Prepared, SettleWay, Settled, Ships,
};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Direction, Format, Problem, ProblemKind, PurchaseId, Rate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

/// Characters of a GST identification number.
const GSTIN: usize = 15;

/// The member of [`Bought::carrier_data`] with the tracking id.
const ID: &str = "id";

pub(super) struct EkartShips {
    warehouses: Warehouses,
}

/// Purchases, with the addresses that are known to be kept.
pub(super) static SHIPS: EkartShips = EkartShips {
    warehouses: Warehouses::new(),
};

#[async_trait]
impl Ships for EkartShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        _: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        let mut shipment = shipment(cx.account, consignment, time::day(cx.now))?;
        let seller = Parties::of(consignment).seller;
        let named = self.warehouses.named(cx, seller.1, location(seller)?).await;
        shipment.pickup_location = named.clone();
        shipment.return_location = named;
        prepared(cx.account, &shipment, rate)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        match parse(&answer, prepared, consignment.parcels.len()) {
            // The sale is certain by now: a label that does not come can be fetched again.
            Ok(mut bought) => {
                bought.labels = label::soon(cx, &bought.carrier_ref).await;
                Ok(bought)
            }
            Err(problem) => {
                if problem.carrier_code == NOT_FOUND {
                    self.warehouses.forget(cx.account.id);
                }
                Err(problem)
            }
        }
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::AskAPerson
    }

    async fn settle(
        &self,
        _: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Settled, Problem> {
        Ok(Settled::StillUnknown(
            Problem::new(
                ProblemKind::UnknownOutcome,
                "Ekart cannot be asked what it sold under an order's number",
            )
            .hint(format!(
                "Look for the order {} in Ekart's dashboard, Shipments, then say here what you found; if it is there, give its tracking id for every parcel",
                prepared.reference
            )),
        ))
    }
}

/// The purchase to the byte.
pub(super) fn prepared(
    account: &Account,
    shipment: &wire::Shipment,
    rate: &Rate,
) -> Result<Prepared, Problem> {
    if rate.account != account.id || rate.service.trim().is_empty() {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    }
    let url = host::url(account, &["api", "v1", "package", "create"])?;
    Ok(Prepared {
        reference: shipment.order_number.clone(),
        quoted: rate.total,
        request: Request {
            method: "PUT".to_owned(),
            ..Request::post_json(url, shipment)
        },
    })
}

/// A consignment in Ekart's words, with the merchant's address written out.
///
/// For what comes back nothing is turned round: Ekart wants the customer as the drop and the merchant as the pickup,
/// as if it went there.
pub(super) fn shipment(
    account: &Account,
    consignment: &Consignment,
    today: Date,
) -> Result<wire::Shipment, Problem> {
    let returns = consignment.direction == Direction::Return;
    refuse_extras(consignment, returns)?;
    let ship_date: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let Parties { seller, customer } = Parties::of(consignment);
    let (from, to) = (location(seller)?, location(customer)?);
    let parcels = measure::parcels(&consignment.parcels)?;
    let cash = goods::cash(consignment)?;
    let goods = goods::goods(account, consignment)?;
    let several = parcels.len() > 1;
    let [length, width, height] = measure::largest(&parcels);
    let seller_address = party::joined(&[
        &from.address,
        &from.city,
        &from.state,
        &from.pin.to_string(),
    ]);
    Ok(wire::Shipment {
        seller_name: match account.setting("seller_name") {
            "" => from.name.clone(),
            name => party::plain(name),
        },
        seller_address,
        seller_gst_tin: gstin(account)?,
        consignee_name: to.name.clone(),
        consignee_alternate_phone: to.phone.to_string(),
        consignee_gst_amount: json!(0),
        order_number: goods::order_number(consignment)?,
        invoice_number: goods.invoice_number.clone(),
        invoice_date: ship_date.to_string(),
        products_desc: goods.description.clone(),
        category_of_goods: goods.category.clone(),
        hsn_code: goods.hsn_code.clone(),
        payment_mode: match (returns, cash) {
            (true, _) => "Pickup",
            (false, Some(_)) => "COD",
            (false, None) => "Prepaid",
        },
        total_amount: wire::rupees(goods.total),
        tax_value: wire::rupees(goods.tax),
        taxable_amount: wire::rupees(goods.taxable),
        commodity_value: goods.taxable.normalize().to_string(),
        cod_amount: wire::rupees(cash.unwrap_or(Decimal::ZERO)),
        quantity: goods.quantity,
        weight: measure::total_weight(&parcels),
        length,
        width,
        height,
        return_reason: returns
            .then(|| goods::stated(account, "return_reason"))
            .transpose()?,
        drop_location: to,
        pickup_location: wire::Warehouse::Whole(from.clone()),
        return_location: wire::Warehouse::Whole(from),
        qc_details: (returns && account.setting("quality_check") == "yes").then(|| {
            wire::QualityCheck {
                qc_shipment: true,
                product_name: goods.description.clone(),
                product_desc: goods.category.clone(),
                product_sku: goods.sku.clone(),
            }
        }),
        preferred_dispatch_date: (ship_date > today).then(|| ship_date.to_string()),
        obd_shipment: !returns && account.setting("open_box") == "yes",
        mps: several,
        items: match several {
            true => items(&parcels, &goods),
            false => Vec::new(),
        },
        packages: match several {
            true => packages(&parcels),
            false => Vec::new(),
        },
    })
}

/// What there is no place for on a shipment of Ekart's.
fn refuse_extras(consignment: &Consignment, returns: bool) -> Result<(), Problem> {
    let options = &consignment.options;
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            "Ekart takes no words to the driver with a shipment",
            "Leave the instructions out, or put what the driver must know into the second address line",
        );
    }
    if options.insurance.is_some() {
        return unsupported(
            "options.insurance",
            "Ekart's API has no insurance",
            "Leave it out, or choose another carrier",
        );
    }
    if options.signature {
        return unsupported(
            "options.signature",
            "Ekart's API does not ask for signatures",
            "Leave it out, or choose another carrier",
        );
    }
    if returns && consignment.parcels.len() > 1 {
        return unsupported(
            "parcels",
            "Ekart fetches one parcel with a return",
            "Make a return of each parcel",
        );
    }
    if returns && options.cod.is_some() {
        return unsupported(
            "options.cod",
            "Ekart collects no cash with a return",
            "Leave it out",
        );
    }
    Ok(())
}

/// The merchant's tax number, without which Ekart takes nothing.
fn gstin(account: &Account) -> Result<String, Problem> {
    let gstin = account.setting("gstin").to_ascii_uppercase();
    if gstin.len() == GSTIN && gstin.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(gstin);
    }
    Err(invalid(
        "gstin",
        format!(
            "The account {} has no GSTIN of {GSTIN} letters and digits",
            account.name
        ),
    )
    .hint("Enter it in Settings, Carriers"))
}

/// One a parcel, each with its part of the value to the paisa: what does not divide goes to the first.
fn items(parcels: &[Measured], goods: &Goods) -> Vec<wire::Item> {
    let count = Decimal::from(parcels.len());
    let each = (goods.taxable / count).round_dp_with_strategy(2, RoundingStrategy::ToZero);
    let rest = goods.taxable - each * count;
    parcels
        .iter()
        .enumerate()
        .map(|(at, parcel)| {
            let value = if at == 0 { each + rest } else { each };
            let [length, breadth, height] = parcel.sides;
            wire::Item {
                product_name: goods.description.clone(),
                sku: goods.sku.clone(),
                taxable_value: (value >= Decimal::ONE).then(|| wire::rupees(value)),
                quantity: 1,
                length,
                breadth,
                height,
                weight: parcel.weight,
                hsn_code: goods.hsn_code.clone(),
            }
        })
        .collect()
}

/// One a parcel.
pub(super) fn packages(parcels: &[Measured]) -> Vec<wire::Package> {
    let of = |parcel: &Measured| {
        let [length, width, height] = parcel.sides;
        wire::Package {
            length,
            height,
            width,
            count: "1".to_owned(),
        }
    };
    parcels.iter().map(of).collect()
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<Bought, Problem> {
    let made = object(answer, Effect::Binds)?;
    let (id, remark) = (text(&made["tracking_id"]), text(&made["remark"]));
    match (&made["status"], id.is_empty()) {
        (Value::Bool(true), false) => Ok(bought(&id, &made, prepared, parcels)),
        (Value::Bool(false), true) => Err(refused(&remark)),
        (Value::Bool(false), false) => Err(unreadable(
            Effect::Binds,
            format!("Ekart says no, and yet names the shipment {id}: {remark}"),
        )
        .carrier("", remark)),
        _ => Err(missing(Effect::Binds, "shipment").carrier("", remark)),
    }
}

/// The label's barcode bears the waybill number, which is what scanners, and our own check of a label, find it by.
/// Everything else goes by the tracking id.
fn bought(id: &str, made: &Value, prepared: &Prepared, parcels: usize) -> Bought {
    let barcodes = &made["barcodes"];
    let number = match text(&barcodes["wbn"]) {
        wbn if wbn.is_empty() => id.to_owned(),
        wbn => wbn,
    };
    let parcel = BoughtParcel {
        tracking_number: number,
    };
    Bought {
        // One number for all parcels of a shipment.
        parcels: vec![parcel; parcels],
        charged: prepared.quoted,
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: id.to_owned(),
        carrier_data: json!({
            ID: id,
            "vendor": text(&made["vendor"]),
            "order": text(&barcodes["order"]),
        }),
        tracking_url: host::tracking_page(id),
    }
}

/// What Ekart knows a shipment by. Of one that a person found, nothing is known but the number that the person gave.
pub(super) fn id_of(bought: &BoughtRef) -> &str {
    match (&bought.carrier_data[ID], bought.tracking_numbers.first()) {
        (Value::String(id), _) => id,
        (_, Some(number)) => number,
        (_, None) => &bought.carrier_ref,
    }
}
