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
        let mut pan = lock(&self.pan);
        pan.load = load;
        pan.settling = SETTLING_POLLS;
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
    pub fn pack_by_itself(&self, seed: u64, mut labels: watch::Receiver<usize>) {
        let pan = Arc::clone(&self.pan);
        let put = move |grams: i64| {
            let mut pan = lock(&pan);
            pan.load = Weight::from_grams(grams);
            pan.settling = SETTLING_POLLS;
        };
        let packer = async move {
            let mut weights = Weights(seed);
            loop {
                tokio::time::sleep(Duration::from_secs(3)).await;
                labels.mark_unchanged();
                put(weights.next());
                // A closed channel means that the printer is gone, which is as good as no label.
                let _ = tokio::time::timeout(Duration::from_secs(25), async {
                    if labels.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                })
                .await;
                put(0);
            }
        };
        if let Some(handle) = self.plug.handle() {
            handle.spawn(packer);
        }
    }
}

/// Plausible parcel weights in grams, from a seed: a linear congruential generator (Knuth, MMIX).
struct Weights(u64);

impl Weights {
    fn next(&mut self) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // 180 g to 4 kg, in the 5 g steps of a bench scale.
        180 + i64::from((self.0 >> 33) as u32 % 765) * 5
    }
}

impl Pan {
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
