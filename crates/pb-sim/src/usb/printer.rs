//! A simulated USB printer: the printer class around any inside, with faults of the bus on demand.
//!
//! From the USB Device Class Definition for Printing Devices 1.1: three requests and two bulk endpoints.
use super::Identity;
use super::descriptor::{BULK, Descriptors, Endpoint, Interface, cut};
use super::port::{Gadget, Host, Input, Output, Plugged};
use super::wire::{Setup, Speed};
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

const BULK_OUT: u8 = 1;
const BULK_IN: u8 = 2;
const GET_DEVICE_ID: u8 = 0;
const GET_PORT_STATUS: u8 = 1;
const SOFT_RESET: u8 = 2;
/// Selected, no error, paper.
const HEALTHY: u8 = 0x18;
/// Selected, error, no paper.
const NO_PAPER: u8 = 0x30;
/// Bytes that a slow printer takes in one step, and how long a step is: 20 KB a second.
const SLOW_BYTES: usize = 400;
const SLOW_STEP: Duration = Duration::from_millis(20);
/// How often an inside that speaks by itself is looked at.
const LOOK_STEP: Duration = Duration::from_millis(5);

/// What is behind the plug: the printer's language and its mechanics.
pub trait Behind: Send + 'static {
    /// Takes bytes of a job or a question.
    fn take(&mut self, bytes: &[u8]);

    /// What it has to say since it was last asked; empty when nothing.
    fn answer(&mut self) -> Vec<u8>;

    /// The host asked for a soft reset: what was begun is forgotten.
    fn reset(&mut self);

    /// Whether it may have something to say although nobody has asked, so that it is looked at now and then.
    fn speaks_by_itself(&self) -> bool {
        false
    }

    /// Whether it is out of paper, for the port's status byte.
    fn is_out_of_paper(&self) -> bool {
        false
    }
}

/// What is wrong between the host and the printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UsbFault {
    /// Nothing.
    #[default]
    None,
    /// After this many more bytes the endpoint stalls, once.
    StallAfter(usize),
    /// After this many more bytes it takes nothing, until the fault is lifted or the port is reset.
    HangAfter(usize),
    /// After this many more bytes the cable is pulled.
    UnplugAfter(usize),
    /// After this many more bytes the paper is out: it takes nothing, and the port's status says so.
    PaperOutAfter(usize),
    /// It takes 20 KB a second.
    Slow,
    /// Nothing is ever said on bulk-in.
    Silent,
    /// What is said on bulk-in is no answer of any printer.
    Garbage,
    /// Bulk-in stalls, once.
    StallRead,
}

/// How a printer is built.
#[derive(Clone, Debug)]
pub struct UsbPrinterOptions {
    /// Ids and strings.
    pub identity: Identity,
    /// IEEE 1284 device id, without its two bytes of length.
    pub device_id: String,
    /// 1 listens alone, 2 answers too.
    pub protocol: u8,
    /// It knows the soft reset of version 1.0 of the class alone (recipient "other").
    pub old_reset: bool,
    /// What is wrong.
    pub fault: UsbFault,
}

impl Default for UsbPrinterOptions {
    /// A Zebra ZD420 that speaks ZPL.
    fn default() -> Self {
        Self {
            identity: Identity::new(
                0x0a5f,
                0x0120,
                "Zebra Technologies",
                "ZTC ZD420-203dpi ZPL",
                "50J000000001",
            ),
            device_id: "MFG:Zebra;MDL:ZD420;CMD:ZPL;CLS:PRINTER;".to_owned(),
            protocol: 2,
            old_reset: false,
            fault: UsbFault::None,
        }
    }
}

/// A printer that is plugged in, until it is unplugged or dropped.
#[derive(Debug)]
pub struct UsbPrinter {
    plugged: Plugged<Machine>,
}

impl UsbPrinter {
    /// Plugs a printer in with this inside.
    pub fn plug(options: UsbPrinterOptions, behind: impl Behind, host: &Host) -> io::Result<Self> {
        let mut endpoints = vec![Endpoint {
            address: BULK_OUT,
            kind: BULK,
            packet: 512,
            interval: 0,
        }];
        if options.protocol == 2 {
            endpoints.push(Endpoint {
                address: 0x80 | BULK_IN,
                kind: BULK,
                packet: 512,
                interval: 0,
            });
        }
        let descriptors = Descriptors {
            identity: options.identity.clone(),
            speed: Speed::High,
            interface: Interface {
                class: [7, 1, options.protocol],
                class_descriptor: Vec::new(),
                endpoints,
            },
        };
        let machine = Machine {
            fault: options.fault,
            options,
            behind: Box::new(behind),
            received: Vec::new(),
            to_say: VecDeque::new(),
            resets: 0,
            status_asked: 0,
            next_step: Instant::now(),
        };
        let plugged = Plugged::plug(machine, descriptors, host)?;
        Ok(Self { plugged })
    }

    /// Every byte it has taken.
    pub fn received(&self) -> Vec<u8> {
        self.plugged.with(|machine| machine.received.clone())
    }

    /// Waits until it has taken this many bytes; answers whether it did in time.
    pub fn wait_for_bytes(&self, count: usize, limit: Duration) -> bool {
        self.plugged
            .wait(limit, |machine| machine.received.len() >= count)
    }

