//! Fields at another size: places and lengths by the factor, the narrow bar of a code in whole dots.
//!
//! A label for 8 dots a millimetre on a printer of 12 keeps its size, and its bars stay even.
use crate::limits::MAX_PLACE;
use image::RgbaImage;
use labelize::elements::field_block::FieldBlock;
use labelize::elements::graphic_field::{GraphicField, GraphicFieldFormat, GraphicFieldMode};
use labelize::elements::label_element::LabelElement;
use labelize::elements::label_position::LabelPosition;
use labelize::elements::reverse_print::ReversePrint;

/// A narrow bar that would have to shrink below this share of its size is made a dot wider instead.
const NARROWEST: f64 = 0.8;
/// What the renderer draws a MaxiCode for, whose size the standard fixes.
const MAXICODE_PER_MM: f64 = 8.0;

/// A field at `scale` times its size. `written_per_mm` is what the label was written for.
pub(crate) fn resize(
    element: &mut LabelElement,
    scale: f64,
    written_per_mm: u32,
) -> Result<(), String> {
    if let LabelElement::Maxicode(code) = element {
        let own = scale * f64::from(written_per_mm) / MAXICODE_PER_MM;
        if (own - 1.0).abs() > f64::EPSILON && !code.data.is_empty() {
            let drawn = labelize::barcodes::maxicode::encode(&code.data, code.code.mode)?;
            let mut field = field_of(&drawn);
            field.reverse_print = code.reverse_print.clone();
            field.position = code.position.clone();
            place(&mut field.position, scale);
            *element = LabelElement::GraphicField(stretched(&field, own));
            return Ok(());
        }
    }
    if (scale - 1.0).abs() <= f64::EPSILON {
        return Ok(());
    }
    let by = |length: &mut i32| *length = times(*length, scale);
    let line = |thickness: &mut i32| *thickness = times(*thickness, scale).max(1);
    let narrow = |module: &mut i32| *module = narrow_bar(*module, scale);
    if let Some(position) = position(element) {
        place(position, scale);
    }
    match element {
        LabelElement::Text(text) => {
            text.font.height *= scale;
            text.font.width *= scale;
            if let Some(FieldBlock {
                max_width,
                line_spacing,
                hanging_indent,
                ..
            }) = &mut text.block
            {
                for length in [max_width, line_spacing, hanging_indent] {
                    by(length);
                }
            }
        }
        LabelElement::GraphicBox(shape) => {
            line(&mut shape.border_thickness);
            line(&mut shape.width);
            line(&mut shape.height);
        }
        LabelElement::GraphicCircle(shape) => {
            by(&mut shape.circle_diameter);
            line(&mut shape.border_thickness);
        }
        LabelElement::GraphicEllipse(shape) => {
            by(&mut shape.width);
            by(&mut shape.height);
            line(&mut shape.border_thickness);
        }
        LabelElement::DiagonalLine(shape) => {
            by(&mut shape.width);
            by(&mut shape.height);
            line(&mut shape.border_thickness);
        }
        LabelElement::InvertRegion(region) => {
            by(&mut region.width);
            by(&mut region.height);
        }
        LabelElement::GraphicField(field) => *field = stretched(field, scale),
        LabelElement::Barcode128(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::BarcodeEan13(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::BarcodeEan8(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::BarcodeUca(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::BarcodeUcpe(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::Barcode2of5(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::Barcode39(code) => {
            narrow(&mut code.width);
            line(&mut code.barcode.height);
        }
        LabelElement::BarcodePdf417(code) => {
            narrow(&mut code.barcode.module_width);
            by(&mut code.barcode.row_height);
            by(&mut code.barcode.by_height);
        }
        LabelElement::BarcodeAztec(code) => narrow(&mut code.barcode.magnification),
        LabelElement::BarcodeDatamatrix(code) => narrow(&mut code.barcode.height),
        LabelElement::BarcodeQr(code) => {
            narrow(&mut code.barcode.magnification);
            by(&mut code.height);
        }
        _ => {}
    }
    Ok(())
}

/// Whole dots for a narrow bar: never wider than in proportion, unless it would become much narrower.
pub(crate) fn narrow_bar(module: i32, scale: f64) -> i32 {
    let exact = f64::from(module.max(1)) * scale;
    // Two thirds of three are not quite two in a computer.
    let below = (exact + 1e-6).floor();
    let dots = if below >= exact * NARROWEST {
        below
    } else {
        exact.ceil()
    };
    rounded(dots.max(1.0))
}

fn times(length: i32, scale: f64) -> i32 {
    rounded(f64::from(length) * scale)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped first")]
fn rounded(dots: f64) -> i32 {
    let most = f64::from(4 * MAX_PLACE);
    dots.round().clamp(-most, most) as i32
}

fn place(position: &mut LabelPosition, scale: f64) {
    position.x = times(position.x, scale);
    position.y = times(position.y, scale);
}

fn position(element: &mut LabelElement) -> Option<&mut LabelPosition> {
    Some(match element {
        LabelElement::Text(e) => &mut e.position,
        LabelElement::GraphicBox(e) => &mut e.position,
        LabelElement::GraphicCircle(e) => &mut e.position,
        LabelElement::GraphicEllipse(e) => &mut e.position,
        LabelElement::DiagonalLine(e) => &mut e.position,
        LabelElement::InvertRegion(e) => &mut e.position,
        LabelElement::GraphicField(e) => &mut e.position,
        LabelElement::Barcode128(e) => &mut e.position,
        LabelElement::BarcodeEan13(e) => &mut e.position,
        LabelElement::BarcodeEan8(e) => &mut e.position,
        LabelElement::BarcodeUca(e) => &mut e.position,
        LabelElement::Barcode2of5(e) => &mut e.position,
        LabelElement::Barcode39(e) => &mut e.position,
        LabelElement::BarcodePdf417(e) => &mut e.position,
        LabelElement::BarcodeAztec(e) => &mut e.position,
        LabelElement::BarcodeDatamatrix(e) => &mut e.position,
        LabelElement::BarcodeQr(e) => &mut e.position,
        LabelElement::Maxicode(e) => &mut e.position,
        LabelElement::BarcodeUcpe(e) => &mut e.position,
        _ => return None,
    })
}

/// Keeps places and sides within what a printer can address, so that nothing overflows.
pub(crate) fn bound(element: &mut LabelElement) {
    let side = |length: &mut i32| *length = (*length).clamp(0, MAX_PLACE);
    if let Some(position) = position(element) {
        position.x = position.x.clamp(-MAX_PLACE, MAX_PLACE);
        position.y = position.y.clamp(-MAX_PLACE, MAX_PLACE);
    }
    match element {
        LabelElement::GraphicBox(shape) => {
            side(&mut shape.width);
            side(&mut shape.height);
            side(&mut shape.border_thickness);
        }
        LabelElement::GraphicCircle(shape) => {
            side(&mut shape.circle_diameter);
            side(&mut shape.border_thickness);
        }
        LabelElement::GraphicEllipse(shape) => {
            side(&mut shape.width);
            side(&mut shape.height);
            side(&mut shape.border_thickness);
        }
        LabelElement::DiagonalLine(shape) => {
            side(&mut shape.width);
            side(&mut shape.height);
            side(&mut shape.border_thickness);
        }
        LabelElement::InvertRegion(region) => {
            side(&mut region.width);
            side(&mut region.height);
        }
        LabelElement::Text(text) => {
            text.font.width = text.font.width.clamp(0.0, f64::from(MAX_PLACE));
            text.font.height = text.font.height.clamp(0.0, f64::from(MAX_PLACE));
            if let Some(block) = &mut text.block {
                block.max_lines = block.max_lines.clamp(0, 1_000);
                block.max_width = block.max_width.clamp(0, MAX_PLACE);
                block.line_spacing = block.line_spacing.clamp(-MAX_PLACE, MAX_PLACE);
                block.hanging_indent = block.hanging_indent.clamp(-MAX_PLACE, MAX_PLACE);
            }
        }
        _ => {}
    }
}

/// How far to the right and down a field reaches at least.
pub(crate) fn reach(element: &mut LabelElement) -> (i32, i32) {
    let (width, height) = size(element);
    let mut at = (0, 0);
    if let Some(position) = position(element) {
        let below = if position.calculate_from_bottom {
            0
        } else {
            height
        };
        at = (
            position.x.saturating_add(width),
            position.y.saturating_add(below),
        );
    }
    at
}

/// The size of what states one.
fn size(element: &LabelElement) -> (i32, i32) {
    match element {
        LabelElement::GraphicBox(e) => (e.width, e.height),
        LabelElement::GraphicField(e) if e.row_bytes > 0 => {
            let rows = i32::try_from(e.data.len()).unwrap_or(0) / e.row_bytes;
            (
                e.row_bytes
                    .saturating_mul(8)
                    .saturating_mul(e.magnification_x.max(1)),
                rows.saturating_mul(e.magnification_y.max(1)),
            )
        }
        _ => (0, 0),
    }
}

/// Dots that the renderer goes through for a field, roughly.
pub(crate) fn work(element: &LabelElement, canvas: (u32, u32), scale: f64) -> f64 {
    let canvas = f64::from(canvas.0) * f64::from(canvas.1);
    let (width, height) = size(element);
    let area = f64::from(width) * f64::from(height) * scale * scale;
    let own = match element {
        // Boxes are walked through dot by dot, whether they lie on the label or not.
        LabelElement::GraphicBox(_) | LabelElement::GraphicField(_) => area,
        LabelElement::GraphicCircle(e) => f64::from(e.circle_diameter).powi(2).min(canvas),
        LabelElement::GraphicEllipse(_) | LabelElement::DiagonalLine(_) => canvas,
        _ => 0.0,
    };
    // White on black is drawn on a page of its own first.
    let reversed = if element.is_reverse_print() {
        canvas * 2.0
    } else {
        0.0
    };
    own + reversed
}

/// A picture of one bit a dot from a drawn symbol.
fn field_of(drawn: &RgbaImage) -> GraphicField {
    let row_bytes = drawn.width().div_ceil(8) as usize;
    let mut data = vec![0u8; row_bytes * drawn.height() as usize];
    for (x, y, pixel) in drawn.enumerate_pixels() {
        if pixel.0[3] > 128 && pixel.0[0] < 128 {
            data[y as usize * row_bytes + (x / 8) as usize] |= 0x80 >> (x % 8);
        }
    }
    picture(data, row_bytes)
}

fn picture(data: Vec<u8>, row_bytes: usize) -> GraphicField {
    let length = i32::try_from(data.len()).unwrap_or(0);
    GraphicField {
        reverse_print: ReversePrint::default(),
        position: LabelPosition::default(),
        format: GraphicFieldFormat::Raw,
        data_bytes: length,
        total_bytes: length,
        row_bytes: i32::try_from(row_bytes).unwrap_or(0),
        data,
        magnification_x: 1,
        magnification_y: 1,
        mode: GraphicFieldMode::default(),
        zero_bits_black: false,
    }
}

/// A picture at another size, dot for dot: bars of an even number of dots stay even at one and a half times.
fn stretched(field: &GraphicField, scale: f64) -> GraphicField {
    let row_bytes = usize::try_from(field.row_bytes).unwrap_or(0);
    if row_bytes == 0 || field.data.is_empty() {
        return field.clone();
    }
    let rows = field.data.len() / row_bytes;
    let axis = |dots: usize, times: i32| -> Vec<usize> {
        let times = f64::from(times.max(1)) * scale;
        let length = f64::from(u32::try_from(dots).unwrap_or(0)) * times;
        let last = dots.saturating_sub(1);
        (0..rounded(length.min(f64::from(MAX_PLACE))))
            .map(|at| {
                let from = rounded(((f64::from(at) + 0.5) / times).floor());
                usize::try_from(from).unwrap_or(0).min(last)
            })
            .collect()
    };
    let (columns, lines) = (
        axis(row_bytes * 8, field.magnification_x),
        axis(rows, field.magnification_y),
    );
    let wide = columns.len().div_ceil(8);
    let mut data = vec![0u8; wide * lines.len()];
    for (row, from) in data.chunks_exact_mut(wide.max(1)).zip(&lines) {
        let source = &field.data[from * row_bytes..(from + 1) * row_bytes];
        for (at, column) in columns.iter().enumerate() {
            if source[column / 8] & (0x80 >> (column % 8)) != 0 {
                row[at / 8] |= 0x80 >> (at % 8);
            }
        }
    }
    GraphicField {
        position: field.position.clone(),
        reverse_print: field.reverse_print.clone(),
        mode: field.mode,
        ..picture(data, wide)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_bars_are_whole_dots_near_their_size() {
        // Written for 8 dots a millimetre, printed at 12.
        for (module, wanted) in [(1, 2), (2, 3), (3, 4), (4, 6), (5, 7), (6, 9)] {
            assert_eq!(narrow_bar(module, 1.5), wanted, "{module}");
        }
        // And the other way round.
        for (module, wanted) in [(2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (9, 6)] {
            assert_eq!(narrow_bar(module, 2.0 / 3.0), wanted, "{module}");
        }
        assert_eq!(narrow_bar(3, 0.97), 3);
    }

    #[test]
    fn pictures_keep_even_bars_even() {
        // Bars and spaces of two dots.
        let field = picture(vec![0b1100_1100, 0b1100_1100], 1);
        let larger = stretched(&field, 1.5);
        assert_eq!(larger.row_bytes, 2);
        assert_eq!(larger.data, [0b1110_0011, 0b1000_0000].repeat(3));
        let twice = GraphicField {
            magnification_x: 2,
            magnification_y: 2,
            ..field
        };
        assert_eq!(stretched(&twice, 1.0).data.len(), 8);
    }
}
