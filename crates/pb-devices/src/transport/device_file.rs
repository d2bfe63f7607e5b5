//! Printer device files of the kernel, such as `/dev/usb/lp0`.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, fcntl_setfl};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of one transfer of the kernel's printer driver, usblp.
const PIECE: usize = 8192;
/// Pause after a read that was empty although something was announced.
const EMPTY_READ: Duration = Duration::from_millis(10);

/// The kernel's printer driver tells of a transfer that failed only to a writer that blocks, and a
/// writer that blocks waits for ever on a printer that is out of paper. So a thread of its own
/// blocks. When it is given up, it keeps the device until the printer goes on or is switched off.
pub(super) struct DeviceFileLink {
    port: Port,
    file: Arc<File>,
    pieces: Sender<Vec<u8>>,
    results: Receiver<io::Result<usize>>,
    /// A piece was given up and may still leave.
    stuck: bool,
}

impl DeviceFileLink {
    pub(super) fn open(port: &Port) -> Result<Self, DeviceError> {
        let Port::DeviceFile { path } = port else {
            return Err(not_mine(port));
        };
        let failed = |error: io::Error| DeviceError::from_io(port, &error, "opening");
        // Opening must not wait for a line that has no carrier.
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = match rustix::fs::open(path.as_str(), flags, Mode::empty()) {
            Ok(file) => File::from(file),
            // The node is there and nothing is behind it.
            Err(rustix::io::Errno::NODEV | rustix::io::Errno::NXIO) => {
                return Err(DeviceError::NotFound { port: port.clone() });
            }
            Err(error) => return Err(failed(error.into())),
        };
        fcntl_setfl(&file, OFlags::empty()).map_err(|error| failed(error.into()))?;

        let file = Arc::new(file);
        let (pieces, to_write) = channel::<Vec<u8>>();
        let (written, results) = channel();
        let target = Arc::clone(&file);
        thread::Builder::new()
            .name("printer-file".to_owned())
            .spawn(move || {
                for piece in to_write {
                    if written.send((&*target).write(&piece)).is_err() {
                        return;
                    }
                }
            })
            .map_err(failed)?;
        Ok(Self {
            port: port.clone(),
            file,
            pieces,
            results,
            stuck: false,
        })
    }

    /// Whether the file became ready in time.
    fn wait(&self, for_what: PollFlags, until: Instant) -> io::Result<bool> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let left = Timespec::try_from(left).map_err(io::Error::other)?;
            let mut files = [PollFd::new(&self.file, for_what)];
            match poll(&mut files, Some(&left)) {
                Ok(0) => return Ok(false),
                Ok(_) => {
                    let seen = files[0].revents();
                    // What a device said before it went can still be read.
                    let gone = seen.intersects(PollFlags::HUP | PollFlags::ERR);
                    if seen.contains(for_what) && !(gone && for_what == PollFlags::OUT) {
                        return Ok(true);
                    }
                    return Err(ErrorKind::BrokenPipe.into());
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn failed(&self, error: &io::Error, doing: &'static str) -> DeviceError {
        let port = self.port.clone();
        match error.raw_os_error() {
            // EINVAL: usblp, about a printer that only listens.
            Some(22) if doing == "reading" => DeviceError::OneWay { port },
            // EIO: a terminal whose other end is gone. usblp says ENODEV then, and EIO for a
            // transfer that failed; the cable is the first thing to look at either way.
            Some(5) => DeviceError::Unplugged { port },
            _ => DeviceError::from_io(&port, error, doing),
        }
    }

    fn timed_out(&self) -> DeviceError {
        DeviceError::TimedOut {
            port: self.port.clone(),
            doing: "sending",
        }
    }
}

impl Link for DeviceFileLink {
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        let mut buffer = [0; 4096];
        let result = match self.wait(PollFlags::IN, Instant::now() + timeout) {
            Ok(true) => (&*self.file).read(&mut buffer),
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
        if self.stuck {
            return Err(WriteFailure::nothing_left(self.timed_out()));
        }
        match self.wait(PollFlags::OUT, until) {
            Ok(true) => {}
            Ok(false) => return Err(WriteFailure::nothing_left(self.timed_out())),
            Err(error) => {
                return Err(WriteFailure::nothing_left(self.failed(&error, "sending")));
            }
        }
        let piece = &bytes[..bytes.len().min(PIECE)];
        let may_have_left = |error| WriteFailure {
            may_have_left: piece.len(),
            error,
        };
        let gone = || DeviceError::Unplugged {
            port: self.port.clone(),
        };
        if self.pieces.send(piece.to_vec()).is_err() {
            return Err(WriteFailure::nothing_left(gone()));
        }
        let left = until.saturating_duration_since(Instant::now());
        match self.results.recv_timeout(left) {
            Ok(Ok(0)) | Err(RecvTimeoutError::Disconnected) => Err(may_have_left(gone())),
            Ok(Ok(count)) => Ok(count),
            Ok(Err(error)) => Err(may_have_left(self.failed(&error, "sending"))),
            Err(RecvTimeoutError::Timeout) => {
                self.stuck = true;
                Err(may_have_left(self.timed_out()))
            }
        }
    }
}
