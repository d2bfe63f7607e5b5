//! Asking an attached printer what it is: its owner confirms, and never types a port.
use crate::Station;
use crate::api::{Code, Failure, IdentifyPrinter, PrinterIdentity, Result};
use pb_devices::{DeviceError, Port, PrinterLink, Probe, Question, identify};
use pb_labels::{Identity, LANGUAGES, Language};
use std::time::Duration;

/// How long an answer about its state may take.
const ANSWER: Duration = Duration::from_millis(1500);

/// Asks what is attached to a port: by what it states, then in every language that can be asked.
pub(crate) async fn identify_printer(
    station: &Station,
    request: IdentifyPrinter,
) -> Result<PrinterIdentity> {
    // A printer that is set up may be at work: its turn comes.
    let _alone = station.printers.alone_at(&request.port).await;
    Station::blocking(move || ask_all(&request.port)).await?
}

/// An answer of some language: what it says that the printer is, or, where it has no such question, that it
/// speaks the language at all.
fn questions() -> Vec<Question<'static, Identity>> {
    LANGUAGES
        .iter()
        .filter_map(|language| {
            Some(Question {
                language: language.id(),
                request: language.identity_query()?,
                complete: Box::new(|answer| language.parse_identity(answer).is_some()),
                accept: Box::new(|answer| language.parse_identity(answer)),
            })
        })
        .collect()
}

fn ask_all(port: &Port) -> Result<PrinterIdentity> {
    let mut tried = Vec::new();
    let asked =
        |id: &str| pb_labels::language(id).map_or_else(|| id.to_owned(), |l| l.name().into());
    let found = identify(port, &questions(), &mut |language| {
        tried.push(format!("Asked in {}", asked(language)));
    })
    .map_err(|error: DeviceError| {
        Failure::new(Code::Printer, error.to_string()).hint(error.remedy())
    })?;
    tried.push(match found.probe {
        Probe::Answered => format!("It answered in {}", asked(&found.language)),
        Probe::Stated => format!(
            "It did not answer; by what it states, it speaks {}",
            asked(&found.language)
        ),
        Probe::Guessed => format!(
            "It did not answer; by its USB numbers, it may speak {}: print a test page",
            asked(&found.language)
        ),
        Probe::Unknown => {
            "It did not say what it is: choose its language, and print a test page".to_owned()
        }
    });
    let answer = found.answer.unwrap_or_default();
    Ok(PrinterIdentity {
        problem: match pb_labels::language(&found.language) {
            Some(language) if found.probe == Probe::Answered => problem(language, port),
            _ => String::new(),
        },
        language: found.language,
        model: if answer.model.is_empty() {
            found.name
        } else {
            answer.model
        },
        firmware: answer.firmware,
        dpi: answer.dpi,
        head_dots: answer.head_dots,
        tried,
    })
}

/// What needs a person now, where it says so.
fn problem(language: &dyn Language, port: &Port) -> String {
    let status = || {
        let query = language.status_query()?;
        let mut link = PrinterLink::open(port).ok()?;
        let complete = |answer: &[u8]| language.status_complete(answer);
        let answer = link.query(query, &complete, ANSWER).ok()?;
        language.parse_status(&answer)
    };
    let problem = status().and_then(|s| s.problem());
    problem.unwrap_or_default().to_owned()
}
