//! Methods of texts, lists and dictionaries.

use std::rc::Rc;

use super::{call::Keywords, operator};
use crate::python::{
    syntax::Text,
    value::{SymbolKind, Value},
};

/// Calls a method of a value, where it is known what it returns.
pub(super) fn call(
    object: &Value,
    name: &str,
    arguments: &[Value],
    keywords: &Keywords,
) -> Option<Value> {
    match object {
        Value::Str(text) => text_method(text, name, arguments, keywords),
        Value::Member(member) => {
            let text = member.value.as_str()?;
            text_method(&text, name, arguments, keywords)
        }
        Value::List(items) => match name {
            "append" | "add" => {
                items.borrow_mut().push(arguments.first()?.clone());
                Some(Value::None)
            }
            "extend" | "update" => {
                let more = arguments.first()?.items()?;
                items.borrow_mut().extend(more);
                Some(Value::None)
            }
            "insert" => {
                let at = usize::try_from(arguments.first()?.as_int()?).ok()?;
                let mut items = items.borrow_mut();
                let at = at.min(items.len());
                items.insert(at, arguments.get(1)?.clone());
                Some(Value::None)
            }
            "union" => {
                let mut all = items.borrow().clone();
                all.extend(arguments.first()?.items()?);
                Some(Value::list(all))
            }
            "copy" => Some(Value::list(items.borrow().clone())),
            _ => None,
        },
        Value::Dict(entries) => dict_method(entries, name, arguments, keywords),
        Value::Symbol(symbol) => match &symbol.kind {
            // `re.compile(pattern).sub(by, text)`.
            SymbolKind::Call(made)
                if name == "sub" && made.callee.dotted().as_deref() == Some("re.compile") =>
            {
                let pattern = made.arguments.first()?.as_str()?;
                let [by, text, ..] = arguments else { return None };
                substitute(&pattern, &by.as_str()?, &text.as_str()?).map(Value::str)
            }
            _ => None,
        },
        _ => None,
    }
}

type Entries = Rc<std::cell::RefCell<Vec<(Value, Value)>>>;

fn dict_method(
    entries: &Entries,
    name: &str,
    arguments: &[Value],
    keywords: &Keywords,
) -> Option<Value> {
    let each = |of: &dyn Fn(&(Value, Value)) -> Value| {
        Some(Value::list(entries.borrow().iter().map(of).collect()))
    };
    match name {
        "items" => each(&|(key, value)| Value::Tuple([key.clone(), value.clone()].into())),
        "keys" => each(&|(key, _)| key.clone()),
        "values" => each(&|(_, value)| value.clone()),
        "copy" => Some(Value::Dict(Rc::new(entries.borrow().clone().into()))),
        "get" | "pop" | "setdefault" => {
            let key = arguments.first()?;
            let default = arguments.get(1).cloned().unwrap_or(Value::None);
            let found = operator::entry(&entries.borrow(), key);
            if name == "pop" {
                entries.borrow_mut().retain(|(known, _)| known.equals(key) != Some(true));
            }
            if name == "setdefault" && found.is_none() {
                entries.borrow_mut().push((key.clone(), default.clone()));
            }
            Some(found.unwrap_or(default))
        }
        "update" => {
            if let Some(Value::Dict(more)) = arguments.first() {
                let more = more.borrow().clone();
                for (key, value) in more {
                    operator::put(&mut entries.borrow_mut(), key, value);
                }
            }
            for (key, value) in keywords {
                operator::put(&mut entries.borrow_mut(), Value::Str(key.clone()), value.clone());
            }
            Some(Value::None)
        }
        _ => None,
    }
}

