//! Whether synthetic rows give real ones away.

mod attacks;
mod disclosure;
mod distances;
mod neighbours;
mod risk;

use seedbed_dataset::seed::Stream;
use seedbed_profile::Table;

use self::neighbours::{Rows, nearest};
use super::{
    cells::Cells,
    pairing::{CompareError, Field, Knowledge, Pairing, TablePair},
    score::{Property, Section},
};

pub use risk::{Rate, Risk, residual_risk, success_rate};

/// What the privacy part is asked to do.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    pub(crate) seed: u64,
    /// Rows of each dataset that distances are measured between, at most.
    pub(crate) rows: usize,
    /// Attacks of each sort.
    pub(crate) attacks: usize,
    /// Columns whose values are to be protected, by table; others are taken to be known.
    pub(crate) sensitive: &'a [(String, String)],
}

/// The datasets of a table, sampled where they are larger than asked for.
pub(crate) struct Sample<'a> {
    pub(crate) fields: Vec<&'a Field>,
    pub(crate) real: Vec<Cells>,
    pub(crate) synthetic: Vec<Cells>,
    /// Absent where there is none, and where it has too few rows.
    pub(crate) holdout: Option<Vec<Cells>>,
}

impl<'a> Sample<'a> {
    pub(crate) fn new(table: &'a TablePair, asked: &Asked) -> Self {
        // All rows agree in a column without values, which says nothing of any.
        let has_values =
            |field: &&Field| field.real.len() == 0 || field.real.nulls() < field.real.len();
        let fields: Vec<&Field> = table.compared().filter(has_values).collect();
        let stream = Stream::root(asked.seed).named("sample").named(&table.name);
        let take = |name: &str, rows: usize, of: &dyn Fn(&'a Field) -> &'a Cells| {
            let rows = chosen(rows, asked.rows, stream.named(name));
            let cells = fields.iter().map(|field| match &rows {
                Some(rows) => of(field).gather(rows),
                None => of(field).clone(),
            });
            cells.collect::<Vec<Cells>>()
        };
        Self {
            real: take("real", table.real_rows, &|field| &field.real),
            synthetic: take("synthetic", table.synthetic_rows, &|field| &field.synthetic),
            holdout: table
                .holdout_rows
                .filter(|_| table.has_holdout())
                .map(|rows| take("holdout", rows, &Field::held)),
            fields,
        }
    }
}

/// The distance of every synthetic row to the closest real one (DCR): the mean over the compared
/// columns of |Δ| / range, at most 1, and of 0 or 1 for categories. In the order of the rows.
///
/// # Errors
/// [`CompareError`] as of [`super::evaluate`].
pub fn closest_distances(
    real: &Table,
    synthetic: &Table,
    knowledge: &Knowledge,
) -> Result<Vec<f64>, CompareError> {
    let (real, synthetic) = (std::slice::from_ref(real), std::slice::from_ref(synthetic));
    let pairing = Pairing::new(real, synthetic, None, knowledge)?;
    let fields: Vec<&Field> = pairing.tables[0].compared().collect();
    let real = Rows::new(fields.iter().map(|field| &field.real));
    let synthetic = Rows::new(fields.iter().map(|field| &field.synthetic));
    let nearest = nearest(&synthetic, &real, &real.scales());
    Ok(nearest.into_iter().map(|found| found.distance).collect())
}

/// So many of the rows, in their order, each as likely as the others; all when there are no more.
pub(crate) fn chosen(rows: usize, most: usize, stream: Stream) -> Option<Vec<u32>> {
    if rows <= most {
        return None;
    }
    // The rows of the smallest random numbers.
    let mut drawn: Vec<(u64, u32)> =
        (0..rows).map(|row| (stream.at(row as u64), row as u32)).collect();
    drawn.select_nth_unstable(most);
    drawn.truncate(most);
    let mut rows: Vec<u32> = drawn.into_iter().map(|(_, row)| row).collect();
    rows.sort_unstable();
    Some(rows)
}

/// All of it, over every table.
pub(crate) fn privacy(tables: &[TablePair], asked: &Asked) -> Section {
    let mut distances = Vec::new();
    let mut copies = Vec::new();
    let mut disclosure = Vec::new();
    let mut attacked = Vec::new();
    for table in tables {
        let sample = Sample::new(table, asked);
        distances.extend(distances::distances(table, &sample, asked));
        copies.extend(distances::new_rows(table, &sample));
        disclosure.extend(disclosure::disclosure(table, asked));
        attacked.extend(attacks::attacks(table, &sample, asked));
    }
    let none = "no column's values are compared";
    Section::new(
        "privacy",
        vec![
            Property::average("distances", distances, none),
            Property::average("copies", copies, none),
            Property::average("disclosure", disclosure, "no sensitive column is named"),
            Property::average("attacks", attacked, none),
        ],
    )
}