    /// How often it was reset.
    pub fn resets(&self) -> u32 {
        self.plugged.with(|machine| machine.resets)
    }

    /// How often its port's status was asked for.
    pub fn status_asked(&self) -> u32 {
        self.plugged.with(|machine| machine.status_asked)
    }

    /// Says something by itself, as a printer does long after it was asked.
    pub fn say(&self, bytes: &[u8]) {
        self.plugged.with(|machine| machine.to_say.extend(bytes));
    }

    /// Makes something wrong, or right again.
    pub fn set_fault(&self, fault: UsbFault) {
        self.plugged.with(|machine| machine.fault = fault);
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

struct Machine {
    options: UsbPrinterOptions,
    fault: UsbFault,
    behind: Box<dyn Behind>,
    received: Vec<u8>,
    to_say: VecDeque<u8>,
    resets: u32,
    status_asked: u32,
    /// When a slow printer takes its next bytes.
    next_step: Instant,
}

impl Machine {
    fn take(&mut self, bytes: &[u8]) -> usize {
        self.received.extend_from_slice(bytes);
        self.behind.take(bytes);
        let said = self.behind.answer();
        match self.fault {
            UsbFault::Garbage if !said.is_empty() => self.to_say.extend(b"\xff\x00?#,,\x7f\r\n"),
            _ => self.to_say.extend(said),
        }
        bytes.len()
    }

    /// Takes what comes before the fault; answers how much, and whether the fault has come.
    fn take_up_to(&mut self, bytes: &[u8], left: usize) -> (usize, bool) {
        let count = self.take(&bytes[..bytes.len().min(left)]);
        (count, count == left)
    }

    fn reset(&mut self) -> Vec<u8> {
        self.resets += 1;
        self.to_say.clear();
        self.behind.reset();
        if matches!(self.fault, UsbFault::HangAfter(_)) {
            self.fault = UsbFault::None;
        }
        Vec::new()
    }

    fn is_out_of_paper(&self) -> bool {
        self.fault == UsbFault::PaperOutAfter(0) || self.behind.is_out_of_paper()
    }
}

impl Gadget for Machine {
    fn control(&mut self, setup: Setup, _data: &[u8]) -> Option<Vec<u8>> {
        let answer = match (setup.kind, setup.request) {
            (0xA1, GET_DEVICE_ID) => {
                let id = self.options.device_id.as_bytes();
                // The length counts its own two bytes.
                let length = u16::try_from(id.len() + 2).expect("a device id is short");
                [&length.to_be_bytes(), id].concat()
            }
            (0xA1, GET_PORT_STATUS) => {
                self.status_asked += 1;
                vec![if self.is_out_of_paper() {
                    NO_PAPER
                } else {
                    HEALTHY
                }]
            }
            (0x21, SOFT_RESET) if !self.options.old_reset => self.reset(),
            (0x23, SOFT_RESET) if self.options.old_reset => self.reset(),
            _ => return None,
        };
        Some(cut(answer, setup.length))
    }

    fn output(&mut self, _endpoint: u8, data: &[u8]) -> Output {
        match self.fault {
            UsbFault::StallAfter(left) => {
                let (count, now) = self.take_up_to(data, left);
                self.fault = UsbFault::StallAfter(left - count);
                if !now {
                    return Output::Took(count);
                }
                self.fault = UsbFault::None;
                Output::Halt(count)
            }
            UsbFault::HangAfter(left) => {
                let (count, _) = self.take_up_to(data, left);
                self.fault = UsbFault::HangAfter(left - count);
                Output::Took(count)
            }
            UsbFault::PaperOutAfter(left) => {
                let (count, _) = self.take_up_to(data, left);
                self.fault = UsbFault::PaperOutAfter(left - count);
                Output::Took(count)
            }
            UsbFault::UnplugAfter(left) => {
                let (count, now) = self.take_up_to(data, left);
                self.fault = UsbFault::UnplugAfter(left - count);
                if now {
                    Output::Gone
                } else {
                    Output::Took(count)
                }
            }
            UsbFault::Slow => {
                if Instant::now() < self.next_step {
                    return Output::Took(0);
                }
                self.next_step = Instant::now() + SLOW_STEP;
                Output::Took(self.take(&data[..data.len().min(SLOW_BYTES)]))
            }
            UsbFault::None | UsbFault::Silent | UsbFault::Garbage | UsbFault::StallRead => {
                Output::Took(self.take(data))
            }
        }
    }

    fn input(&mut self, _endpoint: u8, room: usize) -> Input {
        match self.fault {
            UsbFault::Silent => return Input::Nothing,
            UsbFault::StallRead => {
                self.fault = UsbFault::None;
                return Input::Halt;
            }
            _ => {}
        }
        self.to_say.extend(self.behind.answer());
        if self.to_say.is_empty() {
            return Input::Nothing;
        }
        let count = self.to_say.len().min(room);
        Input::Bytes(self.to_say.drain(..count).collect())
    }

    fn due(&self) -> Option<Instant> {
        match self.fault {
            UsbFault::Slow => Some(self.next_step),
            _ => self
                .behind
                .speaks_by_itself()
                .then(|| Instant::now() + LOOK_STEP),
        }
    }
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine")
            .field("fault", &self.fault)
            .field("received", &self.received.len())
            .finish_non_exhaustive()
    }
}
