//! What a run found, and its last lines.
use crate::plan::Steps;
use crate::trial::{Harm, Shown, Trial};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

/// How a broken promise says that a label is not there.
const NEVER: &str = "on paper 0 times";

pub(crate) struct Report {
    seed: u64,
    wanted: usize,
    steps: usize,
    survived: u32,
    broken: Vec<String>,
    kills: u32,
    faults: u32,
    kinds: BTreeMap<&'static str, u32>,
    ready: Vec<Duration>,
    shown: Shown,
}

impl Report {
    pub(crate) fn new(seed: u64, wanted: usize, steps: &[Steps]) -> Self {
        Self {
            seed,
            wanted,
            steps: steps.iter().map(|(_, letters)| letters.len()).sum(),
            survived: 0,
            broken: Vec::new(),
            kills: 0,
            faults: 0,
            kinds: BTreeMap::new(),
            ready: Vec::new(),
            shown: Shown::default(),
        }
    }

    pub(crate) fn add(&mut self, trial: Trial, shown: anyhow::Result<Shown>, took: Duration) {
        let Trial {
            index,
            seller,
            parcels,
            harm,
        } = trial;
        match shown {
            Ok(shown) => {
                self.survived += 1;
                self.kills += shown.kills;
                self.faults += u32::from(!matches!(
                    harm,
                    Harm::Step(..) | Harm::StepTwice(..) | Harm::Instant(_)
                ));
                *self.kinds.entry(kind(harm)).or_default() += 1;
                self.ready.extend(shown.ready);
                let (all, now) = (&mut self.shown.deeds, shown.deeds);
                all.bought += now.bought;
                all.asked += now.asked;
                all.told += now.told;
                all.looked += now.looked;
                all.printed += now.printed;
                all.fetched += now.fetched;
                all.elsewhere += now.elsewhere;
                all.booked += now.booked;
                all.again += now.again;
                if self.survived.is_multiple_of(50) {
                    println!("{} trials survived, {} kills", self.survived, self.kills);
                }
            }
            Err(error) => {
                let line = format!(
                    "trial {index} ({seller:?}, {parcels} parcels, {harm}) after {took:.1?}: {error:#}"
                );
                println!("BROKEN {line}");
                self.broken.push(line);
            }
        }
    }

    /// Says it, and whether all is well.
    pub(crate) fn end(mut self) -> ExitCode {
        self.ready.sort_unstable();
        let at = |share: usize| {
            self.ready
                .get((self.ready.len() * share / 100).min(self.ready.len().saturating_sub(1)))
        };
        let deeds = self.shown.deeds;
        println!();
        for (kind, count) in &self.kinds {
            println!("{count:6}  {kind}");
        }
        println!(
            "\n{} steps of buying and printing, over all sellers",
            self.steps
        );
        if let (Some(median), Some(p95)) = (at(50), at(95)) {
            println!(
                "from the start after a kill to ready: median {median:.0?}, p95 {p95:.0?} (key derivation included)"
            );
        }
        println!(
            "what it took: {} purchases begun, {} settled by asking, {} by a person, {} labels looked for, {} printed \
             by a person's wish ({} of them once more, with others of their document), {} fetched again, {} from the courier's own pages, {} booked by hand",
            deeds.bought,
            deeds.asked,
            deeds.told,
            deeds.looked,
            deeds.printed,
            deeds.again,
            deeds.fetched,
            deeds.elsewhere,
            deeds.booked
        );
        let count = |is: fn(&str) -> bool| self.broken.iter().filter(|b| is(b)).count();
        println!(
            "kills survived {}, faults survived {}, sold twice {}, lost {}, repeated prints {}",
            self.kills,
            self.faults,
            count(|b| b.contains(": sold ") && !b.contains("sold 0 times")),
            count(|b| b.contains("was not done")
                || b.contains("sold 0 times")
                || b.contains(NEVER)),
            count(|b| b.contains("on paper") && !b.contains(NEVER)),
        );
        for line in &self.broken {
            println!("BROKEN {line}");
        }
        if !self.broken.is_empty() {
            println!(
                "one of them again: make torture SEED={} TRIALS={} ONLY=NUMBER",
                self.seed, self.wanted
            );
        }
        let good = self.broken.is_empty() && self.survived > 0;
        let word = if good { "ok" } else { "FAILED" };
        println!(
            "\ntest result: {word}. {} passed; {} failed",
            self.survived,
            self.broken.len()
        );
        if good {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn kind(harm: Harm) -> &'static str {
    match harm {
        Harm::None => "nothing",
        Harm::Step(..) => "killed at a step",
        Harm::StepTwice(..) => "killed at a step, and again while starting",
        Harm::Instant(_) => "killed at an instant",
        Harm::ToCarrier(_) => "network to the carrier cut, late, half open or doubled",
        Harm::ToPrinter(..) => "network to the printer cut, late, half open or doubled",
        Harm::DiskFull(_) => "disk full",
        Harm::SlowSync(..) => "slow syncs",
        Harm::Clock(..) => "clock moved",
        Harm::Twice(_) => "bought twice at once",
        Harm::PrinterPower(..) => "printer without power",
        Harm::TwoProcesses(_) => "two processes",
    }
}
