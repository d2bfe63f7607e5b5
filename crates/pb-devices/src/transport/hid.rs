//! USB HID scales, through hidapi.
use super::{Link, WriteFailure, not_mine};
use crate::{DeviceError, Port};
use hidapi::{DeviceInfo, HidApi, HidDevice};
use std::collections::HashSet;
use std::time::Duration;

/// Usage page and usage of a scale (HID Point of Sale usage tables). Scales inside bioptic scanners
/// use another page and other reports; they are not mistaken for these.
const SCALE: (u16, u16) = (0x8D, 0x20);
/// Longest report of a full-speed interrupt endpoint.
const LONGEST_REPORT: usize = 64;

/// Every attached HID scale.
pub(crate) fn scales() -> Vec<DeviceInfo> {
    match HidApi::new() {
        Ok(api) => listed(&api).cloned().collect(),
        Err(error) => {
            tracing::warn!(%error, "HID devices cannot be listed");
            Vec::new()
        }
    }
}

/// The scales among all HID devices. Linux lists a device once for each collection it describes.
fn listed(api: &HidApi) -> impl Iterator<Item = &DeviceInfo> {
    let mut seen = HashSet::new();
    api.device_list()
        .filter(|device| (device.usage_page(), device.usage()) == SCALE)
        .filter(move |device| seen.insert(device.path()))
}

/// Whether this user may open the device, and if not, why.
pub(crate) fn access(port: &Port) -> Result<(), DeviceError> {
    HidLink::open(port).map(|_| ())
}

pub(super) struct HidLink {
    port: Port,
    device: HidDevice,
    /// Whether its reports come without ids, as far as they have come.
    unnumbered: bool,
}

/// Bytes of a scale's data report without an id.
const UNNUMBERED: usize = 5;

impl HidLink {
    pub(super) fn open(port: &Port) -> Result<Self, DeviceError> {
        let Port::Hid {
            vendor,
            product,
            path,
        } = port
        else {
            return Err(not_mine(port));
        };
        let api = HidApi::new().map_err(|error| DeviceError::Io {
            port: port.clone(),
            detail: error.to_string(),
        })?;
        let same_model: Vec<&DeviceInfo> = listed(&api)
            .filter(|device| device.vendor_id() == *vendor && device.product_id() == *product)
            .collect();
        let info = pick(&same_model, path, |device| {
            device.path().to_string_lossy().into_owned()
        })
        .ok_or_else(|| DeviceError::NotFound { port: port.clone() })?;
        let device = info
            .open_device(&api)
            .map_err(|error| why(port, info, &error))?;
        Ok(Self {
            port: port.clone(),
            device,
            unnumbered: false,
        })
    }
}

/// The device at its path; when it came back under another one, the only one of its model.
fn pick<'a, T>(same_model: &[&'a T], path: &str, path_of: impl Fn(&T) -> String) -> Option<&'a T> {
    match same_model {
        [only] => Some(only),
        several => several
            .iter()
            .find(|device| path_of(device) == path)
            .copied(),
    }
}

/// hidapi words its errors and does not classify them; the operating system does.
fn why(port: &Port, info: &DeviceInfo, error: &hidapi::HidError) -> DeviceError {
    if cfg!(unix) {
        let again = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(&*info.path().to_string_lossy());
        if let Err(io) = again {
            return DeviceError::from_io(port, &io, "opening");
        }
    }
    DeviceError::Io {
        port: port.clone(),
        detail: error.to_string(),
    }
}

impl Link for HidLink {
    /// One report. Scales that report only on change are silent for long, and that is no failure.
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        let mut report = [0; LONGEST_REPORT];
        let timeout = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        match self.device.read_timeout(&mut report, timeout) {
            Ok(count) => {
                if count > 0 {
                    self.unnumbered = count == UNNUMBERED;
                }
                Ok(report[..count].to_vec())
            }
            Err(error) => {
                tracing::debug!(%error, port = %self.port, "HID read failed");
                Err(DeviceError::Unplugged {
                    port: self.port.clone(),
                })
            }
        }
    }

    /// One output report, with its id first. A device without report ids gets it under id 0, which
    /// hidapi takes off.
    fn write(&mut self, bytes: &[u8], _timeout: Duration) -> Result<usize, WriteFailure> {
        let mut report = bytes.to_vec();
        if let (true, Some(id)) = (self.unnumbered, report.first_mut()) {
            *id = 0;
        }
        match self.device.write(&report) {
            Ok(_) => Ok(bytes.len()),
            Err(error) => Err(WriteFailure {
                may_have_left: bytes.len(),
                error: DeviceError::Io {
                    port: self.port.clone(),
                    detail: error.to_string(),
                },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_that_comes_back_elsewhere_is_found_unless_two_are_alike() {
        let (a, b) = ("/dev/hidraw0".to_owned(), "/dev/hidraw3".to_owned());
        let path_of = |path: &String| path.clone();
        assert_eq!(pick(&[&b], "/dev/hidraw0", path_of), Some(&b));
        assert_eq!(pick(&[&a, &b], "/dev/hidraw3", path_of), Some(&b));
        assert_eq!(pick(&[&a, &b], "/dev/hidraw9", path_of), None);
        assert_eq!(pick(&[], "/dev/hidraw0", path_of), None);
    }
}
