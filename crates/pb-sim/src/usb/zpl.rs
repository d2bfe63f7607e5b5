//! The inside of a plain ZPL printer: it answers questions about itself, and keeps a job as it came.
use super::Behind;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// `~HI`: model, firmware, dots a millimetre, memory.
const IDENTITY: &[u8] = b"\x02ZD420-203dpi,V84.20.18Z,8,8192KB\x03\r\n";
/// `~HS` of a printer that is ready and has nothing to do: three records.
const READY: &[u8] = b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\
                       \x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\
                       \x021234,0\x03\r\n";
/// The longest question; a question may be cut in two by the packets of the bus.
const QUESTION: usize = 3;

/// Answers `~HI` and `~HS`, and writes every byte of the jobs to a file if it has one. Nothing is drawn.
#[derive(Debug, Default)]
pub struct ZplVoice {
    file: Option<File>,
    /// The last bytes, which may be the beginning of a question.
    tail: Vec<u8>,
    to_say: Vec<u8>,
}

impl ZplVoice {
    /// One that writes what it takes to a file, made anew.
    pub fn recording(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: Some(File::create(path)?),
            ..Self::default()
        })
    }
}

impl Behind for ZplVoice {
    fn take(&mut self, bytes: &[u8]) {
        if let Some(file) = &mut self.file
            && let Err(error) = file.write_all(bytes)
        {
            tracing::error!(%error, "the simulated printer cannot keep what it took");
            self.file = None;
        }
        self.tail.extend_from_slice(bytes);
        for window in self.tail.windows(QUESTION) {
            match window {
                b"~HI" => self.to_say.extend(IDENTITY),
                b"~HS" => self.to_say.extend(READY),
                _ => {}
            }
        }
        let keep = self.tail.len().min(QUESTION - 1);
        self.tail.drain(..self.tail.len() - keep);
    }

    fn answer(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.to_say)
    }

    fn reset(&mut self) {
        self.tail.clear();
        self.to_say.clear();
    }
}
