//! Dots as a PDF, one page a label, so that a label can be printed on any printer.
use crate::{Bitmap, LabelError, Resolution};
use pb_domain::{Document, Format};
use printpdf::{
    ImageCompression, ImageOptimizationOptions, Mm, Op, PdfDocument, PdfPage, PdfSaveOptions,
    RawImage, RawImageData, RawImageFormat, XObjectTransform,
};

/// The pages as a PDF in which every dot keeps its size.
pub fn to_pdf(pages: &[Bitmap], resolution: Resolution) -> Result<Document, LabelError> {
    if pages.is_empty() {
        return Err(LabelError::Blank);
    }
    let dots_per_mm = resolution.dots_per_metre() as f32 / 1_000.0;
    let mut document = PdfDocument::new("Label");
    let mut sheets = Vec::with_capacity(pages.len());
    for page in pages {
        let image = RawImage {
            pixels: RawImageData::U8(page.to_gray()),
            width: page.width() as usize,
            height: page.height() as usize,
            data_format: RawImageFormat::R8,
            tag: Vec::new(),
        };
        let id = document.add_image(&image);
        let place = XObjectTransform {
            dpi: Some(dots_per_mm * 25.4),
            ..XObjectTransform::default()
        };
        let size = |dots: u32| Mm(dots as f32 / dots_per_mm);
        sheets.push(PdfPage::new(
            size(page.width()),
            size(page.height()),
            vec![Op::UseXobject {
                id,
                transform: place,
            }],
        ));
    }
    document.with_pages(sheets);
    // Lossless, at full size: the defaults would make a small photograph of the bars.
    let lossless = ImageOptimizationOptions {
        quality: None,
        max_image_size: None,
        dither_greyscale: None,
        convert_to_greyscale: None,
        auto_optimize: None,
        format: Some(ImageCompression::Flate),
    };
    let options = PdfSaveOptions {
        image_optimization: Some(lossless),
        ..PdfSaveOptions::default()
    };
    let bytes = document.save(&options, &mut Vec::new());
    Ok(Document {
        format: Format::Pdf,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommandPage, CommandRenderer, DotRect, Media, Stock, lay_out};
    use pb_domain::Fit;

    struct NoCommands;

    impl CommandRenderer for NoCommands {
        fn read(
            &self,
            _: Format,
            _: &[u8],
            _: u32,
        ) -> Result<Vec<Box<dyn CommandPage>>, LabelError> {
            Err(LabelError::Blank)
        }
    }

    #[test]
    fn every_dot_comes_back() {
        let (width, height) = Media::FOUR_BY_SIX.dots(Resolution::Dpi203);
        let mut page = Bitmap::new(width, height);
        for x in (40..700).step_by(7) {
            page.fill(DotRect {
                left: x,
                top: 60,
                right: x + 3,
                bottom: 400,
            });
        }
        let pages = [page.clone(), page];
        let pdf = to_pdf(&pages, Resolution::Dpi203).expect("draws");
        assert!(pdf.bytes.len() < 100_000, "{} bytes", pdf.bytes.len());
        let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
        let back = lay_out(&pdf, &stock, &Fit::default(), &NoCommands).expect("reads");
        let back: Vec<Bitmap> = back.into_iter().map(|l| l.bitmap).collect();
        assert_eq!(back, pages);
    }
}
