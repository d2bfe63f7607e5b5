//! What waits at the printers.
use crate::args::QueueArgs;
use crate::args::print::Queue;
use crate::host::Host;
use crate::output::{Answer, table, time, word};
use pb_domain::PrintJobId;
use pb_station::api::{Code, Failure, JobRef, MovePrint, PrintJobView, PrintQueueView, Result};

/// Lists what waits, or does something with it.
pub(crate) async fn run(host: &Host, args: &QueueArgs) -> Result<Answer> {
    let (command, job) = match args.what.as_ref().unwrap_or(&Queue::List) {
        Queue::List => {
            let queue: PrintQueueView = host.get("print_queue").await?;
            return answer(&queue);
        }
        Queue::Move(args) => {
            let job = find(host, &args.job.job).await?;
            let before = match &args.before {
                Some(before) => Some(find(host, before).await?),
                None => None,
            };
            let queue: PrintQueueView = host.call("move_print", &MovePrint { job, before }).await?;
            return answer(&queue);
        }
        Queue::Hold(job) => ("hold_print", job),
        Queue::Release(job) => ("release_print", job),
        Queue::Cancel(job) => ("cancel_print", job),
    };
    let job = find(host, &job.job).await?;
    let job: PrintJobView = host.call(command, &JobRef { job }).await?;
    Answer::new(&job, super::print::job_text(&job))
}

/// What waits, in the order of printing.
pub(crate) fn answer(queue: &PrintQueueView) -> Result<Answer> {
    let mut text = String::new();
    for printer in &queue.printers {
        text.push_str(&printer.printer.name);
        if printer.printer.held {
            text.push_str(", held");
        }
        if !printer.printer.text.is_empty() {
            text.push_str(&format!(" · {}", printer.printer.text));
        }
        text.push('\n');
        text.push_str(&rows(&printer.jobs));
        text.push('\n');
    }
    if !queue.without_printer.is_empty() {
        text.push_str("Without a printer\n");
        text.push_str(&rows(&queue.without_printer));
    }
    if queue.printers.is_empty() && queue.without_printer.is_empty() {
        text.push_str("No printer is set up\n");
    }
    Answer::new(queue, text)
}

fn rows(jobs: &[PrintJobView]) -> String {
    if jobs.is_empty() {
        return "Nothing waits\n".to_owned();
    }
    let rows: Vec<Vec<String>> = jobs
        .iter()
        .map(|job| {
            vec![
                job.title.clone(),
                word(&job.state),
                time(&job.at),
                job.text.clone(),
                job.id.to_string(),
            ]
        })
        .collect();
    table(&["What", "State", "Made", "Note", "Job"], &rows)
}

/// A job that is not over: by its id, or by the order or shipment it belongs to.
async fn find(host: &Host, text: &str) -> Result<PrintJobId> {
    let queue: PrintQueueView = host.get("print_queue").await?;
    let jobs = || {
        let waiting = queue.printers.iter().flat_map(|p| &p.jobs);
        waiting.chain(&queue.without_printer)
    };
    if let Ok(id) = text.trim().parse::<PrintJobId>()
        && jobs().any(|job| job.id == id)
    {
        return Ok(id);
    }
    let shipment = host.find_shipment(text).await?;
    let of_it: Vec<&PrintJobView> = jobs()
        .filter(|job| job.shipment == Some(shipment))
        .collect();
    match of_it.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Failure::new(
            Code::NotFound,
            format!("Nothing of {text} waits at a printer"),
        )
        .hint("`pb queue` lists what waits")),
        several => {
            let jobs: Vec<String> = several
                .iter()
                .map(|job| format!("{} ({})", job.id, job.title))
                .collect();
            Err(
                Failure::new(Code::Invalid, format!("Several jobs of {text} wait"))
                    .hint(format!("Name one: {}", jobs.join(", "))),
            )
        }
    }
}
