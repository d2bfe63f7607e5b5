//! What printers say about themselves, in one form for all languages.

/// How a language proves that a label is on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Asked again and again, it says whether it still has work: a printer that had the label in work and has
    /// none left, with nothing wrong, has printed it.
    Idle,
    /// These bytes are a question that is answered in its turn, after everything before it is on paper; they
    /// are sent once, after the last label, and their answer with nothing wrong is the proof.
    InTurn(&'static [u8]),
    /// It tells by itself of each label that is out ([`Status::finished`]); nothing is asked meanwhile.
    Reports,
    /// It cannot: a person is asked.
    Never,
}

/// What a printer says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Model, as it states it; empty when it does not.
    pub model: String,
    /// Firmware, as it states it; empty when it does not.
    pub firmware: String,
    /// Nominal dots per inch, where it states them.
    pub dpi: Option<u32>,
    /// Dots across its head, where it states them.
    pub head_dots: Option<u32>,
}

/// What a printer says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// No media under the head.
    pub paper_out: bool,
    /// The head or the cover is open.
    pub head_open: bool,
    /// The ribbon is used up or torn.
    pub ribbon_out: bool,
    /// Paused, at its button or by command.
    pub paused: bool,
    /// The head is too hot to print.
    pub over_temperature: bool,
    /// The head is too cold to print well.
    pub under_temperature: bool,
    /// It takes no more bytes.
    pub buffer_full: bool,
    /// Its memory lost its contents.
    pub memory_lost: bool,
    /// A label hangs in the peeler, to be taken away.
    pub label_waiting: bool,
    /// Media is stuck.
    pub jam: bool,
    /// The cutter is stuck.
    pub cutter: bool,
    /// The stock is not what the job asked for, or its gaps cannot be found.
    pub wrong_media: bool,
    /// The stock is not of the maker, and the printer refuses it.
    pub foreign_media: bool,
    /// The battery is too low to print.
    pub low_battery: bool,
    /// Something that it does not name, or that has no word here.
    pub fault: bool,
    /// It was switched on since it was last asked: what it had is gone.
    pub restarted: bool,
    /// It holds the beginning of a label whose end has not come.
    pub partial_format: bool,
    /// It is printing, or still reading what it was sent.
    pub busy: bool,
    /// Labels received and not begun.
    pub formats_waiting: u32,
    /// Labels left to print of the job at hand.
    pub labels_left: u32,
    /// Labels that it reports as out in this answer; see [`Proof::Reports`].
    pub finished: u32,
}

impl Status {
    /// What keeps a label from coming out, in a packer's words; `None` when nothing does.
    pub fn problem(&self) -> Option<&'static str> {
        // What a person must do first comes first: an open head also reports no paper.
        [
            (self.head_open, "The printer is open: close its head"),
            (
                self.jam,
                "Labels are stuck in the printer: open it and clear them",
            ),
            (
                self.foreign_media,
                "The printer refuses this roll: it takes only rolls of its maker",
            ),
            (self.paper_out, "The printer is out of labels: load a roll"),
            (
                self.wrong_media,
                "The roll is not what the printer expects: check its size and its gaps",
            ),
            (
                self.ribbon_out,
                "The printer is out of ribbon: load a ribbon",
            ),
            (self.cutter, "The cutter is stuck: clear it"),
            (
                self.over_temperature,
                "The printer is too hot: let it cool down",
            ),
            (
                self.memory_lost,
                "The printer lost its settings: switch it off and on",
            ),
            (self.low_battery, "The printer's battery is low: charge it"),
            (self.paused, "The printer is paused: press its pause button"),
            (
                self.label_waiting,
                "A label is waiting in the printer: take it",
            ),
            (
                self.buffer_full,
                "The printer's memory is full: wait, or switch it off and on",
            ),
            (
                self.under_temperature,
                "The printer is too cold: let it warm up",
            ),
            (
                self.fault,
                "The printer reports a fault: look at its display, or switch it off and on",
            ),
        ]
        .into_iter()
        .find_map(|(is, words)| is.then_some(words))
    }

    /// Whether nothing is waiting or printing in it.
    pub fn idle(&self) -> bool {
        !self.busy && self.formats_waiting == 0 && self.labels_left == 0 && !self.partial_format
    }
}
