//! USB scales through hidapi, and what the station makes of them.
use crate::world::{SOON, World, until};
use jiff::{SignedDuration, Timestamp};
use pb_devices::{Access, FoundKind, Port, ScaleConfig, ScaleEvent, ScaleThread, ZeroOutcome};
use pb_domain::{FrameKind, ParcelId, Reading, WeighGate, Weight, WeightUnit};
use pb_sim::usb::{HidReading, HidScale, HidScaleOptions, Identity, PlainDevice};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use uuid::Uuid;

fn grams(weight: i64) -> Weight {
    Weight::new(weight.into(), WeightUnit::G).expect("a weight")
}

/// A scale's thread and what it tells.
struct Listening {
    events: Receiver<ScaleEvent>,
    thread: ScaleThread,
}

impl Listening {
    fn to(port: &Port) -> Self {
        let (tell, events) = channel();
        let config = ScaleConfig {
            port: port.clone(),
            protocol: "hid-pos".to_owned(),
            unit: None,
            reports_zero: true,
            id: String::new(),
            name: String::new(),
            pattern: None,
            only_stable: false,
        };
        let thread = ScaleThread::start(config, move |event| {
            // The test may have ended.
            let _ = tell.send(event);
        });
        Self { events, thread }
    }

    fn next(&self) -> ScaleEvent {
        self.events
            .recv_timeout(SOON)
            .expect("the scale says something")
    }

    /// The next frame, whatever was told before it.
    fn frame(&self) -> FrameKind {
        loop {
            if let ScaleEvent::Frame(frame) = self.next() {
                return frame.kind;
            }
        }
    }

    /// Waits for a frame, and answers with those before it.
    fn frames_until(&self, wanted: FrameKind) -> Vec<FrameKind> {
        let began = Instant::now();
        let mut before = Vec::new();
        loop {
            let kind = self.frame();
            if kind == wanted {
                return before;
            }
            before.push(kind);
            assert!(began.elapsed() < SOON, "no {wanted:?} in {before:?}");
        }
    }

    /// Waits until the scale is gone, and answers with the frames before.
    fn frames_until_gone(&self) -> Vec<FrameKind> {
        let mut before = Vec::new();
        loop {
            match self.next() {
                ScaleEvent::Gone(_) => return before,
                ScaleEvent::Frame(frame) => before.push(frame.kind),
                ScaleEvent::Connected | ScaleEvent::Zero(_) => {}
            }
        }
    }
}

fn plug(world: &World, options: HidScaleOptions) -> (HidScale, Port) {
    let (vendor, product) = (options.identity.vendor, options.identity.product);
    let scale = HidScale::plug(options, world.host()).expect("it is plugged in");
    let found = world.found("the scale, ready", |found| {
        matches!(found.port, Port::Hid { vendor: v, product: p, .. } if (v, p) == (vendor, product))
            && found.access == Access::Ready
    });
    assert_eq!(found.kind, FoundKind::Scale);
    assert_eq!(found.speaks, "hid-pos");
    (scale, found.port)
}

#[test]
fn any_scale_is_found_by_its_usage_page_and_other_devices_are_not() {
    let world = World::enter();
    let _key = PlainDevice::security_key(world.host()).expect("plugged in");
    let options = HidScaleOptions {
        // No list has it.
        identity: Identity::new(0x7e57, 0x0001, "Nobody", "Kitchen Scale", "1"),
        ..HidScaleOptions::default()
    };
    let (_scale, port) = plug(&world, options);
    let found = pb_devices::find();
    let hid: Vec<_> = found
        .iter()
        .filter(|one| matches!(one.port, Port::Hid { .. }))
        .collect();
    assert_eq!(hid.len(), 1, "{hid:?}");
    assert_eq!(hid[0].port, port);
    assert_eq!(hid[0].name, "Nobody Kitchen Scale");
}

#[test]
fn reports_of_six_bytes_and_of_five_settle_to_the_weight() {
    let world = World::enter();
    for report_ids in [true, false] {
        let (scale, port) = plug(
            &world,
            HidScaleOptions {
                report_ids,
                ..HidScaleOptions::default()
            },
        );
        let listening = Listening::to(&port);
        assert_eq!(listening.next(), ScaleEvent::Connected);
        listening.frames_until(FrameKind::Steady(Weight::ZERO));
        scale.show(HidReading::moving(600));
        listening.frames_until(FrameKind::Moving);
        scale.show(HidReading::steady(645));
        let before = listening.frames_until(FrameKind::Steady(grams(645)));
        let in_motion = |kind: &FrameKind| *kind == FrameKind::Moving;
        assert!(before.iter().all(in_motion), "ids {report_ids}: {before:?}");
        drop((listening, scale));
        world.wait_until_empty();
    }
}

