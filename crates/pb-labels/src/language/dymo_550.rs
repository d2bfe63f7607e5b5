//! Raster commands of Dymo's LabelWriter 550, 550 Turbo, 5XL and Wireless. They take only rolls of Dymo.
//!
//! A job is a dialogue: taking the printer and each label are answered with a status, and the printer may take
//! nothing more until that answer is read. Over a network the system reads it meanwhile; over USB nobody does
//! until the job is sent, which is part of [`Dymo550`]'s doubt.
use super::{Abilities, Job, Language, Proof, Status, Tracking, dymo};
use crate::{Bitmap, Media, Resolution};

/// LabelWriter raster since the 550.
#[derive(Clone, Copy, Debug)]
pub struct Dymo550;

/// What the printer's answers name the job by; any number but zero, which means none.
const JOB_ID: u32 = 0x0050_4231;

impl Language for Dymo550 {
    fn id(&self) -> &'static str {
        "dymo-550"
    }

    fn name(&self) -> &'static str {
        "Dymo LabelWriter (550, 5XL, Wireless)"
    }

    fn doubt(&self) -> Option<&'static str> {
        Some(
            "It follows Dymo's manual and was not tried on a 550 or 5XL, which print on Dymo's own rolls only. \
             Over USB such a printer may stop until its answer is read, and here that is read only after the \
             whole label: look whether the test print comes out whole",
        )
    }

    fn abilities(&self) -> Abilities {
        dymo::abilities()
    }

    fn resolution(&self, dpi: u32) -> Option<Resolution> {
        dymo::resolution(dpi)
    }

    fn page(&self, media: Media, resolution: Resolution) -> (u32, u32) {
        dymo::page(media, resolution)
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        // Takes the printer for this job.
        let mut out = b"\x1BA\x01\x1Bs".to_vec();
        out.extend(JOB_ID.to_le_bytes());
        // The duty of the head in percent; what is not set is 100.
        if let Some(density) = job.darkness_in(75..=125) {
            out.extend([0x1B, b'C', density]);
        }
        out.extend(b"\x1Bh\x1BL");
        // The roll itself says how long its labels are, unless it is a strip.
        out.extend(match job.tracking {
            Tracking::Continuous => [0xFF, 0xFF],
            Tracking::Gap | Tracking::Mark => [0x00, 0x00],
        });
        let copies = usize::from(job.copies.get());
        let labels = pages.len() * copies;
        for label in 0..labels {
            let page = &pages[label / copies];
            let index = u16::try_from(label + 1).unwrap_or(u16::MAX);
            out.extend(b"\x1Bn");
            out.extend(index.to_le_bytes());
            // One bit a dot, aligned at the head's first dot; how many rows, and how many dots in each.
            out.extend(b"\x1BD\x01\x02");
            out.extend(page.height().to_le_bytes());
            out.extend((page.width().div_ceil(8) * 8).to_le_bytes());
            out.extend_from_slice(page.bytes());
            // Feeds, and asks how it went: 2 keeps the printer, 0 does not.
            out.extend(b"\x1BG\x1BA");
            out.push(if label + 1 == labels { 0x00 } else { 0x02 });
        }
        // To where it can be torn off; the end.
        out.extend(b"\x1BE\x1BQ");
        out
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"\x1BA\x00")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        self.parse_status(answer).is_some()
    }

    /// 32 bytes (LabelWriter 550 reference, “Request print engine status”). It has work as long as it names a job.
    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let report = answer.chunks_exact(32).next_back()?;
        let (engine, head, bay, voltage) = (report[0], report[8], report[10], report[30]);
        if engine > 5 || head > 2 || bay > 10 || voltage > 4 {
            return None;
        }
        let job = u32::from_le_bytes([report[1], report[2], report[3], report[4]]);
        let status = Status {
            busy: engine == 1 || job != 0,
            over_temperature: head == 1,
            head_open: bay == 1,
            paper_out: matches!(bay, 2 | 3 | 5),
            jam: bay == 9,
            foreign_media: bay == 10,
            fault: voltage == 4,
            ..Status::default()
        };
        // An error or a job given up at the printer, where nothing else says why.
        let unexplained = matches!(engine, 2 | 3) && status.problem().is_none();
        Some(Status {
            fault: status.fault || unexplained,
            ..status
        })
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }
}

#[cfg(test)]
mod tests;
