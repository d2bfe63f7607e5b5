//! One line to a simulated printer, whatever it is made of: a reader of its language, and its answers.
use super::Inside;
use super::language::{Desk, Reader};
use super::machine::{Machine, Sink};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Reads what one connection brings. What was begun on it is forgotten when it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    inside: Arc<Inside>,
    reader: Box<dyn Reader>,
    /// Read, and no whole command yet.
    pending: Vec<u8>,
    /// Read since the last label.
    raw: Vec<u8>,
    sink: Sink,
    life: u64,
    /// Its label that has begun is counted by the machine.
    counted: bool,
}

impl Connection {
    /// A new one, and what the printer answers on it.
    pub(super) fn open(inside: &Arc<Inside>) -> (Self, UnboundedReceiver<Vec<u8>>) {
        let (sink, answers) = unbounded_channel();
        let mut machine = inside.machine();
        machine.add_line(&sink);
        let connection = Self {
            inside: Arc::clone(inside),
            reader: machine.dialect.reader(),
            pending: Vec::new(),
            raw: Vec::new(),
            sink,
            life: machine.life,
            counted: false,
        };
        drop(machine);
        (connection, answers)
    }

    /// Takes bytes, in whatever pieces they come.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let inside = Arc::clone(&self.inside);
        let mut machine = inside.machine();
        if machine.life != self.life {
            self.forget(&machine);
        }
        machine.take(bytes);
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while at < pending.len() {
            let machine = &mut *machine;
            let mut desk = Desk {
                setup: &mut machine.setup,
                memory: &mut machine.memory,
                stock: machine.stock,
                events: Vec::new(),
            };
            let Some(used) = self.reader.step(&pending[at..], &mut desk) else {
                break;
            };
            let events = desk.events;
            self.raw.extend_from_slice(&pending[at..at + used]);
            at += used;
            self.count(machine);
            for event in events {
                machine.carry_out(event, &mut self.raw, &self.sink);
            }
        }
        self.pending = pending;
        self.pending.drain(..at);
        self.count(&mut machine);
        drop(machine);
        inside.changed.notify_waiters();
    }

    /// Forgets what was begun.
    pub(super) fn reset(&mut self) {
        let inside = Arc::clone(&self.inside);
        let mut machine = inside.machine();
        self.forget(&machine);
        self.count(&mut machine);
    }

    pub(super) fn inside(&self) -> &Inside {
        &self.inside
    }

    /// The sink of the answers, for whoever speaks on the same line.
    pub(super) fn sink(&self) -> Sink {
        self.sink.clone()
    }

    fn forget(&mut self, machine: &Machine) {
        self.reader = machine.dialect.reader();
        self.pending.clear();
        self.raw.clear();
    }

    /// Lets the machine count this connection's label that has begun.
    fn count(&mut self, machine: &mut Machine) {
        let partial = self.reader.partial();
        if machine.life != self.life {
            self.life = machine.life;
            self.counted = false;
        }
        match (self.counted, partial) {
            (false, true) => machine.partial += 1,
            (true, false) => machine.partial = machine.partial.saturating_sub(1),
            _ => {}
        }
        self.counted = partial;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.reset();
    }
}
