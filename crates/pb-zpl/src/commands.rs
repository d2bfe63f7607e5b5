//! ZPL as a list of commands, whatever its prefixes are.
use std::borrow::Cow;

/// One command: `^` or `~`, its two letters in capitals, and what follows them. For `^A` the second letter is the
/// font, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command<'a> {
    pub(crate) prefix: u8,
    pub(crate) name: [u8; 2],
    pub(crate) rest: Cow<'a, [u8]>,
}

impl Command<'_> {
    /// One of its parameters, trimmed; empty where there is none.
    pub(crate) fn parameter(&self, at: usize) -> &[u8] {
        self.rest
            .split(|b| *b == b',')
            .nth(at)
            .unwrap_or_default()
            .trim_ascii()
    }

    /// One of its parameters as a whole number.
    pub(crate) fn number(&self, at: usize) -> Option<u32> {
        std::str::from_utf8(self.parameter(at)).ok()?.parse().ok()
    }
}

/// Splits a document. `^CC`, `^CT` and `^CD` change the characters that begin commands and part parameters; here
/// they are `^`, `~` and `,` again. Line breaks mean nothing, but in pictures of bytes (`^GFB`), whose length is
/// given.
pub(crate) fn split(zpl: &[u8]) -> Vec<Command<'_>> {
    let (mut caret, mut tilde, mut comma) = (b'^', b'~', b',');
    let mut commands = Vec::new();
    let mut at = 0;
    while at < zpl.len() {
        if zpl[at] != caret && zpl[at] != tilde {
            at += 1;
            continue;
        }
        let prefix = if zpl[at] == caret { b'^' } else { b'~' };
        let Some((letters, mut from)) = letters(zpl, at + 1) else {
            break;
        };
        // A prefix inside a command begins the next: the first was cut short.
        if let Some(stop) = letters.iter().position(|b| *b == caret || *b == tilde) {
            at = if stop == 0 { at + 1 } else { from - 1 };
            continue;
        }
        let name = [letters[0].to_ascii_uppercase(), second(letters)];
        if name[0] == b'C' && matches!(name[1], b'C' | b'T' | b'D') {
            if let Some(new) = zpl.get(from) {
                match name[1] {
                    b'C' => caret = *new,
                    b'T' => tilde = *new,
                    _ => comma = *new,
                }
            }
            at = from + 1;
            continue;
        }
        let mut rest = Vec::new();
        if prefix == b'^' && name == *b"GF" {
            from = bytes_of_picture(zpl, from, comma, &mut rest);
        }
        let to = zpl[from..]
            .iter()
            .position(|b| *b == caret || *b == tilde)
            .map_or(zpl.len(), |n| from + n);
        let text = &zpl[from..to];
        let is_data = prefix == b'^' && matches!(&name, b"FD" | b"FV" | b"FX" | b"SN");
        let has_breaks = text.iter().any(|b| matches!(b, b'\n' | b'\r' | b'\t'));
        let rest = if rest.is_empty() && !has_breaks && (comma == b',' || is_data) {
            Cow::Borrowed(text)
        } else {
            for byte in text {
                match *byte {
                    b'\n' | b'\r' | b'\t' => {}
                    b if b == comma && !is_data => rest.push(b','),
                    b => rest.push(b),
                }
            }
            Cow::Owned(rest)
        };
        commands.push(Command { prefix, name, rest });
        at = to;
    }
    commands
}

/// The next two characters that are no line breaks, and where they end.
fn letters(zpl: &[u8], from: usize) -> Option<([u8; 2], usize)> {
    let mut found = zpl[from.min(zpl.len())..]
        .iter()
        .enumerate()
        .filter(|(_, b)| !matches!(b, b'\n' | b'\r' | b'\t'));
    let (_, first) = found.next()?;
    let (at, second) = found.next()?;
    Some(([*first, *second], from + at + 1))
}

/// The second letter of a command; the font of an `^A` is a letter of its own.
fn second(letters: [u8; 2]) -> u8 {
    if letters[0].eq_ignore_ascii_case(&b'A') {
        letters[1]
    } else {
        letters[1].to_ascii_uppercase()
    }
}

/// Takes the parameters and the bytes of a `^GFB`, which may hold any character, and says where they end. Of
/// other pictures it takes nothing.
fn bytes_of_picture(zpl: &[u8], from: usize, comma: u8, rest: &mut Vec<u8>) -> usize {
    if !zpl.get(from).is_some_and(|b| b.eq_ignore_ascii_case(&b'B')) {
        return from;
    }
    let commas: Vec<usize> = (from..zpl.len())
        .filter(|at| zpl[*at] == comma)
        .take(4)
        .collect();
    let [first, second, .., last] = commas[..] else {
        return from;
    };
    let count = std::str::from_utf8(zpl[first + 1..second].trim_ascii())
        .ok()
        .and_then(|n| n.parse::<usize>().ok())
        .unwrap_or(0);
    let end = (last + 1).saturating_add(count).min(zpl.len());
    rest.extend(
        zpl[from..=last]
            .iter()
            .map(|b| if *b == comma { b',' } else { *b }),
    );
    rest.extend_from_slice(&zpl[last + 1..end]);
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zpl: &[u8]) -> Vec<String> {
        split(zpl)
            .iter()
            .map(|c| {
                format!(
                    "{}{}{}",
                    char::from(c.prefix),
                    String::from_utf8_lossy(&c.name),
                    String::from_utf8_lossy(&c.rest)
                )
            })
            .collect()
    }

    #[test]
    fn prefixes_may_change() {
        assert_eq!(
            shown(b"^xa^CC++fo1,2+FDa^b+FS+CD;+FO3;4+FDx;y+FS+CT!!HS+XZ"),
            [
                "^XA", "^FO1,2", "^FDa^b", "^FS", "^FO3,4", "^FDx;y", "^FS", "~HS", "^XZ"
            ]
        );
        // What Windows drivers begin with.
        assert_eq!(shown(b"CT~~CD,~CC^~CT~\n^XA\n^XZ"), ["^XA", "^XZ"]);
    }

    #[test]
    fn line_breaks_mean_nothing_but_in_bytes() {
        assert_eq!(
            shown(b"^X\nA^F\r\nO1\n0,20^FDa\nb^FS"),
            ["^XA", "^FO10,20", "^FDab", "^FS"]
        );
        let picture = b"^XA^GFB,4,4,2,\n^~\r^FS^XZ";
        assert_eq!(shown(picture), ["^XA", "^GFB,4,4,2,\n^~\r", "^FS", "^XZ"]);
        // Bytes that never came.
        assert_eq!(shown(b"^GFB,9999,9999,2,^FS"), ["^GFB,9999,9999,2,^FS"]);
        assert_eq!(shown(b"^"), [""; 0]);
        assert_eq!(shown(b"^^^XA"), ["^XA"]);
    }
}
