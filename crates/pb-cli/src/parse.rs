//! Words of the command line as the domain's values.
use pb_domain::{
    CountryCode, Currency, Dimensions, Length, LengthUnit, RateRule, Weight, WeightUnit,
};
use pb_station::api::LabelMedia;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A profile's name: it becomes a folder.
pub(crate) fn profile(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if text.is_empty() || text.len() > 40 || !text.chars().all(plain) {
        return Err("a profile's name has up to 40 letters, digits, - or _".into());
    }
    if text.eq_ignore_ascii_case("demo") {
        return Err("the demo has a profile of its own; open it with --demo".into());
    }
    Ok(text.to_owned())
}

/// A weight with its unit.
pub(crate) fn weight(text: &str) -> Result<Weight, String> {
    if !text.chars().any(char::is_alphabetic) {
        return Err("a unit is missing; write it like 120g".into());
    }
    Weight::parse(text, WeightUnit::G).map_err(|e| e.to_string())
}

/// Three sides with their unit.
pub(crate) fn dimensions(text: &str) -> Result<Dimensions, String> {
    let wrong = || "write it like 30x20x10cm, 300x200x100mm or 12x9x4in".to_owned();
    let text = text.trim().to_lowercase();
    let unit_at = text.rfind(|c: char| c.is_ascii_digit()).ok_or_else(wrong)? + 1;
    let (sides, unit) = text.split_at(unit_at);
    let unit = LengthUnit::from_str(unit).map_err(|()| wrong())?;
    let side = |side: &str| {
        let number = Decimal::from_str(&side.trim().replace(',', ".")).ok()?;
        Length::new(number, unit).filter(|length| *length > Length::default())
    };
    let sides: Option<Vec<Length>> = sides.split(['x', '×', '*']).map(side).collect();
    match sides.as_deref() {
        Some([length, width, height]) => Ok(Dimensions {
            length: *length,
            width: *width,
            height: *height,
        }),
        _ => Err(wrong()),
    }
}

/// A country by its code or English name.
pub(crate) fn country(text: &str) -> Result<CountryCode, String> {
    CountryCode::from_name_or_code(text)
        .ok_or_else(|| "no country has this name; write two letters such as GB".into())
}

/// A rule that chooses a rate.
pub(crate) fn rule(text: &str) -> Result<RateRule, String> {
    match text.split_once(':') {
        None if text == "ask" => Ok(RateRule::Ask),
        None if text == "cheapest" => Ok(RateRule::Cheapest),
        None if text == "fastest" => Ok(RateRule::Fastest),
        Some(("within", days)) => days
            .parse()
            .map(|days| RateRule::CheapestWithin { days })
            .map_err(|_| format!("“{days}” is not a number of days")),
        _ => Err("write ask, cheapest, fastest or within:3".into()),
    }
}

/// An amount, with its currency where it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) value: Decimal,
    pub(crate) currency: Option<Currency>,
}

impl FromStr for Amount {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (number, code) = match text.find(|c: char| c.is_ascii_alphabetic()) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let value = Decimal::from_str(number.trim())
            .map_err(|_| "write it like 12.40 or 12.40EUR".to_owned())?;
        let currency = match code {
            "" => None,
            code => Some(Currency::from_code(code).map_err(|e| e.to_string())?),
        };
        Ok(Self { value, currency })
    }
}

/// `key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) key: String,
    pub(crate) value: String,
}

impl FromStr for Pair {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => Ok(Self {
                key: key.trim().to_owned(),
                value: value.trim().to_owned(),
            }),
            _ => Err("write it like key=value".into()),
        }
    }
}

/// A value, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrNone<T>(pub(crate) Option<T>);

impl<T: FromStr> FromStr for OrNone<T>
where
    T::Err: std::fmt::Display,
{
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Self(None)),
            text => match text.parse() {
                Ok(value) => Ok(Self(Some(value))),
                Err(error) => Err(format!("{error}; write a number, or none")),
            },
        }
    }
}

