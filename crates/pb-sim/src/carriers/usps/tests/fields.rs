//! Every required field, left out and mistyped: the error names it; and what fields may not say together.
use super::*;

/// A request of each kind, and its required fields, as JSON pointers.
fn required() -> Vec<(&'static str, Value, Vec<&'static str>)> {
    vec![
        (
            "/shipments/v3/options/search",
            options(),
            vec![
                "/pricingOptions",
                "/originZIPCode",
                "/packageDescription",
                "/packageDescription/mailClass",
                "/packageDescription/weight",
                "/packageDescription/length",
                "/packageDescription/width",
                "/packageDescription/height",
            ],
        ),
        (
            LABEL,
            label(),
            vec![
                "/toAddress",
                "/toAddress/streetAddress",
                "/toAddress/city",
                "/toAddress/state",
                "/toAddress/ZIPCode",
                "/fromAddress/streetAddress",
                "/fromAddress/ZIPCode",
                "/packageDescription/mailClass",
                "/packageDescription/processingCategory",
                "/packageDescription/destinationEntryFacilityType",
                "/packageDescription/weight",
                "/packageDescription/length",
                "/packageDescription/width",
                "/packageDescription/height",
                "/packageDescription/mailingDate",
                "/packageDescription/customerReference/0/referenceNumber",
            ],
        ),
        (
            ABROAD,
            abroad(),
            vec![
                "/toAddress/country",
                "/toAddress/countryISOAlpha2Code",
                "/toAddress/city",
                "/customsForm",
                "/customsForm/AESITN",
                "/customsForm/customsContentType",
                "/customsForm/contents",
                "/customsForm/contents/0/itemDescription",
                "/customsForm/contents/0/itemQuantity",
                "/customsForm/contents/0/itemTotalValue",
                "/customsForm/contents/0/weightUOM",
                "/customsForm/contents/0/itemTotalWeight",
            ],
        ),
        (
            "/payments/v3/payment-authorization",
            roles(),
            vec!["/roles", "/roles/0/roleName", "/roles/0/CRID"],
        ),
    ]
}

#[tokio::test]
async fn a_required_field_is_missed_and_its_type_looked_at() {
    let client = start().await;
    for (path, body, pointers) in required() {
        for pointer in pointers {
            let (parent, name) = pointer.rsplit_once('/').expect("a field");
            let mut without = body.clone();
            let holder = without.pointer_mut(parent).expect("an object");
            holder.as_object_mut().expect("an object").remove(name);
            let (status, answer) = client.post(path, &without).await;
            assert_eq!(status, 400, "{path}{pointer}: {answer}");
            assert!(parameter(&answer).ends_with(name), "{pointer}: {answer}");
            let mut wrong = body.clone();
            *wrong.pointer_mut(pointer).expect("a field") = json!(true);
            let (status, answer) = client.post(path, &wrong).await;
            assert_eq!(status, 400, "{path}{pointer}: {answer}");
            assert!(parameter(&answer).ends_with(name), "{pointer}: {answer}");
            let mut misspelt = body.clone();
            let holder = misspelt.pointer_mut(parent).expect("an object");
            holder[format!("{name}x")] = json!("1");
            let (status, answer) = client.post(path, &misspelt).await;
            assert_eq!((status, code(&answer)), (400, "400"), "{path}{pointer}x");
        }
    }
    assert!(client.sim.ledger().is_empty(), "nothing was sold");
}

#[tokio::test]
async fn what_does_not_go_together_is_refused() {
    let client = start().await;
    let cases: &[(&str, &str, Value, &str)] = &[
        (
            LABEL,
            "/packageDescription/mailingDate",
            json!("2026-01-14"),
            "160001",
        ),
        (
            LABEL,
            "/packageDescription/mailingDate",
            json!("2026-03-02"),
            "160001",
        ),
        (
            ABROAD,
            "/packageDescription/mailingDate",
            json!("2026-01-23"),
            "160001",
        ),
        (LABEL, "/toAddress/ZIPCode", json!("78701"), "160183"),
        (
            LABEL,
            "/toAddress/streetAddress",
            json!("1 Nowhere Road"),
            "160263",
        ),
        (LABEL, "/toAddress/firstName", json!(""), "400"),
        (
            LABEL,
            "/packageDescription/rateIndicator",
            json!("ZZ"),
            "030002",
        ),
        (
            LABEL,
            "/packageDescription/mailClass",
            json!("BOUND_PRINTED_MATTER"),
            "030002",
        ),
        (LABEL, "/packageDescription/weight", json!(71), "030004"),
        (LABEL, "/packageDescription/weight", json!(26), "030002"),
        (
            LABEL,
            "/packageDescription/extraServices",
            json!([981]),
            "160155",
        ),
        (
            LABEL,
            "/packageDescription/extraServices",
            json!([930]),
            "160155",
        ),
        (
            LABEL,
            "/packageDescription/extraServices",
            json!(["921"]),
            "400",
        ),
        (LABEL, "/imageInfo/labelType", json!("4X4LABEL"), "160366"),
        (
            LABEL,
            "/imageInfo/receiptOption",
            json!("SAME_PAGE"),
            "160366",
        ),
        (ABROAD, "/imageInfo/imageType", json!("PNG"), "400"),
        (
            ABROAD,
            "/customsForm/contents/0/itemDescription",
            json!("Gift"),
            "160050",
        ),
        (
            ABROAD,
            "/customsForm/contents/0/itemTotalWeight",
            json!(3.6),
            "160050",
        ),
        (
            ABROAD,
            "/toAddress/countryISOAlpha2Code",
            json!("US"),
            "160188",
        ),
        (
            ABROAD,
            "/packageDescription/mailClass",
            json!("FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE"),
            "030002",
        ),
        (RETURN, "/imageInfo/imageType", json!("EPL300DPI"), "160366"),
    ];
    for (path, pointer, value, expected) in cases {
        let mut body = match *path {
            LABEL => label(),
            RETURN => back(),
            _ => abroad(),
        };
        *body.pointer_mut(pointer).expect("a field") = value.clone();
        if *pointer == "/packageDescription/mailClass" && *path == ABROAD {
            body["packageDescription"]["weight"] = json!(3);
            body["packageDescription"]["rateIndicator"] = json!("PL");
        }
        let (status, answer) = client.post(path, &body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, *expected),
            "{path}{pointer} {value}: {answer}"
        );
    }
    // A rate indicator, or a shape with a packaging type.
    for (fields, expected) in [
        (
            json!({ "rateIndicator": "SP", "shape": "RECTANGULAR" }),
            "160284",
        ),
        (json!({ "shape": "RECTANGULAR" }), "160285"),
        (json!({ "packagingType": "VARIABLE" }), "160286"),
        (json!({}), "160287"),
    ] {
        let mut body = label();
        let package = body["packageDescription"]
            .as_object_mut()
            .expect("a package");
        package.remove("rateIndicator");
        package.extend(fields.as_object().expect("fields").clone());
        let (status, answer) = client.post(LABEL, &body).await;
        assert_eq!((status, code(&answer)), (400, expected), "{fields}");
    }
    let mut dear = abroad();
    dear["packageDescription"]["mailClass"] = json!("FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE");
    dear["customsForm"]["contents"][0]["itemTotalValue"] = json!(400.01);
    let (status, answer) = client.post(ABROAD, &dear).await;
    assert_eq!((status, code(&answer)), (400, "160201"));
    assert!(client.sim.ledger().is_empty(), "nothing was sold");
    let (status, answer) = client.get("/labels/v3/branding").await;
    assert_eq!((status, code(&answer)), (404, "404"));
}
