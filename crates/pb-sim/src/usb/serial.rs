//! A simulated USB serial adapter, and the line behind it with its parity and its handshakes.
//!
//! The chip is an FT232R, as the kernel's `ftdi_sio` drives it. A pseudo-terminal takes every setting and
//! obeys none; here a line that is set wrongly carries other bytes, and a device that is talked over
//! loses some.
use super::descriptor::{BULK, Descriptors, Endpoint, Interface};
use super::port::{Gadget, Host, Input, Output, Plugged};
use super::wire::{Setup, Speed};
use super::{Behind, Identity};
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

const BULK_IN: u8 = 1;
const BULK_OUT: u8 = 2;
/// Every packet towards the host begins with two bytes of status.
const PACKET: usize = 64;
const STATUS: usize = 2;
/// How often the chip tells its status when nothing else is to be told.
const STATUS_PERIOD: Duration = Duration::from_millis(40);
/// Bytes the chip holds for a line that is held up.
const CHIP_BUFFER: usize = 128;
/// Bytes the device behind takes without printing them, and the fill at which it asks for a pause, then
/// for more.
const DEVICE_BUFFER: usize = 512;
const HOLD_AT: usize = 384;
const RELEASE_AT: usize = 128;
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
const VENDOR_OUT: u8 = 0x40;
const VENDOR_IN: u8 = 0xC0;
/// Requests of the chip.
const RESET: u8 = 0;
const SET_MODEM: u8 = 1;
const SET_FLOW: u8 = 2;
const SET_BAUD: u8 = 3;
const SET_DATA: u8 = 4;
const GET_MODEM: u8 = 5;
const GET_LATENCY: u8 = 10;
const READ_EEPROM: u8 = 0x90;
/// Bits of the status bytes: the first is always there, then the lines; the second says what was wrong.
const ALWAYS: u8 = 0x01;
const CTS: u8 = 0x10;
const DSR: u8 = 0x20;
const DCD: u8 = 0x80;
const SENT: u8 = 0x60;
const PARITY_ERROR: u8 = 0x04;
const FRAMING_ERROR: u8 = 0x08;

/// The parity bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// There is none.
    None,
    /// The ones of data and parity are odd in number.
    Odd,
    /// They are even in number.
    Even,
}

/// How one end of a serial line is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialLine {
    /// Bits per second.
    pub baud: u32,
    /// 7 or 8.
    pub data_bits: u8,
    /// The parity bit.
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
}

impl SerialLine {
    /// 9600 8N1.
    pub const PLAIN: Self = Self {
        baud: 9600,
        data_bits: 8,
        parity: Parity::None,
        stop_bits: 1,
    };

    /// 9600 7E1, as most scales are set.
    pub const SCALE: Self = Self {
        data_bits: 7,
        parity: Parity::Even,
        ..Self::PLAIN
    };

    /// The bits after the start bit, in the order they are on the wire.
    fn bits(self, byte: u8) -> Vec<bool> {
        let mut bits: Vec<bool> = (0..self.data_bits).map(|at| byte >> at & 1 == 1).collect();
        let odd = bits.iter().filter(|bit| **bit).count() % 2 == 1;
        match self.parity {
            Parity::None => {}
            Parity::Even => bits.push(odd),
            Parity::Odd => bits.push(!odd),
        }
        bits.extend((0..self.stop_bits).map(|_| true));
        bits
    }

    /// What this end reads when the other, set as `from`, sends a byte; and what is wrong with it.
    fn reads(self, byte: u8, from: Self) -> (u8, u8) {
        if self.baud != from.baud {
            // At another speed the bits fall anywhere.
            return (byte.rotate_left(3) ^ 0x5A, FRAMING_ERROR);
        }
        // A line that is silent is at one.
        let mut bits = from.bits(byte).into_iter().chain(std::iter::repeat(true));
        let mut next = || bits.next().unwrap_or(true);
        let (mut read, mut ones) = (0, 0);
        for at in 0..self.data_bits {
            let bit = u8::from(next());
            read |= bit << at;
            ones += bit;
        }
        let parity = match self.parity {
            Parity::None => true,
            Parity::Even => (ones + u8::from(next())).is_multiple_of(2),
            Parity::Odd => !(ones + u8::from(next())).is_multiple_of(2),
        };
        let wrong = match (parity, next()) {
            (_, false) => FRAMING_ERROR,
            (false, true) => PARITY_ERROR,
            (true, true) => 0,
        };
        (read, wrong)
    }
}

