//! Labels: a link that comes with a sale, at the file store, which knows no key and speaks XML. It is good for an hour
//! by the clock.
use super::desk::{Desk, text};
use super::{API, FILES, PREFIX};
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use std::collections::HashMap;

/// Seconds that a link is good for.
const LIFETIME: i64 = 3_600;

/// The link to a shipment's label, as it is given now to who asked at a host.
pub(super) fn link(host: &str, shipment: &str, now: Timestamp) -> String {
    let base = match API.contains(&host) {
        true => format!("https://{FILES}"),
        false => format!("http://{host}/{PREFIX}"),
    };
    let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let proof = proof(shipment, &date);
    format!(
        "{base}/files/{shipment}.pdf?X-Amz-Date={date}&X-Amz-Expires={LIFETIME}&X-Amz-Signature={proof}"
    )
}

/// What shows that a link was given out here.
fn proof(shipment: &str, date: &str) -> String {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    format!(
        "{:08x}",
        sum.checksum(format!("{shipment} {date}").as_bytes())
    )
}

pub(super) async fn file(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let denied = || {
        let words = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>";
        (StatusCode::FORBIDDEN, words).into_response()
    };
    let given = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let shipment = name.strip_suffix(".pdf").unwrap_or_default();
    let date = given("X-Amz-Date");
    let signed = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .ok()
        .and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok());
    let world = desk.world();
    let is_young = signed.is_some_and(|signed| {
        world.clock.now().as_second() - signed.timestamp().as_second() <= LIFETIME
    });
    if given("X-Amz-Signature") != proof(shipment, date) || !is_young {
        return denied();
    }
    let sale = world.ledger.numbered(PREFIX, shipment);
    let Some(sale) = sale.filter(|sale| sale.shipment == shipment) else {
        return denied();
    };
    let pdf = label::pdf(&[drawn(sale)]);
    ([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response()
}

/// Of what goes there: what comes back has none.
fn drawn(sale: &Sale) -> Label<'_> {
    let asked = &sale.asked;
    let of = |name: &str| text(asked, name).to_owned();
    Label {
        carrier: "Velocity",
        service: text(asked, "payment_method"),
        tracking_number: sale.numbers().first().copied().unwrap_or_default(),
        reference: text(asked, "order_id"),
        shipper: vec![of("pickup_location")],
        recipient: vec![
            of("billing_customer_name"),
            of("billing_address"),
            format!("{} {}", of("billing_city"), of("billing_pincode")),
            of("billing_state"),
        ],
        piece: (1, 1),
        weight: format!("{} kg", asked["weight"]),
    }
}
