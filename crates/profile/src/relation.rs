//! Which columns tell rows apart, and which refer to rows of another table.

use std::collections::BTreeSet;

use crate::{
    name::{singular, words},
    table::{Column, Kind, MISSING, Table},
};

/// Keys and references of related tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// The key of each table that has one, by the table's position.
    pub keys: Vec<Option<Vec<usize>>>,
    /// The references.
    pub references: Vec<Reference>,
}

/// One column that holds the keys of another table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The position of the referring table.
    pub table: usize,
    /// The referring column's position.
    pub column: usize,
    /// The position of the table referred to.
    pub parent: usize,
    /// The position of its key.
    pub parent_column: usize,
    /// What tells it.
    pub reason: String,
    /// How many rows refer to a row that is not there.
    pub orphans: usize,
}

/// How much of a column must be found in a key to be a reference to it.
const LEAST_FOUND: f64 = 0.95;

impl Relations {
    /// Tells keys by uniqueness and names, and references by names and by the share of values
    /// that are keys of the other table.
    pub fn infer(tables: &[Table]) -> Self {
        let keys: Vec<Option<usize>> = tables.iter().map(single_key).collect();
        let mut references = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            for (column, values) in table.columns.iter().enumerate() {
                if keys[at] == Some(column) && values.name().eq_ignore_ascii_case("id") {
                    continue;
                }
                let candidates = keys.iter().enumerate().filter_map(|(parent, key)| {
                    let key = (*key)?;
                    let is_itself = parent == at && key == column;
                    let reason = called(values.name(), &tables[parent], key, parent == at)?;
                    let strays = orphans(values, &tables[parent].columns[key]);
                    let present = values.len() - values.missing();
                    let found =
                        present > 0 && (present - strays) as f64 >= LEAST_FOUND * present as f64;
                    (found && !is_itself).then_some((strays, parent, key, reason))
                });
                if let Some((orphans, parent, parent_column, reason)) =
                    candidates.min_by_key(|(orphans, parent, ..)| (*orphans, *parent))
                {
                    references.push(Reference {
                        table: at,
                        column,
                        parent,
                        parent_column,
                        reason,
                        orphans,
                    });
                }
            }
        }
        let keys = keys.into_iter().enumerate().map(|(at, key)| {
            key.map(|key| vec![key]).or_else(|| junction_key(&tables[at], at, &references))
        });
        let keys = keys.collect();
        drop_mutual(&mut references);
        Self { keys, references }
    }
}

/// Two tables whose keys are each other's: the larger is the parent.
fn drop_mutual(references: &mut Vec<Reference>) {
    let all = references.clone();
    references.retain(|reference| {
        !all.iter().any(|other| {
            other.table == reference.parent
                && other.parent == reference.table
                && other.column == reference.parent_column
                && other.parent_column == reference.column
                && (other.orphans, other.table) < (reference.orphans, reference.table)
        })
    });
}

/// The column that is the table's key: called like one, without a missing or repeated value.
fn single_key(table: &Table) -> Option<usize> {
    let unique = |column: &Column| {
        column.len() > 1 && column.missing() == 0 && column.distinct() == column.len()
    };
    let called = |column: &Column| {
        let own = words(column.name());
        let mut of_table = words(&table.name);
        if let Some(last) = of_table.last_mut() {
            *last = singular(last);
        }
        of_table.push("id".into());
        let own_singular: Vec<String> = own.iter().map(|word| singular(word)).collect();
        own == ["id"] || own_singular == of_table
    };
    let candidates = || table.columns.iter().enumerate().filter(|(_, column)| unique(column));
    let by_name = candidates().find(|(_, column)| called(column));
    let by_kind = candidates().find(|(_, column)| column.kind() == Kind::Identifier);
    by_name.or(by_kind).map(|(at, _)| at)
}

/// The references of a junction table, where they tell its rows apart.
fn junction_key(table: &Table, at: usize, references: &[Reference]) -> Option<Vec<usize>> {
    let columns: Vec<usize> =
        references.iter().filter(|reference| reference.table == at).map(|r| r.column).collect();
    let &[a, b] = columns.as_slice() else { return None };
    let (left, right) = (&table.columns[a], &table.columns[b]);
    if left.missing() + right.missing() > 0 {
        return None;
    }
    let pairs: BTreeSet<(u32, u32)> =
        left.codes().iter().copied().zip(right.codes().iter().copied()).collect();
    (pairs.len() == table.rows()).then_some(columns)
}

