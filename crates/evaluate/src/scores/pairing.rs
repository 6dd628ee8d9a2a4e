//! Real tables beside synthetic ones: which belong together, and what their columns hold.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use schemars::JsonSchema;
use seedbed_profile::{Column, Kind, Table, name};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    cells::{Cells, Compared, Index, NULL},
    composed::{Composed, compose},
    score::Score,
};

/// A reference: `child.column` holds keys of `parent.key`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// The table of the references.
    pub child: String,
    /// Its column.
    pub column: String,
    /// The table referred to.
    pub parent: String,
    /// Its key.
    pub key: String,
}

/// What is known of the tables beyond their rows.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Kinds of columns, by table and column; others are told by the real values.
    pub kinds: BTreeMap<(String, String), Kind>,
    /// Keys and references of several columns; by their names relations and keys speak of them.
    pub composed: Vec<Composed>,
    /// Keys, by table and column.
    pub keys: Vec<(String, String)>,
    /// References; with none given they are told by names and values.
    pub relations: Vec<Relation>,
}

/// Why datasets can't be compared at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CompareError {
    /// There is nothing to compare with.
    #[error("there is no {which} table")]
    NoTable {
        /// `real`, `synthetic` or `holdout`.
        which: &'static str,
    },
    /// Tables of other names.
    #[error(
        "no table is in both datasets: the real one has {real}, the {which} one {other}; files \
         are matched by their names without the extension"
    )]
    NoCommonTable {
        /// `synthetic` or `holdout`.
        which: &'static str,
        /// Names.
        real: String,
        /// Names.
        other: String,
    },
    /// What was said of a column that is not there.
    #[error("the real data has no column {table}.{column}; {table} has {known}")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The columns there are.
        known: String,
    },
    /// What was said of a table that is not there.
    #[error("the real data has no table {table}; it has {known}")]
    UnknownTable {
        /// The table.
        table: String,
        /// The tables there are.
        known: String,
    },
    /// A table without a column in common.
    #[error(
        "table {table}: no column is in both datasets: the real one has {real}, the synthetic one \
         {synthetic}"
    )]
    NoCommonColumn {
        /// The table.
        table: String,
        /// Names.
        real: String,
        /// Names.
        synthetic: String,
    },
}

/// A column of all datasets; equal codes stand for equal values in all of them.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The values of codes.
    pub(crate) labels: Vec<Box<str>>,
    pub(crate) real: Cells,
    pub(crate) synthetic: Cells,
    pub(crate) holdout: Option<Cells>,
    /// Why the column can't be compared.
    pub(crate) problem: Option<String>,
    /// What may be wrong with a column that is compared in another way than was meant.
    pub(crate) remark: Option<&'static str>,
}

impl Field {
    /// The holdout's cells. Asked for only where there is a holdout.
    pub(crate) fn held(&self) -> &Cells {
        self.holdout.as_ref().unwrap_or(&self.real)
    }

    pub(crate) fn usable(&self) -> Result<(), String> {
        self.problem.clone().map_or(Ok(()), Err)
    }

    pub(crate) fn score(
        &self,
        table: &TablePair,
        metric: &'static str,
        value: Result<f64, String>,
    ) -> Score {
        let value = value.map_err(|reason| self.problem.clone().unwrap_or(reason));
        Score::new(metric, &table.name, &[&self.name], value)
    }
}

/// Rows of a holdout that a comparison with it takes.
pub(crate) const LEAST_HELD: usize = 30;

/// A table of all datasets.
#[derive(Debug, Clone)]
pub(crate) struct TablePair {
    pub(crate) name: String,
    pub(crate) real_rows: usize,
    pub(crate) synthetic_rows: usize,
    pub(crate) holdout_rows: Option<usize>,
    /// Columns that the real and the synthetic table have, in the order of the real one.
    pub(crate) fields: Vec<Field>,
    /// Keys and references of several columns: followed, and compared neither by value nor kind.
    pub(crate) composed: Vec<Field>,
    /// Columns that only the real table has.
    pub(crate) missing: Vec<String>,
    /// Columns that only the synthetic table has.
    pub(crate) extra: Vec<String>,
}

