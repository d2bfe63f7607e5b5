//! PDF, for print queues: the operating system turns it into what an office printer needs.
use super::{Abilities, Job, Language, Tracking};
use crate::{Bitmap, to_pdf};
use pb_domain::Format;

/// PDF.
#[derive(Clone, Copy, Debug)]
pub struct Pdf;

impl Language for Pdf {
    fn id(&self) -> &'static str {
        "pdf"
    }

    fn name(&self) -> &'static str {
        "Office printer (PDF, through a print queue)"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[300, 203],
            // The queue knows its paper.
            tracking: &[Tracking::Gap],
            darkness: false,
            speed: None,
            cut: false,
        }
    }

    fn document_format(&self) -> Option<Format> {
        Some(Format::Pdf)
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let copies = usize::from(job.copies.get());
        let all: Vec<Bitmap> = pages
            .iter()
            .flat_map(|page| std::iter::repeat_n(page, copies))
            .cloned()
            .collect();
        // Only a document without pages cannot be made, and that prints nothing.
        to_pdf(&all, job.resolution).map_or_else(|_| Vec::new(), |pdf| pdf.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Copies, DotRect, Media, Resolution};

    #[test]
    fn each_page_is_as_often_there_as_it_is_to_be_printed() {
        let job = Job {
            copies: Copies::new(2).expect("not zero"),
            ..Job::new(Media::TWO_BY_ONE, Resolution::Dpi203)
        };
        let (width, height) = Pdf.page(Media::TWO_BY_ONE, Resolution::Dpi203);
        let mut page = Bitmap::new(width, height);
        page.fill(DotRect {
            left: 10,
            top: 10,
            right: 60,
            bottom: 40,
        });
        let pdf = Pdf.encode(&[page], &job);
        assert_eq!(Format::sniff(&pdf), Some(Format::Pdf));
        let pages = pdf.windows(10).filter(|w| w == b"/Type/Page").count();
        // Two pages, and the list of them.
        assert_eq!(pages, 3);
        assert!(Pdf.encode(&[], &job).is_empty());
    }
}
