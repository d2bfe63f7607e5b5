//! Running the program.
use pb_labels::{Bitmap, Media, Resolution, Stock, decode, lay_out};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Opens the benches of these tests; there is no keychain here.
pub(crate) const PASSPHRASE: &str = "correct horse battery staple";

/// What a run came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The one JSON document on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("no JSON ({e}): {self}"))
    }

    /// The failure's code, when the run answered with one.
    pub(crate) fn failure(&self) -> String {
        self.json()["failure"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n{}\n{}", self.code, self.stdout, self.stderr)
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A file of the checkout.
pub(crate) fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// A folder of profiles.
pub(crate) struct Bench {
    pub(crate) home: TempDir,
}

impl Bench {
    /// Nothing is set up.
    pub(crate) fn bare() -> Self {
        Self {
            home: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A bench with a ship-from address, a price table and the sample orders.
    pub(crate) fn new() -> Self {
        let bench = Self::bare();
        bench.done(&[
            "setup",
            "ship-from",
            "--name",
            "Shop",
            "--company",
            "Kiln & Kettle",
            "--line1",
            "26 Kiln Street",
            "--city",
            "Columbus",
            "--region",
            "OH",
            "--postal-code",
            "43215",
            "--country",
            "US",
        ]);
        let table = sample("assets/samples/tariff.csv");
        bench.done(&[
            "setup",
            "account",
            "--carrier",
            "tariff",
            "--set",
            "currency=USD",
            "--table",
            text(&table),
        ]);
        bench.done(&["import", text(&sample("assets/samples/shopify-orders.csv"))]);
        bench
    }

    /// The program over this folder, with these words.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pb"));
        command
            .args(words)
            .env("PACKBENCH_HOME", self.home.path())
            .env("PACKBENCH_STATE", self.home.path().join("state"))
            .env("PACKBENCH_PASSPHRASE", PASSPHRASE)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        self.command(words)
            .output()
            .expect("the program starts")
            .into()
    }

    /// Runs what must be done, and gives what it says.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "pb {words:?}: {ran}");
        ran.stdout
    }

    /// Runs what must be done, and gives its JSON.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let ran = self.run(&[words, &["--json"]].concat());
        assert_eq!(ran.code, 0, "pb {words:?}: {ran}");
        ran.json()
    }

    /// Runs what must fail, and gives the exit code with the failure's code.
    pub(crate) fn fails(&self, words: &[&str]) -> (i32, String) {
        let ran = self.run(&[words, &["--json"]].concat());
        (ran.code, ran.failure())
    }

    /// A path inside the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }
}

/// A path as a word of the command line.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// What the barcodes on a label say, read from a file of a label.
pub(crate) fn barcodes(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("the file is there");
    let format = pb_domain::Format::sniff(&bytes).expect("a label's format");
    let pages = if format == pb_domain::Format::Png {
        let gray = image::load_from_memory(&bytes)
            .expect("a picture")
            .into_luma8();
        vec![Bitmap::from_gray(
            gray.width(),
            gray.height(),
            gray.as_raw(),
            128,
        )]
    } else {
        let document = pb_domain::Document { format, bytes };
        lay_out(
            &document,
            &Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203),
            &pb_domain::Fit::default(),
            &pb_zpl::Renderer,
        )
        .expect("a label")
        .into_iter()
        .map(|laid| laid.bitmap)
        .collect()
    };
    pages
        .iter()
        .flat_map(decode)
        .map(|barcode| barcode.text)
        .collect()
}
