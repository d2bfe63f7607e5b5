//! Who may open what: the rules that ship, and what a user without rights is told.
use crate::world::{World, until};
use pb_sim::usb::{
    HidScale, HidScaleOptions, Host, Identity, PlainDevice, SerialAdapter, SerialAdapterOptions,
    UsbPrinter, UsbPrinterOptions, ZplVoice,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A user of no account, and the groups as Debian numbers them.
const USER: u32 = 54_321;
const NOBODYS_GROUP: u32 = 54_321;
const LP: u32 = 7;
const DIALOUT: u32 = 20;
const PLUGDEV: u32 = 46;

/// Devices of the trade, and others beside them.
struct Desk {
    _printer: UsbPrinter,
    _scale: HidScale,
    _unlisted_scale: HidScale,
    _office_printer: UsbPrinter,
    _adapter: SerialAdapter,
    _key: PlainDevice,
    _probe: PlainDevice,
}

impl Desk {
    fn set_up(host: &Host) -> Self {
        let printer = |vendor, product, id: &str| {
            let options = UsbPrinterOptions {
                identity: Identity::new(vendor, product, "Maker", "Printer", "1"),
                device_id: id.to_owned(),
                ..UsbPrinterOptions::default()
            };
            UsbPrinter::plug(options, ZplVoice::default(), host).expect("plugged in")
        };
        let scale = |vendor, product| {
            let options = HidScaleOptions {
                identity: Identity::new(vendor, product, "Maker", "Scale", "1"),
                ..HidScaleOptions::default()
            };
            HidScale::plug(options, host).expect("plugged in")
        };
        let desk = Self {
            _printer: printer(0x0a5f, 0x0120, "MFG:Zebra;MDL:ZD420;CMD:ZPL;"),
            _scale: scale(0x0922, 0x8003),
            _unlisted_scale: scale(0x7e57, 0x0001),
            _office_printer: printer(0x03f0, 0x1234, "MFG:HP;MDL:LaserJet;CMD:PCL;"),
            _adapter: SerialAdapter::plug(
                SerialAdapterOptions::default(),
                ZplVoice::default(),
                host,
            )
            .expect("plugged in"),
            _key: PlainDevice::security_key(host).expect("plugged in"),
            // The chip's maker is that of printers and adapters too.
            _probe: PlainDevice::vendor_class(
                Identity::new(0x0483, 0x5740, "Example", "Debug Probe", "1"),
                host,
            )
            .expect("plugged in"),
        };
        let complete = || {
            let nodes = nodes();
            let of = |group| nodes.iter().filter(|node| node.group == group).count();
            let files = |kind_of| {
                nodes
                    .iter()
                    .filter(|node| kind(&node.file) == kind_of)
                    .count()
            };
            // Two printers have two files each; the key's has no group but root.
            let groups = (of(LP), of(PLUGDEV), of(DIALOUT));
            (groups == (4, 2, 1) && files("hidraw") == 3 && files("bus/usb") == 7).then_some(())
        };
        until("every device has its files and its rights", complete);
        desk
    }
}

/// A device's file, and what udev knows of it.
#[derive(Debug)]
struct Node {
    file: String,
    /// Vendor and product of the device behind it, as in `0a5f:0120`.
    ids: String,
    group: u32,
    mode: u32,
    /// udev marked it for whoever sits at the screen.
    for_the_seat: bool,
}

/// Every file of a USB device, but for the controllers' own hubs.
fn nodes() -> Vec<Node> {
    let mut nodes = Vec::new();
    for class in [
        "bus/usb/devices",
        "class/hidraw",
        "class/usbmisc",
        "class/tty",
    ] {
        let entries = std::fs::read_dir(Path::new("/sys").join(class));
        for entry in entries.into_iter().flatten().flatten() {
            nodes.extend(node(&entry.path()));
        }
    }
    nodes
}

fn node(entry: &Path) -> Option<Node> {
    let place = std::fs::canonicalize(entry).ok()?;
    let event = std::fs::read_to_string(place.join("uevent")).ok()?;
    let field = |name: &str| {
        let start = format!("{name}=");
        event
            .lines()
            .find_map(|line| line.strip_prefix(start.as_str()))
    };
    let file = format!("/dev/{}", field("DEVNAME")?);
    let ids = place.ancestors().find_map(|folder| {
        let vendor = std::fs::read_to_string(folder.join("idVendor")).ok()?;
        let product = std::fs::read_to_string(folder.join("idProduct")).ok()?;
        Some(format!("{}:{}", vendor.trim(), product.trim()))
    })?;
    if ids.starts_with("1d6b:") {
        return None;
    }
    let meta = std::fs::metadata(&file).ok()?;
    assert!(meta.file_type().is_char_device(), "{file}");
    let tag = format!(
        "/run/udev/tags/uaccess/c{}:{}",
        field("MAJOR")?,
        field("MINOR")?
    );
    Some(Node {
        file,
        ids,
        group: meta.gid(),
        mode: meta.mode() & 0o777,
        for_the_seat: Path::new(&tag).exists(),
    })
}

/// What a user of one group may open, as kind of file and ids, and what the program tells to that user.
fn as_user(group: u32) -> (BTreeSet<String>, Value) {
    // The checkout may be where only its owner may look.
    let folder = PathBuf::from("/run/packbench-user");
    std::fs::create_dir_all(&folder).expect("a folder");
    let program = folder.join("usb-user");
    std::fs::copy(env!("CARGO_BIN_EXE_usb-user"), &program).expect("copied");
    let nodes = nodes();
    let output = Command::new(&program)
        .args(nodes.iter().map(|node| node.file.as_str()))
        .uid(USER)
        .gid(group)
        .current_dir("/")
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let told: Value = serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!(
            "{error}: {text} {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let files: Vec<&str> = told["opened"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let opened = nodes
        .iter()
        .filter(|node| files.contains(&node.file.as_str()))
        .map(|node| format!("{} {}", kind(&node.file), node.ids))
        .collect();
    (opened, told)
}

/// A file without its number.
fn kind(file: &str) -> &str {
    let name = file.trim_start_matches("/dev/");
    match name.split_once(|c: char| c.is_ascii_digit()) {
        Some((kind, _)) => kind.trim_end_matches('/'),
        None => name,
    }
}

fn set<const N: usize>(of: [&str; N]) -> BTreeSet<String> {
    of.into_iter().map(str::to_owned).collect()
}

fn found<'a>(told: &'a Value, kind: &str, vendor: u16) -> &'a Value {
    told["found"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["port"]["kind"] == kind && one["port"]["vendor"] == vendor)
        .unwrap_or_else(|| panic!("no {kind} of {vendor:04x} in {told}"))
}

