//! How a scale is set up, and whether that can work.
use crate::scales::{self, Decoder, ScaleOptions, ScaleProtocol};
use crate::{DeviceError, Port};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A configured scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScaleConfig {
    /// Which of a station's scales; empty while it has only one.
    #[serde(default)]
    pub id: String,
    /// The merchant's name for it; empty when it has none.
    #[serde(default)]
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// Id of the protocol it speaks; see [`crate::SCALE_PROTOCOLS`].
    pub protocol: String,
    /// Unit, for protocols whose frames do not say it; empty lets the driver tell.
    pub unit: Option<pb_domain::WeightUnit>,
    /// Whether it reports an empty pan. When it does not, a person says *next parcel*.
    pub reports_zero: bool,
    /// Its lines as a regular expression, for the protocol that reads any: with the named groups
    /// `weight`, `unit`, `stable` and `sign`.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Whether its owner says that it sends a weight only once it stands still. Asked for where frames
    /// do not say.
    #[serde(default)]
    pub only_stable: bool,
}

impl ScaleConfig {
    /// Whether this set-up can work: the protocol exists, is spoken over this kind of port, and its
    /// frames can be read with these options.
    ///
    /// # Errors
    ///
    /// [`DeviceError::Misconfigured`], with what is wrong.
    pub fn check(&self) -> Result<(), DeviceError> {
        let protocol = self.spoken(scales::protocol(&self.protocol))?;
        self.decoder(protocol).map(drop)
    }

    /// The protocol, if it exists and can be spoken over the port.
    pub(crate) fn spoken(
        &self,
        protocol: Option<&'static dyn ScaleProtocol>,
    ) -> Result<&'static dyn ScaleProtocol, DeviceError> {
        let protocol = protocol.ok_or_else(|| {
            self.misconfigured(format!("“{}” is not a scale protocol", self.protocol))
        })?;
        let fits = match self.port {
            Port::Hid { .. } => protocol.lines().is_empty(),
            Port::Tcp { .. } | Port::Serial { .. } => !protocol.lines().is_empty(),
            _ => false,
        };
        if fits {
            Ok(protocol)
        } else {
            Err(self.misconfigured(format!(
                "“{}” is not spoken over this kind of connection",
                protocol.name()
            )))
        }
    }

    /// Starts reading with this scale's options.
    pub(crate) fn decoder(
        &self,
        protocol: &dyn ScaleProtocol,
    ) -> Result<Box<dyn Decoder>, DeviceError> {
        let options = ScaleOptions {
            unit: self.unit,
            pattern: self.pattern.clone(),
            only_stable: self.only_stable,
        };
        protocol
            .decoder(&options)
            .map_err(|what| self.misconfigured(what))
    }

    fn misconfigured(&self, what: String) -> DeviceError {
        DeviceError::Misconfigured {
            port: self.port.clone(),
            what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_scales_had_names_still_reads() {
        let stored = r#"{
            "port": {"kind": "serial", "path": "/dev/ttyUSB0", "baud": 9600, "line": "7E1"},
            "protocol": "toledo-8217", "unit": "kg", "reports_zero": true
        }"#;
        let config: ScaleConfig = serde_json::from_str(stored).expect("reads");
        assert_eq!((config.id.as_str(), config.name.as_str()), ("", ""));
        assert_eq!((&config.pattern, config.only_stable), (&None, false));
        assert_eq!(config.check(), Ok(()));
        let again = serde_json::to_string(&config).expect("serialises");
        assert_eq!(
            serde_json::from_str::<ScaleConfig>(&again).ok(),
            Some(config)
        );
    }

    #[test]
    fn what_cannot_work_is_told_before_it_is_tried() {
        let tcp = Port::Tcp {
            host: "127.0.0.1".to_owned(),
            port: 4001,
        };
        let config = |protocol: &str, pattern: Option<&str>| ScaleConfig {
            id: "pallets".to_owned(),
            name: "Pallets".to_owned(),
            port: tcp.clone(),
            protocol: protocol.to_owned(),
            unit: None,
            reports_zero: true,
            pattern: pattern.map(str::to_owned),
            only_stable: false,
        };
        let good = "(?<stable>S)(?<weight>[0-9.]+)(?<unit>kg)";
        assert_eq!(config("pattern", Some(good)).check(), Ok(()));
        for (config, what) in [
            (config("morse", None), "not a scale protocol"),
            (config("hid-pos", None), "this kind of connection"),
            (config("pattern", None), "missing"),
            (config("pattern", Some("(?<weight>1)")), "stands still"),
        ] {
            let error = config.check().expect_err("refused");
            assert!(error.to_string().contains(what), "{error}");
            assert!(matches!(error, DeviceError::Misconfigured { .. }));
        }
    }
}
