//! Manifests and pickups: what carriers were asked at a day's end, each in a row that exists before they are asked.
use crate::row::{Columns, word};
use crate::{Change, Result, Store};
use pb_domain::{
    AccountId, AddressId, DayEndEvent, DayEndState, Document, ManifestId, Money, PickupId, Problem,
    ShipmentId,
};
use sqlx::sqlite::SqliteRow;

/// Parcels that a carrier was asked to take over together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredManifest {
    /// Identity.
    pub id: ManifestId,
    /// The account they were bought with.
    pub account: AccountId,
    /// The day on which they were bought, `YYYY-MM-DD`.
    pub day: String,
    /// Where it stands.
    pub state: DayEndState,
    /// What the carrier knows it by; empty where it gives nothing.
    pub number: String,
    /// What the carrier said.
    pub problem: Option<Problem>,
    /// When it was asked for, RFC 3339.
    pub created_at: String,
}

/// A driver that a carrier was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPickup {
    /// Identity.
    pub id: PickupId,
    /// The account.
    pub account: AccountId,
    /// Where the parcels are.
    pub ship_from: AddressId,
    /// The day on which was bought what is fetched, `YYYY-MM-DD`.
    pub bought_on: String,
    /// The day of the driver, `YYYY-MM-DD`.
    pub day: String,
    /// From when on, `HH:MM`.
    pub ready: String,
    /// Until when, `HH:MM`.
    pub close: String,
    /// How many parcels it was asked for.
    pub parcels: u32,
    /// Where it stands.
    pub state: DayEndState,
    /// What the carrier knows it by.
    pub number: String,
    /// What it charges; `None` where it did not say.
    pub charged: Option<Money>,
    /// What the carrier said.
    pub problem: Option<Problem>,
    /// When it was asked for, RFC 3339.
    pub created_at: String,
}

fn read_manifest(row: &SqliteRow) -> Result<StoredManifest> {
    let c = Columns(row);
    Ok(StoredManifest {
        id: c.id("id", ManifestId)?,
        account: c.id("account_id", AccountId)?,
        day: c.text("day")?,
        state: c.word("state")?,
        number: c.text("number")?,
        problem: c.optional_json("problem")?,
        created_at: c.text("created_at")?,
    })
}

fn read_pickup(row: &SqliteRow) -> Result<StoredPickup> {
    let c = Columns(row);
    Ok(StoredPickup {
        id: c.id("id", PickupId)?,
        account: c.id("account_id", AccountId)?,
        ship_from: c.id("ship_from", AddressId)?,
        bought_on: c.text("bought_on")?,
        day: c.text("day")?,
        ready: c.text("ready")?,
        close: c.text("close")?,
        parcels: c.count("parcels")?,
        state: c.word("state")?,
        number: c.text("number")?,
        charged: c.money("charged_minor", "charged_currency")?,
        problem: c.optional_json("problem")?,
        created_at: c.text("created_at")?,
    })
}

impl Store {
    /// One manifest.
    pub async fn manifest(&self, id: ManifestId) -> Result<Option<StoredManifest>> {
        let row = sqlx::query("SELECT * FROM manifest WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read_manifest).transpose()
    }

    /// An account's manifests of a day, oldest first.
    pub async fn manifests_of(&self, account: AccountId, day: &str) -> Result<Vec<StoredManifest>> {
        let rows =
            sqlx::query("SELECT * FROM manifest WHERE account_id = ? AND day = ? ORDER BY id")
                .bind(account.0)
                .bind(day)
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(read_manifest).collect()
    }

    /// Manifests in `sent` or `unknown`, oldest first.
    pub async fn open_manifests(&self) -> Result<Vec<StoredManifest>> {
        let rows =
            sqlx::query("SELECT * FROM manifest WHERE state IN ('sent', 'unknown') ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(read_manifest).collect()
    }

    /// What a manifest is about: its shipments, and of those that the carrier left out, why.
    pub async fn manifest_shipments(
        &self,
        id: ManifestId,
    ) -> Result<Vec<(ShipmentId, Option<String>)>> {
        let rows = sqlx::query(
            "SELECT shipment_id, left_out, why FROM manifest_shipment WHERE manifest_id = ? ORDER BY shipment_id",
        )
        .bind(id.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                let why = c.flag("left_out")?.then(|| c.text("why")).transpose()?;
                Ok((c.id("shipment_id", ShipmentId)?, why))
            })
            .collect()
    }

    /// Which shipments an account bought on a day are on a manifest, or may be.
    pub async fn shipments_on_manifests(
        &self,
        account: AccountId,
        day: &str,
    ) -> Result<Vec<ShipmentId>> {
        let rows = sqlx::query(
            "SELECT x.shipment_id FROM manifest m JOIN manifest_shipment x ON x.manifest_id = m.id
             WHERE m.account_id = ? AND m.day = ? AND m.state IN ('sent', 'unknown', 'done') AND x.left_out = 0",
        )
        .bind(account.0)
        .bind(day)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| Columns(row).id("shipment_id", ShipmentId))
            .collect()
    }

