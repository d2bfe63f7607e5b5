//! What a print queue of the operating system says about a job and about its printer.
//!
//! None of it is paper. A queue calls a job completed when its backend has handed the bytes on and
//! ended well; for a label queue (raw bytes to a socket or a cable) the printer may be out of paper
//! or switched off by then, and nothing in the queue's words tells. See [`QueueReport::says_printed`].
use std::fmt;

/// What a job is, as its queue says; from RFC 8011, `job-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueuedJob {
    /// It waits for its turn.
    Waiting,
    /// A person, or the queue after a failure, holds it.
    Held,
    /// It is being worked on.
    Working,
    /// It was being worked on, and the printer stopped.
    Stopped,
    /// Someone took it back.
    Cancelled,
    /// The queue gave it up.
    Aborted,
    /// The queue is done with it: its bytes were handed on. Not paper.
    Completed,
    /// The queue does not know it any more, or says something that is in no standard.
    Unknown,
}

impl QueuedJob {
    /// Reads the enum of RFC 8011, 5.3.7.
    pub(crate) fn from_ipp(state: i32) -> Self {
        match state {
            3 => Self::Waiting,
            4 => Self::Held,
            5 => Self::Working,
            6 => Self::Stopped,
            7 => Self::Cancelled,
            8 => Self::Aborted,
            9 => Self::Completed,
            _ => Self::Unknown,
        }
    }

    /// Whether nothing more will happen to it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Aborted | Self::Completed)
    }
}

/// What a queue says about its printer; from the keywords of `printer-state-reasons` (RFC 8011,
/// 5.4.12, PWG 5100.9) and those that CUPS adds. `Display` says it in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueReason {
    /// Out of paper, or the paper that is asked for is not loaded.
    MediaEmpty,
    /// Paper is jammed.
    MediaJam,
    /// A lid, door or print head is open.
    DoorOpen,
    /// Ribbon, toner or ink is used up.
    MarkerEmpty,
    /// It is too hot.
    Overheated,
    /// The tray that takes what is printed is full or absent.
    OutputFull,
    /// The queue cannot reach the printer.
    Offline,
    /// The queue was stopped: by a person, or by CUPS after its backend failed.
    Paused,
    /// The queue has sent everything and waits for the printer to say that it is done.
    WaitingForJob,
    /// Something else that stops the printer, in the queue's own word.
    Other(String),
    /// A remark that stops nothing, in the queue's own word, such as `media-low-warning`.
    Remark(String),
}

impl QueueReason {
    /// Reads one keyword; nothing for `none`. Drivers put `-report`, `-warning` or `-error` behind a
    /// keyword, and do not agree when: CUPS says `media-empty-warning` for an empty tray that stops
    /// the printer. So what is known is known by its stem, and only the rest by its severity.
    pub(crate) fn from_keyword(keyword: &str) -> Option<Self> {
        let stem = ["-report", "-warning", "-error"]
            .into_iter()
            .find_map(|severity| keyword.strip_suffix(severity));
        let is_remark = keyword.ends_with("-report") || keyword.ends_with("-warning");
        Some(match stem.unwrap_or(keyword) {
            "" | "none" => return None,
            "media-empty" | "media-needed" | "input-tray-missing" => Self::MediaEmpty,
            "media-jam" => Self::MediaJam,
            "door-open" | "cover-open" | "interlock-open" => Self::DoorOpen,
            "marker-supply-empty" | "marker-supply-missing" | "toner-empty" | "developer-empty" => {
                Self::MarkerEmpty
            }
            "fuser-over-temp" | "motor-over-temp" | "print-head-over-temp" => Self::Overheated,
            "output-area-full" | "output-tray-missing" => Self::OutputFull,
            "offline" | "shutdown" | "timed-out" => Self::Offline,
            "paused" | "moving-to-paused" | "cups-remote-stopped" => Self::Paused,
            "cups-waiting-for-job-completed" => Self::WaitingForJob,
            // CUPS's own words are about how the queue is made, not about how the printer is; and it
            // says connecting-to-device at the start of every job.
            stem if is_remark || stem.starts_with("cups-") || stem == "connecting-to-device" => {
                Self::Remark(keyword.to_owned())
            }
            _ => Self::Other(keyword.to_owned()),
        })
    }

    /// Whether it needs a person, or the printer stands still because of it.
    pub fn stops(&self) -> bool {
        !matches!(self, Self::WaitingForJob | Self::Remark(_))
    }
}

impl fmt::Display for QueueReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MediaEmpty => "out of paper",
            Self::MediaJam => "paper jam",
            Self::DoorOpen => "lid or head open",
            Self::MarkerEmpty => "ribbon or toner is used up",
            Self::Overheated => "too hot",
            Self::OutputFull => "the output tray is full",
            Self::Offline => "the queue cannot reach it",
            Self::Paused => "the print queue is stopped",
            Self::WaitingForJob => "the queue waits for it to finish",
            Self::Other(word) | Self::Remark(word) => word,
        })
    }
}

