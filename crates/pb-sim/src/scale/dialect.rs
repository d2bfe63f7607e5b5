//! How each simulated scale speaks. A request that the real one does not know is answered as the real
//! one answers it; one in another maker's words is not heard at all.
use super::pan::{Pan, Shown};
use pb_domain::{Weight, WeightUnit};

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
const ENQ: u8 = 0x05;
const ACK: u8 = 0x06;
const DC1: u8 = 0x11;
const NAK: u8 = 0x15;
const ESC: u8 = 0x1b;
const CR: u8 = 0x0d;
const LF: u8 = 0x0a;
/// Longest request that any of them keeps.
const LONGEST: usize = 32;

/// Weighs once.
pub(super) type Look<'a> = &'a mut dyn FnMut(&mut Pan) -> Shown;

/// One side of a conversation.
pub(super) trait Dialect: Send {
    /// Takes a byte, and answers with what the scale says then.
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8>;

    /// What the scale says unasked.
    fn beat(&mut self, _pan: &mut Pan, _look: Look<'_>) -> Vec<u8> {
        Vec::new()
    }
}

/// A scale that is simulated.
#[derive(Debug)]
pub(super) struct Model {
    /// Id of its protocol.
    pub(super) id: &'static str,
    /// Its line.
    pub(super) baud: u32,
    pub(super) bits: &'static str,
    pub(super) dialect: fn() -> Box<dyn Dialect>,
}

/// Every model.
pub(super) static MODELS: &[Model] = &[
    model("toledo-8217", 9600, "7E1", || {
        Box::new(Toledo { echo: false })
    }),
    model("nci", 9600, "7E1", || lines(CR, false, nci)),
    model("sma", 9600, "8N1", || Box::new(Sma { request: None })),
    model("cas", 9600, "8N1", || Box::new(Cas { ready: false })),
    model("mt-sics", 9600, "8N1", || lines(LF, true, mt_sics)),
    model("a-and-d", 2400, "7E1", || lines(LF, true, a_and_d)),
    model("ohaus", 9600, "8N1", || lines(LF, true, ohaus)),
    model("sartorius-sbi", 1200, "7O1", || {
        Box::new(Sbi { escaped: false })
    }),
    model("indicator", 9600, "8N1", || Box::new(Stream(indicator))),
    model("adam", 4800, "8N1", || lines(LF, true, adam)),
    model("adam-azextra", 4800, "8N1", || {
        Box::new(AzExtra {
            line: Vec::new(),
            told: 0,
        })
    }),
    model("pattern", 9600, "8N1", || Box::new(Stream(starred))),
];

const fn model(
    id: &'static str,
    baud: u32,
    bits: &'static str,
    dialect: fn() -> Box<dyn Dialect>,
) -> Model {
    Model {
        id,
        baud,
        bits,
        dialect,
    }
}

/// `1.250`, without its sign.
fn kilograms(weight: Weight) -> String {
    let value = format!("{:.3}", weight.in_unit(WeightUnit::Kg, 3));
    value.trim_start_matches('-').to_owned()
}

fn sign(weight: Weight, plus: char) -> char {
    if weight < Weight::ZERO { '-' } else { plus }
}

/// Mettler-Toledo 8217: one byte is one command.
struct Toledo {
    echo: bool,
}

impl Dialect for Toledo {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        let status = |bits: u8| vec![STX, b'?', 0x40 | bits, CR];
        match byte {
            b'F' if self.echo => {
                self.echo = false;
                vec![STX, b'F', CR]
            }
            byte if self.echo => vec![byte],
            b'W' => match look(pan) {
                Shown::Moving(_) => status(1),
                Shown::Over => status(1 << 1),
                Shown::UnderZero(_) => status(1 << 2),
                Shown::Still(weight) => format!("\x02{:0>6}\r", kilograms(weight)).into_bytes(),
            },
            b'Z' => {
                pan.set_zero();
                status(0)
            }
            b'E' => {
                self.echo = true;
                vec![STX, b'E', CR]
            }
            // A byte that is no command gets no answer.
            _ => Vec::new(),
        }
    }
}

