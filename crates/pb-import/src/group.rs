//! Rows into orders. An order with one bad row is bad as a whole: half an order must not ship.
use super::address::conflict;
use super::layout::{Head, Layout, Part, Repeats};
use super::order_lines::StatedLine;
use super::status::firmer;
use super::table::Row;
use crate::BadRow;
use pb_domain::{HoldReason, ImportedOrder, OrderLine, Payment};
use std::collections::{HashMap, HashSet};

/// Orders with the line each begins at, in the order of the file; and the rows that made none.
pub(super) struct Grouped {
    pub(super) orders: Vec<(u32, ImportedOrder)>,
    pub(super) bad_rows: Vec<BadRow>,
}

/// Reads rows and puts those of one order together.
pub(super) fn group<'a>(rows: impl Iterator<Item = Row<'a>>, layout: &Layout) -> Grouped {
    let mut groups = Groups {
        layout,
        list: Vec::new(),
        by_number: HashMap::new(),
        rows: Vec::new(),
    };
    for row in rows {
        groups.add(&row);
    }
    groups.finish()
}

struct Groups<'l, 'a> {
    layout: &'l Layout,
    list: Vec<Group>,
    by_number: HashMap<String, usize>,
    rows: Vec<Seen<'a>>,
}

/// One order so far.
struct Group {
    number: String,
    line: u32,
    head: Option<Head>,
    lines: Vec<StatedLine>,
    line_ids: HashSet<String>,
    /// Line of its first bad row.
    fault: Option<u32>,
}

/// One row, for the list of bad ones.
struct Seen<'a> {
    line: u32,
    raw: &'a str,
    group: Option<usize>,
    reason: Option<String>,
}

impl<'a> Groups<'_, 'a> {
    fn add(&mut self, row: &Row<'a>) {
        let number = self.layout.number(&row.fields);
        // A row that cannot be read whole is split plainly, so its number may keep its marks.
        let number = match row.fault {
            Some(_) => number.trim_matches('"').trim(),
            None => number,
        };
        let above = self.rows.last().and_then(|seen| seen.group);
        let known = if number.is_empty() {
            above
        } else {
            self.by_number.get(number).copied()
        };
        let outcome = match &row.fault {
            Some(fault) => Err((known, fault.clone())),
            None => self.place(row, number, known, above),
        };
        let (group, reason) = match outcome {
            Ok(group) => (Some(group), None),
            Err((group, reason)) => {
                let group = group.or_else(|| {
                    (!number.is_empty()).then(|| self.open(number.to_owned(), row.line, None))
                });
                if let Some(group) = group {
                    self.list[group].fault.get_or_insert(row.line);
                }
                (group, Some(reason))
            }
        };
        self.rows.push(Seen {
            line: row.line,
            raw: row.raw,
            group,
            reason,
        });
    }

    /// Adds a whole row to its order; an error names the order that the row spoils.
    fn place(
        &mut self,
        row: &Row<'a>,
        number: &str,
        known: Option<usize>,
        above: Option<usize>,
    ) -> Result<usize, (Option<usize>, String)> {
        if is_shortened(number) {
            let reason = format!(
                "a spreadsheet shortened the order number to “{number}”: export the orders again"
            );
            return Err((known, reason));
        }
        let head = known.and_then(|g| self.list[g].head.as_ref());
        let part = self
            .layout
            .read(&row.fields, head)
            .map_err(|reason| (known, reason))?;
        match known {
            None if number.is_empty() => Err((None, "the order number is missing".to_owned())),
            None if part.head.is_none() => Err((
                None,
                format!("it belongs to order {number}, whose first row is not above it"),
            )),
            None => {
                let group = self.open(number.to_owned(), row.line, part.head);
                self.list[group].take_lines(part.lines);
                Ok(group)
            }
            // A blank number continues the row above, unless the row tells of an order itself.
            Some(_) if number.is_empty() && part.head.is_some() => {
                Err((None, "the order number is missing".to_owned()))
            }
            Some(group) => self
                .join(group, part, row.line, above == Some(group))
                .map(|()| group)
                .map_err(|reason| (Some(group), reason)),
        }
    }

    fn open(&mut self, number: String, line: u32, head: Option<Head>) -> usize {
        self.by_number.insert(number.clone(), self.list.len());
        self.list.push(Group {
            number,
            line,
            head,
            lines: Vec::new(),
            line_ids: HashSet::new(),
            fault: None,
        });
        self.list.len() - 1
    }

    fn join(&mut self, group: usize, part: Part, line: u32, below: bool) -> Result<(), String> {
        let repeats = self.layout.repeats;
        let group = &mut self.list[group];
        let Some(head) = &mut group.head else {
            // Its first row was bad; the rest is listed with it.
            return Ok(());
        };
        if let Some(again) = part.head {
            let twice = || {
                format!(
                    "order {} stands in the file twice, at line {} too; keep one",
                    group.number, group.line
                )
            };
            match repeats {
                Repeats::Never => {
                    let same = again == *head && part.lines == group.lines;
                    return if same { Ok(()) } else { Err(twice()) };
                }
                Repeats::Below if !below => return Err(twice()),
                Repeats::Below | Repeats::Anywhere => merge_head(head, again, group.line, line)?,
            }
        }
        group.take_lines(part.lines);
        Ok(())
    }

    fn finish(self) -> Grouped {
        let mut bad_rows = Vec::new();
        for row in self.rows {
            let fault = row
                .group
                .map(|g| &self.list[g])
                .and_then(|g| Some((g, g.fault?)));
            let reason = match (row.reason, fault) {
                (Some(reason), _) => reason,
                (None, Some((group, line))) => format!(
                    "order {} is left out whole, because line {line} cannot be read",
                    group.number
                ),
                (None, None) => continue,
            };
            bad_rows.push(BadRow {
                line: row.line,
                reason,
                text: row.raw.to_owned(),
            });
        }
        let orders = self.list.into_iter().filter_map(Group::order).collect();
        Grouped { orders, bad_rows }
    }
}

