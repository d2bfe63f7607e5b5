//! TCP: network printers on port 9100, and scales behind a serial device server.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use super::unacknowledged::{self, Unacknowledged};

/// How long a closed link waits for the device to close too. What is still on its way afterwards is
/// delivered by the operating system.
const LINGER: Duration = Duration::from_secs(3);
/// How often it is looked what was acknowledged.
#[cfg(target_os = "linux")]
const LOOK: Duration = Duration::from_millis(5);
/// Zero means "for ever" to a socket.
const SHORTEST: Duration = Duration::from_millis(1);

pub(super) struct TcpLink {
    port: Port,
    stream: TcpStream,
    /// Bytes that the other side had not acknowledged when it was last looked.
    #[cfg(target_os = "linux")]
    unacknowledged: u64,
}

impl TcpLink {
    pub(super) fn open(port: &Port, patience: Duration) -> Result<Self, DeviceError> {
        let Port::Tcp { host, port: number } = port else {
            return Err(not_mine(port));
        };
        let failed = |error: &io::Error| DeviceError::from_io(port, error, "connecting");
        // Any failure to resolve is the name's: the resolver's errors have no kinds of their own.
        let addresses = (host.as_str(), *number)
            .to_socket_addrs()
            .map_err(|_| DeviceError::NotFound { port: port.clone() })?;
        let until = Instant::now() + patience;
        let mut last = DeviceError::NotFound { port: port.clone() };
        for address in addresses {
            let left = until.saturating_duration_since(Instant::now());
            match TcpStream::connect_timeout(&address, left.max(SHORTEST)) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(|e| failed(&e))?;
                    return Ok(Self {
                        port: port.clone(),
                        stream,
                        #[cfg(target_os = "linux")]
                        unacknowledged: 0,
                    });
                }
                Err(error) => last = failed(&error),
            }
        }
        Err(last)
    }

    fn failed(&self, error: &io::Error, doing: &'static str) -> DeviceError {
        DeviceError::from_io(&self.port, error, doing)
    }

    /// The error of a connection that the system does not list any more.
    #[cfg(target_os = "linux")]
    fn reset(&self) -> DeviceError {
        match self.stream.take_error() {
            Ok(Some(error)) => self.failed(&error, "sending"),
            _ => DeviceError::Unplugged {
                port: self.port.clone(),
            },
        }
    }

    /// `None` when the peer closed.
    fn read_some(&mut self, timeout: Duration) -> Result<Option<Vec<u8>>, DeviceError> {
        let mut buffer = [0; 4096];
        let result = self
            .stream
            .set_read_timeout(Some(timeout.max(SHORTEST)))
            .and_then(|()| self.stream.read(&mut buffer));
        match result {
            Ok(0) => Ok(None),
            Ok(count) => Ok(Some(buffer[..count].to_vec())),
            Err(error) if is_nothing(&error) => Ok(Some(Vec::new())),
            Err(error) => Err(self.failed(&error, "reading")),
        }
    }
}

/// Whether a read ended without bytes and without harm.
fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

impl Link for TcpLink {
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        self.read_some(timeout)?
            .ok_or_else(|| DeviceError::Unplugged {
                port: self.port.clone(),
            })
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure> {
        // A write that fails has queued none of its bytes; what it queued, it counts.
        loop {
            let result = self
                .stream
                .set_write_timeout(Some(timeout.max(SHORTEST)))
                .and_then(|()| self.stream.write(bytes));
            return match result {
                Ok(0) => Err(WriteFailure::nothing_left(DeviceError::Unplugged {
                    port: self.port.clone(),
                })),
                Ok(count) => Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => Err(WriteFailure::nothing_left(self.failed(&error, "sending"))),
            };
        }
    }

    /// Waits until the other side's system has acknowledged every byte. Only Linux tells; elsewhere
    /// `close` tells that the other side closed in order. Acknowledged is not printed, nor even read.
    #[cfg(target_os = "linux")]
    fn settle(&mut self, stall: Duration) -> Result<(), DeviceError> {
        let mut waiting = u64::MAX;
        let mut moved = Instant::now();
        loop {
            match unacknowledged::of(&self.stream) {
                Unacknowledged::Untold => return Ok(()),
                Unacknowledged::Gone => return Err(self.reset()),
                Unacknowledged::Bytes(now) => {
                    self.unacknowledged = now;
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
                }
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Looks once more; of a connection that is gone only what was seen last is known.
    #[cfg(target_os = "linux")]
    fn unacknowledged(&self) -> u64 {
        match unacknowledged::of(&self.stream) {
            Unacknowledged::Bytes(now) => now,
            Unacknowledged::Gone | Unacknowledged::Untold => self.unacknowledged,
        }
    }

    /// Closing a socket that has unread input resets the connection, and the device then drops what
    /// it had not read yet. So: say that no more comes, and read until the device has closed too.
    fn close(mut self: Box<Self>) -> Result<(), DeviceError> {
        self.stream
            .shutdown(Shutdown::Write)
            .map_err(|e| self.failed(&e, "closing"))?;
        let until = Instant::now() + LINGER;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.read_some(left)?.is_none() {
                return Ok(());
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_connection_that_breaks_remembers_what_was_not_acknowledged() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = Port::Tcp {
            host: "127.0.0.1".to_owned(),
            port: listener.local_addr().expect("bound").port(),
        };
        let mut link = TcpLink::open(&port, Duration::from_secs(5)).expect("opens");
        let (printer, _) = listener.accept().expect("accepted");
        let job = vec![7; 1_000_000];
        let mut sent = 0;
        while let Ok(count) = link.write(&job[sent..], Duration::from_millis(50)) {
            sent += count;
            if sent == job.len() {
                break;
            }
        }
        let stall = Duration::from_millis(50);
        assert!(matches!(
            link.settle(stall),
            Err(DeviceError::TimedOut { .. })
        ));
        let waiting = link.unacknowledged();
        assert!(waiting > 0 && waiting < sent as u64, "{waiting} of {sent}");
        // Closing unread resets the connection.
        drop(printer);
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            match link.settle(Duration::ZERO) {
                Err(DeviceError::Unplugged { .. }) => break,
                other => assert!(Instant::now() < until, "{other:?}"),
            }
        }
        assert!(link.unacknowledged() > 0);
    }
}
