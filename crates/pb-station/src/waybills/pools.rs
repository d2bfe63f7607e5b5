//! Setting pools up.
use super::{range, stock, tell, view};
use crate::Station;
use crate::api::{
    CheckRuleView, Code, Failure, Nothing, PoolAccount, PoolDraft, PoolRef, PoolView, PoolsView,
    Result,
};
use crate::{accounts, settings};
use pb_carriers::{Profile, Ship};
use pb_domain::{
    Account, CheckRule, FieldProblem, NumberSource, Pattern, PoolId, PoolPrice, PoolTerms,
    WaybillBarcode,
};
use pb_store::{NEVER, StoredPool};
use serde_json::json;

/// Pools, the accounts that can have some, and what carriers are still to be told.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<PoolsView> {
    let accounts = station.store.accounts().await?;
    let mut pools = Vec::new();
    for pool in station.store.pools().await? {
        pools.push(view::pool(station, &pool).await?);
    }
    let checks = CheckRule::ALL.map(|rule| CheckRuleView {
        rule,
        name: rule.name().to_owned(),
    });
    Ok(PoolsView {
        pools,
        accounts: accounts.iter().filter_map(of_account).collect(),
        checks: checks.to_vec(),
        bookings: view::open_bookings(station).await?,
    })
}

/// What an account's pools can do; `None` where it can have none: its carrier knows only labels of its own.
fn of_account(account: &Account) -> Option<PoolAccount> {
    let profile = pb_carriers::find(&account.carrier)?;
    can_have_pools(profile).then(|| PoolAccount {
        account: account.id,
        name: account.name.clone(),
        gives_numbers: profile.numbers.is_some(),
        books: profile.books.is_some(),
        own_prices: !profile.rates.needs_network(),
    })
}

fn can_have_pools(profile: &Profile) -> bool {
    profile.books.is_some() || matches!(profile.ship, Ship::Own)
}

/// Sets a pool up, or changes one.
pub(crate) async fn save(station: &Station, draft: PoolDraft) -> Result<PoolView> {
    let account = accounts::to_ask(station, draft.account).await?;
    let profile = accounts::carrier(&account.carrier)?;
    if !can_have_pools(profile) {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} cannot be told of a label that was made here, so it takes no waybill numbers", profile.name),
        )
        .hint("Choose an account whose carrier books shipments afterwards, or one with your own prices"));
    }
    let old = match draft.id {
        Some(id) => Some(find(station, id).await?),
        None => None,
    };
    if let Some(old) = &old
        && (old.account, old.source) != (draft.account, draft.source)
    {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} keeps its account and its kind of numbers", old.name),
        )
        .hint("Make another pool, and use this one no more"));
    }
    let terms = tidy(draft.terms.clone());
    let mut fields = problems(station, &draft, &terms, profile).await?;
    fields.extend(strange_service(&account, profile, &terms));
    let id = draft.id.unwrap_or_else(|| PoolId(station.new_id()));
    let name = draft.name.trim().to_owned();
    let mut pool = old.clone().unwrap_or_else(|| {
        StoredPool::new(id, account.id, name.clone(), draft.source, terms.clone())
    });
    pool.name = name;
    if draft.source == NumberSource::Range {
        let pattern = terms.pattern.as_deref().unwrap_or_default();
        match range::read(pattern, terms.check, &draft.from, &draft.to) {
            Ok(counted) => {
                fields.extend(fit_range(station, &mut pool, old.as_ref(), &terms, &counted).await?);
            }
            Err(wrong) => fields.extend(wrong),
        }
        pool.expires_on = stock::last_day(draft.expires_on.as_deref(), &mut fields)
            .unwrap_or_else(|| NEVER.to_owned());
    } else if let Some(pattern) = &terms.pattern
        && let Err(e) = Pattern::new(pattern, terms.check)
    {
        fields.push(wrong("pattern", e.to_string()));
    }
    settings::refuse(fields)?;
    pool.terms = terms;
    let mut change = station.store.change(station.now()).await?;
    change.save_pool(&pool).await?;
    let text = format!("Waybill numbers {} saved", pool.name);
    let facts = json!({
        "pool": id, "account": account.id, "source": pool.source, "terms": pool.terms,
        "first": pool.first, "last": pool.last, "expires_on": pool.expires_on,
    });
    change.log("pool_saved", Some(id.0), &text, &facts).await?;
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    super::catch_up_soon(station);
    view::pool(station, &find(station, id).await?).await
}

/// A pool, if it is in use.
pub(super) async fn find(station: &Station, id: PoolId) -> Result<StoredPool> {
    let pool = station.store.pool(id).await?.filter(|p| !p.retired);
    pool.ok_or_else(|| {
        Failure::not_found("pool of waybill numbers", id).hint("It is used no more; choose another")
    })
}

