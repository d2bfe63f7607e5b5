//! Waybill numbers: pools, and telling carriers afterwards.
use super::{read_file, same_name};
use crate::args::numbers::{
    CarrierArgs, CorrectArgs, FormArgs, ListArgs, Numbers, PoolArgs, PreviewArgs, RangeArgs,
    ReleaseArgs, ReserveArgs, SettleBookingArgs,
};
use crate::host::Host;
use crate::output::{Answer, labelled, table, word};
use pb_domain::{
    Address, CheckRule, Currency, Money, NumberSource, PoolPrice, PoolService, PoolTerms,
    WaybillBarcode,
};
use pb_station::api::{
    AddNumbers, AddedNumbers, BookingAnswer, BookingView, Code, Failure, PoolAccount, PoolDraft,
    PoolRef, PoolView, PoolsView, PreviewRange, RangePreview, Rebook, ReleaseNumbers,
    ReserveNumbers, Result, SettingsView, SettleBooking, ShipmentView,
};
use serde::Serialize;
use std::io::Read as _;
use std::path::Path;

/// Does what is asked about waybill numbers.
pub(crate) async fn run(host: &Host, what: Option<&Numbers>) -> Result<Answer> {
    match what.unwrap_or(&Numbers::Show) {
        Numbers::Show => shown(&host.get("pools").await?),
        Numbers::Range(args) => range(host, args).await,
        Numbers::List(args) => list(host, args).await,
        Numbers::Carrier(args) => carrier(host, args).await,
        Numbers::Reserve(args) => reserve(host, args).await,
        Numbers::Hold => shown(&host.get("hold_numbers").await?),
        Numbers::Release(args) => release(host, args).await,
        Numbers::Retire(args) => {
            let id = pool(&host.get("pools").await?, &args.pool)?.id;
            shown(&host.call("retire_pool", &PoolRef { id }).await?)
        }
        Numbers::Preview(args) => preview(host, args).await,
        Numbers::Book => shown(&host.get("book_now").await?),
        Numbers::Correct(args) => correct(host, args).await,
        Numbers::Settle(args) => settle(host, args).await,
    }
}

fn shown(view: &PoolsView) -> Result<Answer> {
    let rows: Vec<Vec<String>> = view.pools.iter().map(row).collect();
    let mut text = if rows.is_empty() {
        "No pool of waybill numbers\n".to_owned()
    } else {
        table(
            &[
                "Pool", "Account", "For", "Left", "Of", "Next", "Until", "Note",
            ],
            &rows,
        )
    };
    if !view.bookings.is_empty() {
        text.push_str("\nStill to be told to carriers\n");
        let rows: Vec<Vec<String>> = view.bookings.iter().map(booking_row).collect();
        text.push_str(&table(&["Order", "Number", "State", "What"], &rows));
    }
    Answer::new(view, text)
}

fn row(pool: &PoolView) -> Vec<String> {
    let services: Vec<&str> = pool
        .terms
        .services
        .iter()
        .map(|s| s.code.as_str())
        .collect();
    let mut notes = Vec::new();
    if pool.low {
        notes.push("low".to_owned());
    }
    if pool.held > 0 {
        notes.push(format!("{} held", pool.held));
    }
    if pool.expiring > 0 {
        notes.push(format!("{} expire soon", pool.expiring));
    }
    notes.extend(pool.problem.as_ref().map(|p| p.text.clone()));
    vec![
        pool.name.clone(),
        pool.account_name.clone(),
        services.join(", "),
        pool.left.to_string(),
        pool.total.to_string(),
        pool.next_number.clone().unwrap_or_default(),
        pool.expires_on.clone().unwrap_or_default(),
        notes.join(", "),
    ]
}

fn booking_row(booking: &BookingView) -> Vec<String> {
    vec![
        booking.order_number.clone(),
        booking.numbers.join(", "),
        word(&booking.state),
        booking.text.clone(),
    ]
}

fn one(pool: &PoolView) -> Result<Answer> {
    Answer::new(pool, pool_text(pool))
}

fn pool_text(pool: &PoolView) -> String {
    labelled(&[
        ("Pool", pool.name.clone()),
        ("Account", pool.account_name.clone()),
        ("Left", format!("{} of {}", pool.left, pool.total)),
        ("Next", pool.next_number.clone().unwrap_or_default()),
        ("Last", pool.last_number.clone().unwrap_or_default()),
        ("Until", pool.expires_on.clone().unwrap_or_default()),
    ])
}

