//! Where a device is: as a person says it, and as the station keeps it.
use crate::args::SerialLine;
use crate::parse::{PortArg, UsbId};
use pb_station::api::{Code, DeviceKind, DeviceView, DevicesView, Failure, Port, Result};

/// The port that label printers listen on.
const PRINTER_PORT: u16 = 9100;
/// Serial line of devices that say nothing else.
const PLAIN_LINE: (u32, &str) = (9600, "8N1");

/// The attached USB device that a port means; other ports need none.
pub(crate) fn attached<'a>(
    devices: &'a DevicesView,
    port: &PortArg,
    kind: DeviceKind,
) -> Result<Option<&'a DeviceView>> {
    let ids = |device: &DeviceView| match (&device.port, port) {
        (
            Port::Usb {
                vendor, product, ..
            },
            PortArg::Usb(_),
        )
        | (
            Port::Hid {
                vendor, product, ..
            },
            PortArg::Hid(_),
        ) => Some(UsbId {
            vendor: *vendor,
            product: *product,
        }),
        _ => None,
    };
    let wanted = match port {
        PortArg::Usb(wanted) | PortArg::Hid(wanted) => *wanted,
        PortArg::Tcp { .. }
        | PortArg::Serial { .. }
        | PortArg::DeviceFile { .. }
        | PortArg::Queue { .. }
        | PortArg::Folder { .. } => {
            return Ok(None);
        }
    };
    // A device that was named by its ids is believed, whatever it looks like.
    let fits = |d: &&DeviceView| match (ids(d), wanted) {
        (Some(id), Some(wanted)) => id == wanted,
        (Some(_), None) => d.kind == kind,
        (None, _) => false,
    };
    let matching: Vec<&DeviceView> = devices.found.iter().filter(fits).collect();
    let what = if kind == DeviceKind::Scale {
        "scale"
    } else {
        "printer"
    };
    match matching.as_slice() {
        [one] if one.problem.is_empty() => Ok(Some(one)),
        [one] => Err(Failure::new(
            Code::Printer,
            format!("{} may not be opened: {}", one.name, one.problem),
        )
        .hint(one.remedy.clone())),
        [] => Err(
            Failure::new(Code::NotFound, format!("No such USB {what} is attached"))
                .hint("`pb devices` lists what is attached"),
        ),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|d| format!("{} ({})", d.name, d.port_text))
                .collect();
            Err(Failure::new(
                Code::Invalid,
                format!(
                    "Several USB devices may be the {what}: {}",
                    names.join(", ")
                ),
            )
            .hint("Unplug the others while you set it up, or name its ids"))
        }
    }
}

/// The port as the station keeps it.
pub(crate) fn resolve(
    port: &PortArg,
    found: Option<&DeviceView>,
    line: &SerialLine,
    usual: &str,
) -> Result<Port> {
    Ok(match port {
        PortArg::Tcp { host, port } => Port::Tcp {
            host: host.clone(),
            port: port.unwrap_or(PRINTER_PORT),
        },
        PortArg::DeviceFile { path } => Port::DeviceFile { path: path.clone() },
        PortArg::Queue { server, queue } => Port::Queue {
            server: server.clone(),
            queue: queue.clone(),
        },
        PortArg::Folder { path } => Port::File { path: path.clone() },
        PortArg::Serial { path } => {
            let (baud, set) = usual_line(usual);
            Port::Serial {
                path: path.clone(),
                baud: line.baud.unwrap_or(baud),
                line: line.line.clone().unwrap_or_else(|| set.to_owned()),
            }
        }
        PortArg::Usb(_) | PortArg::Hid(_) => found
            .map(|d| d.port.clone())
            .ok_or_else(|| Failure::new(Code::NotFound, "No such USB device is attached"))?,
    })
}

/// A line like `9600 7E1` in its two parts.
fn usual_line(usual: &str) -> (u32, &str) {
    usual
        .split_once(' ')
        .and_then(|(baud, line)| Some((baud.parse().ok()?, line)))
        .unwrap_or(PLAIN_LINE)
}

/// What a device speaks has to be said; these are the choices.
pub(crate) fn needed<'a>(flag: &str, choices: impl Iterator<Item = (&'a str, &'a str)>) -> Failure {
    let ids: Vec<String> = choices.map(|(id, name)| format!("{id} ({name})")).collect();
    Failure::new(
        Code::Invalid,
        format!("The device does not say what it speaks; give {flag}"),
    )
    .hint(format!("One of: {}", ids.join(", ")))
}

/// A port that a scale can be on.
pub(crate) fn of_scale(port: &PortArg) -> Result<()> {
    let wrong = |text: &str| Failure::new(Code::Invalid, text);
    match port {
        PortArg::Tcp { port: None, .. } => {
            Err(wrong("The port of the scale's serial server is missing")
                .hint("Write it like tcp://192.168.1.60:4001"))
        }
        PortArg::DeviceFile { .. }
        | PortArg::Usb(_)
        | PortArg::Queue { .. }
        | PortArg::Folder { .. } => Err(wrong("A scale is reached over hid, serial or tcp")),
        PortArg::Tcp { .. } | PortArg::Serial { .. } | PortArg::Hid(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocols_usual_line_is_taken_apart() {
        assert_eq!(usual_line("9600 7E1"), (9600, "7E1"));
        assert_eq!(usual_line("4800 8N1 XON/XOFF"), (4800, "8N1 XON/XOFF"));
        assert_eq!(usual_line(""), PLAIN_LINE);
    }

    fn usb(kind: DeviceKind, product: u16, problem: &str) -> DeviceView {
        DeviceView {
            kind,
            name: "Acme".into(),
            port: Port::Usb {
                vendor: 1,
                product,
                path: "1-1".into(),
            },
            port_text: "USB 1-1".into(),
            speaks: String::new(),
            problem: problem.into(),
            remedy: "Install the rule".into(),
        }
    }

    #[test]
    fn the_one_device_that_fits_is_taken_and_doubt_is_said() {
        let mut devices = DevicesView {
            found: vec![
                usb(DeviceKind::Printer, 1, ""),
                usb(DeviceKind::Unknown, 2, ""),
            ],
            scales: Vec::new(),
            printers: Vec::new(),
            scale_protocols: Vec::new(),
            languages: Vec::new(),
            media: Vec::new(),
        };
        let any = PortArg::Usb(None);
        let second = PortArg::Usb(Some(UsbId {
            vendor: 1,
            product: 2,
        }));
        let port = |devices: &DevicesView, arg: &PortArg| {
            attached(devices, arg, DeviceKind::Printer).map(|d| d.map(|d| d.port.clone()))
        };
        assert_eq!(
            port(&devices, &any),
            Ok(Some(devices.found[0].port.clone()))
        );
        assert_eq!(
            port(&devices, &second),
            Ok(Some(devices.found[1].port.clone()))
        );
        assert_eq!(
            port(&devices, &PortArg::Hid(None)).expect_err("none").code,
            Code::NotFound
        );
        devices.found.push(usb(DeviceKind::Printer, 3, ""));
        assert_eq!(port(&devices, &any).expect_err("two").code, Code::Invalid);
        devices.found = vec![usb(DeviceKind::Printer, 1, "no right to open it")];
        let failure = port(&devices, &any).expect_err("closed");
        assert_eq!(
            (failure.code, failure.hint.as_str()),
            (Code::Printer, "Install the rule")
        );
    }
}
