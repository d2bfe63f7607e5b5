//! Ship-from addresses that Ekart keeps: `GET /api/v2/addresses`, `POST /api/v2/address`.
//!
//! An address is registered when it is first shipped from, under an alias that is made of the whole address, so that
//! another address is another alias. From then on a shipment names the alias. Where Ekart does not take it, for
//! whatever reason, shipments bear the whole address: nothing here keeps a purchase away.

use super::answer::{agreed, list, object, text};
use super::host::{self, call};
use super::party::{COUNTRY, joined};
use super::wire;
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use pb_domain::{Account, AccountId, Address, Problem};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The account's setting.
pub(super) const SETTING: &str = "warehouse";
pub(super) const REGISTER: &str = "register";
pub(super) const ADDRESS: &str = "address";

/// How long a purchase waits for an address to be registered.
const PATIENCE: Duration = Duration::from_secs(10);
/// Hexadecimal digits that tell one address from another of the same name and PIN code.
const DIGITS: usize = 8;

/// An account at a server, and the alias.
type Known = (AccountId, String, String);

/// What is known to be registered. It is forgotten with the program, and then looked up again.
pub(super) struct Warehouses {
    known: Mutex<BTreeSet<Known>>,
    /// One registers at a time, so that none is registered twice.
    turn: tokio::sync::Mutex<()>,
}

impl Warehouses {
    pub(super) const fn new() -> Self {
        Self {
            known: Mutex::new(BTreeSet::new()),
            turn: tokio::sync::Mutex::const_new(()),
        }
    }

    /// What a shipment says of where it is fetched.
    pub(super) async fn named(
        &self,
        cx: Cx<'_>,
        address: &Address,
        location: wire::Location,
    ) -> wire::Warehouse {
        if cx.account.setting(SETTING) == ADDRESS {
            return wire::Warehouse::Whole(location);
        }
        let alias = alias(&location);
        let key = (
            cx.account.id,
            cx.account.setting("url").to_owned(),
            alias.clone(),
        );
        if self.known().contains(&key) {
            return wire::Warehouse::Known { name: alias };
        }
        let _turn = self.turn.lock().await;
        if self.known().contains(&key) {
            return wire::Warehouse::Known { name: alias };
        }
        let engine = cx.engine.until(Instant::now() + PATIENCE);
        let soon = Cx {
            engine: &engine,
            ..cx
        };
        match registered(soon, address, &location, &alias).await {
            Ok(()) => {
                self.known().insert(key);
                wire::Warehouse::Known { name: alias }
            }
            Err(problem) => {
                tracing::warn!(%alias, %problem, "Ekart does not keep the address; it is sent whole");
                wire::Warehouse::Whole(location)
            }
        }
    }

    /// An account's addresses are looked up again: somebody may have taken one away in Ekart's dashboard.
    pub(super) fn forget(&self, account: AccountId) {
        self.known().retain(|(of, ..)| *of != account);
    }

    fn known(&self) -> MutexGuard<'_, BTreeSet<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who is there, the PIN code, and what tells it from others; it is what the label shows as the sender.
pub(super) fn alias(location: &wire::Location) -> String {
    let whole = serde_json::to_vec(location).expect("texts and numbers are always JSON");
    let digest = hex::encode(Sha256::digest(whole));
    format!("{} {} {}", location.name, location.pin, &digest[..DIGITS])
}

/// It is there already, or is so from now on.
async fn registered(
    cx: Cx<'_>,
    address: &Address,
    location: &wire::Location,
    alias: &str,
) -> Result<(), Problem> {
    let asked = list_request(cx.account)?;
    let kept = parse_list(&call(cx, "addresses", Effect::Asks, &asked).await?)?;
    if kept.iter().any(|known| known == alias) {
        return Ok(());
    }
    let request = request(cx.account, address, location, alias)?;
    parse(&call(cx, "address", Effect::Drafts, &request).await?, alias)
}

pub(super) fn list_request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(host::url(
        account,
        &["api", "v2", "addresses"],
    )?))
}

/// The aliases of the addresses that Ekart keeps.
pub(super) fn parse_list(answer: &Answer) -> Result<Vec<String>, Problem> {
    let kept = list(answer, Effect::Asks, "alias")?;
    let aliases = kept.iter().map(|address| text(&address["alias"]));
    Ok(aliases.filter(|alias| !alias.is_empty()).collect())
}

pub(super) fn request(
    account: &Account,
    address: &Address,
    location: &wire::Location,
    alias: &str,
) -> Result<Request, Problem> {
    let kept = wire::KeptAddress {
        alias: alias.to_owned(),
        phone: location.phone,
        address_line1: joined(&[&address.line1]),
        address_line2: joined(&[&address.line2, &address.ward, &address.district]),
        pincode: location.pin,
        city: location.city.clone(),
        state: location.state.clone(),
        country: COUNTRY,
    };
    let url = host::url(account, &["api", "v2", "address"])?;
    Ok(Request::post_json(url, &kept))
}

/// Kept, under the alias that was asked for: under another one it could not be named.
pub(super) fn parse(answer: &Answer, alias: &str) -> Result<(), Problem> {
    let kept = object(answer, Effect::Drafts)?;
    agreed(&kept, Effect::Drafts, "kept address")?;
    match text(&kept["alias"]) {
        named if named == alias => Ok(()),
        named => Err(super::answer::unreadable(
            Effect::Drafts,
            format!("Ekart keeps the address as “{named}”, not as “{alias}”"),
        )),
    }
}
