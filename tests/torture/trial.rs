//! One trial: an order is bought and printed while something goes wrong, and then everything must be as if
//! nothing had.
use crate::control::Style;
use crate::person::{Came, Deeds, Person};
use crate::station::Process;
use crate::wire::Weather;
use crate::world::{Seller, World};
use anyhow::{Context as _, ensure};
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// Longest that anything is let go on in bad weather before the station is killed.
const LONG_ENOUGH: Duration = Duration::from_secs(4);

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// Nothing: it counts the steps.
    None,
    /// The station dies at a step of buying and printing.
    Step(u64, Style),
    /// The same, and it dies again at a step of putting itself in order.
    StepTwice(u64, Style, u64),
    /// The station is killed so long after the purchase began.
    Instant(Duration),
    /// The wire to the carrier is bad while the purchase is made, and the station is killed if that takes long.
    ToCarrier(Weather),
    /// The wire to the printer is bad, and the station is killed so long after the purchase began.
    ToPrinter(Weather, Duration),
    /// The disk is full from so long after the purchase began, for a second.
    DiskFull(Duration),
    /// Every sync takes so long, and the station is killed so long after the purchase began.
    SlowSync(Duration, Duration),
    /// The clock jumps while the purchase is made, and the station is killed.
    Clock(i64, Duration),
    /// The purchase is asked for twice at once, and the station is killed so long after that.
    Twice(Duration),
    /// The printer loses its power so long after the purchase began, and with it what it had not printed; the
    /// station is killed later still.
    PrinterPower(Duration, Duration),
    /// A second process works on the same profile and buys at the same time; the first is killed.
    TwoProcesses(Duration),
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => write!(f, "nothing goes wrong"),
            Self::Step(step, style) => write!(f, "killed at step {step} ({style:?})"),
            Self::StepTwice(step, style, again) => {
                write!(
                    f,
                    "killed at step {step} ({style:?}), and again at step {again} of its start"
                )
            }
            Self::Instant(at) => write!(f, "killed after {at:?}"),
            Self::ToCarrier(weather) => write!(f, "the wire to the carrier: {weather:?}"),
            Self::ToPrinter(weather, at) => write!(
                f,
                "the wire to the printer: {weather:?}, killed after {at:?}"
            ),
            Self::DiskFull(at) => write!(f, "the disk is full after {at:?}"),
            Self::SlowSync(by, at) => {
                write!(f, "each sync takes {by:?} longer, killed after {at:?}")
            }
            Self::Clock(by, at) => write!(f, "the clock jumps by {by} ms, killed after {at:?}"),
            Self::Twice(at) => write!(f, "bought twice at once, killed after {at:?}"),
            Self::PrinterPower(off, at) => {
                write!(
                    f,
                    "the printer without power after {off:?}, killed after {at:?}"
                )
            }
            Self::TwoProcesses(at) => {
                write!(f, "bought by two processes, the first killed after {at:?}")
            }
        }
    }
}

/// A trial's place in a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial {
    pub(crate) index: usize,
    pub(crate) seller: Seller,
    /// How many parcels the order goes in.
    pub(crate) parcels: usize,
    pub(crate) harm: Harm,
}

/// What a trial showed.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// How often the station was killed.
    pub(crate) kills: u32,
    /// From the start after a kill to the station's address.
    pub(crate) ready: Vec<Duration>,
    /// What a person had to do.
    pub(crate) deeds: Deeds,
    /// The steps, where they were counted.
    pub(crate) steps: String,
}

/// Runs a trial; an error says which promise was broken, or what stood in the way.
pub(crate) async fn run(world: &mut World, trial: Trial) -> anyhow::Result<Shown> {
    let home = world.fresh(trial.index).await?;
    let order = format!("T{}", trial.index);
    let shown = course(world, &home, &order, trial).await?;
    std::fs::remove_dir_all(&home)?;
    Ok(shown)
}

