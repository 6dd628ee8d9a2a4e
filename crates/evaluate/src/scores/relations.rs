//! Keys, references, and what hangs together across them.

use rayon::prelude::*;

use super::{
    cells::{Cells, Compared, NULL},
    pairing::{Field, Pairing, Relation, TablePair},
    pairs::{self, PairColumn},
    score::Score,
    single::{boundary_adherence, counts, ks_of_sorted, sorted},
};

/// A relation with its columns.
struct Ends<'a> {
    child: &'a TablePair,
    parent: &'a TablePair,
    reference: &'a Field,
    key: &'a Field,
}

/// Which of the datasets.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Real,
    Synthetic,
}

impl Side {
    fn codes(self, field: &Field) -> &[u32] {
        match self {
            Self::Real => field.real.codes(),
            Self::Synthetic => field.synthetic.codes(),
        }
    }

    fn cells(self, field: &Field) -> &Cells {
        match self {
            Self::Real => &field.real,
            Self::Synthetic => &field.synthetic,
        }
    }
}

fn ends<'a>(pairing: &'a Pairing, relation: &Relation) -> Option<Ends<'a>> {
    let child = pairing.table(&relation.child)?;
    let parent = pairing.table(&relation.parent)?;
    let (reference, key) = (child.field(&relation.column)?, parent.field(&relation.key)?);
    Some(Ends { child, parent, reference, key })
}

/// Synthetic references without a row to refer to: of each relation, how many, and of how many.
pub(crate) fn orphans(pairing: &Pairing) -> Vec<(Relation, u64, u64)> {
    let count = |relation: &Relation| {
        let ends = ends(pairing, relation)?;
        let codes = Side::Synthetic.codes(ends.reference);
        let parents = Parents::new(Side::Synthetic.codes(ends.key));
        let there = codes.iter().filter(|&&code| code != NULL).count();
        let found = codes.iter().filter(|&&code| parents.first(code).is_some()).count();
        Some((relation.clone(), (there - found) as u64, there as u64))
    };
    pairing.relations.iter().filter_map(count).collect()
}

/// The rows of a table by the code of its key.
struct Parents {
    /// The first row with each code, or [`NULL`].
    row: Vec<u32>,
}

impl Parents {
    fn new(keys: &[u32]) -> Self {
        let largest = keys.iter().filter(|&&key| key != NULL).max();
        let mut row = vec![NULL; largest.map_or(0, |&key| key as usize + 1)];
        for (at, &key) in keys.iter().enumerate().filter(|(_, key)| **key != NULL) {
            if row[key as usize] == NULL {
                row[key as usize] = at as u32;
            }
        }
        Self { row }
    }

    fn first(&self, code: u32) -> Option<u32> {
        self.row.get(code as usize).copied().filter(|&row| row != NULL)
    }
}

/// `KeyUniqueness` of every known key.
pub(crate) fn keys(pairing: &Pairing) -> Vec<Score> {
    let of = |(table, column): &(String, String)| {
        let table = pairing.table(table)?;
        let field = table.field(column)?;
        let codes = Side::Synthetic.codes(field);
        let value = if codes.is_empty() {
            Err("there are no rows".to_owned())
        } else {
            Ok(1.0 - repeated(codes) as f64 / codes.len() as f64)
        };
        Some(field.score(table, "KeyUniqueness", value))
    };
    pairing.keys.iter().filter_map(of).collect()
}

/// Rows whose key is NULL or was there before.
pub(crate) fn repeated(codes: &[u32]) -> usize {
    let mut sorted: Vec<u32> = codes.iter().copied().filter(|&code| code != NULL).collect();
    let nulls = codes.len() - sorted.len();
    sorted.sort_unstable();
    nulls + sorted.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

/// `TableStructure` of every table.
pub(crate) fn structure(pairing: &Pairing) -> Vec<Score> {
    let of = |table: &TablePair| {
        let alike = table.fields.iter().filter(|field| field.problem.is_none()).count();
        // A column of another kind counts as one that is missing and one that is new.
        let other = table.fields.len() - alike;
        let all = alike + 2 * other + table.missing.len() + table.extra.len();
        Score::new("TableStructure", &table.name, &[], Ok(alike as f64 / all as f64))
            .with("missing_columns", table.missing.len() as f64)
            .with("new_columns", table.extra.len() as f64)
            .with("columns_of_another_kind", other as f64)
    };
    let missing = pairing
        .missing
        .iter()
        .map(|table| Score::new("TableStructure", table, &[], Ok(0.0)).with("missing_table", 1.0));
    pairing.tables.iter().map(of).chain(missing).collect()
}

/// A relation's fan-out: how many children each row of the parent has.
pub(crate) struct FanOut<'a> {
    ends: Ends<'a>,
    pub(crate) real: Vec<f64>,
    pub(crate) synthetic: Vec<f64>,
}

