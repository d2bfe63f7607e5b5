//! GHN's lists of places, and where an address is among them.
//!
//! The old division is `GET /master-data/province`, `/district` and `/ward`, the new one `GET /v3/master-data/…`, in
//! pages. Each is kept for some hours.

use super::answer::{integer, list, missing, read, text};
use super::host::{self, call};
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use crate::vietnam::{
    Form, Gazetteer, Kept, List, Place, Resolved, Whereabouts, resolve, unaccented,
};
use async_trait::async_trait;
use pb_domain::{Account, Address, Problem};
use serde_json::Value;
use std::sync::Arc;

/// The account's setting that says in which division addresses are.
pub(super) const SETTING: &str = "addresses";
/// Entries in a page.
const PAGE: usize = 200;
/// Pages of one list at most; a province has some hundred wards.
const MOST_PAGES: usize = 20;

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
) -> Result<(Form, Whereabouts), Problem> {
    let form = form(cx.account, address);
    match resolve(&Lists(cx), form, address).await? {
        Resolved::Known(known) => Ok((form, known)),
        Resolved::Doubtful(doubt) => Err(doubt.problem(prefix, "GHN")),
    }
}

/// GHN's lists for an account.
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

/// All pages of a list.
async fn fetch(cx: Cx<'_>, list: List<'_>) -> Result<Vec<Place>, Problem> {
    let mut places: Vec<Place> = Vec::new();
    for page in 0..MOST_PAGES {
        let request = request(cx.account, list, page * PAGE)?;
        let answer = call(cx, "places", Effect::Asks, &request).await?;
        let entries = rows(&answer)?;
        let before = places.len();
        for place in entries.iter().filter_map(place) {
            // One that ignores where a page begins gives the first again.
            if !places.iter().any(|known| known.id == place.id) {
                places.push(place);
            }
        }
        let paged = matches!(
            list,
            List::Provinces(Form::TwoLevel)
                | List::Wards {
                    form: Form::TwoLevel,
                    ..
                }
        );
        if !paged || entries.len() < PAGE || places.len() == before {
            break;
        }
    }
    Ok(places)
}

pub(super) fn request(
    account: &Account,
    list: List<'_>,
    offset: usize,
) -> Result<Request, Problem> {
    let path: &[&str] = match list {
        List::Provinces(Form::ThreeLevel) => &["master-data", "province"],
        List::Provinces(Form::TwoLevel) => &["v3", "master-data", "province", "all"],
        List::Districts { .. } => &["master-data", "district"],
        List::Wards {
            form: Form::ThreeLevel,
            ..
        } => &["master-data", "ward"],
        List::Wards {
            form: Form::TwoLevel,
            ..
        } => &["v3", "master-data", "ward", "all-by-province-id"],
    };
    let mut url = host::url(account, path)?;
    let (offset, limit) = (offset.to_string(), PAGE.to_string());
    let paged = [("offset", offset.as_str()), ("limit", limit.as_str())];
    match list {
        List::Provinces(Form::ThreeLevel) => {}
        List::Provinces(Form::TwoLevel) => {
            url.query_pairs_mut().extend_pairs(paged);
        }
        List::Districts { province } => {
            url.query_pairs_mut()
                .append_pair("province_id", &province.id);
        }
        List::Wards {
            form: Form::ThreeLevel,
            of,
        } => {
            url.query_pairs_mut().append_pair("district_id", &of.id);
        }
        List::Wards {
            form: Form::TwoLevel,
            of,
        } => {
            url.query_pairs_mut()
                .append_pair("province_id", &of.id)
                .extend_pairs(paged);
        }
    }
    Ok(Request::get(url))
}

/// The entries of a list, those that are not to be used among them.
fn rows(answer: &Answer) -> Result<Vec<Value>, Problem> {
    match read(answer, Effect::Asks)? {
        Value::Array(entries) => Ok(entries),
        _ => Err(missing(Effect::Asks, "list of places")),
    }
}

/// The places of an answer.
pub(super) fn parse(answer: &Answer) -> Result<Vec<Place>, Problem> {
    Ok(rows(answer)?.iter().filter_map(place).collect())
}

/// A place of either division; `None` for those that GHN tries things with, or does not serve any more.
fn place(entry: &Value) -> Option<Place> {
    let first = |names: [&str; 4]| {
        names
            .map(|name| text(&entry[name]))
            .into_iter()
            .find(|t| !t.is_empty())
    };
    let id = first(["_id", "WardCode", "DistrictID", "ProvinceID"])?;
    let name = first(["name", "WardName", "DistrictName", "ProvinceName"])?;
    let status = [&entry["status"], &entry["Status"]];
    let retired = status
        .into_iter()
        .filter_map(integer)
        .any(|status| status != 1);
    if retired || unaccented(&name).to_lowercase().contains("test") {
        return None;
    }
    let also = [&entry["extension_names"], &entry["NameExtension"]];
    let also = also.into_iter().flat_map(list).map(text);
    Some(Place {
        id,
        name,
        also: also.filter(|name| !name.is_empty()).collect(),
    })
}
