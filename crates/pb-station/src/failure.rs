//! How each crate's failures look at the rim.
use crate::api::{Code, Failure};
use pb_devices::DeviceError;
use pb_domain::{Problem, ProblemKind};
use pb_import::ReadError;
use pb_labels::LabelError;
use pb_store::StoreError;

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::new(Code::Invalid, error.to_string()).hint(error.hint())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::WrongKey => Self::new(Code::Passphrase, "The passphrase does not open this bench's database")
                .hint("Nothing was changed. Check the keyboard's language and Caps Lock, then try again"),
            StoreError::Newer => Self::new(Code::Storage, "This bench's database was written by a newer version of Packbench")
                .hint("Install that version or a newer one; nothing was changed"),
            StoreError::Full => Self::new(Code::Storage, "The disk is full, so this was not saved")
                .hint("Free some space, then try again; what was saved before is safe")
                .retry(),
            StoreError::ReadOnly(why) => Self::new(Code::Storage, format!("The bench's database cannot be written: {why}"))
                .hint("Check that the disk is connected and that this user may write to the profile's folder")
                .retry(),
            StoreError::Taken => Self::new(Code::Precondition, "It exists already"),
            StoreError::Unreadable { .. } | StoreError::Database(_) => {
                tracing::error!(%error, "the store failed");
                Self::new(Code::Internal, format!("The bench's database reported a fault: {error}"))
                    .hint("Nothing was saved by this step")
            }
        }
    }
}

impl From<LabelError> for Failure {
    fn from(error: LabelError) -> Self {
        Self::new(Code::LabelStopped, error.to_string())
            .hint("Nothing was printed. Correct the text, fetch the label again, or ask the carrier for another format")
    }
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        let remedy = error.remedy();
        Self::new(Code::Printer, error.to_string())
            .hint(remedy)
            .retry()
    }
}

/// A problem of a deed that is no purchase. That nobody knows what came of it is advice: there is no purchase to settle.
pub(crate) fn of_a_deed(problem: Problem) -> Failure {
    let unknown = problem.kind == ProblemKind::UnknownOutcome;
    let mut failure = Failure::from(problem);
    if unknown {
        failure.code = Code::Precondition;
    }
    failure
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let (code, retry) = match problem.kind {
            ProblemKind::Unavailable | ProblemKind::RateLimited => (Code::CarrierUnreachable, true),
            ProblemKind::Auth | ProblemKind::Refused => (Code::CarrierRefused, false),
            ProblemKind::Invalid => (Code::Invalid, false),
            ProblemKind::UnknownOutcome => (Code::PurchaseUnknown, false),
            ProblemKind::Unsupported => (Code::Precondition, false),
        };
        let mut failure = Self::new(code, in_full(&problem)).hint(problem.hint.clone());
        failure.retry = retry;
        if let Some(field) = problem.field {
            failure.fields.push(pb_domain::FieldProblem {
                field,
                text: problem.text,
            });
        }
        failure
    }
}

/// Our words, with the carrier's own behind them where they add something.
pub(crate) fn in_full(problem: &Problem) -> String {
    let own = [problem.carrier_code.as_str(), problem.carrier_text.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty() && !problem.text.contains(part))
        .collect::<Vec<_>>()
        .join(": ");
    if own.is_empty() {
        problem.text.clone()
    } else {
        format!("{} ({own})", problem.text)
    }
}
