//! 17TRACK v2.2, which follows parcels whose carrier is not asked: a number is registered, which uses one of the
//! account's quota the first time, and then asked for. The carrier is left to its detection, by the number.

use super::answer::{json, missing, text, unreadable};
use super::number;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use crate::{BoughtRef, Cx, Heard, TrackingNews, Tracks, Webhooks};
use async_trait::async_trait;
use http::HeaderName;
use jiff::Timestamp;
use pb_domain::{
    Account, Problem, ProblemKind, ShipmentStatus as S, TrackingEvent, TrackingStatus,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;

/// The account's secret, and its setting for another server.
pub(super) const KEY: &str = "tracking_key";
pub(super) const SERVER: &str = "tracking_url";
const BASE: &str = "https://api.17track.net";
/// Numbers a call.
const AT_ONCE: usize = 40;
/// The number is registered already.
const REGISTERED: i64 = -18_019_901;
/// Nothing is known of it yet.
const NOTHING_YET: i64 = -18_019_909;

pub(super) struct SeventeenTracks;

#[async_trait]
impl Tracks for SeventeenTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let mut answers = self.track_many(cx, &[(bought, number)]).await;
        answers.pop().expect("one answer for one number")
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let numbers: Vec<&str> = asked.iter().map(|(_, number)| *number).collect();
        match ask(cx, &numbers).await {
            Ok(answers) => answers,
            Err(problem) => numbers.iter().map(|_| Err(problem.clone())).collect(),
        }
    }
}

/// What is known of numbers, in their order.
async fn ask(
    cx: Cx<'_>,
    numbers: &[&str],
) -> Result<Vec<Result<TrackingStatus, Problem>>, Problem> {
    let registered = register(cx, "track register", numbers).await?;
    let request = request(cx.account, "gettrackinfo", numbers)?;
    let answer = call(cx, "track", Effect::Asks, &request).await?;
    let known = parse(&answer, numbers)?;
    // Why a number was not taken says more than that nothing is known of it.
    let both = registered.into_iter().zip(known);
    Ok(both.map(|(taken, known)| taken.and(known)).collect())
}

async fn register(
    cx: Cx<'_>,
    operation: &'static str,
    numbers: &[&str],
) -> Result<Vec<Result<(), Problem>>, Problem> {
    let request = request(cx.account, "register", numbers)?;
    let answer = call(cx, operation, Effect::Drafts, &request).await?;
    parse_register(&answer, numbers)
}

/// A question about numbers.
pub(super) fn request(account: &Account, what: &str, numbers: &[&str]) -> Result<Request, Problem> {
    let entries: Vec<Value> = numbers
        .iter()
        .map(|number| json!({ "number": number }))
        .collect();
    Ok(Request::post_json(
        url(account, &["track", "v2.2", what])?,
        &entries,
    ))
}

fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let base = match account.setting(SERVER) {
        "" => BASE,
        own => own,
    };
    let mut url = admit(base, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    Ok(url)
}

/// Makes a call with the account's key for 17TRACK.
async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let key = cx.account.secret(KEY).trim();
    if key.is_empty() {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!("The account {} has no key for 17TRACK, and China Post's international API follows no parcels", cx.account.name),
        )
        .hint("Enter one in Settings, Carriers, or follow the parcel on China Post's own pages")
        .field(KEY));
    }
    let (name, value) = (HeaderName::from_static("17token"), credential(key)?);
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Header(&name, &value)],
            effect,
            plain_http: false,
        })
        .await
}

/// The `data` of an answer that says yes.
fn read(answer: &Answer) -> Result<Value, Problem> {
    if answer.status == 429 {
        return Err(answer.too_often("17TRACK"));
    }
    if answer.status == 401 {
        // What a proxy says is not 17TRACK's word about the key.
        if let Ok(body) = serde_json::from_slice::<Value>(&answer.body)
            && body["code"].as_i64().is_some_and(|code| code != 0)
        {
            return Err(refusal(-18_010_002, "the key is not taken"));
        }
    }
    if !(200..300).contains(&answer.status) {
        return Err(unreadable(
            Effect::Asks,
            format!("17TRACK answered with the status {}", answer.status),
        ));
    }
    let mut body = json(answer, Effect::Asks)?;
    let first = &body["data"]["errors"][0];
    if let Some(code) = first["code"].as_i64() {
        return Err(refusal(code, &text(&first["message"])));
    }
    match body["code"].as_i64() {
        Some(0) if body["data"]["accepted"].is_array() => Ok(body["data"].take()),
        Some(code) if code != 0 => Err(refusal(code, "")),
        _ => Err(missing(Effect::Asks, "list of numbers from 17TRACK")),
    }
}

