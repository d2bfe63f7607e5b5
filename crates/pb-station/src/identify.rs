//! Asking an attached printer what it is: its owner confirms, and never types a port.
use crate::Station;
use crate::api::{Code, Failure, IdentifyPrinter, PrinterIdentity, Result};
use pb_devices::{DeviceError, Port, PrinterLink};
use pb_labels::{Identity, LANGUAGES, Language};
use std::time::Duration;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_millis(1500);

/// Asks what is attached to a port, in every language that can be asked.
pub(crate) async fn identify_printer(
    station: &Station,
    request: IdentifyPrinter,
) -> Result<PrinterIdentity> {
    // A printer that is set up may be at work: its turn comes.
    let _alone = station.printers.alone_at(&request.port).await;
    Station::blocking(move || ask_all(&request.port)).await?
}

fn ask_all(port: &Port) -> Result<PrinterIdentity> {
    let mut tried = Vec::new();
    for language in LANGUAGES {
        let Some(query) = language.identity_query() else {
            continue;
        };
        // A printer may end the connection over words that are not its own, so each question has its own.
        let mut link = PrinterLink::open(port).map_err(unusable)?;
        if !link.can_answer() {
            tried.push("This connection cannot carry an answer".to_owned());
            break;
        }
        let complete = |answer: &[u8]| language.parse_identity(answer).is_some();
        let answer = link.query(query, &complete, ANSWER);
        let name = language.name();
        match answer {
            Ok(bytes) => {
                if let Some(identity) = language.parse_identity(&bytes) {
                    tried.push(format!("{name}: it answered"));
                    return Ok(found(*language, identity, problem(*language, link), tried));
                }
                tried.push(format!("{name}: no answer"));
            }
            Err(DeviceError::TimedOut { .. }) => {
                tried.push(format!("{name}: an answer that is not of this language"));
            }
            Err(error) => tried.push(format!("{name}: {error}")),
        }
    }
    Ok(PrinterIdentity {
        language: String::new(),
        model: String::new(),
        firmware: String::new(),
        dpi: None,
        head_dots: None,
        problem: String::new(),
        tried,
    })
}

fn found(
    language: &dyn Language,
    identity: Identity,
    problem: String,
    tried: Vec<String>,
) -> PrinterIdentity {
    PrinterIdentity {
        language: language.id().to_owned(),
        model: identity.model,
        firmware: identity.firmware,
        dpi: identity.dpi,
        head_dots: identity.head_dots,
        problem,
        tried,
    }
}

/// What needs a person now, where it says so.
fn problem(language: &dyn Language, mut link: PrinterLink) -> String {
    let status = language.status_query().and_then(|query| {
        let complete = |answer: &[u8]| language.status_complete(answer);
        let answer = link.query(query, &complete, ANSWER).ok()?;
        language.parse_status(&answer)
    });
    let problem = status.and_then(|s| s.problem());
    problem.unwrap_or_default().to_owned()
}

fn unusable(error: DeviceError) -> Failure {
    Failure::new(Code::Printer, error.to_string()).hint(error.remedy())
}
