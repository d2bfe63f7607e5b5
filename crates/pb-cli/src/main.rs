//! `pb`: the station without a window.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod exit;
mod folders;
mod host;
mod output;
mod parse;

use args::{Args, Command, Devices};
use clap::Parser;
use host::Host;
use output::Output;
use pb_station::api::{Code, Failure};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long threads that block, such as a scale's, may hold the end up.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    pb_station::no_core_dumps();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    let home = folders::home(args.global.home.as_deref()).ok();
    let _flush_on_exit = pb_station::logs::start(home.as_deref(), "warn");
    ExitCode::from(match run(&args) {
        Ok(code) => code,
        Err(failure) => {
            Output {
                json: args.global.json,
            }
            .failure(&failure);
            exit::code(failure.code)
        }
    })
}

fn run(args: &Args) -> Result<u8, Failure> {
    let internal = |text: String| Failure::new(Code::Internal, text);
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| internal("Another TLS provider was installed before ours".into()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| internal(format!("The program cannot start its threads: {e}")))?;
    let code = runtime.block_on(work(args));
    runtime.shutdown_timeout(LAST_PATIENCE);
    code
}

/// Runs the command, and closes the station whatever came of it.
async fn work(args: &Args) -> Result<u8, Failure> {
    let demo = args.global.demo || matches!(args.command, Command::Demo(_));
    let host = Arc::new(Host::new(&args.global, demo)?);
    if let Command::Devices(Devices { udev: true }) = &args.command {
        host.output.answer(&commands::rules()?)?;
        return Ok(exit::DONE);
    }
    if let Command::Carrier(command) = &args.command {
        host.output.answer(&commands::carrier(command).await?)?;
        return Ok(exit::DONE);
    }
    if let Command::Serve(serve) = &args.command {
        let served = commands::serve(&host, serve, interrupted_once()).await;
        host.close().await;
        return served.map(|()| exit::DONE);
    }
    // A restore is for benches that do not open, too.
    if !matches!(args.command, Command::Restore(_))
        && let Err(failure) = host.open(commands::makes_bench(&args.command)).await
    {
        let Command::Doctor(_) = &args.command else {
            return Err(failure);
        };
        host.output
            .answer(&commands::outside(&host, &failure).await?)?;
        return Ok(exit::UNWELL);
    }
    let outcome = tokio::select! {
        outcome = commands::run(&host, &args.command) => Some(outcome),
        () = interrupted_once() => None,
    };
    if outcome.is_none() {
        host.output.note("stopping. What a carrier was asked, and a label that prints, are finished first; Ctrl-C again stops at once");
    }
    host.close().await;
    let Some(outcome) = outcome else {
        if host.output.json {
            let interrupted = Failure::new(Code::Precondition, "Interrupted before it was done");
            host.output.failure(
                &interrupted
                    .hint("`pb attention` lists what needs a person")
                    .retry(),
            );
        }
        return Ok(exit::INTERRUPTED);
    };
    let answer = outcome?;
    host.output.answer(&answer)?;
    Ok(if answer.unproved {
        exit::NOT_PROVED_PRINTED
    } else if answer.unwell {
        exit::UNWELL
    } else {
        exit::DONE
    })
}

/// Waits until somebody wants the program to stop; from then on, wanting it once more ends it at once.
async fn interrupted_once() {
    interrupted().await;
    tokio::spawn(async {
        interrupted().await;
        std::process::exit(i32::from(exit::INTERRUPTED));
    });
}

/// Waits until somebody wants the program to stop.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where signals cannot be heard, they end the program as they always do.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Help, the version, or what is wrong with the command line.
fn usage(error: &clap::Error) -> ExitCode {
    let wrong = error.use_stderr();
    // Nobody reads when this fails; the exit code is left.
    let _ = error.print();
    if !wrong {
        return ExitCode::from(exit::DONE);
    }
    if std::env::args_os().any(|arg| arg == "--json") {
        let text = error.to_string();
        let text = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        Output { json: true }.failure(
            &Failure::new(Code::Invalid, text).hint("`pb --help` and `pb COMMAND --help` say how"),
        );
    }
    ExitCode::from(exit::USAGE)
}