/// One look at a job and its printer, through the queue's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueReport {
    /// The job's number at the queue; what `lpstat` and `cancel` call it.
    pub id: i32,
    /// What became of the job.
    pub job: QueuedJob,
    /// Why, in the queue's keywords (`job-state-reasons`), without `none`.
    pub job_reasons: Vec<String>,
    /// Whether the queue began to work on it. While it did not, certainly nothing came out.
    pub began: bool,
    /// Sheets that the queue says were stacked (`job-media-sheets-completed`), or page sides
    /// (`job-impressions-completed`) where it counts only those. `None` for raw data, whose count means
    /// nothing: the backends of CUPS count one sheet for it before they send it.
    pub sheets: Option<u32>,
    /// Whether the queue itself is stopped, so that nothing prints until a person starts it.
    pub stopped: bool,
    /// What the queue says about its printer.
    pub reasons: Vec<QueueReason>,
    /// The queue's own sentence about its printer, such as “Unable to locate printer”; may be empty.
    pub message: String,
}

impl QueueReport {
    /// Whether the queue says that the job came out: completed, at least one sheet counted, and
    /// nothing wrong with the printer.
    ///
    /// That is a claim, not proof: a backend that swallows the job and counts a sheet says the same.
    /// It may stand for paper only where the printer's driver counts sheets by asking the printer
    /// (most office printers), and the owner said that this queue tells the truth. Of raw data it is
    /// never said. For a raw label queue ask the label printer itself, see [`crate::PrinterLink::device_behind`].
    pub fn says_printed(&self) -> bool {
        self.job == QueuedJob::Completed
            && self.sheets.is_some_and(|sheets| sheets > 0)
            && self.problem().is_none()
    }

    /// What needs a person, if anything does: the first reason that stops the printer, or that the
    /// queue is stopped.
    pub fn problem(&self) -> Option<String> {
        let reason = self.reasons.iter().find(|reason| reason.stops());
        match reason {
            Some(reason) if self.message.is_empty() => Some(reason.to_string()),
            Some(reason) => Some(format!("{reason} ({})", self.message)),
            None if self.stopped => Some(QueueReason::Paused.to_string()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_reasons_whatever_severity_a_driver_gives_them() {
        use QueueReason::{
            DoorOpen, MarkerEmpty, MediaEmpty, MediaJam, Offline, Other, Paused, Remark,
            WaitingForJob,
        };
        let other = |word: &str| Some(Other(word.to_owned()));
        let remark = |word: &str| Some(Remark(word.to_owned()));
        for (keyword, reason) in [
            ("none", None),
            ("media-empty", Some(MediaEmpty)),
            ("media-empty-warning", Some(MediaEmpty)),
            ("media-needed-error", Some(MediaEmpty)),
            ("media-jam-warning", Some(MediaJam)),
            ("door-open-report", Some(DoorOpen)),
            ("cover-open", Some(DoorOpen)),
            ("marker-supply-empty-error", Some(MarkerEmpty)),
            ("offline-report", Some(Offline)),
            ("paused", Some(Paused)),
            ("cups-waiting-for-job-completed", Some(WaitingForJob)),
            ("connecting-to-device", remark("connecting-to-device")),
            ("media-low-warning", remark("media-low-warning")),
            (
                "cups-ipp-conformance-failure-report",
                remark("cups-ipp-conformance-failure-report"),
            ),
            ("com.acme-cutter-stuck", other("com.acme-cutter-stuck")),
            ("spool-area-full", other("spool-area-full")),
        ] {
            assert_eq!(QueueReason::from_keyword(keyword), reason, "{keyword}");
        }
        assert!(!WaitingForJob.stops() && MediaEmpty.stops() && Paused.stops());
    }

    #[test]
    fn only_a_completed_job_with_a_sheet_and_no_complaint_claims_paper() {
        let good = QueueReport {
            id: 7,
            job: QueuedJob::Completed,
            job_reasons: vec!["job-completed-successfully".to_owned()],
            began: true,
            sheets: Some(1),
            stopped: false,
            reasons: vec![QueueReason::Remark("media-low-warning".to_owned())],
            message: String::new(),
        };
        assert!(good.says_printed());
        for doubtful in [
            QueueReport {
                sheets: Some(0),
                ..good.clone()
            },
            QueueReport {
                sheets: None,
                ..good.clone()
            },
            QueueReport {
                job: QueuedJob::Working,
                ..good.clone()
            },
            QueueReport {
                stopped: true,
                ..good.clone()
            },
            QueueReport {
                reasons: vec![QueueReason::MediaEmpty],
                ..good.clone()
            },
        ] {
            assert!(!doubtful.says_printed(), "{doubtful:?}");
        }
        let empty = QueueReport {
            reasons: vec![QueueReason::WaitingForJob, QueueReason::MediaEmpty],
            message: "Load paper".to_owned(),
            ..good
        };
        assert_eq!(
            empty.problem().as_deref(),
            Some("out of paper (Load paper)")
        );
    }

    #[test]
    fn a_job_is_over_when_nothing_more_happens_to_it() {
        let over: Vec<i32> = (0..12)
            .filter(|state| QueuedJob::from_ipp(*state).is_over())
            .collect();
        assert_eq!(over, [7, 8, 9]);
        assert_eq!(QueuedJob::from_ipp(10), QueuedJob::Unknown);
    }

    proptest! {
        #[test]
        fn any_keyword_is_read_without_panic(keyword in "\\PC{0,40}") {
            if let Some(reason) = QueueReason::from_keyword(&keyword) {
                prop_assert!(!reason.to_string().is_empty());
            }
        }
    }
}