fn text_method(text: &Text, name: &str, arguments: &[Value], keywords: &Keywords) -> Option<Value> {
    let argument = |at: usize| arguments.get(at).and_then(Value::as_str);
    let made = match name {
        "lower" | "casefold" => text.to_lowercase(),
        "upper" => text.to_uppercase(),
        "title" => super::attribute::label(text).to_string(),
        "capitalize" => {
            let mut letters = text.chars();
            let first = letters.next()?.to_uppercase().to_string();
            format!("{first}{}", letters.as_str().to_lowercase())
        }
        "strip" | "lstrip" | "rstrip" => strip(text, name, argument(0).as_deref()),
        "replace" => text.replace(&*argument(0)?, &argument(1)?),
        "removeprefix" => text.strip_prefix(&*argument(0)?).unwrap_or(text).to_owned(),
        "removesuffix" => text.strip_suffix(&*argument(0)?).unwrap_or(text).to_owned(),
        "format" => format(text, arguments, keywords)?,
        "join" => {
            let parts = arguments.first()?.items()?;
            let parts: Option<Vec<Text>> = parts.iter().map(Value::as_str).collect();
            parts?.join(text)
        }
        "split" => {
            let parts: Vec<Value> = match argument(0) {
                Some(by) if !by.is_empty() => text.split(&*by).map(Value::str).collect(),
                _ => text.split_whitespace().map(Value::str).collect(),
            };
            return Some(Value::list(parts));
        }
        "startswith" => return Some(Value::Bool(text.starts_with(&*argument(0)?))),
        "endswith" => return Some(Value::Bool(text.ends_with(&*argument(0)?))),
        _ => return None,
    };
    Some(Value::str(made))
}

fn strip(text: &str, name: &str, letters: Option<&str>) -> String {
    let matches = |c: char| letters.map_or(c.is_whitespace(), |letters| letters.contains(c));
    match name {
        "lstrip" => text.trim_start_matches(matches),
        "rstrip" => text.trim_end_matches(matches),
        _ => text.trim_matches(matches),
    }
    .to_owned()
}

/// `template.format(…)`, without format specifications.
fn format(template: &str, arguments: &[Value], keywords: &Keywords) -> Option<String> {
    let mut out = String::new();
    let mut next = 0;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        let end = rest.find('}')?;
        let field = &rest[..end];
        rest = &rest[end + 1..];
        let value = if field.is_empty() {
            next += 1;
            arguments.get(next - 1)?
        } else if let Ok(position) = field.parse::<usize>() {
            arguments.get(position)?
        } else {
            &keywords.iter().find(|(name, _)| &**name == field)?.1
        };
        out.push_str(&value.text()?);
    }
    out.push_str(rest);
    Some(out)
}

/// `template % values`, for `%s`, `%d` and `%(name)s`.
pub(super) fn percent(template: &str, values: &Value) -> Option<String> {
    let positional = match values {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    let mut positional = positional.into_iter();
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let value = match rest.strip_prefix('(') {
            Some(named) => {
                let end = named.find(')')?;
                let Value::Dict(entries) = values else { return None };
                rest = &named[end + 1..];
                operator::entry(&entries.borrow(), &Value::str(&named[..end]))?
            }
            None => positional.next()?,
        };
        rest = rest.strip_prefix(['s', 'd', 'i'])?;
        out.push_str(&value.text()?);
    }
    out.push_str(rest);
    Some(out)
}

/// `re.sub`: what class names become table names with.
pub(super) fn substitute(pattern: &str, by: &str, text: &str) -> Option<String> {
    /// Names are short; a pattern that needs more is not for names.
    const MOST_STEPS: usize = 10_000;
    let regex = fancy_regex::RegexBuilder::new(pattern).backtrack_limit(MOST_STEPS).build().ok()?;
    // Python writes groups as `\1` and `\g<name>`, the library as `${1}`.
    let mut template = String::new();
    let mut rest = by;
    while let Some(at) = rest.find(['\\', '$']) {
        template.push_str(&rest[..at]);
        let escaped = rest[at..].starts_with('\\');
        rest = &rest[at + 1..];
        if !escaped {
            template.push_str("$$");
            continue;
        }
        let (group, after) = match rest.strip_prefix("g<") {
            Some(named) => named.split_once('>')?,
            None => rest.split_at_checked(1)?,
        };
        template.extend(["${", group, "}"]);
        rest = after;
    }
    template.push_str(rest);
    regex.try_replacen(text, 0, template.as_str()).ok().map(std::borrow::Cow::into_owned)
}