#[test]
fn a_user_without_rights_sees_every_device_with_the_reason_and_the_remedy() {
    let world = World::enter();
    let _desk = Desk::set_up(world.host());
    let (opened, told) = as_user(NOBODYS_GROUP);
    assert_eq!(opened, set([]));
    for (kind, vendor, name, speaks) in [
        ("usb", 0x0a5f, "Zebra ZD420", "zpl"),
        ("usb", 0x03f0, "HP LaserJet", ""),
        ("hid", 0x0922, "Maker Scale", "hid-pos"),
        ("hid", 0x7e57, "Maker Scale", "hid-pos"),
    ] {
        let one = found(&told, kind, vendor);
        assert_eq!(
            (&one["name"], &one["speaks"]),
            (&name.into(), &speaks.into())
        );
        assert_eq!(one["opens"], false, "{one}");
        let refused = one["refused"].as_str().expect("a reason");
        assert!(refused.ends_with("this user may not open it"), "{refused}");
        let remedy = one["remedy"].as_str().expect("a remedy");
        assert!(
            remedy.contains("/etc/udev/rules.d/70-packbench.rules"),
            "{remedy}"
        );
        assert!(remedy.contains("sudo "), "{remedy}");
    }
    let line = told["found"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| {
            one["port"]["path"]
                .as_str()
                .is_some_and(|path| path.contains("ttyUSB"))
        })
        .expect("the serial line is listed");
    let remedy = line["remedy"].as_str().expect("a remedy");
    assert!(remedy.contains("dialout"), "{remedy}");
}

#[test]
fn each_group_opens_what_is_meant_for_it_and_nothing_else() {
    let world = World::enter();
    let _desk = Desk::set_up(world.host());
    // Scales, the listed one and the one that its usage page tells.
    let (opened, told) = as_user(PLUGDEV);
    assert_eq!(opened, set(["hidraw 0922:8003", "hidraw 7e57:0001"]));
    for vendor in [0x0922, 0x7e57] {
        assert_eq!(found(&told, "hid", vendor)["opens"], true);
    }
    assert_eq!(found(&told, "usb", 0x0a5f)["opens"], false);
    // Serial lines.
    let (opened, _) = as_user(DIALOUT);
    assert_eq!(opened, set(["ttyUSB 0403:6001"]));
    // Every printer, by the system's own rules.
    let (opened, told) = as_user(LP);
    let printers = [
        "bus/usb 0a5f:0120",
        "bus/usb 03f0:1234",
        "usb/lp 0a5f:0120",
        "usb/lp 03f0:1234",
    ];
    assert_eq!(opened, set(printers));
    assert_eq!(found(&told, "usb", 0x0a5f)["opens"], true);
    assert_eq!(found(&told, "hid", 0x0922)["opens"], false);
}

#[test]
fn who_sits_at_the_screen_gets_label_printers_and_scales_alone() {
    let world = World::enter();
    let _desk = Desk::set_up(world.host());
    let nodes = nodes();
    let tagged: BTreeSet<String> = nodes
        .iter()
        .filter(|node| node.for_the_seat)
        .map(|node| format!("{} {}", kind(&node.file), node.ids))
        .collect();
    assert_eq!(
        tagged,
        set(["bus/usb 0a5f:0120", "hidraw 0922:8003", "hidraw 7e57:0001"])
    );
    for node in &nodes {
        assert_eq!(node.mode & 0o002, 0, "everyone may write to {node:?}");
    }
}
