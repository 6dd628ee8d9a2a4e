//! Functions of Python itself and of its library, as far as models use them.

use std::rc::Rc;

use super::{Machine, call::Keywords, operator};
use crate::python::value::{Place, SymbolKind, Value};

/// Names that need no import.
const NAMES: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "getattr",
    "hasattr",
    "int",
    "isinstance",
    "issubclass",
    "len",
    "list",
    "map",
    "max",
    "min",
    "object",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "zip",
    "classmethod",
    "staticmethod",
    "Exception",
    "ValueError",
    "TypeError",
    "callable",
    "vars",
    "dir",
    "id",
    "iter",
    "next",
    "complex",
    "bytearray",
    "memoryview",
    "NotImplementedError",
    "AttributeError",
    "open",
];

/// Functions that return their text in another language.
const TRANSLATIONS: &[&str] = &[
    "gettext",
    "gettext_lazy",
    "ugettext",
    "ugettext_lazy",
    "gettext_noop",
    "ugettext_noop",
    "lazy_gettext",
    "mark_safe",
    "format_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext_lazy",
    "_",
    "N_",
    "cleandoc",
    "dedent",
];

/// Longest `range` that is written out.
const LONGEST: i64 = 10_000;

pub(super) fn is_builtin(name: &str) -> bool {
    NAMES.contains(&name)
}

impl Machine<'_> {
    /// Calls something outside the sources, where it is known what it returns.
    pub(super) fn call_external(
        &mut self,
        name: &str,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Option<Value> {
        let last = name.rsplit('.').next().unwrap_or(name);
        if TRANSLATIONS.contains(&last) {
            let text =
                if last.starts_with("pgettext") { arguments.get(1) } else { arguments.first() };
            return text?.as_str().map(Value::Str);
        }
        match name {
            "re.sub" => {
                let [pattern, by, text, ..] = arguments else { return None };
                let (pattern, by) = (pattern.as_str()?, by.as_str()?);
                return super::method::substitute(&pattern, &by, &text.as_str()?).map(Value::str);
            }
            "collections.OrderedDict" => return self.builtin("dict", arguments, keywords),
            _ => {}
        }
        self.builtin(name.strip_prefix("builtins.")?, arguments, keywords)
    }

    fn builtin(&mut self, name: &str, arguments: &[Value], keywords: &Keywords) -> Option<Value> {
        let first = arguments.first();
        let items = |machine: &mut Self| machine.iterate(first?);
        match name {
            "len" => match first? {
                Value::Str(text) => Some(Value::Int(text.chars().count() as i64)),
                other => {
                    let length = self.iterate(other)?.len();
                    Some(Value::Int(length as i64))
                }
            },
            "str" => first?.text().map(Value::Str),
            "int" => first?
                .as_int()
                .map(Value::Int)
                .or_else(|| first?.as_str()?.trim().parse().ok().map(Value::Int)),
            "float" => first?.as_int().map(|number| Value::Float(number as f64)),
            "bool" => first?.truth().map(Value::Bool),
            "list" | "iter" if first.is_some() => items(self).map(Value::list),
            "list" | "set" if first.is_none() => Some(Value::list(Vec::new())),
            "set" | "frozenset" => items(self).map(distinct).map(Value::list),
            "tuple" if first.is_some() => items(self).map(|items| Value::Tuple(items.into())),
            "reversed" => {
                let mut reversed = items(self)?;
                reversed.reverse();
                Some(Value::list(reversed))
            }
            "sorted" => sorted(items(self)?, keywords),
            "dict" => self.dict(first, keywords),
            "range" => range(arguments),
            "enumerate" => {
                let start = arguments.get(1).and_then(Value::as_int).unwrap_or(0);
                let pairs = items(self)?.into_iter().zip(start..);
                Some(Value::list(pairs.map(|(item, at)| pair(Value::Int(at), item)).collect()))
            }
            "zip" => {
                let [a, b] = arguments else { return None };
                let (a, b) = (self.iterate(a)?, self.iterate(b)?);
                Some(Value::list(a.into_iter().zip(b).map(|(a, b)| pair(a, b)).collect()))
            }
            "map" => {
                let [function, over] = arguments else { return None };
                let place = Place { module: 0, at: 0 };
                let items = self.iterate(over)?.into_iter();
                let made =
                    items.map(|item| self.call(function.clone(), vec![item], Vec::new(), place));
                Some(Value::list(made.collect()))
            }
            "max" | "min" => {
                let values = if arguments.len() == 1 { items(self)? } else { arguments.to_vec() };
                let numbers: Option<Vec<i64>> = values.iter().map(Value::as_int).collect();
                let numbers = numbers?.into_iter();
                if name == "max" { numbers.max() } else { numbers.min() }.map(Value::Int)
            }
            "sum" => {
                let numbers: Option<Vec<i64>> = items(self)?.iter().map(Value::as_int).collect();
                Some(Value::Int(numbers?.into_iter().fold(0, i64::saturating_add)))
            }
            "getattr" => {
                let [object, name, rest @ ..] = arguments else { return None };
                let place = Place { module: 0, at: 0 };
                let Some(name) = name.as_str() else { return rest.first().cloned() };
                let found = self.attribute(object, &name, place);
                match (&found, rest.first()) {
                    (Value::Symbol(symbol), Some(default))
                        if matches!(symbol.kind, SymbolKind::Attribute(..)) =>
                    {
                        Some(default.clone())
                    }
                    // A setting that is not among the sources has its default.
                    (Value::External(_), Some(default)) => Some(default.clone()),
                    _ => Some(found),
                }
            }
            "callable" => match first? {
                Value::Function(_) | Value::Bound(_) | Value::Class(_) => Some(Value::Bool(true)),
                Value::Symbol(_) | Value::External(_) | Value::Late(..) => None,
                _ => Some(Value::Bool(false)),
            },
            "isinstance" => is_instance(first?, arguments.get(1)?).map(Value::Bool),
            "setattr" => {
                let [Value::Class(class), name, value] = arguments else { return None };
                class.scope.set(name.as_str()?, value.clone());
                Some(Value::None)
            }
            _ => None,
        }
    }

    fn dict(&mut self, first: Option<&Value>, keywords: &Keywords) -> Option<Value> {
        let mut entries = match first {
            None => Vec::new(),
            Some(Value::Dict(entries)) => entries.borrow().clone(),
            Some(pairs) => {
                let pairs = self.iterate(pairs)?.into_iter();
                let pairs = pairs.map(|pair| match pair.items()?.as_slice() {
                    [key, value] => Some((key.clone(), value.clone())),
                    _ => None,
                });
                pairs.collect::<Option<Vec<_>>>()?
            }
        };
        for (name, value) in keywords {
            operator::put(&mut entries, Value::Str(name.clone()), value.clone());
        }
        Some(Value::Dict(Rc::new(entries.into())))
    }
}

