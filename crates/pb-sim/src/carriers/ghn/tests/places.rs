//! Lists of places, shops and shifts.
use super::*;

#[tokio::test]
async fn the_old_division_goes_by_numbers_and_either_method() {
    let client = start();
    let (_, provinces) = client.get("/master-data/province").await;
    let city = &provinces["data"][0];
    assert_eq!(
        (&city["ProvinceID"], &city["ProvinceName"]),
        (&json!(202), &json!("Hồ Chí Minh"))
    );
    let (_, districts) = client.get("/master-data/district?province_id=202").await;
    assert_eq!(districts["data"][0]["DistrictID"], 1442);
    let posted = client
        .data("/master-data/district", &json!({ "province_id": 202 }))
        .await;
    assert_eq!(posted, districts["data"]);
    let (_, wards) = client.get("/master-data/ward?district_id=1442").await;
    assert_eq!(wards["data"][0]["WardCode"], "00104", "a text");
    let posted = client
        .data("/master-data/ward", &json!({ "district_id": 1442 }))
        .await;
    assert_eq!(posted, wards["data"]);
    for path in ["/master-data/district", "/master-data/ward?district_id=9"] {
        assert_eq!(code(&client.get(path).await), "USER_ERR_COMMON");
    }
}

#[tokio::test]
async fn the_new_division_comes_in_pages() {
    let client = start();
    let path = "/v3/master-data/province/all";
    let (_, all) = client.get(&format!("{path}?offset=0&limit=200")).await;
    assert_eq!(all["data"].as_array().map(Vec::len), Some(3));
    let (_, second) = client.get(&format!("{path}?offset=1&limit=1")).await;
    assert_eq!(second["data"], json!([all["data"][1]]));
    let (_, wards) = client
        .get("/v3/master-data/ward/all-by-province-id?province_id=1000002&offset=0&limit=200")
        .await;
    let names: Vec<&str> = wards["data"]
        .as_array()
        .expect("wards")
        .iter()
        .filter_map(|w| w["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Phường Sài Gòn") && names.contains(&"Xã Tân Lập"),
        "{names:?}"
    );
    for odd in ["", "?offset=0", "?offset=0&limit=201", "?offset=-1&limit=1"] {
        assert_eq!(client.get(&format!("{path}{odd}")).await.0, 400, "{odd}");
    }
}

#[tokio::test]
async fn shops_and_shifts_are_the_owners_and_the_days() {
    let client = start();
    let (_, shops) = client.get("/v2/shop/all?offset=0&limit=200").await;
    assert_eq!(shops["data"]["shops"][0]["_id"], 885);
    let shifts = async || {
        client.get("/v2/shift/date").await.1["data"]
            .as_array()
            .cloned()
            .expect("shifts")
    };
    assert_eq!(shifts().await.len(), 4);
    // In the afternoon the morning is over.
    client.sim.pass(3 * HOUR);
    let later = shifts().await;
    assert_eq!((later.len(), &later[0]["id"]), (3, &json!(2)));
    let order = with(parcel("c-1"), &json!({ "pick_shift": [1] }));
    assert!(message(&client.post(CREATE, &order).await).contains("pick_shift"));
    client
        .buy(&with(parcel("c-1"), &json!({ "pick_shift": [2] })))
        .await;
}
