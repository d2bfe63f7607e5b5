//! An order that is here against the same order in a file.
use crate::Difference;
use pb_domain::{Address, HoldReason, ImportedOrder, Money, Order, OrderLine, Payment};

/// What importing an order again does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Nothing is different.
    Unchanged,
    /// The order here becomes this one.
    Update {
        /// The order as it is to be kept.
        order: Box<ImportedOrder>,
        /// What the source says differently and was kept as it is here.
        differences: Vec<Difference>,
    },
    /// The order stays as it is.
    Left {
        /// Why, for a person.
        reason: &'static str,
        /// What the source says differently.
        differences: Vec<Difference>,
    },
}

/// The parts of an address that make one place: they are taken together or kept together, because a
/// street from here with a city from there is an address where nobody lives.
type PlaceField = (&'static str, &'static str, fn(&Address) -> String);

const PLACE: &[PlaceField] = &[
    ("ship_to.name", "Name", |a| a.name.clone()),
    ("ship_to.company", "Company", |a| a.company.clone()),
    ("ship_to.line1", "Street", |a| a.line1.clone()),
    ("ship_to.line2", "Address line 2", |a| a.line2.clone()),
    ("ship_to.ward", "Ward", |a| a.ward.clone()),
    ("ship_to.district", "District", |a| a.district.clone()),
    ("ship_to.city", "City", |a| a.city.clone()),
    ("ship_to.region", "Region", |a| a.region.clone()),
    ("ship_to.postal_code", "Postal code", |a| {
        a.postal_code.clone()
    }),
    ("ship_to.country", "Country", |a| {
        a.country.map_or_else(String::new, |c| c.code().to_owned())
    }),
];

/// Puts what a source says now into an order that is here. An order with a shipment stays as it is. A
/// field that a person edited here (`ship_to.city`, `note`, `lines` …) stays as it is while the others
/// follow the source. An address whose edited and unedited parts would mix stays whole. What a person
/// put aside stays aside; a hold that a person lifted comes back only for an order that was cancelled or
/// refunded since.
pub fn merge(existing: &Order, incoming: &ImportedOrder, has_shipment: bool) -> Merge {
    let here = &existing.data;
    let mut merging = Merging {
        edited: &existing.edited_fields,
        locked: has_shipment,
        kept: Vec::new(),
    };
    let order = ImportedOrder {
        key: here.key.clone(),
        // A source that stops stating its id has not changed it.
        external_id: match incoming.external_id.as_str() {
            "" => here.external_id.clone(),
            _ => merging.text(
                "external_id",
                "Shop's id",
                &here.external_id,
                &incoming.external_id,
            ),
        },
        placed_at: merging.text("placed_at", "Placed", &here.placed_at, &incoming.placed_at),
        ship_to: merging.address(&here.ship_to, &incoming.ship_to),
        lines: merging.field("lines", "Lines", &here.lines, &incoming.lines, |l| {
            shown_lines(l)
        }),
        note: merging.text("note", "Note", &here.note, &incoming.note),
        total: merging.field("total", "Total", &here.total, &incoming.total, shown_money),
        shipping_paid: merging.field(
            "shipping_paid",
            "Shipping paid",
            &here.shipping_paid,
            &incoming.shipping_paid,
            shown_money,
        ),
        shipping_method: merging.text(
            "shipping_method",
            "Shipping method",
            &here.shipping_method,
            &incoming.shipping_method,
        ),
        payment: merging.field(
            "payment",
            "Payment",
            &here.payment,
            &incoming.payment,
            |p| shown_payment(*p).to_owned(),
        ),
        cod: merging.field(
            "cod",
            "Cash on delivery",
            &here.cod,
            &incoming.cod,
            shown_money,
        ),
        hold: merging.hold(here.hold, incoming.hold),
    };
    let differences = merging.kept;
    if order != *here {
        Merge::Update {
            order: Box::new(order),
            differences,
        }
    } else if differences.is_empty() {
        Merge::Unchanged
    } else {
        let reason = if has_shipment {
            "It has a shipment"
        } else {
            "It was edited here"
        };
        Merge::Left {
            reason,
            differences,
        }
    }
}

struct Merging<'a> {
    edited: &'a [String],
    /// Every field stays as it is.
    locked: bool,
    /// What was kept although the source says otherwise.
    kept: Vec<Difference>,
}

