//! A station for the measurements that need a whole one: its own folder, an address, a way to ship.
use pb_station::api::{NewShipmentView, RateList, ShipmentView};
use pb_station::{App, AppOptions};
use serde_json::{Value, json};

/// An open station; the folder goes with it.
pub(crate) struct Station {
    pub(crate) app: App,
    _home: tempfile::TempDir,
}

impl Station {
    /// Opens one that ships by the merchant's own table of prices.
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let home = tempfile::tempdir()?;
        let app = App::new(AppOptions {
            home: home.path().to_owned(),
            bench: "bench".into(),
            demo: None,
            fonts: journeys::fonts(),
            clock: jiff::Timestamp::now,
            here: journeys::bench::whereabouts(home.path()),
        });
        let station = Self { app, _home: home };
        station
            .ask("open_bench", json!({ "passphrase": "bench" }))
            .await?;
        station.ask("save_address", json!({ "id": null, "name": "W", "default": true, "address": {
            "name": "P", "line1": "12 Dock Street", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US" } })).await?;
        station
            .ask(
                "save_account",
                json!({ "id": null, "carrier": "tariff", "name": "Own van", "enabled": true,
            "settings": { "currency": "USD" }, "secrets": {}, "table": null }),
            )
            .await?;
        Ok(station)
    }

    /// Runs a command.
    pub(crate) async fn ask(&self, name: &str, request: Value) -> anyhow::Result<Value> {
        self.app
            .call(name, request)
            .await
            .map_err(|f| anyhow::anyhow!("{name}: {f:?}"))
    }

    /// Buys a label and does not print it.
    pub(crate) async fn buy(&self, number: &str) -> anyhow::Result<ShipmentView> {
        let order = self.ask("save_order", json!({ "id": null, "number": number, "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US" },
            "lines": [{ "title": "Mug", "quantity": 1, "needs_shipping": true }] })).await?;
        let started = self
            .ask(
                "new_shipment",
                json!({ "order": order["order"]["id"], "another": false }),
            )
            .await?;
        let view: NewShipmentView = serde_json::from_value(started)?;
        let mut draft = serde_json::to_value(view.draft)?;
        draft["parcels"][0]["weight"] = self
            .ask(
                "weigh",
                json!({ "parcel": draft["parcels"][0]["id"], "typed": "1.2 kg" }),
            )
            .await?;
        let list: RateList = serde_json::from_value(
            self.ask("rate", json!({ "request": "r", "draft": draft }))
                .await?,
        )?;
        let rate = list
            .rates
            .first()
            .ok_or_else(|| anyhow::anyhow!("no rate"))?;
        let bought = self
            .ask(
                "buy",
                json!({ "draft": draft, "rate": rate, "accepted": null, "print": false }),
            )
            .await?;
        Ok(serde_json::from_value(bought)?)
    }
}
