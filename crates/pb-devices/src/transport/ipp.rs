//! The Internet Printing Protocol (RFC 8010, RFC 8011) towards a print server: one question at a
//! time, over plain HTTP.
//!
//! Encrypted servers and servers that want a password are not spoken to: no password is kept for
//! them. This computer's own CUPS wants neither, and can have a queue that leads to such a server.
use crate::{DeviceError, Port};
use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributes};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use std::io::{self, Cursor, Read};
use std::time::Duration;
use ureq::http::StatusCode as HttpStatus;
use ureq::{Agent, SendBody};

/// Where a print server listens (RFC 8010, 3.4).
const IPP_PORT: u16 = 631;
/// Bytes of a document handed on at once, so that progress is seen.
const PIECE: usize = 16 * 1024;
/// No list of queues is longer; more is something else talking.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// A question that was not answered well.
#[derive(Debug)]
pub(super) struct Unanswered {
    /// Bytes of the document that may have left; 0 when the server said that it did not take it.
    pub(super) may_have_left: u64,
    /// What happened.
    pub(super) error: DeviceError,
}

/// A print server.
pub(super) struct Server {
    port: Port,
    agent: Agent,
    /// Host and port.
    authority: String,
}

impl Server {
    /// The server of a queue's port; nothing is sent yet.
    pub(super) fn new(port: &Port, name: &str) -> Result<Self, DeviceError> {
        let authority = authority(name, std::env::var("CUPS_SERVER").ok().as_deref());
        let is_good = ureq::http::uri::Authority::try_from(authority.as_str())
            .is_ok_and(|a| a.port_u16().is_some() && !authority.contains('@'));
        if !is_good {
            return Err(DeviceError::Misconfigured {
                port: port.clone(),
                what: format!("“{name}” is not the address of a print server; write host:631"),
            });
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A printer is nothing that a web proxy knows.
            .proxy(None)
            .user_agent("Packbench")
            .build()
            .new_agent();
        Ok(Self {
            port: port.clone(),
            agent,
            authority,
        })
    }

    /// A question about a queue, or about the server as a whole.
    pub(super) fn question(
        &self,
        operation: Operation,
        queue: Option<&str>,
    ) -> Result<IppRequestResponse, DeviceError> {
        let uri = queue
            .map(|queue| format!("ipp://{}{}", self.authority, resource(queue)).parse())
            .transpose();
        let unusable = || DeviceError::Misconfigured {
            port: self.port.clone(),
            what: "no print queue can have this name".to_owned(),
        };
        let uri = uri.map_err(|_| unusable())?;
        let mut question =
            IppRequestResponse::new(IppVersion::v1_1(), operation, uri).map_err(|_| unusable())?;
        // CUPS lets a job be taken back by whoever it belongs to, which is known by this name.
        let user = std::env::var("USER").unwrap_or_else(|_| "packbench".to_owned());
        add(
            &mut question,
            "requesting-user-name",
            IppValue::new_name_without_language(cut(&user)),
        );
        Ok(question)
    }

    /// Sends a question, then the document if it has one, and reads the answer. `patience` bounds each
    /// step: connecting, a piece that leaves, the answer.
    pub(super) fn ask(
        &self,
        question: &IppRequestResponse,
        queue: Option<&str>,
        patience: Duration,
        sending: Option<Document<'_>>,
    ) -> Result<IppAttributes, Unanswered> {
        let head = question.to_bytes();
        let doing = if sending.is_some() {
            "sending"
        } else {
            "asking"
        };
        let url = format!(
            "http://{}{}",
            self.authority,
            queue.map_or_else(|| "/".to_owned(), resource)
        );
        let length = head.len() + sending.as_ref().map_or(0, |sending| sending.bytes.len());
        let mut body = Body {
            head: Cursor::new(head.to_vec()),
            document: sending,
            handed: 0,
        };
        let result = self
            .agent
            .post(&url)
            .config()
            .timeout_resolve(Some(patience))
            .timeout_connect(Some(patience))
            .timeout_per_write(Some(patience))
            .timeout_recv_response(Some(patience))
            .timeout_recv_body(Some(patience))
            .build()
            .header("content-type", "application/ipp")
            .header("content-length", length.to_string())
            .send(SendBody::from_reader(&mut body));
        let handed = body.handed as u64;
        let lost = |error| Unanswered {
            may_have_left: handed,
            error,
        };
        let mut response = result.map_err(|e| lost(self.failed(e, doing)))?;
        if let Some(error) = self.refusal(response.status()) {
            return Err(Unanswered {
                // The server itself failed: it may have taken the document before.
                may_have_left: if response.status().is_server_error() {
                    handed
                } else {
                    0
                },
                error,
            });
        }
        let mut answer = Vec::new();
        response
            .body_mut()
            .as_reader()
            .take(LONGEST_ANSWER)
            .read_to_end(&mut answer)
            .map_err(|e| lost(self.failed(e.into(), doing)))?;
        let (header, attributes, _) = IppParser::new(IppReader::new(Cursor::new(answer)))
            .parse_parts()
            .map_err(|e| {
                lost(DeviceError::Io {
                    port: self.port.clone(),
                    detail: format!("what answers is not a print server: {e}"),
                })
            })?;
        let status = header.status_code();
        if status.is_success() {
            return Ok(attributes);
        }
        let message = attributes
            .first_of(DelimiterTag::OperationAttributes)
            .and_then(|group| text(group, "status-message"))
            .unwrap_or_else(|| status.to_string());
        Err(Unanswered {
            may_have_left: if refuses(status) { 0 } else { handed },
            error: self.status(status, message),
        })
    }

    fn refusal(&self, status: HttpStatus) -> Option<DeviceError> {
        let port = self.port.clone();
        Some(match status {
            HttpStatus::OK => return None,
            HttpStatus::UNAUTHORIZED | HttpStatus::FORBIDDEN => {
                DeviceError::PermissionDenied { port }
            }
            HttpStatus::UPGRADE_REQUIRED => DeviceError::Misconfigured {
                port,
                what: "the print server wants an encrypted connection; add a print queue on this \
                       computer that leads to it"
                    .to_owned(),
            },
            other => DeviceError::Io {
                port,
                detail: format!("the print server answered HTTP {}", other.as_u16()),
            },
        })
    }

    /// What an IPP status other than success means.
    fn status(&self, status: StatusCode, message: String) -> DeviceError {
        let port = self.port.clone();
        match status {
            StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone => {
                DeviceError::NotFound { port }
            }
            StatusCode::ClientErrorForbidden
            | StatusCode::ClientErrorNotAuthenticated
            | StatusCode::ClientErrorNotAuthorized => DeviceError::PermissionDenied { port },
            StatusCode::ServerErrorNotAcceptingJobs => DeviceError::QueueRejects {
                port,
                reason: message,
            },
            StatusCode::ServerErrorBusy => DeviceError::Busy { port },
            StatusCode::ClientErrorDocumentFormatNotSupported => DeviceError::Misconfigured {
                port,
                what: "the print queue cannot print this kind of document".to_owned(),
            },
            _ => DeviceError::Io {
                port,
                detail: format!("the print server says: {message}"),
            },
        }
    }

    fn failed(&self, error: ureq::Error, doing: &'static str) -> DeviceError {
        let port = self.port.clone();
        match error {
            // The resolver's errors have neither a kind of their own nor a number.
            ureq::Error::Io(error)
                if error.raw_os_error().is_none() && error.to_string().contains("lookup") =>
            {
                DeviceError::NotFound { port }
            }
            ureq::Error::Io(error) => DeviceError::from_io(&port, &error, doing),
            ureq::Error::Timeout(_) => DeviceError::TimedOut { port, doing },
            ureq::Error::HostNotFound => DeviceError::NotFound { port },
            ureq::Error::ConnectionFailed => DeviceError::Refused { port },
            // The server went away in the middle of its answer.
            ureq::Error::Protocol(_) => DeviceError::Unplugged { port },
            other => DeviceError::Io {
                port,
                detail: other.to_string(),
            },
        }
    }
}

/// Whether a status says that the server took nothing of the document. Of the server's own errors
/// only two are said before it takes anything.
fn refuses(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::ServerErrorNotAcceptingJobs | StatusCode::ServerErrorBusy
    ) || (0x0400..0x0500).contains(&(status as u16))
}

