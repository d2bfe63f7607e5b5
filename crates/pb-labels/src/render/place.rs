//! Lays a page on the stock: which part, how turned, how large, and where.
use super::{Laid, Page, Placement, Sides, find};
use crate::{Bitmap, DotRect, LabelError, Stock};
use pb_domain::{Area, Crop, Fit, Scale, Turn};

/// A page is shrunk to fit the stock by a tenth at most: below that, barcodes stop scanning.
const SMALLEST: f64 = 0.9;
/// A label that is found on a sheet at nearly its size is taken before one that would be shrunk further.
const NEARLY: f64 = 0.97;
/// A page that would have to be shrunk this far is a sheet.
const SHEET: f64 = 0.75;
/// Shares of the stock that a piece of a sheet covers when it is a label: one at nearly its size, and any.
const MOST_OF_IT: f64 = 0.5;
const A_PART_OF_IT: f64 = 0.2;
/// What is shrunk to fit is drawn this little smaller still, so that rounding does not push a dot over the edge.
const A_LITTLE_LESS: f64 = 0.998;
/// A label is drawn this many times its size at most.
const LARGEST: f64 = 8.0;
/// Ink of a printer's own commands may reach so many millimetres beyond the stock before it is laid otherwise:
/// frames are often drawn a few dots too wide, and printers cut them off.
const HARMLESS: f64 = 2.0;

/// The labels of one page; none when it is blank.
pub(super) fn place(
    number: usize,
    page: &dyn Page,
    stock: &Stock,
    fit: &Fit,
) -> Result<Vec<Laid>, LabelError> {
    let drawn = page.draw(1.0)?;
    let Some(ink) = drawn.ink() else {
        return Ok(Vec::new());
    };
    let whole = DotRect::whole(drawn.width(), drawn.height());
    if page.is_native()
        && *fit
            == (Fit {
                written_for: fit.written_for,
                ..Fit::default()
            })
        && let Some(left) = native_left(&drawn, ink, stock)
    {
        let placement = Placement {
            page: number,
            page_size: (drawn.width(), drawn.height()),
            crop: whole,
            turned: 0,
            scale: 1.0,
            left,
            top: 0,
            lost: Sides::default(),
            written_for: page.written_for(),
            as_written: true,
        };
        return Ok(vec![paste(&drawn, placement, stock)]);
    }
    let parts = match fit.crop {
        Crop::Whole => vec![whole],
        Crop::Area(area) => vec![part(&drawn, area)],
        Crop::Auto => automatic(&drawn, ink, stock, fit),
    };
    let mut laid = Vec::new();
    for crop in parts {
        if drawn.crop(crop).ink().is_some() {
            laid.push(one(number, page, &drawn, crop, stock, fit)?);
        }
    }
    Ok(laid)
}

/// Where the left edge of a page lies that a printer draws itself; `None` when ink would be lost that way.
fn native_left(drawn: &Bitmap, ink: DotRect, stock: &Stock) -> Option<i64> {
    let left = stock.width().saturating_sub(drawn.width()) / 2;
    let harmless = whole_dots(stock.dots(HARMLESS));
    (left + ink.right <= stock.width() + harmless && ink.bottom <= stock.height() + harmless)
        .then_some(i64::from(left))
}

fn part(drawn: &Bitmap, area: Area) -> DotRect {
    let across = |n: u16| per_mille(drawn.width(), n);
    let down = |n: u16| per_mille(drawn.height(), n);
    DotRect {
        left: across(area.left),
        top: down(area.top),
        right: across(area.left.saturating_add(area.width)),
        bottom: down(area.top.saturating_add(area.height)),
    }
}

fn per_mille(of: u32, thousandths: u16) -> u32 {
    let dots = u64::from(of) * u64::from(thousandths.min(1_000)) / 1_000;
    u32::try_from(dots).unwrap_or(of)
}

/// The whole page where it fits the stock, else what is printed on it, else the labels that are found on it.
fn automatic(drawn: &Bitmap, ink: DotRect, stock: &Stock, fit: &Fit) -> Vec<DotRect> {
    let wanted = match fit.scale {
        Scale::Percent(percent) => hundredths(percent),
        _ => 1.0,
    };
    let room = |part: DotRect| room(part, stock, fit.turn) / wanted;
    let whole = DotRect::whole(drawn.width(), drawn.height());
    if room(whole) >= 1.0 {
        return vec![whole];
    }
    if room(ink) >= 1.0 {
        return vec![ink];
    }
    // A sheet has a label on it, and words beside the label that should not make it smaller.
    if room(whole) < SHEET {
        let found = find::labels(drawn, stock, MOST_OF_IT, &|part| room(part) >= NEARLY);
        if !found.is_empty() {
            return found;
        }
    }
    if room(ink) >= SMALLEST {
        return vec![ink];
    }
    let found = find::labels(drawn, stock, A_PART_OF_IT, &|part| room(part) >= SMALLEST);
    if found.is_empty() { vec![ink] } else { found }
}

