//! What is made of every answer.
use super::*;
use crate::Heard;
use crate::spoilt::{Good, answer, bears};
use crate::{Asked, Likeness, Reads as _, SettleWay, Settled, Webhooks as _};
use http::HeaderMap;

fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("test", Asks, recorded!("parsed_200.json")),
        ("address", Asks, recorded!("parsed_200.json")),
        ("buy", Binds, recorded!("created_200.json")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("label", Asks, recorded!("label_200.json")),
        ("track", Asks, recorded!("track_200.json")),
    ]
}

fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: WAYBILL,
        quoted: yuan(1_200),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::DomesticReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::DomesticReads, &all, parse);
}

#[test]
fn good_answers_are_read() {
    let shown = |name: &str| {
        let all = operations();
        let (_, _, good) = all.iter().find(|(n, _, _)| *n == name).unwrap();
        parse(name, good).unwrap()
    };
    assert_eq!(shown("test"), json!({ "places": 1 }));
    assert_eq!(shown("address")["standing"], "known");
    assert_eq!(shown("address")["candidates"][0]["district"], "西城区");
    assert_eq!(shown("buy")["tracking_numbers"], json!([WAYBILL]));
    assert_eq!(shown("void"), json!({ "done": true }));
    assert_eq!(shown("label")["format"], "pdf");
    let track = shown("track");
    assert_eq!(track["status"], "delivered");
    // The newest first, in the world's time.
    assert_eq!(track["events"][0]["code"], "704");
    assert_eq!(track["events"][0]["at"], "2026-10-14T03:00:00Z");
    assert_eq!(track["events"][1]["text"], "正在派送");
    assert_eq!(track["events"][1]["status"], "out_for_delivery");
    assert_eq!(track["events"][3]["location"], "广东省 深圳市 南山营业部");
}

#[test]
fn a_no_keeps_china_posts_words_and_a_busy_system_proves_nothing() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (answer, kind, code, words) in [
            (
                recorded!("refused_200.json"),
                ProblemKind::Refused,
                "B0017",
                "服务范围",
            ),
            (
                recorded!("unauthorized_200.json"),
                ProblemKind::Auth,
                "A0001",
                "授权码",
            ),
            (recorded!("busy_200.json"), in_doubt, "S0001", "系统繁忙"),
        ] {
            let problem = parse(name, &answer).unwrap_err();
            assert_eq!(problem.kind, kind, "{name}: {problem:?}");
            assert_eq!(problem.carrier_code, code);
            assert!(problem.carrier_text.contains(words), "{problem:?}");
        }
        let slow = parse(name, &answer(429, "")).unwrap_err();
        assert_eq!(slow.kind, ProblemKind::RateLimited);
    }
}

fn tracked(events: &[(&str, &str, Value)]) -> Option<ShipmentStatus> {
    let items: Vec<Value> = events
        .iter()
        .map(|(at, code, more)| {
            let mut item = json!({ "waybillNo": WAYBILL, "opTime": at, "opCode": code });
            let more = more.as_object().cloned().unwrap_or_default();
            item.as_object_mut().unwrap().extend(more);
            item
        })
        .collect();
    let body = json!({
        "success": true, "retCode": "00000",
        "retBody": json!({ "responseItems": items }).to_string(),
    });
    track::parse(&answer(200, &body.to_string()), WAYBILL)
        .unwrap()
        .status
}

#[test]
fn codes_mean_what_the_official_list_says() {
    use ShipmentStatus as S;
    for (code, meaning) in [
        ("764", Some(S::LabelCreated)),
        ("203", Some(S::PickedUp)),
        ("O_037", Some(S::InTransit)),
        ("470", Some(S::InTransit)),
        ("702", Some(S::OutForDelivery)),
        ("747", Some(S::ReadyForPickup)),
        ("O_016", Some(S::Delivered)),
        ("723", Some(S::DeliveryFailed)),
        ("708", Some(S::Returning)),
        // Delivered, but to the sender.
        ("711", Some(S::ReturnedToSender)),
        ("988", Some(S::Lost)),
        ("801", Some(S::Cancelled)),
        ("534", None),
        ("nobody knows", None),
    ] {
        assert_eq!(status::meaning(code, "", ""), meaning, "{code}");
    }
    assert_eq!(
        status::meaning("704", "180", ""),
        None,
        "a claim that was settled"
    );
    assert_eq!(status::meaning("705", "", "13"), Some(S::Lost));
}

#[test]
fn an_event_that_undoes_another_leaves_what_was_before() {
    use ShipmentStatus as S;
    let none = Value::Null;
    assert_eq!(tracked(&[]), Some(S::LabelCreated));
    let picked = ("2026-10-12 10:00:00", "203", none.clone());
    let out = ("2026-10-13 10:00:00", "702", none.clone());
    let done = ("2026-10-13 12:00:00", "704", none.clone());
    let undone = ("2026-10-13 12:05:00", "743", none.clone());
    // In whatever order they come.
    assert_eq!(
        tracked(&[done.clone(), out.clone(), picked.clone()]),
        Some(S::Delivered)
    );
    assert_eq!(
        tracked(&[picked.clone(), out, done, undone]),
        Some(S::OutForDelivery)
    );
    let unpicked = ("2026-10-12 11:00:00", "207", none.clone());
    assert_eq!(tracked(&[picked.clone(), unpicked]), Some(S::LabelCreated));
    let odd = ("2026-10-12 11:00:00", "993", none);
    assert_eq!(tracked(&[picked, odd]), Some(S::PickedUp));
}

#[test]
fn news_is_believed_when_it_is_sealed_with_the_accounts_key() {
    let event = include_str!("../../fixtures/news.json");
    let message = |key: &str| {
        let sealed = seal::SignKey::read(key, "key").unwrap().seal(event);
        form_urlencoded::Serializer::new(String::new())
            .append_pair("apiCode", "040002")
            .append_pair("logitcsInterface", &sealed)
            .finish()
    };
    let read = |body: &str| {
        news::DomesticWebhooks.read(
            &account(),
            &Heard::posted(&HeaderMap::new(), body.as_bytes()),
        )
    };
    let told = read(&message(KEY)).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].tracking_number, WAYBILL);
    assert_eq!(told[0].event.status, Some(ShipmentStatus::Delivered));
    for forged in [
        message("ZmVkY2JhOTg3NjU0MzIxMA=="),
        String::new(),
        event.to_owned(),
    ] {
        assert_eq!(
            read(&forged).unwrap_err().kind,
            ProblemKind::Auth,
            "{forged}"
        );
    }
    assert!(news::parse(b"[{}]").is_err());
}

#[tokio::test]
async fn an_unknown_purchase_is_settled_by_a_person() {
    let bench = Bench::new(account(), []);
    let prepared = prepared(&bench, &consignment()).await.unwrap();
    assert_eq!(ships().settle_way(&bench.account), SettleWay::AskAPerson);
    let settled = ships()
        .settle(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    let Settled::StillUnknown(problem) = settled else {
        panic!("{settled:?}")
    };
    assert!(problem.hint.contains(ORDER), "{problem:?}");
    assert!(bench.said().is_empty());
}

#[test]
fn the_table_takes_china_posts_products_alone() {
    let table = PROFILE.table.unwrap();
    let wrong = table.check(
        &table
            .example()
            .replace("method,10,", "method,77,")
            .replace("rate,10,", "rate,77,"),
    );
    assert!(
        wrong.iter().any(|(_, text)| text.contains("77")),
        "{wrong:?}"
    );
    assert_eq!((PROFILE.likeness)("LX000000014CN"), Likeness::CheckDigit);
}
