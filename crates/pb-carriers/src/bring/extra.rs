//! Additional services: what an order wants beside the transport, and whether a product has it.
//!
//! The Shipping Guide and booking have other names for some of them. What the Shipping Guide does not know for a
//! product it leaves out of the price without a word, so that is looked at here before.

use super::consignment::Lane;
use super::measure;
use super::party::{email, phone};
use super::service::Service;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{Account, Direction, Money, Problem, ProblemKind};

/// The account's choices of what a signature is.
pub(super) const SIGNATURE: &str = "1280";
pub(super) const IDENTITY: &str = "1133";
const CASH: &str = "1000";
const INSURANCE: &str = "0068";
const NOTIFICATION: &str = "EVARSLING";

/// What the goods may be worth that are insured, in whole units.
const INSURED: &[(&str, i64)] = &[
    ("NOK", 100_000),
    ("SEK", 100_000),
    ("DKK", 100_000),
    ("EUR", 10_000),
];
/// What collected cash is in.
const CASH_CURRENCY: &str = "NOK";
/// Digits of a Norwegian bank account.
const ACCOUNT: usize = 11;

/// One additional service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    /// Cash on delivery, paid out to an account.
    Cash { amount: Money, account: String },
    /// The goods are insured.
    Insurance,
    /// Somebody signs.
    Signature,
    /// Somebody shows papers.
    Identity,
    /// The recipient hears of it.
    Notification {
        email: Option<String>,
        mobile: Option<String>,
    },
}

impl Extra {
    /// What the Shipping Guide calls it.
    pub(super) fn guide_id(&self) -> &'static str {
        match self {
            Self::Cash { .. } => "POSTOPPKRAV",
            Self::Insurance => "INSURANCE",
            Self::Signature => SIGNATURE,
            Self::Identity => IDENTITY,
            Self::Notification { .. } => NOTIFICATION,
        }
    }

    /// How it is booked.
    pub(super) fn booked(&self) -> wire::AdditionalService {
        let plain = |id| wire::AdditionalService {
            id,
            ..wire::AdditionalService::default()
        };
        match self {
            Self::Cash { amount, account } => wire::AdditionalService {
                account_number: Some(account.clone()),
                amount: Some(measure::amount(*amount)),
                currency_code: Some(amount.currency.code()),
                ..plain(CASH)
            },
            Self::Insurance => plain(INSURANCE),
            Self::Signature => plain(SIGNATURE),
            Self::Identity => plain(IDENTITY),
            Self::Notification { email, mobile } => wire::AdditionalService {
                email: email.clone(),
                mobile: mobile.clone(),
                ..plain(NOTIFICATION)
            },
        }
    }
}

/// What is booked beside a product, or why the product does not have what the order wants.
pub(super) fn extras(
    account: &Account,
    consignment: &Consignment,
    service: &Service,
    lane: Lane,
) -> Result<Vec<Extra>, Problem> {
    let options = &consignment.options;
    let lacks = |field: &str, what: &str| {
        Problem::new(
            ProblemKind::Unsupported,
            format!("Bring's {} has no {what} here", service.name),
        )
        .hint("Choose another product, or leave it out")
        .field(format!("options.{field}"))
    };
    let mut extras = Vec::new();
    if let Some(amount) = options.cod {
        if !service.cash {
            return Err(lacks("cod", "cash on delivery"));
        }
        extras.push(cash(account, amount)?);
    }
    if let Some(value) = options.insurance {
        if !service.insures(lane) {
            return Err(lacks("insurance", "insurance"));
        }
        insurable(value)?;
        extras.push(Extra::Insurance);
    }
    if options.signature {
        let (extra, taken) = match account.setting("signature") {
            IDENTITY => (Extra::Identity, service.takes_identity(lane)),
            _ => (Extra::Signature, service.takes_signature(lane)),
        };
        if !taken {
            return Err(lacks("signature", "such signature"));
        }
        extras.push(extra);
    }
    let outbound = consignment.direction == Direction::Outbound;
    if outbound && service.notifies(lane) && account.setting("notification") != "no" {
        let to = &consignment.ship_to;
        let (email, mobile) = (email(to), phone("ship_to", to, lane.to)?);
        if email.is_none() && mobile.is_none() {
            return Err(invalid(
                "ship_to.phone",
                "The recipient is to be notified, and has neither a telephone number nor an e-mail address",
            ));
        }
        extras.push(Extra::Notification { email, mobile });
    }
    Ok(extras)
}

fn cash(account: &Account, amount: Money) -> Result<Extra, Problem> {
    if amount.currency.code() != CASH_CURRENCY {
        return Err(invalid(
            "options.cod",
            format!("Bring collects {CASH_CURRENCY}, not {}", amount.currency),
        ));
    }
    if amount.minor <= 0 {
        return Err(invalid(
            "options.cod",
            "The cash to collect is not above zero",
        ));
    }
    let number: String = account
        .setting("cod_account")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if number.len() != ACCOUNT || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid(
            "cod_account",
            format!(
                "The account {} has no bank account of {ACCOUNT} digits that collected cash goes to",
                account.name
            ),
        ));
    }
    Ok(Extra::Cash {
        amount,
        account: number,
    })
}

/// The insurance states no amount: it covers what the goods are worth, up to a limit.
fn insurable(value: Money) -> Result<(), Problem> {
    let wrong = |text: String| Err(invalid("options.insurance", text));
    let code = value.currency.code();
    let Some((_, most)) = INSURED.iter().find(|(currency, _)| *currency == code) else {
        return wrong(format!(
            "Bring insures in NOK, SEK, DKK and EUR, not {code}"
        ));
    };
    if value.minor <= 0 {
        return wrong("The value to insure is not above zero".to_owned());
    }
    if value.decimal() > (*most).into() {
        return wrong(format!("Bring insures up to {most} {code}, not {value}"));
    }
    Ok(())
}
