//! One process owns a profile; others hand their use cases to it over a local socket.
//!
//! A connection carries one JSON line each way: a call and its answer. The call `events` is answered
//! by a line an event for as long as the connection lives. The socket lies in the profile's folder,
//! which only this user may enter.
use crate::api::{AppState, Code, Event, Failure, ProfileInfo, Result};
use crate::{Station, people};
use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{ListenerOptions, Name};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Longest line that is read: a file of orders in base64 fits, a runaway does not.
const LONGEST_LINE: u64 = 128 * 1024 * 1024;

/// Pause after a connection failed: a lack of open files lasts.
const PAUSE: Duration = Duration::from_millis(200);

/// How long an owner that went may take to come back.
const BACK_AGAIN: Duration = Duration::from_secs(60);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Call {
        name: String,
        request: serde_json::Value,
        /// Whose call it is; a process that does not say is nobody.
        #[serde(default)]
        host: String,
    },
    Profile,
    Events,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(serde_json::Value),
    Failed(Box<Failure>),
}

/// Where a profile's socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Socket(PathBuf);

impl Socket {
    /// The socket of the profile in a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        // A Unix socket's path holds about 100 bytes; a deep folder gets a name of its own elsewhere.
        let near = folder.join("socket");
        if near.as_os_str().len() <= 90 {
            return Self(near);
        }
        use sha2::Digest;
        let hash = hex::encode(&sha2::Sha256::digest(folder.as_os_str().as_encoded_bytes())[..12]);
        Self(std::env::temp_dir().join(format!("packbench-{hash}.socket")))
    }

    fn name(&self) -> std::io::Result<Name<'_>> {
        #[cfg(unix)]
        {
            use interprocess::local_socket::{GenericFilePath, ToFsName};
            self.0.as_os_str().to_fs_name::<GenericFilePath>()
        }
        #[cfg(not(unix))]
        {
            use interprocess::local_socket::{GenericNamespaced, ToNsName};
            self.0
                .to_string_lossy()
                .replace(['\\', ':', '/'], "-")
                .to_ns_name::<GenericNamespaced>()
        }
    }
}

/// Serves other processes until it is aborted.
pub(crate) fn serve(
    station: &Station,
    socket: &Socket,
    events: &broadcast::Sender<Event>,
) -> Result<JoinHandle<()>> {
    #[cfg(unix)]
    if let Err(error) = std::fs::remove_file(&socket.0)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "an old socket cannot be removed");
    }
    let trouble = |e: std::io::Error| {
        Failure::new(
            Code::Internal,
            format!("Other processes cannot reach this one: {e}"),
        )
        .hint("Check that the profile's folder lies on a local disk")
    };
    let listener: Listener = ListenerOptions::new()
        .name(socket.name().map_err(trouble)?)
        .create_tokio()
        .map_err(trouble)?;
    let (station, events) = (station.clone(), events.clone());
    Ok(tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok(stream) => {
                    let (station, events) = (station.clone(), events.subscribe());
                    tokio::spawn(async move {
                        if let Err(error) = converse(&station, stream, events).await {
                            tracing::debug!(%error, "another process hung up");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "another process could not connect");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }))
}

async fn converse(
    station: &Station,
    stream: Stream,
    mut events: broadcast::Receiver<Event>,
) -> std::io::Result<()> {
    let mut writer = &stream;
    let mut reader = BufReader::new(tokio::io::AsyncReadExt::take(&stream, LONGEST_LINE));
    let mut text = String::new();
    if reader.read_line(&mut text).await? == 0 {
        return Ok(());
    }
    let answer = match serde_json::from_str(&text)? {
        Line::Call {
            name,
            request,
            host,
        } => people::call(station, &host, &name, request).await,
        Line::Profile => Ok(serde_json::to_value(&station.profile)?),
        Line::Events => loop {
            let event = tokio::select! {
                event = events.recv() => event,
                // The next profile of this process is not the one that was asked about.
                () = station.store.closed() => return Ok(()),
            };
            match event {
                Ok(event) => write_line(&mut writer, &event).await?,
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            }
        },
    };
    let answer = match answer {
        Ok(value) => Answer::Done(value),
        Err(failure) => Answer::Failed(Box::new(failure)),
    };
    write_line(&mut writer, &answer).await
}

