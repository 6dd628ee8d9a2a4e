//! `Q`, `F` and functions as SQL.

use super::{Call, Model, Project, Text, Value};
use crate::python::{
    project::{last_name, literal, quoted, string},
    value::SymbolKind,
};

/// Functions whose arguments stay what they are, by Django's name.
const FUNCTIONS: &[(&str, &str)] = &[
    ("Lower", "lower"),
    ("Upper", "upper"),
    ("Length", "char_length"),
    ("Trim", "trim"),
    ("Abs", "abs"),
    ("Coalesce", "coalesce"),
    ("Greatest", "greatest"),
    ("Least", "least"),
    ("Ceil", "ceil"),
    ("Floor", "floor"),
    ("Round", "round"),
    ("MD5", "md5"),
    ("Now", "now"),
    ("NullIf", "nullif"),
    ("Mod", "mod"),
];

/// Lookups that are classes, as operators.
const COMPARISONS: &[(&str, &str)] = &[
    ("Exact", "="),
    ("GreaterThan", ">"),
    ("GreaterThanOrEqual", ">="),
    ("LessThan", "<"),
    ("LessThanOrEqual", "<="),
];

impl Project<'_> {
    /// SQL for a condition or expression; `None` where it is not understood.
    pub(super) fn django_sql(&mut self, value: &Value, model: &Model) -> Option<String> {
        if let Some(text) = literal(value) {
            return Some(text);
        }
        let Value::Symbol(symbol) = value else {
            return None;
        };
        match &symbol.kind {
            SymbolKind::Call(call) => self.django_call(call, model),
            SymbolKind::Binary(operator, left, right) => {
                let (left, right) = (self.operand(left, model)?, self.operand(right, model)?);
                let operator = match &**operator {
                    "&" => "AND",
                    "|" => "OR",
                    "+" | "-" | "*" | "/" | "%" => operator,
                    _ => return None,
                };
                Some(format!("({left} {operator} {right})"))
            }
            SymbolKind::Unary(operator, inner) if &**operator == "~" => {
                Some(format!("NOT ({})", self.django_sql(inner, model)?))
            }
            SymbolKind::Unary(operator, inner) if &**operator == "-" => {
                Some(format!("-({})", self.django_sql(inner, model)?))
            }
            _ => None,
        }
    }

    fn operand(&mut self, value: &Value, model: &Model) -> Option<String> {
        self.django_sql(value, model)
    }

    /// An argument of a function: a text names a field.
    pub(super) fn expression_argument(&mut self, value: &Value, model: &Model) -> Option<String> {
        match value {
            Value::Str(name) => {
                let name = name.trim_start_matches('-');
                model.column_of(name).map(quoted)
            }
            other => self.django_sql(other, model),
        }
    }

    fn django_call(&mut self, call: &Call, model: &Model) -> Option<String> {
        // `F("x").desc()`
        if let Value::Symbol(callee) = &call.callee
            && let SymbolKind::Attribute(inner @ Value::Symbol(_), method) = &callee.kind
            && matches!(&**method, "desc" | "asc")
        {
            return self.django_sql(inner, model);
        }
        let name = last_name(&call.callee)?;
        if let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == &*name) {
            let arguments = self.django_arguments(&call.arguments, model)?;
            return Some(format!("{function}({})", arguments.join(", ")));
        }
        if let Some((_, operator)) = COMPARISONS.iter().find(|(known, _)| *known == &*name) {
            let left = self.expression_argument(call.arguments.first()?, model)?;
            let right = self.django_sql(call.arguments.get(1)?, model)?;
            return Some(format!("({left} {operator} {right})"));
        }
        match &*name {
            "Q" => self.condition(call, model),
            "F" => model.column_of(&call.argument(0, "name")?.as_str()?).map(quoted),
            "Value" => literal(call.argument(0, "value")?),
            "Concat" => {
                let arguments = self.django_arguments(&call.arguments, model)?;
                Some(format!("({})", arguments.join(" || ")))
            }
            "IsNull" => {
                let of = self.expression_argument(call.arguments.first()?, model)?;
                let is_null = call.arguments.get(1)?.truth()?;
                Some(format!("({of} IS {}NULL)", if is_null { "" } else { "NOT " }))
            }
            "ExpressionWrapper" | "OrderBy" | "OpClass" | "Collate" => {
                self.expression_argument(call.argument(0, "expression")?, model)
            }
            "RawSQL" => call.arguments.first()?.as_str().map(|text| text.to_string()),
            _ => None,
        }
    }

    fn django_arguments(&mut self, values: &[Value], model: &Model) -> Option<Vec<String>> {
        values.iter().map(|value| self.expression_argument(value, model)).collect()
    }

    fn condition(&mut self, call: &Call, model: &Model) -> Option<String> {
        let mut parts = Vec::new();
        for argument in &call.arguments {
            // `Q(("field__lookup", value))` is as good as a keyword.
            let part = match argument.items().as_deref() {
                Some([Value::Str(name), value]) => self.lookup(name, value, model)?,
                _ => self.django_sql(argument, model)?,
            };
            parts.push(part);
        }
        let mut by = " AND ";
        let mut negated = false;
        for (name, value) in &call.keywords {
            match &**name {
                "_connector" => {
                    let is_or = value.as_str().is_some_and(|text| &*text == "OR")
                        || last_name(value).as_deref() == Some("OR");
                    by = if is_or { " OR " } else { " AND " };
                }
                "_negated" => negated = value.truth()?,
                _ => parts.push(self.lookup(name, value, model)?),
            }
        }
        if parts.is_empty() {
            return None;
        }
        let joined = format!("({})", parts.join(by));
        Some(if negated { format!("NOT {joined}") } else { joined })
    }

    /// `field__lookup=value`.
    fn lookup(&mut self, name: &Text, value: &Value, model: &Model) -> Option<String> {
        let (field, lookup) = match name.split_once("__") {
            Some((field, lookup)) => (field, lookup),
            None => (&**name, "exact"),
        };
        let column = quoted(model.column_of(field)?);
        let of = |project: &mut Self| project.django_sql(value, model);
        let text = || value.as_str();
        Some(match lookup {
            "exact" | "id" | "id__exact" | "pk" if matches!(value, Value::None) => {
                format!("({column} IS NULL)")
            }
            "exact" | "id" | "id__exact" | "pk" => format!("({column} = {})", of(self)?),
            "iexact" => format!("(upper({column}) = upper({}))", of(self)?),
            "gt" => format!("({column} > {})", of(self)?),
            "gte" => format!("({column} >= {})", of(self)?),
            "lt" => format!("({column} < {})", of(self)?),
            "lte" => format!("({column} <= {})", of(self)?),
            "isnull" => {
                format!("({column} IS {}NULL)", if value.truth()? { "" } else { "NOT " })
            }
            "in" => {
                let items = self.machine.iterate(value)?;
                let items: Option<Vec<_>> =
                    items.iter().map(|item| self.django_sql(item, model)).collect();
                format!("({column} IN ({}))", items?.join(", "))
            }
            "range" => {
                let items = value.items()?;
                let [low, high] = items.as_slice() else { return None };
                let (low, high) = (self.django_sql(low, model)?, self.django_sql(high, model)?);
                format!("({column} BETWEEN {low} AND {high})")
            }
            "contains" => format!("({column} LIKE {})", string(&format!("%{}%", text()?))),
            "startswith" => format!("({column} LIKE {})", string(&format!("{}%", text()?))),
            "endswith" => format!("({column} LIKE {})", string(&format!("%{}", text()?))),
            "regex" => format!("({column} ~ {})", string(&text()?)),
            "iregex" => format!("({column} ~* {})", string(&text()?)),
            "length" | "length__exact" => format!("(char_length({column}) = {})", of(self)?),
            "length__gte" => format!("(char_length({column}) >= {})", of(self)?),
            "length__lte" => format!("(char_length({column}) <= {})", of(self)?),
            "length__gt" => format!("(char_length({column}) > {})", of(self)?),
            "length__lt" => format!("(char_length({column}) < {})", of(self)?),
            _ => return None,
        })
    }
}
