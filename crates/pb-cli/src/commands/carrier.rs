//! What carriers are, would be sent, and mean.
use super::read_file;
use crate::args::carrier::{Carrier, ParseArgs, RequestArgs};
use crate::output::Answer;
use pb_station::api::{Code, Failure, Result};
use pb_station::carriers;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// Runs `pb carrier`, which needs no bench.
pub(crate) async fn run(command: &Carrier) -> Result<Answer> {
    match command {
        Carrier::List => {
            let carriers = carriers::list();
            let lines = carriers.iter().map(|c| {
                let operations = c.operations.join(", ");
                format!(
                    "{:<12}{}\n{:12}{}\n{:12}{operations}\n",
                    c.id, c.name, "", c.about, ""
                )
            });
            Answer::new(&carriers, lines.collect::<String>())
        }
        Carrier::Show(args) => {
            let view = carriers::show(&args.name)?;
            if args.input {
                return json_answer(&view.example);
            }
            json_answer(&view)
        }
        Carrier::Request(args) => request(args).await,
        Carrier::Parse(args) => parse(args),
    }
}

async fn request(args: &RequestArgs) -> Result<Answer> {
    let input = input(args.input.as_deref())?;
    let answers = args
        .answer
        .iter()
        .map(|(status, path)| Ok((*status, read_file(path)?)))
        .collect::<Result<Vec<_>>>()?;
    let outcome = carriers::request(&args.name, &args.operation, &input, answers).await?;
    json_answer(&outcome)
}

fn parse(args: &ParseArgs) -> Result<Answer> {
    let input = input(args.input.as_deref())?;
    let body = read_file(&args.file)?;
    let understood = carriers::parse(&args.name, &args.operation, &input, (args.status, body))?;
    json_answer(&match understood {
        Ok(result) => json!({ "result": result }),
        Err(problem) => json!({ "problem": problem }),
    })
}

fn input(path: Option<&Path>) -> Result<Value> {
    let Some(path) = path else {
        return Ok(json!({}));
    };
    serde_json::from_slice(&read_file(path)?).map_err(|e| {
        Failure::new(
            Code::Invalid,
            format!("{} is not JSON: {e}", path.display()),
        )
    })
}

/// JSON for people too.
fn json_answer(data: &impl Serialize) -> Result<Answer> {
    let text = serde_json::to_string_pretty(data);
    Answer::new(
        data,
        text.map_err(|e| Failure::new(Code::Internal, e.to_string()))?,
    )
}
