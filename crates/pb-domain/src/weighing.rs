//! A weight on a label was stable, fresh and of this parcel.
use crate::{ParcelId, Weight};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a scale said in one frame, after its protocol was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleFrame {
    /// What it means.
    pub kind: FrameKind,
    /// The bytes it came from.
    pub raw: Vec<u8>,
    /// The scale's own value and unit, as text.
    pub shown: String,
    /// What the protocol reads in the bytes, in words: which bits and letters were set.
    pub says: String,
    /// Whether the scale tells a weight once and is then silent until there is a new one.
    pub once: bool,
}

/// Meaning of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The scale says that the weight stands still. Zero means an empty pan.
    Steady(Weight),
    /// Still moving.
    Moving,
    /// Below zero.
    UnderZero,
    /// Above what the scale can carry.
    Over,
    /// It wants to be set to zero.
    NeedsZero,
    /// It reports a fault, or a unit we must not guess.
    Fault,
}

/// What the bench shows and may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reading {
    /// Stands still; the only kind that may fill a parcel.
    Stable {
        /// The weight.
        weight: Weight,
        /// Since when, RFC 3339.
        #[ts(type = "string")]
        since: Timestamp,
        /// Equal frames in a row.
        frames: u32,
    },
    /// Still moving.
    Moving,
    /// Below zero.
    UnderZero,
    /// Above capacity.
    Over,
    /// Wants to be set to zero.
    NeedsZero,
    /// Reports a fault.
    Fault,
    /// Nothing new for too long.
    Stale,
    /// No scale is connected.
    Gone,
}

/// A stable weight that was given to a parcel, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StableWeight {
    /// The weight.
    pub weight: Weight,
    /// When it turned stable.
    pub since: Timestamp,
    /// The frames behind it, oldest first.
    pub evidence: Vec<Evidence>,
    /// Why it was given to this parcel.
    pub decision: WeighDecision,
}

/// One raw frame and when it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// When it arrived, RFC 3339.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The bytes, as hexadecimal.
    pub hex: String,
    /// The scale's own value and unit.
    pub shown: String,
    /// What the protocol reads in the bytes, in words. Empty in what was kept by early versions.
    #[serde(default)]
    pub says: String,
}

impl Evidence {
    fn of(frame: &ScaleFrame, at: Timestamp) -> Self {
        Self {
            at,
            hex: frame.raw.iter().map(|b| format!("{b:02x}")).collect(),
            shown: frame.shown.clone(),
            says: frame.says.clone(),
        }
    }
}

/// Why a weight was given to a parcel: what the gate had seen when it said yes. `Display` says it in a
/// sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeighDecision {
    /// When the weight turned stable, RFC 3339.
    #[ts(type = "string")]
    pub stable_since: Timestamp,
    /// Equal steady frames in a row until it was taken.
    pub frames: u32,
    /// When the last of them came, RFC 3339.
    #[ts(type = "string")]
    pub last_frame: Timestamp,
    /// When it was taken, RFC 3339.
    #[ts(type = "string")]
    pub taken_at: Timestamp,
    /// Milliseconds a frame counts as fresh.
    #[ts(type = "number")]
    pub fresh_ms: i64,
    /// How the pan was known to hold nothing of another parcel.
    pub emptied: Emptied,
}

/// How it was known that the pan was empty before a parcel was put on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Emptied {
    /// The scale showed zero.
    Seen {
        /// The frame that did.
        frame: Evidence,
    },
    /// A person said so, at a scale that cannot show zero.
    Said,
}

impl std::fmt::Display for WeighDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            stable_since,
            frames,
            last_frame,
            taken_at,
            fresh_ms,
            emptied,
        } = self;
        let age = taken_at.duration_since(*last_frame).as_millis();
        write!(
            f,
            "stable since {stable_since}, {frames} equal frames, the last {age} ms before it was \
             taken at {taken_at} (at most {fresh_ms} ms); "
        )?;
        match emptied {
            Emptied::Seen { frame } => write!(f, "the pan was empty at {}", frame.at),
            Emptied::Said => write!(f, "a person said that the pan had been emptied"),
        }
    }
}