#[test]
fn units_and_powers_of_ten_are_exact() {
    let world = World::enter();
    let (scale, port) = plug(&world, HidScaleOptions::default());
    let listening = Listening::to(&port);
    for (unit, exponent, weight, grams) in [
        (2, 0, 1234, "1234"),
        (3, -3, 1234, "1234"),
        (11, -1, 6452, "18291.11232"),
        (12, -2, 2204, "9997.1758348"),
    ] {
        scale.show(HidReading {
            status: 4,
            unit,
            exponent,
            weight,
        });
        let grams = grams.parse().expect("a number");
        let expected = Weight::new(grams, WeightUnit::G).expect("a weight");
        listening.frames_until(FrameKind::Steady(expected));
    }
}

#[test]
fn only_a_stable_report_in_a_known_unit_is_a_weight() {
    let world = World::enter();
    let (scale, port) = plug(&world, HidScaleOptions::default());
    let listening = Listening::to(&port);
    listening.frames_until(FrameKind::Steady(Weight::ZERO));
    for (status, unit, kind) in [
        (1, 2, FrameKind::Fault),
        (3, 2, FrameKind::Moving),
        (5, 2, FrameKind::UnderZero),
        (6, 2, FrameKind::Over),
        (7, 2, FrameKind::Fault),
        (8, 2, FrameKind::NeedsZero),
        (9, 2, FrameKind::Fault),
        // The tael differs from place to place; 0 and 77 are no unit.
        (4, 5, FrameKind::Fault),
        (4, 0, FrameKind::Fault),
        (4, 77, FrameKind::Fault),
    ] {
        scale.show(HidReading {
            status,
            unit,
            exponent: 0,
            weight: 500,
        });
        let before = listening.frames_until(kind);
        let a_weight =
            |kind: &FrameKind| matches!(kind, FrameKind::Steady(weight) if *weight != Weight::ZERO);
        assert!(!before.iter().any(a_weight), "{status} {unit}: {before:?}");
        // An empty pan in between, so that the next is told from this one.
        scale.show(HidReading::EMPTY);
        listening.frames_until(FrameKind::Steady(Weight::ZERO));
    }
}

#[test]
fn reports_that_are_no_weight_are_passed_over() {
    let world = World::enter();
    let (scale, port) = plug(&world, HidScaleOptions::default());
    let listening = Listening::to(&port);
    assert_eq!(listening.next(), ScaleEvent::Connected);
    // A status report, one that is cut short, and one of an unknown id that looks like a weight.
    for report in [&[4, 4][..], &[3, 4, 2], &[9, 4, 2, 0, 0xF4, 0x01]] {
        scale.send_raw(report);
    }
    scale.show(HidReading::steady(321));
    let before = listening.frames_until(FrameKind::Steady(grams(321)));
    let empty = |kind: &FrameKind| *kind == FrameKind::Steady(Weight::ZERO);
    assert!(before.iter().all(empty), "{before:?}");
}

#[test]
fn a_scale_that_sleeps_or_is_unplugged_is_gone_and_comes_back_by_itself() {
    let world = World::enter();
    let (scale, port) = plug(&world, HidScaleOptions::default());
    let listening = Listening::to(&port);
    scale.show(HidReading::steady(700));
    listening.frames_until(FrameKind::Steady(grams(700)));
    scale.sleep();
    listening.frames_until_gone();
    // What was on the pan is not told again.
    let silent = listening.events.recv_timeout(Duration::from_millis(500));
    assert!(silent.is_err(), "{silent:?}");
    drop(scale);

    let awake = HidScale::plug(HidScaleOptions::default(), world.host()).expect("it wakes");
    assert_eq!(listening.next(), ScaleEvent::Connected);
    assert_eq!(listening.frame(), FrameKind::Steady(Weight::ZERO));
    awake.show(HidReading::steady(900));
    let before = listening.frames_until(FrameKind::Steady(grams(900)));
    let empty = |kind: &FrameKind| *kind == FrameKind::Steady(Weight::ZERO);
    assert!(before.iter().all(empty), "{before:?}");
    awake.sleep();
    listening.frames_until_gone();
}

