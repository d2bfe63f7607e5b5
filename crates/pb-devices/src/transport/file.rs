//! Jobs as files: each becomes a new one in a folder, whole and on the disk, or not at all.
use super::{Spool, Submission};
use crate::{Content, DeviceError, Port, SendFailure};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::Builder;

/// How many digits a number has at least where the path does not say.
const DIGITS: usize = 4;
/// How often a number that someone else took meanwhile is counted up.
const TRIES: u32 = 1000;

/// The folder, and how the files in it are called.
pub(super) struct FileSpool {
    port: Port,
    folder: PathBuf,
    before: String,
    digits: usize,
    /// The end of the name; with nothing given it follows from what is written.
    after: Option<String>,
}

impl FileSpool {
    /// Looks at the folder; nothing is written yet.
    pub(super) fn open(port: &Port, path: &str) -> Result<Self, DeviceError> {
        let path = Path::new(path);
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let spool = match name.find('#') {
            Some(start) if !path.is_dir() => {
                let end = start + name[start..].chars().take_while(|c| *c == '#').count();
                Self {
                    port: port.clone(),
                    folder: path.parent().map(Path::to_path_buf).unwrap_or_default(),
                    before: name[..start].to_owned(),
                    digits: end - start,
                    after: Some(name[end..].to_owned()),
                }
            }
            _ => Self {
                port: port.clone(),
                folder: path.to_path_buf(),
                before: "label-".to_owned(),
                digits: DIGITS,
                after: None,
            },
        };
        match fs::metadata(spool.folder()) {
            Ok(found) if found.is_dir() => Ok(spool),
            Ok(_) => Err(DeviceError::Misconfigured {
                port: port.clone(),
                what: "this is a file; give a folder, or a path with #### in place of the number"
                    .to_owned(),
            }),
            Err(error) => Err(DeviceError::from_io(port, &error, "opening")),
        }
    }

    /// The folder; of a name alone it is the working folder.
    fn folder(&self) -> &Path {
        if self.folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &self.folder
        }
    }

    /// The number that follows the highest one in the folder.
    fn next(&self, after: &str) -> io::Result<u64> {
        let mut next = 1;
        for entry in fs::read_dir(self.folder())? {
            let name = entry?.file_name();
            let number = name
                .to_str()
                .and_then(|name| name.strip_prefix(&self.before)?.strip_suffix(after))
                .filter(|number| number.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|number| number.parse::<u64>().ok());
            if let Some(number) = number {
                next = next.max(number.saturating_add(1));
            }
        }
        Ok(next)
    }

    /// Writes a file under a name that nobody has, whole before it can be seen.
    fn write(&self, bytes: &[u8], content: Content) -> io::Result<PathBuf> {
        let after = self.after.as_deref().unwrap_or(match content {
            Content::Raw => ".prn",
            Content::Pdf => ".pdf",
        });
        let mut part = Builder::new()
            .prefix(".label-")
            .suffix(".part")
            .tempfile_in(self.folder())?;
        part.write_all(bytes)?;
        part.as_file().sync_all()?;
        readable(part.as_file())?;
        let mut number = self.next(after)?;
        for _ in 0..TRIES {
            let digits = self.digits;
            let name = format!("{}{number:0digits$}{after}", self.before);
            let path = self.folder().join(name);
            match part.persist_noclobber(&path) {
                Ok(_) => {
                    sync_folder(self.folder())?;
                    return Ok(path);
                }
                // Another station writes here too.
                Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => {
                    part = taken.file;
                    number += 1;
                }
                Err(failed) => return Err(failed.error),
            }
        }
        Err(io::Error::other("every number that was tried is taken"))
    }
}

/// A private file of this user's becomes one that whoever prints it may read.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &File) -> io::Result<()> {
    Ok(())
}

/// A new name is on the disk only once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

