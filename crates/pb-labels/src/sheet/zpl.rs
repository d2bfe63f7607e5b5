//! Draws a sheet in the printer's own commands; what its own font lacks is drawn here and sent as
//! graphics.
use super::dots::{dot_sides, items_to_bitmap};
use super::{Align, Area, Block, Code128, Item, Sheet};
use crate::language::Copies;
use crate::language::zpl::{begin_label, end_label, graphic};
use crate::{LabelError, Resolution};
use pb_domain::{Document, Format};

/// The sheet as one ZPL label.
pub(crate) fn to_zpl(sheet: &Sheet, resolution: Resolution) -> Result<Document, LabelError> {
    let size = sheet.media.dots(resolution);
    let mut out = Vec::new();
    begin_label(&mut out, size);
    for item in &sheet.items {
        match item {
            Item::Fill(area) => fill(&mut out, *area, resolution),
            Item::Text(block) if block.is_plain() => text(&mut out, block, resolution, ""),
            Item::Band(area, block) if block.is_plain() => {
                fill(&mut out, *area, resolution);
                text(&mut out, block, resolution, "^FR");
            }
            Item::Text(_) | Item::Band(..) => {
                // These bytes go to any printer of the language as they are, also to those that do not inflate.
                let drawn = items_to_bitmap([item], size, resolution)?;
                graphic(&mut out, &drawn, 0, 0, false);
            }
            Item::Barcode(code) => barcode(&mut out, code, resolution),
        }
    }
    end_label(&mut out, Copies::MIN);
    Ok(Document {
        format: Format::Zpl,
        bytes: out,
    })
}

fn fill(out: &mut Vec<u8>, area: Area, resolution: Resolution) {
    let [left, top, right, bottom] = dot_sides(area, resolution);
    let (width, height) = (right - left, bottom - top);
    let thickness = width.min(height);
    out.extend(format!("^FO{left},{top}^GB{width},{height},{thickness}^FS").into_bytes());
}

fn text(out: &mut Vec<u8>, block: &Block, resolution: Resolution, reverse: &str) {
    let size = resolution.dots(block.size);
    let left = resolution.dots(block.area.x);
    let width = resolution.dots(block.area.width);
    let align = match block.align {
        Align::Left => String::new(),
        Align::Centre => format!("^FB{width},1,0,C"),
        Align::Right => format!("^FB{width},1,0,R"),
    };
    for placed in &block.lines {
        let baseline = resolution.dots(placed.baseline);
        let data = escaped(&placed.line.text);
        out.extend(
            format!("^FT{left},{baseline}^A0N,{size}{align}{reverse}^FH^FD{data}^FS").into_bytes(),
        );
    }
}

/// Text as `^FH^FD` wants it: what ZPL would take for a command is written in hexadecimal.
fn escaped(text: &str) -> String {
    let mut data = String::new();
    for c in text.chars() {
        if matches!(c, '^' | '~' | '_') {
            data.push_str(&format!("_{:02X}", u32::from(c)));
        } else {
            data.push(c);
        }
    }
    data
}

fn barcode(out: &mut Vec<u8>, code: &Code128, resolution: Resolution) {
    let module = resolution.module_dots(code.module);
    let (left, top) = (resolution.dots(code.area.x), resolution.dots(code.area.y));
    let height = resolution.dots(code.area.bottom()) - top;
    let data = code.zpl_data();
    out.extend(format!("^FO{left},{top}^BY{module}^BCN,{height},N,N,N^FD{data}^FS").into_bytes());
}