/// The fan-outs of all relations.
pub(crate) fn fan_outs(pairing: &Pairing) -> Vec<FanOut<'_>> {
    let of = |relation: &Relation| {
        let ends = ends(pairing, relation)?;
        let (real, synthetic) = (children(&ends, Side::Real), children(&ends, Side::Synthetic));
        Some(FanOut { ends, real, synthetic })
    };
    pairing.relations.par_iter().filter_map(of).collect()
}

/// Children per row of the parent.
fn children(ends: &Ends, side: Side) -> Vec<f64> {
    let children = counts(side.codes(ends.reference));
    let of = |&key: &u32| children.get(key as usize).copied().unwrap_or(0) as f64;
    side.codes(ends.key).iter().map(of).collect()
}

impl FanOut<'_> {
    /// Whether it is that of a reference of this table.
    pub(crate) fn is_of(&self, table: &TablePair) -> bool {
        self.ends.child.name == table.name
    }

    /// What the reference is called: `customer_id → customers`.
    pub(crate) fn name(&self) -> String {
        format!("{} → {}", self.ends.reference.name, self.ends.parent.name)
    }

    fn score(&self, metric: &'static str, value: Result<f64, String>) -> Score {
        self.ends.reference.score(self.ends.child, metric, value)
    }
}

/// `ReferentialIntegrity` and `CardinalityBoundaryAdherence` of every relation.
pub(crate) fn validity(fan_outs: &[FanOut]) -> Vec<Score> {
    let of = |fan_out: &FanOut| {
        let boundaries = boundary_adherence(&fan_out.real, &fan_out.synthetic);
        let boundaries = boundaries.map_err(|_| NO_PARENT.to_owned());
        [
            fan_out.score("ReferentialIntegrity", referential_integrity(&fan_out.ends)),
            fan_out.score("CardinalityBoundaryAdherence", boundaries),
        ]
    };
    fan_outs.iter().flat_map(of).collect()
}

const NO_PARENT: &str = "a parent table has no rows";

/// NULLs are no references where the real data has some; else they count as broken ones.
fn referential_integrity(ends: &Ends) -> Result<f64, String> {
    let nullable = Side::Real.codes(ends.reference).contains(&NULL);
    let codes = Side::Synthetic.codes(ends.reference);
    let counted = codes.iter().filter(|&&code| !(nullable && code == NULL)).count();
    if counted == 0 {
        return Err("there are no references".into());
    }
    let parents = Parents::new(Side::Synthetic.codes(ends.key));
    let found = codes.iter().filter(|&&code| parents.first(code).is_some()).count();
    Ok(found as f64 / counted as f64)
}

/// `CardinalityShapeSimilarity` of every relation.
pub(crate) fn cardinality_shapes(fan_outs: &[FanOut]) -> Vec<Score> {
    let of = |fan_out: &FanOut| {
        let (real, synthetic) = (sorted(&fan_out.real), sorted(&fan_out.synthetic));
        let value = ks_of_sorted(&real, &synthetic).map_err(|_| NO_PARENT.to_owned());
        let per_parent = |counts: &[f64]| counts.iter().sum::<f64>() / counts.len() as f64;
        let score = fan_out.score("CardinalityShapeSimilarity", value);
        score.with("real", per_parent(&real)).with("synthetic", per_parent(&synthetic))
    };
    fan_outs.par_iter().map(of).collect()
}

/// How alike the columns of parents and children hang together: the metrics of pairs over the
/// two tables joined.
pub(crate) fn intertable(pairing: &Pairing) -> Vec<Score> {
    let of = |relation: &Relation| Some(joined(&ends(pairing, relation)?));
    pairing.relations.iter().filter_map(of).flatten().collect()
}

