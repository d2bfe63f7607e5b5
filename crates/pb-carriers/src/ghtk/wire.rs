//! GHTK's spelling of what is sent, and nothing else. Weights are grams, sizes centimetres, amounts dong, all whole.

use serde::Serialize;

/// A purchase, as `order` takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Whole {
    pub(super) products: Vec<Product>,
    pub(super) order: Order,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Product {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) product_code: String,
    pub(super) quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) price: Option<i64>,
    pub(super) weight: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Order {
    /// Our own; empty until it is bought.
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) from: From,
    #[serde(flatten)]
    pub(super) to: To,
    pub(super) is_freeship: u8,
    pub(super) pick_money: i64,
    pub(super) value: i64,
    pub(super) note: String,
    pub(super) transport: &'static str,
    pub(super) pick_option: &'static str,
    pub(super) deliver_option: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pick_work_shift: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deliver_work_shift: Option<u8>,
    pub(super) weight_option: &'static str,
    pub(super) total_weight: i64,
    #[serde(flatten)]
    pub(super) size: Option<Size>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sub_tags: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) not_delivered_fee: Option<i64>,
    pub(super) use_return_address: u8,
    #[serde(flatten)]
    pub(super) returns: Option<Returns>,
}

/// Where it is picked up: by a number of GHTK's, or whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum From {
    Known {
        pick_address_id: String,
    },
    Whole {
        pick_name: String,
        pick_tel: String,
        pick_address: String,
        pick_province: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pick_district: Option<String>,
        pick_ward: String,
    },
}

/// Who receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct To {
    pub(super) name: String,
    pub(super) tel: String,
    pub(super) address: String,
    pub(super) province: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) district: Option<String>,
    pub(super) ward: String,
    pub(super) hamlet: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Size {
    pub(super) length: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Where it goes when it cannot be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Returns {
    pub(super) return_name: String,
    pub(super) return_tel: String,
    pub(super) return_address: String,
    pub(super) return_province: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_district: Option<String>,
    pub(super) return_ward: String,
}
