//! The scale and the label printer.
use super::super::{devices, print};
use crate::args::{PrinterArgs, ScaleArgs, SerialLine};
use crate::host::Host;
use crate::output::{Answer, labelled};
use crate::parse::{PortArg, UsbId};
use pb_domain::{PrintJobId, PrintState};
use pb_station::api::{
    BenchState, Code, DeviceKind, DeviceView, DevicesView, Event, Failure, Port, PrintJobView,
    PrinterConfig, PrinterRef, Result, ScaleConfig, SetPrinter, SetScale,
};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

/// The port that label printers listen on.
const PRINTER_PORT: u16 = 9100;
/// Serial line of devices that say nothing else.
const PLAIN_LINE: (u32, &str) = (9600, "8N1");
/// How long a test page may take; the longest time for proof that a printer can have is two minutes.
const STANDSTILL: Duration = Duration::from_secs(150);

/// Sets the scale up, or removes it.
pub(crate) async fn scale(host: &Host, args: &ScaleArgs) -> Result<Answer> {
    let scale = match &args.port {
        None => None,
        Some(port) => Some(scale_config(host, args, port).await?),
    };
    let set: DevicesView = host.call("set_scale", &SetScale { scale }).await?;
    answer(host, &set).await
}

async fn scale_config(host: &Host, args: &ScaleArgs, port: &PortArg) -> Result<ScaleConfig> {
    let devices: DevicesView = host.get("devices").await?;
    let found = attached(&devices, port, DeviceKind::Scale)?;
    let speaks = found.map(|d| d.speaks.clone()).filter(|s| !s.is_empty());
    let protocol = args.protocol.clone().or(speaks).ok_or_else(|| {
        let known = devices.scale_protocols.iter();
        needed(
            "--protocol",
            known.map(|p| (p.id.as_str(), p.name.as_str())),
        )
    })?;
    let usual = devices
        .scale_protocols
        .iter()
        .find(|p| p.id == protocol)
        .map_or("", |p| p.line.as_str());
    let port = match (port, found) {
        (PortArg::Tcp { port: None, .. }, _) => {
            return Err(Failure::new(
                Code::Invalid,
                "The port of the scale's serial server is missing",
            )
            .hint("Write it like tcp://192.168.1.60:4001"));
        }
        (
            PortArg::DeviceFile { .. }
            | PortArg::Usb(_)
            | PortArg::Queue { .. }
            | PortArg::Folder { .. },
            _,
        ) => {
            return Err(Failure::new(
                Code::Invalid,
                "A scale is reached over hid, serial or tcp",
            ));
        }
        (port, found) => resolve(port, found, &args.line, usual)?,
    };
    Ok(ScaleConfig {
        id: String::new(),
        name: String::new(),
        port,
        protocol,
        unit: args.unit,
        reports_zero: !args.no_zero,
        pattern: None,
        only_stable: false,
    })
}

/// Sets the label printer up, tests it, or removes it.
pub(crate) async fn printer(host: &Host, args: &PrinterArgs) -> Result<Answer> {
    if let Some(port) = &args.port {
        let printer = printer_config(host, args, port).await?;
        let set: DevicesView = host.call("set_printer", &SetPrinter { printer }).await?;
        if !args.test {
            return answer(host, &set).await;
        }
    } else if args.remove {
        let devices: DevicesView = host.get("devices").await?;
        let Some(printer) = devices.printers.first() else {
            return answer(host, &devices).await;
        };
        let which = PrinterRef {
            printer: printer.id,
        };
        let set: DevicesView = host.call("remove_printer", &which).await?;
        return answer(host, &set).await;
    }
    let job = test_page(host).await?;
    let proved = job.state == PrintState::Printed;
    if !proved && job.state != PrintState::Unconfirmed {
        return Err(Failure::new(
            Code::Printer,
            print::job_text(&job).trim_end().to_owned(),
        ));
    }
    let text = print::job_text(&job);
    Ok(Answer::new(&job, text)?.proved(proved))
}

async fn printer_config(host: &Host, args: &PrinterArgs, port: &PortArg) -> Result<PrinterConfig> {
    if matches!(port, PortArg::Hid(_)) {
        return Err(Failure::new(
            Code::Invalid,
            "A printer is reached over tcp, usb, serial or file",
        ));
    }
    let devices: DevicesView = host.get("devices").await?;
    let found = attached(&devices, port, DeviceKind::Printer)?;
    let speaks = found.map(|d| d.speaks.clone()).filter(|s| !s.is_empty());
    let language = args.language.clone().or(speaks).ok_or_else(|| {
        let known = devices.languages.iter();
        needed(
            "--language",
            known.map(|l| (l.id.as_str(), l.name.as_str())),
        )
    })?;
    let port = resolve(port, found, &args.line, "")?;
    // The one that is set up is changed; the first one is new.
    let before = devices.printers.into_iter().next();
    let id = before.map_or_else(PrinterConfig::new_id, |p| p.id);
    Ok(PrinterConfig {
        id,
        dpi: args.dpi,
        media: args.media.into(),
        proof_seconds: args.proof,
        never_answers: args.never_answers,
        ..PrinterConfig::label_printer(args.name.clone(), port, language)
    })
}

async fn answer(host: &Host, set: &DevicesView) -> Result<Answer> {
    let bench: BenchState = host.get("bench").await?;
    Answer::new(set, labelled(&devices::set_up_lines(set, &bench)))
}

/// The attached USB device that a port means; other ports need none.
fn attached<'a>(
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
fn resolve(
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

fn needed<'a>(flag: &str, choices: impl Iterator<Item = (&'a str, &'a str)>) -> Failure {
    let ids: Vec<String> = choices.map(|(id, name)| format!("{id} ({name})")).collect();
    Failure::new(
        Code::Invalid,
        format!("The device does not say what it speaks; give {flag}"),
    )
    .hint(format!("One of: {}", ids.join(", ")))
}

/// Prints a test page and waits until nothing more will happen to it by itself.
async fn test_page(host: &Host) -> Result<PrintJobView> {
    let mut events = host.events();
    let mut job: PrintJobView = host.get("test_print").await?;
    let id: PrintJobId = job.id;
    let deadline = Instant::now() + STANDSTILL;
    while !print::settled(job.state) {
        match tokio::time::timeout_at(deadline, events.recv()).await {
            Ok(Ok(Event::Print { job: now })) if now.id == id => job = now,
            Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
            Ok(Err(RecvError::Closed)) | Err(_) => break,
        }
    }
    Ok(job)
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
            scale: None,
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