/// What an error's code means.
fn refusal(code: i64, says: &str) -> Problem {
    let problem = match code {
        -18_010_001 | -18_010_002 | -18_010_004 => Problem::new(
            ProblemKind::Auth,
            format!("17TRACK does not let the account in: {says}"),
        )
        .hint(
            "Compare the key, and the addresses that it may be used from, with 17TRACK's settings",
        )
        .field(KEY),
        -18_019_907 | -18_019_908 => Problem::new(
            ProblemKind::RateLimited,
            format!("17TRACK's quota is used up: {says}"),
        )
        .hint("Buy more at 17TRACK, or wait for the next day or month"),
        -18_010_003 => unreadable(Effect::Asks, format!("17TRACK failed: {says}")),
        _ => Problem::new(ProblemKind::Refused, format!("17TRACK refuses it: {says}"))
            .hint("Look at the number"),
    };
    problem.carrier(code.to_string(), says)
}

/// The entry of a list that is about a number.
fn entry<'a>(list: &'a Value, number: &str) -> Option<&'a Value> {
    list.as_array()?
        .iter()
        .find(|entry| text(&entry["number"]) == number)
}

/// Why a number was rejected.
fn rejection(data: &Value, number: &str) -> Option<(i64, String)> {
    let error = &entry(&data["rejected"], number)?["error"];
    Some((error["code"].as_i64()?, text(&error["message"])))
}

/// Which numbers were taken, in their order. One that is registered already is.
pub(super) fn parse_register(
    answer: &Answer,
    numbers: &[&str],
) -> Result<Vec<Result<(), Problem>>, Problem> {
    let data = read(answer)?;
    let taken = |number: &&str| match rejection(&data, number) {
        Some((REGISTERED, _)) => Ok(()),
        Some((code, says)) => Err(refusal(code, &says)),
        None if entry(&data["accepted"], number).is_some() => Ok(()),
        None => Err(missing(Effect::Asks, &format!("word about {number}"))),
    };
    Ok(numbers.iter().map(taken).collect())
}

/// Where numbers stand, in their order.
pub(super) fn parse(
    answer: &Answer,
    numbers: &[&str],
) -> Result<Vec<Result<TrackingStatus, Problem>>, Problem> {
    let data = read(answer)?;
    let stands = |number: &&str| match rejection(&data, number) {
        Some((NOTHING_YET, _)) => Ok(TrackingStatus {
            status: Some(S::LabelCreated),
            expected: None,
            events: Vec::new(),
        }),
        Some((code, says)) => Err(refusal(code, &says)),
        None => entry(&data["accepted"], number)
            .and_then(status)
            .ok_or_else(|| missing(Effect::Asks, &format!("status of {number}"))),
    };
    Ok(numbers.iter().map(stands).collect())
}

