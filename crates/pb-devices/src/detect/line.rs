//! A serial line's settings, kept and put back.
use crate::Port;
#[cfg(unix)]
use rustix::{
    fs::{Mode, OFlags, open},
    termios::{OptionalActions, Termios, tcgetattr, tcsetattr},
};

/// The settings of a line as they were; dropping puts them back.
pub(super) struct KeptLine {
    #[cfg(unix)]
    kept: Option<(String, Termios)>,
}

#[cfg(unix)]
impl KeptLine {
    /// Keeps what can be read. What cannot is not there, or not ours to open, and opening it will tell.
    pub(super) fn of(port: &Port) -> Self {
        let Port::Serial { path, .. } = port else {
            return Self { kept: None };
        };
        let kept = terminal(path)
            .and_then(tcgetattr)
            .map(|termios| (path.clone(), termios))
            .inspect_err(|error| tracing::debug!(%error, path, "the line's settings are not known"))
            .ok();
        Self { kept }
    }
}

#[cfg(unix)]
fn terminal(path: &str) -> rustix::io::Result<rustix::fd::OwnedFd> {
    open(
        path,
        OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC,
        Mode::empty(),
    )
}

#[cfg(unix)]
impl Drop for KeptLine {
    fn drop(&mut self) {
        let Some((path, termios)) = &self.kept else {
            return;
        };
        let put_back =
            terminal(path).and_then(|line| tcsetattr(line, OptionalActions::Now, termios));
        if let Err(error) = put_back {
            tracing::debug!(%error, path, "the line's settings are not put back");
        }
    }
}

#[cfg(not(unix))]
impl KeptLine {
    /// Windows gives every program that opens a line its own settings.
    pub(super) fn of(_port: &Port) -> Self {
        Self {}
    }
}
