//! Asking a printer how it is, while it is idle and before a job.
use super::desk::Desk;
use super::prove::close;
use crate::Station;
use crate::api::{PrinterCondition, PrinterConfig, Result};
use pb_devices::{DeviceError, Pace, Port, PrinterLink};
use pb_labels::{Language, Proof, Status};
use std::num::NonZeroU32;
use std::time::Duration;

/// How long one status answer may take.
pub(super) const ANSWER: Duration = Duration::from_millis(1500);
/// Pause between two looks at an idle printer.
pub(super) const LOOK: Duration = Duration::from_secs(10);
/// The same while labels wait for it to be ready again.
pub(super) const LOOK_WHILE_WAITING: Duration = Duration::from_secs(2);
/// Pause after a printer did not answer: cheap ones must not be pestered (lprint waits as long).
const LEAVE_ALONE: Duration = Duration::from_secs(300);

/// A printer that is busy for so long after a job broke off, with no label to show for it, waits for its rest.
const STUCK: Duration = Duration::from_secs(15);

/// A label that was begun is out within it.
const QUIET: Duration = Duration::from_secs(3);
/// Reports that are heard at most before a job.
const MOST_REPORTS: u32 = 100;

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It says that it is ready, or at work with nothing wrong.
    Ready,
    /// It can be reached, and cannot say how it is.
    CannotSay,
    /// It can be reached and did not answer.
    Silent,
    /// It needs a person, or cannot be reached: why.
    NotReady(String),
}

impl Found {
    /// How long to leave an idle printer alone after it.
    pub(super) fn pause(&self) -> Duration {
        match self {
            Self::Silent => LEAVE_ALONE,
            _ => LOOK,
        }
    }
}

/// An answer to a question.
pub(super) enum Answer {
    /// A status.
    Status(Status),
    /// None, or one that cannot be read.
    None,
    /// The link is gone.
    Broken(DeviceError),
}

/// The question that a printer can be asked, if its owner lets it be asked.
pub(super) fn question(config: &PrinterConfig) -> Option<(&'static dyn Language, &'static [u8])> {
    let language = pb_labels::language(&config.language)?;
    let query = language.status_query()?;
    (!config.never_answers).then_some((language, query))
}

/// Opens a printer as it is set up.
pub(super) async fn open(config: &PrinterConfig) -> Result<Result<PrinterLink, DeviceError>> {
    open_at(&config.port, config).await
}

/// The same at another port: the device behind a print queue.
pub(super) async fn open_at(
    port: &Port,
    config: &PrinterConfig,
) -> Result<Result<PrinterLink, DeviceError>> {
    let port = port.clone();
    let pace = Pace {
        bytes_per_second: config.pace.and_then(NonZeroU32::new),
        ..Pace::default()
    };
    Station::blocking(move || Ok(PrinterLink::open(&port)?.paced(pace))).await
}

/// One status question.
pub(super) async fn ask(
    mut link: PrinterLink,
    (language, query): (&'static dyn Language, &'static [u8]),
    within: Duration,
) -> Result<(PrinterLink, Answer)> {
    Station::blocking(move || {
        let answer = link.query(query, &|answer| language.status_complete(answer), within);
        let answer = match answer {
            Ok(bytes) => language
                .parse_status(&bytes)
                .map_or(Answer::None, Answer::Status),
            // It began to answer, and did not finish.
            Err(DeviceError::TimedOut { .. }) => Answer::None,
            Err(error) => {
                tracing::debug!(%error, "the printer cannot be asked");
                Answer::Broken(error)
            }
        };
        (link, answer)
    })
    .await
}

/// Words for a device that cannot be used.
pub(super) fn in_words(error: &DeviceError) -> String {
    format!("{error}. {}", error.remedy())
}

/// One look at a printer that prints nothing for this station now.
pub(super) async fn look(station: &Station, desk: &Desk) -> Result<Found> {
    let config = desk.config();
    let link = match open(&config).await? {
        Ok(link) => link,
        Err(error) => {
            let text = in_words(&error);
            desk.show(station, PrinterCondition::Unreachable, &text);
            return Ok(Found::NotReady(text));
        }
    };
    let broke_off = desk.broke_off();
    let (link, found) = ready(station, desk, &config, link).await?;
    // Of a question there is no tail to lose; what clears a broken job away must arrive.
    if broke_off {
        close(link).await?;
    }
    Ok(found)
}

