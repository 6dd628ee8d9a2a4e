//! Columns of tables as models see them.

use seedbed_profile::{Column, Kind, MISSING};
use seedbed_synthesize::{Column as Learned, Data, NULL_CODE};

const DAY: i64 = 86_400_000_000;

/// A column as a model sees it; none for kinds that no model learns.
pub(super) fn learned(column: &Column, name: String) -> Option<Learned> {
    if column.missing() == column.len() {
        return None;
    }
    let present = |value: f64| Some(value).filter(|value| value.is_finite());
    let data = match column.kind() {
        Kind::Integer => Data::Number { values: column.numbers(), whole: true },
        Kind::Number => Data::Number { values: column.numbers(), whole: false },
        Kind::Boolean => Data::Boolean(
            column.numbers().into_iter().map(|value| present(value).map(|v| v > 0.0)).collect(),
        ),
        Kind::Categorical => Data::Category {
            codes: column.codes().to_vec(),
            labels: column.labels().map(str::to_owned).collect(),
        },
        Kind::Date => moments(column, DAY),
        Kind::Datetime => moments(column, 1),
        Kind::Text | Kind::Identifier => return None,
    };
    debug_assert_eq!(NULL_CODE, MISSING, "codes are taken over as they are");
    Some(Learned { name, data })
}

fn moments(column: &Column, unit: i64) -> Data {
    let moment = |value: f64| value.is_finite().then_some(value as i64 * unit);
    Data::Moment(column.numbers().into_iter().map(moment).collect())
}

/// The rows of a parent's column that stand beside the children's rows; null where a child has no
/// parent. `parents` holds for each child the parent's row.
pub(super) fn joined(column: &Learned, name: String, parents: &[Option<usize>]) -> Learned {
    fn pick<T: Clone>(values: &[T], parents: &[Option<usize>], null: &T) -> Vec<T> {
        let of = |row: &Option<usize>| row.map_or_else(|| null.clone(), |row| values[row].clone());
        parents.iter().map(of).collect()
    }
    let data = match &column.data {
        Data::Number { values, whole } => {
            Data::Number { values: pick(values, parents, &f64::NAN), whole: *whole }
        }
        Data::Category { codes, labels } => {
            Data::Category { codes: pick(codes, parents, &NULL_CODE), labels: labels.clone() }
        }
        Data::Boolean(values) => Data::Boolean(pick(values, parents, &None)),
        Data::Moment(values) => Data::Moment(pick(values, parents, &None)),
        Data::Text(values) => Data::Text(pick(values, parents, &None)),
    };
    Learned { name, data }
}
