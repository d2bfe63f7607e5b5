//! A process and all it starts, which end together.
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// A running process; what it started ends with it when this is dropped.
#[derive(Debug)]
pub(crate) struct Group(Child);

impl Group {
    /// Starts a program as the first of a group of its own.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.process_group(0).stdin(Stdio::null()).spawn();
        Ok(Self(child.map_err(|e| {
            anyhow::anyhow!("{command:?} does not run: {e}")
        })?))
    }

    /// The first line it prints.
    pub(crate) fn first_line(&mut self) -> anyhow::Result<String> {
        let output = self
            .0
            .stdout
            .take()
            .ok_or_else(|| anyhow::anyhow!("its output is not piped"))?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The group may be gone already, and then there is nothing to end.
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.0.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}
