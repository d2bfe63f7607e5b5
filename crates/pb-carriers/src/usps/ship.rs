//! Purchases: `POST /labels/v3/label`, `/labels/v3/return-label` and
//! `/international-labels/v3/international-label`, one label a call.
//!
//! USPS honours an idempotency key: the same key with the same body gives the same label again and costs nothing. So
//! an unknown purchase is settled by sending the very same again. Of several parcels, one that is refused takes the
//! labels before it back: a purchase is whole, or it is not.

use super::answer::{missing, read};
use super::consignment::{Piece, Way, mailing_date, pieces, way};
use super::host::{self, Pays, call};
use super::rate::{Ingredients, NO_FACILITY, dollars, sum};
use super::{customs, label, order, party, service, void, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Money, Problem, ProblemKind, PurchaseId, Rate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use url::Url;

/// The answer in one piece of JSON; without it, it has several parts.
pub(super) const VENDOR_JSON: &str = "application/vnd.usps.labels+json";
/// Longest reference.
const REFERENCE: usize = 30;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://tools.usps.com/go/TrackConfirmAction_input?origTrackNum=";

pub(super) struct UspsShips;

/// What void, label again and the SCAN form need to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// Which kind of label it is.
    pub(super) way: Way,
    /// The format that the label was asked for in.
    pub(super) image: String,
    /// Its size.
    pub(super) size: String,
    /// The day of mailing; none on return labels.
    pub(super) mailing_date: String,
    /// Where it leaves from.
    pub(super) from: wire::Address,
}

#[async_trait]
impl Ships for UspsShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, purchase, consignment, rate, accept)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Bought, Problem> {
        all(cx, "buy", prepared).await
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::Resend
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Settled, Problem> {
        // The very bytes of the journal, under the same keys.
        settled(all(cx, "resend", prepared).await)
    }
}

/// What the answer to the same request again proves. A refusal is certain: what was sold under the key would have
/// been given again.
pub(super) fn settled(sent: Result<Bought, Problem>) -> Result<Settled, Problem> {
    match sent {
        Ok(bought) => Ok(Settled::Bought(Box::new(bought))),
        Err(problem) => match problem.kind {
            ProblemKind::Refused | ProblemKind::Invalid => Ok(Settled::NotBought(problem)),
            ProblemKind::UnknownOutcome => Ok(Settled::StillUnknown(problem)),
            // These are about the question, not about the purchase.
            _ => Err(problem),
        },
    }
}

/// The purchase to the byte. Nobody is asked: the rate was stated for the same consignment.
pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
) -> Result<Prepared, Problem> {
    let stale =
        || invalid("rate", "This rate is not one of this account").hint("Compare rates again");
    if rate.account != account.id {
        return Err(stale());
    }
    let way = way(consignment)?;
    let service = service::find(&rate.service)
        .filter(|s| s.way == way)
        .ok_or_else(stale)?;
    let pieces = pieces(account, consignment, way)?;
    let ingredients: Vec<Ingredients> =
        Deserialize::deserialize(&rate.carrier_data).unwrap_or_default();
    let is_named =
        |i: &Ingredients| !i.rate_indicator.is_empty() && !i.processing_category.is_empty();
    if ingredients.len() != pieces.len() || !ingredients.iter().all(is_named) {
        return Err(invalid(
            "rate",
            "This rate does not say what USPS needs to know for a label",
        )
        .hint("Compare rates again"));
    }
    let parcels = pieces.into_iter().zip(ingredients);
    let count = consignment.parcels.len();
    let bodies = parcels
        .enumerate()
        .map(|(i, (piece, ingredients))| {
            let label = Label {
                account,
                consignment,
                way,
                class: &service.code,
                accept,
                place: (i, count),
            };
            let body = label.request(piece, ingredients)?;
            Ok(serde_json::to_string(&body).expect("plain data with text keys is always JSON"))
        })
        .collect::<Result<Vec<String>, Problem>>()?;
    let path: &[&str] = match way {
        Way::Home => &["labels", "v3", "label"],
        Way::Return => &["labels", "v3", "return-label"],
        Way::Abroad => &["international-labels", "v3", "international-label"],
    };
    let url = host::url(account, path)?;
    Ok(Prepared {
        request: order::together(url, VENDOR_JSON, purchase.0, bodies),
        reference: order::key(purchase.0, 0).to_string(),
        quoted: rate.total,
    })
}

