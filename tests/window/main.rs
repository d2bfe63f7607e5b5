//! The real window: the built program under a display, driven through WebDriver.

mod bench;
mod pack;
mod picture;
mod start;
