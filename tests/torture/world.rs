//! What is outside of the station and outlives it: the carrier with its ledger, the printer with its paper, the
//! wires between, and a person who looks at both.
use crate::control::Control;
use crate::station::{Process, Programs};
use crate::wire::{Weather, Wire};
use anyhow::{Context as _, ensure};
use pb_sim::{ConnectorSetup, Settles, SimConnector, SimKarrio, SimPrinter};
use pb_station::api::{AccountView, PoolView, PoolsView, Port, PrinterConfig, SetPrinter};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Who sells, and how a purchase whose answer was lost is settled there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seller {
    /// A Karrio server: a draft, one purchase, settled by its id.
    Karrio,
    /// A courier that honours idempotency keys: the same bytes are sent again.
    Keys,
    /// A courier that says what it sold under a reference.
    Find,
    /// A courier that does neither, and sells the same request twice: a person is asked.
    Neither,
    /// A courier whose numbers are here: the station takes one and draws the label, and books afterwards.
    Numbers,
    /// The merchant's own tariff: the station gives the number and draws the label.
    Tariff,
}

impl Seller {
    pub(crate) const ALL: [Self; 6] = [
        Self::Karrio,
        Self::Keys,
        Self::Find,
        Self::Neither,
        Self::Numbers,
        Self::Tariff,
    ];

    /// The account's name on the bench.
    pub(crate) fn account(self) -> &'static str {
        match self {
            Self::Karrio => "Karrio",
            Self::Keys => "Courier with keys",
            Self::Find => "Courier with references",
            Self::Neither => "Courier without either",
            Self::Numbers => "Courier with numbers",
            Self::Tariff => "Own van",
        }
    }

    /// What a courier promises, and how its account says that.
    fn promise(self) -> Option<(Settles, &'static str)> {
        match self {
            Self::Keys | Self::Numbers => Some((Settles::Keys, "resend")),
            Self::Find => Some((Settles::Find, "find")),
            Self::Neither => Some((Settles::Neither, "person")),
            Self::Karrio | Self::Tariff => None,
        }
    }
}

/// How old a purchase may be when it reaches a courier that is asked by reference: what it does not know
/// after that was not sold.
const ACCEPTS_WITHIN: Duration = Duration::from_secs(3);

/// A courier with its ledger, and the wire to it.
struct Courier {
    seller: Seller,
    server: SimConnector,
    wire: Wire,
}

/// Numbers that a bench gets for an order: as many as it may have parcels, and some to spare.
const NUMBERS: u32 = 4;

/// The world of one worker.
pub(crate) struct World {
    pub(crate) programs: Arc<Programs>,
    karrio: Option<SimKarrio>,
    to_karrio: Wire,
    couriers: Vec<Courier>,
    pub(crate) to_printer: Wire,
    printer: Option<SimPrinter>,
    pub(crate) control: Control,
    folder: tempfile::TempDir,
}

impl World {
    /// Starts the servers and sets a bench up, which every trial gets a copy of.
    pub(crate) async fn new(programs: Arc<Programs>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let karrio = SimKarrio::start()?;
        let printer = SimPrinter::start()?;
        let mut couriers = Vec::new();
        for seller in Seller::ALL {
            let Some((settles, _)) = seller.promise() else {
                continue;
            };
            let server = SimConnector::start_with(ConnectorSetup {
                settles,
                accepts_within: ACCEPTS_WITHIN,
                ..ConnectorSetup::default()
            })?;
            let wire = Wire::to(server.port()).await?;
            couriers.push(Courier {
                seller,
                server,
                wire,
            });
        }
        let world = Self {
            couriers,
            to_karrio: Wire::to(karrio.port()).await?,
            to_printer: Wire::to(printer.port()).await?,
            control: Control::new(folder.path().join("control"))?,
            programs,
            karrio: Some(karrio),
            printer: Some(printer),
            folder,
        };
        let mut ports = vec![world.to_karrio.port(), world.to_printer.port()];
        ports.extend(world.couriers.iter().map(|c| c.wire.port()));
        world.control.watch(&ports)?;
        let mut station = Process::start(&world.programs, &world.template(), &world.control)
            .await?
            .context("the template's station was killed")?;
        world.furnish(&station).await?;
        station.stop().await?;
        Ok(world)
    }

    async fn furnish(&self, station: &Process) -> anyhow::Result<()> {
        station
            .ask::<Value>(
                "open_bench",
                json!({ "passphrase": crate::station::PASSPHRASE }),
            )
            .await?;
        station.ask::<Value>("save_address", json!({ "id": null, "name": "Warehouse", "default": true, "address": {
            "name": "Packing Dept", "company": "Example Goods", "line1": "12 Dock Street", "city": "Austin",
            "region": "TX", "postal_code": "78701", "country": "US", "phone": "+15125550100"
        }})).await?;
        station.ask::<Value>("save_account", json!({
            "id": null, "carrier": "karrio", "name": Seller::Karrio.account(), "enabled": true,
            "settings": { "url": format!("http://127.0.0.1:{}", self.to_karrio.port()) },
            "secrets": { "token": SimKarrio::TOKEN }, "table": null
        })).await?;
        station.ask::<Value>("save_account", json!({
            "id": null, "carrier": "tariff", "name": Seller::Tariff.account(), "enabled": true,
            "settings": { "currency": "USD" }, "secrets": {}, "table": null
        })).await?;
        for courier in &self.couriers {
            let Some((_, settle)) = courier.seller.promise() else {
                continue;
            };
            let account: AccountView = station.ask("save_account", json!({
                "id": null, "carrier": "connector", "name": courier.seller.account(), "enabled": true,
                "settings": {
                    "url": format!("http://127.0.0.1:{}", courier.wire.port()), "currency": "USD", "settle": settle
                },
                "secrets": { "token": SimConnector::TOKEN }, "table": null
            })).await?;
            if courier.seller == Seller::Numbers {
                station.ask::<Value>("save_pool", json!({
                    "id": null, "account": account.id, "name": "Van numbers", "source": "carrier",
                    "terms": {
                        "services": [{ "code": "van", "name": "Van" }], "pattern": null, "check": "none",
                        "barcode": "code128", "low_water": 0, "top_up": 0,
                        "price": { "kind": "fixed", "amount": { "minor": 600, "currency": "USD" } }, "always": true
                    }
                })).await?;
            }
        }
        let port = Port::Tcp {
            host: "127.0.0.1".into(),
            port: self.to_printer.port(),
        };
        let printer = PrinterConfig {
            proof_seconds: 3,
            ..PrinterConfig::label_printer("Zebra", port, "zpl")
        };
        station
            .ask::<Value>("set_printer", SetPrinter { printer })
            .await?;
        Ok(())
    }

