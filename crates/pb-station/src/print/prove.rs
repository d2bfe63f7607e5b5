//! Waiting for a printer's word that labels are on paper, within its owner's time.
use super::desk::Desk;
use super::look::{self, ANSWER, Answer};
use super::proof::{self, Heard, Idle, Reports, Verdict};
use crate::Station;
use crate::api::{PrinterConfig, Result};
use pb_devices::{DeviceError, Port, PrinterLink};
use pb_labels::{Language, Proof, Status};
use std::time::Duration;
use tokio::time::Instant;

mod queue;

/// First pause between two questions while a label prints; it doubles up to [`ASK_AGAIN`].
const ASK_SOON: Duration = Duration::from_millis(30);
/// Longest pause between two questions while a label prints.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// What each further label of a job may take.
const PER_LABEL: Duration = Duration::from_secs(2);

/// What became of labels that a printer took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The printer said that they are out.
    Printed,
    /// It took them, and its owner does not want to be asked.
    Taken,
    /// It is not known, and why.
    Doubt {
        text: String,
        /// Whether the printer could have said: then something is wrong with it, and what waits is kept back.
        unexpected: bool,
    },
}

impl Outcome {
    fn doubt(text: impl Into<String>) -> Self {
        Self::Doubt {
            text: text.into(),
            unexpected: true,
        }
    }
}

/// A job whose last byte left.
pub(super) struct Sent<'a> {
    pub(super) station: &'a Station,
    pub(super) desk: &'a Desk,
    pub(super) config: &'a PrinterConfig,
    /// Labels that must come out.
    pub(super) labels: u32,
}

