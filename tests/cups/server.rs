//! Starts private print servers, each with its own folder, port and queues.
use pb_devices::{DeviceError, Port, QueueReport};
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) const DEADLINE: Duration = Duration::from_secs(20);
/// Debian's user and group of print servers.
const LP: u32 = 7;

/// How a queue is made. Names are those of `printers.conf`.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    pub(crate) name: &'static str,
    /// Where it sends to; `script:NAME` is a backend of these tests.
    pub(crate) device: &'static str,
    /// Lines beside the usual ones.
    pub(crate) more: &'static str,
}

/// A queue that is idle and takes jobs.
pub(crate) const fn queue(name: &'static str, device: &'static str) -> Queue {
    Queue {
        name,
        device,
        more: "",
    }
}

/// A running print server. What it started ends with it when this is dropped, and when the test
/// process ends in any other way.
pub(crate) struct Cups {
    pub(crate) address: String,
    folder: TempDir,
    child: Child,
}

impl Cups {
    /// A server with these queues. `{FOLDER}` in a device stands for a folder that backends may
    /// write to.
    pub(crate) fn start(queues: &[Queue]) -> Self {
        Self::start_for(queues, "")
    }

    /// The same, with `{TCP}` in a device standing for a port.
    pub(crate) fn start_for(queues: &[Queue], tcp: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("pb-cups-")
            .tempdir()
            .expect("a folder");
        let root = folder.path();
        prepare(root);
        let printers: String = queues
            .iter()
            .map(|queue| {
                let device = queue
                    .device
                    .replace("{TCP}", tcp)
                    .replace("{FOLDER}", &root.join("out").to_string_lossy());
                // What is given beside the usual lines comes last and wins.
                format!(
                    "<Printer {}>\nInfo {} of the tests\nDeviceURI {device}\nState Idle\nAccepting Yes\n\
                     Shared No\nErrorPolicy stop-printer\nOpPolicy default\n{}\n</Printer>\n",
                    queue.name, queue.name, queue.more
                )
            })
            .collect();
        write(&root.join("etc/printers.conf"), &printers, 0o600);
        let mut cups = Self {
            address: String::new(),
            child: serve(root, 0),
            folder,
        };
        cups.await_start();
        cups
    }

    fn await_start(&mut self) {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                // Another program took the port meanwhile.
                assert!(Instant::now() < until, "{status}: {}", self.log());
                self.child = serve(self.folder.path(), 0);
            }
            let address = self.listens();
            if TcpStream::connect(&address).is_ok() {
                self.address = address;
                return;
            }
            assert!(Instant::now() < until, "no start: {}", self.log());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Where the configuration says that it listens.
    fn listens(&self) -> String {
        let text = fs::read_to_string(self.folder.path().join("etc/cupsd.conf")).expect("a file");
        text.lines()
            .find_map(|line| line.strip_prefix("Listen "))
            .expect("it listens")
            .to_owned()
    }

    /// The port of a queue.
    pub(crate) fn port(&self, queue: &str) -> Port {
        Port::Queue {
            server: self.address.clone(),
            queue: queue.to_owned(),
        }
    }

    /// A file that a backend wrote.
    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    /// Runs a command of CUPS against this server.
    pub(crate) fn run(&self, command: &str, arguments: &[&str]) {
        let root = self.folder.path();
        let output = Command::new(root.join("tree/usr").join(command))
            .env("LD_LIBRARY_PATH", root.join("tree/libraries"))
            .env("CUPS_SERVER", &self.address)
            .env("LC_ALL", "C")
            .args(arguments)
            .output()
            .expect("the command is unpacked");
        assert!(
            output.status.success(),
            "{command}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Kills the server as a power cut would, and what it started with it.
    pub(crate) fn kill(&mut self) {
        let group = format!("-{}", self.child.id());
        let _gone_already = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _ = self.child.wait();
    }

    /// Starts it again on the same port, with what it had written down.
    pub(crate) fn start_again(&mut self) {
        let (_, port) = self.address.rsplit_once(':').expect("host and port");
        self.child = serve(self.folder.path(), port.parse().expect("a port"));
        self.await_start();
    }

    fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("log/error_log"));
        log.unwrap_or_else(|error| error.to_string())
    }
}

impl Drop for Cups {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            eprintln!("{}", self.log());
        }
    }
}

