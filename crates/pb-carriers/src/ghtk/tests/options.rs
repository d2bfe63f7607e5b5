//! What the account wants of every order besides.
use super::*;
use extras::{
    DELIVER_SHIFT, FAILED_FEE, PICK_SHIFT, RETURN_ADDRESS, RETURN_DISTRICT, RETURN_NAME,
    RETURN_PROVINCE, RETURN_TEL, RETURN_WARD, SUB_TAGS, TAGS,
};

#[tokio::test]
async fn tags_go_with_what_belongs_to_them() {
    let account = with(&[
        (TAGS, "1;10, 75 10"),
        (SUB_TAGS, "2,5"),
        (FAILED_FEE, "20000"),
    ]);
    let order = order_of(account, &consignment()).await;
    assert_eq!(order["tags"], json!([1, 10, 75, 19]));
    assert_eq!(order["sub_tags"], json!([2, 5]));
    assert_eq!(order["not_delivered_fee"], 20_000);
}

#[tokio::test]
async fn what_is_not_small_is_not_called_so() {
    let account = with(&[(TAGS, "40,1")]);
    for (grams, tags) in [(300, json!([40, 1])), (301, json!([1]))] {
        let mut parcel = consignment();
        parcel.parcels[0].weight = Weight::from_grams(grams);
        let order = order_of(account.clone(), &parcel).await;
        assert_eq!(order["tags"], tags, "{grams} g");
    }
}

#[tokio::test]
async fn parts_of_the_day_are_asked_for() {
    let order = order_of(
        with(&[(PICK_SHIFT, "1"), (DELIVER_SHIFT, "3")]),
        &consignment(),
    )
    .await;
    assert_eq!(order["pick_work_shift"], 1);
    assert_eq!(order["deliver_work_shift"], 3);
}

const RETURNS: &[(&str, &str)] = &[
    (RETURN_NAME, "Kho Sồi"),
    (RETURN_TEL, "0911 222 334"),
    (RETURN_ADDRESS, "12 Nguyễn Huệ"),
    (RETURN_WARD, "Phường Sài Gòn"),
    (RETURN_PROVINCE, "Hồ Chí Minh"),
];

#[tokio::test]
async fn returns_go_where_the_account_says() {
    let order = order_of(with(RETURNS), &consignment()).await;
    for (name, value) in [
        ("use_return_address", json!(1)),
        ("return_name", json!("Kho Sồi")),
        ("return_tel", json!("0911222334")),
        ("return_address", json!("12 Nguyễn Huệ")),
        ("return_ward", json!("Phường Sài Gòn")),
        ("return_province", json!("Hồ Chí Minh")),
        ("return_district", Value::Null),
    ] {
        assert_eq!(order[name], value, "{name}");
    }
    let mut old = with(RETURNS);
    old.settings
        .insert(RETURN_DISTRICT.to_owned(), "Quận 1".to_owned());
    assert_eq!(
        order_of(old, &consignment()).await["return_district"],
        "Quận 1"
    );
}

#[tokio::test]
async fn what_is_declared_is_the_insured_value_or_that_of_the_goods() {
    for (setting, insurance, goods, value) in [
        (order::GOODS, None, 285_000, 285_000),
        (order::GOODS, Some(dong(500_000)), 285_000, 500_000),
        (order::GOODS, None, 25_000_000, 20_000_000),
        ("insured", None, 285_000, 0),
        ("insured", Some(dong(500_000)), 285_000, 500_000),
    ] {
        let mut parcel = consignment();
        parcel.options.insurance = insurance;
        parcel.goods_value = Some(dong(goods));
        let order = order_of(with(&[(order::DECLARED, setting)]), &parcel).await;
        assert_eq!(order["value"], value, "{setting} {insurance:?} {goods}");
    }
    let mut foreign = consignment();
    foreign.goods_value = Some(Money::new(1_000, Currency::from_code("USD").unwrap()));
    assert_eq!(order_of(account(), &foreign).await["value"], 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_setting_is_told_by_its_name() {
    let without = |left_out: &str| -> Vec<(&str, &str)> {
        let all = RETURNS.iter().copied();
        all.filter(|(name, _)| *name != left_out).collect()
    };
    for (settings, field) in [
        (vec![(TAGS, "fragile")], TAGS),
        (vec![(TAGS, "3")], TAGS),
        (vec![(TAGS, "19")], TAGS),
        (vec![(TAGS, "75")], SUB_TAGS),
        (vec![(SUB_TAGS, "1")], SUB_TAGS),
        (vec![(TAGS, "75"), (SUB_TAGS, "6")], SUB_TAGS),
        (vec![(FAILED_FEE, "0")], FAILED_FEE),
        (vec![(FAILED_FEE, "20000001")], FAILED_FEE),
        (vec![(FAILED_FEE, "20.000")], FAILED_FEE),
        (without(RETURN_NAME), RETURN_NAME),
        (without(RETURN_TEL), RETURN_TEL),
        (without(RETURN_ADDRESS), RETURN_ADDRESS),
        (without(RETURN_WARD), RETURN_WARD),
        (without(RETURN_PROVINCE), RETURN_PROVINCE),
        (vec![(RETURN_DISTRICT, "Quận 1")], RETURN_NAME),
        (vec![(host::SHOP, "")], host::SHOP),
        (vec![(host::SHOP, "S1\r\nX: y")], host::SHOP),
    ] {
        let bench = Bench::new(with(&settings), []);
        let problem = prepare(&bench, &consignment()).await.unwrap_err();
        assert_eq!(
            problem.field.as_deref(),
            Some(field),
            "{settings:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty(), "{settings:?}");
    }
}
