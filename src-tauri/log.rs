//! What the program says about itself: to stderr, and to a file a day beside the data.
use std::path::Path;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// Days of logs that are kept.
const KEPT: usize = 14;

/// Starts logging; the answer writes the last lines when it is dropped.
pub(crate) fn start(home: &Path) -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,packbench=info,pb_=info"));
    let daily = daily(&home.join("logs"));
    let problem = daily.as_ref().err().map(ToString::to_string);
    let (file, guard) = daily.ok().map(tracing_appender::non_blocking).unzip();

    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(std::io::stderr))
        .with(file.map(|file| fmt::layer().with_ansi(false).with_writer(file)))
        .init();
    if let Some(problem) = problem {
        tracing::warn!("no log file is written: {problem}");
    }
    log_panics();
    guard
}

fn daily(folder: &Path) -> anyhow::Result<RollingFileAppender> {
    // The appender looks for old files first, and complains when there is no folder yet.
    std::fs::create_dir_all(folder)?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("packbench")
        .filename_suffix("log")
        .max_log_files(KEPT);
    Ok(appender.build(folder)?)
}

/// A panic in a device's thread ends that thread alone, so its words must not be lost with it.
fn log_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        print(panic);
    }));
}
