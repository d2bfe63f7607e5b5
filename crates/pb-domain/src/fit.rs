//! How a document is laid on label stock: decided automatically, or corrected by an operator.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a document is laid on the stock. By default everything is decided automatically; an operator corrects
/// it once per carrier and printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Fit {
    /// Which part of a page is the label.
    pub crop: Crop,
    /// How far it is turned.
    pub turn: Turn,
    /// How large it is drawn.
    pub scale: Scale,
    /// Micrometres that it is moved to the right.
    pub right: i32,
    /// Micrometres that it is moved down.
    pub down: i32,
    /// The nominal dots per inch that ZPL or EPL is written for; `None` judges that by its size.
    pub written_for: Option<u32>,
}

/// Which part of a page is the label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Crop {
    /// The whole page where it fits the stock; else the labels are looked for on it.
    #[default]
    Auto,
    /// The whole page.
    Whole,
    /// A part of the page.
    Area(Area),
}

/// A part of a page, in thousandths of its width and height, before it is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Area {
    /// Left edge.
    pub left: u16,
    /// Upper edge.
    pub top: u16,
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

/// How far a label is turned, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// A quarter where only that fits the stock.
    #[default]
    Auto,
    /// Not at all.
    Upright,
    /// By 90 degrees.
    Quarter,
    /// By 180 degrees.
    Half,
    /// By 270 degrees.
    ThreeQuarters,
}

/// How large a label is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "percent", rename_all = "snake_case")]
pub enum Scale {
    /// At its true size, or up to a tenth smaller where only that fits.
    #[default]
    Auto,
    /// At its true size, whatever is cut off.
    TrueSize,
    /// As large as the stock takes.
    FitToStock,
    /// So many hundredths of its true size.
    Percent(u16),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back_and_what_is_missing_is_automatic() {
        let fit = Fit {
            crop: Crop::Area(Area {
                left: 0,
                top: 0,
                width: 1000,
                height: 500,
            }),
            turn: Turn::ThreeQuarters,
            scale: Scale::Percent(97),
            right: -500,
            down: 1_000,
            written_for: Some(203),
        };
        let json = serde_json::to_string(&fit).expect("plain data");
        assert_eq!(serde_json::from_str::<Fit>(&json).expect("its own"), fit);
        assert_eq!(
            serde_json::from_str::<Fit>("{\"scale\":{\"kind\":\"true_size\"}}").expect("partial"),
            Fit {
                scale: Scale::TrueSize,
                ..Fit::default()
            }
        );
    }
}