impl TablePair {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().chain(&self.composed).find(|field| field.name == name)
    }

    /// Whether there are real rows and no synthetic ones.
    pub(crate) fn is_empty(&self) -> bool {
        self.real_rows > 0 && self.synthetic_rows == 0
    }

    /// Whether the holdout has rows enough for chance not to decide what it shows.
    pub(crate) fn has_holdout(&self) -> bool {
        self.holdout_rows.is_some_and(|rows| rows >= LEAST_HELD)
    }

    /// The fields whose values are compared and can be.
    pub(crate) fn compared(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.kind.is_compared() && field.problem.is_none())
    }
}

/// All tables that are compared.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    pub(crate) tables: Vec<TablePair>,
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) relations: Vec<Relation>,
    /// Tables that only the real data has.
    pub(crate) missing: Vec<String>,
    /// Tables that only the synthetic data has.
    pub(crate) extra: Vec<String>,
}

impl Pairing {
    pub(crate) fn table(&self, name: &str) -> Option<&TablePair> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Whether the real data has a column that something is asked of.
    pub(crate) fn check_column(
        (table, column): &(String, String),
        real: &[Table],
    ) -> Result<(), CompareError> {
        let kinds = BTreeMap::from([((table.clone(), column.clone()), Kind::Text)]);
        check_names(real, &Knowledge { kinds, ..Knowledge::default() })
    }

    pub(crate) fn new(
        real: &[Table],
        synthetic: &[Table],
        holdout: Option<&[Table]>,
        knowledge: &Knowledge,
    ) -> Result<Self, CompareError> {
        some(real, "real")?;
        some(synthetic, "synthetic")?;
        if let Some(holdout) = holdout {
            some(holdout, "holdout")?;
            common(real, holdout, "holdout")?;
        }
        common(real, synthetic, "synthetic")?;
        check_names(real, knowledge)?;
        let relations = match knowledge.relations.as_slice() {
            [] => infer_relations(real),
            given => given.to_vec(),
        };
        let mut kinds = knowledge.kinds.clone();
        let mut keys = knowledge.keys.clone();
        for relation in &relations {
            let key = (relation.parent.clone(), relation.key.clone());
            let reference = (relation.child.clone(), relation.column.clone());
            kinds.entry(reference).or_insert(Kind::Identifier);
            kinds.entry(key.clone()).or_insert(Kind::Identifier);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let mut identifiers = Index::default();
        let mut tables = Vec::new();
        for table in real {
            let Some(other) = matching(table, real, synthetic) else { continue };
            let held = holdout.and_then(|holdout| matching(table, real, holdout));
            tables.push(pair(table, other, held, &kinds, &mut identifiers)?);
        }
        compose(&mut tables, &knowledge.composed, real, synthetic);
        if knowledge.relations.is_empty() {
            remark_doubts(&mut tables, real);
        }
        let unmatched = |of: &[Table], among: &[Table]| {
            let alone = of.iter().filter(|table| matching(table, of, among).is_none());
            alone.map(|table| table.name.clone()).collect::<Vec<_>>()
        };
        let in_both = |table: &str, column: &str| {
            let of = |pair: &&TablePair| pair.name == table && pair.field(column).is_some();
            tables.iter().any(|pair| of(&pair))
        };
        keys.extend(own_keys(&tables, &keys));
        keys.retain(|(table, column)| in_both(table, column));
        let relations = relations.into_iter().filter(|relation| {
            in_both(&relation.child, &relation.column) && in_both(&relation.parent, &relation.key)
        });
        Ok(Self {
            keys,
            relations: relations.collect(),
            missing: unmatched(real, synthetic),
            extra: unmatched(synthetic, real),
            tables,
        })
    }
}

fn some(tables: &[Table], which: &'static str) -> Result<(), CompareError> {
    if tables.is_empty() { Err(CompareError::NoTable { which }) } else { Ok(()) }
}

fn common(real: &[Table], other: &[Table], which: &'static str) -> Result<(), CompareError> {
    if real.iter().any(|table| matching(table, real, other).is_some()) {
        return Ok(());
    }
    Err(CompareError::NoCommonTable { which, real: names(real), other: names(other) })
}

fn names(tables: &[Table]) -> String {
    tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn check_names(real: &[Table], knowledge: &Knowledge) -> Result<(), CompareError> {
    let relations = knowledge.relations.iter();
    let related = relations.flat_map(|relation| {
        [(&relation.child, &relation.column), (&relation.parent, &relation.key)]
    });
    let kinds = knowledge.kinds.keys().map(|(table, column)| (table, column));
    for (name, column) in related.chain(kinds) {
        let Some(table) = real.iter().find(|table| table.name == *name) else {
            return Err(CompareError::UnknownTable { table: name.clone(), known: names(real) });
        };
        let is_composed = |key: &Composed| key.table == *name && key.name() == *column;
        if !table.columns.iter().any(|known| known.name() == column)
            && !knowledge.composed.iter().any(is_composed)
        {
            let known = table.columns.iter().map(Column::name);
            return Err(CompareError::UnknownColumn {
                table: name.clone(),
                column: column.clone(),
                known: known.collect::<Vec<_>>().join(", "),
            });
        }
    }
    Ok(())
}

/// The table of the other dataset: of the same name, or the only one beside the only one.
pub(super) fn matching<'a>(table: &Table, own: &[Table], others: &'a [Table]) -> Option<&'a Table> {
    match (own, others) {
        ([_], [only]) => Some(only),
        _ => others.iter().find(|other| other.name.eq_ignore_ascii_case(&table.name)),
    }
}

