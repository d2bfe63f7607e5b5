//! Looking addresses up in GHN's own lists of provinces, districts and wards. The street is not looked at.

use super::party::within_vietnam;
use super::places::{Lists, form};
use crate::vietnam::{Resolved, resolve};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Address, CountryCode, Problem};

pub(super) struct GhnAddresses;

#[async_trait]
impl Addresses for GhnAddresses {
    fn covers(&self, country: CountryCode) -> bool {
        country.code() == "VN"
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        within_vietnam("address", address)?;
        let found = resolve(&Lists(cx), form(cx.account, address), address).await?;
        Ok(checked(&found, address))
    }
}

pub(super) fn checked(found: &Resolved, asked: &Address) -> CheckedAddress {
    let (standing, candidates) = match found {
        Resolved::Known(known) => (AddressStanding::Known, vec![known.written_into(asked)]),
        Resolved::Doubtful(doubt) if doubt.several => {
            (AddressStanding::Ambiguous, doubt.addresses(asked))
        }
        Resolved::Doubtful(doubt) => (AddressStanding::Unknown, doubt.addresses(asked)),
    };
    CheckedAddress {
        standing,
        residential: None,
        candidates,
    }
}
