//! What can go wrong with a device, and what a person does about it.
use crate::Port;
use std::io::{self, ErrorKind};

/// Where the rule that grants access to scales and printers is installed on Linux.
const RULE_FILE: &str = "/etc/udev/rules.d/70-packbench.rules";

/// What happened, to which device. The text names both; [`DeviceError::remedy`] says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// This user may not open it.
    #[error("{port}: this user may not open it")]
    PermissionDenied {
        /// Which device.
        port: Port,
    },
    /// Another program holds it.
    #[error("{port}: another program is using it")]
    Busy {
        /// Which device.
        port: Port,
    },
    /// It is not attached, or its host name is unknown.
    #[error("{port}: not found")]
    NotFound {
        /// Which device.
        port: Port,
    },
    /// The host is there, and refuses the connection.
    #[error("{port}: the connection was refused")]
    Refused {
        /// Which device.
        port: Port,
    },
    /// Nothing came back in time.
    #[error("{port}: no answer in time while {doing}")]
    TimedOut {
        /// Which device.
        port: Port,
        /// What was being done, as in "connecting".
        doing: &'static str,
    },
    /// It stopped taking bytes: out of paper, paused, or its lid is open.
    #[error("{port}: it stopped taking data")]
    Stalled {
        /// Which device.
        port: Port,
    },
    /// It stopped taking bytes, and says why itself.
    #[error("{port}: it stopped taking data and says that it is out of paper")]
    OutOfPaper {
        /// Which device.
        port: Port,
    },
    /// The connection was there and was lost.
    #[error("{port}: the connection was lost")]
    Unplugged {
        /// Which device.
        port: Port,
    },
    /// The link only carries bytes towards the device, so it cannot be asked.
    #[error("{port}: this connection cannot carry an answer")]
    OneWay {
        /// Which device.
        port: Port,
    },
    /// The print queue is stopped: what is sent to it now would come out whenever somebody starts it.
    #[error("{port}: the print queue is stopped{}", because(.reason))]
    QueueStopped {
        /// Which print queue.
        port: Port,
        /// The queue's own words, if it has any.
        reason: String,
    },
    /// The print queue takes no jobs.
    #[error("{port}: the print queue takes no jobs{}", because(.reason))]
    QueueRejects {
        /// Which print queue.
        port: Port,
        /// The queue's own words, if it has any.
        reason: String,
    },
    /// The settings do not fit the device.
    #[error("{port}: {what}")]
    Misconfigured {
        /// Which device.
        port: Port,
        /// What does not fit.
        what: String,
    },
    /// The driver itself failed; it is started again.
    #[error("{port}: the driver failed: {detail}")]
    DriverFailed {
        /// Which device.
        port: Port,
        /// What it said.
        detail: String,
    },
    /// Anything else the operating system reports.
    #[error("{port}: {detail}")]
    Io {
        /// Which device.
        port: Port,
        /// The operating system's words.
        detail: String,
    },
}

impl DeviceError {
    /// Which device.
    pub fn port(&self) -> &Port {
        match self {
            Self::PermissionDenied { port }
            | Self::Busy { port }
            | Self::NotFound { port }
            | Self::Refused { port }
            | Self::TimedOut { port, .. }
            | Self::Stalled { port }
            | Self::OutOfPaper { port }
            | Self::Unplugged { port }
            | Self::OneWay { port }
            | Self::QueueStopped { port, .. }
            | Self::QueueRejects { port, .. }
            | Self::Misconfigured { port, .. }
            | Self::DriverFailed { port, .. }
            | Self::Io { port, .. } => port,
        }
    }

