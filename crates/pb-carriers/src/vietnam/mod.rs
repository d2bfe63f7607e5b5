//! Places of Vietnam: an address's province, district and ward as a carrier's own lists have them.
//!
//! Since 1 July 2025 an address has two levels, a province (34 of them) and a ward; before, it had three, with
//! districts between 63 provinces and their wards. Shops hold both kinds, written with and without diacritics,
//! with and without `Tỉnh`, `Thành phố`, `Quận`, `Phường`, in full or as `TP.`, `Q.`, `P.`. Carriers take a
//! place's name to the letter, or their own id of it.
//!
//! [`name`] compares names, [`resolve`] goes down the levels, [`kept`] keeps a carrier's lists for a while. What
//! may be one of several is asked about and never guessed. [`draw`] draws the label where a carrier has none for a
//! label printer.

mod draw;
mod kept;
mod name;
mod resolve;

pub(crate) use draw::Drawing;
pub(crate) use kept::Kept;
pub(crate) use name::{Place, unaccented};
pub(crate) use resolve::{FORMS, Form, Gazetteer, List, Resolved, Whereabouts, resolve};
