//! The real station as a process: `pb serve`, with the code that kills it inside.
use crate::control::Control;
use anyhow::{Context as _, bail};
use pb_station::api::Failure;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// What opens every profile here.
pub(crate) const PASSPHRASE: &str = "torture: correct horse battery staple";

/// Longest that a station may take to open its profile.
const START: Duration = Duration::from_secs(60);

/// Longest that one command may take; a purchase waits for its carrier.
const CALL: Duration = Duration::from_secs(120);

/// What every station of a run has in common.
pub(crate) struct Programs {
    pub(crate) pb: PathBuf,
    pub(crate) shim: PathBuf,
    pub(crate) ui: PathBuf,
    pub(crate) fonts: PathBuf,
}

/// Why a command brought no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// The station said no.
    Failed(Box<Failure>),
    /// The station is gone.
    Gone,
}

/// A running station.
pub(crate) struct Process {
    child: Child,
    url: String,
    token: String,
    client: reqwest::Client,
    /// From the start of the process to its address.
    pub(crate) took: Duration,
}

impl Process {
    /// Starts it over a folder; `None` when it was killed before it could be spoken to.
    pub(crate) async fn start(
        programs: &Programs,
        home: &Path,
        control: &Control,
    ) -> anyhow::Result<Option<Self>> {
        let began = Instant::now();
        let errors = std::fs::File::create(home.with_extension("stderr"))?;
        let mut child = Command::new(&programs.pb)
            .args(["--json", "serve", "--ui"])
            .arg(&programs.ui)
            .env("PACKBENCH_HOME", home)
            .env("PACKBENCH_PASSPHRASE", PASSPHRASE)
            .env("PACKBENCH_FONTS", &programs.fonts)
            // What a station keeps outside of its folder is this trial's alone.
            .env("XDG_STATE_HOME", home.join("state"))
            .env("PACKBENCH_TORTURE", control.path())
            .env("LD_PRELOAD", &programs.shim)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .kill_on_drop(true)
            .spawn()
            .context("pb does not start")?;
        let out = child.stdout.take().context("its output is piped")?;
        let mut lines = BufReader::new(out).lines();
        let mut text = String::new();
        let told: Value = loop {
            let next = tokio::time::timeout(START, lines.next_line())
                .await
                .context("the station did not open in time")?;
            let Ok(Some(line)) = next else {
                let status = child.wait().await?;
                if was_killed(status) {
                    return Ok(None);
                }
                let said =
                    std::fs::read_to_string(home.with_extension("stderr")).unwrap_or_default();
                bail!("the station ended with {status} instead of opening: {said}");
            };
            text.push_str(&line);
            if let Ok(told) = serde_json::from_str(&text) {
                break told;
            }
        };
        let url = told["url"].as_str().context("an address")?;
        let url = url.split("/#").next().context("an address")?.to_owned();
        let token = told["token"].as_str().context("a token")?.to_owned();
        // It writes there again when it stops.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Some(Self {
            child,
            url,
            token,
            client: reqwest::Client::builder()
                .no_proxy()
                .pool_max_idle_per_host(0)
                .timeout(CALL)
                .build()?,
            took: began.elapsed(),
        }))
    }

    /// Runs a command.
    pub(crate) async fn call<A: DeserializeOwned>(
        &self,
        name: &str,
        request: impl Serialize,
    ) -> anyhow::Result<std::result::Result<A, NoAnswer>> {
        let sent = self
            .client
            .post(format!("{}/api/call/{name}", self.url))
            .bearer_auth(&self.token)
            .json(&request)
            .send()
            .await;
        let Ok(answer) = sent else {
            return Ok(Err(NoAnswer::Gone));
        };
        let good = answer.status().is_success();
        let Ok(body) = answer.bytes().await else {
            return Ok(Err(NoAnswer::Gone));
        };
        if good {
            let answer = serde_json::from_slice(&body)
                .with_context(|| format!("the answer of {name} is not what it should be"))?;
            return Ok(Ok(answer));
        }
        let failure: Failure = serde_json::from_slice(&body)
            .with_context(|| format!("the failure of {name} cannot be read"))?;
        Ok(Err(NoAnswer::Failed(Box::new(failure))))
    }

    /// Runs a command that must succeed.
    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        name: &str,
        request: impl Serialize,
    ) -> anyhow::Result<A> {
        match self.call(name, request).await? {
            Ok(answer) => Ok(answer),
            Err(why) => bail!("{name}: {why:?}"),
        }
    }

    /// Whether it still runs.
    pub(crate) fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it at this instant.
    pub(crate) async fn kill(&mut self) -> anyhow::Result<()> {
        // It may have died by itself a moment ago.
        let _ = self.child.start_kill();
        self.child.wait().await?;
        Ok(())
    }

    /// Stops it in order.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<()> {
        let id = self.child.id().context("it runs")?;
        let asked = Command::new("kill")
            .args(["-TERM", &id.to_string()])
            .status()
            .await?;
        anyhow::ensure!(asked.success(), "the station cannot be asked to stop");
        let status = self.child.wait().await?;
        anyhow::ensure!(status.success(), "the station ended with {status}");
        Ok(())
    }

    /// Waits until it has died; an end by itself is an error.
    pub(crate) async fn died(&mut self) -> anyhow::Result<()> {
        let status = self.child.wait().await?;
        if was_killed(status) {
            return Ok(());
        }
        bail!("the station ended by itself with {status}")
    }
}

fn was_killed(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(9)
}
