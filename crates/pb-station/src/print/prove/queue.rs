//! Labels that went through a print queue: what the queue says of the job, together with what the device says.
use super::{ASK_AGAIN, Outcome, Sent};
use crate::Station;
use crate::api::{PrinterCondition, Result};
use crate::print::look;
use crate::print::proof::Idle;
use pb_devices::{DeviceError, PrinterLink, QueueReport, QueuedJob};
use pb_labels::{Language, Proof};
use tokio::time::Instant;

/// Waits until the queue is done with the job, then decides what that proves.
pub(super) async fn prove(sent: &Sent<'_>, link: PrinterLink) -> Result<Outcome> {
    let mut deadline = Instant::now() + sent.patience();
    let mut last: Option<QueueReport> = None;
    let mut link = link;
    while Instant::now() < deadline {
        let (open, report) = report(link).await?;
        link = open;
        match report {
            Ok(None) => return sent.unasked(link).await,
            Ok(Some(report)) => {
                show(sent, &report);
                if last.as_ref() != Some(&report) {
                    deadline = Instant::now() + sent.patience();
                }
                let over = report.job.is_over();
                last = Some(report);
                if over {
                    break;
                }
            }
            Err(error) => tracing::debug!(%error, "the print queue cannot be asked"),
        }
        tokio::time::sleep_until((Instant::now() + ASK_AGAIN).min(deadline)).await;
    }
    match last {
        Some(report) if report.job == QueuedJob::Completed => completed(sent, link, &report).await,
        Some(report) if report.job.is_over() => Ok(Outcome::doubt(given_up(&report))),
        // What still waits there would come out when nobody looks.
        _ => taken_back(link).await,
    }
}

async fn report(
    mut link: PrinterLink,
) -> Result<(PrinterLink, Result<Option<QueueReport>, DeviceError>)> {
    Station::blocking(move || {
        let report = link.report();
        (link, report)
    })
    .await
}

fn show(sent: &Sent<'_>, report: &QueueReport) {
    match report.problem() {
        Some(problem) => sent.desk.show(
            sent.station,
            PrinterCondition::NeedsAttention,
            &format!("The print queue says: {problem}"),
        ),
        None => sent
            .desk
            .show(sent.station, PrinterCondition::Printing, "Printing"),
    }
}

/// The queue handed the bytes on. That is paper only by its owner's word, or by the device's.
async fn completed(sent: &Sent<'_>, link: PrinterLink, report: &QueueReport) -> Result<Outcome> {
    if let Some(problem) = report.problem() {
        return Ok(Outcome::doubt(format!(
            "The print queue is done with it, and says: {problem}. Look whether it came out"
        )));
    }
    if sent.config.trust_queue {
        return Ok(Outcome::Printed);
    }
    if sent.config.never_answers {
        return Ok(Outcome::Taken);
    }
    let language = pb_labels::language(&sent.config.language);
    if let Some(question) = look::question(sent.config)
        && language.map(Language::proof) == Some(Proof::Idle)
        && let Some(device) = link.device_behind()
        && let Ok(device) = look::open_at(&device, sent.config).await?
    {
        let proof = Idle::through_others(sent.labels);
        return sent.by_idle(device, question, proof).await;
    }
    Ok(Outcome::Doubt {
        text: "The print queue says that it is done with it, which is no proof of paper: look whether it came out"
            .to_owned(),
        unexpected: false,
    })
}

fn given_up(report: &QueueReport) -> String {
    let what = match report.job {
        QueuedJob::Cancelled => "It was taken back at the print queue",
        _ => "The print queue gave it up",
    };
    let why = report
        .problem()
        .map(|p| format!(" ({p})"))
        .unwrap_or_default();
    match (report.began, report.sheets) {
        (false, None | Some(0)) => format!(
            "{what}{why} before it began with it, so nothing should have come out: look, and say so"
        ),
        (_, Some(sheets)) if sheets > 0 => {
            format!("{what}{why} after {sheets} sheets: look what came out")
        }
        _ => format!("{what}{why} after it had begun: look whether it came out"),
    }
}

/// Takes a job back that the queue did not get done in time.
async fn taken_back(mut link: PrinterLink) -> Result<Outcome> {
    let report = Station::blocking(move || {
        if let Err(error) = link.cancel() {
            tracing::warn!(%error, "a job could not be taken back from its print queue");
        }
        link.report()
    })
    .await?;
    let text = match report {
        Ok(Some(report)) if report.job.is_over() => given_up(&report),
        _ => "The print queue did not get it done in time, and it may still come out: look at the printer and at its queue"
            .to_owned(),
    };
    Ok(Outcome::doubt(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_queue_gave_up_says_whether_it_had_begun() {
        let report = QueueReport {
            id: 7,
            job: QueuedJob::Aborted,
            job_reasons: Vec::new(),
            began: false,
            sheets: Some(0),
            stopped: true,
            reasons: Vec::new(),
            message: String::new(),
        };
        let never = given_up(&report);
        assert!(never.contains("before it began"), "{never}");
        assert!(never.contains("queue is stopped"), "{never}");
        let begun = given_up(&QueueReport {
            began: true,
            ..report.clone()
        });
        assert!(begun.contains("after it had begun"), "{begun}");
        let half = given_up(&QueueReport {
            began: true,
            sheets: Some(2),
            job: QueuedJob::Cancelled,
            ..report
        });
        assert!(
            half.contains("taken back") && half.contains("2 sheets"),
            "{half}"
        );
    }
}
