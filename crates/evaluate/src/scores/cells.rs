//! Columns as numbers and codes: what metrics work on.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use seedbed_profile::{Column, Kind};

/// The code of NULL in columns of codes.
pub(crate) const NULL: u32 = u32::MAX;

/// How columns of a kind are compared.
pub(crate) trait Compared {
    /// By their distribution: numbers, days and moments.
    fn is_continuous(&self) -> bool;
    /// By value at all. Identifiers and free texts are only counted and followed.
    fn is_compared(&self) -> bool;
}

impl Compared for Kind {
    fn is_continuous(&self) -> bool {
        self.is_numeric() || self.is_temporal()
    }

    fn is_compared(&self) -> bool {
        self.is_continuous() || self.is_discrete()
    }
}

/// Texts, each once, with the number of each.
pub(crate) type Index = HashMap<Box<str>, u32, FixedState>;

/// The cells of a column: numbers with NaN for NULL (days and moments are microseconds since
/// 1970), or codes with [`NULL`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells {
    Numbers(Vec<f64>),
    Codes(Vec<u32>),
}

impl Cells {
    /// The cells of a column read as one of the kind. `index` collects the texts of all datasets
    /// that are compared, so that equal texts have equal codes.
    ///
    /// # Errors
    /// What the column holds instead.
    pub(crate) fn new(column: &Column, kind: Kind, index: &mut Index) -> Result<Self, Kind> {
        if kind.is_continuous() {
            return numbers(column, kind).map(Self::Numbers);
        }
        if kind == Kind::Boolean {
            let found = column.clone().with_kind(Kind::Boolean);
            if found.kind() != Kind::Boolean {
                return Err(column.kind());
            }
            let code = |truth: &f64| if truth.is_nan() { NULL } else { *truth as u32 };
            for text in ["false", "true"] {
                let next = index.len() as u32;
                index.entry(text.into()).or_insert(next);
            }
            return Ok(Self::Codes(found.numbers().iter().map(code).collect()));
        }
        let code = |text: &str| match index.get(text) {
            Some(&code) => code,
            None => {
                let code = index.len() as u32;
                index.insert(text.into(), code);
                code
            }
        };
        let own: Vec<u32> = column.labels().map(code).collect();
        let codes = column.codes().iter();
        Ok(Self::Codes(codes.map(|&at| own.get(at as usize).copied().unwrap_or(NULL)).collect()))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Codes(codes) => codes.len(),
        }
    }

    pub(crate) fn nulls(&self) -> usize {
        match self {
            Self::Numbers(values) => values.iter().filter(|value| value.is_nan()).count(),
            Self::Codes(codes) => codes.iter().filter(|&&code| code == NULL).count(),
        }
    }

    /// The numbers; none of a column of codes.
    pub(crate) fn numbers(&self) -> &[f64] {
        match self {
            Self::Numbers(values) => values,
            Self::Codes(_) => &[],
        }
    }

    /// The codes; none of a column of numbers.
    pub(crate) fn codes(&self) -> &[u32] {
        match self {
            Self::Codes(codes) => codes,
            Self::Numbers(_) => &[],
        }
    }

    /// The cells of some rows, in that order.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        match self {
            Self::Numbers(values) => {
                Self::Numbers(rows.iter().map(|&row| values[row as usize]).collect())
            }
            Self::Codes(codes) => {
                Self::Codes(rows.iter().map(|&row| codes[row as usize]).collect())
            }
        }
    }

    /// As many NULLs of the kind.
    pub(crate) fn absent(kind: Kind, rows: usize) -> Self {
        if kind.is_continuous() {
            Self::Numbers(vec![f64::NAN; rows])
        } else {
            Self::Codes(vec![NULL; rows])
        }
    }
}

fn numbers(column: &Column, kind: Kind) -> Result<Vec<f64>, Kind> {
    let fits = |found: Kind| {
        (kind.is_numeric() && found.is_numeric()) || (kind.is_temporal() && found.is_temporal())
    };
    let values = |column: &Column| {
        let mut values = column.numbers();
        if column.kind() == Kind::Date {
            values.iter_mut().for_each(|value| *value *= 86_400e6);
        }
        values
    };
    if fits(column.kind()) {
        return Ok(values(column));
    }
    // What was told by chance or by its name: keys that are numbers, a column without a value.
    let wanted = if kind.is_numeric() { Kind::Number } else { Kind::Datetime };
    let found = column.clone().with_kind(wanted);
    if found.kind() == wanted { Ok(values(&found)) } else { Err(column.kind()) }
}

#[cfg(test)]
mod tests {
    use seedbed_profile::{Options, read_csv};

    use super::*;

    fn column(cells: &str) -> Column {
        let table = read_csv("t", format!("c,x\n{cells}").as_bytes(), &Options::default());
        table.unwrap().columns.remove(0)
    }

    #[test]
    fn cells_of_another_kind_are_refused() {
        let mut index = Index::default();
        let mixed = column("1,\ntwo,\n,\n");
        assert_eq!(Cells::new(&mixed, Kind::Integer, &mut index), Err(Kind::Categorical));
        let empty = Cells::new(&column(",1\n,2\n"), Kind::Integer, &mut index).unwrap();
        assert_eq!(empty.nulls(), 2);
    }

    #[test]
    fn equal_texts_of_two_tables_have_equal_codes() {
        let mut index = Index::default();
        let real = Cells::new(&column("a,\nb,\n,\n"), Kind::Categorical, &mut index);
        let synthetic = Cells::new(&column("b,\nc,\n"), Kind::Categorical, &mut index);
        assert_eq!(real, Ok(Cells::Codes(vec![0, 1, NULL])));
        assert_eq!(synthetic, Ok(Cells::Codes(vec![1, 2])));
    }

    #[test]
    fn truth_and_days_are_the_same_however_they_are_written() {
        let mut index = Index::default();
        let real = Cells::new(&column("True,\nFalse,\n"), Kind::Boolean, &mut index);
        let synthetic = Cells::new(&column("yes,\nno,\n"), Kind::Boolean, &mut index);
        assert_eq!(real, synthetic);
        let days = Cells::new(&column("1970-01-02,\n"), Kind::Date, &mut index);
        let moments = Cells::new(&column("1970-01-02 00:00:00,\n"), Kind::Date, &mut index);
        assert_eq!(days, Ok(Cells::Numbers(vec![86_400e6])));
        assert_eq!(days, moments);
    }
}