/// A scale that is asked in lines.
struct Lines {
    end: u8,
    /// Whether CR comes before the end.
    with_cr: bool,
    line: Vec<u8>,
    answer: fn(&str, &mut Pan, Look<'_>) -> String,
    /// Its print key sends what this request would.
    print: &'static str,
}

fn lines(
    end: u8,
    with_cr: bool,
    answer: fn(&str, &mut Pan, Look<'_>) -> String,
) -> Box<dyn Dialect> {
    Box::new(Lines {
        end,
        with_cr,
        line: Vec::new(),
        answer,
        print: "P",
    })
}

impl Dialect for Lines {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        if byte != self.end {
            if self.line.len() < LONGEST {
                self.line.push(byte);
            }
            return Vec::new();
        }
        let mut line = std::mem::take(&mut self.line);
        if self.with_cr && line.pop() != Some(CR) {
            return Vec::new();
        }
        match std::str::from_utf8(&line) {
            Ok(line) => (self.answer)(line, pan, look).into_bytes(),
            Err(_) => Vec::new(),
        }
    }

    fn beat(&mut self, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        if std::mem::take(&mut pan.print_due) {
            return (self.answer)(self.print, pan, look).into_bytes();
        }
        Vec::new()
    }
}

/// NCI: status alone while there is no weight to tell.
fn nci(request: &str, pan: &mut Pan, look: Look<'_>) -> String {
    let status = |shown: Shown| match shown {
        Shown::Moving(_) => "10",
        Shown::Over => "02",
        Shown::UnderZero(_) => "01",
        Shown::Still(Weight::ZERO) => "20",
        Shown::Still(_) => "00",
    };
    match request {
        "W" => {
            let shown = look(pan);
            let weight = match shown {
                Shown::Still(weight) => format!("\n{:>7}kg\r", kilograms(weight)),
                Shown::Over => "\n^^^^^^^kg\r".to_owned(),
                Shown::UnderZero(_) => "\n_______kg\r".to_owned(),
                Shown::Moving(_) => String::new(),
            };
            format!("{weight}\n{}\r\x03", status(shown))
        }
        "S" => format!("\n{}\r\x03", status(look(pan))),
        "Z" => {
            pan.set_zero();
            format!("\n{}\r\x03", status(look(pan)))
        }
        _ => "\n?\r\x03".to_owned(),
    }
}

/// SMA: `LF request CR`.
struct Sma {
    /// What came since the last LF.
    request: Option<Vec<u8>>,
}

impl Dialect for Sma {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        match (byte, &mut self.request) {
            (LF, _) => self.request = Some(Vec::new()),
            (CR, request) => {
                return match request.take().as_deref() {
                    Some(b"W") => Self::frame(look(pan)),
                    Some(b"Z") => {
                        pan.set_zero();
                        Self::frame(look(pan))
                    }
                    Some(_) => b"\n?\r".to_vec(),
                    None => Vec::new(),
                };
            }
            (byte, Some(request)) if request.len() < LONGEST => request.push(byte),
            _ => {}
        }
        Vec::new()
    }
}

impl Sma {
    fn frame(shown: Shown) -> Vec<u8> {
        let (status, motion, weight) = match shown {
            Shown::Moving(weight) => (' ', 'M', weight),
            Shown::Still(Weight::ZERO) => ('Z', ' ', Weight::ZERO),
            Shown::Still(weight) => (' ', ' ', weight),
            Shown::Over => ('O', ' ', Weight::ZERO),
            Shown::UnderZero(weight) => ('U', ' ', weight),
        };
        let minus = if weight < Weight::ZERO { "-" } else { "" };
        let value = format!("{minus}{}", kilograms(weight));
        format!("\n{status}1G{motion} {value:>10}kg \r").into_bytes()
    }
}

/// CAS for cash registers: ready first, then the weight.
struct Cas {
    ready: bool,
}

impl Dialect for Cas {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        match byte {
            ENQ => {
                self.ready = true;
                vec![ACK]
            }
            DC1 if std::mem::take(&mut self.ready) => {
                let body = match look(pan) {
                    Shown::Over => "SFFFFFFFkg".to_owned(),
                    Shown::Moving(w) => format!("U{}{:>6}kg", sign(w, ' '), kilograms(w)),
                    Shown::Still(w) | Shown::UnderZero(w) => {
                        format!("S{}{:>6}kg", sign(w, ' '), kilograms(w))
                    }
                };
                let check = body.bytes().fold(0, |sum, byte| sum ^ byte);
                [&[SOH, STX], body.as_bytes(), &[check, ETX, EOT]].concat()
            }
            // Asked for the weight before it was asked whether it is ready.
            DC1 => vec![NAK],
            _ => Vec::new(),
        }
    }
}

fn mt_sics(request: &str, pan: &mut Pan, look: Look<'_>) -> String {
    match request {
        "SI" => match look(pan) {
            Shown::Moving(w) => sics_line('D', w),
            Shown::Still(w) => sics_line('S', w),
            Shown::Over => "S +\r\n".to_owned(),
            Shown::UnderZero(_) => "S -\r\n".to_owned(),
        },
        "S" => match look(pan) {
            Shown::Moving(_) => "S I\r\n".to_owned(),
            Shown::Still(w) => sics_line('S', w),
            Shown::Over => "S +\r\n".to_owned(),
            Shown::UnderZero(_) => "S -\r\n".to_owned(),
        },
        "Z" if pan.set_zero() => "Z A\r\n".to_owned(),
        "Z" => "Z I\r\n".to_owned(),
        _ => "ES\r\n".to_owned(),
    }
}

fn sics_line(state: char, weight: Weight) -> String {
    let minus = if weight < Weight::ZERO { "-" } else { "" };
    let value = format!("{minus}{}", kilograms(weight));
    format!("S {state} {value:>10} kg\r\n")
}

