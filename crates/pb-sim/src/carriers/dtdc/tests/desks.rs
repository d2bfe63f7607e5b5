//! Keys, tokens, places and tracks.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn keys_and_tokens_are_taken_in_their_own_headers() {
    let client = start().await;
    let path = client.url(&format!("{CONSIGNMENT}/softdata"));
    let body = json!({ "consignments": [consignment()] });
    for (name, value) in [
        ("api-key", "nobodys"),
        ("Authorization", API_KEY),
        ("X-Access-Token", &client.token),
    ] {
        let request = client.http.post(&path).header(name, value).json(&body);
        assert_eq!(
            request.send().await.expect("an answer").status(),
            401,
            "{name}"
        );
    }
    let digits = client
        .token
        .strip_prefix(&format!("{USERNAME}:"))
        .expect("its form");
    assert!(
        digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()),
        "{digits}"
    );
    assert_eq!(client.authenticate(USERNAME, "wrong").await.0, 401);
    assert_eq!(client.authenticate("", "").await.0, 401);
    client.track("cnno", "D00000000").await;
    client.sim.pass(HOUR);
    let body = json!({ "trkType": "cnno", "strcnno": "D00000000", "addtnlDtl": "Y" });
    assert_eq!(client.post(TRACK, &body).await.0, 401, "it is over");
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn places_say_whether_it_goes_there() {
    let client = start().await;
    let lane = async |from: &str, to: &str| {
        let body = json!({ "orgPincode": from, "desPincode": to });
        // Nobody is asked for a key.
        let request = client
            .http
            .post(client.url("/ratecalapi/PincodeApiCall"))
            .json(&body);
        let answer: Value = request
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        let lane = &answer["ZIPCODE_RESP"][0];
        (text_of(&lane["SERVFLAG"]), text_of(&lane["SERV_COD"]))
    };
    let flags = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(lane("560001", "400001").await, flags("Y", "Y"));
    assert_eq!(lane("560001", "400009").await, flags("Y", "N"));
    assert_eq!(lane("560001", "799999").await, flags("N", "N"));
    assert_eq!(lane("5600", "400001").await, flags("N", "N"));
}

#[tokio::test]
async fn a_track_begins_with_the_booking_and_moves_with_the_clock() {
    let mut client = start().await;
    let number = client.buy(&consignment()).await;
    let nothing = client.track("cnno", &number).await;
    assert_eq!(nothing["statusFlag"], false);
    assert_eq!(
        nothing["errorDetails"][1]["value"],
        "NO DATA FOUND FOR THIS CNNO NUMBER"
    );
    for (hours, status) in [
        (7, "Booked"),
        (8, "In Transit"),
        (38, "Out For Delivery"),
        (4, "Delivered"),
    ] {
        client.sim.pass(HOUR * hours);
        client.log_in().await;
        for (kind, asked) in [("cnno", number.as_str()), ("reference", "K1001")] {
            let there = client.track(kind, asked).await;
            let header = &there["trackHeader"];
            assert_eq!(header["strStatus"], status, "{hours} h on");
            assert_eq!(header["strShipmentNo"], number);
            assert_eq!(header["strRefNo"], "K1001");
        }
    }
    let there = client.track("cnno", &number).await;
    let scans = there["trackDetails"].as_array().expect("a list");
    assert_eq!(scans.len(), 5);
    assert_eq!(scans[0]["strCode"], "BKD", "oldest first");
    assert_eq!(
        (&scans[0]["strActionDate"], &scans[0]["strActionTime"]),
        (&json!("26112026"), &json!("1800"))
    );
    client.sim.set_course(&number, Course::Exception);
    let failed = client.track("cnno", &number).await;
    assert_eq!(failed["trackHeader"]["strStatus"], "Attempted");
    let short = json!({ "trkType": "cnno", "strcnno": number, "addtnlDtl": "N" });
    let (_, short) = client.post(TRACK, &short).await;
    assert_eq!(short["trackDetails"], Value::Null);
}
