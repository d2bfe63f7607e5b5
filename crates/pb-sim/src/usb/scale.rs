//! A simulated USB scale: HID, usage page 0x8D, as strict about its reports as the usage tables are.
//!
//! From the Device Class Definition for HID 1.11 and the HID Point of Sale Usage Tables 1.02.
use super::Identity;
use super::descriptor::{Descriptors, Endpoint, INTERRUPT, Interface, cut};
use super::port::{Gadget, Host, Input, Output, Plugged};
use super::wire::{Setup, Speed};
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

const INTERRUPT_IN: u8 = 1;
const PACKET: u16 = 8;
const HID: u8 = 0x21;
const REPORT: u8 = 0x22;
const GET_REPORT: u8 = 1;
const SET_REPORT: u8 = 9;
/// Types of report in the value of a request.
const INPUT_TYPE: u8 = 1;
const OUTPUT_TYPE: u8 = 2;
/// Report ids, of a scale that has them.
const CONTROL_ID: u8 = 2;
const DATA_ID: u8 = 3;
/// Bit 1 of the control report: zero the scale.
const ZERO_SCALE: u8 = 0x02;

/// When a scale that reports on change alone says what is left over, after it was opened.
const FIRST_REPORT: Duration = Duration::from_millis(100);

/// Input report 3: status, unit, scaling, weight; output report 2: enforced zero return, zero scale.
const WITH_IDS: &[u8] = &[
    0x05, 0x8D, 0x09, 0x20, 0xA1, 0x01, // scale device
    0x85, DATA_ID, 0x09, 0x32, 0xA1, 0x02, // scale data
    0x09, 0x70, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, 0x81, 0x02, // status
    0x09, 0x50, 0x81, 0x02, // unit
    0x09, 0x41, 0x15, 0x81, 0x25, 0x7F, 0x81, 0x02, // scaling
    0x09, 0x40, 0x15, 0x00, 0x27, 0xFF, 0xFF, 0x00, 0x00, 0x75, 0x10, 0x81, 0x02, // weight
    0xC0, //
    0x85, CONTROL_ID, 0x09, 0x31, 0xA1, 0x02, // scale control
    0x09, 0x81, 0x09, 0x80, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x02, 0x91,
    0x02, // two bits
    0x75, 0x06, 0x95, 0x01, 0x91, 0x03, // filled up to a byte
    0xC0, 0xC0,
];

/// The same without report ids.
const WITHOUT_IDS: &[u8] = &[
    0x05, 0x8D, 0x09, 0x20, 0xA1, 0x01, // scale device
    0x09, 0x32, 0xA1, 0x02, // scale data
    0x09, 0x70, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, 0x81, 0x02, // status
    0x09, 0x50, 0x81, 0x02, // unit
    0x09, 0x41, 0x15, 0x81, 0x25, 0x7F, 0x81, 0x02, // scaling
    0x09, 0x40, 0x15, 0x00, 0x27, 0xFF, 0xFF, 0x00, 0x00, 0x75, 0x10, 0x81, 0x02, // weight
    0xC0, //
    0x09, 0x31, 0xA1, 0x02, // scale control
    0x09, 0x81, 0x09, 0x80, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x02, 0x91,
    0x02, // two bits
    0x75, 0x06, 0x95, 0x01, 0x91, 0x03, // filled up to a byte
    0xC0, 0xC0,
];

/// What the scale says, in the codes of the usage tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HidReading {
    /// 1 fault, 2 zero, 3 in motion, 4 stable, 5 under zero, 6 over, 7 calibrate, 8 re-zero.
    pub status: u8,
    /// 2 gram, 3 kilogram, 11 ounce, 12 pound, and so on.
    pub unit: u8,
    /// Power of ten of the weight.
    pub exponent: i8,
    /// The number.
    pub weight: u16,
}

impl HidReading {
    /// An empty pan, in grams.
    pub const EMPTY: Self = Self::grams(2, 0);

    /// A weight that stands still, in grams.
    pub const fn steady(grams: u16) -> Self {
        Self::grams(4, grams)
    }

