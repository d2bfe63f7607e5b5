//! Buying with a number of a pool: nothing leaves the machine.
use super::offer;
use crate::Station;
use crate::api::{Code, Failure, Result};
use crate::buy::Purchase;
use crate::{accounts, own_label};
use pb_carriers::Ship;
use pb_domain::{Account, BookingId, BookingState, ParcelId, PooledRate, Rate};
use pb_store::{StoredBooking, StoredPool};
use serde_json::json;

/// Whether a service of an account is labelled with a pool's numbers alone.
pub(crate) async fn covered_by(
    station: &Station,
    account: &Account,
    service: &str,
) -> Result<Option<StoredPool>> {
    let pools = station.store.pools().await?;
    Ok(pools
        .into_iter()
        .find(|p| p.account == account.id && offer::serves(p, service).is_some()))
}

/// Takes a number a parcel, draws the labels with them, and commits the purchase, the numbers, the labels
/// and what the carrier is to be told, in one transaction.
pub(crate) async fn take_and_label(purchase: &Purchase<'_>, pooled: &PooledRate) -> Result<()> {
    let (pool, rate) = match offered(purchase, pooled).await {
        Ok(offered) => offered,
        Err(failure) => return purchase.abandon(failure).await,
    };
    let station = purchase.station;
    let draft = &purchase.request.draft;
    let parcels: Vec<ParcelId> = purchase.consignment.parcels.iter().map(|p| p.id).collect();
    let today = purchase.now.date().to_string();
    let mut change = station.store.change(station.now()).await?;
    let Some(numbers) = change
        .take_waybills(pool.id, draft.id, &parcels, &today)
        .await?
    else {
        drop(change);
        let failure = Failure::new(Code::Precondition, format!("Not enough waybill numbers are left in {}", pool.name))
            .hint("Add numbers in Settings → Waybill numbers, or choose another service; nothing was bought");
        return purchase.abandon(failure).await;
    };
    let booking = match to_be_booked(purchase, &numbers, &rate) {
        Ok(booking) => booking,
        Err(failure) => {
            drop(change);
            return purchase.abandon(failure).await;
        }
    };
    let drawn = own_label::draw(
        station,
        purchase.consignment,
        &rate,
        &numbers,
        pool.terms.barcode,
        purchase.settings,
    )
    .await;
    let labels = match drawn {
        Ok(labels) => labels,
        Err(failure) => {
            drop(change);
            return purchase.abandon(failure).await;
        }
    };
    purchase
        .sell_here(&mut change, &rate, &numbers, labels)
        .await?;
    let text = format!(
        "Waybill numbers of {} taken: {}",
        pool.name,
        numbers.join(", ")
    );
    let facts =
        json!({ "pool": pool.id, "numbers": numbers, "price": rate.total, "basis": rate.pooled });
    change
        .log("numbers_taken", Some(draft.id.0), &text, &facts)
        .await?;
    if let Some(booking) = booking {
        change.owe_booking(&booking).await?;
        let text = format!(
            "{} is told of it when it can be reached",
            purchase.account.name
        );
        change
            .log(
                "booking_due",
                Some(draft.id.0),
                &text,
                &json!({ "booking": booking.id }),
            )
            .await?;
    }
    change.commit().await?;
    super::tell(station);
    Ok(())
}

/// What the carrier is to be told, to the byte, where it is told afterwards. One that it would not take is
/// found out before anything is labelled.
fn to_be_booked(
    purchase: &Purchase<'_>,
    numbers: &[String],
    rate: &Rate,
) -> Result<Option<StoredBooking>> {
    let (station, account) = (purchase.station, purchase.account);
    let Some(books) = accounts::carrier(&account.carrier)?.books else {
        return Ok(None);
    };
    let prepared = books.prepare(purchase.cx(), numbers, purchase.consignment, rate)?;
    let prepared = serde_json::to_value(&prepared).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The request cannot be written down: {e}"),
        )
    })?;
    Ok(Some(StoredBooking {
        seq: 0,
        id: BookingId(station.new_id()),
        purchase: purchase.id,
        shipment: purchase.request.draft.id,
        order: purchase.request.draft.order,
        account: account.id,
        carrier: account.carrier.clone(),
        state: BookingState::Due,
        prepared,
        problem: None,
        created_at: String::new(),
        changed_at: String::new(),
    }))
}

/// The pool and its price as they are now.
async fn offered(purchase: &Purchase<'_>, pooled: &PooledRate) -> Result<(StoredPool, Rate)> {
    let (station, account, chosen) = (purchase.station, purchase.account, &purchase.request.rate);
    let pool = super::pools::find(station, pooled.pool).await?;
    let service = offer::serves(&pool, &chosen.service).filter(|_| pool.account == account.id);
    let service = service.ok_or_else(|| {
        Failure::new(
            Code::CarrierRefused,
            format!("{} is not for {} any more", pool.name, chosen.service_name),
        )
        .hint("Ask for rates again")
    })?;
    let profile = accounts::carrier(&account.carrier)?;
    let rate = if matches!(profile.ship, Ship::Own) {
        Rate {
            pooled: Some(pooled.clone()),
            ..purchase.price_now(profile).await?
        }
    } else {
        let rate = offer::price(
            station,
            account,
            &pool,
            service,
            purchase.consignment,
            purchase.now,
        )
        .await?;
        purchase.accept_price(rate.total)?;
        rate
    };
    Ok((pool, rate))
}
