//! Discovery: what is attached, whether or not it may be opened.
use crate::device_id::{DeviceId, full_name};
use crate::transport::{hid, queue, usb};
use crate::{DeviceError, Port};
use rusb::{Context, Device, DeviceDescriptor, DeviceHandle, UsbContext};
use serialport::SerialPortType;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// What a found device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    /// A scale.
    Scale,
    /// A printer.
    Printer,
    /// A serial line, behind which may be either.
    Unknown,
}

/// Whether it may be used now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may be opened.
    Ready,
    /// It may not; the error's text is the reason and [`DeviceError::remedy`] the cure.
    Refused(DeviceError),
}

impl From<Result<(), DeviceError>> for Access {
    fn from(opened: Result<(), DeviceError>) -> Self {
        opened.map_or_else(Self::Refused, |()| Self::Ready)
    }
}

/// One device that is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// Maker and model, as it states them.
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// Id of the scale protocol or the printer language it seems to speak; empty when unknown.
    pub speaks: String,
    /// Whether it may be used.
    pub access: Access,
}

/// Lists what is attached to this machine. It never fails and never hides: what cannot be looked at
/// is listed with the reason, and where a whole bus is missing the others are still listed.
///
/// A serial line says nothing about what is behind it, so it is listed as unknown, with the line
/// settings most devices have. Printers on the network are not looked for.
pub fn find() -> Vec<Found> {
    let kernel = Kernel::here();
    let mut found = listed("USB printers", || usb_printers(&kernel));
    let printers = listed("printer device files", || kernel.printer_files(&found));
    found.extend(printers);
    found.extend(listed("USB scales", usb_scales));
    found.extend(listed("serial lines", || serial_lines(&kernel)));
    found.extend(listed("print queues", || find_queues("")));
    found
}

/// Lists the print queues of a print server (host and port; empty for this computer's own), also those
/// that print nothing now, with the reason and the remedy. Where no print server answers within a
/// second there are none.
pub fn find_queues(server: &str) -> Vec<Found> {
    #[cfg(windows)]
    if server.is_empty() {
        return crate::transport::windows_spooler::list();
    }
    queue::list(server).unwrap_or_else(|error| {
        tracing::debug!(%error, "there are no print queues to list");
        Vec::new()
    })
}

/// What a printer at a cable states about itself without being sent a byte, and the id of the language
/// that it seems to speak.
pub(crate) fn stated(port: &Port) -> Option<Found> {
    let kernel = Kernel::here();
    let mut found = match port {
        Port::Usb { .. } => usb_printers(&kernel),
        Port::DeviceFile { .. } => kernel.printer_files(&[]),
        _ => Vec::new(),
    };
    let place = found.iter().position(|one| one.port == *port)?;
    Some(found.swap_remove(place))
}

/// A library that fails on an odd bus must not hide the others.
fn listed(what: &str, list: impl FnOnce() -> Vec<Found>) -> Vec<Found> {
    catch_unwind(AssertUnwindSafe(list)).unwrap_or_else(|_| {
        tracing::error!(what, "devices cannot be listed");
        Vec::new()
    })
}

fn usb_printers(kernel: &Kernel) -> Vec<Found> {
    let devices = match Context::new().and_then(|context| context.devices()) {
        Ok(devices) => devices,
        Err(error) => {
            tracing::info!(%error, "there is no USB to list");
            return Vec::new();
        }
    };
    devices
        .iter()
        .filter_map(|device| usb_printer(kernel, &device))
        .collect()
}