fn joined(ends: &Ends) -> Vec<Score> {
    let rows = |side: Side| {
        let parents = Parents::new(side.codes(ends.key));
        let codes = side.codes(ends.reference).iter().enumerate();
        let both = codes.filter_map(|(child, &code)| Some((child as u32, parents.first(code)?)));
        both.unzip::<u32, u32, Vec<u32>, Vec<u32>>()
    };
    let ((real_child, real_parent), (child, parent)) = (rows(Side::Real), rows(Side::Synthetic));
    let gathered = |table: &TablePair, real: &[u32], synthetic: &[u32]| {
        let fields: Vec<&Field> = table.compared().collect();
        let gather = |field: &&Field| Field {
            name: field.name.clone(),
            kind: field.kind,
            labels: Vec::new(),
            real: Side::Real.cells(field).gather(real),
            synthetic: Side::Synthetic.cells(field).gather(synthetic),
            holdout: None,
            problem: None,
            remark: None,
        };
        fields.par_iter().map(gather).collect::<Vec<Field>>()
    };
    let of_parent = gathered(ends.parent, &real_parent, &parent);
    let of_child = gathered(ends.child, &real_child, &child);
    let parents: Vec<PairColumn> = of_parent.iter().map(PairColumn::new).collect();
    let children: Vec<PairColumn> = of_child.iter().map(PairColumn::new).collect();
    let pairs: Vec<_> =
        parents.iter().flat_map(|one| children.iter().map(move |other| (one, other))).collect();
    let place = format!("{} → {}", ends.child.name, ends.parent.name);
    pairs
        .par_iter()
        .map(|(one, other)| {
            let mut score = pairs::score(&ends.child.name, one, other);
            score.columns[0] = format!("{}.{}", ends.parent.name, one.name);
            score.table.clone_from(&place);
            score
        })
        .collect()
}

/// The columns of identifiers and texts, which are not compared.
pub(crate) fn not_compared(table: &TablePair) -> Vec<String> {
    let others = table.fields.iter().filter(|field| !field.kind.is_compared());
    others.map(|field| field.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use seedbed_profile::{Options, Table, read_csv};

    use super::*;
    use crate::scores::pairing::Knowledge;

    fn table(name: &str, text: &str) -> Table {
        read_csv(name, text.as_bytes(), &Options::default()).unwrap()
    }

    fn shop(orders: &str) -> Vec<Table> {
        vec![table("customers", "id,age\na,20\nb,30\nc,40\n"), table("orders", orders)]
    }

    fn pairing(synthetic: &str) -> Pairing {
        let real = shop("customer_id,total\na,2\na,2\nb,3\n");
        Pairing::new(&real, &shop(synthetic), None, &Knowledge::default()).unwrap()
    }

    fn score(scores: &[Score], metric: &str) -> f64 {
        scores.iter().find(|score| score.metric == metric).unwrap().score.unwrap()
    }

    #[test]
    fn orphans_are_counted_and_lower_the_integrity() {
        let pairing = pairing("customer_id,total\na,2\nz,2\n,3\n");
        let (_, orphans, of) = &orphans(&pairing)[0];
        assert_eq!((*orphans, *of), (1, 2));
        let scores = validity(&fan_outs(&pairing));
        assert_eq!(score(&scores, "ReferentialIntegrity"), 1.0 / 3.0);
    }

    #[test]
    fn children_per_parent_are_compared() {
        let pairing = pairing("customer_id,total\na,2\nb,2\nc,3\n");
        let scores = cardinality_shapes(&fan_outs(&pairing));
        // Real: 0, 1, 2; synthetic: 1, 1, 1.
        assert!((score(&scores, "CardinalityShapeSimilarity") - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(scores[0].details["real"], 1.0);
    }

    #[test]
    fn a_key_is_as_good_as_its_rows_are_told_apart() {
        assert_eq!(repeated(&[1, 1, 2, NULL]), 2);
        let pairing = pairing("customer_id,total\na,2\n");
        assert_eq!(score(&keys(&pairing), "KeyUniqueness"), 1.0);
    }

    #[test]
    fn columns_of_parents_and_children_are_paired_once() {
        let scores = intertable(&pairing("customer_id,total\na,2\nb,3\nc,9\n"));
        assert_eq!(scores.len(), 1);
        assert_eq!(scores[0].columns, ["customers.age", "total"]);
    }
}
