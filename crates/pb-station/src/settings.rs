//! Plain settings, ship-from addresses and boxes.
use crate::api::{
    AddressRef, BoxDraft, BoxRef, Code, Failure, Nothing, Result, Settings, SettingsView, ShipFrom,
    ShipFromDraft, Theme, Units,
};
use crate::{Station, copied};
use pb_domain::{
    Account, AddressId, BoxId, BoxPreset, Currency, FieldProblem, Length, LengthUnit, RateRule,
    ShippingRule, Then, Weight, WeightUnit, series_number,
};
use pb_store::{Store, StoredShipFrom};
use serde_json::{Map, Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) const KEY: &str = "settings";

/// What a new bench starts with.
pub(crate) fn defaults() -> Settings {
    Settings {
        station_prefix: "PB".into(),
        operator: String::new(),
        units: Units {
            weight: WeightUnit::Kg,
            length: LengthUnit::Cm,
        },
        currency: Currency::from_code("USD").expect("USD is in ISO 4217"),
        time_zone: String::new(),
        rate_rule: RateRule::Cheapest,
        shipping_rules: Vec::new(),
        price_tolerance: 0,
        print_at_once: true,
        sounds: true,
        theme: Theme::System,
    }
}

/// Settings, addresses and boxes.
pub(crate) async fn get(station: &Station, _: Nothing) -> Result<SettingsView> {
    let addresses = station
        .store
        .ship_froms()
        .await?
        .into_iter()
        .map(|s| ShipFrom {
            id: s.id,
            name: s.name,
            address: s.address,
            default: s.default,
        })
        .collect();
    Ok(SettingsView {
        settings: station.settings(),
        addresses,
        boxes: station.store.boxes().await?,
    })
}

/// The settings as they were saved last.
pub(crate) struct Kept {
    settings: Mutex<Settings>,
    /// So that the one that is saved last is the one that is kept.
    saving: tokio::sync::Mutex<()>,
}

impl Kept {
    pub(crate) async fn read(store: &Store) -> Result<Self> {
        let settings = store.setting(KEY).await?.unwrap_or_else(defaults);
        Ok(Self {
            settings: Mutex::new(settings),
            saving: tokio::sync::Mutex::default(),
        })
    }

    pub(crate) fn get(&self) -> Settings {
        self.now().clone()
    }

    fn now(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Saves plain settings.
pub(crate) async fn save(station: &Station, settings: Settings) -> Result<SettingsView> {
    let mut fields = Vec::new();
    if let Err(e) = series_number(&settings.station_prefix, 1) {
        fields.push(FieldProblem {
            field: "station_prefix".into(),
            text: e.to_string(),
        });
    }
    if let Some(text) = copied::may_number_with(station, &settings.station_prefix).await? {
        fields.push(FieldProblem {
            field: "station_prefix".into(),
            text,
        });
    }
    if !settings.time_zone.is_empty() && jiff::tz::TimeZone::get(&settings.time_zone).is_err() {
        fields.push(FieldProblem {
            field: "time_zone".into(),
            text: format!(
                "“{}” is not a time zone; write one like Europe/Berlin, or leave it empty",
                settings.time_zone
            ),
        });
    }
    if settings.price_tolerance > 100 {
        fields.push(FieldProblem {
            field: "price_tolerance".into(),
            text: "At most 100 per cent".into(),
        });
    }
    let accounts = station.store.accounts().await?;
    for (i, rule) in settings.shipping_rules.iter().enumerate() {
        fields.extend(
            wrong_with(rule, &accounts).map(|(field, text)| FieldProblem {
                field: format!("shipping_rules.{i}.{field}"),
                text: text.into(),
            }),
        );
    }
    refuse(fields)?;
    let _one_at_a_time = station.settings.saving.lock().await;
    let changed = changes(&json!(station.settings()), &json!(settings));
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&settings)).await?;
    change
        .log(
            "settings_saved",
            None,
            &changed_text("Settings", &changed),
            &json!(changed),
        )
        .await?;
    change.commit().await?;
    *station.settings.now() = settings;
    get(station, Nothing {}).await
}

/// What a rule for some shipments lacks, or what cannot hold.
fn wrong_with<'a>(
    rule: &'a ShippingRule,
    accounts: &'a [Account],
) -> impl Iterator<Item = (&'static str, &'static str)> + use<'a> {
    let when = &rule.when;
    let nothing = |from: Option<i64>, below: Option<i64>| {
        below.is_some_and(|below| below <= from.unwrap_or_default())
    };
    let weights = [when.weight_from, when.weight_below].map(|w| w.map(Weight::micrograms));
    let values = [when.value_from, when.value_below].map(|v| v.map(|v| v.minor));
    let (account, service) = match &rule.then {
        Then::Rule { .. } => (true, true),
        Then::Service { account, service } => (
            accounts.iter().any(|a| a.id == *account),
            !service.trim().is_empty(),
        ),
    };
    [
        (rule.name.trim().is_empty(), "name", "Give it a name"),
        (
            when.is_empty(),
            "when",
            "Say which shipments it is for; for all of them there is the rule above",
        ),
        (
            nothing(weights[0], weights[1]),
            "when.weight_below",
            "No shipment weighs less than this and not less than the other",
        ),
        (
            nothing(values[0], values[1]),
            "when.value_below",
            "No goods are worth less than this and not less than the other",
        ),
        (!account, "then.account", "Choose one of your accounts"),
        (!service, "then.service", "Enter the code of the service"),
    ]
    .into_iter()
    .filter_map(|(wrong, field, text)| wrong.then_some((field, text)))
}

