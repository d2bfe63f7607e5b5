//! Serial lines, and USB adapters that look like one.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use serialport::{ClearBuffer, DataBits, FlowControl, Parity, SerialPort, StopBits};
use std::io::{self, ErrorKind, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes written at once: more than a fast line sends between two looks, and little to be unsure about.
const PIECE: usize = 512;
/// How often the kernel is asked how much still waits; it cannot tell by itself.
const QUEUE_LOOK: Duration = Duration::from_millis(10);

/// How a line is set, as in `7E1` or `8N1 XON/XOFF`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    data: DataBits,
    parity: Parity,
    stop: StopBits,
    flow: FlowControl,
}

impl Line {
    /// Reads data bits, parity and stop bits, then optionally the handshake.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut frame = words.next()?.chars();
        let data = match frame.next()? {
            '5' => DataBits::Five,
            '6' => DataBits::Six,
            '7' => DataBits::Seven,
            '8' => DataBits::Eight,
            _ => return None,
        };
        let parity = match frame.next()?.to_ascii_uppercase() {
            'N' => Parity::None,
            'E' => Parity::Even,
            'O' => Parity::Odd,
            _ => return None,
        };
        let stop = match frame.next()? {
            '1' => StopBits::One,
            '2' => StopBits::Two,
            _ => return None,
        };
        let flow = match words.next().map(str::to_ascii_uppercase).as_deref() {
            None => FlowControl::None,
            Some("XON/XOFF") => FlowControl::Software,
            Some("RTS/CTS") => FlowControl::Hardware,
            Some(_) => return None,
        };
        (frame.next().is_none() && words.next().is_none()).then_some(Self {
            data,
            parity,
            stop,
            flow,
        })
    }
}

pub(super) struct SerialLink {
    port: Port,
    line: Box<dyn SerialPort>,
}

impl SerialLink {
    pub(super) fn open(port: &Port) -> Result<Self, DeviceError> {
        let Port::Serial { path, baud, line } = port else {
            return Err(not_mine(port));
        };
        let set = Line::parse(line).ok_or_else(|| DeviceError::Misconfigured {
            port: port.clone(),
            what: format!(
                "“{line}” is not a serial setting; write it like 8N1, 7E1 or 8N1 XON/XOFF"
            ),
        })?;
        let mut opened = serialport::new(path, *baud)
            .data_bits(set.data)
            .parity(set.parity)
            .stop_bits(set.stop)
            .flow_control(set.flow)
            // Many scale cables power their level shifter from these two lines.
            .dtr_on_open(true)
            .open_native()
            .map_err(|e| opening_failed(port, &e))?;
        never_wait(&opened).map_err(|e| DeviceError::from_io(port, &e, "opening"))?;
        if set.flow != FlowControl::Hardware {
            // A pseudo-terminal, and some adapters, have no such line.
            let _ = opened.write_request_to_send(true);
        }
        // What came before belongs to nobody.
        let _ = opened.clear(ClearBuffer::Input);
        Ok(Self {
            port: port.clone(),
            line: Box::new(opened),
        })
    }

    fn failed(&self, error: &io::Error, doing: &'static str) -> DeviceError {
        match error.kind() {
            // An adapter that was pulled out fails with EIO or ENOENT, which have no kind for it.
            ErrorKind::Other | ErrorKind::NotFound => DeviceError::Unplugged {
                port: self.port.clone(),
            },
            _ => DeviceError::from_io(&self.port, error, doing),
        }
    }
}

