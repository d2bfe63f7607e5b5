//! What Bring sells by the parcel: `services.toml`, and which of it goes on a lane.

use super::consignment::Lane;
use super::measure::{centimetres, grams};
use crate::check::invalid;
use pb_domain::{Account, Parcel, Problem};
use serde::Deserialize;
use std::sync::LazyLock;

/// Where nothing goes.
const NOWHERE: &[&str] = &["RU", "BY"];

/// One product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    domestic: Vec<String>,
    #[serde(default)]
    from: Vec<String>,
    #[serde(default)]
    to: Vec<String>,
    /// Whether it brings parcels back.
    #[serde(default)]
    pub(super) returns: bool,
    #[serde(default = "yes")]
    asked: bool,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    signature: Vec<String>,
    #[serde(default)]
    identity: Vec<String>,
    #[serde(default)]
    notified: Vec<String>,
    #[serde(default)]
    notified_from: Vec<String>,
    #[serde(default)]
    insured: Vec<String>,
    #[serde(default)]
    insured_from: Vec<String>,
    /// Whether cash is collected.
    #[serde(default)]
    pub(super) cash: bool,
    /// Whether it takes customs data out of Norway, and wants them.
    #[serde(default)]
    customs: bool,
    /// Whether it wants the customer number without what stands before its digits.
    #[serde(default)]
    bare_customer: bool,
}

fn yes() -> bool {
    true
}

/// What a parcel may be at most, in grams and centimetres.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Limits {
    grams: Option<i64>,
    longest: Option<i64>,
    with_girth: Option<i64>,
    sides: Option<i64>,
}

#[derive(Deserialize)]
struct List {
    service: Vec<Service>,
}

/// All of them.
pub(super) static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let list: List = toml::from_str(include_str!("services.toml"))
        .expect("the list is part of the program, and a test reads it");
    list.service
});

/// The product with an id.
pub(super) fn find(id: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.id == id)
}

/// The products that a price is asked for: those that the account names, else those that are asked for by
/// themselves; of these the ones that go on a lane.
pub(super) fn asked(
    account: &Account,
    lane: Lane,
    returns: bool,
) -> Result<Vec<&'static Service>, Problem> {
    let mut named = Vec::new();
    let codes = account.setting("services").split([',', ';', ' ']);
    for code in codes.map(str::trim).filter(|code| !code.is_empty()) {
        let service = find(&code.to_ascii_uppercase()).ok_or_else(|| {
            let known: Vec<&str> = SERVICES.iter().map(|s| s.id.as_str()).collect();
            invalid(
                "services",
                format!("The account {} names a product {code}", account.name),
            )
            .hint(format!("Name some of {}", known.join(", ")))
        })?;
        named.push(service);
    }
    let all: Vec<&Service> = match named.as_slice() {
        [] => SERVICES.iter().filter(|s| s.asked).collect(),
        _ => named,
    };
    Ok(all
        .into_iter()
        .filter(|s| s.returns == returns && s.goes(lane))
        .collect())
}

impl Service {
    /// Whether it goes from one country to another.
    pub(super) fn goes(&self, lane: Lane) -> bool {
        if lane.is_domestic() {
            return names(&self.domestic, lane.from.code());
        }
        names(&self.from, lane.from.code()) && names(&self.to, lane.to.code())
    }

    /// Whether it takes a signature.
    pub(super) fn takes_signature(&self, lane: Lane) -> bool {
        names(&self.signature, lane.to.code())
    }

    /// Whether it takes a look at the recipient's papers.
    pub(super) fn takes_identity(&self, lane: Lane) -> bool {
        names(&self.identity, lane.to.code())
    }

    /// Whether notifying the recipient is sold with it.
    pub(super) fn notifies(&self, lane: Lane) -> bool {
        names(&self.notified, lane.to.code()) && from(&self.notified_from, lane)
    }

    /// Whether insurance is sold with it.
    pub(super) fn insures(&self, lane: Lane) -> bool {
        names(&self.insured, lane.to.code()) && from(&self.insured_from, lane)
    }

    /// Whether customs data go with it, which is then a must.
    pub(super) fn declares(&self, lane: Lane) -> bool {
        self.customs && lane.from.code() == "NO" && !lane.is_domestic()
    }

    /// The customer number as this product wants it.
    pub(super) fn customer(&self, number: &str) -> String {
        if !self.bare_customer {
            return number.to_owned();
        }
        let digits = number.rsplit('-').next().unwrap_or(number);
        let bare = digits.trim_start_matches('0');
        if bare.is_empty() { number } else { bare }.to_owned()
    }

    /// Why a parcel is too heavy or too large for it.
    pub(super) fn fits(&self, index: usize, parcel: &Parcel) -> Result<(), Problem> {
        let too = |field: &str, what: String| {
            Err(invalid(
                format!("parcels.{index}.{field}"),
                format!("Parcel {} {what}", index + 1),
            ))
        };
        let (name, limits) = (&self.name, &self.limits);
        if let Some(most) = limits.grams
            && grams(parcel.weight) > most
        {
            return too(
                "weight",
                format!(
                    "weighs {}, and {name} takes {} kg at most",
                    parcel.weight,
                    most / 1_000
                ),
            );
        }
        let Some(dimensions) = parcel.dimensions else {
            return Ok(());
        };
        let [length, width, height] = dimensions.sorted().map(centimetres);
        let around = width.saturating_add(height).saturating_mul(2);
        for (is, most, what) in [
            (length, limits.longest, "on its longest side"),
            (
                length.saturating_add(around),
                limits.with_girth,
                "along its longest side and around it",
            ),
            (
                length.saturating_add(width).saturating_add(height),
                limits.sides,
                "on all three sides together",
            ),
        ] {
            if let Some(most) = most.filter(|most| is > *most) {
                return too(
                    "dimensions",
                    format!("measures {is} cm {what}, and {name} takes {most} cm at most"),
                );
            }
        }
        Ok(())
    }
}

fn names(list: &[String], country: &str) -> bool {
    let anywhere = list.iter().any(|c| c == "*") && !NOWHERE.contains(&country);
    anywhere || list.iter().any(|c| c == country)
}

/// Whether a lane begins where a list narrows it to; an empty list does not.
fn from(list: &[String], lane: Lane) -> bool {
    list.is_empty() || names(list, lane.from.code())
}
