//! What the journeys share: the real window under a display of its own, driven as a person would.
#![forbid(unsafe_code)]

mod desktop;
mod driver;
mod group;
mod place;
mod window;

pub use driver::Driver;
pub use place::{app, checkout};
pub use window::Window;
