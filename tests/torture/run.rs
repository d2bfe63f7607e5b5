//! A run: its options, its workers, and its end.
use crate::plan::{self, Steps};
use crate::report::Report;
use crate::station::Programs;
use crate::trial::{self, Harm, Trial};
use crate::world::{Seller, World};
use anyhow::{Context as _, ensure};
use clap::Parser;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Kills the station at every step of buying and printing, and counts what was sold and printed.
#[derive(Parser)]
struct Options {
    /// How many trials.
    #[arg(long, default_value_t = 1000)]
    trials: usize,
    /// What decides them; the time unless told.
    #[arg(long)]
    seed: Option<u64>,
    /// Only the trial with this number, of a run with the same seed and count.
    #[arg(long)]
    only: Option<usize>,
    /// How many stations work at once.
    #[arg(long, default_value_t = 3)]
    workers: usize,
}

pub(crate) fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(run(&options)));
    match outcome {
        Ok(report) => report.end(),
        Err(error) => {
            println!(
                "The run could not begin: {error:#}\n\ntest result: FAILED. 0 passed; 1 failed"
            );
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> anyhow::Result<Report> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let seed = match options.seed {
        Some(seed) => seed,
        None => u64::try_from(jiff::Timestamp::now().as_microsecond())? % 1_000_000_007,
    };
    println!("seed {seed}, {} trials", options.trials);
    let folder = tempfile::tempdir()?;
    let programs = Arc::new(Programs {
        pb: journeys::app("pb"),
        shim: shim(folder.path())?,
        ui: page(folder.path())?,
        fonts: journeys::fonts(),
    });
    ensure!(
        programs.pb.exists(),
        "{} is not built",
        programs.pb.display()
    );

    let mut first = World::new(Arc::clone(&programs)).await?;
    let steps = count(&mut first).await?;
    let trials = plan::trials(options.trials, seed, &steps);
    let chosen = trials
        .into_iter()
        .filter(|t| options.only.is_none_or(|only| only == t.index));
    let waiting: Arc<Mutex<VecDeque<Trial>>> = Arc::new(Mutex::new(chosen.collect()));
    let report = Arc::new(Mutex::new(Report::new(seed, options.trials, &steps)));

    let mut workers = tokio::task::JoinSet::new();
    let mut world = Some(first);
    for _ in 0..options.workers.max(1) {
        let mut world = match world.take() {
            Some(world) => world,
            None => World::new(Arc::clone(&programs)).await?,
        };
        let (waiting, report) = (Arc::clone(&waiting), Arc::clone(&report));
        workers.spawn(async move {
            while let Some(next) = take(&waiting) {
                let began = Instant::now();
                let shown = trial::run(&mut world, next).await;
                let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                report.add(next, shown, began.elapsed());
            }
        });
    }
    while let Some(ended) = workers.join_next().await {
        ended.context("a worker broke")?;
    }
    let report = Arc::into_inner(report).context("the workers are done")?;
    Ok(report.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn take(waiting: &Mutex<VecDeque<Trial>>) -> Option<Trial> {
    waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .pop_front()
}

/// Buys and prints once from every seller, and sees the steps that there are.
async fn count(world: &mut World) -> anyhow::Result<Vec<Steps>> {
    let mut all = Vec::new();
    for (index, seller) in Seller::ALL.into_iter().enumerate() {
        let trial = Trial {
            // Beyond the numbers of a run.
            index: usize::MAX - index,
            seller,
            parcels: 1,
            harm: Harm::None,
        };
        let shown = trial::run(world, trial)
            .await
            .with_context(|| format!("{seller:?} does not work when nothing goes wrong"))?;
        ensure!(
            !shown.steps.is_empty(),
            "no step was counted: the shim is not inside"
        );
        println!("{seller:?}: {} steps {}", shown.steps.len(), shown.steps);
        all.push((seller, shown.steps));
    }
    Ok(all)
}

/// Builds what stands between the station and the system.
fn shim(folder: &Path) -> anyhow::Result<PathBuf> {
    let built = folder.join("shim.so");
    let source = journeys::checkout().join("tests/torture/shim.c");
    let done = Command::new("cc")
        .args(["-O2", "-Wall", "-shared", "-fPIC", "-o"])
        .arg(&built)
        .arg(&source)
        .args(["-ldl", "-lpthread"])
        .status()
        .context("there is no C compiler")?;
    ensure!(done.success(), "{} does not compile", source.display());
    Ok(built)
}

/// The window is of no matter here.
fn page(folder: &Path) -> anyhow::Result<PathBuf> {
    let ui = folder.join("ui");
    std::fs::create_dir(&ui)?;
    std::fs::write(
        ui.join("index.html"),
        "<!doctype html><title>Torture</title>",
    )?;
    Ok(ui)
}
