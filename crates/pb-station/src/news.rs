//! What carriers tell about parcels by themselves, and asking them to.
use crate::Station;
use crate::api::{AccountView, Code, Event, Failure, HearNews, HeardNews, Result, SetNews};
use crate::{accounts, events, settle, track};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::SignedDuration;
use pb_carriers::engine::without_secrets;
use pb_carriers::{Cx, Heard, TrackingNews, Webhooks};
use pb_domain::{Account, AccountId, ShipmentId};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// The accounts whose carriers are asked to tell.
const KEY: &str = "news_accounts";
/// How soon after a purchase the carrier is asked to tell of it.
const PAUSE: Duration = Duration::from_secs(60);
/// What was bought longer ago is not told of anew.
const STILL_NEW: SignedDuration = SignedDuration::from_hours(48);

/// Accounts whose carriers are asked to tell.
pub(crate) async fn accounts_on(station: &Station) -> Result<BTreeSet<AccountId>> {
    Ok(station.store.setting(KEY).await?.unwrap_or_default())
}

/// Reads what a carrier sent. It may send the same twice, and in any order: what is known already is kept once.
pub(crate) async fn hear(station: &Station, request: HearNews) -> Result<HeardNews> {
    let wrong = |what: &str| Failure::new(Code::Invalid, format!("The {what} cannot be read"));
    let body = STANDARD
        .decode(&request.body)
        .map_err(|_| wrong("message's base64"))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("header's name"))?;
        let value = HeaderValue::from_str(value).map_err(|_| wrong("header's value"))?;
        headers.append(name, value);
    }
    let account = accounts::to_ask(station, request.account).await?;
    let webhooks = webhooks(&account)?;
    let news = webhooks
        .read(
            &account,
            &Heard {
                query: &request.query,
                headers: &headers,
                body: &body,
            },
        )
        .map_err(|p| without_secrets(&account, p))?;
    let mut heard = HeardNews {
        events: u32::try_from(news.len()).unwrap_or(u32::MAX),
        ours: 0,
    };
    for one in &news {
        heard.ours += u32::from(keep(station, &account, one).await?);
    }
    let now = station.zoned_now();
    let cx = Cx {
        account: &account,
        engine: &station.engine,
        now: &now,
    };
    webhooks
        .confirm(cx, &body)
        .await
        .map_err(|p| without_secrets(&account, p))?;
    Ok(heard)
}

fn webhooks(account: &Account) -> Result<&'static dyn Webhooks> {
    let profile = accounts::carrier(&account.carrier)?;
    profile.webhooks.ok_or_else(|| {
        Failure::new(
            Code::Precondition,
            format!("{} tells nothing by itself", profile.name),
        )
    })
}

/// Keeps one event; whether it is about a parcel that this account bought.
async fn keep(station: &Station, account: &Account, news: &TrackingNews) -> Result<bool> {
    let store = &station.store;
    for id in store
        .shipments_by_tracking_number(&news.tracking_number)
        .await?
    {
        let (purchase, shipment) = settle::find(station, id).await?;
        if purchase.account != account.id {
            continue;
        }
        let mut events = shipment.tracking;
        if events.contains(&news.event) {
            return Ok(true);
        }
        events.push(news.event.clone());
        events::in_order(&mut events);
        // What comes late is no newer state.
        let newest = events.first() == Some(&news.event);
        let mut change = store.change(station.now()).await?;
        change.save_tracking(id, &events).await?;
        if newest {
            track::stands(&mut change, id, purchase.id, news.event.status).await?;
        }
        let text = format!("{} tells: {}", account.name, news.event.text);
        let facts = json!({ "number": news.tracking_number, "code": news.event.code, "status": news.event.status });
        change.log("news", Some(id.0), &text, &facts).await?;
        change.commit().await?;
        station.emit(Event::Shipment { id });
        return Ok(true);
    }
    Ok(false)
}

/// Asks a carrier to tell about an account's parcels by itself, or not to be asked any more. A carrier that is not
/// asked from here says where it is.
pub(crate) async fn set(station: &Station, request: SetNews) -> Result<AccountView> {
    let account = accounts::to_ask(station, request.account).await?;
    if request.on {
        subscribe(station, &account, webhooks(&account)?, &[]).await?;
    }
    let mut on = accounts_on(station).await?;
    let text = if request.on {
        on.insert(account.id);
        format!("{} is asked to tell about parcels by itself", account.name)
    } else {
        on.remove(&account.id);
        format!(
            "{} is not asked to tell about parcels any more",
            account.name
        )
    };
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&on)).await?;
    change
        .log(
            "news_set",
            Some(account.id.0),
            &text,
            &json!({ "on": request.on }),
        )
        .await?;
    change.commit().await?;
    accounts::one(station, account.id).await
}

async fn subscribe(
    station: &Station,
    account: &Account,
    webhooks: &dyn Webhooks,
    numbers: &[String],
) -> Result<Vec<String>> {
    let now = station.zoned_now();
    let cx = Cx {
        account,
        engine: &station.engine,
        now: &now,
    };
    let refused = webhooks.subscribe(cx, numbers).await;
    Ok(refused.map_err(|p| without_secrets(account, p))?)
}

/// Asks carriers to tell about what was bought a moment ago.
pub(crate) async fn ask_for_new(station: Station) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(failure) = ask_once(&station).await {
            tracing::warn!(
                text = failure.text,
                "a carrier was not asked to tell about parcels"
            );
        }
    }
}

async fn ask_once(station: &Station) -> Result<()> {
    let on = accounts_on(station).await?;
    let since = station.now() - STILL_NEW;
    for id in on {
        let Ok(account) = accounts::to_ask(station, id).await else {
            continue;
        };
        let new = station.store.shipments_not_told_of(id, since).await?;
        if new.is_empty() {
            continue;
        }
        let numbers: Vec<String> = new.iter().map(|(_, number)| number.clone()).collect();
        let refused = subscribe(station, &account, webhooks(&account)?, &numbers).await?;
        let shipments: BTreeSet<ShipmentId> = new.iter().map(|(shipment, _)| *shipment).collect();
        let mut change = station.store.change(station.now()).await?;
        for shipment in shipments {
            change.tells_of(shipment).await?;
            let mut here = new.iter().filter(|(of, _)| *of == shipment);
            if here.any(|(_, number)| refused.contains(number)) {
                let text = format!("{} does not tell about this parcel by itself", account.name);
                change
                    .log("news_refused", Some(shipment.0), &text, &json!(null))
                    .await?;
            }
        }
        change.commit().await?;
    }
    Ok(())
}
