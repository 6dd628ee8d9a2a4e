//! In which language a source is written.

use std::{fmt, str::FromStr};

use crate::tree;

/// A language that describes tables.
///
/// The order is the order of reading: what declares tables comes before what may only add to
/// tables that are declared elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// SQL of any dialect.
    Sql,
    /// Models in Python: SQLAlchemy's and Django's.
    Python,
    /// Prisma schemas.
    Prisma,
    /// dbt's property files: `schema.yml`.
    Dbt,
    /// JSON Schema.
    JsonSchema,
    /// The schemas of `OpenAPI` documents.
    OpenApi,
    /// JSON or YAML that says which tables there are and what their values are like.
    Document,
}

/// Other names of languages: those of the frameworks.
const SYNONYMS: &[(&str, Language)] =
    &[("sqlalchemy", Language::Python), ("django", Language::Python)];

/// A name that is no [`Language`]'s.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {name:?}; known are {}", known())]
pub struct UnknownLanguage {
    /// The name as given.
    pub name: String,
}

fn known() -> String {
    let names = SYNONYMS.iter().map(|synonym| synonym.0).chain(Language::ALL.map(Language::name));
    names.collect::<Vec<_>>().join(", ")
}

impl Language {
    /// Every language, in the order of reading.
    pub const ALL: [Self; 7] = [
        Self::Sql,
        Self::Python,
        Self::Prisma,
        Self::Dbt,
        Self::JsonSchema,
        Self::OpenApi,
        Self::Document,
    ];

    /// The name that the command line uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Python => "python",
            Self::Prisma => "prisma",
            Self::Dbt => "dbt",
            Self::JsonSchema => "json-schema",
            Self::OpenApi => "openapi",
            Self::Document => "document",
        }
    }

    /// How its files' names end, without the point.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Sql => &["sql"],
            Self::Python => &["py"],
            Self::Prisma => &["prisma"],
            Self::Dbt => &["yml", "yaml"],
            Self::JsonSchema | Self::OpenApi | Self::Document => &["yml", "yaml", "json"],
        }
    }

    /// Which files of a folder make its schema, by their names: those of the most telling
    /// language that is among them, since `migrations/*.sql` beside a Prisma schema say the same
    /// again.
    pub fn among(names: &[&str]) -> Option<Self> {
        if !names.iter().any(|name| Self::Prisma.may_be(name)) && hold_models(names) {
            return Some(Self::Python);
        }
        let telling = [Self::Prisma, Self::Sql, Self::Dbt, Self::Python, Self::Document];
        telling.into_iter().find(|language| names.iter().any(|name| language.may_be(name)))
    }

    /// Whether a folder of that name holds nothing that makes a schema, though its files are of
    /// this language: tests declare tables of their own, migrations those of the past.
    pub fn passes_over(self, folder: &str) -> bool {
        self == Self::Python && matches!(folder, "tests" | "test" | "migrations" | "versions")
    }

    /// Whether a file's name ends as one of this language does.
    pub fn may_be(self, name: &str) -> bool {
        extension(name).is_some_and(|extension| self.extensions().contains(&extension))
    }

    /// The language of a source, by its name's ending and else by its text; SQL when nothing
    /// else is recognised.
    pub fn of(name: &str, text: &str) -> Self {
        match extension(name) {
            Some("prisma") => Self::Prisma,
            Some("py") => Self::Python,
            Some("sql" | "ddl") => Self::Sql,
            Some("yml" | "yaml" | "json") => of_tree(text),
            _ if looks_like_prisma(text) => Self::Prisma,
            _ if looks_like_python(text) => Self::Python,
            _ if looks_like_tree(text) => of_tree(text),
            _ => Self::Sql,
        }
    }
}

/// Whether Python files are among a folder's that are called as models are. Scripts lie beside
/// schemas of any language, and dbt calls its queries models, too.
fn hold_models(names: &[&str]) -> bool {
    let is_model =
        |name: &&str| name.split(['/', '\\']).any(|part| matches!(part, "models" | "models.py"));
    let models: Vec<&str> = names.iter().copied().filter(is_model).collect();
    models.iter().any(|name| Language::Python.may_be(name))
        && !models.iter().any(|name| Language::Sql.may_be(name))
}

/// What follows the last point of a file's name.
fn extension(name: &str) -> Option<&str> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension)
}

