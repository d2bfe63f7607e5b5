//! The device rule grants scales and printers, and nothing wider.

const RULES: &str = include_str!("../../../assets/udev/70-packbench.rules");

/// Whether a line matches exactly one model of device.
fn names_one_model(line: &str) -> bool {
    let exact = |key: &str| {
        line.split(", ")
            .filter_map(|part| {
                part.strip_prefix(key)?
                    .strip_prefix("==\"")?
                    .strip_suffix('"')
            })
            .any(|id| id.len() == 4 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
    };
    exact("ATTRS{idVendor}") && exact("ATTRS{idProduct}")
}

/// Whether a line matches devices with a raw printer interface only.
fn names_printers(line: &str) -> bool {
    line.starts_with("SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ")
        && (line.contains("ENV{ID_USB_INTERFACES}==\"*:070101:*\"")
            || line.contains("ENV{ID_USB_INTERFACES}==\"*:070102:*\""))
}

#[test]
fn only_known_scales_and_printers_are_granted() {
    let mut in_scales = false;
    let (mut scales, mut printers) = (0, 0);
    for line in RULES.lines().filter(|line| !line.starts_with('#')) {
        match line {
            "SUBSYSTEM!=\"hidraw\", GOTO=\"packbench_printers\"" => in_scales = true,
            "LABEL=\"packbench_printers\"" => in_scales = false,
            _ => {}
        }
        if !["TAG", "MODE", "GROUP", "OWNER", "RUN"]
            .iter()
            .any(|grant| {
                line.contains(&format!("{grant}+=")) || line.contains(&format!("{grant}="))
            })
        {
            continue;
        }
        if in_scales {
            assert!(names_one_model(line), "{line}");
            assert!(line.ends_with("GROUP=\"plugdev\", MODE=\"0660\", TAG+=\"uaccess\""));
            scales += 1;
        } else {
            assert!(names_printers(line), "{line}");
            assert!(line.ends_with(", TAG+=\"uaccess\""));
            printers += 1;
        }
    }
    assert!(
        scales >= 10 && printers == 2,
        "{scales} scales, {printers} printers"
    );
}

#[test]
fn every_way_out_of_the_rule_exists() {
    for line in RULES.lines() {
        if let Some((_, label)) = line.split_once("GOTO=\"") {
            let label = label.trim_end_matches('"');
            assert!(RULES.contains(&format!("LABEL=\"{label}\"")), "{line}");
        }
    }
}