/// A label that is to be.
struct Label<'a> {
    account: &'a Account,
    consignment: &'a Consignment,
    way: Way,
    class: &'a str,
    accept: Format,
    /// Which of how many.
    place: (usize, usize),
}

impl Label<'_> {
    fn request(
        &self,
        piece: Piece,
        ingredients: Ingredients,
    ) -> Result<wire::LabelRequest, Problem> {
        let (consignment, way) = (self.consignment, self.way);
        let customs_form = customs::form(self.account, consignment, way)?;
        let image = label::image(self.account, self.accept, way, customs_form.is_some());
        let (place, count) = self.place;
        let numbered = count > 1 && way == Way::Home;
        let is_return = way == Way::Return;
        Ok(wire::LabelRequest {
            image_info: wire::ImageInfo {
                image_type: image.format,
                label_type: image.size,
                receipt_option: (way != Way::Abroad).then_some("NONE"),
                package_number: numbered.then_some(place + 1),
                total_packages: numbered.then_some(count),
            },
            to_address: match way {
                Way::Abroad => wire::To::Abroad(party::foreign("ship_to", &consignment.ship_to)?),
                _ => wire::To::Home(party::domestic("ship_to", &consignment.ship_to)?),
            },
            from_address: party::domestic("ship_from", &consignment.ship_from)?,
            package_description: wire::Package {
                mail_class: self.class.to_owned(),
                rate_indicator: ingredients.rate_indicator,
                processing_category: ingredients.processing_category,
                destination_entry_facility_type: (!is_return).then_some(NO_FACILITY),
                weight_unit: "lb",
                weight: piece.weight,
                dimensions_unit: "in",
                length: piece.size.length,
                width: piece.size.width,
                height: piece.size.height,
                mailing_date: match is_return {
                    true => None,
                    false => Some(mailing_date(consignment)?),
                },
                extra_services: piece.extras,
                customer_reference: self.reference()?.into_iter().collect(),
                package_options: wire::PackageOptions {
                    package_value: piece.value,
                    non_delivery_option: (way == Way::Abroad).then_some("RETURN"),
                },
            },
            customs_form,
        })
    }

    /// The merchant's reference, which USPS prints within the country.
    fn reference(&self) -> Result<Option<wire::Reference>, Problem> {
        let text = party::within(
            &self.consignment.reference,
            REFERENCE,
            "options.reference",
            "The reference",
        )?;
        Ok((!text.is_empty()).then(|| wire::Reference {
            reference_number: text,
            print_reference_number: (self.way != Way::Abroad).then_some(true),
        }))
    }
}

/// Makes the calls of a purchase, one after the other.
async fn all(cx: Cx<'_>, operation: &'static str, prepared: &Prepared) -> Result<Bought, Problem> {
    let mut sold: Vec<Sold> = Vec::new();
    for request in order::apart(prepared) {
        let answer = call(cx, operation, Effect::Binds, &request, Pays::Yes).await;
        match answer.and_then(|answer| parse(&answer)) {
            Ok(label) => sold.push(label),
            Err(problem) if sold.is_empty() => return Err(problem),
            Err(problem) => return Err(broken_off(cx, prepared, &sold, problem).await),
        }
    }
    bought(sold, prepared)
}

