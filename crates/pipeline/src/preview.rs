//! The first rows of each table as text.

use seedbed_dataset::ValueReader;
use seedbed_schema::{DataType, TableId};

use crate::{Cancel, PipelineError, Run, rows};

/// The first rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePreview {
    /// The table's name.
    pub table: String,
    /// All rows it will have.
    pub of: u64,
    /// The columns, in order, each with whether it holds numbers.
    pub columns: Vec<PreviewColumn>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// One column of a [`TablePreview`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// The column's name.
    pub name: String,
    /// Whether its values are numbers, to be aligned at the right.
    pub numeric: bool,
}

/// Makes the first `count` rows of a table, and those only.
///
/// # Errors
/// [`PipelineError::Generate`] and [`PipelineError::Cancelled`].
pub fn preview(
    run: &Run,
    table: TableId,
    count: u64,
    cancel: &Cancel,
) -> Result<TablePreview, PipelineError> {
    let of = run.engine.rows(table);
    let batches = rows::batches(&run.engine, table, 0..of.min(count), cancel)?;
    let declared = run.schema().table(table);
    let name = declared.name.to_string();
    let schema = run.engine.arrow_schema(table);
    let types: Vec<&DataType> = schema
        .fields()
        .iter()
        .filter_map(|field| declared.column(field.name()).map(|column| &column.data_type))
        .collect();
    let columns = schema
        .fields()
        .iter()
        .map(|field| PreviewColumn {
            name: field.name().clone(),
            numeric: field.data_type().is_numeric(),
        })
        .collect();
    let mut rows = Vec::new();
    for batch in &batches {
        let readers = batch.columns().iter().zip(&types);
        let readers: Vec<ValueReader> = readers
            .map(|(array, data_type)| ValueReader::new(array, data_type))
            .collect::<Result<_, _>>()
            .map_err(|source| PipelineError::Codec {
                table: name.clone(),
                source: source.into(),
            })?;
        let cell = |reader: &ValueReader, row| {
            let value = reader.value(row);
            (!value.is_null()).then(|| value.to_text())
        };
        rows.extend(
            (0..batch.num_rows())
                .map(|row| readers.iter().map(|reader| cell(reader, row)).collect::<Vec<_>>()),
        );
    }
    Ok(TablePreview { table: name, of, columns, rows })
}
