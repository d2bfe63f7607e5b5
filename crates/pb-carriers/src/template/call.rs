//! The one way to speak to it, and what a failing answer means.

use super::wire::{Failed, Order, Place};
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use crate::lines::fitted;
use crate::{Consignment, Cx, check};
use http::HeaderName;
use pb_domain::{Account, Address, Currency, Money, Problem, ProblemKind};
use serde::de::DeserializeOwned;
use url::Url;

const HOST: &str = "https://api.carrier.example";
const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => HOST,
        own => own,
    };
    let mut url = admit(host, false)?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    Ok(url)
}

/// Makes a call with the account's key.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let key = credential(cx.account.secret("key"))?;
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Header(&KEY, &key)],
            effect,
            plain_http: false,
        })
        .await
}

/// The answer as `T`, or the problem that it states.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, effect: Effect) -> Result<T, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(failure(answer, effect));
    }
    serde_json::from_slice(&answer.body)
        .map_err(|_| doubt(effect, "The carrier's answer cannot be read".to_owned()))
}

fn failure(answer: &Answer, effect: Effect) -> Problem {
    let failed: Failed = serde_json::from_slice(&answer.body).unwrap_or_default();
    let (code, message) = (failed.code, failed.message);
    match answer.status {
        // A page of a proxy says no to nothing.
        status if code.is_empty() => doubt(effect, format!("The carrier answers {status}")),
        401 | 403 => Problem::new(ProblemKind::Auth, "The carrier does not accept the key")
            .hint("Enter it anew in the account")
            .field("key")
            .carrier(code, message),
        429 => answer.too_often("The carrier").carrier(code, message),
        400..500 => Problem::new(ProblemKind::Refused, format!("Refused: {message}"))
            .hint("Correct it and try again")
            .carrier(code, message),
        _ => doubt(effect, format!("The carrier failed: {message}")).carrier(code, message),
    }
}

/// Nobody can tell what it did: unknown where it may have bought or voided.
pub(super) fn doubt(effect: Effect, text: String) -> Problem {
    let kind = match effect {
        Effect::Binds => ProblemKind::UnknownOutcome,
        Effect::Asks | Effect::Drafts => ProblemKind::Unavailable,
    };
    Problem::new(kind, text).hint("Try again later")
}

/// An order, or what must be corrected before it can be one.
pub(super) fn order<'a>(
    consignment: &'a Consignment,
    service: Option<&'a str>,
) -> Result<Order<'a>, Problem> {
    let mut parcels = Vec::with_capacity(consignment.parcels.len());
    for (i, parcel) in consignment.parcels.iter().enumerate() {
        check::measured(i, parcel)?;
        let micrograms = parcel.weight.micrograms().unsigned_abs();
        parcels.push(micrograms.div_ceil(1_000_000));
    }
    Ok(Order {
        sender: place("ship_from", &consignment.ship_from)?,
        recipient: place("ship_to", &consignment.ship_to)?,
        parcels,
        service,
        reference: &consignment.reference,
    })
}

fn place<'a>(prefix: &str, address: &'a Address) -> Result<Place<'a>, Problem> {
    let street = fitted(&[&address.line1, &address.line2], 35, 3);
    let country = address
        .country
        .ok_or_else(|| invalid(format!("{prefix}.country"), "The country is missing"))?;
    Ok(Place {
        name: &address.name,
        street: street
            .ok_or_else(|| invalid(format!("{prefix}.line1"), "The street is too long"))?,
        town: &address.city,
        postcode: &address.postal_code,
        country: country.code().to_owned(),
    })
}

/// An amount, if the currency is one.
pub(super) fn money(cents: i64, currency: &str) -> Option<Money> {
    let currency = Currency::from_code(currency).ok()?;
    (cents >= 0).then(|| Money::new(cents, currency))
}
