//! The list of what is handed over to a carrier.
use super::{print, same_name};
use crate::args::ManifestArgs;
use crate::host::Host;
use crate::output::Answer;
use pb_station::api::{
    AccountView, AccountsView, BenchState, Failure, FileOut, PrintJobView, PrintManifest, Result,
};

/// Prints the manifest of a day and an account, or writes it to a file.
pub(crate) async fn manifest(host: &Host, args: &ManifestArgs) -> Result<Answer> {
    let account = account_called(host, &args.account).await?;
    let day = match &args.day {
        Some(day) => day.clone(),
        None => host.get::<BenchState>("bench").await?.today,
    };
    let request = PrintManifest {
        day,
        account: account.id,
    };
    if let Some(path) = &args.out {
        let file: FileOut = host.call("manifest_file", &request).await?;
        return print::written(path, &file);
    }
    let events = host.events();
    let job: PrintJobView = host.call("print_manifest", &request).await?;
    print::job_answer(&print::until_settled(events, job).await)
}

/// The account with a name.
pub(super) async fn account_called(host: &Host, name: &str) -> Result<AccountView> {
    let all: AccountsView = host.get("accounts").await?;
    let names: Vec<&str> = all.accounts.iter().map(|a| a.name.as_str()).collect();
    let hint = format!("Accounts are: {}", names.join(", "));
    let named = all.accounts.into_iter().find(|a| same_name(&a.name, name));
    named.ok_or_else(|| Failure::not_found("account called", name).hint(hint))
}
