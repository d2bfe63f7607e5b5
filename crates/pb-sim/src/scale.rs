//! A simulated Mettler-Toledo 8217 scale behind a serial device server.
//!
//! It shows kilograms with three decimals, as `STX WW.WWW CR`, and answers `STX ? status CR` while it
//! has no weight to give.
use crate::plug::Plug;
use pb_domain::{Weight, WeightUnit};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

const STX: u8 = 0x02;
const CR: u8 = 0x0d;
/// Status bits of the family: 0 in motion, 1 over capacity, 2 under zero; 6 is always set.
const IN_MOTION: u8 = 0x41;
const OVER_CAPACITY: u8 = 0x42;
const UNDER_ZERO: u8 = 0x44;
const CAPACITY: Weight = Weight::from_grams(30_000);
/// Polls that are answered "in motion" after the load changed.
const SETTLING_POLLS: u32 = 2;

/// What is wrong with the line between the scale and the station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScaleFault {
    /// Nothing.
    #[default]
    None,
    /// Answers are bytes that no frame has.
    Garbage,
    /// Every frame arrives in two pieces, a moment apart.
    Fragments,
    /// It takes polls and never answers.
    Silent,
}

/// A simulated scale; its pan is empty at first.
#[derive(Debug)]
pub struct SimScale {
    plug: Plug,
    pan: Arc<Mutex<Pan>>,
}

#[derive(Debug, Default)]
struct Pan {
    load: Weight,
    zero: Weight,
    settling: u32,
    moving: bool,
    fault: ScaleFault,
    polls: u64,
}

impl SimScale {
    /// Starts on a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts on a port of loopback.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let pan = Arc::new(Mutex::new(Pan::default()));
        let shared = Arc::clone(&pan);
        let plug = Plug::start(port, move |stream| {
            let pan = Arc::clone(&shared);
            async move {
                // The other side may go whenever it likes.
                let _ = serve(stream, &pan).await;
            }
        })?;
        Ok(Self { plug, pan })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
    }

    /// Puts a load on the pan in place of what is there: the next two polls find it moving, the
    /// following ones stable. A load below zero shows under zero, one above 30 kg over capacity.
    pub fn place(&self, load: Weight) {
        lock(&self.pan).put(load);
    }

    /// Empties the pan, which settles like any other change.
    pub fn clear(&self) {
        self.place(Weight::ZERO);
    }

    /// Keeps the load moving, or lets it come to rest.
    pub fn set_moving(&self, moving: bool) {
        lock(&self.pan).moving = moving;
    }

    /// Breaks the line, or mends it.
    pub fn set_fault(&self, fault: ScaleFault) {
        lock(&self.pan).fault = fault;
    }

    /// Weight requests answered or swallowed so far.
    pub fn polls(&self) -> u64 {
        lock(&self.pan).polls
    }

    /// Pulls the plug: connections drop and further ones are refused.
    pub fn unplug(&self) {
        self.plug.unplug();
    }

    /// Puts the plug back in.
    pub fn plug(&self) {
        self.plug.plug();
    }

    /// Lets a simulated packer work: the pan is empty for three seconds, then a parcel of a plausible
    /// weight lies on it until a label comes out of the printer (`labels` counts them) or 25 seconds
    /// have passed, and so on. The weights follow from `seed` alone.
    pub fn pack_by_itself(&self, seed: u64, labels: watch::Receiver<usize>) {
        if let Some(handle) = self.plug.handle() {
            handle.spawn(pack(Arc::clone(&self.pan), seed, labels));
        }
    }
}

