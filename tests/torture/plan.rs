//! Which trials a run makes: every step there is, then instants and bad weather drawn by its seed.
use crate::control::Style;
use crate::trial::{Harm, Trial};
use crate::wire::Weather;
use crate::world::Seller;
use fastrand::Rng;
use std::time::Duration;

/// How the steps of buying and printing look for a seller, a letter each.
pub(crate) type Steps = (Seller, String);

/// The trials of a run, which its seed decides. Where fewer are wanted than there are steps and ways to die at
/// them, some are drawn, and two thirds of the trials are such.
pub(crate) fn trials(wanted: usize, seed: u64, steps: &[Steps]) -> Vec<Trial> {
    let mut rng = Rng::with_seed(seed);
    let mut all = at_every_step(steps);
    let most = wanted * 2 / 3;
    if all.len() > most {
        rng.shuffle(&mut all);
        all.truncate(most);
    }
    while all.len() < wanted {
        let (seller, letters) = &steps[rng.usize(..steps.len())];
        all.push((*seller, drawn(&mut rng, *seller, letters.len() as u64)));
    }
    rng.shuffle(&mut all);
    all.into_iter()
        .enumerate()
        .map(|(index, (seller, harm))| Trial {
            index,
            seller,
            // Where the steps were counted it was one.
            parcels: match harm {
                Harm::Step(..) => 1,
                _ => rng.usize(1..=2),
            },
            harm,
        })
        .collect()
}

fn at_every_step(steps: &[Steps]) -> Vec<(Seller, Harm)> {
    let mut all = Vec::new();
    for (seller, letters) in steps {
        for (at, kind) in (1..).zip(letters.chars()) {
            for style in Style::ALL {
                // Only a write can be torn.
                if style != Style::Torn || kind == 'w' {
                    all.push((*seller, Harm::Step(at, style)));
                }
            }
        }
    }
    all
}

fn drawn(rng: &mut Rng, seller: Seller, steps: u64) -> Harm {
    let ms = |rng: &mut Rng, from: u64, to: u64| Duration::from_millis(rng.u64(from..to));
    let instant = ms(rng, 0, 1500);
    match rng.u32(..22) {
        0..6 => Harm::Instant(instant),
        6..9 => {
            let style = Style::ALL[rng.usize(..Style::ALL.len())];
            Harm::StepTwice(rng.u64(1..=steps), style, rng.u64(1..60))
        }
        9..12 if seller != Seller::Tariff => Harm::ToCarrier(weather(rng)),
        9..13 => Harm::ToPrinter(weather(rng), ms(rng, 200, 4000)),
        13 | 14 => Harm::DiskFull(ms(rng, 0, 400)),
        15 => Harm::SlowSync(ms(rng, 5, 60), ms(rng, 0, 4000)),
        16 => {
            let hours = rng.i64(-48..48);
            Harm::Clock(hours * 3_600_000 + rng.i64(-1000..1000), instant)
        }
        17 | 18 => Harm::PrinterPower(ms(rng, 200, 1500), ms(rng, 1500, 4000)),
        19 => Harm::TwoProcesses(ms(rng, 0, 800)),
        _ => Harm::Twice(ms(rng, 0, 800)),
    }
}

fn weather(rng: &mut Rng) -> Weather {
    match rng.u32(..6) {
        0 => Weather::Cut,
        1 => Weather::Delayed(Duration::from_millis(rng.u64(50..600))),
        2 => Weather::AnswersLost,
        3 => Weather::Dead,
        4 => Weather::AnswersCut(rng.usize(..4000)),
        _ => Weather::AnswersTwice,
    }
}