/// Why a weight may not be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateRefusal {
    /// The scale does not stand still on a usable weight.
    #[error("the scale has no stable weight")]
    NotStable,
    /// The pan is empty.
    #[error("the pan is empty")]
    Empty,
    /// This reading was consumed already.
    #[error("this weight was already used")]
    AlreadyUsed,
    /// What is on the pan belongs to another parcel.
    #[error("what is on the scale was weighed for another parcel")]
    OtherLoad,
    /// The pan has not been seen empty since the scale was connected.
    #[error("the scale has not been seen empty since it was connected")]
    NeverEmpty,
    /// The parcel is not the one that is open.
    #[error("another parcel is open at the scale")]
    OtherParcel,
}

/// What lies on the pan, and whose it is. It changes hands only through an empty pan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Load {
    /// Nothing is known: the scale was just connected, or came back.
    Unproven,
    /// The pan was seen empty.
    Empty,
    /// It turned stable for this parcel.
    Of(ParcelId),
}

/// Decides which parcel a weight belongs to.
///
/// A load belongs to the parcel that was open when it turned stable, or, when none was open, to the
/// next one opened. It stays that parcel's until the pan is seen empty, or until a person says *next
/// parcel* on a scale that cannot report zero. A reading is used once, needs two equal steady frames,
/// and is refused when it is older than `fresh`.
#[derive(Debug)]
pub struct WeighGate {
    fresh: SignedDuration,
    reading: Reading,
    evidence: Vec<Evidence>,
    last_frame: Option<Timestamp>,
    /// How long the last frame stays fresh.
    lasts: SignedDuration,
    load: Load,
    /// How the pan was last known to be empty.
    emptied: Option<Emptied>,
    used: Option<Timestamp>,
    open: Option<ParcelId>,
}

/// Frames kept behind a weight: the first ones, and as many of the latest.
const KEPT_FIRST: usize = 4;
const KEPT_LATEST: usize = 12;
/// How long a weight stands that a scale tells once and then no more. What is put on the pan instead
/// is told anew, and is another parcel's only after a person said *next parcel*.
const ONCE_LASTS: SignedDuration = SignedDuration::from_secs(60);
/// Equal steady frames that make a weight stable: the first report after opening is often the
/// previous weighing (seen on Dymo M10 class scales).
const STEADY_FRAMES: u32 = 2;

impl WeighGate {
    /// A gate that calls a reading stale when nothing came for `fresh`.
    pub fn new(fresh: SignedDuration) -> Self {
        Self {
            fresh,
            reading: Reading::Gone,
            evidence: Vec::new(),
            last_frame: None,
            lasts: fresh,
            load: Load::Unproven,
            emptied: None,
            used: None,
            open: None,
        }
    }

    /// Takes one frame of the scale.
    pub fn frame(&mut self, frame: &ScaleFrame, at: Timestamp) {
        if self
            .last_frame
            .is_some_and(|last| at.duration_since(last) > self.lasts)
        {
            self.lose_sight();
        }
        self.last_frame = Some(at);
        let told = if frame.once { STEADY_FRAMES } else { 1 };
        self.lasts = match frame.kind {
            FrameKind::Steady(_) if frame.once => ONCE_LASTS,
            _ => self.fresh,
        };
        let next = match frame.kind {
            FrameKind::Steady(weight) => match self.reading {
                Reading::Stable {
                    weight: same,
                    since,
                    frames,
                } if same == weight && !frame.once => Reading::Stable {
                    weight,
                    since,
                    frames: frames.saturating_add(1),
                },
                _ => {
                    self.evidence.clear();
                    Reading::Stable {
                        weight,
                        since: at,
                        frames: told,
                    }
                }
            },
            FrameKind::Moving => Reading::Moving,
            FrameKind::UnderZero => Reading::UnderZero,
            FrameKind::Over => Reading::Over,
            FrameKind::NeedsZero => Reading::NeedsZero,
            FrameKind::Fault => Reading::Fault,
        };
        if self.evidence.len() == KEPT_FIRST + KEPT_LATEST {
            self.evidence.remove(KEPT_FIRST);
        }
        self.evidence.push(Evidence::of(frame, at));
        self.reading = next;
        if let Reading::Stable { weight, frames, .. } = self.reading
            && frames >= STEADY_FRAMES
        {
            if weight == Weight::ZERO {
                self.load = Load::Empty;
                self.emptied = Some(Emptied::Seen {
                    frame: Evidence::of(frame, at),
                });
            } else if let (Load::Empty, Some(parcel)) = (self.load, self.open) {
                self.load = Load::Of(parcel);
            }
        }
    }

    /// The scale went away.
    pub fn gone(&mut self) {
        self.reading = Reading::Gone;
        self.last_frame = None;
        self.lose_sight();
    }

