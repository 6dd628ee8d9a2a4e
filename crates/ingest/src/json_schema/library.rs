//! Schemas in their files, and what they refer to.

use std::sync::Arc;

use seedbed_schema::Origin;

use crate::{document, tree::Node};

/// `$ref`s and parts that lead on are followed so far.
const LONGEST: usize = 16;

/// A file with schemas.
pub(super) struct File {
    pub(super) name: Arc<str>,
    pub(super) root: Node,
}

/// A schema within its file.
#[derive(Clone, Copy)]
pub(super) struct At<'f> {
    pub(super) file: &'f File,
    pub(super) node: &'f Node,
}

impl<'f> At<'f> {
    pub(super) fn root(file: &'f File) -> Self {
        Self { file, node: &file.root }
    }

    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| Self { node, ..self })
    }

    /// The named schemas within a member.
    pub(super) fn members(self, key: &str) -> impl Iterator<Item = (&'f str, Self)> {
        let entries = self.node.get(key).map(Node::entries).unwrap_or_default();
        entries.iter().map(move |(key, node)| (key.name.as_str(), Self { node, ..self }))
    }

    /// The schemas of a list.
    pub(super) fn list(self, key: &str) -> impl Iterator<Item = Self> {
        let items = self.node.get(key).map(Node::items).unwrap_or_default();
        items.iter().map(move |node| Self { node, ..self })
    }

    /// Whether both are the same place of the same file.
    pub(super) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }

    /// The same for the same place of the same file, as long as the files are there.
    pub(super) fn identity(self) -> usize {
        std::ptr::from_ref(self.node).addr()
    }

    pub(super) fn origin(self) -> Origin {
        document::origin(&self.file.name, self.node.place)
    }

    /// The JSON types that are allowed, `null` left out.
    pub(super) fn types(self) -> Vec<&'f str> {
        let written = self.node.get("type").map(Node::texts).unwrap_or_default();
        written.into_iter().filter(|name| *name != "null").collect()
    }

    fn allows_null(self) -> bool {
        let types = self.node.get("type").map(Node::texts).unwrap_or_default();
        types.contains(&"null") || self.node.get("nullable").and_then(Node::as_bool) == Some(true)
    }
}

/// The properties of an object, those of its parts included.
#[derive(Default)]
pub(super) struct Object<'f> {
    pub(super) properties: Vec<(&'f str, At<'f>)>,
    pub(super) required: Vec<&'f str>,
}

impl<'f> Object<'f> {
    pub(super) fn property(&self, name: &str) -> Option<At<'f>> {
        self.properties.iter().find(|(known, _)| *known == name).map(|(_, at)| *at)
    }

    fn add(&mut self, name: &'f str, at: At<'f>) {
        match self.properties.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = at,
            None => self.properties.push((name, at)),
        }
    }

    fn merge(&mut self, other: Object<'f>, is_certain: bool) {
        for (name, at) in other.properties {
            self.add(name, at);
        }
        if is_certain {
            self.required.extend(other.required);
        }
    }
}

/// Where a schema leads when what only wraps it is taken off.
#[derive(Clone, Copy)]
pub(super) struct Target<'f> {
    pub(super) at: At<'f>,
    pub(super) nullable: bool,
    /// Whether it was the first of several alternatives.
    pub(super) is_choice: bool,
    /// The name that was not found.
    pub(super) dangling: Option<&'f str>,
}

/// All files.
#[derive(Clone, Copy)]
pub(super) struct Library<'f> {
    pub(super) files: &'f [File],
}

impl<'f> Library<'f> {
    /// What a `$ref` means: a JSON pointer (RFC 6901) within its file or another one.
    pub(super) fn resolve(self, at: At<'f>, reference: &str) -> Option<At<'f>> {
        let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match name {
            "" => at.file,
            name => self.files.iter().find(|file| is_called(file, name))?,
        };
        let mut node = &file.root;
        for segment in pointer.split('/').filter(|segment| !segment.is_empty()) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let item = || node.items().get(segment.parse::<usize>().ok()?);
            node = node.get(&segment).or_else(item)?;
        }
        Some(At { file, node })
    }

    /// Follows `$ref`, parts and alternatives that stand alone; stops where `is_end` says so.
    pub(super) fn target(self, at: At<'f>, is_end: impl Fn(At<'f>) -> bool) -> Target<'f> {
        let mut target = Target { at, nullable: false, is_choice: false, dangling: None };
        for _ in 0..LONGEST {
            let at = target.at;
            target.nullable |= at.allows_null();
            if is_end(at) {
                break;
            }
            if let Some(reference) = at.node.text_of("$ref") {
                match self.resolve(at, reference) {
                    Some(found) => target.at = found,
                    None => {
                        target.dangling = Some(reference);
                        break;
                    }
                }
                continue;
            }
            let is_null =
                |at: &At<'f>| at.node.get("type").map(Node::texts).as_deref() == Some(&["null"]);
            let all: Vec<At<'f>> = at.list("oneOf").chain(at.list("anyOf")).collect();
            target.nullable |= all.iter().any(is_null);
            let mut left = all.into_iter().filter(|at| !is_null(at));
            if let (Some(first), false) = (left.next(), at.node.get("properties").is_some()) {
                target.is_choice |= left.next().is_some();
                target.at = first;
                continue;
            }
            let mut parts = at.list("allOf");
            match (parts.next(), parts.next()) {
                (Some(only), None) if at.node.get("properties").is_none() => target.at = only,
                _ => break,
            }
        }
        target
    }

    /// The object that a schema describes; `None` for anything else.
    pub(super) fn object(self, at: At<'f>) -> Option<Object<'f>> {
        self.object_within(at, 0)
    }

    fn object_within(self, at: At<'f>, depth: usize) -> Option<Object<'f>> {
        if depth > LONGEST {
            return None;
        }
        let mut object = Object::default();
        let referred = at.node.text_of("$ref").and_then(|name| self.resolve(at, name));
        for part in referred.into_iter().chain(at.list("allOf")) {
            if let Some(part) = self.object_within(part, depth + 1) {
                object.merge(part, true);
            }
        }
        for variant in at.list("oneOf").chain(at.list("anyOf")) {
            if let Some(variant) = self.object_within(variant, depth + 1) {
                object.merge(variant, false);
            }
        }
        for (name, property) in at.members("properties") {
            object.add(name, property);
        }
        object.required.extend(at.node.get("required").map(Node::texts).unwrap_or_default());
        (!object.properties.is_empty()).then_some(object)
    }
}

/// Whether a file is meant by a name: by the end of its path, or its `$id`.
fn is_called(file: &File, name: &str) -> bool {
    let last = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    file.root.text_of("$id") == Some(name) || last(&file.name) == last(name)
}
