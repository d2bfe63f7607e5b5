//! Waybill numbers: each belongs to its account for ever, and is given to one parcel at most.
use crate::row::{Columns, json, word};
use crate::waybill_pool::NEVER;
use crate::{Change, Result, Store, StoreError, StoredPool};
use pb_domain::{AccountId, ParcelId, Pattern, PoolId, ShipmentId, WaybillEvent, WaybillState};
use sqlx::sqlite::SqliteRow;

/// A number as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWaybill {
    /// Its place in the order of coming here.
    pub seq: i64,
    /// The number.
    pub number: String,
    /// The account it belongs to.
    pub account: AccountId,
    /// The pool it came with.
    pub pool: PoolId,
    /// Where it stands.
    pub state: WaybillState,
    /// The shipment that has it, or had it last.
    pub shipment: Option<ShipmentId>,
    /// The parcel that has it, or had it last.
    pub parcel: Option<ParcelId>,
    /// Its last day, `YYYY-MM-DD`; [`NEVER`] when it does not expire.
    pub expires_on: String,
    /// When it last changed, RFC 3339.
    pub changed_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredWaybill> {
    let c = Columns(row);
    Ok(StoredWaybill {
        seq: c.integer("seq")?,
        number: c.text("number")?,
        account: c.id("account_id", AccountId)?,
        pool: c.id("pool_id", PoolId)?,
        state: c.word("state")?,
        shipment: c.optional_id("shipment_id", ShipmentId)?,
        parcel: c.optional_id("parcel_id", ParcelId)?,
        expires_on: c.text("expires_on")?,
        changed_at: c.text("changed_at")?,
    })
}

/// Takes the free numbers with a row in the order in which they came.
pub(crate) const NEXT_FREE: &str = "SELECT seq, number FROM waybill INDEXED BY waybill_free
     WHERE pool_id = ?1 AND state = 'free' AND seq > (SELECT held_seq FROM waybill_pool WHERE id = ?1)
     AND expires_on >= ?2 ORDER BY seq LIMIT ?3";

impl Store {
    /// The numbers that a shipment's parcels have.
    pub async fn waybills_of(&self, shipment: ShipmentId) -> Result<Vec<StoredWaybill>> {
        let rows = sqlx::query("SELECT * FROM waybill WHERE shipment_id = ? ORDER BY seq")
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Every account's number of this spelling.
    pub async fn waybills(&self, number: &str) -> Result<Vec<StoredWaybill>> {
        let rows = sqlx::query("SELECT * FROM waybill WHERE number = ? ORDER BY seq")
            .bind(number)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The first day on which free numbers of a pool expire.
    pub async fn first_expiry(&self, pool: PoolId) -> Result<Option<String>> {
        let day = sqlx::query_scalar(
            "SELECT expires_on FROM waybill INDEXED BY waybill_expiring
             WHERE pool_id = ? AND state = 'free' AND expires_on <> '9999-12-31' ORDER BY expires_on LIMIT 1",
        )
        .bind(pool.0)
        .fetch_optional(&self.readers)
        .await?;
        Ok(day)
    }

    /// How many free numbers of a pool expire until a day, that day included; 100,000 at most are counted.
    pub async fn expiring(&self, pool: PoolId, until: &str) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM (SELECT 1 FROM waybill INDEXED BY waybill_expiring
             WHERE pool_id = ? AND state = 'free' AND expires_on <> '9999-12-31' AND expires_on <= ? LIMIT 100000)",
        )
        .bind(pool.0)
        .bind(until)
        .fetch_one(&self.readers)
        .await?;
        Ok(count.unsigned_abs())
    }
}

impl Change {
    /// Adds numbers to a pool as free; those that the account has already are passed over. Answers how
    /// many were new.
    pub async fn add_waybills(
        &mut self,
        pool: &StoredPool,
        numbers: &[String],
        expires_on: Option<&str>,
    ) -> Result<u64> {
        let at = self.now();
        let added = sqlx::query(
            "INSERT INTO waybill (number, account_id, pool_id, state, expires_on, created_at, changed_at)
             SELECT value, ?, ?, 'free', ?, ?, ? FROM json_each(?) WHERE true
             ON CONFLICT (number, account_id) DO NOTHING",
        )
        .bind(pool.account.0)
        .bind(pool.id.0)
        .bind(expires_on.unwrap_or(NEVER))
        .bind(&at)
        .bind(&at)
        .bind(json("number", &numbers)?)
        .execute(self.connection())
        .await?
        .rows_affected();
        let more = i64::try_from(added).unwrap_or(i64::MAX);
        self.count_free(pool.id, more).await?;
        sqlx::query("UPDATE waybill_pool SET added = added + ? WHERE id = ?")
            .bind(more)
            .bind(pool.id.0)
            .execute(self.connection())
            .await?;
        Ok(added)
    }

