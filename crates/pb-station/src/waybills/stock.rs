//! What is in the pools: from lists, from carriers, what expired, and what a person releases.
use super::pools::find;
use super::{range, tell, view};
use crate::Station;
use crate::api::{
    AddNumbers, AddedNumbers, Code, Failure, Nothing, PoolView, PoolsView, ReleaseNumbers,
    ReserveNumbers, Result,
};
use crate::{accounts, settings};
use jiff::{Timestamp, ToSpan, Zoned};
use pb_carriers::Cx;
use pb_carriers::engine::without_secrets;
use pb_domain::{FieldProblem, NumberSource, Pattern, Problem, ProblemKind, read_numbers};
use pb_store::StoredPool;
use serde_json::json;
use std::collections::BTreeMap;

/// Numbers that are written in one transaction, so that purchases get their turn in between.
const AT_ONCE: usize = 20_000;
/// Numbers that are asked for at once by a person.
const MOST: u32 = 100_000;

/// A last day as a person wrote it; `None` when there is none.
pub(super) fn last_day(text: Option<&str>, fields: &mut Vec<FieldProblem>) -> Option<String> {
    let text = text.map(str::trim).filter(|t| !t.is_empty())?;
    match text.parse::<jiff::civil::Date>() {
        Ok(day) => Some(day.to_string()),
        Err(_) => {
            let text = format!("“{text}” is not a day; write one like 2027-03-31");
            fields.push(FieldProblem {
                field: "expires_on".into(),
                text,
            });
            None
        }
    }
}

/// Adds a list of numbers to a pool, or only checks it. Adding the same list again adds nothing.
pub(crate) async fn add_numbers(station: &Station, request: AddNumbers) -> Result<AddedNumbers> {
    let pool = find(station, request.pool).await?;
    if pool.source == NumberSource::Range {
        return Err(
            Failure::new(Code::Precondition, format!("{} is a range", pool.name))
                .hint("Make the range longer, or make a pool from a list"),
        );
    }
    let mut fields = Vec::new();
    let last_day = last_day(request.expires_on.as_deref(), &mut fields);
    settings::refuse(fields)?;
    let pattern = match &pool.terms.pattern {
        Some(text) => Some(
            Pattern::new(text, pool.terms.check)
                .map_err(|e| Failure::new(Code::Invalid, e.to_string()))?,
        ),
        None => None,
    };
    let listed = Station::blocking(move || read_numbers(&request.text, pattern.as_ref())).await?;
    let mut added = AddedNumbers {
        good: u64::try_from(listed.numbers.len()).unwrap_or(u64::MAX),
        added: 0,
        repeated: listed.repeated,
        problems: listed.problems,
        more_problems: listed.more_problems,
    };
    if !request.check_only {
        added.added = keep(
            station,
            &pool,
            &listed.numbers,
            last_day.as_deref(),
            "from a list",
        )
        .await?;
    }
    Ok(added)
}

/// Keeps new numbers of a pool; answers how many the account had not yet.
async fn keep(
    station: &Station,
    pool: &StoredPool,
    numbers: &[String],
    last_day: Option<&str>,
    whence: &str,
) -> Result<u64> {
    let mut added = 0;
    for some in numbers.chunks(AT_ONCE) {
        let mut change = station.store.change(station.now()).await?;
        let new = change.add_waybills(pool, some, last_day).await?;
        change.note_pool_problem(pool.id, None).await?;
        let text = format!("{new} waybill numbers came to {} {whence}", pool.name);
        let facts =
            json!({ "pool": pool.id, "given": some.len(), "new": new, "expires_on": last_day });
        change
            .log("numbers_added", Some(pool.id.0), &text, &facts)
            .await?;
        change.commit().await?;
        added += new;
    }
    tell(station);
    station.emit_attention().await;
    Ok(added)
}

/// Asks the carrier for numbers now.
pub(crate) async fn reserve_numbers(
    station: &Station,
    request: ReserveNumbers,
) -> Result<PoolView> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let pool = find(&station, request.pool).await?;
            if request.count == 0 || request.count > MOST {
                return Err(Failure::new(
                    Code::Invalid,
                    format!("Ask for 1 to {MOST} numbers"),
                ));
            }
            let _one_at_a_time = station.passes.topping_up.lock().await;
            reserve(&station, &pool, request.count).await?;
            view::pool(&station, &find(&station, pool.id).await?).await
        })
        .await
}

