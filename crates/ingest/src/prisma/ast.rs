//! A Prisma schema as written.

/// One `{ … }` of a schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// `model`, `enum`, `datasource` …
    pub(super) keyword: String,
    pub(super) name: String,
    /// What `///` says of it.
    pub(super) doc: Option<String>,
    /// The byte offset of its name.
    pub(super) at: usize,
    pub(super) fields: Vec<Field>,
    /// `key = value`.
    pub(super) settings: Vec<(String, Expr)>,
    /// `@@name(…)`.
    pub(super) attributes: Vec<Attribute>,
}

/// A field of a model, or a value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    /// Absent for the values of an enum.
    pub(super) of: Option<FieldType>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) doc: Option<String>,
    pub(super) at: usize,
}

/// `String`, `Post[]`, `Unsupported("point")?`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FieldType {
    pub(super) name: String,
    /// The database's type within `Unsupported("…")`.
    pub(super) unsupported: Option<String>,
    pub(super) list: bool,
    pub(super) optional: bool,
    pub(super) at: usize,
}

/// `@id`, `@db.VarChar(40)`, `@@unique([a, b])`, its name without `@`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) arguments: Vec<(Option<String>, Expr)>,
    pub(super) at: usize,
}

/// An attribute's argument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Text(String),
    Number(String),
    /// `true`, `Cascade`, `address.street`; with the sub-fields of a composite.
    Name(String),
    /// `now()`, and a field of an index with options: `title(sort: Desc)`.
    Call(String, Vec<(Option<String>, Expr)>),
    List(Vec<Expr>),
}

impl Expr {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names in a list of fields.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Name(name) | Self::Call(name, _) => vec![name],
            Self::List(items) => items.iter().flat_map(Self::names).collect(),
            Self::Text(_) | Self::Number(_) => Vec::new(),
        }
    }
}

impl Attribute {
    /// The argument of a name, or the first without one.
    pub(super) fn argument(&self, name: &str) -> Option<&Expr> {
        self.named(name).or_else(|| self.first())
    }

    /// The argument of a name.
    pub(super) fn named(&self, name: &str) -> Option<&Expr> {
        let argument = self.arguments.iter().find(|(key, _)| key.as_deref() == Some(name));
        argument.map(|(_, value)| value)
    }

    /// The first argument without a name.
    pub(super) fn first(&self) -> Option<&Expr> {
        self.arguments.iter().find(|(key, _)| key.is_none()).map(|(_, value)| value)
    }
}

impl Block {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    pub(super) fn setting(&self, name: &str) -> Option<&Expr> {
        self.settings.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The text that an attribute such as `@@map("…")` gives.
    pub(super) fn attribute_text(&self, name: &str) -> Option<&str> {
        self.attribute(name)?.argument("name").or(self.attribute(name)?.argument("map"))?.text()
    }
}

impl Field {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The name in the database.
    pub(super) fn column(&self) -> &str {
        let map = self.attribute("map").and_then(|map| map.argument("name"));
        map.and_then(Expr::text).unwrap_or(&self.name)
    }
}
