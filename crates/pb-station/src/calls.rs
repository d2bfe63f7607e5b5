//! The log of calls to carriers: kept off the way of whoever waits for a label, and searched by whoever must
//! find a fault.
//!
//! A call's bytes wait in memory, in a queue of bounded size, until a task of its own has hidden what nobody
//! may see and written the rest down, some calls at a time and not while something is being bought. What does
//! not fit is counted and said. Closing the station writes what still waits.
use crate::Station;
use crate::api::{
    ApiCallPage, ApiCallQuery, ApiCallRef, ApiCallRow, ApiCallView, CallStats, CallStatsRow, Code,
    Failure, Result, SpeedQuery,
};
use jiff::Timestamp;
use pb_carriers::engine::{Capture, CaptureSink, Exchange};
use pb_domain::AccountId;
use pb_store::{ApiCallFilter, StoredApiCall};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Memory that waiting calls may take.
const WAITING_BYTES: usize = 32 * 1024 * 1024;
/// How long calls are gathered, so that several are written at once.
const GATHER: Duration = Duration::from_millis(300);
/// Calls in one transaction. It keeps all others waiting, so it is short.
const AT_ONCE: usize = 4;
/// Longest that writing is put off for what is being bought.
const LONGEST_BACK: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Pause after the disk did not take them.
const PAUSE: Duration = Duration::from_secs(5);
/// Rows a page may have at most.
const PAGE: u32 = 200;
const USUAL_PAGE: u32 = 50;

/// Calls that wait to be written down.
#[derive(Default)]
pub(crate) struct Calls {
    queue: Mutex<Queue>,
    more: Notify,
    buying: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Arc<Exchange>>,
    bytes: usize,
    dropped: u32,
}

/// While it lives, calls wait rather than stand in the way of a purchase.
pub(crate) struct Buying(Arc<AtomicUsize>);

impl Drop for Buying {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Calls {
    /// Where the engine puts its calls.
    pub(crate) fn sink(self: &Arc<Self>) -> CaptureSink {
        let calls = Arc::clone(self);
        Arc::new(move |exchange| calls.offer(exchange))
    }

    /// Something is being bought.
    pub(crate) fn buying(&self) -> Buying {
        self.buying.fetch_add(1, Ordering::Relaxed);
        Buying(Arc::clone(&self.buying))
    }

