//! USB printers of the printer class, through libusb.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port, PortStatus};
use rusb::{
    Context, Device, DeviceHandle, Direction, InterfaceDescriptor, TransferType, UsbContext,
};
use std::time::Duration;

/// Interface class of printers.
const PRINTER_CLASS: u8 = 7;
/// Interface class of the makers' own.
const VENDOR_CLASS: u8 = 0xFF;
/// A class request towards the host, for an interface.
const CLASS_IN: u8 = 0xA1;
/// A class request towards the device: for an interface, and for "other", as version 1.0 of the class has
/// it for the reset.
const CLASS_OUT: [u8; 2] = [0x21, 0x23];
const GET_DEVICE_ID: u8 = 0;
const GET_PORT_STATUS: u8 = 1;
const SOFT_RESET: u8 = 2;
const CONTROL_TIME: Duration = Duration::from_secs(1);
/// Zero means "for ever" to libusb.
const SHORTEST: Duration = Duration::from_millis(1);

/// The interface to print through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interface {
    /// Number of the interface.
    pub(crate) number: u8,
    /// Alternate setting.
    alternate: u8,
    /// 1 only listens, 2 also answers.
    protocol: u8,
    /// Bulk endpoint towards the printer.
    bulk_out: u8,
    /// Bulk endpoint from the printer.
    bulk_in: Option<u8>,
}

/// How a device departs from the printer class. From CUPS's list of USB quirks, for the makers of
/// label printers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Quirks {
    /// It misbehaves when it is read from.
    one_way: bool,
    /// It misbehaves when the kernel's driver takes it back.
    no_reattach: bool,
    /// Its printer interface says that it is of a class of the maker's own.
    vendor_class: bool,
}

fn quirks(vendor: u16, product: u16) -> Quirks {
    let mut quirks = Quirks::default();
    match (vendor, product) {
        // CUPS also calls all Zebra printers one-way, because it reads all the time. Here they are
        // read from only after they were asked, and what they answer is the proof of paper.
        (0x0a5f | 0x067e, _) | (0x1a86, 0x7584) => quirks.no_reattach = true,
        (0x195f, 0x0001) | (0x2d84, _) | (0x067b, 0x2305) => {
            quirks.one_way = true;
            quirks.no_reattach = true;
        }
        (0x0519, _) | (0x2730, 0x2008) | (0x06bc, 0x0183) => quirks.one_way = true,
        (0x04b8, 0x0202) => quirks.vendor_class = true,
        _ => {}
    }
    quirks
}

/// Bus and port path, as in `1-2.3`; `None` for what is not behind a port.
pub(crate) fn port_path(device: &Device<Context>) -> Option<String> {
    let ports = device.port_numbers().ok()?;
    if ports.is_empty() {
        return None;
    }
    let ports: Vec<String> = ports.iter().map(u8::to_string).collect();
    Some(format!("{}-{}", device.bus_number(), ports.join(".")))
}

/// The interface to print through, if the device has one.
pub(crate) fn printer_interface(device: &Device<Context>) -> Option<Interface> {
    let ids = device.device_descriptor().ok()?;
    let quirks = quirks(ids.vendor_id(), ids.product_id());
    let configuration = device
        .active_config_descriptor()
        .or_else(|_| device.config_descriptor(0))
        .ok()?;
    configuration
        .interfaces()
        .flat_map(|interface| interface.descriptors().collect::<Vec<_>>())
        .filter_map(|descriptor| usable(&descriptor, quirks))
        .max_by_key(|found| (found.protocol == 2, found.bulk_in.is_some()))
}

/// Takes the descriptor of an interface that prints raw bytes: printer class, protocol 1 or 2.
/// Protocols 3 (IEEE 1284.4 packets) and 4 (IPP over USB) are other languages on the wire.
fn usable(descriptor: &InterfaceDescriptor<'_>, quirks: Quirks) -> Option<Interface> {
    let class = descriptor.class_code();
    let protocol = descriptor.protocol_code();
    let is_printer =
        class == PRINTER_CLASS && descriptor.sub_class_code() == 1 && matches!(protocol, 1 | 2);
    let is_disguised = quirks.vendor_class && class == VENDOR_CLASS;
    if !is_printer && !is_disguised {
        return None;
    }
    let bulk = |direction| {
        descriptor
            .endpoint_descriptors()
            .find(|end| end.transfer_type() == TransferType::Bulk && end.direction() == direction)
            .map(|end| end.address())
    };
    Some(Interface {
        number: descriptor.interface_number(),
        alternate: descriptor.setting_number(),
        protocol,
        bulk_out: bulk(Direction::Out)?,
        bulk_in: bulk(Direction::In).filter(|_| !quirks.one_way),
    })
}

