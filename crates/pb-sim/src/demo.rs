//! The demo bench: simulated devices and carriers, and what a profile needs to use them.
//!
//! A simulated packer works at the scale: the pan is empty for three seconds, then a parcel lies on it until
//! its label has come out of the printer, or for 25 seconds when nobody wants it. What was bought through the
//! simulated gateway moves on one step every five minutes, and can be voided until the first step; what was bought
//! with a carrier directly takes its days.
use crate::carriers::{IN_THE_STATES, SimCarriers};
use crate::{PrinterOptions, SimKarrio, SimPrinter, SimScale};
use async_trait::async_trait;
use pb_devices::{Port, ScaleConfig};
use pb_domain::{Address, CountryCode, Dimensions, Length, Weight, WeightUnit};
use pb_station::api::{AccountDraft, BoxDraft, PrinterConfig, ShipFromDraft};
use pb_station::{DemoBench, DemoSetup};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

const ORDERS: &[u8] = include_bytes!("../../../assets/samples/shopify-orders.csv");
const TARIFF: &str = include_str!("../../../assets/samples/tariff.csv");
/// Any number; the same one gives the same weights.
const SEED: u64 = 8217;
const STEP: Duration = Duration::from_secs(300);

/// Starts a simulated scale, printer and carriers for the demo profile.
#[derive(Clone, Debug)]
pub struct SimDemo {
    labels: Option<PathBuf>,
}

impl SimDemo {
    /// A demo bench whose printer leaves its labels as PNG files in `labels`, when given.
    pub fn new(labels: Option<PathBuf>) -> Self {
        Self { labels }
    }

    fn set_up(&self) -> std::io::Result<DemoSetup> {
        let options = PrinterOptions {
            folder: self.labels.clone(),
            per_label: Duration::from_millis(700),
            ..PrinterOptions::default()
        };
        let printer = SimPrinter::start_with(options)?;
        let scale = SimScale::start()?;
        scale.pack_by_itself(SEED, printer.label_count());
        let karrio = SimKarrio::start()?;
        karrio.advance_every(STEP);
        let carriers = SimCarriers::start()?;
        let direct = IN_THE_STATES.iter().filter_map(|id| carriers.account(id));
        let accounts = [karrio_account(&karrio.url()), tariff_account()];
        let accounts = direct.chain(accounts).collect();
        Ok(DemoSetup {
            scale: ScaleConfig {
                id: String::new(),
                name: "Simulated scale".to_owned(),
                port: loopback(scale.port()),
                protocol: scale.protocol().to_owned(),
                unit: Some(WeightUnit::Kg),
                reports_zero: true,
                pattern: None,
                only_stable: false,
            },
            printer: PrinterConfig::label_printer(
                "Simulated label printer",
                loopback(printer.port()),
                "zpl",
            ),
            accounts,
            ship_from: ship_from(),
            boxes: boxes(),
            orders: ("shopify-orders.csv".to_owned(), ORDERS.to_vec()),
            keep: Box::new((scale, printer, karrio, carriers)),
        })
    }
}

#[async_trait]
impl DemoBench for SimDemo {
    async fn start(&self) -> Result<DemoSetup, String> {
        self.set_up()
            .map_err(|e| format!("the simulated devices could not be started: {e}"))
    }
}

fn loopback(port: u16) -> Port {
    Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port,
    }
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

fn karrio_account(url: &str) -> AccountDraft {
    AccountDraft {
        id: None,
        carrier: "karrio".to_owned(),
        name: "Simulated gateway".to_owned(),
        enabled: true,
        settings: texts([("url", url)]),
        secrets: texts([("token", SimKarrio::TOKEN)]),
        table: None,
    }
}

fn tariff_account() -> AccountDraft {
    AccountDraft {
        id: None,
        carrier: "tariff".to_owned(),
        name: "Own couriers".to_owned(),
        enabled: true,
        settings: texts([("currency", "USD"), ("origin", "US 430*|431*|432*")]),
        secrets: BTreeMap::new(),
        table: Some(TARIFF.to_owned()),
    }
}

fn ship_from() -> ShipFromDraft {
    ShipFromDraft {
        id: None,
        name: "Shop".to_owned(),
        address: Address {
            name: "Packing bench".to_owned(),
            company: "Kiln & Kettle".to_owned(),
            line1: "26 Kiln Street".to_owned(),
            city: "Columbus".to_owned(),
            region: "OH".to_owned(),
            postal_code: "43215".to_owned(),
            country: CountryCode::from_code("US"),
            phone: "+1 614-555-0100".to_owned(),
            email: "bench@example.com".to_owned(),
            ..Address::default()
        },
        default: true,
    }
}

fn boxes() -> Vec<BoxDraft> {
    [
        ("Mug box", [150, 150, 120], 90),
        ("Small carton", [250, 180, 120], 140),
        ("Medium carton", [350, 260, 200], 290),
        ("Large carton", [450, 350, 300], 520),
    ]
    .into_iter()
    .map(|(name, [length, width, height], grams)| BoxDraft {
        id: None,
        name: name.to_owned(),
        dimensions: Dimensions {
            length: Length::from_mm(length),
            width: Length::from_mm(width),
            height: Length::from_mm(height),
        },
        empty_weight: Weight::from_grams(grams),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[tokio::test]
    async fn everything_it_names_is_there_and_goes_when_it_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = SimDemo::new(Some(folder.path().join("labels")));
        let setup = demo.start().await.expect("starts");
        let Port::Tcp { host, port } = setup.scale.port.clone() else {
            panic!("a TCP port")
        };
        assert!(TcpStream::connect((host.as_str(), port)).is_ok());
        assert!(
            pb_devices::SCALE_PROTOCOLS
                .iter()
                .any(|p| p.id() == setup.scale.protocol)
        );
        assert!(folder.path().join("labels").is_dir());
        assert_eq!(setup.ship_from.address.problems("ship_from"), []);
        for account in &setup.accounts {
            let carrier = pb_carriers::find(&account.carrier).expect("a known carrier");
            for field in carrier
                .form
                .iter()
                .filter(|f| f.required && f.default.is_empty())
            {
                let given = account.settings.contains_key(field.name)
                    || account.secrets.contains_key(field.name);
                assert!(given, "{} lacks {}", account.carrier, field.name);
            }
            let known = |name: &String| carrier.form.iter().any(|f| f.name == name);
            assert!(
                account
                    .settings
                    .keys()
                    .chain(account.secrets.keys())
                    .all(known)
            );
            if let (Some(table), Some(csv)) = (carrier.table, &account.table) {
                assert_eq!(table.check(csv), []);
            }
        }
        drop(setup);
        // The simulation's own threads close the port in their own time.
        while TcpStream::connect((host.as_str(), port)).is_ok() {
            tokio::task::yield_now().await;
        }
    }
}
