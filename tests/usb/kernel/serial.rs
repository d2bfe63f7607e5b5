//! Serial lines on a real tty layer: settings that take effect, handshakes, and a cable that is pulled.
use crate::world::{SOON, World, job, open, send, until};
use pb_devices::{
    Access, DeviceError, FoundKind, Port, PrinterLink, ScaleConfig, ScaleEvent, ScaleThread,
};
use pb_domain::{FrameKind, Weight, WeightUnit};
use pb_sim::usb::{
    Behind, Handshake, Parity, SerialAdapter, SerialAdapterOptions, SerialLine, ZplVoice,
};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A Mettler-Toledo 8217 with 1.234 kg on it: `W` is answered with the weight, and nothing else is.
struct Toledo {
    to_say: Vec<u8>,
}

impl Behind for Toledo {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'W' {
                self.to_say.extend(b"\x0201.234\r");
            }
        }
    }

    fn answer(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.to_say)
    }

    fn reset(&mut self) {}
}

fn adapter(
    world: &World,
    options: SerialAdapterOptions,
    behind: impl Behind,
) -> (SerialAdapter, String) {
    until("no adapter of a test before", || {
        lines().is_empty().then_some(())
    });
    let adapter = SerialAdapter::plug(options, behind, world.host()).expect("plugged in");
    let path = until("its line", || lines().pop());
    (adapter, path)
}

/// Lines of USB adapters.
fn lines() -> Vec<String> {
    pb_devices::find()
        .into_iter()
        .filter(|found| found.kind == FoundKind::Unknown && found.access == Access::Ready)
        .filter_map(|found| match found.port {
            Port::Serial { path, .. } if path.contains("ttyUSB") => Some(path),
            _ => None,
        })
        .collect()
}

fn port(path: &str, line: &str) -> Port {
    Port::Serial {
        path: path.to_owned(),
        baud: 9600,
        line: line.to_owned(),
    }
}

fn weigh(port: &Port) -> (ScaleThread, Receiver<ScaleEvent>) {
    let (tell, events) = channel();
    let config = ScaleConfig {
        port: port.clone(),
        protocol: "toledo-8217".to_owned(),
        unit: Some(WeightUnit::Kg),
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
    (thread, events)
}

fn scale_line() -> SerialAdapterOptions {
    SerialAdapterOptions {
        line: SerialLine::SCALE,
        ..SerialAdapterOptions::default()
    }
}

fn toledo() -> Toledo {
    Toledo { to_say: Vec::new() }
}

#[test]
fn an_adapter_is_listed_with_its_name() {
    let world = World::enter();
    let (_adapter, path) = adapter(&world, scale_line(), toledo());
    let found = world.found(
        "the line",
        |found| matches!(&found.port, Port::Serial { path: p, .. } if *p == path),
    );
    assert_eq!(found.kind, FoundKind::Unknown);
    assert!(found.name.contains("FT232R"), "{}", found.name);
}

#[test]
fn seven_bits_and_even_parity_are_really_set_and_the_weight_comes() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, scale_line(), toledo());
    let (_thread, events) = weigh(&port(&path, "7E1"));
    let weight = Weight::new("1.234".parse().expect("a number"), WeightUnit::Kg).expect("a weight");
    let began = Instant::now();
    loop {
        match events.recv_timeout(SOON).expect("the scale says something") {
            ScaleEvent::Frame(frame) => {
                assert_eq!(frame.kind, FrameKind::Steady(weight));
                break;
            }
            other => assert!(began.elapsed() < SOON, "{other:?}"),
        }
    }
    let chip = adapter.chip();
    assert_eq!(chip.line, SerialLine::SCALE);
    assert_eq!(chip.handshake, Handshake::None);
    assert!(chip.dtr && chip.rts, "many cables feed on these lines");
}

#[test]
fn the_wrong_parity_gives_no_weight() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, scale_line(), toledo());
    // The scale hears nothing that it can trust, or what it says is not understood here.
    let (thread, events) = weigh(&port(&path, "7O1"));
    assert!(adapter.wait_for_chip(SOON, |chip| chip.line.parity == Parity::Odd));
    let until = Instant::now() + Duration::from_secs(4);
    while let Ok(event) = events.recv_timeout(until.saturating_duration_since(Instant::now())) {
        assert!(!matches!(event, ScaleEvent::Frame(_)), "{event:?}");
    }
    drop(thread);
}

