//! PostNord's spelling of what is sent and of what is read, and nothing else.
//!
//! What is read is forgiving: an object may stand where a list belongs, a number where a text does, and what
//! cannot be read is as if it were not there; whoever uses it looks whether it is.

mod read;

pub(super) use read::*;

use pb_domain::Money;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

/// A decimal as a JSON number with the same digits.
pub(super) fn number(value: Decimal) -> Number {
    value
        .normalize()
        .to_string()
        .parse()
        .expect("a decimal's digits are a JSON number")
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Instruction {
    pub(super) message_date: String,
    pub(super) message_function: &'static str,
    pub(super) message_id: String,
    pub(super) application: Application,
    pub(super) language: &'static str,
    pub(super) update_indicator: &'static str,
    pub(super) test_indicator: bool,
    pub(super) shipment: [Shipment; 1],
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Application {
    pub(super) application_id: u32,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shipment {
    pub(super) shipment_identification: ShipmentIdentification,
    pub(super) date_and_times: DateAndTimes,
    pub(super) service: Service,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cash_on_delivery: Option<CashOnDelivery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) insurance: Option<Insurance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) goods_value: Option<Amount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) free_text: Vec<FreeText>,
    pub(super) number_of_packages: Quantity,
    pub(super) total_gross_weight: Measure,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) terms_of_delivery: Option<TermsOfDelivery>,
    pub(super) references: Vec<Reference>,
    pub(super) parties: Parties,
    pub(super) goods_item: [GoodsItem; 1],
    #[serde(
        rename = "customsDeclarationCN22",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) cn22: Option<Declaration>,
    #[serde(
        rename = "customsDeclarationCN23",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) cn23: Option<Declaration>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShipmentIdentification {
    pub(super) shipment_id: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DateAndTimes {
    pub(super) loading_date: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    pub(super) basic_service_code: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) additional_service_code: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Amount {
    pub(super) amount: Number,
    pub(super) currency: &'static str,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            amount: number(money.decimal()),
            currency: money.currency.code(),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashOnDelivery {
    pub(super) transaction_identifier: String,
    pub(super) cod_type: &'static str,
    pub(super) cod_amount: Amount,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Insurance {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) type_of_insurance: Option<&'static str>,
    pub(super) insurance_amount: Amount,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FreeText {
    pub(super) usage_code: &'static str,
    pub(super) text: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Quantity {
    pub(super) value: usize,
}

/// A weight or a length with its unit.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Measure {
    pub(super) value: Number,
    pub(super) unit: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct TermsOfDelivery {
    #[serde(rename = "todConditionCode")]
    pub(super) code: &'static str,
    #[serde(rename = "todConditionCodeList")]
    pub(super) list: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) reference_no: String,
    pub(super) reference_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parties {
    pub(super) consignor: Consignor,
    pub(super) consignee: Consignee,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery_party: Option<DeliveryParty>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Consignor {
    pub(super) issuer_code: &'static str,
    pub(super) party_identification: PartyIdentification,
    pub(super) party: Party,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<BankAccount>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BankAccount {
    pub(super) account_no: String,
    pub(super) bank_name: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Consignee {
    pub(super) party: Party,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeliveryParty {
    pub(super) party_identification: PartyIdentification,
    pub(super) party: Party,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartyIdentification {
    pub(super) party_id: String,
    pub(super) party_id_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Party {
    pub(super) name_identification: NameIdentification,
    pub(super) address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contact: Option<Contact>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NameIdentification {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) company_name: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) streets: Vec<String>,
    pub(super) postal_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state: String,
    pub(super) city: String,
    pub(super) country_code: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) contact_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) email_address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone_no: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sms_no: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GoodsItem {
    pub(super) package_type_code: &'static str,
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) item_identification: ItemIdentification,
    pub(super) gross_weight: Measure,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dimensions: Option<Dimensions>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemIdentification {
    pub(super) item_id: &'static str,
    pub(super) item_id_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Dimensions {
    pub(super) height: Measure,
    pub(super) width: Measure,
    pub(super) length: Measure,
}

/// A CN22 or a CN23, which are alike but for what the second must have.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Declaration {
    #[serde(
        rename = "EORIorPersonalIdNumber",
        skip_serializing_if = "String::is_empty"
    )]
    pub(super) eori: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) voec: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) ioss: String,
    pub(super) category_of_item: Category,
    pub(super) detailed_description: Vec<Row>,
    pub(super) total_gross_weight: Measure,
    pub(super) total_value: Amount,
    pub(super) postal_charges: Amount,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) commercial_items: Vec<CommercialItem>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Category {
    pub(super) category_type: [&'static str; 1],
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) row_no: usize,
    pub(super) content: String,
    pub(super) quantity: RowQuantity,
    pub(super) gross_weight: Measure,
    pub(super) value: Amount,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hs_tariff_number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) country_code: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RowQuantity {
    pub(super) value: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommercialItem {
    pub(super) hs_tariff_number: String,
    pub(super) country_code: String,
    pub(super) detailed_desc_row_no: usize,
}

/// What is printed again.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PrintId<'a> {
    pub(super) id: &'a str,
    pub(super) label_type: &'a str,
}