/// Host and port of a server that is named in settings, or by `CUPS_SERVER`, which may be a host, a
/// host with a port or a version, or the path of a socket. A CUPS that has a socket listens on
/// localhost as well.
fn authority(name: &str, cups_server: Option<&str>) -> String {
    let named = name.trim();
    let name = if named.is_empty() {
        cups_server.unwrap_or_default().trim()
    } else {
        named
    };
    let host = name.split('/').next().unwrap_or_default();
    let has_port = match host.rsplit_once(']') {
        Some((_, after)) => after.starts_with(':'),
        None => host.contains(':'),
    };
    match host {
        "" => format!("localhost:{IPP_PORT}"),
        host if has_port => host.to_owned(),
        host => format!("{host}:{IPP_PORT}"),
    }
}

/// The path of a queue at CUPS, with what no path can hold escaped.
fn resource(queue: &str) -> String {
    let mut path = "/printers/".to_owned();
    for byte in queue.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

/// The longest start of a text that fits into a name or keyword of IPP.
pub(super) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(255)]
}

/// Adds an attribute to what is asked. Values are cut to their length before, so none is refused.
pub(super) fn add<E>(question: &mut IppRequestResponse, name: &str, value: Result<IppValue, E>) {
    if let (Ok(value), Ok(name)) = (value, name.try_into()) {
        let name: ipp::value::IppName = name;
        question.attributes_mut().add(
            DelimiterTag::OperationAttributes,
            IppAttribute::new(name, value),
        );
    }
}

