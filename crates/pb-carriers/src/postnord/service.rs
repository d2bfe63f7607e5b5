//! What PostNord sells by the parcel, by its codes: `services.toml`; and how a rate names it.
//!
//! A rate's service is a code, or a code with add-ons: `17+D6` is MyPack Home before nine o'clock.

use serde::Deserialize;
use std::sync::LazyLock;

/// One service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    /// `basicServiceCode`.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// It is brought to the door.
    #[serde(default)]
    pub(super) home: bool,
    /// Countries whose agreements have it; all where none is named.
    #[serde(default)]
    pub(super) agreements: Vec<String>,
}

#[derive(Deserialize)]
struct List {
    service: Vec<Service>,
}

/// All of them.
pub(super) static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let list: List = toml::from_str(include_str!("services.toml"))
        .expect("the list is part of the program, and a test reads it");
    list.service
});

/// The service with a code.
pub(super) fn find(code: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.code.eq_ignore_ascii_case(code))
}

/// MyPack Collect, which goes to a service point.
pub(super) const COLLECT: &str = "19";
/// MyPack Home.
pub(super) const HOME: &str = "17";

/// What is bought: a service and its add-ons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// `basicServiceCode`.
    pub(super) code: String,
    /// `additionalServiceCode`, each once, in the order they were named.
    pub(super) addons: Vec<String>,
}

impl Chosen {
    /// Reads `17` or `17+D6`; `None` for a service that is not known here, or an add-on that is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('+').map(|part| part.trim().to_ascii_uppercase());
        let service = find(&parts.next()?)?;
        let mut chosen = Self {
            code: service.code.clone(),
            addons: Vec::new(),
        };
        for addon in parts {
            let is_addon = addon.len() == 2 && addon.bytes().all(|b| b.is_ascii_alphanumeric());
            if !is_addon {
                return None;
            }
            chosen.add(&addon);
        }
        Some(chosen)
    }

    /// Adds an add-on, unless it is there.
    pub(super) fn add(&mut self, addon: &str) {
        if !self.has(addon) {
            self.addons.push(addon.to_owned());
        }
    }

    pub(super) fn has(&self, addon: &str) -> bool {
        self.addons.iter().any(|a| a == addon)
    }
}