/// How a device asks for a pause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handshake {
    /// It does not; what does not fit is lost.
    #[default]
    None,
    /// It lets the line go that the adapter sees as CTS.
    RtsCts,
    /// It sends XOFF and XON.
    XonXoff,
}

/// What a host set the chip to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chip {
    /// The line.
    pub line: SerialLine,
    /// The handshake.
    pub handshake: Handshake,
    /// Data terminal ready.
    pub dtr: bool,
    /// Request to send.
    pub rts: bool,
}

/// How an adapter and the device behind it are built.
#[derive(Clone, Debug)]
pub struct SerialAdapterOptions {
    /// Ids and strings of the adapter.
    pub identity: Identity,
    /// How the device behind is set.
    pub line: SerialLine,
    /// How the device behind asks for a pause.
    pub handshake: Handshake,
    /// Bytes a second that the device behind works off.
    pub pace: u32,
}

impl Default for SerialAdapterOptions {
    /// An FT232R with a device at 9600 8N1 that keeps up.
    fn default() -> Self {
        let identity = Identity::new(0x0403, 0x6001, "FTDI", "FT232R USB UART", "A1000001");
        Self {
            // By its release the driver knows the chip.
            identity: Identity {
                release: 0x0600,
                ..identity
            },
            line: SerialLine::PLAIN,
            handshake: Handshake::None,
            pace: 1_000_000,
        }
    }
}

/// An adapter that is plugged in, until it is unplugged or dropped.
#[derive(Debug)]
pub struct SerialAdapter {
    plugged: Plugged<Adapter>,
}

impl SerialAdapter {
    /// Plugs an adapter in, with this behind it.
    pub fn plug(
        options: SerialAdapterOptions,
        behind: impl Behind,
        host: &Host,
    ) -> io::Result<Self> {
        let end = |address| Endpoint {
            address,
            kind: BULK,
            packet: 64,
            interval: 0,
        };
        let descriptors = Descriptors {
            identity: options.identity.clone(),
            speed: Speed::Full,
            interface: Interface {
                class: [0xFF, 0xFF, 0xFF],
                class_descriptor: Vec::new(),
                endpoints: vec![end(0x80 | BULK_IN), end(BULK_OUT)],
            },
        };
        let now = Instant::now();
        let adapter = Adapter {
            options,
            chip: Chip {
                line: SerialLine::PLAIN,
                handshake: Handshake::None,
                dtr: false,
                rts: false,
            },
            behind: Box::new(behind),
            in_chip: VecDeque::new(),
            in_device: VecDeque::new(),
            received: Vec::new(),
            to_host: VecDeque::new(),
            lost: 0,
            holding: false,
            held_by_test: false,
            xoff_seen: false,
            worked_until: now,
            told: now,
            told_status: 0,
        };
        let plugged = Plugged::plug(adapter, descriptors, host)?;
        Ok(Self { plugged })
    }

    /// What the host set the chip to.
    pub fn chip(&self) -> Chip {
        self.plugged.with(|adapter| adapter.chip)
    }

    /// Waits until the host has set the chip as `wanted` says; answers whether it did in time.
    pub fn wait_for_chip(&self, limit: Duration, wanted: impl Fn(&Chip) -> bool) -> bool {
        self.plugged.wait(limit, |adapter| wanted(&adapter.chip))
    }

    /// Every byte the device behind has worked off.
    pub fn received(&self) -> Vec<u8> {
        self.plugged.with(|adapter| adapter.received.clone())
    }

    /// Waits until the device behind has worked off this many bytes; answers whether it did in time.
    pub fn wait_for_bytes(&self, count: usize, limit: Duration) -> bool {
        self.plugged
            .wait(limit, |adapter| adapter.received.len() >= count)
    }

    /// Bytes that came while the device behind had no room, and are lost.
    pub fn lost(&self) -> usize {
        self.plugged.with(|adapter| adapter.lost)
    }

    /// The device behind stops working and asks for a pause, or goes on.
    pub fn hold(&self, hold: bool) {
        self.plugged.with(|adapter| {
            adapter.held_by_test = hold;
            adapter.worked_until = Instant::now();
            adapter.handshake();
        });
    }

    /// Pulls its cable.
    pub fn unplug(&self) {
        self.plugged.unplug();
    }

    /// Waits until its cable was pulled, by whichever side.
    pub fn wait_until_gone(&self) {
        self.plugged.wait_until_gone();
    }
}