    /// What happened on the pan meanwhile is not known; a load that had an owner keeps it.
    fn lose_sight(&mut self) {
        self.evidence.clear();
        if self.load == Load::Empty {
            self.load = Load::Unproven;
        }
        if matches!(self.reading, Reading::Stable { .. }) {
            self.reading = Reading::Moving;
        }
    }

    /// A person says that the pan was emptied and the next parcel put on it, on a scale that cannot
    /// report zero.
    pub fn next_parcel(&mut self) {
        self.load = Load::Empty;
        self.emptied = Some(Emptied::Said);
        self.reading = match self.reading {
            Reading::Gone => Reading::Gone,
            _ => Reading::Moving,
        };
        self.evidence.clear();
    }

    /// Opens a parcel: a load that no parcel owns becomes its own.
    pub fn open(&mut self, parcel: ParcelId) {
        self.open = Some(parcel);
        let on_the_pan = matches!(self.reading, Reading::Stable { weight, frames, .. }
            if weight != Weight::ZERO && frames >= STEADY_FRAMES);
        if self.load == Load::Empty && on_the_pan {
            self.load = Load::Of(parcel);
        }
    }

    /// Closes whatever parcel is open.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// The parcel that is open.
    pub fn open_parcel(&self) -> Option<ParcelId> {
        self.open
    }

    /// The parcel whose load lies on the pan. `None` when nothing there turned stable for a parcel, and when
    /// the scale is away, is silent, or shows that the pan is empty.
    pub fn carries(&self, now: Timestamp) -> Option<ParcelId> {
        let Load::Of(parcel) = self.load else {
            return None;
        };
        match self.reading(now) {
            Reading::Stable { weight, .. } => (weight > Weight::ZERO).then_some(parcel),
            Reading::Moving | Reading::Over => Some(parcel),
            Reading::UnderZero
            | Reading::NeedsZero
            | Reading::Fault
            | Reading::Stale
            | Reading::Gone => None,
        }
    }

    /// Whether something lies still on the pan that no parcel owns.
    pub fn holds_unowned(&self, now: Timestamp) -> bool {
        let lies =
            matches!(self.reading(now), Reading::Stable { weight, .. } if weight > Weight::ZERO);
        lies && !matches!(self.load, Load::Of(_))
    }

    /// What the bench shows now.
    pub fn reading(&self, now: Timestamp) -> Reading {
        match (&self.reading, self.last_frame) {
            (Reading::Gone, _) | (_, None) => Reading::Gone,
            (_, Some(at)) if now.duration_since(at) > self.lasts => Reading::Stale,
            (Reading::Stable { frames, .. }, _) if *frames < STEADY_FRAMES => Reading::Moving,
            (reading, _) => reading.clone(),
        }
    }

    /// Whether `take` would succeed, without taking.
    pub fn may_take(&self, parcel: ParcelId, now: Timestamp) -> Result<Weight, GateRefusal> {
        if self.open != Some(parcel) {
            return Err(GateRefusal::OtherParcel);
        }
        let Reading::Stable { weight, since, .. } = self.reading(now) else {
            return Err(GateRefusal::NotStable);
        };
        match self.load {
            _ if weight == Weight::ZERO => Err(GateRefusal::Empty),
            _ if weight < Weight::ZERO => Err(GateRefusal::NotStable),
            Load::Unproven => Err(GateRefusal::NeverEmpty),
            Load::Empty => Err(GateRefusal::NotStable),
            Load::Of(owner) if owner != parcel => Err(GateRefusal::OtherLoad),
            Load::Of(_) if self.used == Some(since) => Err(GateRefusal::AlreadyUsed),
            Load::Of(_) => Ok(weight),
        }
    }

