//! A thousand labels in one batch to a network printer: how many come out a second, and whether memory stays flat.
use crate::shown;
use crate::station::Station;
use serde_json::json;
use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch::{self, Receiver, Sender};

const LABELS: usize = 1_000;
/// Memory is read after so many labels, and again at the end.
const SETTLED: usize = 100;
/// Longer than this for all, and something hangs.
const PATIENCE: Duration = Duration::from_secs(600);
/// What the printer takes for a label: short enough that the station is what is waited for, long enough to be
/// seen at work.
const PER_LABEL: Duration = Duration::from_millis(40);

pub(crate) fn measure() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let (port, mut out) = printer()?;
    let station = Station::open().await?;
    station
        .ask("set_printer", json!({ "printer": { "name": "Z", "port": { "kind": "tcp", "host": "127.0.0.1", "port": port },
            "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 30, "never_answers": false } }))
        .await?;
    let mut shipments = Vec::with_capacity(LABELS);
    for number in 0..LABELS {
        shipments.push(station.buy(&format!("B{number}")).await?.id);
    }
    let began = Instant::now();
    station
        .ask(
            "print_batch",
            json!({ "shipments": shipments, "kind": "label", "force": false }),
        )
        .await?;
    let early = until(&mut out, SETTLED, began).await?;
    let end = until(&mut out, LABELS, began).await?;
    let took = began.elapsed();
    println!();
    println!(
        "{:<58} {:>10}",
        format!("{LABELS} labels in a batch over the network"),
        shown(took)
    );
    println!(
        "{:<58} {:>10}",
        "  labels a second, with proof of paper",
        format!("{:.1}", LABELS as f64 / took.as_secs_f64())
    );
    println!(
        "{:<58} {:>10} {:>10}",
        format!("  memory after {SETTLED} labels, and at the end"),
        format!("{} MiB", early >> 10),
        format!("{} MiB", end >> 10)
    );
    station.app.close().await;
    Ok(())
}

/// Waits for so many labels; memory of this process then, in KiB.
async fn until(out: &mut Receiver<usize>, count: usize, began: Instant) -> anyhow::Result<u64> {
    let left = PATIENCE.saturating_sub(began.elapsed());
    tokio::time::timeout(left, out.wait_for(|labels| *labels >= count))
        .await
        .map_err(|_| anyhow::anyhow!("{count} labels did not come out in time"))??;
    resident()
}

/// Resident memory, in KiB.
fn resident() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or_else(|| anyhow::anyhow!("the system does not tell its memory"))?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// A ZPL printer that keeps nothing: its port, and how many labels came out.
fn printer() -> anyhow::Result<(u16, Receiver<usize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (count, out) = watch::channel(0);
    let work = Arc::new(Mutex::new(Work {
        ready_at: VecDeque::new(),
        count,
    }));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let work = Arc::clone(&work);
            std::thread::spawn(move || serve(stream, &work));
        }
    });
    Ok((port, out))
}

/// When each label that waits will be out.
struct Work {
    ready_at: VecDeque<Instant>,
    count: Sender<usize>,
}

impl Work {
    fn advance(&mut self) {
        while self
            .ready_at
            .front()
            .is_some_and(|at| *at <= Instant::now())
        {
            self.ready_at.pop_front();
            self.count.send_modify(|count| *count += 1);
        }
    }

    fn take(&mut self) {
        let begins = self.ready_at.back().copied().unwrap_or_else(Instant::now);
        self.ready_at
            .push_back(begins.max(Instant::now()) + PER_LABEL);
    }

    /// `~HS`: nothing wrong, and the formats that wait.
    fn status(&self) -> String {
        let waiting = self.ready_at.len();
        let left = u8::from(waiting > 0);
        format!(
            "\x02030,0,0,1218,{:03},0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,{left:08},1,000\x03\r\n\x021234,0\x03\r\n",
            waiting.saturating_sub(1)
        )
    }
}

fn serve(mut stream: TcpStream, work: &Mutex<Work>) {
    let mut buffer = [0; 65536];
    // What may be the beginning of a command that goes on in the next piece.
    let mut tail = Vec::new();
    while let Ok(read) = stream.read(&mut buffer) {
        if read == 0 {
            return;
        }
        tail.extend_from_slice(&buffer[..read]);
        let found = |command: &[u8]| tail.windows(3).filter(|w| *w == command).count();
        let (labels, questions) = (found(b"^XZ"), found(b"~HS"));
        let keep = tail.len().saturating_sub(2);
        tail.drain(..keep);
        let answer = {
            let mut work = work.lock().unwrap_or_else(PoisonError::into_inner);
            work.advance();
            (0..labels).for_each(|_| work.take());
            work.status().repeat(questions)
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
