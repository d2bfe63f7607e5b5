//! Packing slips: a link to a PDF, which lives for a week by the clock and needs no token.
use super::desk::{Asked, Client, Desk, header_of, text};
use super::refusal::Refusal;
use super::shape::{truth, written};
use super::story::{Known, find};
use super::{HOSTS, PREFIX, WAREHOUSE};
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

const LIFETIME: i64 = 7 * 24 * 3_600;

pub(super) async fn slip(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(&["wbns", "pdf", "pdf_size"])?;
    let number = asked.get("wbns");
    if number.is_empty() || number.contains(',') {
        return Err(Refusal::bad("wbns is one waybill"));
    }
    if truth(&json!(asked.get("pdf"))) != Some(true) {
        return Err(Refusal::bad("Only pdf=true is simulated here"));
    }
    let size = match asked.get("pdf_size") {
        "" | "A4" => "A4",
        "4R" => "4R",
        other => return Err(Refusal::bad(format!("{other} is not a valid pdf_size"))),
    };
    let world = desk.world();
    if find(&world, number).is_none() {
        return Ok(Json(json!({ "packages": [], "packages_found": 0 })));
    }
    let ends = world.clock.now().as_second().saturating_add(LIFETIME);
    let host = header_of(&headers, header::HOST.as_str());
    let base = match HOSTS.contains(&host) {
        true => format!("https://{host}"),
        false => format!("http://{host}/{PREFIX}"),
    };
    let proof = proof(number, size, ends);
    let link = format!("{base}/slips/{number}.pdf?size={size}&Expires={ends}&Signature={proof}");
    Ok(Json(json!({
        "packages": [{ "wbn": number, "pdf_download_link": link, "pdf_encoding": "" }],
        "packages_found": 1,
    })))
}

/// What shows that a link was given out here.
fn proof(number: &str, size: &str, ends: i64) -> String {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    format!(
        "{:08x}",
        sum.checksum(format!("{number} {size} {ends}").as_bytes())
    )
}

/// The file store, which is another's house: it knows no token, and speaks XML.
pub(super) async fn file(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    asked: Asked,
) -> Response {
    let denied = || {
        let words = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>";
        (StatusCode::FORBIDDEN, words).into_response()
    };
    let number = name.strip_suffix(".pdf").unwrap_or_default();
    let (size, ends) = (asked.get("size"), asked.get("Expires").parse().unwrap_or(0));
    let world = desk.world();
    let is_ours = asked.get("Signature") == proof(number, size, ends);
    if !is_ours || world.clock.now().as_second() > ends {
        return denied();
    }
    let Some(known) = find(&world, number) else {
        return denied();
    };
    let label = [drawn(&known)];
    let bytes = match size {
        "4R" => label::pdf(&label),
        _ => label::pdf_a4(&label),
    };
    ([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response()
}

fn drawn<'a>(known: &Known<'a>) -> Label<'a> {
    let asked = known.asked;
    let numbers = known.sale.numbers();
    let at = numbers.iter().position(|n| *n == known.parcel.number);
    let mut recipient = vec![text(asked, "name").to_owned()];
    let streets = text(asked, "add").split(", ").map(str::to_owned);
    recipient.extend(streets.take(4));
    recipient.push(format!(
        "{} {} {}",
        text(asked, "city"),
        text(asked, "state"),
        written(&asked["pin"])
    ));
    Label {
        carrier: "Delhivery",
        service: match text(asked, "payment_mode") {
            "COD" => "COD",
            "Pickup" => "Return",
            _ => "Pre-paid",
        },
        tracking_number: &known.parcel.number,
        reference: text(asked, "order"),
        shipper: vec![WAREHOUSE.to_owned(), text(asked, "seller_name").to_owned()],
        recipient,
        piece: (at.map_or(1, |at| at + 1), numbers.len()),
        weight: format!("{} g", written(&asked["weight"])),
    }
}
