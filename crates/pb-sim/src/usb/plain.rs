//! A USB device that is none of the bench's business, to see that it is left alone.
use super::Identity;
use super::descriptor::{Descriptors, Endpoint, INTERRUPT, Interface};
use super::port::{Gadget, Host, Input, Output, Plugged};
use super::scale::{hid_descriptor, hid_request};
use super::wire::{Setup, Speed};
use std::io;
use std::time::Instant;

/// A HID device of a security key: usage page 0xF1D0 (FIDO alliance), reports of 64 bytes each way.
const SECURITY_KEY: &[u8] = &[
    0x06, 0xD0, 0xF1, 0x09, 0x01, 0xA1, 0x01, // usage page, usage, collection
    0x09, 0x20, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x40, 0x81, 0x02, // input
    0x09, 0x21, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x40, 0x91, 0x02, // output
    0xC0,
];

/// A device of another trade that is plugged in, until it is unplugged or dropped.
#[derive(Debug)]
pub struct PlainDevice {
    plugged: Plugged<Plain>,
}

impl PlainDevice {
    /// Plugs in a security key: a HID device that is no scale.
    pub fn security_key(host: &Host) -> io::Result<Self> {
        let end = |address| Endpoint {
            address,
            kind: INTERRUPT,
            packet: 64,
            interval: 5,
        };
        let interface = Interface {
            class: [3, 0, 0],
            class_descriptor: hid_descriptor(SECURITY_KEY),
            endpoints: vec![end(0x81), end(0x01)],
        };
        let identity = Identity::new(0x1050, 0x0120, "Example", "Security Key", "1");
        Self::plug(identity, interface, SECURITY_KEY, host)
    }

    /// Plugs in a device of its maker's own class, with ids of your choice.
    pub fn vendor_class(identity: Identity, host: &Host) -> io::Result<Self> {
        let interface = Interface {
            class: [0xFF, 0, 0],
            class_descriptor: Vec::new(),
            endpoints: Vec::new(),
        };
        Self::plug(identity, interface, &[], host)
    }

    fn plug(
        identity: Identity,
        interface: Interface,
        report: &'static [u8],
        host: &Host,
    ) -> io::Result<Self> {
        let descriptors = Descriptors {
            identity,
            speed: Speed::Full,
            interface,
        };
        let plugged = Plugged::plug(Plain { report }, descriptors, host)?;
        Ok(Self { plugged })
    }

    /// Pulls its cable.
    pub fn unplug(&self) {
        self.plugged.unplug();
    }
}

/// It says nothing and takes everything.
#[derive(Debug)]
struct Plain {
    report: &'static [u8],
}

impl Gadget for Plain {
    fn control(&mut self, setup: Setup, _data: &[u8]) -> Option<Vec<u8>> {
        hid_request(setup, self.report)
    }

    fn output(&mut self, _endpoint: u8, data: &[u8]) -> Output {
        Output::Took(data.len())
    }

    fn input(&mut self, _endpoint: u8, _room: usize) -> Input {
        Input::Nothing
    }

    fn due(&self) -> Option<Instant> {
        None
    }
}
