//! ZPL II, as Zebra's printers read it (Zebra's ZPL II guide).
mod format;
mod graphic;
mod stream;

use super::{Condition, Desk, Dialect, Event, Picture, Reader, Stock, When};
use pb_domain::Format;
use pb_labels::Bitmap;
use stream::{Ending, Item, Query, Stream};

/// A printer of Zebra's, or one of the compatible printers that know `:Z64:` and `:B64:` not.
#[derive(Debug)]
pub(super) struct Zpl {
    /// It knows `:Z64:` and `:B64:`.
    pub(super) inflates: bool,
}

impl Dialect for Zpl {
    fn id(&self) -> &'static str {
        if self.inflates { "zpl" } else { "zpl-plain" }
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Formats {
            stream: Stream::default(),
            inflates: self.inflates,
        })
    }
}

#[derive(Debug)]
struct Formats {
    stream: Stream,
    inflates: bool,
}

impl Reader for Formats {
    /// Takes all there is: what is not whole stays in the stream.
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        for item in self.stream.take(bytes) {
            match item {
                Item::Query(Query::Status, inside) => {
                    desk.ask(When::Now, move |now| {
                        host_status(now, inside || now.partial)
                    });
                }
                Item::Query(Query::Errors, _) => desk.ask(When::NowAlways, error_status),
                Item::Query(Query::Identity, _) => desk.ask(When::Now, identity),
                Item::Ending(Ending::All) => desk.cancel(),
                Item::Ending(Ending::Format) => {}
                Item::Format(mut format) => {
                    if !self.inflates {
                        let known = graphic::without_encoded_graphics(&format);
                        if known != format {
                            desk.complain(
                                "ZPL: a graphic is packed in a way this printer does not know",
                            );
                        }
                        format = known;
                    }
                    format::look_through(&format, desk);
                    // Others only set things.
                    if stream::prints(&format) {
                        let copies = stream::copies(&format);
                        desk.events.push(Event::Page(Picture::Zpl(format), copies));
                    }
                }
            }
        }
        Some(bytes.len())
    }

    fn partial(&self) -> bool {
        self.stream.is_inside()
    }
}

/// A format's dots: exactly, where it has graphics alone, else nearly; a blank label where nothing can be
/// drawn.
pub(super) fn draw(format: &[u8], stock: Stock) -> Bitmap {
    let (width, height) = stock.dots();
    if let Some(page) = format::only_graphics(format, (width, height)) {
        return page;
    }
    super::drawn(Format::Zpl, &graphic::without_bad_graphics(format), stock)
}

/// `~HS`: three records, each `STX … ETX CR LF`.
fn host_status(now: &Condition, partial: bool) -> Vec<u8> {
    let flag = |on: bool| u8::from(on);
    let first = format!(
        "030,{},{},{:04},{:03},{},0,{},000,0,0,{}",
        flag(now.paper_out),
        flag(now.paused),
        now.stock.dots().1,
        now.waiting.min(999),
        flag(now.buffer_full),
        flag(partial),
        flag(now.over_temperature),
    );
    let second = format!(
        "000,0,{},{},0,2,4,0,{:08},1,000",
        flag(now.head_open),
        flag(now.ribbon_out),
        now.left
    );
    [first.as_str(), &second, "1234,0"]
        .iter()
        .flat_map(|r| format!("\x02{r}\x03\r\n").into_bytes())
        .collect()
}

/// `~HQES`: a flag and two groups of error bits.
fn error_status(now: &Condition) -> Vec<u8> {
    let bits = [
        (now.paper_out, 0x1),
        (now.ribbon_out, 0x2),
        (now.head_open, 0x4),
        (now.over_temperature, 0x10),
        (now.paused, 0x1_0000),
    ]
    .into_iter()
    .filter_map(|(is, bit)| is.then_some(bit))
    .fold(0, |all, bit| all | bit);
    format!(
        "\x02\r\n  PRINTER STATUS\r\n   ERRORS:         {} 00000000 {bits:08X}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03",
        u8::from(bits != 0)
    )
    .into_bytes()
}

/// `~HI`: model, firmware, dots a millimetre, memory.
fn identity(now: &Condition) -> Vec<u8> {
    let dots = now.stock.resolution.dots_per_metre() / 1_000;
    format!("\x02PACKBENCH-SIM,V1.0,{dots},8192KB\x03\r\n").into_bytes()
}
