//! Setting a bench up without a screen.

mod account;
mod bench;
mod printer;
mod rule;
mod scale;

pub(crate) use account::list as accounts;
pub(crate) use scale::answer as set_up_answer;

use super::same_name;
use crate::args::Setup;
use crate::host::Host;
use crate::output::Answer;
use pb_station::api::Result;

/// Sets something up.
pub(crate) async fn setup(host: &Host, what: &Setup) -> Result<Answer> {
    match what {
        Setup::Show => bench::show(host).await,
        Setup::Bench(args) => bench::change(host, args).await,
        Setup::ShipFrom(args) => bench::ship_from(host, args).await,
        Setup::Box(args) => bench::preset(host, args).await,
        Setup::Rule(args) => rule::rule(host, args).await,
        Setup::Scale(args) => scale::set_up(host, args).await,
        Setup::Printer(args) => printer::set_up(host, args).await,
        Setup::Carriers(args) => account::carriers(host, args).await,
        Setup::Account(args) => account::account(host, args).await,
    }
}
