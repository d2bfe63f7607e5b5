//! Finds the labels on a page that is larger than the stock: on the half of a sheet of A4 or Letter, above the
//! instructions, or two on one sheet.
//!
//! The page is cut at white stripes, first at cutting lines, so that the largest piece fits the stock; what does
//! not fit is cut again. Pieces of a label's size are labels; where some of them have barcodes, only those.
use crate::{Bitmap, DotRect, Stock};

/// Side of a cell of the coarse picture that is searched, in millimetres.
const CELL: f64 = 1.0;
/// A cutting line reaches over so much of the page.
const LINE_REACH: f64 = 0.9;
/// And so much of it is inked, dashes and all.
const LINE_INK: f64 = 0.3;
/// Pieces at most; more is text, not labels.
const MAX_PIECES: usize = 64;

/// The labels on a page, in reading order: pieces that cover at least this share of the stock; `fits` says what
/// the stock takes.
pub(super) fn labels(
    page: &Bitmap,
    stock: &Stock,
    share: f64,
    fits: &dyn Fn(DotRect) -> bool,
) -> Vec<DotRect> {
    let Some(ink) = page.ink() else {
        return Vec::new();
    };
    let mut grid = Grid::new(page, stock);
    grid.blank_cutting_lines();
    let mut search = Search {
        grid: &grid,
        page,
        fits,
        found: Vec::new(),
    };
    search.cut(grid.whole(), 0);
    let area = |part: &DotRect| f64::from(part.width()) * f64::from(part.height());
    let least = share * f64::from(stock.width()) * f64::from(stock.height());
    let mut found = search.found;
    found.retain(|part| area(part) >= least);
    if found.is_empty() {
        // No white stripe parts it: the halves of the sheet, as they are folded.
        found = halves(page, ink)
            .into_iter()
            .filter(|part| fits(*part) && area(part) >= least)
            .collect();
    }
    if found.len() > 1 {
        let with_barcode: Vec<DotRect> = found
            .iter()
            .copied()
            .filter(|part| !crate::decode(&page.crop(*part)).is_empty())
            .collect();
        if !with_barcode.is_empty() {
            found = with_barcode;
        }
    }
    found.sort_by_key(|part| (part.top, part.left));
    found
}

/// The ink on each half of the page, cut across its longer side.
fn halves(page: &Bitmap, ink: DotRect) -> Vec<DotRect> {
    let (mut first, mut second) = (ink, ink);
    if page.height() >= page.width() {
        first.bottom = page.height() / 2;
        second.top = page.height() / 2;
    } else {
        first.right = page.width() / 2;
        second.left = page.width() / 2;
    }
    [first, second]
        .into_iter()
        .filter(|half| half.left < half.right && half.top < half.bottom)
        .filter_map(|half| within(page, half))
        .collect()
}

/// The ink inside a rectangle.
fn within(page: &Bitmap, rect: DotRect) -> Option<DotRect> {
    let ink = page.crop(rect).ink()?;
    Some(DotRect {
        left: rect.left + ink.left,
        top: rect.top + ink.top,
        right: rect.left + ink.right,
        bottom: rect.top + ink.bottom,
    })
}

/// The page in cells of a millimetre, each inked or white.
struct Grid {
    cell: u32,
    columns: usize,
    rows: usize,
    inked: Vec<bool>,
}

/// A rectangle of cells; right and bottom are exclusive.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Cells {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Cells {
    fn area(self) -> usize {
        (self.right - self.left) * (self.bottom - self.top)
    }
}

impl Grid {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a millimetre has a few dots"
    )]
    fn new(page: &Bitmap, stock: &Stock) -> Self {
        let cell = (stock.dots(CELL).round() as u32).max(1);
        let (columns, rows) = (
            page.width().div_ceil(cell) as usize,
            page.height().div_ceil(cell) as usize,
        );
        let mut inked = vec![false; columns * rows];
        for (y, row) in page.rows().enumerate() {
            let cells = &mut inked[y / cell as usize * columns..][..columns];
            for (at, _) in row.iter().enumerate().filter(|(_, byte)| **byte != 0) {
                for x in [at * 8, at * 8 + 7] {
                    if let Some(inked) = cells.get_mut(x / cell as usize) {
                        *inked = true;
                    }
                }
            }
        }
        Self {
            cell,
            columns,
            rows,
            inked,
        }
    }

    fn whole(&self) -> Cells {
        Cells {
            left: 0,
            top: 0,
            right: self.columns,
            bottom: self.rows,
        }
    }

    fn row_inked(&self, y: usize, within: Cells) -> bool {
        self.inked[y * self.columns..][within.left..within.right].contains(&true)
    }

    fn column_inked(&self, x: usize, within: Cells) -> bool {
        (within.top..within.bottom).any(|y| self.inked[y * self.columns + x])
    }

    /// Lines across the sheet with white on both sides say where to cut, and are no part of a label.
    fn blank_cutting_lines(&mut self) {
        let whole = self.whole();
        let rows: Vec<bool> = (0..self.rows).map(|y| self.row_inked(y, whole)).collect();
        for (top, bottom) in thin(&rows) {
            let line: Vec<bool> = (0..self.columns)
                .map(|x| (top..bottom).any(|y| self.inked[y * self.columns + x]))
                .collect();
            if is_cutting_line(&line) {
                self.inked[top * self.columns..bottom * self.columns].fill(false);
            }
        }
        let columns: Vec<bool> = (0..self.columns)
            .map(|x| self.column_inked(x, whole))
            .collect();
        for (left, right) in thin(&columns) {
            let line: Vec<bool> = (0..self.rows)
                .map(|y| (left..right).any(|x| self.inked[y * self.columns + x]))
                .collect();
            if is_cutting_line(&line) {
                for y in 0..self.rows {
                    self.inked[y * self.columns + left..y * self.columns + right].fill(false);
                }
            }
        }
    }

    /// The smallest rectangle that holds the ink of another.
    fn shrunk(&self, cells: Cells) -> Option<Cells> {
        let top = (cells.top..cells.bottom).find(|y| self.row_inked(*y, cells))?;
        let bottom = (cells.top..cells.bottom).rfind(|y| self.row_inked(*y, cells))? + 1;
        let left = (cells.left..cells.right).find(|x| self.column_inked(*x, cells))?;
        let right = (cells.left..cells.right).rfind(|x| self.column_inked(*x, cells))? + 1;
        Some(Cells {
            left,
            top,
            right,
            bottom,
        })
    }
}

