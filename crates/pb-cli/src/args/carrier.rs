//! Carriers as whoever integrates or supports them speaks of them.
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
#[command(after_help = "\
Needs no bench, and nothing leaves this machine. What goes in and comes out is JSON.

Examples:
  pb carrier list                                          the NAMEs
  pb carrier show NAME                                     its form, operations and answers
  pb carrier show NAME --input > in.json                   the input of its operations, to change
  pb carrier request NAME rate --input in.json             what would be sent, secrets masked
  pb carrier request NAME buy --input in.json --answer 200:sold.json
                                                           ... and what is made of this answer
  pb carrier parse NAME track --status 200 answer.json     what is understood of an answer")]
pub(crate) enum Carrier {
    /// List the carriers
    List,
    /// Show one whole, as JSON
    Show(ShowCarrier),
    /// Print the HTTP requests that an operation would send, as JSON, its secrets masked
    Request(RequestArgs),
    /// Print what is understood of a carrier's answer, as JSON
    Parse(ParseArgs),
}

#[derive(clap::Args)]
pub(crate) struct ShowCarrier {
    /// The carrier's id, as `pb carrier list` shows it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Only the input of its operations where nothing else is said
    #[arg(long)]
    pub(crate) input: bool,
}

#[derive(clap::Args)]
pub(crate) struct RequestArgs {
    /// The carrier's id
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The operation, as `pb carrier show` lists it under `inputs`
    pub(crate) operation: String,
    /// What to ask about: JSON that is laid over the carrier's example; only what differs need be there
    #[arg(long, value_name = "FILE.json")]
    pub(crate) input: Option<PathBuf>,
    /// A file that is taken for the carrier's answer, with its status; again for the next request's
    #[arg(long, value_name = "STATUS:FILE", value_parser = answer)]
    pub(crate) answer: Vec<(u16, PathBuf)>,
}

#[derive(clap::Args)]
pub(crate) struct ParseArgs {
    /// The carrier's id
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The operation, as `pb carrier show` lists it under `answers`
    pub(crate) operation: String,
    /// The answer's HTTP status
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub(crate) status: u16,
    /// The answer's body
    pub(crate) file: PathBuf,
    /// What was asked about, as for `request`
    #[arg(long, value_name = "FILE.json")]
    pub(crate) input: Option<PathBuf>,
}

/// `200:sold.json`.
fn answer(text: &str) -> Result<(u16, PathBuf), String> {
    let (status, file) = text
        .split_once(':')
        .ok_or("write the status and the file, such as 200:answer.json")?;
    match status.parse() {
        Ok(status @ 100..=599) if !file.is_empty() => Ok((status, file.into())),
        _ => Err("write the status and the file, such as 200:answer.json".to_owned()),
    }
}