/// Has every read and write come back at once; how long to wait is said with each. The crate looks whether a line
/// takes anything and then writes in a way that waits for all of it, for ever when the printer holds the line
/// between the two.
#[cfg(unix)]
fn never_wait(line: &serialport::TTYPort) -> io::Result<()> {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    use std::os::fd::AsRawFd;
    fcntl(line.as_raw_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(())
}

/// Windows has the timeout in the line's own settings.
#[cfg(windows)]
fn never_wait(_line: &serialport::COMPort) -> io::Result<()> {
    Ok(())
}

/// The crate says `NoDevice` both for a line that another program holds and for one that is gone.
fn opening_failed(port: &Port, error: &serialport::Error) -> DeviceError {
    match error.kind {
        serialport::ErrorKind::NoDevice => DeviceError::Busy { port: port.clone() },
        serialport::ErrorKind::Io(kind) => {
            DeviceError::from_io(port, &io::Error::from(kind), "opening")
        }
        _ => DeviceError::Io {
            port: port.clone(),
            detail: error.description.clone(),
        },
    }
}

impl Link for SerialLink {
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        let mut buffer = [0; 1024];
        let result = self
            .line
            .set_timeout(timeout)
            .map_err(io::Error::from)
            .and_then(|()| self.line.read(&mut buffer));
        match result {
            Ok(0) => Err(DeviceError::Unplugged {
                port: self.port.clone(),
            }),
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock
                ) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(self.failed(&error, "reading")),
        }
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let until = Instant::now() + timeout;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let result = self
                .line
                .set_timeout(left)
                .map_err(io::Error::from)
                .and_then(|()| self.line.write(piece));
            return match result {
                Ok(0) => Err(WriteFailure::nothing_left(DeviceError::Unplugged {
                    port: self.port.clone(),
                })),
                Ok(count) => Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                // It was held after it had said that it takes more.
                Err(error) if error.kind() == ErrorKind::WouldBlock && !left.is_zero() => {
                    thread::sleep(QUEUE_LOOK.min(left));
                    continue;
                }
                Err(error) => Err(WriteFailure::nothing_left(self.failed(&error, "sending"))),
            };
        }
    }

    fn settle(&mut self, stall: Duration) -> Result<(), DeviceError> {
        let mut waiting = u32::MAX;
        let mut moved = Instant::now();
        loop {
            let now = self
                .line
                .bytes_to_write()
                .map_err(|e| self.failed(&io::Error::from(e), "sending"))?;
            if now == 0 {
                return Ok(());
            }
            if now < waiting {
                waiting = now;
                moved = Instant::now();
            } else if moved.elapsed() >= stall {
                return Err(DeviceError::TimedOut {
                    port: self.port.clone(),
                    doing: "sending",
                });
            }
            thread::sleep(QUEUE_LOOK);
        }
    }

    fn discard(&mut self) -> usize {
        let Ok(waiting) = self.line.bytes_to_write() else {
            return 0;
        };
        match self.line.clear(ClearBuffer::Output) {
            Ok(()) => usize::try_from(waiting).unwrap_or_default(),
            Err(_) => 0,
        }
    }
}

impl Drop for SerialLink {
    /// Closing a line waits up to 30 s for a device that holds the handshake. What has to be sent
    /// was waited for in `settle`.
    fn drop(&mut self) {
        let _ = self.line.clear(ClearBuffer::Output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_line_settings_as_people_write_them() {
        let line = |data, parity, stop, flow| {
            Some(Line {
                data,
                parity,
                stop,
                flow,
            })
        };
        assert_eq!(
            Line::parse("7E1"),
            line(
                DataBits::Seven,
                Parity::Even,
                StopBits::One,
                FlowControl::None
            )
        );
        assert_eq!(
            Line::parse(" 8n2 xon/xoff"),
            line(
                DataBits::Eight,
                Parity::None,
                StopBits::Two,
                FlowControl::Software
            )
        );
        assert_eq!(
            Line::parse("8O1 RTS/CTS"),
            line(
                DataBits::Eight,
                Parity::Odd,
                StopBits::One,
                FlowControl::Hardware
            )
        );
        for wrong in [
            "",
            "8",
            "8N",
            "9N1",
            "8X1",
            "8N3",
            "8N11",
            "8N1 DTR",
            "8N1 RTS/CTS x",
        ] {
            assert_eq!(Line::parse(wrong), None, "{wrong}");
        }
    }
}
