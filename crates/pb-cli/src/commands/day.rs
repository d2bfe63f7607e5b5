//! What carriers do beyond labels: a day's end, parcels on their way, addresses, news.
use super::manifest::account_called;
use super::{decode, read_file, same_name, write_file};
use crate::args::day::{
    AddressArgs, DayArgs, DayCommand, DriverArgs, NewsCommand, PapersArgs, Seen, SettleDayArgs,
    Tell, TellArgs,
};
use crate::host::{Host, Named};
use crate::output::{Answer, word};
use pb_domain::{Address, DayEndState};
use pb_station::api::{
    AccountView, AddressCheck, AddressChecks, AddressStanding, BenchState, CheckAddress, Code,
    DayEnd, DayOf, Failure, Instruct, Instruction, ManifestPapers, ManifestRef, Nothing,
    OrderPickup, PickupRef, PrintQueueView, Result, SetNews, SettleManifest, SettlePickup,
    ShipmentView, TrackedAll,
};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// A day's end.
pub(crate) async fn run(host: &Host, command: &DayCommand) -> Result<Answer> {
    match command {
        DayCommand::Show(args) => {
            let of = of(host, args).await?;
            answer(&host.call("day_end", &of).await?)
        }
        DayCommand::Close(args) => {
            let of = of(host, args).await?;
            answer(&host.call("close_day", &of).await?)
        }
        DayCommand::Papers(args) => papers(host, args).await,
        DayCommand::Driver(args) => driver(host, args).await,
        DayCommand::CancelDriver(args) => cancel_driver(host, args).await,
        DayCommand::Settle(args) => settle(host, args).await,
    }
}

async fn of(host: &Host, args: &DayArgs) -> Result<DayOf> {
    let day = match &args.day {
        Some(day) => day.clone(),
        None => host.get::<BenchState>("bench").await?.today,
    };
    Ok(DayOf {
        account: account_called(host, &args.account).await?.id,
        day,
    })
}

fn answer(day: &DayEnd) -> Result<Answer> {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |of: std::fmt::Arguments<'_>| {
        let _ = writeln!(text, "{of}");
    };
    if day.can_close {
        line(format_args!("On no manifest  {}", day.to_close));
    } else {
        line(format_args!(
            "The carrier takes no manifest from here; `pb manifest` prints a list"
        ));
    }
    for manifest in &day.manifests {
        line(format_args!(
            "Manifest        {} {}: {} shipments, {} papers {}",
            manifest.number,
            word(&manifest.state),
            manifest.shipments,
            manifest.papers,
            manifest.text
        ));
        for left in &manifest.left_out {
            line(format_args!(
                "  left out      {}: {}",
                left.order_number, left.text
            ));
        }
    }
    for place in &day.to_pick_up {
        line(format_args!("At {}: {} parcels", place.name, place.parcels));
    }
    for pickup in &day.pickups {
        line(format_args!(
            "Driver          {} {}, {} {} to {}, {} parcels {} {}",
            pickup.number,
            word(&pickup.state),
            pickup.day,
            pickup.ready,
            pickup.close,
            pickup.parcels,
            pickup.charged.map(|c| c.to_string()).unwrap_or_default(),
            pickup.text
        ));
    }
    Answer::new(day, text)
}

async fn papers(host: &Host, args: &PapersArgs) -> Result<Answer> {
    let day: DayEnd = host.call("day_end", &of(host, &args.of).await?).await?;
    let mut with_papers = day.manifests.iter().filter(|m| m.papers > 0).peekable();
    if with_papers.peek().is_none() {
        return Err(Failure::new(
            Code::Precondition,
            "The carrier gave no papers for that day",
        )
        .hint("`pb day close` asks for them; `pb manifest` prints a list of our own"));
    }
    let mut files = Vec::new();
    for manifest in with_papers {
        let which = ManifestRef { id: manifest.id };
        let Some(folder) = &args.out else {
            let _: PrintQueueView = host.call("print_manifest_papers", &which).await?;
            continue;
        };
        let papers: ManifestPapers = host.call("manifest_papers", &which).await?;
        for paper in &papers.papers {
            let path = folder.join(&paper.name);
            write_file(&path, &decode(&paper.name, &paper.base64)?)?;
            files.push(path);
        }
    }
    let text = if args.out.is_some() {
        files.iter().fold(String::new(), |text, path| {
            text + &format!("{} written\n", path.display())
        })
    } else {
        "The papers wait at the printer; `pb queue` shows them\n".to_owned()
    };
    Answer::new(&json!({ "files": files }), text)
}

async fn driver(host: &Host, args: &DriverArgs) -> Result<Answer> {
    let of = of(host, &args.of).await?;
    let today: BenchState = host.get("bench").await?;
    let day: DayEnd = host.call("day_end", &of).await?;
    let place = match &args.from {
        Some(name) => day.to_pick_up.iter().find(|p| same_name(&p.name, name)),
        None => day.to_pick_up.first().filter(|_| day.to_pick_up.len() == 1),
    };
    let place = place.ok_or_else(|| {
        let names: Vec<&str> = day.to_pick_up.iter().map(|p| p.name.as_str()).collect();
        let failure = Failure::new(
            Code::Precondition,
            "It is not clear where the driver is to go",
        );
        match names.as_slice() {
            [] => failure.hint("Nothing was bought with this account on that day"),
            names => failure.hint(format!(
                "Parcels wait at: {}; choose with --from",
                names.join(", ")
            )),
        }
    })?;
    let request = OrderPickup {
        account: of.account,
        bought_on: of.day.clone(),
        day: args.on.clone().unwrap_or(today.today),
        ship_from: place.ship_from,
        ready: args.ready.clone(),
        close: args.until.clone(),
        words: args.words.clone(),
    };
    answer(&host.call("order_pickup", &request).await?)
}