/// Where a parcel stands; `None` for what holds no status.
fn status(item: &Value) -> Option<TrackingStatus> {
    let info = &item["track_info"];
    let latest = &info["latest_status"];
    let word = text(&latest["status"]);
    if word.is_empty() {
        return None;
    }
    let providers = info["tracking"]["providers"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let lists = providers
        .iter()
        .filter_map(|provider| provider["events"].as_array());
    let mut dated: Vec<(Option<Timestamp>, TrackingEvent)> =
        lists.flatten().filter_map(event).collect();
    // Each provider's newest come first; two of them are mixed by time.
    dated.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let expected = &info["time_metrics"]["estimated_delivery_date"];
    let expected = [&expected["to"], &expected["from"]].map(text);
    let day = expected
        .iter()
        .find_map(|day| day.get(..10)?.parse::<jiff::civil::Date>().ok());
    Some(TrackingStatus {
        status: meaning(&word, &text(&latest["sub_status"])),
        expected: day.map(|day| day.to_string()),
        events: dated.into_iter().map(|(_, event)| event).collect(),
    })
}

fn event(event: &Value) -> Option<(Option<Timestamp>, TrackingEvent)> {
    let (stage, sub) = (text(&event["stage"]), text(&event["sub_status"]));
    let words = text(&event["description"]);
    if words.is_empty() && stage.is_empty() && sub.is_empty() {
        return None;
    }
    let written = [&event["time_utc"], &event["time_iso"]].map(text);
    let at = written.iter().find_map(|at| at.parse::<Timestamp>().ok());
    let word = sub.split('_').next().unwrap_or_default();
    Some((
        at,
        TrackingEvent {
            at: match at {
                Some(at) => at.to_string(),
                None => written
                    .into_iter()
                    .find(|at| !at.is_empty())
                    .unwrap_or_default(),
            },
            status: meaning(word, &sub),
            text: words,
            code: if sub.is_empty() { stage } else { sub },
            location: text(&event["location"]),
        },
    ))
}

/// A status with its finer one in our list; `None` for one that changes nothing, or that nobody knows here.
pub(super) fn meaning(word: &str, sub: &str) -> Option<S> {
    let finer = sub.split_once('_').map_or("", |(_, finer)| finer);
    Some(match word {
        "NotFound" | "InfoReceived" => S::LabelCreated,
        "InTransit" if finer == "PickedUp" => S::PickedUp,
        // Nothing was heard for long; it is still on its way.
        "InTransit" | "Expired" => S::InTransit,
        "AvailableForPickup" => S::ReadyForPickup,
        "OutForDelivery" => S::OutForDelivery,
        "DeliveryFailure" => S::DeliveryFailed,
        "Delivered" => S::Delivered,
        "Exception" => match finer {
            "Returning" => S::Returning,
            "Returned" => S::ReturnedToSender,
            "Lost" => S::Lost,
            "Damage" | "Destroyed" => S::Damaged,
            "Cancel" => S::Cancelled,
            _ => return None,
        },
        _ => return None,
    })
}

pub(super) struct SeventeenWebhooks;

#[async_trait]
impl Webhooks for SeventeenWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        let key = account.secret(KEY).trim();
        let shown = heard
            .headers
            .get("sign")
            .map_or(&b""[..], |value| value.as_bytes());
        if key.is_empty()
            || !bool::from(
                sign(heard.body, key)
                    .as_bytes()
                    .ct_eq(&shown.to_ascii_lowercase()),
            )
        {
            return Err(Problem::new(
                ProblemKind::Auth,
                "A message about parcels came that is not signed with the account's key; it is not believed",
            )
            .hint("If 17TRACK sent it, compare the account's key with 17TRACK's settings. That it stopped to follow a parcel is never signed"));
        }
        news(heard.body)
    }

    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem> {
        let mut left_out = Vec::new();
        for some in numbers.chunks(AT_ONCE) {
            let some: Vec<&str> = some.iter().map(String::as_str).collect();
            let taken = register(cx, "subscribe", &some).await?;
            let refused = some.iter().zip(taken).filter(|(_, taken)| taken.is_err());
            left_out.extend(refused.map(|(number, _)| (*number).to_owned()));
        }
        Ok(left_out)
    }
}

/// What proves that 17TRACK sent a message.
pub(super) fn sign(body: &[u8], key: &str) -> String {
    hex::encode(
        Sha256::new()
            .chain_update(body)
            .chain_update(b"/")
            .chain_update(key)
            .finalize(),
    )
}

/// What is new of a parcel: its latest event.
pub(super) fn news(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let message: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if text(&message["event"]) == "TRACKING_STOPPED" {
        return Ok(Vec::new());
    }
    let item = &message["data"];
    let number = number::plain(&text(&item["number"])).ok_or_else(unreadable)?;
    let now = status(item).ok_or_else(unreadable)?;
    let latest = now.events.into_iter().next();
    let told = |event| TrackingNews {
        tracking_number: number,
        event: TrackingEvent {
            status: now.status,
            ..event
        },
        expected: now.expected,
    };
    Ok(latest.map(told).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `sha256sum`.
    #[test]
    fn a_message_is_signed_over_its_body_and_the_key() {
        assert_eq!(
            sign(br#"{"event":"T"}"#, "KEY"),
            "62610be0e177bae6a23766f64012ef7201fc4d1604d56e62039f7b046b7dd9c6"
        );
    }
}
