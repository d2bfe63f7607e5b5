//! What every language sends for one page on every stock, kept byte for byte: a change that alters what a
//! printer gets shows as a changed file. `PB_WRITE_GOLDEN=1` writes the files anew; look at what changed, and
//! why, before they are kept. That the bytes hold the page's dots is proved elsewhere, by reading them back.
use pb_labels::{Bitmap, DotRect, Job, LANGUAGES, Media};
use std::collections::BTreeMap;
use std::path::PathBuf;

const STOCK: [(&str, Media); 4] = [
    ("4x6in", Media::FOUR_BY_SIX),
    ("100x150mm", Media::MM_100_BY_150),
    ("2x1in", Media::TWO_BY_ONE),
    ("a6", Media::A6),
];

/// A page that has of everything that compression and cropping may get wrong: the outermost dots, long and
/// short runs, repeated rows and rows that differ by a dot, white bands, and bytes of every value.
fn page(width: u32, height: u32) -> Bitmap {
    let mut page = Bitmap::new(width, height);
    let mut fill = |left: u32, top: u32, right: u32, bottom: u32| {
        page.fill(DotRect {
            left,
            top,
            right,
            bottom,
        });
    };
    // The first and the last column and row, in part.
    fill(0, 0, width / 3, 1);
    fill(width / 2, height - 1, width, height);
    fill(0, 0, 1, height / 4);
    fill(width - 1, height * 3 / 4, width, height);
    // A box, and one in it.
    let (left, right) = (width / 10, width * 9 / 10);
    let (top, bottom) = (height / 12, height / 4);
    for (l, t, r, b) in [
        (left, top, right, top + 3),
        (left, bottom - 3, right, bottom),
        (left, top, left + 3, bottom),
        (right - 3, top, right, bottom),
        (left + 9, top + 9, left + 50, top + 25),
    ] {
        fill(l, t, r, b);
    }
    // Bars of 1 to 5 dots. A white band is above and below.
    let (top, bottom) = (height * 3 / 8, height / 2);
    let mut x = left;
    for i in 0u32.. {
        let bar = 1 + i * 7 % 5;
        if x + bar > right {
            break;
        }
        fill(x, top, x + bar, bottom);
        x += bar + 1 + i * 3 % 4;
    }
    // A diagonal, a dot a row.
    for step in 0..height / 8 {
        let x = width / 20 + step;
        fill(x, height * 9 / 16 + step, x + 1, height * 9 / 16 + step + 1);
    }
    // A fine checker.
    let side = (height / 10).min(64);
    for y in 0..side {
        for x in (y % 2..side).step_by(2) {
            let (x, y) = (width / 2 + x, height * 9 / 16 + y);
            fill(x, y, x + 1, y + 1);
        }
    }
    // Specks as of small text: two lines, from a generator that always gives the same.
    let mut state = 0x2545_F491u32;
    for line in [height * 3 / 4, height * 13 / 16] {
        for y in line..(line + 14).min(height) {
            for x in left..right {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                if x % 12 < 8 && state & 3 == 0 {
                    fill(x, y, x + 1, y + 1);
                }
            }
        }
    }
    // Every byte value once, also those that are commands somewhere.
    let y = height * 29 / 32;
    for value in 0..=255u32 {
        let (column, row) = (value % 32, value / 32);
        for bit in (0..8).filter(|bit| value & (0x80 >> bit) != 0) {
            let x = column * 8 + bit;
            fill(x, y + row, x + 1, y + row + 1);
        }
    }
    page
}

/// Name and bytes of every file that there must be.
fn wanted() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for language in LANGUAGES {
        for dpi in language.abilities().dpi {
            let resolution = language
                .resolution(*dpi)
                .expect("what it can do has a resolution");
            for (name, media) in STOCK {
                let (width, height) = language.page(media, resolution);
                let bytes = language.encode(&[page(width, height)], &Job::new(media, resolution));
                files.insert(format!("{}-{dpi}-{name}.bin", language.id()), bytes);
            }
        }
    }
    files
}

#[test]
fn every_language_sends_what_it_sent() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let wanted = wanted();
    if std::env::var_os("PB_WRITE_GOLDEN").is_some_and(|v| v == "1") {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, bytes) in &wanted {
            std::fs::write(folder.join(name), bytes).expect("written");
        }
    }
    let mut kept: BTreeMap<String, Vec<u8>> = std::fs::read_dir(&folder)
        .expect("the folder of golden files")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(&path).expect("readable"))
        })
        .collect();
    let mut wrong = Vec::new();
    for (name, bytes) in wanted {
        assert!(bytes.len() < 300_000, "{name}: {} bytes", bytes.len());
        match kept.remove(&name) {
            None => wrong.push(format!("{name} is missing")),
            Some(old) if old != bytes => {
                let at = old.iter().zip(&bytes).take_while(|(a, b)| a == b).count();
                wrong.push(format!(
                    "{name} differs from byte {at}: {} bytes, were {}",
                    bytes.len(),
                    old.len()
                ));
            }
            Some(_) => {}
        }
    }
    wrong.extend(kept.keys().map(|name| format!("{name} is left over")));
    assert!(
        wrong.is_empty(),
        "{}\nIf that is meant, run it with PB_WRITE_GOLDEN=1 and look at what changed",
        wrong.join("\n")
    );
}

#[test]
fn the_page_has_of_everything() {
    for (_, media) in STOCK {
        for language in LANGUAGES {
            for dpi in language.abilities().dpi {
                let resolution = language.resolution(*dpi).expect("a resolution");
                let (width, height) = language.page(media, resolution);
                let page = page(width, height);
                let ink = page.ink().expect("ink");
                assert_eq!(
                    (ink.left, ink.top, ink.right, ink.bottom),
                    (0, 0, width, height)
                );
                let white = page
                    .rows()
                    .filter(|row| row.iter().all(|b| *b == 0))
                    .count();
                assert!(
                    white * 10 > height as usize,
                    "{width}×{height}: {white} white rows"
                );
                let black: u32 = page.bytes().iter().map(|b| b.count_ones()).sum();
                assert!(black * 4 < width * height && black * 40 > width * height);
                let mut seen = [false; 256];
                page.bytes()
                    .iter()
                    .for_each(|b| seen[usize::from(*b)] = true);
                assert!(seen.iter().all(|seen| *seen), "{width}×{height}");
            }
        }
    }
}
