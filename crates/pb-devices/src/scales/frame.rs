//! From a stream of bytes to whole frames: where one begins and ends, its parity, and nothing of what
//! it means.
use super::number::Said;
use super::parity::{self, SEVEN_BITS};
use super::{Decoder, ScaleFrame};

/// How a protocol's frames begin and end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Framing {
    pub(super) start: Start,
    /// Bytes that end it; the one that does is part of the frame.
    pub(super) ends: &'static [u8],
    /// Longest frame in bytes. A longer one is rubbish.
    pub(super) longest: usize,
    /// A frame is believed only when it is as long as the one before it. This tells a number that lost
    /// a digit on the way from a smaller one, where the protocol has no fixed width.
    pub(super) same_length: bool,
}

/// Where a frame begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// After the end of the last one.
    Line,
    /// At this byte, at every one of them.
    Byte(u8),
    /// At the first such byte; further ones are content.
    First(u8),
}

/// Lines that end with CR LF.
pub(super) const fn lines(longest: usize) -> Framing {
    Framing {
        start: Start::Line,
        ends: b"\n",
        longest,
        same_length: false,
    }
}

/// What a frame's text means; `None` when it is no frame of the protocol.
type Read = dyn Fn(&[u8]) -> Option<Said> + Send;

/// A decoder of framed text: a [`Framing`] and what a frame's text means.
pub(super) struct FrameDecoder {
    framing: Framing,
    read: Box<Read>,
    strip: fn(&[u8]) -> Option<Vec<u8>>,
    /// Whether a weight is told once and then not again.
    once: bool,
    /// What came of the frame so far; one byte over the longest stands for any that is longer.
    frame: Vec<u8>,
    last_length: usize,
}

impl FrameDecoder {
    /// `read` gets a whole frame without parity bits, its ends included.
    pub(super) fn new(
        framing: Framing,
        read: impl Fn(&[u8]) -> Option<Said> + Send + 'static,
    ) -> Self {
        Self {
            framing,
            read: Box::new(read),
            strip: parity::strip,
            once: false,
            frame: Vec::new(),
            last_length: 0,
        }
    }

    /// Takes parity off in another way.
    pub(super) fn stripped_by(mut self, strip: fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        self.strip = strip;
        self
    }

    /// Says that a weight comes once and stands until the next.
    pub(super) fn told_once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Takes one byte, and gives the frame it ends.
    fn take(&mut self, byte: u8) -> Option<Vec<u8>> {
        let Framing {
            start,
            ends,
            longest,
            ..
        } = self.framing;
        let plain = byte & SEVEN_BITS;
        let too_long = self.frame.len() >= longest;
        match start {
            Start::Byte(start) if plain == start => {
                self.frame.clear();
                self.frame.push(byte);
                return None;
            }
            // Too long to be one: what follows the next start may be.
            Start::First(start) if plain == start && (self.frame.is_empty() || too_long) => {
                self.frame.clear();
                self.frame.push(byte);
                return None;
            }
            Start::Byte(_) | Start::First(_) if self.frame.is_empty() => return None,
            _ => {}
        }
        if ends.contains(&plain) {
            let mut frame = std::mem::take(&mut self.frame);
            frame.push(byte);
            return (!too_long).then_some(frame);
        }
        if !too_long {
            self.frame.push(byte);
        } else if start != Start::Line {
            self.frame.clear();
        }
        None
    }

    fn decode(&mut self, raw: Vec<u8>) -> Option<ScaleFrame> {
        let text = (self.strip)(&raw)?;
        let said = (self.read)(&text)?;
        let last_length = std::mem::replace(&mut self.last_length, raw.len());
        if self.framing.same_length && last_length != raw.len() {
            return None;
        }
        Some(ScaleFrame {
            kind: said.kind,
            raw,
            shown: said.shown,
            says: said.says,
            once: self.once,
        })
    }
}

impl Decoder for FrameDecoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            if let Some(raw) = self.take(byte) {
                frames.extend(self.decode(raw));
            }
        }
        frames
    }
}

/// A line's content, without its CR LF.
pub(super) fn content(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line.strip_suffix(b"\r\n")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::FrameKind;

    /// The texts of the frames found.
    fn frames(framing: Framing, bytes: &[u8]) -> Vec<String> {
        FrameDecoder::new(framing, |text| {
            let said = String::from_utf8_lossy(text).into_owned();
            Some(Said::state(FrameKind::Moving, said))
        })
        .push(bytes)
        .into_iter()
        .map(|frame| frame.says)
        .collect()
    }

    fn framing(start: Start) -> Framing {
        Framing {
            start,
            ends: b">",
            longest: 6,
            same_length: false,
        }
    }

    #[test]
    fn every_start_finds_its_frames_past_rubbish_and_flood() {
        let line = framing(Start::Line);
        assert_eq!(frames(line, b"ab>cd>"), ["ab>", "cd>"]);
        assert_eq!(frames(line, b"123456789>ok>"), ["ok>"]);
        let byte = framing(Start::Byte(b'<'));
        assert_eq!(frames(byte, b"x><a<b>c>"), ["<b>"]);
        assert_eq!(frames(byte, b"<123456789><ok>"), ["<ok>"]);
        let first = framing(Start::First(b'<'));
        assert_eq!(frames(first, b"x><a<b>c>"), ["<a<b>"]);
        assert_eq!(frames(first, b"<<<<<<<ok>"), ["<ok>"]);
    }

    #[test]
    fn a_length_is_believed_the_second_time() {
        let framing = Framing {
            same_length: true,
            ..framing(Start::Line)
        };
        assert_eq!(
            frames(framing, b"a12>a12>12>a12>a12>a1>a2>"),
            ["a12>", "a12>", "a2>"]
        );
    }
}
