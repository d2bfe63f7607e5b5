//! Tariff: the merchant's own price table, priced here without the network.

use crate::{Consignment, Cx, Field, FieldKind, Profile, RateAnswer, Rates, Ship, Table};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};

/// The merchant's own price table as a carrier.
pub(crate) static PROFILE: Profile = Profile {
    id: "tariff",
    name: "Own price table",
    about: "Your own couriers and prices, from a table you keep; works without the network.",
    form: FORM,
    table: Some(&Tariff),
    test: None,
    rates: &Tariff,
    ship: Ship::Own,
    void: None,
    track: None,
    label_again: None,
};

const FORM: &[Field] = &[Field {
    name: "currency",
    label: "Currency",
    help: "The currency of every price in the table, such as USD, EUR or VND.",
    kind: FieldKind::Currency,
    required: true,
    default: "USD",
}];

/// Prices by the account's table.
struct Tariff;

#[async_trait]
impl Rates for Tariff {
    async fn rate(&self, cx: Cx<'_>, _: &Consignment) -> Result<RateAnswer, Problem> {
        Err(Problem::new(
            ProblemKind::Invalid,
            format!("“{}” has no price table that can be read", cx.account.name),
        ))
    }

    fn needs_network(&self) -> bool {
        false
    }
}

impl Table for Tariff {
    fn title(&self) -> &'static str {
        "Price table"
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        &[("kind", "What the line is.")]
    }

    fn example(&self) -> &'static str {
        "kind\n"
    }

    fn check(&self, _: &str) -> Vec<(u64, String)> {
        vec![(1, "The table cannot be read yet".to_owned())]
    }
}
