//! What the journeys share: a station with simulated devices, and the real window under a display of its own, driven
//! as a person would.
#![forbid(unsafe_code)]

pub mod bench;
pub mod clock;
mod desktop;
mod driver;
mod group;
mod place;
mod window;

pub use driver::Driver;
pub use place::{app, checkout, fonts};
pub use window::Window;
