//! The sources as a whole, and what both frameworks need of them.

use std::rc::Rc;

use seedbed_expr::{Dialect, Expr};
use seedbed_schema::{Check, CheckRule, DataType, Origin};

use super::{
    machine::Machine,
    syntax::Text,
    value::{Class, Place, Value},
};
use crate::{
    comments::Comments,
    diagnostic::{Diagnostic, Severity},
    lexer::Comment,
    report::Report,
    source::Source,
    sql_text,
};

/// All sources with what was followed, and the remarks so far.
pub(crate) struct Project<'s> {
    pub(crate) machine: Machine<'s>,
    pub(crate) dialect: Dialect,
    /// How many modules were given; those behind them are built in.
    pub(crate) given: usize,
    report: Report,
}

impl<'s> Project<'s> {
    /// Parses the sources; also what is wrong with them.
    pub(crate) fn new(sources: &[Source<'s>], dialect: Dialect) -> (Self, Vec<(Place, String)>) {
        let built_in = super::django::contrib::sources(sources);
        let all: Vec<Source<'s>> = sources.iter().copied().chain(built_in).collect();
        let (machine, flaws) = Machine::new(&all, dialect);
        (Self { machine, dialect, given: sources.len(), report: Report::default() }, flaws)
    }

    pub(crate) fn origin(&self, place: Place) -> Origin {
        self.machine.modules[place.module].text.origin(place.at)
    }

    pub(crate) fn say(&mut self, severity: Severity, place: Place, message: impl Into<String>) {
        let origin = self.origin(place);
        self.report.add(severity, origin, message);
    }

    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.machine.is_exhausted() {
            let place = Place { module: 0, at: 0 };
            let message = "the modules compute more than is followed: models may be missing";
            self.say(Severity::Warning, place, message);
        }
        std::mem::take(&mut self.report.diagnostics)
    }

    /// The `#` comments right above what starts at a place.
    pub(crate) fn comment_above(&self, place: Place) -> Option<String> {
        let module = &self.machine.modules[place.module];
        let text = module.text.text;
        let line_start = text[..place.at].rfind('\n').map_or(0, |at| at + 1);
        // Only the comments near it matter: the last ones before it.
        let before = module.comments.partition_point(|&(start, _)| start < line_start);
        let near = &module.comments[before.saturating_sub(30)..before];
        let comments: Vec<Comment<'_>> =
            near.iter().map(|&(start, end)| Comment { text: &text[start..end], start }).collect();
        Comments::new(&module.text, &comments).above(line_start)
    }

    /// A condition in SQL as a check.
    pub(crate) fn check(&mut self, name: Option<String>, text: &str, place: Place) -> Check {
        let rule = match self.expression(text) {
            Ok(expr) => CheckRule::Expr(expr),
            Err(reason) => {
                let label = name.as_deref().unwrap_or("a check");
                let message = format!("the condition of {label} is not understood: {reason}");
                self.say(Severity::Warning, place, message);
                CheckRule::Unread(reason)
            }
        };
        Check { name, rule, text: text.to_owned(), origin: Some(self.origin(place)) }
    }

    /// SQL as an expression over a table's columns.
    pub(crate) fn expression(&self, text: &str) -> Result<Expr, String> {
        sql_text::expression(text, self.dialect)
    }

    /// An attribute of a class, inherited ones included.
    pub(crate) fn attribute(&mut self, class: &Rc<Class>, name: &str) -> Option<Value> {
        self.machine.class_attribute(class, &name.into())
    }

    /// A class's docstring, without its indentation and what follows its first paragraphs.
    pub(crate) fn describe(&self, class: &Class) -> Option<String> {
        let said = class.docstring.as_deref().and_then(prose);
        said.or_else(|| self.comment_above(class.place))
    }
}

/// The string behind an assignment in a class's body, or the comment above it.
pub(crate) fn describe_attribute(class: &Class, name: &str) -> Option<String> {
    let docstrings = class.scope.docstrings.borrow();
    let found = docstrings.iter().rev().find(|(known, _)| &**known == name);
    found.and_then(|(_, text)| prose(text))
}

/// A docstring's summary: its paragraphs up to the first that is a heading or a listing.
pub(crate) fn prose(text: &str) -> Option<String> {
    /// Longer texts explain code, not data.
    const LONGEST: usize = 600;
    let is_rule =
        |line: &str| !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '=' | '~'));
    let mut said = String::new();
    let mut lines = text.trim().lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let ends = line.starts_with(">>>")
            || line.starts_with("..")
            || line.starts_with(':')
            || is_rule(line)
            || lines.peek().is_some_and(|next| is_rule(next))
            // `Attributes:`
            || line.ends_with(':') && !line.contains(' ');
        if ends || said.len() > LONGEST {
            break;
        }
        if !said.is_empty() && !line.is_empty() {
            said.push(' ');
        }
        said.push_str(line);
    }
    let said = said.trim().to_owned();
    (!said.is_empty()).then_some(said)
}

/// A name as SQL quotes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A constant as SQL writes it.
pub(crate) fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::None => "NULL".to_owned(),
        Value::Bool(true) => "TRUE".to_owned(),
        Value::Bool(false) => "FALSE".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Str(text) => string(text),
        Value::Member(member) => return literal(&member.value),
        _ => return None,
    })
}

/// A text as SQL writes it.
pub(crate) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A type in the models' words, with the limits that it has: `String(40)`.
pub(crate) fn declared(written: &str, data_type: &DataType) -> String {
    let limits = match data_type {
        DataType::Text { .. } | DataType::Decimal { .. } => data_type.to_string(),
        _ => return written.to_owned(),
    };
    match limits.split_once('(') {
        Some((_, limits)) if !written.contains('(') => format!("{written}({limits}"),
        _ => written.to_owned(),
    }
}

/// The condition that a column matches one of Python's regular expressions; `None` where
/// PostgreSQL's mean something else.
pub(crate) fn matching(column: &str, pattern: &str) -> Option<String> {
    if pattern.replace("(?:", "(").contains("(?") {
        return None;
    }
    let pattern = pattern.replace("\\Z", "$").replace("\\A", "^");
    Some(format!("{column} ~ {}", string(&pattern)))
}

/// `HTTPServerName` as `http_server_name`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if letter.is_uppercase() && at > 0 {
            let after_lower = letters[at - 1].is_lowercase() || letters[at - 1].is_numeric();
            let before_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
            if letters[at - 1] != '_' && (after_lower || before_lower) {
                out.push('_');
            }
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The last part of a dotted name.
pub(crate) fn last(dotted: &str) -> &str {
    dotted.rsplit('.').next().unwrap_or(dotted)
}

/// The last part of the dotted name of a value.
pub(crate) fn last_name(value: &Value) -> Option<Text> {
    value.dotted().map(|dotted| last(&dotted).into())
}