#[test]
fn what_is_left_over_from_the_last_weighing_is_never_taken() {
    let world = World::enter();
    let options = HidScaleOptions {
        stale_first: Some(HidReading::steady(777)),
        ..HidScaleOptions::default()
    };
    let (scale, port) = plug(&world, options);
    let listening = Listening::to(&port);
    let parcel = ParcelId(Uuid::from_u128(1));
    let mut gate = WeighGate::new(SignedDuration::from_secs(10));
    gate.open(parcel);
    let mut heard_the_stale_one = false;
    let began = Instant::now();
    let taken = loop {
        if let ScaleEvent::Frame(frame) = listening.next() {
            heard_the_stale_one |= frame.kind == FrameKind::Steady(grams(777));
            let now = Timestamp::now();
            gate.frame(&frame, now);
            match gate.reading(now) {
                Reading::Stable { weight, .. } if weight == Weight::ZERO => {
                    scale.show(HidReading::steady(250));
                }
                Reading::Stable { weight, .. } => assert_eq!(weight, grams(250)),
                _ => {}
            }
            if let Ok(taken) = gate.take(parcel, now) {
                break taken;
            }
        }
        assert!(began.elapsed() < SOON);
    };
    assert!(
        heard_the_stale_one,
        "the scale said it, and it was not used"
    );
    assert_eq!(taken.weight, grams(250));
    assert!(taken.evidence.len() >= 2, "{:?}", taken.evidence);
}

#[test]
fn a_scale_that_reports_on_change_alone_is_read_too() {
    let world = World::enter();
    let options = HidScaleOptions {
        every: None,
        ..HidScaleOptions::default()
    };
    let (scale, port) = plug(&world, options);
    let listening = Listening::to(&port);
    assert_eq!(listening.next(), ScaleEvent::Connected);
    scale.show(HidReading::steady(100));
    listening.frames_until(FrameKind::Steady(grams(100)));
    for weight in [200, 300] {
        // Silence is no loss.
        let silent = listening.events.recv_timeout(Duration::from_millis(400));
        assert!(silent.is_err(), "{silent:?}");
        scale.show(HidReading::steady(weight));
        assert_eq!(listening.frame(), FrameKind::Steady(grams(weight.into())));
    }
}

#[test]
fn a_scale_is_told_to_zero_itself_and_is_seen_to_obey_or_not() {
    let world = World::enter();
    for (report_ids, obeys_zero, outcome) in [
        (true, true, ZeroOutcome::Done),
        (false, true, ZeroOutcome::Done),
        (true, false, ZeroOutcome::NotSeen),
    ] {
        let options = HidScaleOptions {
            report_ids,
            obeys_zero,
            ..HidScaleOptions::default()
        };
        let (scale, port) = plug(&world, options);
        let listening = Listening::to(&port);
        scale.show(HidReading::steady(40));
        listening.frames_until(FrameKind::Steady(grams(40)));
        listening.thread.zero();
        assert!(scale.wait_until_zeroed(SOON), "ids {report_ids}");
        let told = until("what became of it", || match listening.next() {
            ScaleEvent::Zero(told) => Some(told),
            _ => None,
        });
        assert_eq!(told, outcome, "ids {report_ids}");
        assert_eq!(scale.zeroed(), 1);
        drop((listening, scale));
        world.wait_until_empty();
    }
}

#[test]
fn two_scales_are_told_apart() {
    let world = World::enter();
    let other = HidScaleOptions {
        identity: Identity::new(0x1446, 0x6a73, "X.J.GROUP", "Stamps.com 510", "2"),
        ..HidScaleOptions::default()
    };
    let (first, first_port) = plug(&world, HidScaleOptions::default());
    let (second, second_port) = plug(&world, other);
    assert_ne!(first_port, second_port);
    first.show(HidReading::steady(111));
    second.show(HidReading::steady(222));
    Listening::to(&first_port).frames_until(FrameKind::Steady(grams(111)));
    Listening::to(&second_port).frames_until(FrameKind::Steady(grams(222)));
    drop(second);
    until("the second is gone", || {
        let ports: Vec<Port> = pb_devices::find().into_iter().map(|one| one.port).collect();
        (ports.contains(&first_port) && !ports.contains(&second_port)).then_some(())
    });
}
