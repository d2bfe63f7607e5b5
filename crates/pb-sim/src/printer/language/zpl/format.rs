//! A ZPL format command by command: what it sets, and what in it no printer takes.
use super::graphic;
use crate::printer::language::Desk;
use pb_labels::{Bitmap, Finish, Tracking};

/// Every command of the ZPL II guide, by its two letters; `^A` and `^B` stand before any letter or digit.
const KNOWN: &str = "CC CD CF CI CM CN CO CP CT CV CW DB DE DF DG DN DS DT DU DY EF EG FB FC FD FE FH FL FM FN \
    FO FP FR FS FT FV FW FX GB GC GD GE GF GS HA HB HD HF HG HH HI HL HM HQ HR HS HT HU HV HW HY HZ ID IL IM \
    IS JA JB JC JD JE JF JG JH JI JJ JL JM JN JO JP JQ JR JS JT JU JW JX JZ KB KD KL KN KP KV LF LH LL LR LS \
    LT MA MC MD MF MI ML MM MN MP MT MU MW NC ND NI NS NT PA PF PH PL PM PN PO PP PQ PR PS PW RO SC SD SE SF \
    SI SL SN SO SP SQ SR SS ST SX SZ TA TB TO WA WC WD WQ XA XB XF XG XS XZ ZZ";

/// Commands of formats that are drawn here to the dot: `^GF` and what leaves dots alone.
const EXACT: &str = "XA XZ PW LL LH PO PM LR FO FS GF PQ MN MM MT PR SD TA DN FX CI MD ID";

/// A command: its two letters, and what follows them.
struct Command<'a> {
    code: [u8; 2],
    data: &'a [u8],
}

/// The commands of a format, in order.
fn commands(format: &[u8]) -> Vec<Command<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = format[at..].iter().position(|b| matches!(b, b'^' | b'~')) {
        let start = at + next + 1;
        let Some(letters) = format.get(start..start + 2) else {
            break;
        };
        let code = [
            letters[0].to_ascii_uppercase(),
            letters[1].to_ascii_uppercase(),
        ];
        let data = start + 2;
        let end = binary_end(code, &format[data..]).map_or_else(
            || {
                let rest = &format[data..];
                let next = rest.iter().position(|b| matches!(b, b'^' | b'~'));
                data + next.unwrap_or(rest.len())
            },
            |length| data + length.min(format.len() - data),
        );
        found.push(Command {
            code,
            data: &format[data..end],
        });
        at = end;
    }
    found
}

/// Where the data of a binary `^GF` ends: it may hold any byte.
fn binary_end(code: [u8; 2], data: &[u8]) -> Option<usize> {
    if code != *b"GF" || !matches!(data.first()?.to_ascii_uppercase(), b'B' | b'C') {
        return None;
    }
    let commas: Vec<usize> = data
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b',')
        .map(|(at, _)| at)
        .take(4)
        .collect();
    let [first, second, _, fourth] = commas.as_slice() else {
        return None;
    };
    let length: usize = std::str::from_utf8(&data[first + 1..*second])
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(fourth + 1 + length)
}

fn is_one_of(list: &str, code: [u8; 2]) -> bool {
    list.split_whitespace()
        .any(|known| known.as_bytes() == code)
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).trim().to_owned()
}

fn pair(data: &[u8]) -> Option<(u32, u32)> {
    let text = text(data);
    let mut parts = text.split(',');
    let mut number = || match parts.next().map(str::trim) {
        None | Some("") => Some(0),
        Some(digits) => digits.parse::<u32>().ok(),
    };
    Some((number()?, number()?))
}

