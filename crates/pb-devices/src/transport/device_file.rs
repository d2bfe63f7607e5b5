//! Printer device files of the kernel, such as `/dev/usb/lp0`.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

/// Pause after a read that was empty although something was announced.
const EMPTY_READ: Duration = Duration::from_millis(10);

pub(super) struct DeviceFileLink {
    port: Port,
    file: File,
}

impl DeviceFileLink {
    pub(super) fn open(port: &Port) -> Result<Self, DeviceError> {
        let Port::DeviceFile { path } = port else {
            return Err(not_mine(port));
        };
        // Without blocking, or a printer that is out of paper holds the thread for ever.
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        match rustix::fs::open(path.as_str(), flags, Mode::empty()) {
            Ok(file) => Ok(Self {
                port: port.clone(),
                file: File::from(file),
            }),
            // The node is there and nothing is behind it.
            Err(rustix::io::Errno::NODEV | rustix::io::Errno::NXIO) => {
                Err(DeviceError::NotFound { port: port.clone() })
            }
            Err(error) => Err(DeviceError::from_io(port, &error.into(), "opening")),
        }
    }

    /// Whether the file became ready in time.
    fn wait(&self, for_what: PollFlags, timeout: Duration) -> Result<bool, io::Error> {
        let until = Instant::now() + timeout;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let left = Timespec::try_from(left).map_err(io::Error::other)?;
            let mut files = [PollFd::new(&self.file, for_what)];
            match poll(&mut files, Some(&left)) {
                Ok(0) => return Ok(false),
                Ok(_) => {
                    let seen = files[0].revents();
                    if seen.intersects(for_what) {
                        return Ok(true);
                    }
                    return Err(io::Error::from(ErrorKind::BrokenPipe));
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn failed(&self, error: &io::Error, doing: &'static str) -> DeviceError {
        match error.raw_os_error() {
            // usblp answers EINVAL to a read from a printer that only listens.
            Some(22) if doing == "reading" => DeviceError::OneWay {
                port: self.port.clone(),
            },
            // usblp and terminals answer EIO once the device is gone.
            Some(5) => DeviceError::Unplugged {
                port: self.port.clone(),
            },
            _ => DeviceError::from_io(&self.port, error, doing),
        }
    }
}

impl Link for DeviceFileLink {
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        let mut buffer = [0; 4096];
        let result = match self.wait(PollFlags::IN, timeout) {
            Ok(true) => self.file.read(&mut buffer),
            Ok(false) => return Ok(Vec::new()),
            Err(error) => Err(error),
        };
        match result {
            // A printer that has nothing to say may read as empty at once, again and again.
            Ok(0) => {
                thread::sleep(timeout.min(EMPTY_READ));
                Ok(Vec::new())
            }
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(self.failed(&error, "reading")),
        }
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure> {
        let until = Instant::now() + timeout;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let result = match self.wait(PollFlags::OUT, left) {
                Ok(true) => self.file.write(bytes),
                Ok(false) => Err(io::Error::from(ErrorKind::TimedOut)),
                Err(error) => Err(error),
            };
            return match result {
                Ok(0) => Err(WriteFailure::nothing_left(DeviceError::Unplugged {
                    port: self.port.clone(),
                })),
                Ok(count) => Ok(count),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
                {
                    continue;
                }
                Err(error) => Err(WriteFailure::nothing_left(self.failed(&error, "sending"))),
            };
        }
    }

    /// usblp drops its last transfer when the file is closed early; it is writable again once the
    /// printer took it.
    fn settle(&mut self, stall: Duration) -> Result<(), DeviceError> {
        match self.wait(PollFlags::OUT, stall) {
            Ok(true) => Ok(()),
            Ok(false) => Err(DeviceError::TimedOut {
                port: self.port.clone(),
                doing: "sending",
            }),
            Err(error) => Err(self.failed(&error, "sending")),
        }
    }
}
