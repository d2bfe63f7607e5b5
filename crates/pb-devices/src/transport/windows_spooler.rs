//! Print queues of the Windows spooler, RAW data type.
//!
//! Neither compiled nor run by anything here: it was written from the interface of the `printers`
//! crate, and has to be tried on Windows before it is relied on. It hands bytes over and asks what
//! became of the job; the spooler deletes a job as soon as it is through, so that one that is not
//! listed any more counts as unknown, never as printed.
use super::{Spool, Submission};
use crate::find::{Access, Found, FoundKind};
use crate::{Content, DeviceError, Port, QueueReason, QueueReport, QueuedJob, SendFailure};
use printers::common::base::job::{PrinterJobOptions, PrinterJobState};
use printers::common::base::printer::{Printer, PrinterState};
use std::time::Duration;

/// A queue of the spooler, and the job last handed to it.
pub(super) struct SpoolerQueue {
    port: Port,
    queue: String,
    job: Option<u64>,
}

impl SpoolerQueue {
    /// Looks at the queue. One that is paused is refused, as with CUPS.
    pub(super) fn open(port: &Port, queue: &str) -> Result<Self, DeviceError> {
        let spool = Self {
            port: port.clone(),
            queue: queue.to_owned(),
            job: None,
        };
        let printer = spool.printer()?;
        if printer.state == PrinterState::PAUSED {
            return Err(DeviceError::QueueStopped {
                port: port.clone(),
                reason: printer.state_reasons.join(", "),
            });
        }
        Ok(spool)
    }

    fn printer(&self) -> Result<Printer, DeviceError> {
        printers::get_printer_by_name(&self.queue).ok_or_else(|| DeviceError::NotFound {
            port: self.port.clone(),
        })
    }

    fn failed(&self, detail: String) -> DeviceError {
        DeviceError::Io {
            port: self.port.clone(),
            detail,
        }
    }
}

/// Lists the queues of the spooler.
pub(crate) fn list() -> Vec<Found> {
    printers::get_printers()
        .into_iter()
        .map(|printer| {
            let port = Port::Queue {
                server: String::new(),
                queue: printer.system_name,
            };
            let access = if printer.state == PrinterState::PAUSED {
                Access::Refused(DeviceError::QueueStopped {
                    port: port.clone(),
                    reason: printer.state_reasons.join(", "),
                })
            } else {
                Access::Ready
            };
            Found {
                kind: FoundKind::Printer,
                name: printer.name,
                port,
                speaks: String::new(),
                access,
            }
        })
        .collect()
}

impl Spool for SpoolerQueue {
    fn submit(
        &mut self,
        submission: &Submission<'_>,
        _stall: Duration,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SendFailure> {
        if submission.content != Content::Raw {
            return Err(SendFailure::nothing_left(DeviceError::Misconfigured {
                port: self.port.clone(),
                what: "the Windows spooler is handed printer languages only, not PDF".to_owned(),
            }));
        }
        let printer = self.printer().map_err(SendFailure::nothing_left)?;
        let total = submission.bytes.len() as u64;
        let options = PrinterJobOptions {
            name: Some(submission.title),
            ..PrinterJobOptions::none()
        };
        let job = printer
            .print(submission.bytes, options)
            .map_err(|error| SendFailure {
                // The crate does not say at which step it failed.
                sent: total,
                unacknowledged: 0,
                error: self.failed(error.message),
            })?;
        self.job = Some(job);
        progress(total);
        Ok(())
    }

    fn report(&mut self) -> Result<Option<QueueReport>, DeviceError> {
        let Some(id) = self.job else {
            return Ok(None);
        };
        let printer = self.printer()?;
        let listed = printer
            .get_job_history()
            .into_iter()
            .find(|job| job.id == id);
        let job = match listed.map(|job| job.state) {
            Some(PrinterJobState::PENDING) => QueuedJob::Waiting,
            Some(PrinterJobState::PAUSED) => QueuedJob::Held,
            Some(PrinterJobState::PROCESSING) => QueuedJob::Working,
            Some(PrinterJobState::CANCELLED) => QueuedJob::Cancelled,
            Some(PrinterJobState::COMPLETED) => QueuedJob::Completed,
            Some(PrinterJobState::UNKNOWN) | None => QueuedJob::Unknown,
        };
        let reasons = match printer.state {
            PrinterState::OFFLINE => vec![QueueReason::Offline],
            PrinterState::PAUSED => vec![QueueReason::Paused],
            _ => Vec::new(),
        };
        Ok(Some(QueueReport {
            id: i32::try_from(id).unwrap_or(i32::MAX),
            job,
            job_reasons: Vec::new(),
            // The spooler does not say when it began.
            began: true,
            sheets: None,
            stopped: printer.state == PrinterState::PAUSED,
            reasons,
            message: printer.state_reasons.join(", "),
        }))
    }

    fn cancel(&mut self) -> Result<(), DeviceError> {
        let Some(id) = self.job else {
            return Ok(());
        };
        self.printer()?
            .cancel_job(id)
            .map_err(|error| self.failed(error.message))
    }
}
