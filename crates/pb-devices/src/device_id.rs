//! What a printer says that it is: its IEEE 1284 device id, as in `MFG:Zebra;MDL:ZD420;CMD:ZPL;`.

/// The parts of a device id that tell printers apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeviceId {
    maker: String,
    model: String,
    commands: String,
}

impl DeviceId {
    /// Reads the answer to GET_DEVICE_ID: two bytes of length, which count themselves, and the text.
    /// Some firmware sends the length with its bytes swapped, or a wrong one.
    pub(crate) fn from_answer(answer: &[u8]) -> Self {
        let Some((&length, text)) = answer.split_first_chunk::<2>() else {
            return Self::default();
        };
        let counted = [u16::from_be_bytes(length), u16::from_le_bytes(length)]
            .into_iter()
            .filter_map(|total| usize::from(total).checked_sub(2))
            .find_map(|length| text.get(..length).filter(|text| !text.is_empty()));
        Self::from_text(&String::from_utf8_lossy(counted.unwrap_or(text)))
    }

    /// Reads the text alone, as the kernel shows it.
    pub(crate) fn from_text(text: &str) -> Self {
        let mut id = Self::default();
        for (key, value) in text.split(';').filter_map(|pair| pair.split_once(':')) {
            let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\0');
            let field = match key.trim().to_ascii_uppercase().as_str() {
                "MFG" | "MANUFACTURER" => &mut id.maker,
                "MDL" | "MODEL" => &mut id.model,
                "CMD" | "COMMAND SET" => &mut id.commands,
                _ => continue,
            };
            value.clone_into(field);
        }
        id
    }

    /// Maker and model in words; empty when it states neither.
    pub(crate) fn name(&self) -> String {
        full_name(&self.maker, &self.model)
    }

    /// An id of which only maker and model are known.
    pub(crate) fn named(maker: &str, model: &str) -> Self {
        Self {
            maker: maker.to_owned(),
            model: model.to_owned(),
            commands: String::new(),
        }
    }

    /// Id of the printer language it seems to speak; empty when it gives no clue. Never told from
    /// the vendor id, which makers of different languages share; see [`guess`] for that.
    pub(crate) fn language(&self) -> &'static str {
        let by_command = COMMAND_CLUES.iter().find(|(clue, _)| {
            self.commands
                .split(',')
                .any(|command| begins(command.trim(), clue))
        });
        // The model without the maker, which some makers say twice.
        let model = self.name();
        let model = model
            .get(self.maker.len()..)
            .filter(|_| begins(&model, &self.maker))
            .unwrap_or(&model)
            .trim();
        let by_model = || {
            MODEL_CLUES
                .iter()
                .find(|clue| begins(&self.maker, clue.maker) && begins(model, clue.model))
        };
        by_command
            .map(|(_, language)| *language)
            .or_else(|| by_model().map(|clue| clue.language))
            .unwrap_or_default()
    }
}

fn begins(text: &str, clue: &str) -> bool {
    text.get(..clue.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(clue))
}

/// How an entry of the command set begins, and the language it stands for. The first that fits wins:
/// a printer that lists several is best spoken to in the richest.
const COMMAND_CLUES: &[(&str, &str)] = &[
    ("ZPL", "zpl"),
    // Arkscan, by 4BARCODE.
    ("CEZD", "zpl"),
    // HP KE103.
    ("BIXOLON_01", "zpl"),
    ("EPL", "epl"),
    ("TSPL", "tspl"),
    // Rollo, Marklife, Phomemo; often with a blank maker.
    ("XPP", "tspl"),
    ("SBPL", "sbpl"),
    ("DPL", "dpl"),
    ("CPCL", "cpcl"),
    ("ESC/POS", "esc-pos"),
];

/// How maker and model begin, for printers whose command set is blank.
struct ModelClue {
    maker: &'static str,
    model: &'static str,
    language: &'static str,
}

const fn model(maker: &'static str, model: &'static str, language: &'static str) -> ModelClue {
    ModelClue {
        maker,
        model,
        language,
    }
}

/// The first that fits wins.
const MODEL_CLUES: &[ModelClue] = &[
    // The second generation speaks another raster, and refuses rolls that are not the maker's.
    model("DYMO", "LABELWRITER 550", "dymo-550"),
    model("DYMO", "LABELWRITER 5XL", "dymo-550"),
    model("DYMO", "LABELWRITER WIRELESS", "dymo-550"),
    model("DYMO", "LABELWRITER", "dymo"),
    model("VEVOR", "", "tspl"),
    model("MUNBYN", "ITPP941", "tspl"),
    // All of Brother's state the same commands: two heads of QL, and tapes that have others.
    model("BROTHER", "QL-1", "brother-ql-wide"),
    model("BROTHER", "QL-", "brother-ql"),
];

/// A language that printers with these USB numbers often speak: no more than a guess, to be confirmed
/// by a test print. Makers sell several languages under one number, and numbers of chip makers (0483,
/// 0416, 0fe6, 1fc9, 0471, 28e9, 2d37) say nothing, so that of those only models that were seen are
/// here.
pub(crate) fn guess(vendor: u16, product: u16) -> &'static str {
    match (vendor, product) {
        // LP2844 and its family came with EPL.
        (0x0a5f, 0x0009) => "epl",
        (0x0a5f, _) => "zpl",
        (0x1203 | 0x2aaf, _) | (0x2e3c, 0x5750) | (0x0483, 0x5743) => "tspl",
        (0x04f9, 0x2020 | 0x202a | 0x20a7..=0x20ab) => "brother-ql-wide",
        (0x04f9, 0x2015..=0x2044 | 0x209b..=0x209d | 0x20c0) => "brother-ql",
        (0x0922, 0x0007 | 0x0009 | 0x0019..=0x001a | 0x0020..=0x0021) => "dymo",
        (0x04b8, 0x0202 | 0x0e03 | 0x0e15) => "esc-pos",
        (0x0b0b, _) => "dpl",
        (0x0828, _) => "sbpl",
        _ => "",
    }
}

