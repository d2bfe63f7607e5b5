//! Starts real Karrio servers, each with a database of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Keys that `tests/karrio/server/environment.py` gives every server.
pub(crate) const TEST_TOKEN: &str = "key_test0000000000000000000000000000";
pub(crate) const LIVE_TOKEN: &str = "key_live0000000000000000000000000000";

/// The key of a user that has a carrier's account, or a stranger's.
pub(crate) fn key_of(user: &str) -> String {
    format!("key_{:0<28}", user.replace('_', ""))
}

/// A running server. It ends when this is dropped, or when the test process ends in any other way.
pub(crate) struct Karrio {
    pub(crate) url: String,
    child: Child,
    work: PathBuf,
}

impl Karrio {
    /// A server that speaks to `upstream` in place of carriers, and lets a user ask at a `rate`.
    pub(crate) fn start(upstream: &str, rate: &str) -> Self {
        let work = tempfile::Builder::new()
            .prefix("karrio-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .expect("the target folder can be written")
            .keep();
        std::fs::copy(named("PACKBENCH_KARRIO_DATABASE"), work.join("db.sqlite3"))
            .expect("the database is there");
        let serve = Path::new(env!("CARGO_MANIFEST_DIR")).join("karrio/server/serve.py");
        let mut child = Command::new(named("PACKBENCH_KARRIO_PYTHON"))
            .arg(serve)
            .arg(&work)
            .args(["--throw-away", "--upstream", upstream, "--rate", rate])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut port = String::new();
        BufReader::new(child.stdout.take().expect("it is piped"))
            .read_line(&mut port)
            .expect("the server says its port");
        let port: u16 = port.trim().parse().expect("a port");
        Self {
            url: format!("http://127.0.0.1:{port}"),
            child,
            work,
        }
    }

    /// Kills the server as a power cut would.
    pub(crate) fn kill(&self) {
        let pid = std::fs::read_to_string(self.work.join("pid")).expect("the server wrote its id");
        // The whole process group: gunicorn and its worker.
        let status = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", pid.trim())])
            .status()
            .expect("kill exists");
        assert!(status.success());
    }
}

impl Drop for Karrio {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ended_already = self.child.wait();
    }
}

fn named(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set; these tests run by `make test-karrio`"))
        .into()
}
