//! Setting printers up.
use super::super::{port, printer};
use super::{same_name, scale};
use crate::args::SetUpPrinter;
use crate::host::Host;
use crate::output::Answer;
use crate::parse::PortArg;
use pb_domain::{DocumentKind, PrinterId};
use pb_station::api::{
    Code, DeviceKind, DevicesView, Failure, Port, PrinterConfig, PrinterRef, Result, SetPrinter,
};

/// What a printer is called whose owner does not say.
const UNNAMED: &str = "Label printer";

/// Sets a printer up, changes, tests or removes it.
pub(crate) async fn set_up(host: &Host, args: &SetUpPrinter) -> Result<Answer> {
    let devices: DevicesView = host.get("devices").await?;
    if args.remove {
        let which = PrinterRef {
            printer: printer::one(&devices.printers, args.name.as_deref())?.id,
        };
        let set: DevicesView = host.call("remove_printer", &which).await?;
        return scale::answer(host, &set).await;
    }
    let name = match (&args.name, &args.port) {
        (Some(name), _) => name.as_str(),
        (None, Some(_)) => UNNAMED,
        (None, None) => printer::one(&devices.printers, None)?.name.as_str(),
    };
    let before = devices.printers.iter().find(|p| same_name(&p.name, name));
    let config = config(args, name, before, &devices)?;
    let set: DevicesView = host
        .call("set_printer", &SetPrinter { printer: config })
        .await?;
    if !args.test {
        return scale::answer(host, &set).await;
    }
    let id = set.printers.iter().find(|p| same_name(&p.name, name));
    printer::test_page(host, id.map(|p| p.id)).await
}

fn config(
    args: &SetUpPrinter,
    name: &str,
    before: Option<&PrinterConfig>,
    devices: &DevicesView,
) -> Result<PrinterConfig> {
    let mut found = None;
    if let Some(port) = &args.port {
        if matches!(port, PortArg::Hid(_)) {
            return Err(Failure::new(
                Code::Invalid,
                "A printer is reached over tcp, usb, serial, file, queue or folder",
            ));
        }
        found = port::attached(devices, port, DeviceKind::Printer)?;
    }
    let speaks = found.map(|d| d.speaks.clone()).filter(|s| !s.is_empty());
    let language = args.language.clone().or(speaks);
    let language = language.or_else(|| before.map(|p| p.language.clone()));
    let language = language.ok_or_else(|| {
        let known = devices.languages.iter();
        port::needed(
            "--language",
            known.map(|l| (l.id.as_str(), l.name.as_str())),
        )
    })?;
    let at = match (&args.port, before) {
        (Some(port), _) => port::resolve(port, found, &args.line, "")?,
        (None, Some(before)) => with_line(&before.port, args),
        (None, None) => {
            return Err(Failure::not_found("printer called", name)
                .hint("Say where it is to set up a new one: `pb setup printer PORT --name …`"));
        }
    };
    let base = match before {
        Some(before) => before.clone(),
        None => PrinterConfig::label_printer(name, at.clone(), language.clone()),
    };
    let prints: Vec<DocumentKind> = args.prints.iter().map(|kind| (*kind).into()).collect();
    Ok(PrinterConfig {
        port: at,
        language,
        dpi: args.dpi.unwrap_or(base.dpi),
        media: args.media.unwrap_or(base.media),
        tracking: args.tracking.map_or(base.tracking, Into::into),
        darkness: args.darkness.map_or(base.darkness, |set| set.0),
        speed: args.speed.map_or(base.speed, |set| set.0),
        cut: args.cut.unwrap_or(base.cut),
        pace: args.pace.map_or(base.pace, |set| set.0),
        proof_seconds: args.proof.unwrap_or(base.proof_seconds),
        never_answers: args.never_answers.unwrap_or(base.never_answers),
        trust_queue: args.trust_queue.unwrap_or(base.trust_queue),
        fallback: fallback(args, &devices.printers, base.fallback)?,
        prints: if prints.is_empty() {
            base.prints.clone()
        } else {
            prints
        },
        ..base
    })
}

fn fallback(
    args: &SetUpPrinter,
    printers: &[PrinterConfig],
    before: Option<PrinterId>,
) -> Result<Option<PrinterId>> {
    match args.fallback.as_deref() {
        None => Ok(before),
        Some("none") => Ok(None),
        Some(name) => printer::one(printers, Some(name)).map(|p| Some(p.id)),
    }
}

fn with_line(port: &Port, args: &SetUpPrinter) -> Port {
    match port {
        Port::Serial { path, baud, line } => Port::Serial {
            path: path.clone(),
            baud: args.line.baud.unwrap_or(*baud),
            line: args.line.line.clone().unwrap_or_else(|| line.clone()),
        },
        port => port.clone(),
    }
}
