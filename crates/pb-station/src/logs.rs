//! What the program says about itself, the same for every host: to stderr, and to files beside the data.
//!
//! The files hold what an operator or a developer needs to follow a parcel: each line stands in the spans of
//! its command, its shipment, its purchase or print job, so that looking for a shipment's id finds all that
//! happened to it. They are bounded in size and number, only their owner may read them, and neither secrets
//! nor addresses are in them.
use jiff::Timestamp;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// What files hold. Not to be widened from outside: libraries say more than may be kept.
const FILES_HOLD: &str = "warn,packbench=info,pb=info,pb_=info";
/// Bytes of one file.
const LARGEST: u64 = 5 * 1024 * 1024;
/// Files that are kept, newest first.
const FILES: usize = 20;
/// Days that are kept.
const DAYS: i64 = 14;
const PREFIX: &str = "packbench.";
const SUFFIX: &str = ".log";

/// Keeps logging; writes the last lines when it is dropped.
#[derive(Debug)]
pub struct Logs {
    _flush: WorkerGuard,
}

/// The folder of the log files of a home folder.
pub fn folder(home: &Path) -> PathBuf {
    home.join("logs")
}

/// Starts logging for this process: to files in the home folder, made when there is something to say, and to
/// stderr what `RUST_LOG` asks for, else `stderr`. Panics are logged too: one in a device's thread ends that
/// thread alone, and its words must not be lost with it.
pub fn start(home: Option<&Path>, stderr: &str) -> Option<Logs> {
    let said = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(stderr));
    let (file, guard) = home
        .map(|home| tracing_appender::non_blocking(Files::new(folder(home))))
        .unzip();
    tracing_subscriber::registry()
        .with(fmt::layer().with_writer(io::stderr).with_filter(said))
        .with(file.map(|file| {
            fmt::layer()
                .with_ansi(false)
                .with_writer(file)
                .with_filter(EnvFilter::new(FILES_HOLD))
        }))
        .init();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        print(panic);
    }));
    guard.map(|guard| Logs { _flush: guard })
}

/// A file a day, and a further one when that is full. Several processes may append to the same one.
struct Files {
    folder: PathBuf,
    open: Option<Open>,
}

struct Open {
    file: File,
    day: String,
    bytes: u64,
}

impl Files {
    fn new(folder: PathBuf) -> Self {
        Self { folder, open: None }
    }

    /// The newest file of a day that is not full.
    fn open(&self, day: String) -> io::Result<Open> {
        make_private(&self.folder)?;
        let number = names(&self.folder)
            .filter_map(|name| parts(&name))
            .filter(|(d, _)| *d == day)
            .map(|(_, number)| number)
            .max()
            .unwrap_or(0);
        for number in number..=number + 1 {
            let path = self.folder.join(name(&day, number));
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            let file = options.open(path)?;
            let bytes = file.metadata()?.len();
            if bytes < LARGEST {
                self.forget_old(&day);
                return Ok(Open { file, day, bytes });
            }
        }
        Err(io::Error::other("every log file of this day is full"))
    }

    /// Deletes what is too old or too much. A file that cannot be deleted is tried again the next time.
    fn forget_old(&self, today: &str) {
        let mut all: Vec<(String, u32)> = names(&self.folder).filter_map(|n| parts(&n)).collect();
        all.sort_by(|a, b| b.cmp(a));
        let oldest = today
            .parse::<jiff::civil::Date>()
            .ok()
            .map(|day| day.saturating_sub(jiff::Span::new().days(DAYS)).to_string());
        for (at, (day, number)) in all.iter().enumerate() {
            if at >= FILES || oldest.as_ref().is_some_and(|oldest| day < oldest) {
                let _ = std::fs::remove_file(self.folder.join(name(day, *number)));
            }
        }
    }
}

impl Write for Files {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let day = Timestamp::now().strftime("%Y-%m-%d").to_string();
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        let fits = |open: &Open| open.day == day && open.bytes + length <= LARGEST;
        let mut open = match self.open.take() {
            Some(open) if fits(&open) => open,
            _ => self.open(day)?,
        };
        open.file.write_all(line)?;
        open.bytes += length;
        self.open = Some(open);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |open| open.file.flush())
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

fn names(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.file_name().into_string().ok())
}

fn name(day: &str, number: u32) -> String {
    match number {
        0 => format!("{PREFIX}{day}{SUFFIX}"),
        number => format!("{PREFIX}{day}.{number}{SUFFIX}"),
    }
}

/// Day and number of a log file; `None` for other files.
fn parts(name: &str) -> Option<(String, u32)> {
    let middle = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (day, number) = match middle.split_once('.') {
        Some((day, number)) => (day, number.parse().ok()?),
        None => (middle, 0),
    };
    day.parse::<jiff::civil::Date>().ok()?;
    Some((day.to_owned(), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_private_and_bounded_in_size_and_number() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = folder(home.path());
        make_private(&folder).expect("made");
        for day in 1..=9 {
            std::fs::write(folder.join(name(&format!("2020-01-0{day}"), 0)), "old")
                .expect("writes");
        }
        std::fs::write(folder.join("notes.txt"), "mine").expect("writes");
        let mut files = Files::new(folder.clone());
        files.write_all(b"first\n").expect("writes");
        let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
        let first = folder.join(name(&today, 0));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode();
            assert_eq!(mode(&first) & 0o777, 0o600);
            assert_eq!(mode(&folder) & 0o777, 0o700);
        }
        let mut left: Vec<String> = names(&folder).collect();
        left.sort();
        assert_eq!(
            left,
            ["notes.txt".to_owned(), name(&today, 0)],
            "old ones go"
        );

        // Another process appends to the same file.
        let mut other = Files::new(folder.clone());
        other.write_all(b"second\n").expect("writes");
        assert_eq!(std::fs::read(&first).expect("reads"), b"first\nsecond\n");
        let half = vec![b'x'; usize::try_from(LARGEST / 2).expect("small")];
        for _ in 0..FILES * 2 + 4 {
            files.write_all(&half).expect("writes");
        }
        let kept: Vec<(String, u32)> = names(&folder).filter_map(|n| parts(&n)).collect();
        assert_eq!(kept.len(), FILES);
        assert!(
            !kept.contains(&(today, 0)),
            "the oldest of a day goes first"
        );
        for path in names(&folder).map(|n| folder.join(n)) {
            assert!(std::fs::metadata(path).expect("there").len() <= LARGEST + LARGEST / 2);
        }
    }
}