fn pair<'t>(
    real: &'t Table,
    synthetic: &'t Table,
    holdout: Option<&'t Table>,
    kinds: &BTreeMap<(String, String), Kind>,
    identifiers: &mut Index,
) -> Result<TablePair, CompareError> {
    let find =
        |table: &'t Table, name: &str| table.columns.iter().find(|column| column.name() == name);
    let mut common = Vec::new();
    let mut missing = Vec::new();
    for column in &real.columns {
        let Some(other) = find(synthetic, column.name()) else {
            missing.push(column.name().to_owned());
            continue;
        };
        let given = kinds.get(&(real.name.clone(), column.name().to_owned()));
        let kind = given.copied().unwrap_or_else(|| column.kind());
        common.push((column, other, kind));
    }
    let held = |name: &str| holdout.map(|table| (find(table, name), table.rows()));
    let of = |(real, synthetic, kind): (&Column, &Column, Kind), index: &mut Index| {
        field(real, synthetic, held(real.name()), kind, index)
    };
    let mut fields: Vec<Option<Field>> = common
        .par_iter()
        .map(|&common| (common.2 != Kind::Identifier).then(|| of(common, &mut Index::default())))
        .collect();
    // Identifiers of all columns and tables are numbered together: they refer to each other.
    for (field, &common) in fields.iter_mut().zip(&common) {
        field.get_or_insert_with(|| of(common, identifiers));
    }
    let fields: Vec<Field> = fields.into_iter().flatten().collect();
    if fields.is_empty() {
        let names = |table: &Table| {
            let mut names = table.columns.iter().map(Column::name);
            // Of a file without a header these are values of its first row.
            if names.clone().any(|name| name.parse::<f64>().is_ok()) {
                return "numbers for names (a file's first line names its columns)".to_owned();
            }
            names.by_ref().collect::<Vec<_>>().join(", ")
        };
        return Err(CompareError::NoCommonColumn {
            table: real.name.clone(),
            real: names(real),
            synthetic: names(synthetic),
        });
    }
    let extra = synthetic.columns.iter().filter(|column| find(real, column.name()).is_none());
    Ok(TablePair {
        name: real.name.clone(),
        real_rows: real.rows(),
        synthetic_rows: synthetic.rows(),
        holdout_rows: holdout.map(Table::rows),
        extra: extra.map(|column| column.name().to_owned()).collect(),
        composed: Vec::new(),
        fields,
        missing,
    })
}