/// The fields of which two values differ, each with what it was and what it is.
pub(crate) fn changes(old: &Value, new: &Value) -> Map<String, Value> {
    let nothing = Map::new();
    let (old, new) = (
        old.as_object().unwrap_or(&nothing),
        new.as_object().unwrap_or(&nothing),
    );
    let fields = old
        .keys()
        .chain(new.keys().filter(|k| !old.contains_key(*k)));
    fields
        .filter(|field| old.get(*field) != new.get(*field))
        .map(|field| (field.clone(), json!([old.get(field), new.get(field)])))
        .collect()
}

/// What of something changed, in words.
pub(crate) fn changed_text(what: &str, changed: &Map<String, Value>) -> String {
    if changed.is_empty() {
        return format!("{what} saved as before");
    }
    let fields: Vec<&str> = changed.keys().map(String::as_str).collect();
    format!("{what} changed: {}", fields.join(", "))
}

/// Saves a ship-from address.
pub(crate) async fn save_address(station: &Station, draft: ShipFromDraft) -> Result<SettingsView> {
    let mut fields = draft.address.problems("address");
    if draft.name.trim().is_empty() {
        fields.push(FieldProblem {
            field: "name".into(),
            text: "A name for this address is missing".into(),
        });
    }
    refuse(fields)?;
    let from = StoredShipFrom {
        id: draft.id.unwrap_or_else(|| AddressId(station.new_id())),
        name: draft.name.trim().to_owned(),
        address: draft.address,
        default: draft.default,
    };
    let mut change = station.store.change(station.now()).await?;
    change.save_ship_from(&from).await?;
    change
        .log(
            "ship_from_saved",
            Some(from.id.0),
            &format!("Ship-from {} saved", from.name),
            &json!(from.address),
        )
        .await?;
    change.commit().await?;
    get(station, Nothing {}).await
}

/// Deletes a ship-from address.
pub(crate) async fn delete_address(station: &Station, request: AddressRef) -> Result<SettingsView> {
    let mut change = station.store.change(station.now()).await?;
    change.delete_ship_from(request.id).await?;
    change
        .log(
            "ship_from_deleted",
            Some(request.id.0),
            "Ship-from deleted",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    get(station, Nothing {}).await
}

/// Saves a box.
pub(crate) async fn save_box(station: &Station, draft: BoxDraft) -> Result<SettingsView> {
    let mut fields = Vec::new();
    if draft.name.trim().is_empty() {
        fields.push(FieldProblem {
            field: "name".into(),
            text: "A name for this box is missing".into(),
        });
    }
    let d = draft.dimensions;
    for (field, side) in [
        ("length", d.length),
        ("width", d.width),
        ("height", d.height),
    ] {
        if side <= Length::default() || side > Length::from_mm(5_000) {
            fields.push(FieldProblem {
                field: field.into(),
                text: "Must lie above zero and at most at 5 m".into(),
            });
        }
    }
    if draft.empty_weight < Weight::ZERO || draft.empty_weight > Weight::from_grams(50_000) {
        fields.push(FieldProblem {
            field: "empty_weight".into(),
            text: "Must lie between zero and 50 kg".into(),
        });
    }
    refuse(fields)?;
    let preset = BoxPreset {
        id: draft.id.unwrap_or_else(|| BoxId(station.new_id())),
        name: draft.name.trim().to_owned(),
        dimensions: draft.dimensions,
        empty_weight: draft.empty_weight,
    };
    let mut change = station.store.change(station.now()).await?;
    change.save_box(&preset).await?;
    change
        .log(
            "box_saved",
            Some(preset.id.0),
            &format!("Box {} saved", preset.name),
            &json!(preset),
        )
        .await?;
    change.commit().await?;
    get(station, Nothing {}).await
}

/// Deletes a box.
pub(crate) async fn delete_box(station: &Station, request: BoxRef) -> Result<SettingsView> {
    let mut change = station.store.change(station.now()).await?;
    change.delete_box(request.id).await?;
    change
        .log(
            "box_deleted",
            Some(request.id.0),
            "Box deleted",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    get(station, Nothing {}).await
}

/// A failure when any field is wrong.
pub(crate) fn refuse(fields: Vec<FieldProblem>) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let text = fields
        .iter()
        .map(|f| f.text.as_str())
        .collect::<Vec<_>>()
        .join(". ");
    Err(Failure::new(Code::Invalid, text)
        .hint("Correct the marked fields; nothing was saved")
        .fields(fields))
}
