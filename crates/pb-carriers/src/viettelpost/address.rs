//! Looking addresses up in Viettel Post's own lists of provinces, districts and wards. The street is not looked at.

use super::party::within_vietnam;
use super::places::{Lists, form};
use crate::vietnam::{Resolved, resolve};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Address, CountryCode, Problem};

pub(super) struct ViettelAddresses;

#[async_trait]
impl Addresses for ViettelAddresses {
    fn covers(&self, country: CountryCode) -> bool {
        country.code() == "VN"
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        within_vietnam("address", address)?;
        let found = resolve(&Lists(cx), form(cx.account, address), address).await?;
        let (standing, candidates) = match &found {
            Resolved::Known(known) => (AddressStanding::Known, vec![known.written_into(address)]),
            Resolved::Doubtful(doubt) if doubt.several => {
                (AddressStanding::Ambiguous, doubt.addresses(address))
            }
            Resolved::Doubtful(doubt) => (AddressStanding::Unknown, doubt.addresses(address)),
        };
        Ok(CheckedAddress {
            standing,
            residential: None,
            candidates,
        })
    }
}
