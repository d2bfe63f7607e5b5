//! Print queues of CUPS, by IPP.
//!
//! A job is made first and gets its bytes after, so that its number is known before the first byte
//! leaves: what breaks off in between is taken back and looked at, and is only called harmless when
//! the queue says that it never began to work on it.
use super::ipp::{Document, Server, Unanswered, add, cut, number, text, texts, wants};
use super::{Spool, Submission};
use crate::device_id::DeviceId;
use crate::find::{Found, FoundKind};
use crate::{Content, DeviceError, Port, QueueReason, QueueReport, QueuedJob, SendFailure};
use ::ipp::attribute::{IppAttribute, IppAttributeGroup};
use ::ipp::model::{DelimiterTag, Operation};
use ::ipp::value::IppValue;
use std::time::Duration;

/// How long an answer about a queue or a job may take.
const ANSWER: Duration = Duration::from_secs(5);
/// How long listing may take; a computer without CUPS refuses at once.
const LISTING: Duration = Duration::from_secs(1);
/// Where network printers take raw data.
const RAW_PORT: u16 = 9100;

/// `printer-state` of a queue that is stopped (RFC 8011, 5.4.11).
const STOPPED: i32 = 5;
const PRINTER_WORDS: &[&str] = &[
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "device-uri",
];
const JOB_WORDS: &[&str] = &[
    "job-state",
    "job-state-reasons",
    "job-media-sheets-completed",
    "job-impressions-completed",
    "time-at-processing",
];

/// A print queue, and the job last handed to it.
pub(super) struct QueueSpool {
    port: Port,
    server: Server,
    queue: String,
    device: Option<Port>,
    job: Option<Handed>,
}

/// A job that was handed over.
#[derive(Clone, Copy)]
struct Handed {
    id: i32,
    content: Content,
}

impl QueueSpool {
    /// Looks at the queue. One that is stopped or takes no jobs is refused: what it got now would
    /// come out when nobody looks.
    pub(super) fn open(port: &Port, server: &str, queue: &str) -> Result<Self, DeviceError> {
        let mut spool = Self {
            port: port.clone(),
            server: Server::new(port, server)?,
            queue: queue.to_owned(),
            device: None,
            job: None,
        };
        let words = spool.printer()?;
        spool.device = text(&words, "device-uri").and_then(|uri| device_behind(&uri));
        usable(port, &words)?;
        Ok(spool)
    }

    /// Asks about the queue.
    fn printer(&self) -> Result<IppAttributeGroup, DeviceError> {
        self.about(
            Operation::GetPrinterAttributes,
            None,
            PRINTER_WORDS,
            DelimiterTag::PrinterAttributes,
        )
        .map_err(|unanswered| unanswered.error)
    }

    /// One question about the queue, or about a job in it, and the group of the answer that says it.
    fn about(
        &self,
        operation: Operation,
        job: Option<i32>,
        words: &[&str],
        group: DelimiterTag,
    ) -> Result<IppAttributeGroup, Unanswered> {
        let harmless = |error| Unanswered {
            may_have_left: 0,
            error,
        };
        let mut question = self
            .server
            .question(operation, Some(&self.queue))
            .map_err(harmless)?;
        if let Some(job) = job {
            add::<()>(&mut question, "job-id", Ok(IppValue::Integer(job)));
        }
        wants(&mut question, words);
        let answer = self
            .server
            .ask(&question, Some(&self.queue), ANSWER, None)?;
        answer
            .into_groups()
            .into_iter()
            .find(|found| found.tag() == group)
            .ok_or_else(|| harmless(self.unclear()))
    }

    fn unclear(&self) -> DeviceError {
        DeviceError::Io {
            port: self.port.clone(),
            detail: "the print server's answer lacks what was asked for".to_owned(),
        }
    }

    /// Makes an empty job, and answers its number.
    fn create(&self, title: &str) -> Result<i32, DeviceError> {
        let mut question = self
            .server
            .question(Operation::CreateJob, Some(&self.queue))?;
        add(
            &mut question,
            "job-name",
            IppValue::new_name_without_language(cut(title)),
        );
        let answer = self
            .server
            .ask(&question, Some(&self.queue), ANSWER, None)
            .map_err(|unanswered| unanswered.error)?;
        answer
            .first_of(DelimiterTag::JobAttributes)
            .and_then(|group| number(group, "job-id"))
            .ok_or_else(|| self.unclear())
    }

