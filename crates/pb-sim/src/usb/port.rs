//! A device on its cable: the transfers that wait, and the two threads that serve them.
use super::descriptor::{Descriptors, Standard};
use super::wire::{self, Command, STALLED, Setup, Transfer};
use std::collections::{HashSet, VecDeque};
use std::fs;
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Where the kernel takes devices that are served over a socket.
const CONTROLLER: &str = "/sys/devices/platform/vhci_hcd.0";
/// How long a wait may be when a device has nothing due.
const IDLE: Duration = Duration::from_secs(3600);

/// What a device is plugged into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// The kernel of this machine: the module `vhci_hcd` must be loaded, and only root may.
    Kernel,
    /// A USB host that listens on a unix socket and imports the device by USB/IP.
    Socket(PathBuf),
}

impl Host {
    /// Plugs a device in, and gives our end of the cable.
    fn connect(&self, descriptors: &Descriptors) -> io::Result<UnixStream> {
        match self {
            Self::Kernel => {
                let (ours, theirs) = UnixStream::pair()?;
                attach(Path::new(CONTROLLER), &theirs, descriptors)?;
                Ok(ours)
            }
            Self::Socket(path) => {
                let mut ours = UnixStream::connect(path)?;
                wire::be_imported(&mut ours, &descriptors.identity, descriptors.speed)?;
                Ok(ours)
            }
        }
    }
}

/// Hands the other end of the cable to the kernel, at a port that is free.
fn attach(controller: &Path, cable: &UnixStream, descriptors: &Descriptors) -> io::Result<()> {
    let explained = |error: io::Error| {
        let what = format!(
            "the kernel takes no device ({error}); run “modprobe vhci-hcd”, and this as root"
        );
        io::Error::new(error.kind(), what)
    };
    let speed = descriptors.speed as u32;
    // Two programs may want the same port at once; the second is told that it is busy.
    for _ in 0..16 {
        let status = fs::read_to_string(controller.join("status")).map_err(explained)?;
        let port = free_port(&status)
            .ok_or_else(|| io::Error::new(ErrorKind::ResourceBusy, "every port is taken"))?;
        // The kernel wants a bus and a device number; it shows them and does nothing with them.
        let device = 0x1_0000 + port + 1;
        let order = format!("{port} {} {device} {speed}", cable.as_raw_fd());
        match fs::write(controller.join("attach"), order) {
            Err(error) if error.kind() == ErrorKind::ResourceBusy => {}
            result => return result.map_err(explained),
        }
    }
    Err(io::Error::new(
        ErrorKind::ResourceBusy,
        "no port stays free",
    ))
}

/// The first free port for devices up to high speed: a line `hs 0003 004 …`, where 004 is "not attached".
fn free_port(status: &str) -> Option<u32> {
    status.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let is_for_us = words.next()? == "hs";
        let port = words.next()?.parse().ok()?;
        (is_for_us && words.next()? == "004").then_some(port)
    })
}

/// What became of bytes the host sent.
pub(super) enum Output {
    /// This many were taken; none means that the endpoint takes nothing now.
    Took(usize),
    /// This many were taken, and then the endpoint halted.
    Halt(usize),
    /// The cable was pulled meanwhile.
    Gone,
}

/// What there is for the host.
pub(super) enum Input {
    Bytes(Vec<u8>),
    /// Nothing now.
    Nothing,
    /// The endpoint halts.
    Halt,
}

/// The inside of a device.
pub(super) trait Gadget: Send + 'static {
    /// A request of a class or a vendor; `None` stalls.
    fn control(&mut self, setup: Setup, data: &[u8]) -> Option<Vec<u8>>;
    /// Bytes for an endpoint.
    fn output(&mut self, endpoint: u8, data: &[u8]) -> Output;
    /// The host waits for bytes of an endpoint; `room` of them fit.
    fn input(&mut self, endpoint: u8, room: usize) -> Input;
    /// When it should be asked again although nothing came.
    fn due(&self) -> Option<Instant>;
    /// Time went by: what goes on behind the plug goes on.
    fn tick(&mut self) {}
    /// The host began to wait for bytes of an endpoint.
    fn waited_for(&mut self, _endpoint: u8) {}
    /// The host no longer waits for bytes of an endpoint, as when it closes the device.
    fn given_up(&mut self, _endpoint: u8) {}
}