/// Label stock by its usual name, or by its size across the head and the way it is fed.
pub(crate) fn media(text: &str) -> Result<LabelMedia, String> {
    let known = match text.trim().to_lowercase().as_str() {
        "4x6" => Some(LabelMedia::FOUR_BY_SIX),
        "2x1" => Some(LabelMedia::micrometres(50_800, 25_400)),
        "100x150" => Some(LabelMedia::MM_100_BY_150),
        "a6" => Some(LabelMedia::A6),
        "a4" => Some(LabelMedia::A4),
        "letter" => Some(LabelMedia::micrometres(215_900, 279_400)),
        _ => None,
    };
    if let Some(known) = known {
        return Ok(known);
    }
    // A third size makes it one of a box, which is read already.
    let whole = text.trim().to_lowercase();
    let unit = ["mm", "cm", "in"].into_iter().find(|u| whole.ends_with(u));
    let sized = unit.and_then(|unit| {
        let size = whole.strip_suffix(unit)?.trim_end();
        dimensions(&format!("{size}x1{unit}")).ok()
    });
    sized
        .map(|size| LabelMedia {
            width: size.length,
            height: size.width,
        })
        .ok_or_else(|| {
            "write 4x6, 2x1, 100x150, a6, a4, letter, or a size like 62x100mm or 2.4x4in".into()
        })
}

/// Where a device is, as far as a person says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PortArg {
    Tcp { host: String, port: Option<u16> },
    Serial { path: String },
    Usb(Option<UsbId>),
    Hid(Option<UsbId>),
    DeviceFile { path: String },
    Queue { server: String, queue: String },
    Folder { path: String },
}

/// Vendor and product of a USB device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UsbId {
    pub(crate) vendor: u16,
    pub(crate) product: u16,
}

impl FromStr for PortArg {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(address) = text.strip_prefix("tcp://") {
            return tcp(address.trim_end_matches('/'));
        }
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        match (kind, rest) {
            ("usb", "") => Ok(Self::Usb(None)),
            ("hid", "") => Ok(Self::Hid(None)),
            ("usb", id) => usb_id(id).map(|id| Self::Usb(Some(id))),
            ("hid", id) => usb_id(id).map(|id| Self::Hid(Some(id))),
            ("serial" | "file", "") => Err(format!(
                "the device is missing; write it like {kind}:/dev/…"
            )),
            ("serial", path) => Ok(Self::Serial {
                path: path.to_owned(),
            }),
            ("file", path) => Ok(Self::DeviceFile {
                path: path.to_owned(),
            }),
            ("queue", name) if !name.is_empty() => {
                // CUPS itself allows no @ in a name.
                let (queue, server) = name.split_once('@').unwrap_or((name, ""));
                Ok(Self::Queue {
                    server: server.to_owned(),
                    queue: queue.to_owned(),
                })
            }
            ("folder", path) if !path.is_empty() => Ok(Self::Folder {
                path: path.to_owned(),
            }),
            _ => Err(
                "write tcp://HOST[:PORT], serial:DEVICE, usb, hid, file:DEVICE, \
                 queue:NAME[@SERVER] or folder:PATH"
                    .into(),
            ),
        }
    }
}

fn tcp(address: &str) -> Result<PortArg, String> {
    // An IPv6 address stands in brackets, since it holds colons of its own.
    let (host, port) = match address
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("the host is missing; write it like tcp://192.168.1.50:9100".into());
    }
    let port = port
        .map(|port| {
            port.parse::<u16>()
                .ok()
                .filter(|p| *p > 0)
                .ok_or_else(|| format!("“{port}” is not a port"))
        })
        .transpose()?;
    Ok(PortArg::Tcp {
        host: host.to_owned(),
        port,
    })
}

