//! What becomes of orders, and what goes wrong on the way.
use super::*;
use crate::carriers::{Answer, Course, Fault};

#[tokio::test]
async fn an_order_moves_with_the_clock() {
    let client = start();
    let label = client.buy(&parcel("ST-1")).await;
    let mut seen = Vec::new();
    for hours in [0, 3, 3, 24, 22, 3, 1, 48] {
        client.sim.pass(hours * HOUR);
        seen.push(client.status(&label).await);
    }
    assert_eq!(seen, ["2", "12", "3", "3", "4", "45", "5", "6"]);
    let detail = client.detail(&label).await;
    assert_eq!(detail["label_id"], label);
    assert_eq!(detail["status_text"], "Đã đối soát");
    assert_eq!(detail["created"], "2026-11-27 10:00:00");
    assert_eq!(detail["modified"], "2026-12-01 18:00:00");
    assert_eq!(
        (&detail["weight"], &detail["pick_money"]),
        (&json!("600"), &json!(285_000))
    );
    assert_eq!(
        (&detail["ship_money"], &detail["insurance"]),
        (&json!("22000"), &json!("0"))
    );
    let (_, number) = label.rsplit_once('.').expect("dots");
    for said in [number, "partner_id:ST-1", "partner_id%3AST-1"] {
        assert_eq!(client.detail(said).await, detail, "{said}");
    }
    for said in ["S1.A1.1", "ST-1", "partner_id:ST-9"] {
        let failed = client.get(&format!("/shipment/v2/{said}")).await;
        assert_eq!(refused(&failed), "Không tìm thấy đơn hàng");
    }
}

#[tokio::test]
async fn a_bad_way_is_told_in_its_numbers() {
    let client = start();
    for (course, hours, statuses) in [
        (Course::Exception, &[55, 1, 100][..], &["49", "9", "9"][..]),
        (
            Course::Returned,
            &[56, 24, 48, 24],
            &["9", "20", "21", "11"],
        ),
        (
            Course::NotHandedOver,
            &[6, 18, 48, 400],
            &["12", "8", "7", "7"],
        ),
    ] {
        let label = client.buy(&parcel(&format!("{course:?}"))).await;
        assert!(client.sim.set_course(&label, course));
        for (hours, status) in hours.iter().zip(statuses) {
            client.sim.pass(*hours * HOUR);
            assert_eq!(client.status(&label).await, *status, "{course:?}");
        }
    }
    let failed = client.detail("partner_id:Exception").await;
    assert_eq!(failed["message"], "Không liên lạc được người nhận 3 lần");
}

#[tokio::test]
async fn an_order_is_cancelled_before_it_is_picked_up_and_once() {
    let client = start();
    let early = client.buy(&parcel("ST-1")).await;
    let ours = client.buy(&parcel("ST-2")).await;
    let late = client.buy(&parcel("ST-3")).await;
    good(client.cancel(&early).await, "log_id");
    assert_eq!(client.status(&early).await, "-1");
    assert_eq!(
        refused(&client.cancel(&early).await),
        "Đơn hàng không được phép hủy"
    );
    client.sim.pass(5 * HOUR);
    assert_eq!(client.status(&ours).await, "12");
    good(client.cancel("partner_id:ST-2").await, "log_id");
    assert_eq!(client.status(&ours).await, "-1");
    client.sim.pass(HOUR);
    refused(&client.cancel(&late).await);
    assert_eq!(client.status(&late).await, "3");
    let voided: Vec<bool> = client
        .sim
        .ledger()
        .iter()
        .map(crate::carriers::ledger::Sale::voided)
        .collect();
    assert_eq!(voided, [true, true, false]);
    for said in ["S1.A1.1", "partner_id:ST-9"] {
        assert_eq!(
            refused(&client.cancel(said).await),
            "Không tìm thấy đơn hàng"
        );
    }
    // The same id again is the cancelled order still.
    let again = client.post(ORDER, &parcel("ST-1")).await;
    assert_eq!(again.1["error"]["status"], -1);
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_is_found_and_not_made_twice() {
    let client = start();
    let send = async |id: &str| client.request("POST", ORDER).json(&parcel(id)).send().await;
    let lost = Fault::after(Answer::Dropped);
    client.sim.fail_next(PREFIX, Op::Buy, lost);
    assert!(send("ST-1").await.is_err());
    let found = client.detail("partner_id:ST-1").await;
    let (_, again) = client.post(ORDER, &parcel("ST-1")).await;
    assert_eq!(again["error"]["ghtk_label"], found["label_id"]);
    assert_eq!(client.sim.ledger().len(), 1);
    let never = Fault::instead(Answer::Dropped);
    client.sim.fail_next(PREFIX, Op::Buy, never);
    assert!(send("ST-2").await.is_err());
    refused(&client.get("/shipment/v2/partner_id:ST-2").await);
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn faults_are_in_ghtks_shape() {
    let client = start();
    let throttled = Answer::Throttled {
        retry_after: Some(7),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled));
    let request = client.request("GET", FEE).query(ASKED);
    let response = request.send().await.expect("an answer");
    assert_eq!(response.headers()["retry-after"], "7");
    let (status, answer) = read(response).await;
    assert_eq!((status, &answer["success"]), (429, &json!(false)));
    let refuses = |status: u16, code: &str| {
        Fault::instead(Answer::Refuses {
            status,
            code: code.to_owned(),
            message: "Hệ thống đang bận".to_owned(),
        })
    };
    client.sim.fail_next(PREFIX, Op::Buy, refuses(200, "30001"));
    let failed = client.post(ORDER, &parcel("ST-1")).await;
    assert_eq!(refused(&failed), "Hệ thống đang bận");
    assert_eq!(failed.1["error_code"], "30001");
    client
        .sim
        .fail_next(PREFIX, Op::Track, refuses(200, "BUSY"));
    let failed = client.get("/shipment/v2/S1.A1.1").await;
    assert_eq!(failed.1["error"], json!({ "code": "BUSY" }));
    for (op, method, path) in [
        (Op::Void, "POST", "/shipment/cancel/S1.A1.1"),
        (Op::Label, "GET", "/label/S1.A1.1"),
        (Op::Token, "GET", "/shipment/list_pick_add"),
        (Op::Address, "GET", "/address/getAddressLevel4"),
    ] {
        client.sim.fail_next(PREFIX, op, refuses(500, ""));
        let response = client.request(method, path).send().await;
        let (status, answer) = read(response.expect("an answer")).await;
        assert_eq!(status, 500, "{path}");
        assert!(answer.get("error_code").is_none() && answer.get("error").is_none());
    }
    client
        .sim
        .fail_all(PREFIX, Op::Buy, Fault::instead(Answer::Html500));
    let request = client.request("POST", ORDER).json(&parcel("ST-1"));
    let page = request.send().await.expect("an answer");
    assert_eq!(page.status().as_u16(), 500);
    assert_eq!(client.sim.ledger().len(), 0);
    client.sim.heal();
    client.buy(&parcel("ST-1")).await;
}