/// A device that is plugged in, until it is unplugged or dropped.
#[derive(Debug)]
pub(super) struct Plugged<G: Gadget> {
    cable: Arc<Cable<G>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Cable<G> {
    inside: Mutex<Inside<G>>,
    /// Wakes the clock: something came, went or was changed.
    changed: Condvar,
    /// Wakes those who wait for a condition.
    waiters: Condvar,
    descriptors: Descriptors,
}

#[derive(Debug)]
struct Inside<G> {
    gadget: G,
    stream: UnixStream,
    waiting: VecDeque<Waiting>,
    /// Addresses of halted endpoints, with the bit of their direction.
    halted: HashSet<u8>,
    gone: bool,
}

#[derive(Debug)]
struct Waiting {
    transfer: Transfer,
    /// Bytes of it that were taken already.
    taken: usize,
}

impl Waiting {
    fn address(&self) -> u8 {
        address(&self.transfer)
    }
}

fn address(transfer: &Transfer) -> u8 {
    transfer.endpoint | if transfer.towards_host { 0x80 } else { 0 }
}

impl<G: Gadget> Plugged<G> {
    pub(super) fn plug(gadget: G, descriptors: Descriptors, host: &Host) -> io::Result<Self> {
        let stream = host.connect(&descriptors)?;
        let reading = stream.try_clone()?;
        let cable = Arc::new(Cable {
            inside: Mutex::new(Inside {
                gadget,
                stream,
                waiting: VecDeque::new(),
                halted: HashSet::new(),
                gone: false,
            }),
            changed: Condvar::new(),
            waiters: Condvar::new(),
            descriptors,
        });
        let (reader, clock) = (Arc::clone(&cable), Arc::clone(&cable));
        let threads = vec![
            thread::Builder::new()
                .name("usb-device".to_owned())
                .spawn(move || reader.listen(reading))?,
            thread::Builder::new()
                .name("usb-device-clock".to_owned())
                .spawn(move || clock.tick())?,
        ];
        Ok(Self { cable, threads })
    }

    /// Looks at the inside, or changes it.
    pub(super) fn with<R>(&self, look: impl FnOnce(&mut G) -> R) -> R {
        let mut inside = self.cable.lock();
        let answer = look(&mut inside.gadget);
        drop(inside);
        self.cable.tell();
        answer
    }

    /// Waits until `condition` holds, at most for `limit`; answers whether it does.
    pub(super) fn wait(&self, limit: Duration, condition: impl Fn(&G) -> bool) -> bool {
        let (inside, _) = self
            .cable
            .waiters
            .wait_timeout_while(self.cable.lock(), limit, |inside| {
                !condition(&inside.gadget)
            })
            .unwrap_or_else(PoisonError::into_inner);
        condition(&inside.gadget)
    }

    /// Waits until the host has let the device go, or its cable was pulled.
    pub(super) fn wait_until_gone(&self) {
        let gone = self
            .cable
            .waiters
            .wait_while(self.cable.lock(), |inside| !inside.gone);
        drop(gone);
    }

    /// Pulls the cable.
    pub(super) fn unplug(&self) {
        self.cable.lock().pull();
        self.cable.tell();
    }
}

impl<G: Gadget> Drop for Plugged<G> {
    fn drop(&mut self) {
        self.unplug();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a simulated USB device panicked");
            }
        }
    }
}

impl<G: Gadget> Cable<G> {
    fn lock(&self) -> MutexGuard<'_, Inside<G>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes commands until the host or the cable is gone.
    fn listen(&self, mut stream: UnixStream) {
        loop {
            let command = wire::read_command(&mut stream);
            let mut inside = self.lock();
            let result = command.and_then(|command| match command {
                Command::Submit(transfer) => inside.submit(transfer, &self.descriptors),
                Command::Unlink { sequence, target } => inside.unlink(sequence, target),
            });
            match result.and_then(|()| inside.serve()) {
                Ok(()) if !inside.gone => {}
                other => {
                    if let Err(error) = other
                        && !inside.gone
                        && error.kind() != ErrorKind::UnexpectedEof
                    {
                        tracing::debug!(%error, "a simulated USB device lost its host");
                    }
                    inside.pull();
                    drop(inside);
                    self.tell();
                    return;
                }
            }
            drop(inside);
            self.tell();
        }
    }

    fn tell(&self) {
        self.changed.notify_all();
        self.waiters.notify_all();
    }