/// The pool of a name.
fn pool<'a>(view: &'a PoolsView, name: &str) -> Result<&'a PoolView> {
    view.pools
        .iter()
        .find(|p| same_name(&p.name, name))
        .ok_or_else(|| {
            Failure::not_found("pool of waybill numbers called", name)
                .hint("`pb numbers` lists them")
        })
}

fn account<'a>(view: &'a PoolsView, name: &str) -> Result<&'a PoolAccount> {
    view.accounts
        .iter()
        .find(|a| same_name(&a.name, name))
        .ok_or_else(|| {
            let known: Vec<&str> = view.accounts.iter().map(|a| a.name.as_str()).collect();
            Failure::not_found("account that can have waybill numbers, called", name)
                .hint(format!("These can: {}", known.join(", ")))
        })
}

/// What is saved: as said now, and for the rest as the pool of that name is.
async fn draft(
    host: &Host,
    view: &PoolsView,
    args: &PoolArgs,
    source: NumberSource,
    form: Option<&FormArgs>,
) -> Result<PoolDraft> {
    let of = account(view, &args.account)?;
    let old = view.pools.iter().find(|p| same_name(&p.name, &args.name));
    let before = old.map(|p| p.terms.clone());
    let services = match args.service.as_slice() {
        [] => before
            .as_ref()
            .map(|t| t.services.clone())
            .unwrap_or_default(),
        said => said.iter().map(|s| service(s)).collect(),
    };
    let price = match (&args.price, &args.price_table, &before) {
        (Some(amount), ..) => {
            let settings: SettingsView = host.get("settings").await?;
            let currency: Currency = amount.currency.unwrap_or(settings.settings.currency);
            let amount = Money::from_decimal(amount.value, currency)
                .map_err(|e| Failure::new(Code::Invalid, e.to_string()))?;
            PoolPrice::Fixed { amount }
        }
        (None, Some(name), _) => PoolPrice::Account {
            account: account(view, name)?.account,
        },
        (None, None, Some(before)) => before.price.clone(),
        (None, None, None) if of.own_prices => PoolPrice::Account {
            account: of.account,
        },
        (None, None, None) => {
            return Err(
                Failure::new(Code::Invalid, "What a label costs is missing").hint(
                    "Say --price AMOUNT, or --price-table with the name of a price table's account",
                ),
            );
        }
    };
    let pattern = form
        .and_then(|f| f.pattern.clone())
        .or_else(|| before.as_ref().and_then(|t| t.pattern.clone()));
    let check = form
        .and_then(|f| f.check.map(CheckRule::from))
        .or(before.as_ref().map(|t| t.check));
    let sscc = args.sscc.map(|yes| {
        if yes {
            WaybillBarcode::Gs1Sscc
        } else {
            WaybillBarcode::Code128
        }
    });
    Ok(PoolDraft {
        id: old.map(|p| p.id),
        account: of.account,
        name: args.name.clone(),
        source,
        terms: PoolTerms {
            services,
            pattern,
            check: check.unwrap_or(CheckRule::None),
            barcode: sscc
                .or(before.as_ref().map(|t| t.barcode))
                .unwrap_or_default(),
            low_water: args
                .low
                .or(before.as_ref().map(|t| t.low_water))
                .unwrap_or(100),
            top_up: before.as_ref().map_or(0, |t| t.top_up),
            price,
            always: args
                .always
                .or(before.as_ref().map(|t| t.always))
                .unwrap_or_default(),
        },
        from: old.and_then(|p| p.first_number.clone()).unwrap_or_default(),
        to: old.and_then(|p| p.last_number.clone()).unwrap_or_default(),
        expires_on: old
            .filter(|p| p.source == NumberSource::Range)
            .and_then(|p| p.expires_on.clone()),
    })
}

fn service(said: &str) -> PoolService {
    let (code, name) = said.split_once('=').unwrap_or((said, said));
    PoolService {
        code: code.trim().to_owned(),
        name: name.trim().to_owned(),
    }
}

async fn range(host: &Host, args: &RangeArgs) -> Result<Answer> {
    let view: PoolsView = host.get("pools").await?;
    let mut draft = draft(
        host,
        &view,
        &args.pool,
        NumberSource::Range,
        Some(&args.form),
    )
    .await?;
    draft.from = args.from.clone().unwrap_or(draft.from);
    draft.to = args.to.clone().unwrap_or(draft.to);
    draft.expires_on = args.last_day.clone().or(draft.expires_on);
    one(&host.call("save_pool", &draft).await?)
}

