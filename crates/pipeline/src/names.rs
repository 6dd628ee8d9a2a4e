//! Which file a table's rows are in.

use std::collections::BTreeSet;

use seedbed_dataset::Format;
use seedbed_schema::Schema;

/// The file name of every table, without the extension: `orders`, `sales.orders`.
///
/// Characters that can't be in a file name become `_`. Names that differ only by case would be
/// one file on some systems, so the later ones are numbered: `orders`, `Orders-2`.
pub(crate) fn file_stems(schema: &Schema) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let tables = schema.tables().iter();
    tables
        .map(|table| {
            let name = portable(&table.name.to_string());
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let mut candidates = std::iter::once(name.clone()).chain(numbered);
            let free = candidates.find(|stem| taken.insert(stem.to_lowercase()));
            free.unwrap_or(name)
        })
        .collect()
}

/// A run's own documents, by their names without the extension.
pub(crate) const OWN: [&str; 3] = ["plan", "manifest", "evaluation"];

/// The same in a format: a table called `plan` or `manifest` leaves `plan.json` and
/// `manifest.json` to the run's own documents.
pub(crate) fn in_format(stem: &str, format: Format) -> String {
    let own = OWN.iter().any(|own| stem.eq_ignore_ascii_case(own));
    if own && format == Format::Json { format!("{stem}-rows") } else { stem.to_owned() }
}

fn portable(name: &str) -> String {
    let allowed = |character: char| {
        !character.is_control()
            && !matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    let name: String =
        name.chars().map(|character| if allowed(character) { character } else { '_' }).collect();
    match name.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use seedbed_schema::{Table, TableName};

    use super::*;

    #[test]
    fn tables_do_not_take_the_names_of_the_runs_own_documents() {
        assert_eq!(in_format("plan", Format::Json), "plan-rows");
        assert_eq!(in_format("plan", Format::Csv), "plan");
        assert_eq!(in_format("plans", Format::Json), "plans");
    }

    #[test]
    fn every_table_has_a_file_of_its_own() {
        let names = ["orders", "Orders", "a/b", "../up", "ORDERS"];
        let mut tables: Vec<Table> =
            names.iter().map(|name| Table::new(TableName::new(*name))).collect();
        tables.push(Table::new(TableName::within("sales", "orders")));
        let stems = file_stems(&Schema::new(tables).unwrap());
        assert_eq!(stems, ["orders", "Orders-2", "a_b", "_._up", "ORDERS-3", "sales.orders"]);
    }
}
