//! What the account wants of every order besides: GHTK's tags, parts of the day, and where returns go.

use super::party::{one_line, phone};
use super::wire::Returns;
use crate::check::invalid;
use pb_domain::{Account, Problem};

/// The account's settings.
pub(super) const TAGS: &str = "tags";
pub(super) const SUB_TAGS: &str = "sub_tags";
pub(super) const FAILED_FEE: &str = "not_delivered_fee";
pub(super) const PICK_SHIFT: &str = "pick_work_shift";
pub(super) const DELIVER_SHIFT: &str = "deliver_work_shift";
pub(super) const RETURN_NAME: &str = "return_name";
pub(super) const RETURN_TEL: &str = "return_tel";
pub(super) const RETURN_ADDRESS: &str = "return_address";
pub(super) const RETURN_WARD: &str = "return_ward";
pub(super) const RETURN_DISTRICT: &str = "return_district";
pub(super) const RETURN_PROVINCE: &str = "return_province";
/// Values of the settings with a part of the day.
pub(super) const SHIFTS: &[(&str, &str)] = &[
    ("auto", "GHTK decides"),
    ("1", "In the morning"),
    ("2", "In the afternoon"),
    ("3", "In the evening"),
];

/// Tags that GHTK has, but for that of the fee for a failed delivery.
const KNOWN: &[u8] = &[1, 2, 7, 10, 11, 13, 17, 18, 20, 22, 39, 40, 42, 52, 75];
/// The recipient pays for a delivery that fails.
const FAILED: u8 = 19;
const MOST_FAILED_FEE: i64 = 20_000_000;
/// Small parcels, and up to how many grams one is small.
const SMALL: u8 = 40;
const SMALL_UP_TO: i64 = 300;
/// Plants, which have kinds.
const PLANTS: u8 = 75;

/// Tags and what belongs to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags {
    pub(super) tags: Vec<u8>,
    pub(super) sub_tags: Vec<u8>,
    pub(super) not_delivered_fee: Option<i64>,
}

/// The account's tags for a parcel of some grams. What is not small is not called so.
pub(super) fn tags(account: &Account, grams: i64) -> Result<Tags, Problem> {
    let mut tags = numbers(account, TAGS)?;
    if let Some(odd) = tags.iter().find(|tag| !KNOWN.contains(tag)) {
        let text = match *odd {
            FAILED => "The tag 19 goes with a fee".to_owned(),
            odd => format!("GHTK has no tag {odd}"),
        };
        return Err(invalid(TAGS, text).hint(format!(
            "Choose from {KNOWN:?}; the fee for a failed delivery is a setting of its own"
        )));
    }
    tags.retain(|tag| *tag != SMALL || grams <= SMALL_UP_TO);
    let sub_tags = numbers(account, SUB_TAGS)?;
    if sub_tags.iter().any(|kind| !(1..=5).contains(kind)) {
        return Err(invalid(SUB_TAGS, "GHTK's kinds of plants are 1 to 5"));
    }
    if tags.contains(&PLANTS) == sub_tags.is_empty() {
        return Err(invalid(
            SUB_TAGS,
            "The tag 75, plants, and the kinds of plants go together",
        ));
    }
    let not_delivered_fee = match account.setting(FAILED_FEE).trim() {
        "" => None,
        fee => {
            let dong = fee.parse::<i64>().ok();
            let dong = dong.filter(|dong| (1..=MOST_FAILED_FEE).contains(dong));
            let text = format!(
                "The fee for a failed delivery, {fee}, is not a number from 1 to {MOST_FAILED_FEE}"
            );
            Some(dong.ok_or_else(|| invalid(FAILED_FEE, text))?)
        }
    };
    if not_delivered_fee.is_some() {
        tags.push(FAILED);
    }
    Ok(Tags {
        tags,
        sub_tags,
        not_delivered_fee,
    })
}

/// A setting's numbers, each once, in their order.
fn numbers(account: &Account, setting: &str) -> Result<Vec<u8>, Problem> {
    let mut numbers = Vec::new();
    let parts = account.setting(setting).split([',', ';', ' ']);
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let number = part
            .parse()
            .map_err(|_| invalid(setting, format!("“{part}” is none of GHTK's numbers")))?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(numbers)
}

/// A setting's part of the day; `None` where GHTK decides.
pub(super) fn shift(account: &Account, setting: &str) -> Option<u8> {
    account.setting(setting).parse().ok()
}

/// Where returns go; `None` where that is where they were picked up.
pub(super) fn returns(account: &Account) -> Result<Option<Returns>, Problem> {
    let said = |setting: &str| one_line(account.setting(setting));
    let all = [
        RETURN_NAME,
        RETURN_TEL,
        RETURN_ADDRESS,
        RETURN_WARD,
        RETURN_DISTRICT,
        RETURN_PROVINCE,
    ];
    if all.iter().all(|setting| said(setting).is_empty()) {
        return Ok(None);
    }
    for (setting, what) in [
        (RETURN_NAME, "name"),
        (RETURN_ADDRESS, "street"),
        (RETURN_WARD, "ward"),
        (RETURN_PROVINCE, "province"),
    ] {
        if said(setting).is_empty() {
            return Err(
                invalid(setting, format!("The address for returns has no {what}"))
                    .hint("Fill it in, or empty all fields of that address"),
            );
        }
    }
    let district = said(RETURN_DISTRICT);
    Ok(Some(Returns {
        return_name: said(RETURN_NAME),
        return_tel: phone(RETURN_TEL, account.setting(RETURN_TEL))?,
        return_address: said(RETURN_ADDRESS),
        return_province: said(RETURN_PROVINCE),
        return_district: (!district.is_empty()).then_some(district),
        return_ward: said(RETURN_WARD),
    }))
}
