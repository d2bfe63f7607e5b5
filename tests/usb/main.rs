//! The product's device code against emulated USB devices, in two worlds.
//!
//! In the mock, umockdev shows the devices to this process alone: everything above the kernel is real. In a
//! virtual machine the kernel, its drivers, udev and our rules are real too; the tests of `kernel` are about
//! these and run there alone. `scripts/test-usb.sh` makes both worlds and runs this in each.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hotplug;
mod kernel;
mod paper;
mod printer;
mod program;
mod scale;
mod world;
