//! What is tried on a line, and in which order.
use crate::Port;
use crate::scales::{SCALE_PROTOCOLS, ScaleProtocol};

/// One try: a line, and what is asked over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// The port, set to the line.
    pub(super) port: Port,
    /// The line, such as `9600 8N1`; empty behind a serial device server.
    pub(super) line: String,
    /// What is asked; `None` only listens.
    pub(super) request: Option<&'static [u8]>,
}

impl Attempt {
    /// The port as the protocol's settings should have it. Listening is done with 8 bits, which hear
    /// parity as an eighth; a scale that sends it is set to the line with parity.
    pub(super) fn port_for(&self, protocol: &dyn ScaleProtocol, heard: &[u8]) -> Port {
        let Port::Serial { path, baud, line } = &self.port else {
            return self.port.clone();
        };
        let with_parity = heard.iter().any(|byte| !byte.is_ascii());
        let own = protocol
            .lines()
            .iter()
            .filter_map(|line| split(line))
            .filter(|(speed, _)| speed == baud)
            .find(|(_, line)| line.contains('N') != with_parity);
        Port::Serial {
            path: path.clone(),
            baud: *baud,
            line: match (self.request, own) {
                (None, Some((_, own))) => own.to_owned(),
                _ => line.clone(),
            },
        }
    }
}

/// `9600 7E1` as speed and bits.
fn split(line: &str) -> Option<(u32, &str)> {
    let (baud, bits) = line.split_once(' ')?;
    Some((baud.parse().ok()?, bits))
}

/// Listening at every speed that scales are set to, the port's own first; then each protocol's
/// question over its own lines, in the order of the list. Nothing for ports that are neither serial
/// nor TCP.
pub(super) fn plan(port: &Port) -> Vec<Attempt> {
    let mut plan: Vec<Attempt> = Vec::new();
    let mut add = |attempt: Attempt| {
        if !plan.contains(&attempt) {
            plan.push(attempt);
        }
    };
    let spoken = || SCALE_PROTOCOLS.iter().filter(|p| !p.lines().is_empty());
    match port {
        Port::Tcp { .. } => {
            let attempt = |request| Attempt {
                port: port.clone(),
                line: String::new(),
                request,
            };
            add(attempt(None));
            for protocol in spoken() {
                if let Some(request) = protocol.probe() {
                    add(attempt(Some(request)));
                }
            }
        }
        Port::Serial { path, baud, line } => {
            let attempt = |baud: u32, bits: &str, request| Attempt {
                port: Port::Serial {
                    path: path.clone(),
                    baud,
                    line: bits.to_owned(),
                },
                line: format!("{baud} {bits}"),
                request,
            };
            add(attempt(*baud, line, None));
            let own = *baud;
            for (speed, _) in spoken().flat_map(|p| p.lines()).filter_map(|l| split(l)) {
                if speed != own {
                    add(attempt(speed, "8N1", None));
                }
            }
            for protocol in spoken() {
                let Some(request) = protocol.probe() else {
                    continue;
                };
                for (speed, bits) in protocol.lines().iter().filter_map(|l| split(l)) {
                    add(attempt(speed, bits, Some(request)));
                }
            }
        }
        _ => {}
    }
    plan
}