    fn queue<T>(&self, work: impl FnOnce(&mut Queue) -> T) -> T {
        work(&mut self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn offer(&self, exchange: Exchange) {
        let size = exchange.size();
        let dropped = self.queue(|q| {
            if q.bytes + size > WAITING_BYTES {
                q.dropped = q.dropped.saturating_add(1);
                return Some(q.dropped);
            }
            q.bytes += size;
            q.waiting.push_back(Arc::new(exchange));
            None
        });
        match dropped {
            Some(dropped) => {
                tracing::warn!(dropped, "a call to a carrier is not kept: too many wait");
            }
            None => self.more.notify_one(),
        }
    }

    /// The first that wait. They stay until they are written, so that nothing is lost by a stop in between.
    fn first(&self) -> Vec<Arc<Exchange>> {
        self.queue(|q| q.waiting.iter().take(AT_ONCE).cloned().collect())
    }

    fn written(&self, count: usize) {
        self.queue(|q| {
            for exchange in q.waiting.drain(..count) {
                q.bytes -= exchange.size();
            }
        });
    }

    async fn nothing_is_bought(&self) {
        let patience = Instant::now() + LONGEST_BACK;
        while self.buying.load(Ordering::Relaxed) > 0 && Instant::now() < patience {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// Writes calls down for as long as the station is open.
pub(crate) fn start(station: &Station) {
    let writer = station.clone();
    station.run(async move {
        loop {
            writer.calls.more.notified().await;
            tokio::time::sleep(GATHER).await;
            loop {
                writer.calls.nothing_is_bought().await;
                match write_some(&writer).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(failure) => {
                        tracing::warn!(code = ?failure.code, "calls to carriers are not written down yet");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        }
    });
}

/// Writes what still waits, when the station closes.
pub(crate) async fn flush(station: &Station) {
    loop {
        match write_some(station).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => {
                tracing::warn!(code = ?failure.code, "the last calls to carriers are lost");
                return;
            }
        }
    }
}

/// Writes some of what waits; false when nothing does.
async fn write_some(station: &Station) -> Result<bool> {
    let first = station.calls.first();
    if first.is_empty() {
        return Ok(false);
    }
    let count = first.len();
    let captures =
        Station::blocking(move || first.iter().map(|e| e.capture()).collect::<Vec<_>>()).await?;
    let mut change = station.store.change(station.now()).await?;
    for capture in captures {
        change.save_api_call(&stored(capture)).await?;
    }
    change.commit().await?;
    station.calls.written(count);
    Ok(true)
}

fn stored(capture: Capture) -> StoredApiCall {
    StoredApiCall {
        id: capture.id,
        at: capture.at,
        account: capture.account,
        carrier: capture.carrier,
        operation: capture.operation.to_owned(),
        shipment: capture.shipment,
        purchase: capture.purchase,
        method: capture.method,
        url: capture.url,
        status: capture.status,
        took_ms: u32::try_from(capture.took.as_millis()).unwrap_or(u32::MAX),
        request: capture.request,
        answer: capture.answer,
    }
}

/// Lists calls to carriers, newest first.
pub(crate) async fn list(station: &Station, query: ApiCallQuery) -> Result<ApiCallPage> {
    let filter = ApiCallFilter {
        text: query.text,
        account: query.account,
        operation: query.operation.filter(|o| !o.is_empty()),
        shipment: query.shipment,
        failed: query.failed,
        since: time(query.since.as_deref(), "since")?,
        until: time(query.until.as_deref(), "until")?,
    };
    let limit = match query.limit {
        0 => USUAL_PAGE,
        limit => limit.min(PAGE),
    };
    let mut calls = station
        .store
        .api_calls(&filter, limit + 1, query.offset)
        .await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = calls.len() > wanted;
    calls.truncate(wanted);
    let mut names = Names::default();
    let mut rows = Vec::with_capacity(calls.len());
    for call in &calls {
        rows.push(names.row(station, call).await?);
    }
    Ok(ApiCallPage {
        rows,
        more,
        dropped: station.calls.queue(|q| q.dropped),
    })
}

/// Counts and times calls to carriers, from those that are kept.
pub(crate) async fn stats(station: &Station, request: SpeedQuery) -> Result<CallStats> {
    let since = crate::flight::since(station, request.span);
    let rows = station.store.call_stats(since).await?.into_iter();
    Ok(CallStats {
        since: since.to_string(),
        rows: rows
            .map(|row| CallStatsRow {
                carrier: pb_carriers::find(&row.carrier)
                    .map_or(row.carrier, |profile| profile.name.to_owned()),
                operation: row.operation,
                calls: row.calls,
                failed: row.failed,
                p50_ms: row.p50_ms,
                p95_ms: row.p95_ms,
            })
            .collect(),
    })
}

/// One call to a carrier, whole.
pub(crate) async fn get(station: &Station, request: ApiCallRef) -> Result<ApiCallView> {
    let call = station.store.api_call(request.id).await?.ok_or_else(|| {
        Failure::not_found("call", request.id)
            .hint("Calls are erased after a while; Records says for how long they are kept")
    })?;
    Ok(ApiCallView {
        row: Names::default().row(station, &call).await?,
        purchase: call.purchase,
        request: call.request,
        answer: call.answer,
    })
}

/// What ids are called, each looked up once.
#[derive(Default)]
struct Names {
    accounts: BTreeMap<AccountId, String>,
    orders: BTreeMap<uuid::Uuid, String>,
}

impl Names {
    async fn row(&mut self, station: &Station, call: &StoredApiCall) -> Result<ApiCallRow> {
        if let Entry::Vacant(name) = self.accounts.entry(call.account) {
            let account = station.store.account(call.account).await?;
            name.insert(account.map(|a| a.name).unwrap_or_default());
        }
        if let Some(id) = call.shipment
            && let Entry::Vacant(number) = self.orders.entry(id.0)
        {
            let shipment = station.store.shipment(id).await?;
            number.insert(shipment.map(|s| s.order_number).unwrap_or_default());
        }
        let order = call.shipment.and_then(|id| self.orders.get(&id.0));
        Ok(ApiCallRow {
            id: call.id,
            at: call.at.to_string(),
            account: call.account,
            account_name: self
                .accounts
                .get(&call.account)
                .cloned()
                .unwrap_or_default(),
            carrier: call.carrier.clone(),
            operation: call.operation.clone(),
            method: call.method.clone(),
            url: call.url.clone(),
            status: call.status,
            failed: call.failed(),
            took_ms: call.took_ms,
            shipment: call.shipment,
            order_number: order.cloned().unwrap_or_default(),
        })
    }
}

fn time(text: Option<&str>, field: &str) -> Result<Option<Timestamp>> {
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        let text = format!("“{text}” is not a time; write it as 2026-11-27T10:00:00Z");
        Failure::new(Code::Invalid, text.clone()).fields(vec![pb_domain::FieldProblem {
            field: field.into(),
            text,
        }])
    })
}
