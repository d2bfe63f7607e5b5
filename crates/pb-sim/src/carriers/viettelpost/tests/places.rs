//! Lists of places, services, and where goods are fetched from.
use super::*;

#[tokio::test]
async fn the_old_division_has_three_levels_and_one_district_for_the_new() {
    let client = start().await;
    let list = "/v2/categories/listProvinceById?provinceId=";
    let provinces = client.rows(&format!("{list}-1")).await;
    assert_eq!(
        (&provinces[0]["PROVINCE_ID"], &provinces[0]["PROVINCE_NAME"]),
        (&json!(1), &json!("Hà Nội"))
    );
    assert_eq!(
        client.rows(&format!("{list}2")).await,
        [provinces[1].clone()]
    );
    let districts = client
        .rows("/v2/categories/listDistrict?provinceId=2")
        .await;
    assert_eq!(districts[0]["DISTRICT_ID"], 25);
    let new: Vec<&Value> = districts
        .iter()
        .filter(|d| d["DISTRICT_VALUE"] == "NEW")
        .map(|d| &d["DISTRICT_ID"])
        .collect();
    assert_eq!(new, [&json!(100_000_002)]);
    let wards = client.rows("/v2/categories/listWards?districtId=25").await;
    assert_eq!(
        (&wards[0]["WARDS_ID"], &wards[0]["WARDS_NAME"]),
        (&json!(481), &json!("Phường Bến Nghé"))
    );
    for path in [
        "/v2/categories/listProvinceById",
        "/v2/categories/listDistrict?provinceId=x",
        "/v2/categories/listDistrict?provinceID=2",
        "/v2/categories/listWards?districtId=25&page=1",
    ] {
        assert!(message(&client.get(path).await).starts_with("Incorrect data"));
    }
}

#[tokio::test]
async fn the_new_division_has_two_levels_and_numbers_of_its_own() {
    let client = start().await;
    let provinces = client.rows("/v3/categories/listProvinceNew").await;
    assert_eq!(provinces[2]["PROVINCE_ID"], 48, "and 4 in the old");
    let wards = client
        .rows("/v3/categories/listWardsNew?provinceId=2")
        .await;
    assert_eq!(
        wards[0],
        json!({ "WARDS_ID": 49_827, "WARDS_NAME": "Phường Sài Gòn", "PROVINCE_ID": 2 })
    );
    let (status, _) = client.get("/v3/categories/listWardNew?provinceId=2").await;
    assert_eq!(status, 404, "it is listWardsNew");
}

#[tokio::test]
async fn services_are_the_contracts_with_what_may_be_added() {
    let client = start().await;
    let asked = json!({ "TYPE": 2 });
    let services = client.data("/v2/categories/listService", &asked).await;
    assert_eq!(services[0]["SERVICE_CODE"], "VCN");
    let odd = json!({ "TYPE": "2" });
    let odd = client.refusal("/v2/categories/listService", &odd).await;
    assert_eq!(odd, "Incorrect data: TYPE");
    let extras = "/v2/categories/listServiceExtra?serviceCode=";
    let adds = client.rows(&format!("{extras}PHS")).await;
    assert_eq!(adds[0]["SERVICE_CODE"], "GBP");
    assert_eq!(adds.len(), 2);
    let odd = client.get(&format!("{extras}VHT")).await;
    assert_eq!(message(&odd), "Incorrect data: serviceCode");
}

#[tokio::test]
async fn places_of_the_owners_are_listed_registered_and_shipped_from() {
    let client = start().await;
    let list = "/v2/user/listInventory";
    let known = client.rows(list).await;
    assert_eq!(known[0]["groupaddressId"], INVENTORIES[0]);
    assert_eq!(
        (&known[0]["provinceId"], &known[0]["districtId"]),
        (&json!(2), &json!(25))
    );
    let another = json!({
        "PHONE": "0912345678", "NAME": "Kho 3", "ADDRESS": "5 Tràng Tiền", "WARDS_ID": 49_102,
    });
    let register = "/v2/user/registerInventory";
    client.data(register, &another).await;
    let now = client.rows(list).await;
    assert_eq!(now.len(), 3);
    assert_eq!(
        (&now[2]["name"], &now[2]["provinceId"]),
        (&json!("Kho 3"), &json!(1))
    );
    for (name, value) in [
        ("PHONE", json!("+84912345678")),
        ("WARDS_ID", json!(7)),
        ("NAME", Value::Null),
        ("EMAIL", json!("a@b.vn")),
    ] {
        let odd = with(another.clone(), &json!({ name: value }));
        assert_eq!(
            client.refusal(register, &odd).await,
            format!("Incorrect data: {name}")
        );
    }
    let from = |group: &Value, customer: i64| {
        let from = json!({ "GROUPADDRESS_ID": group, "CUS_ID": customer });
        with(parcel("ST-1"), &from)
    };
    for (group, customer) in [
        (json!(7), 0),
        (now[2]["groupaddressId"].clone(), 7),
        (json!(0), 7),
    ] {
        let failed = client.refusal(CREATE, &from(&group, customer)).await;
        assert_eq!(failed, "Groupaddress is invalid");
    }
    let customer = now[2]["cusId"].as_i64().expect("a number");
    client.buy(&from(&now[2]["groupaddressId"], customer)).await;
}
