//! Every simulated scale on a pseudo-terminal, against the drivers: it is recognised, it weighs, and
//! whatever happens to it or to its line, no weight comes that is not there.
#![cfg(unix)]
use pb_devices::{
    Detection, DeviceError, Port, SCALE_PROTOCOLS, ScaleConfig, ScaleEvent, ScaleThread,
    ZeroOutcome, detect_scale, detection_bound,
};
use pb_domain::{FrameKind, ScaleFrame, Weight};
use pb_sim::{ScaleFault, ScaleSetup, SimScale};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(60);
/// Long enough for a polled scale to be asked several times.
const WHILE: Duration = Duration::from_millis(1500);

/// A scale on a line, and its thread.
struct Rig {
    scale: SimScale,
    events: Receiver<ScaleEvent>,
    thread: ScaleThread,
    _folder: TempDir,
}

fn simulated(protocol: &str) -> (SimScale, Port, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("scale");
    let scale = SimScale::start_with(&ScaleSetup {
        protocol: protocol.to_owned(),
        pty: Some(link.clone()),
        ..ScaleSetup::default()
    })
    .expect("starts");
    let (baud, line) = scale.line();
    let port = Port::Serial {
        path: link.to_str().expect("UTF-8").to_owned(),
        baud,
        line: line.to_owned(),
    };
    (scale, port, folder)
}

fn config(protocol: &str, port: Port) -> ScaleConfig {
    ScaleConfig {
        id: String::new(),
        name: String::new(),
        port,
        protocol: protocol.to_owned(),
        unit: None,
        reports_zero: true,
        pattern: (protocol == "pattern").then(|| SimScale::PATTERN.to_owned()),
        only_stable: protocol.starts_with("adam"),
    }
}

impl Rig {
    fn new(protocol: &str) -> Self {
        let (scale, port, folder) = simulated(protocol);
        Self::on(scale, &config(protocol, port), folder)
    }

    fn on(scale: SimScale, config: &ScaleConfig, folder: TempDir) -> Self {
        let (sender, events) = channel();
        let thread = ScaleThread::start(config.clone(), move |event| {
            let _ = sender.send(event);
        });
        Self {
            scale,
            events,
            thread,
            _folder: folder,
        }
    }

    /// The first event that is wanted.
    fn until<T>(&self, mut wanted: impl FnMut(&ScaleEvent) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).expect("an event in time");
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    }

    fn frame(&self, kind: FrameKind) -> ScaleFrame {
        self.until(|event| match event {
            ScaleEvent::Frame(frame) if frame.kind == kind => Some(frame.clone()),
            _ => None,
        })
    }

    fn weighs(&self, grams: i64) -> ScaleFrame {
        self.frame(FrameKind::Steady(Weight::from_grams(grams)))
    }

    fn gone(&self) -> DeviceError {
        self.until(|event| match event {
            ScaleEvent::Gone(error) => Some(error.clone()),
            _ => None,
        })
    }

    /// Every weight that is told for a while.
    fn weights_for(&self, time: Duration) -> Vec<Weight> {
        let until = Instant::now() + time;
        let mut weights = Vec::new();
        while let Ok(event) = self
            .events
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if let ScaleEvent::Frame(frame) = event
                && let FrameKind::Steady(weight) = frame.kind
            {
                weights.push(weight);
            }
        }
        weights
    }
}