/// Notes what a format sets, and complains about what no printer takes.
pub(super) fn look_through(format: &[u8], desk: &mut Desk<'_>) {
    let commands = commands(format);
    // With other signs for commands nothing here is what it seems.
    if commands
        .iter()
        .any(|c| matches!(&c.code, b"CC" | b"CT" | b"CD"))
    {
        return;
    }
    let (mut home, mut at) = ((0, 0), (0, 0));
    for Command { code, data } in &commands {
        let said = text(data);
        let first = said.split(',').next().unwrap_or_default();
        let number = first.parse::<u32>().ok();
        match code {
            b"SD" => match number {
                Some(darkness @ 0..=30) => desk.setup.darken(darkness, 0, 30),
                _ => desk.complain(format!("ZPL: ~SD{said} is no darkness")),
            },
            b"PR" => match number {
                Some(speed @ 1..=14) => desk.setup.hurry(speed),
                _ if matches!(first, "A" | "B" | "C" | "D" | "E" | "") => {}
                _ => desk.complain(format!("ZPL: ^PR{said} is no speed")),
            },
            b"MN" => match first {
                "Y" | "W" => desk.setup.tracking = Some(Tracking::Gap),
                "M" => desk.setup.tracking = Some(Tracking::Mark),
                "N" => desk.setup.tracking = Some(Tracking::Continuous),
                "A" | "V" => {}
                _ => desk.complain(format!("ZPL: ^MN{said} is no tracking")),
            },
            b"MM" => match first {
                "C" => desk.setup.finish = Some(Finish::Cut),
                "T" | "R" | "P" | "A" | "D" | "F" | "K" | "L" | "U" => {
                    desk.setup.finish = Some(Finish::TearOff);
                }
                _ => desk.complain(format!("ZPL: ^MM{said} is no print mode")),
            },
            b"PW" => match number.filter(|width| *width > 1) {
                Some(width) => {
                    let height = desk.size().1;
                    desk.setup.size = Some((width, height));
                }
                None => desk.complain(format!("ZPL: ^PW{said} is no width")),
            },
            b"LL" => match number.filter(|length| *length > 0) {
                Some(length) => {
                    let width = desk.size().0;
                    desk.setup.size = Some((width, length));
                }
                None => desk.complain(format!("ZPL: ^LL{said} is no length")),
            },
            b"LH" => home = pair(data).unwrap_or(home),
            b"FO" => at = pair(data).unwrap_or(at),
            b"GF" => match graphic::field(data) {
                Ok(graphic) => {
                    let page = {
                        let (width, height) = desk.size();
                        Bitmap::new(width, height)
                    };
                    desk.check_fit(&page, &graphic, home.0 + at.0, home.1 + at.1);
                }
                Err(what) => desk.complain(what),
            },
            _ if matches!(code[0], b'A' | b'B') && code[1].is_ascii_alphanumeric() => {}
            _ if code[0] == b'A' && code[1] == b'@' => {}
            _ if is_one_of(KNOWN, *code) => {}
            _ => desk.complain(format!("ZPL: {} is no command", text(code))),
        }
    }
}

/// The dots of a format that has nothing but graphics; `None` when it has more.
pub(super) fn only_graphics(format: &[u8], (width, height): (u32, u32)) -> Option<Bitmap> {
    let commands = commands(format);
    let exact = |c: &Command<'_>| {
        let plain = match &c.code {
            b"PO" | b"PM" | b"LR" => matches!(c.data.trim_ascii(), b"N" | b"n"),
            _ => true,
        };
        plain && is_one_of(EXACT, c.code)
    };
    if !commands.iter().all(exact) || !commands.iter().any(|c| c.code == *b"GF") {
        return None;
    }
    let mut page = Bitmap::new(width, height);
    let (mut home, mut at) = ((0, 0), (0, 0));
    for Command { code, data } in commands {
        match &code {
            b"LH" => home = pair(data)?,
            b"FO" => at = pair(data)?,
            b"GF" => {
                // A printer leaves out what it cannot read.
                if let Ok(graphic) = graphic::field(data) {
                    page.paste(&graphic, i64::from(home.0 + at.0), i64::from(home.1 + at.1));
                }
            }
            _ => {}
        }
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_graphics_to_the_dot_and_nothing_else() {
        let format = b"~SD15^XA^PW16^LL4^LH1,0^FO2,1^GFB,1,1,1,^^FS^FO8,2^GFA,1,1,1,80^FS^PQ2^XZ\n";
        let page = only_graphics(format, (16, 4)).expect("graphics alone");
        // 0x5E is 01011110.
        let black: Vec<(u32, u32)> = (0..4)
            .flat_map(|y| (0..16).map(move |x| (x, y)))
            .filter(|(x, y)| page.get(*x, *y))
            .collect();
        assert_eq!(black, [(4, 1), (6, 1), (7, 1), (8, 1), (9, 1), (9, 2)]);
        assert!(only_graphics(b"^XA^FO1,1^FDx^FS^XZ", (16, 4)).is_none());
        assert!(only_graphics(b"^XA^POI^GFA,1,1,1,80^FS^XZ", (16, 4)).is_none());
        assert!(only_graphics(b"^XA^PQ1^XZ", (16, 4)).is_none());
    }
}