    /// The papers of a manifest, in order.
    pub async fn manifest_papers(&self, id: ManifestId) -> Result<Vec<Document>> {
        let rows = sqlx::query(
            "SELECT format, bytes FROM manifest_paper WHERE manifest_id = ? ORDER BY position",
        )
        .bind(id.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok(Document {
                    format: c.word("format")?,
                    bytes: c.bytes("bytes")?,
                })
            })
            .collect()
    }

    /// How many papers a manifest has.
    pub async fn count_manifest_papers(&self, id: ManifestId) -> Result<u32> {
        Ok(
            sqlx::query_scalar("SELECT count(*) FROM manifest_paper WHERE manifest_id = ?")
                .bind(id.0)
                .fetch_one(&self.readers)
                .await?,
        )
    }

    /// One pickup.
    pub async fn pickup(&self, id: PickupId) -> Result<Option<StoredPickup>> {
        let row = sqlx::query("SELECT * FROM pickup WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read_pickup).transpose()
    }

    /// An account's pickups of what was bought on a day, oldest first.
    pub async fn pickups_of(
        &self,
        account: AccountId,
        bought_on: &str,
    ) -> Result<Vec<StoredPickup>> {
        let rows =
            sqlx::query("SELECT * FROM pickup WHERE account_id = ? AND bought_on = ? ORDER BY id")
                .bind(account.0)
                .bind(bought_on)
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(read_pickup).collect()
    }

    /// Pickups in `sent` or `unknown`, oldest first.
    pub async fn open_pickups(&self) -> Result<Vec<StoredPickup>> {
        let rows =
            sqlx::query("SELECT * FROM pickup WHERE state IN ('sent', 'unknown') ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(read_pickup).collect()
    }
}

impl Change {
    /// Writes down that a carrier is asked to take shipments over.
    pub async fn send_manifest(
        &mut self,
        id: ManifestId,
        account: AccountId,
        day: &str,
        shipments: &[ShipmentId],
    ) -> Result<()> {
        let at = self.now();
        sqlx::query("INSERT INTO manifest (id, account_id, day, state, created_at, changed_at) VALUES (?, ?, ?, 'sent', ?, ?)")
            .bind(id.0)
            .bind(account.0)
            .bind(day)
            .bind(&at)
            .bind(&at)
            .execute(self.connection())
            .await?;
        for shipment in shipments {
            sqlx::query("INSERT INTO manifest_shipment (manifest_id, shipment_id) VALUES (?, ?)")
                .bind(id.0)
                .bind(shipment.0)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Moves a manifest on by the rules; an illegal step is refused and changes nothing.
    pub async fn step_manifest(
        &mut self,
        id: ManifestId,
        event: DayEndEvent,
        problem: Option<&Problem>,
    ) -> Result<DayEndState> {
        let next = |state: DayEndState| state.next(event);
        self.step("manifest", id.0, next, problem).await
    }

    /// Keeps what the carrier made of it: its number, its papers, and what it left out with the reason.
    pub async fn save_manifest(
        &mut self,
        id: ManifestId,
        number: &str,
        papers: &[Document],
        left_out: &[(ShipmentId, String)],
    ) -> Result<()> {
        let at = self.now();
        sqlx::query("UPDATE manifest SET number = ? WHERE id = ?")
            .bind(number)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        for (position, paper) in (0i64..).zip(papers) {
            sqlx::query("INSERT INTO manifest_paper (manifest_id, position, format, bytes, created_at) VALUES (?, ?, ?, ?, ?)")
                .bind(id.0)
                .bind(position)
                .bind(word("format", &paper.format)?)
                .bind(&paper.bytes)
                .bind(&at)
                .execute(self.connection())
                .await?;
        }
        for (shipment, why) in left_out {
            sqlx::query(
                "UPDATE manifest_shipment SET left_out = 1, why = ? WHERE manifest_id = ? AND shipment_id = ?",
            )
            .bind(why)
            .bind(id.0)
            .bind(shipment.0)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Writes down that a carrier is asked for a driver, as `pickup` has it.
    /// [`crate::StoreError::Taken`] when one is ordered, or may be.
    pub async fn send_pickup(&mut self, pickup: &StoredPickup) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO pickup (id, account_id, ship_from, bought_on, day, ready, close, parcels, state, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'sent', ?, ?)",
        )
        .bind(pickup.id.0)
        .bind(pickup.account.0)
        .bind(pickup.ship_from.0)
        .bind(&pickup.bought_on)
        .bind(&pickup.day)
        .bind(&pickup.ready)
        .bind(&pickup.close)
        .bind(pickup.parcels)
        .bind(&at)
        .bind(&at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Moves a pickup on by the rules; an illegal step is refused and changes nothing.
    pub async fn step_pickup(
        &mut self,
        id: PickupId,
        event: DayEndEvent,
        problem: Option<&Problem>,
    ) -> Result<DayEndState> {
        let next = |state: DayEndState| state.next(event);
        self.step("pickup", id.0, next, problem).await
    }

    /// Keeps what the carrier knows a pickup by, and what it charges.
    pub async fn save_pickup(
        &mut self,
        id: PickupId,
        number: &str,
        charged: Option<Money>,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE pickup SET number = ?, charged_minor = ?, charged_currency = ? WHERE id = ?",
        )
        .bind(number)
        .bind(charged.map(|money| money.minor))
        .bind(charged.map(|money| money.currency.code().to_owned()))
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
