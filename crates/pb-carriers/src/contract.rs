//! Prices of carriers that state none: what the merchant's contract says, in a table that the account keeps.
//!
//! The table is the one that the merchant's own prices are in, and is read and priced by the same code: such a
//! carrier's rates are as sure as a table is, and no price is made up.

use crate::{CARRIERS, Consignment, Cx, Profile, RateAnswer, Ship, Table};
use pb_domain::Problem;

/// The carrier that prices by its account's table, and ships by itself.
fn pricer() -> &'static Profile {
    CARRIERS
        .iter()
        .copied()
        .find(|p| matches!(p.ship, Ship::Own) && p.table.is_some())
        .expect("the registry holds the merchant's own prices")
}

/// How the table is written and checked. Its example is not one for a contract.
pub(crate) fn table() -> &'static dyn Table {
    pricer().table.expect("the pricer was found by its table")
}

/// What the account's table asks for a consignment, a rate for each of its methods; nobody is asked. The
/// account needs a setting `currency`, in which its table is.
pub(crate) async fn priced(cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
    pricer().rates.rate(cx, consignment).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_of_ones_own_prices() {
        assert!(!pricer().rates.needs_network());
        assert_eq!(table().check(table().example()), []);
    }
}
