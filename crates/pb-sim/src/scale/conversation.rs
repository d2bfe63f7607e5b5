//! What a simulated scale hears and says on one connection, through a line that may be broken.
use super::dialect::{Dialect, Model};
use super::pan::{Pan, Shown};
use super::{ScaleFault, lock};
use pb_domain::Weight;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often it may say something by itself.
pub(super) const BEAT: Duration = Duration::from_millis(100);
/// Between two pieces of a frame.
const GAP: Duration = Duration::from_millis(30);
/// A byte at 1200 baud takes 8 ms.
const SLOW: Duration = Duration::from_millis(8);

/// Bytes for the line, after a pause.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) after: Duration,
    pub(super) bytes: Vec<u8>,
}

/// One connection.
pub(super) struct Conversation {
    dialect: Box<dyn Dialect>,
    pan: Arc<Mutex<Pan>>,
    /// Whether a weight was told on this connection.
    told: bool,
}

impl Conversation {
    pub(super) fn new(model: &Model, pan: &Arc<Mutex<Pan>>) -> Self {
        Self {
            dialect: (model.dialect)(),
            pan: Arc::clone(pan),
            told: false,
        }
    }

    /// Takes what was sent to the scale.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pan = lock(&self.pan);
        pan.heard.extend(bytes);
        if pan.is_off() || pan.fault == ScaleFault::ForeignStream {
            return Vec::new();
        }
        let mut pieces = Vec::new();
        for byte in bytes {
            let mut look = first(&mut self.told, pan.fault, pan.previous());
            let answer = self.dialect.hear(*byte, &mut pan, &mut look);
            pieces.extend(broken(pan.fault, answer));
        }
        pieces
    }

    /// What it says by itself, at every beat.
    pub(super) fn beat(&mut self) -> Vec<Piece> {
        let mut pan = lock(&self.pan);
        if pan.is_off() {
            return Vec::new();
        }
        if pan.fault == ScaleFault::ForeignStream {
            let sentence = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";
            return vec![piece(sentence.to_vec())];
        }
        let mut look = first(&mut self.told, pan.fault, pan.previous());
        let said = self.dialect.beat(&mut pan, &mut look);
        broken(pan.fault, said)
    }
}

/// How a dialect weighs: as the pan is, but for the first time where that fault is set.
fn first(told: &mut bool, fault: ScaleFault, previous: Weight) -> impl FnMut(&mut Pan) -> Shown {
    move |pan| match std::mem::replace(told, true) {
        false if fault == ScaleFault::PreviousFirst => Shown::Still(previous),
        _ => pan.look(),
    }
}

fn piece(bytes: Vec<u8>) -> Piece {
    Piece {
        after: Duration::ZERO,
        bytes,
    }
}

/// What arrives of an answer.
fn broken(fault: ScaleFault, answer: Vec<u8>) -> Vec<Piece> {
    if answer.is_empty() {
        return Vec::new();
    }
    let half = answer.len() / 2;
    match fault {
        ScaleFault::None | ScaleFault::PreviousFirst | ScaleFault::ForeignStream => {
            vec![piece(answer)]
        }
        ScaleFault::Garbage => vec![piece(vec![0xff, 0x7f, b'#', 0x00, b'\n'])],
        ScaleFault::Silent => Vec::new(),
        ScaleFault::Cut => vec![piece(answer[..half].to_vec())],
        ScaleFault::Fragments => vec![
            piece(answer[..half].to_vec()),
            Piece {
                after: GAP,
                bytes: answer[half..].to_vec(),
            },
        ],
        ScaleFault::SlowBytes => answer
            .into_iter()
            .map(|byte| Piece {
                after: SLOW,
                bytes: vec![byte],
            })
            .collect(),
        ScaleFault::WrongParity => {
            let mut sent: Vec<u8> = answer
                .iter()
                .map(|byte| byte | u8::from(byte.count_ones() % 2 == 1) << 7)
                .collect();
            sent[half] ^= 1;
            vec![piece(sent)]
        }
    }
}
