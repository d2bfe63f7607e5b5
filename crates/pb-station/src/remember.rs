//! Prices from memory: what a carrier last stated for a like consignment, for while it cannot be reached.
use crate::Station;
use crate::api::{EstimateReport, EstimateRow, Nothing, Result};
use pb_carriers::Consignment;
use pb_domain::{AccountId, Direction, Money, Rate, RateSurety, Weight};
use pb_store::{Change, StoredEstimate, StoredPurchase};
use std::collections::BTreeMap;

/// Letters and digits of a postal code that tell the area: zones of carriers are that coarse or coarser.
const AREA: usize = 3;

/// What makes two consignments alike: where from, which area to, parcels, weight step, extras.
pub(crate) fn likeness(consignment: &Consignment) -> String {
    let total = consignment.parcels.iter().fold(Weight::ZERO, |sum, p| {
        sum.checked_add(p.weight).unwrap_or(sum)
    });
    let options = &consignment.options;
    let extras: String = [
        (options.cod.is_some(), 'c'),
        (options.insurance.is_some(), 'i'),
        (options.signature, 's'),
        (consignment.customs.is_some(), 'x'),
        (consignment.direction == Direction::Return, 'r'),
    ]
    .into_iter()
    .filter_map(|(is, letter)| is.then_some(letter))
    .collect();
    let place = |address: &pb_domain::Address, letters: usize| {
        let country = address.country.map(|c| c.to_string()).unwrap_or_default();
        let area: String = address
            .postal_code
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(letters)
            .collect();
        format!("{country} {}", area.to_ascii_uppercase())
    };
    format!(
        "{} > {} | {} | {} g | {extras}",
        place(&consignment.ship_from, usize::MAX),
        place(&consignment.ship_to, AREA),
        consignment.parcels.len(),
        step(total)
    )
}

/// The weight in grams, up to the next step: half kilograms to 5 kg, kilograms to 30 kg, then fives.
fn step(total: Weight) -> i64 {
    let grams = total.micrograms().div_euclid(1_000_000)
        + i64::from(total.micrograms().rem_euclid(1_000_000) > 0);
    let step = match grams {
        ..=5_000 => 500,
        5_001..=30_000 => 1_000,
        _ => 5_000,
    };
    (grams + step - 1).div_euclid(step) * step
}

/// Keeps live answers. One that cannot be kept is no reason to show no rates.
pub(crate) async fn keep(station: &Station, likeness: &str, answers: &[(AccountId, Vec<Rate>)]) {
    if answers.is_empty() {
        return;
    }
    let written = async {
        let mut change = station.store.change(station.now()).await?;
        for (account, rates) in answers {
            change.remember_rates(*account, likeness, rates).await?;
        }
        change.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(%error, "prices cannot be remembered");
    }
}

/// What an account last stated for a like consignment, and when.
pub(crate) async fn recall(
    station: &Station,
    account: AccountId,
    likeness: &str,
) -> Result<Option<(Vec<Rate>, String)>> {
    let Some((mut rates, at)) = station.store.remembered_rates(account, likeness).await? else {
        return Ok(None);
    };
    for rate in &mut rates {
        rate.surety = RateSurety::Remembered;
        // It was the day of another shipment.
        rate.delivery_date = None;
    }
    Ok(Some((rates, at)))
}

/// Keeps what a price from memory came to, when it was one.
pub(crate) async fn compare(
    change: &mut Change,
    purchase: &StoredPurchase,
    charged: Money,
) -> Result<()> {
    let rate = &purchase.rate;
    if rate.surety != RateSurety::Remembered {
        return Ok(());
    }
    let estimate = StoredEstimate {
        account: purchase.account,
        service: crate::shipments::service(rate),
        shown: rate.total,
        charged,
    };
    Ok(change.save_estimate(purchase.id, &estimate).await?)
}

/// How near prices from memory came to what was charged.
pub(crate) async fn report(station: &Station, _: Nothing) -> Result<EstimateReport> {
    let mut groups: BTreeMap<(AccountId, String, &'static str), Vec<StoredEstimate>> =
        BTreeMap::new();
    for estimate in station.store.estimates().await? {
        let key = (
            estimate.account,
            estimate.service.clone(),
            estimate.shown.currency.code(),
        );
        groups.entry(key).or_default().push(estimate);
    }
    let mut rows = Vec::with_capacity(groups.len());
    for ((account, service, _), estimates) in groups {
        let account_name = station.store.account(account).await?.map(|a| a.name);
        rows.push(row(account_name.unwrap_or_default(), service, &estimates));
    }
    Ok(EstimateReport { rows })
}

fn row(account_name: String, service: String, estimates: &[StoredEstimate]) -> EstimateRow {
    let differences: Vec<Money> = estimates
        .iter()
        .filter(|e| e.shown.currency == e.charged.currency)
        .map(|e| Money::new(e.charged.minor - e.shown.minor, e.shown.currency))
        .collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    EstimateRow {
        account_name,
        service,
        count: number(estimates.len()),
        other_currency: number(estimates.len() - differences.len()),
        mean: mean(&differences),
        worst: differences
            .iter()
            .copied()
            .max_by_key(|d| d.minor.unsigned_abs()),
    }
}

/// The mean, rounded half away from zero.
fn mean(differences: &[Money]) -> Option<Money> {
    let first = differences.first()?;
    let count = i128::try_from(differences.len()).ok()?;
    let sum: i128 = differences.iter().map(|d| i128::from(d.minor)).sum();
    let rounded = (2 * sum.abs() + count) / (2 * count) * sum.signum();
    Some(Money::new(i64::try_from(rounded).ok()?, first.currency))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use pb_domain::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::from_code("USD").unwrap())
    }

    fn estimate(shown: i64, charged: i64) -> StoredEstimate {
        StoredEstimate {
            account: AccountId(uuid::Uuid::nil()),
            service: "Acme · Ground".into(),
            shown: usd(shown),
            charged: usd(charged),
        }
    }

    #[test]
    fn weights_step_up() {
        for (grams, stepped) in [
            (1, 500),
            (500, 500),
            (501, 1_000),
            (5_000, 5_000),
            (5_001, 6_000),
            (30_001, 35_000),
        ] {
            assert_eq!(step(Weight::from_grams(grams)), stepped, "{grams} g");
        }
    }

    #[test]
    fn the_report_says_mean_and_worst_either_way() {
        let estimates = [estimate(500, 510), estimate(500, 480), estimate(500, 505)];
        let row = row("A".into(), "Acme · Ground".into(), &estimates);
        assert_eq!(row.count, 3);
        assert_eq!(row.worst, Some(usd(-20)));
        assert_eq!(row.mean, Some(usd(-2)), "-5/3 rounds to -2");
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn what_was_charged_in_another_currency_is_counted_apart() {
        let mut other = estimate(500, 10);
        other.charged = Money::new(10, Currency::from_code("EUR").unwrap());
        let row = row("A".into(), "S".into(), &[estimate(500, 600), other]);
        assert_eq!((row.count, row.other_currency), (2, 1));
        assert_eq!(row.mean, Some(usd(100)));
    }
}
