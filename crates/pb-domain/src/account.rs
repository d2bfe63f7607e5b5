//! A carrier account of the merchant.
use crate::AccountId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a carrier needs to act for the merchant. `Debug` never shows secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// The carrier's id in the registry.
    pub carrier: String,
    /// The merchant's name for it.
    pub name: String,
    /// Whether it is asked for rates.
    pub enabled: bool,
    /// Open settings by field name.
    pub settings: BTreeMap<String, String>,
    /// Secret settings by field name.
    pub secrets: BTreeMap<String, String>,
    /// The account's table as CSV, for carriers that price by a table of the merchant's own.
    pub table: Option<String>,
}

impl Account {
    /// An open setting, trimmed; empty when absent.
    pub fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", |s| s.trim())
    }

    /// A secret, trimmed; empty when absent.
    pub fn secret(&self, name: &str) -> &str {
        self.secrets.get(name).map_or("", |s| s.trim())
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("carrier", &self.carrier)
            .field("name", &self.name)
            .field("enabled", &self.enabled)
            .field("settings", &self.settings)
            .field(
                "secrets",
                &self
                    .secrets
                    .keys()
                    .map(|k| (k, "…"))
                    .collect::<BTreeMap<_, _>>(),
            )
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_secrets() {
        let account = Account {
            id: AccountId(uuid::Uuid::nil()),
            carrier: "any".into(),
            name: "Any".into(),
            enabled: true,
            settings: BTreeMap::new(),
            secrets: BTreeMap::from([("token".to_owned(), "hush-hush".to_owned())]),
            table: None,
        };
        let shown = format!("{account:?}");
        assert!(
            shown.contains("token") && !shown.contains("hush-hush"),
            "{shown}"
        );
    }
}
