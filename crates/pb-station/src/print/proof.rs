//! What proves that labels are on paper. Pure: what a printer said and when goes in, a verdict comes out.
use pb_labels::Status;
use std::time::Duration;

/// A status answer may overtake bytes that still lie in the printer's receive buffer; so an idle
/// printer counts only when it stays idle for this long after the last byte.
const SETTLED: Duration = Duration::from_millis(1500);

/// What one answer says about the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are on paper.
    Proved,
    /// It got on with them.
    Progress,
    /// Nothing new.
    Waiting,
    /// It never will be proved: the printer was switched off and on, or the link is gone for good.
    Lost,
}

/// What printers of all kinds are remembered for, to say why nothing was proved.
#[derive(Debug, Default)]
pub(super) struct Heard {
    problem: Option<&'static str>,
    answered: bool,
    silent: bool,
    restarted: bool,
}

impl Heard {
    /// Takes what it says about itself.
    pub(super) fn status(&mut self, status: &Status) {
        self.answered = true;
        self.silent = false;
        self.problem = status.problem();
        self.restarted |= status.restarted;
    }

    /// Why nothing was proved, and where to look.
    pub(super) fn doubt(&self, labels: u32) -> String {
        let look = match labels {
            0 | 1 => "look whether this label came out".to_owned(),
            n => format!("look which of the {n} labels came out"),
        };
        match (self.problem, self.answered) {
            _ if self.restarted => {
                format!("The printer was switched off and on after it got the first byte: {look}")
            }
            (Some(problem), _) => format!("{problem}. Then {look}"),
            (None, true) if self.silent => {
                format!("The printer fell silent, and may have been switched off and on: {look}")
            }
            (None, true) => format!("The printer did not say that it is done: {look}"),
            (None, false) => {
                format!("The printer took it and did not say whether it printed: {look}")
            }
        }
    }
}

/// For printers that are asked whether they still have work: one that had the labels in work and has none left,
/// with nothing wrong and no gap in what it said, printed them.
#[derive(Debug)]
pub(super) struct Idle {
    labels: u32,
    heard: Heard,
    /// It had work, seen without a gap until now.
    saw_work: bool,
    /// It was silent, or the link broke, after the last byte: a power cycle may lie there.
    gap: bool,
    idle_since: Option<Duration>,
    left: Option<u32>,
}

impl Idle {
    /// For a job of so many labels.
    pub(super) fn new(labels: u32) -> Self {
        Self {
            labels: labels.max(1),
            heard: Heard::default(),
            saw_work: false,
            gap: false,
            idle_since: None,
            left: None,
        }
    }

    /// For a job that went through something that may have lost it: only work that is seen counts.
    pub(super) fn through_others(labels: u32) -> Self {
        Self {
            gap: true,
            ..Self::new(labels)
        }
    }

    /// Takes one status, `after` the last byte.
    pub(super) fn observe(&mut self, status: &Status, after: Duration) -> Verdict {
        self.heard.status(status);
        if self.heard.restarted {
            return Verdict::Lost;
        }
        if self.heard.problem.is_some() || !status.idle() {
            self.idle_since = None;
            return self.work(status);
        }
        if self.saw_work {
            // It had the labels in work and has them no more, with nothing wrong.
            return Verdict::Proved;
        }
        let since = *self.idle_since.get_or_insert(after);
        // After a gap, idle is also what a printer says that was switched off and on and forgot everything.
        if !self.gap && since < after && after >= SETTLED {
            Verdict::Proved
        } else {
            Verdict::Waiting
        }
    }

    /// It has work, or needs a person.
    fn work(&mut self, status: &Status) -> Verdict {
        let left = status.formats_waiting.saturating_add(status.labels_left);
        // More labels than these are another computer's: what ends then may not be ours.
        let ours = (1..=self.labels).contains(&left) || (left == 0 && status.busy);
        if !status.idle() && ours {
            self.saw_work = true;
        }
        let before = self.left.replace(left);
        let fewer = before.is_some_and(|before| left < before);
        if fewer && self.heard.problem.is_none() {
            Verdict::Progress
        } else {
            Verdict::Waiting
        }
    }

    /// A question was not answered, or the link broke.
    pub(super) fn silence(&mut self) {
        self.gap = true;
        self.saw_work = false;
        self.idle_since = None;
        self.left = None;
        self.heard.silent = true;
    }

    /// What is remembered.
    pub(super) fn heard(&self) -> &Heard {
        &self.heard
    }
}

/// For printers that tell by themselves of each label that is out.
#[derive(Debug)]
pub(super) struct Reports {
    labels: u32,
    finished: u32,
    heard: Heard,
}

impl Reports {
    /// For a job of so many labels.
    pub(super) fn new(labels: u32) -> Self {
        Self {
            labels: labels.max(1),
            finished: 0,
            heard: Heard::default(),
        }
    }

    /// Takes one report.
    pub(super) fn observe(&mut self, status: &Status) -> Verdict {
        self.heard.status(status);
        if self.heard.restarted {
            return Verdict::Lost;
        }
        self.finished = self.finished.saturating_add(status.finished);
        if self.finished >= self.labels {
            Verdict::Proved
        } else if status.finished > 0 {
            Verdict::Progress
        } else {
            Verdict::Waiting
        }
    }

