//! Descriptors, and the requests of chapter 9 of the USB 2.0 specification that every device answers.
use super::Identity;
use super::wire::{Setup, Speed};

const DEVICE: u8 = 1;
const CONFIGURATION: u8 = 2;
const STRING: u8 = 3;
const INTERFACE: u8 = 4;
const ENDPOINT: u8 = 5;

/// Transfer types of an endpoint.
pub(super) const BULK: u8 = 2;
pub(super) const INTERRUPT: u8 = 3;

/// An endpoint of a device's one interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Endpoint {
    /// Number, with bit 7 set towards the host.
    pub(super) address: u8,
    pub(super) kind: u8,
    /// Bytes of a packet.
    pub(super) packet: u16,
    /// How often it is polled, as the descriptor has it.
    pub(super) interval: u8,
}

/// The one interface of a device.
#[derive(Clone, Debug)]
pub(super) struct Interface {
    /// Class, subclass and protocol.
    pub(super) class: [u8; 3],
    /// Descriptors of the class, between interface and endpoints.
    pub(super) class_descriptor: Vec<u8>,
    pub(super) endpoints: Vec<Endpoint>,
}

/// Everything the standard requests are answered from.
#[derive(Clone, Debug)]
pub(super) struct Descriptors {
    pub(super) identity: Identity,
    pub(super) speed: Speed,
    pub(super) interface: Interface,
}

/// What a standard request came to.
pub(super) enum Standard {
    Answer(Vec<u8>),
    /// The halt of this endpoint is over.
    HaltCleared(u8),
    /// It is not one of them.
    Other,
    Stall,
}

impl Descriptors {
    /// Answers a standard request. `halted` says whether an endpoint is.
    pub(super) fn standard(&self, setup: Setup, halted: impl Fn(u8) -> bool) -> Standard {
        let [number, kind] = setup.value.to_le_bytes();
        let endpoint = setup.index.to_le_bytes()[0];
        let answer = match (setup.kind, setup.request) {
            (0x80, 6) => match (kind, number) {
                (DEVICE, _) => self.device(),
                (CONFIGURATION, 0) => self.configuration(),
                (STRING, 0) => vec![4, STRING, 0x09, 0x04],
                (STRING, _) => match self.string(number) {
                    Some(text) => text,
                    None => return Standard::Stall,
                },
                // Qualifiers and capabilities that a device may lack.
                _ => return Standard::Stall,
            },
            (0x80 | 0x81, 0) => vec![0, 0],
            (0x82, 0) => vec![u8::from(halted(endpoint)), 0],
            (0x80, 8) => vec![1],
            (0x81, 10) => vec![0],
            (0x02, 1) if setup.value == 0 => return Standard::HaltCleared(endpoint),
            // Set configuration, interface, address and features: there is one of each.
            (0x00, 1 | 3 | 5 | 9) | (0x01, 1 | 3 | 11) | (0x02, 3) => Vec::new(),
            _ => return Standard::Other,
        };
        Standard::Answer(cut(answer, setup.length))
    }

    fn device(&self) -> Vec<u8> {
        let mut bytes = vec![18, DEVICE, 0x00, 0x02, 0, 0, 0, 64];
        let id = &self.identity;
        for half in [id.vendor, id.product, id.release] {
            bytes.extend(half.to_le_bytes());
        }
        bytes.extend([1, 2, 3, 1]);
        bytes
    }

    fn configuration(&self) -> Vec<u8> {
        let Interface {
            class,
            class_descriptor,
            endpoints,
        } = &self.interface;
        let count = u8::try_from(endpoints.len()).expect("a handful of endpoints");
        let mut body = vec![9, INTERFACE, 0, 0, count];
        body.extend(class);
        body.push(0);
        body.extend(class_descriptor);
        for end in endpoints {
            body.extend([7, ENDPOINT, end.address, end.kind]);
            body.extend(end.packet.to_le_bytes());
            body.push(end.interval);
        }
        let total = u16::try_from(9 + body.len()).expect("a short descriptor");
        let mut bytes = vec![9, CONFIGURATION];
        bytes.extend(total.to_le_bytes());
        // One interface; configuration 1; powered by itself; 100 mA.
        bytes.extend([1, 1, 0, 0xC0, 50]);
        bytes.extend(body);
        bytes
    }

    fn string(&self, number: u8) -> Option<Vec<u8>> {
        let text = match number {
            1 => &self.identity.maker,
            2 => &self.identity.model,
            3 => &self.identity.serial,
            _ => return None,
        };
        // A descriptor says its length in one byte.
        let units: Vec<u16> = text.encode_utf16().take(126).collect();
        let length = u8::try_from(2 + 2 * units.len()).expect("126 units at most");
        let mut bytes = vec![length, STRING];
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        Some(bytes)
    }
}

/// A host gets no more than it asked for.
pub(super) fn cut(mut bytes: Vec<u8>, length: u16) -> Vec<u8> {
    bytes.truncate(length.into());
    bytes
}
