//! Viettel Post's lists of places, and where an address is among them.
//!
//! The old division is `GET /v2/categories/listProvinceById`, `listDistrict` and `listWards`, the new one
//! `GET /v3/categories/listProvinceNew` and `listWardsNew`. Each has numbers of its own, and an order holds those of one
//! division alone. Each list is kept for some hours.

use super::answer::{integer, missing, rows, text};
use super::host::{self, call};
use super::wire;
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use crate::vietnam::{Form, Gazetteer, Kept, List, Place, Resolved, Whereabouts, resolve};
use async_trait::async_trait;
use pb_domain::{Account, Address, Problem, ProblemKind};
use serde_json::Value;
use std::sync::Arc;

/// The account's setting that says in which division addresses are.
pub(super) const SETTING: &str = "addresses";
/// All provinces, where one is asked for by its number.
const ALL: &str = "-1";
/// The value of a district that is none: it gathers a province's new wards among the old lists.
const NO_DISTRICT: &str = "NEW";

static KEPT: Kept = Kept::new();

/// The division that an address is written in, by the account's setting.
pub(super) fn form(account: &Account, address: &Address) -> Form {
    Form::of(account.setting(SETTING), address)
}

/// Where an address is that our form calls `prefix`, or the question to a person.
pub(super) async fn known(
    cx: Cx<'_>,
    prefix: &str,
    address: &Address,
) -> Result<Whereabouts, Problem> {
    match resolve(&Lists(cx), form(cx.account, address), address).await? {
        Resolved::Known(known) => Ok(known),
        Resolved::Doubtful(doubt) => Err(doubt.problem(prefix, "Viettel Post")),
    }
}

/// The numbers of a place; there is no district in the new division.
pub(super) fn spot(place: &Whereabouts) -> Result<wire::Spot, Problem> {
    let number = |place: &Place| {
        place.id.parse::<i64>().map_err(|_| {
            Problem::new(
                ProblemKind::Unavailable,
                format!("Viettel Post's list has no number for {}", place.name),
            )
            .hint("Try again in a while")
        })
    };
    Ok(wire::Spot {
        province: number(&place.province)?,
        district: match &place.district {
            Some(district) => number(district)?,
            None => 0,
        },
        ward: number(&place.ward)?,
    })
}

/// Viettel Post's lists for an account.
pub(super) struct Lists<'a>(pub(super) Cx<'a>);

#[async_trait]
impl Gazetteer for Lists<'_> {
    async fn list(&self, list: List<'_>) -> Result<Arc<[Place]>, Problem> {
        KEPT.get(self.0, name(list), fetch(self.0, list)).await
    }
}

fn name(list: List<'_>) -> String {
    match list {
        List::Provinces(form) => format!("{form:?}"),
        List::Districts { province } => format!("districts of {}", province.id),
        List::Wards { form, of } => format!("{form:?} wards of {}", of.id),
    }
}

async fn fetch(cx: Cx<'_>, list: List<'_>) -> Result<Vec<Place>, Problem> {
    let request = request(cx.account, list)?;
    parse(&call(cx, "places", Effect::Asks, &request).await?)
}

pub(super) fn request(account: &Account, list: List<'_>) -> Result<Request, Problem> {
    let (version, path, of) = match list {
        List::Provinces(Form::ThreeLevel) => ("v2", "listProvinceById", Some(("provinceId", ALL))),
        List::Provinces(Form::TwoLevel) => ("v3", "listProvinceNew", None),
        List::Districts { province } => (
            "v2",
            "listDistrict",
            Some(("provinceId", province.id.as_str())),
        ),
        List::Wards {
            form: Form::ThreeLevel,
            of,
        } => ("v2", "listWards", Some(("districtId", of.id.as_str()))),
        List::Wards {
            form: Form::TwoLevel,
            of,
        } => ("v3", "listWardsNew", Some(("provinceId", of.id.as_str()))),
    };
    let mut url = host::url(account, &[version, "categories", path])?;
    if let Some((name, value)) = of {
        url.query_pairs_mut().append_pair(name, value);
    }
    Ok(Request::get(url))
}

/// The places of an answer.
pub(super) fn parse(answer: &Answer) -> Result<Vec<Place>, Problem> {
    let rows = rows(answer, "places")?;
    let told = |row: &&Value| row["DISTRICT_VALUE"] != NO_DISTRICT;
    let places: Vec<Place> = rows.iter().filter(told).filter_map(place).collect();
    if places.is_empty() && !rows.is_empty() {
        return Err(missing(Effect::Asks, "place with a name and a number"));
    }
    Ok(places)
}

/// A place of any level: a lower one names those above it by their numbers as well.
fn place(row: &Value) -> Option<Place> {
    let levels = [
        ("WARDS_NAME", "WARDS_ID"),
        ("DISTRICT_NAME", "DISTRICT_ID"),
        ("PROVINCE_NAME", "PROVINCE_ID"),
    ];
    let (level, id) = levels.into_iter().find(|(name, _)| !row[name].is_null())?;
    let (name, id) = (text(&row[level]), integer(&row[id])?);
    if name.is_empty() || id <= 0 {
        return None;
    }
    // Such as HCM, which people write as well, and as TPHCM.
    let code = match level {
        "PROVINCE_NAME" => text(&row["PROVINCE_CODE"]),
        _ => String::new(),
    };
    let also = match code.is_empty() {
        true => Vec::new(),
        false => vec![format!("TP{code}"), code],
    };
    Some(Place {
        id: id.to_string(),
        name,
        also,
    })
}