async fn write_line<T: Serialize>(
    writer: &mut (impl AsyncWriteExt + Unpin),
    value: &T,
) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    writer.write_all(&line).await?;
    writer.flush().await
}

async fn connect(socket: &Socket) -> std::io::Result<Stream> {
    Stream::connect(socket.name()?).await
}

/// `None` when nobody is there to be asked.
async fn ask(socket: &Socket, line: &Line) -> Result<Option<serde_json::Value>> {
    let mut stream = match connect(socket).await {
        Ok(stream) => stream,
        Err(error) => {
            tracing::info!(%error, "nobody answers at the profile's socket");
            return Ok(None);
        }
    };
    let asked = async {
        write_line(&mut stream, line).await?;
        let mut text = String::new();
        BufReader::new(stream).read_line(&mut text).await?;
        Ok::<_, std::io::Error>(serde_json::from_str(&text)?)
    };
    match asked.await {
        Ok(Answer::Done(value)) => Ok(Some(value)),
        Ok(Answer::Failed(failure)) => Err(*failure),
        Err(error) => Err(Failure::new(
            Code::ProfileInUse,
            format!(
                "The Packbench that has this profile open went away before it answered: {error}"
            ),
        )
        .hint("Look whether it was done before you do it again")),
    }
}

/// Somebody holds the profile's lock, and nobody listens.
pub(crate) fn does_not_answer() -> Failure {
    Failure::new(
        Code::ProfileInUse,
        "Another Packbench has this profile open and does not answer",
    )
    .hint("Close that window or `pb`, then try again")
    .retry()
}

/// Which profile the owning process has open.
pub(crate) async fn profile(socket: &Socket) -> Result<ProfileInfo> {
    let value = ask(socket, &Line::Profile)
        .await?
        .ok_or_else(does_not_answer)?;
    let info: ProfileInfo = serde_json::from_value(value).map_err(|e| {
        Failure::new(
            Code::ProfileInUse,
            format!("Another version of Packbench owns this profile: {e}"),
        )
    })?;
    Ok(ProfileInfo {
        handed_over: true,
        ..info
    })
}

/// Hands a call to the owning process; `None` when there is none any more. A connection that breaks in
/// the middle says so; the owner goes on with what it began.
pub(crate) async fn hand_over(
    socket: &Socket,
    host: &str,
    name: &str,
    request: serde_json::Value,
) -> Result<Option<serde_json::Value>> {
    ask(
        socket,
        &Line::Call {
            name: name.to_owned(),
            request,
            host: host.to_owned(),
        },
    )
    .await
}

/// Passes the owner's events on until it goes away. A restore and a new database key close the bench
/// and open it again, so one that is back within a minute is followed on.
pub(crate) async fn follow(socket: Socket, events: broadcast::Sender<Event>) {
    loop {
        follow_once(&socket, &events).await;
        let end = Instant::now() + BACK_AGAIN;
        let profile = loop {
            tokio::time::sleep(PAUSE).await;
            if let Ok(stream) = connect(&socket).await {
                drop(stream);
                if let Ok(profile) = profile(&socket).await {
                    break profile;
                }
            }
            if Instant::now() > end {
                return;
            }
        };
        // What happened meanwhile was not heard: the host reads everything anew.
        let _ = events.send(Event::App {
            state: AppState::Open { profile },
        });
    }
}

async fn follow_once(socket: &Socket, events: &broadcast::Sender<Event>) {
    let Ok(mut stream) = connect(socket).await else {
        return;
    };
    if write_line(&mut stream, &Line::Events).await.is_err() {
        return;
    }
    let mut reader = BufReader::new(stream);
    let mut text = String::new();
    while matches!(reader.read_line(&mut text).await, Ok(n) if n > 0) {
        if let Ok(event) = serde_json::from_str(&text) {
            // No host listening is fine.
            let _ = events.send(event);
        }
        text.clear();
    }
}
