//! The places that Velocity picks up from, and brings returns to: `POST /warehouse`.
//!
//! An order names one by its ID and its name, and nothing lists them. So the account says which there are. A ship-from
//! address that none is for is registered when it is first shipped from, and the purchase then stops with the new ID,
//! for the account to be told: Velocity would make another warehouse of the same address every time it is asked.

use super::answer::{granted, missing, text, words};
use super::host::{self, call};
use super::party::{self, Named, Party, party};
use super::wire;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use pb_domain::{Account, AccountId, Problem, ProblemKind};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The account's setting with the warehouses that there are.
pub(super) const KEPT: &str = "warehouses";
/// The account's setting that says what becomes of an address without one.
pub(super) const UNKNOWN: &str = "new_warehouses";
pub(super) const REGISTER: &str = "register";
pub(super) const REFUSE: &str = "refuse";

/// What begins an ID.
const ID: &str = "WH";

/// A warehouse that Velocity keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warehouse {
    /// The PIN code whose addresses it is for; `None` for all that no other is for.
    pub(super) pin: Option<String>,
    pub(super) id: String,
    pub(super) name: String,
}

/// The account's warehouses: `PIN=ID NAME`, or `ID NAME` for every address, separated by semicolons.
pub(super) fn kept(account: &Account) -> Result<Vec<Warehouse>, Problem> {
    let entries = account.setting(KEPT).split(';').map(str::trim);
    entries
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            read(entry).ok_or_else(|| {
                invalid(
                    KEPT,
                    format!("“{entry}” is no warehouse: write PIN code, ID and name, such as 560001=WHAB12 Main Warehouse"),
                )
            })
        })
        .collect()
}

fn read(entry: &str) -> Option<Warehouse> {
    let (pin, rest) = match entry.split_once('=') {
        Some((pin, rest)) => (Some(pin.trim().to_owned()), rest.trim()),
        None => (None, entry),
    };
    let (id, name) = rest.split_once(char::is_whitespace)?;
    let warehouse = Warehouse {
        pin,
        id: id.to_owned(),
        name: party::plain(name),
    };
    let is_whole = warehouse.pin.as_deref().is_none_or(party::is_pin)
        && is_id(id)
        && !warehouse.name.is_empty();
    is_whole.then_some(warehouse)
}

fn is_id(text: &str) -> bool {
    text.len() > ID.len()
        && text.starts_with(ID)
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The account's warehouse for a PIN code.
fn found(kept: Vec<Warehouse>, pin: &str) -> Option<Warehouse> {
    let (own, general): (Vec<_>, Vec<_>) = kept
        .into_iter()
        .filter(|w| w.pin.as_deref().is_none_or(|of| of == pin))
        .partition(|w| w.pin.is_some());
    own.into_iter().chain(general).next()
}

/// An account at a server, and the request that would register the place.
type Known = (AccountId, Vec<u8>);

/// What was registered since the program began, with the IDs that nobody may have entered yet.
pub(super) struct Warehouses {
    registered: Mutex<BTreeMap<Known, String>>,
    /// One registers at a time, so that none is registered twice.
    turn: tokio::sync::Mutex<()>,
}

impl Warehouses {
    pub(super) const fn new() -> Self {
        Self {
            registered: Mutex::new(BTreeMap::new()),
            turn: tokio::sync::Mutex::const_new(()),
        }
    }

    /// The warehouse of the merchant's place. Where there is none yet, the problem says which it is from now on.
    pub(super) async fn of(&self, cx: Cx<'_>, merchant: Named<'_>) -> Result<Warehouse, Problem> {
        let pin = party::pin(merchant)?;
        if let Some(warehouse) = found(kept(cx.account)?, &pin) {
            return Ok(warehouse);
        }
        if cx.account.setting(UNKNOWN) == REFUSE {
            return Err(invalid(
                KEPT,
                format!(
                    "The account {} has no warehouse of Velocity's for {pin}",
                    cx.account.name
                ),
            )
            .hint(format!(
                "Enter it as {pin}=ID NAME in Settings, Carriers; both are at app.velocity.in, Settings, Warehouses"
            )));
        }
        let place = place(merchant)?;
        let request = request(cx.account, &place)?;
        let known = (
            cx.account.id,
            [request.url.as_bytes(), &request.body].concat(),
        );
        let _turn = self.turn.lock().await;
        let before = self.registered().get(&known).cloned();
        let id = match before {
            Some(id) => id,
            None => {
                let id = parse(&call(cx, "warehouse", Effect::Drafts, &request).await?)?;
                self.registered().insert(known, id.clone());
                id
            }
        };
        Err(Problem::new(
            ProblemKind::Invalid,
            format!("Velocity keeps this address from now on, as the warehouse {id}"),
        )
        .hint(format!(
            "Enter {pin}={id} {} under Warehouses in Settings, Carriers, and buy the label once more",
            place.name
        ))
        .field(KEPT))
    }

    fn registered(&self) -> MutexGuard<'_, BTreeMap<Known, String>> {
        self.registered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The merchant's place as a warehouse. Couriers refuse punctuation in its name, and anything but letters in the name
/// of the person there.
pub(super) fn place((prefix, address): Named<'_>) -> Result<wire::Warehouse, Problem> {
    let Party {
        name,
        company,
        lines,
        city,
        state,
        pin,
        phone,
        email,
    } = party((prefix, address), 1, true)?;
    if email.is_empty() {
        return Err(invalid(
            format!("{prefix}.email"),
            "Velocity wants an e-mail address with a new warehouse, and there is none",
        ));
    }
    let called = if company.is_empty() { &name } else { &company };
    let called = only(called, char::is_alphanumeric);
    let person = only(&name, char::is_alphabetic);
    if called.is_empty() || person.is_empty() {
        return Err(invalid(
            format!("{prefix}.name"),
            "Velocity wants a name with letters for a new warehouse",
        ));
    }
    Ok(wire::Warehouse {
        name: format!("{called} {pin}"),
        phone_number: phone,
        email,
        contact_person: person,
        address_attributes: wire::Place {
            street_address: lines.join(", "),
            zip: pin,
            city,
            state,
            country: party::COUNTRY,
        },
    })
}

/// A name with nothing but some characters and single spaces.
fn only(name: &str, wanted: fn(char) -> bool) -> String {
    let kept = |c: char| if wanted(c) { c } else { ' ' };
    party::plain(&name.chars().map(kept).collect::<String>())
}

pub(super) fn request(account: &Account, place: &wire::Warehouse) -> Result<Request, Problem> {
    Ok(Request::post_json(host::url(account, "warehouse")?, place))
}

/// The new warehouse's ID.
pub(super) fn parse(answer: &Answer) -> Result<String, Problem> {
    let made = granted(answer, Effect::Drafts, "warehouse")?;
    let places = [
        &made["payload"]["warehouse_id"],
        &made["result"]["warehouse_id"],
    ];
    let id = places.map(text).into_iter().find(|id| is_id(id));
    id.ok_or_else(|| missing(Effect::Drafts, "warehouse").carrier("", words(&made)))
}
