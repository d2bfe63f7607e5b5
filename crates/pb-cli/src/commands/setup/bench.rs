//! Plain settings, ship-from addresses and boxes.
use super::super::{devices, read_file};
use super::{rule, same_name};
use crate::args::{BenchArgs, BoxArgs, ShipFromArgs};
use crate::host::Host;
use crate::output::{Answer, labelled, word};
use pb_domain::{Address, Dimensions, LengthUnit};
use pb_station::api::{
    AccountView, AccountsView, BenchState, BoxDraft, Code, DevicesView, Failure, PrinterConfig,
    Result, ScaleConfig, SettingsView, ShipFromDraft,
};
use serde::Serialize;

/// How the bench is set up.
#[derive(Serialize)]
struct SetUp {
    #[serde(flatten)]
    settings: SettingsView,
    accounts: Vec<AccountView>,
    scales: Vec<ScaleConfig>,
    printers: Vec<PrinterConfig>,
}

/// Shows how the bench is set up.
pub(crate) async fn show(host: &Host) -> Result<Answer> {
    let settings: SettingsView = host.get("settings").await?;
    let accounts: AccountsView = host.get("accounts").await?;
    let devices: DevicesView = host.get("devices").await?;
    let bench: BenchState = host.get("bench").await?;
    let accounts_text: Vec<String> = accounts
        .accounts
        .iter()
        .map(|a| {
            format!(
                "{} · {}{}",
                a.name,
                a.carrier,
                if a.enabled {
                    ""
                } else {
                    ", not asked for rates"
                }
            )
        })
        .collect();
    let mut lines = vec![
        (
            "Profile",
            format!("{} in {}", bench.profile.name, bench.profile.folder),
        ),
        (
            "Time zone",
            format!("{}, today is {}", bench.time_zone, bench.today),
        ),
    ];
    lines.extend(settings_lines(&settings));
    lines.push(("Accounts", or_none(&accounts_text)));
    let rules = rule::in_words(&settings.settings, &accounts.accounts);
    lines.push(("Rules for some", rules.trim_end().to_owned()));
    lines.extend(devices::set_up_lines(&devices, &bench));
    let text = labelled(&lines);
    let set_up = SetUp {
        settings,
        accounts: accounts.accounts,
        scales: devices.scales,
        printers: devices.printers,
    };
    Answer::new(&set_up, text)
}

fn settings_lines(view: &SettingsView) -> Vec<(&'static str, String)> {
    let settings = &view.settings;
    let addresses: Vec<String> = view
        .addresses
        .iter()
        .map(|a| {
            format!(
                "{}{} · {}",
                a.name,
                if a.default { " (default)" } else { "" },
                a.address.lines(true).join(", ")
            )
        })
        .collect();
    let boxes: Vec<String> = view
        .boxes
        .iter()
        .map(|b| {
            format!(
                "{} · {} · {} empty",
                b.name,
                size(b.dimensions),
                b.empty_weight
            )
        })
        .collect();
    vec![
        (
            "Tracking numbers",
            format!("start with {}", settings.station_prefix),
        ),
        ("Operator", settings.operator.clone()),
        (
            "Units",
            format!(
                "{}, {}",
                settings.units.weight.symbol(),
                word(&settings.units.length)
            ),
        ),
        ("Currency", settings.currency.to_string()),
        ("Rule", rule::chooses(settings.rate_rule)),
        ("Tolerance", format!("{} %", settings.price_tolerance)),
        ("Ship-from", or_none(&addresses)),
        ("Boxes", or_none(&boxes)),
    ]
}

fn or_none(lines: &[String]) -> String {
    if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join("\n")
    }
}

fn size(d: Dimensions) -> String {
    let [l, w, h] =
        [d.length, d.width, d.height].map(|side| side.in_unit(LengthUnit::Cm, 1).normalize());
    format!("{l} × {w} × {h} cm")
}

/// Changes plain settings.
pub(crate) async fn change(host: &Host, args: &BenchArgs) -> Result<Answer> {
    let view: SettingsView = host.get("settings").await?;
    let mut settings = view.settings;
    if let Some(prefix) = &args.prefix {
        settings.station_prefix = prefix.trim().to_uppercase();
    }
    if let Some(packer) = &args.packer {
        settings.operator = packer.trim().to_owned();
    }
    if let Some(time_zone) = &args.time_zone {
        settings.time_zone = time_zone.trim().to_owned();
    }
    settings.currency = args.currency.unwrap_or(settings.currency);
    settings.units.weight = args.weight_unit.unwrap_or(settings.units.weight);
    settings.rate_rule = args.rule.unwrap_or(settings.rate_rule);
    settings.price_tolerance = args.tolerance.unwrap_or(settings.price_tolerance);
    let saved: SettingsView = host.call("save_settings", &settings).await?;
    let text = labelled(&settings_lines(&saved));
    Answer::new(&saved, text)
}

/// Adds a ship-from address, or changes the one of that name.
pub(crate) async fn ship_from(host: &Host, args: &ShipFromArgs) -> Result<Answer> {
    let view: SettingsView = host.get("settings").await?;
    let old = view
        .addresses
        .into_iter()
        .find(|a| same_name(&a.name, &args.name));
    let id = old.as_ref().map(|a| a.id);
    let mut address = match &args.file {
        Some(path) => serde_json::from_slice::<Address>(&read_file(path)?).map_err(|e| {
            Failure::new(Code::Invalid, format!("{} is not an address: {e}", path.display()))
                .hint("Write it like {\"company\": \"Acme\", \"line1\": \"1 Dock St\", \"city\": \"Leeds\", \"postal_code\": \"LS1 4AP\", \"country\": \"GB\"}")
        })?,
        None => old.map(|a| a.address).unwrap_or_default(),
    };
    for (flag, field) in [
        (&args.person, &mut address.name),
        (&args.company, &mut address.company),
        (&args.line1, &mut address.line1),
        (&args.line2, &mut address.line2),
        (&args.ward, &mut address.ward),
        (&args.district, &mut address.district),
        (&args.city, &mut address.city),
        (&args.region, &mut address.region),
        (&args.postal_code, &mut address.postal_code),
        (&args.phone, &mut address.phone),
        (&args.email, &mut address.email),
    ] {
        if let Some(value) = flag {
            value.trim().clone_into(field);
        }
    }
    address.country = args.country.or(address.country);
    let draft = ShipFromDraft {
        id,
        name: args.name.clone(),
        address,
        default: !args.not_default,
    };
    let saved: SettingsView = host.call("save_address", &draft).await?;
    let text = labelled(&settings_lines(&saved));
    Answer::new(&saved, text)
}

/// Adds a box, or changes the one of that name.
pub(crate) async fn preset(host: &Host, args: &BoxArgs) -> Result<Answer> {
    let view: SettingsView = host.get("settings").await?;
    let id = view
        .boxes
        .iter()
        .find(|b| same_name(&b.name, &args.name))
        .map(|b| b.id);
    let draft = BoxDraft {
        id,
        name: args.name.clone(),
        dimensions: args.size,
        empty_weight: args.empty_weight,
    };
    let saved: SettingsView = host.call("save_box", &draft).await?;
    let text = labelled(&settings_lines(&saved));
    Answer::new(&saved, text)
}
