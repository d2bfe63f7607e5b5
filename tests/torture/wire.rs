//! A wire between the station and a server, on which things go wrong.
use std::io;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Nothing.
    Fair,
    /// Connections are closed as soon as they are there.
    Cut,
    /// Both ways take so much longer.
    Delayed(Duration),
    /// What is asked arrives, and no answer comes back; the connection stays open.
    AnswersLost,
    /// Nothing that is asked arrives; the connection stays open.
    Dead,
    /// The connection is closed after so many bytes of an answer.
    AnswersCut(usize),
    /// Every answer comes twice over.
    AnswersTwice,
}

/// A wire to a port of this machine.
pub(crate) struct Wire {
    port: u16,
    behind: Arc<AtomicU16>,
    weather: Arc<Mutex<Weather>>,
    task: JoinHandle<()>,
}

impl Wire {
    /// Lays it.
    pub(crate) async fn to(behind: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let weather = Arc::new(Mutex::new(Weather::Fair));
        let seen = Arc::clone(&weather);
        let behind = Arc::new(AtomicU16::new(behind));
        let server = Arc::clone(&behind);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let weather = *seen.lock().unwrap_or_else(PoisonError::into_inner);
                let behind = server.load(Ordering::SeqCst);
                // Whoever goes away ends the connection, and that is all.
                tokio::spawn(async move { carry(near, behind, weather).await });
            }
        });
        Ok(Self {
            port,
            behind,
            weather,
            task,
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Leads to another server from now on.
    pub(crate) fn lead_to(&self, behind: u16) {
        self.behind.store(behind, Ordering::SeqCst);
    }

    /// Changes what happens to connections from now on.
    pub(crate) fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(near: TcpStream, behind: u16, weather: Weather) -> io::Result<()> {
    if weather == Weather::Cut {
        return Ok(());
    }
    let (mut asks, mut hears) = near.into_split();
    if weather == Weather::Dead {
        tokio::io::copy(&mut asks, &mut tokio::io::sink()).await?;
        return Ok(());
    }
    let (mut answers, mut takes) = TcpStream::connect(("127.0.0.1", behind))
        .await?
        .into_split();
    let asking = async move {
        if let Weather::Delayed(by) = weather {
            pass_late(&mut asks, &mut takes, by).await?;
        } else {
            tokio::io::copy(&mut asks, &mut takes).await?;
        }
        takes.shutdown().await
    };
    let answering = async move {
        match weather {
            Weather::Delayed(by) => pass_late(&mut answers, &mut hears, by).await?,
            Weather::AnswersLost => {
                tokio::io::copy(&mut answers, &mut tokio::io::sink()).await?;
                // The other side hears neither an answer nor an end.
                std::future::pending::<()>().await;
            }
            Weather::AnswersCut(after) => {
                let mut begun = answers.take(after as u64);
                tokio::io::copy(&mut begun, &mut hears).await?;
            }
            Weather::AnswersTwice => {
                let mut bytes = [0; 64 * 1024];
                loop {
                    let n = answers.read(&mut bytes).await?;
                    if n == 0 {
                        break;
                    }
                    hears.write_all(&bytes[..n]).await?;
                    hears.write_all(&bytes[..n]).await?;
                }
            }
            Weather::Fair | Weather::Cut | Weather::Dead => {
                tokio::io::copy(&mut answers, &mut hears).await?;
            }
        }
        hears.shutdown().await
    };
    // An end from the side that asks is passed on, and what is still answered comes back.
    let (asked, answered) = tokio::join!(asking, answering);
    asked.and(answered)
}

async fn pass_late(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl tokio::io::AsyncWrite + Unpin),
    by: Duration,
) -> io::Result<()> {
    let mut bytes = [0; 64 * 1024];
    loop {
        let n = from.read(&mut bytes).await?;
        if n == 0 {
            return Ok(());
        }
        tokio::time::sleep(by).await;
        to.write_all(&bytes[..n]).await?;
    }
}
