//! Where the ink of a page lies: rectangles for languages whose graphics are not compressed, so that white is
//! not sent.
use crate::Bitmap;

/// A rectangle of a page, in whole bytes across and in rows down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patch {
    /// First byte of its rows.
    pub(super) left: usize,
    /// One past the last byte of its rows.
    pub(super) right: usize,
    /// First row.
    pub(super) top: usize,
    /// One past the last row.
    pub(super) bottom: usize,
}

/// White bytes inside a row that are sent along rather than to begin another patch there.
const SMALL_GAP: usize = 2;

impl Patch {
    /// Bytes across.
    pub(super) fn columns(self) -> usize {
        self.right - self.left
    }

    /// Rows down.
    pub(super) fn rows(self) -> usize {
        self.bottom - self.top
    }

    /// Its bytes in the page, row by row; what the page has there, also where other patches lie over it.
    pub(super) fn bytes(self, page: &Bitmap) -> impl Iterator<Item = &[u8]> {
        page.rows()
            .skip(self.top)
            .take(self.rows())
            .map(move |row| &row[self.left..self.right])
    }

    fn area(self) -> usize {
        self.columns() * self.rows()
    }

    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            right: self.right.max(other.right),
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Patches that hold all ink of a page, top first. Each costs `overhead` bytes beside its own, and holds `most`
/// bytes, or one row where that is longer: it is what a printer swallows of the next label when a graphic
/// breaks off. Patches may lie over each other, since each holds what the page has there.
pub(super) fn patches(page: &Bitmap, overhead: usize, most: usize) -> Vec<Patch> {
    let mut patches = stack_runs(page, overhead);
    while join(&mut patches, overhead) {}
    if let Some(all) = patches.iter().copied().reduce(Patch::with)
        && all.area() + overhead <= patches.iter().map(|p| p.area() + overhead).sum()
    {
        patches = vec![all];
    }
    let mut whole: Vec<Patch> = patches
        .into_iter()
        .flat_map(|patch| {
            let rows = (most / patch.columns()).max(1);
            (patch.top..patch.bottom)
                .step_by(rows)
                .map(move |top| Patch {
                    top,
                    bottom: top.saturating_add(rows).min(patch.bottom),
                    ..patch
                })
        })
        .collect();
    whole.sort_by_key(|p| (p.top, p.left));
    whole
}

/// Runs of ink, row by row, stacked into patches as long as the white that this takes along is worth less than
/// another patch.
fn stack_runs(page: &Bitmap, overhead: usize) -> Vec<Patch> {
    // With each patch: the white taken along since a row last fitted.
    let mut open: Vec<(Patch, usize)> = Vec::new();
    let mut done = Vec::new();
    for (y, row) in page.rows().enumerate() {
        for run in runs(row, y) {
            let cheapest = open
                .iter_mut()
                .map(|entry| {
                    let wider = entry.0.with(run);
                    let white = wider.area().saturating_sub(entry.0.area() + run.area());
                    (white, wider, entry)
                })
                .min_by_key(|(white, ..)| *white)
                .filter(|(white, _, entry)| white + entry.1 < overhead);
            match cheapest {
                Some((0, wider, entry)) => *entry = (wider, 0),
                Some((white, wider, entry)) => *entry = (wider, entry.1 + white),
                None => open.push((run, 0)),
            }
        }
        let ended = open.extract_if(.., |(patch, _)| patch.bottom <= y);
        done.extend(ended.map(|(patch, _)| patch));
    }
    done.extend(open.into_iter().map(|(patch, _)| patch));
    done.sort_by_key(|p: &Patch| (p.top, p.left));
    done
}

/// The runs of ink in a row, over small gaps.
fn runs(row: &[u8], y: usize) -> Vec<Patch> {
    let mut runs: Vec<Patch> = Vec::new();
    for (at, _) in row.iter().enumerate().filter(|(_, byte)| **byte != 0) {
        match runs.last_mut() {
            Some(run) if at - run.right <= SMALL_GAP => run.right = at + 1,
            _ => runs.push(Patch {
                left: at,
                right: at + 1,
                top: y,
                bottom: y + 1,
            }),
        }
    }
    runs
}

/// Joins patches that are cheaper as one; true when there were any. They come and stay sorted by their top.
fn join(patches: &mut Vec<Patch>, overhead: usize) -> bool {
    let mut joined = false;
    let mut gone = vec![false; patches.len()];
    for i in 0..patches.len() {
        if gone[i] {
            continue;
        }
        for j in i + 1..patches.len() {
            let (one, other) = (patches[i], patches[j]);
            // A row of white between two costs a byte at least.
            if other.top > one.bottom + overhead {
                break;
            }
            let both = one.with(other);
            if !gone[j] && both.area() <= one.area() + other.area() + overhead {
                patches[i] = both;
                gone[j] = true;
                joined = true;
            }
        }
    }
    let mut gone = gone.into_iter();
    patches.retain(|_| !gone.next().unwrap_or(false));
    joined
}

#[cfg(test)]
mod tests;
