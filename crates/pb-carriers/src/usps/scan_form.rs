//! SCAN forms (PS Form 5630): `POST /scan-forms/v3/scan-form`. One scan of it at the counter accepts all its parcels.
//!
//! A form is for labels of one ZIP Code of origin. A label can be on one form only; that it was sold for another day is
//! no obstacle, since the form's day then holds for it too.

use super::answer::{missing, read};
use super::consignment::Way;
use super::host::{self, Pays, call};
use super::label::{accepting, decode};
use super::rate::NO_FACILITY;
use super::ship::{Sale, VENDOR_JSON};
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LeftOut, Manifest, Manifests};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Problem, ProblemKind};
use serde::Deserialize;

/// Shipments on one form. USPS states no figure; a guess that stays below a counter's day.
const MOST: usize = 500;
const FORM: &str = "5630";
const LETTER: &str = "8.5X11LABEL";

pub(super) struct UspsManifests;

#[async_trait]
impl Manifests for UspsManifests {
    fn at_most(&self) -> usize {
        MOST
    }

    async fn close(
        &self,
        cx: Cx<'_>,
        day: &str,
        shipments: &[BoughtRef],
    ) -> Result<Manifest, Problem> {
        let (request, mut left_out) = request(cx.account, day, shipments)?;
        let answer = call(cx, "manifest", Effect::Binds, &request, Pays::No).await?;
        let (manifest, scanned) = parse(&answer)?;
        left_out.extend(not_on_it(shipments, &scanned, &left_out));
        Ok(Manifest {
            left_out,
            ..manifest
        })
    }
}

/// The request, and what cannot be on one form with the first shipment.
pub(super) fn request(
    account: &Account,
    day: &str,
    shipments: &[BoughtRef],
) -> Result<(Request, Vec<LeftOut>), Problem> {
    let day: Date = day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    let sold: Vec<(&BoughtRef, Sale)> = shipments
        .iter()
        .map(|s| (s, Sale::deserialize(&s.carrier_data).unwrap_or_default()))
        .collect();
    let scannable = |sale: &Sale| sale.way != Way::Return && !sale.from.zip_code.is_empty();
    let Some(from) = sold
        .iter()
        .map(|(_, sale)| sale)
        .find(|s| scannable(s))
        .map(|s| &s.from)
    else {
        return Err(invalid(
            "shipments",
            "None of these shipments can be on a SCAN form: there are none, or return labels alone",
        ));
    };
    let mut numbers = Vec::new();
    let mut left_out = Vec::new();
    let mut overwrites = false;
    for (bought, sale) in &sold {
        let why = if !scannable(sale) {
            "It is a return label, or it is not known where it leaves from"
        } else if sale.from.zip_code != from.zip_code {
            "It leaves from another ZIP Code: close those by themselves"
        } else {
            overwrites |= sale.mailing_date != day.to_string();
            numbers.extend(bought.tracking_numbers.iter().cloned());
            continue;
        };
        left_out.push(out(bought, why));
    }
    let size = match account.setting("scan_form_size") {
        "" => LETTER,
        size => size,
    };
    let body = wire::ScanFormRequest {
        form: FORM,
        image_info: wire::ReprintImage {
            image_type: "PDF".to_owned(),
            label_type: size.to_owned(),
        },
        mailing_date: day.to_string(),
        overwrite_mailing_date: overwrites,
        entry_facility: from.zip_code.clone(),
        destination_entry_facility_type: NO_FACILITY,
        shipment: wire::ScannedLabels {
            tracking_numbers: numbers,
        },
        from_address: from.clone(),
    };
    let url = host::url(account, &["scan-forms", "v3", "scan-form"])?;
    let request = accepting(Request::post_json(url, &body), VENDOR_JSON);
    Ok((request, left_out))
}

fn out(bought: &BoughtRef, why: &str) -> LeftOut {
    LeftOut {
        carrier_ref: bought.carrier_ref.clone(),
        problem: Problem::new(ProblemKind::Refused, why),
    }
}

/// The form, and the numbers that are on it.
pub(super) fn parse(answer: &Answer) -> Result<(Manifest, Vec<String>), Problem> {
    let form: wire::ScanForm = read(answer, Effect::Binds)?;
    let facts = form.facts.unwrap_or(wire::ScanFacts {
        manifest_number: form.manifest_number,
        tracking_numbers: form.tracking_numbers,
    });
    if facts.manifest_number.is_empty() {
        return Err(missing(Effect::Binds, "number of the SCAN form"));
    }
    let manifest = Manifest {
        number: facts.manifest_number,
        // The form is made all the same, and can be printed in the Business Customer Gateway.
        documents: decode(&form.image).into_iter().collect(),
        left_out: Vec::new(),
    };
    Ok((manifest, facts.tracking_numbers))
}

/// Shipments whose numbers the form does not name, where it names any.
pub(super) fn not_on_it(
    shipments: &[BoughtRef],
    scanned: &[String],
    known: &[LeftOut],
) -> Vec<LeftOut> {
    if scanned.is_empty() {
        return Vec::new();
    }
    let is_known = |s: &BoughtRef| known.iter().any(|l| l.carrier_ref == s.carrier_ref);
    let is_on_it = |s: &BoughtRef| s.tracking_numbers.iter().all(|n| scanned.contains(n));
    shipments
        .iter()
        .filter(|s| !is_known(s) && !is_on_it(s))
        .map(|s| out(s, "USPS did not put it on the form, and does not say why"))
        .collect()
}