/// Why a column's name says that it refers to `parent`'s key.
fn called(column: &str, parent: &Table, key: usize, is_self: bool) -> Option<String> {
    let singulars =
        |name: &str| -> Vec<String> { words(name).iter().map(|word| singular(word)).collect() };
    let (own, table, key) =
        (singulars(column), singulars(&parent.name), singulars(parent.columns[key].name()));
    if is_self {
        let roles = ["parent", "manager", "supervisor", "boss", "mentor", "referrer"];
        let first = own.first()?;
        let role = roles.contains(&first.as_str()) && own.len() <= 3 || own == ["report", "to"];
        return role.then(|| format!("{column} is called like a row of the same table"));
    }
    let table_and_key: Vec<String> = table.iter().chain(&key).cloned().collect();
    if own.ends_with(&table_and_key) || own == table {
        return Some(format!("{column} is called after {}", parent.name));
    }
    // A key with a name of its own keeps it where it is referred to.
    let telling = key.len() > 1 && own.ends_with(&key);
    telling.then(|| format!("{column} is called like the key of {}", parent.name))
}

/// How many cells hold no key of the parent.
pub fn orphans(column: &Column, key: &Column) -> usize {
    let known: BTreeSet<&str> = key.labels().collect();
    let is_known: Vec<bool> = column.labels().map(|label| known.contains(label)).collect();
    let codes = column.codes().iter().filter(|&&code| code != MISSING);
    codes.filter(|&&code| !is_known[code as usize]).count()
}

/// For every row of the parent how many rows refer to it.
pub fn children(column: &Column, key: &Column) -> Vec<u64> {
    let counts = column.counts();
    let mut by_label: Vec<(&str, u64)> = column.labels().zip(counts).collect();
    by_label.sort_unstable();
    let of_label: Vec<u64> = key
        .labels()
        .map(|label| match by_label.binary_search_by(|(other, _)| (*other).cmp(label)) {
            Ok(at) => by_label[at].1,
            Err(_) => 0,
        })
        .collect();
    key.codes()
        .iter()
        .filter(|&&code| code != MISSING)
        .map(|&code| of_label[code as usize])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, read_csv};

    fn tables(texts: &[(&str, &str)]) -> Vec<Table> {
        let read = |(name, text): &(&str, &str)| {
            read_csv(name, text.as_bytes(), &Options::default()).unwrap()
        };
        texts.iter().map(read).collect()
    }

    /// `orders.customer_id → customers.id` and so on.
    fn told(tables: &[Table]) -> Vec<String> {
        let relations = Relations::infer(tables);
        let name = |table: usize, column: usize| {
            format!("{}.{}", tables[table].name, tables[table].columns[column].name())
        };
        let shown = relations
            .references
            .iter()
            .map(|r| format!("{} → {}", name(r.table, r.column), name(r.parent, r.parent_column)));
        shown.collect()
    }

    #[test]
    fn references_are_told_by_name_and_inclusion() {
        let customers = ("customers", "id,name\n1,Ada\n2,Bob\n3,Cy\n");
        let cases: [(&str, &[&str]); 5] = [
            ("id,customer_id\n1,3\n2,3\n", &["t.customer_id → customers.id"]),
            ("id,billing_customer_id\n1,3\n2,\n", &["t.billing_customer_id → customers.id"]),
            ("id,CustomersID\n1,1\n2,2\n", &["t.CustomersID → customers.id"]),
            ("id,customer_id\n1,30\n2,31\n", &[]),
            ("id,level\n1,3\n2,3\n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(told(&tables(&[customers, ("t", text)])), expected, "{text}");
        }
    }

    #[test]
    fn a_table_may_refer_to_itself() {
        let staff = tables(&[("staff", "id,manager_id\n1,\n2,1\n3,1\n")]);
        assert_eq!(told(&staff), ["staff.manager_id → staff.id"]);
    }

    #[test]
    fn a_junction_is_told_apart_by_both_references() {
        let all = tables(&[
            ("courses", "course_id,title\n1,A\n2,B\n"),
            ("enrolments", "course_id,student_id\n1,1\n1,2\n2,1\n"),
            ("students", "student_id,name\n1,X\n2,Y\n"),
        ]);
        let relations = Relations::infer(&all);
        assert_eq!(relations.keys, [Some(vec![0]), Some(vec![0, 1]), Some(vec![0])]);
        assert_eq!(relations.references.len(), 2);
    }

    #[test]
    fn parents_without_children_count_as_none() {
        let all = tables(&[("a", "id,x\n1,1\n2,1\n3,1\n"), ("b", "id,a_id\n1,3\n2,3\n3,1\n")]);
        let counts = children(all[1].column("a_id").unwrap(), all[0].column("id").unwrap());
        assert_eq!(counts, [1, 0, 2]);
    }
}