async fn pack(pan: Arc<Mutex<Pan>>, seed: u64, mut labels: watch::Receiver<usize>) {
    let mut weights = Weights(seed);
    loop {
        tokio::time::sleep(Duration::from_secs(3)).await;
        labels.mark_unchanged();
        lock(&pan).put(Weight::from_grams(weights.next()));
        let label = async {
            // The printer is gone: no label will ever come out.
            if labels.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        // Whichever it was, the parcel goes.
        let _ = tokio::time::timeout(Duration::from_secs(25), label).await;
        lock(&pan).put(Weight::ZERO);
    }
}

/// Plausible parcel weights in grams, from a seed: a linear congruential generator (Knuth, MMIX).
struct Weights(u64);

impl Weights {
    fn next(&mut self) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // 180 g to 4 kg, in the 5 g steps of a bench scale.
        180 + i64::from((self.0 >> 33) as u32 % 765) * 5
    }
}

impl Pan {
    fn put(&mut self, load: Weight) {
        self.load = load;
        self.settling = SETTLING_POLLS;
    }

    fn answer(&mut self) -> Vec<u8> {
        self.polls += 1;
        let shown = Weight::from_micrograms(self.load.micrograms() - self.zero.micrograms());
        if self.moving || self.settling > 0 {
            self.settling = self.settling.saturating_sub(1);
            status(IN_MOTION)
        } else if self.load > CAPACITY {
            status(OVER_CAPACITY)
        } else if shown < Weight::ZERO {
            status(UNDER_ZERO)
        } else {
            let text = format!("{:06.3}", shown.in_unit(WeightUnit::Kg, 3));
            [&[STX], text.as_bytes(), &[CR]].concat()
        }
    }

    /// `Z`: what lies still on the pan becomes zero.
    fn set_zero(&mut self) -> Vec<u8> {
        if !self.moving && self.settling == 0 {
            self.zero = self.load;
        }
        status(0x40)
    }
}

fn status(bits: u8) -> Vec<u8> {
    vec![STX, b'?', bits, CR]
}