impl Merging<'_> {
    /// Whether a person edited a field, the whole it belongs to, or a part of it.
    fn edited(&self, field: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        self.edited
            .iter()
            .any(|edit| edit == field || within(edit, field) || within(field, edit))
    }

    fn keep(&mut self, label: &str, here: String, source: String) {
        self.kept.push(Difference {
            field: label.to_owned(),
            here,
            source,
        });
    }

    fn field<T: Clone + PartialEq>(
        &mut self,
        field: &str,
        label: &str,
        here: &T,
        source: &T,
        shown: impl Fn(&T) -> String,
    ) -> T {
        if here == source {
            return here.clone();
        }
        if self.locked || self.edited(field) {
            self.keep(label, shown(here), shown(source));
            return here.clone();
        }
        source.clone()
    }

    fn text(&mut self, field: &str, label: &str, here: &String, source: &String) -> String {
        self.field(field, label, here, source, String::clone)
    }

    fn address(&mut self, here: &Address, source: &Address) -> Address {
        let changed: Vec<&PlaceField> = PLACE
            .iter()
            .filter(|(.., part)| part(here) != part(source))
            .collect();
        let edited = PLACE.iter().any(|(field, ..)| self.edited(field));
        let mut address = if self.locked || edited {
            for (_, label, part) in changed {
                self.keep(label, part(here), part(source));
            }
            here.clone()
        } else {
            source.clone()
        };
        address.phone = self.text("ship_to.phone", "Telephone", &here.phone, &source.phone);
        address.email = self.text("ship_to.email", "E-mail", &here.email, &source.email);
        address
    }

    fn hold(&mut self, here: Option<HoldReason>, source: Option<HoldReason>) -> Option<HoldReason> {
        use HoldReason::{Cancelled, Fulfilled, PutAside, Refunded};
        let stays = if self.locked {
            // The shop says so because this station told it.
            if source == Some(Fulfilled) || source.is_none() {
                return here;
            }
            true
        } else if here == Some(PutAside) {
            if source.is_none() {
                return here;
            }
            true
        } else {
            self.edited("hold") && !matches!(source, Some(Cancelled | Refunded))
        };
        if here == source || !stays {
            return source;
        }
        let shown = |hold: Option<HoldReason>| hold.map_or("In the queue", HoldReason::text);
        self.keep("Hold", shown(here).to_owned(), shown(source).to_owned());
        here
    }
}

fn shown_money(money: &Option<Money>) -> String {
    money.map_or_else(String::new, |m| m.to_string())
}

fn shown_payment(payment: Payment) -> &'static str {
    match payment {
        Payment::Paid => "Paid",
        Payment::Unpaid => "Not paid",
        Payment::OnDelivery => "On delivery",
        Payment::Unknown => "Not stated",
    }
}

