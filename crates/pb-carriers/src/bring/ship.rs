//! Purchases: one `POST …/booking` that buys.
//!
//! Bring honours no key: the same booking twice is sold twice, and there is no way to take one back. So it leaves
//! once, with the purchase's own mark at the end of the sender's reference, by which it is found again
//! (`settle.rs`). The answer states no price: what was quoted is taken for charged.

use super::answer::{booking, missing, read, said, unreadable};
use super::consignment::{Lane, counted, handed_over};
use super::extra::{Extra, extras};
use super::host::{self, call};
use super::party::{TEXT, party, within, words};
use super::service::{self, Service};
use super::{customs, label, measure, settle, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::Zoned;
use pb_domain::{Account, Direction, Format, Parcel, Problem, PurchaseId, Rate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// The account's setting whether bookings are tests.
pub(super) const ENVIRONMENT: &str = "environment";
/// Its value for bookings that nobody carries.
pub(super) const TEST: &str = "test";
/// Characters of a purchase's mark: the last of its id, which are drawn at random.
const MARK: usize = 12;
/// What is left of the reference for the merchant's own.
const OWN: usize = TEXT - MARK - 1;
/// How long a label is waited for with a sale that is not written down yet.
const LABEL_PATIENCE: Duration = Duration::from_secs(10);
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://tracking.bring.com/tracking/";

pub(super) struct BringShips;

/// What fetching a label again needs to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// Where the labels are; empty where Bring did not say.
    pub(super) labels: String,
}

#[async_trait]
impl Ships for BringShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, purchase, consignment, rate, cx.now)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let (mut bought, sale) = parse(&answer, prepared, consignment.parcels.len())?;
        // A label that does not come now can be fetched again; the sale is to be written down soon.
        let engine = cx.engine.until(Instant::now() + LABEL_PATIENCE);
        let cx = Cx {
            engine: &engine,
            ..cx
        };
        bought.labels = label::fetch(cx, &sale.labels).await.unwrap_or_default();
        Ok(bought)
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::FindByReference
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

/// The purchase to the byte. Nobody is asked: the rate was stated for the same consignment.
pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    now: &Zoned,
) -> Result<Prepared, Problem> {
    let known = service::find(&rate.service).filter(|_| rate.account == account.id);
    let Some(service) = known else {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    };
    let lane = goes(service, consignment)?;
    let number = host::customer(account)?;
    let reference = reference(consignment, purchase)?;
    let mut parties = wire::Parties {
        sender: party("ship_from", &consignment.ship_from)?,
        recipient: party("ship_to", &consignment.ship_to)?,
        exporter: None,
        importer: None,
    };
    parties.recipient.additional_address_info = words(&consignment.options.instructions)?;
    let extras = extras(account, consignment, service, lane)?;
    let declared = customs::declared(account, consignment, service, lane, &parties)?;
    let information = declared.map(|declared| {
        parties.exporter = Some(declared.exporter);
        parties.importer = Some(declared.importer);
        declared.information
    });
    // Bring refuses an IOSS number beside a sender's reference.
    if information.as_ref().is_none_or(|i| i.ioss.is_none()) {
        parties.sender.reference = Some(reference.clone());
    }
    let at = handed_over(consignment, now)?;
    let goods = goods(consignment);
    let packages = (1..).zip(&consignment.parcels);
    let body = wire::BookingRequest {
        schema_version: 1,
        test_indicator: account.setting(ENVIRONMENT) == TEST,
        consignments: vec![wire::BookingConsignment {
            shipping_date_time: at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            correlation_id: reference.clone(),
            parties,
            product: wire::Product {
                id: service.id.clone(),
                customer_number: service.customer(number),
                additional_services: extras.iter().map(Extra::booked).collect(),
            },
            customs_information: information,
            packages: packages
                .map(|(n, parcel)| package(n, parcel, goods.clone()))
                .collect(),
        }],
    };
    Ok(Prepared {
        request: Request::post_json(host::booking(account, "booking")?, &body),
        reference,
        quoted: rate.total,
    })
}

/// Whether a product carries it: the rate may be an old one.
fn goes(service: &Service, consignment: &Consignment) -> Result<Lane, Problem> {
    counted(consignment)?;
    let lane = Lane::of(consignment)?;
    let returns = consignment.direction == Direction::Return;
    if !service.goes(lane) || service.returns != returns {
        return Err(invalid(
            "rate",
            format!(
                "Bring's {} does not go from {} to {} this way",
                service.name,
                lane.from.name(),
                lane.to.name()
            ),
        )
        .hint("Compare rates again"));
    }
    let mut parcels = consignment.parcels.iter().enumerate();
    parcels.try_for_each(|(i, parcel)| service.fits(i, parcel))?;
    Ok(lane)
}