#[test]
fn the_wrong_speed_gives_no_weight() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, scale_line(), toledo());
    let fast = Port::Serial {
        path,
        baud: 19_200,
        line: "7E1".to_owned(),
    };
    let (thread, events) = weigh(&fast);
    assert!(adapter.wait_for_chip(SOON, |chip| chip.line.baud == 19_200));
    let until = Instant::now() + Duration::from_secs(4);
    while let Ok(event) = events.recv_timeout(until.saturating_duration_since(Instant::now())) {
        assert!(!matches!(event, ScaleEvent::Frame(_)), "{event:?}");
    }
    drop(thread);
}

/// A printer that works off 20 KB a second, and has room for 512 bytes.
fn slow_printer(handshake: Handshake) -> SerialAdapterOptions {
    SerialAdapterOptions {
        handshake,
        pace: 20_000,
        ..SerialAdapterOptions::default()
    }
}

/// A job without the two bytes that are a handshake on some lines, as printers' texts are.
fn text(length: usize) -> Vec<u8> {
    job(length)
        .into_iter()
        .map(|byte| b' ' + byte % 90)
        .collect()
}

#[test]
fn both_handshakes_hold_the_writer_and_lose_nothing() {
    let world = World::enter();
    for (handshake, line) in [
        (Handshake::RtsCts, "8N1 RTS/CTS"),
        (Handshake::XonXoff, "8N1 XON/XOFF"),
    ] {
        let (adapter, path) = adapter(&world, slow_printer(handshake), ZplVoice::default());
        let mut link = open(&port(&path, line)).stall_after(SOON);
        send(&mut link, &text(30_000)).expect("sent");
        assert!(
            adapter.wait_for_bytes(30_000, SOON),
            "{line}: {}",
            adapter.received().len()
        );
        assert_eq!(adapter.chip().handshake, handshake);
        assert_eq!(adapter.lost(), 0, "{line}");
        assert!(adapter.received() == text(30_000), "{line}");
        drop(link);
        drop(adapter);
    }
}

#[test]
fn without_a_handshake_the_same_printer_loses_bytes() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, slow_printer(Handshake::RtsCts), ZplVoice::default());
    adapter.hold(true);
    let mut link = open(&port(&path, "8N1")).stall_after(SOON);
    send(&mut link, &text(10_000)).expect("nothing holds it back");
    until("it was talked over", || (adapter.lost() > 0).then_some(()));
}

#[test]
fn a_printer_that_holds_for_ever_stalls_the_job() {
    let world = World::enter();
    for (handshake, line) in [
        (Handshake::RtsCts, "8N1 RTS/CTS"),
        (Handshake::XonXoff, "8N1 XON/XOFF"),
    ] {
        let (adapter, path) = adapter(&world, slow_printer(handshake), ZplVoice::default());
        let stall = Duration::from_millis(1500);
        let mut link = open(&port(&path, line)).stall_after(stall);
        assert!(adapter.wait_for_chip(SOON, |chip| chip.handshake == handshake));
        adapter.hold(true);
        let began = Instant::now();
        let failure = send(&mut link, &text(60_000)).expect_err("it holds");
        assert!(
            matches!(failure.error, DeviceError::Stalled { .. }),
            "{line}: {failure}"
        );
        assert!(
            began.elapsed() < stall + SOON / 2,
            "{line}: {:?}",
            began.elapsed()
        );
        assert!(failure.sent >= adapter.received().len() as u64, "{line}");
        assert_eq!(adapter.lost(), 0, "{line}");
        // Pulled out first: the kernel waits long for a line that it closes while it is held.
        adapter.unplug();
        drop(link);
    }
}

#[test]
fn an_adapter_that_is_pulled_out_is_told() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, scale_line(), toledo());
    let (_thread, events) = weigh(&port(&path, "7E1"));
    until("a weight", || {
        matches!(events.recv_timeout(SOON), Ok(ScaleEvent::Frame(_))).then_some(())
    });
    adapter.unplug();
    until("it is gone", || {
        matches!(events.recv_timeout(SOON), Ok(ScaleEvent::Gone(_))).then_some(())
    });
}

#[test]
fn an_adapter_pulled_out_in_a_job_is_told() {
    let world = World::enter();
    let (adapter, path) = adapter(&world, slow_printer(Handshake::RtsCts), ZplVoice::default());
    let mut link = open(&port(&path, "8N1 RTS/CTS")).stall_after(SOON);
    adapter.hold(true);
    let sender = std::thread::spawn(move || send(&mut link, &text(60_000)));
    until("the chip is full", || {
        (adapter.chip().handshake == Handshake::RtsCts).then_some(())
    });
    adapter.unplug();
    let failure = sender.join().expect("no panic").expect_err("it is gone");
    assert!(
        matches!(
            failure.error,
            DeviceError::Unplugged { .. } | DeviceError::NotFound { .. }
        ),
        "{failure}"
    );
    assert!(PrinterLink::open(&port(&path, "8N1")).is_err());
}
