//! Names inside formulas.

use seedbed_schema::ForeignKey;

use crate::survey::TableFacts;

/// Words that a formula can't use as a name without quotes.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "date",
    "default",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "interval",
    "into",
    "is",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "overlay",
    "placing",
    "position",
    "primary",
    "references",
    "right",
    "row",
    "select",
    "session_user",
    "set",
    "some",
    "substring",
    "symmetric",
    "table",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];

/// A name as formulas write it.
pub(crate) fn ident(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !RESERVED.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A label as formulas write it.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// How a formula reaches the parent along a foreign key: `customer` for `customer_id`, else the
/// referring column's own name, or the parent's where the key has several columns.
pub(crate) fn path(table: &TableFacts<'_>, key: &ForeignKey) -> String {
    let [column] = key.columns.as_slice() else { return ident(&key.parent.name) };
    match column.strip_suffix("_id") {
        Some(stem)
            if !stem.is_empty() && ident(stem) == stem && table.table.column(stem).is_none() =>
        {
            stem.to_owned()
        }
        _ => ident(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odd_names_are_quoted() {
        let cases = [("total", "total"), ("order", "\"order\""), ("Total", "\"Total\"")];
        for (name, expected) in cases {
            assert_eq!(ident(name), expected);
        }
    }

    #[test]
    fn labels_keep_their_quotes() {
        assert_eq!(literal("it's"), "'it''s'");
    }
}