impl Group {
    fn take_lines(&mut self, lines: Vec<StatedLine>) {
        for line in lines {
            // The same line again, as when two exports were put together.
            if line.id.is_empty() || self.line_ids.insert(line.id.clone()) {
                self.lines.push(line);
            }
        }
    }

    fn order(self) -> Option<(u32, ImportedOrder)> {
        if self.fault.is_some() {
            return None;
        }
        let mut order = self.head?.order;
        let states_lines = !self.lines.is_empty();
        // What is packed is what is left; an order that stays out shows what it was.
        let all = order.hold.is_some();
        order.lines = self
            .lines
            .into_iter()
            .map(|stated| OrderLine {
                quantity: if all {
                    stated.line.quantity
                } else {
                    stated.left
                },
                ..stated.line
            })
            .filter(|line| line.quantity > 0)
            .collect();
        let ships = order.lines.iter().any(|l| l.needs_shipping);
        order.hold = order.hold.or(match order.payment {
            _ if states_lines && !ships => Some(HoldReason::NothingToShip),
            Payment::Unpaid => Some(HoldReason::Unpaid),
            _ => None,
        });
        Some((self.line, order))
    }
}

/// Whether a spreadsheet took a long number for a quantity: `4.50012E+12`. Many orders can have it.
fn is_shortened(number: &str) -> bool {
    number.split_once("E+").is_some_and(|(digits, power)| {
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            && power.len() >= 2
            && power.chars().all(|c| c.is_ascii_digit())
    })
}

/// Another row's word on the same order: silence is filled, a contradiction is refused.
fn merge_head(head: &mut Head, again: Head, first: u32, line: u32) -> Result<(), String> {
    let (order, again) = (&mut head.order, again.order);
    if let Some((here, there)) = conflict(&order.ship_to, &again.ship_to) {
        return Err(format!(
            "line {first} sends order {} to “{here}”, line {line} to “{there}”",
            order.key.number
        ));
    }
    if let (Some(here), Some(there)) = (order.cod, again.cod)
        && here != there
    {
        return Err(format!(
            "line {first} collects {here} on delivery of order {}, line {line} {there}",
            order.key.number
        ));
    }
    order.hold = firmer(order.hold, again.hold);
    order.cod = order.cod.or(again.cod);
    order.total = order.total.or(again.total);
    order.shipping_paid = order.shipping_paid.or(again.shipping_paid);
    order.payment = match (order.payment, again.payment) {
        (Payment::Unknown, other) | (other, Payment::Unknown) => other,
        (Payment::Unpaid, _) | (_, Payment::Unpaid) => Payment::Unpaid,
        (Payment::OnDelivery, _) | (_, Payment::OnDelivery) => Payment::OnDelivery,
        (Payment::Paid, Payment::Paid) => Payment::Paid,
    };
    let fill = |here: &mut String, there: String| {
        if here.is_empty() {
            *here = there;
        }
    };
    fill(&mut order.note, again.note);
    fill(&mut order.external_id, again.external_id);
    fill(&mut order.placed_at, again.placed_at);
    fill(&mut order.shipping_method, again.shipping_method);
    let (ship_to, other) = (&mut order.ship_to, again.ship_to);
    fill(&mut ship_to.name, other.name);
    fill(&mut ship_to.company, other.company);
    fill(&mut ship_to.line1, other.line1);
    fill(&mut ship_to.line2, other.line2);
    fill(&mut ship_to.ward, other.ward);
    fill(&mut ship_to.district, other.district);
    fill(&mut ship_to.city, other.city);
    fill(&mut ship_to.region, other.region);
    fill(&mut ship_to.postal_code, other.postal_code);
    fill(&mut ship_to.phone, other.phone);
    fill(&mut ship_to.email, other.email);
    ship_to.country = ship_to.country.or(other.country);
    Ok(())
}
