//! What is made of every answer to a purchase.
use super::*;
use crate::{Bought, SettleWay, Ships as _};
use pb_domain::Problem;

fn said(answer: &Answer) -> Result<Bought, Problem> {
    ship::parse(answer, &account(), rate().total)
}

#[test]
fn a_sale_is_a_sale() {
    let bought = said(&recorded!("forward_200.json")).unwrap();
    assert_eq!(bought.carrier_ref, "SHIHB0BMT4DYM");
    assert_eq!(bought.parcels.len(), 1);
    assert_eq!(bought.parcels[0].tracking_number, BILL);
    assert_eq!(bought.charged, inr(8_933), "(44.40 + 31.30) × 1.18");
    assert_eq!(bought.labels, [], "to be fetched");
    assert_eq!(bought.carrier_data["courier"], "Delhivery Standard");
    assert_eq!(bought.carrier_data["order"], "ORDKDKHOFL07I");
    let link = bought.carrier_data["label_url"].as_str().unwrap();
    assert!(link.starts_with("https://labels.example.com/"), "{link}");
    assert_eq!(
        bought.tracking_url,
        format!("https://shipfastt.in/track/{BILL}")
    );
    let back = said(&recorded!("reverse_200.json")).unwrap();
    assert_eq!(back.parcels[0].tracking_number, "VEHR4336705675");
    assert_eq!(back.charged, inr(10_773), "91.30 × 1.18");
    assert_eq!(back.carrier_data["label_url"], "", "the courier brings it");
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let odd = json!({ "status": "1", "payload": { "awb_code": 34_812_010_700_125_u64, "charges": 7, "label_url": null } });
    let bought = said(&answer(200, &odd.to_string())).unwrap();
    assert_eq!(bought.parcels[0].tracking_number, BILL);
    assert_eq!(bought.carrier_ref, BILL);
    assert_eq!(bought.charged, rate().total, "as quoted");
}

#[test]
fn only_what_velocity_calls_a_no_is_one() {
    for (no, kind, field) in [
        (
            recorded!("refused_200.json"),
            ProblemKind::Refused,
            Some("ship_to.postal_code"),
        ),
        (recorded!("no_waybill_422.json"), ProblemKind::Refused, None),
        (
            recorded!("phone_400.json"),
            ProblemKind::Invalid,
            Some("ship_to.phone"),
        ),
        (recorded!("details_400.json"), ProblemKind::Refused, None),
        (recorded!("key_401.json"), ProblemKind::Auth, Some("token")),
        (
            recorded!("no_access_403.json"),
            ProblemKind::Auth,
            Some("token"),
        ),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            None,
        ),
    ] {
        let problem = said(&no).unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, field),
            "{problem:?}"
        );
        assert!(!problem.carrier_text.is_empty());
    }
}

#[test]
fn everything_else_is_unknown() {
    let sold = |change: fn(&mut Value)| {
        let mut sold: Value =
            serde_json::from_str(include_str!("../fixtures/forward_200.json")).unwrap();
        change(&mut sold);
        answer(200, &sold.to_string())
    };
    for unclear in [
        recorded!("created_only_200.json"),
        recorded!("booked_already_422.json"),
        recorded!("saved_perhaps_422.json"),
        recorded!("down_500.json"),
        recorded!("gateway_504.json"),
        sold(|s| s["status"] = json!(0)),
        sold(|s| s["status"] = Value::Null),
        sold(|s| s["payload"]["awb_code"] = Value::Null),
        sold(|s| s["payload"]["awb_code"] = json!(0)),
        sold(|s| s["payload"]["awb_code"] = json!("to come")),
        answer(
            200,
            r#"{"status":0,"message":"This order has already been booked with the carrier"}"#,
        ),
        answer(200, r#"{"status":0}"#),
        answer(200, r#"{"status":1}"#),
        answer(200, "{}"),
        answer(204, ""),
        answer(302, ""),
        answer(400, "<html>"),
        answer(403, "<html>"),
        answer(404, "{}"),
        answer(408, r#"{"message":"too slow"}"#),
    ] {
        let problem = said(&unclear).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let half = said(&recorded!("created_only_200.json")).unwrap_err();
    assert!(half.text.contains("ORDBJSDAMG9YN"), "{half:?}");
}

#[test]
fn a_purchase_is_settled_by_its_number() {
    assert_eq!(
        ship::SHIPS.settle_way(&account()),
        SettleWay::FindByReference
    );
}

#[tokio::test]
async fn a_purchase_names_a_rate_of_its_account_and_a_warehouse() {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = crate::engine::Engine::new(crate::engine::EngineOptions::default()).unwrap();
    let now = now();
    let prepare = async |account: &Account, consignment: &Consignment, rate: &Rate| {
        let cx = crate::Cx {
            account,
            engine: &engine,
            now: &now,
        };
        let accept = pb_domain::Format::Zpl;
        let prepared = ship::SHIPS.prepare(cx, PURCHASE, consignment, rate, accept);
        prepared.await
    };
    let whole = prepare(&account(), &consignment(), &rate()).await.unwrap();
    assert_eq!(whole, prepared());
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate()
    };
    let problem = prepare(&account(), &consignment(), &foreign).await;
    assert_eq!(problem.unwrap_err().field.as_deref(), Some("rate"));
    // Nobody is asked where the account says that none is registered.
    let none = with(&[
        (warehouse::KEPT, "110001=WHZZ99 Delhi"),
        (warehouse::UNKNOWN, warehouse::REFUSE),
    ]);
    let problem = prepare(&none, &consignment(), &rate()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.field.as_deref(), Some(warehouse::KEPT));
    assert!(problem.hint.contains("560001="), "{problem:?}");
}
