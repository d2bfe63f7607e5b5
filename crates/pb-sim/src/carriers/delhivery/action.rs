//! `POST /api/p/update`: another attempt at a parcel that was not delivered or fetched. It is a job, whose result
//! is asked for by its number.
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::story::{Told, find};
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

const MOST: usize = 1_000;
/// Codes of the last scan after which another attempt is made.
const ATTEMPTED: &[&str] = &[
    "EOD-74", "EOD-15", "EOD-104", "EOD-43", "EOD-86", "EOD-11", "EOD-69", "EOD-6",
];

pub(super) async fn act(
    State(desk): State<Desk>,
    _: Client,
    Payload(request): Payload,
) -> Result<Json<Value>, Refusal> {
    let only = request.as_object().is_some_and(|o| o.len() == 1);
    let Some(data) = request["data"].as_array().filter(|_| only) else {
        return Err(Refusal::bad("data is mandatory"));
    };
    if data.is_empty() || data.len() > MOST {
        return Err(Refusal::bad(format!("data has 1 to {MOST} entries")));
    }
    for entry in data {
        let is_plain = entry.as_object().is_some_and(|o| o.len() == 2);
        if !is_plain || text(entry, "waybill").is_empty() {
            return Err(Refusal::bad("waybill and act are mandatory"));
        }
        if !["RE-ATTEMPT", "PICKUP_RESCHEDULE"].contains(&text(entry, "act")) {
            let words = format!("{} is not a valid act", text(entry, "act"));
            return Err(Refusal::bad(words));
        }
    }
    let mut world = desk.world();
    let mut own = desk.own();
    let now = world.clock.now();
    let job = format!("UPL{:018}", world.next_serial());
    let mut results = Vec::new();
    for entry in data {
        let number = text(entry, "waybill");
        let status = find(&world, number).map(|known| known.status(&own, now));
        let result = match (text(entry, "act"), status) {
            (_, None) => "Waybill does not exist",
            ("RE-ATTEMPT", Some(status)) if ATTEMPTED.contains(&status.code) => {
                own.told.insert(number.to_owned(), Told::again(now));
                "Success"
            }
            ("RE-ATTEMPT", Some(_)) => "NSL does not allow it",
            // Only what was cancelled by the one who came is fetched again, which happens to nobody here.
            (_, Some(_)) => "NSL does not allow it",
        };
        results.push((number.to_owned(), result.to_owned()));
    }
    own.jobs.insert(job.clone(), results);
    Ok(Json(json!({ "request_id": job })))
}

/// What a job came to, in words of its own: the documentation has none.
pub(super) async fn job(
    State(desk): State<Desk>,
    _: Client,
    Path(job): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let own = desk.own();
    let Some(results) = own.jobs.get(&job) else {
        return Err(Refusal::new(404, "No such upload"));
    };
    let data: Vec<Value> = results
        .iter()
        .map(|(number, result)| json!({ "waybill": number, "result": result }))
        .collect();
    Ok(Json(json!({ "request_id": job, "data": data })))
}
