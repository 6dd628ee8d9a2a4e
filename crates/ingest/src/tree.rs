//! YAML and JSON documents as trees whose every part knows its place.
//!
//! JSON is read as YAML, which contains it. The tree is bounded: aliases are copied where they
//! stand, and a document that grows by them beyond a limit is refused.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

mod deserialize;

pub(crate) use deserialize::{TypeError, from_node};

/// The most nodes of a document, those that aliases copy included.
const MOST_NODES: usize = 1_000_000;

/// Documents nested deeper are refused: what reads them is recursive.
const DEEPEST: usize = 100;

/// A place in a text, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Content,
    pub(crate) place: Place,
}

/// What a part of a document holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the document.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// What is wrong with a document as such.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TreeError {
    pub(crate) place: Place,
    pub(crate) message: String,
}

impl Node {
    /// The member of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// The first member of a map that has one of these names.
    pub(crate) fn get_any(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The members of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Whether the member of a map is a list.
    pub(crate) fn is_list_at(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| matches!(node.value, Content::List(_)))
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.value, Content::Map(_))
    }

    /// The text, of nothing but a text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.value {
            Content::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// The member of a map as a text.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// A text, or the texts of a list.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match &self.value {
            Content::Text(text) => vec![text],
            _ => self.items().iter().filter_map(Self::as_text).collect(),
        }
    }
}

/// Reads the documents of a text; empty ones are left out.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, TreeError> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| TreeError {
            place: Place {
                line: error.marker().line() as u32,
                column: error.marker().col() as u32 + 1,
            },
            message: format!("this is neither YAML nor JSON: {}", error.info()),
        })?;
        builder.event(event, span)?;
    }
    Ok(builder.done)
}

/// The first document of a text.
pub(crate) fn document(text: &str) -> Result<Node, TreeError> {
    let place = Place { line: 1, column: 1 };
    let first = documents(text)?.into_iter().next();
    first.ok_or_else(|| TreeError { place, message: "the document is empty".into() })
}

#[derive(Default)]
struct Builder {
    done: Vec<Node>,
    open: Vec<Open>,
    /// Finished nodes by their anchors, each with its number of nodes.
    anchors: Vec<(usize, Node, usize)>,
    nodes: usize,
}

