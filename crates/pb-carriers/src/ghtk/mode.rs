//! Ways of transport: by road, by air, and express within a city. GHTK has no other products.

use crate::check::invalid;
use pb_domain::{Account, Problem, Rate};

/// The account's setting that says which are asked for.
pub(super) const SETTING: &str = "transport";
pub(super) const ROAD: &str = "road";
pub(super) const FLY: &str = "fly";
/// The account's setting that says whether express is asked for, and its value for yes.
pub(super) const EXPRESS: &str = "express";
pub(super) const WANTED: &str = "yes";

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Road,
    Fly,
    Express,
}

impl Mode {
    /// Those that an account asks for.
    pub(super) fn wanted(account: &Account) -> Vec<Self> {
        let mut modes = match account.setting(SETTING) {
            ROAD => vec![Self::Road],
            FLY => vec![Self::Fly],
            _ => vec![Self::Road, Self::Fly],
        };
        if account.setting(EXPRESS) == WANTED {
            modes.push(Self::Express);
        }
        modes
    }

    /// That of a rate, which must be one of this account.
    pub(super) fn of_rate(account: &Account, rate: &Rate) -> Result<Self, Problem> {
        let all = [Self::Road, Self::Fly, Self::Express];
        let mode = all.into_iter().find(|mode| mode.code() == rate.service);
        match mode {
            Some(mode) if rate.account == account.id => Ok(mode),
            _ => {
                Err(invalid("rate", "This rate is not one of this account")
                    .hint("Compare rates again"))
            }
        }
    }

    /// Our service code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Road => ROAD,
            Self::Fly => FLY,
            Self::Express => "xteam",
        }
    }

    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Road => "Đường bộ (by road)",
            Self::Fly => "Đường bay (by air)",
            Self::Express => "xTeam (express within a city)",
        }
    }

    /// GHTK's `transport`. Express goes by road.
    pub(super) fn transport(self) -> &'static str {
        match self {
            Self::Fly => FLY,
            Self::Road | Self::Express => ROAD,
        }
    }

    /// GHTK's `deliver_option`.
    pub(super) fn deliver_option(self) -> &'static str {
        match self {
            Self::Express => "xteam",
            Self::Road | Self::Fly => "none",
        }
    }
}
