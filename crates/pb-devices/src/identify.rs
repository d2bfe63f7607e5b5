//! Finding out what a printer is: by what it states, then by asking.
//!
//! The questions belong to the printer languages, which are not known here; whoever calls brings them.
//! A question in a language that a printer does not speak may come out as text, so a person agrees
//! before anything is asked, and of a printer that states its language only that one is asked.
use crate::device_id::guess;
use crate::find::stated;
use crate::{DeviceError, Port, PrinterLink};
use std::time::Duration;

/// How long one answer may take. Some printers answer late, and most stay silent to what is not
/// theirs.
const ANSWER: Duration = Duration::from_millis(1500);

/// Whether an answer is whole.
type Complete<'a> = Box<dyn Fn(&[u8]) -> bool + 'a>;
/// Reads an answer; nothing when it is not one of this language.
type Accept<'a, T> = Box<dyn Fn(&[u8]) -> Option<T> + 'a>;

/// A question of one printer language that changes nothing in the printer.
pub struct Question<'a, T> {
    /// Id of the language.
    pub language: &'a str,
    /// What to send.
    pub request: &'a [u8],
    /// Whether an answer is whole.
    pub complete: Complete<'a>,
    /// Reads an answer; nothing when it is not one of this language.
    pub accept: Accept<'a, T>,
}

/// How it is known what a printer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// It answered a question of this language.
    Answered,
    /// It states it in its IEEE 1284 device id, and did not answer.
    Stated,
    /// Guessed from its USB numbers, and no more than that: a test print has to confirm it.
    Guessed,
    /// It is not known.
    Unknown,
}

/// What a printer was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified<T> {
    /// Maker and model as it states them; empty when it does not.
    pub name: String,
    /// Id of the language; empty when unknown.
    pub language: String,
    /// How that is known.
    pub probe: Probe,
    /// What it answered.
    pub answer: Option<T>,
}

/// Asks a printer what it is: first what it states without being sent a byte (USB), then the questions,
/// one at a time and in their order, with 1.5 s each. `progress` hears the language that is asked for
/// next. Blocks as long as that takes.
///
/// An error says that the printer cannot be opened, or was lost. A printer that cannot answer, or
/// answers nothing, is no error.
pub fn identify<T>(
    port: &Port,
    questions: &[Question<'_, T>],
    progress: &mut dyn FnMut(&str),
) -> Result<Identified<T>, DeviceError> {
    let stated = stated(port);
    let (name, language) = stated
        .map(|found| (found.name, found.speaks))
        .unwrap_or_default();
    let fits = |question: &&Question<'_, T>| language.is_empty() || question.language == language;
    let mut link = None;
    for question in questions.iter().filter(fits) {
        // A printer may end the connection over words that are not its own.
        let mut open = match link.take() {
            Some(open) => open,
            None => PrinterLink::open(port)?,
        };
        if !open.can_answer() {
            break;
        }
        progress(question.language);
        match open.query(question.request, &*question.complete, ANSWER) {
            Ok(answer) => {
                if let Some(answer) = (question.accept)(&answer) {
                    return Ok(Identified {
                        name,
                        language: question.language.to_owned(),
                        probe: Probe::Answered,
                        answer: Some(answer),
                    });
                }
                link = Some(open);
            }
            // It said something, and not what was asked for.
            Err(DeviceError::TimedOut { .. }) => link = Some(open),
            Err(error) => tracing::debug!(%error, language = question.language, "no answer"),
        }
    }
    let (language, probe) = if language.is_empty() {
        match guessed(port) {
            "" => (String::new(), Probe::Unknown),
            guess => (guess.to_owned(), Probe::Guessed),
        }
    } else {
        (language, Probe::Stated)
    };
    Ok(Identified {
        name,
        language,
        probe,
        answer: None,
    })
}

fn guessed(port: &Port) -> &'static str {
    match port {
        Port::Usb {
            vendor, product, ..
        } => guess(*vendor, *product),
        _ => "",
    }
}
