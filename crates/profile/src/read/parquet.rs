//! Parquet: whatever physical types a file has, as the texts of their values.

use arrow_array::ArrayRef;
use arrow_schema::DataType as ArrowType;
use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder, errors::ParquetError,
    file::reader::ChunkReader,
};
use seedbed_dataset::ValueReader;
use seedbed_schema::DataType;

use super::{ReadError, TableBuilder};
use crate::table::ColumnBuilder;

pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl ChunkReader + 'static,
) -> Result<(), ReadError> {
    let failed =
        |error: ParquetError| ReadError::Parquet { source_name: source.to_owned(), source: error };
    let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(failed)?;
    let names: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    table.columns(source, names)?;
    for batch in builder.build().map_err(failed)? {
        let batch = batch.map_err(|error| failed(error.into()))?;
        for (at, array) in batch.columns().iter().enumerate() {
            push(&mut table.columns[at], array).map_err(|found| ReadError::Nested {
                source_name: source.to_owned(),
                column: table.names[at].clone(),
                found,
            })?;
        }
    }
    Ok(())
}

/// Adds the values of an array; the name of its type where they are no scalars.
fn push(column: &mut ColumnBuilder, array: &ArrayRef) -> Result<(), String> {
    column.is_text |= is_text(array.data_type());
    let reader =
        ValueReader::new(array, &DataType::text()).map_err(|_| array.data_type().to_string())?;
    for row in 0..array.len() {
        if reader.is_null(row) {
            column.push_missing();
        } else {
            column.push(&reader.value(row).text());
        }
    }
    Ok(())
}

fn is_text(data_type: &ArrowType) -> bool {
    match data_type {
        ArrowType::Utf8 | ArrowType::LargeUtf8 | ArrowType::Utf8View => true,
        ArrowType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}