/// Some labels of a purchase were sold, and the next was not.
async fn broken_off(cx: Cx<'_>, prepared: &Prepared, sold: &[Sold], problem: Problem) -> Problem {
    let numbers: Vec<&str> = sold.iter().map(|s| s.number.as_str()).collect();
    let (count, named) = (numbers.len(), numbers.join(", "));
    let is_no = matches!(problem.kind, ProblemKind::Refused | ProblemKind::Invalid);
    let mut taken_back = is_no;
    if is_no {
        let way = sale(&prepared.request).way;
        for number in &numbers {
            taken_back &= void::cancel(cx, way, number).await.is_ok();
        }
    }
    let text = problem.text.clone();
    if taken_back {
        return Problem {
            text: format!(
                "{text} The {count} labels that were bought before it are taken back: {named}"
            ),
            ..problem
        };
    }
    Problem {
        kind: ProblemKind::UnknownOutcome,
        text: format!("{count} labels were bought, {named}, and then: {text}"),
        hint: "Settle it: the same purchase is asked for again, and nothing is paid twice"
            .to_owned(),
        ..problem
    }
}

/// A label that was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sold {
    pub(super) number: String,
    /// `None` where it cannot be read.
    pub(super) charged: Option<Money>,
    /// `None` where it cannot be used.
    pub(super) label: Option<Document>,
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer) -> Result<Sold, Problem> {
    let label: wire::Label = read(answer, Effect::Binds)?;
    let facts = match (&label.label_metadata, &label.return_label_metadata) {
        (Some(facts), _) | (None, Some(facts)) => facts.clone(),
        (None, None) => read(answer, Effect::Binds)?,
    };
    let number = match facts.tracking_number.as_str() {
        "" => facts.international_tracking_number.clone(),
        number => number.to_owned(),
    };
    if number.is_empty() {
        return Err(missing(Effect::Binds, "tracking number"));
    }
    Ok(Sold {
        number,
        charged: charged(&facts),
        label: label::of(&label),
    })
}

/// The postage, which leaves extras out, with them and the fees.
fn charged(facts: &wire::LabelFacts) -> Option<Money> {
    let further = facts.extra_services.iter().chain(&facts.fees);
    let further = further.map(|f| f.price.as_str()).filter(|p| !p.is_empty());
    let amounts: Option<Vec<Money>> = std::iter::once(facts.postage.as_str())
        .chain(further)
        .map(dollars)
        .collect();
    sum(amounts?)
}

/// A sale of all its labels.
pub(super) fn bought(sold: Vec<Sold>, prepared: &Prepared) -> Result<Bought, Problem> {
    let numbers: Vec<String> = sold.iter().map(|s| s.number.clone()).collect();
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    if numbers.is_empty() || distinct.len() != numbers.len() {
        return Err(missing(Effect::Binds, "tracking number for each parcel"));
    }
    let charged = sold
        .iter()
        .map(|s| s.charged)
        .collect::<Option<Vec<Money>>>();
    let labels = sold
        .into_iter()
        .map(|s| s.label)
        .collect::<Option<Vec<Document>>>();
    Ok(Bought {
        papers: Vec::new(),
        carrier_ref: numbers[0].clone(),
        tracking_url: format!("{TRACKING_PAGE}{}", numbers[0]),
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        // A charge or a label that cannot be read does not unmake a sale.
        charged: charged.and_then(sum).unwrap_or(prepared.quoted),
        labels: labels.unwrap_or_default(),
        carrier_data: serde_json::to_value(sale(&prepared.request))
            .expect("plain texts are always JSON"),
    })
}

/// What a prepared purchase says of its labels.
pub(super) fn sale(request: &Request) -> Sale {
    let bodies = order::bodies(request);
    let first = bodies.first().cloned().unwrap_or_default();
    let text = |pointer: &str| {
        let found = first.pointer(pointer).and_then(serde_json::Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let path = Url::parse(&request.url)
        .map(|url| url.path().to_owned())
        .unwrap_or_default();
    Sale {
        way: match path {
            path if path.ends_with("/international-label") => Way::Abroad,
            path if path.ends_with("/return-label") => Way::Return,
            _ => Way::Home,
        },
        image: text("/imageInfo/imageType"),
        size: text("/imageInfo/labelType"),
        mailing_date: text("/packageDescription/mailingDate"),
        from: wire::Address::deserialize(&first["fromAddress"]).unwrap_or_default(),
    }
}