fn usb_id(text: &str) -> Result<UsbId, String> {
    let hex = |part: &str| u16::from_str_radix(part, 16).ok();
    text.split_once(':')
        .and_then(|(vendor, product)| {
            Some(UsbId {
                vendor: hex(vendor)?,
                product: hex(product)?,
            })
        })
        .ok_or_else(|| "write vendor and product as `pb devices` shows them, like 0a5f:0110".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_a_plain_name_and_not_the_demo() {
        assert_eq!(profile("bench-2"), Ok("bench-2".to_owned()));
        for text in ["", "..", "a/b", "a b", "Demo", &"x".repeat(41)] {
            assert!(profile(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_in_every_unit() {
        let mm = |l, w, h| Dimensions {
            length: Length::from_mm(l),
            width: Length::from_mm(w),
            height: Length::from_mm(h),
        };
        assert_eq!(dimensions("30x20x10cm"), Ok(mm(300, 200, 100)));
        assert_eq!(dimensions("300 × 200 × 100 mm"), Ok(mm(300, 200, 100)));
        assert_eq!(dimensions("1,5x20x10CM"), Ok(mm(15, 200, 100)));
        assert_eq!(
            dimensions("12x9x4in").unwrap().length.micrometres(),
            304_800
        );
        for text in [
            "",
            "30x20cm",
            "30x20x10",
            "30x20x0cm",
            "30x20x-1cm",
            "axbxccm",
            "cm",
        ] {
            assert!(dimensions(text).is_err(), "{text}");
        }
    }

    #[test]
    fn stock_by_name_and_by_size() {
        let micrometres = |text: &str| {
            let media = media(text).unwrap();
            (media.width.micrometres(), media.height.micrometres())
        };
        assert_eq!(micrometres("4x6"), (101_600, 152_400));
        assert_eq!(micrometres("A4"), (210_000, 297_000));
        assert_eq!(micrometres("62x100mm"), (62_000, 100_000));
        assert_eq!(micrometres("2.4 x 4 in"), (60_960, 101_600));
        for text in ["", "5x5", "62mm", "62x100x3mm", "0x100mm", "a3"] {
            assert!(media(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_or_none() {
        assert_eq!("60".parse(), Ok(OrNone(Some(60_u8))));
        assert_eq!("none".parse(), Ok(OrNone::<u8>(None)));
        for text in ["", "300", "-1", "dark"] {
            assert!(text.parse::<OrNone<u8>>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_with_and_without_a_currency() {
        let eur = Currency::from_code("EUR").unwrap();
        let amount = |text: &str| text.parse::<Amount>();
        assert_eq!(
            amount("12.40"),
            Ok(Amount {
                value: Decimal::new(1240, 2),
                currency: None
            })
        );
        assert_eq!(
            amount("12.40 eur"),
            Ok(Amount {
                value: Decimal::new(1240, 2),
                currency: Some(eur)
            })
        );
        for text in ["", "EUR", "12.40 XXY", "1.2.3"] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rules_and_pairs() {
        assert_eq!(rule("within:3"), Ok(RateRule::CheapestWithin { days: 3 }));
        for text in ["within", "within:", "within:x", "slowest"] {
            assert!(rule(text).is_err(), "{text}");
        }
        let pair = "url = https://h/?a=b".parse::<Pair>().unwrap();
        assert_eq!(
            (pair.key.as_str(), pair.value.as_str()),
            ("url", "https://h/?a=b")
        );
        assert!("=x".parse::<Pair>().is_err());
    }

    #[test]
    fn ports_as_people_write_them() {
        let tcp = |host: &str, port| PortArg::Tcp {
            host: host.to_owned(),
            port,
        };
        for (text, port) in [
            ("tcp://printer", tcp("printer", None)),
            ("tcp://10.0.0.5:9101/", tcp("10.0.0.5", Some(9101))),
            ("tcp://[fe80::1]:9100", tcp("fe80::1", Some(9100))),
            ("tcp://[fe80::1]", tcp("fe80::1", None)),
            (
                "serial:/dev/ttyUSB0",
                PortArg::Serial {
                    path: "/dev/ttyUSB0".into(),
                },
            ),
            (
                "serial:COM4",
                PortArg::Serial {
                    path: "COM4".into(),
                },
            ),
            (
                "file:/dev/usb/lp0",
                PortArg::DeviceFile {
                    path: "/dev/usb/lp0".into(),
                },
            ),
            (
                "queue:Zebra_ZD420",
                PortArg::Queue {
                    server: String::new(),
                    queue: "Zebra_ZD420".into(),
                },
            ),
            (
                "queue:zebra@shop:631",
                PortArg::Queue {
                    server: "shop:631".into(),
                    queue: "zebra".into(),
                },
            ),
            (
                "folder:/srv/labels/label-####.zpl",
                PortArg::Folder {
                    path: "/srv/labels/label-####.zpl".into(),
                },
            ),
            ("usb", PortArg::Usb(None)),
            (
                "hid:0922:8003",
                PortArg::Hid(Some(UsbId {
                    vendor: 0x0922,
                    product: 0x8003,
                })),
            ),
        ] {
            assert_eq!(text.parse::<PortArg>(), Ok(port), "{text}");
        }
        for text in [
            "",
            "tcp://",
            "tcp://h:0",
            "tcp://h:port",
            "serial:",
            "usb:zz:1",
            "hid:0922",
            "queue:",
            "folder:",
            "lpt1",
        ] {
            assert!(text.parse::<PortArg>().is_err(), "{text}");
        }
    }
}
