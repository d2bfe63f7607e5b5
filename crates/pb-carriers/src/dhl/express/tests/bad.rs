//! Bad answers, for every operation that is read alone.
use super::*;
use crate::engine::Effect;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("rate", Asks, recorded!("express_rates_200.json")),
        ("buy", Binds, recorded!("express_ship_201.json")),
        ("find", Asks, recorded!("express_found_200.json")),
        ("track", Asks, recorded!("express_track_200.json")),
        ("address", Asks, recorded!("express_towns_200.json")),
        ("pickup", Binds, recorded!("express_pickup_201.json")),
    ]
}

fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let number = match name {
        "find" => KEY,
        _ => WAYBILL,
    };
    let asked = Asked {
        account: &with(&[]),
        consignment: &consignment(),
        number,
        quoted: euro(8_925),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::ExpressReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::ExpressReads, &all, parse);
}

#[test]
fn failures_in_dhls_words_keep_them() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind) in [
            (
                recorded!("express_vas_400.json"),
                "7008",
                ProblemKind::Refused,
            ),
            (
                recorded!("express_schema_422.json"),
                "422",
                ProblemKind::Invalid,
            ),
            (
                recorded!("express_credentials_401.json"),
                "401",
                ProblemKind::Auth,
            ),
            (
                recorded!("express_throttled_429.json"),
                "429",
                ProblemKind::RateLimited,
            ),
            (recorded!("express_process_500.json"), "999", in_doubt),
            (recorded!("express_process_400.json"), "999", in_doubt),
            (recorded!("express_refusal_200.json"), "8003", in_doubt),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}"
            );
            assert!(!problem.carrier_text.is_empty());
        }
    }
}