/// Whether a constant is of one of Python's own types.
fn is_instance(value: &Value, class: &Value) -> Option<bool> {
    let name = match value {
        Value::Str(_) => "str",
        Value::Int(_) => "int",
        Value::Bool(_) => "bool",
        Value::Float(_) => "float",
        Value::List(_) => "list",
        Value::Tuple(_) => "tuple",
        Value::Dict(_) => "dict",
        _ => return None,
    };
    let classes = class.items().unwrap_or_else(|| vec![class.clone()]);
    let is_one = |class: &Value| class.dotted().is_some_and(|of| of == format!("builtins.{name}"));
    Some(classes.iter().any(is_one))
}

fn pair(a: Value, b: Value) -> Value {
    Value::Tuple([a, b].into())
}

/// A set's items.
pub(super) fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if !kept.iter().any(|known| known.equals(&item) == Some(true)) {
            kept.push(item);
        }
    }
    kept
}

fn sorted(items: Vec<Value>, keywords: &Keywords) -> Option<Value> {
    if !keywords.is_empty() {
        return Some(Value::list(items));
    }
    if let Some(mut numbers) = items.iter().map(Value::as_int).collect::<Option<Vec<_>>>() {
        numbers.sort_unstable();
        return Some(Value::list(numbers.into_iter().map(Value::Int).collect()));
    }
    let mut texts: Vec<_> = items.iter().map(Value::as_str).collect::<Option<_>>()?;
    texts.sort();
    Some(Value::list(texts.into_iter().map(Value::Str).collect()))
}

fn range(arguments: &[Value]) -> Option<Value> {
    let numbers: Option<Vec<i64>> = arguments.iter().map(Value::as_int).collect();
    let (first, end, step) = match numbers?.as_slice() {
        [end] => (0, *end, 1),
        [first, end] => (*first, *end, 1),
        [first, end, step] if *step > 0 => (*first, *end, *step),
        _ => return None,
    };
    if end.checked_sub(first)? / step > LONGEST {
        return None;
    }
    let numbers = (first..end).step_by(step as usize);
    Some(Value::list(numbers.map(Value::Int).collect()))
}
