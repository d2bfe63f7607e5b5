//! What a user of a station sees and may open, told as JSON. The USB suite runs it with the rights of a user.
//!
//! `usb-user FILE…` tells what is found, whether it opens, and which of the files it may open.
use pb_devices::{Access, Found, Port, PrinterLink};
use serde_json::{Value, json};
use std::fs::OpenOptions;

fn main() {
    let mut opened = Vec::new();
    for file in std::env::args().skip(1) {
        if OpenOptions::new()
            .read(true)
            .write(true)
            .open(&file)
            .is_ok()
        {
            opened.push(file);
        }
    }
    // Last: it takes printers from the kernel's driver.
    let found: Vec<Value> = pb_devices::find().iter().map(told).collect();
    println!("{}", json!({ "found": found, "opened": opened }));
}

fn told(found: &Found) -> Value {
    let refused = match &found.access {
        Access::Ready => None,
        Access::Refused(error) => Some(error),
    };
    let opens = match found.port {
        Port::Usb { .. } | Port::DeviceFile { .. } => PrinterLink::open(&found.port).is_ok(),
        _ => refused.is_none(),
    };
    json!({
        "name": found.name,
        "port": found.port,
        "speaks": found.speaks,
        "refused": refused.map(ToString::to_string),
        "remedy": refused.map(pb_devices::DeviceError::remedy),
        "opens": opens,
    })
}