    /// Gives the stable weight to the open parcel, once.
    pub fn take(&mut self, parcel: ParcelId, now: Timestamp) -> Result<StableWeight, GateRefusal> {
        let weight = self.may_take(parcel, now)?;
        let (Reading::Stable { since, frames, .. }, Some(last_frame)) =
            (&self.reading, self.last_frame)
        else {
            return Err(GateRefusal::NotStable);
        };
        let decision = WeighDecision {
            stable_since: *since,
            frames: *frames,
            last_frame,
            taken_at: now,
            fresh_ms: i64::try_from(self.lasts.as_millis()).unwrap_or(i64::MAX),
            emptied: self.emptied.clone().ok_or(GateRefusal::NeverEmpty)?,
        };
        self.used = Some(decision.stable_since);
        Ok(StableWeight {
            weight,
            since: decision.stable_since,
            evidence: self.evidence.clone(),
            decision,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const A: ParcelId = ParcelId(Uuid::from_u128(1));
    const B: ParcelId = ParcelId(Uuid::from_u128(2));

    struct Bench {
        gate: WeighGate,
        now: Timestamp,
        once: bool,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                gate: WeighGate::new(SignedDuration::from_secs(3)),
                now: Timestamp::UNIX_EPOCH,
                once: false,
            }
        }

        fn frames(&mut self, kind: FrameKind, count: usize) -> &mut Self {
            for _ in 0..count {
                self.now += SignedDuration::from_millis(200);
                self.gate.frame(
                    &ScaleFrame {
                        kind,
                        raw: vec![3, 4],
                        shown: "x".into(),
                        says: "status".into(),
                        once: self.once,
                    },
                    self.now,
                );
            }
            self
        }

        fn steady(&mut self, grams: i64) -> &mut Self {
            self.frames(FrameKind::Steady(Weight::from_grams(grams)), 3)
        }

        fn take(&mut self, parcel: ParcelId) -> Result<i64, GateRefusal> {
            self.gate
                .take(parcel, self.now)
                .map(|w| w.weight.micrograms() / 1_000_000)
        }
    }

    #[test]
    fn weighs_after_the_scan_and_before_it() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        assert_eq!(bench.steady(500).take(A), Ok(500));
        bench.gate.close();
        bench.steady(0).steady(700).gate.open(B);
        assert_eq!(
            bench.take(B),
            Ok(700),
            "put on the pan before the scan, with no parcel open"
        );
    }

