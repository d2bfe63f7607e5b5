//! Service points: `GET /rest/businesslocation/v5/servicepoints/nearest/byaddress`, for a parcel that must be
//! fetched at a named one.

use super::answer::{self, missing, read};
use super::host::{self, call};
use super::{party, wire};
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use pb_domain::{Account, Address, Problem, ProblemKind};
use serde::Serialize;

/// A place where a parcel can be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Point {
    /// Its id, unique within its country.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) postal_code: String,
    pub(super) city: String,
    pub(super) country: String,
}

/// The one nearest to an address.
pub(super) async fn nearest(cx: Cx<'_>, address: &Address) -> Result<Point, Problem> {
    let request = request(cx.account, address)?;
    parse(&call(cx, "point", Effect::Asks, &request).await?)
}

pub(super) fn request(account: &Account, address: &Address) -> Result<Request, Problem> {
    let country = party::country("ship_to", address)?;
    let path = [
        "businesslocation",
        "v5",
        "servicepoints",
        "nearest",
        "byaddress",
    ];
    let mut url = host::url(account, &path)?;
    url.query_pairs_mut()
        .append_pair("returnType", "json")
        .append_pair("countryCode", country.code())
        .append_pair("agreementCountry", host::issuer(account).country)
        .append_pair("city", address.city.trim())
        .append_pair("postalCode", &party::postal_code("ship_to", address)?)
        .append_pair("streetName", address.line1.trim())
        .append_pair("numberOfServicePoints", "5")
        .append_pair("srId", "EPSG:4326")
        .append_pair("context", "optionalservicepoint")
        .append_pair("responseFilter", "public");
    Ok(Request::get(url))
}

/// The first that can be named in a booking; they come nearest first.
pub(super) fn parse(answer: &Answer) -> Result<Point, Problem> {
    let found: wire::ServicePoints = read(answer, Effect::Asks)?;
    let stated = answer::stated(answer);
    if !stated.is_empty() {
        return Err(answer::no(&stated));
    }
    let found = found
        .response
        .ok_or_else(|| missing(answer, Effect::Asks, "service points"))?;
    found.service_points.iter().find_map(point).ok_or_else(|| {
        Problem::new(
            ProblemKind::Refused,
            "PostNord names no service point near the recipient's address",
        )
        .hint("Check the address, or choose a service that delivers to the door")
        .field("ship_to.postal_code")
    })
}

/// What parcels are sent to is its delivery address; people go to the visiting one.
fn point(found: &wire::ServicePoint) -> Option<Point> {
    let is_whole = |a: &&wire::PointAddress| {
        !a.postal_code.is_empty() && !a.city.is_empty() && !a.country_code.is_empty()
    };
    let address = [&found.delivery_address, &found.visiting_address]
        .into_iter()
        .find(is_whole)?;
    if found.service_point_id.is_empty() || found.name.is_empty() {
        return None;
    }
    let street = [address.street_name.as_str(), &address.street_number];
    let street: Vec<&str> = street.into_iter().filter(|p| !p.is_empty()).collect();
    Some(Point {
        id: found.service_point_id.clone(),
        name: found.name.clone(),
        street: street.join(" "),
        postal_code: address.postal_code.clone(),
        city: address.city.clone(),
        country: address.country_code.clone(),
    })
}

/// The same as the party that a parcel is delivered to.
pub(super) fn delivery_party(point: Point) -> wire::DeliveryParty {
    wire::DeliveryParty {
        party_identification: wire::PartyIdentification {
            party_id: point.id,
            party_id_type: "156",
        },
        party: wire::Party {
            name_identification: wire::NameIdentification {
                name: point.name.chars().take(60).collect(),
                company_name: String::new(),
            },
            address: wire::Address {
                streets: match point.street.is_empty() {
                    true => Vec::new(),
                    false => vec![point.street.chars().take(50).collect()],
                },
                postal_code: point.postal_code,
                state: String::new(),
                city: point.city.chars().take(35).collect(),
                country_code: point.country,
            },
            contact: None,
        },
    }
}
