//! ZPL II, the language of Zebra and its many clones.
use super::{Job, Language, Status};
use crate::Bitmap;
use pb_domain::Format;

/// ZPL II.
#[derive(Clone, Copy, Debug)]
pub struct Zpl;

impl Language for Zpl {
    fn id(&self) -> &'static str {
        "zpl"
    }
    fn name(&self) -> &'static str {
        "ZPL II (Zebra and compatible)"
    }
    fn document_format(&self) -> Option<Format> {
        Some(Format::Zpl)
    }
    fn encode(&self, _pages: &[Bitmap], _job: &Job) -> Vec<u8> {
        Vec::new()
    }
    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"~HS\r\n")
    }
    fn status_complete(&self, _answer: &[u8]) -> bool {
        false
    }
    fn parse_status(&self, _answer: &[u8]) -> Option<Status> {
        None
    }
}