impl Sent<'_> {
    /// Waits for the printer's word.
    pub(super) async fn prove(&self, link: PrinterLink) -> Result<Outcome> {
        if matches!(self.config.port, Port::Queue { .. }) {
            return queue::prove(self, link).await;
        }
        let question = look::question(self.config).filter(|_| link.can_answer());
        let way = pb_labels::language(&self.config.language).map(Language::proof);
        match (way, question) {
            (Some(Proof::Idle), Some(question)) => {
                self.by_idle(link, question, Idle::new(self.labels)).await
            }
            (Some(Proof::InTurn(query)), Some((language, _))) => {
                self.in_turn(link, (language, query)).await
            }
            (Some(Proof::Reports), Some((language, _))) => self.by_reports(link, language).await,
            _ => self.unasked(link).await,
        }
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(u64::from(self.config.proof_seconds.max(1)))
    }

    /// Patience for a job in which nothing shows how far it is.
    fn patience_for_all(&self) -> Duration {
        self.patience() + PER_LABEL * self.labels.saturating_sub(1)
    }

    /// Asks again and again whether it still has work.
    async fn by_idle(
        &self,
        link: PrinterLink,
        question: (&'static dyn Language, &'static [u8]),
        mut proof: Idle,
    ) -> Result<Outcome> {
        let began = Instant::now();
        let mut deadline = began + self.patience();
        let port = link.port().clone();
        let mut link = Some(link);
        let mut pause = ASK_SOON;
        while Instant::now() < deadline {
            let open = match link.take() {
                Some(open) => Some(open),
                // The link broke: whether it was only the cable shows when there is work to be seen.
                None => look::open_at(&port, self.config).await?.ok(),
            };
            if let Some(open) = open {
                let within = ANSWER.min(deadline.saturating_duration_since(Instant::now()));
                let (open, answer) = look::ask(open, question, within).await?;
                match answer {
                    Answer::Status(status) => {
                        link = Some(open);
                        self.desk.show_status(self.station, &status);
                        match proof.observe(&status, began.elapsed()) {
                            Verdict::Proved => {
                                close(link).await?;
                                return Ok(Outcome::Printed);
                            }
                            Verdict::Progress => deadline = Instant::now() + self.patience(),
                            Verdict::Waiting => {}
                            Verdict::Lost => break,
                        }
                    }
                    Answer::None => {
                        link = Some(open);
                        proof.silence();
                    }
                    Answer::Broken(_) => proof.silence(),
                }
            }
            tokio::time::sleep_until((Instant::now() + pause).min(deadline)).await;
            pause = (pause * 2).min(ASK_AGAIN);
        }
        let text = self
            .with_port_status(&mut link, proof.heard().doubt(self.labels))
            .await?;
        close(link).await?;
        Ok(Outcome::doubt(text))
    }

    /// Asks once; the answer comes after the last label.
    async fn in_turn(
        &self,
        link: PrinterLink,
        question: (&'static dyn Language, &'static [u8]),
    ) -> Result<Outcome> {
        let (link, answer) = look::ask(link, question, self.patience_for_all()).await?;
        let mut link = Some(link);
        let outcome = match answer {
            Answer::Status(status) => {
                self.desk.show_status(self.station, &status);
                match proof::answered_in_turn(&status, self.labels) {
                    Ok(()) => Outcome::Printed,
                    Err(text) => Outcome::doubt(text),
                }
            }
            Answer::None => {
                let heard = self.why_it_stands(&mut link).await?;
                let text = heard.doubt(self.labels);
                Outcome::doubt(self.with_port_status(&mut link, text).await?)
            }
            Answer::Broken(error) => {
                link = None;
                Outcome::doubt(format!(
                    "{}. Then look whether this label came out",
                    look::in_words(&error)
                ))
            }
        };
        close(link).await?;
        Ok(outcome)
    }

    /// What a printer says whose turn to answer did not come: it is stopped, and tells why when it is asked
    /// in the way that is answered at once.
    async fn why_it_stands(&self, link: &mut Option<PrinterLink>) -> Result<Heard> {
        let mut heard = Heard::default();
        let (Some(question), Some(open)) = (look::question(self.config), link.take()) else {
            return Ok(heard);
        };
        let (open, answer) = look::ask(open, question, ANSWER).await?;
        match answer {
            Answer::Status(status) => {
                self.desk.show_status(self.station, &status);
                heard.status(&status);
                *link = Some(open);
            }
            Answer::None => *link = Some(open),
            Answer::Broken(_) => {}
        }
        Ok(heard)
    }

    /// Listens; nothing is asked while it prints.
    async fn by_reports(
        &self,
        link: PrinterLink,
        language: &'static dyn Language,
    ) -> Result<Outcome> {
        let mut deadline = Instant::now() + self.patience();
        let mut proof = Reports::new(self.labels);
        let mut heard = Vec::new();
        let mut link = link;
        while Instant::now() < deadline {
            let within = deadline.saturating_duration_since(Instant::now());
            let (open, said) = listen(link, within.min(ASK_AGAIN)).await?;
            link = open;
            let bytes = match said {
                Ok(bytes) => bytes,
                Err(error) => {
                    let text = format!("{}. {}", look::in_words(&error), proof.doubt());
                    return Ok(Outcome::doubt(text));
                }
            };
            for status in reports(language, &mut heard, &bytes) {
                self.desk.show_status(self.station, &status);
                match proof.observe(&status) {
                    Verdict::Proved => {
                        close(Some(link)).await?;
                        return Ok(Outcome::Printed);
                    }
                    Verdict::Progress => deadline = Instant::now() + self.patience(),
                    Verdict::Waiting => {}
                    Verdict::Lost => deadline = Instant::now(),
                }
            }
        }
        let mut link = Some(link);
        let text = self.with_port_status(&mut link, proof.doubt()).await?;
        close(link).await?;
        Ok(Outcome::doubt(text))
    }

    /// It cannot be asked.
    async fn unasked(&self, link: PrinterLink) -> Result<Outcome> {
        let mut link = Some(link);
        let text = Heard::default().doubt(self.labels);
        let text = self.with_port_status(&mut link, text).await?;
        if let Err(error) = closed(link).await? {
            return Ok(Outcome::doubt(format!(
                "{error}: its end may be lost. Look whether this label came out whole"
            )));
        }
        Ok(if self.config.never_answers {
            Outcome::Taken
        } else {
            Outcome::Doubt {
                text,
                unexpected: false,
            }
        })
    }

    /// What a USB printer says beside its language: it explains a doubt, and never proves anything.
    async fn with_port_status(
        &self,
        link: &mut Option<PrinterLink>,
        text: String,
    ) -> Result<String> {
        let Some(mut open) = link.take() else {
            return Ok(text);
        };
        let (open, status) = Station::blocking(move || {
            let status = open.port_status();
            (open, status)
        })
        .await?;
        *link = Some(open);
        Ok(match status {
            Some(status) if status.paper_empty => {
                format!("{text}. Its USB port says that it is out of paper")
            }
            Some(status) if status.error => {
                format!("{text}. Its USB port says that something is wrong with it")
            }
            _ => text,
        })
    }
}

/// Reads what a printer says by itself.
async fn listen(
    mut link: PrinterLink,
    within: Duration,
) -> Result<(PrinterLink, Result<Vec<u8>, DeviceError>)> {
    Station::blocking(move || {
        let said = link.listen(within);
        (link, said)
    })
    .await
}

/// Cuts what was heard into reports; the beginning of one waits for its rest.
fn reports(language: &dyn Language, heard: &mut Vec<u8>, bytes: &[u8]) -> Vec<Status> {
    let mut reports = Vec::new();
    for byte in bytes {
        heard.push(*byte);
        if language.status_complete(heard) {
            reports.extend(language.parse_status(heard));
            heard.clear();
        }
    }
    reports
}

/// Ends a link in order.
pub(super) async fn close(link: Option<PrinterLink>) -> Result<()> {
    // What is lost at the end now was answered for, or is doubted already.
    closed(link).await.map(|_| ())
}

/// Ends a link in order; an error says that the last bytes may be lost.
async fn closed(link: Option<PrinterLink>) -> Result<Result<(), DeviceError>> {
    let Some(link) = link else { return Ok(Ok(())) };
    let closed = Station::blocking(move || link.close()).await?;
    if let Err(error) = &closed {
        tracing::warn!(%error, "the printer's link did not close in order");
    }
    Ok(closed)
}