async fn carrier(host: &Host, args: &CarrierArgs) -> Result<Answer> {
    let view: PoolsView = host.get("pools").await?;
    let mut draft = draft(host, &view, &args.pool, NumberSource::Carrier, None).await?;
    draft.terms.top_up = args.top_up.unwrap_or(draft.terms.top_up);
    one(&host.call("save_pool", &draft).await?)
}

/// What came of a list, and its pool.
#[derive(Serialize)]
struct Listed {
    pool: PoolView,
    list: AddedNumbers,
}

async fn list(host: &Host, args: &ListArgs) -> Result<Answer> {
    let text = list_text(&args.file)?;
    let view: PoolsView = host.get("pools").await?;
    let draft = draft(
        host,
        &view,
        &args.pool,
        NumberSource::List,
        Some(&args.form),
    )
    .await?;
    let pool: PoolView = host.call("save_pool", &draft).await?;
    let request = AddNumbers {
        pool: pool.id,
        text,
        expires_on: args.last_day.clone(),
        check_only: false,
    };
    let list: AddedNumbers = host.call("add_numbers", &request).await?;
    let view: PoolsView = host.get("pools").await?;
    let pool = view
        .pools
        .into_iter()
        .find(|p| p.id == pool.id)
        .unwrap_or(pool);
    let mut text = pool_text(&pool);
    text.push_str(&format!(
        "{} good numbers in the list, {} of them new\n",
        list.good, list.added
    ));
    for (line, why) in &list.problems {
        text.push_str(&format!("line {line}: {why}\n"));
    }
    if list.more_problems > 0 {
        text.push_str(&format!("and {} more\n", list.more_problems));
    }
    Answer::new(&Listed { pool, list }, text)
}

fn list_text(file: &Path) -> Result<String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::new(Code::Invalid, format!("stdin cannot be read: {e}")))?;
        bytes
    } else {
        read_file(file)?
    };
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(Code::Invalid, format!("{} is not UTF-8", file.display()))
            .hint("Save it as plain text, UTF-8")
    })
}

async fn reserve(host: &Host, args: &ReserveArgs) -> Result<Answer> {
    let pool = pool(&host.get("pools").await?, &args.pool.pool)?.id;
    one(&host
        .call(
            "reserve_numbers",
            &ReserveNumbers {
                pool,
                count: args.count,
            },
        )
        .await?)
}

async fn release(host: &Host, args: &ReleaseArgs) -> Result<Answer> {
    let pool = pool(&host.get("pools").await?, &args.pool.pool)?.id;
    one(&host
        .call(
            "release_numbers",
            &ReleaseNumbers {
                pool,
                from: args.from.clone(),
            },
        )
        .await?)
}

async fn preview(host: &Host, args: &PreviewArgs) -> Result<Answer> {
    let request = PreviewRange {
        pattern: args.pattern.clone(),
        check: args.check.into(),
        from: args.from.clone(),
        to: args.to.clone(),
    };
    let preview: RangePreview = host.call("preview_range", &request).await?;
    if let Some(problem) = preview.problems.first() {
        return Err(
            Failure::new(Code::Invalid, problem.text.clone()).fields(preview.problems.clone())
        );
    }
    let text = labelled(&[
        ("Numbers", preview.count.to_string()),
        ("First", preview.first.join("\n")),
        ("Last", preview.last.clone()),
    ]);
    Answer::new(&preview, text)
}

async fn correct(host: &Host, args: &CorrectArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let ship_to: Option<Address> = match &args.how.address {
        Some(path) => Some(serde_json::from_slice(&read_file(path)?).map_err(|e| {
            Failure::new(
                Code::Invalid,
                format!("{} is not an address: {e}", path.display()),
            )
            .hint("Write it like the address of `pb --json show`, under ship_to")
        })?),
        None => None,
    };
    let request = Rebook {
        id,
        ship_to,
        service: args.how.service.clone(),
    };
    booked(&host.call("rebook", &request).await?)
}

async fn settle(host: &Host, args: &SettleBookingArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let answer = if args.answer.ask {
        BookingAnswer::AskCarrier
    } else if args.answer.booked {
        BookingAnswer::PersonSaysBooked
    } else {
        BookingAnswer::PersonSaysNot
    };
    booked(
        &host
            .call("settle_booking", &SettleBooking { id, answer })
            .await?,
    )
}

fn booked(shipment: &ShipmentView) -> Result<Answer> {
    let state = shipment
        .booking
        .as_ref()
        .map(|b| b.text.clone())
        .unwrap_or_default();
    Answer::new(
        shipment,
        format!("Order {}: {state}\n", shipment.order_number),
    )
}
