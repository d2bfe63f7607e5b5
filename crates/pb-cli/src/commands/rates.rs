//! Asking for rates, and choosing one.
use crate::host::Host;
use crate::output::{Answer, table, time};
use pb_domain::{Pick, ProblemKind, Rate, RateRule, pick};
use pb_station::api::{
    Code, Failure, RateBasis, RateLine, RateList, RateOutcome, RateRequest, Result, ShipmentDraft,
};

/// Asks every account, and lets the rule or the person's word choose.
pub(crate) async fn ask(
    host: &Host,
    draft: &ShipmentDraft,
    service: Option<&str>,
) -> Result<RateList> {
    let request = RateRequest {
        request: draft.id.to_string(),
        draft: draft.clone(),
    };
    let mut list: RateList = host.call("rate", &request).await?;
    if let Some(service) = service {
        list.pick = choose(service, &list.rates)?;
    }
    Ok(list)
}

/// The rate that was chosen, or why there is none.
pub(crate) fn chosen(list: &RateList) -> Result<&Rate> {
    match &list.pick {
        _ if list.rates.is_empty() => Err(no_rates(list)),
        Pick::Chosen { index, .. } => list
            .rates
            .get(*index)
            .ok_or_else(|| Failure::new(Code::Internal, "The chosen rate is not in the list")),
        Pick::AskPerson { reason } => Err(Failure::new(Code::Precondition, reason.clone()).hint(
            format!("Say which with --service: {}", services(&list.rates)),
        )),
    }
}

/// What a person's word chooses: a rule, or a service by its code or name. Where several accounts
/// offer the service, the cheapest does.
fn choose(service: &str, rates: &[Rate]) -> Result<Pick> {
    match service {
        _ if rates.is_empty() => Ok(pick(RateRule::Cheapest, rates)),
        "cheapest" => Ok(pick(RateRule::Cheapest, rates)),
        "fastest" => Ok(pick(RateRule::Fastest, rates)),
        _ => {
            let wanted = service.trim().to_lowercase();
            let is_it = |r: &Rate| {
                r.service.to_lowercase() == wanted || r.service_name.to_lowercase() == wanted
            };
            let places: Vec<usize> = (0..rates.len()).filter(|i| is_it(&rates[*i])).collect();
            if places.is_empty() {
                return Err(Failure::not_found("rate for the service", service)
                    .hint(format!("Offered are: {}", services(rates))));
            }
            let same: Vec<Rate> = places.iter().map(|i| rates[*i].clone()).collect();
            Ok(match pick(RateRule::Cheapest, &same) {
                Pick::Chosen { index, .. } => Pick::Chosen {
                    index: places[index],
                    reason: "As asked".into(),
                },
                ask @ Pick::AskPerson { .. } => ask,
            })
        }
    }
}

fn services(rates: &[Rate]) -> String {
    let mut codes: Vec<&str> = rates.iter().map(|r| r.service.as_str()).collect();
    codes.dedup();
    codes.join(", ")
}

/// Why no account offered anything.
fn no_rates(list: &RateList) -> Failure {
    if list.lines.is_empty() {
        return Failure::new(
            Code::Precondition,
            "No carrier account is set up, so there are no rates",
        )
        .hint("Add one with `pb setup account …`; `pb setup carriers` lists what there is");
    }
    let unreachable = |line: &RateLine| match &line.outcome {
        RateOutcome::Late => true,
        RateOutcome::Failed { problem } => matches!(
            problem.kind,
            ProblemKind::Unavailable | ProblemKind::RateLimited
        ),
        RateOutcome::Rates { .. } | RateOutcome::Remembered { .. } => false,
    };
    let why: Vec<String> = list.lines.iter().flat_map(line_text).collect();
    let text = format!("No account offers a rate. {}", why.join(". "));
    if list.lines.iter().all(unreachable) {
        return Failure::new(Code::CarrierUnreachable, text)
            .hint("Check the network, then try again")
            .retry();
    }
    Failure::new(Code::CarrierRefused, text)
        .hint("Check weight, size and address against what the accounts carry")
}

/// What a line says beside its rates.
fn line_text(line: &RateLine) -> Vec<String> {
    let said = |text: &str| format!("{}: {text}", line.account_name);
    match &line.outcome {
        RateOutcome::Late => vec![said("did not answer in time")],
        RateOutcome::Failed { problem } => vec![said(&problem.text)],
        RateOutcome::Remembered { problem, .. } => {
            vec![said(&format!("{}; its rates are estimates", problem.text))]
        }
        RateOutcome::Rates { rates, notes } if rates.is_empty() && notes.is_empty() => {
            vec![said("offers nothing")]
        }
        RateOutcome::Rates { notes, .. } => notes.iter().map(|note| said(&note.text)).collect(),
    }
}