/// Stretches of one or two inked cells with white before and after.
fn thin(inked: &[bool]) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    let mut from = None;
    for (at, inked) in inked.iter().copied().chain([false]).enumerate() {
        match (from, inked) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                if at - start <= 2 {
                    stretches.push((start, at));
                }
                from = None;
            }
            _ => {}
        }
    }
    stretches
}

fn is_cutting_line(cells: &[bool]) -> bool {
    let (Some(first), Some(last)) = (
        cells.iter().position(|c| *c),
        cells.iter().rposition(|c| *c),
    ) else {
        return false;
    };
    let share = |n: usize| {
        f64::from(u32::try_from(n).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(cells.len()).unwrap_or(u32::MAX))
    };
    share(last + 1 - first) >= LINE_REACH && share(cells.iter().filter(|c| **c).count()) >= LINE_INK
}

struct Search<'a> {
    grid: &'a Grid,
    page: &'a Bitmap,
    fits: &'a dyn Fn(DotRect) -> bool,
    found: Vec<DotRect>,
}

impl Search<'_> {
    /// Cuts until every piece fits or has no white stripe.
    fn cut(&mut self, cells: Cells, depth: usize) {
        let Some(cells) = self.grid.shrunk(cells) else {
            return;
        };
        if self.found.len() >= MAX_PIECES || depth > MAX_PIECES {
            return;
        }
        let Some(dots) = within(self.page, self.dots(cells)) else {
            return;
        };
        if (self.fits)(dots) {
            self.found.push(dots);
            return;
        }
        // The cut whose largest piece that fits is largest; where none fits yet, the one at the widest stripe.
        let best = self
            .stripes(cells)
            .into_iter()
            .map(|(width, before, after)| {
                let fitting = [before, after]
                    .into_iter()
                    .filter_map(|piece| self.grid.shrunk(piece))
                    .filter(|piece| (self.fits)(self.dots(*piece)))
                    .map(Cells::area)
                    .max()
                    .unwrap_or(0);
                (fitting, width, before, after)
            })
            .max_by_key(|(fitting, width, ..)| (*fitting, *width));
        if let Some((_, _, before, after)) = best {
            self.cut(before, depth + 1);
            self.cut(after, depth + 1);
        }
    }

    /// Every white stripe through a piece: its width, and what lies before and after it.
    fn stripes(&self, cells: Cells) -> Vec<(usize, Cells, Cells)> {
        let rows = white(cells.top..cells.bottom, |y| self.grid.row_inked(y, cells))
            .into_iter()
            .map(|(from, to)| {
                let (before, after) = (
                    Cells {
                        bottom: from,
                        ..cells
                    },
                    Cells { top: to, ..cells },
                );
                (to - from, before, after)
            });
        let columns = white(cells.left..cells.right, |x| {
            self.grid.column_inked(x, cells)
        })
        .into_iter()
        .map(|(from, to)| {
            let (before, after) = (
                Cells {
                    right: from,
                    ..cells
                },
                Cells { left: to, ..cells },
            );
            (to - from, before, after)
        });
        rows.chain(columns).collect()
    }

    fn dots(&self, cells: Cells) -> DotRect {
        let dots = |n: usize| u32::try_from(n).unwrap_or(0) * self.grid.cell;
        DotRect {
            left: dots(cells.left),
            top: dots(cells.top),
            right: dots(cells.right).min(self.page.width()),
            bottom: dots(cells.bottom).min(self.page.height()),
        }
    }
}

/// The white stretches inside a range that begins and ends with ink.
fn white(range: std::ops::Range<usize>, inked: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    let mut from = None;
    for at in range {
        match (from, inked(at)) {
            (None, false) => from = Some(at),
            (Some(start), true) => {
                stretches.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    stretches
}