fn usb_printer(kernel: &Kernel, device: &Device<Context>) -> Option<Found> {
    let interface = usb::printer_interface(device)?;
    let ids = device.device_descriptor().ok()?;
    let path = usb::port_path(device)?;
    let node = kernel.usb_interface(&path, interface.number);
    let port = Port::Usb {
        vendor: ids.vendor_id(),
        product: ids.product_id(),
        path,
    };
    let opened = device.open();
    let handle = opened.as_ref().ok();
    let id = handle
        .and_then(|handle| usb::device_id(handle, interface))
        .map(|answer| DeviceId::from_answer(&answer))
        .or_else(|| node.as_deref().and_then(kernel_id))
        .unwrap_or_default();
    let name = [
        id.name(),
        handle.map_or_else(String::new, |h| strings(h, &ids)),
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .unwrap_or_else(|| "USB printer".to_owned());
    let access = match &opened {
        Err(error) => Access::Refused(usb::error(&port, *error, "looking at it")),
        Ok(_) if node.is_some_and(|node| is_held(&node)) => {
            Access::Refused(DeviceError::Busy { port: port.clone() })
        }
        Ok(_) => Access::Ready,
    };
    Some(Found {
        kind: FoundKind::Printer,
        name,
        port,
        speaks: id.language().to_owned(),
        access,
    })
}

/// Maker and model from the device's string descriptors.
fn strings(handle: &DeviceHandle<Context>, ids: &DeviceDescriptor) -> String {
    full_name(
        &handle
            .read_manufacturer_string_ascii(ids)
            .unwrap_or_default(),
        &handle.read_product_string_ascii(ids).unwrap_or_default(),
    )
}

fn usb_scales() -> Vec<Found> {
    hid::scales()
        .iter()
        .map(|device| {
            let port = Port::Hid {
                vendor: device.vendor_id(),
                product: device.product_id(),
                path: device.path().to_string_lossy().into_owned(),
            };
            let name = full_name(
                device.manufacturer_string().unwrap_or_default(),
                device.product_string().unwrap_or_default(),
            );
            Found {
                kind: FoundKind::Scale,
                name: if name.is_empty() {
                    "USB scale".to_owned()
                } else {
                    name
                },
                access: hid::access(&port).into(),
                port,
                speaks: "hid-pos".to_owned(),
            }
        })
        .collect()
}

fn serial_lines(kernel: &Kernel) -> Vec<Found> {
    let ports = serialport::available_ports().unwrap_or_else(|error| {
        tracing::info!(%error, "serial lines cannot be listed");
        Vec::new()
    });
    let mut lines: Vec<(String, String)> = ports
        .into_iter()
        .map(|port| {
            let name = match port.port_type {
                SerialPortType::UsbPort(usb) => full_name(
                    &usb.manufacturer.unwrap_or_default(),
                    &usb.product.unwrap_or_default(),
                ),
                _ => String::new(),
            };
            (port.port_name, name)
        })
        .collect();
    for path in kernel.built_in_lines() {
        if lines.iter().all(|(known, _)| *known != path) {
            lines.push((path, String::new()));
        }
    }
    lines
        .into_iter()
        .map(|(path, name)| {
            let port = Port::Serial {
                path,
                baud: 9600,
                line: "8N1".to_owned(),
            };
            Found {
                kind: FoundKind::Unknown,
                name: if name.is_empty() {
                    "Serial port".to_owned()
                } else {
                    name
                },
                access: file_access(&port).into(),
                port,
                speaks: String::new(),
            }
        })
        .collect()
}

/// Whether this user may open a device file, without opening it: that would raise the lines of a
/// serial port and wake a printer.
#[cfg(unix)]
fn file_access(port: &Port) -> Result<(), DeviceError> {
    use rustix::fs::{Access as Rights, access};
    let (Port::Serial { path, .. } | Port::DeviceFile { path }) = port else {
        return Ok(());
    };
    access(path.as_str(), Rights::READ_OK | Rights::WRITE_OK)
        .map_err(|error| DeviceError::from_io(port, &error.into(), "looking at it"))
}

#[cfg(not(unix))]
fn file_access(_port: &Port) -> Result<(), DeviceError> {
    Ok(())
}

/// What Linux shows of the devices in files; other systems have none of them, and nothing is found.
struct Kernel {
    sys: PathBuf,
    dev: PathBuf,
}

impl Kernel {
    fn here() -> Self {
        Self {
            sys: PathBuf::from("/sys"),
            dev: PathBuf::from("/dev"),
        }
    }

    /// The folder of an interface, as in `/sys/bus/usb/devices/1-2.3:1.0`.
    fn usb_interface(&self, port_path: &str, number: u8) -> Option<PathBuf> {
        let (start, end) = (format!("{port_path}:"), format!(".{number}"));
        entries(&self.sys.join("bus/usb/devices"))
            .into_iter()
            .find(|entry| {
                let name = file_name(entry);
                name.starts_with(&start) && name.ends_with(&end)
            })
    }

    /// Printers of the kernel's driver that are not among those `found` over libusb.
    fn printer_files(&self, found: &[Found]) -> Vec<Found> {
        entries(&self.dev.join("usb"))
            .into_iter()
            .filter(|file| {
                file_name(file)
                    .strip_prefix("lp")
                    .is_some_and(|number| number.parse::<u32>().is_ok())
            })
            .filter_map(|file| self.printer_file(&file, found))
            .collect()
    }

    fn printer_file(&self, file: &Path, found: &[Found]) -> Option<Found> {
        let class = self.sys.join("class/usbmisc").join(file_name(file));
        let node = fs::canonicalize(class.join("device")).ok();
        let place = node.as_deref().map(file_name).unwrap_or_default();
        let place = place.split(':').next().unwrap_or_default();
        let seen = found
            .iter()
            .any(|one| matches!(&one.port, Port::Usb { path, .. } if path == place));
        if seen {
            return None;
        }
        let id = node.as_deref().and_then(kernel_id).unwrap_or_default();
        let name = id.name();
        let port = Port::DeviceFile {
            path: file.to_string_lossy().into_owned(),
        };
        Some(Found {
            kind: FoundKind::Printer,
            name: if name.is_empty() {
                "USB printer".to_owned()
            } else {
                name
            },
            access: file_access(&port).into(),
            port,
            speaks: id.language().to_owned(),
        })
    }

    /// Serial ports on the board that have a chip behind them. The serial library leaves out those
    /// that cannot be opened just now.
    fn built_in_lines(&self) -> Vec<String> {
        entries(&self.sys.join("class/tty"))
            .into_iter()
            .filter(|entry| file_name(entry).starts_with("ttyS"))
            .filter(|entry| {
                // 0 stands for "no chip found here".
                fs::read_to_string(entry.join("type")).is_ok_and(|kind| kind.trim() != "0")
            })
            .map(|entry| {
                let file = self.dev.join(file_name(&entry));
                file.to_string_lossy().into_owned()
            })
            .collect()
    }
}

/// What the kernel's printer driver read from a printer when it was plugged in; no right is needed
/// to see it.
fn kernel_id(interface: &Path) -> Option<DeviceId> {
    let text = fs::read_to_string(interface.join("ieee1284_id")).ok()?;
    Some(DeviceId::from_text(&text))
}

/// Whether a program has claimed the interface. The kernel's own printer driver gives it up.
fn is_held(interface: &Path) -> bool {
    fs::read_link(interface.join("driver")).is_ok_and(|driver| file_name(&driver) == "usbfs")
}

/// The entries of a folder in a stable order; none when there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    entries
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use tempfile::TempDir;

    /// A made-up /sys and /dev.
    struct Machine {
        folder: TempDir,
        kernel: Kernel,
    }

    impl Machine {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let kernel = Kernel {
                sys: folder.path().join("sys"),
                dev: folder.path().join("dev"),
            };
            Self { folder, kernel }
        }

        fn file(&self, path: &str, text: &str) -> PathBuf {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
            fs::write(&path, text).expect("a file");
            path
        }

        fn link(&self, from: &str, to: &str) {
            let (from, to) = (self.folder.path().join(from), self.folder.path().join(to));
            fs::create_dir_all(from.parent().expect("has a parent")).expect("a folder");
            symlink(to, from).expect("a link");
        }

        /// A printer at a USB port, taken by the kernel's driver.
        fn printer(&self, number: u8, place: &str, id: &str) {
            let node = format!("sys/devices/usb/{place}:1.0");
            self.file(&format!("{node}/ieee1284_id"), id);
            self.link(&format!("sys/bus/usb/devices/{place}:1.0"), &node);
            self.link(&format!("{node}/driver"), "sys/bus/usb/drivers/usblp");
            self.link(&format!("sys/class/usbmisc/lp{number}/device"), &node);
            self.file(&format!("dev/usb/lp{number}"), "");
        }
    }

    #[test]
    fn a_machine_without_any_bus_lists_nothing_and_does_not_fail() {
        let machine = Machine::new();
        assert_eq!(machine.kernel.printer_files(&[]), []);
        assert_eq!(machine.kernel.built_in_lines(), Vec::<String>::new());
        assert_eq!(machine.kernel.usb_interface("1-2", 0), None);
    }

    #[test]
    fn whatever_this_machine_has_is_listed_once_and_named() {
        let found = find();
        for (place, one) in found.iter().enumerate() {
            assert!(!one.name.is_empty(), "{one:?}");
            assert!(
                found[place + 1..]
                    .iter()
                    .all(|other| other.port != one.port),
                "{one:?} twice"
            );
        }
        let held: Vec<&Found> = found
            .iter()
            .filter(|one| matches!(one.access, Access::Refused(_)))
            .collect();
        for one in held {
            let Access::Refused(error) = &one.access else {
                unreachable!("filtered above")
            };
            assert_eq!(error.port(), &one.port);
        }
    }

    #[test]
    fn printers_of_the_kernels_driver_are_listed_unless_seen_already() {
        let machine = Machine::new();
        machine.printer(0, "1-2.3", "MFG:Zebra;MDL:ZD420;CMD:ZPL;");
        machine.printer(1, "1-4", "");
        machine.file("dev/usb/hiddev0", "");
        let path = |number: u8| {
            let file = machine.folder.path().join(format!("dev/usb/lp{number}"));
            file.to_string_lossy().into_owned()
        };
        let zebra = Found {
            kind: FoundKind::Printer,
            name: "Zebra ZD420".to_owned(),
            port: Port::DeviceFile { path: path(0) },
            speaks: "zpl".to_owned(),
            access: Access::Ready,
        };
        let nameless = Found {
            kind: FoundKind::Printer,
            name: "USB printer".to_owned(),
            port: Port::DeviceFile { path: path(1) },
            speaks: String::new(),
            access: Access::Ready,
        };
        assert_eq!(
            machine.kernel.printer_files(&[]),
            [zebra.clone(), nameless.clone()]
        );
        let over_libusb = Found {
            port: Port::Usb {
                vendor: 0x0a5f,
                product: 0x0120,
                path: "1-2.3".to_owned(),
            },
            ..zebra
        };
        assert_eq!(machine.kernel.printer_files(&[over_libusb]), [nameless]);
    }

    #[test]
    fn a_printer_that_a_program_claimed_is_held() {
        let machine = Machine::new();
        machine.printer(0, "1-2", "MFG:Zebra;");
        let free = machine.kernel.usb_interface("1-2", 0).expect("there");
        assert!(!is_held(&free));
        assert_eq!(kernel_id(&free).expect("an id").name(), "Zebra");
        assert_eq!(machine.kernel.usb_interface("1-2", 1), None);
        assert_eq!(machine.kernel.usb_interface("1", 0), None);

        machine.link(
            "sys/bus/usb/devices/3-1:1.1/driver",
            "sys/bus/usb/drivers/usbfs",
        );
        let held = machine.kernel.usb_interface("3-1", 1).expect("there");
        assert!(is_held(&held));
    }

    #[test]
    fn serial_ports_on_the_board_are_listed_when_they_have_a_chip() {
        let machine = Machine::new();
        machine.file("sys/class/tty/ttyS0/type", "4\n");
        machine.file("sys/class/tty/ttyS1/type", "0\n");
        machine.file("sys/class/tty/tty1/type", "4\n");
        machine.file("sys/class/tty/ttyS9/dev", "4:73\n");
        let line = machine.folder.path().join("dev/ttyS0");
        assert_eq!(
            machine.kernel.built_in_lines(),
            [line.to_string_lossy().into_owned()]
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_not_found() {
        let port = Port::DeviceFile {
            path: "/nonexistent/lp0".to_owned(),
        };
        assert_eq!(
            Access::from(file_access(&port)),
            Access::Refused(DeviceError::NotFound { port })
        );
    }

    #[test]
    fn a_list_that_fails_hides_nothing_else() {
        assert_eq!(listed("broken", || panic!("an odd bus")), []);
    }
}