    /// Serves what waits when the device has something due, or was changed from outside.
    fn tick(&self) {
        let mut inside = self.lock();
        while !inside.gone {
            let due = inside.gadget.due();
            let pause = due.map_or(IDLE, |due| due.saturating_duration_since(Instant::now()));
            // A device that is due all the time must not keep others from the lock.
            let pause = pause.max(Duration::from_millis(1));
            inside = self
                .changed
                .wait_timeout(inside, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            inside.gadget.tick();
            if inside.serve().is_err() {
                inside.pull();
            }
            if due.is_some() {
                // Who waits for a condition looks again when the device may have changed by itself.
                self.waiters.notify_all();
            }
        }
        drop(inside);
        self.tell();
    }
}

impl<G: Gadget> Inside<G> {
    fn pull(&mut self) {
        self.gone = true;
        // The host may have closed it before.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn submit(&mut self, transfer: Transfer, descriptors: &Descriptors) -> io::Result<()> {
        if transfer.endpoint != 0 {
            if transfer.towards_host {
                self.gadget.waited_for(transfer.endpoint);
            }
            self.waiting.push_back(Waiting { transfer, taken: 0 });
            return Ok(());
        }
        let setup = transfer.setup;
        let answer = match descriptors.standard(setup, |end| self.halted.contains(&end)) {
            Standard::Answer(bytes) => Some(bytes),
            Standard::HaltCleared(end) => {
                self.halted.remove(&end);
                Some(Vec::new())
            }
            Standard::Stall => None,
            Standard::Other => self.gadget.control(setup, &transfer.data),
        };
        let sequence = transfer.sequence;
        match answer {
            Some(bytes) if transfer.towards_host => {
                wire::submitted(&mut self.stream, sequence, 0, bytes.len(), &bytes)
            }
            Some(_) => wire::submitted(&mut self.stream, sequence, 0, transfer.data.len(), &[]),
            None => wire::submitted(&mut self.stream, sequence, STALLED, 0, &[]),
        }
    }

    fn unlink(&mut self, sequence: u32, target: u32) -> io::Result<()> {
        let place = self
            .waiting
            .iter()
            .position(|waiting| waiting.transfer.sequence == target);
        if let Some(waiting) = place.and_then(|place| self.waiting.remove(place))
            && waiting.transfer.towards_host
        {
            self.gadget.given_up(waiting.transfer.endpoint);
        }
        wire::unlinked(&mut self.stream, sequence, place.is_some())
    }

    /// Moves what can be moved now. Transfers of one endpoint end in the order they came.
    fn serve(&mut self) -> io::Result<()> {
        let mut busy = HashSet::new();
        let mut place = 0;
        while place < self.waiting.len() && !self.gone {
            let address = self.waiting[place].address();
            if busy.contains(&address) || !self.move_bytes(place)? {
                busy.insert(address);
                place += 1;
            }
        }
        Ok(())
    }

    /// Serves one transfer; answers whether it ended.
    fn move_bytes(&mut self, place: usize) -> io::Result<bool> {
        let address = self.waiting[place].address();
        let waiting = &mut self.waiting[place];
        let transfer = &waiting.transfer;
        let (sequence, endpoint) = (transfer.sequence, transfer.endpoint);
        let (mut status, mut answer) = (0, Vec::new());
        if self.halted.contains(&address) {
            status = STALLED;
        } else if transfer.towards_host {
            match self.gadget.input(endpoint, transfer.room) {
                Input::Bytes(bytes) => answer = bytes,
                Input::Nothing => return Ok(false),
                Input::Halt => status = STALLED,
            }
            waiting.taken = answer.len();
        } else if waiting.taken < transfer.data.len() {
            match self
                .gadget
                .output(endpoint, &transfer.data[waiting.taken..])
            {
                Output::Took(count) => {
                    waiting.taken += count;
                    if waiting.taken < transfer.data.len() {
                        return Ok(false);
                    }
                }
                Output::Halt(count) => {
                    waiting.taken += count;
                    status = STALLED;
                }
                Output::Gone => {
                    self.pull();
                    return Ok(false);
                }
            }
        }
        if status == STALLED {
            self.halted.insert(address);
        }
        let taken = waiting.taken;
        self.waiting.remove(place);
        wire::submitted(&mut self.stream, sequence, status, taken, &answer)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_first_free_port_of_the_kernel() {
        let status = "hub port sta spd dev      sockfd local_busid\n\
                      hs  0000 006 003 00010001 000003 1-1\n\
                      hs  0001 004 000 00000000 000000 0-0\n\
                      ss  0008 004 000 00000000 000000 0-0\n";
        assert_eq!(free_port(status), Some(1));
        assert_eq!(free_port(&status.replace("0001 004", "0001 006")), None);
        assert_eq!(free_port(""), None);
    }
}
