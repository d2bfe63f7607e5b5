//! The real window: its own display, its own driver, its own data; gone when dropped.
use crate::group::Group;
use crate::place::{app, checkout, tool};
use anyhow::{Context as _, bail};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A slow machine may take this long for one step; a good one takes a blink.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const BLINK: Duration = Duration::from_millis(50);
/// A person's pause before a key: longer than any scanner's.
const PERSON: Duration = Duration::from_millis(400);

const LISTEN_FOR_REFUSALS: &str = "window.refused = [];
    document.addEventListener('securitypolicyviolation', (refusal) =>
        window.refused.push(`${refusal.violatedDirective} ${refusal.blockedURI} ${refusal.sample}`));";

/// A display and a driver, from which windows of one bench are opened, one after the other.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    // Dropped in this order: the programs before their display.
    _driver: Group,
    _display: Group,
}

impl Driver {
    /// Starts a display and a driver for the bench in `home`.
    pub fn start(home: &Path) -> anyhow::Result<Self> {
        let mut display = Group::start(
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1280x800x24",
                    "-nolisten",
                    "tcp",
                ])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        )?;
        let number = display.first_line().context("the display says no number")?;
        let [port, native] = free_ports()?;
        // The window's text is drawn with what a machine has; this one has every script.
        let data = home.join("xdg/data");
        std::fs::create_dir_all(&data)?;
        if !data.join("fonts").exists() {
            std::os::unix::fs::symlink(checkout().join("assets/fonts"), data.join("fonts"))?;
        }
        let driver = Group::start(
            Command::new(tool("tauri-driver"))
                .args([
                    "--port",
                    &port.to_string(),
                    "--native-port",
                    &native.to_string(),
                ])
                .env("DISPLAY", format!(":{number}"))
                .env("GDK_BACKEND", "x11")
                .env("PACKBENCH_HOME", home)
                .env("PACKBENCH_FONTS", checkout().join("assets/fonts"))
                // Nothing of this machine's account: no web data, no keychain, no second window.
                .env("XDG_DATA_HOME", data)
                .env("XDG_CACHE_HOME", home.join("xdg/cache"))
                .env("XDG_CONFIG_HOME", home.join("xdg/config"))
                .env("RUST_LOG", "error")
                .env("GTK_A11Y", "none")
                .env("NO_AT_BRIDGE", "1")
                .env_remove("WAYLAND_DISPLAY")
                .env_remove("DBUS_SESSION_BUS_ADDRESS"),
        )?;
        Ok(Self {
            port,
            _driver: driver,
            _display: display,
        })
    }

    /// Starts the program and waits for its window.
    pub async fn open(&self) -> anyhow::Result<Window> {
        let program = app("packbench");
        if !program.exists() {
            bail!("{} is not built: run `make test`", program.display());
        }
        let capabilities = serde_json::json!({
            "browserName": "wry",
            "tauri:options": { "application": program },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            bail!("capabilities are an object");
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let began = Instant::now();
        loop {
            match builder
                .connect(&format!("http://127.0.0.1:{}", self.port))
                .await
            {
                Ok(client) => {
                    let window = Window { client };
                    window.run(LISTEN_FOR_REFUSALS).await?;
                    return Ok(window);
                }
                // The driver may not listen yet.
                Err(problem) if began.elapsed() > PATIENCE => {
                    return Err(problem).context("the window did not open");
                }
                Err(_) => tokio::time::sleep(BLINK).await,
            }
        }
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

/// An open window.
///
/// What is on it is named by its `data-testid`, and where that is not enough by further attributes,
/// such as `weight[data-state=stable]`.
#[derive(Debug)]
pub struct Window {
    client: Client,
}

impl Window {
    /// A thing, as soon as it is visible.
    pub async fn find(&self, what: &str) -> anyhow::Result<Element> {
        let selector = selector(what);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            // A thing that is replaced while it is looked at is looked for anew.
            if let Ok(element) = self.client.find(Locator::Css(&selector)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return Ok(element);
            }
            tokio::time::sleep(BLINK).await;
        }
        bail!("there is no {what}; {}", self.shown().await)
    }

    /// Waits until the text of a thing holds some words, and gives all of it.
    pub async fn wait_text(&self, what: &str, words: &str) -> anyhow::Result<String> {
        let mut text = String::new();
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            text = self.find(what).await?.text().await.unwrap_or_default();
            if text.contains(words) {
                return Ok(text);
            }
            tokio::time::sleep(BLINK).await;
        }
        bail!(
            "{what} says “{text}”, not “{words}”; {}",
            self.shown().await
        )
    }

    /// Waits until a thing is gone.
    pub async fn wait_gone(&self, what: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if !self.has(what).await? {
                return Ok(());
            }
            tokio::time::sleep(BLINK).await;
        }
        bail!("{what} is still there; {}", self.shown().await)
    }

    /// Whether a thing is there now.
    pub async fn has(&self, what: &str) -> anyhow::Result<bool> {
        let found = self.client.find_all(Locator::Css(&selector(what))).await?;
        Ok(!found.is_empty())
    }

    /// Clicks a thing.
    pub async fn click(&self, what: &str) -> anyhow::Result<()> {
        Ok(self.find(what).await?.click().await?)
    }

    /// Fills a field.
    pub async fn fill(&self, what: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find(what).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// A scanner reads a barcode: its characters and Enter, faster than any person.
    pub async fn scan(&self, text: &str) -> anyhow::Result<()> {
        let keys = text.chars().chain([char::from(Key::Enter)]);
        let strokes = keys.fold(KeyActions::new("scanner".into()), |strokes, value| {
            strokes
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
        });
        Ok(self.client.perform_actions(strokes).await?)
    }

    /// A person presses a key, at a person's pace.
    pub async fn press(&self, key: Key) -> anyhow::Result<()> {
        let value = char::from(key);
        let stroke = KeyActions::new("person".into())
            .then(KeyAction::Pause { duration: PERSON })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        Ok(self.client.perform_actions(stroke).await?)
    }

    /// A person waits until a parcel lies still on the scale and takes its weight; once more when it
    /// was taken off at that very moment, as the demo's packer may do.
    pub async fn weigh(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.has("packing[data-step=parcel]").await? {
            if began.elapsed() > PATIENCE {
                bail!("nothing was weighed; {}", self.shown().await);
            }
            let digits = self.find("weight[data-state=stable] .digits").await?;
            let shown = digits.text().await.unwrap_or_default();
            if shown.parse::<f64>().is_ok_and(|weight| weight > 0.0) {
                self.press(Key::Enter).await?;
            }
            tokio::time::sleep(BLINK).await;
        }
        Ok(())
    }

    /// A picture of what the window shows, PNG.
    pub async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// What the window's content security policy has refused so far.
    pub async fn refused(&self) -> anyhow::Result<Vec<String>> {
        let refused = self.run("return window.refused").await?;
        Ok(serde_json::from_value(refused)?)
    }

    /// Runs a script in the window.
    pub async fn run(&self, script: &str) -> anyhow::Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// The driver's own client, for what is not here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Closes the window, and the program with it.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.client.close().await?)
    }

    /// What is on the window now, for the words of a failure.
    async fn shown(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        let text = text.unwrap_or_else(|problem| format!("nothing: {problem}").into());
        let lines = text.as_str().unwrap_or_default().lines();
        let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
        format!("the window shows:\n  | {}", lines.join("\n  | "))
    }
}

fn selector(what: &str) -> String {
    let (id, attributes) = what.split_at(what.find('[').unwrap_or(what.len()));
    format!("[data-testid=\"{id}\"]{attributes}")
}