    /// Gives a job its document, the only one it has.
    fn fill(
        &self,
        job: i32,
        submission: &Submission<'_>,
        stall: Duration,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Unanswered> {
        let mut question = self
            .server
            .question(Operation::SendDocument, Some(&self.queue))
            .map_err(|error| Unanswered {
                may_have_left: 0,
                error,
            })?;
        add::<()>(&mut question, "job-id", Ok(IppValue::Integer(job)));
        add(
            &mut question,
            "document-format",
            IppValue::new_mime_media_type(media_type(submission.content)),
        );
        add::<()>(&mut question, "last-document", Ok(IppValue::Boolean(true)));
        let document = Document {
            bytes: submission.bytes,
            progress,
        };
        self.server
            .ask(&question, Some(&self.queue), stall, Some(document))
            .map(|_| ())
    }

    /// What the queue says about a job and about itself.
    fn look(&self, handed: Handed) -> Result<QueueReport, DeviceError> {
        let job = self.about(
            Operation::GetJobAttributes,
            Some(handed.id),
            JOB_WORDS,
            DelimiterTag::JobAttributes,
        );
        let job = match job {
            Ok(job) => Some(job),
            // The queue forgets jobs that are over, or was made anew.
            Err(Unanswered {
                error: DeviceError::NotFound { .. },
                ..
            }) => None,
            Err(unanswered) => return Err(unanswered.error),
        };
        let printer = self.printer()?;
        Ok(report(handed, job.as_ref(), &printer))
    }

    /// Takes a job back. That it is over already is no failure; the report tells.
    fn take_back(&self, id: i32) -> Result<(), DeviceError> {
        let mut question = self
            .server
            .question(Operation::CancelJob, Some(&self.queue))?;
        add::<()>(&mut question, "job-id", Ok(IppValue::Integer(id)));
        match self.server.ask(&question, Some(&self.queue), ANSWER, None) {
            Ok(_) => Ok(()),
            Err(Unanswered {
                error: DeviceError::Io { .. } | DeviceError::NotFound { .. },
                ..
            }) => Ok(()),
            Err(unanswered) => Err(unanswered.error),
        }
    }

    /// After a hand-over that broke off: takes the job back, and answers whether the queue says that
    /// it never began to work on it.
    fn undone(&self, handed: Handed) -> bool {
        self.take_back(handed.id).is_ok()
            && self
                .look(handed)
                .is_ok_and(|report| report.job.is_over() && !report.began)
    }
}

impl Spool for QueueSpool {
    fn submit(
        &mut self,
        submission: &Submission<'_>,
        stall: Duration,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SendFailure> {
        let job = self
            .create(submission.title)
            .map_err(SendFailure::nothing_left)?;
        let handed = Handed {
            id: job,
            content: submission.content,
        };
        self.job = Some(handed);
        self.fill(job, submission, stall, progress).map_err(
            |Unanswered {
                 may_have_left,
                 error,
             }| {
                let undone = self.undone(handed);
                SendFailure {
                    sent: if undone { 0 } else { may_have_left },
                    unacknowledged: 0,
                    error,
                }
            },
        )
    }

    fn report(&mut self) -> Result<Option<QueueReport>, DeviceError> {
        self.job.map(|handed| self.look(handed)).transpose()
    }

    fn cancel(&mut self) -> Result<(), DeviceError> {
        match self.job {
            Some(handed) => self.take_back(handed.id),
            None => Ok(()),
        }
    }

    fn device_behind(&self) -> Option<Port> {
        self.device.clone()
    }
}

fn media_type(content: Content) -> &'static str {
    match content {
        // CUPS passes this through to the device as it is, whatever driver the queue has.
        Content::Raw => "application/vnd.cups-raw",
        Content::Pdf => "application/pdf",
    }
}

/// Whether a queue prints what it gets.
fn usable(port: &Port, printer: &IppAttributeGroup) -> Result<(), DeviceError> {
    let reason = text(printer, "printer-state-message").unwrap_or_default();
    let accepting = printer
        .get("printer-is-accepting-jobs")
        .map(IppAttribute::value);
    if matches!(accepting, Some(IppValue::Boolean(false))) {
        return Err(DeviceError::QueueRejects {
            port: port.clone(),
            reason,
        });
    }
    if number(printer, "printer-state") == Some(STOPPED) {
        return Err(DeviceError::QueueStopped {
            port: port.clone(),
            reason,
        });
    }
    Ok(())
}

/// Puts a job's attributes, if the queue still knows it, and its printer's together.
fn report(
    handed: Handed,
    job: Option<&IppAttributeGroup>,
    printer: &IppAttributeGroup,
) -> QueueReport {
    let state = job
        .and_then(|job| number(job, "job-state"))
        .map_or(QueuedJob::Unknown, QueuedJob::from_ipp);
    let began = match job.and_then(|job| job.get("time-at-processing")) {
        Some(time) => matches!(time.value(), IppValue::Integer(_)),
        // A server that does not say when: only one that still waits certainly did not.
        None => !matches!(state, QueuedJob::Waiting | QueuedJob::Held),
    };
    let count = |name| job.and_then(|job| number(job, name));
    let sheets = ["job-media-sheets-completed", "job-impressions-completed"]
        .into_iter()
        .filter_map(count)
        .filter_map(|count| u32::try_from(count).ok())
        // For raw data the backends of CUPS count a sheet before they send it.
        .filter(|_| handed.content != Content::Raw)
        .max();
    QueueReport {
        id: handed.id,
        job: state,
        job_reasons: job
            .map(|job| texts(job, "job-state-reasons"))
            .unwrap_or_default()
            .into_iter()
            .filter(|reason| reason != "none")
            .collect(),
        began,
        sheets,
        stopped: number(printer, "printer-state") == Some(STOPPED),
        reasons: texts(printer, "printer-state-reasons")
            .iter()
            .filter_map(|keyword| QueueReason::from_keyword(keyword))
            .collect(),
        message: text(printer, "printer-state-message").unwrap_or_default(),
    }
}

/// The device that a queue sends to, where it can be asked beside the queue: `socket://host:9100`.
/// A cable has one owner at a time, and a queue holds it while it prints.
fn device_behind(uri: &str) -> Option<Port> {
    let place = uri.strip_prefix("socket://")?.split(['/', '?']).next()?;
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
        _ => (place, RAW_PORT),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then(|| Port::Tcp {
        host: host.to_owned(),
        port,
    })
}

/// Lists the print queues of a print server; see [`crate::find_queues`].
pub(crate) fn list(server: &str) -> Result<Vec<Found>, DeviceError> {
    let port = |queue: String| Port::Queue {
        server: server.to_owned(),
        queue,
    };
    let unnamed = port(String::new());
    let asked = Server::new(&unnamed, server)?;
    let mut question = asked.question(Operation::CupsGetPrinters, None)?;
    let mut words = vec!["printer-name", "printer-info", "printer-make-and-model"];
    words.extend(PRINTER_WORDS);
    wants(&mut question, &words);
    let answer = match asked.ask(&question, None, LISTING, None) {
        Ok(answer) => answer,
        // What CUPS says when it has no queue.
        Err(Unanswered {
            error: DeviceError::NotFound { .. },
            ..
        }) => return Ok(Vec::new()),
        Err(unanswered) => return Err(unanswered.error),
    };
    let printers = answer.groups_of(DelimiterTag::PrinterAttributes);
    Ok(printers
        .filter_map(|printer| {
            let queue = text(printer, "printer-name")?;
            let port = port(queue.clone());
            let uri = text(printer, "device-uri").unwrap_or_default();
            Some(Found {
                kind: FoundKind::Printer,
                name: text(printer, "printer-info")
                    .filter(|info| !info.is_empty())
                    .unwrap_or(queue),
                speaks: model_behind(&uri).language().to_owned(),
                access: usable(&port, printer).into(),
                port,
            })
        })
        .collect())
}

/// Maker and model as CUPS writes them into the address of a USB printer, `usb://Maker/Model?…`.
fn model_behind(uri: &str) -> DeviceId {
    let names = uri.strip_prefix("usb://").unwrap_or_default();
    let (maker, model) = names
        .split('?')
        .next()
        .and_then(|names| names.split_once('/'))
        .unwrap_or_default();
    DeviceId::named(&maker.replace("%20", " "), &model.replace("%20", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_to_a_socket_can_be_asked_beside_it() {
        let tcp = |host: &str, port| {
            Some(Port::Tcp {
                host: host.to_owned(),
                port,
            })
        };
        for (uri, device) in [
            ("socket://10.0.0.9", tcp("10.0.0.9", 9100)),
            (
                "socket://10.0.0.9:6101/?waiteof=false",
                tcp("10.0.0.9", 6101),
            ),
            ("socket://[fe80::1]:9100", tcp("fe80::1", 9100)),
            ("socket://[fe80::1]", tcp("fe80::1", 9100)),
            ("socket://", None),
            ("usb://Zebra/ZD420?serial=1", None),
            ("", None),
        ] {
            assert_eq!(device_behind(uri), device, "{uri}");
        }
    }

    #[test]
    fn a_queue_to_a_cable_names_the_model() {
        assert_eq!(
            model_behind("usb://DYMO/LabelWriter%20450?serial=01010112345600").language(),
            "dymo"
        );
        assert_eq!(model_behind("socket://10.0.0.9").language(), "");
    }
}
