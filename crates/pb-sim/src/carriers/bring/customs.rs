//! Customs data of a booking: the structure of March 2025.
use super::desk::{decimal, many, text, whole};
use super::refusal::Said;
use super::table::Product;
use pb_domain::CountryCode;
use rust_decimal::Decimal;
use serde_json::Value;

/// What is wrong with the customs data of a consignment, or that there are none.
pub(super) fn wrong(
    consignment: &Value,
    product: &Product,
    (from, to): (&str, &str),
    grams: u64,
) -> Option<Said> {
    let said = |code: &str, words: &str| Some((code.to_owned(), words.to_owned()));
    let bad = |words: &str| said("BOOK-INPUT-001", words);
    let customs = &consignment["customsInformation"];
    if customs.is_null() {
        let words = "Customs declarations are required for exporting this product from Norway";
        return match product.declares(from, to) {
            true => said("BOOK_VALIDATION-014", words),
            false => None,
        };
    }
    if customs["consent"] != true {
        return bad("Consent is required for customs declarations");
    }
    for party in ["importer", "exporter"] {
        if consignment["parties"][party].is_null() {
            return bad(&format!("The {party} is required for customs declarations"));
        }
    }
    if !customs["ioss"].is_null() {
        if text(customs, "/natureOfCargo/type") != "SALE_OF_GOODS" {
            return bad("An IOSS number is only for a sale of goods");
        }
        if !consignment["parties"]["sender"]["reference"].is_null() {
            return bad("An IOSS number cannot be combined with the sender's reference");
        }
    }
    let mut declared = Decimal::ZERO;
    for declaration in many(customs, "/customsDeclarations") {
        let article = text(declaration, "/customsArticleNumber");
        let is_article =
            (6..=10).contains(&article.len()) && article.bytes().all(|b| b.is_ascii_digit());
        if !article.is_empty() && !is_article {
            return bad("A customs article number has six to ten digits");
        }
        if CountryCode::from_code(text(declaration, "/countryCodeOrigin")).is_none() {
            return said("BOOK-INPUT-028", "Invalid country code");
        }
        let weight = |name: &str| decimal(&declaration[name]).unwrap_or_default();
        if weight("netWeight") > weight("grossWeight") {
            return bad("The net weight of a line is above its gross weight");
        }
        declared = declared.saturating_add(weight("grossWeight"));
    }
    let allowed = product.heaviest.max(grams);
    let declared = declared.checked_mul(Decimal::ONE_THOUSAND).and_then(whole);
    if declared.is_none_or(|declared| declared > allowed) {
        let words = "Total weight stated in the customs information exceeds the allowed max weight for this service";
        return said("BOOK_VALIDATION-015", words);
    }
    None
}
