//! Asking carriers whether they know an address.
use crate::api::{AddressCheck, AddressChecks, AddressStanding, CheckAddress, Result};
use crate::failure::in_full;
use crate::settings::refuse;
use crate::{Station, accounts};
use futures::future::join_all;
use pb_carriers::engine::without_secrets;
use pb_carriers::{Addresses, Cx};
use pb_domain::{Account, Address, ProblemKind};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// How long a packer waits for it at most.
const DEADLINE: Duration = Duration::from_secs(10);

/// Asks one account of each carrier that looks up addresses of that country, all at once.
pub(crate) async fn check(station: &Station, request: CheckAddress) -> Result<AddressChecks> {
    let address = request.address;
    refuse(address.problems("address"))?;
    let mut asked = BTreeSet::new();
    let mut accounts: Vec<(Account, &'static dyn Addresses)> = Vec::new();
    for account in station.store.accounts().await? {
        let addresses = accounts::carrier(&account.carrier)?.addresses;
        if let Some(addresses) = addresses
            && account.enabled
            && address.country.is_some_and(|c| addresses.covers(c))
            && asked.insert(account.carrier.clone())
        {
            accounts.push((account, addresses));
        }
    }
    let checks = accounts
        .iter()
        .map(|(account, addresses)| ask(station, account, *addresses, &address));
    Ok(AddressChecks {
        checks: join_all(checks).await.into_iter().flatten().collect(),
    })
}

/// What one carrier makes of it; `None` where the account lacks what it takes.
async fn ask(
    station: &Station,
    account: &Account,
    addresses: &dyn Addresses,
    address: &Address,
) -> Option<AddressCheck> {
    let now = station.zoned_now();
    let engine = station.engine.until(Instant::now() + DEADLINE);
    let cx = Cx {
        account,
        engine: &engine,
        now: &now,
    };
    let of = |standing, residential, candidates, text| AddressCheck {
        account_name: account.name.clone(),
        standing,
        residential,
        candidates,
        text,
    };
    match addresses.check(cx, address).await {
        Ok(mut checked) => {
            checked.candidates.retain(|candidate| candidate != address);
            let standing = match checked.standing {
                pb_carriers::AddressStanding::Known => AddressStanding::Known,
                pb_carriers::AddressStanding::Ambiguous => AddressStanding::Ambiguous,
                pb_carriers::AddressStanding::Unknown => AddressStanding::Unknown,
            };
            let (residential, candidates) = (checked.residential, checked.candidates);
            Some(of(standing, residential, candidates, String::new()))
        }
        Err(problem) if problem.kind == ProblemKind::Unsupported => None,
        Err(problem) => {
            let text = in_full(&without_secrets(account, problem));
            Some(of(AddressStanding::NotAsked, None, Vec::new(), text))
        }
    }
}