    #[test]
    fn b_never_inherits_a() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        assert_eq!(bench.steady(500).take(A), Ok(500));
        bench.gate.open(B);
        assert_eq!(bench.take(B), Err(GateRefusal::OtherLoad));
        // A nudge makes the same box stable anew; it is still the box of A.
        bench.frames(FrameKind::Moving, 2).steady(500);
        assert_eq!(bench.take(B), Err(GateRefusal::OtherLoad));
        assert_eq!(bench.steady(0).steady(900).take(B), Ok(900));
    }

    #[test]
    fn b_never_inherits_what_a_left_untaken() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        bench.steady(500).gate.close();
        bench.gate.open(B);
        assert_eq!(bench.take(B), Err(GateRefusal::OtherLoad));
    }

    #[test]
    fn the_same_parcel_may_be_weighed_again_after_a_change_only() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        assert_eq!(bench.steady(500).take(A), Ok(500));
        assert_eq!(bench.take(A), Err(GateRefusal::AlreadyUsed));
        assert_eq!(bench.steady(520).take(A), Ok(520));
    }

    #[test]
    fn one_frame_moving_and_old_frames_are_not_weights() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        bench.frames(FrameKind::Steady(Weight::from_grams(500)), 1);
        assert_eq!(bench.take(A), Err(GateRefusal::NotStable));
        bench.frames(FrameKind::Moving, 1);
        assert_eq!(bench.take(A), Err(GateRefusal::NotStable));
        bench.steady(500);
        bench.now += SignedDuration::from_secs(10);
        assert_eq!(bench.gate.reading(bench.now), Reading::Stale);
        assert_eq!(bench.take(A), Err(GateRefusal::NotStable));
    }

    #[test]
    fn a_scale_that_comes_back_must_show_an_empty_pan() {
        let mut bench = Bench::new();
        bench.gate.open(A);
        assert_eq!(bench.steady(500).take(A), Err(GateRefusal::NeverEmpty));
        bench.steady(0);
        bench.gate.gone();
        assert_eq!(bench.steady(500).take(A), Err(GateRefusal::NeverEmpty));
        assert_eq!(bench.steady(0).steady(500).take(A), Ok(500));
        // Unplugged with the box of A on it: plugging in again does not make it the box of B.
        bench.gate.gone();
        bench.gate.open(B);
        assert_eq!(bench.steady(500).take(B), Err(GateRefusal::OtherLoad));
    }

    #[test]
    fn a_person_frees_a_scale_that_cannot_say_zero() {
        let mut bench = Bench::new();
        bench.gate.open(A);
        bench.gate.next_parcel();
        assert_eq!(bench.steady(500).take(A), Ok(500));
        bench.gate.open(B);
        assert_eq!(bench.steady(800).take(B), Err(GateRefusal::OtherLoad));
        bench.gate.next_parcel();
        assert_eq!(bench.steady(800).take(B), Ok(800));
    }

    #[test]
    fn a_weight_carries_its_frames_and_why_it_was_given() {
        let mut bench = Bench::new();
        bench.steady(0).gate.open(A);
        let emptied = bench.now;
        bench.frames(FrameKind::Moving, 5);
        let put = bench.now;
        bench.frames(FrameKind::Steady(Weight::from_grams(500)), 40);
        let taken = bench.gate.take(A, bench.now).expect("stable");
        let decision = &taken.decision;
        assert_eq!(decision.frames, 40);
        assert_eq!(decision.fresh_ms, 3000);
        assert_eq!(
            (decision.last_frame, decision.taken_at),
            (bench.now, bench.now)
        );
        assert!(decision.stable_since > put && taken.since == decision.stable_since);
        let Emptied::Seen { frame } = &decision.emptied else {
            panic!("the scale showed zero")
        };
        assert_eq!((frame.at, frame.hex.as_str()), (emptied, "0304"));
        // The first frames and the latest, in order, with what they say.
        let at: Vec<_> = taken.evidence.iter().map(|e| e.at).collect();
        assert_eq!(at.len(), KEPT_FIRST + KEPT_LATEST);
        assert!(at.is_sorted());
        assert_eq!((at[0], at.last()), (taken.since, Some(&bench.now)));
        assert!(taken.evidence.iter().all(|e| e.says == "status"));
        let words = decision.to_string();
        assert!(words.contains("40 equal frames") && words.contains("the pan was empty at"));
    }

    #[test]
    fn a_scale_that_tells_a_weight_once_is_believed_until_the_next_parcel() {
        let mut bench = Bench::new();
        bench.once = true;
        let told = |grams| FrameKind::Steady(Weight::from_grams(grams));
        bench.gate.open(A);
        assert_eq!(
            bench.frames(told(500), 1).take(A),
            Err(GateRefusal::NeverEmpty)
        );
        bench.gate.next_parcel();
        assert_eq!(
            bench.take(A),
            Err(GateRefusal::NotStable),
            "not what was told before"
        );
        bench.frames(told(500), 1);
        bench.now += SignedDuration::from_secs(30);
        let taken = bench.gate.take(A, bench.now).expect("it stands");
        assert_eq!(taken.decision.emptied, Emptied::Said);
        assert!(taken.decision.to_string().contains("a person said"));
        bench.gate.open(B);
        assert_eq!(
            bench.frames(told(500), 1).take(B),
            Err(GateRefusal::OtherLoad)
        );
        bench.gate.next_parcel();
        assert_eq!(bench.take(B), Err(GateRefusal::NotStable));
        bench.frames(told(700), 1);
        bench.now += SignedDuration::from_secs(61);
        assert_eq!(bench.take(B), Err(GateRefusal::NotStable), "too long ago");
    }

    #[test]
    fn a_load_is_carried_while_it_is_seen() {
        let mut bench = Bench::new();
        bench.steady(0);
        bench.gate.open(A);
        assert_eq!(bench.gate.carries(bench.now), None);
        bench.steady(800);
        assert_eq!(bench.gate.carries(bench.now), Some(A));
        bench.frames(FrameKind::Moving, 1);
        assert_eq!(bench.gate.carries(bench.now), Some(A));
        let later = bench.now + SignedDuration::from_secs(60);
        assert_eq!(bench.gate.carries(later), None, "nobody knows by now");
        bench.gate.open(B);
        bench.steady(800);
        assert_eq!(bench.gate.carries(bench.now), Some(A), "it is still A's");
        bench.steady(0);
        assert_eq!(bench.gate.carries(bench.now), None);
        bench.gate.gone();
        assert_eq!(bench.gate.carries(bench.now), None);
    }

    #[test]
    fn a_load_without_an_owner_is_known_as_such() {
        let mut bench = Bench::new();
        bench.steady(500);
        assert!(bench.gate.holds_unowned(bench.now), "it lay there before");
        bench.steady(0);
        assert!(!bench.gate.holds_unowned(bench.now));
        bench.gate.open(A);
        bench.steady(500);
        assert!(!bench.gate.holds_unowned(bench.now), "it is A's");
    }
}