    /// A weight that still moves, in grams.
    pub const fn moving(grams: u16) -> Self {
        Self::grams(3, grams)
    }

    const fn grams(status: u8, weight: u16) -> Self {
        Self {
            status,
            unit: 2,
            exponent: 0,
            weight,
        }
    }

    fn report(self, with_id: bool) -> Vec<u8> {
        let [low, high] = self.weight.to_le_bytes();
        let data = [
            self.status,
            self.unit,
            self.exponent.cast_unsigned(),
            low,
            high,
        ];
        let id: &[u8] = if with_id { &[DATA_ID] } else { &[] };
        [id, &data].concat()
    }
}

/// How a scale is built.
#[derive(Clone, Debug)]
pub struct HidScaleOptions {
    /// Ids and strings.
    pub identity: Identity,
    /// Reports carry their id and are 6 bytes long; without, 5.
    pub report_ids: bool,
    /// How often it reports; `None` only when something changes.
    pub every: Option<Duration>,
    /// The first report after it was opened is this, left over from the last weighing.
    pub stale_first: Option<HidReading>,
    /// It obeys the zero command. Many do not.
    pub obeys_zero: bool,
}

impl Default for HidScaleOptions {
    /// A Dymo M10 that reports ten times a second.
    fn default() -> Self {
        Self {
            identity: Identity::new(
                0x0922,
                0x8003,
                "DYMO",
                "M10 10 lb USB Scale",
                "0070000000001",
            ),
            report_ids: true,
            every: Some(Duration::from_millis(100)),
            stale_first: None,
            obeys_zero: true,
        }
    }
}

/// A scale that is plugged in, until it sleeps or is unplugged or dropped.
#[derive(Debug)]
pub struct HidScale {
    plugged: Plugged<Pan>,
}

impl HidScale {
    /// Plugs a scale in, with an empty pan.
    pub fn plug(options: HidScaleOptions, host: &Host) -> io::Result<Self> {
        let report = if options.report_ids {
            WITH_IDS
        } else {
            WITHOUT_IDS
        };
        let descriptors = Descriptors {
            identity: options.identity.clone(),
            speed: Speed::Full,
            interface: Interface {
                class: [3, 0, 0],
                class_descriptor: hid_descriptor(report),
                endpoints: vec![Endpoint {
                    address: 0x80 | INTERRUPT_IN,
                    kind: INTERRUPT,
                    packet: PACKET,
                    interval: 10,
                }],
            },
        };
        let pan = Pan {
            report,
            reading: HidReading::EMPTY,
            raw: VecDeque::new(),
            said: None,
            next: Instant::now(),
            is_open: false,
            stale_due: false,
            zeroed: 0,
            options,
        };
        let plugged = Plugged::plug(pan, descriptors, host)?;
        Ok(Self { plugged })
    }

    /// What it reports from now on.
    pub fn show(&self, reading: HidReading) {
        self.plugged.with(|pan| pan.reading = reading);
    }

    /// Sends a report of your own making, once.
    pub fn send_raw(&self, report: &[u8]) {
        self.plugged.with(|pan| pan.raw.push_back(report.to_vec()));
    }

    /// How often it was told to zero itself.
    pub fn zeroed(&self) -> u32 {
        self.plugged.with(|pan| pan.zeroed)
    }

    /// Waits until it was told to zero itself; answers whether it was in time.
    pub fn wait_until_zeroed(&self, limit: Duration) -> bool {
        self.plugged.wait(limit, |pan| pan.zeroed > 0)
    }

    /// Leaves the bus, as a scale that switches itself off does, or one whose cable is pulled.
    pub fn sleep(&self) {
        self.plugged.unplug();
    }

    /// Waits until it has left the bus.
    pub fn wait_until_gone(&self) {
        self.plugged.wait_until_gone();
    }
}

#[derive(Debug)]
struct Pan {
    options: HidScaleOptions,
    report: &'static [u8],
    reading: HidReading,
    raw: VecDeque<Vec<u8>>,
    /// What was last reported.
    said: Option<HidReading>,
    next: Instant,
    /// The host polls it.
    is_open: bool,
    /// What was left over from the last weighing is still to be said.
    stale_due: bool,
    zeroed: u32,
}

