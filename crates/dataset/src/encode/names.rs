//! Names as SQL text.

use seedbed_expr::Dialect;
use seedbed_schema::TableName;

/// A name between a dialect's quotes, safe for any content.
pub fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::MySql | Dialect::BigQuery => format!("`{}`", name.replace('`', "``")),
        Dialect::SqlServer => format!("[{}]", name.replace(']', "]]")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// A table's name, with its namespace where it has one.
pub fn table(dialect: Dialect, name: &TableName) -> String {
    let bare = quoted(dialect, &name.name);
    match &name.namespace {
        Some(namespace) => format!("{}.{bare}", quoted(dialect, namespace)),
        None => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_within_names_are_doubled() {
        let cases = [
            (Dialect::PostgreSql, "a\"b", "\"a\"\"b\""),
            (Dialect::MySql, "a`b\"", "`a``b\"`"),
            (Dialect::SqlServer, "a]b", "[a]]b]"),
        ];
        for (dialect, name, expected) in cases {
            assert_eq!(quoted(dialect, name), expected);
        }
        let name = TableName::within("shop", "order");
        assert_eq!(table(Dialect::MySql, &name), "`shop`.`order`");
    }
}