/// A list or map that is not closed yet.
struct Open {
    place: Place,
    anchor: usize,
    /// Nodes before it.
    before: usize,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    Map(Vec<(Key, Node)>, Option<Key>),
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), TreeError> {
        let place = Place { line: span.start.line() as u32, column: span.start.col() as u32 + 1 };
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = match style {
                    ScalarStyle::Plain => plain(&text),
                    _ => Content::Text(text.into_owned()),
                };
                self.count(1, place)?;
                self.finish(Node { value, place }, anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.start(Parts::List(Vec::new()), anchor, place),
            Event::MappingStart(anchor, _) => {
                self.start(Parts::Map(Vec::new(), None), anchor, place)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.parts {
                    Parts::List(items) => Content::List(items),
                    Parts::Map(entries, _) => Content::Map(merged(entries)),
                };
                let size = self.nodes - open.before;
                self.finish(Node { value, place: open.place }, open.anchor, size)
            }
            Event::Alias(anchor) => {
                let known = self.anchors.iter().rev().find(|(id, ..)| *id == anchor);
                let Some((_, node, size)) = known.cloned() else {
                    let message = "an alias stands within what it repeats".into();
                    return Err(TreeError { place, message });
                };
                self.count(size, place)?;
                self.finish(node, 0, size)
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize, place: Place) -> Result<(), TreeError> {
        self.nodes += nodes;
        if self.nodes > MOST_NODES {
            let message = format!("the document has more than {MOST_NODES} parts");
            return Err(TreeError { place, message });
        }
        Ok(())
    }

    fn start(&mut self, parts: Parts, anchor: usize, place: Place) -> Result<(), TreeError> {
        if self.open.len() >= DEEPEST {
            let message = format!("the document is nested deeper than {DEEPEST} levels");
            return Err(TreeError { place, message });
        }
        let before = self.nodes;
        self.count(1, place)?;
        self.open.push(Open { place, anchor, before, parts });
        Ok(())
    }

    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), TreeError> {
        if anchor > 0 {
            self.anchors.push((anchor, node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.parts) {
            None if node.value == Content::Null => {}
            None => self.done.push(node),
            Some(Parts::List(items)) => items.push(node),
            Some(Parts::Map(entries, key)) => match key.take() {
                None => *key = Some(key_of(node)?),
                Some(name) => {
                    let twice = name.name != "<<"
                        && entries.iter().any(|(known, _)| known.name == name.name);
                    if twice {
                        let message = format!("the key {} is given twice", name.name);
                        return Err(TreeError { place: name.place, message });
                    }
                    entries.push((name, node));
                }
            },
        }
        Ok(())
    }
}

fn key_of(node: Node) -> Result<Key, TreeError> {
    let Node { value, place } = node;
    let name = match value {
        Content::Text(text) => text,
        Content::Null => "null".into(),
        Content::Bool(truth) => truth.to_string(),
        Content::Int(number) => number.to_string(),
        Content::Float(number) => number.to_string(),
        Content::List(_) | Content::Map(_) => {
            return Err(TreeError { place, message: "a key must be a text".into() });
        }
    };
    Ok(Key { name, place })
}

/// YAML's `<<`: the members of other maps, as far as they are not given here.
fn merged(entries: Vec<(Key, Node)>) -> Vec<(Key, Node)> {
    if entries.iter().all(|(key, _)| key.name != "<<") {
        return entries;
    }
    let (others, mut own): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(key, _)| key.name == "<<");
    for (_, other) in others {
        let maps = if other.is_map() { vec![other] } else { other.items().to_vec() };
        for (key, node) in maps.iter().flat_map(Node::entries) {
            if own.iter().all(|(known, _)| known.name != key.name) {
                own.push((key.clone(), node.clone()));
            }
        }
    }
    own
}

/// A scalar without quotes, by YAML 1.2's core schema (section 10.3.2).
fn plain(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Content::Null,
        "true" | "True" | "TRUE" => return Content::Bool(true),
        "false" | "False" | "FALSE" => return Content::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let radix = |prefix: &str, radix| {
        text.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok())
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Content::Int(number);
    }
    if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        let is_number = digits.bytes().all(|c| c.is_ascii_digit() || b".eE+-".contains(&c));
        if let Ok(number) = text.parse::<i64>() {
            return Content::Int(number);
        }
        if is_number && let Ok(number) = text.parse::<f64>() {
            return Content::Float(number);
        }
    }
    Content::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_yaml_become_the_same_tree() {
        let json = document("{\"a\": [1, 2.5, true, null, \"x\"], \"b\": {}}").unwrap();
        let yaml = document("a:\n- 1\n- 2.5\n- true\n- ~\n- 'x'\nb: {}\n").unwrap();
        let texts = |node: &Node| {
            format!(
                "{:?}",
                node.get("a")
                    .unwrap()
                    .items()
                    .iter()
                    .map(|item| item.value.clone())
                    .collect::<Vec<_>>()
            )
        };
        assert_eq!(texts(&json), texts(&yaml));
        assert_eq!(document("{'a': 'number',\n\t'b': 'text'}").unwrap().entries().len(), 2);
    }

    #[test]
    fn merged_maps_give_way_to_what_stands_there() {
        let text = "base: &base {x: 1, y: 2}\nown:\n  <<: *base\n  y: 3\n";
        let own = document(text).unwrap();
        let own = own.get("own").unwrap();
        assert_eq!(own.get("x").map(|node| &node.value), Some(&Content::Int(1)));
        assert_eq!(own.get("y").map(|node| &node.value), Some(&Content::Int(3)));
    }

    #[test]
    fn flaws_are_told_with_their_place() {
        let bomb = {
            let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for level in 1..10 {
                let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
                let line = format!("a{level}: &a{level} [{aliases}]\n");
                text.push_str(&line);
            }
            text
        };
        let deep = "[".repeat(200) + &"]".repeat(200);
        let cases = [
            ("a: [1, 2", 1, "neither YAML nor JSON"),
            ("a: 1\nb: 2\na: 3\n", 3, "the key a is given twice"),
            ("a: &a [*a]\n", 1, "an alias stands within"),
            (bomb.as_str(), 6, "more than"),
            (deep.as_str(), 1, "nested deeper"),
            ("", 1, "empty"),
        ];
        for (text, line, message) in cases {
            let error = document(text).unwrap_err();
            assert!(error.message.contains(message), "{}", error.message);
            assert!(error.place.line >= line, "{error:?}");
        }
    }
}
