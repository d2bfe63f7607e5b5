//! *Test connection*: whether FedEx lets the account in, and takes a question of each kind.
//!
//! It asks for the track of a number of FedEx's own documentation, then for a price within the United States: both cost
//! nothing and change nothing. A refusal of the second in FedEx's words is not a failure: accounts of other countries get
//! one.

use super::host::{self, ENVIRONMENT, Project, SANDBOX, call, has_track_keys};
use super::{rate, track, wire};
use crate::engine::{Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A number of the documentation, of nobody's parcel.
const SAMPLE: &str = "122816215025810";

pub(super) struct FedexTest;

#[async_trait]
impl Test for FedexTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let tracks = track::request(cx.account, &[SAMPLE], Uuid::now_v7())?;
        let answer = call(cx, Project::Track, "test", Effect::Asks, &tracks).await?;
        track::parse(&answer, SAMPLE)?;
        let number = host::number(cx.account)?;
        let prices = request(cx.account, &number)?;
        let answer = call(cx, Project::Ship, "test", Effect::Asks, &prices).await?;
        let priced = match super::answer::read::<wire::Rated>(&answer, Effect::Asks) {
            Ok(_) => format!("and prices for {number}"),
            Err(problem) if matches!(problem.kind, ProblemKind::Invalid | ProblemKind::Refused) => {
                format!(
                    "but priced no sample for {number}; your own rates will show whether that matters. It says: {}",
                    problem.carrier_text
                )
            }
            Err(problem) => return Err(problem),
        };
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", SANDBOX) => "sandbox, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        let keys = match has_track_keys(cx.account) {
            true => "both pairs of keys",
            false => "the keys",
        };
        Ok(format!("FedEx's {world} takes {keys}, tracks {priced}"))
    }
}

/// A parcel of a pound from Memphis to Austin.
fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let place = |postal: &str| wire::Place {
        address: wire::Address {
            postal_code: postal.to_owned(),
            country_code: "US".to_owned(),
            ..wire::Address::default()
        },
    };
    let body = wire::RateRequest {
        account_number: wire::AccountNumber {
            value: number.to_owned(),
        },
        requested_shipment: wire::RatedShipment {
            shipper: place("38116"),
            recipient: place("78701"),
            rate_request_type: rate::kinds(account).to_vec(),
            pickup_type: "DROPOFF_AT_FEDEX_LOCATION".to_owned(),
            total_package_count: 1,
            requested_package_line_items: vec![wire::LineItem {
                group_package_count: 1,
                weight: wire::Weight {
                    units: "LB",
                    value: Some(wire::number(Decimal::ONE)),
                },
                ..wire::LineItem::default()
            }],
            ..wire::RatedShipment::default()
        },
        ..wire::RateRequest::default()
    };
    host::request(account, "POST", rate::PATH, &body, Uuid::now_v7())
}