/// The language of a document in JSON or YAML, by what is at its top; one that can't be read is
/// told by its lines, so that the reader can say what is wrong.
fn of_tree(text: &str) -> Language {
    let root = tree::document(text).ok();
    let lines: Vec<&str> = text.lines().filter_map(|line| line.split_once(':')).map(name).collect();
    let has = |key: &str| match &root {
        Some(root) => root.get(key).is_some(),
        None => lines.contains(&key),
    };
    // A member of this name that is neither a map nor a list is a column of a simple document.
    let holds = |key: &str| match root.as_ref().map(|root| root.get(key)) {
        Some(node) => node.is_some_and(|node| node.is_map() || !node.items().is_empty()),
        None => lines.contains(&key),
    };
    let lists = |key: &str| holds(key) && root.as_ref().is_none_or(|root| root.is_list_at(key));
    if has("tables") {
        Language::Document
    } else if ["models", "sources", "seeds", "snapshots"].into_iter().any(lists) {
        Language::Dbt
    } else if has("openapi") || has("swagger") {
        Language::OpenApi
    } else if has("$schema")
        || ["$defs", "definitions"].into_iter().any(holds)
        || has("type") && (holds("properties") || holds("items"))
    {
        Language::JsonSchema
    } else {
        Language::Document
    }
}

/// The key of a line such as `"name": …`.
fn name<'t>((key, _): (&'t str, &'t str)) -> &'t str {
    key.trim_matches(['"', '{', ' '])
}

/// Whether a text of an unknown kind is a document: JSON, or YAML with a key of ours on a line.
fn looks_like_tree(text: &str) -> bool {
    const KEYS: &[&str] = &["tables:", "models:", "sources:", "seeds:", "snapshots:"];
    text.trim_start().starts_with('{') || text.lines().any(|line| KEYS.contains(&line.trim_end()))
}

/// Whether a line opens a block as only Prisma has them: `model User {`.
fn looks_like_prisma(text: &str) -> bool {
    const BLOCKS: &[&str] = &["datasource", "generator", "model", "enum", "view", "type"];
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(|word| BLOCKS.contains(&word))
            && words
                .next()
                .is_some_and(|name| name.chars().all(|c| c == '_' || c.is_alphanumeric()))
            && words.next() == Some("{")
            && words.next().is_none()
    })
}

/// Whether a line imports what models are made of.
fn looks_like_python(text: &str) -> bool {
    const PACKAGES: &[&str] = &["sqlalchemy", "django", "flask_sqlalchemy", "sqlmodel"];
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("from" | "import"))
            && words.next().is_some_and(|module| {
                PACKAGES.contains(&module.split('.').next().unwrap_or_default())
            })
    })
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = name.to_ascii_lowercase();
        let synonym = || SYNONYMS.iter().find(|(name, _)| *name == wanted).map(|found| found.1);
        let found = Self::ALL.into_iter().find(|language| language.name() == wanted);
        let found = found.or_else(synonym);
        found.ok_or_else(|| UnknownLanguage { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_languages_are_read_back() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        assert_eq!("Django".parse(), Ok(Language::Python));
        assert!("cobol".parse::<Language>().is_err());
    }

    #[test]
    fn a_folders_language_is_told_by_its_files() {
        let cases: &[(&[&str], Option<Language>)] = &[
            (&["shop/models/cart.py", "shop/init.sql"], Some(Language::Python)),
            (&["shop/models.py", "manage.py"], Some(Language::Python)),
            (&["schema.sql", "load.py"], Some(Language::Sql)),
            (&["dbt/models/orders.sql", "dbt/models/score.py"], Some(Language::Sql)),
            (&["schema.prisma", "seed/models.py", "migrations/1.sql"], Some(Language::Prisma)),
            (&["tables.py"], Some(Language::Python)),
            (&["read.me"], None),
        ];
        for (names, expected) in cases {
            assert_eq!(Language::among(names), *expected, "{names:?}");
        }
    }

    #[test]
    fn a_language_is_told_by_its_files_ending_or_its_text() {
        let cases = [
            ("a/schema.prisma", "", Language::Prisma),
            ("a.b/schema", "create table model (x int);", Language::Sql),
            ("<standard input>", "// users\nmodel User {\n  id Int @id\n}\n", Language::Prisma),
            ("schema.sql", "model User {", Language::Sql),
            ("shop/models.py", "", Language::Python),
            ("<standard input>", "from sqlalchemy.orm import Mapped\n", Language::Python),
            ("a.yml", "version: 2\nmodels:\n  - name: a\n", Language::Dbt),
            ("a.yml", "models:\n  project: {+schema: x}\n", Language::Document),
            ("a.json", "{'definitions': 'text'}", Language::Document),
            ("a.yml", "models: [{name: a}]\ntables: {}\n", Language::Document),
            ("a.yml", "models:\n  - name: [\n", Language::Dbt),
            ("a.json", "{\"email\": \"email\", \"type\": \"text\"}", Language::Document),
            ("a.json", "{\"$defs\": {}}", Language::JsonSchema),
            ("a", "{\"type\": \"object\", \"properties\": {}}", Language::JsonSchema),
            ("a.yaml", "openapi: 3.1.0\n", Language::OpenApi),
        ];
        for (name, text, expected) in cases {
            assert_eq!(Language::of(name, text), expected, "{name}: {text}");
        }
    }
}
