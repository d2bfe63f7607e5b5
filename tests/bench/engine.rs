//! What the engine costs beside a bare client: requests a second, and processor time a request.
//!
//! Both ask the same server, which runs on a thread of its own; the asking thread's processor time is counted
//! alone. The server is asked by this machine's own address: on loopback the engine keeps no
//! connections, and would be measured by making them.
use anyhow::Context as _;
use axum::routing::get;
use futures::future::join_all;
use pb_carriers::engine::{Call, Credential, Effect, Engine, EngineOptions, Request};
use pb_domain::{Account, AccountId};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

const REQUESTS: u32 = 2_000;
const ROUNDS: usize = 5;
/// The first ones open connections.
const WARM_UP: u32 = 100;
/// About the size of an answer with rates.
const ANSWER: usize = 4_000;
const KEY: &str = "Bearer 0123456789abcdef";

pub(crate) fn measure() -> anyhow::Result<()> {
    let address = server()?;
    let url = format!("http://{address}/v1/rates");
    // One thread, so that its processor time is all there is.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let bare = Bare::new(url.clone())?;
        let engine = Through::new(url)?;
        for at_once in [1, 32] {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            bare.ask(WARM_UP, at_once).await?;
            engine.ask(WARM_UP, at_once).await?;
            // By turns, so that both meet the same noise.
            for _ in 0..ROUNDS {
                theirs.push(cost(bare.ask(REQUESTS, at_once)).await?);
                ours.push(cost(engine.ask(REQUESTS, at_once)).await?);
            }
            let (ours, theirs) = (median(ours), median(theirs));
            println!(
                "{:<58} {:>10} {:>10} {:>10}  {at_once} at once",
                "requests a second: engine, bare, ratio",
                per_second(ours.wall),
                per_second(theirs.wall),
                ratio(theirs.wall, ours.wall),
            );
            println!(
                "{:<58} {:>10} {:>10} {:>10}  ratio at most 1.2",
                "  processor time a request: engine, bare, ratio",
                micros(ours.cpu),
                micros(theirs.cpu),
                ratio(ours.cpu, theirs.cpu),
            );
        }
        Ok(())
    })
}

#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
}

async fn cost(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Cost> {
    let (began, cpu) = (Instant::now(), thread_time()?);
    work.await?;
    Ok(Cost {
        wall: began.elapsed(),
        cpu: thread_time()?.saturating_sub(cpu),
    })
}

fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_unstable_by_key(|c| c.cpu);
    let cpu = costs[costs.len() / 2].cpu;
    costs.sort_unstable_by_key(|c| c.wall);
    Cost {
        wall: costs[costs.len() / 2].wall,
        cpu,
    }
}

fn per_second(wall: Duration) -> String {
    format!("{:.0}", f64::from(REQUESTS) / wall.as_secs_f64())
}

fn micros(cpu: Duration) -> String {
    format!("{:.1} µs", cpu.as_secs_f64() * 1e6 / f64::from(REQUESTS))
}

fn ratio(a: Duration, b: Duration) -> String {
    format!("{:.2}", a.as_secs_f64() / b.as_secs_f64())
}

/// Processor time of this thread: the first number of
/// <https://www.kernel.org/doc/html/latest/scheduler/sched-stats.html#proc-pid-schedstat>.
fn thread_time() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")
        .context("this system does not count a thread's time")?;
    let nanos = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanos))
}

/// Starts the server, on a thread that lives as long as the program.
fn server() -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind((own_address()?, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let body = "x".repeat(ANSWER);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let app = axum::Router::new().route("/v1/rates", get(async move || body.clone()));
            axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await
        })
    });
    Ok(address)
}

/// The address by which others reach this machine. Nothing is sent: connecting a datagram socket only
/// chooses the way.
fn own_address() -> anyhow::Result<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket
        .connect("192.0.2.1:9")
        .context("this machine has no network to be asked by")?;
    Ok(socket.local_addr()?.ip())
}

struct Bare {
    client: reqwest::Client,
    url: String,
}

impl Bare {
    fn new(url: String) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client, url })
    }

    async fn ask(&self, requests: u32, at_once: u32) -> anyhow::Result<()> {
        let one = async || {
            for _ in 0..requests / at_once {
                let asked = self.client.get(&self.url).header(AUTHORIZATION, KEY);
                let answer = asked.send().await?.bytes().await?;
                anyhow::ensure!(answer.len() == ANSWER, "the answer is cut");
            }
            anyhow::Ok(())
        };
        let all = join_all((0..at_once).map(|_| one())).await;
        all.into_iter().collect()
    }
}

struct Through {
    engine: Engine,
    account: Account,
    request: Request,
    key: HeaderValue,
}

impl Through {
    fn new(url: String) -> anyhow::Result<Self> {
        Ok(Self {
            // Exchanges are made as in the program, where a queue takes them.
            engine: Engine::new(EngineOptions {
                sink: Some(Arc::new(drop)),
                ..EngineOptions::default()
            })?,
            account: Account {
                id: AccountId(uuid::Uuid::nil()),
                carrier: "bench".to_owned(),
                name: "Bench".to_owned(),
                enabled: true,
                settings: BTreeMap::new(),
                secrets: BTreeMap::new(),
                table: None,
            },
            request: Request::get(url),
            key: HeaderValue::from_static(KEY),
        })
    }

    async fn ask(&self, requests: u32, at_once: u32) -> anyhow::Result<()> {
        let credentials = [Credential::Header(&AUTHORIZATION, &self.key)];
        let call = Call {
            account: &self.account,
            operation: "rate",
            request: &self.request,
            credentials: &credentials,
            effect: Effect::Asks,
            plain_http: true,
        };
        let one = async || {
            for _ in 0..requests / at_once {
                let asked = self.engine.send(call).await;
                let answer = asked.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
                anyhow::ensure!(answer.body.len() == ANSWER, "the answer is cut");
            }
            anyhow::Ok(())
        };
        let all = join_all((0..at_once).map(|_| one())).await;
        all.into_iter().collect()
    }
}