async fn cancel_driver(host: &Host, args: &DayArgs) -> Result<Answer> {
    let day: DayEnd = host.call("day_end", &of(host, args).await?).await?;
    let ordered = day.pickups.iter().find(|p| p.state == DayEndState::Done);
    let ordered = ordered
        .ok_or_else(|| Failure::new(Code::Precondition, "No driver is ordered for that day"))?;
    let which = PickupRef { id: ordered.id };
    answer(&host.call("cancel_pickup", &which).await?)
}

async fn settle(host: &Host, args: &SettleDayArgs) -> Result<Answer> {
    let day: DayEnd = host.call("day_end", &of(host, &args.of).await?).await?;
    let none = || {
        Failure::new(
            Code::Precondition,
            "Nothing of that day has an unknown outcome",
        )
    };
    let unknown = DayEndState::Unknown;
    if let Some(seen) = args.manifest {
        let mut open = day.manifests.iter().filter(|m| m.state == unknown);
        let request = SettleManifest {
            id: open.next().ok_or_else(none)?.id,
            done: seen == Seen::Done,
        };
        return answer(&host.call("settle_manifest", &request).await?);
    }
    let mut open = day.pickups.iter().filter(|p| p.state == unknown);
    let request = SettlePickup {
        id: open.next().ok_or_else(none)?.id,
        done: args.driver == Some(Seen::Done),
        number: args.number.clone(),
    };
    answer(&host.call("settle_pickup", &request).await?)
}

/// Asks about everything that is on its way.
pub(crate) async fn track_all(host: &Host) -> Result<Answer> {
    let all: TrackedAll = host.call("track_all", &Nothing {}).await?;
    let mut text = format!("{} asked about, {} moved on\n", all.asked, all.changed);
    for problem in &all.problems {
        let _ = writeln!(text, "{problem}");
    }
    Answer::new(&all, text)
}

/// Tells the carrier what to do with parcels on their way.
pub(crate) async fn tell(host: &Host, args: &TellArgs) -> Result<Answer> {
    let instruction = match &args.instruction {
        Tell::Again { day, words } => Instruction::TryAgain {
            day: day.clone(),
            words: words.clone(),
        },
        Tell::Return { words } => Instruction::Return {
            words: words.clone(),
        },
        Tell::Address { file } => Instruction::ChangeAddress {
            address: Box::new(address_in(file)?),
        },
    };
    let request = Instruct {
        id: host.find_shipment(&args.what).await?,
        number: args.number.clone(),
        instruction,
    };
    let shipment: ShipmentView = host.call("instruct", &request).await?;
    let said = shipment.timeline.last().map(|line| line.text.clone());
    Answer::new(&shipment, format!("{}\n", said.unwrap_or_default()))
}

fn address_in(path: &Path) -> Result<Address> {
    serde_json::from_slice(&read_file(path)?).map_err(|e| {
        Failure::new(
            Code::Invalid,
            format!("{} is no address: {e}", path.display()),
        )
    })
}

/// Asks carriers whether they know an address.
pub(crate) async fn address(host: &Host, args: &AddressArgs) -> Result<Answer> {
    let address = match (&args.order, &args.file) {
        (_, Some(file)) => address_in(file)?,
        (Some(order), None) => {
            let order = match host.find(order).await? {
                Named::Order(id) => id,
                Named::Shipment { id, .. } => host.shipment(id).await?.order,
            };
            host.order(order).await?.order.data.ship_to
        }
        (None, None) => Address::default(),
    };
    let checks: AddressChecks = host
        .call("check_address", &CheckAddress { address })
        .await?;
    let text = if checks.checks.is_empty() {
        "No account's carrier looks up addresses of that country\n".to_owned()
    } else {
        checks.checks.iter().map(check_text).collect()
    };
    Answer::new(&checks, text)
}

fn check_text(check: &AddressCheck) -> String {
    let said = match check.standing {
        AddressStanding::Known => "knows it",
        AddressStanding::Ambiguous => "says that it may be one of several",
        AddressStanding::Unknown => "does not know it",
        AddressStanding::NotAsked => "could not be asked:",
    };
    let home = match check.residential {
        Some(true) => ", a home",
        Some(false) => ", a business",
        None => "",
    };
    let mut text = format!("{} {said}{home} {}\n", check.account_name, check.text);
    for candidate in &check.candidates {
        let lines = [
            &candidate.line1,
            &candidate.line2,
            &candidate.postal_code,
            &candidate.city,
            &candidate.region,
        ];
        let filled: Vec<&str> = lines
            .into_iter()
            .filter(|l| !l.is_empty())
            .map(String::as_str)
            .collect();
        let _ = writeln!(text, "  {}", filled.join(", "));
    }
    text
}

/// Asks a carrier to tell about parcels by itself, or not any more.
pub(crate) async fn news(host: &Host, command: &NewsCommand) -> Result<Answer> {
    let (account, on) = match command {
        NewsCommand::On { account } => (account, true),
        NewsCommand::Off { account } => (account, false),
    };
    let request = SetNews {
        account: account_called(host, account).await?.id,
        on,
    };
    let account: AccountView = host.call("set_news", &request).await?;
    let text = if on {
        format!(
            "{} is asked to tell about parcels by itself\n",
            account.name
        )
    } else {
        format!("{} is not asked any more\n", account.name)
    };
    Answer::new(&account, text)
}