async fn course(world: &World, home: &Path, order: &str, trial: Trial) -> anyhow::Result<Shown> {
    let mut shown = Shown::default();
    let mut person = Person {
        world,
        seller: trial.seller,
        deeds: Deeds::default(),
        unbooked: None,
        again: Vec::new(),
        asked_since: None,
    };
    let start = || Process::start(&world.programs, home, &world.control);
    let mut station = start().await?.context("killed before anything was done")?;
    person.order(&station, order).await?;
    if trial.seller == Seller::Numbers {
        world.give_numbers(&station).await?;
    }
    let purchase = person
        .packed(&station, order, trial.parcels)
        .await?
        .context("killed before anything was bought")?;

    // Something goes wrong.
    let again = match trial.harm {
        Harm::StepTwice(_, _, again) => Some(again),
        _ => None,
    };
    let mut dead = harm(
        world,
        &mut person,
        &mut station,
        order,
        &purchase,
        trial.harm,
        home,
    )
    .await?;
    if trial.harm == Harm::None {
        shown.steps = world.control.steps()?;
    }
    if let Some(again) = again
        && dead
    {
        shown.kills += 1;
        world.control.kill_at(again, Style::Before)?;
        if let Some(mut second) = start().await? {
            // It came up before its step; what it still does then may meet it.
            let _ = tokio::time::timeout(Duration::from_millis(500), second.died()).await;
            second.kill().await?;
        }
        dead = true;
    }
    if dead {
        shown.kills += 1;
    }

    // Everything works again.
    world.heal()?;
    if dead {
        station = start()
            .await?
            .context("the station was killed without anybody wanting it")?;
        shown.ready.push(station.took);
    }
    let view = match person.see_through(&station, order).await? {
        Came::Done(view) => view,
        Came::Gone => anyhow::bail!("the station died by itself"),
    };
    shown.deeds = person.deeds;
    shown.deeds.again = u32::try_from(person.again.len())?;

    // The promises.
    let numbers: Vec<_> = view
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    if trial.seller != Seller::Tariff {
        let sold = world.sold(order);
        ensure!(sold.len() == 1, "sold {} times: {sold:?}", sold.len());
        ensure!(
            sold[0] == numbers,
            "{:?} was sold, the station says {numbers:?}",
            sold[0]
        );
    }
    let copies = usize::from(shown.deeds.elsewhere == 0);
    for number in &numbers {
        let again = person.again.iter().filter(|n| n == number).count();
        let found = world.on_paper(number)?;
        ensure!(
            found == copies + again,
            "label {number} is on paper {found} times"
        );
    }
    let all = world.all_paper()?;
    let wanted = numbers.len() * copies + person.again.len();
    ensure!(
        all == wanted,
        "{all} labels are on paper, {wanted} were wanted"
    );
    station.stop().await?;
    Ok(shown)
}

/// Lets a purchase go wrong; whether the station is dead after it.
async fn harm(
    world: &World,
    person: &mut Person<'_>,
    station: &mut Process,
    order: &str,
    purchase: &serde_json::Value,
    harm: Harm,
    home: &Path,
) -> anyhow::Result<bool> {
    match harm {
        Harm::None => {
            world.control.count()?;
            person.buy(station, purchase).await?;
            person.see_through(station, order).await?;
            return Ok(false);
        }
        Harm::Step(step, style) | Harm::StepTwice(step, style, _) => {
            world.control.kill_at(step, style)?;
            person.buy(station, purchase).await?;
            // It dies in this, or has fewer steps this time and dies after it.
            person.see_through(station, order).await?;
            if station.lives() {
                station.kill().await?;
            } else {
                station.died().await?;
            }
            return Ok(true);
        }
        Harm::Instant(after) => buy_until(person, station, order, purchase, after).await?,
        Harm::ToCarrier(weather) => {
            if let Some(wire) = world.wire_to(person.seller) {
                wire.set(weather);
            }
            buy_until(person, station, order, purchase, LONG_ENOUGH).await?;
        }
        Harm::ToPrinter(weather, after) => {
            world.to_printer.set(weather);
            buy_until(person, station, order, purchase, after).await?;
        }
        Harm::DiskFull(after) => {
            let full = async {
                tokio::time::sleep(after).await;
                world.control.disk_full(true)?;
                tokio::time::sleep(Duration::from_secs(1)).await;
                world.control.disk_full(false)
            };
            let (bought, filled) = tokio::join!(person.buy(station, purchase), full);
            bought?;
            filled?;
            return Ok(false);
        }
        Harm::SlowSync(by, after) => {
            world.control.slow_sync(u64::try_from(by.as_micros())?)?;
            buy_until(person, station, order, purchase, after).await?;
        }
        Harm::Clock(by, after) => {
            let jump = async {
                tokio::time::sleep(after / 2).await;
                world.control.move_clock(by)
            };
            let (bought, jumped) =
                tokio::join!(buy_until(person, station, order, purchase, after), jump);
            bought?;
            jumped?;
        }
        Harm::Twice(after) => {
            let also = station.call::<serde_json::Value>("buy", purchase);
            let both = async {
                let (first, _second) = tokio::join!(person.buy(station, purchase), also);
                first
            };
            // Too long is dead.
            if let Ok(bought) = tokio::time::timeout(after, both).await {
                bought?;
            }
            station.kill().await?;
        }
        Harm::PrinterPower(off, after) => {
            let power = async {
                tokio::time::sleep(off).await;
                world.power_cycle_printer()
            };
            let (bought, cycled) =
                tokio::join!(buy_until(person, station, order, purchase, after), power);
            bought?;
            cycled?;
        }
        Harm::TwoProcesses(after) => {
            let second = Process::start(&world.programs, home, &world.control)
                .await?
                .context("the second process was killed")?;
            let also = second.call::<serde_json::Value>("buy", purchase);
            let first = async {
                let _ = tokio::time::timeout(after, person.buy(station, purchase)).await;
                station.kill().await
            };
            let (killed, _answer) = tokio::join!(first, also);
            killed?;
            // It takes over now, and is the one that goes on.
            *station = second;
            return Ok(false);
        }
    }
    Ok(true)
}

/// Buys and prints, and kills the station after so long.
async fn buy_until(
    person: &mut Person<'_>,
    station: &mut Process,
    order: &str,
    purchase: &serde_json::Value,
    after: Duration,
) -> anyhow::Result<()> {
    let work = async {
        person.buy(station, purchase).await?;
        person.see_through(station, order).await
    };
    if let Ok(worked) = tokio::time::timeout(after, work).await {
        worked?;
    }
    station.kill().await
}
