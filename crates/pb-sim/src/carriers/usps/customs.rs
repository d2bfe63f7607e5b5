//! What the customs form must say, beyond its fields.
use super::desk::text;
use super::refusal::Refusal;
use rust_decimal::Decimal;
use serde_json::Value;

/// Descriptions that say nothing.
const SAY_NOTHING: &[&str] = &[
    "none",
    "not applicable",
    "n/a",
    "null",
    "gift",
    "merchandise",
];
/// What First-Class Package International may be worth, in dollars.
const FIRST_CLASS_VALUE: i64 = 400;

pub(super) fn check(request: &Value, abroad: bool) -> Result<(), Refusal> {
    let form = &request["customsForm"];
    if form.is_null() {
        return Ok(());
    }
    let refuse = |code: &str, words: String, name: &str| {
        Err(Refusal::bad(code, words).about(&format!("customsForm.{name}")))
    };
    if form["customsContentType"] == "OTHER" && text(form, "/contentComments").is_empty() {
        let words = "contentComments are required with OTHER".to_owned();
        return refuse("160050", words, "contentComments");
    }
    let decimal = |v: &Value| v.to_string().parse::<Decimal>().unwrap_or_default();
    let (mut value, mut weight) = (Decimal::ZERO, Decimal::ZERO);
    for content in form["contents"].as_array().into_iter().flatten() {
        let description = text(content, "/itemDescription");
        if SAY_NOTHING.contains(&description.to_lowercase().as_str()) {
            let words = format!("{description} is not a description of goods");
            return refuse("160050", words, "contents.itemDescription");
        }
        if abroad && text(content, "/countryofOrigin").is_empty() {
            let words = "countryofOrigin is required".to_owned();
            return refuse("160050", words, "contents.countryofOrigin");
        }
        value += decimal(&content["itemTotalValue"]);
        weight += decimal(&content["itemTotalWeight"]);
    }
    let package = &request["packageDescription"];
    // Weights are rounded up line by line.
    if weight > decimal(&package["weight"]) + Decimal::new(1, 2) {
        let words = "The contents weigh more than the package".to_owned();
        return refuse("160050", words, "contents.itemTotalWeight");
    }
    let first_class = package["mailClass"] == "FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE";
    if first_class && value > Decimal::from(FIRST_CLASS_VALUE) {
        let words = format!("The value is above {FIRST_CLASS_VALUE} dollars");
        return refuse("160201", words, "contents.itemTotalValue");
    }
    Ok(())
}