fn a_and_d(request: &str, pan: &mut Pan, look: Look<'_>) -> String {
    let line =
        |header: &str, w: Weight| format!("{header},{}{:0>8} kg\r\n", sign(w, '+'), kilograms(w));
    match request {
        "Q" | "SI" => match look(pan) {
            Shown::Moving(w) => line("US", w),
            Shown::Still(w) | Shown::UnderZero(w) => line("ST", w),
            Shown::Over => "OL,+99999999 kg\r\n".to_owned(),
        },
        "Z" if pan.set_zero() => String::new(),
        "Z" => "I\r\n".to_owned(),
        _ => "?\r\n".to_owned(),
    }
}

fn ohaus(request: &str, pan: &mut Pan, look: Look<'_>) -> String {
    let line = |w: Weight, mark: char| {
        let minus = if w < Weight::ZERO { "-" } else { "" };
        let value = format!("{minus}{}", kilograms(w));
        format!("{value:>11} kg {mark}\r\n")
    };
    match request {
        "P" | "IP" => match look(pan) {
            Shown::Moving(w) => line(w, '?'),
            Shown::Still(w) | Shown::UnderZero(w) => line(w, ' '),
            // What it prints over its range is not documented: nothing.
            Shown::Over => String::new(),
        },
        "Z" => {
            pan.set_zero();
            String::new()
        }
        // How it refuses a request is not documented either.
        _ => String::new(),
    }
}

/// Sartorius SBI: ESC and a letter; CR LF after it is allowed and says nothing.
struct Sbi {
    escaped: bool,
}

impl Dialect for Sbi {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        if !std::mem::replace(&mut self.escaped, byte == ESC) {
            return Vec::new();
        }
        match byte {
            b'P' => match look(pan) {
                Shown::Moving(w) => sbi_line(w, "   "),
                Shown::Still(w) | Shown::UnderZero(w) => sbi_line(w, "kg "),
                Shown::Over => b"      H       \r\n".to_vec(),
            },
            b'V' | b'T' => {
                pan.set_zero();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

fn sbi_line(w: Weight, unit: &str) -> Vec<u8> {
    format!("{} {:>8} {unit}\r\n", sign(w, '+'), kilograms(w)).into_bytes()
}

/// A scale that sends by itself and hears nothing.
struct Stream(fn(Shown) -> Vec<u8>);

impl Dialect for Stream {
    fn hear(&mut self, _byte: u8, _pan: &mut Pan, _look: Look<'_>) -> Vec<u8> {
        Vec::new()
    }

    fn beat(&mut self, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        (self.0)(look(pan))
    }
}

/// The 22 bytes of CAS' indicators: id 1, and lamps with their top bit set.
fn indicator(shown: Shown) -> Vec<u8> {
    let (state, lamps, weight) = match shown {
        Shown::Moving(w) => (b"US", 0xa4, w),
        Shown::Still(Weight::ZERO) => (b"ST", 0xe5, Weight::ZERO),
        Shown::Still(w) | Shown::UnderZero(w) => (b"ST", 0xe4, w),
        Shown::Over => (b"OL", 0xa4, Weight::ZERO),
    };
    let minus = if weight < Weight::ZERO { "-" } else { "" };
    let value = format!("{minus}{}", kilograms(weight));
    [
        &state[..],
        b",GS,1",
        &[lamps],
        format!(",{value:>8} kg\r\n").as_bytes(),
    ]
    .concat()
}

/// A scale of no known maker: a star before a weight that stands still.
fn starred(shown: Shown) -> Vec<u8> {
    let (star, w) = match shown {
        Shown::Moving(w) => (' ', w),
        Shown::Still(w) | Shown::UnderZero(w) => ('*', w),
        Shown::Over => return b"--OVER--\r\n".to_vec(),
    };
    format!("{star} {}{:>8} kg\r\n", sign(w, '+'), kilograms(w)).into_bytes()
}

/// Adam's Highland: three labelled lines and two blank ones.
fn adam(request: &str, pan: &mut Pan, look: Look<'_>) -> String {
    match request {
        "P" => match look(pan) {
            Shown::Moving(w) | Shown::Still(w) | Shown::UnderZero(w) => {
                let minus = if w < Weight::ZERO { "-" } else { "" };
                let value = format!("{minus}{}", kilograms(w));
                format!("GROSS {value:>9} kg\r\nNo.           1\r\nTotal {value:>9} kg\r\n\r\n\r\n")
            }
            Shown::Over => String::new(),
        },
        "Z" => {
            pan.set_zero();
            String::new()
        }
        _ => String::new(),
    }
}

/// Adam's AZExtra: a new weight, once.
struct AzExtra {
    line: Vec<u8>,
    /// The change of the load that was told last.
    told: u64,
}

impl Dialect for AzExtra {
    fn hear(&mut self, byte: u8, pan: &mut Pan, look: Look<'_>) -> Vec<u8> {
        if byte != LF {
            if self.line.len() < LONGEST {
                self.line.push(byte);
            }
            return Vec::new();
        }
        match &std::mem::take(&mut self.line)[..] {
            b"P\r" if self.told != pan.change => match look(pan) {
                Shown::Still(w) if w != Weight::ZERO => {
                    self.told = pan.change;
                    format!("{:>9}kg\r\n", kilograms(w)).into_bytes()
                }
                _ => Vec::new(),
            },
            b"Z\r" => {
                pan.set_zero();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
