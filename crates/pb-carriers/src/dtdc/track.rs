//! Tracking: `POST /dtdc-api/rest/JSONCnTrk/getTrackDetails`, by consignment number or by reference.
//!
//! What is not found is an answer: `statusFlag: false`, with *NO DATA FOUND* in `errorDetails`.

use super::answer::{Said, entries, missing, object, refused, shortened, text};
use super::host::{Server, call};
use super::{status, time, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

const PATH: &str = "dtdc-api/rest/JSONCnTrk/getTrackDetails";
/// Words that say that nothing is known.
const NOT_FOUND: &str = "no data found";

pub(super) struct DtdcTracks;

#[async_trait]
impl Tracks for DtdcTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        let answer = call(cx, Server::Tracking, "track", Effect::Asks, &request).await?;
        parse(&answer, number)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    asking(account, "cnno", number)
}

/// The same by what the merchant called it.
pub(super) fn by_reference(account: &Account, reference: &str) -> Result<Request, Problem> {
    asking(account, "reference", reference)
}

fn asking(account: &Account, kind: &'static str, number: &str) -> Result<Request, Problem> {
    let body = wire::Track {
        kind,
        number,
        details: "Y",
    };
    let url = Server::Tracking.url(account, PATH)?;
    Ok(Request::post_json(url, &body))
}

/// The track in an answer; `None` where DTDC knows nothing of what was asked for.
pub(super) fn found(answer: &Answer) -> Result<Option<Value>, Problem> {
    let whole: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let words = error(&whole);
    // Not to be found may have a status of its own.
    if answer.status < 500 && words.to_lowercase().contains(NOT_FOUND) {
        return Ok(None);
    }
    let whole = object(answer, Effect::Asks)?;
    match (&whole["statusFlag"], whole["trackHeader"].is_object()) {
        (Value::Bool(true), true) => Ok(Some(whole)),
        (Value::Bool(false), _) => Err(refused(&Said {
            code: text(&whole["statusCode"]),
            words,
        })),
        _ => Err(missing(Effect::Asks, "track")),
    }
}

/// The words of `errorDetails`: pairs of a name and a value, of which `strError` has them.
fn error(whole: &Value) -> String {
    let details = entries(&whole["errorDetails"]);
    let words = details.into_iter().filter(|d| d["name"] == "strError");
    let words: Vec<String> = words.map(|detail| text(&detail["value"])).collect();
    shortened(&words.join(". "))
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let Some(found) = found(answer)? else {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    };
    let header = &found["trackHeader"];
    if text(&header["strShipmentNo"]) != number {
        return Err(missing(Effect::Asks, "track of that consignment"));
    }
    let now = event(
        (&header["strStatusTransOn"], &header["strStatusTransTime"]),
        (&Value::Null, &header["strStatus"]),
        (&header["strRemarks"], &Value::Null),
    );
    let scans = entries(&found["trackDetails"]);
    let mut events: Vec<TrackingEvent> = scans
        .into_iter()
        .filter(|scan| !text(&scan["strAction"]).is_empty())
        .map(|scan| {
            event(
                (&scan["strActionDate"], &scan["strActionTime"]),
                (&scan["strCode"], &scan["strAction"]),
                (&scan["sTrRemarks"], &scan["strOrigin"]),
            )
        })
        .collect();
    // They come oldest first; those of one minute stay in their order.
    events.reverse();
    events.sort_by(|a, b| b.at.cmp(&a.at));
    let status = now.status;
    if events.is_empty() && !now.text.is_empty() {
        events.push(now);
    }
    Ok(TrackingStatus {
        // A status that is in no list is where the newest scan is that is in one.
        status: status.or_else(|| events.iter().find_map(|event| event.status)),
        expected: expected(header),
        events,
    })
}

/// The day that was put off to, else the day that was promised.
fn expected(header: &Value) -> Option<String> {
    let days = ["strRevExpectedDeliveryDate", "strExpectedDeliveryDate"];
    let mut days = days
        .iter()
        .filter_map(|name| time::day(&text(&header[*name])));
    days.next().map(|day| day.to_string())
}

fn event(
    (day, hour): (&Value, &Value),
    (code, action): (&Value, &Value),
    (remark, place): (&Value, &Value),
) -> TrackingEvent {
    let (code, action, remark) = (text(code), text(action), text(remark));
    TrackingEvent {
        at: time::read(&text(day), &text(hour)).map_or_else(String::new, |at| at.to_string()),
        status: status::meaning(&action),
        // A remark may be a weight, which nobody needs.
        text: match remark.is_empty() || remark == "0.00" {
            true => action.clone(),
            false => format!("{action}: {remark}"),
        },
        code: match code.is_empty() {
            true => action,
            false => code,
        },
        location: text(place),
    }
}
