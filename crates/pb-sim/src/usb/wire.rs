//! USB/IP on the wire: what a host asks of a device, and the answers.
//!
//! From `Documentation/usb/usbip_protocol.rst` of Linux. All numbers are big-endian; a header is 48 bytes.
use super::Identity;
use std::io::{self, ErrorKind, Read, Write};

/// `-EPIPE`: the endpoint stalled.
pub(super) const STALLED: i32 = -32;
/// `-ECONNRESET`: the transfer was taken back before it ended.
const TAKEN_BACK: i32 = -104;
const HEADER: usize = 48;
const CMD_SUBMIT: u32 = 1;
const CMD_UNLINK: u32 = 2;
const RET_SUBMIT: u32 = 3;
const RET_UNLINK: u32 = 4;
/// Version 1.1.1 and the code of a request to import a device, then its answer.
const REQ_IMPORT: [u8; 4] = [0x01, 0x11, 0x80, 0x03];
const REP_IMPORT: [u8; 4] = [0x01, 0x11, 0x00, 0x03];
/// No transfer of a driver is longer; more is a broken stream.
const LONGEST: usize = 16 * 1024 * 1024;

/// The eight bytes that open a control transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setup {
    pub(super) kind: u8,
    pub(super) request: u8,
    pub(super) value: u16,
    pub(super) index: u16,
    pub(super) length: u16,
}

impl Setup {
    fn read(bytes: [u8; 8]) -> Self {
        let [kind, request, v0, v1, i0, i1, l0, l1] = bytes;
        Self {
            kind,
            request,
            value: u16::from_le_bytes([v0, v1]),
            index: u16::from_le_bytes([i0, i1]),
            length: u16::from_le_bytes([l0, l1]),
        }
    }
}

/// A transfer the host wants.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) sequence: u32,
    /// Number of the endpoint, without its direction.
    pub(super) endpoint: u8,
    pub(super) towards_host: bool,
    /// Bytes that fit, towards the host.
    pub(super) room: usize,
    pub(super) setup: Setup,
    /// Bytes of the host.
    pub(super) data: Vec<u8>,
}

/// What a host asks.
#[derive(Debug)]
pub(super) enum Command {
    Submit(Transfer),
    Unlink { sequence: u32, target: u32 },
}

/// Reads the next command; waits for it. An end of the stream is `UnexpectedEof`.
pub(super) fn read_command(stream: &mut impl Read) -> io::Result<Command> {
    let mut header = [0; HEADER];
    stream.read_exact(&mut header)?;
    let word = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        u32::from_be_bytes(bytes)
    };
    let sequence = word(4);
    match word(0) {
        CMD_UNLINK => Ok(Command::Unlink {
            sequence,
            target: word(20),
        }),
        CMD_SUBMIT => {
            let towards_host = word(12) == 1;
            let room = usize::try_from(word(24)).unwrap_or(usize::MAX);
            if room > LONGEST {
                return Err(broken("a transfer is too long"));
            }
            let endpoint = u8::try_from(word(16) & 0xF).expect("four bits fit in a byte");
            let [.., s0, s1, s2, s3, s4, s5, s6, s7] = header;
            let mut data = vec![0; if towards_host { 0 } else { room }];
            stream.read_exact(&mut data)?;
            Ok(Command::Submit(Transfer {
                sequence,
                endpoint,
                towards_host,
                room,
                setup: Setup::read([s0, s1, s2, s3, s4, s5, s6, s7]),
                data,
            }))
        }
        other => Err(broken(&format!("command {other} is not of USB/IP"))),
    }
}

/// Answers a transfer. `data` is what goes to the host, `done` how many bytes of it moved.
pub(super) fn submitted(
    stream: &mut impl Write,
    sequence: u32,
    status: i32,
    done: usize,
    data: &[u8],
) -> io::Result<()> {
    let done = u32::try_from(done).map_err(|_| broken("a transfer is too long"))?;
    let mut answer = Vec::with_capacity(HEADER + data.len());
    for word in [RET_SUBMIT, sequence, 0, 0, 0, status.cast_unsigned(), done] {
        answer.extend(word.to_be_bytes());
    }
    answer.resize(HEADER, 0);
    answer.extend_from_slice(data);
    stream.write_all(&answer)
}

/// Answers that a transfer was taken back, or that it had ended before.
pub(super) fn unlinked(stream: &mut impl Write, sequence: u32, in_time: bool) -> io::Result<()> {
    let status = if in_time { TAKEN_BACK } else { 0 };
    let mut answer = Vec::with_capacity(HEADER);
    for word in [RET_UNLINK, sequence, 0, 0, 0, status.cast_unsigned()] {
        answer.extend(word.to_be_bytes());
    }
    answer.resize(HEADER, 0);
    stream.write_all(&answer)
}

/// How fast a device is on the bus, with the kernel's number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speed {
    Full = 2,
    High = 3,
}

/// Waits for a host that imports the device, and says what it is.
pub(super) fn be_imported(
    stream: &mut (impl Read + Write),
    identity: &Identity,
    speed: Speed,
) -> io::Result<()> {
    // Version, code, status, and the bus id that the host believes in; here there is one device.
    let mut request = [0; 40];
    stream.read_exact(&mut request)?;
    if request[..4] != REQ_IMPORT {
        return Err(broken("the other side does not import a device"));
    }
    let mut answer = REP_IMPORT.to_vec();
    answer.extend([0; 4]);
    answer.extend(padded("/sys/devices/packbench/1-1", 256));
    answer.extend(padded("1-1", 32));
    for word in [1, 2, speed as u32] {
        answer.extend(word.to_be_bytes());
    }
    for half in [identity.vendor, identity.product, identity.release] {
        answer.extend(half.to_be_bytes());
    }
    // Class, subclass and protocol are those of the interfaces; one configuration, one interface.
    answer.extend([0, 0, 0, 1, 1, 1]);
    stream.write_all(&answer)
}

fn padded(text: &str, length: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(length, 0);
    bytes
}

fn broken(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}