/// Does the same with every protocol at once; most of the time is waiting.
fn with_every(work: impl Fn(&'static str) + Send + Sync) {
    thread::scope(|scope| {
        for protocol in SimScale::protocols() {
            let work = &work;
            scope.spawn(move || work(protocol));
        }
    });
}

#[test]
fn every_serial_protocol_is_simulated() {
    let mut serial: Vec<_> = SCALE_PROTOCOLS
        .iter()
        .filter(|p| !p.lines().is_empty())
        .map(|p| p.id())
        .collect();
    let mut simulated: Vec<_> = SimScale::protocols().collect();
    serial.sort_unstable();
    simulated.sort_unstable();
    assert_eq!(serial, simulated);
}

#[test]
fn every_scale_weighs_over_a_serial_line() {
    with_every(|protocol| {
        let rig = Rig::new(protocol);
        let once = protocol == "adam-azextra";
        if !once {
            rig.weighs(0);
        }
        rig.scale.place(Weight::from_grams(1_250));
        let frame = rig.weighs(1_250);
        assert!(frame.shown.contains("1.250"), "{protocol}: {frame:?}");
        assert!(!frame.says.is_empty() && frame.raw.len() > 5, "{protocol}");
        assert_eq!(frame.once, once, "{protocol}");
        rig.scale.place(Weight::from_grams(12_345));
        rig.weighs(12_345);
        if !once {
            rig.scale.clear();
            rig.weighs(0);
        }
    });
}

#[test]
fn moving_over_and_under_are_no_weights() {
    with_every(|protocol| {
        // Neither of the two says whether a weight stands still: their owner does.
        if protocol.starts_with("adam") {
            return;
        }
        let rig = Rig::new(protocol);
        rig.weighs(0);
        rig.scale.set_moving(true);
        rig.scale.place(Weight::from_grams(700));
        rig.frame(FrameKind::Moving);
        assert_eq!(rig.weights_for(WHILE), [], "{protocol}, in motion");
        rig.scale.set_moving(false);
        rig.weighs(700);
        rig.scale.place(Weight::from_grams(30_001));
        if !matches!(protocol, "ohaus" | "pattern") {
            rig.frame(FrameKind::Over);
        }
        rig.weights_for(WHILE);
        assert_eq!(rig.weights_for(WHILE), [], "{protocol}, over");
        rig.scale.place(Weight::from_grams(-200));
        rig.frame(FrameKind::UnderZero);
        assert_eq!(rig.weights_for(WHILE), [], "{protocol}, under zero");
    });
}

/// Whatever the line does, a weight is the one that lies there, or none.
#[test]
fn a_broken_line_gives_no_weight_that_is_not_there() {
    with_every(|protocol| {
        let rig = Rig::new(protocol);
        let load = Weight::from_grams(2_468);
        rig.scale.place(load);
        rig.weighs(2_468);
        for fault in [
            ScaleFault::Garbage,
            ScaleFault::Cut,
            ScaleFault::WrongParity,
            ScaleFault::ForeignStream,
            ScaleFault::Silent,
        ] {
            rig.scale.set_fault(fault);
            // What was on its way before is true yet.
            rig.weights_for(Duration::from_millis(500));
            let weights = rig.weights_for(WHILE);
            // Adam's print has three lines: the one with the weight may be whole.
            let is_whole = protocol == "adam" && weights.iter().all(|w| *w == load);
            assert!(
                weights.is_empty() || is_whole,
                "{protocol}: {fault:?} {weights:?}"
            );
        }
        if protocol == "adam-azextra" {
            // It has told its weight and will not again.
            return;
        }
        for fault in [ScaleFault::Fragments, ScaleFault::SlowBytes] {
            rig.scale.set_fault(fault);
            rig.weighs(2_468);
            let weights = rig.weights_for(WHILE);
            assert!(weights.iter().all(|w| *w == load), "{protocol}: {fault:?}");
        }
    });
}

#[test]
fn a_scale_comes_back_after_it_was_unplugged() {
    with_every(|protocol| {
        let rig = Rig::new(protocol);
        rig.scale.place(Weight::from_grams(500));
        rig.weighs(500);
        rig.scale.unplug();
        let error = rig.gone();
        assert!(
            matches!(error, DeviceError::Unplugged { .. }),
            "{protocol}: {error:?}"
        );
        assert_eq!(
            rig.weights_for(Duration::from_millis(500)),
            [],
            "{protocol}"
        );
        rig.scale.place(Weight::from_grams(750));
        rig.scale.plug();
        rig.weighs(750);
    });
}

#[test]
fn a_scale_that_switched_itself_off_is_gone_until_it_is_woken() {
    let rig = Rig::new("toledo-8217");
    rig.scale.place(Weight::from_grams(500));
    rig.weighs(500);
    rig.scale.power_off_after(Duration::ZERO);
    assert!(matches!(rig.gone(), DeviceError::TimedOut { .. }));
    assert_eq!(rig.weights_for(WHILE), []);
    rig.scale.power_off_after(Duration::from_secs(3600));
    rig.scale.wake();
    rig.until(|event| matches!(event, ScaleEvent::Connected).then_some(()));
    rig.weighs(500);
}

#[test]
fn the_wrong_speed_gives_no_weight() {
    with_every(|protocol| {
        let (scale, port, folder) = simulated(protocol);
        scale.place(Weight::from_grams(500));
        let Port::Serial { path, baud, line } = port else {
            unreachable!("made above")
        };
        let port = Port::Serial {
            path,
            baud: baud * 2,
            line,
        };
        let rig = Rig::on(scale, &config(protocol, port), folder);
        assert_eq!(rig.weights_for(WHILE * 2), [], "{protocol}");
    });
}

#[test]
fn the_weighing_before_comes_first_where_a_scale_has_that_habit() {
    let (scale, port, folder) = simulated("toledo-8217");
    scale.place(Weight::from_grams(900));
    scale.clear();
    scale.set_fault(ScaleFault::PreviousFirst);
    let rig = Rig::on(scale, &config("toledo-8217", port), folder);
    let mut weights = Vec::new();
    rig.until(|event| {
        if let ScaleEvent::Frame(frame) = event
            && let FrameKind::Steady(weight) = frame.kind
        {
            weights.push(weight);
        }
        (weights.len() == 3).then_some(())
    });
    let wanted = [Weight::from_grams(900), Weight::ZERO, Weight::ZERO];
    assert_eq!(weights, wanted, "once, and never twice in a row");
}

#[test]
fn every_scale_that_can_be_is_set_to_zero_and_shows_it() {
    with_every(|protocol| {
        let rig = Rig::new(protocol);
        let asked = SCALE_PROTOCOLS
            .iter()
            .find(|p| p.id() == protocol)
            .and_then(|p| p.zero());
        if protocol == "adam-azextra" {
            // It never shows zero.
            return;
        }
        rig.weighs(0);
        rig.scale.set_off_zero(Weight::from_grams(40));
        rig.weighs(40);
        rig.thread.zero();
        let outcome = rig.until(|event| match event {
            ScaleEvent::Zero(outcome) => Some(outcome.clone()),
            _ => None,
        });
        match asked {
            Some(_) => {
                assert_eq!(outcome, ZeroOutcome::Done, "{protocol}");
                rig.weighs(0);
            }
            None => assert_eq!(outcome, ZeroOutcome::CannotBeAsked, "{protocol}"),
        }
    });
}

#[test]
fn a_request_for_zero_that_is_not_obeyed_is_told() {
    let rig = Rig::new("toledo-8217");
    rig.weighs(0);
    rig.scale.set_moving(true);
    rig.frame(FrameKind::Moving);
    rig.thread.zero();
    let outcome = rig.until(|event| match event {
        ScaleEvent::Zero(outcome) => Some(outcome.clone()),
        _ => None,
    });
    assert_eq!(outcome, ZeroOutcome::NotSeen);
    rig.scale.unplug();
    rig.gone();
    rig.thread.zero();
    let outcome = rig.until(|event| match event {
        ScaleEvent::Zero(outcome) => Some(outcome.clone()),
        _ => None,
    });
    assert_eq!(outcome, ZeroOutcome::Gone);
}

fn detected(scale: &SimScale, port: &Port) -> Detection {
    let begun = Instant::now();
    let detection = detect_scale(port, &mut |step| {
        let listening = step.doing.starts_with("Listening") || step.doing.contains("print key");
        if scale.protocol() == "adam" && listening {
            scale.press_print();
        }
        ControlFlow::Continue(())
    })
    .expect("the line opens");
    assert!(begun.elapsed() < detection_bound(port) + Duration::from_secs(5));
    detection
}

#[test]
fn every_scale_is_recognised_by_itself() {
    with_every(|protocol| {
        let (scale, port, _folder) = simulated(protocol);
        scale.place(Weight::from_grams(1_250));
        // What a person would give who knows nothing but the line.
        let Port::Serial { path, .. } = port.clone() else {
            unreachable!("made above")
        };
        let unknown = Port::Serial {
            path,
            baud: 9600,
            line: "8N1".to_owned(),
        };
        let detection = detected(&scale, &unknown);
        let found: Vec<_> = detection.found.iter().map(|one| one.protocol).collect();
        match protocol {
            // It answers a question that no stranger may be asked, and once for each weight.
            "adam-azextra" => assert_eq!(found, [""; 0], "{detection}"),
            // No two makers of such scales send alike.
            "pattern" => {
                assert_eq!(found, [""; 0]);
                assert!(detection.to_string().contains("no known protocol explains"));
            }
            _ => {
                assert_eq!(found, [protocol], "{detection}");
                assert!(detection.to_string().contains("bytes "), "{detection}");
                let Port::Serial { baud, line, .. } = &detection.found[0].port else {
                    panic!("the port it was looked for on")
                };
                assert_eq!(*baud, scale.line().0, "{protocol}");
                // A pseudo-terminal carries no parity, so the bits are the first that were tried.
                assert!(!line.is_empty());
            }
        }
        // Nothing that was sent has changed it.
        let harmful: [&[u8]; 6] = [b"T", b"Z", b"\r\nP\r", b"\x1bS", b"\x1bV", b"X"];
        let heard = scale.heard();
        for harm in harmful {
            assert!(!heard.windows(harm.len()).any(|w| w == harm), "{protocol}");
        }
    });
}

#[test]
fn scales_are_recognised_behind_a_serial_device_server() {
    with_every(|protocol| {
        if matches!(protocol, "adam-azextra" | "pattern") {
            return;
        }
        let scale = SimScale::start_with(&ScaleSetup {
            protocol: protocol.to_owned(),
            ..ScaleSetup::default()
        })
        .expect("starts");
        let port = Port::Tcp {
            host: "127.0.0.1".to_owned(),
            port: scale.port(),
        };
        let detection = detected(&scale, &port);
        let found: Vec<_> = detection.found.iter().map(|one| one.protocol).collect();
        assert_eq!(found, [protocol], "{detection}");
        assert_eq!(detection.found[0].port, port);
    });
}
