//! Pickups: `POST /api/pickupcreation/v2409/pickup`, and `DELETE /api/shipments/v2409/pickup/02` to take one
//! back.
//!
//! UPS has no key for an order of a driver: two orders are two drivers. So it leaves once, and what is not a
//! clear yes or no is unknown.

use super::answer::{missing, read, success};
use super::host::{self, call};
use super::measure::Units;
use super::party::{country, lines, within};
use super::rate::{VERSION, money};
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::phone::Phone;
use crate::{Cx, Pickup, PickupOrder, PickupParcels, Pickups};
use async_trait::async_trait;
use jiff::civil::{Date, Time};
use pb_domain::{Account, Problem, Weight};
use uuid::Uuid;

const COMPANY: usize = 27;
const CONTACT: usize = 22;
const LINE: usize = 73;
const INSTRUCTIONS: usize = 57;
const REFERENCE: usize = 35;
/// A parcel, and not a letter or a pallet.
const PARCEL: &str = "01";
/// The account pays.
const BY_ACCOUNT: &str = "01";
/// A pickup is cancelled by its number.
const BY_NUMBER: &str = "02";

pub(super) struct UpsPickups;

#[async_trait]
impl Pickups for UpsPickups {
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem> {
        let request = request(cx.account, order, Uuid::now_v7())?;
        parse(&call(cx, "pickup", Effect::Binds, &request).await?)
    }

    async fn cancel(&self, cx: Cx<'_>, number: &str) -> Result<(), Problem> {
        let request = cancel_request(cx.account, number, Uuid::now_v7())?;
        parse_cancel(&call(cx, "pickup cancel", Effect::Binds, &request).await?)
    }
}

pub(super) fn request(
    account: &Account,
    order: &PickupOrder,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let address = &order.address;
    let place = country("address", address)?;
    let Some(phone) = Phone::read(&address.phone, place) else {
        return Err(invalid(
            "address.phone",
            "UPS wants a telephone number that the driver can call",
        ));
    };
    let day: Date = order
        .day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    let time = |text: &str, field: &str| -> Result<Time, Problem> {
        Time::strptime("%H:%M", text)
            .map_err(|_| invalid(field, format!("{text} is not a time written as HH:MM")))
    };
    let (ready, close) = (time(&order.ready, "ready")?, time(&order.close, "close")?);
    if close <= ready {
        return Err(invalid(
            "close",
            "The pickup would end before the parcels are ready",
        ));
    }
    if order.parcels.is_empty() || order.parcels.iter().any(|p| p.count == 0) {
        return Err(invalid("parcels", "There is nothing to be picked up"));
    }
    if order.weight <= Weight::ZERO {
        return Err(invalid("weight", "The parcels have no weight"));
    }
    let units = Units::of(place);
    let (company, person) = (address.company.trim(), address.name.trim());
    let (company, person) = match (company, person) {
        ("", "") => return Err(invalid("address.name", "A name or a company is missing")),
        ("", person) => (person, person),
        (company, "") => (company, company),
        both => both,
    };
    let total = units.weight(order.weight);
    let body = wire::PickupRequest {
        rate_pickup_indicator: "Y",
        shipper: wire::PickupShipper {
            account: wire::PickupAccount {
                account_number: host::number(account)?,
                account_country_code: place.code().to_owned(),
            },
        },
        pickup_date_info: wire::PickupDate {
            close_time: close.strftime("%H%M").to_string(),
            ready_time: ready.strftime("%H%M").to_string(),
            pickup_date: day.strftime("%Y%m%d").to_string(),
        },
        pickup_address: wire::PickupAddress {
            company_name: within(company, COMPANY, "address.company", "The company")?,
            contact_name: within(person, CONTACT, "address.name", "The name")?,
            address_line: lines("address", address, LINE)?,
            city: address.city.trim().to_owned(),
            state_province: address.region.trim().to_owned(),
            postal_code: address
                .postal_code
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect(),
            country_code: place.code().to_owned(),
            residential_indicator: match address.company.trim() {
                "" => "Y",
                _ => "N",
            },
            phone: wire::Phone {
                number: phone.digits(),
            },
        },
        // The account's own address may be another; this one is written out.
        alternate_address_indicator: "Y",
        pickup_piece: order.parcels.iter().map(piece).collect(),
        total_weight: wire::PickupWeight {
            weight: total.weight,
            unit_of_measurement: units.weight_code(),
        },
        overweight_indicator: match units.is_heavy(order.heaviest) {
            true => "Y",
            false => "N",
        },
        payment_method: BY_ACCOUNT,
        special_instruction: within(
            &order.instructions,
            INSTRUCTIONS,
            "instructions",
            "The words to the driver",
        )?,
        reference_number: within(&order.reference, REFERENCE, "reference", "The reference")?,
    };
    let url = host::url(account, &["api", "pickupcreation", VERSION, "pickup"])?;
    let request = Request::post_json(url, &wire::body("PickupCreationRequest", &body));
    Ok(host::signed(request, transaction))
}

/// A service has three digits here.
fn piece(parcels: &PickupParcels) -> wire::PickupPiece {
    wire::PickupPiece {
        service_code: format!("{:0>3}", parcels.service),
        quantity: parcels.count.to_string(),
        destination_country_code: parcels.country.code().to_owned(),
        container_code: PARCEL,
    }
}

pub(super) fn parse(answer: &Answer) -> Result<Pickup, Problem> {
    let made: wire::PickupMade = read(answer, Effect::Binds)?;
    let made = made
        .pickup_creation_response
        .ok_or_else(|| missing(Effect::Binds, "pickup"))?;
    success(&made.response, Effect::Binds)?;
    if made.number.is_empty() {
        return Err(missing(Effect::Binds, "number of the pickup"));
    }
    let rate = &made.rate_result;
    Ok(Pickup {
        charged: money(&rate.grand_total_of_all_charge, &rate.currency_code).ok(),
        number: made.number,
    })
}

pub(super) fn cancel_request(
    account: &Account,
    number: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(invalid(
            "number",
            format!("{number} is not the number of a pickup"),
        ));
    }
    let path = ["api", "shipments", VERSION, "pickup", BY_NUMBER];
    let mut request = Request {
        method: "DELETE".to_owned(),
        ..Request::get(host::url(account, &path)?)
    };
    request.headers.push(("Prn".to_owned(), number.to_owned()));
    Ok(host::signed(request, transaction))
}

pub(super) fn parse_cancel(answer: &Answer) -> Result<(), Problem> {
    let cancelled: wire::PickupCancelled = read(answer, Effect::Binds)?;
    let cancelled = cancelled
        .pickup_cancel_response
        .ok_or_else(|| missing(Effect::Binds, "cancellation"))?;
    if cancelled.response.response_status.code.is_empty() {
        return Err(missing(Effect::Binds, "cancellation"));
    }
    success(&cancelled.response, Effect::Binds)
}