    /// Why nothing was proved, and where to look.
    pub(super) fn doubt(&self) -> String {
        match self.finished {
            0 => self.heard.doubt(self.labels),
            n => format!(
                "{n} of {} labels came out. {}",
                self.labels,
                self.heard.doubt(self.labels)
            ),
        }
    }
}

/// For a question that is answered in its turn, after everything before it is on paper.
pub(super) fn answered_in_turn(status: &Status, labels: u32) -> Result<(), String> {
    let mut heard = Heard::default();
    heard.status(status);
    if heard.restarted || heard.problem.is_some() {
        Err(heard.doubt(labels))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn working(left: u32) -> Status {
        Status {
            formats_waiting: left,
            ..Status::default()
        }
    }

    fn idle() -> Status {
        Status::default()
    }

    #[test]
    fn work_that_ends_cleanly_is_proof() {
        let mut proof = Idle::new(1);
        assert_eq!(proof.observe(&working(1), at(10)), Verdict::Waiting);
        assert_eq!(proof.observe(&idle(), at(300)), Verdict::Proved);
        let mut busy = Idle::new(1);
        let status = Status {
            busy: true,
            ..Status::default()
        };
        assert_eq!(busy.observe(&status, at(10)), Verdict::Waiting);
        assert_eq!(busy.observe(&idle(), at(300)), Verdict::Proved);
    }

    #[test]
    fn an_answer_that_overtook_the_label_is_not() {
        let mut proof = Idle::new(1);
        assert_eq!(proof.observe(&idle(), at(5)), Verdict::Waiting);
        assert_eq!(proof.observe(&idle(), at(400)), Verdict::Waiting);
        assert_eq!(proof.observe(&idle(), at(1600)), Verdict::Proved);
    }

    #[test]
    fn a_problem_is_never_proof() {
        let mut proof = Idle::new(1);
        let out = Status {
            paper_out: true,
            formats_waiting: 1,
            ..Status::default()
        };
        assert_eq!(proof.observe(&out, at(100)), Verdict::Waiting);
        let still = Status {
            paper_out: true,
            ..Status::default()
        };
        assert_eq!(proof.observe(&still, at(5000)), Verdict::Waiting);
        let doubt = proof.heard().doubt(1);
        assert!(doubt.contains("out of labels"), "{doubt}");
    }

    #[test]
    fn idle_after_a_gap_is_not_proof_however_long() {
        let mut proof = Idle::new(1);
        assert_eq!(proof.observe(&working(1), at(10)), Verdict::Waiting);
        proof.silence();
        for ms in [2_000, 4_000, 9_000] {
            assert_eq!(proof.observe(&idle(), at(ms)), Verdict::Waiting, "{ms}");
        }
    }

    #[test]
    fn work_that_is_seen_again_after_a_gap_is_proof() {
        let mut proof = Idle::new(1);
        proof.observe(&working(1), at(10));
        proof.silence();
        assert_eq!(proof.observe(&working(1), at(3_000)), Verdict::Waiting);
        assert_eq!(proof.observe(&idle(), at(3_500)), Verdict::Proved);
    }

    #[test]
    fn a_printer_that_says_that_it_was_switched_on_is_lost_at_once() {
        let restarted = Status {
            restarted: true,
            ..Status::default()
        };
        let mut proof = Idle::new(1);
        proof.observe(&working(1), at(10));
        assert_eq!(proof.observe(&restarted, at(300)), Verdict::Lost);
        assert!(proof.heard().doubt(1).contains("switched off and on"));
        assert_eq!(Reports::new(1).observe(&restarted), Verdict::Lost);
        assert!(answered_in_turn(&restarted, 1).is_err());
    }

    #[test]
    fn work_of_others_is_not_ours() {
        let mut proof = Idle::new(1);
        // Another computer's five labels, while ours lies in the receive buffer.
        assert_eq!(proof.observe(&working(5), at(10)), Verdict::Waiting);
        assert_eq!(proof.observe(&idle(), at(300)), Verdict::Waiting);
        let mut several = Idle::new(3);
        assert_eq!(several.observe(&working(3), at(10)), Verdict::Waiting);
        assert_eq!(several.observe(&working(2), at(900)), Verdict::Progress);
        assert_eq!(several.observe(&idle(), at(2_000)), Verdict::Proved);
    }

    #[test]
    fn silence_is_doubt() {
        assert!(Idle::new(1).heard().doubt(1).contains("did not say"));
        let mut fell = Idle::new(2);
        fell.observe(&working(2), at(10));
        fell.silence();
        let doubt = fell.heard().doubt(2);
        assert!(
            doubt.contains("fell silent") && doubt.contains("2 labels"),
            "{doubt}"
        );
    }

    #[test]
    fn reports_are_counted() {
        let out = |finished| Status {
            finished,
            ..Status::default()
        };
        let mut proof = Reports::new(3);
        assert_eq!(proof.observe(&out(1)), Verdict::Progress);
        assert_eq!(proof.observe(&out(0)), Verdict::Waiting);
        assert!(proof.doubt().contains("1 of 3"), "{}", proof.doubt());
        assert_eq!(proof.observe(&out(2)), Verdict::Proved);
    }

    #[test]
    fn a_turn_with_a_problem_is_no_proof() {
        assert_eq!(answered_in_turn(&idle(), 1), Ok(()));
        let open = Status {
            head_open: true,
            ..Status::default()
        };
        let doubt = answered_in_turn(&open, 1).expect_err("open");
        assert!(doubt.contains("close its head"), "{doubt}");
    }
}
