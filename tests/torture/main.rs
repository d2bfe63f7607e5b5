//! Kills the real station, cuts it off, fills its disk and moves its clock, and counts what carriers sold and
//! printers printed.
//!
//! The station is a process of its own (`pb serve`). Carriers and printers are outside of it and keep their own
//! ledger and paper. A trial buys and prints one order while something goes wrong; then a person does what the
//! station asks for and tells the truth. At its end the order must be sold exactly once, and its label be on
//! paper exactly once.
#[cfg(target_os = "linux")]
mod control;
#[cfg(target_os = "linux")]
mod person;
#[cfg(target_os = "linux")]
mod plan;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod station;
#[cfg(target_os = "linux")]
mod trial;
#[cfg(target_os = "linux")]
mod wire;
#[cfg(target_os = "linux")]
mod world;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    run::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The station is killed through LD_PRELOAD, which Linux alone has.");
    std::process::exit(1);
}