/// How many times its size the stock has room for a part, in the best of the turns allowed.
fn room(part: DotRect, stock: &Stock, turn: Turn) -> f64 {
    let (upright, turned) = rooms(part, stock);
    match turn {
        Turn::Auto => upright.max(turned),
        Turn::Upright | Turn::Half => upright,
        Turn::Quarter | Turn::ThreeQuarters => turned,
    }
}

fn rooms(part: DotRect, stock: &Stock) -> (f64, f64) {
    let room = |w: u32, h: u32| {
        (f64::from(stock.width()) / f64::from(w.max(1)))
            .min(f64::from(stock.height()) / f64::from(h.max(1)))
    };
    (
        room(part.width(), part.height()),
        room(part.height(), part.width()),
    )
}

fn hundredths(percent: u16) -> f64 {
    (f64::from(percent) / 100.0).clamp(0.05, LARGEST)
}

fn one(
    number: usize,
    page: &dyn Page,
    drawn: &Bitmap,
    crop: DotRect,
    stock: &Stock,
    fit: &Fit,
) -> Result<Laid, LabelError> {
    let room = room(crop, stock, fit.turn);
    let scale = match fit.scale {
        Scale::Auto if room >= 1.0 => 1.0,
        Scale::Auto if room >= SMALLEST => room * A_LITTLE_LESS,
        Scale::Auto => {
            return Err(LabelError::DoesNotFit {
                page: number,
                size: size_text(crop, stock),
                stock: stock.media().name(),
            });
        }
        Scale::TrueSize => 1.0,
        Scale::FitToStock if (1.0..1.01).contains(&room) => 1.0,
        Scale::FitToStock => (room * A_LITTLE_LESS).min(LARGEST),
        Scale::Percent(percent) => hundredths(percent),
    };
    let (upright, quarter) = rooms(crop, stock);
    let turned = match fit.turn {
        Turn::Auto if upright >= scale || upright >= quarter => 0,
        Turn::Auto | Turn::Quarter => 90,
        Turn::Upright => 0,
        Turn::Half => 180,
        Turn::ThreeQuarters => 270,
    };
    let mut label = if (scale - 1.0).abs() < f64::EPSILON {
        drawn.crop(crop)
    } else {
        let again = page.draw(scale)?;
        let truly = f64::from(again.width()) / f64::from(drawn.width());
        again.crop(scaled(crop, truly))
    };
    for _ in 0..turned / 90 {
        label = label.rotate();
    }
    let moved = |micrometres: i32| stock.resolution().dots(i64::from(micrometres));
    let middle = |outer: u32, inner: u32| (i64::from(outer) - i64::from(inner)).div_euclid(2);
    let placement = Placement {
        page: number,
        page_size: (drawn.width(), drawn.height()),
        crop,
        turned,
        scale,
        left: middle(stock.width(), label.width()) + moved(fit.right),
        top: middle(stock.height(), label.height()) + moved(fit.down),
        lost: Sides::default(),
        written_for: page.written_for(),
        as_written: false,
    };
    Ok(paste(&label, placement, stock))
}

/// The label on the stock, with what falls off it counted.
fn paste(label: &Bitmap, mut placement: Placement, stock: &Stock) -> Laid {
    let (width, height) = (stock.width(), stock.height());
    let whole = (label.width(), label.height()) == (width, height);
    if whole && (placement.left, placement.top) == (0, 0) {
        return Laid {
            bitmap: label.clone(),
            placement,
        };
    }
    let mut bitmap = Bitmap::new(width, height);
    bitmap.paste(label, placement.left, placement.top);
    if let Some(ink) = label.ink() {
        let beyond = |dots: i64| u32::try_from(dots).unwrap_or(0);
        placement.lost = Sides {
            left: beyond(-(placement.left + i64::from(ink.left))),
            top: beyond(-(placement.top + i64::from(ink.top))),
            right: beyond(placement.left + i64::from(ink.right) - i64::from(width)),
            bottom: beyond(placement.top + i64::from(ink.bottom) - i64::from(height)),
        };
    }
    Laid { bitmap, placement }
}

/// A rectangle at another scale, rounded outwards.
pub(super) fn scaled(rect: DotRect, scale: f64) -> DotRect {
    let at = |dots: u32| f64::from(dots) * scale;
    DotRect {
        left: whole_dots(at(rect.left).floor()),
        top: whole_dots(at(rect.top).floor()),
        right: whole_dots(at(rect.right).ceil()),
        bottom: whole_dots(at(rect.bottom).ceil()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped first"
)]
fn whole_dots(dots: f64) -> u32 {
    dots.clamp(0.0, 1e6) as u32
}

fn size_text(part: DotRect, stock: &Stock) -> String {
    let mm = |dots: u32| (dots * 1_000).div_ceil(stock.resolution().dots_per_metre());
    format!("{} × {} mm", mm(part.width()), mm(part.height()))
}