/// The rates as an answer.
pub(crate) fn answer(list: &RateList) -> Result<Answer> {
    if list.rates.is_empty() {
        return Err(no_rates(list));
    }
    let picked = match &list.pick {
        Pick::Chosen { index, .. } => Some(*index),
        Pick::AskPerson { .. } => None,
    };
    let account = |rate: &Rate| {
        list.lines
            .iter()
            .find(|l| l.account == rate.account)
            .map(|l| l.account_name.clone())
            .unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = list
        .rates
        .iter()
        .enumerate()
        .map(|(i, rate)| {
            vec![
                if picked == Some(i) { "→" } else { "" }.to_owned(),
                rate.total.to_string(),
                rate.carrier_name.clone(),
                rate.service_name.clone(),
                rate.service.clone(),
                days(rate),
                account(rate),
                basis(list, rate),
            ]
        })
        .collect();
    let mut text = table(
        &[
            "", "Total", "Carrier", "Service", "Code", "Arrives", "Account", "Price",
        ],
        &rows,
    );
    for line in list.lines.iter().flat_map(line_text) {
        text.push_str(&line);
        text.push('\n');
    }
    for rate in &list.rates {
        if let Some(pooled) = &rate.pooled {
            let later = if pooled.booked_later {
                "offline, booked later. "
            } else {
                ""
            };
            text.push_str(&format!("{}: {later}{}\n", rate.service_name, pooled.basis));
        }
    }
    match &list.pick {
        Pick::Chosen { reason, .. } => text.push_str(&format!("→ {reason}\n")),
        Pick::AskPerson { reason } => {
            text.push_str(&format!("{reason}: a person chooses, with --service\n"));
        }
    }
    Answer::new(list, text)
}

/// How sure a price is.
fn basis(list: &RateList, rate: &Rate) -> String {
    let line = list.lines.iter().find(|l| l.account == rate.account);
    match line.and_then(|l| l.basis.as_ref()) {
        Some(RateBasis::Live) => "stated now".into(),
        Some(RateBasis::Table {
            changed_at: Some(at),
            ..
        }) => format!("table of {}", time(at)),
        Some(RateBasis::Table { .. }) => "own table".into(),
        Some(RateBasis::Remembered { at }) => format!("estimate of {}", time(at)),
        None => String::new(),
    }
}

fn days(rate: &Rate) -> String {
    let days = rate.transit_days.map(|days| format!("{days} working days"));
    match (days, &rate.delivery_date) {
        (Some(days), Some(date)) => format!("{date}, {days}"),
        (days, date) => days.or_else(|| date.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use pb_domain::{AccountId, Currency, Money, Problem, RateSurety};
    use uuid::Uuid;

    fn rate(service: &str, minor: i64, days: u32) -> Rate {
        Rate {
            account: AccountId(Uuid::nil()),
            carrier_name: "Acme".into(),
            service: service.into(),
            service_name: format!("Acme {service}"),
            total: Money::new(minor, Currency::from_code("EUR").unwrap()),
            charges: Vec::new(),
            transit_days: Some(days),
            delivery_date: None,
            surety: RateSurety::Stated,
            pooled: None,
            carrier_data: serde_json::Value::Null,
        }
    }

    fn picked(service: &str, rates: &[Rate]) -> usize {
        match choose(service, rates).unwrap() {
            Pick::Chosen { index, .. } => index,
            Pick::AskPerson { reason } => panic!("asks: {reason}"),
        }
    }

    #[test]
    fn a_word_chooses_by_rule_code_or_name() {
        let rates = [
            rate("slow", 500, 5),
            rate("quick", 900, 1),
            rate("quick", 800, 2),
        ];
        assert_eq!(picked("cheapest", &rates), 0);
        assert_eq!(picked("fastest", &rates), 1);
        assert_eq!(picked("QUICK", &rates), 2);
        assert_eq!(picked("acme slow", &rates), 0);
        let failure = choose("teleport", &rates).unwrap_err();
        assert_eq!(failure.code, Code::NotFound);
        assert_eq!(failure.hint, "Offered are: slow, quick");
    }

    #[test]
    fn why_there_is_no_rate_decides_the_code() {
        let line = |outcome| RateLine {
            account: AccountId(Uuid::nil()),
            account_name: "A".into(),
            outcome,
            basis: None,
            took_ms: 1,
        };
        let failed = |kind| RateOutcome::Failed {
            problem: Problem::new(kind, "no"),
        };
        for (outcomes, code) in [
            (vec![], Code::Precondition),
            (
                vec![failed(ProblemKind::Unavailable), RateOutcome::Late],
                Code::CarrierUnreachable,
            ),
            (
                vec![failed(ProblemKind::Unavailable), failed(ProblemKind::Auth)],
                Code::CarrierRefused,
            ),
            (
                vec![RateOutcome::Rates {
                    rates: vec![],
                    notes: vec![],
                }],
                Code::CarrierRefused,
            ),
        ] {
            let list = RateList {
                lines: outcomes.into_iter().map(line).collect(),
                rates: vec![],
                pick: Pick::AskPerson {
                    reason: String::new(),
                },
            };
            assert_eq!(chosen(&list).unwrap_err().code, code);
        }
    }
}
