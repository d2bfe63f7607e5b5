//! What starts the built program and drives its window.
use crate::desktop::Desktop;
use crate::group::Group;
use crate::place::{app, tool};
use crate::window::{BLINK, PATIENCE, Window};
use anyhow::{Context as _, bail};
use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// A desktop and a driver, from which windows of one bench are opened, one after the other.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    program: PathBuf,
    // Dropped in this order: the programs before the desktop they run on.
    programs: Group,
    desktop: Desktop,
}

impl Driver {
    /// Starts a driver for the bench in `home`.
    pub fn start(home: &Path) -> anyhow::Result<Self> {
        let program = app("packbench");
        if !program.exists() {
            bail!("{} is not built: run `make test`", program.display());
        }
        let desktop = Desktop::start(home)?;
        let [port, native] = free_ports()?;
        let mut driver = desktop.command(&tool("tauri-driver"));
        driver.args([
            "--port",
            &port.to_string(),
            "--native-port",
            &native.to_string(),
        ]);
        let programs = Group::start(&mut driver)?;
        Ok(Self {
            port,
            program,
            programs,
            desktop,
        })
    }

    /// Starts the program and waits for its window.
    pub async fn open(&self) -> anyhow::Result<Window> {
        let options = serde_json::json!({ "application": self.program });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(Capabilities::from_iter([(
            "tauri:options".to_owned(),
            options,
        )]));
        let address = format!("http://127.0.0.1:{}", self.port);
        let connected = async {
            loop {
                // The driver may not listen yet.
                match builder.connect(&address).await {
                    Ok(client) => return client,
                    Err(_) => tokio::time::sleep(BLINK).await,
                }
            }
        };
        let client = tokio::time::timeout(PATIENCE, connected).await;
        Window::new(client.context("the window did not open")?).await
    }

    /// Closes a window and waits until its program has ended.
    pub async fn close(&self, window: Window) -> anyhow::Result<()> {
        window.close().await?;
        let ended = async {
            while self.programs.runs("packbench") {
                tokio::time::sleep(BLINK).await;
            }
        };
        tokio::time::timeout(PATIENCE, ended)
            .await
            .context("the program goes on without its window")
    }

    /// Starts the program once more, as a person who forgot that it is open, and waits for its end.
    pub async fn start_again(&self) -> anyhow::Result<ExitStatus> {
        let command = self.desktop.command(&self.program);
        let mut command = tokio::process::Command::from(command);
        let mut second = command.kill_on_drop(true).spawn()?;
        let ended = tokio::time::timeout(PATIENCE, second.wait()).await;
        Ok(ended.context("the second start goes on beside the first")??)
    }
}

/// Two ports that nobody uses.
fn free_ports() -> anyhow::Result<[u16; 2]> {
    // Both are held until both are known, so that they differ.
    let held = [
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    ];
    Ok([held[0].local_addr()?.port(), held[1].local_addr()?.port()])
}
