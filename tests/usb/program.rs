//! `pb-usb`, the program that plugs in an emulated device until it is ended.
use crate::world::{World, job, open, send, until};
use pb_devices::Port;
use pb_sim::usb::Host;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Ends the program with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program, built beside this one.
fn program() -> PathBuf {
    let here = std::env::current_exe().expect("it has a path");
    let built = here
        .parent()
        .and_then(Path::parent)
        .expect("target/debug/deps");
    built.join("pb-usb")
}

#[test]
fn it_serves_a_printer_that_keeps_what_it_takes() {
    let world = World::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("job.bin");
    let mut command = Command::new(program());
    command
        .args(["printer", "--vendor", "1504", "--product", "0103"])
        .args(["--device-id", "MFG:Bixolon;MDL:XD5-40d;CMD:BIXOLON_01;"])
        .arg("--keep")
        .arg(&kept)
        .stdin(Stdio::null())
        // The program plugs a device in; it is no user of one.
        .env_remove("LD_PRELOAD");
    if let Host::Socket(bus) = world.host() {
        command.arg("--bus").arg(bus);
    }
    let running = Running(command.spawn().expect("pb-usb is built"));
    let found = world.found("the program's printer", |one| {
        matches!(
            one.port,
            Port::Usb {
                vendor: 0x1504,
                product: 0x0103,
                ..
            }
        )
    });
    assert_eq!(
        (found.name.as_str(), found.speaks.as_str()),
        ("Bixolon XD5-40d", "zpl")
    );
    let mut link = open(&found.port);
    send(&mut link, &job(30_000)).expect("sent");
    assert!(std::fs::read(&kept).expect("kept") == job(30_000));
    drop(link);
    drop(running);
    until("the printer is gone", || {
        let found = pb_devices::find();
        let gone = |port: &Port| !matches!(port, Port::Usb { vendor: 0x1504, .. });
        found.iter().all(|one| gone(&one.port)).then_some(())
    });
}