struct Adapter {
    options: SerialAdapterOptions,
    chip: Chip,
    behind: Box<dyn Behind>,
    in_chip: VecDeque<u8>,
    in_device: VecDeque<u8>,
    received: Vec<u8>,
    /// Bytes for the host, each with what is wrong with it.
    to_host: VecDeque<(u8, u8)>,
    lost: usize,
    /// The device behind has asked for a pause.
    holding: bool,
    held_by_test: bool,
    /// The chip has heard XOFF and obeys.
    xoff_seen: bool,
    /// Up to when the device behind has worked.
    worked_until: Instant,
    /// When the chip last told its status, and what.
    told: Instant,
    told_status: u8,
}

impl Adapter {
    /// The lines as the chip sees them.
    fn modem(&self) -> u8 {
        let held = self.holding && self.options.handshake == Handshake::RtsCts;
        ALWAYS | DSR | DCD | if held { 0 } else { CTS }
    }

    /// Whether the chip keeps its bytes to itself.
    fn chip_waits(&self) -> bool {
        match self.chip.handshake {
            Handshake::None => false,
            Handshake::RtsCts => self.modem() & CTS == 0,
            Handshake::XonXoff => self.xoff_seen,
        }
    }

    /// The device behind speaks.
    fn speak(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let (read, wrong) = self.chip.line.reads(*byte, self.options.line);
            match read {
                XON | XOFF if self.chip.handshake == Handshake::XonXoff => {
                    self.xoff_seen = read == XOFF;
                }
                _ => self.to_host.push_back((read, wrong)),
            }
        }
    }

    /// Asks for a pause, or for more, by how full the device behind is.
    fn handshake(&mut self) {
        let full = self.in_device.len();
        let hold = self.held_by_test || full >= HOLD_AT || (self.holding && full > RELEASE_AT);
        if hold != self.holding {
            self.holding = hold;
            if self.options.handshake == Handshake::XonXoff {
                self.speak(&[if hold { XOFF } else { XON }]);
            }
        }
    }

    /// Moves bytes from the chip over the line, and lets the device behind work.
    fn run(&mut self) {
        loop {
            self.work();
            if self.chip_waits() {
                return;
            }
            let Some(byte) = self.in_chip.pop_front() else {
                return;
            };
            let (read, wrong) = self.options.line.reads(byte, self.chip.line);
            if self.in_device.len() >= DEVICE_BUFFER {
                self.lost += 1;
            } else if wrong == 0 {
                self.in_device.push_back(read);
            }
            self.handshake();
        }
    }

    /// Works off what the time since the last call allows.
    fn work(&mut self) {
        let now = Instant::now();
        if self.held_by_test || self.in_device.is_empty() {
            self.worked_until = now;
            return;
        }
        let elapsed = now.duration_since(self.worked_until).as_micros();
        let count = elapsed * u128::from(self.options.pace) / 1_000_000;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count == 0 {
            return;
        }
        self.worked_until = now;
        let count = count.min(self.in_device.len());
        let bytes: Vec<u8> = self.in_device.drain(..count).collect();
        self.received.extend_from_slice(&bytes);
        self.behind.take(&bytes);
        self.handshake();
    }

    fn set(&mut self, setup: Setup) {
        let [low, high] = setup.value.to_le_bytes();
        match setup.request {
            // 1 throws away what the chip has for the host, 2 what it has for the line.
            RESET => {
                if low != 2 {
                    self.to_host.clear();
                }
                if low != 1 {
                    self.in_chip.clear();
                }
            }
            // The upper byte says which of the lines is meant.
            SET_MODEM => {
                if high & 1 != 0 {
                    self.chip.dtr = low & 1 != 0;
                }
                if high & 2 != 0 {
                    self.chip.rts = low & 2 != 0;
                }
            }
            SET_FLOW => {
                self.chip.handshake = match setup.index >> 8 {
                    0x01 => Handshake::RtsCts,
                    0x04 => Handshake::XonXoff,
                    _ => Handshake::None,
                };
                self.xoff_seen = false;
            }
            SET_BAUD => self.chip.line.baud = baud(setup.value, setup.index),
            SET_DATA => {
                self.chip.line.data_bits = low;
                self.chip.line.parity = match high & 0x7 {
                    1 => Parity::Odd,
                    2 => Parity::Even,
                    _ => Parity::None,
                };
                self.chip.line.stop_bits = if high >> 3 & 0x7 == 2 { 2 } else { 1 };
            }
            _ => {}
        }
    }
}

