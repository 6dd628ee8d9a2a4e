//! Conditions written in Python as SQL.

use super::{
    super::{
        project::{Project, last_name, literal, quoted},
        value::{Call, SymbolKind, Value},
    },
    Draft,
};

/// The column operators that are methods, as SQL.
const METHODS: &[(&str, &str)] = &[
    ("like", "LIKE"),
    ("ilike", "ILIKE"),
    ("notlike", "NOT LIKE"),
    ("not_like", "NOT LIKE"),
    ("is_", "IS"),
    ("is_not", "IS NOT"),
    ("isnot", "IS NOT"),
    ("is_distinct_from", "IS DISTINCT FROM"),
    ("isnot_distinct_from", "IS NOT DISTINCT FROM"),
    ("regexp_match", "~"),
];

impl Project<'_> {
    /// SQL for a condition or an index's expression; `None` where it is not understood.
    pub(crate) fn sql(&mut self, value: &Value, draft: &Draft) -> Option<String> {
        if let Some(text) = literal(value) {
            return Some(text);
        }
        if let Some(column) = draft.column_of(value) {
            return Some(quoted(column));
        }
        let Value::Symbol(symbol) = value else {
            return None;
        };
        match &symbol.kind {
            SymbolKind::Call(call) => self.called_sql(call, draft),
            SymbolKind::Binary(operator, left, right) => {
                self.operation(operator, left, right, draft)
            }
            SymbolKind::Unary(operator, inner) => {
                let inner = self.sql(inner, draft)?;
                match &**operator {
                    "~" => Some(format!("NOT ({inner})")),
                    "-" => Some(format!("-({inner})")),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn operation(
        &mut self,
        operator: &str,
        left: &Value,
        right: &Value,
        draft: &Draft,
    ) -> Option<String> {
        let left = self.sql(left, draft)?;
        let is_null = matches!(right, Value::None);
        let right = self.sql(right, draft)?;
        let operator = match operator {
            "==" if is_null => "IS",
            "!=" if is_null => "IS NOT",
            "==" => "=",
            "!=" => "<>",
            "&" => "AND",
            "|" => "OR",
            "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%" => operator,
            _ => return None,
        };
        Some(format!("({left} {operator} {right})"))
    }

    fn list(&mut self, values: &Value, draft: &Draft) -> Option<String> {
        let values = self.machine.iterate(values)?;
        let texts: Option<Vec<String>> =
            values.iter().map(|value| self.sql(value, draft)).collect();
        texts.map(|texts| texts.join(", "))
    }

    fn called_sql(&mut self, call: &Call, draft: &Draft) -> Option<String> {
        if let Value::Symbol(callee) = &call.callee
            && let SymbolKind::Attribute(of, method) = &callee.kind
            && let Some(left) = self.sql(of, draft)
        {
            return self.method_sql(&left, method, call, draft);
        }
        let dotted = call.callee.dotted()?;
        let name = last_name(&call.callee)?;
        if dotted.contains(".func.") || dotted.starts_with("func.") {
            let arguments = self.joined(&call.arguments, ", ", draft)?;
            return Some(format!("{name}({arguments})"));
        }
        match &*name {
            "text" | "literal_column" | "TextClause" | "DDL" => {
                call.arguments.first()?.as_str().map(|text| text.to_string())
            }
            "and_" => Some(format!("({})", self.joined(&call.arguments, " AND ", draft)?)),
            "or_" => Some(format!("({})", self.joined(&call.arguments, " OR ", draft)?)),
            "not_" => Some(format!("NOT ({})", self.sql(call.arguments.first()?, draft)?)),
            "between" => {
                let [of, low, high, ..] = call.arguments.as_slice() else { return None };
                let (of, low, high) =
                    (self.sql(of, draft)?, self.sql(low, draft)?, self.sql(high, draft)?);
                Some(format!("({of} BETWEEN {low} AND {high})"))
            }
            "null" => Some("NULL".to_owned()),
            "true" => Some("TRUE".to_owned()),
            "false" => Some("FALSE".to_owned()),
            "column" | "Column" => Some(quoted(&call.arguments.first()?.as_str()?)),
            "literal" | "bindparam" | "desc" | "asc" | "nullsfirst" | "nullslast"
            | "nulls_first" | "nulls_last" | "conv" | "quoted_name" | "type_coerce" => {
                self.sql(call.arguments.first()?, draft)
            }
            "cast" => {
                let of = self.sql(call.arguments.first()?, draft)?;
                let kind = self.sql_type(call.arguments.get(1)?)?;
                Some(format!("CAST({of} AS {})", kind.data_type))
            }
            "extract" => {
                let field = call.arguments.first()?.as_str()?;
                Some(format!("EXTRACT({field} FROM {})", self.sql(call.arguments.get(1)?, draft)?))
            }
            "coalesce" | "lower" | "upper" | "length" => {
                Some(format!("{name}({})", self.joined(&call.arguments, ", ", draft)?))
            }
            _ => None,
        }
    }

    fn joined(&mut self, values: &[Value], by: &str, draft: &Draft) -> Option<String> {
        let texts: Option<Vec<String>> =
            values.iter().map(|value| self.sql(value, draft)).collect();
        texts.map(|texts| texts.join(by))
    }

    fn method_sql(
        &mut self,
        left: &str,
        method: &str,
        call: &Call,
        draft: &Draft,
    ) -> Option<String> {
        if let Some((_, operator)) = METHODS.iter().find(|(name, _)| *name == method) {
            let right = self.sql(call.arguments.first()?, draft)?;
            return Some(format!("({left} {operator} {right})"));
        }
        match method {
            "in_" => Some(format!("{left} IN ({})", self.list(call.arguments.first()?, draft)?)),
            "notin_" | "not_in" => {
                Some(format!("{left} NOT IN ({})", self.list(call.arguments.first()?, draft)?))
            }
            "between" => {
                let low = self.sql(call.arguments.first()?, draft)?;
                let high = self.sql(call.arguments.get(1)?, draft)?;
                Some(format!("({left} BETWEEN {low} AND {high})"))
            }
            "desc" | "asc" | "label" | "nullsfirst" | "nullslast" | "nulls_first"
            | "nulls_last" | "self_group" | "collate" => Some(left.to_owned()),
            "cast" => {
                let kind = self.sql_type(call.arguments.first()?)?;
                Some(format!("CAST({left} AS {})", kind.data_type))
            }
            _ => None,
        }
    }
}
