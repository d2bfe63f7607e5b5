//! The file that the harness and the code inside the station both map: what to do at which step.
//!
//! The layout is `struct control` of `shim.c`: little-endian words of eight bytes, then a letter a step.
use anyhow::Context as _;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

const PORTS: usize = 8;
const STEPS: usize = 1 << 16;
const MODE: u64 = 0;
const COUNTER: u64 = 8;
const KILL_AT: u64 = 16;
const STYLE: u64 = 24;
const SYNC_DELAY: u64 = 32;
const DISK_FULL: u64 = 40;
const CLOCK_OFFSET: u64 = 48;
const FIRST_PORT: u64 = 56;
const KINDS: u64 = FIRST_PORT + 8 * PORTS as u64;

/// How the process dies at its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Before the call is made.
    Before,
    /// After the first half of a write; before the call where it is none.
    Torn,
    /// As by a power cut: every write that was not synced is lost.
    Power,
    /// As by a power cut that came while the disk was at work: some of them are lost.
    PowerSome,
}

impl Style {
    pub(crate) const ALL: [Self; 4] = [Self::Before, Self::Torn, Self::Power, Self::PowerSome];

    fn code(self) -> u64 {
        match self {
            Self::Before => 0,
            Self::Torn => 1,
            Self::Power => 2,
            Self::PowerSome => 3,
        }
    }
}

/// The control file of one station.
pub(crate) struct Control {
    file: File,
    path: PathBuf,
}

impl Control {
    /// Makes it, with everything off.
    pub(crate) fn new(path: PathBuf) -> anyhow::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)
            .context("the control file cannot be made")?;
        file.set_len(KINDS + STEPS as u64)?;
        Ok(Self { file, path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn set(&self, at: u64, value: u64) -> anyhow::Result<()> {
        Ok(self.file.write_all_at(&value.to_le_bytes(), at)?)
    }

    fn get(&self, at: u64) -> anyhow::Result<u64> {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, at)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Which ports of this machine are the outside world.
    pub(crate) fn watch(&self, ports: &[u16]) -> anyhow::Result<()> {
        for (at, port) in (FIRST_PORT..).step_by(8).zip(ports).take(PORTS) {
            self.set(at, u64::from(*port))?;
        }
        Ok(())
    }

    /// Nothing is counted and nobody is killed.
    pub(crate) fn off(&self) -> anyhow::Result<()> {
        self.set(MODE, 0)
    }

    /// Counts the steps from here on.
    pub(crate) fn count(&self) -> anyhow::Result<()> {
        self.set(COUNTER, 0)?;
        self.set(MODE, 1)
    }

    /// Kills at the step so many from here.
    pub(crate) fn kill_at(&self, step: u64, style: Style) -> anyhow::Result<()> {
        self.set(COUNTER, 0)?;
        self.set(STYLE, style.code())?;
        self.set(KILL_AT, step)?;
        self.set(MODE, 2)
    }

    /// Steps so far, as letters: see `step` in `shim.c`.
    pub(crate) fn steps(&self) -> anyhow::Result<String> {
        let count = usize::try_from(self.get(COUNTER)?)?.min(STEPS - 1);
        let mut kinds = vec![0; count];
        self.file.read_exact_at(&mut kinds, KINDS + 1)?;
        Ok(String::from_utf8_lossy(&kinds).into_owned())
    }

    /// Every sync of a file takes this much longer.
    pub(crate) fn slow_sync(&self, microseconds: u64) -> anyhow::Result<()> {
        self.set(SYNC_DELAY, microseconds)
    }

    /// Whether the disk is full.
    pub(crate) fn disk_full(&self, full: bool) -> anyhow::Result<()> {
        self.set(DISK_FULL, u64::from(full))
    }

    /// Moves the clock of the day.
    pub(crate) fn move_clock(&self, milliseconds: i64) -> anyhow::Result<()> {
        self.set(CLOCK_OFFSET, milliseconds.cast_unsigned())
    }
}
