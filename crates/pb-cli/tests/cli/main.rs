//! `pb` as a shell sees it: the real program, in a folder of its own.

mod bench;
mod carrier;
mod day;
#[cfg(feature = "demo")]
mod demo;
mod devices;
mod help;
mod later;
mod numbers;
mod people;
#[cfg(unix)]
mod printers;
mod run;
mod safety;
mod scales;
mod serve;