    async fn count_free(&mut self, pool: PoolId, more: i64) -> Result<()> {
        sqlx::query("UPDATE waybill_pool SET free = free + ? WHERE id = ?")
            .bind(more)
            .bind(pool.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives each parcel a number of a pool. `None` when it has not enough that may be used on this day;
    /// the change is then to be dropped.
    pub async fn take_waybills(
        &mut self,
        pool: PoolId,
        shipment: ShipmentId,
        parcels: &[ParcelId],
        today: &str,
    ) -> Result<Option<Vec<String>>> {
        let Some(pool) = self.pool(pool).await? else {
            return Ok(None);
        };
        if pool.retired {
            return Ok(None);
        }
        let at = self.now();
        let rows = sqlx::query(NEXT_FREE)
            .bind(pool.id.0)
            .bind(today)
            .bind(i64::try_from(parcels.len()).unwrap_or(i64::MAX))
            .fetch_all(self.connection())
            .await?;
        let mut numbers = Vec::with_capacity(parcels.len());
        for (row, parcel) in rows.iter().zip(parcels) {
            let c = Columns(row);
            let reserved = sqlx::query(
                "UPDATE waybill SET state = ?, shipment_id = ?, parcel_id = ?, changed_at = ? WHERE seq = ? AND state = 'free'",
            )
            .bind(word("state", &next(WaybillState::Free, WaybillEvent::Reserve)?)?)
            .bind(shipment.0)
            .bind(parcel.0)
            .bind(&at)
            .bind(c.integer("seq")?)
            .execute(self.connection())
            .await?;
            debug_assert_eq!(
                reserved.rows_affected(),
                1,
                "nobody else writes while this change is open"
            );
            numbers.push(c.text("number")?);
        }
        self.count_free(pool.id, -i64::try_from(numbers.len()).unwrap_or(i64::MAX))
            .await?;
        let left = &parcels[numbers.len()..];
        if left.is_empty() {
            return Ok(Some(numbers));
        }
        let of_range = self.take_of_range(&pool, shipment, left, today).await?;
        Ok(of_range.map(|more| {
            numbers.extend(more);
            numbers
        }))
    }

    /// Numbers of a range get their rows as they are taken. One that the account has already, from a list
    /// or another range, is passed over.
    async fn take_of_range(
        &mut self,
        pool: &StoredPool,
        shipment: ShipmentId,
        parcels: &[ParcelId],
        today: &str,
    ) -> Result<Option<Vec<String>>> {
        let (Some(mut counter), Some(last), Some(text)) =
            (pool.next_counter(), pool.last, &pool.terms.pattern)
        else {
            return Ok(None);
        };
        if pool.expires_on.as_str() < today {
            return Ok(None);
        }
        let unreadable = |why: String| StoreError::Unreadable {
            column: "terms",
            why,
        };
        let pattern =
            Pattern::new(text, pool.terms.check).map_err(|e| unreadable(e.to_string()))?;
        let at = self.now();
        let mut numbers = Vec::with_capacity(parcels.len());
        let mut wanting = parcels.iter();
        let mut parcel = wanting.next();
        while let Some(for_parcel) = parcel {
            if counter > last {
                return Ok(None);
            }
            let number = pattern
                .number(counter)
                .map_err(|e| unreadable(e.to_string()))?;
            counter += 1;
            let new = sqlx::query(
                "INSERT INTO waybill (number, account_id, pool_id, state, shipment_id, parcel_id, expires_on, created_at, changed_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number, account_id) DO NOTHING",
            )
            .bind(&number)
            .bind(pool.account.0)
            .bind(pool.id.0)
            .bind(word("state", &next(WaybillState::Free, WaybillEvent::Reserve)?)?)
            .bind(shipment.0)
            .bind(for_parcel.0)
            .bind(&pool.expires_on)
            .bind(&at)
            .bind(&at)
            .execute(self.connection())
            .await?;
            if new.rows_affected() == 1 {
                numbers.push(number);
                parcel = wanting.next();
            }
        }
        sqlx::query("UPDATE waybill_pool SET next = ? WHERE id = ?")
            .bind(i64::try_from(counter).unwrap_or(i64::MAX))
            .bind(pool.id.0)
            .execute(self.connection())
            .await?;
        Ok(Some(numbers))
    }

    /// Moves a shipment's numbers on, or those of some of its parcels; an illegal step is refused and
    /// changes nothing. A number that becomes free forgets its parcel.
    pub async fn step_waybills(
        &mut self,
        shipment: ShipmentId,
        event: WaybillEvent,
        parcels: Option<&[ParcelId]>,
    ) -> Result<()> {
        for waybill in self.waybills_of(shipment).await? {
            if is_among(&waybill, parcels) {
                self.step_waybill(&waybill, event).await?;
            }
        }
        Ok(())
    }

    /// The labels of a shipment's parcels may be on paper. Whatever stands against it is later than the
    /// label: a number that was given up meanwhile stays so.
    pub async fn note_waybills_printed(
        &mut self,
        shipment: ShipmentId,
        parcels: Option<&[ParcelId]>,
    ) -> Result<()> {
        for waybill in self.waybills_of(shipment).await? {
            if is_among(&waybill, parcels) && waybill.state == WaybillState::Reserved {
                self.step_waybill(&waybill, WaybillEvent::Print).await?;
            }
        }
        Ok(())
    }

    /// The numbers that a shipment's parcels have, as this change sees them.
    pub async fn waybills_of(&mut self, shipment: ShipmentId) -> Result<Vec<StoredWaybill>> {
        let rows = sqlx::query("SELECT * FROM waybill WHERE shipment_id = ? ORDER BY seq")
            .bind(shipment.0)
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(read).collect()
    }

    async fn step_waybill(&mut self, waybill: &StoredWaybill, event: WaybillEvent) -> Result<()> {
        let state = next(waybill.state, event)?;
        let free = state == WaybillState::Free;
        let at = self.now();
        sqlx::query(
            "UPDATE waybill SET state = ?, changed_at = ?, shipment_id = iif(?, NULL, shipment_id),
                 parcel_id = iif(?, NULL, parcel_id) WHERE seq = ?",
        )
        .bind(word("state", &state)?)
        .bind(at)
        .bind(free)
        .bind(free)
        .bind(waybill.seq)
        .execute(self.connection())
        .await?;
        if free {
            self.count_free(waybill.pool, 1).await?;
        }
        Ok(())
    }

    /// Free numbers whose last day is over are never used. Answers each pool that lost some, and how many.
    pub async fn expire_waybills(&mut self, today: &str) -> Result<Vec<(PoolId, u64)>> {
        let pools: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT id FROM waybill_pool")
            .fetch_all(self.connection())
            .await?;
        let state = word("state", &next(WaybillState::Free, WaybillEvent::Expire)?)?;
        let at = self.now();
        let mut expired = Vec::new();
        for pool in pools {
            let count = sqlx::query(
                "UPDATE waybill INDEXED BY waybill_expiring SET state = ?, changed_at = ?
                 WHERE pool_id = ? AND state = 'free' AND expires_on <> '9999-12-31' AND expires_on < ?",
            )
            .bind(&state)
            .bind(&at)
            .bind(pool)
            .bind(today)
            .execute(self.connection())
            .await?
            .rows_affected();
            if count > 0 {
                self.count_free(PoolId(pool), -i64::try_from(count).unwrap_or(i64::MAX))
                    .await?;
                expired.push((PoolId(pool), count));
            }
        }
        Ok(expired)
    }
}

fn next(state: WaybillState, event: WaybillEvent) -> Result<WaybillState> {
    state.next(event).map_err(|e| StoreError::Unreadable {
        column: "state",
        why: e.to_string(),
    })
}

fn is_among(waybill: &StoredWaybill, parcels: Option<&[ParcelId]>) -> bool {
    parcels.is_none_or(|parcels| waybill.parcel.is_some_and(|p| parcels.contains(&p)))
}

#[cfg(test)]
mod tests;
