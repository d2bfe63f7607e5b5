//! What proves that a label is on paper. Pure: statuses and times in, a verdict out.
use pb_labels::Status;
use std::time::Duration;

/// A status answer may overtake bytes that still lie in the printer's receive buffer; so an idle
/// printer counts only when it stays idle for this long after the last byte.
const SETTLED: Duration = Duration::from_millis(1500);

/// Gathers what a printer says after the last byte of a job.
#[derive(Debug, Default)]
pub(super) struct Proof {
    saw_work: bool,
    idle_since: Option<Duration>,
    problem: Option<&'static str>,
    answered: bool,
}

impl Proof {
    /// Takes one status, `after` the last byte; true once it proves paper.
    pub(super) fn observe(&mut self, status: &Status, after: Duration) -> bool {
        self.answered = true;
        self.problem = status.problem();
        if !status.idle() || self.problem.is_some() {
            self.saw_work |= !status.idle();
            self.idle_since = None;
            return false;
        }
        if self.saw_work {
            // It had the label in work and has it no more, with nothing wrong.
            return true;
        }
        let since = *self.idle_since.get_or_insert(after);
        since < after && after >= SETTLED
    }

    /// Why nothing was proved, and where to look.
    pub(super) fn doubt(&self) -> String {
        match (self.problem, self.answered) {
            (Some(problem), _) => format!("{problem}. Then look whether this label came out"),
            (None, true) => "The printer is still busy: look whether this label came out".into(),
            (None, false) => {
                "The printer took it and did not say whether it printed: look whether it came out"
                    .into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn working() -> Status {
        Status {
            formats_waiting: 1,
            ..Status::default()
        }
    }

    #[test]
    fn work_that_ends_cleanly_is_proof() {
        let mut proof = Proof::default();
        assert!(!proof.observe(&working(), at(10)));
        assert!(proof.observe(&Status::default(), at(300)));
    }

    #[test]
    fn an_answer_that_overtook_the_label_is_not() {
        let mut proof = Proof::default();
        assert!(!proof.observe(&Status::default(), at(5)));
        assert!(!proof.observe(&Status::default(), at(400)));
        assert!(proof.observe(&Status::default(), at(1600)));
    }

    #[test]
    fn a_problem_is_never_proof() {
        let mut proof = Proof::default();
        let out = Status {
            paper_out: true,
            formats_waiting: 1,
            ..Status::default()
        };
        assert!(!proof.observe(&out, at(100)));
        assert!(!proof.observe(
            &Status {
                paper_out: true,
                ..Status::default()
            },
            at(5000)
        ));
        assert!(proof.doubt().contains("out of labels"), "{}", proof.doubt());
    }

    #[test]
    fn silence_is_doubt() {
        assert!(Proof::default().doubt().contains("did not say"));
    }
}
