//! `GET /rest/businesslocation/v5/servicepoints/nearest/byaddress`: made-up points, nearest first.
use super::desk::{Asked, Desk};
use super::refusal::Refusal;
use super::table;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// Countries that have points, with the type of one and its city.
const COUNTRIES: &[(&str, u32, &str)] = &[
    ("SE", 25, "PROVSTAD"),
    ("DK", 44, "PRØVEBY"),
    ("NO", 37, "PRØVESTED"),
    ("FI", 38, "KOEKYLÄ"),
    ("DE", 61, "PROBEDORF"),
];

pub(super) async fn nearest(State(_): State<Desk>, asked: Asked) -> Result<Json<Value>, Refusal> {
    asked.only(&[
        ("returnType", &["json"]),
        ("countryCode", &[]),
        ("agreementCountry", &["SE", "DK", "NO", "FI"]),
        ("city", &[]),
        ("postalCode", &[]),
        ("streetName", &[]),
        ("streetNumber", &[]),
        ("numberOfServicePoints", &[]),
        ("srId", &["EPSG:4326"]),
        (
            "context",
            &[
                "optionalservicepoint",
                "earlycollect",
                "saturdaydelivery",
                "mypacksmall",
                "all",
            ],
        ),
        ("responseFilter", &["public", "internal"]),
        ("typeId", &[]),
    ])?;
    asked.must("returnType")?;
    let country = asked.must("countryCode")?;
    let postal = asked.must("postalCode")?;
    let known = COUNTRIES.iter().find(|(code, _, _)| *code == country);
    let Some((_, kind, city)) = known.filter(|_| table::is_postal(country, postal)) else {
        return Ok(Json(
            json!({ "servicePointInformationResponse": { "servicePoints": [] } }),
        ));
    };
    let most: usize = match asked.get("numberOfServicePoints") {
        "" => 5,
        count => count
            .parse()
            .map_err(|_| Refusal::parameter("numberOfServicePoints", Some(count)))?,
    };
    let points = (1..=3u32).take(most).map(|at| {
        let address = |number: String| {
            json!({
                "streetName": "Testgatan",
                "streetNumber": number,
                "postalCode": postal,
                "city": city,
                "countryCode": country,
            })
        };
        json!({
            "servicePointId": format!("{kind}{at:04}"),
            "name": format!("Test shop {at}"),
            "routeDistance": at * 400,
            "visitingAddress": address(at.to_string()),
            "deliveryAddress": address(format!("{at} B")),
            "type": { "typeId": kind, "typeName": "Servicepoint" },
        })
    });
    Ok(Json(json!({ "servicePointInformationResponse": {
        "customerSupports": [],
        "servicePoints": points.collect::<Vec<_>>(),
    } })))
}
