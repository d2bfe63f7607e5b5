//! From the carrier's answer in memory to the first byte at the printer's socket.
use crate::line;
use pb_sim::SimKarrio;
use pb_station::api::{NewShipmentView, RateList};
use pb_station::{App, AppOptions};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 60;

pub(crate) fn measure() -> anyhow::Result<()> {
    for (format, goal) in [("PDF", "p95 under 50 ms"), ("ZPL", "p95 under 5 ms")] {
        let times = tokio::runtime::Runtime::new()?.block_on(run(format))?;
        line(
            &format!("carrier's answer to first byte at the printer, {format}"),
            times,
            goal,
        );
    }
    Ok(())
}

async fn run(format: &str) -> anyhow::Result<Vec<Duration>> {
    let home = tempfile::tempdir()?;
    let karrio = SimKarrio::start()?;
    let answered = Arc::new(Mutex::new(Instant::now()));
    let url = format!(
        "http://127.0.0.1:{}",
        watch(karrio.port(), Arc::clone(&answered))?
    );
    let (port, first_bytes) = printer()?;
    let app = App::new(AppOptions {
        home: home.path().to_owned(),
        bench: "bench".into(),
        demo: None,
        fonts: journeys::fonts(),
        clock: jiff::Timestamp::now,
        here: journeys::bench::whereabouts(home.path()),
    });
    let ask = async |name: &str, request: Value| {
        app.call(name, request)
            .await
            .map_err(|f| anyhow::anyhow!("{name}: {f:?}"))
    };
    ask("open_bench", json!({ "passphrase": "bench" })).await?;
    ask("save_address", json!({ "id": null, "name": "W", "default": true, "address": {
        "name": "P", "line1": "12 Dock Street", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US" } })).await?;
    ask("save_account", json!({ "id": null, "carrier": "karrio", "name": "K", "enabled": true,
        "settings": { "url": url, "label_format": format }, "secrets": { "token": SimKarrio::TOKEN }, "table": null })).await?;
    ask("set_printer", json!({ "printer": { "name": "Z", "port": { "kind": "tcp", "host": "127.0.0.1", "port": port },
        "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 1, "never_answers": true } })).await?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let order = ask("save_order", json!({ "id": null, "number": format!("B{round}"), "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US" },
            "lines": [{ "title": "Mug", "quantity": 1, "needs_shipping": true }] })).await?;
        let view: NewShipmentView = serde_json::from_value(
            ask(
                "new_shipment",
                json!({ "order": order["order"]["id"], "another": false }),
            )
            .await?,
        )?;
        let mut draft = serde_json::to_value(view.draft)?;
        draft["parcels"][0]["weight"] = ask(
            "weigh",
            json!({ "parcel": draft["parcels"][0]["id"], "typed": "1.2 kg" }),
        )
        .await?;
        let list: RateList =
            serde_json::from_value(ask("rate", json!({ "request": "r", "draft": draft })).await?)?;
        // Worldwide labels are PDF whatever was asked; the ground service gives what it is asked for.
        let rate = list
            .rates
            .first()
            .ok_or_else(|| anyhow::anyhow!("no rate"))?;
        ask(
            "buy",
            json!({ "draft": draft, "rate": rate, "accepted": null, "print": true }),
        )
        .await?;
        let first = first_bytes.recv_timeout(Duration::from_secs(20))?;
        let answer = *answered
            .lock()
            .map_err(|_| anyhow::anyhow!("a thread panicked"))?;
        times.push(first.saturating_duration_since(answer));
    }
    app.close().await;
    Ok(times)
}

/// A printer that only notes when the first byte of each connection that brings one arrives.
fn printer() -> anyhow::Result<(u16, Receiver<Instant>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (sender, receiver): (Sender<Instant>, _) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || take(stream, &sender));
        }
    });
    Ok((port, receiver))
}

fn take(mut stream: TcpStream, sender: &Sender<Instant>) {
    let mut buffer = [0; 65536];
    let mut first = true;
    while let Ok(read) = stream.read(&mut buffer) {
        if read == 0 {
            return;
        }
        if std::mem::take(&mut first) && sender.send(Instant::now()).is_err() {
            return;
        }
    }
}

/// A relay in front of the carrier that notes when the answer to a purchase has passed.
fn watch(port: u16, answered: Arc<Mutex<Instant>>) -> anyhow::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let own = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                return;
            };
            let answered = Arc::clone(&answered);
            if let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) {
                std::thread::spawn(move || relay(from_client, to_server, None));
                std::thread::spawn(move || relay(server, client, Some(&answered)));
            }
        }
    });
    Ok(own)
}

fn relay(mut from: TcpStream, mut to: TcpStream, note: Option<&Mutex<Instant>>) {
    let mut buffer = [0; 65536];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
        if let Some(Ok(mut at)) = note.map(Mutex::lock) {
            *at = Instant::now();
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
