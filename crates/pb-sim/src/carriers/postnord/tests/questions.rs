//! Transit times, service points and customer numbers.
use super::*;

const TIMES: &str = "/rest/transport/v2/transittime/addresstoaddress?startTime=2026-01-15T15:00&originPostalCode=11122&originCountryCode=SE";
const POINTS: &str = "/rest/businesslocation/v5/servicepoints/nearest/byaddress?returnType=json";

#[tokio::test]
async fn transit_times_are_of_services_and_of_their_variants() {
    let client = start();
    let path = format!(
        "{TIMES}&destinationPostalCode=98138&destinationCountryCode=SE&serviceCodes=17,19,99&additionalServiceCodes=D6&showInternalAdditionalServiceCode=true"
    );
    let (status, times) = client.get(&path).await;
    assert_eq!(status, 200, "{times}");
    let entries = times.as_array().expect("a list");
    assert_eq!(entries.len(), 4, "17, 17 with D6, 19, 99: {times}");
    assert_eq!(entries[0]["isBookable"], true);
    let arrival = &entries[0]["estimatedTimeOfArrival"];
    assert_eq!(arrival["dayRangeOfArrival"]["daysMaximum"], 2);
    // Two working days after a Thursday.
    assert_eq!(arrival["timeOfArrival"], "2026-01-19T18:00:00");
    let variant = &entries[1];
    assert_eq!(
        variant["service"]["additionalServices"][0]["additionalServiceCode"],
        "D6"
    );
    assert_eq!(variant["isBookable"], false);
    assert!(
        variant["errorMessage"]
            .as_str()
            .is_some_and(|m| m.contains("98138"))
    );
    assert_eq!(entries[3]["isSupported"], false);
    assert_eq!(
        entries[3]["errorMessage"],
        "Requested service '99' not found."
    );
    // All that go there, where none is named.
    let all = format!("{TIMES}&destinationPostalCode=0154&destinationCountryCode=NO");
    let (_, times) = client.get(&all).await;
    let bookable = |code: &str| {
        let mut entries = times.as_array().expect("a list").iter();
        let entry = entries.find(|e| e["service"]["basicServiceCode"] == code);
        entry.expect("an entry")["isBookable"] == true
    };
    assert!(bookable("19") && !bookable("30") && !bookable("32"));
}

#[tokio::test]
async fn questions_that_are_none_are_refused() {
    let client = start();
    for (path, name) in [
        (TIMES.to_owned(), "destinationCountryCode"),
        (
            format!("{TIMES}&destinationPostalCode=1&destinationCountryCode=SWE"),
            "destinationCountryCode",
        ),
        (
            TIMES.replace("2026-01-15T15:00", "noon")
                + "&destinationPostalCode=41101&destinationCountryCode=SE",
            "startTime",
        ),
        (
            TIMES.replace("originPostalCode", "originPostCode")
                + "&destinationPostalCode=41101&destinationCountryCode=SE",
            "originPostCode",
        ),
        (POINTS.to_owned(), "countryCode"),
        (format!("{POINTS}&countryCode=SE"), "postalCode"),
        (
            format!("{POINTS}&countryCode=SE&postalCode=41101&context=here"),
            "context",
        ),
        (
            "/rest/shipment/v1/validate/customernumber?countryCode=SE".to_owned(),
            "customerNumber",
        ),
    ] {
        let (status, answer) = client.get(&path).await;
        assert_eq!(status, 400, "{path}: {answer}");
        let param = &answer["compositeFault"]["faults"][0]["paramValues"][0]["param"];
        assert_eq!(param, name, "{path}");
    }
}

#[tokio::test]
async fn service_points_come_nearest_first() {
    let client = start();
    let path = format!(
        "{POINTS}&countryCode=FI&agreementCountry=SE&city=Helsinki&postalCode=00120&streetName=Koivukatu&streetNumber=7&numberOfServicePoints=2&srId=EPSG:4326&context=optionalservicepoint&responseFilter=public"
    );
    let (status, answer) = client.get(&path).await;
    assert_eq!(status, 200, "{answer}");
    let points = answer["servicePointInformationResponse"]["servicePoints"].as_array();
    let points = points.expect("points");
    assert_eq!(points.len(), 2);
    assert!(points[0]["routeDistance"].as_u64() < points[1]["routeDistance"].as_u64());
    assert_eq!(points[0]["deliveryAddress"]["countryCode"], "FI");
    let (_, none) = client
        .get(&format!("{POINTS}&countryCode=US&postalCode=89501"))
        .await;
    assert_eq!(
        none["servicePointInformationResponse"]["servicePoints"],
        json!([])
    );
}

#[tokio::test]
async fn a_customer_number_is_valid_by_a_word() {
    let client = start();
    for (number, country, word) in [
        (CUSTOMER, "SE", "VALID"),
        (CUSTOMER, "DK", "INVALID"),
        (DANISH_CUSTOMER, "DK", "VALID"),
        ("1", "SE", "INVALID"),
    ] {
        let path = format!(
            "/rest/shipment/v1/validate/customernumber?customerNumber={number}&countryCode={country}"
        );
        let answer = client.http.get(client.url(&path, BOOKING_KEY)).send().await;
        let text = answer.expect("an answer").text().await.expect("a text");
        assert_eq!(text, word, "{number} {country}");
    }
}
