//! The device rules grant scales and label printers, and nothing wider.

const RULES: &str = include_str!("../../../assets/udev/70-packbench.rules");

/// The rules without comments and blank lines.
fn rules() -> impl Iterator<Item = &'static str> {
    RULES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The rules of one part, from its label to the way out.
fn part(label: &str) -> Vec<&'static str> {
    let start = format!("LABEL=\"packbench_{label}\"");
    rules()
        .skip_while(|line| *line != start)
        .skip(1)
        .take_while(|line| *line != "GOTO=\"packbench_end\"" && !line.starts_with("LABEL="))
        .collect()
}

/// What a line compares a key with.
fn compared<'a>(line: &'a str, key: &str, operator: &str) -> Vec<&'a str> {
    line.split(", ")
        .filter_map(|part| {
            part.strip_prefix(key)?
                .strip_prefix(operator)?
                .strip_prefix('"')?
                .strip_suffix('"')
        })
        .flat_map(|values| values.split('|'))
        .collect()
}

fn is_number(text: &&str) -> bool {
    text.len() == 4 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn grants(line: &str) -> bool {
    ["TAG", "MODE", "GROUP", "OWNER", "RUN"]
        .iter()
        .any(|grant| line.contains(&format!("{grant}+=")) || line.contains(&format!("{grant}=")))
}

#[test]
fn scales_are_granted_by_their_usage_page_or_their_numbers() {
    let (mut by_page, mut by_number) = (0, 0);
    for line in part("scales") {
        let granted = "GROUP=\"plugdev\", MODE=\"0660\", TAG+=\"uaccess\"";
        assert!(line.ends_with(granted), "{line}");
        if line.starts_with("PROGRAM=") {
            let begins = compared(line, "RESULT", "==");
            assert_eq!(begins, ["*05 8d 09 20*", "*06 8d 00 09 20*"]);
            by_page += 1;
        } else {
            let (vendors, products) = (
                compared(line, "ATTRS{idVendor}", "=="),
                compared(line, "ATTRS{idProduct}", "=="),
            );
            assert!(vendors.len() == 1 && products.len() == 1, "{line}");
            assert!(vendors.iter().chain(&products).all(is_number), "{line}");
            by_number += 1;
        }
    }
    assert!(by_page == 1 && by_number >= 10, "{by_page} {by_number}");
}

#[test]
fn printers_are_granted_by_maker_and_class_or_as_one_model() {
    let mut raw_printers_only = false;
    let mut makers = Vec::new();
    for line in part("printers") {
        let interfaces = compared(line, "ENV{ID_USB_INTERFACES}", "!=");
        if interfaces == ["*:070101:*", "*:070102:*"] {
            assert!(line.ends_with("GOTO=\"packbench_end\""), "{line}");
            raw_printers_only = true;
            continue;
        }
        assert!(line.ends_with(", TAG+=\"uaccess\""), "{line}");
        assert!(!line.contains("GROUP") && !line.contains("MODE"), "{line}");
        let vendors = compared(line, "ATTR{idVendor}", "==");
        let products = compared(line, "ATTR{idProduct}", "==");
        assert!(
            !vendors.is_empty() && vendors.iter().chain(&products).all(is_number),
            "{line}"
        );
        assert!(
            raw_printers_only || (vendors.len() == 1 && products.len() == 1),
            "{line}"
        );
        if products.is_empty() {
            makers.extend(vendors);
        }
    }
    assert!(raw_printers_only && makers.len() >= 25, "{makers:?}");
    let count = makers.len();
    makers.sort_unstable();
    makers.dedup();
    assert_eq!(makers.len(), count, "a maker is listed twice");
    // Serial adapters, and nothing that prints.
    assert!(!makers.contains(&"0403") && !makers.contains(&"10c4"));
}

#[test]
fn nothing_is_granted_outside_of_the_two_parts_and_nothing_to_everyone() {
    let known: Vec<&str> = [part("scales"), part("printers")].concat();
    for line in rules().filter(|line| grants(line)) {
        assert!(known.contains(&line), "{line}");
        assert!(!line.contains("RUN"), "{line}");
    }
    assert!(!RULES.contains("MODE=\"0666\""));
    let entries: Vec<&str> = rules().take(4).collect();
    assert_eq!(
        entries,
        [
            "ACTION==\"remove\", GOTO=\"packbench_end\"",
            "SUBSYSTEM==\"hidraw\", GOTO=\"packbench_scales\"",
            "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", GOTO=\"packbench_printers\"",
            "GOTO=\"packbench_end\"",
        ]
    );
}

#[test]
fn every_way_out_of_the_rules_exists() {
    for line in RULES.lines() {
        if let Some((_, label)) = line.split_once("GOTO=\"") {
            let label = label.trim_end_matches('"');
            assert!(RULES.contains(&format!("LABEL=\"{label}\"")), "{line}");
        }
    }
}