impl Pan {
    /// Whether something is to be reported now.
    fn has_news(&self) -> bool {
        match self.options.every {
            Some(_) => Instant::now() >= self.next,
            None => self.said != Some(self.reading),
        }
    }

    fn set_report(&mut self, setup: Setup, data: &[u8]) -> Option<Vec<u8>> {
        let [id, kind] = setup.value.to_le_bytes();
        let bits = match (self.options.report_ids, data) {
            (true, [CONTROL_ID, bits]) if id == CONTROL_ID => *bits,
            (false, [bits]) if id == 0 => *bits,
            _ => return None,
        };
        if kind != OUTPUT_TYPE {
            return None;
        }
        if bits & ZERO_SCALE != 0 {
            self.zeroed += 1;
            if self.options.obeys_zero {
                self.reading = HidReading {
                    status: 2,
                    weight: 0,
                    ..self.reading
                };
            }
        }
        Some(Vec::new())
    }
}

impl Gadget for Pan {
    fn control(&mut self, setup: Setup, data: &[u8]) -> Option<Vec<u8>> {
        match (setup.kind, setup.request) {
            (0xA1, GET_REPORT) if setup.value.to_le_bytes()[1] == INPUT_TYPE => Some(cut(
                self.reading.report(self.options.report_ids),
                setup.length,
            )),
            (0x21, SET_REPORT) => self.set_report(setup, data),
            _ => hid_request(setup, self.report),
        }
    }

    fn output(&mut self, _endpoint: u8, _data: &[u8]) -> Output {
        // There is no such endpoint.
        Output::Halt(0)
    }

    fn input(&mut self, _endpoint: u8, _room: usize) -> Input {
        if let Some(stale) = self.options.stale_first.filter(|_| self.stale_due) {
            if Instant::now() < self.next {
                return Input::Nothing;
            }
            self.stale_due = false;
            return Input::Bytes(stale.report(self.options.report_ids));
        }
        if let Some(raw) = self.raw.pop_front() {
            return Input::Bytes(raw);
        }
        if !self.has_news() {
            return Input::Nothing;
        }
        self.said = Some(self.reading);
        self.next = Instant::now() + self.options.every.unwrap_or_default();
        Input::Bytes(self.reading.report(self.options.report_ids))
    }

    fn due(&self) -> Option<Instant> {
        let comes = self.options.every.is_some() || self.stale_due;
        let soon = Instant::now() + Duration::from_millis(5);
        comes.then(|| self.next.max(soon))
    }

    fn waited_for(&mut self, _endpoint: u8) {
        if !self.is_open {
            self.is_open = true;
            self.stale_due = self.options.stale_first.is_some();
            // What comes right after opening is thrown away by the kernel's driver, for 50 ms.
            self.next = Instant::now() + self.options.every.unwrap_or(FIRST_REPORT);
        }
    }

    fn given_up(&mut self, _endpoint: u8) {
        self.is_open = false;
    }
}

/// The HID descriptor that stands between the interface and its endpoints.
pub(super) fn hid_descriptor(report: &[u8]) -> Vec<u8> {
    let length = u16::try_from(report.len()).expect("a short descriptor");
    let mut bytes = vec![9, HID, 0x11, 0x01, 0, 1, REPORT];
    bytes.extend(length.to_le_bytes());
    bytes
}

/// Requests that every HID device answers alike: its report descriptor, idle rate and protocol.
pub(super) fn hid_request(setup: Setup, report: &[u8]) -> Option<Vec<u8>> {
    let [_, kind] = setup.value.to_le_bytes();
    match (setup.kind, setup.request) {
        (0x81, 6) if kind == REPORT && !report.is_empty() => {
            Some(cut(report.to_vec(), setup.length))
        }
        (0x81, 6) if kind == HID && !report.is_empty() => {
            Some(cut(hid_descriptor(report), setup.length))
        }
        (0x21, 0x0A | 0x0B) if !report.is_empty() => Some(Vec::new()),
        _ => None,
    }
}
