//! What UPS sells, by its codes: `services.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

/// One service, in one country or everywhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) code: String,
    pub(super) name: String,
    /// The only country it has this name in.
    #[serde(default)]
    pub(super) origin: Option<String>,
    /// Whether it takes returns.
    #[serde(default = "yes")]
    pub(super) returns: bool,
}

fn yes() -> bool {
    true
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

/// The service with a code, as the country of origin has it.
pub(super) fn find(code: &str, origin: &str) -> Option<&'static Service> {
    let of = |origin: Option<&str>| {
        SERVICES
            .iter()
            .find(|s| s.code == code && s.origin.as_deref() == origin)
    };
    of(Some(origin)).or_else(|| of(None))
}