/// What an account with its own prices does not price is never offered, and its numbers would never be used.
fn strange_service(
    account: &Account,
    profile: &Profile,
    terms: &PoolTerms,
) -> Option<FieldProblem> {
    let known = profile
        .table?
        .services(account.table.as_deref().unwrap_or_default());
    let strange = terms
        .services
        .iter()
        .find(|s| !known.is_empty() && !known.contains(&s.code))?;
    Some(wrong(
        "services",
        format!(
            "“{}” is no service of {}’s table, which has {}",
            strange.code,
            account.name,
            known.join(", ")
        ),
    ))
}

fn wrong(field: &str, text: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        text: text.into(),
    }
}

fn tidy(mut terms: PoolTerms) -> PoolTerms {
    for service in &mut terms.services {
        service.code = service.code.trim().to_owned();
        service.name = service.name.trim().to_owned();
        if service.name.is_empty() {
            service.name.clone_from(&service.code);
        }
    }
    terms.services.retain(|s| !s.code.is_empty());
    terms.pattern = terms
        .pattern
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty());
    terms
}

async fn problems(
    station: &Station,
    draft: &PoolDraft,
    terms: &PoolTerms,
    profile: &Profile,
) -> Result<Vec<FieldProblem>> {
    let mut fields = Vec::new();
    if draft.name.trim().is_empty() {
        fields.push(wrong("name", "A name for these numbers is missing"));
    }
    if terms.services.is_empty() {
        fields.push(wrong("services", "Say for which service these numbers are"));
    }
    if draft.source == NumberSource::Carrier && profile.numbers.is_none() {
        fields.push(wrong(
            "source",
            format!(
                "{} gives no numbers in bulk; enter a range or a list",
                profile.name
            ),
        ));
    }
    if draft.source != NumberSource::Carrier && terms.top_up > 0 {
        fields.push(wrong("top_up", "Only a carrier can be asked for more"));
    }
    if terms.barcode == WaybillBarcode::Gs1Sscc && terms.check != CheckRule::Mod10Gs1 {
        fields.push(wrong(
            "barcode",
            "An SSCC has the GS1 check digit; choose that, or the plain barcode",
        ));
    }
    match &terms.price {
        PoolPrice::Fixed { amount } if amount.minor < 0 => {
            fields.push(wrong("price", "The price cannot lie below zero"));
        }
        PoolPrice::Account { account } => {
            let prices = accounts::to_ask(station, *account).await?;
            if accounts::carrier(&prices.carrier)?.rates.needs_network() {
                let text = format!(
                    "{} prices over the network; choose a price table, or a fixed price",
                    prices.name
                );
                fields.push(wrong("price", text));
            }
        }
        PoolPrice::Fixed { .. } => {}
    }
    Ok(fields)
}

/// A range's counters. One that is used keeps its pattern and its first number, and never gets shorter than
/// what was given out.
async fn fit_range(
    station: &Station,
    pool: &mut StoredPool,
    old: Option<&StoredPool>,
    terms: &PoolTerms,
    counted: &range::CountedRange,
) -> Result<Vec<FieldProblem>> {
    let mut fields = Vec::new();
    if let Some(old) = old {
        if (&old.terms.pattern, old.terms.check) != (&terms.pattern, terms.check)
            || old.first != Some(counted.first)
        {
            fields.push(wrong(
                "pattern",
                "A range that is used keeps its form and its first number; make another pool",
            ));
        }
        if old.next.is_some_and(|next| next > counted.last + 1) {
            fields.push(wrong("to", "Numbers after this one were given out already"));
        }
    } else {
        pool.first = Some(counted.first);
        pool.next = Some(counted.first);
    }
    pool.last = Some(counted.last);
    if terms.barcode == WaybillBarcode::Gs1Sscc
        && counted
            .pattern
            .number(counted.last)
            .is_ok_and(|n| n.len() != 18)
    {
        fields.push(wrong("pattern", "An SSCC has 18 digits"));
    }
    for other in station.store.pools().await? {
        let same = other.account == pool.account
            && other.id != pool.id
            && other.terms.pattern == terms.pattern;
        let overlaps = other.first <= Some(counted.last) && other.last >= Some(counted.first);
        if same && other.source == NumberSource::Range && overlaps {
            fields.push(wrong(
                "from",
                format!("{} has some of these numbers already", other.name),
            ));
        }
    }
    Ok(fields)
}

/// Uses a pool no more; its numbers stay taken.
pub(crate) async fn retire(station: &Station, request: PoolRef) -> Result<PoolsView> {
    let pool = find(station, request.id).await?;
    let mut change = station.store.change(station.now()).await?;
    change.retire_pool(pool.id).await?;
    let text = format!("Waybill numbers {} are used no more", pool.name);
    change
        .log(
            "pool_retired",
            Some(pool.id.0),
            &text,
            &json!({ "pool": pool.id }),
        )
        .await?;
    change.commit().await?;
    tell(station);
    station.emit_attention().await;
    list(station, Nothing {}).await
}