/// The speed of a divisor of the 3 MHz clock: 14 bits whole, three bits in eighths in an odd order.
fn baud(value: u16, index: u16) -> u32 {
    const EIGHTHS: [u32; 8] = [0, 4, 2, 1, 3, 5, 6, 7];
    let whole = u32::from(value & 0x3FFF);
    let code = usize::from(value >> 14 | (index & 1) << 2);
    match whole * 8 + EIGHTHS[code] {
        0 => 3_000_000,
        8 => 2_000_000,
        eighths => {
            let exact = (24_000_000 + eighths / 2) / eighths;
            // The clock meets the usual speeds within a per cent, and they are what is meant.
            [
                300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200,
            ]
            .into_iter()
            .find(|usual| exact.abs_diff(*usual) * 100 <= *usual)
            .unwrap_or(exact)
        }
    }
}

impl Gadget for Adapter {
    fn control(&mut self, setup: Setup, _data: &[u8]) -> Option<Vec<u8>> {
        match (setup.kind, setup.request) {
            (VENDOR_IN, GET_MODEM) => Some(vec![self.modem(), SENT]),
            (VENDOR_IN, GET_LATENCY) => Some(vec![16]),
            // The memory holds nothing that the driver needs.
            (VENDOR_IN, READ_EEPROM) => Some(vec![0xFF, 0xFF]),
            (VENDOR_OUT, _) => {
                self.set(setup);
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn output(&mut self, _endpoint: u8, data: &[u8]) -> Output {
        let mut taken = 0;
        loop {
            self.run();
            let room = CHIP_BUFFER - self.in_chip.len();
            let more = &data[taken..data.len().min(taken + room)];
            if more.is_empty() {
                return Output::Took(taken);
            }
            self.in_chip.extend(more);
            taken += more.len();
        }
    }

    fn input(&mut self, _endpoint: u8, room: usize) -> Input {
        self.run();
        let said = self.behind.answer();
        self.speak(&said);
        let status = self.modem();
        let due = self.told.elapsed() >= STATUS_PERIOD || status != self.told_status;
        if self.to_host.is_empty() && !due {
            return Input::Nothing;
        }
        self.told = Instant::now();
        self.told_status = status;
        // What is wrong is told of a whole packet, so a byte that is wrong has one of its own.
        let wrong = self.to_host.front().map_or(0, |(_, wrong)| *wrong);
        let most = if wrong == 0 {
            room.min(PACKET) - STATUS
        } else {
            1
        };
        let mut packet = vec![status, SENT | wrong];
        while packet.len() < STATUS + most
            && self.to_host.front().is_some_and(|(_, next)| *next == wrong)
        {
            packet.extend(self.to_host.pop_front().map(|(byte, _)| byte));
        }
        Input::Bytes(packet)
    }

    fn due(&self) -> Option<Instant> {
        let busy = !self.in_chip.is_empty() || !self.in_device.is_empty();
        let period = if busy { 5 } else { 20 };
        Some(Instant::now() + Duration::from_millis(period))
    }

    fn tick(&mut self) {
        self.run();
    }
}

impl std::fmt::Debug for Adapter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Adapter")
            .field("chip", &self.chip)
            .field("received", &self.received.len())
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ends_understand_each_other() {
        for line in [SerialLine::PLAIN, SerialLine::SCALE] {
            for byte in 0..=0x7F {
                assert_eq!(line.reads(byte, line), (byte, 0), "{line:?} {byte:02x}");
            }
        }
        assert_eq!(SerialLine::PLAIN.reads(0xE7, SerialLine::PLAIN), (0xE7, 0));
    }

    #[test]
    fn seven_bits_with_parity_read_as_eight() {
        // 0x57 has five ones, so its even parity bit is one.
        assert_eq!(SerialLine::PLAIN.reads(0x57, SerialLine::SCALE), (0xD7, 0));
        assert_eq!(SerialLine::PLAIN.reads(0x03, SerialLine::SCALE), (0x03, 0));
    }

    #[test]
    fn the_wrong_parity_is_noticed() {
        let odd = SerialLine {
            parity: Parity::Odd,
            ..SerialLine::SCALE
        };
        for byte in 0..=0x7F {
            assert_eq!(odd.reads(byte, SerialLine::SCALE), (byte, PARITY_ERROR));
        }
        let faster = SerialLine {
            baud: 19200,
            ..SerialLine::PLAIN
        };
        assert_eq!(faster.reads(0x41, SerialLine::PLAIN).1, FRAMING_ERROR);
    }

    #[test]
    fn reads_the_divisors_the_driver_sends() {
        // From the chip's data sheet: 9600 is 312.5, 115200 is 26, 19200 is 156.25.
        assert_eq!(baud(0x4138, 0), 9600);
        assert_eq!(baud(0x001A, 0), 115_200);
        assert_eq!(baud(0x809C, 0), 19_200);
        assert_eq!(baud(0, 0), 3_000_000);
        assert_eq!(baud(1, 0), 2_000_000);
    }
}