fn lock(pan: &Mutex<Pan>) -> MutexGuard<'_, Pan> {
    pan.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut stream: TcpStream, pan: &Mutex<Pan>) -> io::Result<()> {
    let mut echo = false;
    let mut buffer = [0; 64];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        for command in &buffer[..read] {
            let (answer, fault) = {
                let mut pan = lock(pan);
                let answer = match command {
                    b'F' if echo => {
                        echo = false;
                        vec![STX, b'F', CR]
                    }
                    byte if echo => vec![*byte],
                    b'W' => pan.answer(),
                    b'Z' => pan.set_zero(),
                    b'E' => {
                        echo = true;
                        vec![STX, b'E', CR]
                    }
                    // A byte that is no command gets no answer.
                    _ => Vec::new(),
                };
                (answer, pan.fault)
            };
            match fault {
                ScaleFault::None => stream.write_all(&answer).await?,
                ScaleFault::Garbage => stream.write_all(&[0xff, 0x7f, b'#', 0x00, b'\n']).await?,
                ScaleFault::Silent => {}
                ScaleFault::Fragments => {
                    let (head, tail) = answer.split_at(answer.len() / 2);
                    stream.write_all(head).await?;
                    tokio::time::sleep(Duration::from_millis(30)).await;
                    stream.write_all(tail).await?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream as Socket;

    fn connect(scale: &SimScale) -> Socket {
        let socket = Socket::connect(("127.0.0.1", scale.port())).expect("the scale listens");
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a timeout");
        socket
    }

    /// One frame, up to its CR.
    fn frame(socket: &mut Socket) -> Vec<u8> {
        let mut frame = Vec::new();
        let mut byte = [0];
        while frame.last() != Some(&CR) {
            socket.read_exact(&mut byte).expect("an answer");
            frame.push(byte[0]);
        }
        frame
    }

    fn poll(socket: &mut Socket) -> Vec<u8> {
        socket.write_all(b"W").expect("sent");
        frame(socket)
    }

    #[test]
    fn speaks_the_protocols_frames() {
        let scale = SimScale::start().expect("starts");
        let mut socket = connect(&scale);
        assert_eq!(poll(&mut socket), b"\x0200.000\r");
        for (load, settled) in [
            (Weight::from_grams(1_250), &b"\x0201.250\r"[..]),
            (Weight::from_grams(12_345), b"\x0212.345\r"),
            (Weight::from_grams(30_001), b"\x02?B\r"),
            (Weight::from_grams(-5), b"\x02?D\r"),
            (Weight::ZERO, b"\x0200.000\r"),
        ] {
            scale.place(load);
            let frames: Vec<_> = (0..4).map(|_| poll(&mut socket)).collect();
            assert_eq!(
                frames,
                [b"\x02?A\r", b"\x02?A\r", settled, settled],
                "{load}"
            );
        }
        scale.set_moving(true);
        assert_eq!(poll(&mut socket), b"\x02?A\r");
        scale.set_moving(false);
        assert_eq!(poll(&mut socket), b"\x0200.000\r");
        assert_eq!(scale.polls(), 23);
    }

    #[test]
    fn answers_no_other_command_than_its_own() {
        let scale = SimScale::start().expect("starts");
        let mut socket = connect(&scale);
        socket.write_all(b"P\r\nw?").expect("sent");
        // Odoo's probe: echo on, a word, echo off.
        socket.write_all(b"EhelloF").expect("sent");
        assert_eq!(frame(&mut socket), b"\x02E\r");
        assert_eq!(frame(&mut socket), b"hello\x02F\r");
        scale.place(Weight::from_grams(500));
        while poll(&mut socket) != b"\x0200.500\r" {}
        socket.write_all(b"Z").expect("sent");
        assert_eq!(frame(&mut socket), b"\x02?@\r");
        assert_eq!(poll(&mut socket), b"\x0200.000\r");
        assert_eq!(scale.polls(), 4);
    }

    #[test]
    fn the_line_can_break_in_every_way() {
        let scale = SimScale::start().expect("starts");
        let mut socket = connect(&scale);
        scale.set_fault(ScaleFault::Fragments);
        assert_eq!(poll(&mut socket), b"\x0200.000\r");
        scale.set_fault(ScaleFault::Garbage);
        socket.write_all(b"W").expect("sent");
        let mut garbage = [0; 5];
        socket.read_exact(&mut garbage).expect("garbage");
        assert!(!garbage.contains(&STX) && !garbage.contains(&CR));
        scale.unplug();
        assert!(matches!(socket.read(&mut garbage), Ok(0) | Err(_)));
        assert!(Socket::connect(("127.0.0.1", scale.port())).is_err());
        scale.plug();
        scale.set_fault(ScaleFault::Silent);
        let mut socket = connect(&scale);
        socket.write_all(b"W").expect("sent");
        socket
            .set_read_timeout(Some(Duration::from_millis(100)))
            .expect("a timeout");
        assert!(socket.read(&mut garbage).is_err(), "nothing is answered");
    }

    #[test]
    fn weights_are_plausible_and_follow_from_the_seed() {
        let draw = |seed| {
            let mut weights = Weights(seed);
            (0..50).map(|_| weights.next()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(
            draw(7)
                .iter()
                .all(|g| (180..=4_005).contains(g) && g % 5 == 0)
        );
    }

    #[test]
    fn a_packer_puts_a_parcel_on_and_takes_it_off_when_its_label_is_out() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        let labels = watch::Sender::new(0);
        let pan = Arc::new(Mutex::new(Pan::default()));
        let load = || lock(&pan).load;
        runtime.expect("a runtime").block_on(async {
            let packer = tokio::spawn(pack(Arc::clone(&pan), 7, labels.subscribe()));
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(load(), Weight::ZERO);
            tokio::time::sleep(Duration::from_secs(2)).await;
            let first = load();
            assert!(first > Weight::ZERO);
            labels.send_replace(1);
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(load(), Weight::ZERO, "the label is out");
            tokio::time::sleep(Duration::from_secs(4)).await;
            assert!(load() > Weight::ZERO && load() != first);
            tokio::time::sleep(Duration::from_secs(25)).await;
            assert_eq!(load(), Weight::ZERO, "nobody wanted it");
            packer.abort();
        });
    }
}
