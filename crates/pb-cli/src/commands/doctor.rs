//! Whether the bench is well.
use super::{decode, write_file};
use crate::args::people::DoctorArgs;
use crate::host::Host;
use crate::output::Answer;
use pb_station::api::{DoctorReport, Failure, FileOut, Finding, Health, Result};

/// Runs `pb doctor` over an open bench.
pub(crate) async fn doctor(host: &Host, args: &DoctorArgs) -> Result<Answer> {
    let name = if args.mend { "mend" } else { "doctor" };
    let report: DoctorReport = host.get(name).await?;
    let mut text = in_words(&report);
    if let Some(path) = &args.bundle {
        let file: FileOut = host.get("doctor_bundle").await?;
        write_file(path, &decode(&file.name, &file.base64)?)?;
        text.push_str(&format!("\nFor a helper: {}\n", path.display()));
    }
    Ok(Answer::new(&report, text)?.well(report.health != Health::Wrong))
}

/// Runs `pb doctor` over a bench that does not open.
pub(crate) async fn outside(host: &Host, why: &Failure) -> Result<Answer> {
    let mut report: DoctorReport = host.get("doctor").await?;
    report.health = Health::Wrong;
    report.findings.insert(
        0,
        Finding {
            check: "opening".into(),
            title: "Opening the bench".into(),
            health: Health::Wrong,
            text: why.text.clone(),
            meaning: "The bench cannot be used".into(),
            todo: why.hint.clone(),
            can_mend: false,
        },
    );
    Ok(Answer::new(&report, in_words(&report))?.well(false))
}

fn in_words(report: &DoctorReport) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let mark = match finding.health {
            Health::Good => "good   ",
            Health::Warning => "look   ",
            Health::Wrong => "WRONG  ",
        };
        text.push_str(&format!("{mark} {}: {}\n", finding.title, finding.text));
        let more = [&finding.meaning, &finding.todo];
        for line in more.into_iter().filter(|line| !line.is_empty()) {
            text.push_str(&format!("        {line}\n"));
        }
        if finding.can_mend {
            text.push_str("        Here: pb doctor --mend\n");
        }
    }
    for mended in &report.mended {
        text.push_str(&format!("mended  {mended}\n"));
    }
    text
}