/// The merchant's reference, which a person looks for, and behind it the purchase's mark, which nobody else has.
fn reference(consignment: &Consignment, purchase: PurchaseId) -> Result<String, Problem> {
    let own = within(
        &consignment.reference,
        OWN,
        "options.reference",
        "The reference",
    )?;
    let id = purchase.0.simple().to_string();
    let mark = &id[id.len() - MARK..];
    Ok(match own.as_str() {
        "" => mark.to_owned(),
        own => format!("{own}-{mark}"),
    })
}

/// What the goods are, as far as it fits: a help on the label, of which the customs data hold the whole.
fn goods(consignment: &Consignment) -> Option<String> {
    let items = consignment.customs.iter().flat_map(|c| &c.items);
    let names = items.map(|item| {
        item.description
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let all = names
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let fits: String = all.chars().take(TEXT).collect();
    Some(fits.trim_end().to_owned()).filter(|text| !text.is_empty())
}

fn package(n: usize, parcel: &Parcel, goods: Option<String>) -> wire::Package {
    wire::Package {
        weight_in_kg: measure::kilograms(parcel.weight),
        goods_description: goods,
        dimensions: parcel.dimensions.map(|dimensions| {
            let [length, width, height] = dimensions.sorted().map(measure::centimetres);
            wire::Dimensions {
                height_in_cm: height,
                width_in_cm: width,
                length_in_cm: length,
            }
        }),
        correlation_id: n.to_string(),
    }
}

/// A clear sale without its labels, which are elsewhere, a clear refusal, or an unknown outcome.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<(Bought, Sale), Problem> {
    let booked: wire::Booked = read(answer, Effect::Binds)?;
    let Some(consignment) = booked.consignments.into_iter().next() else {
        return Err(missing(Effect::Binds, "booking"));
    };
    let failures = booking(&consignment.errors);
    let confirmation = match (consignment.confirmation, failures.as_slice()) {
        (Some(confirmation), []) => confirmation,
        (None, [_, ..]) => return Err(said(answer, Effect::Binds, &failures)),
        (None, []) => return Err(missing(Effect::Binds, "booking")),
        // Both at once leave it in doubt.
        (Some(confirmation), [first, ..]) => {
            return Err(unreadable(
                Effect::Binds,
                format!(
                    "Bring confirms the booking {} and says that it failed: {}",
                    confirmation.consignment_number, first.says
                ),
            )
            .carrier(&first.code, &first.says));
        }
    };
    let number = confirmation.consignment_number;
    let numbers = in_order(confirmation.packages);
    let named = numbers.iter().filter(|n| !n.is_empty());
    let distinct: BTreeSet<&String> = named.collect();
    if number.is_empty() || numbers.len() != parcels || distinct.len() != parcels {
        let distinct: Vec<&str> = distinct.into_iter().map(String::as_str).collect();
        return Err(unreadable(
            Effect::Binds,
            format!(
                "Bring booked the consignment {number}, but has not one number for each of {parcels} parcels: {}",
                distinct.join(", ")
            ),
        ));
    }
    let links = confirmation.links;
    let sale = Sale {
        labels: links.labels,
    };
    Ok((
        bought(number, numbers, links.tracking, &sale, prepared),
        sale,
    ))
}

/// The parcels' numbers in the order in which they were booked: by the numbers they were given, where the answer
/// repeats them all.
fn in_order(mut packages: Vec<wire::BookedPackage>) -> Vec<String> {
    let given: Vec<Option<usize>> = packages
        .iter()
        .map(|p| p.correlation_id.parse().ok())
        .collect();
    let all: BTreeSet<Option<usize>> = (1..=packages.len()).map(Some).collect();
    if given.iter().copied().collect::<BTreeSet<_>>() == all {
        packages.sort_by_key(|p| p.correlation_id.parse::<usize>().ok());
    }
    packages.into_iter().map(|p| p.package_number).collect()
}

/// A sale, however it came to be known; its labels are elsewhere.
pub(super) fn bought(
    number: String,
    numbers: Vec<String>,
    tracking: String,
    sale: &Sale,
    prepared: &Prepared,
) -> Bought {
    Bought {
        tracking_url: match tracking.starts_with("https://") {
            true => tracking,
            false => format!("{TRACKING_PAGE}{number}"),
        },
        papers: Vec::new(),
        carrier_ref: number,
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged: prepared.quoted,
        labels: Vec::new(),
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
    }
}
