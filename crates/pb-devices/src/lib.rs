//! Scales and printers: transports, drivers, discovery.
//!
//! Drivers block, each in a thread of its own that is spoken to by messages; a panic in one becomes
//! a failure and the station lives. Nothing here knows labels, carriers, the store or the window.

mod detect;
mod device_id;
mod error;
mod find;
mod identify;
mod print_queue;
mod printer;
mod scale;
mod scale_config;
mod scales;
mod transport;
mod watch;

pub use detect::{DetectStep, DetectedScale, Detection, Heard, detect_scale, detection_bound};
pub use error::DeviceError;
pub use find::{Access, Found, FoundKind, find, find_queues};
pub use identify::{Identified, Probe, Question, identify};
pub use print_queue::{QueueReason, QueueReport, QueuedJob};
pub use printer::{Content, Pace, PortStatus, PrinterLink, SendFailure};
pub use scale::{ScaleEvent, ScaleThread, ZeroOutcome};
pub use scale_config::ScaleConfig;
pub use scales::{Decoder, Poll, SCALE_PROTOCOLS, ScaleOptions, ScaleProtocol};
pub use watch::{DeviceWatch, watch};

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// Where bytes go to and come from. Serialised in settings; shown to a person by `Display`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Port {
    /// A TCP socket: a network printer (port 9100), or a scale behind a serial device server.
    Tcp {
        /// Host name or address.
        host: String,
        /// Port.
        port: u16,
    },
    /// A USB printer-class interface, opened through libusb. Known by port path and model, since
    /// serial numbers repeat in practice.
    Usb {
        /// Vendor id.
        vendor: u16,
        /// Product id.
        product: u16,
        /// Bus and port path, such as `1-2.3`.
        path: String,
    },
    /// A USB HID device, opened through hidapi.
    Hid {
        /// Vendor id.
        vendor: u16,
        /// Product id.
        product: u16,
        /// The operating system's path of the device.
        path: String,
    },
    /// A serial line.
    Serial {
        /// Device name, such as `/dev/ttyUSB0` or `COM4`.
        path: String,
        /// Bits per second.
        baud: u32,
        /// Data bits, parity and stop bits, such as `8N1` or `7E1`.
        line: String,
    },
    /// A printer device file of the kernel, such as `/dev/usb/lp0`.
    DeviceFile {
        /// Its path.
        path: String,
    },
    /// A print queue: of CUPS, spoken to by IPP, or of the Windows spooler.
    Queue {
        /// Host and port of the print server, such as `printers.example:631`. Empty for this
        /// computer's own: `CUPS_SERVER`, else `localhost:631`.
        server: String,
        /// Name of the queue.
        queue: String,
    },
    /// Each job becomes a new file, for those who print by other means.
    File {
        /// A folder, which then gets `label-0001.prn` and so on, or a path whose last part has `#`s
        /// in place of the number, such as `/srv/labels/label-####.zpl`.
        path: String,
    },
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => {
                write!(f, "Network device [{host}]:{port}")
            }
            Self::Tcp { host, port } => write!(f, "Network device {host}:{port}"),
            Self::Usb {
                vendor,
                product,
                path,
            } => write!(f, "USB {path} ({vendor:04x}:{product:04x})"),
            Self::Hid {
                vendor, product, ..
            } => write!(f, "USB scale ({vendor:04x}:{product:04x})"),
            Self::Serial { path, baud, line } => write!(f, "Serial {path} {baud} {line}"),
            Self::DeviceFile { path } => write!(f, "Printer device {path}"),
            Self::Queue { server, queue } if server.is_empty() => write!(f, "Print queue {queue}"),
            Self::Queue { server, queue } => write!(f, "Print queue {queue} at {server}"),
            Self::File { path } => write!(f, "Files {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_shown_in_words() {
        let usb = Port::Usb {
            vendor: 0x0a5f,
            product: 0x0110,
            path: "1-2.3".to_owned(),
        };
        let hid = Port::Hid {
            vendor: 0x0922,
            product: 0x8003,
            path: "/dev/hidraw3".to_owned(),
        };
        let serial = Port::Serial {
            path: "/dev/ttyUSB0".to_owned(),
            baud: 9600,
            line: "7E1".to_owned(),
        };
        let tcp = |host: &str| Port::Tcp {
            host: host.to_owned(),
            port: 9100,
        };
        let file = Port::DeviceFile {
            path: "/dev/usb/lp0".to_owned(),
        };
        let queue = |server: &str| Port::Queue {
            server: server.to_owned(),
            queue: "zebra".to_owned(),
        };
        let files = Port::File {
            path: "/srv/labels/label-####.zpl".to_owned(),
        };
        for (port, words) in [
            (usb, "USB 1-2.3 (0a5f:0110)"),
            (hid, "USB scale (0922:8003)"),
            (serial, "Serial /dev/ttyUSB0 9600 7E1"),
            (tcp("192.168.1.50"), "Network device 192.168.1.50:9100"),
            (tcp("fe80::1"), "Network device [fe80::1]:9100"),
            (file, "Printer device /dev/usb/lp0"),
            (queue(""), "Print queue zebra"),
            (queue("shop:631"), "Print queue zebra at shop:631"),
            (files, "Files /srv/labels/label-####.zpl"),
        ] {
            assert_eq!(port.to_string(), words);
            let kept = serde_json::to_string(&port).expect("serialises");
            assert_eq!(serde_json::from_str::<Port>(&kept).expect("reads"), port);
        }
    }
}