fn field(
    real: &Column,
    synthetic: &Column,
    holdout: Option<(Option<&Column>, usize)>,
    kind: Kind,
    index: &mut Index,
) -> Field {
    let mut problem = None;
    let mut cells = |column: &Column, which: &str| {
        Cells::new(column, kind, index).unwrap_or_else(|found| {
            let (found, wanted) = (found.word(), kind.word());
            problem.get_or_insert_with(|| {
                let why = column.almost_numbers().filter(|_| kind.is_numeric());
                let why = why.map_or(String::new(), |why| format!("; {why}"));
                format!("the {which} column is {found}, and {wanted} is wanted{why}")
            });
            Cells::absent(kind, column.len())
        })
    };
    let (of_real, of_synthetic) = (cells(real, "real"), cells(synthetic, "synthetic"));
    let of_holdout = holdout.map(|(column, rows)| match column {
        Some(column) => cells(column, "holdout"),
        None => Cells::absent(kind, rows),
    });
    let mut labels = Vec::new();
    if kind != Kind::Identifier {
        labels.resize(index.len(), Box::<str>::default());
        for (text, code) in index.drain() {
            labels[code as usize] = text;
        }
    }
    Field {
        name: real.name().to_owned(),
        kind,
        labels,
        real: of_real,
        synthetic: of_synthetic,
        holdout: of_holdout,
        problem,
        remark: real.almost_numbers().filter(|_| !kind.is_numeric()),
    }
}

/// Columns called `id` and the like that are unique in the real data, of tables that have no
/// known key yet.
fn own_keys(tables: &[TablePair], known: &[(String, String)]) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for table in tables.iter().filter(|table| !known.iter().any(|(of, _)| *of == table.name)) {
        let is_key = |field: &&Field| {
            field.kind == Kind::Identifier && table.real_rows > 0 && is_unique(field.real.codes())
        };
        keys.extend(
            table.fields.iter().find(is_key).map(|field| (table.name.clone(), field.name.clone())),
        );
    }
    keys
}

fn is_unique(codes: &[u32]) -> bool {
    let mut seen: Vec<u32> = codes.to_vec();
    seen.sort_unstable();
    seen.last() != Some(&NULL) && seen.windows(2).all(|pair| pair[0] != pair[1])
}

/// References by name: `players_id` or `player_id` beside a table `players` whose `id` (or
/// `players_id`) is unique and has every value.
fn infer_relations(real: &[Table]) -> Vec<Relation> {
    let mut relations = Vec::new();
    for child in real {
        for column in &child.columns {
            let parents = real.iter().filter(|parent| parent.name != child.name);
            let relation = parents.filter_map(|parent| {
                let key = parent_key(parent, column.name())?;
                refers(column, key).then(|| Relation {
                    child: child.name.clone(),
                    column: column.name().to_owned(),
                    parent: parent.name.clone(),
                    key: key.name().to_owned(),
                })
            });
            relations.extend(relation.take(1));
        }
    }
    relations
}

/// Remarks on columns that are no references only because some of their values have no row.
fn remark_doubts(tables: &mut [TablePair], real: &[Table]) {
    for child in real {
        let parents = || real.iter().filter(|parent| parent.name != child.name);
        let is_doubtful = |column: &&Column| {
            let mut keys = parents().filter_map(|parent| parent_key(parent, column.name()));
            keys.any(|key| refers_in_part(column, key))
        };
        let fields = tables.iter_mut().filter(|table| table.name == child.name);
        let mut fields: Vec<&mut Field> = fields.flat_map(|table| &mut table.fields).collect();
        for column in child.columns.iter().filter(is_doubtful) {
            if let Some(field) = fields.iter_mut().find(|field| field.name == column.name()) {
                field.remark = Some(
                    "by its name a reference, but some of its real values have no row; \
                     --relation makes it one",
                );
            }
        }
    }
}

/// Whether the key has some values of the reference, and lacks others.
fn refers_in_part(reference: &Column, key: &Column) -> bool {
    let known: HashSet<&str, FixedState> = key.labels().collect();
    let found = reference.labels().filter(|text| known.contains(text)).count();
    0 < found && found < reference.distinct()
}