/// Whether a printer that can be reached is ready for the next label. What a job that broke off left in it is
/// cleared away, once nothing is under way.
pub(super) async fn ready(
    station: &Station,
    desk: &Desk,
    config: &PrinterConfig,
    link: PrinterLink,
) -> Result<(Option<PrinterLink>, Found)> {
    let Some(question) = question(config).filter(|_| link.can_answer()) else {
        desk.show(
            station,
            PrinterCondition::Unknown,
            "It cannot say how it is",
        );
        let link = recovered(desk, config, link).await?;
        return Ok((link, Found::CannotSay));
    };
    let (mut link, mut answer) = ask(link, question, ANSWER).await?;
    let clear = match &answer {
        Answer::Status(status) => !under_way(status, desk),
        // A silent one may be waiting for the rest of what broke off.
        Answer::None => true,
        Answer::Broken(_) => false,
    };
    if desk.broke_off() && clear {
        let Some(cleared) = recovered(desk, config, link).await? else {
            let text = "The printer's connection was lost".to_owned();
            return Ok((None, Found::NotReady(text)));
        };
        (link, answer) = ask(cleared, question, ANSWER).await?;
    }
    let speaks_later = matches!(question.0.proof(), Proof::Reports | Proof::InTurn(_));
    if desk.trouble().is_some() && speaks_later {
        // A label of the job before may come out only now: its report, or the answer whose turn that is, must
        // not stand for the next one.
        link = quiet(link, QUIET).await?;
    }
    Ok(match answer {
        Answer::Status(status) => {
            desk.show_status(station, &status);
            let found = match status.problem() {
                Some(problem) => Found::NotReady(problem.to_owned()),
                // Clearing away waits until nothing is under way.
                None if desk.broke_off() => {
                    Found::NotReady("The printer is still at work on the label before".to_owned())
                }
                None => Found::Ready,
            };
            (Some(link), found)
        }
        Answer::None => {
            desk.show(
                station,
                PrinterCondition::Unknown,
                "It did not say how it is",
            );
            (Some(link), Found::Silent)
        }
        Answer::Broken(error) => {
            let text = in_words(&error);
            desk.show(station, PrinterCondition::Unreachable, &text);
            (None, Found::NotReady(text))
        }
    })
}

/// Listens until the printer has said nothing by itself for so long.
pub(super) async fn quiet(mut link: PrinterLink, within: Duration) -> Result<PrinterLink> {
    Station::blocking(move || {
        // A printer that talks without end is heard out when the job's own answer is awaited.
        for _ in 0..MOST_REPORTS {
            match link.listen(within) {
                Ok(said) if !said.is_empty() => {}
                _ => break,
            }
        }
        link
    })
    .await
}

/// Whether a printer is at work on what it has whole. One that waits for the rest of a label that broke off may
/// call that work too, and for ever.
fn under_way(status: &Status, desk: &Desk) -> bool {
    let at_work = status.busy && desk.broke_off_for() < Some(STUCK);
    at_work || status.formats_waiting > 0 || status.labels_left > 0
}

/// Ends what a job that broke off left in the printer, so that the next label is not taken for its rest.
/// `None` when the link is gone.
async fn recovered(
    desk: &Desk,
    config: &PrinterConfig,
    mut link: PrinterLink,
) -> Result<Option<PrinterLink>> {
    let recovery = pb_labels::language(&config.language).map_or(&b""[..], Language::recovery);
    if !desk.broke_off() {
        return Ok(Some(link));
    }
    let sent = Station::blocking(move || {
        // Nothing is under way, so the printer may be made to forget what it has begun.
        if let Err(error) = link.reset() {
            tracing::debug!(%error, "the printer could not be reset");
        }
        let sent = link.send(recovery, &mut |_| {});
        sent.map(|()| link)
    })
    .await?;
    match sent {
        Ok(link) => {
            desk.set_broke_off(false);
            Ok(Some(link))
        }
        Err(failure) => {
            tracing::debug!(%failure, "what a broken job left could not be cleared away");
            Ok(None)
        }
    }
}