    /// Has the courier give a bench numbers of its own: no two benches of a run have the same.
    pub(crate) async fn give_numbers(&self, station: &Process) -> anyhow::Result<()> {
        let pools: PoolsView = station.ask("pools", json!({})).await?;
        let pool = pools.pools.first().context("the bench has a pool")?.id;
        let got: PoolView = station
            .ask("reserve_numbers", json!({ "pool": pool, "count": NUMBERS }))
            .await?;
        ensure!(got.left == u64::from(NUMBERS), "{got:?}");
        Ok(())
    }

    /// Takes the printer's power away and gives it back.
    pub(crate) fn power_cycle_printer(&self) -> anyhow::Result<()> {
        self.printer()?.power_cycle();
        Ok(())
    }

    fn printer(&self) -> anyhow::Result<&SimPrinter> {
        self.printer.as_ref().context("the printer is there")
    }

    fn template(&self) -> PathBuf {
        self.folder.path().join("template")
    }

    /// A fresh bench for a trial, an empty printer, and fair weather.
    pub(crate) async fn fresh(&mut self, trial: usize) -> anyhow::Result<PathBuf> {
        self.heal()?;
        let old = self.printer.replace(SimPrinter::start()?);
        // It waits for its threads.
        tokio::task::spawn_blocking(move || drop(old)).await?;
        self.to_printer.lead_to(self.printer()?.port());
        let home = self.folder.path().join(format!("trial-{trial}"));
        copy(&self.template(), &home)?;
        Ok(home)
    }

    /// Everything outside works again.
    pub(crate) fn heal(&self) -> anyhow::Result<()> {
        if let Some(karrio) = &self.karrio {
            karrio.heal();
        }
        for courier in &self.couriers {
            courier.server.heal();
            courier.wire.set(Weather::Fair);
        }
        self.to_karrio.set(Weather::Fair);
        self.to_printer.set(Weather::Fair);
        self.control.off()?;
        self.control.disk_full(false)?;
        self.control.slow_sync(0)?;
        self.control.move_clock(0)
    }

    /// The wire to a seller, where there is one.
    pub(crate) fn wire_to(&self, seller: Seller) -> Option<&Wire> {
        match seller {
            Seller::Karrio => Some(&self.to_karrio),
            Seller::Tariff => None,
            _ => self.courier(seller).map(|c| &c.wire),
        }
    }

    fn courier(&self, seller: Seller) -> Option<&Courier> {
        self.couriers.iter().find(|c| c.seller == seller)
    }

    /// What the carriers' ledgers hold under an order's number and was not voided: the tracking numbers of each
    /// sale. The tariff has no ledger but the station's own.
    pub(crate) fn sold(&self, order: &str) -> Vec<Vec<String>> {
        let ledger = self
            .karrio
            .as_ref()
            .map(SimKarrio::ledger)
            .unwrap_or_default();
        let by_karrio = ledger
            .into_iter()
            .filter(|sale| sale.reference == order && !sale.voided)
            .map(|sale| sale.tracking_numbers);
        let by_couriers = self
            .couriers
            .iter()
            .flat_map(|courier| courier.server.ledger())
            .filter(|sale| sale.customer_reference == order && !sale.voided)
            .map(|sale| sale.tracking_numbers);
        by_karrio.chain(by_couriers).collect()
    }

    /// How many labels with a tracking number came out of the printer.
    pub(crate) fn on_paper(&self, number: &str) -> anyhow::Result<usize> {
        let labels = self.printer()?.labels();
        let ours = labels
            .iter()
            .filter(|l| l.barcodes.iter().any(|b| b == number));
        Ok(ours.count())
    }

    /// How many labels came out of the printer.
    pub(crate) fn all_paper(&self) -> anyhow::Result<usize> {
        Ok(*self.printer()?.label_count().borrow())
    }

    /// Waits until the printer has had time for what it holds.
    pub(crate) async fn until_quiet(&self) -> anyhow::Result<()> {
        let mut count = self.printer()?.label_count();
        // Its label takes 20 ms.
        let a_while = Duration::from_millis(250);
        while let Ok(Ok(())) = tokio::time::timeout(a_while, count.changed()).await {}
        Ok(())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The servers wait for their threads, which no asynchronous task may.
        let printer = self.printer.take();
        let karrio = self.karrio.take();
        let couriers = std::mem::take(&mut self.couriers);
        tokio::task::spawn_blocking(move || drop((printer, karrio, couriers)));
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
