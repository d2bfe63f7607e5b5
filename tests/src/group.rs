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

    /// Whether a program of some name runs in this group.
    pub(crate) fn runs(&self, name: &str) -> bool {
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let stats = processes.map(|process| std::fs::read_to_string(process.path().join("stat")));
        stats.flatten().any(|stat| self.has(name, &stat))
    }

    /// Whether a line of `/proc`, `pid (name) state parent group …`, is of such a program.
    fn has(&self, name: &str, stat: &str) -> bool {
        // A name may hold anything, so it ends at the last bracket.
        let Some((before, after)) = stat.rsplit_once(") ") else {
            return false;
        };
        // From state, the third field of proc_pid_stat(5), to num_threads, the twentieth.
        let fields: Vec<&str> = after.split(' ').take(18).collect();
        let group = self.0.id().to_string();
        let [state, _parent, its_group, .., threads] = fields[..] else {
            return false;
        };
        // A dead process whose threads are still ending has its files and sockets open.
        let ended = state == "Z" && matches!(threads, "0" | "1");
        before.ends_with(&format!("({name}")) && !ended && its_group == group
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