/// Maker and model, without saying the maker twice.
pub(crate) fn full_name(maker: &str, model: &str) -> String {
    let (maker, model) = (maker.trim(), model.trim());
    let repeated = model
        .get(..maker.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(maker));
    if repeated {
        model.to_owned()
    } else {
        format!("{maker} {model}").trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(text: &str, length: [u8; 2]) -> Vec<u8> {
        [&length[..], text.as_bytes()].concat()
    }

    #[test]
    fn reads_ids_with_right_swapped_and_wrong_lengths() {
        let text = "MFG:Zebra ;CMD:ZPL;MDL:ZD420 ;";
        let right = u16::try_from(text.len() + 2).expect("short").to_be_bytes();
        let swapped = [right[1], right[0]];
        let expected = DeviceId {
            maker: "Zebra".to_owned(),
            model: "ZD420".to_owned(),
            commands: "ZPL".to_owned(),
        };
        for length in [right, swapped, [0, 0], [0, 1], [0xFF, 0xFF]] {
            assert_eq!(
                DeviceId::from_answer(&answer(text, length)),
                expected,
                "{length:?}"
            );
        }
        // What follows the counted text is what was in the buffer before.
        let longer = answer(&format!("{text}MDL:LEFTOVER;"), right);
        assert_eq!(DeviceId::from_answer(&longer), expected);
        assert_eq!(DeviceId::from_answer(&[0]), DeviceId::default());
    }

    #[test]
    fn names_a_printer_once() {
        for (id, name) in [
            (
                "MANUFACTURER:Zebra Technologies;MODEL:ZTC ZD410;",
                "Zebra Technologies ZTC ZD410",
            ),
            ("MFG:DYMO;MDL:DYMO LabelWriter 450;", "DYMO LabelWriter 450"),
            ("MFG: ;MDL:PM-241-BT;", "PM-241-BT"),
            ("MFG:Rollo;", "Rollo"),
            ("SN:1;", ""),
        ] {
            assert_eq!(DeviceId::from_text(id).name(), name, "{id}");
        }
    }

    #[test]
    fn guesses_the_language_from_what_it_states() {
        for (id, language) in [
            ("COMMAND SET:ZPL;", "zpl"),
            ("CMD:ZPLII,CPCL;", "zpl"),
            ("CMD:CPCL,ZPL;", "zpl"),
            ("CMD:CEZD;MFG:4BARCODE;", "zpl"),
            ("CMD:Bixolon_01;", "zpl"),
            ("COMMAND SET:EPL;", "epl"),
            ("CMD:XPP,XL;MFG: ;", "tspl"),
            ("CMD: ;MFG:VEVOR;MDL:Y428BT;", "tspl"),
            ("CMD:PT-CBP;MFG:Brother;MDL:QL-800;", "brother-ql"),
            ("MFG:DYMO;MDL:LabelWriter 4XL;CMD: ;", "dymo"),
            ("MFG:DYMO;MDL:DYMO LabelWriter 550 Turbo;CMD: ;", "dymo-550"),
            ("MFG:DYMO;MDL:LabelWriter 5XL;", "dymo-550"),
            ("MFG:DYMO;MDL:LabelWriter Wireless;", "dymo-550"),
            ("MFG:DYMO;MDL:LabelWriter 450;CMD:;", "dymo"),
            ("CMD:PT-CBP;MFG:Brother;MDL:QL-1110NWB;", "brother-ql-wide"),
            ("CMD:PT-CBP;MFG:Brother;MDL:PT-P900W;", ""),
            ("MFG: ;CMD:XPP,XL;MDL:PM-241-BT;", "tspl"),
            ("MFG:Munbyn;MDL:ITPP941;CMD: ;", "tspl"),
            ("CMD:SIISLP;MFG:Seiko;", ""),
            ("CMD:DPL;", "dpl"),
            ("COMMAND SET:CPCL;", "cpcl"),
            ("CMD:ESC/POS;MFG:EPSON;", "esc-pos"),
            ("CMD:PCL,PJL;MFG:HP;", ""),
            ("MFG:Zebra;MDL:ZD420;", ""),
        ] {
            assert_eq!(DeviceId::from_text(id).language(), language, "{id}");
        }
    }

    #[test]
    fn guesses_only_where_a_number_means_something() {
        assert_eq!(guess(0x0a5f, 0x0110), "zpl");
        assert_eq!(guess(0x0a5f, 0x0009), "epl");
        assert_eq!(guess(0x04f9, 0x20a7), "brother-ql-wide");
        assert_eq!(guess(0x04f9, 0x209b), "brother-ql");
        assert_eq!(guess(0x0483, 0x5743), "tspl");
        for shared in [0x0483, 0x0416, 0x0fe6, 0x1fc9, 0x0471, 0x28e9, 0x2d37] {
            assert_eq!(guess(shared, 0x0001), "", "{shared:04x}");
        }
    }

    proptest! {
        #[test]
        fn any_answer_is_read_without_panic(answer in proptest::collection::vec(any::<u8>(), 0..80)) {
            let id = DeviceId::from_answer(&answer);
            prop_assert!(!id.name().ends_with(' '));
            let _ = id.language();
        }

        #[test]
        fn any_name_is_made_without_panic(maker in "\\PC{0,6}", model in "\\PC{0,6}") {
            prop_assert!(full_name(&maker, &model).len() <= maker.len() + model.len() + 1);
        }
    }
}
