use super::*;
use crate::{Column, DataType, TableName};

/// Builds tables from `child: parent parent?` lines; `?` makes a reference nullable, `~`
/// deferrable, `-` not enforced, `/name` a partition of it. Every table has a key `id`.
fn schema(lines: &[&str]) -> Schema {
    let mut tables = Vec::new();
    for line in lines {
        let (name, parents) = line.split_once(':').unwrap();
        let (name, whole) = name.split_once('/').map_or((name, None), |(n, w)| (n, Some(w)));
        let mut table = Table::new(TableName::new(name));
        table.columns.push(Column::new("id", DataType::integer(32)));
        table.set_primary_key(["id"]);
        table.partition_of = whole.map(TableName::new);
        for (at, parent) in parents.split_whitespace().enumerate() {
            let bare = parent.trim_end_matches(['?', '~', '-']);
            let column = format!("{bare}_{at}");
            let mut reference = Column::new(&column, DataType::integer(32));
            reference.nullable = parent.contains('?');
            table.columns.push(reference);
            table.foreign_keys.push(ForeignKey {
                name: None,
                columns: vec![column],
                parent: TableName::new(bare),
                parent_columns: vec!["id".into()],
                deferrable: parent.contains('~'),
                initially_deferred: false,
                match_full: false,
                enforced: !parent.contains('-'),
                origin: None,
            });
        }
        tables.push(table);
    }
    Schema::new(tables).unwrap()
}

/// The order and the broken references as `child>parent`.
fn order(lines: &[&str]) -> (String, String) {
    let schema = schema(lines);
    let order = schema.load_order();
    let names: Vec<_> = order.tables.iter().map(|&id| schema.table(id).name.to_string()).collect();
    let breaks: Vec<_> = order
        .breaks
        .iter()
        .map(|cut| {
            let table = schema.table(cut.table);
            format!("{}>{}", table.name, table.foreign_keys[cut.foreign_key].parent)
        })
        .collect();
    (names.join(" "), breaks.join(" "))
}

#[test]
fn parents_come_first_and_the_cheapest_reference_is_broken() {
    let cases: &[(&str, &[&str], &str, &str)] = &[
        ("independent tables keep their order", &["b:", "a:", "c:"], "b a c", ""),
        ("parents move before children", &["c: b", "b: a", "a:", "d:"], "a b c d", ""),
        ("self references break nothing", &["a: a", "b: a b?"], "a b", ""),
        ("the nullable edge of a cycle breaks", &["a: b", "b: a?"], "b a", "b>a"),
        ("nullable goes before deferrable", &["a: b?", "b: a~"], "a b", "a>b"),
        ("deferrable goes before hard", &["a: b", "b: a~"], "b a", "b>a"),
        ("the later declared breaks among equals", &["a: b", "b: a"], "b a", "b>a"),
        ("parallel references break together", &["a: b", "b: a? a?"], "b a", "b>a b>a"),
        ("one hard twin makes a pair hard", &["a: b~", "b: a? a"], "a b", "a>b"),
        ("one cut ends two cycles", &["a: b c", "b: d", "c: d", "d: a"], "", "d>a"),
        ("an unenforced edge is no break", &["a: b", "b: a-"], "b a", ""),
        ("partitions are left out", &["p:", "q/p: x", "x:"], "x p", ""),
        ("partitions stand for their whole", &["p:", "q/p: x?", "x: p"], "p x", "q>x"),
        ("two cycles, two breaks", &["a: b?", "b: a", "c: d", "d: c?"], "", "a>b d>c"),
    ];
    for (claim, lines, tables, breaks) in cases {
        let found = order(lines);
        assert_eq!(&found.1, breaks, "{claim}");
        if !tables.is_empty() {
            assert_eq!(&found.0, tables, "{claim}");
        }
    }
}