/// The key that a column's name speaks of, where it speaks of this table.
fn parent_key<'a>(parent: &'a Table, reference: &str) -> Option<&'a Column> {
    let singular = |words: &[String]| -> Vec<String> {
        words.iter().map(|word| name::singular(word)).collect()
    };
    let words = name::words(reference);
    let (last, stem) = words.split_last()?;
    if !matches!(last.as_str(), "id" | "uuid" | "guid" | "key") || stem.is_empty() {
        return None;
    }
    if singular(stem) != singular(&name::words(&parent.name)) {
        return None;
    }
    parent.column(last).or_else(|| parent.column(reference))
}

/// Whether the key is unique and has every value of the reference.
fn refers(reference: &Column, key: &Column) -> bool {
    let mut index = Index::default();
    let Ok(Cells::Codes(keys)) = Cells::new(key, Kind::Identifier, &mut index) else {
        return false;
    };
    let known = index.len();
    if keys.is_empty() || !is_unique(&keys) {
        return false;
    }
    let Ok(Cells::Codes(codes)) = Cells::new(reference, Kind::Identifier, &mut index) else {
        return false;
    };
    index.len() == known && codes.iter().any(|&code| code != NULL)
}

#[cfg(test)]
mod tests {
    use seedbed_profile::{Options, read_csv};

    use super::*;

    fn table(name: &str, text: &str) -> Table {
        read_csv(name, text.as_bytes(), &Options::default()).unwrap()
    }

    #[test]
    fn references_are_told_by_names_and_values() {
        let players = table("players", "id,team\na,x\nb,y\n");
        let seasons = table("seasons", "player_id,year\na,1\na,2\nb,1\n");
        let relations = infer_relations(&[players.clone(), seasons.clone()]);
        assert_eq!(relations.len(), 1);
        assert_eq!(relations[0].parent, "players");
        let orphans = table("seasons", "player_id,year\na,1\nz,2\n");
        assert_eq!(infer_relations(&[players, orphans]), []);
    }

    #[test]
    fn references_that_lack_rows_are_remarked_on() {
        let shop = |orders: &str| [table("customers", "id\na\nb\nc\n"), table("orders", orders)];
        let remark = |orders: &str| {
            let real = shop(orders);
            let pairing = Pairing::new(&real, &real, None, &Knowledge::default()).unwrap();
            pairing.table("orders").unwrap().field("customer_id").unwrap().remark
        };
        assert!(remark("customer_id,n\na,1\nz,2\n").unwrap().contains("--relation makes it one"));
        assert_eq!(remark("customer_id,n\na,1\nb,2\n"), None, "it is a reference");
        assert_eq!(remark("customer_id,n\nx,1\nz,2\n"), None, "nothing speaks for it but a name");
    }

    #[test]
    fn err_datasets_without_anything_in_common() {
        let (one, two) = (table("a", "x\n1\n"), table("b", "x\n1\n"));
        let other = table("c", "y\n1\n");
        let none = Knowledge::default();
        let error = |real: &[Table], synthetic: &[Table]| {
            Pairing::new(real, synthetic, None, &none).unwrap_err().to_string()
        };
        let (one, other) = ([one], [other]);
        let both = [one[0].clone(), two];
        assert!(error(&both, &other).contains("no table is in both"));
        assert!(error(&one, &other).contains("no column is in both"));
        assert!(error(&one, &[]).contains("no synthetic table"));
    }

    #[test]
    fn cells_of_other_types_are_a_named_problem() {
        let real = table("t", "age,c\n1,a\n2,b\n");
        let synthetic = table("t", "age,c\nx,a\n2,b\n");
        let pairing = Pairing::new(&[real], &[synthetic], None, &Knowledge::default()).unwrap();
        let age = pairing.tables[0].field("age").unwrap();
        assert_eq!(
            age.problem.as_deref(),
            Some("the synthetic column is categorical, and integer is wanted")
        );
    }
}
