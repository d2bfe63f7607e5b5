//! What a merchant enters to use the simulated carriers: their accounts there.
use super::{SimCarriers, ekart, fedex, ups, usps};
use pb_station::api::AccountDraft;
use std::collections::BTreeMap;

type Pairs = &'static [(&'static str, &'static str)];

/// Carriers that sell to a shop in the United States.
pub(crate) const IN_THE_STATES: &[&str] = &["ups", "fedex", "usps"];

impl SimCarriers {
    /// An account that a carrier knows, as it is set up at a bench; `None` where there is none to hand out.
    pub fn account(&self, carrier: &str) -> Option<AccountDraft> {
        let (name, settings, secrets): (_, Pairs, Pairs) = match carrier {
            "ups" => (
                "Simulated UPS",
                &[("account_number", ups::ACCOUNT)],
                &[
                    ("client_id", ups::CLIENT_ID),
                    ("client_secret", ups::CLIENT_SECRET),
                ],
            ),
            "fedex" => (
                "Simulated FedEx",
                &[("account_number", fedex::ACCOUNT)],
                &[
                    ("client_id", fedex::CLIENT_ID),
                    ("client_secret", fedex::CLIENT_SECRET),
                    ("track_client_id", fedex::TRACK_CLIENT_ID),
                    ("track_client_secret", fedex::TRACK_CLIENT_SECRET),
                ],
            ),
            "usps" => (
                "Simulated USPS",
                &[
                    ("crid", usps::CRID),
                    ("mid", usps::MID),
                    ("account_number", usps::ACCOUNT),
                ],
                &[
                    ("client_id", usps::CLIENT_ID),
                    ("client_secret", usps::CLIENT_SECRET),
                ],
            ),
            "ekart" => (
                "Simulated Ekart",
                &[("gstin", "29AAAAA0000A1Z5")],
                &[
                    ("client_id", ekart::CLIENT_ID),
                    ("username", ekart::USERNAME),
                    ("password", ekart::PASSWORD),
                ],
            ),
            _ => return None,
        };
        let mut settings = texts(settings);
        settings.insert("url".to_owned(), self.url_of(carrier));
        Some(AccountDraft {
            id: None,
            carrier: carrier.to_owned(),
            name: name.to_owned(),
            enabled: true,
            settings,
            secrets: texts(secrets),
            table: None,
        })
    }
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}