/// The IEEE 1284 device id, which the kernel lets through without claiming the interface.
pub(crate) fn device_id(handle: &DeviceHandle<Context>, interface: Interface) -> Option<Vec<u8>> {
    let mut id = [0; 1024];
    let index = u16::from(interface.number) << 8 | u16::from(interface.alternate);
    let count = handle
        .read_control(CLASS_IN, GET_DEVICE_ID, 0, index, &mut id, CONTROL_TIME)
        .ok()?;
    Some(id[..count].to_vec())
}

/// What libusb says about a device, while `doing` something with it.
pub(crate) fn error(port: &Port, error: rusb::Error, doing: &'static str) -> DeviceError {
    let port = port.clone();
    match error {
        rusb::Error::Access => DeviceError::PermissionDenied { port },
        rusb::Error::Busy => DeviceError::Busy { port },
        rusb::Error::NotFound => DeviceError::NotFound { port },
        rusb::Error::NoDevice => DeviceError::Unplugged { port },
        rusb::Error::Timeout => DeviceError::TimedOut { port, doing },
        rusb::Error::Pipe => DeviceError::Io {
            port,
            detail: format!("it refused, while {doing}"),
        },
        _ => DeviceError::Io {
            port,
            detail: format!("{error}, while {doing}"),
        },
    }
}

pub(super) struct UsbLink {
    port: Port,
    handle: DeviceHandle<Context>,
    interface: Interface,
}

impl UsbLink {
    pub(super) fn open(port: &Port) -> Result<Self, DeviceError> {
        let Port::Usb {
            vendor,
            product,
            path,
        } = port
        else {
            return Err(not_mine(port));
        };
        let failed = |e| error(port, e, "opening");
        let not_found = || DeviceError::NotFound { port: port.clone() };
        let context = Context::new().map_err(failed)?;
        let devices = context.devices().map_err(failed)?;
        // Model and place both: serial numbers repeat, and an equal printer on another port is
        // another printer.
        let device = devices
            .iter()
            .find(|device| {
                port_path(device).as_ref() == Some(path)
                    && device
                        .device_descriptor()
                        .is_ok_and(|ids| ids.vendor_id() == *vendor && ids.product_id() == *product)
            })
            .ok_or_else(not_found)?;
        let interface = printer_interface(&device).ok_or_else(|| DeviceError::Misconfigured {
            port: port.clone(),
            what: "it has no interface that prints raw data".to_owned(),
        })?;
        let handle = device.open().map_err(|e| match e {
            rusb::Error::NoDevice => not_found(),
            other => failed(other),
        })?;
        let link = Self {
            port: port.clone(),
            handle,
            interface,
        };
        link.claim(quirks(*vendor, *product)).map_err(failed)?;
        Ok(link)
    }

    /// Takes the interface from the kernel's driver, which gets it back when the link ends.
    fn claim(&self, quirks: Quirks) -> rusb::Result<()> {
        let number = self.interface.number;
        if quirks.no_reattach {
            if let Ok(true) = self.handle.kernel_driver_active(number) {
                self.handle.detach_kernel_driver(number)?;
            }
        } else {
            match self.handle.set_auto_detach_kernel_driver(true) {
                // Systems without such drivers.
                Ok(()) | Err(rusb::Error::NotSupported) => {}
                Err(error) => return Err(error),
            }
        }
        self.handle.claim_interface(number)?;
        if self.interface.alternate != 0 {
            self.handle
                .set_alternate_setting(number, self.interface.alternate)?;
        }
        Ok(())
    }
}

impl UsbLink {
    /// What stopped a transfer. A printer that takes nothing more is asked whether it has paper: the
    /// control pipe answers while the other one waits.
    fn why_it_broke_off(&mut self, e: rusb::Error) -> DeviceError {
        let out_of_paper = e == rusb::Error::Timeout
            && self.port_status().is_some_and(|status| status.paper_empty);
        if out_of_paper {
            return DeviceError::OutOfPaper {
                port: self.port.clone(),
            };
        }
        error(&self.port, e, "sending")
    }
}