/// Asks a pool's carrier for more; a refusal is kept with the pool.
async fn reserve(station: &Station, pool: &StoredPool, count: u32) -> Result<()> {
    let account = accounts::to_ask(station, pool.account).await?;
    let profile = accounts::carrier(&account.carrier)?;
    let Some(numbers) = profile
        .numbers
        .filter(|_| pool.source == NumberSource::Carrier)
    else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} is not filled by its carrier", pool.name),
        )
        .hint("Add a list, or make the range longer"));
    };
    let now = station.zoned_now();
    let cx = Cx {
        account: &account,
        engine: &station.engine,
        now: &now,
    };
    let answer = numbers.reserve(cx, count).await;
    match answer.map_err(|p| without_secrets(&account, p)) {
        Ok(reserved) => {
            let mut by_day: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
            for one in reserved {
                let day = one.expires_at.map(|at| last_whole_day(at, &now));
                by_day.entry(day).or_default().push(one.number);
            }
            if by_day.is_empty() {
                let none = Problem::new(
                    ProblemKind::Refused,
                    format!("{} gave no numbers", account.name),
                )
                .hint("Ask the carrier why, or try again later");
                note_problem(station, pool, &none).await?;
                return Err(none.into());
            }
            for (day, numbers) in by_day {
                keep(station, pool, &numbers, day.as_deref(), "from the carrier").await?;
            }
            Ok(())
        }
        Err(problem) => {
            note_problem(station, pool, &problem).await?;
            Err(problem.into())
        }
    }
}

/// The last day on which a number may be used all day long: one that expires at noon is not used that day.
fn last_whole_day(expires_at: Timestamp, now: &Zoned) -> String {
    let day = expires_at.to_zoned(now.time_zone().clone()).date();
    day.saturating_sub(1.day()).to_string()
}

async fn note_problem(station: &Station, pool: &StoredPool, problem: &Problem) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change.note_pool_problem(pool.id, Some(problem)).await?;
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    Ok(())
}

/// Fills every pool that runs low and whose carrier gives numbers.
pub(crate) async fn top_up(station: Station) {
    let Ok(_one_at_a_time) = station.passes.topping_up.try_lock() else {
        return;
    };
    if let Err(failure) = top_up_all(&station).await {
        tracing::error!(%failure, "pools of waybill numbers cannot be read");
    }
}

async fn top_up_all(station: &Station) -> Result<()> {
    let today = station.zoned_now().date().to_string();
    for pool in station.store.pools().await? {
        let low = pool.left(&today) <= u64::from(pool.terms.low_water);
        if pool.source != NumberSource::Carrier || pool.terms.top_up == 0 || !low {
            continue;
        }
        let _open = station.keep_open().await;
        if let Err(failure) = reserve(station, &pool, pool.terms.top_up).await {
            tracing::info!(pool = %pool.id, %failure, "a pool of waybill numbers stays low");
        }
    }
    Ok(())
}

/// Writes down which numbers are too old.
pub(super) async fn expire(station: &Station) -> Result<()> {
    let today = station.zoned_now().date().to_string();
    let mut change = station.store.change(station.now()).await?;
    let expired = change.expire_waybills(&today).await?;
    if expired.is_empty() {
        return Ok(());
    }
    for (pool, count) in &expired {
        let text = format!("{count} waybill numbers expired");
        change
            .log(
                "numbers_expired",
                Some(pool.0),
                &text,
                &json!({ "pool": pool, "count": count }),
            )
            .await?;
    }
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    Ok(())
}

/// A person says that this bench is a copy, or was copied.
pub(crate) async fn hold_numbers(station: &Station, _: Nothing) -> Result<PoolsView> {
    // Nothing may be on its way to a carrier meanwhile: it would come back as due.
    let _none_under_way = station.passes.booking.lock().await;
    let mut change = station.store.change(station.now()).await?;
    super::quarantine(&mut change).await?;
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    super::list(station, Nothing {}).await
}

/// A person says that held numbers may be used.
pub(crate) async fn release_numbers(
    station: &Station,
    request: ReleaseNumbers,
) -> Result<PoolView> {
    let pool = find(station, request.pool).await?;
    let next = match (request.from.trim(), &pool.terms.pattern) {
        ("", _) => None,
        (from, Some(text)) if pool.source == NumberSource::Range => {
            let invalid = |text: String| Failure::new(Code::Invalid, text);
            let pattern =
                Pattern::new(text, pool.terms.check).map_err(|e| invalid(e.to_string()))?;
            let counter = range::counter(&pattern, from).map_err(invalid)?;
            if pool.last.is_some_and(|last| counter > last) {
                return Err(invalid(format!(
                    "{from} lies behind the range's last number"
                )));
            }
            Some(counter)
        }
        _ => {
            return Err(Failure::new(
                Code::Invalid,
                "Only a range can be released from a number on",
            ));
        }
    };
    let mut change = station.store.change(station.now()).await?;
    change.release_numbers(pool.id, next).await?;
    let text = format!(
        "A person released the waybill numbers of {} that were held",
        pool.name
    );
    change
        .log(
            "numbers_released",
            Some(pool.id.0),
            &text,
            &json!({ "pool": pool.id, "held": pool.held, "next": next }),
        )
        .await?;
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    view::pool(station, &find(station, pool.id).await?).await
}