    /// What the operating system says about a device, while `doing` something with it.
    pub(crate) fn from_io(port: &Port, error: &io::Error, doing: &'static str) -> Self {
        let port = port.clone();
        match error.kind() {
            ErrorKind::PermissionDenied => Self::PermissionDenied { port },
            ErrorKind::NotFound | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Self::NotFound { port }
            }
            ErrorKind::ConnectionRefused => Self::Refused { port },
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::TimedOut { port, doing },
            ErrorKind::ResourceBusy => Self::Busy { port },
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::NotConnected => Self::Unplugged { port },
            // A device node whose device is gone has no kind of its own: ENXIO 6, ENODEV 19.
            _ if matches!(error.raw_os_error(), Some(6 | 19)) => Self::Unplugged { port },
            _ => Self::Io {
                port,
                detail: error.to_string(),
            },
        }
    }

    /// What a person does about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::PermissionDenied { port } => permission_remedy(port),
            Self::Busy { port } => match port {
                Port::Usb { .. } | Port::DeviceFile { .. } => {
                    "Close the other program, or remove this printer from the system's print \
                     queues, then try again."
                        .to_owned()
                }
                _ => "Close the other program that uses it, then try again.".to_owned(),
            },
            Self::NotFound { port } => match port {
                Port::Tcp { host, .. } => format!(
                    "Check the name or address “{host}”, and that this computer is on the same \
                     network."
                ),
                Port::Queue { .. } => {
                    "Check the print queue's name in the system's print settings; it may have been \
                     renamed or removed."
                        .to_owned()
                }
                Port::File { .. } => "Check that the folder exists.".to_owned(),
                _ => "Check that it is plugged in and switched on, then look for devices again."
                    .to_owned(),
            },
            Self::Refused { port } => match port {
                Port::Queue { .. } => {
                    "Start the print server: “sudo systemctl start cups”, or check the address of \
                     the computer it runs on."
                        .to_owned()
                }
                Port::Tcp { port, .. } => format!(
                    "Check that the address belongs to the device and that it listens on port \
                     {port}; printers usually listen on 9100."
                ),
                _ => "Switch the device off and on, then try again.".to_owned(),
            },
            Self::TimedOut { port, .. } => match port {
                Port::Tcp { .. } => {
                    "Check that it is switched on and on the network, and that its address has not \
                     changed."
                        .to_owned()
                }
                Port::Queue { .. } => {
                    "Check that the print server runs and is not overloaded: “lpstat -r” says \
                     whether it answers."
                        .to_owned()
                }
                Port::Serial { baud, line, .. } => format!(
                    "Check the cable, that it is switched on, and that the device is set to \
                     {baud} {line}."
                ),
                _ => "Check that it is switched on; switch it off and on if it stays silent."
                    .to_owned(),
            },
            Self::Stalled { .. } => {
                "Check paper, ribbon, lid and the pause light. Look at what came out before \
                 printing again."
                    .to_owned()
            }
            Self::OutOfPaper { .. } => {
                "Put in paper. Look at what came out before printing again.".to_owned()
            }
            Self::Unplugged { port } => match port {
                Port::Tcp { .. } => "Check that it is switched on and on the network.".to_owned(),
                Port::Queue { .. } => {
                    "The print server stopped. Start it (“sudo systemctl start cups”), and look at \
                     what came out before printing again."
                        .to_owned()
                }
                _ => "Check the cable and that it is switched on.".to_owned(),
            },
            Self::OneWay { .. } => {
                "Look at the device itself; this connection cannot ask it.".to_owned()
            }
            Self::QueueStopped { port, .. } => format!(
                "Cure what stopped it, then start it again in the system's print settings, or run \
                 “cupsenable {}”.",
                queue_name(port)
            ),
            Self::QueueRejects { port, .. } => format!(
                "Let it take jobs again in the system's print settings, or run “cupsaccept {}”.",
                queue_name(port)
            ),
            Self::Misconfigured { .. } => "Correct the device's settings.".to_owned(),
            Self::DriverFailed { .. } => {
                "It is started again by itself. If this repeats, unplug the device and report the \
                 text above."
                    .to_owned()
            }
            Self::Io { port, .. } => match port {
                Port::Queue { .. } => {
                    "Look at the print server's log, /var/log/cups/error_log.".to_owned()
                }
                Port::File { .. } => "Check the disk and the folder, then print again.".to_owned(),
                _ => "Switch the device off and on, then try again.".to_owned(),
            },
        }
    }
}

fn because(reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(": {reason}")
    }
}

/// What a print queue is called; only queues have errors that ask for it.
fn queue_name(port: &Port) -> &str {
    match port {
        Port::Queue { queue, .. } => queue,
        _ => "",
    }
}

/// `pb` is beside the app, and prints the rule that ships with it.
fn permission_remedy(port: &Port) -> String {
    let install =
        format!("Run “pb devices --udev | sudo tee {RULE_FILE} && sudo udevadm control --reload”");
    match port {
        Port::Usb { vendor, .. } => format!(
            "{install} and plug the printer in again; without a screen at this computer, run “sudo \
             usermod -aG lp $USER” and log out and in again. If that file is there already, add this \
             line before its last one: ATTR{{idVendor}}==\"{vendor:04x}\", TAG+=\"uaccess\""
        ),
        Port::Hid {
            vendor, product, ..
        } => format!(
            "{install} and plug the scale in again; without a screen at this computer, run “sudo \
             usermod -aG plugdev $USER” and log out and in again. If that file is there already, add \
             this line to it: SUBSYSTEM==\"hidraw\", ATTRS{{idVendor}}==\"{vendor:04x}\", \
             ATTRS{{idProduct}}==\"{product:04x}\", TAG+=\"uaccess\""
        ),
        Port::Serial { .. } => {
            "Run “sudo usermod -aG dialout $USER”, then log out and in again.".to_owned()
        }
        Port::DeviceFile { .. } => {
            "Run “sudo usermod -aG lp $USER”, then log out and in again.".to_owned()
        }
        Port::Queue { .. } => {
            "The print server lets only other users print here, or asks for a password, which is \
             not kept for it. Allow this user in the queue's settings, or add a print queue on this \
             computer that leads to it."
                .to_owned()
        }
        Port::File { .. } => "Let this user write to the folder.".to_owned(),
        Port::Tcp { .. } => {
            "Ask whoever keeps this network: a firewall forbids the connection.".to_owned()
        }
    }
}