impl Link for UsbLink {
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        let Some(end) = self.interface.bulk_in else {
            return Err(DeviceError::OneWay {
                port: self.port.clone(),
            });
        };
        // A multiple of every packet size, or a full packet would be an overflow.
        let mut buffer = [0; 4096];
        match self
            .handle
            .read_bulk(end, &mut buffer, timeout.max(SHORTEST))
        {
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(rusb::Error::Timeout | rusb::Error::Interrupted) => Ok(Vec::new()),
            Err(rusb::Error::Pipe) => {
                self.handle
                    .clear_halt(end)
                    .map_err(|e| error(&self.port, e, "reading"))?;
                Ok(Vec::new())
            }
            Err(e) => Err(error(&self.port, e, "reading")),
        }
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure> {
        let end = self.interface.bulk_out;
        match self.handle.write_bulk(end, bytes, timeout.max(SHORTEST)) {
            Ok(count) if count > 0 => Ok(count),
            // libusb cannot say how much of a transfer that broke off reached the printer.
            result => {
                let e = result.err().unwrap_or(rusb::Error::Io);
                if e == rusb::Error::Pipe {
                    // So that the next job finds the endpoint open; this one is lost either way.
                    let _ = self.handle.clear_halt(end);
                }
                Err(WriteFailure {
                    may_have_left: bytes.len(),
                    error: self.why_it_broke_off(e),
                })
            }
        }
    }

    fn can_answer(&self) -> bool {
        self.interface.bulk_in.is_some()
    }

    fn port_status(&mut self) -> Option<PortStatus> {
        let mut status = [0];
        let index = u16::from(self.interface.number);
        let count = self
            .handle
            .read_control(
                CLASS_IN,
                GET_PORT_STATUS,
                0,
                index,
                &mut status,
                CONTROL_TIME,
            )
            .ok()?;
        (count == 1).then(|| PortStatus::from_byte(status[0]))
    }

    fn soft_reset(&mut self) -> Result<bool, DeviceError> {
        let number = self.interface.number;
        let ask = |kind| {
            self.handle
                .write_control(kind, SOFT_RESET, 0, number.into(), &[], CONTROL_TIME)
        };
        let [now, before] = CLASS_OUT;
        match ask(now).or_else(|e| {
            if e == rusb::Error::Pipe {
                ask(before)
            } else {
                Err(e)
            }
        }) {
            Ok(_) => {}
            // Either way is refused: it has no such thing.
            Err(rusb::Error::Pipe) => return Ok(false),
            Err(e) => return Err(error(&self.port, e, "resetting it")),
        }
        // The reset ends every halt in the printer; this tells our side, and sets both to the same
        // packet again. A printer that refuses it has nothing to end.
        let _ = self.handle.clear_halt(self.interface.bulk_out);
        if let Some(end) = self.interface.bulk_in {
            let _ = self.handle.clear_halt(end);
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_who_misbehaves() {
        let zebra = quirks(0x0a5f, 0x0110);
        assert!(zebra.no_reattach && !zebra.one_way);
        let arkscan = quirks(0x2d84, 0x1234);
        assert!(arkscan.no_reattach && arkscan.one_way);
        assert!(quirks(0x0519, 0x0003).one_way);
        assert!(quirks(0x04b8, 0x0202).vendor_class);
        assert_eq!(quirks(0x1203, 0x0140), Quirks::default());
    }

    #[test]
    fn says_what_libusb_means() {
        let port = Port::Usb {
            vendor: 0x0a5f,
            product: 0x0110,
            path: "1-2".to_owned(),
        };
        assert!(matches!(
            error(&port, rusb::Error::Access, "opening"),
            DeviceError::PermissionDenied { .. }
        ));
        assert!(matches!(
            error(&port, rusb::Error::NoDevice, "sending"),
            DeviceError::Unplugged { .. }
        ));
        assert_eq!(
            error(&port, rusb::Error::Pipe, "sending").to_string(),
            "USB 1-2 (0a5f:0110): it refused, while sending"
        );
    }
}
