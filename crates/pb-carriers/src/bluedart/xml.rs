//! Small documents of XML as a tree. A document's own entities are not unfolded, and it may not be deep.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements within elements; a track has five.
const DEEPEST: usize = 16;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child, trimmed; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    /// An attribute, trimmed; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }
}

/// The one root of a whole document; else what is wrong with it.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        let at = reader.buffer_position();
        let wrong = |what: &str| Err(format!("{what} at byte {at}"));
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return wrong(&error.to_string()),
        };
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST || (open.is_empty() && root.is_some()) {
                    return wrong("an element that may not be there");
                }
                open.push(begun(&start)?);
            }
            Event::Empty(start) => close(begun(&start)?, &mut open, &mut root)?,
            Event::End(_) => match open.pop() {
                Some(done) => close(done, &mut open, &mut root)?,
                None => return wrong("an end without a beginning"),
            },
            Event::Text(words) => add(&words.xml10_content(), &mut open)?,
            Event::CData(words) => add(&words.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let name: &str = &reference.xml10_content();
                let known = match character {
                    Some(character) => character.to_string(),
                    None => resolve_predefined_entity(name)
                        .unwrap_or_default()
                        .to_owned(),
                };
                if known.is_empty() {
                    return wrong("an entity that nobody knows");
                }
                add(&known, &mut open)?;
            }
            Event::DocType(_) => return wrong("a document type"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match (open.is_empty(), root) {
        (true, Some(root)) => Ok(root),
        _ => Err("it is not whole".to_owned()),
    }
}

fn begun(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element {
        name: start.name().as_ref().to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| error.to_string())?;
        let name = attribute.key.as_ref().to_owned();
        element.attributes.push((name, value.into_owned()));
    }
    Ok(element)
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), String> {
    match (open.last_mut(), &root) {
        (Some(parent), _) => parent.children.push(done),
        (None, None) => *root = Some(done),
        (None, Some(_)) => return Err("there is more than one document".to_owned()),
    }
    Ok(())
}

fn add(words: &str, open: &mut [Element]) -> Result<(), String> {
    match open.last_mut() {
        Some(element) => element.text.push_str(words),
        None if words.trim().trim_start_matches('\u{feff}').is_empty() => {}
        None => return Err("there are words outside the document".to_owned()),
    }
    Ok(())
}
