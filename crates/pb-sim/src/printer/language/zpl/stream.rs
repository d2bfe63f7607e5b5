//! The byte stream of a ZPL printer, cut into formats and host queries.

/// What a printer does with what it has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A whole format, from what stood before its `^XA` (downloads) to its `^XZ`.
    Format(Vec<u8>),
    /// A question, answered at once, and whether it came in the middle of a format.
    Query(Query, bool),
    /// Something is thrown away.
    Ending(Ending),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Query {
    /// `~HS`
    Status,
    /// `~HI`
    Identity,
    /// `~HQES`
    Errors,
}

/// What ends what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// `~JX`: the format that has begun.
    Format,
    /// `~JA`: all formats.
    All,
}

const QUERIES: [(&[u8], Query); 3] = [
    (b"~HQES", Query::Errors),
    (b"~HS", Query::Status),
    (b"~HI", Query::Identity),
];

const ENDINGS: [(&[u8], Ending); 2] = [(b"~JX", Ending::Format), (b"~JA", Ending::All)];

/// Cuts one connection's bytes.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Read and not yet part of an item.
    pending: Vec<u8>,
    /// How far `pending` has been looked through.
    seen: usize,
    inside: bool,
}

impl Stream {
    /// Whether a format has begun and not ended.
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    /// Takes bytes and gives what they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Item> {
        self.pending.extend_from_slice(bytes);
        let mut items = Vec::new();
        while let Some(next) = self.pending[self.seen..]
            .iter()
            .position(|b| matches!(b, b'^' | b'~'))
        {
            let at = self.seen + next;
            let rest = &self.pending[at..];
            let upper = rest[..rest.len().min(5)].to_ascii_uppercase();
            if let Some((text, query)) = QUERIES.iter().find(|(text, _)| upper.starts_with(text)) {
                self.pending.drain(at..at + text.len());
                self.seen = at;
                items.push(Item::Query(*query, self.inside));
            } else if let Some((text, ending)) =
                ENDINGS.iter().find(|(text, _)| upper.starts_with(text))
            {
                self.pending.drain(..at + text.len());
                self.seen = 0;
                self.inside = false;
                items.push(Item::Ending(*ending));
            } else if upper.starts_with(b"^XA") {
                self.inside = true;
                self.seen = at + 3;
            } else if upper.starts_with(b"^XZ") {
                let format = self.pending.drain(..at + 3).collect();
                self.seen = 0;
                // Outside a format it ends nothing.
                if std::mem::take(&mut self.inside) {
                    items.push(Item::Format(format));
                }
            } else if let Some(binary) = binary_graphic(rest) {
                match binary {
                    // Its data may hold any byte, carets included.
                    Some(length) if rest.len() >= length => self.seen = at + length,
                    _ => break,
                }
            } else if rest.len() < 5 && may_go_on(&upper) {
                break;
            } else {
                self.seen = at + 1;
            }
        }
        items
    }
}

/// Whether a cut-off command could still become one that matters here.
fn may_go_on(start: &[u8]) -> bool {
    [
        &b"^XA"[..],
        b"^XZ",
        b"^GFB,",
        b"^GFC,",
        b"~HQES",
        b"~HS",
        b"~HI",
        b"~JX",
        b"~JA",
    ]
    .iter()
    .any(|c| c.len() > start.len() && c.starts_with(start))
}

/// Length of a `^GFB`/`^GFC` field with its data; `Some(None)` while its head is not whole.
fn binary_graphic(rest: &[u8]) -> Option<Option<usize>> {
    let upper = rest[..rest.len().min(5)].to_ascii_uppercase();
    if upper != b"^GFB," && upper != b"^GFC," {
        return None;
    }
    // ^GFa,b,c,d,data: b bytes follow the fourth comma.
    let commas: Vec<usize> = rest
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b',')
        .map(|(i, _)| i)
        .take(4)
        .collect();
    let [first, second, _, fourth] = commas.as_slice() else {
        return Some(None);
    };
    let length: usize = std::str::from_utf8(&rest[first + 1..*second])
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Some(fourth + 1 + length))
}

/// Copies that a format asks for with `^PQ`.
pub(super) fn copies(format: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(format);
    let number = text.to_ascii_uppercase().rfind("^PQ").map(|at| {
        text[at + 3..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    });
    number.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Whether a format puts anything on paper, or only sets things.
pub(super) fn prints(format: &[u8]) -> bool {
    let text = String::from_utf8_lossy(format).to_ascii_uppercase();
    [
        "^FD", "^FV", "^SN", "^GF", "^GB", "^GC", "^GD", "^GE", "^GS", "^XG", "^IM",
    ]
    .iter()
    .any(|c| text.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pieces: &[&[u8]]) -> Vec<Item> {
        let mut stream = Stream::default();
        pieces.iter().flat_map(|p| stream.take(p)).collect()
    }

    #[test]
    fn cuts_the_same_however_the_bytes_arrive() {
        let bytes = b"~DGR:A.GRF,1,1,FF\n^XA^FO1,1^FDa~HSb^FS^XZ~HS\r\n^xa^fd2^fs^xz^GFB,4,4,1,^XZ~^XZ~HQES";
        let whole = cut(&[bytes]);
        assert_eq!(
            whole,
            [
                Item::Query(Query::Status, true),
                Item::Format(b"~DGR:A.GRF,1,1,FF\n^XA^FO1,1^FDab^FS^XZ".to_vec()),
                Item::Query(Query::Status, false),
                Item::Format(b"\r\n^xa^fd2^fs^xz".to_vec()),
                Item::Query(Query::Errors, false),
            ]
        );
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(cut(&single), whole);
        let threes: Vec<&[u8]> = bytes.chunks(3).collect();
        assert_eq!(cut(&threes), whole);
    }

    #[test]
    fn binary_data_ends_no_format() {
        let mut stream = Stream::default();
        assert_eq!(stream.take(b"^XA^GFB,5,5,1,^XZ~H"), []);
        assert!(stream.is_inside());
        assert_eq!(
            stream.take(b"^FS^XZ"),
            [Item::Format(b"^XA^GFB,5,5,1,^XZ~H^FS^XZ".to_vec())]
        );
        assert!(!stream.is_inside());
    }

    #[test]
    fn what_was_begun_can_be_thrown_away() {
        assert_eq!(
            cut(&[b"^XA^GFA,100,100,10,FFFF~D", b"N~JX^XA^FDa^FS^XZ"]),
            [
                Item::Ending(Ending::Format),
                Item::Format(b"^XA^FDa^FS^XZ".to_vec()),
            ]
        );
    }

    #[test]
    fn knows_copies_and_formats_that_print_nothing() {
        assert_eq!(copies(b"^XA^FDx^FS^PQ3,0,0,N^XZ"), 3);
        assert_eq!(copies(b"^XA^FDx^FS^XZ"), 1);
        assert!(prints(b"^XA^FDx^FS^XZ"));
        assert!(!prints(b"^XA^IDR:*.GRF^FS^XZ"));
    }
}
