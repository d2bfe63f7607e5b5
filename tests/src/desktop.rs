//! A display and a message bus of a test's own, so that nothing of this machine's account is touched.
use crate::group::Group;
use crate::place::fonts;
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A bus on which nothing is started by itself: no keychain, no portal.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A running display and bus; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Desktop {
    home: PathBuf,
    display: String,
    bus: String,
    _display: Group,
    _bus: Group,
}

impl Desktop {
    /// Starts both for a bench whose data is in `home`.
    pub(crate) fn start(home: &Path) -> anyhow::Result<Self> {
        let files = home.join("desktop");
        // The window's text is drawn with what a machine has; this one has every script.
        std::fs::create_dir_all(files.join("data"))?;
        let link = files.join("data/fonts");
        if !link.exists() {
            std::os::unix::fs::symlink(fonts(), link)?;
        }
        std::fs::write(files.join("bus.conf"), BUS)?;

        let mut display = Command::new("Xvfb");
        display.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ]);
        let mut display = Group::start(display.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--nofork", "--print-address", "--config-file"]);
        let mut bus = Group::start(bus.arg(files.join("bus.conf")).stdout(Stdio::piped()))?;
        Ok(Self {
            home: home.to_owned(),
            display: format!(
                ":{}",
                display.first_line().context("the display says no number")?
            ),
            bus: bus.first_line().context("the bus says no address")?,
            _display: display,
            _bus: bus,
        })
    }

    /// A program that runs here.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let files = self.home.join("desktop");
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("PACKBENCH_HOME", &self.home)
            .env("PACKBENCH_STATE", files.join("state"))
            .env("PACKBENCH_FONTS", fonts())
            .env("XDG_DATA_HOME", files.join("data"))
            .env("XDG_CACHE_HOME", files.join("cache"))
            .env("XDG_CONFIG_HOME", files.join("config"))
            .env("RUST_LOG", "error")
            .env("GDK_BACKEND", "x11")
            .env("GTK_A11Y", "none")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        command
    }
}
