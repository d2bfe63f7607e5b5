//! One label as the renderer read it, and how it is drawn.
use crate::graphics::Picture;
use crate::{guarded, limits, resize, too_big, unreadable};
use labelize::elements::label_element::LabelElement;
use labelize::{DrawerOptions, LabelInfo};
use pb_domain::Format;
use pb_labels::{Bitmap, CommandPage, DotRect, LabelError};
use std::io::Cursor;

/// One label.
pub(crate) struct Label {
    format: Format,
    elements: Vec<LabelElement>,
    width: Option<u32>,
    length: Option<u32>,
    /// How far it reaches, right and down.
    reach: (u32, u32),
    inverted: bool,
    mirrored: bool,
}

impl Label {
    /// Gives the label its pictures back, of which the renderer only knows the numbers.
    pub(crate) fn new(
        format: Format,
        info: LabelInfo,
        length: Option<u32>,
        pictures: &[Picture],
    ) -> Result<Self, LabelError> {
        if info.elements.len() > limits::MAX_FIELDS {
            return Err(too_big(
                format,
                format!(
                    "{} fields, and {} are allowed",
                    info.elements.len(),
                    limits::MAX_FIELDS
                ),
            ));
        }
        let mut elements = info.elements;
        for element in &mut elements {
            resize::bound(element);
            if let LabelElement::GraphicField(field) = element {
                let number =
                    <[u8; 4]>::try_from(field.data.as_slice()).map_or(u32::MAX, u32::from_be_bytes);
                let picture = pictures
                    .get(number as usize)
                    .ok_or_else(|| unreadable(format, "a picture on it is damaged"))?;
                let size = |n: usize| i32::try_from(n).unwrap_or(0);
                field.data.clone_from(&picture.bytes);
                field.row_bytes = size(picture.row_bytes);
                field.data_bytes = size(picture.bytes.len());
                field.total_bytes = field.data_bytes;
            }
        }
        let (right, bottom) = elements
            .iter_mut()
            .map(resize::reach)
            .fold((0, 0), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        let dots = |n: i32| u32::try_from(n).unwrap_or(0);
        Ok(Self {
            format,
            elements,
            reach: (dots(right), dots(bottom)),
            width: u32::try_from(info.print_width).ok().filter(|w| *w > 0),
            length: length.filter(|l| *l > 0),
            inverted: info.inverted,
            mirrored: info.mirrored,
        })
    }
}

impl CommandPage for Label {
    fn stated_size(&self) -> (Option<u32>, Option<u32>) {
        (self.width, self.length)
    }

    fn reach(&self) -> (u32, u32) {
        self.reach
    }

    fn draw(
        &self,
        canvas: (u32, u32),
        page: (u32, u32),
        scale: f64,
        written_per_mm: u32,
    ) -> Result<Bitmap, LabelError> {
        let work: f64 = self
            .elements
            .iter()
            .map(|element| resize::work(element, canvas, scale))
            .sum();
        if work > limits::MAX_WORK {
            return Err(too_big(self.format, "too much is drawn on it".to_owned()));
        }
        guarded(self.format, || {
            let drawn = self.drawn(canvas, scale, written_per_mm)?;
            if !self.inverted && !self.mirrored {
                return Ok(drawn);
            }
            let mut turned = drawn.crop(DotRect::whole(page.0, page.1));
            if self.inverted {
                turned = turned.rotate().rotate();
            }
            if self.mirrored {
                turned = turned.mirror();
            }
            let mut out = Bitmap::new(canvas.0, canvas.1);
            out.paste(&turned, 0, 0);
            Ok(out)
        })
    }
}

impl Label {
    fn drawn(
        &self,
        canvas: (u32, u32),
        scale: f64,
        written_per_mm: u32,
    ) -> Result<Bitmap, LabelError> {
        let failed = |reason: String| unreadable(self.format, reason);
        let mut elements = self.elements.clone();
        for element in &mut elements {
            resize::resize(element, scale, written_per_mm).map_err(failed)?;
        }
        let label = LabelInfo {
            elements,
            ..LabelInfo::default()
        };
        // Whatever the printer's dots are: the renderer only asks how many there are.
        let per_mm = 8;
        let options = DrawerOptions {
            label_width_mm: f64::from(canvas.0) / f64::from(per_mm),
            label_height_mm: f64::from(canvas.1) / f64::from(per_mm),
            dpmm: per_mm,
            ..DrawerOptions::default()
        };
        let mut png = Vec::new();
        labelize::Renderer::new()
            .draw_label_as_png(&label, &mut png, options)
            .map_err(failed)?;
        let failed = |e: png::DecodingError| unreadable(self.format, e.to_string());
        let mut reader = png::Decoder::new(Cursor::new(png))
            .read_info()
            .map_err(failed)?;
        let mut gray = vec![0; reader.output_buffer_size().unwrap_or(0)];
        let frame = reader.next_frame(&mut gray).map_err(failed)?;
        let drawn = Bitmap::from_gray(frame.width, frame.height, &gray, 128);
        Ok(drawn.crop(DotRect::whole(canvas.0, canvas.1)))
    }
}
