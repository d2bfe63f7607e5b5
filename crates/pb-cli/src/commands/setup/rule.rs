//! Rules that choose a rate for some shipments.
use super::same_name;
use crate::args::RuleArgs;
use crate::host::Host;
use crate::output::Answer;
use crate::parse::Amount;
use pb_domain::{Money, RateRule, ShippingRule, Then, When};
use pb_station::api::{AccountView, AccountsView, Code, Failure, Result, Settings, SettingsView};

/// Adds a rule, replaces, moves or removes the one of that name.
pub(crate) async fn rule(host: &Host, args: &RuleArgs) -> Result<Answer> {
    let view: SettingsView = host.get("settings").await?;
    let accounts: AccountsView = host.get("accounts").await?;
    let mut settings = view.settings;
    let known = settings
        .shipping_rules
        .iter()
        .position(|rule| same_name(&rule.name, &args.name));
    if args.remove {
        let index = known.ok_or_else(|| Failure::not_found("rule called", &args.name))?;
        settings.shipping_rules.remove(index);
    } else {
        let rule = said(args, &settings, &accounts.accounts)?;
        let rules = &mut settings.shipping_rules;
        let index = match known {
            Some(index) => {
                rules.remove(index);
                index
            }
            None => rules.len(),
        };
        rules.insert(if args.first { 0 } else { index }, rule);
    }
    let saved: SettingsView = host.call("save_settings", &settings).await?;
    let text = in_words(&saved.settings, &accounts.accounts);
    Answer::new(&saved.settings.shipping_rules, text)
}

fn said(args: &RuleArgs, settings: &Settings, accounts: &[AccountView]) -> Result<ShippingRule> {
    let money = |amount: Option<Amount>| {
        let money = |a: Amount| {
            Money::from_decimal(a.value, a.currency.unwrap_or(settings.currency))
                .map_err(|e| Failure::new(Code::Invalid, e.to_string()))
        };
        amount.map(money).transpose()
    };
    let then = match (&args.account, &args.service) {
        (Some(account), Some(service)) => {
            let named = accounts.iter().find(|a| same_name(&a.name, account));
            let account = named.ok_or_else(|| Failure::not_found("account called", account))?;
            Then::Service {
                account: account.id,
                service: service.clone(),
            }
        }
        _ => Then::Rule {
            rule: args.choose.unwrap_or(RateRule::Ask),
        },
    };
    Ok(ShippingRule {
        name: args.name.trim().to_owned(),
        when: When {
            countries: args.country.clone(),
            postal_codes: args.postal_code.clone(),
            weight_from: args.weight_from,
            weight_below: args.weight_below,
            value_from: money(args.value_from)?,
            value_below: money(args.value_below)?,
            skus: args.sku.clone(),
        },
        then,
    })
}

/// All of them, in the order in which they are looked at.
pub(crate) fn in_words(settings: &Settings, accounts: &[AccountView]) -> String {
    if settings.shipping_rules.is_empty() {
        return "none\n".to_owned();
    }
    let line = |rule: &ShippingRule| {
        let then = match &rule.then {
            Then::Rule { rule } => chooses(*rule),
            Then::Service { account, service } => {
                let account = accounts.iter().find(|a| a.id == *account);
                let account = account.map_or("a deleted account", |a| a.name.as_str());
                format!("{service} of {account}")
            }
        };
        format!("{}: {} → {then}\n", rule.name, when(rule, settings))
    };
    settings.shipping_rules.iter().map(line).collect()
}

/// A rule of the bench's kind.
pub(crate) fn chooses(rule: RateRule) -> String {
    match rule {
        RateRule::Ask => "a person chooses".to_owned(),
        RateRule::Cheapest => "cheapest".to_owned(),
        RateRule::Fastest => "fastest".to_owned(),
        RateRule::CheapestWithin { days } => format!("cheapest within {days} days"),
    }
}

fn when(rule: &ShippingRule, settings: &Settings) -> String {
    let when = &rule.when;
    let list = |what: &str, values: &[String]| {
        (!values.is_empty()).then(|| format!("{what} {}", values.join(" or ")))
    };
    let countries: Vec<String> = when.countries.iter().map(ToString::to_string).collect();
    let unit = settings.units.weight;
    let weight =
        |w: pb_domain::Weight| format!("{} {}", w.in_unit(unit, 3).normalize(), unit.symbol());
    [
        list("to", &countries),
        list("postal code", &when.postal_codes),
        when.weight_from.map(|w| format!("from {}", weight(w))),
        when.weight_below.map(|w| format!("under {}", weight(w))),
        when.value_from.map(|v| format!("worth {v} or more")),
        when.value_below.map(|v| format!("worth less than {v}")),
        list("with", &when.skus),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}
