//! China Post at home: orders, labels, cancellations, tracking, addresses and news by the EMS open platform.

mod address;
mod host;
mod label;
mod news;
mod order;
mod party;
mod reads;
mod seal;
mod ship;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod void;

use super::number::likeness;
use super::price::ContractPrices;
use crate::engine::{Allowance, Limits};
use crate::{Field, FieldKind, Profile, Ship};
use std::time::Duration;

/// China Post at home in the registry.
pub(crate) static PROFILE: Profile = Profile {
    id: "chinapost_domestic",
    name: "China Post (EMS, domestic)",
    about: "Your own contract on the EMS open platform, for parcels within China; it states no prices here, so yours go into a table.",
    form: FORM,
    table: Some(&PRICES),
    limits: &LIMITS,
    test: Some(&address::DomesticTest),
    rates: &ship::DomesticRates,
    ship: Ship::Remote(&ship::DomesticShips),
    void: Some(&void::DomesticVoids),
    track: Some(&track::DomesticTracks),
    label_again: Some(&label::DomesticLabelAgain),
    numbers: None,
    books: None,
    addresses: Some(&address::DomesticAddresses),
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: Some(&news::DomesticWebhooks),
    reads: Some(&reads::DomesticReads),
    likeness,
};

static PRICES: ContractPrices = ContractPrices {
    example: include_str!("example.csv"),
    is_service: order::is_service,
    codes: "write 1 for EMS, 2 for parcels, 9 for the same day, 10 for e-commerce or 11 for standard",
};

/// Nobody publishes figures. A few calls a second are a guess on the careful side.
static LIMITS: Limits = Limits {
    allowances: &[Allowance {
        operations: &[],
        calls: 3,
        per: Duration::from_secs(1),
        burst: 3,
    }],
    quota: None,
};

const FORM: &[Field] = &[
    Field {
        name: host::SENDER,
        label: "Customer number",
        help: "The number of your contract (协议客户号), 13 or 14 digits",
        kind: FieldKind::Text,
        required: true,
        default: "",
    },
    Field {
        name: host::AUTHORIZATION,
        label: "Authorization code",
        help: "授权码 on the open platform at api.ems.com.cn; the sandbox has another",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::SIGN_KEY,
        label: "Sign key",
        help: "签名密钥 on the open platform: 24 characters that end with ==",
        kind: FieldKind::Secret,
        required: true,
        default: "",
    },
    Field {
        name: host::USER_CODE,
        label: "User code",
        help: "Only if the account manager gave you one; else leave it empty",
        kind: FieldKind::Text,
        required: false,
        default: "",
    },
    Field {
        name: host::ENVIRONMENT,
        label: "Environment",
        help: "The sandbox ships nothing; it has credentials of its own",
        kind: FieldKind::Choice(&[
            ("production", "Production"),
            (host::SANDBOX, "Sandbox (test)"),
        ]),
        required: true,
        default: "production",
    },
    Field {
        name: order::PICKUP,
        label: "Handing over",
        help: "Whether China Post comes for the parcels or you bring them",
        kind: FieldKind::Choice(&[("1", "China Post collects"), ("0", "You bring them")]),
        required: true,
        default: "1",
    },
    Field {
        name: order::PAYMENT,
        label: "Who pays",
        help: "As your contract has it",
        kind: FieldKind::Choice(&[
            ("1", "The sender"),
            ("2", "The recipient"),
            ("4", "Centrally, by the contract"),
        ]),
        required: true,
        default: "1",
    },
    Field {
        name: order::GOODS,
        label: "What parcels hold",
        help: "A few words for China Post, such as 服装 (clothes)",
        kind: FieldKind::Text,
        required: true,
        default: "商品",
    },
    Field {
        name: "currency",
        label: "Currency",
        help: "The currency of the prices in the table below",
        kind: FieldKind::Currency,
        required: true,
        default: "CNY",
    },
    Field {
        name: "url",
        label: "Other server",
        help: "Leave it empty. Only for a gateway of your own in front of China Post, or a simulator",
        kind: FieldKind::Url,
        required: false,
        default: "",
    },
];