fn shown_lines(lines: &[OrderLine]) -> String {
    lines
        .iter()
        .map(|line| {
            let name = [&line.title, &line.sku].into_iter().find(|n| !n.is_empty());
            format!("{} × {}", line.quantity, name.map_or("?", |n| n))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::{Currency, OrderId, OrderKey};

    fn imported() -> ImportedOrder {
        let usd = Currency::from_code("USD").expect("USD");
        ImportedOrder {
            key: OrderKey {
                source: "shopify".into(),
                number: "#1".into(),
            },
            external_id: "55".into(),
            placed_at: "2026-01-31T14:05:22Z".into(),
            ship_to: Address {
                name: "Ann".into(),
                line1: "1 St".into(),
                city: "Rome".into(),
                phone: "1".into(),
                ..Address::default()
            },
            lines: vec![OrderLine {
                title: "Mug".into(),
                quantity: 1,
                needs_shipping: true,
                ..OrderLine::default()
            }],
            note: "Ring".into(),
            total: Some(Money::new(1900, usd)),
            shipping_paid: None,
            shipping_method: "Standard".into(),
            payment: Payment::Paid,
            cod: None,
            hold: None,
        }
    }

    fn here(edited: &[&str]) -> Order {
        Order {
            id: OrderId(uuid::Uuid::nil()),
            data: imported(),
            edited_fields: edited.iter().map(|e| (*e).to_owned()).collect(),
        }
    }

    fn fields(differences: &[Difference]) -> Vec<&str> {
        differences.iter().map(|d| d.field.as_str()).collect()
    }

    #[test]
    fn the_same_again_changes_nothing() {
        for shipped in [false, true] {
            assert_eq!(merge(&here(&[]), &imported(), shipped), Merge::Unchanged);
            assert_eq!(
                merge(&here(&["ship_to.city", "lines"]), &imported(), shipped),
                Merge::Unchanged
            );
        }
    }

    #[test]
    fn the_source_updates_what_nobody_edited() {
        let mut source = imported();
        source.ship_to.city = "Oslo".into();
        source.note = "Knock".into();
        source.lines[0].quantity = 3;
        source.external_id.clear();
        let mut expected = source.clone();
        expected.external_id = "55".into();
        assert_eq!(
            merge(&here(&[]), &source, false),
            Merge::Update {
                order: Box::new(expected),
                differences: vec![]
            }
        );
    }

    #[test]
    fn an_order_with_a_shipment_stays_and_says_what_differs() {
        let mut source = imported();
        source.ship_to.city = "Oslo".into();
        source.lines[0].quantity = 3;
        source.hold = Some(HoldReason::Cancelled);
        let Merge::Left { differences, .. } = merge(&here(&[]), &source, true) else {
            panic!("left");
        };
        let found: Vec<(&str, &str, &str)> = differences
            .iter()
            .map(|d| (d.field.as_str(), d.here.as_str(), d.source.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("City", "Rome", "Oslo"),
                ("Lines", "1 × Mug", "3 × Mug"),
                ("Hold", "In the queue", "Cancelled in the shop"),
            ]
        );
    }

    #[test]
    fn fulfilled_by_us_is_no_difference() {
        let mut source = imported();
        source.hold = Some(HoldReason::Fulfilled);
        assert_eq!(merge(&here(&[]), &source, true), Merge::Unchanged);
    }

    #[test]
    fn an_edited_field_stays_while_others_follow() {
        for edited in ["ship_to.city", "ship_to"] {
            let mut order = here(&[edited]);
            order.data.ship_to.city = "Roma".into();
            let mut source = imported();
            source.note = "Knock".into();
            source.ship_to.phone = "2".into();
            let Merge::Update {
                order: merged,
                differences,
            } = merge(&order, &source, false)
            else {
                panic!("update");
            };
            assert_eq!(
                (merged.ship_to.city.as_str(), merged.note.as_str()),
                ("Roma", "Knock")
            );
            let whole = edited == "ship_to";
            assert_eq!(merged.ship_to.phone, if whole { "1" } else { "2" });
            assert_eq!(
                fields(&differences),
                if whole {
                    vec!["City", "Telephone"]
                } else {
                    vec!["City"]
                }
            );
        }
    }

    #[test]
    fn an_edited_field_alone_leaves_the_order() {
        let mut order = here(&["note", "lines.0.quantity"]);
        order.data.note = "Ring twice".into();
        order.data.lines[0].quantity = 2;
        let Merge::Left {
            reason,
            differences,
        } = merge(&order, &imported(), false)
        else {
            panic!("left");
        };
        assert_eq!(reason, "It was edited here");
        assert_eq!(fields(&differences), ["Lines", "Note"]);
    }

    #[test]
    fn two_addresses_are_never_mixed() {
        let mut order = here(&["ship_to.line1"]);
        order.data.ship_to.line1 = "1 Street".into();
        let mut source = imported();
        source.ship_to.line1 = "9 Fjord".into();
        source.ship_to.city = "Oslo".into();
        let Merge::Left { differences, .. } = merge(&order, &source, false) else {
            panic!("left");
        };
        assert_eq!(fields(&differences), ["Street", "City"]);
    }

    #[test]
    fn holds_of_people_and_of_shops() {
        use HoldReason::{Cancelled, Fulfilled, PutAside, Unpaid};
        for (now, edited, source, kept, listed) in [
            (None, false, Some(Cancelled), Some(Cancelled), false),
            (Some(Unpaid), false, None, None, false),
            (Some(PutAside), false, None, Some(PutAside), false),
            (Some(PutAside), false, Some(Cancelled), Some(PutAside), true),
            (None, true, Some(Unpaid), None, true),
            (None, true, Some(Fulfilled), None, true),
            (None, true, Some(Cancelled), Some(Cancelled), false),
        ] {
            let mut order = here(if edited { &["hold"] } else { &[] });
            order.data.hold = now;
            let mut incoming = imported();
            incoming.hold = source;
            let (hold, differences) = match merge(&order, &incoming, false) {
                Merge::Unchanged => (now, vec![]),
                Merge::Update { order, differences } => (order.hold, differences),
                Merge::Left { differences, .. } => (now, differences),
            };
            assert_eq!(
                (hold, !differences.is_empty()),
                (kept, listed),
                "{now:?} {source:?}"
            );
        }
    }
}