/// Says which attributes are wanted; without that a server sends all it has.
pub(super) fn wants(question: &mut IppRequestResponse, names: &[&str]) {
    let names: Result<Vec<IppValue>, _> = names
        .iter()
        .map(|name| IppValue::new_keyword(*name))
        .collect();
    add(question, "requested-attributes", names.map(IppValue::Array));
}

/// The whole number or enum of an attribute.
pub(super) fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

/// The text of an attribute, of any of the kinds of text that IPP has.
pub(super) fn text(group: &IppAttributeGroup, name: &str) -> Option<String> {
    as_text(group.get(name)?.value())
}

/// The texts of an attribute that may have several.
pub(super) fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    match group.get(name).map(IppAttribute::value) {
        Some(IppValue::Array(values)) => values.iter().filter_map(as_text).collect(),
        Some(value) => as_text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn as_text(value: &IppValue) -> Option<String> {
    Some(match value {
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => {
            text.to_string()
        }
        IppValue::NameWithoutLanguage(name) | IppValue::NameWithLanguage { name, .. } => {
            name.to_string()
        }
        IppValue::Keyword(word) => word.to_string(),
        IppValue::Uri(uri) => uri.to_string(),
        _ => return None,
    })
}

/// What is sent behind a question.
pub(super) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    /// Hears how many of the bytes may have left.
    pub(super) progress: &'a mut dyn FnMut(u64),
}

/// A question and its document as they leave, which counts what is taken from it.
struct Body<'a> {
    head: Cursor<Vec<u8>>,
    document: Option<Document<'a>>,
    handed: usize,
}

impl Read for Body<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = self.head.read(buffer)?;
        if head > 0 {
            return Ok(head);
        }
        let Some(document) = &mut self.document else {
            return Ok(0);
        };
        let left = &document.bytes[self.handed..];
        let count = left.len().min(buffer.len()).min(PIECE);
        buffer[..count].copy_from_slice(&left[..count]);
        self.handed += count;
        if count > 0 {
            (document.progress)(self.handed as u64);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_found_however_it_is_named() {
        for (named, variable, authority_) in [
            ("", None, "localhost:631"),
            ("", Some(""), "localhost:631"),
            ("", Some("/run/cups/cups.sock"), "localhost:631"),
            ("", Some("shop"), "shop:631"),
            ("", Some("shop:8631/version=1.1"), "shop:8631"),
            ("office", Some("shop"), "office:631"),
            ("[fe80::1]", None, "[fe80::1]:631"),
            ("[fe80::1]:6631", None, "[fe80::1]:6631"),
        ] {
            assert_eq!(
                authority(named, variable),
                authority_,
                "{named} {variable:?}"
            );
        }
    }

    #[test]
    fn a_name_that_is_no_server_is_said_to_be_none() {
        for name in ["user:secret@shop", "two words", "host:port"] {
            let port = Port::Queue {
                server: name.to_owned(),
                queue: "zebra".to_owned(),
            };
            let error = Server::new(&port, name).err();
            assert!(
                matches!(error, Some(DeviceError::Misconfigured { .. })),
                "{name}: {error:?}"
            );
        }
    }

    #[test]
    fn any_queue_name_makes_a_path() {
        assert_eq!(resource("Zebra_ZD420"), "/printers/Zebra_ZD420");
        assert_eq!(resource("Büro 1/2"), "/printers/B%C3%BCro%201%2F2");
    }

    #[test]
    fn long_titles_are_cut_between_characters() {
        assert_eq!(cut(&"ü".repeat(200)).chars().count(), 127);
    }
}
