//! The one door for developers: `cargo xtask tidy | gen | test | sizes | screenshot`.
#![forbid(unsafe_code)]

mod cargo;
mod count;
mod suite;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer tasks of Packbench")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks what no compiler checks: the dependency law, the layout, the texts
    Tidy,
    /// Writes the window's types anew from the station's command list
    Gen {
        /// Only says whether they are fresh
        #[arg(long)]
        check: bool,
    },
    /// Runs every suite, or those named, and sums them up in one line
    Test {
        /// Names of suites; none means all
        suites: Vec<String>,
    },
    /// Prints how many lines each carrier takes, as docs/carriers.md has them
    Sizes,
    /// Takes the picture of the window that the README shows
    Screenshot,
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().task {
        Task::Tidy => tidy::run(),
        Task::Gen { check } => cargo::generated_types(check),
        Task::Test { suites } => suite::run(&suites),
        Task::Sizes => {
            print!("{}", tidy::sizes()?);
            Ok(ExitCode::SUCCESS)
        }
        Task::Screenshot => cargo::screenshot(),
    }
}
