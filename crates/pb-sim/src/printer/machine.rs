//! The inside of the simulated printer: its queue, its faults, what it says about itself.
use super::stream::Query;
use super::{PrinterFault, SimLabel};
use std::collections::VecDeque;

/// Everything behind one lock.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// Formats that wait, with the copies still to print; the first one is being printed.
    pub(super) queue: VecDeque<(Vec<u8>, u32)>,
    pub(super) labels: Vec<SimLabel>,
    pub(super) received: Vec<u8>,
    pub(super) fault: PrinterFault,
    /// Formats that have begun on some connection and not ended.
    pub(super) partial: usize,
    /// Counts power cycles: what was begun before one does not come out after it.
    pub(super) life: u64,
}

impl Machine {
    /// Whether a label would come out now.
    pub(super) fn can_print(&self) -> bool {
        !self.paper_out()
            && !matches!(
                self.fault,
                PrinterFault::HeadOpen | PrinterFault::Paused | PrinterFault::Off
            )
    }

    fn paper_out(&self) -> bool {
        matches!(
            self.fault,
            PrinterFault::PaperOut
                | PrinterFault::PaperOutAndSilent
                | PrinterFault::PaperOutAfter(0)
        )
    }

    /// How many more bytes may be read before something happens.
    pub(super) fn allowance(&self) -> usize {
        match self.fault {
            PrinterFault::StallAfter(left) | PrinterFault::CloseAfter(left) => left,
            // 20 KB a second in steps of 50 ms.
            PrinterFault::Slow => 1000,
            _ => usize::MAX,
        }
    }

    /// Takes note of bytes that were read.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
        if let PrinterFault::StallAfter(left) | PrinterFault::CloseAfter(left) = &mut self.fault {
            *left = left.saturating_sub(bytes.len());
        }
    }

    /// One label came out.
    pub(super) fn came_out(&mut self, label: SimLabel) {
        self.labels.push(label);
        if let Some((_, copies)) = self.queue.front_mut() {
            *copies = copies.saturating_sub(1);
            if *copies == 0 {
                self.queue.pop_front();
            }
        }
        if let PrinterFault::PaperOutAfter(left) = &mut self.fault {
            *left = left.saturating_sub(1);
        }
    }

    /// Switched off and on: nothing is left but the paper.
    pub(super) fn power_cycle(&mut self) {
        self.queue.clear();
        self.partial = 0;
        self.life += 1;
    }

    /// The answer to a question; `None` where it keeps silent.
    pub(super) fn answer(&self, query: Query, inside_a_format: bool) -> Option<Vec<u8>> {
        match (self.fault, query) {
            (PrinterFault::SilentStatus, _) | (PrinterFault::PaperOutAndSilent, Query::Status) => {
                None
            }
            (PrinterFault::GarbageStatus, _) => Some(b"\x02?#\xff\x00,,;\r\n".to_vec()),
            (_, Query::Status) => Some(self.host_status(inside_a_format || self.partial > 0)),
            (_, Query::Errors) => Some(self.error_status()),
            (_, Query::Identity) => Some(b"\x02PACKBENCH-SIM,V1.0,8,8192KB\x03\r\n".to_vec()),
        }
    }

    /// `~HS`: three records, each `STX … ETX CR LF`.
    fn host_status(&self, partial: bool) -> Vec<u8> {
        let flag = |on: bool| u8::from(on);
        let waiting = self.queue.len().saturating_sub(1).min(999);
        let left = self.queue.front().map_or(0, |(_, copies)| *copies);
        let first = format!(
            "030,{},{},1218,{waiting:03},0,0,{},000,0,0,0",
            flag(self.paper_out()),
            flag(self.fault == PrinterFault::Paused),
            flag(partial),
        );
        let second = format!(
            "000,0,{},0,0,2,4,0,{left:08},1,000",
            flag(self.fault == PrinterFault::HeadOpen)
        );
        [first.as_str(), &second, "1234,0"]
            .iter()
            .flat_map(|r| format!("\x02{r}\x03\r\n").into_bytes())
            .collect()
    }

    /// `~HQES`: a flag and two groups of error bits.
    fn error_status(&self) -> Vec<u8> {
        let bits = match self.fault {
            _ if self.paper_out() => 0x1,
            PrinterFault::HeadOpen => 0x4,
            PrinterFault::Paused => 0x1_0000,
            _ => 0,
        };
        format!(
            "\x02\r\n  PRINTER STATUS\r\n   ERRORS:         {} 00000000 {bits:08X}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03",
            u8::from(bits != 0)
        )
        .into_bytes()
    }
}
