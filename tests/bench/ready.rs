//! From a hard kill to the first answer, with 100,000 shipments; and how quick they are looked over.
use crate::{line, search, shown};
use pb_station::{App, AppOptions};
use pb_store::{DatabaseKey, Store};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: u32 = 12;
const ASKED: u32 = 20;
const ORDERS: u32 = 3_000;
/// How long the station works before it is killed.
const AT_WORK: Duration = Duration::from_millis(150);
/// The key of a profile that guards nothing, such as the demo's: nothing is derived, so that what is measured
/// is the station.
const OPEN_KEY: &[u8; 32] = b"packbench demo: guards nothing..";

pub(crate) fn measure() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let profile = home.path().join("profiles/bench");
    std::fs::create_dir_all(&profile)?;
    let file = json!({ "station": "5e1f5e1f5e1f5e1f", "slots": [{ "kind": "demo" }] });
    std::fs::write(profile.join("profile.json"), file.to_string())?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let store = Store::open(
            &profile.join("station.db"),
            &DatabaseKey::new(*OPEN_KEY),
            "5e1f5e1f5e1f5e1f",
        )
        .await?;
        search::fill(&store).await?;
        store.close().await;
        Ok::<_, anyhow::Error>(())
    })?;
    let ui = home.path().join("ui");
    std::fs::create_dir_all(&ui)?;
    std::fs::write(ui.join("index.html"), "<!doctype html>")?;

    let mut ready = Vec::new();
    let mut speed = Vec::new();
    for start in 0..STARTS {
        let began = Instant::now();
        let station = Served::start(home.path(), &ui)?;
        station.ask("bench", &json!({}))?;
        let took = began.elapsed();
        // The first one follows no kill, but a clean end.
        if start > 0 {
            ready.push(took);
        }
        if start + 1 == STARTS {
            for _ in 0..ASKED {
                let began = Instant::now();
                station.ask("speed", &json!({ "span": "month" }))?;
                speed.push(began.elapsed());
            }
        }
        // Killed in the middle of writing.
        let _cut_off = station.send("import_orders", &orders(start))?;
        std::thread::sleep(AT_WORK);
        station.kill()?;
    }
    line(
        "from a hard kill to the first answer, 100,000 shipments",
        ready,
        "under 1 s",
    );
    line(
        "  percentiles over 100,000 parcels, as the window asks",
        speed,
        "",
    );
    println!(
        "{:<58} {:>10}             (beside that, where a passphrase opens the bench)",
        "  a key from a passphrase, by Argon2id",
        shown(runtime.block_on(with_passphrase())?)
    );
    Ok(())
}

/// How much longer a new bench takes to open with a passphrase: almost all of it is making the key slow to
/// guess.
async fn with_passphrase() -> anyhow::Result<Duration> {
    let home = tempfile::tempdir()?;
    let app = || {
        App::new(AppOptions {
            home: home.path().to_owned(),
            bench: "bench".into(),
            demo: None,
            fonts: journeys::fonts(),
            clock: jiff::Timestamp::now,
            here: journeys::bench::whereabouts(home.path()),
        })
    };
    let open = async |app: &App| {
        let began = Instant::now();
        let opened = app
            .call("open_bench", json!({ "passphrase": "bench" }))
            .await;
        opened.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        Ok::<_, anyhow::Error>(began.elapsed())
    };
    let first = app();
    open(&first).await?;
    first.close().await;
    let again = app();
    let took = open(&again).await?;
    again.close().await;
    Ok(took)
}

fn orders(round: u32) -> Value {
    use base64::Engine as _;
    let mut csv = "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country\n".to_owned();
    for n in 0..ORDERS {
        csv.push_str(&format!("#{round}-{n},paid,2026-11-01 10:00:00 +0000,1,Mug,9.00,Nora Example,5 Elm Street,Reno,89501,US\n"));
    }
    let base64 = base64::engine::general_purpose::STANDARD.encode(csv);
    json!({ "name": "orders.csv", "base64": base64, "mapping": null, "draft": null })
}

/// `pb serve` in a process of its own.
struct Served {
    child: Child,
    port: u16,
    token: String,
}

impl Served {
    fn start(home: &Path, ui: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(journeys::app("pb"))
            .env("PACKBENCH_HOME", home)
            .env("PACKBENCH_STATE", home.join("state"))
            .env("PACKBENCH_FONTS", journeys::fonts())
            .args(["serve", "--json", "--ui"])
            .arg(ui)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().expect("it is piped");
        let mut said = BufReader::new(said);
        let mut document = String::new();
        let value = loop {
            anyhow::ensure!(said.read_line(&mut document)? > 0, "pb serve ended");
            if let Ok(value) = serde_json::from_str::<Value>(&document) {
                break value;
            }
        };
        let url = value["url"].as_str().unwrap_or_default();
        let (address, token) = url
            .split_once("/#token=")
            .ok_or_else(|| anyhow::anyhow!("no address: {url}"))?;
        let port = address.rsplit(':').next().unwrap_or_default().parse()?;
        Ok(Self {
            child,
            port,
            token: token.to_owned(),
        })
    }

    fn send(&self, name: &str, request: &Value) -> anyhow::Result<TcpStream> {
        let body = request.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let head = format!(
            "POST /api/call/{name} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nauthorization: Bearer {}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.port,
            self.token,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        Ok(stream)
    }

    fn ask(&self, name: &str, request: &Value) -> anyhow::Result<()> {
        let mut answer = String::new();
        self.send(name, request)?.read_to_string(&mut answer)?;
        anyhow::ensure!(answer.starts_with("HTTP/1.1 200"), "{name}: {answer}");
        Ok(())
    }

    /// SIGKILL: nothing is finished, nothing is told.
    fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended already, unless something failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
