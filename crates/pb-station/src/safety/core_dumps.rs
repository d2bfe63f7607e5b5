//! No core dumps: they hold the database key and everything a bench shows, in plain.

/// Keeps a crash of this process from writing its memory to a file, where the system lets a program
/// choose. On Linux and macOS the limit for core files is set to nothing, which systemd-coredump and
/// apport keep to as well. Windows writes none unless its owner set up Windows Error Reporting to do
/// so, and a program cannot forbid it that without unsafe calls.
pub fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // Nothing may log yet; a program that cannot lower its own limit is as it was.
        let _ = setrlimit(Resource::Core, none);
    }
}

#[cfg(all(test, unix))]
mod tests {
    #[test]
    fn a_process_may_leave_no_core() {
        super::no_core_dumps();
        let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