/// Copies the unpacked server, which may lie where its user cannot look, and lays the folders out.
fn prepare(root: &Path) {
    let unpacked = std::env::var_os("PACKBENCH_CACHE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        PathBuf::from,
    );
    let unpacked = unpacked.join("cups/tree");
    assert!(
        unpacked.exists(),
        "CUPS is not unpacked: run scripts/cups.sh"
    );
    let copied = Command::new("cp")
        .arg("-a")
        .arg(&unpacked)
        .arg(root.join("tree"))
        .status()
        .expect("cp exists");
    assert!(copied.success());
    mode(root, 0o755);
    for (folder, rights) in [
        ("etc", 0o755),
        ("cache", 0o770),
        ("run", 0o755),
        ("run/certs", 0o755),
        ("spool", 0o710),
        ("spool/tmp", 0o1770),
        ("log", 0o755),
        ("out", 0o777),
    ] {
        let path = root.join(folder);
        fs::create_dir_all(&path).expect("a folder");
        mode(&path, rights);
        if is_root() && ["cache", "spool", "spool/tmp"].contains(&folder) {
            chown(&path, None, Some(LP)).expect("root may");
        }
    }
    let backend = root.join("tree/usr/lib/cups/backend/script");
    write(&backend, include_str!("backend.sh"), 0o755);
}

/// Whether these tests run as root; a print server runs its backends as another user then.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").expect("Linux").uid() == 0
}

fn write(path: &Path, text: &str, rights: u32) {
    fs::write(path, text).expect("a file");
    mode(path, rights);
}

fn mode(path: &Path, rights: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(rights)).expect("it is ours");
}

/// Starts the server on a port, or on one that is free just now.
fn serve(root: &Path, port: u16) -> Child {
    let port = if port == 0 {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        free.local_addr().expect("bound").port()
    } else {
        port
    };
    let at = |path: &str| root.join(path).to_string_lossy().into_owned();
    let users = if is_root() { "User lp\nGroup lp\n" } else { "" };
    write(
        &root.join("etc/cups-files.conf"),
        &format!(
            "ServerRoot {}\nServerBin {}\nDataDir {}\nCacheDir {}\nStateDir {}\nRequestRoot {}\n\
             TempDir {}\nAccessLog {}\nErrorLog {}\nPageLog {}\nSystemGroup root\n{users}\
             SetEnv LD_LIBRARY_PATH {}\n",
            at("etc"),
            at("tree/usr/lib/cups"),
            at("tree/usr/share/cups"),
            at("cache"),
            at("run"),
            at("spool"),
            at("spool/tmp"),
            at("log/access_log"),
            at("log/error_log"),
            at("log/page_log"),
            at("tree/libraries"),
        ),
        0o644,
    );
    let limits = |name: &str, more: &str| {
        format!(
            "<Policy {name}>\nJobPrivateAccess all\nJobPrivateValues none\n{more}<Limit All>\n\
             Order deny,allow\n</Limit>\n</Policy>\n"
        )
    };
    let password = "<Limit Print-Job Create-Job Send-Document>\nAuthType Basic\nRequire valid-user\n\
                    Order deny,allow\n</Limit>\n";
    write(
        &root.join("etc/cupsd.conf"),
        &format!(
            "LogLevel debug\nListen 127.0.0.1:{port}\nBrowsing No\nWebInterface No\n\
             DefaultAuthType Basic\nDirtyCleanInterval 0\n\
             <Location />\nOrder allow,deny\nAllow localhost\n</Location>\n{}{}",
            limits("default", ""),
            limits("password", password),
        ),
        0o644,
    );
    Command::new("setpriv")
        .args(["--pdeathsig", "KILL"])
        .arg(root.join("tree/usr/sbin/cupsd"))
        .arg("-f")
        .args([
            "-c",
            &at("etc/cupsd.conf"),
            "-s",
            &at("etc/cups-files.conf"),
        ])
        .env("LD_LIBRARY_PATH", root.join("tree/libraries"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("setpriv is part of every Debian")
}

/// Asks again and again until something is so.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not come about");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Watches the job of a link until its report is like this.
pub(crate) fn watch(
    link: &mut pb_devices::PrinterLink,
    what: &str,
    is_it: impl Fn(&QueueReport) -> bool,
) -> QueueReport {
    until(what, || {
        let report = match link.report() {
            // A busy machine's cupsd takes its time; it is asked again.
            Err(DeviceError::TimedOut { .. }) => return None,
            report => report.expect("it answers").expect("a queue"),
        };
        is_it(&report).then_some(report)
    })
}
