//! Listing, asking, testing and holding printers.
use super::{port, print};
use crate::args::printer::{ConfirmPrinter, IdentifyArgs, PrinterName};
use crate::args::{PrinterCommand, YesNo};
use crate::host::Host;
use crate::output::{Answer, labelled, table, word};
use crate::parse::PortArg;
use pb_domain::{DocumentKind, PrintState, PrinterId};
use pb_station::api::{
    BenchState, Code, ConfirmTestPrint, DeviceKind, DevicesView, Failure, HoldPrinter,
    IdentifyPrinter, PrintJobView, PrintQueueView, PrinterConfig, PrinterIdentity, Result,
    TestPrint,
};
use serde_json::json;

/// Does something with printers.
pub(crate) async fn run(host: &Host, command: &PrinterCommand) -> Result<Answer> {
    match command {
        PrinterCommand::List => list(host).await,
        PrinterCommand::Identify(args) => identify(host, args).await,
        PrinterCommand::Test(which) => {
            let id = named(host, which).await?;
            test_page(host, Some(id)).await
        }
        PrinterCommand::Confirm(args) => confirm(host, args).await,
        PrinterCommand::Hold(which) => hold(host, which, true).await,
        PrinterCommand::Release(which) => hold(host, which, false).await,
    }
}

/// The printer a person means: by name or id, or the only one.
pub(crate) fn one<'a>(
    printers: &'a [PrinterConfig],
    name: Option<&str>,
) -> Result<&'a PrinterConfig> {
    let names: Vec<&str> = printers.iter().map(|p| p.name.as_str()).collect();
    let hint = format!("Printers are: {}", names.join(", "));
    match (name, printers) {
        (_, []) => Err(Failure::new(Code::Printer, "No printer is set up")
            .hint("Set one up with `pb setup printer …`")),
        (Some(name), printers) => printers
            .iter()
            .find(|p| p.id.to_string() == name || super::same_name(&p.name, name))
            .ok_or_else(|| Failure::not_found("printer called", name).hint(hint)),
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::new(Code::Invalid, "There are several printers").hint(hint)),
    }
}

async fn named(host: &Host, which: &PrinterName) -> Result<PrinterId> {
    let devices: DevicesView = host.get("devices").await?;
    one(&devices.printers, which.printer.as_deref()).map(|p| p.id)
}

async fn list(host: &Host) -> Result<Answer> {
    let bench: BenchState = host.get("bench").await?;
    let devices: DevicesView = host.get("devices").await?;
    let answer = json!({ "printers": devices.printers, "now": bench.printers });
    if devices.printers.is_empty() {
        return Answer::new(&answer, "No printer is set up: pb setup printer …\n");
    }
    let rows: Vec<Vec<String>> = devices
        .printers
        .iter()
        .map(|printer| {
            let view = bench.printers.iter().find(|v| v.id == Some(printer.id));
            let held = if view.is_some_and(|v| v.held) {
                "held; "
            } else {
                ""
            };
            vec![
                printer.name.clone(),
                printer.port.to_string(),
                printer.language.clone(),
                format!("{} dpi", printer.dpi),
                kinds(&printer.prints),
                format!("{held}{}", view.map_or("", |v| v.text.as_str())),
                printer.id.to_string(),
            ]
        })
        .collect();
    let heading = [
        "Name",
        "Port",
        "Language",
        "Resolution",
        "Prints",
        "Now",
        "Id",
    ];
    Answer::new(&answer, table(&heading, &rows))
}

fn kinds(prints: &[DocumentKind]) -> String {
    let words: Vec<String> = prints.iter().map(word).collect();
    words.join(", ")
}

async fn identify(host: &Host, args: &IdentifyArgs) -> Result<Answer> {
    if matches!(args.port, PortArg::Hid(_)) {
        return Err(Failure::new(
            Code::Invalid,
            "This is a scale, not a printer",
        ));
    }
    let devices: DevicesView = host.get("devices").await?;
    let found = port::attached(&devices, &args.port, DeviceKind::Printer)?;
    let request = IdentifyPrinter {
        port: port::resolve(&args.port, found, &args.line, "")?,
    };
    let identity: PrinterIdentity = host.call("identify_printer", &request).await?;
    let dpi = identity
        .dpi
        .map_or_else(String::new, |d| format!("{d} dpi"));
    let dots = identity
        .head_dots
        .map_or_else(String::new, |d| format!("{d} dots"));
    let text = labelled(&[
        ("Language", identity.language.clone()),
        ("Model", identity.model.clone()),
        ("Firmware", identity.firmware.clone()),
        ("Resolution", dpi),
        ("Head", dots),
        ("Problem", identity.problem.clone()),
        ("Tried", identity.tried.join("\n")),
    ]);
    Answer::new(&identity, text)
}

/// Prints a test page and waits until nothing more will happen to it by itself.
pub(crate) async fn test_page(host: &Host, printer: Option<PrinterId>) -> Result<Answer> {
    let events = host.events();
    let job: PrintJobView = host.call("test_print", &TestPrint { printer }).await?;
    print::job_answer(&print::until_settled(events, job).await)
}

async fn confirm(host: &Host, args: &ConfirmPrinter) -> Result<Answer> {
    let devices: DevicesView = host.get("devices").await?;
    let printer = one(&devices.printers, Some(&args.printer))?;
    let answer = ConfirmTestPrint {
        printer: printer.id,
        good: args.good == YesNo::Yes,
    };
    let set: DevicesView = host.call("confirm_test_print", &answer).await?;
    super::setup::set_up_answer(host, &set).await
}

async fn hold(host: &Host, which: &PrinterName, held: bool) -> Result<Answer> {
    let printer = named(host, which).await?;
    let queue: PrintQueueView = host
        .call("hold_printer", &HoldPrinter { printer, held })
        .await?;
    super::queue::answer(&queue)
}

/// Whether a job is on paper, or may be; what failed is a failure.
pub(crate) fn proved(job: &PrintJobView) -> Result<bool> {
    match job.state {
        PrintState::Printed => Ok(true),
        PrintState::Failed | PrintState::Cancelled | PrintState::NotPrinted => Err(Failure::new(
            Code::Printer,
            print::job_text(job).trim_end().to_owned(),
        )),
        _ => Ok(false),
    }
}
