//! TCP: network printers on port 9100, and scales behind a serial device server.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// How long a closed link waits for the device to close too. What is still on its way afterwards is
/// delivered by the operating system.
const LINGER: Duration = Duration::from_secs(3);
/// Zero means "for ever" to a socket.
const SHORTEST: Duration = Duration::from_millis(1);

pub(super) struct TcpLink {
    port: Port,
    stream: TcpStream,
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
