//! The open window, and what a person and a scanner do with it.
use anyhow::bail;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use std::time::{Duration, Instant};

/// A slow machine may take this long for one step; a good one takes a blink.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
pub(crate) const BLINK: Duration = Duration::from_millis(50);
/// A person's pause before a key: longer than any scanner's.
const PERSON: Duration = Duration::from_millis(400);

const LISTEN_FOR_REFUSALS: &str = "window.refused = [];
    document.addEventListener('securitypolicyviolation', (refusal) =>
        window.refused.push(`${refusal.violatedDirective} ${refusal.blockedURI} ${refusal.sample}`));";

/// An open window.
///
/// What is on it is named by its `data-testid`, and where that is not enough by further attributes,
/// such as `weight[data-state=stable]`.
#[derive(Debug)]
pub struct Window {
    client: Client,
}

impl Window {
    pub(crate) async fn new(client: Client) -> anyhow::Result<Self> {
        let window = Self { client };
        window.run(LISTEN_FOR_REFUSALS).await?;
        Ok(window)
    }

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
            // Not waited for: the step that shows it may be over by now.
            let selector = selector("weight[data-state=stable] .digits");
            let digits = Locator::Css(&selector);
            let shown = match self.client.find(digits).await {
                Ok(digits) => digits.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
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

    /// Ends the session, and with it the program; [`crate::Driver::close`] waits until it has ended.
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