impl Spool for FileSpool {
    fn submit(
        &mut self,
        submission: &Submission<'_>,
        _stall: Duration,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SendFailure> {
        let written = self.write(submission.bytes, submission.content);
        match written {
            Ok(path) => {
                tracing::info!(path = %path.display(), title = submission.title, "job written");
                progress(submission.bytes.len() as u64);
                Ok(())
            }
            Err(error) => Err(SendFailure::nothing_left(DeviceError::from_io(
                &self.port, &error, "sending",
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn port(path: &Path) -> (Port, String) {
        let path = path.to_str().expect("UTF-8").to_owned();
        (Port::File { path: path.clone() }, path)
    }

    fn write(path: &Path, content: Content, bytes: &[u8]) -> Result<(), SendFailure> {
        let (port, path) = port(path);
        let mut spool = FileSpool::open(&port, &path).map_err(SendFailure::nothing_left)?;
        let submission = Submission {
            title: "Label",
            content,
            bytes,
        };
        let mut seen = 0;
        let result = spool.submit(&submission, Duration::ZERO, &mut |sent| seen = sent);
        if result.is_ok() {
            assert_eq!(seen, bytes.len() as u64);
        }
        result
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| {
                let name = entry.expect("an entry").file_name();
                name.to_str().expect("UTF-8").to_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn each_job_is_a_new_file_and_none_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let pattern = folder.path().join("label-####.zpl");
        fs::write(folder.path().join("label-0008.zpl"), b"theirs").expect("a file");
        fs::write(folder.path().join("label-x.zpl"), b"other").expect("a file");
        write(&pattern, Content::Raw, b"^XA^XZ").expect("written");
        write(&pattern, Content::Raw, b"second").expect("written");
        assert_eq!(
            names(&folder),
            [
                "label-0008.zpl",
                "label-0009.zpl",
                "label-0010.zpl",
                "label-x.zpl"
            ]
        );
        let read = |name| fs::read(folder.path().join(name)).expect("a file");
        assert_eq!(read("label-0008.zpl"), b"theirs");
        assert_eq!(read("label-0009.zpl"), b"^XA^XZ");
        assert_eq!(read("label-0010.zpl"), b"second");
    }

    #[test]
    fn a_folder_alone_names_files_by_what_they_hold() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), Content::Raw, b"^XA^XZ").expect("written");
        write(folder.path(), Content::Pdf, b"%PDF").expect("written");
        assert_eq!(names(&folder), ["label-0001.pdf", "label-0001.prn"]);
    }

    #[test]
    fn two_stations_that_write_at_once_lose_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        std::thread::scope(|scope| {
            for station in 0..4_u8 {
                let folder = &folder;
                scope.spawn(move || {
                    for _ in 0..25 {
                        write(folder.path(), Content::Raw, &[station; 100]).expect("written");
                    }
                });
            }
        });
        let names = names(&folder);
        assert_eq!(names.len(), 100, "{names:?}");
        for station in 0..4_u8 {
            let own = names
                .iter()
                .filter(|name| {
                    let read = fs::read(folder.path().join(name)).expect("a file");
                    read == [station; 100]
                })
                .count();
            assert_eq!(own, 25);
        }
    }

    #[test]
    fn what_is_no_folder_is_said_before_anything_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, b"").expect("a file");
        let refusal = |path: &Path| write(path, Content::Raw, b"x").expect_err("refused");
        assert!(matches!(
            refusal(&file).error,
            DeviceError::Misconfigured { .. }
        ));
        let absent = refusal(&folder.path().join("absent/label-#.zpl"));
        assert!(matches!(absent.error, DeviceError::NotFound { .. }));
        assert_eq!(absent.sent, 0);
    }

    #[test]
    fn a_folder_that_goes_away_fails_with_nothing_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let (port, path) = port(folder.path());
        let mut spool = FileSpool::open(&port, &path).expect("a folder");
        drop(folder);
        let failure = spool
            .submit(
                &Submission {
                    title: "Label",
                    content: Content::Raw,
                    bytes: b"x",
                },
                Duration::ZERO,
                &mut |_| panic!("nothing left"),
            )
            .expect_err("gone");
        assert_eq!(failure.sent, 0);
        assert_eq!(failure.error, DeviceError::NotFound { port });
    }
}
